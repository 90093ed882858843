//! `/people`: the accounts, for those who look after them.

mod change;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

pub(crate) use change::{disable, enable, set_password, set_role, show_page};

use super::caller::Caller;
use super::error::WebError;
use super::page::{Layout, render_as};
use super::print::{self, Date};
use super::view::{Choice, Field, Link, role_choices};
use crate::access::NewPassword;
use crate::domain::{AccountId, AccountName, Role};
use crate::server::AppState;
use crate::store::{AccountError, AccountRow, NewAccount, StoreError};
use crate::web::typed::Typed;

/// A password that somebody else sets is told to whom it is for.
const PASSWORD_HINT: &str =
    "At least 12 characters. Tell it to them, and to change it on their account page.";

/// What the form of a new account sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PersonForm {
    name: String,
    role: String,
    password: String,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DoneQuery {
    done: String,
}

/// An account in the list.
struct Person {
    href: String,
    name: String,
    role: Role,
    is_enabled: bool,
    made: Date,
}

impl From<&AccountRow> for Person {
    fn from(row: &AccountRow) -> Self {
        Self {
            href: format!("/people/{}", row.id),
            name: row.name.clone(),
            role: row.role,
            is_enabled: row.is_enabled(),
            made: print::moment(row.created_at),
        }
    }
}

/// The fields of a new account.
struct NewPerson {
    name: Field,
    role: Field,
    roles: Vec<Choice>,
    password: Field,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    layout: Layout,
    crumbs: Vec<Link>,
    done: &'static str,
    has_mistakes: bool,
    people: Vec<Person>,
    new: NewPerson,
}

impl NewPerson {
    fn of(form: &PersonForm) -> Self {
        let role = if form.role.is_empty() { Role::Coder.as_str() } else { &form.role };
        Self {
            name: Field::required(
                "name",
                "Name",
                "To sign in with, and shown to others.",
                &form.name,
            ),
            role: Field::required("role", "Role", "", role),
            roles: role_choices(Role::Admin, role),
            password: Field::required("password", "First password", PASSWORD_HINT, ""),
        }
    }

    fn has_mistakes(&self) -> bool {
        [&self.name, &self.role, &self.password].iter().any(|field| field.error.is_some())
    }
}

/// Everybody, and the form of a new account.
pub(crate) async fn list_page(
    State(state): State<AppState>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, WebError> {
    let done = if query.done == "added" { "The account is made." } else { "" };
    show_list(&state, NewPerson::of(&PersonForm::default()), done).await
}

/// Makes an account.
pub(crate) async fn add(
    State(state): State<AppState>,
    caller: Caller,
    Typed(form): Typed<PersonForm>,
) -> Result<Response, WebError> {
    let name = AccountName::parse(&form.name);
    let role: Result<Role, String> = form.role.parse();
    let password = NewPassword::parse(&form.password, &form.name);
    let (Ok(name), Ok(role), Ok(password)) = (&name, &role, &password) else {
        let new = NewPerson::of(&form);
        let role = role.err().map(|_| "must be one of the four".to_owned());
        let new = NewPerson {
            name: new.name.wrong_if(name.err().as_ref()),
            role: new.role.wrong_if(role.as_ref()),
            password: new.password.wrong_if(password.err().as_ref()),
            ..new
        };
        return show_list(&state, new, "").await;
    };
    let hash = state.access.passwords.hash(password.clone()).await?;
    let account = NewAccount { name, role: *role, password: &hash };
    match state.store.add_account(&account, &caller.cause(&state)).await {
        Ok(_) => Ok(Redirect::to("/people?done=added").into_response()),
        Err(StoreError::Account(AccountError::NameTaken)) => {
            let new = NewPerson::of(&form);
            let name = new.name.wrong("is taken: give another");
            show_list(&state, NewPerson { name, ..new }, "").await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_list(
    state: &AppState,
    new: NewPerson,
    done: &'static str,
) -> Result<Response, WebError> {
    let people = state.store.accounts().await?;
    let has_mistakes = new.has_mistakes();
    let page = ListPage {
        layout: Layout { section: "account", ..Layout::without_counts() },
        crumbs: vec![Link::new("/account", "Your account")],
        done,
        has_mistakes,
        people: people.iter().map(Person::from).collect(),
        new,
    };
    let status = if has_mistakes { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_as(status, &page))
}

/// The account named in an address.
async fn find(state: &AppState, Path(id): Path<String>) -> Result<AccountRow, WebError> {
    let id = AccountId(id.parse().unwrap_or(0));
    state.store.account(id).await?.ok_or_else(|| WebError::Missing {
        title: "There is no such account".to_owned(),
        ways_title: "Instead",
        ways: vec![Link::new("/people", "People")],
    })
}
