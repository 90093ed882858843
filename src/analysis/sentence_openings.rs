//! How a sentence opens: dateline, time of day, first subject; and what shows a clause.

use std::ops::Range;

use super::attribution_words::Tags;
use super::clauses::CLAUSE_WINDOW;
use super::items::Item;
use super::noun_phrases;

pub(super) fn shows_clause(item: &Item<'_>) -> bool {
    item.is_quote()
        || (item.is_word()
            && (item
                .is(Tags::AUXILIARY.with(Tags::FINITE).with(Tags::REPORTING).with(Tags::LABEL))
                || item.word.ends_with("ed")
                || (item.word.ends_with('s') && !item.capital)))
}

/// The item after "HOLMVIK, March 3 (Agency) - " or after "09:40", or 0.
pub(super) fn dateline(items: &[Item<'_>]) -> usize {
    const LONGEST: usize = 12;
    // "09:40 The Kremlin: …"
    if let [hour, colon, minute, ..] = items
        && hour.is_number()
        && colon.is_mark(":.")
        && minute.is_number()
    {
        return 3;
    }
    let part = |item: &Item<'_>| {
        item.capital || item.is_number() || item.is(Tags::TIME) || item.is_mark(",()/:")
    };
    let shouted = items.first().is_some_and(|item| {
        let small = item.word.chars().any(char::is_lowercase);
        item.is_word() && !small && item.span.len() > 1
    });
    let length = items.iter().take(LONGEST).take_while(|item| part(item)).count();
    let dash = shouted && items.get(length).is_some_and(|item| item.is_mark("-—–"));
    if dash { length + 1 } else { 0 }
}

/// The subject that a sentence begins with, after "But" and after "On Monday,".
pub(super) fn lead(items: &[Item<'_>]) -> Option<Range<usize>> {
    let mut at = dateline(items);
    while items.get(at).is_some_and(|item| {
        item.is(Tags::CONJUNCTION.with(Tags::ADVERB))
            && !item.is(Tags::PREPOSITION.with(Tags::PRONOUN))
    }) {
        at += 1;
    }
    let first = items.get(at)?;
    if first.is(Tags::PREPOSITION.with(Tags::GERUND)) || first.word.ends_with("ing") {
        let comma =
            items[at..].iter().take(CLAUSE_WINDOW * 2).position(|item| item.is_mark(","))?;
        at += comma + 1;
    }
    let mut end = noun_phrases::end_with_appositions(items, at)?;
    while end > at + 1 && items[end - 1].is_mark(",") {
        end -= 1;
    }
    Some(at..end)
}
