//! The entries that tell of codings, and their replay.

use serde::{Deserialize, Serialize};

use super::Coding;
use crate::domain::{AccountId, ArticleId, Mark};
use crate::store::audit::{AuditRow, Entry};

/// The kind of thing that a coding's entries in the audit are about.
pub(in crate::store) const SUBJECT: &str = "coding";

/// What was done to a coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Begun,
    Marked,
    Done,
    Opened,
    /// It went with its article.
    Removed,
}

impl Step {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "coding begun",
            Self::Marked => "coding changed",
            Self::Done => "coding done",
            Self::Opened => "coding opened again",
            Self::Removed => "coding removed",
        }
    }
}

/// One side of an entry: where the coding stood, and the marks that are not on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Side {
    article_id: ArticleId,
    revision: i64,
    account_id: AccountId,
    version: i64,
    done_at: Option<i64>,
    marks: Vec<Mark>,
}

impl Side {
    fn of(coding: &Coding, other: Option<&Coding>) -> Self {
        let is_own = |mark: &&Mark| other.is_none_or(|other| !other.marks.contains(mark));
        Self {
            article_id: coding.article_id,
            revision: coding.revision,
            account_id: coding.account_id,
            version: coding.version,
            done_at: coding.done_at,
            marks: coding.marks.iter().filter(is_own).cloned().collect(),
        }
    }
}

/// The entry on a change from one state to another.
pub(super) fn entry(step: Step, before: Option<&Coding>, after: Option<&Coding>) -> Entry<'static> {
    let side = |one: &Coding, other| {
        let side = Side::of(one, other);
        serde_json::to_value(side).expect("strings and numbers have a JSON form")
    };
    let id = before.or(after).map_or(0, |coding| coding.id.0);
    Entry {
        action: step.as_str(),
        subject: (SUBJECT, id.to_string()),
        before: before.map(|before| side(before, after)),
        after: after.map(|after| side(after, before)),
        note: "",
    }
}

/// Where a coding's entries lead: its version, when its coder was done, and its marks; nothing for one
/// that was removed.
pub(in crate::store) type Replayed = Option<(i64, Option<i64>, Vec<Mark>)>;

/// The state that a coding's entries lead to, or what does not follow.
pub(in crate::store) fn replay(entries: &[AuditRow]) -> Result<Replayed, &'static str> {
    let mut steps = entries.iter().map(sides).collect::<Result<Vec<_>, _>>()?;
    // Clocks of several servers may differ, versions do not.
    steps.sort_by_key(|(_, after)| after.as_ref().map_or(i64::MAX, |after| after.version));
    let mut state: Replayed = None;
    for (before, after) in steps {
        state = follow(state, before, after)?;
    }
    Ok(state)
}

fn sides(row: &AuditRow) -> Result<(Option<Side>, Option<Side>), &'static str> {
    let side = |json: Option<&str>| match json {
        None => Ok(None),
        Some(json) => serde_json::from_str(json).map(Some).map_err(|_| "an entry cannot be read"),
    };
    Ok((side(row.before.as_deref())?, side(row.after.as_deref())?))
}

fn follow(
    state: Replayed,
    before: Option<Side>,
    after: Option<Side>,
) -> Result<Replayed, &'static str> {
    let wrong = "an entry does not begin where the one before ended";
    let mut marks = match (state, before) {
        (None, None) => Vec::new(),
        (Some((version, done_at, marks)), Some(before)) => {
            let is_next = (version, done_at) == (before.version, before.done_at);
            if !is_next || !before.marks.iter().all(|mark| marks.contains(mark)) {
                return Err(wrong);
            }
            marks.into_iter().filter(|mark| !before.marks.contains(mark)).collect()
        }
        _ => return Err(wrong),
    };
    let Some(after) = after else {
        return if marks.is_empty() { Ok(None) } else { Err(wrong) };
    };
    marks.extend(after.marks);
    marks.sort();
    Ok(Some((after.version, after.done_at, marks)))
}
