//! Who is signed in.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Identity, SignedInBy};
use crate::domain::Role;

/// Who is signed in, and what they may do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    /// The account's name.
    #[schema(example = "Ada Holm")]
    pub name: String,
    /// What this request may do.
    pub role: Role,
    /// How the request is signed in.
    pub signed_in_by: SignInWay,
    /// What the token is called; null by a session.
    #[schema(example = "nightly import")]
    pub token: Option<String>,
    /// When the token ends, RFC 3339 in UTC; null by a session.
    #[schema(example = "2026-12-31T12:00:00Z")]
    pub expires_at: Option<String>,
}

/// A way to be signed in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInWay {
    /// By the cookie of a browser.
    Session,
    /// By a token in the header `Authorization`.
    Token,
}

impl From<Identity> for Me {
    fn from(identity: Identity) -> Self {
        let (signed_in_by, token, expires_at) = match identity.by {
            SignedInBy::Session(_) => (SignInWay::Session, None, None),
            SignedInBy::Token { name, expires_at } => {
                (SignInWay::Token, Some(name), Some(expires_at.to_string()))
            }
        };
        Self { name: identity.name, role: identity.role, signed_in_by, token, expires_at }
    }
}
