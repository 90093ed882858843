//! `/{negotiation}/issues/{issue}`: where each party stands, and every passage behind it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::error::WebError;
use super::export;
use super::negotiations::Head;
use super::page::{Layout, render};
use super::print;
use super::query::{self, FindingQuery};
use super::timeline::Timeline;
use super::view::{Filter, FilterChoice, HeadedBy, Link, Names, Paging, Passage, Position, Twins};
use crate::domain::{Issue, PositionId};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{Cell, Outlet, Page, PositionRow, StoredPassage};

/// What the page says about its issue.
pub(crate) struct IssueHead {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) href: String,
}

impl IssueHead {
    /// Of an issue.
    pub(crate) fn of(issue: &Issue, names: Names<'_>) -> Self {
        Self {
            name: issue.name.clone(),
            question: issue.question.clone(),
            href: names.issue_href(&issue.slug),
        }
    }
}

#[derive(Template)]
#[template(path = "issues/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    issue: IssueHead,
    facts: String,
    latest: Vec<Position>,
    reported: Vec<Position>,
    timeline: Option<Timeline>,
    filter: Filter,
    is_filtered: bool,
    passages: Vec<Passage>,
    paging: Paging,
    twins: Twins,
}

/// The page, or its passages as data.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path((negotiation, segment)): Path<(String, String)>,
    Query(query): Query<FindingQuery>,
) -> Result<Response, WebError> {
    let (slug, format) = export::split(&segment);
    let negotiation = state.pipeline.known_negotiation(&negotiation).await?;
    let names = Names::of(&negotiation);
    let issue = names.find_issue(slug)?;
    let mut filter = query.filter(negotiation.row.id, names)?;
    filter.issue = Some(issue.slug.clone());
    let request = query.page()?;
    if let Some(format) = format {
        let name = format!("{}-{slug}", negotiation.row.slug);
        let fetch = move |request| {
            let (store, filter) = (state.store.clone(), filter.clone());
            async move { store.list_passages(&filter, &request).await }
        };
        return export::stream::<StoredPassage, _, _>(format, &name, fetch).await;
    }
    let page = state.store.list_passages(&filter, &request).await?;
    show(&state, &negotiation, issue, &query, page).await
}

async fn show(
    state: &AppState,
    negotiation: &Negotiation,
    issue: &Issue,
    query: &FindingQuery,
    page: Page<StoredPassage>,
) -> Result<Response, WebError> {
    let (names, store, catalog) = (Names::of(negotiation), &state.store, negotiation.row.id);
    let (cells, months, outlets, tally, counts) = tokio::try_join!(
        store.cells_of_issue(catalog, &issue.slug),
        store.months_of_issue(catalog, &issue.slug),
        store.outlets(negotiation.row.negotiation_id),
        store.tally(catalog),
        store.passages_by_issue(catalog),
    )?;
    let rows = store.positions_by_ids(&ids_of(&cells)).await?;
    let (latest, reported) = standing(&cells, &rows, names, HeadedBy::Party);
    let path = names.issue_href(&issue.slug);
    let passages = counts.iter().find(|(slug, _)| *slug == issue.slug).map_or(0, |(_, n)| *n);
    let own = cells.iter().map(|cell| cell.own_count).sum();
    let hearsay = cells.iter().map(|cell| cell.reported_count).sum();
    let next = page.next.map(|next| next.to_string());
    Ok(render(&ShowPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![Link::new("/", "Negotiations"), names.link()],
        negotiation: Head::of(names),
        issue: IssueHead::of(issue, names),
        facts: format!(
            "{} · {} of {} · {} by others",
            print::count(passages, "passage"),
            print::count(own, "own position"),
            print::count(print::len(&latest), "party"),
            print::count(hearsay, "report"),
        ),
        timeline: Timeline::of_issue(&issue.slug, &months, names),
        filter: filter_of(&path, query, names, &outlets),
        is_filtered: !query.is_bare(),
        passages: page.items.iter().map(|row| Passage::of(row, names, &issue.slug)).collect(),
        paging: Paging::of(&path, &query.pairs(), (&query.after, &query.limit), next),
        twins: Twins::of(&path, &query.pairs()),
        latest,
        reported,
    }))
}

/// The positions that cells point to.
pub(crate) fn ids_of(cells: &[Cell]) -> Vec<PositionId> {
    cells.iter().flat_map(|cell| [cell.latest_id, cell.reported_id]).flatten().collect()
}

/// Latest own positions and latest reported ones of cells, in the order of the catalog.
pub(crate) fn standing(
    cells: &[Cell],
    rows: &[PositionRow],
    names: Names<'_>,
    by: HeadedBy,
) -> (Vec<Position>, Vec<Position>) {
    let catalog = names.catalog();
    let mut cells: Vec<&Cell> = cells.iter().collect();
    cells.sort_by_key(|cell| {
        let issue = catalog.issues.iter().position(|issue| issue.slug == cell.issue);
        (issue, catalog.parties.iter().position(|party| party.slug == cell.party))
    });
    let find = |id: Option<PositionId>| rows.iter().find(|row| Some(row.id) == id);
    let own = |cell: &&Cell| {
        let mut position = Position::of(find(cell.latest_id)?, names, by);
        position.moved_from = cell.previous_stance;
        Some(position)
    };
    let reported = |cell: &&Cell| Some(Position::of(find(cell.reported_id)?, names, by));
    (cells.iter().filter_map(own).collect(), cells.iter().filter_map(reported).collect())
}

fn filter_of(path: &str, query: &FindingQuery, names: Names<'_>, outlets: &[Outlet]) -> Filter {
    let parties = names.catalog().parties.iter();
    let parties = parties.map(|party| (party.slug.as_str(), party.name.as_str()));
    let choices: Vec<FilterChoice> = vec![
        query::choice(("party", "Party", "any"), parties, &query.party),
        query::stances(&query.stance),
        query::outlets(outlets, &query.outlet),
        query::statuses(&query.status),
    ];
    Filter {
        action: format!("{path}#passages"),
        summary: if query.is_bare() { "Filter" } else { "Filtered" }.to_owned(),
        is_open: !query.is_bare(),
        clear_href: format!("{path}#passages"),
        choices,
        inputs: query::dates(&query.from, &query.to),
    }
}
