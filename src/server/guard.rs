//! The guard before every handler: who asks, and whether the table lets them.
//!
//! It looks the request's route up in the table of needs, finds out by token or cookie who asks,
//! refuses what is not allowed, and hands on who is signed in. Nothing else decides who may do what.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::{AppState, MayReadDeleted};
use crate::access::{
    Allowed, Identity, Need, READING_DELETED, Refusal, Secret, SignedInBy, Viewer, allowed,
    is_loopback,
};
use crate::store::{SignedInRow, StoreError, TokenOwner};
use crate::{api, web};

/// Longest wait for the note that a session was seen: writers may hold the database.
const NOTE_PATIENCE: Duration = Duration::from_secs(1);
/// An answer depends on who asks.
const VARY: HeaderValue = HeaderValue::from_static("cookie, authorization");
/// An answer to somebody who is signed in is for them alone, and to be asked for again.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Who asks.
enum Asker {
    Known(Identity),
    /// Nobody is signed in.
    Unknown {
        /// Whether anybody could be.
        has_accounts: bool,
    },
    /// A token was shown that is none.
    BadToken,
}

/// Lets a request through that the table allows.
pub(super) async fn admit(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let need = match need_of(&request) {
        Ok(Need::Nothing) => return next.run(request).await,
        Ok(need) => need,
        Err(refused) => return *refused,
    };
    let asker = match asker(&state, request.headers()).await {
        Ok(asker) => asker,
        Err(error) => {
            tracing::error!(error = %error, "it could not be found out who asks");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let viewer = viewer(&asker, &request);
    let verdict = decide(&state, &asker, need, &request);
    let deleted = MayReadDeleted(decide(&state, &asker, READING_DELETED, &request).is_ok());
    request.extensions_mut().insert(deleted);
    let is_known = matches!(asker, Asker::Known(_));
    if let Asker::Known(identity) = asker {
        request.extensions_mut().insert(identity);
    }
    let answer = async {
        match verdict {
            Ok(()) => next.run(request).await,
            Err(refusal) => refuse(refusal, &request),
        }
    };
    let mut response = viewer.clone().scope(answer).await;
    mark_private(response.headers_mut(), is_known);
    response.extensions_mut().insert(viewer);
    response
}

/// What the route needs; a route that the table does not have is answered here. Where the router
/// has none either, it answers itself that there is nothing.
fn need_of(request: &Request) -> Result<Need, Box<Response>> {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return Ok(Need::Anyone);
    };
    match allowed(request.method(), path.as_str()) {
        Allowed::With(need) => Ok(need),
        Allowed::OtherMethods(methods) => {
            let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
            if let Ok(methods) = HeaderValue::try_from(methods.join(",")) {
                response.headers_mut().insert(header::ALLOW, methods);
            }
            Err(Box::new(response))
        }
        Allowed::Not => {
            tracing::error!(route = path.as_str(), "the table of needs lacks a route");
            Err(Box::new(StatusCode::FORBIDDEN.into_response()))
        }
    }
}

async fn asker(state: &AppState, headers: &HeaderMap) -> Result<Asker, StoreError> {
    let now = state.clock.now();
    if let Some(word) = bearer(headers) {
        let owner = match Secret::sent_as_token(word) {
            Some(token) => state.store.token(&token.digest(), now).await?,
            None => None,
        };
        return Ok(owner.map_or(Asker::BadToken, |owner| Asker::Known(by_token(owner))));
    }
    for secret in web::session_cookie::sent(headers) {
        let life = state.settings.sessions;
        let Some(session) = state.store.session(&secret.digest(), life, now).await? else {
            continue;
        };
        note_seen(state, &session, now).await;
        return Ok(Asker::Known(by_session(session)));
    }
    Ok(Asker::Unknown { has_accounts: state.store.has_accounts().await? })
}

/// What stands after `Bearer`. Another scheme is no matter of ours: a proxy may have asked for it.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, word) = value.split_at_checked("bearer ".len())?;
    let is_bearer = scheme.eq_ignore_ascii_case(b"bearer ");
    is_bearer.then(|| std::str::from_utf8(word).unwrap_or_default().trim())
}

