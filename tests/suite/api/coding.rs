//! One's own coding, read and put whole; the figures of agreement.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::Role;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp};

const TEXT: &str = "Łódź is far. Nordstad rejects the bridge. Zuidhaven offers water.";

async fn put(
    app: &TestApp,
    token: &str,
    path: &str,
    if_match: Option<i64>,
    body: &Value,
) -> Answer {
    let mut request = Request::put(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    if let Some(version) = if_match {
        request = request.header(header::IF_MATCH, format!("\"{version}\""));
    }
    app.api_send(request.body(Body::from(body.to_string())).expect("a request")).await
}

async fn coders() -> (TestApp, String, [String; 2]) {
    let app = TestApp::new().await;
    let article = app.post("Far away", TEXT).await;
    app.add_account("root", Role::Admin).await;
    let mut tokens = Vec::new();
    for name in ["ada", "bela"] {
        app.add_account(name, Role::Coder).await;
        let token = app.token(name, Role::Coder).await;
        tokens.push(token.trim_start_matches("Bearer ").to_owned());
    }
    (app, format!("/api/v1/articles/{article}/coding"), tokens.try_into().unwrap())
}

fn bridge(stance: &str) -> Value {
    json!({"start": 13, "end": 41, "quote": "Nordstad rejects the bridge.", "issue": "bridges",
        "party": "northbank", "stance": stance})
}

#[tokio::test]
async fn coding_is_put_whole_at_the_version_that_was_read() {
    let (app, path, [ada, bela]) = coders().await;
    let none = app.api_as(&ada, &path).await.assert_status(StatusCode::OK).json();
    assert_eq!((&none["version"], &none["begun_at"]), (&json!(0), &Value::Null));
    assert_eq!((none["sentences"].as_array().unwrap().len(), &none["blind"]), (3, &json!(true)));
    assert_eq!(none["sentences"][1]["quote"], "Nordstad rejects the bridge.");
    let new = json!({"revision": 1, "marks": [bridge("rejects"),
        {"start": 42, "end": 65, "issue": "water"}]});
    put(&app, &ada, &path, None, &new).await.assert_status(StatusCode::PRECONDITION_REQUIRED);
    let begun = put(&app, &ada, &path, Some(0), &new).await.assert_status(StatusCode::OK).json();
    assert_eq!((&begun["version"], &begun["done_at"]), (&json!(1), &Value::Null));
    assert_eq!(begun["marks"][0]["party"], "northbank");
    assert_eq!(
        (&begun["marks"][1]["party"], &begun["marks"][1]["stance"]),
        (&Value::Null, &Value::Null)
    );
    put(&app, &ada, &path, Some(0), &new).await.assert_status(StatusCode::PRECONDITION_FAILED);
    let done = json!({"revision": 1, "version": 1, "done": true, "marks": [bridge("accepts")]});
    let done = put(&app, &ada, &path, None, &done).await.assert_status(StatusCode::OK).json();
    assert_eq!((&done["version"], &done["done_at"]), (&json!(2), &json!("2026-02-01T12:00:00Z")));
    let late = json!({"revision": 1, "version": 1, "marks": []});
    put(&app, &ada, &path, None, &late).await.assert_status(StatusCode::CONFLICT);
    let both = put(&app, &ada, &path, Some(2), &late)
        .await
        .assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(both.problems()[0].0, "If-Match");
    let old = json!({"revision": 2, "version": 2, "marks": []});
    put(&app, &ada, &path, None, &old)
        .await
        .assert_status(StatusCode::CONFLICT)
        .assert_has("edited");
    // Another's is another's.
    let hers = app.api_as(&bela, &path).await.json();
    assert_eq!((&hers["version"], &hers["marks"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn wrong_marks_are_named_by_their_place() {
    let (app, path, [ada, _]) = coders().await;
    let marks = json!([
        {"start": 13, "end": 41, "quote": "Nordstad", "issue": "bridges"},
        {"start": 13, "end": 20, "issue": "roads"},
        {"start": 0, "end": 12, "issue": "water", "stance": "offers"},
        {"start": -1, "end": 12, "issue": "water", "party": "isle", "stance": "offers",
            "reported_by": "isle"},
        bridge("rejects"),
        bridge("accepts"),
    ]);
    let body = json!({"revision": 1, "marks": marks});
    let answer = put(&app, &ada, &path, Some(0), &body).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = answer.problems().into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        [
            "marks[0].quote",
            "marks[1].sentence",
            "marks[1].issue",
            "marks[2].party",
            "marks[3].sentence",
            "marks[3].reported_by",
            "marks[5].party"
        ]
    );
    for body in [
        json!({}),
        json!({"revision": 1, "marks": [{"start": 0}]}),
        json!({"revision": 1, "marks": [], "more": 1}),
    ] {
        put(&app, &ada, &path, Some(0), &body)
            .await
            .assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let none = app.api_as(&ada, "/api/v1/articles/1/coding").await;
    none.assert_status(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn agreement_is_told_with_units_and_reasons() {
    let (app, path, [ada, bela]) = coders().await;
    let figures = "/api/v1/negotiations/riverland/agreement";
    let none = app.api(figures).await.assert_status(StatusCode::OK).json();
    assert_eq!(none["all"]["issues"], json!({"value": null, "units": 0, "undefined": "no unit"}));
    for (token, stance) in [(&ada, "rejects"), (&bela, "accepts")] {
        let body = json!({"revision": 1, "done": true, "marks": [bridge(stance)]});
        put(&app, token, &path, Some(0), &body).await.assert_status(StatusCode::OK);
    }
    insta::assert_json_snapshot!(app.api(figures).await.redacted());
    app.api("/api/v1/negotiations/nowhere/agreement").await.assert_status(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn coding_needs_an_account() {
    let app = TestApp::new().await;
    let article = app.post("Far away", TEXT).await;
    let path = format!("/api/v1/articles/{article}/coding");
    let nobody = app.api(&path).await.assert_status(StatusCode::UNAUTHORIZED);
    nobody
        .assert_has("user add NAME")
        .assert_header("www-authenticate", "Bearer realm=\"Concordance\"");
    let body = json!({"revision": 1, "version": 0, "marks": []});
    app.api_json("PUT", &path, &body).await.assert_status(StatusCode::UNAUTHORIZED);
}
