//! The history of a position: its entries in the audit, in order, and their replay.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Decision;
use super::importing::Elsewhere;
use super::saving::{Act, SUBJECT};
use crate::domain::{AuditId, PositionId};
use crate::store::audit::{AuditRow, ENTRIES_OF_SUBJECT};
use crate::store::pool::{Tx, with_primary, with_tx};
use crate::store::{Store, StoreError};

/// One change to what is held of a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// What was done: `position confirmed`.
    pub action: String,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// Who did it: the name at the time.
    pub by: String,
    /// The id of the request, as in the log.
    pub request_id: Option<String>,
    /// The state before; none for a position that a person made.
    pub before: Option<Decision>,
    /// The state after; none where the decision went with its article.
    pub after: Option<Decision>,
    /// Why; may be empty.
    pub note: String,
}

impl HistoryEntry {
    /// Whether it tells that the decision came from another database; what was done there stands
    /// before it.
    #[must_use]
    pub fn is_import(&self) -> bool {
        self.action == Act::Imported.as_str()
    }

    /// Whether it tells of a change that is made to decisions.
    #[must_use]
    pub fn is_known(&self) -> bool {
        Act::ALL.into_iter().any(|act| act.as_str() == self.action)
    }
}

/// One change, as taking back reads it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) act: Act,
    pub(super) before: Option<Decision>,
}

fn state<T: DeserializeOwned>(
    id: AuditId,
    column: &'static str,
    json: Option<&str>,
) -> Result<Option<T>, StoreError> {
    let Some(json) = json else { return Ok(None) };
    serde_json::from_str(json).map(Some).map_err(|error| StoreError::BadRow {
        table: "audit",
        column,
        id: id.0,
        problem: error.to_string(),
    })
}

/// The change that a row tells of; of an import, what was done elsewhere comes first.
fn told(row: AuditRow) -> Result<Vec<HistoryEntry>, StoreError> {
    if row.action != Act::Imported.as_str() {
        let before = state(row.id, "before", row.before.as_deref())?;
        return Ok(vec![entry(row, before)?]);
    }
    let elsewhere: Option<Elsewhere> = state(row.id, "before", row.before.as_deref())?;
    let mut all = elsewhere.map(|elsewhere| elsewhere.history).unwrap_or_default();
    let arrived = all.last().and_then(|last| last.after.clone());
    all.push(entry(row, arrived)?);
    Ok(all)
}

fn entry(row: AuditRow, before: Option<Decision>) -> Result<HistoryEntry, StoreError> {
    Ok(HistoryEntry {
        before,
        after: state(row.id, "after", row.after.as_deref())?,
        action: row.action,
        at: row.at,
        by: row.actor_name,
        request_id: row.request_id,
        note: row.note,
    })
}

/// In the order of the changes: clocks of several servers may differ, versions do not.
fn in_order(rows: Vec<AuditRow>) -> Result<Vec<HistoryEntry>, StoreError> {
    let entries = rows.into_iter().map(told).collect::<Result<Vec<_>, _>>()?;
    let mut entries = entries.concat();
    entries.sort_by_key(|entry| entry.after.as_ref().map_or(i64::MAX, |after| after.version));
    Ok(entries)
}

pub(super) async fn entries(tx: &mut Tx, id: PositionId) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<AuditRow> = with_tx!(tx, |conn| sqlx::query_as(ENTRIES_OF_SUBJECT)
        .bind(SUBJECT)
        .bind(id.to_string())
        .fetch_all(conn)
        .await?);
    let known = |entry: HistoryEntry| {
        let act = Act::ALL.into_iter().find(|act| act.as_str() == entry.action)?;
        Some(Entry { act, before: entry.before })
    };
    Ok(in_order(rows)?.into_iter().filter_map(known).collect())
}

/// The state that a position's entries lead to, or the first step that does not follow.
pub(in crate::store) fn replay(entries: &[HistoryEntry]) -> Result<Option<Decision>, &'static str> {
    let mut state: Option<Decision> = None;
    for (step, entry) in entries.iter().enumerate() {
        let begins = step == 0 && entry.before.as_ref().is_none_or(|before| before.version == 0);
        if !begins && entry.before != state {
            return Err("an entry does not begin where the one before ended");
        }
        state.clone_from(&entry.after);
    }
    Ok(state)
}

impl Store {
    /// Everything that was decided on a position, oldest first.
    ///
    /// # Errors
    /// When the database fails or an entry cannot be read.
    pub async fn history_of(&self, id: PositionId) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows: Vec<AuditRow> = with_primary!(self, |pool| sqlx::query_as(ENTRIES_OF_SUBJECT)
            .bind(SUBJECT)
            .bind(id.to_string())
            .fetch_all(pool)
            .await?);
        in_order(rows)
    }
}
