//! The OpenAPI document: what the handlers cannot say of themselves.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOf, Schema};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::shapes::{CurrentRevision, DeletedArticle, ExistingArticle, FieldProblem, Problem};
use crate::server::AppState;

const DESCRIPTION: &str = "Follows peace negotiations: articles go in; passages (sentences that \
mention an issue under negotiation) and the positions that parties take in them come out, each with \
the words it rests on.\n\n\
Names are `snake_case`; instants are RFC 3339 in UTC; dates are `YYYY-MM-DD`; spans count Unicode \
code points, end-exclusive; what is absent is `null`. Lists are `{\"items\", \"next\"}`: give `next` \
as `cursor` for the next page, or follow the header `Link`. Every read has an `ETag`, to be sent \
back in `If-None-Match`. Every error is a problem in the form of RFC 9457; an address that is not \
listed here answers 404, and a method that is not listed 405. A position is `suggested` until a \
person decides on it; one with `reported_by` is another party's word, never the party's own.\n\n\
While the server has no accounts, nobody need be signed in. When it has some, every write but a \
report of a mistake needs a token, in the header `Authorization: Bearer …`, and where reading is private every read does too. \
The roles are `reader` (reads), `coder` (also posts articles and analyses, codes, and decides on positions), `editor` (also changes, \
deletes and adjudicates articles) and `admin` (also stores catalogs).";

/// What stands around the operations.
#[derive(OpenApi)]
#[openapi(
    info(title = "Concordance", description = DESCRIPTION, version = "1"),
    tags(
        (name = "Negotiations", description = "Negotiations, their catalogs, and where the parties stand."),
        (name = "Articles", description = "Articles, posted, read, changed and deleted."),
        (name = "Findings", description = "Passages and positions, stored or read from a text on the spot."),
        (name = "Decisions", description = "What people hold of positions, and positions that they add."),
        (name = "Coding", description = "What people mark in articles independently, and how far they agree."),
        (name = "History", description = "What articles and catalogs were, who changed them, and why."),
        (name = "Search", description = "Full-text search."),
        (name = "Accounts", description = "Who is signed in.")
    ),
    modifiers(&Tokens),
    // Nothing, or a token: whether one is needed depends on whether the server has accounts.
    security((), ("token" = [])),
    components(schemas(Problem, FieldProblem, ExistingArticle, CurrentRevision, DeletedArticle))
)]
struct Frame;

/// How programs sign in.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("cdc_…")
            .description(Some("A token, made on the account page; it has a role of its own."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// The document without its operations.
pub(super) fn frame() -> utoipa::openapi::OpenApi {
    Frame::openapi()
}

/// Shapes some of whose fields may be left out: bodies of requests, and problems.
const OPTIONAL: &[&str] = &[
    "NewArticle",
    "ArticleChange",
    "AnalysisRequest",
    "Catalog",
    "Party",
    "Issue",
    "Problem",
    "NewVerdict",
    "NewValues",
    "NewPosition",
    "NewReport",
    "NewCoding",
    "NewMark",
];

/// Says of every answer that each of its fields is there: what is absent is null.
pub(super) fn complete(document: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &mut document.components else {
        return;
    };
    for (name, schema) in &mut components.schemas {
        if !OPTIONAL.contains(&name.as_str()) {
            require_all(schema);
        }
    }
}

fn require_all(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            object.required = object.properties.keys().cloned().collect();
            object.properties.values_mut().for_each(require_all);
        }
        RefOr::T(Schema::AllOf(AllOf { items, .. })) => items.iter_mut().for_each(require_all),
        _ => {}
    }
}

/// Answers with the document.
pub(super) fn route(document: Arc<str>) -> Router<AppState> {
    let answer = move || {
        let document = document.to_string();
        async move { ([(header::CONTENT_TYPE, "application/json")], document) }
    };
    Router::new().route("/api/v1/openapi.json", get(answer))
}
