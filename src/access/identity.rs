//! Who asks, and why they are refused.

use jiff::Timestamp;

use super::needs::Need;
use crate::domain::{AccountId, Role, SessionId};

/// Who is signed in, and how.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// Its name, now.
    pub name: String,
    /// What this request may do: the account's role, or a token's lesser one.
    pub role: Role,
    /// How it is signed in.
    pub by: SignedInBy,
}

/// How a request is signed in.
#[derive(Debug, Clone)]
pub enum SignedInBy {
    /// By the cookie of a session.
    Session(SessionId),
    /// By a token.
    Token {
        /// What its owner called it.
        name: String,
        /// When it ends.
        expires_at: Timestamp,
    },
}

/// Why a request is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It must be signed in.
    SignIn,
    /// Its token is unknown, revoked or expired.
    BadToken,
    /// Its role is less than this one.
    Role(Role),
    /// A token may not do this: only a person at a browser.
    Token,
    /// Without accounts, writes are taken by loopback names only.
    Host,
}

impl Identity {
    /// The session, when it is signed in by one.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self.by {
            SignedInBy::Session(id) => Some(id),
            SignedInBy::Token { .. } => None,
        }
    }

    /// Whether it may do what needs `need`.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, need: Need) -> Result<(), Refusal> {
        let least = match need {
            Need::Nothing | Need::Anyone => return Ok(()),
            Need::Reading | Need::SignedIn => Role::Reader,
            Need::Session(_) if self.session().is_none() => return Err(Refusal::Token),
            Need::Writing(role) | Need::Session(role) => role,
        };
        if self.role >= least { Ok(()) } else { Err(Refusal::Role(least)) }
    }
}
