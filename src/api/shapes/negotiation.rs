//! Negotiations and the matrix.

use serde::Serialize;
use utoipa::ToSchema;

use super::ReadingProgress;
use crate::domain::{Issue, Party, Stance};
use crate::store::{Cell, NegotiationRow, Outlet, Tally};

/// What was found, machine and human told apart.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Counts {
    /// Articles stored.
    pub articles: i64,
    /// Passages found.
    pub passages: i64,
    /// Positions found, rejected ones not counted.
    pub positions: i64,
    /// Of the positions, those that only the machine has read.
    pub suggested: i64,
    /// Of the positions, those that a person has confirmed.
    pub confirmed: i64,
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        Self {
            articles: tally.articles,
            passages: tally.passages,
            positions: tally.positions,
            suggested: tally.suggested,
            confirmed: tally.positions - tally.suggested,
        }
    }
}

/// A negotiation in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NegotiationSummary {
    /// Its slug.
    #[schema(example = "ukraine-russia")]
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What is negotiated.
    pub summary: String,
    /// What was found.
    pub counts: Counts,
    /// The date of its newest article, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub latest_on: Option<String>,
    /// Its address in the API.
    #[schema(example = "/api/v1/negotiations/ukraine-russia")]
    pub href: String,
    /// Its page.
    #[schema(example = "/ukraine-russia")]
    pub page: String,
}

impl From<NegotiationRow> for NegotiationSummary {
    fn from(row: NegotiationRow) -> Self {
        let counts = Tally {
            articles: row.articles,
            passages: row.passages,
            positions: row.positions,
            suggested: row.suggested,
        };
        Self {
            href: format!("/api/v1/negotiations/{}", row.slug),
            page: format!("/{}", row.slug),
            slug: row.slug.into(),
            name: row.name,
            summary: row.summary,
            counts: Counts::from(counts),
            latest_on: row.latest_on,
        }
    }
}

/// A party or issue by slug and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    /// Its slug.
    #[schema(example = "northbank")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Northbank")]
    pub name: String,
}

impl From<&Party> for Named {
    fn from(party: &Party) -> Self {
        Self { slug: party.slug.to_string(), name: party.name.clone() }
    }
}

impl From<&Issue> for Named {
    fn from(issue: &Issue) -> Self {
        Self { slug: issue.slug.to_string(), name: issue.name.clone() }
    }
}

/// An issue with how often it is mentioned.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssueSummary {
    /// Its slug.
    #[schema(example = "security-guarantees")]
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The question that the talks must settle.
    pub question: String,
    /// How many passages mention it.
    pub passages: i64,
}

/// An outlet with the number of its articles.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutletSummary {
    /// Its name.
    pub name: String,
    /// Its articles in this negotiation.
    pub articles: i64,
}

impl From<Outlet> for OutletSummary {
    fn from(outlet: Outlet) -> Self {
        Self { name: outlet.name, articles: outlet.articles }
    }
}

/// A negotiation with its parties and issues.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Negotiation {
    /// Its slug.
    #[schema(example = "ukraine-russia")]
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What is negotiated.
    pub summary: String,
    /// What was found.
    pub counts: Counts,
    /// The parties, in the catalog's order.
    pub parties: Vec<Party>,
    /// The issues, in the catalog's order.
    pub issues: Vec<IssueSummary>,
    /// The outlets of its articles, by name.
    pub outlets: Vec<OutletSummary>,
    /// How far a newer catalog is by which the articles are read again; null when none waits.
    pub pending: Option<ReadingProgress>,
    /// Its page.
    #[schema(example = "/ukraine-russia")]
    pub page: String,
}

/// The state of the talks: issues × parties.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Matrix {
    /// The negotiation.
    pub negotiation: Named,
    /// What was found.
    pub counts: Counts,
    /// The issues (rows), in the catalog's order.
    pub issues: Vec<IssueSummary>,
    /// The parties (columns), in the catalog's order.
    pub parties: Vec<Named>,
    /// The cells that hold a position, by issue and party in the catalog's order; a pair that is
    /// not there has none.
    pub cells: Vec<MatrixCell>,
}

/// Where a party stands on an issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatrixCell {
    /// The issue's slug.
    #[schema(example = "bridges")]
    pub issue: String,
    /// The party's slug.
    #[schema(example = "northbank")]
    pub party: String,
    /// The stance of its latest own position; null when there is only hearsay.
    pub stance: Option<Stance>,
    /// The date of its latest own position, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub dated_on: Option<String>,
    /// The stance it had before; null when it has not moved.
    pub moved_from: Option<Stance>,
    /// The first date of the present stance, when it has moved.
    pub moved_on: Option<String>,
    /// Its own positions.
    pub own_count: i64,
    /// Positions that others report of it: never counted as its own.
    pub reported_count: i64,
    /// The id of its latest own position.
    pub latest_position: Option<i64>,
    /// The id of its last own position of the stance before.
    pub previous_position: Option<i64>,
    /// The id of the latest position that others report of it.
    pub reported_position: Option<i64>,
}

impl From<&Cell> for MatrixCell {
    fn from(cell: &Cell) -> Self {
        Self {
            issue: cell.issue.to_string(),
            party: cell.party.to_string(),
            stance: cell.latest_stance,
            dated_on: cell.latest_on.clone(),
            moved_from: cell.previous_stance,
            moved_on: cell.moved_on.clone(),
            own_count: cell.own_count,
            reported_count: cell.reported_count,
            latest_position: cell.latest_id.map(|id| id.0),
            previous_position: cell.previous_id.map(|id| id.0),
            reported_position: cell.reported_id.map(|id| id.0),
        }
    }
}
