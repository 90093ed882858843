//! What stands around a cue: negation, passive voice, a verb that governs it.

use std::ops::Range;

use super::attitudes::Reading;
use super::language::{Class, CueKind};

impl Reading<'_> {
    /// "Refused *to accept*", "must *accept*": the outer word tells the attitude.
    pub(super) fn is_inner(&self, outer: &Range<usize>, words: &Range<usize>) -> bool {
        if words.start < outer.end || words.start - outer.end > 6 {
            return false;
        }
        let between = outer.end..words.start;
        if between.clone().any(|at| matches!(self.key(at), "," | ";" | "and" | "but" | "that")) {
            return false;
        }
        let infinitive = self.key(words.start - 1) == "to"
            || self.key(words.start.saturating_sub(2)) == "to"
                && self.key(words.start - 1).ends_with("ly");
        let under_duty = self
            .cues_at(outer.start)
            .is_some_and(|(_, cues)| cues.iter().any(|cue| cue.kind == CueKind::Duty))
            && words.start - outer.end <= 2;
        infinitive || under_duty || self.key(outer.end - 1) == "to" && words.start == outer.end
    }

    /// "Brought back", "came back to": no backing.
    pub(super) fn is_adverb(&self, words: &Range<usize>) -> bool {
        if self.key(words.start) != "back" {
            return false;
        }
        let next = self.key(words.end);
        matches!(
            next,
            "to" | "from" | "in" | "home" | "into" | "on" | "down" | "as" | "and" | "." | ","
        ) || matches!(
            self.evidence.parsed.stem(words.start.wrapping_sub(1)),
            Some(
                "bring"
                    | "come"
                    | "go"
                    | "pull"
                    | "get"
                    | "give"
                    | "take"
                    | "move"
                    | "hand"
                    | "put"
                    | "sent"
                    | "send"
                    | "fall"
                    | "date"
                    | "hold"
            )
        )
    }

    /// "Was rejected", "were expected": whoever is named before is not the holder.
    pub(super) fn is_passive(&self, words: &Range<usize>) -> bool {
        let key = self.key(words.start);
        let participle =
            key.ends_with("ed") || matches!(key, "sought" | "put" | "forbidden" | "thrown");
        participle
            && words.len() == 1
            && (self.range.start..words.start)
                .rev()
                .take(3)
                .find(|&at| !self.key(at).ends_with("ly") && !self.is_helper(at))
                .is_none_or(|at| self.is_being(at))
            && (self.range.start..words.start).rev().take(3).any(|at| self.is_being(at))
    }

    fn is_being(&self, at: usize) -> bool {
        matches!(self.key(at), "be" | "is" | "are" | "was" | "were" | "been" | "being")
    }

    /// Auxiliaries and adverbs that may stand between "was" and its participle.
    fn is_helper(&self, at: usize) -> bool {
        self.is(Class::Auxiliary, at) && !self.is_being(at)
    }

    /// A negator in the four words before the cue, inside its clause.
    pub(super) fn negated(&self, at: usize) -> bool {
        let from = at.saturating_sub(4).max(self.range.start);
        for before in (from..at).rev() {
            if matches!(self.key(before), "," | ";" | ":" | "that" | "\"" | "and" | "but") {
                break;
            }
            if self.is(Class::Negator, before) || self.key(before).ends_with("n't") {
                return true;
            }
        }
        matches!(self.key(at + 1), "not" | "no" | "never")
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::{attitudes, events};

    #[test]
    fn denial_turns_the_stance() {
        assert_eq!(attitudes("Norland does not accept a truce."), ["norland rejects: not accept"]);
        assert_eq!(attitudes("Norland has never accepted a truce."), ["norland rejects: accepted"]);
    }

    #[test]
    fn denial_stays_in_its_clause() {
        assert_eq!(
            attitudes("It was not easy, but Norland accepted a truce."),
            ["norland accepts: accepted"]
        );
        assert_eq!(
            attitudes("Not one road is open and Norland accepted it."),
            ["norland accepts: accepted"]
        );
    }

    #[test]
    fn outer_verb_tells_the_attitude() {
        assert_eq!(attitudes("Norland refused to accept a truce."), ["norland rejects: refused"]);
        assert_eq!(attitudes("Norland is ready to support a truce."), ["norland offers: ready to"]);
    }

    #[test]
    fn back_as_an_adverb_is_no_backing() {
        assert_eq!(attitudes("Norland went back to the table."), Vec::<String>::new());
        let (found, _) = events("Norland backs the truce.");
        assert_eq!(found[0].stance, crate::domain::Stance::Accepts);
    }
}
