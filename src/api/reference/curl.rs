//! An example call of an operation, from the examples in the document.

use serde_json::{Map, Value};

use super::outline::resolve;

/// Where `concordance serve` listens unless told otherwise.
const SERVER: &str = "127.0.0.1:3000";

/// A `curl` command that calls the operation.
pub(super) fn example(document: &Value, method: &str, path: &str, operation: &Value) -> String {
    let mut address = format!("{SERVER}{path}");
    let mut query = Vec::new();
    let mut command = "curl -s".to_owned();
    let parameters = operation["parameters"].as_array();
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = plain(&example_of(parameter));
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            Some("query") if parameter["required"] == Value::Bool(true) => {
                query.push((name, value));
            }
            Some("header") => command.extend([" -H '", name, ": ", &value, "'"]),
            _ => {}
        }
    }
    let content = &operation["requestBody"]["content"];
    if content["application/toml"].is_object() {
        command.push_str(" -T catalog.toml");
    } else if let Some(json) = content.get("application/json") {
        if method != "post" {
            command.extend([" -X ", &method.to_uppercase()]);
        }
        let body = body(document, &json["schema"]).to_string();
        let header = " -H 'content-type: application/json' \\\n  -d '";
        command.extend([header, &body, "' \\\n "]);
    } else if method != "get" {
        command.extend([" -X ", &method.to_uppercase()]);
    }
    if query.is_empty() {
        return format!("{command} {address}");
    }
    let pairs = query.iter().map(|(name, value)| format!(" --data-urlencode '{name}={value}'"));
    format!("{command} -G {address}{}", pairs.collect::<String>())
}

fn example_of(of: &Value) -> Value {
    let schema = &of["schema"];
    [&of["example"], &schema["example"], &schema["examples"][0]]
        .into_iter()
        .find(|value| !value.is_null())
        .cloned()
        .unwrap_or(Value::Null)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The fields that must be there, with their examples.
fn body(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    let mut fields = Map::new();
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let field = &schema["properties"][name];
        let value =
            [&field["example"], &field["examples"][0]].into_iter().find(|value| !value.is_null());
        fields.insert(name.to_owned(), value.cloned().unwrap_or(Value::Null));
    }
    Value::Object(fields)
}
