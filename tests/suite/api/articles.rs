//! Articles: posted, listed, read, changed, deleted.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use concordance::domain::{CharSpan, Stance};
use concordance::store::FoundAttribution;
use serde_json::{Value, json};

use super::river;
use crate::support::app::{Answer, TestApp};
use crate::support::rows;

fn new_article() -> Value {
    json!({
        "negotiation": "riverland",
        "title": "Talks on the bridge",
        "text": "Nordstad met Zuidhaven.\r\n\r\nNothing was agreed.  ",
        "outlet": "The River Post",
        "url": "https://example.org/talks",
        "published_on": "2026-01-20",
    })
}

async fn posted(app: &TestApp) -> (String, Value) {
    let answer = app.api_json("POST", "/api/v1/articles", &new_article()).await;
    let answer = answer.assert_status(StatusCode::CREATED);
    (answer.header("location").to_owned(), answer.json())
}

async fn delete(app: &TestApp, path: &str, if_match: Option<&str>) -> Answer {
    let mut request = Request::delete(path);
    if let Some(revision) = if_match {
        request = request.header("if-match", revision);
    }
    app.api_send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn a_posted_article_is_answered_whole_and_can_be_read() {
    let app = TestApp::new().await;
    let (location, body) = posted(&app).await;
    assert_eq!(body["text"], "Nordstad met Zuidhaven.\n\nNothing was agreed.");
    assert_eq!(body["revision"], 1);
    assert_eq!(body["sample"], false);
    assert_eq!(body["language"], "en");
    assert!(body["author"].is_null());
    assert_eq!(location, format!("/api/v1/articles/{}", body["id"]));
    let read = app.api(&location).await.assert_status(StatusCode::OK);
    assert_eq!(read.json(), body);
}

#[tokio::test]
async fn an_article_carries_its_passages_positions_and_attributions() {
    let app = TestApp::new().await;
    let text = "“Łódź” won’t do: Nordstad rejects the bridge, says Ada Holm.";
    let mut findings = rows::findings(text, &[("northbank", "bridges", Stance::Rejects, None)]);
    findings.positions[0].speaker = Some("Ada Holm".to_owned());
    findings.positions[0].cue = Some(CharSpan { start: 26, end: 33 });
    findings.attributions.push(FoundAttribution {
        kind: "mixed".to_owned(),
        source: Some(CharSpan { start: 51, end: 59 }),
        cue: Some(CharSpan { start: 46, end: 50 }),
        content: vec![CharSpan { start: 0, end: 44 }],
        speaker: Some("Ada Holm".to_owned()),
        party: Some(concordance::domain::PartySlug::parse("northbank").unwrap()),
    });
    let draft = rows::draft("A bridge too few", text, "2026-01-15");
    let id = app.add_found(&draft, &findings).await;
    let answer = app.api(&format!("/api/v1/articles/{id}")).await;
    let body = answer.json();
    let words = |span: &Value| {
        let (start, end) = (span["start"].as_u64().unwrap(), span["end"].as_u64().unwrap());
        let chars = body["text"].as_str().unwrap().chars();
        let words = chars.skip(usize::try_from(start).unwrap());
        words.take(usize::try_from(end - start).unwrap()).collect::<String>()
    };
    let position = &body["positions"][0];
    assert_eq!(words(position), position["quote"].as_str().unwrap());
    assert_eq!(words(&position["cue"]), "rejects");
    assert_eq!(words(&body["attributions"][0]["source"]), "Ada Holm");
    insta::assert_json_snapshot!(answer.redacted());
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let app = TestApp::new().await;
    let wrong = json!({
        "negotiation": "riverland", "title": " ", "text": "\u{0}", "url": "javascript:alert(1)",
        "published_on": "15.1.2026", "language": "English!",
    });
    let answer = app.api_json("POST", "/api/v1/articles", &wrong).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = answer.problems().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["title", "text", "url", "published_on", "language"]);
    assert_eq!(answer.json()["type"], "/api#problem-invalid");
}

