//! The application: state, routers merged, layers, static files, connections.

mod accept;
mod cause;
mod deleted;
mod errors;
mod etag;
mod guard;
mod layers;
mod peer;
mod static_files;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

pub use accept::serve;
pub use deleted::MayReadDeleted;
pub use peer::Peer;

use crate::access::Access;
use crate::clock::Clock;
use crate::config::Limits;
use crate::pipeline::Pipeline;
use crate::store::{SessionLife, Store};
use crate::web::Desks;
use crate::{api, web};

/// What every handler may ask for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// For reading.
    pub store: Store,
    /// For writing, and for catalogs ready for use.
    pub pipeline: Pipeline,
    /// The time.
    pub clock: Clock,
    /// What the server is told at its start.
    pub settings: Arc<Settings>,
    /// What signing in works with: a fifth field, since its memory of guesses is the server's own.
    pub access: Access,
    /// What the people who review have before them.
    pub desks: Desks,
}

/// What the server is told at its start.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What one visitor may ask.
    pub limits: Limits,
    /// Whether whoever reaches the server may write, while there are no accounts.
    pub allow_anonymous_writes: bool,
    /// Whether reading needs signing in too.
    pub private_reading: bool,
    /// How long sessions last.
    pub sessions: SessionLife,
}

/// The whole application with its layers.
pub fn app(state: AppState) -> Router {
    let routes = Router::new()
        .route("/health", get(health))
        .merge(static_files::routes())
        .merge(web::routes())
        .merge(api::routes());
    layered(routes, state)
}

/// Routes behind every layer; those that the table of needs lacks are refused.
pub fn layered(routes: Router<AppState>, state: AppState) -> Router {
    layers::apply(routes, &state).with_state(state)
}

/// 200 once the server serves and its database answers.
async fn health(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.store.answers().await {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
    }
}
