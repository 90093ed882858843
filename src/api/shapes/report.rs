//! Reports of mistakes: made by readers, answered by people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ListedPosition, instant};
use crate::domain::{ReportKind, ReportState, Status};
use crate::store;

/// What a reader says is wrong with a position.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What is wrong.
    pub kind: ReportKind,
    /// In the reader's words, at most 1,000 characters; needed with `other`.
    #[schema(example = "the minister speaks of another bridge")]
    pub note: Option<String>,
}

/// What is answered to a reader when the position stays as it is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// In a word; anybody may read it.
    #[schema(example = "the second paragraph names her")]
    pub answer: String,
}

/// What a reader said is wrong with a position, and what was answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Report {
    /// Its id.
    #[schema(example = 8_897_123_456_i64)]
    pub id: i64,
    /// What is said to be wrong.
    pub kind: ReportKind,
    /// In the reader's words; null where there are none, and for those who may not decide.
    #[schema(example = "the minister speaks of another bridge")]
    pub note: Option<String>,
    /// When it was made, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub reported_at: String,
    /// What became of it.
    pub state: ReportState,
    /// What the decision came to that answered it; null while it is open, and where the position
    /// was left as it was.
    pub outcome: Option<Status>,
    /// The answer in words; null where nothing was said.
    pub answer: Option<String>,
    /// Who answered: the name at the time.
    #[schema(example = "Ada Holm")]
    pub answered_by: Option<String>,
    /// When, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub answered_at: Option<String>,
}

impl Report {
    /// A stored one, with its note or without.
    #[must_use]
    pub fn new(report: &store::Report, shows_note: bool) -> Self {
        let said = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
        Self {
            id: report.id.0,
            kind: report.kind,
            note: said(&report.note).filter(|_| shows_note),
            reported_at: instant(report.reported_at),
            state: report.state,
            outcome: report.outcome,
            answer: said(&report.answer),
            answered_by: report.answered_name.clone(),
            answered_at: report.answered_at.map(instant),
        }
    }
}

/// A position with what readers have reported of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportedPosition {
    /// The position.
    #[serde(flatten)]
    pub position: ListedPosition,
    /// The newest reports, newest first, at most 50.
    pub reports: Vec<Report>,
}
