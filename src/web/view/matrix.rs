//! The matrix: issues down, parties across, own positions only.

use std::collections::BTreeMap;

use super::Names;
use crate::domain::{Issue, IssueSlug, PartySlug, Stance};
use crate::store::Cell as StoredCell;
use crate::web::print;

/// A stance with its meaning, for the legend.
pub(crate) struct StanceMeaning {
    pub(crate) stance: Stance,
    pub(crate) meaning: &'static str,
}

/// Every stance, in the order in which pages list them.
pub(crate) fn legend() -> Vec<StanceMeaning> {
    let meaning = |&stance| StanceMeaning { stance, meaning: print::stance_meaning(stance) };
    Stance::ALL.iter().map(meaning).collect()
}

/// A column's head.
pub(crate) struct MatrixParty {
    pub(crate) name: String,
    pub(crate) href: String,
    /// True when its role differs from that of the party before it.
    pub(crate) begins_role: bool,
}

/// Where a party stands on an issue.
pub(crate) struct Cell {
    pub(crate) href: String,
    pub(crate) stance: Stance,
    pub(crate) moved_from: Option<Stance>,
    pub(crate) iso: String,
    pub(crate) short: String,
    pub(crate) count: i64,
    /// “own position” or “own positions”.
    pub(crate) noun: &'static str,
}

/// A cell's place, filled or empty.
pub(crate) struct Slot {
    pub(crate) cell: Option<Cell>,
    pub(crate) begins_role: bool,
}

/// An issue's row.
pub(crate) struct MatrixRow {
    pub(crate) issue: String,
    pub(crate) href: String,
    pub(crate) cells: Vec<Slot>,
}

/// The whole table.
pub(crate) struct Matrix {
    pub(crate) parties: Vec<MatrixParty>,
    pub(crate) rows: Vec<MatrixRow>,
}

impl Matrix {
    /// The table of a catalog's parties and issues with these cells.
    pub(crate) fn of(cells: &[StoredCell], names: Names<'_>) -> Self {
        let catalog = names.catalog();
        let known: BTreeMap<(&IssueSlug, &PartySlug), &StoredCell> =
            cells.iter().map(|cell| ((&cell.issue, &cell.party), cell)).collect();
        let begins = |at: usize| at > 0 && catalog.parties[at].role != catalog.parties[at - 1].role;
        let parties = catalog.parties.iter().enumerate().map(|(at, party)| MatrixParty {
            name: party.name.clone(),
            href: names.party_href(&party.slug),
            begins_role: begins(at),
        });
        let slot = |issue: &Issue, at: usize| {
            let cell = known.get(&(&issue.slug, &catalog.parties[at].slug));
            Slot { cell: cell.and_then(|cell| own(cell, names)), begins_role: begins(at) }
        };
        let row = |issue: &Issue| MatrixRow {
            issue: issue.name.clone(),
            href: names.issue_href(&issue.slug),
            cells: (0..catalog.parties.len()).map(|at| slot(issue, at)).collect(),
        };
        Self { parties: parties.collect(), rows: catalog.issues.iter().map(row).collect() }
    }
}

/// A cell as it is shown; nothing when it holds hearsay alone.
fn own(cell: &StoredCell, names: Names<'_>) -> Option<Cell> {
    let iso = cell.latest_on.clone()?;
    Some(Cell {
        href: names.cell_href(&cell.issue, &cell.party),
        stance: cell.latest_stance?,
        moved_from: cell.previous_stance,
        short: print::short_month(&iso),
        iso,
        count: cell.own_count,
        noun: if cell.own_count == 1 { "own position" } else { "own positions" },
    })
}
