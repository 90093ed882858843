//! Gives a body to errors that layers and the router answer without one: a page, or problem
//! details under `/api/`.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

use super::AppState;
use crate::access::Viewer;
use crate::{api, web};

/// Replaces the body of a bare error.
pub(super) async fn shape(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let limits = state.settings.limits.clone();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_shaped(&response) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    // What the guard has found out, for the head of the page.
    let viewer = parts.extensions.get::<Viewer>().cloned().unwrap_or_default();
    let shaped = if is_api {
        api::error::bare(status, &limits)
    } else {
        viewer.sync_scope(|| web::error::bare(status, &limits))
    };
    // Keep what the layer said beside the body: Allow, Retry-After.
    let (new, body) = shaped.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(new.headers);
    Response::from_parts(parts, body)
}

fn is_shaped(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        kind.starts_with("application/problem+json") || kind.starts_with("text/html")
    })
}
