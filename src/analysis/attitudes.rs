//! Attitudes in a sentence: cue, holder, stance, with negation and conditions of their clause.

use std::ops::Range;

use super::language::{Class, Cue, CueKind};
use super::mention::{Mention, MentionKind, Usage};
use super::positions::Evidence;
use super::speech::is_outside;
use crate::domain::{Span, Stance};

/// One attitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Who holds it.
    pub parties: Vec<usize>,
    /// The attitude.
    pub stance: Stance,
    /// How sure, from 0 to 2: strong cues before soft ones, defaults last.
    pub weight: f64,
    /// Token of the cue.
    pub at: usize,
    /// Words of the cue.
    pub cue: Option<Span>,
    /// Mention of the holder.
    pub holder: Option<usize>,
    /// Mention of the source.
    pub source: Option<usize>,
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

struct Reading<'a> {
    evidence: Evidence<'a>,
    range: Range<usize>,
    here: Range<usize>,
    source: Option<usize>,
    outside: bool,
    carried: bool,
}

/// Finds the attitudes of a sentence.
#[must_use]
pub fn find(evidence: Evidence<'_>, sentence: usize, context: &mut Context) -> Vec<Event> {
    let range = evidence.parsed.ranges[sentence].clone();
    let mentions = evidence.mentions;
    let from = mentions.partition_point(|mention| mention.sentence < sentence);
    let to = from + mentions[from..].partition_point(|mention| mention.sentence == sentence);
    let paragraph = evidence.parsed.sentences[sentence].paragraph;
    let speech = evidence.speech[sentence].as_ref();
    let own = speech.map(|speech| speech.source);
    let fresh = paragraph == context.paragraph;
    let mut reading = Reading {
        evidence,
        range,
        here: from..to,
        source: own,
        outside: own.is_some_and(|source| is_outside(&mentions[source])),
        carried: false,
    };
    if own.is_none() && fresh {
        reading.source = context.source;
        reading.outside = context.outside;
        reading.carried = true;
    }
    let events = reading.events();
    context.paragraph = paragraph;
    if own.is_some() {
        context.source = own;
        context.outside = reading.outside;
    } else if !fresh {
        context.source = None;
        context.outside = false;
    }
    events
}

