//! Attitudes in a sentence: cue, holder, stance, with the negation of their clause.

use std::ops::Range;

use super::holders::Holder;
use super::language::{Class, Cue, CueKind};
use super::mention::{Mention, Usage};
use super::positions::Evidence;
use super::speech::is_outside;
use crate::domain::{Span, Stance};

/// What shows the attitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A word that decides alone.
    Strong,
    /// A word that decides where nothing stronger stands.
    Soft,
    /// What must be.
    Duty,
    /// What the holder will do.
    Will,
    /// The holder speaks.
    Speaks,
    /// The holder is named, no more.
    Named,
}

/// One attitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Who holds it; never empty.
    pub parties: Vec<usize>,
    /// The attitude.
    pub stance: Stance,
    /// What shows it.
    pub sign: Sign,
    /// True when the cue is denied; the stance is turned already.
    pub negated: bool,
    /// True for "was rejected".
    pub passive: bool,
    /// Token of the cue.
    pub at: usize,
    /// Words of the cue.
    pub cue: Option<Span>,
    /// Mention of the holder.
    pub holder: Option<usize>,
    /// True when the holder is whoever speaks.
    pub by_source: bool,
    /// True when the one who speaks was named in a sentence before.
    pub carried: bool,
    /// Person whose words or act it is.
    pub speaker: Option<String>,
    /// Party on whose word it rests.
    pub reported_by: Option<usize>,
}

/// What a sentence shows, whoever holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clues {
    /// "Only if" and the like.
    pub condition: Option<Range<usize>>,
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

/// Who spoke last: sentences without a source may go on with it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    source: Option<usize>,
    paragraph: usize,
    outside: bool,
}

pub(super) struct Reading<'a> {
    pub(super) evidence: Evidence<'a>,
    pub(super) range: Range<usize>,
    pub(super) here: Range<usize>,
    pub(super) source: Option<usize>,
    outside: bool,
    carried: bool,
}

/// Finds the attitudes of a sentence.
#[must_use]
pub fn find(evidence: Evidence<'_>, sentence: usize, context: &mut Context) -> (Vec<Event>, Clues) {
    let range = evidence.parsed.ranges[sentence].clone();
    let mentions = evidence.mentions;
    let from = mentions.partition_point(|mention| mention.sentence < sentence);
    let to = from + mentions[from..].partition_point(|mention| mention.sentence == sentence);
    let paragraph = evidence.parsed.sentences[sentence].paragraph;
    let own = evidence.speech[sentence]
        .as_ref()
        .map(|speech| speech.source);
    let same = paragraph == context.paragraph;
    let mut reading = Reading {
        evidence,
        range,
        here: from..to,
        source: own,
        outside: own.is_some_and(|source| is_outside(&mentions[source])),
        carried: false,
    };
    if own.is_none() && same {
        reading.source = context.source;
        reading.outside = context.outside;
        reading.carried = true;
    }
    let found = (reading.events(), reading.clues());
    context.paragraph = paragraph;
    if own.is_some() || !same {
        context.source = own;
        context.outside = own.is_some() && reading.outside;
    }
    found
}

