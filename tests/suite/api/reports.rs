//! Reports of mistakes: made, answered, read.

use axum::http::StatusCode;
use concordance::domain::Role;
use serde_json::{Value, json};

use super::river;
use crate::support::app::TestApp;

const LIST: &str = "/api/v1/positions?negotiation=riverland&issue=bridges&party=northbank";

async fn position(app: &TestApp) -> String {
    let id = app.api(LIST).await.json()["items"][0]["id"].clone();
    format!("/api/v1/positions/{id}")
}

#[tokio::test]
async fn a_report_is_taken_and_stands_with_its_position_until_it_is_answered() {
    let app = river().await;
    let path = position(&app).await;
    let body = json!({"kind": "wrong-speaker", "note": "It was Bela Reis."});
    let answer = app.api_json("POST", &format!("{path}/reports"), &body).await;
    let answer = answer.assert_status(StatusCode::CREATED);
    assert_eq!(answer.header("location"), path);
    let read = app.api(&path).await.json();
    assert_eq!(read["reports"], json!([answer.json()]));
    let mut made = answer.redacted();
    assert_eq!(made["id"].take(), json!("[id]"));
    let expected = json!({"id": null, "kind": "wrong-speaker", "note": "It was Bela Reis.",
        "reported_at": "2026-02-01T12:00:00Z", "state": "open", "outcome": null, "answer": null,
        "answered_by": null, "answered_at": null});
    assert_eq!(made, expected);
    let verdict = json!({"verdict": "reject", "version": read["version"], "note": "so it was"});
    let decided = app.api_json("POST", &format!("{path}/decisions"), &verdict).await;
    decided.assert_status(StatusCode::OK);
    let report = app.api(&path).await.json()["reports"][0].clone();
    assert_eq!((&report["state"], &report["outcome"]), (&json!("decided"), &json!("rejected")));
    assert_eq!(report["answer"], "so it was");
}

#[tokio::test]
async fn what_readers_write_is_for_those_who_may_decide() {
    let app = river().await;
    app.add_people().await;
    let path = position(&app).await;
    let body = json!({"kind": "other", "note": "look at it"});
    let made = app.api_json("POST", &format!("{path}/reports"), &body).await;
    assert_eq!(made.assert_status(StatusCode::CREATED).json()["note"], "look at it");
    assert_eq!(app.api(&path).await.json()["reports"][0]["note"], Value::Null);
    for (role, note) in [(Role::Reader, Value::Null), (Role::Coder, json!("look at it"))] {
        let token = app.token(role.as_str(), role).await;
        let request = axum::http::Request::get(&path).header("authorization", token);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let read = app.api_send(request).await.json();
        assert_eq!(read["reports"][0]["note"], note, "{role}");
    }
}

#[tokio::test]
async fn a_report_is_answered_once_and_leaves_its_position_as_it_is() {
    let app = river().await;
    let path = position(&app).await;
    let before = app.api(&path).await.json();
    let body = json!({"kind": "wrong-speaker"});
    let made = app.api_json("POST", &format!("{path}/reports"), &body).await.json();
    let answer = format!("{path}/reports/{}/answer", made["id"]);
    for (body, field) in [
        (json!({}), "answer"),
        (json!({"answer": "  "}), "answer"),
        (json!({"answer": "x".repeat(2_001)}), "answer"),
        (json!({"answer": "so", "verdict": "reject"}), "verdict"),
    ] {
        let refused = app.api_json("POST", &answer, &body).await;
        let refused = refused.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.problems()[0].0, field, "{body}");
    }
    let body = json!({"answer": "the second paragraph names her"});
    for report in ["1", "x"] {
        let path = format!("{path}/reports/{report}/answer");
        app.api_json("POST", &path, &body).await.assert_status(StatusCode::NOT_FOUND);
    }
    let answered = app.api_json("POST", &answer, &body).await.assert_status(StatusCode::OK);
    let report = answered.json();
    assert_eq!((&report["state"], &report["outcome"]), (&json!("dismissed"), &Value::Null));
    assert_eq!(report["answer"], body["answer"]);
    let after = app.api(&path).await.json();
    assert_eq!((&after["reports"], &after["version"]), (&json!([report]), &before["version"]));
    app.api_json("POST", &answer, &body).await.assert_status(StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_report_that_is_not_taken_says_why() {
    let app = river().await;
    let path = format!("{}/reports", position(&app).await);
    for (body, field) in [
        (json!({}), "kind"),
        (json!({"kind": "sideways"}), "kind"),
        (json!({"kind": "other"}), "note"),
        (json!({"kind": "not-said", "note": "x".repeat(1_001)}), "note"),
        (json!({"kind": "not-said", "email": "a@b"}), "email"),
    ] {
        let answer = app.api_json("POST", &path, &body).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, field, "{body}");
    }
    let body = json!({"kind": "not-said"});
    for _ in 0..5 {
        app.api_json("POST", &path, &body).await.assert_status(StatusCode::CREATED);
    }
    let full = app.api_json("POST", &path, &body).await;
    full.assert_status(StatusCode::TOO_MANY_REQUESTS).assert_header("retry-after", "3600");
    for id in ["1", "x", "99999999999999999999"] {
        let path = format!("/api/v1/positions/{id}/reports");
        app.api_json("POST", &path, &body).await.assert_status(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_position_of_a_deleted_article_is_gone() {
    let app = river().await;
    let path = position(&app).await;
    let article = app.api(&path).await.json()["article"]["id"].clone();
    let delete = format!("/api/v1/articles/{article}?revision=1&note=a+double");
    app.api_json("DELETE", &delete, &json!({})).await.assert_status(StatusCode::NO_CONTENT);
    for path in [path.clone(), format!("{path}/history")] {
        let answer = app.api(&path).await.assert_status(StatusCode::GONE);
        assert_eq!(answer.json()["deleted"]["note"], "a double");
    }
    let body = json!({"kind": "not-said"});
    let answer = app.api_json("POST", &format!("{path}/reports"), &body).await;
    answer.assert_status(StatusCode::GONE);
}
