//! `/articles/{id}/adjudicate`: two finished codings side by side, and what is made of them.

mod differences;
mod show;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::domain::{CodingId, FieldError};
use crate::pipeline::{Choice, PipelineError, RawAdjudication};
use crate::server::AppState;
use crate::store::{Cause, CodingError, StoreError};
use crate::web::articles::find;
use crate::web::coding::{ways, without_accounts};
use crate::web::error::WebError;
use crate::web::typed::Typed;
use show::show;

/// What the page is made with besides what is stored.
#[derive(Default)]
struct Sent {
    status: StatusCode,
    errors: Vec<FieldError>,
    /// Why it was not taken.
    why: String,
    /// What was chosen.
    choices: BTreeMap<String, Choice>,
    rejects_unmarked: bool,
    note: String,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let Some(account) = cause.actor.account else {
        return Ok(without_accounts(StatusCode::OK, ways(&article)));
    };
    show(&state, &article, account, Sent::default()).await
}

/// Settles the two codings as the form says, and shows what came of it.
pub(crate) async fn settle(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let fields: BTreeMap<String, String> = form.into_iter().collect();
    let article = find(&state, &id).await?;
    let Some(account) = cause.actor.account else {
        return Ok(without_accounts(StatusCode::CONFLICT, ways(&article)));
    };
    let raw = parsed(&fields);
    let is_present = fields.get("revision").map(String::as_str)
        == Some(article.row.revision.to_string().as_str());
    let done = if is_present {
        state.pipeline.adjudicate(&article, &raw, &cause).await
    } else {
        Err(StoreError::Coding(CodingError::Edited).into())
    };
    match done {
        Ok(_) => {
            let to = format!("/articles/{}/adjudicate", article.row.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => show(&state, &article, account, trouble(error, raw)?).await,
    }
}

/// What the form says: fields of the codings and positions that were seen, a choice for each
/// difference, named by its key.
fn parsed(fields: &BTreeMap<String, String>) -> RawAdjudication {
    let text = |name: &str| fields.get(name).map_or("", String::as_str);
    let choice = |(name, value): (&String, &String)| {
        let chosen = match value.as_str() {
            "first" => Choice::First,
            "second" => Choice::Second,
            "neither" => Choice::Neither,
            OTHER_STANCE => Choice::Stance(text(&stance_field(name)).parse().ok()?),
            _ => return None,
        };
        Some((name.clone(), chosen))
    };
    RawAdjudication {
        codings: [seen(text("first")), seen(text("second"))],
        standing: text("standing").to_owned(),
        choices: fields.iter().filter_map(choice).collect(),
        rejects_unmarked: text("unmarked") == "reject",
        note: text("note").to_owned(),
    }
}

/// Says that neither coder's stance is chosen, but the one of [`stance_field`].
const OTHER_STANCE: &str = "stance";

/// The field with the stance that is chosen in place of the coders'.
fn stance_field(key: &str) -> String {
    format!("stance.{key}")
}

/// A coding and its version: `8897123456-4`.
fn seen(word: &str) -> (CodingId, i64) {
    let parts = word.split_once('-');
    let number = |part: Option<&str>| part.and_then(|part| part.parse().ok()).unwrap_or(0);
    (CodingId(number(parts.map(|(id, _)| id))), number(parts.map(|(_, version)| version)))
}

fn trouble(error: PipelineError, raw: RawAdjudication) -> Result<Sent, WebError> {
    let sent = Sent {
        status: StatusCode::CONFLICT,
        choices: raw.choices,
        rejects_unmarked: raw.rejects_unmarked,
        note: raw.note,
        ..Sent::default()
    };
    let why = match error {
        PipelineError::Draft(draft) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Sent { status, errors: draft.0, ..sent });
        }
        PipelineError::Store(StoreError::Coding(CodingError::Changed(_))) => {
            "One of the codings has changed since you opened this page: this is what they are now."
                .to_owned()
        }
        PipelineError::Store(StoreError::Changed(_)) => {
            "The article’s positions have changed since you opened this page: this is what they are now."
                .to_owned()
        }
        PipelineError::Store(StoreError::Coding(error)) => format!("Why not: {error}."),
        PipelineError::Store(StoreError::Decision(error)) => format!("Why not: {error}."),
        error => return Err(error.into()),
    };
    Ok(Sent { why, ..sent })
}
