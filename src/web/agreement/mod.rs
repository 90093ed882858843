//! `/{negotiation}/agreement`: how far the coding of its articles is, how far the coders agree, and
//! whether they code blindly.

mod figures;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::coding::without_accounts;
use super::error::WebError;
use super::negotiations::Head;
use super::page::{Layout, render};
use super::query;
use super::view::{Link, Names, Paging};
use crate::domain::ArticleId;
use crate::pipeline::ArticleState;
use crate::server::AppState;
use crate::store::{ArticleFilter, ArticleRow, Cause};
use crate::web::typed::Typed;
use figures::{Row, issue_rows, rows};

/// Which part of the list of articles is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AgreementQuery {
    after: String,
    limit: String,
}

/// What the form of the rule sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RuleForm {
    blind: String,
}

/// An article with how far its coding is.
struct Entry {
    href: String,
    title: String,
    state: String,
    /// Whether two codings wait to be settled.
    is_ripe: bool,
}

#[derive(Template)]
#[template(path = "agreement/show.html")]
struct AgreementPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    has_accounts: bool,
    is_blind: bool,
    /// Empty while nothing is coded by two.
    rows: Vec<Row>,
    issues: Vec<Row>,
    enough: u64,
    articles: Vec<Entry>,
    paging: Paging,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<AgreementQuery>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let names = Names::of(&negotiation);
    let coded = state.pipeline.coding_state(&negotiation).await?;
    let filter = ArticleFilter { negotiation: Some(negotiation.row.negotiation_id), ..no_filter() };
    let request = query::page(&query.after, &query.limit)?;
    let page = state.store.list_articles(&filter, &request).await?;
    let tally = state.store.tally(negotiation.row.id).await?;
    let path = format!("{}/agreement", names.href());
    let next = page.next.map(|next| next.to_string());
    Ok(render(&AgreementPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![Link::new("/", "Negotiations"), names.link()],
        negotiation: Head::of(names),
        has_accounts: state.store.has_accounts().await?,
        is_blind: coded.blind,
        rows: rows(&coded.agreement),
        issues: issue_rows(&coded.agreement, names),
        enough: crate::agreement::ENOUGH,
        articles: page.items.iter().map(|row| entry(row, &coded.articles)).collect(),
        paging: Paging::of(&path, &[], (&query.after, &query.limit), next),
    }))
}

fn no_filter() -> ArticleFilter {
    ArticleFilter { negotiation: None, outlet: None, from: None, to: None }
}

/// Sets whether codings are blind.
pub(crate) async fn set_rule(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    cause: Cause,
    Typed(form): Typed<RuleForm>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let names = Names::of(&negotiation);
    if cause.actor.account.is_none() {
        return Ok(without_accounts(StatusCode::CONFLICT, vec![names.link()]));
    }
    let blind = match form.blind.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            let message = "must be `yes` or `no`".to_owned();
            return Err(WebError::Unfit { field: "blind", message });
        }
    };
    state.pipeline.set_blind(&negotiation, blind, &cause).await?;
    Ok(Redirect::to(&format!("{}/agreement", names.href())).into_response())
}

fn entry(row: &ArticleRow, states: &BTreeMap<ArticleId, ArticleState>) -> Entry {
    let state = states.get(&row.id);
    let is_present = state.is_some_and(|state| state.revision == row.revision);
    let is_ripe =
        state.is_some_and(|state| is_present && state.done.len() > 1 && !state.is_adjudicated);
    Entry {
        href: format!("/articles/{}", row.id),
        title: row.title.clone(),
        state: state.map_or_else(|| "nobody has coded it".to_owned(), |s| words(s, is_present)),
        is_ripe,
    }
}

/// “coded by Ada and Bela, adjudicated”
fn words(state: &ArticleState, is_present: bool) -> String {
    let mut parts = Vec::new();
    match state.done.as_slice() {
        [] => {}
        [one] => parts.push(format!("one coding, by {one}")),
        [first, second] => parts.push(format!("two codings, by {first} and {second}")),
        more => parts.push(format!("{} codings, by {}", more.len(), more.join(", "))),
    }
    if state.at_work > 0 {
        parts.push(format!("{} under way", state.at_work));
    }
    if state.is_adjudicated {
        parts.push("adjudicated".to_owned());
    }
    if !is_present {
        parts.push(format!(
            "of revision {}; the article was edited since: to be adjudicated, they must be begun again",
            state.revision
        ));
    }
    parts.join(", ")
}
