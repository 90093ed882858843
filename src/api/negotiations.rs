//! Negotiations, the matrix, one issue, one party.

use axum::Json;
use axum::extract::State;

use super::described::{Named, Reading};
use super::error::ApiError;
use super::extract::Path;
use super::names;
use super::shapes::{
    self, Counts, IssueOfParty, IssueStandings, IssueSummary, List, Matrix, MatrixCell,
    NegotiationSummary, OutletSummary, PartyOnIssue, PartyStandings, ReadingProgress, Speaker,
    StanceThroughTime, Standing,
};
use crate::domain::{IssueSlug, PositionId};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{Cell, PositionRow, Progress};

/// List the negotiations
///
/// Every negotiation with its counts, by name. There is one page.
#[utoipa::path(get, path = "/negotiations", tag = "Negotiations",
    responses((status = 200, description = "Every negotiation.", body = List<NegotiationSummary>), Reading))]
pub(super) async fn list_negotiations(
    State(state): State<AppState>,
) -> Result<Json<List<NegotiationSummary>>, ApiError> {
    let rows = state.store.negotiations().await?;
    Ok(Json(List { items: rows.into_iter().map(NegotiationSummary::from).collect(), next: None }))
}

/// Read a negotiation
///
/// Its parties, issues, outlets and counts, and the progress of a catalog that waits.
#[utoipa::path(get, path = "/negotiations/{slug}", tag = "Negotiations",
    params(("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia")),
    responses((status = 200, description = "The negotiation.", body = shapes::Negotiation), Reading, Named))]
pub(super) async fn find_negotiation(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<shapes::Negotiation>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let tally = state.store.tally(negotiation.row.id).await?;
    let outlets = state.store.outlets(negotiation.row.negotiation_id).await?;
    let pending = pending(&state, &negotiation).await?;
    let catalog = negotiation.catalog();
    Ok(Json(shapes::Negotiation {
        slug: catalog.slug.to_string(),
        name: catalog.name.clone(),
        summary: catalog.summary.clone(),
        counts: Counts::from(tally),
        parties: catalog.parties.clone(),
        issues: issue_summaries(&state, &negotiation).await?,
        outlets: outlets.into_iter().map(OutletSummary::from).collect(),
        pending: pending.map(ReadingProgress::from),
        page: format!("/{}", catalog.slug),
    }))
}

/// Read the matrix
///
/// Issues × parties: in each cell the party's latest own stance, its date, whether it moved, and
/// how much evidence there is. Hearsay is counted apart.
#[utoipa::path(get, path = "/negotiations/{slug}/matrix", tag = "Negotiations",
    params(("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia")),
    responses((status = 200, description = "The matrix.", body = Matrix), Reading, Named))]
pub(super) async fn find_matrix(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<Matrix>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let tally = state.store.tally(negotiation.row.id).await?;
    let mut cells = state.store.cells(negotiation.row.id).await?;
    cells.sort_by_cached_key(|cell| place(&negotiation, cell));
    let catalog = negotiation.catalog();
    Ok(Json(Matrix {
        negotiation: named(&negotiation),
        counts: Counts::from(tally),
        issues: issue_summaries(&state, &negotiation).await?,
        parties: catalog.parties.iter().map(shapes::Named::from).collect(),
        cells: cells.iter().map(MatrixCell::from).collect(),
    }))
}

/// Read an issue
///
/// The question, and each party's latest position in its own words; what others report of it is
/// kept apart. `/passages` and `/positions` list everything behind it.
#[utoipa::path(get, path = "/negotiations/{slug}/issues/{issue}", tag = "Negotiations",
    params(
        ("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia"),
        ("issue" = String, Path, description = "The issue's slug.", example = "security-guarantees")),
    responses((status = 200, description = "The issue.", body = IssueStandings), Reading, Named))]
pub(super) async fn find_issue(
    State(state): State<AppState>,
    Path((slug, issue)): Path<(String, String)>,
) -> Result<Json<IssueStandings>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let issue = names::issue(&negotiation, &issue)?;
    let catalog = negotiation.row.id;
    let cells = state.store.cells_of_issue(catalog, &issue.slug).await?;
    let positions = positions_of(&state, &cells).await?;
    let months = state.store.months_of_issue(catalog, &issue.slug).await?;
    let counts = state.store.passages_by_issue(catalog).await?;
    let parties = negotiation.catalog().parties.iter().filter_map(|party| {
        let cell = cells.iter().find(|cell| cell.party == party.slug)?;
        Some(PartyOnIssue {
            party: shapes::Named::from(party),
            standing: Standing::new(cell, &positions),
        })
    });
    Ok(Json(IssueStandings {
        negotiation: named(&negotiation),
        slug: issue.slug.to_string(),
        name: issue.name.clone(),
        question: issue.question.clone(),
        cues: issue.cues.clone(),
        passages: count_of(&counts, &issue.slug),
        parties: parties.collect(),
        through_time: StanceThroughTime::of(months),
        page: format!("/{}/issues/{}", negotiation.row.slug, issue.slug),
    }))
}

