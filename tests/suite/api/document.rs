//! The OpenAPI document itself.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::contract::{DOCUMENT, operations, validator};

#[tokio::test]
async fn the_document_is_served_as_the_command_prints_it() {
    let app = TestApp::new().await;
    let answer = app.get("/api/v1/openapi.json").await;
    let answer = answer.assert_status(StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json(), *DOCUMENT);
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
}

#[test]
fn every_operation_of_the_design_is_described() {
    let described: BTreeSet<String> =
        operations().map(|(path, method, _)| format!("{method} {path}")).collect();
    let designed = [
        "get /api/v1/negotiations",
        "get /api/v1/negotiations/{slug}",
        "get /api/v1/negotiations/{slug}/catalog",
        "put /api/v1/negotiations/{slug}/catalog",
        "get /api/v1/negotiations/{slug}/matrix",
        "get /api/v1/negotiations/{slug}/issues/{issue}",
        "get /api/v1/negotiations/{slug}/parties/{party}",
        "get /api/v1/articles",
        "post /api/v1/articles",
        "get /api/v1/articles/{id}",
        "put /api/v1/articles/{id}",
        "delete /api/v1/articles/{id}",
        "get /api/v1/articles/{id}/history",
        "get /api/v1/articles/{id}/coding",
        "put /api/v1/articles/{id}/coding",
        "get /api/v1/negotiations/{slug}/agreement",
        "get /api/v1/articles/{id}/revisions",
        "get /api/v1/articles/{id}/revisions/{number}",
        "get /api/v1/negotiations/{slug}/catalog/history",
        "get /api/v1/negotiations/{slug}/catalog/versions/{number}",
        "get /api/v1/passages",
        "get /api/v1/positions",
        "get /api/v1/positions/{id}",
        "post /api/v1/positions/{id}/decisions",
        "get /api/v1/positions/{id}/history",
        "post /api/v1/positions/{id}/reports",
        "post /api/v1/positions/{id}/reports/{report}/answer",
        "post /api/v1/articles/{id}/positions",
        "get /api/v1/search",
        "post /api/v1/analyses",
        "get /api/v1/me",
    ];
    let designed: BTreeSet<String> = designed.into_iter().map(str::to_owned).collect();
    assert_eq!(described, designed);
}

#[test]
fn every_operation_says_what_it_is_and_what_can_go_wrong() {
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations() {
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place}: no summary");
        assert!(operation["description"].is_string(), "{place}: no text");
        assert!(operation["tags"][0].is_string(), "{place}: no tag");
        let id = operation["operationId"].as_str().expect("an id");
        assert!(ids.insert(id), "{id} stands twice");
        for status in ["401", "408", "413", "429", "500"] {
            assert!(operation["responses"][status].is_object(), "{place} {status}");
        }
        let named = operation["parameters"].as_array().into_iter().flatten();
        let named: BTreeSet<&str> = named
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().expect("a name"))
            .collect();
        let in_path: BTreeSet<&str> = path
            .split(['{', '}'])
            .enumerate()
            .filter_map(|(at, part)| (at % 2 == 1).then_some(part))
            .collect();
        assert_eq!(named, in_path, "{place}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{place}: {parameter}");
        }
    }
}

#[test]
fn every_field_is_explained_and_every_example_holds() {
    let schemas = DOCUMENT["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        for (field, property) in fields(schema) {
            let place = format!("{name}.{field}");
            let choices = property["oneOf"].as_array().into_iter().flatten();
            let explained = std::iter::once(property)
                .chain(choices)
                .any(|schema| schema["description"].is_string());
            assert!(explained, "{place} has no description");
            let example = &property["example"];
            if !example.is_null() {
                assert!(validator(property).is_valid(example), "{place}: {example}");
            }
        }
    }
}

fn fields(schema: &Value) -> Vec<(&String, &Value)> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    std::iter::once(schema)
        .chain(parts)
        .filter_map(|part| part["properties"].as_object())
        .flatten()
        .collect()
}
