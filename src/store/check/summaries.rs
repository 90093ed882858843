//! Derives the summaries again from the positions and compares.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::FromRow;

use super::Violation;
use crate::domain::{CatalogId, IssueSlug, PartySlug, PositionId, Stance};
use crate::store::cells::{Cell, MonthlyTally, Tally};
use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

statements! {
    OWN_POSITIONS = "select issue, party, id, stance, dated_on
        from positions
        where catalog_id = $1 and reported_by is null and status <> 'rejected' and not doubtful
        order by issue, party, dated_on, id";
    STORED_CELLS = "select issue, party, own_count, reported_count, latest_id, latest_stance,
            latest_on, previous_id, previous_stance, moved_on, reported_id
        from cells
        where catalog_id = $1";
    STORED_MONTHS = "select issue, party, stance, month, own_count
        from monthly_tallies
        where catalog_id = $1";
    STORED_TALLY = "select articles, passages, positions, suggested
        from catalog_tallies
        where catalog_id = $1";
    COUNTED_TALLY = "select
            (select count(*) from analyses where catalog_id = $1) as articles,
            (select count(*) from passages where catalog_id = $1) as passages,
            (select count(*) from positions where catalog_id = $1 and status <> 'rejected' and not doubtful)
                as positions,
            (select count(*) from positions where catalog_id = $1 and status = 'suggested' and not doubtful)
                as suggested";
}

#[derive(Debug, FromRow)]
struct Own {
    issue: IssueSlug,
    party: PartySlug,
    id: PositionId,
    stance: Stance,
    dated_on: String,
}

impl Store {
    pub(super) async fn check_summaries(
        &self,
        catalog: CatalogId,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let own: Vec<Own> = with_read!(self, |pool| {
            sqlx::query_as(OWN_POSITIONS).bind(catalog).fetch_all(pool).await?
        });
        let stored: Vec<Cell> = with_read!(self, |pool| sqlx::query_as(STORED_CELLS)
            .bind(catalog)
            .fetch_all(pool)
            .await?);
        violations.extend(wrong_cells(&own, &stored));
        let months: Vec<MonthlyTally> = with_read!(self, |pool| sqlx::query_as(STORED_MONTHS)
            .bind(catalog)
            .fetch_all(pool)
            .await?);
        if months.into_iter().collect::<BTreeSet<_>>() != count_months(&own) {
            violations.push(Violation(format!("the monthly tallies of catalog {catalog} are off")));
        }
        let tallies: Vec<Tally> = with_read!(self, |pool| {
            sqlx::query_as(STORED_TALLY).bind(catalog).fetch_all(pool).await?
        });
        let counted: Tally = with_read!(self, |pool| sqlx::query_as(COUNTED_TALLY)
            .bind(catalog)
            .fetch_one(pool)
            .await?);
        if tallies != [counted] {
            violations.push(Violation(format!("the tally of catalog {catalog} is off")));
        }
        Ok(())
    }
}

/// Derives each cell's latest and previous stance from the positions and compares.
fn wrong_cells(own: &[Own], stored: &[Cell]) -> Vec<Violation> {
    let mut derived: BTreeMap<(&IssueSlug, &PartySlug), Vec<&Own>> = BTreeMap::new();
    for position in own {
        derived.entry((&position.issue, &position.party)).or_default().push(position);
    }
    let with_own = stored.iter().filter(|cell| cell.latest_id.is_some()).count();
    let mut wrong = Vec::new();
    if with_own != derived.len() {
        wrong.push(Violation(format!("{with_own} cells stand for {} pairs", derived.len())));
    }
    for cell in stored {
        let own = derived.get(&(&cell.issue, &cell.party)).map_or(&[][..], Vec::as_slice);
        let latest = own.last();
        let previous = latest.and_then(|l| own.iter().rev().find(|p| p.stance != l.stance));
        let agrees = cell.latest_id == latest.map(|p| p.id)
            && cell.previous_id == previous.map(|p| p.id)
            && usize::try_from(cell.own_count).is_ok_and(|count| count == own.len());
        if !agrees {
            let message = format!("the cell {} × {} is off", cell.issue, cell.party);
            wrong.push(Violation(message));
        }
    }
    wrong
}

fn count_months(own: &[Own]) -> BTreeSet<MonthlyTally> {
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    for p in own {
        let month = p.dated_on.get(..7).unwrap_or_default();
        *counts.entry((&p.issue, &p.party, p.stance, month)).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((issue, party, stance, month), own_count)| MonthlyTally {
            issue: issue.clone(),
            party: party.clone(),
            stance,
            month: month.to_owned(),
            own_count,
        })
        .collect()
}
