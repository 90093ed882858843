//! What a sentence shows of attitudes, whoever holds them.

use std::ops::Range;

use super::attitudes::Reading;
use super::language::{Class, CueKind};
use crate::domain::Stance;

/// What a sentence shows, whoever holds it.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Clues {
    /// "Only if" and the like.
    pub condition: Option<Range<usize>>,
    /// True when that condition is set in so many words: "only if", "on condition", "unless".
    pub firm: bool,
    /// "If", "once", "before".
    pub soft_condition: bool,
    /// "Whether".
    pub whether: bool,
    /// "Any".
    pub any: bool,
    /// Negators.
    pub negators: usize,
    /// Stances of all cues, strong or soft, by their place in [`Stance::ALL`].
    pub stances: [f64; 6],
    /// True when the one who speaks stands outside the catalog.
    pub outside: bool,
    /// True when it begins inside a quotation.
    pub quoted: bool,
}

impl Reading<'_> {
    pub(super) fn clues(&self) -> Clues {
        let mut shown = Clues {
            outside: self.outside,
            quoted: self.evidence.parsed.quoted.get(self.range.start).copied().unwrap_or(false),
            ..Clues::default()
        };
        for at in self.range.clone() {
            shown.whether |= self.key(at) == "whether";
            shown.any |= self.key(at) == "any";
            shown.negators += usize::from(self.is(Class::Negator, at));
            let Some((taken, cues)) = self.cues_at(at) else {
                continue;
            };
            for cue in cues {
                match cue.kind {
                    CueKind::Attitude(Stance::Conditions) if cue.strong => {
                        shown.firm |= (at..at + taken).any(|at| self.is(Class::Firm, at));
                        shown.condition.get_or_insert(at..at + taken);
                    }
                    CueKind::Attitude(Stance::Conditions) => shown.soft_condition = true,
                    CueKind::Attitude(stance) => {
                        let stance = turn(stance, self.negated(at));
                        let place = &mut shown.stances[place(stance)];
                        *place = f64::max(*place, if cue.strong { 1.0 } else { 0.5 });
                    }
                    _ => {}
                }
            }
        }
        shown
    }
}

/// A stance's place in [`Stance::ALL`].
#[must_use]
pub fn place(stance: Stance) -> usize {
    Stance::ALL.iter().position(|&other| other == stance).unwrap_or(0)
}

/// What a stance means when its cue is denied.
#[must_use]
pub fn turn(stance: Stance, negated: bool) -> Stance {
    match stance {
        stance if !negated => stance,
        Stance::Accepts | Stance::Offers | Stance::Demands => Stance::Rejects,
        Stance::Rejects => Stance::Undecided,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::events;

    #[test]
    fn conditions_are_seen() {
        for text in [
            "Norland agrees only if the rebels go.",
            "Norland will go on condition that they stop.",
        ] {
            assert!(events(text).1.condition.is_some(), "{text}");
        }
        for text in ["Norland agrees.", "Norland is in good condition."] {
            assert!(events(text).1.condition.is_none(), "{text}");
        }
    }

    #[test]
    fn negators_and_open_questions_are_seen() {
        let clues = events("Norland did not say whether any truce would hold.").1;
        assert!(clues.whether && clues.any && clues.negators == 1, "{clues:?}");
        assert!(!events("Norland said a truce would hold.").1.whether);
    }
}
