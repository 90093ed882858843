//! `/positions/{id}/report`: a reader says what is wrong; and the answer of a person who leaves the
//! position as it is.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::show::{Trouble, show};
use super::{find, no_position};
use crate::access::Wait;
use crate::domain::{FieldError, PositionId, ReportId};
use crate::pipeline::{PipelineError, RawReport};
use crate::server::{AppState, Peer};
use crate::store::{Cause, Decision, ReportError, StoreError};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::print;
use crate::web::query::local;
use crate::web::typed::Typed;
use crate::web::view::{Held, Link, Names, ReportFields};

/// Seconds after which a position that has many open reports may have fewer.
const SOME_TIME: i64 = 60 * 60;

/// What the form of a report sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReportForm {
    kind: String,
    note: String,
}

/// What the form of an answer sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DismissForm {
    answer: String,
    next: String,
}

/// Why a report was not taken.
enum Refusal {
    None,
    Fields(Vec<FieldError>),
    /// This address reports much.
    Wait(Wait),
    /// The position has as many open reports as are taken.
    Full,
}

#[derive(Template)]
#[template(path = "positions/report.html")]
struct ReportPage {
    layout: Layout,
    crumbs: Vec<Link>,
    held: Held,
    lang: String,
    has_mistakes: bool,
    /// Why it was not taken now; empty when it was not for this.
    notice: String,
    fields: ReportFields,
}

/// The form.
pub(crate) async fn report_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let decision = find(&state, &id).await?;
    ask(&state, &decision, &RawReport::default(), Refusal::None).await
}

/// Takes a report, and leads to where its answer will show.
pub(crate) async fn report(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Peer(address): Peer,
    cause: Cause,
    Typed(form): Typed<ReportForm>,
) -> Result<Response, WebError> {
    let decision = find(&state, &id).await?;
    let raw = RawReport { kind: form.kind, note: form.note };
    let (kind, note) = match raw.parse() {
        Ok(said) => said,
        Err(errors) => return ask(&state, &decision, &raw, Refusal::Fields(errors.0)).await,
    };
    let brake = &state.access.reports;
    if let Err(wait) = brake.begin(address, cause.now) {
        return ask(&state, &decision, &raw, Refusal::Wait(wait)).await;
    }
    let taken = state.pipeline.report(decision.id, (kind, &note), &cause).await;
    if taken.is_err() {
        brake.not_taken(address);
    }
    match taken {
        Ok(_) => {
            let place = format!("/positions/{}?done=reported#reports", decision.id);
            Ok(Redirect::to(&place).into_response())
        }
        Err(PipelineError::Store(StoreError::Report(ReportError::TooMany))) => {
            ask(&state, &decision, &raw, Refusal::Full).await
        }
        Err(PipelineError::Store(StoreError::Report(ReportError::Gone))) => Err(no_position()),
        Err(error) => Err(error.into()),
    }
}

/// Answers a report, and leads to where its writer goes on.
pub(crate) async fn dismiss(
    State(state): State<AppState>,
    Path((position, report)): Path<(String, String)>,
    cause: Cause,
    Typed(form): Typed<DismissForm>,
) -> Result<Response, WebError> {
    let id = PositionId(position.parse().map_err(|_| no_position())?);
    let report = ReportId(report.parse().map_err(|_| no_position())?);
    let own = format!("/positions/{id}");
    let next = match local(form.next.trim()) {
        "/" => own.as_str(),
        next => next,
    };
    let (status, why, errors) =
        match state.pipeline.dismiss_report((id, report), &form.answer, &cause).await {
            Ok(_) => return Ok(Redirect::to(next).into_response()),
            Err(PipelineError::Draft(draft)) => {
                (StatusCode::UNPROCESSABLE_ENTITY, String::new(), draft.0)
            }
            Err(PipelineError::Store(StoreError::Report(ReportError::Answered(_)))) => {
                let why = "The report has been answered since you opened the page.";
                (StatusCode::CONFLICT, why.to_owned(), Vec::new())
            }
            Err(PipelineError::Store(StoreError::Report(_))) => return Err(no_position()),
            Err(error) => return Err(error.into()),
        };
    let decision = find(&state, &position).await?;
    let next = if next == own { String::new() } else { next.to_owned() };
    let answer = Some((report, form.answer));
    show(&state, &decision, status, Trouble { errors, why, next, answer, ..Trouble::default() })
        .await
}

async fn ask(
    state: &AppState,
    decision: &Decision,
    raw: &RawReport,
    refusal: Refusal,
) -> Result<Response, WebError> {
    let article = state.store.article(decision.article_id).await?.ok_or_else(no_position)?;
    let slug = article.row.negotiation.as_str();
    let negotiation = state.pipeline.known_negotiation(slug).await?;
    let names = Names::of(&negotiation);
    let tally = state.store.tally(negotiation.row.id).await?;
    let (status, wait, notice) = said(&refusal);
    let errors = match refusal {
        Refusal::Fields(errors) => errors,
        _ => Vec::new(),
    };
    let held = Held::of(decision, names);
    let title = format!("{} {}", held.party, held.stance);
    let page = ReportPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![names.link(), Link::new(&held.href, &title)],
        lang: article.row.language.clone(),
        has_mistakes: !errors.is_empty(),
        notice,
        fields: ReportFields::of(raw, &errors),
        held,
    };
    let mut response = render_as(status, &page);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// Status, seconds to wait, and what is said.
fn said(refusal: &Refusal) -> (StatusCode, Option<i64>, String) {
    match refusal {
        Refusal::None => (StatusCode::OK, None, String::new()),
        Refusal::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, None, String::new()),
        Refusal::Wait(wait) => {
            let left = print::wait(wait.seconds);
            let notice = format!(
                "Many reports came from your address lately. Wait {left}, then send it again."
            );
            (StatusCode::TOO_MANY_REQUESTS, Some(wait.seconds), notice)
        }
        Refusal::Full => {
            let notice = "This position has been reported several times, and nobody has answered \
                          yet. Look in again later: perhaps it is put right then.";
            (StatusCode::TOO_MANY_REQUESTS, Some(SOME_TIME), notice.to_owned())
        }
    }
}
