//! Lists of passages and positions, and one position.

use axum::http::StatusCode;
use concordance::domain::Stance;
use serde_json::Value;

use super::river;
use crate::support::rows;

fn days(body: &Value) -> Vec<&str> {
    let items = body["items"].as_array().expect("a list");
    items.iter().map(|item| &item["dated_on"].as_str().expect("a date")[8..]).collect()
}

#[tokio::test]
async fn passages_and_positions_are_answered_with_their_evidence() {
    let app = river().await;
    let passages = app.api("/api/v1/passages?negotiation=riverland&limit=1").await;
    insta::assert_json_snapshot!("passages", passages.redacted());
    let positions = app.api("/api/v1/positions?negotiation=riverland&limit=1").await;
    insta::assert_json_snapshot!("positions", positions.redacted());
}

#[tokio::test]
async fn every_filter_narrows_both_lists() {
    let app = river().await;
    for (query, passages, positions) in [
        ("", "12 11 10", "12 11 11 10 10"),
        ("&issue=water", "11", "11"),
        ("&party=southbank", "12 10", "12 10"),
        ("&party=southbank&issue=water", "", ""),
        ("&stance=rejects", "10", "10"),
        ("&outlet=the%20river%20POST", "12 11 10", "12 11 11 10 10"),
        ("&outlet=none", "", ""),
        ("&from=2026-01-11&to=2026-01-11", "11", "11 11"),
        ("&status=confirmed", "", ""),
        ("&status=suggested", "12 11 10", "12 11 11 10 10"),
        ("&q=crossing", "12 11", "12 11 11"),
        ("&q=%22the+bridge%22&stance=demands", "10", "10"),
        ("&issue=&party=&q=", "12 11 10", "12 11 11 10 10"),
    ] {
        for (list, expected) in [("passages", passages), ("positions", positions)] {
            let path = format!("/api/v1/{list}?negotiation=riverland{query}");
            let body = app.api(&path).await.assert_status(StatusCode::OK).json();
            assert_eq!(days(&body).join(" "), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn hearsay_and_own_positions_can_be_told_apart() {
    let app = river().await;
    let path = "/api/v1/positions?negotiation=riverland&own=";
    let own = app.api(&format!("{path}true")).await.json();
    assert_eq!(days(&own).join(" "), "11 11 10 10");
    let hearsay = app.api(&format!("{path}false")).await.json();
    assert_eq!(hearsay["items"][0]["reported_by"], "isle");
    assert_eq!(hearsay["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn doubtful_positions_are_answered_when_asked_for() {
    let app = river().await;
    let draft = rows::draft("Perhaps", "Perhaps Nordstad agrees to the bridge.", "2026-01-13");
    let taken = [("northbank", "bridges", Stance::Accepts, None)];
    let mut findings = rows::findings(draft.text.as_str(), &taken);
    findings.positions[0].confidence = 0.2;
    app.add_found(&draft, &findings).await;
    let path = "/api/v1/positions?negotiation=riverland&issue=bridges";
    let sure = app.api(path).await.json();
    assert!(!days(&sure).contains(&"13"), "{sure}");
    let all = app.api(&format!("{path}&doubtful=true")).await.json();
    assert_eq!((days(&all)[0], &all["items"][0]["doubtful"]), ("13", &Value::Bool(true)));
    app.api(&format!("{path}&doubtful=perhaps"))
        .await
        .assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = river().await;
    for (list, count) in [("passages", 3), ("positions", 5)] {
        let mut ids = Vec::new();
        let mut next = Some(format!("/api/v1/{list}?negotiation=riverland&limit=1"));
        while let Some(path) = next {
            let answer = app.api(&path).await.assert_status(StatusCode::OK);
            ids.push(answer.json()["items"][0]["id"].as_i64().unwrap());
            let link = answer.header("link").strip_suffix(">; rel=\"next\"");
            next = link.map(|link| link[1..].to_owned());
        }
        assert_eq!(ids.len(), count);
        assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "{ids:?}");
    }
}

#[tokio::test]
async fn a_position_is_read_by_its_id() {
    let app = river().await;
    let list = app.api("/api/v1/positions?negotiation=riverland").await.json();
    for item in list["items"].as_array().unwrap() {
        let answer = app.api(&format!("/api/v1/positions/{}", item["id"])).await;
        let mut position = item.clone();
        position["reports"] = serde_json::json!([]);
        assert_eq!(answer.assert_status(StatusCode::OK).json(), position);
    }
    for id in ["1", "x", "99999999999999999999", "%00"] {
        let answer = app.api(&format!("/api/v1/positions/{id}")).await;
        answer.assert_status(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_does_not_hold_is_named_with_what_would() {
    let app = river().await;
    for list in ["passages", "positions"] {
        for (query, field, right) in [
            ("", "negotiation", "riverland, ukraine-russia"),
            ("?negotiation=", "negotiation", "riverland"),
            ("?negotiation=riverland&stance=maybe", "stance", "demands, offers"),
            ("?negotiation=riverland&status=done", "status", "suggested"),
            ("?negotiation=riverland&from=yesterday", "from", "YYYY-MM-DD"),
            ("?negotiation=riverland&to=2026-02-30", "to", "YYYY-MM-DD"),
            ("?negotiation=riverland&from=2026-02-01&to=2026-01-01", "to", "before"),
            ("?negotiation=riverland&cursor=zzz", "cursor", "`next`"),
            ("?negotiation=riverland&limit=201", "limit", "1 to 200"),
            ("?negotiation=riverland&limit=0", "limit", "1 to 200"),
            ("?negotiation=riverland&limit=-1", "limit", "1 to 200"),
            ("?negotiation=riverland&limit=ten", "limit", "1 to 200"),
            ("?negotiation=riverland&q=%21%21", "q", "letters"),
            ("?negotiation=riverland&isue=water", "isue", "issue"),
            ("?negotiation=riverland&issue=water&issue=bridges", "issue", "once"),
            ("?negotiation=riverland&outlet=%00", "outlet", "control"),
        ] {
            let answer = app.api(&format!("/api/v1/{list}{query}")).await;
            let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
            let problems = answer.problems();
            assert_eq!(problems[0].0, field, "{query}");
            assert!(problems[0].1.contains(right), "{query}: {}", problems[0].1);
        }
        for (query, known) in [
            ("?negotiation=nowhere", "riverland"),
            ("?negotiation=riverland&issue=roads", "bridges, water"),
            ("?negotiation=riverland&party=eastbank", "northbank, southbank, isle"),
        ] {
            let answer = app.api(&format!("/api/v1/{list}{query}")).await;
            answer.assert_status(StatusCode::NOT_FOUND).assert_has(known);
        }
    }
    let answer = app.api("/api/v1/positions?negotiation=riverland&own=perhaps").await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}
