//! Decisions: taken, refused, read; positions added.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use concordance::domain::Stance;
use serde_json::{Value, json};

use super::river;
use crate::support::app::{Answer, TestApp};

const LIST: &str = "/api/v1/positions?negotiation=riverland&issue=bridges&party=northbank";

/// The latest position of Northbank on the bridges.
async fn latest(app: &TestApp) -> Value {
    app.api(LIST).await.json()["items"][0].clone()
}

async fn decide(app: &TestApp, position: &Value, if_match: Option<&str>, body: &Value) -> Answer {
    let path = format!("/api/v1/positions/{}/decisions", position["id"]);
    let mut request = Request::post(path).header("content-type", "application/json");
    if let Some(version) = if_match {
        request = request.header("if-match", format!("\"{version}\""));
    }
    app.api_send(request.body(Body::from(body.to_string())).expect("a request")).await
}

fn version(position: &Value) -> Option<&str> {
    position["version"].as_str()
}

#[tokio::test]
async fn a_position_is_confirmed_and_says_by_whom() {
    let app = river().await;
    let position = latest(&app).await;
    assert_eq!((&position["status"], &position["reader"]), (&json!("suggested"), &json!("test-1")));
    assert!(position["decided_by"].is_null());
    let body = json!({"verdict": "confirm", "note": "read against the source"});
    let answer = decide(&app, &position, version(&position), &body).await;
    let held = answer.assert_status(StatusCode::OK).json();
    assert_eq!((&held["status"], &held["id"]), (&json!("confirmed"), &position["id"]));
    let now = latest(&app).await;
    assert_eq!(now["status"], "confirmed");
    assert_eq!(now["decided_by"], "somebody without an account");
    assert_eq!(now["decided_at"], "2026-02-01T12:00:00Z");
    assert_eq!(now["note"], "read against the source");
    let confirmed = app.api(&format!("{LIST}&status=confirmed")).await.json();
    assert_eq!(confirmed["items"].as_array().unwrap().len(), 1);
    let counts = app.api("/api/v1/negotiations/riverland").await.json()["counts"].clone();
    insta::assert_json_snapshot!(counts);
}

#[tokio::test]
async fn a_verdict_that_rests_on_an_older_state_is_told_what_it_is_now() {
    let app = river().await;
    let position = latest(&app).await;
    let reject = json!({"verdict": "reject"});
    decide(&app, &position, version(&position), &reject).await.assert_status(StatusCode::OK);
    let late = json!({"verdict": "confirm"});
    let answer = decide(&app, &position, version(&position), &late).await;
    let body = answer.assert_status(StatusCode::PRECONDITION_FAILED).json();
    assert_eq!(body["position"]["status"], "rejected");
    let in_body = json!({"verdict": "confirm", "version": position["version"]});
    let answer = decide(&app, &position, None, &in_body).await;
    assert_eq!(answer.assert_status(StatusCode::CONFLICT).json()["position"]["status"], "rejected");
    decide(&app, &position, None, &late).await.assert_status(StatusCode::PRECONDITION_REQUIRED);
    let both = decide(&app, &position, Some("7-00000000"), &in_body).await;
    assert_eq!(both.assert_status(StatusCode::UNPROCESSABLE_ENTITY).problems()[0].0, "If-Match");
}

#[tokio::test]
async fn a_correction_keeps_what_the_machine_reads_and_can_be_taken_back() {
    let app = river().await;
    let position = latest(&app).await;
    let values = json!({"party": "northbank", "issue": "bridges", "stance": "conditions",
        "speaker": "Ada  Holm", "rung": "spokesperson"});
    let body = json!({"verdict": "correct", "values": values});
    let answer = decide(&app, &position, version(&position), &body).await;
    assert_eq!(answer.assert_status(StatusCode::OK).json()["speaker"], "Ada Holm");
    let now = latest(&app).await;
    assert_eq!((&now["status"], &now["stance"]), (&json!("corrected"), &json!("conditions")));
    assert_eq!((&now["machine"]["stance"], &now["confidence"]), (&json!("accepts"), &json!(1.0)));
    let matrix = app.api("/api/v1/negotiations/riverland/matrix").await.json();
    assert!(matrix.to_string().contains("conditions"), "{matrix}");
    let back = json!({"verdict": "take-back"});
    decide(&app, &now, version(&now), &back).await.assert_status(StatusCode::OK);
    let then = latest(&app).await;
    assert_eq!((&then["status"], &then["stance"]), (&json!("suggested"), &json!("accepts")));
    let history = app.api(&format!("/api/v1/positions/{}/history", position["id"])).await;
    let mut told = history.redacted();
    for entry in told["items"].as_array_mut().unwrap() {
        assert!(entry["request_id"].is_string());
        entry["request_id"] = json!("[request]");
    }
    insta::assert_json_snapshot!(told);
    let none = decide(&app, &then, version(&then), &back).await;
    none.assert_status(StatusCode::CONFLICT).assert_has("no decision to take back");
}

