//! JSON under `/api/v1`: the whole table of their routes, and nothing else.

mod analyses;
mod articles;
mod catalogs;
mod coding;
mod condition;
mod decisions;
mod described;
pub mod error;
mod extract;
mod filters;
mod histories;
mod me;
mod names;
mod negotiations;
mod openapi;
mod paging;
mod passages;
mod positions;
mod problem_kind;
mod reference;
mod reports;
mod search;
pub mod shapes;
mod viewer;

use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::AppState;
use error::ApiError;
use problem_kind::ProblemKind;

/// Every answer, the description of them, and its reference page.
pub fn routes() -> Router<AppState> {
    let (router, document) = described();
    let text: Arc<str> = to_text(&document).into();
    router
        .merge(openapi::route(Arc::clone(&text)))
        .merge(reference::routes(&text))
        .merge(viewer::routes())
}

/// The description of every answer, OpenAPI 3.1 as JSON.
#[must_use]
pub fn document() -> String {
    to_text(&described().1)
}

fn to_text(document: &utoipa::openapi::OpenApi) -> String {
    document.to_pretty_json().expect("strings, numbers and lists have a JSON form")
}

fn described() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let v1 = OpenApiRouter::new()
        .routes(routes!(negotiations::list_negotiations))
        .routes(routes!(negotiations::find_negotiation))
        .routes(routes!(catalogs::find_catalog, catalogs::put_catalog))
        .routes(routes!(negotiations::find_matrix))
        .routes(routes!(negotiations::find_issue))
        .routes(routes!(negotiations::find_party))
        .routes(routes!(articles::list_articles, articles::post_article))
        .routes(routes!(articles::find_article, articles::put_article, articles::delete_article))
        .routes(routes!(histories::list_article_history))
        .routes(routes!(histories::list_revisions))
        .routes(routes!(histories::find_revision))
        .routes(routes!(histories::list_catalog_history))
        .routes(routes!(histories::find_catalog_version))
        .routes(routes!(passages::list_passages))
        .routes(routes!(positions::list_positions))
        .routes(routes!(positions::find_position))
        .routes(routes!(decisions::post_decision))
        .routes(routes!(decisions::post_position))
        .routes(routes!(decisions::find_history))
        .routes(routes!(reports::post_report))
        .routes(routes!(reports::answer_report))
        .routes(routes!(coding::find_agreement))
        .routes(routes!(coding::find_coding, coding::put_coding))
        .routes(routes!(search::search_articles))
        .routes(routes!(analyses::post_analysis))
        .routes(routes!(me::find_me))
        .fallback(nothing_here);
    let (router, mut document) =
        OpenApiRouter::with_openapi(openapi::frame()).nest("/api/v1", v1).split_for_parts();
    openapi::complete(&mut document);
    (router, document)
}

/// 404 for an address that is not in the table.
async fn nothing_here(axum::extract::OriginalUri(uri): axum::extract::OriginalUri) -> ApiError {
    ApiError::new(ProblemKind::NotFound, nothing_at(&uri))
}

fn nothing_at(uri: &Uri) -> String {
    let path = error::shown(uri.path());
    match uri.path().trim_end_matches('/') {
        bare if bare.len() < uri.path().len() && bare.len() > "/api/v1".len() => format!(
            "there is nothing at `{path}`; addresses do not end in a slash, so try `{}`",
            error::shown(bare)
        ),
        _ => format!("there is nothing at `{path}`; /api/v1/openapi.json lists every address"),
    }
}
