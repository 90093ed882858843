//! The reference page at `/api`: the OpenAPI document, set as a page that needs no script.

mod curl;
mod outline;
mod prose;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;

use outline::Outline;

use crate::access::{May, Viewer};
use crate::server::AppState;
use crate::store::StoreError;

/// What the frame of every page prints, counts ready to print.
#[derive(Debug)]
struct Layout {
    section: &'static str,
    positions: String,
    machine_read: String,
    confirmed: String,
    signed_in: String,
    sign_in: String,
    may: May,
}

/// The page.
#[derive(Template)]
#[template(path = "api/reference.html")]
struct ReferencePage<'a> {
    layout: Layout,
    outline: &'a Outline,
}

/// `/api`, made of the OpenAPI document.
pub(super) fn routes(document: &str) -> Router<AppState> {
    let document: Value = serde_json::from_str(document).expect("the document is JSON");
    let outline = Arc::new(Outline::of(&document));
    let page = move |State(state): State<AppState>| {
        let outline = Arc::clone(&outline);
        async move { reference_page(&state, &outline).await }
    };
    Router::new().route("/api", get(page))
}

async fn reference_page(state: &AppState, outline: &Outline) -> Response {
    let layout = match layout(state).await {
        Ok(layout) => layout,
        Err(error) => return failed(&error),
    };
    match (ReferencePage { layout, outline }).render() {
        Ok(page) => Html(page).into_response(),
        Err(error) => failed(&error),
    }
}

async fn layout(state: &AppState) -> Result<Layout, StoreError> {
    let rows = state.store.negotiations().await?;
    let positions: i64 = rows.iter().map(|row| row.positions).sum();
    let suggested: i64 = rows.iter().map(|row| row.suggested).sum();
    let viewer = Viewer::current();
    Ok(Layout {
        signed_in: viewer.signed_in.map(|(name, _)| name).unwrap_or_default(),
        sign_in: viewer.sign_in.unwrap_or_default(),
        may: May::now(),
        section: "api",
        positions: positions.to_string(),
        machine_read: suggested.to_string(),
        confirmed: (positions - suggested).to_string(),
    })
}

fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(error = %error, "the reference page could not be made");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
