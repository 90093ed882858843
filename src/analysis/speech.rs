//! Who speaks in each sentence, as the positions need it: by the attributions of the text, else by
//! the sentence's own reporting verb.

use std::collections::HashMap;
use std::ops::Range;

use super::attitudes::MAX_TOKENS;
use super::attributions::Attribution;
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::{Mention, MentionKind, Usage};
use super::parsed::Parsed;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speech {
    /// Index of the source's mention; nothing when it stands for nobody that is known.
    pub source: Option<usize>,
    /// The reporting verb's token, or that of "according".
    pub verb: usize,
}

/// True when the source speaks for nobody in the catalog.
#[must_use]
pub fn is_outside(mention: &Mention) -> bool {
    mention.kind == MentionKind::Outsider
}

/// Who speaks in each sentence.
#[must_use]
pub fn of_sentences(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
) -> Vec<Option<Speech>> {
    let own = by_verbs(lexicon, parsed, mentions);
    let mut out = vec![None; own.len()];
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    for (index, mention) in mentions.iter().enumerate() {
        if let Some(person) = &mention.person {
            by_name.entry(person).or_insert(index);
        }
    }
    for one in attributions.iter().filter(|one| one.parent.is_none()) {
        let source = source_of(one, mentions, &by_name);
        if source.is_none() && one.source.is_none() {
            continue;
        }
        for piece in &one.content {
            let after = parsed.sentences.partition_point(|s| s.span.end <= piece.start);
            let inside = parsed.sentences[after..].iter().take_while(|s| s.span.start < piece.end);
            let end = after + inside.count();
            for (speech, range) in out[after..end].iter_mut().zip(&parsed.ranges[after..end]) {
                let verb = one.cue.map_or(range.start, |cue| {
                    parsed.tokens.partition_point(|token| token.span.end <= cue.start)
                });
                if speech.is_none_or(|speech: Speech| speech.source.is_none()) {
                    *speech = Some(Speech { source, verb });
                }
            }
        }
    }
    for (speech, own) in out.iter_mut().zip(own) {
        if own.is_some() && speech.is_none_or(|speech| speech.source.is_none()) {
            *speech = own;
        }
    }
    out
}

/// The mention that names the source: a person before a body.
fn source_of(
    one: &Attribution,
    mentions: &[Mention],
    by_name: &HashMap<&str, usize>,
) -> Option<usize> {
    let named = one.speaker.as_ref().and_then(|speaker| by_name.get(speaker.as_str()).copied());
    let Some(span) = one.source else { return named };
    let from = mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = || {
        let near = mentions[from..].iter().take_while(|mention| mention.span.start < span.end);
        near.enumerate().map(|(at, mention)| (from + at, mention))
    };
    let person = inside().find(|(_, mention)| mention.person.is_some());
    let actor = || inside().find(|(_, mention)| mention.usage != Usage::Oblique);
    let found = person.or_else(actor).or_else(|| inside().next());
    found.map(|(at, _)| at).or(named)
}

/// The source of each sentence's first reporting verb that has one.
fn by_verbs(lexicon: &Lexicon, parsed: &Parsed<'_>, mentions: &[Mention]) -> Vec<Option<Speech>> {
    let mut from = 0;
    let all = parsed.ranges.iter().enumerate().map(|(sentence, range)| {
        let to = from + mentions[from..].partition_point(|mention| mention.sentence <= sentence);
        let range = range.start..range.end.min(range.start + MAX_TOKENS);
        let read = mentions[from..to].partition_point(|mention| mention.end <= range.end);
        let found = in_sentence(lexicon, parsed, &range, mentions, &(from..from + read));
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
    here: &Range<usize>,
) -> Option<Speech> {
    let stem_at = |at: usize| parsed.stem(at).filter(|_| at < range.end);
    for at in range.clone() {
        if parsed.key(at) == Some("according") && parsed.key(at + 1) == Some("to") {
            let first = |m: &usize| matches!(mentions[*m].first.wrapping_sub(at), 2 | 3);
            let source = here.clone().find(first);
            return Some(Speech { source, verb: at });
        }
        if parsed.quoted[at] || lexicon.language().reports.longest(at, stem_at).is_none() {
            continue;
        }
        let source = source_behind(parsed, range, mentions, here, at)
            .or_else(|| source_before(lexicon, parsed, mentions, here, at));
        if source.is_some() {
            return Some(Speech { source, verb: at });
        }
    }
    None
}

/// "…," said X: the source follows.
fn source_behind(
    parsed: &Parsed<'_>,
    range: &Range<usize>,
    mentions: &[Mention],
    here: &Range<usize>,
    verb: usize,
) -> Option<usize> {
    let before = verb.checked_sub(1).filter(|at| *at >= range.start)?;
    if !matches!(parsed.key(before)?, "," | "\"" | "\u{201d}" | "'" | "\u{2019}") {
        return None;
    }
    here.clone().find(|&m| mentions[m].first == verb + 1)
}

fn source_before(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    mentions: &[Mention],
    here: &Range<usize>,
    verb: usize,
) -> Option<usize> {
    here.clone().rev().find(|&m| {
        let mention = &mentions[m];
        mention.end <= verb
            && mention.usage == Usage::Actor
            && reaches(lexicon, parsed, mention.end, verb)
    })
}

/// True when a verb at `verb` can have its subject end at `end`: only auxiliaries, adverbs, a
/// relative clause or an apposition between commas stand between.
fn reaches(lexicon: &Lexicon, parsed: &Parsed<'_>, end: usize, verb: usize) -> bool {
    let language = lexicon.language();
    let mut at = end;
    while at < verb {
        let key = parsed.key(at).unwrap_or("");
        if key == "," {
            let close = (at + 1..verb).rev().find(|&at| parsed.key(at) == Some(","));
            let Some(close) = close else {
                return language.is(Class::Relative, parsed.key(at + 1).unwrap_or(""));
            };
            at = close + 1;
            continue;
        }
        let small = language.is(Class::Auxiliary, key)
            || language.is(Class::Preposition, key)
            || key.ends_with("ly")
            || key == "and";
        if !small && verb - end > 6 {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::lexicon;
    use crate::analysis::{mentions_of, speech_of};

    fn sources(text: &str) -> Vec<Option<String>> {
        let lexicon = lexicon();
        let parsed = Parsed::new(text, &lexicon);
        let mentions = mentions_of(&lexicon, &parsed, None);
        let speech = speech_of(&lexicon, &parsed, &mentions).1;
        let words = |speech: Speech| speech.source.map(|at| mentions[at].span.of(text).to_owned());
        speech.into_iter().map(|speech| speech.and_then(words)).collect()
    }

    #[test]
    fn source_stands_before_or_behind_its_verb() {
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(sources("Pia Lund said the truce was dead."), [some("Pia Lund")]);
        assert_eq!(sources("\"The truce is dead,\" said Pia Lund."), [some("Pia Lund")]);
        assert_eq!(sources("The truce is dead, according to Norland."), [some("Norland")]);
    }

    #[test]
    fn text_without_speech_has_no_source() {
        assert_eq!(sources("Pia Lund met the rebels."), [None]);
        assert_eq!(sources("It is said that rain falls in Norland."), [None]);
    }
}
