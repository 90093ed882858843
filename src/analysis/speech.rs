//! Who speaks in a sentence, as the positions need it: source, verb, and what is said.

use std::ops::Range;

use super::attributions::Attribution;
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::{Mention, MentionKind, Usage};
use super::parsed::Parsed;

/// A source and what it says, inside one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// Index of the source's mention.
    pub source: usize,
    /// The reporting verb's token, or that of "according".
    pub verb: usize,
    /// Tokens of what is said.
    pub content: Vec<Range<usize>>,
    /// True when an attribution tells it.
    pub attributed: bool,
}

impl Speech {
    /// True when the token belongs to what is said.
    #[must_use]
    pub fn covers(&self, token: usize) -> bool {
        self.content.iter().any(|range| range.contains(&token))
    }
}

/// Finds who speaks in each sentence; the first source that fits.
#[must_use]
pub fn find(lexicon: &Lexicon, parsed: &Parsed<'_>, mentions: &[Mention]) -> Vec<Option<Speech>> {
    let mut from = 0;
    let all = parsed.ranges.iter().enumerate().map(|(sentence, range)| {
        let to = from + mentions[from..].partition_point(|mention| mention.sentence <= sentence);
        let found = in_sentence(lexicon, parsed, range, mentions, from..to);
        from = to;
        found
    });
    all.collect()
}

fn in_sentence(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    range: &Range<usize>,
    mentions: &[Mention],
    here: Range<usize>,
) -> Option<Speech> {
    let language = lexicon.language();
    for at in range.clone() {
        if parsed.key(at) == Some("according") && parsed.key(at + 1) == Some("to") {
            let source = here
                .clone()
                .find(|&m| mentions[m].first == at + 2 || mentions[m].first == at + 3)?;
            let end = clause_end(parsed, mentions[source].end, range.end);
            return Some(Speech {
                source,
                verb: at,
                content: rest(range, at..end),
                attributed: false,
            });
        }
        if parsed.quoted[at] || parsed.key(at) == Some("\"") {
            continue;
        }
        if language
            .reports
            .longest(at, |at| parsed.stem(at).filter(|_| at < range.end))
            .is_none()
        {
            continue;
        }
        if let Some(speech) = with_verb(lexicon, parsed, range, mentions, &here, at) {
            return Some(speech);
        }
    }
    None
}

fn with_verb(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    range: &Range<usize>,
    mentions: &[Mention],
    here: &Range<usize>,
    verb: usize,
) -> Option<Speech> {
    let actor = |m: usize| mentions[m].usage == Usage::Actor;
    // "…," said X: the source follows.
    let after_mark = verb > range.start
        && matches!(
            parsed.key(verb - 1),
            Some("," | "\"" | "\u{201d}" | "'" | "\u{2019}")
        );
    if after_mark {
        if let Some(source) = here.clone().find(|&m| mentions[m].first == verb + 1) {
            let end = clause_end(parsed, mentions[source].end, range.end);
            return Some(Speech {
                source,
                verb,
                content: rest(range, verb - 1..end),
                attributed: false,
            });
        }
    }
    let source = here.clone().rev().find(|&m| {
        mentions[m].end <= verb && actor(m) && reaches(lexicon, parsed, mentions[m].end, verb)
    })?;
    let first = mentions[source].first;
    let before = first.checked_sub(1).filter(|at| *at >= range.start);
    let trails = before.is_some_and(|at| matches!(parsed.key(at), Some("," | "\"" | "\u{201d}")))
        && first > range.start + 3;
    let content = if trails {
        let end = clause_end(parsed, verb + 1, range.end);
        rest(range, first - 1..end)
    } else {
        vec![verb + 1..range.end]
    };
    Some(Speech {
        source,
        verb,
        content,
        attributed: false,
    })
}

