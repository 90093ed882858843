//! Signing in to the API: tokens, their roles, and what is answered without one.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::Role;
use serde_json::json;

use crate::support::app::{Answer, TestApp};

impl TestApp {
    /// Reads from the API with a token.
    pub(crate) async fn api_as(&self, token: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.api_send(request.body(Body::empty()).expect("a request")).await
    }
}

async fn post(app: &TestApp, authorization: &str) -> Answer {
    let body = json!({"negotiation": "riverland", "text": "The bridge is open."});
    let request = Request::post("/api/v1/analyses")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::HOST, "talks.example")
        .header(header::AUTHORIZATION, authorization)
        .body(Body::from(body.to_string()));
    app.api_send(request.expect("a request")).await
}

#[tokio::test]
async fn me_tells_name_role_and_way() {
    let app = TestApp::with_people().await;
    let token = app.token("editor", Role::Coder).await;
    let token = token.strip_prefix("Bearer ").unwrap();
    let me = app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::OK);
    assert_eq!(
        me.json(),
        json!({"name": "editor", "role": "coder", "signed_in_by": "token", "token": "import",
            "expires_at": "2026-12-31T00:00:00Z"})
    );
    assert_eq!(me.header("cache-control"), "private, no-cache");
    let cookie = app.sign_in("editor").await;
    let request = Request::get("/api/v1/me").header(header::COOKIE, cookie);
    let me = app.api_send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        me.json(),
        json!({"name": "editor", "role": "editor", "signed_in_by": "session", "token": null,
            "expires_at": null})
    );
    let nobody = app.api("/api/v1/me").await.assert_status(StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"Concordance\"");
    nobody.assert_has("sign-in-needed").assert_has("/account");
}

#[tokio::test]
async fn writes_need_a_token_of_the_role_once_there_is_an_account() {
    let app = TestApp::new().await;
    let body = json!({"negotiation": "riverland", "text": "The bridge is open."});
    app.api_json("POST", "/api/v1/analyses", &body).await.assert_status(StatusCode::OK);
    app.api("/api/v1/me").await.assert_status(StatusCode::UNAUTHORIZED);
    app.add_people().await;
    let nobody = app.api_json("POST", "/api/v1/analyses", &body).await;
    nobody.assert_status(StatusCode::UNAUTHORIZED).assert_has("sign-in-needed");
    let reader = app.token("reader", Role::Reader).await;
    let refused = post(&app, &reader).await.assert_status(StatusCode::FORBIDDEN);
    refused.assert_has("role-needed").assert_has("this needs the role `coder`");
    // The lesser of the two roles counts.
    let bound = app.token("admin", Role::Reader).await;
    post(&app, &bound).await.assert_status(StatusCode::FORBIDDEN);
    let raised = app.token("reader", Role::Admin).await;
    post(&app, &raised).await.assert_status(StatusCode::FORBIDDEN);
    let coder = app.token("coder", Role::Coder).await;
    post(&app, &coder).await.assert_status(StatusCode::OK);
    app.api("/api/v1/articles").await.assert_status(StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_is_none_is_told_wherever_it_is_shown() {
    let mut app = TestApp::with_people().await;
    let good = app.token("coder", Role::Coder).await;
    let wrong = format!("{}0", &good[..good.len() - 1]);
    let other = format!("{}1", &good[..good.len() - 1]);
    let wrong = if wrong == good { other } else { wrong };
    for bad in [wrong.as_str(), "Bearer ", "Bearer x", "bearer cdc_", "Bearer \u{fe}"] {
        let answer = post(&app, bad).await.assert_status(StatusCode::UNAUTHORIZED);
        assert!(answer.header("www-authenticate").ends_with("error=\"invalid_token\""), "{bad}");
        let token = bad.split_once(' ').unwrap().1;
        app.api_as(token, "/api/v1/articles").await.assert_status(StatusCode::UNAUTHORIZED);
    }
    // A proxy may ask for a password of its own.
    post(&app, "Basic dXNlcjpwYXNz").await.assert_status(StatusCode::UNAUTHORIZED);
    let basic = Request::get("/api/v1/articles").header(header::AUTHORIZATION, "Basic dXNlcg==");
    let basic = app.api_send(basic.body(Body::empty()).unwrap()).await;
    basic.assert_status(StatusCode::OK);
    post(&app, &good.replace("Bearer", "bEARER")).await.assert_status(StatusCode::OK);
    app.at("2026-12-31T00:00:00Z");
    post(&app, &good).await.assert_status(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn where_reading_is_private_every_read_needs_a_token() {
    let app = TestApp::with(|settings| settings.private_reading = true).await;
    app.add_people().await;
    for path in ["/api/v1/articles", "/api/v1/negotiations/riverland", "/api/v1/openapi.json"] {
        let answer = app.get(path).await.assert_status(StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    let reader = app.token("coder", Role::Reader).await;
    let reader = reader.strip_prefix("Bearer ").unwrap();
    app.api_as(reader, "/api/v1/articles").await.assert_status(StatusCode::OK);
}

#[tokio::test]
async fn a_token_cannot_look_after_accounts() {
    let app = TestApp::with_people().await;
    let token = app.token("admin", Role::Admin).await;
    for path in ["/account", "/people"] {
        let request = Request::get(path).header(header::AUTHORIZATION, &token);
        app.send(request.body(Body::empty()).unwrap())
            .await
            .assert_page(StatusCode::FORBIDDEN)
            .assert_has("A token may not do this");
    }
}
