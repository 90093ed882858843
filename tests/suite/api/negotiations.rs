//! Negotiations, the matrix, one issue, one party.

use axum::http::StatusCode;

use super::river;

#[tokio::test]
async fn the_list_holds_every_negotiation_with_its_counts() {
    let app = river().await;
    let answer = app.api("/api/v1/negotiations").await;
    let body = answer.assert_status(StatusCode::OK).json();
    let riverland = &body["items"][0];
    assert_eq!(riverland["slug"], "riverland");
    assert_eq!(riverland["counts"]["articles"], 3);
    assert_eq!(riverland["counts"]["positions"], 5);
    assert_eq!(riverland["counts"]["suggested"], 5);
    assert_eq!(riverland["counts"]["confirmed"], 0);
    assert_eq!(riverland["latest_on"], "2026-01-12");
    assert_eq!(body["items"][1]["slug"], "ukraine-russia");
    assert!(body["next"].is_null());
}

#[tokio::test]
async fn a_negotiation_is_answered_whole() {
    let app = river().await;
    let answer = app.api("/api/v1/negotiations/riverland").await;
    insta::assert_json_snapshot!(answer.assert_status(StatusCode::OK).redacted());
}

#[tokio::test]
async fn the_matrix_tells_own_positions_from_hearsay() {
    let app = river().await;
    let answer = app.api("/api/v1/negotiations/riverland/matrix").await;
    insta::assert_json_snapshot!(answer.assert_status(StatusCode::OK).redacted());
}

#[tokio::test]
async fn an_issue_shows_each_party_in_its_words() {
    let app = river().await;
    let answer = app.api("/api/v1/negotiations/riverland/issues/bridges").await;
    insta::assert_json_snapshot!(answer.assert_status(StatusCode::OK).redacted());
}

#[tokio::test]
async fn a_party_is_shown_across_the_issues() {
    let app = river().await;
    let answer = app.api("/api/v1/negotiations/riverland/parties/northbank").await;
    insta::assert_json_snapshot!(answer.assert_status(StatusCode::OK).redacted());
}

#[tokio::test]
async fn an_issue_and_a_party_without_positions_are_empty_not_missing() {
    let app = river().await;
    for path in [
        "/api/v1/negotiations/riverland/parties/isle",
        "/api/v1/negotiations/ukraine-russia/matrix",
    ] {
        let body = app.api(path).await.assert_status(StatusCode::OK).json();
        let list = if body["cells"].is_null() { "issues" } else { "cells" };
        assert_eq!(body[list], serde_json::json!([]), "{path}");
    }
}

#[tokio::test]
async fn unknown_names_are_404_and_name_what_exists() {
    let app = river().await;
    for (path, field, known) in [
        ("/api/v1/negotiations/nowhere", "negotiation", "riverland"),
        ("/api/v1/negotiations/No%20Where/matrix", "negotiation", "riverland"),
        ("/api/v1/negotiations/nowhere/catalog", "negotiation", "riverland"),
        ("/api/v1/negotiations/riverland/issues/roads", "issue", "bridges, water"),
        ("/api/v1/negotiations/riverland/parties/eastbank", "party", "northbank, southbank, isle"),
    ] {
        let answer = app.api(path).await.assert_status(StatusCode::NOT_FOUND);
        let problems = answer.problems();
        assert_eq!(problems[0].0, field, "{path}");
        assert!(problems[0].1.contains(known), "{path}: {}", problems[0].1);
    }
}
