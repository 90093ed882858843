//! Verdicts sent by forms: from a position's page, an article's, or the review desk.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::find;
use super::show::{Trouble, show};
use crate::domain::FieldError;
use crate::pipeline::{PipelineError, RawValues, RawVerdict};
use crate::server::AppState;
use crate::store::{Cause, Decision, DecisionError, StoreError};
use crate::web::error::WebError;
use crate::web::query::{given, local};
use crate::web::typed::Typed;

/// What a form sends; every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct VerdictForm {
    verdict: String,
    token: String,
    next: String,
    note: String,
    party: String,
    issue: String,
    stance: String,
    speaker: String,
    reported_by: String,
    rung: String,
}

impl VerdictForm {
    fn values(&self) -> RawValues {
        RawValues {
            party: self.party.clone(),
            issue: self.issue.clone(),
            stance: self.stance.clone(),
            speaker: self.speaker.clone(),
            reported_by: self.reported_by.clone(),
            rung: self.rung.clone(),
        }
    }

    fn verdict(&self) -> Option<RawVerdict> {
        match self.verdict.as_str() {
            "confirm" => Some(RawVerdict::Confirm),
            "reject" => Some(RawVerdict::Reject),
            "correct" => Some(RawVerdict::Correct(self.values())),
            "take-back" => Some(RawVerdict::TakeBack),
            _ => None,
        }
    }

    /// Where its writer goes on, within this site; empty where that is not said.
    fn next(&self) -> String {
        Some(local(self.next.trim())).filter(|next| *next != "/").unwrap_or_default().to_owned()
    }

    /// What is to be typed no second time.
    fn typed(&self) -> Option<(RawValues, String)> {
        let is_typed = self.verdict == "correct" || given(&self.note).is_some();
        is_typed.then(|| (self.values(), self.note.clone()))
    }
}

/// Takes a verdict, and leads to where its writer goes on.
pub(crate) async fn decide(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<VerdictForm>,
) -> Result<Response, WebError> {
    let decision = find(&state, &id).await?;
    let Some(verdict) = form.verdict() else {
        let message = "is none of confirm, reject, correct, take-back";
        let errors = vec![FieldError::new("verdict", message)];
        return refuse(&state, &decision, &form, (StatusCode::UNPROCESSABLE_ENTITY, errors)).await;
    };
    let place = (decision.id, form.token.trim());
    match state.pipeline.decide(place, &verdict, &form.note, &cause).await {
        Ok(held) => {
            let own = format!("/positions/{}", held.id);
            let next = form.next();
            Ok(Redirect::to(if next.is_empty() { &own } else { &next }).into_response())
        }
        Err(PipelineError::Draft(draft)) => {
            let trouble = (StatusCode::UNPROCESSABLE_ENTITY, draft.0);
            refuse(&state, &decision, &form, trouble).await
        }
        Err(PipelineError::Store(StoreError::Decision(error))) => {
            conflict(&state, &form, (&decision, error)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refuse(
    state: &AppState,
    decision: &Decision,
    form: &VerdictForm,
    (status, errors): (StatusCode, Vec<FieldError>),
) -> Result<Response, WebError> {
    let trouble = Trouble {
        errors,
        why: String::new(),
        typed: form.typed().map(|(values, note)| (filled(values, decision), note)),
        next: form.next(),
        ..Trouble::default()
    };
    show(state, decision, status, trouble).await
}

/// Values of a form that has none, such as a button's, are those that stand.
fn filled(values: RawValues, decision: &Decision) -> RawValues {
    if values == RawValues::default() { crate::web::view::raw(&decision.values) } else { values }
}

/// What the position has become, what was typed, and why it was not taken.
async fn conflict(
    state: &AppState,
    form: &VerdictForm,
    (seen, error): (&Decision, DecisionError),
) -> Result<Response, WebError> {
    let (now, why) = match error {
        DecisionError::Gone => return Err(super::no_position()),
        DecisionError::Changed(now) => {
            let why = "It has changed since you opened the page: this is what it is now.";
            (*now, why.to_owned())
        }
        error => (seen.clone(), format!("Why not: {error}.")),
    };
    let trouble = Trouble {
        errors: Vec::new(),
        why,
        typed: form.typed().map(|(values, note)| (filled(values, &now), note)),
        next: form.next(),
        ..Trouble::default()
    };
    show(state, &now, StatusCode::CONFLICT, trouble).await
}
