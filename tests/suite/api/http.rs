//! HTTP itself: limits, origins, entity tags, methods, addresses.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::stream;
use serde_json::json;

use super::river;
use crate::support::app::TestApp;

fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path)
}

#[tokio::test]
async fn reads_carry_an_entity_tag_and_answer_304() {
    let app = river().await;
    for path in [
        "/api/v1/negotiations",
        "/api/v1/negotiations/riverland/matrix",
        "/api/v1/articles",
        "/api/v1/passages?negotiation=riverland",
        "/api/v1/search?q=nordstad",
    ] {
        let first = app.api(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}");
        let again = request("GET", path).header(header::IF_NONE_MATCH, &tag);
        let again = app.api_send(again.body(Body::empty()).unwrap()).await;
        let again = again.assert_status(StatusCode::NOT_MODIFIED);
        assert_eq!((again.body.as_str(), again.header("etag")), ("", tag.as_str()));
    }
    let tag = app.api("/api/v1/articles").await.header("etag").to_owned();
    app.post("Another", "Another text.").await;
    let changed = request("GET", "/api/v1/articles").header(header::IF_NONE_MATCH, tag);
    let changed = app.api_send(changed.body(Body::empty()).unwrap()).await;
    changed.assert_status(StatusCode::OK);
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let app = river().await;
    for (path, status) in
        [("/api/v1/negotiations", StatusCode::OK), ("/api/v1/articles/1", StatusCode::NOT_FOUND)]
    {
        let head = request("HEAD", path).body(Body::empty()).unwrap();
        app.api_send(head).await.assert_status(status);
    }
}

#[tokio::test]
async fn other_methods_are_405_and_name_those_there_are() {
    let app = TestApp::new().await;
    for (method, path, allow) in [
        ("POST", "/api/v1/negotiations", "GET,HEAD"),
        ("DELETE", "/api/v1/articles", "GET,HEAD,POST"),
        ("PATCH", "/api/v1/articles/1", "DELETE,GET,HEAD,PUT"),
        ("GET", "/api/v1/analyses", "POST"),
        ("OPTIONS", "/api/v1/positions", "GET,HEAD"),
    ] {
        let answer = app
            .api_send(request(method, path).body(Body::empty()).unwrap())
            .await
            .assert_status(StatusCode::METHOD_NOT_ALLOWED);
        let mut allowed: Vec<&str> = answer.header("allow").split(',').collect();
        allowed.sort_unstable();
        assert_eq!(allowed.join(","), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn unknown_addresses_lead_on() {
    let app = TestApp::new().await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/articles", "/api/nothing"] {
        let answer = app.api(path).await.assert_status(StatusCode::NOT_FOUND);
        answer.assert_has("/api/v1/openapi.json");
    }
    let answer = app.api("/api/v1/negotiations/").await;
    answer.assert_status(StatusCode::NOT_FOUND).assert_has("try `/api/v1/negotiations`");
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_with_and_without_its_length() {
    let app = TestApp::with(|settings| settings.limits.max_body = 1_000).await;
    let body = json!({"negotiation": "riverland", "text": "x".repeat(2_000)}).to_string();
    let sized = request("POST", "/api/v1/analyses")
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .body(Body::from(body.clone()))
        .unwrap();
    let answer = app.api_send(sized).await;
    answer.assert_status(StatusCode::PAYLOAD_TOO_LARGE).assert_has("1000 bytes");
    for path in ["/api/v1/analyses", "/api/v1/negotiations/riverland/catalog"] {
        let chunks = stream::iter([Ok::<_, std::io::Error>(body.clone().into_bytes())]);
        let method = if path.ends_with("catalog") { "PUT" } else { "POST" };
        let streamed = request(method, path)
            .header("content-type", "application/json")
            .body(Body::from_stream(chunks))
            .unwrap();
        let answer = app.api_send(streamed).await;
        answer.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_408() {
    let app = TestApp::with(|settings| settings.limits.timeout = 1).await;
    let silent = stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = request("POST", "/api/v1/analyses")
        .header("content-type", "application/json")
        .body(Body::from_stream(silent))
        .unwrap();
    let answer = app.api_send(request).await;
    answer.assert_status(StatusCode::REQUEST_TIMEOUT).assert_has("1 seconds");
}

#[tokio::test]
async fn too_many_requests_are_429_with_the_time_to_wait() {
    let app = TestApp::with(|settings| settings.limits.requests_per_second = 1).await;
    let mut last = app.api("/api/v1/negotiations").await;
    for _ in 0..10 {
        last = app.api("/api/v1/negotiations").await;
    }
    let last = last.assert_status(StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = last.header("retry-after").parse().expect("seconds");
    assert!(wait <= 10);
}

#[tokio::test]
async fn writes_from_elsewhere_are_403() {
    let app = TestApp::new().await;
    let body = json!({"negotiation": "riverland", "title": "x", "text": "y"}).to_string();
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("host", "evil.example"),
    ] {
        for (method, path) in [
            ("POST", "/api/v1/articles"),
            ("DELETE", "/api/v1/articles/1?revision=1"),
            ("PUT", "/api/v1/negotiations/riverland/catalog"),
        ] {
            let write = request(method, path)
                .header("content-type", "application/json")
                .header(name, value)
                .body(Body::from(body.clone()))
                .unwrap();
            app.api_send(write).await.assert_status(StatusCode::FORBIDDEN);
        }
        let read = request("GET", "/api/v1/articles").header(name, value);
        let read = app.api_send(read.body(Body::empty()).unwrap()).await;
        assert_eq!(read.assert_status(StatusCode::OK).json()["items"], json!([]));
    }
}

#[tokio::test]
async fn a_body_of_another_kind_is_415_and_told_which() {
    let app = TestApp::new().await;
    for kind in [None, Some("application/x-www-form-urlencoded"), Some("text/plain")] {
        let mut write = request("POST", "/api/v1/articles");
        if let Some(kind) = kind {
            write = write.header("content-type", kind);
        }
        let answer = app.api_send(write.body(Body::from("{}")).unwrap()).await;
        answer.assert_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).assert_has("application/json");
    }
    let vendor = request("POST", "/api/v1/articles")
        .header("content-type", "application/merge-patch+json;charset=utf-8")
        .body(Body::from("{}"))
        .unwrap();
    let answer = app.api_send(vendor).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}
