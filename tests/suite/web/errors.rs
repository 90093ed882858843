//! Errors of layers and of the router as pages; headers of every page.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

#[tokio::test]
async fn unknown_page_and_wrong_method_are_pages() {
    let app = TestApp::new().await;
    for path in ["/a/b/c/d/e", "/riverland/x", "/static/none.css", "/articles/1/none"] {
        app.get(path).await.assert_page(StatusCode::NOT_FOUND);
    }
    let request = Request::delete("/articles").body(Body::empty()).unwrap();
    let answer = app.send(request).await.assert_page(StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"));
}

#[tokio::test]
async fn broken_addresses_are_pages() {
    let app = TestApp::new().await;
    for path in ["/%FF", "/riverland/issues/%FF%FE", "/riverland/parties/%C3%28"] {
        let answer = app.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        let status = answer.status;
        answer.assert_page(status);
    }
    for path in ["/%00", "/riverland/issues/%00", "/riverland/parties/..%2F..", "/.json", "/.csv"] {
        app.get(path).await.assert_page(StatusCode::NOT_FOUND);
    }
    app.get("/articles?from=1&from=2").await.assert_page(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn too_large_a_form_is_told_with_the_limit() {
    let app = TestApp::with(|settings| settings.limits.max_body = 1_000).await;
    app.post_form("/articles", &[("text", &"x".repeat(2_000))])
        .await
        .assert_page(StatusCode::PAYLOAD_TOO_LARGE)
        .assert_has("1000 bytes");
}

#[tokio::test]
async fn too_many_requests_are_told() {
    let app = TestApp::with(|settings| settings.limits.requests_per_second = 1).await;
    let mut last = app.get("/about").await;
    for _ in 0..20 {
        last = app.get("/about").await;
    }
    let last = last.assert_page(StatusCode::TOO_MANY_REQUESTS);
    assert!(!last.header("retry-after").is_empty());
}

#[tokio::test]
async fn write_from_another_site_is_refused_with_a_page() {
    let app = TestApp::new().await;
    let request = Request::post("/articles")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::from("title=x"));
    app.send(request.unwrap())
        .await
        .assert_page(StatusCode::FORBIDDEN)
        .assert_has("Changes are taken only from pages of this very site");
}

#[tokio::test]
async fn failing_database_is_a_page_without_its_reason() {
    let app = TestApp::new().await;
    app.database.store.close().await;
    for path in ["/", "/riverland", "/articles", "/search?q=x", "/articles.csv"] {
        app.get(path)
            .await
            .assert_page(StatusCode::INTERNAL_SERVER_ERROR)
            .assert_has("The fault is on our side")
            .assert_lacks("closed");
    }
}

#[tokio::test]
async fn every_page_has_the_strict_policy_and_nothing_inline() {
    let app = TestApp::new().await;
    let text = "Northbank refuses the bridge.";
    let draft = rows::draft("One", text, "2026-01-02");
    let id = app.store(&draft, &[("northbank", "bridges", Stance::Rejects, None)]).await;
    let article = format!("/articles/{id}");
    for path in [
        "/",
        "/about",
        "/articles",
        "/articles/new",
        &article,
        &format!("{article}/edit"),
        &format!("{article}/delete"),
        "/negotiations/new",
        "/riverland",
        "/riverland/catalog",
        "/riverland/issues/bridges",
        "/riverland/issues/bridges/northbank",
        "/riverland/parties/northbank",
        "/search?q=bridge",
    ] {
        let page = app.get(path).await.assert_page(StatusCode::OK);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        page.assert_has("machine-read");
    }
}

#[tokio::test]
async fn robots_are_told_what_to_leave() {
    let app = TestApp::new().await;
    app.get("/robots.txt").await.assert_status(StatusCode::OK).assert_has("User-agent: *");
}
