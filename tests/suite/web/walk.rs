//! One article's whole way: two coders, an adjudicator, an edit, another reading by the machine.

use axum::http::StatusCode;
use serde_json::Value;

use super::coding::{Desk, Seen, WHOLE};
use crate::support::people::cause;

/// The bridge's sentence has moved, that on roads stands, that on water is another.
const EDITED: &str =
    "It rained. Nordstad rejects the bridge. Nothing was said of roads. Zuidhaven offered water.";

async fn positions(desk: &Desk, status: &str) -> Vec<Value> {
    let path = format!("/api/v1/positions?negotiation=riverland&doubtful=true&status={status}");
    desk.app.api(&path).await.json()["items"].as_array().expect("a list").clone()
}

/// What people hold of the article stands as they left it.
async fn assert_decisions_stand(desk: &Desk) {
    let confirmed = positions(desk, "confirmed").await;
    assert_eq!(confirmed.len(), 1, "{confirmed:?}");
    assert_eq!(confirmed[0]["stance"], "rejects");
    assert_eq!(confirmed[0]["quote"], "Nordstad rejects the bridge.");
    assert!(positions(desk, "corrected").await.is_empty(), "its sentence is gone");
    let suggested = positions(desk, "suggested").await;
    let returns = |row: &Value| row["quote"] == "Nothing was said of roads.";
    assert!(!suggested.iter().any(returns), "what was rejected does not return: {suggested:?}");
    let page = desk.app.get_as(&desk.ada, &format!("/articles/{}", desk.article)).await;
    page.assert_has("Decisions without their sentence").assert_has("Zuidhaven offers water.");
    let report = desk.app.database.store.check().await.unwrap();
    assert!(report.violations.is_empty(), "{:?}", report.violations);
}

#[tokio::test]
async fn what_people_have_decided_outlives_an_edit_and_another_reading() {
    let desk = Desk::coded_twice().await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    let settled = Seen::on(&page.body).settle(&desk, &WHOLE).await;
    settled.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(positions(&desk, "corrected").await.len(), 1);
    assert_eq!(positions(&desk, "rejected").await.len(), 1);

    let edit = format!("/articles/{}/edit", desk.article);
    let fields = [("title", "On the river"), ("text", EDITED), ("revision", "1")];
    let edited = desk.app.post_as(&desk.editor, &edit, &fields).await;
    edited.assert_status(StatusCode::SEE_OTHER);
    assert_decisions_stand(&desk).await;

    let source = crate::support::rows::RIVERLAND.replace("\"crossing\"", "\"ferry\"");
    let catalog = concordance::domain::Catalog::parse_toml(&source).unwrap();
    desk.app.pipeline.put_catalog(&catalog, &source, &cause()).await.unwrap();
    desk.app.pipeline.catch_up().await.unwrap();
    assert_decisions_stand(&desk).await;

    let id = &positions(&desk, "confirmed").await[0]["id"];
    let history = desk.app.api(&format!("/api/v1/positions/{id}/history")).await.json();
    let acts: Vec<&str> =
        history["items"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
    assert_eq!(acts.len(), 2, "confirmed, then moved by the edit: {acts:?}");
}
