//! The OpenAPI document brought into the order of the page.

use serde_json::{Map, Value};

use super::curl;
use super::prose::{Prose, paragraphs, prose};
use crate::api::problem_kind::ProblemKind;

/// Everything the page prints.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) intro: Vec<Prose>,
    pub(super) groups: Vec<Group>,
    pub(super) shapes: Vec<Shape>,
    pub(super) problems: Vec<ProblemRow>,
}

/// Operations on one noun.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Prose,
    pub(super) operations: Vec<Operation>,
}

/// One method of one address.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) description: Vec<Prose>,
    pub(super) parameters: Vec<Field>,
    pub(super) bodies: Vec<Content>,
    pub(super) answers: Vec<Answer>,
    pub(super) problems: Vec<ProblemLink>,
    pub(super) example: String,
}

/// A parameter, or a field of a shape.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// Where a parameter stands: path, query, header; empty for a field.
    pub(super) place: String,
    pub(super) kind: Vec<KindPart>,
    pub(super) needed: bool,
    pub(super) description: Prose,
}

/// Words of a type; some lead to a shape.
#[derive(Debug, Clone)]
pub(super) struct KindPart {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// A body: its media type and shape.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) media_type: String,
    pub(super) kind: Vec<KindPart>,
}

/// An answer that is no problem.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: String,
    pub(super) description: Prose,
    pub(super) bodies: Vec<Content>,
}

/// A problem that an operation can answer.
#[derive(Debug)]
pub(super) struct ProblemLink {
    pub(super) status: String,
    pub(super) href: String,
}

/// A kind of problem.
#[derive(Debug)]
pub(super) struct ProblemRow {
    pub(super) id: String,
    pub(super) status: u16,
    pub(super) title: &'static str,
    pub(super) meaning: Prose,
}

/// A named shape: its fields, or the words of a closed set.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Prose,
    pub(super) fields: Vec<Field>,
    pub(super) words: Vec<String>,
}

/// In the order of the page.
const METHODS: &[&str] = &["get", "post", "put", "delete"];

impl Outline {
    /// Reads the document.
    pub(super) fn of(document: &Value) -> Self {
        let tags = document["tags"].as_array();
        let schemas = document["components"]["schemas"].as_object();
        Self {
            intro: paragraphs(text(&document["info"]["description"])),
            groups: tags.into_iter().flatten().map(|tag| group(document, tag)).collect(),
            shapes: schemas
                .into_iter()
                .flatten()
                .filter(|(name, _)| !name.starts_with("List_"))
                .map(|(name, schema)| shape(document, name, schema))
                .collect(),
            problems: ProblemKind::ALL.iter().copied().map(problem_row).collect(),
        }
    }
}

fn group(document: &Value, tag: &Value) -> Group {
    let name = text(&tag["name"]);
    let paths = document["paths"].as_object();
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for &method in METHODS {
            if item[method]["tags"][0] == tag["name"] {
                operations.push(operation(document, (method, path), &item[method]));
            }
        }
    }
    Group {
        id: name.to_lowercase(),
        name: name.to_owned(),
        description: prose(text(&tag["description"])),
        operations,
    }
}

fn operation(document: &Value, (method, path): (&str, &str), described: &Value) -> Operation {
    let responses: Vec<(&String, &Value)> =
        described["responses"].as_object().into_iter().flatten().collect();
    let is_problem = |status: &str| status.starts_with(['4', '5']);
    let answers = responses.iter().filter(|(status, _)| !is_problem(status));
    let problems = responses.iter().filter(|(status, _)| is_problem(status));
    let parameters = described["parameters"].as_array();
    Operation {
        id: text(&described["operationId"]).to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&described["summary"]).to_owned(),
        description: paragraphs(text(&described["description"])),
        parameters: parameters.into_iter().flatten().map(parameter).collect(),
        bodies: contents(&described["requestBody"]["content"]),
        answers: answers
            .map(|(status, response)| Answer {
                status: (*status).clone(),
                description: prose(text(&response["description"])),
                bodies: contents(&response["content"]),
            })
            .collect(),
        problems: problems.map(|(status, _)| problem_link(status)).collect(),
        example: curl::example(document, method, path, described),
    }
}