#[tokio::test]
async fn another_party_is_a_position_of_its_own() {
    let app = river().await;
    let position = latest(&app).await;
    let values = json!({"party": "isle", "issue": "bridges", "stance": "accepts",
        "rung": "on-record"});
    let body = json!({"verdict": "correct", "values": values});
    let held = decide(&app, &position, version(&position), &body).await.json();
    assert_ne!(held["id"], position["id"]);
    assert_eq!((&held["corrects"], &held["party"]), (&position["id"], &json!("isle")));
    let rejected = app.api(&format!("/api/v1/positions/{}", position["id"])).await.json();
    assert_eq!(rejected["status"], "rejected");
}

#[tokio::test]
async fn wrong_values_are_named_all_at_once() {
    let app = river().await;
    let position = latest(&app).await;
    let values = json!({"party": "eastbank", "issue": "roads", "stance": "accepts",
        "reported_by": "nobody", "rung": "on-record"});
    let body = json!({"verdict": "correct", "values": values, "note": "x".repeat(600)});
    let answer = decide(&app, &position, version(&position), &body).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = answer.problems().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["note", "party", "issue", "reported_by"]);
    assert!(answer.problems()[1].1.contains("northbank, southbank, isle"));
    for (body, field) in [
        (json!({"verdict": "correct"}), "values"),
        (json!({"verdict": "reject", "values": values}), "values"),
        (json!({"verdict": "agree"}), "verdict"),
        (json!({}), "verdict"),
    ] {
        let answer = decide(&app, &position, version(&position), &body).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, field, "{body}");
    }
    for id in ["1", "x", "99999999999999999999"] {
        let path = format!("/api/v1/positions/{id}/decisions");
        let body = json!({"verdict": "confirm", "version": "0-00000000"});
        app.api_json("POST", &path, &body).await.assert_status(StatusCode::NOT_FOUND);
        let path = format!("/api/v1/positions/{id}/history");
        app.api(&path).await.assert_status(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_position_is_added_in_a_whole_sentence_only() {
    let app = TestApp::new().await;
    let text = "Łódź is far. Nordstad rejects the bridge. The envoys left.";
    let article = app.post("Far away", text).await;
    let path = format!("/api/v1/articles/{article}/positions");
    let values = json!({"party": "isle", "issue": "water", "stance": "undecided",
        "rung": "paraphrase"});
    let new = json!({"revision": 1, "start": 0, "end": 12, "quote": "Łódź is far.",
        "values": values, "note": "between the lines"});
    let answer = app.api_json("POST", &path, &new).await.assert_status(StatusCode::CREATED);
    let held = answer.json();
    assert_eq!((&held["status"], &held["quote"]), (&json!("added"), &json!("Łódź is far.")));
    let read = app.api(answer.header("location")).await.json();
    assert_eq!((&read["status"], &read["reader"]), (&json!("added"), &Value::Null));
    let again = app.api_json("POST", &path, &new).await;
    again.assert_status(StatusCode::CONFLICT).assert_has("already");
    for (field, change) in [
        ("quote", json!({"quote": "Lodz is far."})),
        ("quote", json!({"start": 1})),
        ("sentence", json!({"end": 7, "quote": "Łódź is"})),
        ("quote", json!({"start": -5, "end": 99_999})),
    ] {
        let mut wrong = new.clone();
        for (name, value) in change.as_object().unwrap() {
            wrong[name] = value.clone();
        }
        let answer = app.api_json("POST", &path, &wrong).await;
        let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.problems()[0].0, field, "{change}");
    }
    let mut old = new.clone();
    old["revision"] = json!(2);
    app.api_json("POST", &path, &old).await.assert_status(StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_edit_leaves_orphans_on_the_article() {
    let app = TestApp::new().await;
    let taken = [("northbank", "bridges", Stance::Rejects, None)];
    let article = app.add("2026-01-10", "Nordstad rejects the bridge.", &taken).await;
    let position = latest(&app).await;
    let body = json!({"verdict": "confirm"});
    decide(&app, &position, version(&position), &body).await.assert_status(StatusCode::OK);
    let path = format!("/api/v1/articles/{article}");
    let change = json!({"title": "Edited", "text": "Nordstad met Zuidhaven.", "revision": 1});
    let edited = app.api_json("PUT", &path, &change).await.assert_status(StatusCode::OK).json();
    assert_eq!(edited["orphaned"][0]["id"], position["id"]);
    assert_eq!(edited["orphaned"][0]["status"], "orphaned");
    let history = app.api(&format!("/api/v1/positions/{}/history", position["id"])).await.json();
    assert_eq!(history["position"]["status"], "orphaned");
    assert_eq!(history["items"][1]["action"], "decision orphaned");
}
