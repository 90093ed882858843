//! Holds answers against the OpenAPI document: the operation, the status, the media type, and the
//! body by its schema, in which nothing may stand that the document does not name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{Method, StatusCode, header};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::app::Answer;

/// The document, as the program prints it.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(&concordance::api::document()).expect("the document is JSON")
});

/// A validator for each body, by its place in the document.
static VALIDATORS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for (path, method, operation) in operations() {
        for (status, response) in operation["responses"].as_object().into_iter().flatten() {
            for (kind, content) in response["content"].as_object().into_iter().flatten() {
                let place = format!("{method} {path} {status} {kind}");
                all.insert(place, validator(&content["schema"]));
            }
        }
    }
    all
});

static PROBLEM: LazyLock<Validator> =
    LazyLock::new(|| validator(&json!({"$ref": "#/components/schemas/Problem"})));

/// Every operation as (path, method, description).
pub(crate) fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods").iter();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// A validator for a schema of the document.
pub(crate) fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .build(&closed(schema))
        .unwrap_or_else(|error| panic!("{error} in {schema}"))
}

/// The schema with its references followed and its parts joined, so that it can be closed: an
/// object has the fields that are named and no others.
fn closed(schema: &Value) -> Value {
    if let Some(pointer) = schema["$ref"].as_str() {
        let at = pointer.trim_start_matches('#');
        let target = DOCUMENT.pointer(at);
        return closed(target.unwrap_or_else(|| panic!("{pointer} leads nowhere")));
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = json!({"type": "object", "properties": {}, "required": []});
        for part in parts.iter().map(closed) {
            let properties = part["properties"].as_object().cloned();
            let fields = whole["properties"].as_object_mut().expect("an object");
            fields.extend(properties.into_iter().flatten());
            let required = part["required"].as_array().cloned().unwrap_or_default();
            let names = whole["required"].as_array_mut().expect("a list");
            names.extend(required);
        }
        whole["additionalProperties"] = Value::Bool(false);
        return whole;
    }
    match schema {
        Value::Object(fields) => {
            let mut copy: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| (name.clone(), closed_member(name, value)))
                .collect();
            if copy.contains_key("properties") {
                copy.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            Value::Object(copy)
        }
        Value::Array(items) => Value::Array(items.iter().map(closed).collect()),
        other => other.clone(),
    }
}

fn closed_member(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("properties", Value::Object(fields)) => Value::Object(
            fields.iter().map(|(field, schema)| (field.clone(), closed(schema))).collect(),
        ),
        ("items" | "oneOf", schema) => closed(schema),
        (_, other) => other.clone(),
    }
}

/// The described path to which an address belongs.
fn template(path: &str) -> Option<&'static str> {
    let asked: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == asked.len()
            && parts
                .iter()
                .zip(&asked)
                .all(|(part, word)| part == word || (part.starts_with('{') && !word.is_empty()))
    };
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    paths
        .keys()
        .map(String::as_str)
        .filter(|template| fits(template))
        .min_by_key(|template| template.matches('{').count())
}

/// Fails when the document does not describe this answer.
#[track_caller]
pub(crate) fn hold(method: &Method, path: &str, answer: &Answer) {
    let asked =
        if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_lowercase() };
    let place = template(path).map(|template| (template, &DOCUMENT["paths"][template][&asked]));
    let Some((template, operation)) = place.filter(|(_, operation)| operation.is_object()) else {
        return hold_undescribed(method, path, answer);
    };
    let status = answer.status.as_str();
    let response = &operation["responses"][status];
    assert!(response.is_object(), "{method} {template} describes no {status}: {}", answer.body);
    let location = response["headers"]["Location"].is_object();
    if location {
        assert!(!answer.header("location").is_empty(), "Location is missing");
    }
    if method == Method::HEAD {
        assert_eq!(answer.body, "");
        return;
    }
    if !response["content"].is_object() {
        assert_eq!(answer.body, "", "{method} {template} {status} has no body");
        return;
    }
    let kind = media_type(answer);
    let key = format!("{asked} {template} {status} {kind}");
    let validator = VALIDATORS.get(&key).unwrap_or_else(|| panic!("the document knows no {key}"));
    validate(validator, answer, &key);
}

/// An address or method that the document does not list: a problem all the same.
#[track_caller]
fn hold_undescribed(method: &Method, path: &str, answer: &Answer) {
    let fine = [
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::FORBIDDEN,
        StatusCode::BAD_REQUEST,
    ];
    let status = answer.status;
    assert!(fine.contains(&status), "{method} {path} answers {status}");
    if method != Method::HEAD {
        assert_eq!(media_type(answer), "application/problem+json");
        validate(&PROBLEM, answer, path);
    }
}

fn media_type(answer: &Answer) -> String {
    let kind = answer.header(header::CONTENT_TYPE.as_str());
    kind.split(';').next().unwrap_or_default().trim().to_owned()
}

#[track_caller]
fn validate(validator: &Validator, answer: &Answer, place: &str) {
    let body = answer.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{place}: {errors:#?}\n{body:#}");
    if answer.status.is_client_error() || answer.status.is_server_error() {
        assert_eq!(body["status"], answer.status.as_u16(), "{place}");
    }
}
