//! JSON under `/api/v1`: the whole table of their routes, and nothing else.

pub mod error;

use axum::Router;

use crate::server::AppState;

/// Every answer.
pub fn routes() -> Router<AppState> {
    Router::new()
}
