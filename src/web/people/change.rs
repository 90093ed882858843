//! `/people/{id}`: one account; its role, whether it is enabled, a new password for it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{DoneQuery, PASSWORD_HINT, Person, find};
use crate::access::NewPassword;
use crate::domain::Role;
use crate::server::AppState;
use crate::store::{AccountError, AccountRow, StoreError};
use crate::web::caller::Caller;
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::typed::Typed;
use crate::web::view::{Choice, Field, Link, role_choices};

/// What was done, told on the page that follows.
const DONE: [(&str, &str); 4] = [
    ("role", "The role is changed. It holds from the next request on."),
    ("disabled", "The account is disabled. Its sessions have ended, and its tokens do not count."),
    ("enabled", "The account is enabled."),
    ("password", "The password is set. All sessions of the account have ended."),
];

/// What the form of the role sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RoleForm {
    role: String,
}

/// What the form of the password sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordForm {
    password: String,
}

/// What a page is made with besides what is stored.
#[derive(Default)]
struct Sent {
    status: StatusCode,
    done: &'static str,
    /// Why the account was not disabled.
    refused: String,
    bad_role: Option<String>,
    bad_password: Option<String>,
}

#[derive(Template)]
#[template(path = "people/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    person: Person,
    is_oneself: bool,
    done: &'static str,
    refused: String,
    has_mistakes: bool,
    role: Field,
    roles: Vec<Choice>,
    password: Field,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    caller: Caller,
    path: Path<String>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, WebError> {
    let account = find(&state, path).await?;
    let done = DONE.iter().find(|(word, _)| *word == query.done).map_or("", |(_, words)| words);
    Ok(show(&caller, &account, Sent { done, ..Sent::default() }))
}

/// Gives the account another role.
pub(crate) async fn set_role(
    State(state): State<AppState>,
    caller: Caller,
    path: Path<String>,
    Typed(form): Typed<RoleForm>,
) -> Result<Response, WebError> {
    let account = find(&state, path).await?;
    let Ok(role) = form.role.parse::<Role>() else {
        let bad_role = Some("must be one of the four".to_owned());
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(show(&caller, &account, Sent { status, bad_role, ..Sent::default() }));
    };
    match state.store.set_role(account.id, role, &caller.cause(&state)).await {
        Ok(()) => Ok(done(&account, "role")),
        Err(StoreError::Account(AccountError::LastAdmin)) => {
            let bad_role = Some("must stay admin: this is the last enabled one".to_owned());
            let status = StatusCode::CONFLICT;
            Ok(show(&caller, &account, Sent { status, bad_role, ..Sent::default() }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps the account from signing in.
pub(crate) async fn disable(
    State(state): State<AppState>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, WebError> {
    let account = find(&state, path).await?;
    match state.store.disable_account(account.id, &caller.cause(&state)).await {
        Ok(()) => Ok(done(&account, "disabled")),
        Err(StoreError::Account(error @ AccountError::LastAdmin)) => {
            let (status, refused) = (StatusCode::CONFLICT, error.to_string());
            Ok(show(&caller, &account, Sent { status, refused, ..Sent::default() }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets the account sign in again.
pub(crate) async fn enable(
    State(state): State<AppState>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, WebError> {
    let account = find(&state, path).await?;
    state.store.enable_account(account.id, &caller.cause(&state)).await?;
    Ok(done(&account, "enabled"))
}

/// Gives the account another password.
pub(crate) async fn set_password(
    State(state): State<AppState>,
    caller: Caller,
    path: Path<String>,
    Typed(form): Typed<PasswordForm>,
) -> Result<Response, WebError> {
    let account = find(&state, path).await?;
    let password = match NewPassword::parse(&form.password, &account.name) {
        Ok(password) => password,
        Err(problem) => {
            let (status, bad_password) = (StatusCode::UNPROCESSABLE_ENTITY, Some(problem));
            return Ok(show(&caller, &account, Sent { status, bad_password, ..Sent::default() }));
        }
    };
    let hash = state.access.passwords.hash(password).await?;
    state.store.set_password(account.id, (&hash, None), &caller.cause(&state)).await?;
    Ok(done(&account, "password"))
}

fn done(account: &AccountRow, what: &str) -> Response {
    Redirect::to(&format!("/people/{}?done={what}", account.id)).into_response()
}

fn show(caller: &Caller, account: &AccountRow, sent: Sent) -> Response {
    let page = ShowPage {
        layout: Layout { section: "account", ..Layout::without_counts() },
        crumbs: vec![Link::new("/account", "Your account"), Link::new("/people", "People")],
        person: Person::from(account),
        is_oneself: caller.identity.account == account.id,
        done: sent.done,
        refused: sent.refused,
        has_mistakes: sent.bad_role.is_some() || sent.bad_password.is_some(),
        roles: role_choices(Role::Admin, account.role.as_str()),
        role: Field::required("role", "Role", "", account.role.as_str())
            .wrong_if(sent.bad_role.as_ref()),
        password: Field::required("password", "New password", PASSWORD_HINT, "")
            .wrong_if(sent.bad_password.as_ref()),
    };
    render_as(sent.status, &page)
}
