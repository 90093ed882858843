//! Catalogs: stored as TOML or JSON, read again, refused with the line.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::river;
use crate::support::app::{Answer, TestApp};
use crate::support::rows;

async fn put(app: &TestApp, slug: &str, kind: Option<&str>, body: &str) -> Answer {
    let mut request = Request::put(format!("/api/v1/negotiations/{slug}/catalog"));
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    app.api_send(request).await
}

fn delta() -> String {
    rows::RIVERLAND.replace("\"riverland\"", "\"delta\"")
}

#[tokio::test]
async fn a_new_catalog_makes_a_negotiation_in_toml_and_in_json() {
    let app = TestApp::new().await;
    let answer = put(&app, "delta", None, &delta()).await;
    let answer = answer.assert_status(StatusCode::CREATED);
    assert_eq!(answer.header("location"), "/api/v1/negotiations/delta");
    assert_eq!(answer.json()["outcome"], "created");
    app.api(answer.header("location")).await.assert_status(StatusCode::OK);

    let read = app.api("/api/v1/negotiations/delta/catalog").await.json();
    assert_eq!(read["source"], delta());
    assert_eq!(read["catalog"]["parties"][0]["people"][0], "Ada Holm");
    assert!(read["pending"].is_null());

    let json = read["catalog"].to_string().replace("delta", "estuary");
    let answer = put(&app, "estuary", Some("application/json; charset=utf-8"), &json).await;
    answer.assert_status(StatusCode::CREATED);
}

#[tokio::test]
async fn the_same_catalog_again_changes_nothing() {
    let app = river().await;
    let kind = Some("application/toml");
    let answer = put(&app, "riverland", kind, rows::RIVERLAND).await;
    assert_eq!(answer.assert_status(StatusCode::OK).json()["outcome"], "unchanged");
}

#[tokio::test]
async fn a_catalog_without_articles_is_in_force_at_once() {
    let app = TestApp::new().await;
    let changed = rows::RIVERLAND.replace("Who holds the bridges?", "Whose are the bridges?");
    let answer = put(&app, "riverland", Some("text/plain"), &changed).await;
    assert_eq!(answer.assert_status(StatusCode::OK).json()["outcome"], "in_force");
    let path = "/api/v1/negotiations/riverland/issues/bridges";
    assert_eq!(app.api(path).await.json()["question"], "Whose are the bridges?");
}

#[tokio::test]
async fn readers_see_the_old_findings_until_every_article_is_read_again() {
    let app = river().await;
    let changed = rows::RIVERLAND.replace("Who holds the bridges?", "Whose are the bridges?");
    let answer = put(&app, "riverland", None, &changed).await;
    let answer = answer.assert_status(StatusCode::ACCEPTED);
    assert_eq!(answer.json()["outcome"], "pending");
    let place = answer.header("location").to_owned();
    assert_eq!(place, "/api/v1/negotiations/riverland/catalog");
    let pending = app.api(&place).await.json();
    assert_eq!(pending["pending"], serde_json::json!({"done": 0, "total": 3}));
    assert_eq!(pending["source"], rows::RIVERLAND);
    let whole = app.api("/api/v1/negotiations/riverland").await.json();
    assert_eq!(whole["pending"]["total"], 3);
    assert_eq!(whole["counts"]["positions"], 5);

    app.pipeline.catch_up().await.unwrap();
    let done = app.api(&place).await.json();
    assert!(done["pending"].is_null());
    assert_eq!(done["source"], changed);
}

#[tokio::test]
async fn a_mistake_is_answered_with_its_line_and_field() {
    let app = TestApp::new().await;
    let doubled = delta().replace("slug = \"water\"", "slug = \"bridges\"");
    let answer = put(&app, "delta", None, &doubled).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let error = &answer.json()["errors"][0];
    assert_eq!(error["field"], "issues[1].slug");
    let lines = doubled.lines().enumerate();
    let line = lines.filter(|(_, line)| *line == "slug = \"bridges\"").last().map(|(at, _)| at + 1);
    assert_eq!(error["line"], serde_json::json!(line));

    for (sound, broken) in [
        ("name = \"Water\"", "name = "),
        ("kind = \"state\"", "kind = \"planet\""),
        ("cues = [\"water\"", "clues = [\"water\""),
    ] {
        let body = delta().replacen(sound, broken, 1);
        let line = delta().lines().position(|line| line.starts_with(sound));
        let answer = put(&app, "delta", None, &body).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let told = &answer.json()["errors"][0]["line"];
        assert_eq!(*told, serde_json::json!(line.unwrap() + 1), "{}", answer.body);
    }
}

#[tokio::test]
async fn the_slug_in_the_address_must_be_the_catalogs() {
    let app = TestApp::new().await;
    let answer = put(&app, "estuary", None, &delta()).await;
    let problems = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY).problems();
    assert_eq!(problems[0].0, "slug");
    assert!(problems[0].1.contains("`delta`") && problems[0].1.contains("`estuary`"));
}

#[tokio::test]
async fn other_media_types_and_broken_bodies_are_refused() {
    let app = TestApp::new().await;
    let form = Some("application/x-www-form-urlencoded");
    let answer = put(&app, "delta", form, &delta()).await;
    answer.assert_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).assert_has("application/toml");
    let request = Request::put("/api/v1/negotiations/delta/catalog")
        .body(Body::from(&b"slug = \"\xff\""[..]))
        .unwrap();
    app.api_send(request).await.assert_status(StatusCode::BAD_REQUEST);
    for body in ["", "\0", "# \0\n", "slug = \"delta\"\nname = \"\\u0000\"", "[[[[", "x = 1e9999"] {
        let answer = put(&app, "delta", None, body).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let nul = delta().replace("summary = \"", "summary = \"\\u0000");
    let answer = put(&app, "delta", None, &nul).await;
    assert_eq!(answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY).problems()[0].0, "summary");
}
