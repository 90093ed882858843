//! Pages for people: the whole table of their routes, and nothing else.

pub mod error;

use axum::Router;

use crate::server::AppState;

/// Every page.
pub fn routes() -> Router<AppState> {
    Router::new()
}
