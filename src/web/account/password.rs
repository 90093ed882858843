//! `/account/password`: asks for the present one, and ends all other sessions.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{Sent, show};
use crate::access::NewPassword;
use crate::domain::AccountName;
use crate::server::AppState;
use crate::web::caller::Caller;
use crate::web::error::WebError;
use crate::web::sign_in::wait_notice;
use crate::web::typed::Typed;
use crate::web::view::Field;

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordForm {
    #[serde(rename = "present_password")]
    present: String,
    #[serde(rename = "new_password")]
    new: String,
    #[serde(rename = "repeated_password")]
    repeated: String,
}

/// The fields; passwords are never shown again.
pub(super) struct PasswordFields {
    pub(super) present: Field,
    pub(super) new: Field,
    pub(super) repeated: Field,
}

impl Default for PasswordFields {
    fn default() -> Self {
        let hint = "At least 12 characters; several words do well.";
        Self {
            present: Field::required("present_password", "Present password", "", ""),
            new: Field::required("new_password", "New password", hint, ""),
            repeated: Field::required("repeated_password", "New password again", "", ""),
        }
    }
}

/// Changes the password.
pub(crate) async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    Typed(form): Typed<PasswordForm>,
) -> Result<Response, WebError> {
    let who = &caller.identity;
    let password = match new_password(&form, &who.name) {
        Ok(password) => password,
        Err(fields) => return refuse(&state, &caller, *fields).await,
    };
    let key = AccountName::key_of(&who.name);
    let throttle = &state.access.throttle;
    if let Err(wait) = throttle.begin(&key, caller.origin.address, state.clock.now()) {
        let fields = PasswordFields::default();
        let present = fields.present.wrong(format!("was not looked at. {}", wait_notice(wait)));
        let sent = Sent {
            status: StatusCode::TOO_MANY_REQUESTS,
            password: PasswordFields { present, ..PasswordFields::default() },
            ..Sent::default()
        };
        let mut response = show(&state, &caller, sent).await?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.seconds));
        return Ok(response);
    }
    let known = state.store.account_by_name(&key).await?;
    let kept = known.as_ref().map(|known| &known.password);
    if !state.access.passwords.matches(&form.present, kept).await? {
        let fields = PasswordFields::default();
        let present = fields.present.wrong("is another");
        return refuse(&state, &caller, PasswordFields { present, ..PasswordFields::default() })
            .await;
    }
    throttle.succeeded(&key, caller.origin.address);
    let hash = state.access.passwords.hash(password).await?;
    let change = (&hash, who.session());
    state.store.set_password(who.account, change, &caller.cause(&state)).await?;
    Ok(Redirect::to("/account?done=password").into_response())
}

fn new_password(form: &PasswordForm, name: &str) -> Result<NewPassword, Box<PasswordFields>> {
    let fields = PasswordFields::default();
    match NewPassword::parse(&form.new, name) {
        Ok(_) if form.new != form.repeated => {
            let repeated = fields.repeated.wrong("is not the same as the first");
            Err(Box::new(PasswordFields { repeated, ..PasswordFields::default() }))
        }
        Ok(password) => Ok(password),
        Err(problem) => {
            let new = fields.new.wrong(problem);
            Err(Box::new(PasswordFields { new, ..PasswordFields::default() }))
        }
    }
}

async fn refuse(
    state: &AppState,
    caller: &Caller,
    password: PasswordFields,
) -> Result<Response, WebError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show(state, caller, Sent { status, password, ..Sent::default() }).await
}