fn by_token(owner: TokenOwner) -> Identity {
    let expires_at = Timestamp::from_millisecond(owner.expires_at).unwrap_or_default();
    Identity {
        account: owner.account_id,
        name: owner.name,
        role: owner.role.min(owner.token_role),
        by: SignedInBy::Token { name: owner.token, expires_at },
    }
}

fn by_session(row: SignedInRow) -> Identity {
    let by = SignedInBy::Session(row.id);
    Identity { account: row.account_id, name: row.name, role: row.role, by }
}

/// A page does not wait for long, nor fail, because it could not be noted that it was asked for.
async fn note_seen(state: &AppState, session: &SignedInRow, now: Timestamp) {
    match tokio::time::timeout(NOTE_PATIENCE, state.store.note_seen(session, now)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = %error, "a session could not be noted as seen"),
        Err(_) => tracing::debug!("the database was too busy to note a session as seen"),
    }
}

fn decide(state: &AppState, asker: &Asker, need: Need, request: &Request) -> Result<(), Refusal> {
    let has_accounts = match asker {
        Asker::Known(identity) => return identity.may(need),
        Asker::BadToken => return Err(Refusal::BadToken),
        Asker::Unknown { has_accounts } => *has_accounts,
    };
    match need {
        Need::Reading if state.settings.private_reading => Err(Refusal::SignIn),
        Need::Nothing => Ok(()),
        Need::SignedIn | Need::Session(_) => Err(Refusal::SignIn),
        Need::Writing(_) if has_accounts => Err(Refusal::SignIn),
        Need::Anyone | Need::Reading if has_accounts => Ok(()),
        Need::Writing(_) | Need::Anyone | Need::Reading if is_safe(request.method()) => Ok(()),
        Need::Writing(_) | Need::Anyone | Need::Reading => {
            from_this_machine(state, request.headers())
        }
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A page of another site can make a browser write here under that site's name, when the name is
/// made to lead to this machine. Without accounts, writes are taken by loopback names only.
fn from_this_machine(state: &AppState, headers: &HeaderMap) -> Result<(), Refusal> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if state.settings.allow_anonymous_writes || host.is_none_or(is_loopback) {
        Ok(())
    } else {
        Err(Refusal::Host)
    }
}

fn refuse(refusal: Refusal, request: &Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return api::error::refused(refusal);
    }
    web::error::refused(refusal, is_safe(request.method()).then(|| request.uri()))
}

/// What the head of a page says.
fn viewer(asker: &Asker, request: &Request) -> Viewer {
    match asker {
        Asker::Known(identity) => {
            Viewer { signed_in: Some((identity.name.clone(), identity.role)), sign_in: None }
        }
        Asker::Unknown { has_accounts: true } => {
            let from = is_safe(request.method()).then(|| request.uri());
            Viewer { signed_in: None, sign_in: Some(web::sign_in_href(from)) }
        }
        Asker::Unknown { .. } | Asker::BadToken => Viewer::default(),
    }
}

fn mark_private(headers: &mut HeaderMap, is_known: bool) {
    headers.append(header::VARY, VARY);
    let may_be_kept = headers.get(header::CACHE_CONTROL).is_none_or(|value| value != "no-store");
    if is_known && may_be_kept {
        headers.insert(header::CACHE_CONTROL, PRIVATE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_is_ours() {
        let word = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(word("Bearer cdc_1").as_deref(), Some("cdc_1"));
        assert_eq!(word("bearer  cdc_1 ").as_deref(), Some("cdc_1"));
        assert_eq!(word("Bearer ").as_deref(), Some(""));
        for other in ["Basic dXNlcg==", "Bearer", "", "Bearercdc_1"] {
            assert_eq!(word(other), None, "{other}");
        }
    }
}
