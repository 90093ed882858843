//! Which party a person speaks for, by the words that stand around the name anywhere in the text:
//! an apposition, the office before it, the place where the office speaks.

use super::attribution_words::Tags;
use super::attributions::Material;
use super::items::{Item, Kind};
use super::mention::{Mention, MentionKind, Usage};
use super::noun_phrases;
use super::person_names::Run;
use super::source_parties::{self, Named};

/// Words of an office before a name.
const OFFICE: Tags = Tags::ROLE.with(Tags::TITLE);
/// Longest apposition that is looked at, in items.
const MAX_APPOSITION: usize = 20;
/// Most words of the name of a place.
const MAX_PLACE: usize = 4;

/// What the words around a name tell of the person's party.
pub(super) fn told(items: &[Item<'_>], run: &Run, material: &Material<'_>) -> Named {
    let behind = source_parties::introduction(&items[run.end..], material);
    if behind != Named::Nothing {
        return behind;
    }
    let before = office_before(items, run);
    let told = before.map_or(Named::Nothing, |office| source_parties::of_words(office, material));
    if told != Named::Nothing {
        return told;
    }
    let apposed = office_behind(&items[run.end..]);
    let phrases = || before.into_iter().chain(apposed);
    if let Some(owner) = phrases().find_map(|phrase| of_owner(phrase, material)) {
        return Named::Party(owner);
    }
    if phrases().any(|phrase| phrase.iter().any(is_private)) || phrases().next().is_none() {
        return Named::Nothing;
    }
    match of_place(items, run, material) {
        Named::Nothing => phrases().find_map(|phrase| of_calling(phrase, material)).into(),
        told => told,
    }
}

/// "Senator *Pia Weil*" where the parliament is a party, "Bishop *Jonas Weil*" where the church is.
fn of_calling(phrase: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let lexicon = material.lexicon?;
    let says = |words: &[&str]| phrase.iter().any(|item| words.iter().any(|word| item.says(word)));
    if says(&["senator", "sen", "lawmaker", "congressman", "congresswoman", "mp", "legislator"]) {
        lexicon.parliament()
    } else if says(&["bishop", "archbishop", "cardinal", "monsignor", "nuncio"]) {
        lexicon.church()
    } else {
        None
    }
}

fn is_private(item: &Item<'_>) -> bool {
    item.is(Tags::PRIVATE.with(Tags::OUTLET))
}

/// ", one of its deputy ministers,": an apposition that tells an office.
fn office_behind<'i, 't>(rest: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let part = rest.first().filter(|first| first.is_mark(",")).map(|_| &rest[1..])?;
    let end = part.iter().position(|item| item.is_mark(",.;:") || item.is_quote());
    let part = &part[..end.unwrap_or(part.len()).min(MAX_APPOSITION)];
    let verb = |item: &Item<'_>| item.is(Tags::REPORTING) && !item.is(Tags::ROLE);
    (is_office(part) && !part.iter().any(verb)).then_some(part)
}

/// "Their envoy", "an adviser to him": the party of whom the pronoun stands for.
fn of_owner(phrase: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let says = |item: &Item<'_>, words: &[&str]| words.iter().any(|word| item.says(word));
    let owner = phrase.iter().find(|item| {
        says(item, &["its", "their", "his", "her", "them", "him"]) && !item.is_name()
    })?;
    let human = says(owner, &["his", "her", "him"]);
    let at = material.sentences.partition_point(|one| one.span.end <= owner.span.start);
    let fits = |one: &&Mention| {
        one.person.is_some() == human
            && one.parties.len() == 1
            && one.kind != MentionKind::Pronoun
            && one.span.end <= owner.span.start
    };
    let of = |sentence: usize| {
        let from = material.mentions.partition_point(|one| one.sentence < sentence);
        let here = material.mentions[from..].iter().take_while(move |one| one.sentence == sentence);
        here.take(MAX_APPOSITION).filter(fits)
    };
    let first = of(at).find(|one| one.usage == Usage::Actor).or_else(|| of(at).last());
    let before = || {
        let before = at.checked_sub(1)?;
        of(before).find(|one| one.usage == Usage::Actor).or_else(|| of(before).last())
    };
    first.or_else(before).map(|one| one.parties[0])
}

/// "Norlandic minister *Jonas Weil*", "a spokesman for the rebels, *Mira Osso*,": the whole phrase, when
/// it tells an office.
fn office_before<'i, 't>(items: &'i [Item<'t>], run: &Run) -> Option<&'i [Item<'t>]> {
    let phrase = |end: usize| {
        let start = noun_phrases::start_before(items, end)?;
        let held = start > 0 && items[start - 1].is(Tags::PREPOSITION) && !items[start - 1].capital;
        Some((&items[start..end], held))
    };
    let own = phrase(run.end).map_or(&items[run.start..run.end], |(own, _)| own);
    let owned = own.iter().any(|item| item.kind == Kind::Possessive);
    if owned || is_office(own) {
        return (!own.iter().any(|item| item.says("and"))).then_some(own);
    }
    let comma = run.start.checked_sub(1).filter(|&at| items[at].is_mark(","))?;
    let (before, held) = phrase(comma)?;
    // "After talks with the minister, Weil said": another one.
    let closed = items.get(run.end).is_none_or(|next| !next.is_word());
    (is_office(before) && (closed || !held)).then_some(before)
}

fn is_office(phrase: &[Item<'_>]) -> bool {
    let office = phrase.iter().any(|item| item.is(OFFICE) && !item.is(Tags::BODY));
    office && !phrase.iter().any(|item| item.says("and"))
}

/// "In Norhaven, the foreign minister *Pia Weil* said": the party whose seat it is.
fn of_place(items: &[Item<'_>], run: &Run, material: &Material<'_>) -> Named {
    if !items.first().is_some_and(|first| first.says("in") || first.says("from")) {
        return Named::Nothing;
    }
    let length = items[1..].iter().take(MAX_PLACE).take_while(|item| item.is_name()).count();
    if length == 0 || length >= run.start {
        return Named::Nothing;
    }
    source_parties::named_in(&items[1..=length], material)
}
