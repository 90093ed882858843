//! `/articles/{id}/code`: one person's own coding of an article, sentence by sentence.

mod show;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::domain::{AccountId, CharSpan, FieldError};
use crate::pipeline::{self, PipelineError, RawMark};
use crate::server::AppState;
use crate::store::{Article, Cause, CodingError, StoreError};
use crate::web::articles::find;
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::typed::Typed;
use crate::web::view::Link;
use show::show;

/// What may be asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodeQuery {
    /// The number of the sentence whose form is open.
    sentence: String,
    /// An earlier revision of the article, as it was coded.
    revision: String,
}

/// What the forms send; every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodeForm {
    /// `begin`, `add`, `done` or `open`; nothing beside `remove`.
    act: String,
    revision: String,
    /// Start and end of the sentence: `120-180`.
    sentence: String,
    issue: String,
    party: String,
    stance: String,
    speaker: String,
    reported_by: String,
    /// The mark to take away.
    remove: String,
}

/// What the page is made with besides what is stored.
#[derive(Default)]
struct Sent {
    status: StatusCode,
    errors: Vec<FieldError>,
    /// Why the change was not taken.
    why: String,
    /// What was typed.
    typed: RawMark,
    /// The sentence whose form is open.
    open: Option<CharSpan>,
}

impl CodeForm {
    fn mark(&self) -> RawMark {
        RawMark {
            span: self.span(),
            quote: None,
            issue: self.issue.clone(),
            party: self.party.clone(),
            stance: self.stance.clone(),
            speaker: self.speaker.clone(),
            reported_by: self.reported_by.clone(),
        }
    }

    fn span(&self) -> Option<CharSpan> {
        let (start, end) = self.sentence.trim().split_once('-')?;
        Some(CharSpan { start: start.parse().ok()?, end: end.parse().ok()? })
    }
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<CodeQuery>,
    cause: Cause,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let Some(account) = cause.actor.account else {
        return Ok(without_accounts(StatusCode::OK, ways(&article)));
    };
    let revision = query.revision.trim().parse().ok();
    let number = query.sentence.trim().parse().ok();
    show(&state, &article, (account, revision), (Sent::default(), number)).await
}

/// Takes what a form sends, and leads back to the sentence that was worked on.
pub(crate) async fn change(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<CodeForm>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let Some(account) = cause.actor.account else {
        return Ok(without_accounts(StatusCode::CONFLICT, ways(&article)));
    };
    match take(&state, &article, account, (&form, &cause)).await {
        Ok(()) => {
            let at = place(&state, &article, form.span()).await?;
            Ok(Redirect::to(&format!("/articles/{}/code{at}", article.row.id)).into_response())
        }
        Err(error) => {
            let sent = trouble(error, &form)?;
            show(&state, &article, (account, None), (sent, None)).await
        }
    }
}

async fn take(
    state: &AppState,
    article: &Article,
    account: AccountId,
    (form, cause): (&CodeForm, &Cause),
) -> Result<(), PipelineError> {
    if form.revision.trim().parse() != Ok(article.row.revision) {
        return Err(StoreError::Coding(CodingError::Edited).into());
    }
    let pipeline = &state.pipeline;
    match form.act.as_str() {
        "begin" => pipeline.begin_coding(article, account, cause).await,
        "done" => pipeline.finish_coding(article, account, true, cause).await,
        "open" => pipeline.finish_coding(article, account, false, cause).await,
        _ if !form.remove.is_empty() => {
            pipeline.remove_mark(article, account, &form.remove, cause).await
        }
        _ => pipeline.add_mark(article, account, &form.mark(), cause).await,
    }
    .map(|_| ())
}

/// Where the page goes on: at the sentence that was worked on, its form open.
async fn place(
    state: &AppState,
    article: &Article,
    span: Option<CharSpan>,
) -> Result<String, WebError> {
    let Some(span) = span else { return Ok(String::new()) };
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let spans = pipeline::sentences(&negotiation, &article.text);
    let number = spans.iter().position(|known| *known == span).map(|at| at + 1);
    Ok(number.map_or_else(String::new, |n| format!("?sentence={n}#sentence-{n}")))
}

fn trouble(error: PipelineError, form: &CodeForm) -> Result<Sent, WebError> {
    let sent = Sent { typed: form.mark(), open: form.span(), ..Sent::default() };
    match error {
        PipelineError::Draft(draft) => {
            Ok(Sent { status: StatusCode::UNPROCESSABLE_ENTITY, errors: draft.0, ..sent })
        }
        PipelineError::Store(StoreError::Coding(error)) => {
            let why = format!("Why not: {error}.");
            Ok(Sent { status: StatusCode::CONFLICT, why, ..sent })
        }
        error => Err(error.into()),
    }
}

/// The ways up from an article's pages.
pub(crate) fn ways(article: &Article) -> Vec<Link> {
    let href = format!("/articles/{}", article.row.id);
    vec![Link::new("/articles", "Articles"), Link::new(&href, &article.row.title)]
}

#[derive(Template)]
#[template(path = "coding/without.html")]
struct WithoutPage {
    layout: Layout,
    crumbs: Vec<Link>,
}

/// Says that this needs accounts, and how to make one.
pub(crate) fn without_accounts(status: StatusCode, crumbs: Vec<Link>) -> Response {
    render_as(status, &WithoutPage { layout: Layout::without_counts(), crumbs })
}
