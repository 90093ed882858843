//! Errors as problem details (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::config::Limits;

/// Problem details for an error that a layer answered without a body.
#[must_use]
pub fn bare(status: StatusCode, _limits: &Limits) -> Response {
    status.into_response()
}
