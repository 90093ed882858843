//! `/{negotiation}/issues/{issue}/{party}`: one party on one issue through time.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::error::WebError;
use super::export;
use super::issues::IssueHead;
use super::page::{Layout, render};
use super::parties::PartyHead;
use super::print;
use super::query;
use super::timeline::Timeline;
use super::view::{HeadedBy, Link, Names, Paging, Position, Shift, Twins};
use crate::domain::{Issue, Party};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{Cell, FindingFilter, Page, PageRequest, PositionRow};

/// Reported positions on the page.
const REPORTED: i64 = 20;

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlaceQuery {
    after: String,
    limit: String,
}

#[derive(Template)]
#[template(path = "issues/party.html")]
struct PartyIssuePage {
    layout: Layout,
    crumbs: Vec<Link>,
    party: PartyHead,
    issue: IssueHead,
    facts: String,
    timeline: Option<Timeline>,
    shifts: Vec<Shift>,
    own: Vec<Position>,
    reported: Vec<Position>,
    paging: Paging,
    twins: Twins,
}

/// The page, or the positions as data, own and reported.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path((negotiation, issue, segment)): Path<(String, String, String)>,
    Query(query): Query<PlaceQuery>,
) -> Result<Response, WebError> {
    let (slug, format) = export::split(&segment);
    let negotiation = state.pipeline.known_negotiation(&negotiation).await?;
    let names = Names::of(&negotiation);
    let issue = names.find_issue(&issue)?;
    let party = names.find_party(slug)?;
    let filter = FindingFilter {
        issue: Some(issue.slug.clone()),
        party: Some(party.slug.clone()),
        ..FindingFilter::of(negotiation.row.id)
    };
    let request = query::page(&query.after, &query.limit)?;
    if let Some(format) = format {
        let name = format!("{}-{}-{slug}", negotiation.row.slug, issue.slug);
        let fetch = move |request| {
            let (store, filter) = (state.store.clone(), filter.clone());
            async move { store.list_positions(&filter, &request).await }
        };
        return export::stream::<PositionRow, _, _>(format, &name, fetch).await;
    }
    let own = FindingFilter { own: Some(true), ..filter };
    let page = state.store.list_positions(&own, &request).await?;
    show(&state, &negotiation, (issue, party), &query, (own, page)).await
}

async fn show(
    state: &AppState,
    negotiation: &Negotiation,
    (issue, party): (&Issue, &Party),
    query: &PlaceQuery,
    (own, page): (FindingFilter, Page<PositionRow>),
) -> Result<Response, WebError> {
    let (names, store, catalog) = (Names::of(negotiation), &state.store, negotiation.row.id);
    let hearsay = FindingFilter { own: Some(false), ..own.clone() };
    let request = PageRequest::new(None, Some(REPORTED));
    // One row more: what the last row of the page moved from.
    let beyond = PageRequest::new(page.next.clone(), Some(1));
    let (cells, months, tally, reported, beyond) = tokio::try_join!(
        store.cells_of_party(catalog, &party.slug),
        store.months_of_cell(catalog, &issue.slug, &party.slug),
        store.tally(catalog),
        store.list_positions(&hearsay, &request),
        store.list_positions(&own, &beyond),
    )?;
    let beyond = beyond.items.into_iter().filter(|_| page.next.is_some());
    let in_time: Vec<PositionRow> = page.items.iter().cloned().chain(beyond).collect();
    let path = names.cell_href(&issue.slug, &party.slug);
    let entries = |rows: &[PositionRow], by| -> Vec<Position> {
        rows.iter().map(|row| Position::of(row, names, by)).collect()
    };
    let next = page.next.map(|next| next.to_string());
    Ok(render(&PartyIssuePage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![
            Link::new("/", "Negotiations"),
            names.link(),
            names.issue_link(&issue.slug),
            Link::new(&names.party_href(&party.slug), &party.name),
        ],
        party: PartyHead::of(party),
        issue: IssueHead::of(issue, names),
        facts: facts(cells.iter().find(|cell| cell.issue == issue.slug)),
        timeline: Timeline::of_cell((&issue.slug, &party.slug), &months, names),
        shifts: shifts_in(&in_time, names),
        own: entries(&page.items, HeadedBy::Date),
        reported: entries(&reported.items, HeadedBy::Date),
        paging: Paging::of(&path, &[], (&query.after, &query.limit), next),
        twins: Twins::of(&path, &[]),
    }))
}

fn facts(cell: Option<&Cell>) -> String {
    let (own, reported) = cell.map_or((0, 0), |cell| (cell.own_count, cell.reported_count));
    let counts = format!(
        "{} · {} by others",
        print::count(own, "own position"),
        print::count(reported, "report")
    );
    let latest = cell.and_then(|cell| Some((cell.latest_stance?, cell.latest_on.as_deref()?)));
    match latest {
        Some((stance, on)) => format!("{counts} · latest: {stance}, {}", print::date(on).text),
        None => counts,
    }
}

/// Successive positions of a list (newest first) that differ in stance, newest first.
fn shifts_in(rows: &[PositionRow], names: Names<'_>) -> Vec<Shift> {
    let pairs = rows.windows(2).filter(|pair| pair[0].stance != pair[1].stance);
    let shift = |pair: &[PositionRow]| {
        let (after, before) = (&pair[0], &pair[1]);
        let text = format!("From {} to {}", before.stance, after.stance);
        let href = format!("/articles/{}#passage-{}", after.article_id, after.passage_id);
        Shift {
            heading: Link { href, name: text },
            before: Position::of(before, names, HeadedBy::Date),
            after: Position::of(after, names, HeadedBy::Date),
        }
    };
    pairs.map(shift).collect()
}