#[tokio::test]
async fn missing_unknown_and_mistyped_fields_are_named() {
    let app = TestApp::new().await;
    for (body, field) in [
        (json!({"negotiation": "riverland", "title": "x"}), "text"),
        (json!({"title": "x", "text": "y"}), "negotiation"),
        (json!({"negotiation": "riverland", "title": "x", "text": "y", "txet": 1}), "txet"),
        (json!({"negotiation": "riverland", "title": ["x"], "text": "y"}), "title"),
    ] {
        let answer = app.api_json("POST", "/api/v1/articles", &body).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, field, "{}", answer.body);
    }
    let elsewhere = json!({"negotiation": "nowhere", "title": "x", "text": "y"});
    let answer = app.api_json("POST", "/api/v1/articles", &elsewhere).await;
    answer.assert_status(StatusCode::NOT_FOUND).assert_has("riverland, ukraine-russia");
}

#[tokio::test]
async fn a_duplicate_leads_to_the_article_that_is_there() {
    let app = TestApp::new().await;
    let (location, first) = posted(&app).await;
    let mut same_text = new_article();
    same_text["url"] = Value::Null;
    same_text["text"] = json!("Nordstad   met Zuidhaven.\n\nNothing was agreed.");
    let mut same_url = new_article();
    same_url["text"] = json!("Another text.");
    same_url["url"] = json!("http://www.example.org/talks/?utm_source=x#top");
    for again in [same_text, same_url] {
        let answer = app.api_json("POST", "/api/v1/articles", &again).await;
        let answer = answer.assert_status(StatusCode::CONFLICT);
        assert_eq!(answer.header("location"), location);
        let existing = json!({"id": first["id"], "href": location});
        assert_eq!(answer.json()["existing"], existing);
    }
}

#[tokio::test]
async fn the_list_is_paged_by_link_and_cursor() {
    let app = river().await;
    let mut titles = Vec::new();
    let mut next = Some("/api/v1/articles?negotiation=riverland&limit=2".to_owned());
    while let Some(path) = next {
        let answer = app.api(&path).await.assert_status(StatusCode::OK);
        let body = answer.json();
        let items = body["items"].as_array().unwrap();
        titles.extend(items.iter().map(|item| item["dated_on"].clone()));
        let link = answer.header("link");
        next = link.strip_suffix(">; rel=\"next\"").map(|link| link[1..].to_owned());
        let cursor = body["next"].as_str();
        assert_eq!(cursor.is_some(), next.is_some());
        assert!(next.as_ref().is_none_or(|next| next.ends_with(cursor.unwrap())));
    }
    assert_eq!(titles, ["2026-01-12", "2026-01-11", "2026-01-10"]);
}

#[tokio::test]
async fn the_list_is_filtered_by_negotiation_outlet_and_date() {
    let app = river().await;
    for (query, count) in [
        ("", 3),
        ("?negotiation=ukraine-russia", 0),
        ("?outlet=the+RIVER+post", 3),
        ("?outlet=The%20Other", 0),
        ("?from=2026-01-11", 2),
        ("?from=2026-01-11&to=2026-01-11", 1),
    ] {
        let answer = app.api(&format!("/api/v1/articles{query}")).await;
        let body = answer.assert_status(StatusCode::OK).json();
        assert_eq!(body["items"].as_array().unwrap().len(), count, "{query}");
    }
    let all = app.api("/api/v1/articles").await;
    insta::assert_json_snapshot!(all.redacted()["items"][0]);
}

#[tokio::test]
async fn a_change_names_the_revision_it_rests_on() {
    let app = TestApp::new().await;
    let (location, _) = posted(&app).await;
    let mut change = json!({"title": "Talks end", "text": "Nothing was agreed."});
    let answer = app.api_json("PUT", &location, &change).await;
    answer.assert_status(StatusCode::PRECONDITION_REQUIRED).assert_has("If-Match");

    change["revision"] = json!(1);
    let answer = app.api_json("PUT", &location, &change).await;
    let body = answer.assert_status(StatusCode::OK).json();
    assert_eq!((&body["revision"], &body["title"]), (&json!(2), &json!("Talks end")));
    assert!(body["outlet"].is_null());

    let answer = app.api_json("PUT", &location, &change).await;
    let body = answer.assert_status(StatusCode::CONFLICT).json();
    assert_eq!(body["current"]["revision"], 2);
    assert_eq!(body["type"], "/api#problem-changed");
}

