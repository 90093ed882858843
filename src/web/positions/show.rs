//! The page of a position.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::find;
use crate::domain::{CharIndex, FieldError, ReportId, Status};
use crate::pipeline::RawValues;
use crate::server::AppState;
use crate::store::{Article, Decision};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::view::{
    HeadedBy, Held, Link, Mistake, Names, Position, PositionEntry, Report, Speech, ValueFields,
    mistakes, raw,
};

/// What a verdict that was not taken leaves on the page.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    pub(super) errors: Vec<FieldError>,
    /// Why it was not taken; empty when it was not for the state of the position.
    pub(super) why: String,
    /// What was typed.
    pub(super) typed: Option<(RawValues, String)>,
    /// Where its writer wanted to go on.
    pub(super) next: String,
    /// The answer that was typed to a report.
    pub(super) answer: Option<(ReportId, String)>,
    /// A reader has just reported it.
    pub(super) is_reported: bool,
}

/// What may be asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ShowQuery {
    done: String,
}

/// Most reports shown on a position.
const MOST_REPORTS: i64 = 50;

/// A verdict that takes no more than a click.
struct Button {
    value: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "positions/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    held: Held,
    lang: String,
    article_href: String,
    /// As the catalog in force shows it; nothing where it stands nowhere.
    position: Option<Position>,
    /// The suggestion in whose place it was put, or the position put in its place.
    other: Option<Link>,
    why: String,
    errors: Vec<Mistake>,
    next: String,
    buttons: Vec<Button>,
    may_correct: bool,
    is_correcting: bool,
    fields: ValueFields,
    reports: Vec<Report>,
    is_reported: bool,
    history: Vec<PositionEntry>,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, WebError> {
    let decision = find(&state, &id).await?;
    let trouble = Trouble { is_reported: query.done == "reported", ..Trouble::default() };
    show(&state, &decision, StatusCode::OK, trouble).await
}

/// The page, with what keeps a verdict from being taken.
pub(super) async fn show(
    state: &AppState,
    decision: &Decision,
    status: StatusCode,
    trouble: Trouble,
) -> Result<Response, WebError> {
    let article = state.store.article(decision.article_id).await?;
    let article = article.ok_or_else(super::no_position)?;
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let names = Names::of(&negotiation);
    let (row, speech, history, reports, tally) = tokio::try_join!(
        state.store.position(decision.id),
        state.store.attributions(article.row.id),
        state.store.history_of(decision.id),
        state.store.reports_of(decision.id, MOST_REPORTS),
        state.store.tally(negotiation.row.id),
    )?;
    let index = CharIndex::new(&article.text);
    let position = row.map(|row| {
        let said = row.attribution.and_then(|at| usize::try_from(at).ok());
        let speech = said.and_then(|at| speech.get(at)).map(|one| Speech::of(one, &index));
        Position { speech, ..Position::of(&row, names, HeadedBy::Party) }
    });
    let (typed, note) =
        trouble.typed.clone().unwrap_or_else(|| (raw(&decision.values), String::new()));
    let page = ShowPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: crumbs(&article, names),
        held: Held::of(decision, names),
        lang: article.row.language.clone(),
        article_href: format!("/articles/{}#position-{}", article.row.id, decision.id),
        other: other(decision),
        why: trouble.why,
        is_correcting: trouble.typed.is_some(),
        fields: ValueFields::of((&typed, &note), names, &trouble.errors),
        errors: mistakes(&trouble.errors),
        next: trouble.next,
        buttons: buttons(decision, position.is_some()),
        may_correct: position.is_some(),
        position,
        reports: reports.iter().map(|one| Report::of(one, trouble.answer.as_ref())).collect(),
        is_reported: trouble.is_reported,
        history: history.iter().rev().map(|entry| PositionEntry::of(entry, names)).collect(),
    };
    Ok(render_as(status, &page))
}

/// The verdicts that a click gives; `stands` where the catalog in force shows the position.
fn buttons(decision: &Decision, stands: bool) -> Vec<Button> {
    let (status, is_decided) = (decision.status, decision.status.is_decided());
    let all = [
        ("confirm", "Confirm", stands && matches!(status, Status::Suggested | Status::Rejected)),
        ("reject", "Reject", status != Status::Rejected && (stands || is_decided)),
        ("take-back", "Take the last decision back", is_decided),
    ];
    let fitting = all.into_iter().filter(|(.., fits)| *fits);
    fitting.map(|(value, label, _)| Button { value, label }).collect()
}

fn crumbs(article: &Article, names: Names<'_>) -> Vec<Link> {
    let href = format!("/articles/{}", article.row.id);
    vec![names.link(), Link::new(&href, &article.row.title)]
}

fn other(decision: &Decision) -> Option<Link> {
    let link = |id, name| Link::new(&format!("/positions/{id}"), name);
    match (decision.corrects, decision.favours) {
        (Some(suggestion), _) => Some(link(suggestion, "the suggestion that it corrects")),
        (None, Some(position)) => Some(link(position, "the position that stands in its place")),
        (None, None) => None,
    }
}
