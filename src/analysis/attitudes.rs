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
            for cue in cues {
                if !inner {
                    events.extend(self.event(words.clone(), *cue));
                }
            }
            if !matches!(cues[0].kind, CueKind::Attitude(Stance::Conditions)) && !inner {
                last = Some(words);
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

    fn cues_at(&self, at: usize) -> Option<(usize, &[Cue])> {
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
        let strength = if cue.strong { 1.0 } else { 0.6 };
        let (stance, holder, weight) = match cue.kind {
            CueKind::Attitude(Stance::Conditions) => return None,
            CueKind::Attitude(stance) => {
                if self.is_adverb(&words) {
                    return None;
                }
                let passive = self.is_passive(&words);
                let holder = if passive {
                    let agent = self.agent(words.end).map(Holder::Mention);
                    agent.or(self.source.map(|_| Holder::Source))?
                } else {
                    self.holder(&words)?
                };
                let by_source = matches!(holder, Holder::Source);
                let discount = if passive && by_source { 0.3 } else { 0.0 };
                (turn(stance, negated)?, holder, strength - discount)
            }
            CueKind::Duty => {
                let refuses = negated || self.key(words.start).starts_with("can");
                (
                    if refuses {
                        Stance::Rejects
                    } else {
                        Stance::Demands
                    },
                    Holder::Source,
                    0.8,
                )
            }
            CueKind::Will => {
                let followed = (words.end..words.end + 3).any(|at| {
                    self.cues_at(at)
                        .is_some_and(|(_, cues)| cues[0].kind != CueKind::Will)
                });
                if followed {
                    return None;
                }
                let subject = self.subject(words.start)?;
                let refuses = negated || matches!(self.key(words.start), "won't" | "wouldn't");
                let own = self.is_own(&subject);
                let weight = if refuses { 0.9 } else { 0.65 } - if own { 0.0 } else { 0.25 };
                (
                    if refuses {
                        Stance::Rejects
                    } else {
                        Stance::Offers
                    },
                    subject,
                    weight,
                )
            }
        };
        self.build(stance, holder, weight, words)
    }

    /// True when the holder is of the source's party, or nobody speaks.
    fn is_own(&self, holder: &Holder) -> bool {
        let (Holder::Mention(index), Some(source)) = (holder, self.source) else {
            return true;
        };
        let source = self.mention(source);
        self.mention(*index)
            .parties
            .iter()
            .any(|party| source.parties.contains(party))
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
        weight: f64,
        words: Range<usize>,
    ) -> Option<Event> {
        let source = self.source.map(|source| self.mention(source));
        let (parties, mention, discount) = match holder {
            Holder::Mention(index) => {
                let mention = self.mention(index);
                if mention.is_outside() && self.listed(index).is_empty() {
                    return None;
                }
                (self.listed(index), Some(index), 0.0)
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
        self.subject(at)
            .or_else(|| self.source.map(|_| Holder::Source))
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

    /// The nearest mention on the left that can be the subject of the verb at `at`; inside a
    /// quotation "we" and "I" are its speaker.
    fn subject(&self, at: usize) -> Option<Holder> {
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
            matches!(
                self.key(at),
                "we" | "i" | "i'm" | "we're" | "we've" | "i've" | "we'll"
            )
        })
    }

    /// The parties of a mention and of those that stand in a list with it: "X, Y and Z".
    fn listed(&self, index: usize) -> Vec<usize> {
        let mut parties = self.mention(index).parties.clone();
        let mut first = self.mention(index).first;
        for before in (self.here.start..index).rev() {
            let mention = self.mention(before);
            if mention.end > first {
                continue;
            }
            let joins = (mention.end..first).all(|at| matches!(self.key(at), "," | "and" | "both"));
            let close = first - mention.end <= 2;
            if !joins || !close || self.is_alone(before, first) {
                break;
            }
            parties.extend(mention.parties.iter().copied());
            first = mention.first;
        }
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// A comma alone between two people is an apposition or an inversion, not a list.
    fn is_alone(&self, before: usize, first: usize) -> bool {
        let mention = self.mention(before);
        mention.usage == Usage::Possessor || mention.end == first
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
        let mut found = None;
        for at in self.range.clone() {
            let Some((taken, cues)) = self.cues_at(at) else {
                continue;
            };
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
