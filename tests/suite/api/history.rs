//! Revisions, histories, and what is told of a deleted article.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::Role;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp};
use crate::support::rows;

/// An article that has been changed once; its address.
async fn changed(app: &TestApp) -> String {
    let id = app.post("Open", "The bridge is open.").await;
    let path = format!("/api/v1/articles/{id}");
    let change = json!({"title": "Shut", "text": "The bridge is shut.", "revision": 1, "note": "It was shut."});
    app.api_json("PUT", &path, &change).await.assert_status(StatusCode::OK);
    path
}

async fn delete(app: &TestApp, path: &str) -> Answer {
    let request = Request::delete(path).header(header::IF_MATCH, "\"2\"").body(Body::empty());
    app.api_send(request.unwrap()).await
}

#[tokio::test]
async fn revisions_are_listed_and_read() {
    let app = TestApp::new().await;
    let path = changed(&app).await;
    let list = app.api(&format!("{path}/revisions?limit=1")).await.assert_status(StatusCode::OK);
    let newest = list.json()["items"][0].clone();
    assert_eq!((&newest["number"], &newest["note"]), (&json!(2), &json!("It was shut.")));
    assert_eq!(
        (&newest["made_by"], &newest["title"]),
        (&json!("somebody without an account"), &json!("Shut"))
    );
    let link = list.header("link").to_owned();
    let next = link.strip_suffix(">; rel=\"next\"").unwrap().trim_start_matches('<');
    let rest = app.api(next).await.json();
    assert_eq!((&rest["items"][0]["number"], &rest["next"]), (&json!(1), &Value::Null));
    let first = app.api(&format!("{path}/revisions/1")).await.assert_status(StatusCode::OK).json();
    assert_eq!(first["text"], "The bridge is open.");
    assert!(first["note"].is_null());
    for number in ["0", "3", "x", "%D0%9A"] {
        let answer = app.api(&format!("{path}/revisions/{number}")).await;
        answer.assert_status(StatusCode::NOT_FOUND).assert_has("/revisions tells which there are");
    }
    app.api("/api/v1/articles/7/revisions").await.assert_status(StatusCode::NOT_FOUND);
    let wrong = app.api(&format!("{path}/history?cursor=x")).await;
    wrong.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_history_tells_who_did_what_and_why() {
    let app = TestApp::new().await;
    let path = changed(&app).await;
    let entries = app.api(&format!("{path}/history")).await.assert_status(StatusCode::OK).json();
    let items = entries["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["action"], "article edited");
    assert_eq!(
        items[0]["before"],
        json!({"revision": 1, "title": "Open", "outlet": "The River Post", "published_on": "2026-01-15", "characters": 19})
    );
    assert_eq!(
        items[0]["after"],
        json!({"revision": 2, "title": "Shut", "outlet": null, "published_on": null, "characters": 19})
    );
    assert_eq!(items[0]["note"], "It was shut.");
    assert!(items[0]["request_id"].is_string());
    assert_eq!((&items[1]["actor"], &items[1]["before"]), (&json!("command line"), &Value::Null));
}

#[tokio::test]
async fn a_deleted_article_answers_410_with_the_reason() {
    let app = TestApp::new().await;
    let path = changed(&app).await;
    delete(&app, &format!("{path}?note=posted+twice")).await.assert_status(StatusCode::NO_CONTENT);
    let gone = app.api(&path).await.assert_status(StatusCode::GONE);
    let body = gone.json();
    assert_eq!(body["type"], "/api#problem-deleted");
    let deleted = &body["deleted"];
    assert_eq!((&deleted["title"], &deleted["note"]), (&json!("Shut"), &json!("posted twice")));
    assert_eq!(deleted["deleted_by"], "somebody without an account");
    gone.assert_lacks("The bridge is shut");
    delete(&app, &path).await.assert_status(StatusCode::GONE);
    let change = json!({"title": "x", "text": "y", "revision": 2});
    app.api_json("PUT", &path, &change).await.assert_status(StatusCode::GONE);
    let same = json!({"negotiation": "riverland", "title": "Shut", "text": "The bridge is shut."});
    let again = app.api_json("POST", "/api/v1/articles", &same).await;
    assert_ne!(again.assert_status(StatusCode::CREATED).header("location"), path);

    let ends = ["revisions", "revisions/1", "history"];
    for end in ends {
        app.api(&format!("{path}/{end}")).await.assert_status(StatusCode::OK);
    }
    app.add_people().await;
    for role in [Role::Reader, Role::Coder, Role::Editor, Role::Admin] {
        let token = app.token("admin", role).await;
        for end in ends {
            let request =
                Request::get(format!("{path}/{end}")).header(header::AUTHORIZATION, &token);
            let answer = app.api_send(request.body(Body::empty()).unwrap()).await;
            let status = if role >= Role::Editor { StatusCode::OK } else { StatusCode::GONE };
            answer.assert_status(status);
        }
    }
    for end in ends {
        app.api(&format!("{path}/{end}")).await.assert_status(StatusCode::GONE);
    }
}

#[tokio::test]
async fn a_stale_change_is_told_who_changed_which_fields() {
    let app = TestApp::new().await;
    let path = changed(&app).await;
    let put = async |if_match: &str| {
        let request = Request::put(&path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, if_match)
            .body(Body::from(json!({"title": "x", "text": "y"}).to_string()));
        app.api_send(request.unwrap()).await.assert_status(StatusCode::PRECONDITION_FAILED).json()
    };
    let current = put("\"1\"").await["current"].clone();
    assert_eq!(current["changed"], json!(["title", "outlet", "published_on", "text"]));
    assert_eq!(current["changed_by"], "somebody without an account");
    assert_eq!((&current["revision"], &current["note"]), (&json!(2), &json!("It was shut.")));
    assert!(put("\"7\"").await["current"]["changed"].is_null());
}

#[tokio::test]
async fn a_note_that_does_not_hold_is_named() {
    let app = TestApp::new().await;
    let path = changed(&app).await;
    let long = "x".repeat(501);
    let change = json!({"title": "", "text": "y", "revision": 2, "note": long});
    let answer = app.api_json("PUT", &path, &change).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<String> = answer.problems().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["title", "note"]);
    let answer = delete(&app, &format!("{path}?note={long}")).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problems()[0].0, "note");
}

#[tokio::test]
async fn a_catalogs_history_and_versions_are_read() {
    let app = TestApp::new().await;
    let path = "/api/v1/negotiations/riverland/catalog";
    let source = rows::RIVERLAND.replace("Riverland talks", "River talks");
    let request = Request::put(path).body(Body::from(source.clone())).unwrap();
    app.api_send(request).await.assert_status(StatusCode::OK);
    let list = app.api(&format!("{path}/history")).await.assert_status(StatusCode::OK).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["action"], "catalog changed");
    assert_eq!(
        (&items[0]["before"]["version"], &items[0]["after"]["version"]),
        (&json!(1), &json!(2))
    );
    let version = app.api(&format!("{path}/versions/2")).await.assert_status(StatusCode::OK).json();
    assert_eq!(version["source"], source);
    let version = app.api(&format!("{path}/versions/1")).await.assert_status(StatusCode::OK).json();
    assert_eq!(
        (&version["source"], &version["stored_by"]),
        (&json!(rows::RIVERLAND), &json!("command line"))
    );
    for number in ["0", "3", "x"] {
        app.api(&format!("{path}/versions/{number}")).await.assert_status(StatusCode::NOT_FOUND);
    }
    app.api("/api/v1/negotiations/nowhere/catalog/history")
        .await
        .assert_status(StatusCode::NOT_FOUND);
}
