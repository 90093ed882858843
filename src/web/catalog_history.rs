//! `/{negotiation}/catalog/history` and `/{negotiation}/catalog/versions/{number}`: who changed a
//! catalog, and each version as it was stored.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::difference::{self, Paragraph};
use super::error::WebError;
use super::page::{Layout, render};
use super::print::{self, Date};
use super::query;
use super::view::{Entry, Link, Names, Paging};
use crate::domain::NegotiationId;
use crate::server::AppState;
use crate::store::CatalogVersion;

/// Which page of the history.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PageQuery {
    after: String,
    limit: String,
}

#[derive(Template)]
#[template(path = "catalogs/history.html")]
struct HistoryPage {
    layout: Layout,
    crumbs: Vec<Link>,
    name: String,
    entries: Vec<Entry>,
    paging: Paging,
    api_href: String,
}

#[derive(Template)]
#[template(path = "catalogs/version.html")]
struct VersionPage {
    layout: Layout,
    crumbs: Vec<Link>,
    name: String,
    number: i64,
    when: Option<Date>,
    who: String,
    /// The version before, when there is one.
    before: Option<Link>,
    after: Option<Link>,
    lines: Vec<Paragraph>,
    source: String,
}

/// Who changed the catalog, when, and when it came into force.
pub(crate) async fn history_page(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let names = Names::of(&negotiation);
    let request = query::page(&query.after, &query.limit)?;
    let subject = ("catalog", negotiation.row.slug.as_str());
    let page = state.store.history(subject, &request).await?;
    let next = page.next.map(|next| next.to_string());
    let path = format!("{}/catalog/history", names.href());
    let tally = state.store.tally(negotiation.row.id).await?;
    Ok(render(&HistoryPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: crumbs(names),
        name: names.catalog().name.clone(),
        entries: page.items.iter().map(|row| Entry::of_catalog(row, &names.href())).collect(),
        paging: Paging::of(&path, &[], (&query.after, &query.limit), next),
        api_href: format!("/api/v1/negotiations{path}"),
    }))
}

/// One version, and what it changed in the one before.
pub(crate) async fn version_page(
    State(state): State<AppState>,
    Path((slug, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let (names, id) = (Names::of(&negotiation), negotiation.row.negotiation_id);
    let history = format!("{}/catalog/history", names.href());
    let version = version(&state, id, number.parse().ok()).await?;
    let version = version.ok_or_else(|| WebError::Missing {
        title: "There is no such version".to_owned(),
        ways_title: "Instead",
        ways: vec![Link::new(&history, "The history of the catalog")],
    })?;
    let before = self::version(&state, id, version.number.checked_sub(1)).await?;
    let after = self::version(&state, id, version.number.checked_add(1)).await?;
    let tally = state.store.tally(negotiation.row.id).await?;
    let link = |version: &CatalogVersion| {
        let path = format!("{}/catalog/versions/{}", names.href(), version.number);
        Link::new(&path, &format!("Version {}", version.number))
    };
    let mut crumbs = crumbs(names);
    crumbs.push(Link::new(&history, "History"));
    Ok(render(&VersionPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs,
        name: names.catalog().name.clone(),
        number: version.number,
        when: version.at.map(print::moment),
        who: version.actor_name.unwrap_or_default(),
        before: before.as_ref().map(link),
        after: after.as_ref().map(link),
        lines: compared(before.map(|before| before.source), version.source.clone()).await?,
        source: version.source,
    }))
}

fn crumbs(names: Names<'_>) -> Vec<Link> {
    let catalog = Link::new(&format!("{}/catalog", names.href()), "Catalog");
    vec![Link::new("/", "Negotiations"), names.link(), catalog]
}

async fn version(
    state: &AppState,
    negotiation: NegotiationId,
    number: Option<i64>,
) -> Result<Option<CatalogVersion>, WebError> {
    Ok(match number {
        Some(number) => state.store.catalog_version(negotiation, number).await?,
        None => None,
    })
}

/// Compares two sources on a thread that serves no page; nothing when there is no older one.
async fn compared(old: Option<String>, new: String) -> Result<Vec<Paragraph>, WebError> {
    let Some(old) = old else { return Ok(Vec::new()) };
    let compared = tokio::task::spawn_blocking(move || difference::lines(&old, &new)).await;
    compared.map_err(|error| WebError::Failed(error.to_string()))
}