impl Reading<'_> {
    pub(super) fn key(&self, at: usize) -> &str {
        self.evidence.parsed.key(at).unwrap_or("")
    }

    pub(super) fn is(&self, class: Class, at: usize) -> bool {
        self.evidence.lexicon.language().is(class, self.key(at))
    }

    pub(super) fn mention(&self, index: usize) -> &Mention {
        &self.evidence.mentions[index]
    }

    fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        let mut last: Option<Range<usize>> = None;
        let mut at = self.range.start;
        while at < self.range.end {
            let Some((taken, cues)) = self.cues_at(at) else {
                at += 1;
                continue;
            };
            let words = at..at + taken;
            let inner = last
                .as_ref()
                .is_some_and(|outer| self.is_inner(outer, &words));
            if !inner {
                events.extend(
                    cues.iter()
                        .filter_map(|cue| self.event(words.clone(), *cue)),
                );
                if cues[0].kind != CueKind::Attitude(Stance::Conditions) {
                    last = Some(words);
                }
            }
            at += taken;
        }
        events.extend(self.speaks());
        events.extend(self.here.clone().filter_map(|index| self.named(index)));
        events
    }

    pub(super) fn cues_at(&self, at: usize) -> Option<(usize, &[Cue])> {
        let language = self.evidence.lexicon.language();
        let stem_at = |at: usize| {
            self.evidence
                .parsed
                .stem(at)
                .filter(|_| at < self.range.end)
        };
        language.cues.longest(at, stem_at)
    }

    /// "Refused *to accept*", "must *accept*": the outer word tells the attitude.
    fn is_inner(&self, outer: &Range<usize>, words: &Range<usize>) -> bool {
        if words.start < outer.end || words.start - outer.end > 6 {
            return false;
        }
        let between = outer.end..words.start;
        if between
            .clone()
            .any(|at| matches!(self.key(at), "," | ";" | "and" | "but" | "that"))
        {
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

    fn event(&self, words: Range<usize>, cue: Cue) -> Option<Event> {
        let negated = self.negated(words.start);
        let passive = self.is_passive(&words);
        let (stance, holder, sign) = match cue.kind {
            CueKind::Attitude(Stance::Conditions) => return None,
            CueKind::Attitude(stance) => {
                if self.is_adverb(&words) {
                    return None;
                }
                let holder = if passive {
                    let agent = self.agent(words.end).map(Holder::Mention);
                    agent.or(self.source.map(|_| Holder::Source))?
                } else {
                    self.holder(&words)?
                };
                (
                    turn(stance, negated),
                    holder,
                    if cue.strong { Sign::Strong } else { Sign::Soft },
                )
            }
            CueKind::Duty => {
                let refuses = negated || self.key(words.start).starts_with("can");
                let stance = if refuses {
                    Stance::Rejects
                } else {
                    Stance::Demands
                };
                (stance, Holder::Source, Sign::Duty)
            }
            CueKind::Will => {
                let followed = (words.end..words.end + 3).any(|at| {
                    self.cues_at(at)
                        .is_some_and(|(_, cues)| cues[0].kind != CueKind::Will)
                });
                if followed {
                    return None;
                }
                let refuses = negated || matches!(self.key(words.start), "won't" | "wouldn't");
                let stance = if refuses {
                    Stance::Rejects
                } else {
                    Stance::Offers
                };
                (stance, self.subject(words.start)?, Sign::Will)
            }
        };
        let mut event = self.build(stance, holder, sign, words)?;
        (event.negated, event.passive) = (negated, passive);
        Some(event)
    }

    /// "Brought back", "came back to": no backing.
    fn is_adverb(&self, words: &Range<usize>) -> bool {
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
    fn is_passive(&self, words: &Range<usize>) -> bool {
        let key = self.key(words.start);
        let participle =
            key.ends_with("ed") || matches!(key, "sought" | "put" | "forbidden" | "thrown");
        participle
            && words.len() == 1
            && (1..=3).any(|back| {
                let at = words
                    .start
                    .checked_sub(back)
                    .filter(|at| *at >= self.range.start);
                let chain = (1..back).all(|near| {
                    let key = self.key(words.start - near);
                    key.ends_with("ly") || self.is(Class::Auxiliary, words.start - near)
                });
                chain
                    && at.is_some_and(|at| {
                        matches!(
                            self.key(at),
                            "be" | "is" | "are" | "was" | "were" | "been" | "being"
                        )
                    })
            })
    }

    fn build(
        &self,
        stance: Stance,
        holder: Holder,
        sign: Sign,
        words: Range<usize>,
    ) -> Option<Event> {
        let source = self.source.map(|source| self.mention(source));
        let (parties, holder, by_source) = match holder {
            Holder::Mention(index) => (self.listed(index), Some(index), false),
            Holder::Source => {
                let source = source.filter(|_| !self.outside)?;
                (source.parties.clone(), self.source, true)
            }
        };
        if parties.is_empty() {
            return None;
        }
        let shares = |source: &&Mention| source.parties.iter().any(|party| parties.contains(party));
        let own = source.is_none_or(|source| shares(&source));
        let named = holder.and_then(|index| self.mention(index).person.clone());
        let by_name = source
            .filter(|_| own)
            .and_then(|source| source.person.clone());
        let reporter = source.filter(|_| !own && !self.carried);
        let reported_by = reporter.and_then(|source| source.parties.first().copied());
        Some(Event {
            stance,
            sign,
            negated: false,
            passive: false,
            at: words.start,
            cue: Some(self.evidence.parsed.span(words)),
            holder,
            by_source,
            carried: by_source && self.carried,
            speaker: named.or(by_name),
            reported_by,
            parties,
        })
    }

    /// Whoever speaks may hold what is said, whatever the words.
    fn speaks(&self) -> Option<Event> {
        let source = self.source.filter(|_| !self.outside)?;
        let at = self.evidence.speech[self.mention(source).sentence]
            .as_ref()?
            .verb;
        let at = at.clamp(self.range.start, self.range.end - 1);
        let event = self.build(Stance::Demands, Holder::Source, Sign::Speaks, at..at + 1)?;
        Some(Event { cue: None, ..event })
    }

    /// Whoever is named may hold what the sentence tells.
    fn named(&self, index: usize) -> Option<Event> {
        let mention = self.mention(index);
        if mention.usage == Usage::Oblique || mention.is_outside() {
            return None;
        }
        let words = mention.first..mention.first + 1;
        let event = self.build(Stance::Demands, Holder::Mention(index), Sign::Named, words)?;
        let parties = mention.parties.clone();
        Some(Event {
            cue: None,
            parties,
            ..event
        })
    }

    /// A negator in the four words before the cue, inside its clause.
    fn negated(&self, at: usize) -> bool {
        let from = at.saturating_sub(4).max(self.range.start);
        for before in (from..at).rev() {
            if matches!(
                self.key(before),
                "," | ";" | ":" | "that" | "\"" | "and" | "but"
            ) {
                break;
            }
            if self.is(Class::Negator, before) || self.key(before).ends_with("n't") {
                return true;
            }
        }
        matches!(self.key(at + 1), "not" | "no" | "never")
    }

    fn clues(&self) -> Clues {
        let mut clues = Clues {
            outside: self.outside,
            quoted: self
                .evidence
                .parsed
                .quoted
                .get(self.range.start)
                .copied()
                .unwrap_or(false),
            ..Clues::default()
        };
        for at in self.range.clone() {
            clues.whether |= self.key(at) == "whether";
            clues.any |= self.key(at) == "any";
            clues.negators += usize::from(self.is(Class::Negator, at));
            let Some((taken, cues)) = self.cues_at(at) else {
                continue;
            };
            for cue in cues {
                match cue.kind {
                    CueKind::Attitude(Stance::Conditions) if cue.strong => {
                        clues.condition.get_or_insert(at..at + taken);
                    }
                    CueKind::Attitude(Stance::Conditions) => clues.soft_condition = true,
                    CueKind::Attitude(stance) => {
                        let stance = turn(stance, self.negated(at));
                        let place = &mut clues.stances[place(stance)];
                        *place = f64::max(*place, if cue.strong { 1.0 } else { 0.5 });
                    }
                    _ => {}
                }
            }
        }
        clues
    }
}

/// A stance's place in [`Stance::ALL`].
#[must_use]
pub fn place(stance: Stance) -> usize {
    Stance::ALL
        .iter()
        .position(|&other| other == stance)
        .unwrap_or(0)
}

/// What a stance means when its cue is denied.
fn turn(stance: Stance, negated: bool) -> Stance {
    match stance {
        stance if !negated => stance,
        Stance::Accepts | Stance::Offers | Stance::Demands => Stance::Rejects,
        Stance::Rejects => Stance::Undecided,
        other => other,
    }
}
