//! Full-text search.

use axum::http::StatusCode;
use serde_json::json;

use super::river;

#[tokio::test]
async fn what_is_found_is_marked_and_can_be_narrowed() {
    let app = river().await;
    let answer = app.api("/api/v1/search?q=zuidhaven&negotiation=riverland").await;
    let body = answer.assert_status(StatusCode::OK).json();
    assert_eq!((&body["found"], &body["capped"]), (&json!(2), &json!(false)));
    let snippet = body["items"][0]["snippet"].as_array().unwrap();
    let marked: Vec<_> = snippet.iter().filter(|part| part["marked"] == true).collect();
    assert_eq!(marked[0]["text"], "Zuidhaven");
    assert_eq!(body["facets"]["issues"], json!([{"value": "bridges", "articles": 2}]));
    assert_eq!(body["facets"]["outlets"][0]["value"], "The River Post");
    for (query, found) in [
        ("q=zuidhaven", 2),
        ("q=nordstad&negotiation=riverland&issue=water", 1),
        ("q=nordstad&negotiation=riverland&party=southbank", 1),
        ("q=nordstad&negotiation=riverland&stance=offers", 1),
        ("q=nordstad&from=2026-01-11", 1),
        ("q=nordstad&outlet=nobody", 0),
        ("q=%22nordstad+rejects%22", 1),
        ("q=%22bridge+nordstad%22", 0),
    ] {
        let body = app.api(&format!("/api/v1/search?{query}")).await.json();
        assert_eq!(body["found"], found, "{query}");
    }
    let one = app.api("/api/v1/search?q=offers+water").await;
    insta::assert_json_snapshot!(one.redacted());
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other() {
    let app = river().await;
    let first = app.api("/api/v1/search?q=zuidhaven&limit=1").await;
    assert_eq!(first.json()["next"], "1");
    let link = first.header("link").strip_suffix(">; rel=\"next\"").unwrap();
    let second = app.api(&link[1..]).await.assert_status(StatusCode::OK);
    assert!(second.json()["next"].is_null());
    assert_ne!(first.json()["items"][0]["id"], second.json()["items"][0]["id"]);
}

#[tokio::test]
async fn a_search_needs_words_and_a_negotiation_for_its_names() {
    let app = river().await;
    for (query, field) in [
        ("", "q"),
        ("?q=", "q"),
        ("?q=%22%22+%2A", "q"),
        ("?q=x&issue=water", "negotiation"),
        ("?q=x&stance=offers", "negotiation"),
        ("?q=x&cursor=2026-01-01_1", "cursor"),
        ("?q=x&limit=500", "limit"),
    ] {
        let answer = app.api(&format!("/api/v1/search{query}")).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, field, "{query}");
    }
    let answer = app.api("/api/v1/search?q=x&negotiation=riverland&party=nobody").await;
    answer.assert_status(StatusCode::NOT_FOUND).assert_has("northbank");
}