fn problem_link(status: &str) -> ProblemLink {
    let kind = ProblemKind::ALL.iter().find(|kind| kind.status().as_str() == status);
    ProblemLink {
        status: status.to_owned(),
        href: kind
            .map_or_else(|| "#problems".to_owned(), |kind| format!("#problem-{}", kind.slug())),
    }
}

fn problem_row(kind: ProblemKind) -> ProblemRow {
    ProblemRow {
        id: format!("problem-{}", kind.slug()),
        status: kind.status().as_u16(),
        title: kind.title(),
        meaning: prose(kind.meaning()),
    }
}

fn parameter(parameter: &Value) -> Field {
    Field {
        name: text(&parameter["name"]).to_owned(),
        place: text(&parameter["in"]).to_owned(),
        kind: kind(&parameter["schema"]),
        needed: parameter["required"] == Value::Bool(true),
        description: prose(text(&parameter["description"])),
    }
}

fn contents(content: &Value) -> Vec<Content> {
    let content = content.as_object().into_iter().flatten();
    content
        .map(|(media_type, body)| Content {
            media_type: media_type.clone(),
            kind: kind(&body["schema"]),
        })
        .collect()
}

fn shape(document: &Value, name: &str, schema: &Value) -> Shape {
    let mut fields = Vec::new();
    collect_fields(document, schema, &mut fields);
    let words = schema["enum"].as_array().into_iter().flatten();
    Shape {
        id: format!("shape-{name}"),
        name: name.to_owned(),
        description: prose(text(&schema["description"])),
        fields,
        words: words.map(|word| text(word).to_owned()).collect(),
    }
}

/// The fields of a schema, with those of the schemas that it is made of.
fn collect_fields(document: &Value, schema: &Value, fields: &mut Vec<Field>) {
    let schema = resolve(document, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect_fields(document, part, fields);
    }
    let required = schema["required"].as_array();
    let properties = schema["properties"].as_object().map(Map::iter);
    for (name, property) in properties.into_iter().flatten() {
        let needed = required.is_some_and(|names| names.iter().any(|needed| needed == name));
        fields.push(Field {
            name: name.clone(),
            place: String::new(),
            kind: kind(property),
            needed,
            description: prose(description(property)),
        });
    }
}

/// A field's description; that of a field which may be null stands with what it else is.
fn description(property: &Value) -> &str {
    let choices = property["oneOf"].as_array();
    std::iter::once(property)
        .chain(choices.into_iter().flatten())
        .map(|schema| text(&schema["description"]))
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

/// Follows a reference.
pub(super) fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let pointer = schema["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// A schema in words.
fn kind(schema: &Value) -> Vec<KindPart> {
    if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
        return match name.strip_prefix("List_") {
            Some(of) => [plain("page of "), vec![link(of)]].concat(),
            None => vec![link(name)],
        };
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let parts: Vec<Vec<KindPart>> = choices.iter().map(kind).collect();
        // What is there comes first, null last.
        let (null, some): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|parts| parts.iter().all(|part| part.text == "null"));
        return [some, null].concat().join(&plain(" or ")[0]);
    }
    match &schema["type"] {
        Value::Array(types) => {
            let words: Vec<&str> = types.iter().map(text).collect();
            plain(&words.join(" or "))
        }
        Value::String(name) if name == "array" => {
            [plain("list of "), kind(&schema["items"])].concat()
        }
        Value::String(name) => plain(name),
        _ => plain("any"),
    }
}

fn plain(text: &str) -> Vec<KindPart> {
    vec![KindPart { text: text.to_owned(), href: None }]
}

fn link(name: &str) -> KindPart {
    KindPart { text: name.to_owned(), href: Some(format!("#shape-{name}")) }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