/// Read a party
///
/// Where it stands on every issue, and who spoke for it last.
#[utoipa::path(get, path = "/negotiations/{slug}/parties/{party}", tag = "Negotiations",
    params(
        ("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia"),
        ("party" = String, Path, description = "The party's slug.", example = "united-states")),
    responses((status = 200, description = "The party.", body = PartyStandings), Reading, Named))]
pub(super) async fn find_party(
    State(state): State<AppState>,
    Path((slug, party)): Path<(String, String)>,
) -> Result<Json<PartyStandings>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let party = names::party(&negotiation, &party)?;
    let cells = state.store.cells_of_party(negotiation.row.id, &party.slug).await?;
    let positions = positions_of(&state, &cells).await?;
    let issues: Vec<IssueOfParty> = negotiation
        .catalog()
        .issues
        .iter()
        .filter_map(|issue| {
            let cell = cells.iter().find(|cell| cell.issue == issue.slug)?;
            Some(IssueOfParty {
                issue: shapes::Named::from(issue),
                standing: Standing::new(cell, &positions),
            })
        })
        .collect();
    Ok(Json(PartyStandings {
        negotiation: named(&negotiation),
        slug: party.slug.to_string(),
        name: party.name.clone(),
        kind: party.kind,
        role: party.role,
        people: party.people.clone(),
        speakers: speakers(&issues),
        issues,
        page: format!("/{}/parties/{}", negotiation.row.slug, party.slug),
    }))
}

/// How far a catalog is that waits to come into force.
pub(super) async fn pending(
    state: &AppState,
    negotiation: &Negotiation,
) -> Result<Option<Progress>, ApiError> {
    let id = negotiation.row.negotiation_id;
    Ok(match state.store.pending_catalog(id).await? {
        Some(row) => Some(state.store.progress(&row).await?),
        None => None,
    })
}

fn named(negotiation: &Negotiation) -> shapes::Named {
    let catalog = negotiation.catalog();
    shapes::Named { slug: catalog.slug.to_string(), name: catalog.name.clone() }
}

async fn issue_summaries(
    state: &AppState,
    negotiation: &Negotiation,
) -> Result<Vec<IssueSummary>, ApiError> {
    let counts = state.store.passages_by_issue(negotiation.row.id).await?;
    let issues = negotiation.catalog().issues.iter();
    Ok(issues
        .map(|issue| IssueSummary {
            slug: issue.slug.to_string(),
            name: issue.name.clone(),
            question: issue.question.clone(),
            passages: count_of(&counts, &issue.slug),
        })
        .collect())
}

fn count_of(counts: &[(IssueSlug, i64)], issue: &IssueSlug) -> i64 {
    counts.iter().find(|(slug, _)| slug == issue).map_or(0, |(_, passages)| *passages)
}

/// A cell's place in the catalog's order.
fn place(negotiation: &Negotiation, cell: &Cell) -> (Option<usize>, Option<usize>) {
    let catalog = negotiation.catalog();
    (
        catalog.issues.iter().position(|i| i.slug == cell.issue),
        catalog.parties.iter().position(|p| p.slug == cell.party),
    )
}

/// The positions that cells point to.
async fn positions_of(state: &AppState, cells: &[Cell]) -> Result<Vec<PositionRow>, ApiError> {
    let ids: Vec<PositionId> = cells
        .iter()
        .flat_map(|cell| [cell.latest_id, cell.previous_id, cell.reported_id])
        .flatten()
        .collect();
    Ok(state.store.positions_by_ids(&ids).await?)
}

/// Who speaks in the latest own positions, in the order of the issues.
fn speakers(issues: &[IssueOfParty]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for of_party in issues {
        let latest = of_party.standing.latest.as_ref();
        let Some(name) = latest.and_then(|latest| latest.position.speaker.clone()) else {
            continue;
        };
        let issue = of_party.issue.slug.clone();
        match speakers.iter_mut().find(|speaker| speaker.name == name) {
            Some(speaker) => speaker.issues.push(issue),
            None => speakers.push(Speaker { name, issues: vec![issue] }),
        }
    }
    speakers
}
