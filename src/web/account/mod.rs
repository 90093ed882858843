//! `/account`: one's own password, sessions and tokens.

mod password;
mod sessions;
mod tokens;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

pub(crate) use password::change_password;
pub(crate) use sessions::{end_one, end_others};
pub(crate) use tokens::{make_token, revoke_token};

use self::password::PasswordFields;
use self::tokens::TokenFields;
use super::caller::Caller;
use super::error::WebError;
use super::page::{Layout, render_as};
use super::view::{Session, Token, may};
use crate::domain::Role;
use crate::server::AppState;

/// What was done, told on the page that follows.
const DONE: [(&str, &str); 4] = [
    ("password", "Your password is changed. All your other sessions have ended."),
    ("session", "That session has ended."),
    ("sessions", "All your other sessions have ended."),
    ("token", "That token is revoked."),
];

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DoneQuery {
    done: String,
}

/// What a page is made with besides what is stored: forms as they were sent, and what came of it.
#[derive(Default)]
struct Sent {
    status: StatusCode,
    done: &'static str,
    password: PasswordFields,
    token: TokenFields,
    /// A token that was just made: its name, and its secret, shown once.
    made: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    layout: Layout,
    name: String,
    role: Role,
    role_may: &'static str,
    is_admin: bool,
    done: &'static str,
    has_mistakes: bool,
    password: PasswordFields,
    sessions: Vec<Session>,
    has_others: bool,
    tokens: Vec<Token>,
    token: TokenFields,
    made: Option<(String, String)>,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<DoneQuery>,
) -> Result<Response, WebError> {
    let done = DONE.iter().find(|(word, _)| *word == query.done).map_or("", |(_, words)| words);
    show(&state, &caller, Sent { done, ..Sent::default() }).await
}

async fn show(state: &AppState, caller: &Caller, sent: Sent) -> Result<Response, WebError> {
    let (who, now) = (&caller.identity, state.clock.now());
    let (sessions, tokens) = tokio::try_join!(
        state.store.sessions_of(who.account, state.settings.sessions, now),
        state.store.tokens_of(who.account, now),
    )?;
    let page = AccountPage {
        layout: Layout { section: "account", ..Layout::without_counts() },
        name: who.name.clone(),
        role: who.role,
        role_may: may(who.role),
        is_admin: who.role == Role::Admin,
        done: sent.done,
        has_mistakes: sent.status.is_client_error(),
        password: sent.password,
        has_others: sessions.len() > 1,
        sessions: sessions.iter().map(|row| Session::of(row, who.session())).collect(),
        tokens: tokens.iter().map(Token::from).collect(),
        token: sent.token.with_choices(who.role),
        made: sent.made,
    };
    let mut response = render_as(sent.status, &page);
    if page.made.is_some() {
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, never);
    }
    Ok(response)
}