/// True when a verb at `verb` can have its subject end at `end`: only auxiliaries, adverbs, a relative
/// clause or an apposition between commas stand between.
fn reaches(lexicon: &Lexicon, parsed: &Parsed<'_>, end: usize, verb: usize) -> bool {
    let language = lexicon.language();
    let mut at = end;
    while at < verb {
        let key = parsed.key(at).unwrap_or("");
        if key == "," {
            let close = (at + 1..verb).rev().find(|&at| parsed.key(at) == Some(","));
            match close {
                Some(close) => at = close + 1,
                None => {
                    return language.is(Class::Relative, parsed.key(at + 1).unwrap_or(""))
                        || verb - at < 8 && false;
                }
            }
            continue;
        }
        let small = language.is(Class::Auxiliary, key)
            || key.ends_with("ly")
            || language.is(Class::Preposition, key)
            || key == "and";
        if !small && verb - end > 6 {
            return false;
        }
        at += 1;
    }
    true
}

fn clause_end(parsed: &Parsed<'_>, from: usize, end: usize) -> usize {
    (from..end)
        .find(|&at| matches!(parsed.key(at), Some("," | ":" | ";" | "\"" | "\u{201c}")))
        .unwrap_or(end)
}

fn rest(range: &Range<usize>, hole: Range<usize>) -> Vec<Range<usize>> {
    let parts = [
        range.start..hole.start.max(range.start),
        hole.end.min(range.end)..range.end,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// True when the source speaks for nobody in the catalog.
#[must_use]
pub fn is_outside(mention: &Mention) -> bool {
    mention.kind == MentionKind::Outsider
}

/// Who speaks in each sentence, by the attributions of the text; where they tell nothing, by the
/// sentence's own verb.
#[must_use]
pub fn of_sentences(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
) -> Vec<Option<Speech>> {
    let mut out = find(lexicon, parsed, mentions);
    for one in attributions.iter().filter(|one| one.parent.is_none()) {
        let Some(source) = source_of(one, mentions) else {
            continue;
        };
        for &piece in &one.content {
            let from = parsed
                .sentences
                .partition_point(|s| s.span.end <= piece.start);
            let covered = parsed.sentences[from..]
                .iter()
                .take_while(|s| s.span.start < piece.end);
            for sentence in from..from + covered.count() {
                let range = &parsed.ranges[sentence];
                let first =
                    parsed.tokens[range.clone()].partition_point(|t| t.span.end <= piece.start);
                let last =
                    parsed.tokens[range.clone()].partition_point(|t| t.span.start < piece.end);
                let tokens = range.start + first..range.start + last;
                let verb = one.cue.map_or(range.start, |cue| {
                    parsed
                        .tokens
                        .partition_point(|token| token.span.end <= cue.start)
                });
                match &mut out[sentence] {
                    Some(speech) if speech.attributed && speech.source == source => {
                        speech.content.push(tokens)
                    }
                    Some(speech) if speech.attributed => {}
                    speech => {
                        *speech = Some(Speech {
                            source,
                            verb,
                            content: vec![tokens],
                            attributed: true,
                        });
                    }
                }
            }
        }
    }
    out
}

/// The mention that names the source: a person before a body.
fn source_of(one: &Attribution, mentions: &[Mention]) -> Option<usize> {
    let by_name = |speaker: &String| {
        mentions
            .iter()
            .position(|mention| mention.person.as_ref() == Some(speaker))
    };
    let Some(span) = one.source else {
        return one.speaker.as_ref().and_then(by_name);
    };
    let from = mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = || {
        let near = mentions[from..]
            .iter()
            .take_while(|mention| mention.span.start < span.end);
        near.enumerate().map(|(at, mention)| (from + at, mention))
    };
    let person = inside().find(|(_, mention)| mention.person.is_some());
    person
        .or_else(|| inside().find(|(_, mention)| mention.usage != Usage::Oblique))
        .or_else(|| inside().next())
        .map(|(at, _)| at)
        .or_else(|| one.speaker.as_ref().and_then(by_name))
}
