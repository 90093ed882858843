//! `/sign-in` and `/sign-out`. Whatever is wrong with name and password, the answer is the same and
//! takes as long: nobody learns here which accounts there are.

use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::caller::Origin;
use super::error::WebError;
use super::page::{Layout, render_as};
use super::print;
use super::query::{address, local};
use super::session_cookie;
use super::view::Field;
use crate::access::{Identity, Secret, Wait};
use crate::domain::AccountName;
use crate::server::AppState;
use crate::store::{AccountError, Actor, Credentials, NewSession, StoreError};
use crate::web::typed::Typed;

/// Longest name in a form, in characters, as it is tried and shown again.
const MAX_NAME: usize = 100;
/// Longest word of a browser on itself that is kept, in characters.
const MAX_AGENT: usize = 200;

/// What stands in the address of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInQuery {
    next: String,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInForm {
    name: String,
    password: String,
    next: String,
}

/// Why nobody was signed in.
enum Trouble {
    None,
    Missing,
    Wrong,
    Wait(Wait),
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    layout: Layout,
    has_accounts: bool,
    notice: String,
    name: Field,
    password: Field,
    next: String,
}

/// The address of the form, with the page to come back to.
pub(crate) fn href(from: Option<&Uri>) -> String {
    let next = from.and_then(Uri::path_and_query).map_or("/", |next| next.as_str());
    let next = local(next);
    // From the form itself one goes on to the beginning.
    if next == "/" || next.starts_with("/sign-") {
        return "/sign-in".to_owned();
    }
    address("/sign-in", [("next", next)])
}

/// The form.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Query(query): Query<SignInQuery>,
) -> Result<Response, WebError> {
    show(&state, "", local(&query.next), &Trouble::None).await
}

/// Begins a session, and leads on.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    origin: Origin,
    before: Option<Extension<Identity>>,
    headers: HeaderMap,
    Typed(form): Typed<SignInForm>,
) -> Result<Response, WebError> {
    let seen = form.name.trim().chars().filter(|c| !c.is_control());
    let name: String = seen.take(MAX_NAME).collect();
    let next = local(&form.next);
    if name.is_empty() || form.password.is_empty() {
        return show(&state, &name, next, &Trouble::Missing).await;
    }
    let key = AccountName::key_of(&name);
    let throttle = &state.access.throttle;
    if let Err(wait) = throttle.begin(&key, origin.address, state.clock.now()) {
        return show(&state, &name, next, &Trouble::Wait(wait)).await;
    }
    let known = state.store.account_by_name(&key).await?;
    let kept = known.as_ref().map(|known| &known.password);
    let matches = state.access.passwords.matches(&form.password, kept).await?;
    let Some(account) = known.filter(|known| matches && known.account.is_enabled()) else {
        tracing::info!(address = %origin.address, "nobody was signed in: name or password is wrong");
        return show(&state, &name, next, &Trouble::Wrong).await;
    };
    let before = before.map(|Extension(identity)| identity);
    let Some(cookie) = begin(&state, &origin, &account, (before, &headers)).await? else {
        return show(&state, &name, next, &Trouble::Wrong).await;
    };
    throttle.succeeded(&key, origin.address);
    Ok((cookie, Redirect::to(next)).into_response())
}

/// Begins a session of its own for this browser; the one that it had ends. Nothing when the account
/// has changed since its password was compared.
async fn begin(
    state: &AppState,
    origin: &Origin,
    known: &Credentials,
    (before, headers): (Option<Identity>, &HeaderMap),
) -> Result<Option<session_cookie::SetCookie>, WebError> {
    let secret = Secret::of_session()?;
    let agent = headers.get(header::USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    let agent: String = String::from_utf8_lossy(agent)
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_AGENT)
        .collect();
    let new = NewSession {
        account: known.account.id,
        password: &known.password,
        digest: &secret.digest(),
        agent: &agent,
        instead_of: before.and_then(|old| Some((old.account, old.session()?))),
    };
    let cause = origin.cause(Actor::account(known.account.id, &known.account.name), state);
    let life = state.settings.sessions;
    match state.store.begin_session(&new, life, &cause).await {
        Ok(_) => Ok(Some(session_cookie::set(headers, &secret, life.age))),
        Err(StoreError::Account(AccountError::Gone)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Ends the session, if there is one.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    origin: Origin,
    identity: Option<Extension<Identity>>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if let Some(Extension(identity)) = identity
        && let Some(session) = identity.session()
    {
        let cause = origin.cause(Actor::account(identity.account, &identity.name), &state);
        state.store.end_session(identity.account, session, &cause).await?;
    }
    Ok((session_cookie::clear(&headers), Redirect::to("/")).into_response())
}

async fn show(
    state: &AppState,
    name: &str,
    next: &str,
    trouble: &Trouble,
) -> Result<Response, WebError> {
    let (status, notice) = match trouble {
        Trouble::None => (StatusCode::OK, String::new()),
        Trouble::Missing => {
            (StatusCode::UNPROCESSABLE_ENTITY, "Give both name and password.".to_owned())
        }
        Trouble::Wrong => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Name and password do not go together, or the account is disabled.".to_owned(),
        ),
        Trouble::Wait(wait) => (StatusCode::TOO_MANY_REQUESTS, wait_notice(*wait)),
    };
    let page = SignInPage {
        layout: Layout::without_counts(),
        has_accounts: state.store.has_accounts().await?,
        notice,
        name: Field::required("name", "Name", "", name),
        password: Field::required("password", "Password", "", ""),
        next: next.to_owned(),
    };
    let mut response = render_as(status, &page);
    if let Trouble::Wait(wait) = trouble {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.seconds));
    }
    Ok(response)
}

/// What is said to whoever must wait before another password is tried.
pub(super) fn wait_notice(wait: Wait) -> String {
    let left = print::wait(wait.seconds);
    format!("Too many passwords were tried. Wait {left}, then try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_gone_on_to() {
        for good in ["/", "/articles?from=2026-01-01&q=%C3%A9", "/a/b#c", "/people/12"] {
            assert_eq!(local(good), good);
        }
        let long = format!("/{}", "a".repeat(2_000));
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "articles",
            "/a\r\nset-cookie: x=1",
            "/é",
            "/a b",
            &long,
        ] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }

    #[test]
    fn the_way_to_the_form_leads_back() {
        let from = |uri: &str| href(Some(&uri.parse().unwrap()));
        assert_eq!(from("/articles/1?x=1&y=2"), "/sign-in?next=%2Farticles%2F1%3Fx%3D1%26y%3D2");
        for beginning in ["/", "/sign-in?next=%2Fa", "/sign-out"] {
            assert_eq!(from(beginning), "/sign-in");
        }
        assert_eq!(href(None), "/sign-in");
    }
}
