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
    let mut stops = Vec::new();
    for at in 1..items.len().saturating_sub(1) {
        let joint = usize::from(items[at].says("and") || items[at].says("but"));
        let according = items.get(at + joint).is_some_and(|item| item.says("according"))
            && items.get(at + joint + 1).is_some_and(|item| item.says("to"));
        let parted = items[at].is_mark(";") && !items[at + 1].says("that");
        // `called it "a start" and went home`
        let leaves = items[at].says("and")
            && items[at - 1].is_quote()
            && at > 1
            && !items[at + 1].is(Tags::AUXILIARY)
            && (items[at + 1].is(Tags::FINITE) || items[at + 1].word.ends_with("ed"));
        if according || parted || leaves {
            stops.push(at);
        }
    }
    for (index, cue) in cues.iter().enumerate() {
        let first = cue.first();
        let Some(before) = first.checked_sub(1) else {
            continue;
        };
        if cue.source.is_none() {
            // ", adding that" and "and added that"
            let joints = ["and", "but", "while"];
            let joined =
                items[before].is_mark(",") || joints.iter().any(|word| items[before].says(word));
            let comma = items[before].is_mark(",") || items[before.saturating_sub(1)].is_mark(",");
            let same_form = index.checked_sub(1).is_some_and(|last| {
                form(&items[cues[last].words.start]) == form(&items[cue.words.start])
            });
            if matches!(cue.shape, Shape::Asked | Shape::Told) {
                continue;
            }
            let says = cue.is(Tags::SAY.with(Tags::TELL)) && same_form;
            let leads_on = cue.is_participle()
                || says
                || (cue.complement.is_some() || comma && !items[before].is_mark(",")) && same_form
                || items.get(cue.after).is_some_and(|item| {
                    item.says("that") || item.is_quote() || item.is(Tags::PRONOUN)
                });
            if joined && leads_on {
                stops.push(before);
            }
            continue;
        }
        // ", but on Monday Lund said"
        let reach = before.saturating_sub(5);
        let joint = (reach..=before).rev().find(|&at| {
            ["but", "while", "whereas", "although", "though", "and"]
                .iter()
                .any(|w| items[at].says(w))
        });
        let had = |cue: &Cue| {
            let group = &items[cue.group.min(cue.words.start)..cue.words.start];
            group.iter().any(|item| item.says("had") || item.says("would"))
        };
        let older = had(cue) && !index.checked_sub(1).is_some_and(|last| had(&cues[last]));
        if let Some(joint) = joint
            && !items[joint + 1].says("that")
            && !(older && index > 0)
            && items[joint + 1..first]
                .iter()
                .all(|item| item.is_word() && !item.is(Tags::AUXILIARY.with(Tags::REPORTING)))
        {
            stops.push(joint);
        }
        // "Norland says no, Vesteria says yes"
        let beside = items[before].is_mark(",")
            && cue.shape == Shape::Plain
            && index.checked_sub(1).is_some_and(|last| {
                let last = &cues[last];
                last.after < before
                    && form(&items[last.words.start]) == form(&items[cue.words.start])
            });
        if beside && cue.after < end && !items[cue.after].is_mark(",;") {
            stops.push(before);
        }
        let closed = cue.after >= end || items[cue.after].is_mark(",;");
        if closed && (items[before].is_mark(",—–") || items[before].says("as")) {
            stops.push(before);
        }
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}
