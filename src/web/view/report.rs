//! What readers have reported of a position, and what was answered.

use super::decision::named;
use super::{Choice, Field};
use crate::access::May;
use crate::domain::{FieldError, ReportId, ReportKind, Status};
use crate::pipeline::RawReport;
use crate::store;
use crate::web::print::{self, Date};

/// A report. What its reader wrote is for those who may answer it.
pub(crate) struct Report {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    /// In the reader's words; empty where there are none, or who looks is not to see them.
    pub(crate) note: String,
    pub(crate) at: Date,
    pub(crate) is_open: bool,
    /// What the decision came to that answered it; nothing where it was dismissed.
    pub(crate) outcome: Option<Status>,
    pub(crate) answer: String,
    /// Who answered, where that is known.
    pub(crate) by: Option<String>,
    pub(crate) answered: Option<Date>,
    pub(crate) dismiss_href: String,
    /// The answer that is being written.
    pub(crate) typed: String,
    /// The key that leads to the answer; empty where none does.
    pub(crate) key: &'static str,
}

impl Report {
    /// Of a stored one, with the answer that was typed for it, if any was.
    pub(crate) fn of(report: &store::Report, typed: Option<&(ReportId, String)>) -> Self {
        let typed = typed.filter(|(id, _)| *id == report.id).map(|(_, answer)| answer.clone());
        Self {
            id: report.id.to_string(),
            kind: kind(report.kind),
            note: if May::now().decide { report.note.clone() } else { String::new() },
            at: print::moment(report.reported_at),
            is_open: report.is_open(),
            outcome: report.outcome,
            answer: report.answer.clone(),
            by: report.answered_name.as_deref().and_then(named),
            answered: report.answered_at.map(print::moment),
            dismiss_href: format!(
                "/positions/{}/reports/{}/dismiss",
                report.position_id, report.id
            ),
            typed: typed.unwrap_or_default(),
            key: "",
        }
    }
}

/// What is said to be wrong, in words.
fn kind(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::NotSaid => "the article does not say it",
        ReportKind::WrongParty => "it is another party’s position",
        ReportKind::WrongIssue => "it is about another issue",
        ReportKind::WrongStance => "the stance is another",
        ReportKind::WrongSpeaker => "somebody else said it",
        ReportKind::Other => "something else",
    }
}

/// The fields of a report.
pub(crate) struct ReportFields {
    pub(crate) kind: Field,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) note: Field,
}

impl ReportFields {
    /// With what was typed and what is wrong with it.
    pub(crate) fn of(raw: &RawReport, errors: &[FieldError]) -> Self {
        let wrong = |name| {
            let error = errors.iter().find(|error: &&FieldError| error.field == name);
            error.map(|error| &error.message)
        };
        let none = Choice {
            value: String::new(),
            text: "choose what is wrong".to_owned(),
            selected: raw.kind.is_empty(),
        };
        let choice = |known: &ReportKind| Choice {
            value: known.as_str().to_owned(),
            text: kind(*known).to_owned(),
            selected: known.as_str() == raw.kind.trim(),
        };
        let hint = "In your words, 1,000 characters at most. Only reviewers read it.";
        Self {
            kind: Field::required("kind", "What is wrong", "", &raw.kind).wrong_if(wrong("kind")),
            kinds: std::iter::once(none).chain(ReportKind::ALL.iter().map(choice)).collect(),
            note: Field::optional("note", "More about it", hint, &raw.note).wrong_if(wrong("note")),
        }
    }
}
