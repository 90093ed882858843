//! Taking the last decision on a position back, as a decision of its own.

use super::deciding::by;
use super::history::{Entry, entries};
use super::saving::Act;
use super::{Decision, DecisionError, stored};
use crate::domain::{PositionId, Status};
use crate::store::audit::Cause;
use crate::store::pool::Tx;
use crate::store::{Store, StoreError};

impl Store {
    /// Takes the last decision back that is still in force; where a position was put in another's
    /// place, for both.
    pub(super) async fn take_back(
        &self,
        tx: &mut Tx,
        before: &Decision,
        note: &str,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        let after = self.earlier(tx, before, note, cause).await?;
        let mut changed = vec![after.clone()];
        if let Some(partner) = partner(tx, before).await? {
            changed.push(self.earlier(tx, &partner, note, cause).await?);
        }
        let changed: Vec<&Decision> = changed.iter().collect();
        self.place_decisions(tx, before.article_id, &changed, cause).await?;
        Ok(after)
    }

    async fn earlier(
        &self,
        tx: &mut Tx,
        before: &Decision,
        note: &str,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        let history = entries(tx, before.id).await?;
        let last = in_force(&history).ok_or(DecisionError::NothingToTakeBack)?;
        let after = by(cause, note, restored(before, last.before.as_ref()));
        self.save_decision(tx, (Some(before), &after), (Act::TakenBack, note), cause).await?;
        let undone = last.before.as_ref().map_or(0, |state| state.version) + 1;
        self.reopen_reports(tx, (before.id, undone), cause).await?;
        Ok(after)
    }
}

/// The last decision that has not been taken back. Moves of the sentence are no decisions.
fn in_force(history: &[Entry]) -> Option<&Entry> {
    let mut made = Vec::new();
    for entry in history {
        if entry.act == Act::TakenBack {
            made.pop();
        } else if entry.act.is_decision() {
            made.push(entry);
        }
    }
    made.pop()
}

/// An earlier state of a decision, where its sentence stands today; before a position that a person
/// made there was none.
fn restored(now: &Decision, earlier: Option<&Decision>) -> Decision {
    let Some(earlier) = earlier else {
        return Decision {
            status: Status::Suggested,
            corrects: None,
            favours: None,
            ..now.clone()
        };
    };
    Decision {
        values: earlier.values.clone(),
        status: earlier.status,
        corrects: earlier.corrects,
        favours: earlier.favours,
        ..now.clone()
    }
}

/// The other one of two decisions that were made by one correction, when both still stand.
async fn partner(tx: &mut Tx, one: &Decision) -> Result<Option<Decision>, StoreError> {
    let other = match one.status {
        Status::Corrected => one.corrects,
        Status::Rejected => one.favours,
        _ => None,
    };
    let Some(other) = other else { return Ok(None) };
    let other: Option<Decision> = stored(tx, PositionId(other.0)).await?;
    Ok(other.filter(|other| are_partners(one, other) || are_partners(other, one)))
}

fn are_partners(rejected: &Decision, corrected: &Decision) -> bool {
    rejected.status == Status::Rejected
        && corrected.status == Status::Corrected
        && rejected.favours == Some(corrected.id)
        && corrected.corrects == Some(rejected.id)
}
