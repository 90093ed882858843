//! `/articles` and `/articles/{id}`.

use axum::http::StatusCode;
use concordance::domain::{ArticleDraft, IssueSlug, RawDraft, Stance};
use concordance::store::FoundPassage;

use crate::support::app::TestApp;
use crate::support::rows;

const TEXT: &str = "Київ 🕊 first.\n\nNorthbank will not open the bridge. Water came up, too.\n\n\
                    Nothing here.";

/// An article with a URL, a passage with a cue, and a passage without a position.
async fn stored(app: &TestApp, url: &str) -> String {
    let raw = RawDraft {
        url: Some(url.to_owned()),
        author: Some("Ada <b>Holm</b>".to_owned()),
        ..rows::raw("Bridges <b>& water</b>", TEXT)
    };
    let draft = ArticleDraft::parse(&raw).unwrap();
    let sentence = "Northbank will not open the bridge.";
    let mut findings = rows::findings(sentence, &[("northbank", "bridges", Stance::Rejects, None)]);
    findings.passages[0].span = rows::span_of(TEXT, sentence);
    findings.positions[0].cue = Some(rows::span_of(TEXT, "will not"));
    findings.positions[0].holder = Some(rows::span_of(TEXT, "Northbank"));
    findings.passages.push(FoundPassage {
        span: rows::span_of(TEXT, "Water came up, too."),
        quote: "Water came up, too.".to_owned(),
        issues: vec![IssueSlug::parse("water").unwrap()],
    });
    let id = app.add_found(&draft, &findings).await;
    format!("/articles/{id}")
}

#[tokio::test]
async fn passages_are_marked_in_place_with_their_cue_and_the_text_stays_whole() {
    let app = TestApp::new().await;
    let href = stored(&app, "https://example.org/a").await;
    let page = app.get(&href).await.assert_page(StatusCode::OK);
    let page = page
        .assert_has("<h1><bdi>Bridges &#60;b&#62;&#38; water&#60;/b&#62;</bdi></h1>")
        .assert_has("<bdi>Ada &#60;b&#62;Holm&#60;/b&#62;</bdi>")
        .assert_has("2 passages · 1 position: 1 machine-read, 0 confirmed")
        .assert_has("Northbank <em class=\"cue\">will not</em> open the bridge.</mark>")
        .assert_has("named by <em class=\"cue\">Northbank</em>")
        .assert_has(">Water came up, too.</mark>");
    let folio = page.body.split_once("<div class=\"folio\">").unwrap().1;
    let paragraphs = folio.matches("<p lang=\"en\" dir=\"auto\">").count();
    assert_eq!(paragraphs, 3, "{folio}");
    assert!(folio.contains("Київ 🕊 first."));
}

#[tokio::test]
async fn doubtful_positions_are_shown_when_asked_for() {
    let app = TestApp::new().await;
    let draft = rows::draft("Bridges", "Perhaps Northbank will open the bridge.", "2026-01-09");
    let taken = [("northbank", "bridges", Stance::Accepts, None)];
    let mut findings = rows::findings(draft.text.as_str(), &taken);
    findings.positions[0].confidence = 0.3;
    let id = app.add_found(&draft, &findings).await;
    app.get(&format!("/articles/{id}"))
        .await
        .assert_has("1 passage · no position")
        .assert_has(&format!("<a href=\"/articles/{id}?doubtful=shown\">"))
        .assert_lacks("#doubtful");
    app.get(&format!("/articles/{id}?doubtful=shown"))
        .await
        .assert_has("1 passage · 1 position")
        .assert_has("<a href=\"/about#doubtful\">doubtful</a>")
        .assert_has("doubtful, and not counted");
    app.get(&format!("/articles/{id}?doubtful=perhaps"))
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    app.get("/riverland").await.assert_lacks("href=\"/riverland/issues/bridges/northbank\"");
    let issue = "/riverland/issues/bridges";
    app.get(issue).await.assert_lacks("#doubtful");
    app.get(&format!("{issue}?doubtful=shown")).await.assert_has("#doubtful");
    app.get("/about").await.assert_has("id=\"doubtful\"");
}

#[tokio::test]
async fn position_leads_to_its_sentence_here_and_at_the_source() {
    let app = TestApp::new().await;
    let href = stored(&app, "https://example.org/a?x=1&y=2").await;
    let page = app.get(&href).await;
    let fragment = "#:~:text=Northbank%20will%20not%20open%20the%20bridge%2E";
    let page = page
        .assert_has(&format!("href=\"https://example.org/a?x=1&#38;y=2{fragment}\""))
        .assert_has("rel=\"noopener noreferrer\"")
        .assert_has("CSL-JSON");
    let issue = app.get("/riverland/issues/bridges").await;
    let id = page.body.split("id=\"passage-").nth(1).unwrap().split('"').next().unwrap();
    issue.assert_has(&format!("href=\"{href}#passage-{id}\"")).assert_has(fragment);
}

#[tokio::test]
async fn unknown_article_is_404_with_ways_on() {
    let app = TestApp::new().await;
    for id in ["1", "0", "-1", "x", "99999999999999999999", "%00", "1%20or%201=1"] {
        app.get(&format!("/articles/{id}"))
            .await
            .assert_page(StatusCode::NOT_FOUND)
            .assert_has("href=\"/articles/new\"");
    }
}

#[tokio::test]
async fn empty_list_says_what_to_do_and_a_filtered_one_how_to_clear() {
    let app = TestApp::new().await;
    app.get("/articles").await.assert_page(StatusCode::OK).assert_has("No article is here yet.");
    app.get("/articles?negotiation=riverland&outlet=None&from=2026-01-01")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("No article answers these filters.");
}

#[tokio::test]
async fn list_is_paged_and_filtered() {
    let app = TestApp::new().await;
    for day in 1..=3 {
        let text = format!("The bridge stood on day {day}.");
        let draft = rows::draft(&format!("Day {day}"), &text, &format!("2026-01-0{day}"));
        app.store(&draft, &[("isle", "bridges", Stance::Offers, None)]).await;
    }
    let first = app.get("/articles?limit=2&outlet=The+River+Post").await;
    let first = first.assert_page(StatusCode::OK).assert_has("Day 3").assert_lacks("Day 1");
    let next = first.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    app.get(&next).await.assert_page(StatusCode::OK).assert_has("Day 1").assert_lacks("Day 3");
    app.get("/articles?to=2026-01-01").await.assert_has("Day 1").assert_lacks("Day 2");
    app.get("/articles?negotiation=riverland").await.assert_has("1 position<");
    app.get("/articles?negotiation=ukraine-russia").await.assert_lacks("Day 1");
}

#[tokio::test]
async fn wrong_filters_are_told() {
    let app = TestApp::new().await;
    for (query, says) in [
        ("negotiation=nowhere", "riverland"),
        ("from=x", "YYYY-MM-DD"),
        ("after=2026-01-01_x", "no cursor"),
        ("limit=-5", "from 1 to 200"),
    ] {
        app.get(&format!("/articles?{query}"))
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has(says);
    }
}

#[tokio::test]
async fn samples_are_marked() {
    let app = TestApp::new().await;
    app.load_samples().await;
    let list = app.get("/articles").await.assert_page(StatusCode::OK).assert_has("sample");
    let row = list.body.split("class=\"title\"><a href=\"/articles/").nth(1).unwrap();
    let id = row.split('"').next().unwrap();
    app.get(&format!("/articles/{id}"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Sample article, written for Concordance.");
}
