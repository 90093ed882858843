//! `/account/sessions/…`: ends one of one's sessions, or all others.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use crate::domain::SessionId;
use crate::server::AppState;
use crate::web::caller::Caller;
use crate::web::error::WebError;
use crate::web::session_cookie;

/// Ends one session. One that is not there has ended already.
pub(crate) async fn end_one(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = SessionId(id.parse().unwrap_or(0));
    state.store.end_session(caller.identity.account, id, &caller.cause(&state)).await?;
    if caller.identity.session() == Some(id) {
        return Ok((session_cookie::clear(&headers), Redirect::to("/")).into_response());
    }
    Ok(Redirect::to("/account?done=session").into_response())
}

/// Ends every session but the one that asks.
pub(crate) async fn end_others(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Response, WebError> {
    let (account, this) = (caller.identity.account, caller.identity.session());
    state.store.end_other_sessions(account, this, &caller.cause(&state)).await?;
    Ok(Redirect::to("/account?done=sessions").into_response())
}
