//! Cues of several words: "made it clear that", "is adamant that", "gave a warning that", "whose
//! answer was: …", questions in the passive.

use super::attribution_words::Tags;
use super::complements;
use super::cues::{self, Cue, Shape, group_before, subject_before};
use super::items::{Item, Kind};
use super::noun_phrases;

/// Words that a question is retold with.
const LEADS: [&str; 9] = ["whether", "if", "why", "how", "what", "when", "where", "about", "who"];
/// Longest retold question before its answer, in items.
const MAX_QUESTION: usize = 60;
/// Most words between a verb and the noun that takes "that".
const REACH: usize = 6;

/// The cue of several words whose first verb, adjective or noun stands at `at`.
pub(super) fn at(items: &[Item<'_>], at: usize) -> Option<Cue> {
    let item = &items[at];
    if made_clear(items, at) {
        return Some(making_clear(items, at));
    }
    if (item.says("put") || item.says("puts")) && items.get(at + 1).is_some_and(|i| i.says("it")) {
        return put_it(items, at);
    }
    asked(items, at)
        .or_else(|| adamant(items, at))
        .or_else(|| light(items, at))
        .or_else(|| let_know(items, at))
        .or_else(|| noun(items, at))
}

/// "is adamant that".
fn adamant(items: &[Item<'_>], at: usize) -> Option<Cue> {
    if !items[at].is(Tags::SURE) || !items.get(at + 1)?.says("that") {
        return None;
    }
    let group = group_before(items, at);
    let verb = &items[group..at];
    let denied = verb.iter().any(|item| item.says("not") || item.says("never"));
    if denied || !verb.iter().any(|item| item.is(Tags::PASSIVE)) {
        return None;
    }
    let source = subject_before(items, group)?;
    let thing = items[source.start].says("it");
    (!thing).then(|| Cue::of_phrase(at..at + 1, Some(source), group, at + 1))
}

/// "gave a warning that", "expressed the hope that".
fn light(items: &[Item<'_>], at: usize) -> Option<Cue> {
    if !items[at].is(Tags::LIGHT) {
        return None;
    }
    let that = (at + 2..items.len().min(at + REACH)).find(|&k| items[k].says("that"))?;
    let noun = items[that - 1].is(Tags::SPEECH_NOUN.with(Tags::TOPIC));
    let plain = items[at + 1..that].iter().all(|item| item.is_word() && !item.is(Tags::AUXILIARY));
    let group = group_before(items, at);
    let denied = items[group..at].iter().any(|item| {
        ["not", "never", "would", "will", "to"].iter().any(|word| item.says(word))
            || item.is(Tags::PASSIVE)
    });
    let relative = items.get(that + 1)?.is(Tags::AUXILIARY);
    if !noun || !plain || denied || relative {
        return None;
    }
    let source = subject_before(items, group)?;
    Some(Cue::of_phrase(at..at + 1, Some(source), group, that))
}

/// "let it be known that", "let the hosts know that".
fn let_know(items: &[Item<'_>], at: usize) -> Option<Cue> {
    let lets = ["let", "lets"].iter().any(|word| items[at].says(word));
    let known = (at + 2..items.len().min(at + REACH))
        .find(|&k| items[k].says("know") || items[k].says("known"))?;
    // "let it be known through an aide that"
    let that = (known + 1..items.len().min(known + REACH)).find(|&k| items[k].says("that"))?;
    if !lets || items[known..that].iter().any(|item| !item.is_word()) {
        return None;
    }
    let group = group_before(items, at);
    let source = subject_before(items, group)?;
    Some(Cue::of_phrase(at..known + 1, Some(source), group, that))
}

/// "Norland's answer is that …", "her reply: …", "the message from Norland was: …".
fn noun(items: &[Item<'_>], at: usize) -> Option<Cue> {
    const OWN: [&str; 6] = ["his", "her", "its", "their", "whose", "our"];
    if !items[at].is(Tags::SPEECH_NOUN) || !items[at].is_word() || at == 0 {
        return None;
    }
    let owner = at - 1;
    let (source, mut end) = if items[owner].kind == Kind::Possessive {
        (noun_phrases::start_before(&items[..owner], owner)?..owner, at + 1)
    } else if OWN.iter().any(|word| items[owner].says(word)) {
        (owner..at, at + 1)
    } else if items.get(at + 1)?.says("from") || items[at + 1].says("of") {
        let end = noun_phrases::end_of(items, at + 2)?;
        (at + 2..end, end)
    } else {
        return None;
    };
    let is = ["is", "was", "remains", "remained"];
    let verb = items.get(end)?;
    let colon = verb.is_mark(":");
    if is.iter().any(|word| verb.says(word)) {
        end += 1;
    } else if !colon {
        return None;
    }
    while items.get(end).is_some_and(|item| item.is(Tags::ADVERB)) {
        end += 1;
    }
    let leads = items.get(end)?;
    let group = source.start.min(at);
    let found = leads.says("that") || leads.is_mark(":") || colon;
    found.then(|| Cue::of_phrase(at..at + 1, Some(source), group, end))
}

/// "as Lund put it".
fn put_it(items: &[Item<'_>], at: usize) -> Option<Cue> {
    let group = group_before(items, at);
    let source = subject_before(items, group)?;
    let before = source.start.checked_sub(1)?;
    items[before].says("as").then(|| Cue {
        words: at..at + 1,
        source: Some(source),
        group,
        after: cues::after(items, at + 2, Tags::SAY),
        shape: Shape::Plain,
        complement: None,
        relative: false,
        tags: Tags::SAY,
    })
}

fn making_clear(items: &[Item<'_>], at: usize) -> Cue {
    let end = at + 2 + usize::from(items[at + 1].says("it"));
    let group = group_before(items, at);
    let source = subject_before(items, group);
    Cue {
        words: at..end,
        shape: if source.is_some() { Shape::Plain } else { Shape::Participle },
        source,
        group,
        after: end,
        complement: None,
        relative: false,
        tags: Tags::STATE,
    }
}

/// "made clear that", "makes known that".
fn made_clear(items: &[Item<'_>], at: usize) -> bool {
    let word = |k: usize, words: &[&str]| {
        items.get(k).is_some_and(|item| words.iter().any(|w| item.says(w)))
    };
    let clear = at + 1 + usize::from(word(at + 1, &["it"]));
    word(at, &["made", "makes", "make", "making"])
        && word(clear, &["clear", "known", "plain"])
        && word(clear + 1, &["that"])
}

/// "went on to say", "used to say": where the group begins.
pub(super) fn went_on(items: &[Item<'_>], at: usize) -> Option<usize> {
    let to = at.checked_sub(1).filter(|&to| items[to].says("to"))?;
    let before = to.checked_sub(1)?;
    if items[before].is(Tags::ASPECT) {
        return Some(group_before(items, before));
    }
    let went = before.checked_sub(1)?;
    let goes = ["went", "goes", "go", "going"].iter().any(|word| items[went].says(word));
    (items[before].says("on") && goes).then_some(went)
}

/// "were told that …", "was asked by the host whether …": whom, not by whom, unless "by" names one.
pub(super) fn told_by(items: &[Item<'_>], group: usize, at: usize) -> Option<Cue> {
    const DENIED: [&str; 5] = ["not", "never", "if", "will", "could"];
    let passive = items[group..at].iter().any(|item| item.is(Tags::PASSIVE));
    let denied = items[group..at].iter().any(|item| DENIED.iter().any(|word| item.says(word)));
    let verb = &items[at];
    if !passive || denied || verb.is(Tags::GERUND) {
        return None;
    }
    let by = items.get(at + 1)?.says("by");
    let source = if by { Some(at + 2..noun_phrases::end_of(items, at + 2)?) } else { None };
    let from = source.as_ref().map_or(at + 1, |source| source.end);
    let end = cues::after(items, from, Tags::ASK);
    let next = items.get(end)?;
    let says = |words: &[&str]| words.iter().any(|word| next.says(word));
    // "It was announced that"
    let told = verb.is(Tags::TELL.with(Tags::HEARER))
        || group > 0 && items[group - 1].says("it") && verb.is(Tags::SAY.with(Tags::STATE));
    let to_do =
        verb.is(Tags::HEARER_TO_DO) && complements::start(items, from, Tags::TO_DO).is_some();
    let asks = verb.is(Tags::ASK) && says(&["whether", "if", "why", "how", "about"]);
    let clause = told && next.says("that") || asks || to_do;
    clause.then(|| Cue {
        words: at..at + 1,
        source,
        group,
        after: end,
        shape: Shape::Told,
        complement: (!next.says("that")).then_some(if to_do { from } else { end }),
        relative: false,
        tags: verb.tags,
    })
}

/// "Asked by the host whether …, Lund replied": a question in the passive; the asker is told only
/// when "by" names one.
fn asked(items: &[Item<'_>], at: usize) -> Option<Cue> {
    let opens = at == 0 || items[at - 1].is_mark(",") || items[at - 1].is(Tags::CONJUNCTION);
    if !items[at].says("asked") || !opens {
        return None;
    }
    let by = items.get(at + 1)?.says("by");
    let source = if by {
        let end = noun_phrases::end_of(items, at + 2)?;
        // "the host about the map"
        let leads = |item: &Item<'_>| LEADS.iter().any(|word| item.says(word));
        let cut = items[at + 2..end].iter().position(leads);
        Some(at + 2..cut.map_or(end, |cut| at + 2 + cut))
    } else {
        None
    };
    let from = source.as_ref().map_or(at + 1, |source| source.end);
    let end = (from..items.len().min(from + REACH))
        .find(|&k| !items[k].is_word() || LEADS.iter().any(|word| items[k].says(word)))?;
    let first = &items[end];
    let comma = (end..items.len().min(end + MAX_QUESTION)).find(|&k| items[k].is_mark(","))?;
    let asks = LEADS.iter().any(|word| first.says(word)) && comma + 1 < items.len();
    asks.then(|| Cue {
        words: at..at + 1,
        source,
        group: at,
        after: end,
        shape: Shape::Asked,
        complement: Some(end),
        relative: false,
        tags: Tags::ASK,
    })
}
