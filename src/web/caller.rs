//! Who asks for a page that somebody must be signed in for, and what brings a change about.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;

use super::error;
use crate::access::{Identity, Refusal};
use crate::server::{AppState, Peer};
use crate::store::{Actor, Cause};

/// Who asks, by a session; the guard has let them through.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) origin: Origin,
}

/// Where a request comes from, and by which id it stands in the log.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) address: IpAddr,
    pub(crate) request_id: Option<String>,
}

impl Caller {
    /// What is written in the audit of a change that this request makes.
    pub(crate) fn cause(&self, state: &AppState) -> Cause {
        let actor = Actor::account(self.identity.account, &self.identity.name);
        self.origin.cause(actor, state)
    }
}

impl Origin {
    fn of(parts: &Parts) -> Self {
        let id = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok());
        Self { address: Peer::of(parts).0, request_id: id.map(str::to_owned) }
    }

    /// What is written in the audit of a change that `actor` makes by this request.
    pub(crate) fn cause(&self, actor: Actor, state: &AppState) -> Cause {
        Cause { actor, request_id: self.request_id.clone(), now: state.clock.now() }
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Response> {
        // Without the guard there is nobody: the answer is the guard's.
        let identity = parts.extensions.get::<Identity>().cloned();
        let identity = identity.ok_or_else(|| error::refused(Refusal::SignIn, None))?;
        Ok(Self { identity, origin: Origin::of(parts) })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}
