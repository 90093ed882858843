//! Where parties stand on one issue, and one party on every issue.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{ListedPosition, Named};
use crate::domain::{PartyKind, PartyRole, PositionId, Stance};
use crate::store::{Cell, MonthlyTally, PositionRow};

/// Where a party stands on an issue, in its words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Standing {
    /// Its own positions.
    pub own_count: i64,
    /// Positions that others report of it: never counted as its own.
    pub reported_count: i64,
    /// Its latest own position; null when there is only hearsay.
    pub latest: Option<ListedPosition>,
    /// The stance it had before; null when it has not moved.
    pub moved_from: Option<Stance>,
    /// The first date of the present stance, when it has moved, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub moved_on: Option<String>,
    /// Its last own position of the stance before.
    pub previous: Option<ListedPosition>,
    /// The latest position that others report of it.
    pub reported: Option<ListedPosition>,
}

impl Standing {
    /// A cell with the positions it points to.
    #[must_use]
    pub fn new(cell: &Cell, positions: &[PositionRow]) -> Self {
        let position = |id: Option<PositionId>| {
            let id = id?;
            let row = positions.iter().find(|row| row.id == id)?;
            Some(ListedPosition::from(row))
        };
        Self {
            own_count: cell.own_count,
            reported_count: cell.reported_count,
            latest: position(cell.latest_id),
            moved_from: cell.previous_stance,
            moved_on: cell.moved_on.clone(),
            previous: position(cell.previous_id),
            reported: position(cell.reported_id),
        }
    }
}

/// One party on the issue that is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartyOnIssue {
    /// The party.
    pub party: Named,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// How often a party took a stance through time, in its own positions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StanceThroughTime {
    /// The party's slug.
    #[schema(example = "northbank")]
    pub party: String,
    /// The stance.
    pub stance: Stance,
    /// Own positions of each month (`YYYY-MM`) that has any.
    #[schema(example = json!({"2026-01": 2, "2026-03": 1}))]
    pub months: BTreeMap<String, i64>,
}

impl StanceThroughTime {
    /// Puts an issue's tallies together, by party and stance.
    #[must_use]
    pub fn of(tallies: Vec<MonthlyTally>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for tally in tallies {
            let same = |known: &&mut Self| {
                known.party == tally.party.as_str() && known.stance == tally.stance
            };
            match all.iter_mut().find(same) {
                Some(known) => _ = known.months.insert(tally.month, tally.own_count),
                None => all.push(Self {
                    party: tally.party.into(),
                    stance: tally.stance,
                    months: BTreeMap::from([(tally.month, tally.own_count)]),
                }),
            }
        }
        all.sort_by(|a, b| (&a.party, a.stance.as_str()).cmp(&(&b.party, b.stance.as_str())));
        all
    }
}

/// An issue: the question, and where each party stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssueStandings {
    /// The negotiation.
    pub negotiation: Named,
    /// The issue's slug.
    #[schema(example = "bridges")]
    pub slug: String,
    /// The issue's name.
    pub name: String,
    /// The question that the talks must settle.
    pub question: String,
    /// Words and phrases that raise it.
    pub cues: Vec<String>,
    /// How many passages mention it.
    pub passages: i64,
    /// The parties of whom there is a position, in the catalog's order.
    pub parties: Vec<PartyOnIssue>,
    /// Own positions by month, for each party and stance, in that order.
    pub through_time: Vec<StanceThroughTime>,
    /// Its page.
    #[schema(example = "/riverland/issues/bridges")]
    pub page: String,
}

/// The party that is read on one issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssueOfParty {
    /// The issue.
    pub issue: Named,
    /// Where the party stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// A person in whose words a party's latest positions stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Speaker {
    /// The person's name.
    #[schema(example = "Ada Holm")]
    pub name: String,
    /// The slugs of the issues on which they spoke last for the party.
    pub issues: Vec<String>,
}

/// A party across the issues.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartyStandings {
    /// The negotiation.
    pub negotiation: Named,
    /// The party's slug.
    #[schema(example = "northbank")]
    pub slug: String,
    /// The party's name.
    pub name: String,
    /// What sort of body it is.
    pub kind: PartyKind,
    /// What it does in the talks.
    pub role: PartyRole,
    /// People who speak for it, by the catalog.
    pub people: Vec<String>,
    /// The issues on which there is a position of it, in the catalog's order.
    pub issues: Vec<IssueOfParty>,
    /// Who speaks in its latest own positions.
    pub speakers: Vec<Speaker>,
    /// Its page.
    #[schema(example = "/riverland/parties/northbank")]
    pub page: String,
}