impl Reading<'_> {
    fn key(&self, at: usize) -> &str {
        self.evidence.parsed.key(at).unwrap_or("")
    }

    fn is(&self, class: Class, at: usize) -> bool {
        self.evidence.lexicon.language().is(class, self.key(at))
    }

    fn mention(&self, index: usize) -> &Mention {
        &self.evidence.mentions[index]
    }

    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let mut at = self.range.start;
        while at < self.range.end {
            let language = self.evidence.lexicon.language();
            let found = language.cues.longest(at, |at| {
                self.evidence
                    .parsed
                    .stem(at)
                    .filter(|_| at < self.range.end)
            });
            let Some((taken, cues)) = found else {
                at += 1;
                continue;
            };
            for cue in cues {
                events.extend(self.event(at..at + taken, *cue));
            }
            at += taken;
        }
        self.condition(&mut events);
        if events
            .iter()
            .all(|event| event.parties.is_empty() || event.weight < 0.5)
        {
            events.extend(self.default_event());
        }
        events
    }

    fn event(&self, words: Range<usize>, cue: Cue) -> Option<Event> {
        let negated = self.negated(words.start);
        let strength = if cue.strong { 1.0 } else { 0.6 };
        let (stance, holder, weight) = match cue.kind {
            CueKind::Attitude(Stance::Conditions) => return None,
            CueKind::Attitude(stance) => {
                let holder = self.holder(&words)?;
                (turn(stance, negated)?, holder, strength)
            }
            CueKind::Duty => {
                let stance = if negated || self.key(words.start).starts_with("can") {
                    Stance::Rejects
                } else {
                    Stance::Demands
                };
                (stance, Holder::Source, 0.8)
            }
            CueKind::Will => {
                let holder = self.subject(words.start);
                let stance = if negated || self.key(words.start).starts_with("wo") {
                    Stance::Rejects
                } else {
                    Stance::Offers
                };
                match holder {
                    Some(holder) => (
                        stance,
                        Holder::Mention(holder),
                        if negated { 0.9 } else { 0.65 },
                    ),
                    None => return None,
                }
            }
        };
        self.build(stance, holder, weight, words)
    }

    fn build(
        &self,
        stance: Stance,
        holder: Holder,
        weight: f64,
        words: Range<usize>,
    ) -> Option<Event> {
        let source = self.source.map(|source| self.mention(source));
        let (parties, mention, discount) = match holder {
            Holder::Mention(index) => {
                let mention = self.mention(index);
                if mention.is_outside() {
                    return None;
                }
                (mention.parties.clone(), Some(index), 0.0)
            }
            Holder::Source => {
                let source = source?;
                if self.outside || source.is_outside() {
                    return None;
                }
                (
                    source.parties.clone(),
                    self.source,
                    if self.carried { 0.25 } else { 0.0 },
                )
            }
        };
        let own =
            source.is_none_or(|source| source.parties.iter().any(|party| parties.contains(party)));
        let named = mention.and_then(|index| self.mention(index).person.clone());
        let by_source = source
            .filter(|_| own)
            .and_then(|source| source.person.clone());
        let reported_by = if own || self.carried {
            None
        } else {
            source.and_then(|source| source.parties.first().copied())
        };
        Some(Event {
            parties,
            stance,
            weight: weight - discount,
            at: words.start,
            cue: Some(self.evidence.parsed.span(words)),
            holder: mention,
            source: self.source,
            speaker: named.or(by_source),
            reported_by,
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

    /// Who holds the attitude of the cue at `words`.
    fn holder(&self, words: &Range<usize>) -> Option<Holder> {
        let at = words.start;
        if let Some(agent) = self.agent(words.end) {
            return Some(Holder::Mention(agent));
        }
        let before = at
            .checked_sub(1)
            .filter(|before| *before >= self.range.start);
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
        match self.subject(at) {
            Some(subject) => Some(Holder::Mention(subject)),
            None => self.source.map(|_| Holder::Source),
        }
    }

    /// "… was rejected by Moscow".
    fn agent(&self, from: usize) -> Option<usize> {
        if self.key(from) != "by" {
            return None;
        }
        self.here.clone().find(|&index| {
            let first = self.mention(index).first;
            first == from + 1 || first == from + 2
        })
    }

    /// The nearest mention on the left that can be the subject of the verb at `at`.
    fn subject(&self, at: usize) -> Option<usize> {
        let mut left = at;
        let mut index = self.here.end;
        while index > self.here.start {
            index -= 1;
            let mention = self.mention(index);
            if mention.end > left {
                continue;
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
            return Some(self.first_of_list(index));
        }
        None
    }

    fn first_of_list(&self, index: usize) -> usize {
        index
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
            .longest(before - 1, |at| {
                self.evidence.parsed.stem(at).filter(|_| at < before)
            })
            .is_some()
    }

    /// When the mention stands in a relative clause that closes before the verb: where it opens.
    fn relative_open(&self, first: usize, verb: usize) -> Option<usize> {
        let open = (self.range.start..first)
            .rev()
            .take(14)
            .find(|&at| self.key(at) == ",")?;
        if !self.is(Class::Relative, open + 1) {
            return None;
        }
        (first..verb).any(|at| self.key(at) == ",").then_some(open)
    }

    /// A condition turns consent and offers of its sentence into conditions.
    fn condition(&self, events: &mut [Event]) {
        let language = self.evidence.lexicon.language();
        let mut found = None;
        for at in self.range.clone() {
            let cues = language.cues.longest(at, |at| {
                self.evidence
                    .parsed
                    .stem(at)
                    .filter(|_| at < self.range.end)
            });
            let Some((taken, cues)) = cues else { continue };
            let strong = cues
                .iter()
                .any(|cue| cue.kind == CueKind::Attitude(Stance::Conditions) && cue.strong);
            let soft = cues
                .iter()
                .any(|cue| cue.kind == CueKind::Attitude(Stance::Conditions) && !cue.strong);
            if strong || soft && self.key(at) == "if" {
                found = Some((at..at + taken, strong));
                break;
            }
        }
        let Some((words, strong)) = found else { return };
        for event in events {
            let turns = matches!(event.stance, Stance::Accepts | Stance::Offers)
                || strong
                    && event.stance == Stance::Rejects
                    && !matches!(self.key(words.start), "as" | "until" | "so");
            if turns {
                event.stance = Stance::Conditions;
                event.cue = Some(self.evidence.parsed.span(words.clone()));
                event.weight += 0.2;
            }
        }
    }

    /// Somebody of the catalog speaks and no word tells the attitude.
    fn default_event(&self) -> Option<Event> {
        if self.carried && !self.evidence.parsed.quoted[self.range.start] {
            return None;
        }
        let source = self.source?;
        let mention = self.mention(source);
        if self.outside || mention.is_outside() || mention.kind == MentionKind::Outsider {
            return None;
        }
        let speech = self.evidence.speech[mention.sentence].as_ref()?;
        let verb = speech.verb;
        Some(Event {
            parties: mention.parties.clone(),
            stance: Stance::Demands,
            weight: 0.4,
            at: verb.clamp(self.range.start, self.range.end - 1),
            cue: None,
            holder: Some(source),
            source: Some(source),
            speaker: mention.person.clone(),
            reported_by: None,
        })
    }
}

enum Holder {
    Mention(usize),
    Source,
}

/// What a stance means when its cue is denied.
fn turn(stance: Stance, negated: bool) -> Option<Stance> {
    if !negated {
        return Some(stance);
    }
    match stance {
        Stance::Accepts | Stance::Offers => Some(Stance::Rejects),
        Stance::Rejects => Some(Stance::Undecided),
        Stance::Demands => Some(Stance::Rejects),
        other => Some(other),
    }
}
