//! Who holds an attitude: the subject, agent or possessor of its cue.

use std::ops::Range;

use super::attitudes::Reading;
use super::language::Class;
use super::mention::Usage;

/// Where the holder was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Index of a mention of this sentence.
    Mention(usize),
    /// Whoever speaks.
    Source,
}

impl Reading<'_> {
    /// Who holds the attitude of the cue at `words`.
    pub(super) fn holder(&self, words: &Range<usize>) -> Option<Holder> {
        let at = words.start;
        if let Some(agent) = self.agent(words.end) {
            return Some(Holder::Mention(agent));
        }
        let before = at.checked_sub(1).filter(|before| *before >= self.range.start);
        if let Some(before) = before {
            let possessor = self.here.clone().find(|&index| {
                let mention = self.mention(index);
                mention.usage == Usage::Possessor
                    && mention.end <= at
                    && at - mention.end <= 2
                    && (mention.end..at).all(|at| !matches!(self.key(at), "," | "and"))
            });
            if let Some(possessor) = possessor {
                return Some(Holder::Mention(possessor));
            }
            if self.is(Class::Determiner, before) && !matches!(self.key(before), "both" | "all") {
                return None;
            }
        }
        self.subject(at).or_else(|| self.source.map(|_| Holder::Source))
    }

    /// "… was rejected by Moscow".
    pub(super) fn agent(&self, from: usize) -> Option<usize> {
        if self.key(from) != "by" {
            return None;
        }
        self.here.clone().find(|&index| {
            let first = self.mention(index).first;
            first == from + 1 || first == from + 2
        })
    }

    /// The nearest mention on the left that can be the subject of the verb at `at`; inside a
    /// quotation "we" and "I" are its speaker.
    pub(super) fn subject(&self, at: usize) -> Option<Holder> {
        let mut left = at;
        let mut index = self.here.end;
        while index > self.here.start {
            index -= 1;
            let mention = self.mention(index);
            if mention.end > left {
                continue;
            }
            if self.first_person(mention.end..at) {
                return self.source.map(|_| Holder::Source);
            }
            if (mention.end..at).any(|at| matches!(self.key(at), ";" | "while" | "whereas")) {
                return None;
            }
            if mention.usage != Usage::Actor || self.is_object(mention.first) {
                continue;
            }
            if let Some(open) = self.relative_open(mention.first, at) {
                left = open;
                continue;
            }
            return Some(Holder::Mention(index));
        }
        self.first_person(self.range.start..at).then_some(())?;
        self.source.map(|_| Holder::Source)
    }

    fn first_person(&self, mut tokens: Range<usize>) -> bool {
        tokens.any(|at| {
            matches!(self.key(at), "we" | "i" | "i'm" | "we're" | "we've" | "i've" | "we'll")
        })
    }

    /// The parties of a mention and of those that stand in a list with it: "X, Y and Z".
    pub(super) fn listed(&self, index: usize) -> Vec<usize> {
        let mut parties = self.mention(index).parties.clone();
        let mut first = self.mention(index).first;
        for before in (self.here.start..index).rev() {
            let mention = self.mention(before);
            if mention.end > first {
                continue;
            }
            if !self.joins(mention.end..first) || self.is_alone(before, first) {
                break;
            }
            parties.extend(mention.parties.iter().copied());
            first = mention.first;
        }
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// "X *and the eastern* Y": a comma or "and", then at most three plain words.
    fn joins(&self, between: Range<usize>) -> bool {
        let plain = |at: usize| {
            !self.is(Class::Preposition, at)
                && !self.is(Class::Break, at)
                && !self.is(Class::Relative, at)
                && !self.is(Class::Auxiliary, at)
                && !matches!(
                    self.key(at),
                    ";" | ":" | "\"" | "that" | "(" | "\u{201c}" | "\u{201d}"
                )
        };
        let mut words = between.clone();
        !between.is_empty()
            && between.len() <= 4
            && matches!(self.key(between.start), "," | "and")
            && words.all(|at| {
                matches!(self.key(at), "," | "and" | "both")
                    || plain(at) && self.cues_at(at).is_none()
            })
    }

    /// A comma alone between two people is an apposition or an inversion, not a list.
    fn is_alone(&self, before: usize, first: usize) -> bool {
        let mention = self.mention(before);
        mention.usage != Usage::Actor || mention.end == first
    }

    /// A mention right behind a verb is its object.
    fn is_object(&self, first: usize) -> bool {
        let language = self.evidence.lexicon.language();
        let mut before = first;
        while before > self.range.start && self.is(Class::Determiner, before - 1) {
            before -= 1;
        }
        if before == self.range.start {
            return false;
        }
        language
            .objects
            .longest(before - 1, |at| self.evidence.parsed.stem(at).filter(|_| at < before))
            .is_some()
    }

    /// When the mention stands in a relative clause that closes before the verb: where it opens.
    fn relative_open(&self, first: usize, verb: usize) -> Option<usize> {
        let open = (self.range.start..first).rev().take(14).find(|&at| self.key(at) == ",")?;
        if !self.is(Class::Relative, open + 1) {
            return None;
        }
        (first..verb).any(|at| self.key(at) == ",").then_some(open)
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::attitudes;

    #[test]
    fn subject_holds_the_attitude() {
        assert_eq!(attitudes("Norland rejects a truce."), ["norland rejects: rejects"]);
        assert_eq!(
            attitudes("Pia Lund met the rebels and rejected a truce."),
            ["norland rejects: rejected"]
        );
        assert_eq!(
            attitudes("Norland, which hosts Vesteria, rejects a truce."),
            ["norland rejects: rejects"]
        );
    }

    #[test]
    fn agent_of_a_passive_holds_it_and_its_subject_does_not() {
        assert_eq!(attitudes("The truce was rejected by the rebels."), ["front rejects: rejected"]);
        assert_eq!(attitudes("Norland was rejected."), Vec::<String>::new());
    }

    #[test]
    fn list_of_subjects_holds_it_together() {
        assert_eq!(
            attitudes("Norland, Vesteria and the SMF rejected it."),
            ["norland+front+vesteria rejects: rejected"]
        );
        assert_eq!(attitudes("Norland and, much later, others rejected it.").len(), 1);
    }

    #[test]
    fn possessor_holds_its_own_noun() {
        assert_eq!(
            attitudes("In Vestport, Norland's rejection was noted."),
            ["norland rejects: rejection"]
        );
    }

    #[test]
    fn first_person_is_whoever_speaks() {
        assert_eq!(
            attitudes("\"We reject the truce,\" Mira Osso said."),
            ["front rejects: reject"]
        );
    }
}
