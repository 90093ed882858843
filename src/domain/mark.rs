//! What one person marks in a sentence: an issue, or a party's position on it.

use serde::{Deserialize, Serialize};

use super::{CharSpan, IssueSlug, PartySlug, Stance};

/// A mark on a sentence. Without a position it says only that the sentence is about the issue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The sentence, in code points of the article's text.
    #[serde(flatten)]
    pub span: CharSpan,
    /// What the sentence is about.
    pub issue: IssueSlug,
    /// The position that is taken in it.
    pub position: Option<MarkedPosition>,
}

/// The position in a mark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MarkedPosition {
    /// Whose position it is.
    pub party: PartySlug,
    /// The attitude.
    pub stance: Stance,
    /// Whose words or act it is.
    pub speaker: Option<String>,
    /// The other party on whose word it rests.
    pub reported_by: Option<PartySlug>,
}

/// What can be marked once: an issue, or a party on an issue, in a sentence.
pub type MarkKey<'m> = (CharSpan, &'m IssueSlug, Option<&'m PartySlug>);

impl Mark {
    /// The party whose position it is.
    #[must_use]
    pub fn party(&self) -> Option<&PartySlug> {
        self.position.as_ref().map(|position| &position.party)
    }

    /// What it marks; a coding has one mark of a key.
    #[must_use]
    pub fn key(&self) -> MarkKey<'_> {
        (self.span, &self.issue, self.party())
    }

    /// True when `other` cannot stand beside it: the same again, or the bare issue beside a position
    /// on it.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        let same_issue = (self.span, &self.issue) == (other.span, &other.issue);
        same_issue && (self.party() == other.party() || other.position.is_none())
    }
}

/// Puts a mark among others in its place: what it replaces goes, and a bare issue that a position
/// says already is left out.
#[must_use]
pub fn marked(marks: &[Mark], new: Mark) -> Vec<Mark> {
    let is_said = new.position.is_none()
        && marks.iter().any(|mark| (mark.span, &mark.issue) == (new.span, &new.issue));
    if is_said {
        return marks.to_vec();
    }
    let mut all: Vec<Mark> = marks.iter().filter(|mark| !new.replaces(mark)).cloned().collect();
    all.push(new);
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(issue: &str, party: Option<&str>, stance: Stance) -> Mark {
        let position = party.map(|party| MarkedPosition {
            party: PartySlug::parse(party).unwrap(),
            stance,
            speaker: None,
            reported_by: None,
        });
        let issue = IssueSlug::parse(issue).unwrap();
        Mark { span: CharSpan { start: 0, end: 9 }, issue, position }
    }

    #[test]
    fn position_takes_the_place_of_the_bare_issue_and_of_the_same_party() {
        let bare = mark("bridges", None, Stance::Rejects);
        let north = mark("bridges", Some("northbank"), Stance::Rejects);
        let marks = marked(&marked(&[], bare.clone()), north.clone());
        assert_eq!(marks, std::slice::from_ref(&north));
        assert_eq!(marked(&marks, bare), marks, "the position says it already");
        let again = mark("bridges", Some("northbank"), Stance::Accepts);
        assert_eq!(marked(&marks, again.clone()), [again]);
        let south = mark("bridges", Some("southbank"), Stance::Demands);
        assert_eq!(marked(&marks, south.clone()), [north, south]);
    }

    #[test]
    fn mark_is_plain_json() {
        let json = serde_json::to_value(mark("water", Some("isle"), Stance::Offers)).unwrap();
        assert_eq!(json["start"], 0);
        assert_eq!(json["position"]["party"], "isle");
    }
}
