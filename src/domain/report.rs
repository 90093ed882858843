//! What a reader says is wrong with a position.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::note::one_line;
use super::position::closed_set;

/// Longest note of a reader, in characters.
const MAX_CHARS: usize = 1_000;

closed_set!(
    /// What is said to be wrong with a position.
    ReportKind {
        /// The article does not say it.
        NotSaid = "not-said",
        /// It is another party's position.
        WrongParty = "wrong-party",
        /// It is about another issue.
        WrongIssue = "wrong-issue",
        /// The party's attitude is another.
        WrongStance = "wrong-stance",
        /// Somebody else said it.
        WrongSpeaker = "wrong-speaker",
        /// Something else; the note says what.
        Other = "other",
    }
);

closed_set!(
    /// What became of a report.
    ReportState {
        /// Nobody has answered it.
        Open = "open",
        /// A person has answered it and left the position as it is.
        Dismissed = "dismissed",
        /// A decision on the position has answered it.
        Decided = "decided",
    }
);

/// What a reader writes beside the kind: one line, NFC; may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportNote(String);

impl ReportNote {
    /// Takes a note that was typed.
    ///
    /// # Errors
    /// What is wrong, going on from the field's label.
    pub fn parse(typed: &str, kind: Option<ReportKind>) -> Result<Self, String> {
        let note = one_line(typed, MAX_CHARS)?;
        if note.is_empty() && kind == Some(ReportKind::Other) {
            return Err("is missing: say what is wrong".to_owned());
        }
        Ok(Self(note))
    }

    /// The note; empty when nothing was said.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_is_one_line_and_says_what_no_other_kind_says() {
        let note = ReportNote::parse(" He said\r\nthe\topposite. ", None).unwrap();
        assert_eq!(note.as_str(), "He said the opposite.");
        assert!(ReportNote::parse(&"é".repeat(1_000), None).is_ok());
        assert!(ReportNote::parse(&"é".repeat(1_001), None).is_err());
        assert!(ReportNote::parse(" ", Some(ReportKind::NotSaid)).is_ok());
        assert!(ReportNote::parse(" ", Some(ReportKind::Other)).is_err());
    }

    #[test]
    fn kinds_round_trip_through_text() {
        for &kind in ReportKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }
}
