//! Whether who asks may read what is kept of deleted articles, as handlers ask for it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// Whether who asks may read what is kept of deleted articles; the guard has decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayReadDeleted(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for MayReadDeleted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Without the guard nobody may.
        Ok(parts.extensions.get().copied().unwrap_or(Self(false)))
    }
}
