//! The reference page and the viewer.

use axum::http::StatusCode;

use super::river;
use crate::support::contract::{DOCUMENT, operations};

#[tokio::test]
async fn the_page_lists_every_operation_and_shape_without_script() {
    let app = river().await;
    let page = app.get("/api").await.assert_status(StatusCode::OK);
    let page = page.assert_has("<h1>API reference</h1>").assert_has("Of 5 positions");
    for (path, method, operation) in operations() {
        let title = operation["summary"].as_str().unwrap().replace('\'', "&#39;");
        let address = format!("<code>{} {path}</code>", method.to_uppercase());
        assert!(page.body.contains(&address), "{address}");
        assert!(page.body.contains(&title), "{title}");
    }
    for shape in DOCUMENT["components"]["schemas"].as_object().unwrap().keys() {
        let id = format!("id=\"shape-{shape}\"");
        assert!(shape.starts_with("List_") || page.body.contains(&id), "{id}");
    }
    for never in ["<script", "style=", "<style", "http://", "//cdn"] {
        assert!(!page.body.contains(never), "{never}");
    }
    assert!(!page.header("content-security-policy").contains("unsafe"));
}

#[tokio::test]
async fn every_link_within_the_page_leads_somewhere_and_every_id_is_unique() {
    let app = river().await;
    let page = app.get("/api").await.body;
    let parts = |start: &'static str| {
        page.split(start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect::<Vec<_>>()
    };
    let ids = parts(" id=\"");
    for link in parts("href=\"#") {
        let targets = ids.iter().filter(|id| **id == link).count();
        assert_eq!(targets, 1, "#{link}");
    }
    for error in ["invalid", "not-found", "duplicate", "too-large"] {
        assert!(ids.contains(&format!("problem-{error}").as_str()), "{error}");
    }
}

#[tokio::test]
async fn examples_on_the_page_can_be_typed_as_they_stand() {
    let app = river().await;
    let page = app.get("/api").await;
    page.assert_has("curl -s 127.0.0.1:3000/api/v1/negotiations/ukraine-russia/matrix").assert_has(
        "curl -s -T catalog.toml 127.0.0.1:3000/api/v1/negotiations/ukraine-russia/catalog",
    );
}

#[tokio::test]
async fn the_viewer_comes_whole_from_here() {
    let app = river().await;
    app.get("/api/viewer").await.assert_status(StatusCode::SEE_OTHER);
    let page = app.get("/api/viewer/").await.assert_status(StatusCode::OK);
    let page = page.assert_has("swagger-ui-bundle.js").assert_lacks("https://");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let start = app.get("/api/viewer/swagger-initializer.js").await;
    start.assert_status(StatusCode::OK).assert_has("/api/v1/openapi.json");
    let missing = app.get("/api/viewer/nothing.js").await;
    missing.assert_status(StatusCode::NOT_FOUND);
}
