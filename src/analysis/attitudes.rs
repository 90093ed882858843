//! Attitudes in a sentence: cue, holder, stance, with the negation of their clause.

use std::ops::Range;

use super::clues::{Clues, turn};
use super::holders::Holder;
use super::language::{Class, Cue, CueKind};
use super::mention::{Mention, Usage};
use super::positions::Evidence;
use super::speech::is_outside;
use crate::domain::{Span, Stance};

/// Tokens of a sentence that are read: what is longer is no sentence, and time stays linear.
pub(super) const MAX_TOKENS: usize = 300;

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
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
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
    pub(super) outside: bool,
    carried: bool,
}

/// Finds the attitudes of a sentence.
#[must_use]
pub fn find(evidence: Evidence<'_>, sentence: usize, context: &mut Context) -> (Vec<Event>, Clues) {
    let whole = &evidence.parsed.ranges[sentence];
    let range = whole.start..whole.end.min(whole.start + MAX_TOKENS);
    let mentions = evidence.mentions;
    let from = mentions.partition_point(|mention| mention.sentence < sentence);
    let to = from
        + mentions[from..]
            .partition_point(|mention| mention.sentence == sentence && mention.end <= range.end);
    let paragraph = evidence.parsed.sentences[sentence].paragraph;
    let speech = evidence.speech[sentence];
    let own = speech.and_then(|speech| speech.source);
    let same = paragraph == context.paragraph;
    let mut reading = Reading {
        evidence,
        range,
        here: from..to,
        source: own,
        outside: speech.is_some() && own.is_none_or(|source| is_outside(&mentions[source])),
        carried: false,
    };
    if speech.is_none() && same {
        reading.source = context.source;
        reading.outside = context.outside;
        reading.carried = true;
    }
    let found = (reading.events(), reading.clues());
    context.paragraph = paragraph;
    if speech.is_some() || !same {
        context.source = own;
        context.outside = speech.is_some() && reading.outside;
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
            let inner = last.as_ref().is_some_and(|outer| self.is_inner(outer, &words));
            if !inner {
                events.extend(cues.iter().filter_map(|cue| self.event(words.clone(), *cue)));
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
        let stem_at = |at: usize| self.evidence.parsed.stem(at).filter(|_| at < self.range.end);
        language.cues.longest(at, stem_at)
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
                (turn(stance, negated), holder, if cue.strong { Sign::Strong } else { Sign::Soft })
            }
            CueKind::Duty => {
                let refuses = negated || self.key(words.start).starts_with("can");
                let stance = if refuses { Stance::Rejects } else { Stance::Demands };
                (stance, Holder::Source, Sign::Duty)
            }
            CueKind::Will => {
                let followed = (words.end..words.end + 3).any(|at| {
                    self.cues_at(at).is_some_and(|(_, cues)| cues[0].kind != CueKind::Will)
                });
                if followed {
                    return None;
                }
                let refuses = negated || matches!(self.key(words.start), "won't" | "wouldn't");
                let stance = if refuses { Stance::Rejects } else { Stance::Offers };
                (stance, self.subject(words.start)?, Sign::Will)
            }
        };
        let mut event = self.build(stance, holder, sign, words)?;
        (event.negated, event.passive) = (negated, passive);
        Some(event)
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
        let by_name = source.filter(|_| own).and_then(|source| source.person.clone());
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
        let at = self.evidence.speech[self.mention(source).sentence].as_ref()?.verb;
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
        Some(Event { cue: None, parties, ..event })
    }
}
