//! `/account/tokens`: makes a token and shows it once; revokes one.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Sent, show};
use crate::access::Secret;
use crate::domain::{Role, TokenId};
use crate::server::AppState;
use crate::store::{AccountError, NewToken, StoreError};
use crate::web::caller::Caller;
use crate::web::error::WebError;
use crate::web::typed::Typed;
use crate::web::view::{Choice, Field, role_choices};

/// Longest name of a token, in characters.
const MAX_NAME: usize = 64;
/// Longest life of a token, in days.
const MAX_DAYS: u64 = 365;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TokenForm {
    #[serde(rename = "token_name")]
    name: String,
    #[serde(rename = "token_role")]
    role: String,
    #[serde(rename = "token_days")]
    days: String,
}

/// The fields with what was typed.
pub(super) struct TokenFields {
    pub(super) name: Field,
    pub(super) role: Field,
    pub(super) roles: Vec<Choice>,
    pub(super) days: Field,
}

impl Default for TokenFields {
    fn default() -> Self {
        Self::of("", "reader", "90")
    }
}

impl TokenFields {
    fn of(name: &str, role: &str, days: &str) -> Self {
        let hint = "What uses it: “nightly import”.";
        Self {
            name: Field::required("token_name", "Name", hint, name),
            role: Field::required("token_role", "Role", "", role),
            roles: Vec::new(),
            days: Field::required("token_days", "Expires after", "Days, 1 to 365.", days),
        }
    }

    /// The same with the roles that its owner may give it.
    pub(super) fn with_choices(self, most: Role) -> Self {
        let roles = role_choices(most, &self.role.value);
        Self { roles, ..self }
    }
}

/// A token that may be made.
struct Wished {
    name: String,
    role: Role,
    expires_at: Timestamp,
}

/// Makes a token, and shows it once.
pub(crate) async fn make_token(
    State(state): State<AppState>,
    caller: Caller,
    Typed(form): Typed<TokenForm>,
) -> Result<Response, WebError> {
    let wished = match parse(&form, caller.identity.role, state.clock.now()) {
        Ok(wished) => wished,
        Err(fields) => return refuse(&state, &caller, *fields).await,
    };
    let secret = Secret::of_token()?;
    let new = NewToken {
        account: caller.identity.account,
        digest: &secret.digest(),
        name: &wished.name,
        role: wished.role,
        expires_at: wished.expires_at,
    };
    match state.store.add_token(&new, &caller.cause(&state)).await {
        Ok(_) => {
            let made = Some((wished.name, secret.reveal().to_owned()));
            show(&state, &caller, Sent { made, ..Sent::default() }).await
        }
        Err(StoreError::Account(error @ AccountError::TooManyTokens)) => {
            let mut fields = TokenFields::of(&form.name, &form.role, &form.days);
            fields.name = fields.name.wrong(format!("cannot be given: {error}"));
            refuse(&state, &caller, fields).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Revokes a token. One that is not there is revoked already.
pub(crate) async fn revoke_token(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = TokenId(id.parse().unwrap_or(0));
    state.store.revoke_token(caller.identity.account, id, &caller.cause(&state)).await?;
    Ok(Redirect::to("/account?done=token").into_response())
}

fn parse(form: &TokenForm, most: Role, now: Timestamp) -> Result<Wished, Box<TokenFields>> {
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bad_name = if name.is_empty() {
        Some("is missing: say what uses the token".to_owned())
    } else if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        Some(format!("must be one line of at most {MAX_NAME} characters"))
    } else {
        None
    };
    let role: Option<Role> = form.role.parse().ok().filter(|role| *role <= most);
    let days = form.days.trim().parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
    let expires_at = days.and_then(|days| now.checked_add(Duration::from_hours(24 * days)).ok());
    match (role, expires_at) {
        (Some(role), Some(expires_at)) if bad_name.is_none() => {
            Ok(Wished { name, role, expires_at })
        }
        (role, expires_at) => {
            let fields = TokenFields::of(&form.name, &form.role, &form.days);
            let bad_role = role.is_none().then(|| "must be yours or less".to_owned());
            let bad_days = expires_at
                .is_none()
                .then(|| format!("must be a whole number of days from 1 to {MAX_DAYS}"));
            Err(Box::new(TokenFields {
                name: fields.name.wrong_if(bad_name.as_ref()),
                role: fields.role.wrong_if(bad_role.as_ref()),
                days: fields.days.wrong_if(bad_days.as_ref()),
                roles: Vec::new(),
            }))
        }
    }
}

async fn refuse(
    state: &AppState,
    caller: &Caller,
    token: TokenFields,
) -> Result<Response, WebError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show(state, caller, Sent { status, token, ..Sent::default() }).await
}
