//! What a verb takes instead of a clause: "offered to pay", "accused them of lying", "asked about
//! the plan".
//!
//! Every function looks at a bounded number of items.

use super::attribution_words::Tags;
use super::items::{Item, Kind};
use super::noun_phrases;

/// Farthest that the complement may stand from its verb.
const WINDOW: usize = 14;
/// Most adverbs between a verb and its complement.
const MAX_ADVERBS: usize = 3;

/// Where the complement begins of the verb that ends before `from`.
pub(super) fn start(items: &[Item<'_>], from: usize, verb: Tags) -> Option<usize> {
    let at = after_adverbs(items, from);
    let first = items.get(at)?;
    if verb.any(Tags::TO_DO)
        && let Some(begin) = infinitive(items, at)
    {
        return Some(begin);
    }
    if verb.any(Tags::DOING) && is_doing(first) {
        return Some(at);
    }
    let hearer = verb.any(Tags::HEARER_TO_DO).then(|| hearer_to_do(items, at)).flatten();
    if hearer.is_none() && verb.any(Tags::SAID_OF) && first.is(Tags::LEADS) {
        return said_of(items, at);
    }
    let later = || {
        let leads = verb.any(Tags::OF_DOING);
        let of = leads.then(|| behind_object(items, at, &["of", "for", "against"])).flatten();
        let put = verb.any(Tags::FIGURE).then(|| behind_object(items, at, &["at"])).flatten();
        let named = verb.any(Tags::LABEL_AS).then(|| behind_object(items, at, &["as"])).flatten();
        let called = (verb.any(Tags::CALLS) && is_called(items, at)).then_some(at);
        of.or(put).or(named).or(called)
    };
    let found = hearer.or_else(later).or_else(|| {
        let asks = verb.any(Tags::SAID_OF) && verb.any(Tags::HEARER_TO_DO);
        asks.then(|| asked_of_hearer(items, at)).flatten()
    });
    found.or_else(|| (verb.any(Tags::OBJECT_THING) && is_thing(items, at)).then_some(at))
}

/// "for guarantees", but not "on Monday" and not "against them."
fn said_of(items: &[Item<'_>], at: usize) -> Option<usize> {
    let next = items.get(at + 1)?;
    let timed = next.is(Tags::TIME) || next.is_number();
    // "on condition of …", "on Telegram"
    let place = items[at].says("on")
        && (next.is(Tags::DETERMINER.with(Tags::OBJECT).with(Tags::TOPIC).with(Tags::BODY))
            || next.is_name());
    let joins = next.is(Tags::CONJUNCTION) && !next.word.starts_with(['w', 'h', 'W', 'H']);
    // "spoke for itself"
    let own = next.word.ends_with("self") || next.word.ends_with("selves");
    let thing = next.is_word() && !joins && !own || next.is_quote();
    (thing && !timed && !place).then_some(at)
}

fn after_adverbs(items: &[Item<'_>], from: usize) -> usize {
    let mut at = from;
    while at < items.len().min(from + MAX_ADVERBS) {
        let item = &items[at];
        let denies = item.says("not") || item.says("never");
        let adverb = item.is(Tags::ADVERB) && !item.is(Tags::CONJUNCTION) || item.says("enough");
        let timed = item.is(Tags::PREPOSITION)
            && items.get(at + 1).is_some_and(|next| next.is(Tags::TIME) && next.capital);
        if timed {
            at += 2;
        } else if adverb && !denies || item.is(Tags::TIME) && item.capital {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// "to pay", "not to pay", "never to pay".
fn infinitive(items: &[Item<'_>], at: usize) -> Option<usize> {
    const NO_VERB: Tags = Tags::DETERMINER
        .with(Tags::PREPOSITION)
        .with(Tags::QUANTIFIER)
        .with(Tags::TIME)
        .with(Tags::PRONOUN)
        .with(Tags::CONJUNCTION)
        .with(Tags::ADVERB);
    let denies = items.get(at)?.says("not") || items[at].says("never");
    let to = at + usize::from(denies);
    let verb = items.get(to + 1)?;
    let plain = verb.is_word()
        && !verb.capital
        && !verb.is_number()
        && (!verb.is(NO_VERB) || verb.word.ends_with("ly") || verb.says("like"))
        && !verb.is(Tags::OBJECT);
    let quoted = verb.is_quote();
    // "asking not to be named"
    let unnamed = verb.says("be") && items.get(to + 2).is_some_and(|item| item.is(Tags::UNNAMED));
    (items[to].says("to") && (plain || quoted) && !unnamed).then_some(at)
}

/// "having paid", "that" left aside: a word in "-ing" that is no noun with an article.
fn is_doing(item: &Item<'_>) -> bool {
    const NO_VERB: [&str; 6] = ["nothing", "anything", "something", "everything", "during", "king"];
    item.is_word()
        && item.word.ends_with("ing")
        && !item.capital
        && !NO_VERB.iter().any(|word| item.says(word))
}

/// Where "them to pay" begins: with the hearer, unless it is a pronoun or the press.
fn hearer_to_do(items: &[Item<'_>], at: usize) -> Option<usize> {
    // "begged both "to stop""
    let begins = |item: &Item<'_>| {
        let inner = item.word.trim_start_matches(|c: char| !c.is_alphanumeric());
        inner.starts_with("to ") || inner.starts_with("not to ")
    };
    // "called on Norland to", "appealed to Norland to"
    let moved = items[at].says("on") || items[at].says("to") || items[at].says("with");
    let from = at + usize::from(moved);
    let first = items.get(from).filter(|first| first.is_word())?;
    let alone = first.is(Tags::OBJECT) && !first.is(Tags::DETERMINER) || first.is(Tags::PRESS);
    let whose = first.says("her") && infinitive(items, from + 1).is_some();
    if !alone && !whose && !opens_phrase(items, from) {
        return None;
    }
    let reach = if alone { after_adverbs(items, from + 1) + 1 - from } else { WINDOW };
    for to in from + 1..items.len().min(from + reach) {
        if infinitive(items, to).is_some() {
            return Some(if alone || whose { to } else { from });
        }
        let item = &items[to];
        if item.is_quote() {
            return begins(item).then_some(from);
        }
        if ends_object(item) && !item.says("and") && item.kind != Kind::Possessive {
            return None;
        }
    }
    None
}

/// "Norland of lying", "the figure at nine", "the plan as dead": where the object begins.
fn behind_object(items: &[Item<'_>], at: usize, words: &[&str]) -> Option<usize> {
    let first = items.get(at)?;
    let object = first.is_word() && first.is(Tags::OBJECT);
    let leads = |k: usize| {
        let inside = items.get(k + 1).is_some_and(|next| next.is_word() || next.is_quote());
        words.iter().any(|word| items[k].says(word)) && inside
    };
    if leads(at) {
        return words.contains(&"as").then_some(at);
    }
    if !object && !opens_phrase(items, at) {
        return None;
    }
    let strict = words.contains(&"of");
    for k in at + 1..items.len().min(at + WINDOW) {
        if leads(k)
            && (!strict
                || is_doing(items.get(k + 1)?)
                || noun_phrases::end_of_object(items, k + 1).is_some())
        {
            return Some(at);
        }
        let goes_on = items[k].says("and") || words.contains(&"at") && items[k].is_word();
        if ends_object(&items[k]) && !goes_on && items[k].kind != Kind::Possessive {
            return None;
        }
    }
    None
}

/// "called it absurd", "called the plan a trap", "called the pledges dangerous"; not "called the
/// minister".
fn is_called(items: &[Item<'_>], at: usize) -> bool {
    const ENDINGS: [&str; 12] =
        ["ous", "ful", "able", "ible", "ive", "less", "ic", "ary", "ant", "ent", "ish", "ing"];
    let Some(first) = items.get(at).filter(|first| first.is_word()) else { return false };
    let ends = |item: &Item<'_>| {
        let joins = item.is(Tags::CONJUNCTION) && !item.says("and") && !item.says("that");
        !item.is_word() && item.kind != Kind::Possessive || joins || item.is(Tags::AUXILIARY)
    };
    let limit = items.len().min(at + WINDOW);
    let end = (at..limit).find(|&k| ends(&items[k])).unwrap_or(limit);
    if first.is(Tags::OBJECT) && !first.is(Tags::DETERMINER)
        || first.says("it")
        || first.says("you")
    {
        const NO_NAME: Tags =
            Tags::PREPOSITION.with(Tags::TIME).with(Tags::ADVERB).with(Tags::CONJUNCTION);
        return at + 1 < end && (!items[at + 1].is(NO_NAME) || items[at + 1].says("and"));
    }
    let definite = first.is(Tags::DETERMINER) && !first.says("a") && !first.says("an");
    let plural = first.word.ends_with('s') && items.get(end).is_some_and(Item::is_quote);
    if !definite && !first.is_name() && !plural {
        return false;
    }
    let named_a = (at + 2..end).any(|k| {
        (items[k].says("a") || items[k].says("an"))
            && !items[k - 1].is(Tags::PREPOSITION.with(Tags::DETERMINER).with(Tags::CONJUNCTION))
    });
    // `called the reports "pure speculation"`
    if items.get(end).is_some_and(Item::is_quote) {
        return true;
    }
    let last = &items[end - 1];
    let like = at + 2 < end
        && ENDINGS.iter().any(|ending| last.word.ends_with(ending))
        && !last.is(Tags::ROLE)
        && !last.is_name();
    named_a || like
}

/// "asked him about the plan", "asked the army for a list": from the preposition on.
fn asked_of_hearer(items: &[Item<'_>], at: usize) -> Option<usize> {
    let first = items.get(at)?;
    let end = if first.is(Tags::OBJECT) && !first.is(Tags::DETERMINER) {
        at + 1
    } else {
        (at + 1..items.len().min(at + WINDOW))
            .find(|&k| items[k].says("about") || items[k].says("for"))?
    };
    if (at..end).any(|k| ends_object(&items[k])) {
        return None;
    }
    let lead = items.get(end)?;
    ((lead.says("about") || lead.says("for")) && said_of(items, end).is_some()).then_some(end)
}

/// "the release of all", "guarantees".
fn is_thing(items: &[Item<'_>], at: usize) -> bool {
    let first = &items[at];
    let that = first.says("that") || first.says("this");
    !that && opens_phrase(items, at)
}

fn opens_phrase(items: &[Item<'_>], at: usize) -> bool {
    const NO_OPENER: Tags = Tags::PREPOSITION
        .with(Tags::CONJUNCTION)
        .with(Tags::AUXILIARY)
        .with(Tags::TIME)
        .with(Tags::PRONOUN);
    let Some(first) = items.get(at).filter(|first| first.is_word()) else { return false };
    let object = first.is(Tags::OBJECT) && !first.is(Tags::DETERMINER);
    let adverb = first.is(Tags::ADVERB) && !first.is_name();
    first.is_name() || !first.is(NO_OPENER) && !object && !adverb
}

/// A mark, a verb or a conjunction: no object goes on over it.
fn ends_object(item: &Item<'_>) -> bool {
    const ENDS: Tags =
        Tags::CONJUNCTION.with(Tags::AUXILIARY).with(Tags::FINITE).with(Tags::REPORTING);
    // In its base form it is a noun here: "the report", "a note".
    let noun = item.is(Tags::BASE);
    let preposition = item.is(Tags::PREPOSITION) && !item.says("as");
    !item.is_word() && item.kind != Kind::Possessive
        || item.is(ENDS) && !item.is(Tags::ROLE) && !item.is_name() && !preposition && !noun
}
