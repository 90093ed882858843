//! What brings a change about, as handlers ask for it: who is signed in, by which request, when.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::AppState;
use crate::access::Identity;
use crate::store::{Actor, Cause};

impl FromRequestParts<AppState> for Cause {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let identity = parts.extensions.get::<Identity>();
        let actor =
            identity.map_or_else(Actor::nobody, |who| Actor::account(who.account, &who.name));
        let id = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok());
        Ok(Self { actor, request_id: id.map(str::to_owned), now: state.clock.now() })
    }
}
