//! What a visitor should not send: answered with 4xx, or taken as the data it is; never 500.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::river;
use crate::support::app::{Answer, TestApp};

async fn post_bytes(app: &TestApp, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header("content-type", "application/json");
    app.api_send(request.body(body.into()).expect("a request")).await
}

fn article(title: &str, text: &str) -> Value {
    json!({"negotiation": "riverland", "title": title, "text": text})
}

#[tokio::test]
async fn bodies_that_are_no_json_are_400() {
    let app = TestApp::new().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_field = format!("{{\"text\": {deep}}}");
    let bodies: [&[u8]; 9] = [
        b"",
        b"\0",
        b"{",
        b"{\"text\": \"\xff\xfe\"}",
        b"{\"text\": \"\\ud800\"}",
        b"{\"negotiation\": 1e999}",
        b"{'text': 'x'}",
        b"negotiation=riverland",
        deep_field.as_bytes(),
    ];
    for path in ["/api/v1/articles", "/api/v1/analyses"] {
        for body in bodies {
            let answer = post_bytes(&app, path, body.to_vec()).await;
            let beginning = String::from_utf8_lossy(&body[..body.len().min(40)]);
            let fine = answer.status == StatusCode::BAD_REQUEST
                || answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            assert!(fine, "{beginning}: {} {}", answer.status, answer.body);
            assert!(answer.body.len() < 2_000, "{beginning}");
        }
        let answer = post_bytes(&app, path, deep.clone()).await;
        assert!(answer.status.is_client_error());
    }
    let answer = post_bytes(&app, "/api/v1/articles", "{").await;
    answer.assert_status(StatusCode::BAD_REQUEST);
    let huge = json!({"title": "x", "text": "y", "revision": 1e300});
    let answer = app.api_json("PUT", "/api/v1/articles/1", &huge).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn hostile_texts_are_data() {
    let app = TestApp::new().await;
    let long = "x".repeat(1_000_000);
    for (title, text) in [
        ("<b>Bold</b>", "<script>alert(1)</script>"),
        ("NUL \u{0} and bell \u{7}", "before \u{0} after"),
        ("\u{202e}reversed\u{202c}", "\u{200f}مرحبا بالعالم\u{200f} 🕊️🕊️"),
        ("Київ", "Київ відкинув пропозицію. e\u{301}"),
        ("No space", long.as_str()),
        ("Quotes \"'`", "'; drop table articles; --"),
    ] {
        let answer = app.api_json("POST", "/api/v1/articles", &article(title, text)).await;
        let answer = answer.assert_status(StatusCode::CREATED);
        let read = app.api(answer.header("location")).await;
        assert_eq!(read.json(), answer.json());
        assert!(!read.body.contains("\\u0000"));
        let request = json!({"negotiation": "riverland", "text": text});
        let answer = app.api_json("POST", "/api/v1/analyses", &request).await;
        answer.assert_status(StatusCode::OK);
    }
    let report = app.database.store.check().await.unwrap();
    assert_eq!(report.violations, []);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_422() {
    let app = TestApp::new().await;
    let answer =
        app.api_json("POST", "/api/v1/articles", &article("x", &"y ".repeat(700_000))).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problems()[0].0, "text");
    let answer = app.api_json("POST", "/api/v1/articles", &article(&"t".repeat(501), "y")).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problems()[0].0, "title");
}

#[tokio::test]
async fn hostile_addresses_are_4xx() {
    let app = river().await;
    let values = [
        "%00",
        "%ff%fe",
        "%",
        "%zz",
        "'%20or%201=1--",
        "..%2f..%2fetc",
        "%F0%9F%95%8A",
        "9223372036854775808",
        "2026-01-01_9223372036854775808",
        "<script>",
    ];
    for value in values {
        let value = value.replace('<', "%3C").replace('>', "%3E");
        for path in [
            "/api/v1/negotiations/{}",
            "/api/v1/negotiations/{}/matrix",
            "/api/v1/negotiations/riverland/issues/{}",
            "/api/v1/negotiations/riverland/parties/{}",
            "/api/v1/articles/{}",
            "/api/v1/positions/{}",
            "/api/v1/articles?cursor={}",
            "/api/v1/articles?{}=1",
            "/api/v1/articles?limit={}",
            "/api/v1/passages?negotiation={}",
            "/api/v1/passages?negotiation=riverland&issue={}",
            "/api/v1/positions?negotiation=riverland&stance={}",
            "/api/v1/positions?negotiation=riverland&cursor={}",
        ] {
            let path = path.replace("{}", &value);
            let answer = app.api(&path).await;
            assert!(answer.status.is_client_error(), "{path}: {} {}", answer.status, answer.body);
        }
        for path in [
            "/api/v1/search?q={}",
            "/api/v1/passages?negotiation=riverland&outlet={}",
            "/api/v1/positions?negotiation=riverland&q={}",
        ] {
            let path = path.replace("{}", &value);
            let answer = app.api(&path).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_failing_database_is_500_without_its_words() {
    let app = river().await;
    app.database.store.close().await;
    for path in [
        "/api/v1/negotiations",
        "/api/v1/articles",
        "/api/v1/search?q=x",
        "/api/v1/passages?negotiation=riverland",
    ] {
        let answer = app.api(path).await;
        let answer = answer.assert_status(StatusCode::INTERNAL_SERVER_ERROR);
        let body = answer.body.to_lowercase();
        for inner in ["pool", "sql", "database", "select", ".rs"] {
            assert!(!body.contains(inner), "{path}: {body}");
        }
    }
}
