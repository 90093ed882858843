//! Two codings of one article side by side: what both marked alike, and where they differ.

use std::collections::BTreeMap;

use crate::domain::{CharSpan, IssueSlug, Mark, MarkKey, MarkedPosition, PartySlug};

/// What two people marked of one party on one issue in one sentence, or of the bare issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared<'m> {
    /// The sentence.
    pub span: CharSpan,
    /// The issue.
    pub issue: &'m IssueSlug,
    /// The party; none where only the issue is marked.
    pub party: Option<&'m PartySlug>,
    /// The first one's mark.
    pub first: Option<&'m Mark>,
    /// The second one's.
    pub second: Option<&'m Mark>,
}

/// In what two codings differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// In nothing that is decided on.
    None,
    /// Only the first has the position.
    FirstOnly,
    /// Only the second has it.
    SecondOnly,
    /// Both have it, with another stance, speaker or reporter.
    Values,
    /// One says that the sentence is about the issue, the other says nothing of it.
    Issue,
}

impl<'m> Compared<'m> {
    /// What is compared.
    #[must_use]
    pub fn key(&self) -> MarkKey<'m> {
        (self.span, self.issue, self.party)
    }

    /// In what the two differ.
    #[must_use]
    pub fn difference(&self) -> Difference {
        match (self.first, self.second) {
            (Some(first), Some(second)) => match (&first.position, &second.position) {
                (Some(first), Some(second)) if !agree(first, second) => Difference::Values,
                _ => Difference::None,
            },
            _ if self.party.is_none() => Difference::Issue,
            (Some(_), None) => Difference::FirstOnly,
            (None, _) => Difference::SecondOnly,
        }
    }

    /// The position as both have it: with the speaker that one of them names at least.
    #[must_use]
    pub fn agreed(&self) -> Option<MarkedPosition> {
        let (first, second) = (self.first?.position.as_ref()?, self.second?.position.as_ref()?);
        let speaker = first.speaker.clone().or_else(|| second.speaker.clone());
        agree(first, second).then(|| MarkedPosition { speaker, ..first.clone() })
    }

    /// The position of one of the two.
    #[must_use]
    pub fn position(&self, of_first: bool) -> Option<&'m MarkedPosition> {
        let mark = if of_first { self.first } else { self.second };
        mark.and_then(|mark| mark.position.as_ref())
    }
}

/// Who leaves the speaker out contradicts nobody who names one.
fn agree(first: &MarkedPosition, second: &MarkedPosition) -> bool {
    let speakers = first.speaker.as_ref().zip(second.speaker.as_ref());
    (first.stance, &first.reported_by) == (second.stance, &second.reported_by)
        && speakers.is_none_or(|(one, other)| one == other)
}

/// Lays two codings of the same text beside each other, in the order of the text. A bare issue that
/// the other has as a position is agreed as an issue and not listed of its own.
#[must_use]
pub fn compare<'m>(first: &'m [Mark], second: &'m [Mark]) -> Vec<Compared<'m>> {
    let mut all: BTreeMap<_, (Option<&Mark>, Option<&Mark>)> = BTreeMap::new();
    for mark in first {
        all.entry(mark.key()).or_default().0 = Some(mark);
    }
    for mark in second {
        all.entry(mark.key()).or_default().1 = Some(mark);
    }
    let has = |marks: &[Mark], span, issue: &IssueSlug| {
        marks.iter().any(|mark| mark.span == span && mark.issue == *issue)
    };
    let items = all.into_iter().map(|((span, issue, party), (first, second))| Compared {
        span,
        issue,
        party,
        first,
        second,
    });
    let is_listed = |item: &Compared<'_>| {
        item.party.is_some()
            || item.difference() == Difference::None
            || !(has(first, item.span, item.issue) && has(second, item.span, item.issue))
    };
    items.filter(is_listed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Stance;

    fn mark(at: i64, issue: &str, position: Option<(&str, Stance, Option<&str>)>) -> Mark {
        Mark {
            span: CharSpan { start: at, end: at + 5 },
            issue: IssueSlug::parse(issue).unwrap(),
            position: position.map(|(party, stance, speaker)| MarkedPosition {
                party: PartySlug::parse(party).unwrap(),
                stance,
                speaker: speaker.map(str::to_owned),
                reported_by: None,
            }),
        }
    }

    fn differences(first: &[Mark], second: &[Mark]) -> Vec<Difference> {
        compare(first, second).iter().map(Compared::difference).collect()
    }

    #[test]
    fn same_position_is_agreed_with_the_speaker_that_one_names() {
        let first = [mark(0, "water", Some(("isle", Stance::Offers, None)))];
        let second = [mark(0, "water", Some(("isle", Stance::Offers, Some("Cleo Marsh"))))];
        let compared = compare(&first, &second);
        assert_eq!(compared[0].difference(), Difference::None);
        assert_eq!(compared[0].agreed().unwrap().speaker.as_deref(), Some("Cleo Marsh"));
        let third = [mark(0, "water", Some(("isle", Stance::Offers, Some("Ada Holm"))))];
        assert_eq!(differences(&second, &third), [Difference::Values]);
    }

    #[test]
    fn every_difference_has_its_kind_in_the_order_of_the_text() {
        let first = [
            mark(0, "bridges", Some(("isle", Stance::Offers, None))),
            mark(10, "bridges", Some(("isle", Stance::Offers, None))),
            mark(20, "water", None),
        ];
        let second = [
            mark(0, "bridges", Some(("isle", Stance::Rejects, None))),
            mark(10, "bridges", Some(("northbank", Stance::Offers, None))),
        ];
        assert_eq!(
            differences(&first, &second),
            [Difference::Values, Difference::FirstOnly, Difference::SecondOnly, Difference::Issue]
        );
    }

    #[test]
    fn bare_issue_beside_a_position_on_it_is_no_difference_of_its_own() {
        let first = [mark(0, "water", None)];
        let second = [mark(0, "water", Some(("isle", Stance::Offers, None)))];
        assert_eq!(differences(&first, &second), [Difference::SecondOnly]);
        assert_eq!(differences(&first, &first), [Difference::None]);
    }
}
