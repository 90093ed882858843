//! What readers report: what was typed is held against what may be, then stored.

use super::deciding::{all_hold, note_of, parsed};
use super::{Pipeline, PipelineError};
use crate::domain::{DraftError, FieldError, PositionId, ReportId, ReportKind, ReportNote};
use crate::store::{Cause, NewReport, Report};

/// A report as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawReport {
    /// What is wrong.
    pub kind: String,
    /// In the reader's words.
    pub note: String,
}

impl RawReport {
    /// The report that is meant.
    ///
    /// # Errors
    /// The fields that do not hold.
    pub fn parse(&self) -> Result<(ReportKind, ReportNote), DraftError> {
        let mut errors = Vec::new();
        let kind = if self.kind.trim().is_empty() {
            errors.push(FieldError::new("kind", "is missing: choose what is wrong"));
            None
        } else {
            parsed("kind", &self.kind, &mut errors)
        };
        let note = ReportNote::parse(&self.note, kind).unwrap_or_else(|message| {
            errors.push(FieldError::new("note", message));
            ReportNote::default()
        });
        match kind {
            Some(kind) if errors.is_empty() => Ok((kind, note)),
            _ => Err(DraftError(errors)),
        }
    }
}

impl Pipeline {
    /// Takes a reader's report on a position.
    ///
    /// # Errors
    /// When there is no such position, too many reports on it wait (a `ReportError`), or the store
    /// fails.
    pub async fn report(
        &self,
        position: PositionId,
        (kind, note): (ReportKind, &ReportNote),
        cause: &Cause,
    ) -> Result<Report, PipelineError> {
        Ok(self.store.make_report(&NewReport { position, kind, note }, cause).await?)
    }

    /// Answers a report in a word and leaves its position as it is.
    ///
    /// # Errors
    /// When the answer does not hold, the report is gone or answered already (a `ReportError`), or
    /// the store fails.
    pub async fn dismiss_report(
        &self,
        place: (PositionId, ReportId),
        answer: &str,
        cause: &Cause,
    ) -> Result<Report, PipelineError> {
        let mut errors = Vec::new();
        let answer = note_of("answer", answer, &mut errors);
        if errors.is_empty() && answer.as_str().is_empty() {
            errors.push(FieldError::new("answer", "is missing: say in a word why it stands"));
        }
        all_hold(errors)?;
        Ok(self.store.dismiss_report(place, &answer, cause).await?)
    }
}
