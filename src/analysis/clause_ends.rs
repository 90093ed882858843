//! Where reported content ends: before the next report of the same level.

use super::attribution_words::Tags;
use super::cues::{Cue, Shape};
use super::items::Item;

/// How a verb is inflected: two that are joined agree in it.
#[derive(PartialEq, Eq)]
pub(super) enum Form {
    Base,
    Present,
    Gerund,
    Past,
}

pub(super) fn form(verb: &Item<'_>) -> Form {
    if verb.is(Tags::GERUND) {
        Form::Gerund
    } else if verb.is(Tags::BASE) {
        Form::Base
    } else if verb.word.ends_with('s') {
        Form::Present
    } else {
        Form::Past
    }
}

/// Where reported content ends: before the next report of the same level.
pub(super) fn stops(items: &[Item<'_>], cues: &[Cue], end: usize) -> Vec<usize> {
    let last = items.len().saturating_sub(1);
    let mut stops: Vec<usize> = (1..last).filter(|&at| parts(items, at)).collect();
    for (index, cue) in cues.iter().enumerate() {
        let Some(before) = cue.first().checked_sub(1) else {
            continue;
        };
        let earlier = index.checked_sub(1).map(|last| &cues[last]);
        if cue.source.is_none() {
            stops.extend(joins_on(items, cue, earlier, before).then_some(before));
            continue;
        }
        stops.extend(joint_before(items, cue, earlier, before));
        // "Norland says no, Vesteria says yes"
        let beside = items[before].is_mark(",")
            && cue.shape == Shape::Plain
            && earlier.is_some_and(|last| last.after < before && same_form(items, last, cue));
        let follows = items.get(cue.after).filter(|_| cue.after < end);
        let closed = follows.is_none_or(|item| item.is_mark(",;"));
        if beside && !closed || closed && (items[before].is_mark(",—–") || items[before].says("as"))
        {
            stops.push(before);
        }
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}

/// "and according to", ";", and what follows `called it "a start" and went home`.
fn parts(items: &[Item<'_>], at: usize) -> bool {
    let joint = usize::from(items[at].says("and") || items[at].says("but"));
    let according = items.get(at + joint).is_some_and(|item| item.says("according"))
        && items.get(at + joint + 1).is_some_and(|item| item.says("to"));
    let parted = items[at].is_mark(";") && !items[at + 1].says("that");
    let leaves = items[at].says("and")
        && items[at - 1].is_quote()
        && at > 1
        && !items[at + 1].is(Tags::AUXILIARY)
        && (items[at + 1].is(Tags::FINITE) || items[at + 1].word.ends_with("ed"));
    // `denied that it had fallen: "They dream."`
    let quoted = items[at].is_mark(":") && at > 2 && items[at + 1].is_quote();
    according || parted || leaves || quoted
}

/// ", adding that", "and added that", "and claim he left": one subject, a second verb.
fn joins_on(items: &[Item<'_>], cue: &Cue, earlier: Option<&Cue>, before: usize) -> bool {
    if matches!(cue.shape, Shape::Asked | Shape::Told) {
        return false;
    }
    let word = ["and", "but", "while"].iter().any(|word| items[before].says(word));
    let comma = word && before > 0 && items[before - 1].is_mark(",");
    let same = earlier.is_some_and(|last| same_form(items, last, cue));
    let says = cue.is(Tags::SAY.with(Tags::TELL));
    let leads_on = cue.is_participle()
        || same && (says || comma || cue.complement.is_some())
        || items
            .get(cue.after)
            .is_some_and(|item| item.says("that") || item.is_quote() || item.is(Tags::PRONOUN));
    (word || items[before].is_mark(",")) && leads_on
}

/// ", but on Monday Lund said": the joint before the subject of a report.
fn joint_before(
    items: &[Item<'_>],
    cue: &Cue,
    earlier: Option<&Cue>,
    before: usize,
) -> Option<usize> {
    const JOINTS: [&str; 6] = ["but", "while", "whereas", "although", "though", "and"];
    let reach = before.saturating_sub(5);
    let joint =
        (reach..=before).rev().find(|&at| JOINTS.iter().any(|word| items[at].says(word)))?;
    let had = |cue: &Cue| {
        let group = &items[cue.group.min(cue.words.start)..cue.words.start];
        group.iter().any(|item| item.says("had") || item.says("would"))
    };
    // "said the army had left and the rebels had asked": still what was said.
    let inside = had(cue) && earlier.is_some_and(|last| !had(last));
    let plain = items[joint + 1..cue.first()]
        .iter()
        .all(|item| item.is_word() && !item.is(Tags::AUXILIARY.with(Tags::REPORTING)));
    (!items[joint + 1].says("that") && !inside && plain).then_some(joint)
}

fn same_form(items: &[Item<'_>], one: &Cue, other: &Cue) -> bool {
    form(&items[one.words.start]) == form(&items[other.words.start])
}