async fn put_if_match(app: &TestApp, path: &str, if_match: &str, body: &Value) -> Answer {
    let request = Request::put(path)
        .header("content-type", "application/json")
        .header("if-match", if_match)
        .body(Body::from(body.to_string()));
    app.api_send(request.expect("a request")).await
}

#[tokio::test]
async fn if_match_holds_the_revision_in_quotation_marks() {
    let app = TestApp::new().await;
    let (location, _) = posted(&app).await;
    let change = json!({"negotiation": "riverland", "title": "Talks end", "text": "Nothing."});
    let answer = put_if_match(&app, &location, "\"1\"", &change).await;
    assert_eq!(answer.assert_status(StatusCode::OK).json()["revision"], 2);
    let answer = put_if_match(&app, &location, "\"1\"", &change).await;
    let answer = answer.assert_status(StatusCode::PRECONDITION_FAILED);
    assert_eq!(answer.json()["current"]["revision"], 2);
    let both = json!({"title": "x", "text": "y", "revision": 1});
    for (if_match, body) in [("W/\"abc\"", &change), ("*", &change), ("\"2\"", &both)] {
        let answer = put_if_match(&app, &location, if_match, body).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, "If-Match");
    }
    let elsewhere = json!({"negotiation": "ukraine-russia", "title": "x", "text": "y"});
    let answer = put_if_match(&app, &location, "2", &elsewhere).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problems()[0].0, "negotiation");
}

#[tokio::test]
async fn a_changed_article_keeps_duplicates_out() {
    let app = TestApp::new().await;
    let (location, _) = posted(&app).await;
    let other = app.post("Another", "Another text.").await;
    let mut change = json!({"title": "x", "text": new_article()["text"], "revision": 1});
    let path = format!("/api/v1/articles/{other}");
    let answer = app.api_json("PUT", &path, &change).await;
    let answer = answer.assert_status(StatusCode::CONFLICT);
    assert_eq!(answer.header("location"), location);
    change["text"] = json!("");
    let answer = app.api_json("PUT", &path, &change).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_deletion_names_the_revision_and_takes_the_findings_along() {
    let app = river().await;
    let list = app.api("/api/v1/articles").await.json();
    let path = format!("/api/v1/articles/{}", list["items"][0]["id"]);
    let none = delete(&app, &path, None).await;
    none.assert_status(StatusCode::PRECONDITION_REQUIRED);
    let stale = delete(&app, &path, Some("\"7\"")).await;
    stale.assert_status(StatusCode::PRECONDITION_FAILED);
    let stale = delete(&app, &format!("{path}?revision=7"), None).await;
    stale.assert_status(StatusCode::CONFLICT);
    for wrong in ["?revision=0", "?revision=x", "?revison=1"] {
        let answer = delete(&app, &format!("{path}{wrong}"), None).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let gone = delete(&app, &format!("{path}?revision=1"), None).await;
    gone.assert_status(StatusCode::NO_CONTENT);
    app.api(&path).await.assert_status(StatusCode::GONE);
    let again = delete(&app, &path, Some("\"1\"")).await;
    again.assert_status(StatusCode::GONE);
    let counts = app.api("/api/v1/negotiations/riverland").await.json()["counts"].clone();
    assert_eq!((&counts["articles"], &counts["positions"]), (&json!(2), &json!(4)));
}

#[tokio::test]
async fn an_unknown_article_is_404_whatever_its_id() {
    let app = TestApp::new().await;
    for id in ["1", "-1", "x", "99999999999999999999", "1.5", "%D0%9A", "%00", "1%20"] {
        let answer = app.api(&format!("/api/v1/articles/{id}")).await;
        let answer = answer.assert_status(StatusCode::NOT_FOUND);
        assert!(answer.problems()[0].1.contains("/api/v1/articles"), "{id}");
    }
}

#[tokio::test]
async fn sample_articles_are_marked() {
    let app = TestApp::new().await;
    app.load_samples().await;
    let list = app.api("/api/v1/articles").await.json();
    let first = &list["items"][0];
    assert_eq!(first["sample"], true);
    let read = app.api(&format!("/api/v1/articles/{}", first["id"])).await;
    assert_eq!(read.json()["sample"], true);
}
