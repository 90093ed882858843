//! Which party a person speaks for, by the words that stand around the name anywhere in the text:
//! an apposition, the office before it, the place where the office speaks.

use super::attribution_words::Tags;
use super::attributions::Material;
use super::items::{Item, Kind};
use super::mention::{Mention, MentionKind, Usage};
use super::noun_phrases;
use super::person_names::Run;
use super::source_parties::{self, Named};
use crate::domain::{PartyKind, Span};

/// Words of an office before a name.
const OFFICE: Tags = Tags::ROLE.with(Tags::TITLE);
/// Longest apposition that is looked at, in items.
const MAX_APPOSITION: usize = 20;
/// Longest side that a sentence begins with, in items.
const MAX_SIDE: usize = 8;
/// Most words of the name of a place.
const MAX_PLACE: usize = 4;

/// What the words around a name tell of the person's party.
pub(super) fn told(items: &[Item<'_>], run: &Run, material: &Material<'_>) -> Named {
    let behind = source_parties::introduction(&items[run.end..], material);
    let apposed = office_behind(&items[run.end..]);
    if behind != Named::Nothing {
        // "Who led the agency's last team": not that of the news.
        let staff = apposed.filter(|part| !part.iter().any(|item| item.is(Tags::PRIVATE)));
        let body = staff.filter(|_| behind == Named::Outside);
        return body.and_then(|part| of_body(part, material)).map_or(behind, Named::Party);
    }
    let side = spoken_for(items, run, material);
    if side != Named::Nothing {
        return side;
    }
    let before = offices_before(items, run);
    let told = before.iter().flatten().map(|office| source_parties::of_words(office, material));
    if let Some(told) = told.into_iter().find(|told| *told != Named::Nothing) {
        return told;
    }
    let phrases = || before.iter().flatten().copied().chain(apposed);
    let owner = |phrase: &[Item<'_>]| {
        of_person(phrase, run_span(items, run), material).or_else(|| of_owner(phrase, material))
    };
    if let Some(owner) = phrases().find_map(owner) {
        return Named::Party(owner);
    }
    if phrases().any(|phrase| phrase.iter().any(|item| item.is(Tags::PRIVATE))) {
        return Named::Nothing;
    }
    let calling = |phrase| of_body(phrase, material).or_else(|| of_calling(phrase, material));
    match phrases().find_map(calling) {
        Some(party) => Named::Party(party),
        None if phrases().any(|phrase| phrase.iter().any(|item| item.is(Tags::OUTLET))) => {
            Named::Nothing
        }
        None => phrases().next().map_or(Named::Nothing, |_| of_place(items, run, material)),
    }
}

/// "Senator *Pia Weil*" where the parliament is a party, "Bishop *Jonas Weil*" where the church is.
pub(super) fn of_calling(phrase: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
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

/// ", one of its deputy ministers,": an apposition that tells an office.
fn office_behind<'i, 't>(rest: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let part = rest.first().filter(|first| first.is_mark(",")).map(|_| &rest[1..])?;
    let part = &part[..part.len().min(MAX_APPOSITION)];
    let end = part.iter().position(|item| item.is_mark(",.;:") || item.is_quote());
    let part = &part[..end.unwrap_or(part.len())];
    let verb = |item: &Item<'_>| item.is(Tags::REPORTING) && !item.is(Tags::ROLE);
    let leads = part.first().is_some_and(|first| first.says("who"))
        && part.iter().take(3).any(|item| item.is(Tags::REPRESENTS));
    ((is_office(part) || leads) && !part.iter().any(verb)).then_some(part)
}

/// "An inspector of the agency", "a member of the group's council": the body of that kind that was
/// spoken of last.
fn of_body(phrase: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    const GROUPS: [&str; 3] = ["group", "movement", "front"];
    const UNIONS: [&str; 6] =
        ["agency", "mission", "organisation", "organization", "bloc", "alliance"];
    let lexicon = material.lexicon?;
    let (body, kinds) = phrase.windows(2).find_map(|two| {
        let says =
            |words: &[&str]| two[0].says("the") && words.iter().any(|word| two[1].says(word));
        let union: &[PartyKind] = &[PartyKind::Organisation, PartyKind::Alliance];
        let group: &[PartyKind] = &[PartyKind::ArmedGroup, PartyKind::Movement];
        let kinds = if says(&GROUPS) { Some(group) } else { says(&UNIONS).then_some(union) };
        kinds.map(|kinds| (two[1].span, kinds))
    })?;
    let to = material.mentions.partition_point(|one| one.span.end <= body.start);
    let fits = |one: &&Mention| {
        let named = !matches!(one.kind, MentionKind::Pronoun | MentionKind::Pair);
        let kind = |party: &usize| kinds.contains(&lexicon.catalog().parties[*party].kind);
        named && one.parties.len() == 1 && one.parties.iter().all(kind)
    };
    let mut before = material.mentions[..to].iter().rev().take(MAX_APPOSITION);
    before.find(fits).map(|one| one.parties[0])
}

fn run_span(items: &[Item<'_>], run: &Run) -> Span {
    Span::new(items[run.start].span.start, items[run.end - 1].span.end)
}

/// "Pia Lund's adviser", "an aide to Pia Lund": the party of that person.
fn of_person(phrase: &[Item<'_>], own: Span, material: &Material<'_>) -> Option<usize> {
    let (first, last) = phrase.first().zip(phrase.last())?;
    let span = Span::new(first.span.start, last.span.end);
    let from = material.mentions.partition_point(|one| one.span.end <= span.start);
    let mut inside = material.mentions[from..].iter().take_while(|one| one.span.start < span.end);
    let other = |one: &&Mention| {
        let owns = one.usage != Usage::Actor && one.kind == MentionKind::Person;
        owns && one.parties.len() == 1 && span.contains(one.span) && !one.span.overlaps(own)
    };
    let listed = || material.lexicon?.person_in(span.of(material.text), own.of(material.text));
    inside.find(other).map(|one| one.parties[0]).or_else(listed)
}

/// "Their envoy", "an adviser to him": the party of whom the pronoun stands for.
fn of_owner(phrase: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let says = |item: &Item<'_>, words: &[&str]| words.iter().any(|word| item.says(word));
    // "His counterpart": of the other side.
    if phrase.iter().any(|item| says(item, &["counterpart", "opposite"])) {
        return None;
    }
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

/// "Norlandic minister *Jonas Weil*", "a spokesman for the rebels, *Mira Osso*,": the whole phrase with
/// the name, and the one before its comma, when they tell an office.
fn offices_before<'i, 't>(items: &'i [Item<'t>], run: &Run) -> [Option<&'i [Item<'t>]>; 2] {
    let phrase = |end: usize| {
        let start = noun_phrases::antecedent_before(items, end)?;
        let held = start > 0 && items[start - 1].is(Tags::PREPOSITION) && !items[start - 1].capital;
        Some((&items[start..end], held))
    };
    let own = phrase(run.end).map_or(&items[run.start..run.end], |(own, _)| own);
    let owned = own.iter().any(|item| item.kind == Kind::Possessive);
    let joined = own.iter().any(|item| item.says("and"));
    let own = Some(own).filter(|own| (owned && !joined) || is_office(own));
    // "After talks with the minister, Weil said": another one.
    let closed = items.get(run.end).is_none_or(|next| !next.is_word());
    let comma = run.start.checked_sub(1).filter(|&at| items[at].is_mark(","));
    let before = comma.and_then(phrase).filter(|(_, held)| closed || !held);
    [own, before.map(|(before, _)| before).filter(|before| is_office(before))]
}

fn is_office(phrase: &[Item<'_>]) -> bool {
    let office = phrase.iter().any(|item| item.is(OFFICE) && !item.is(Tags::BODY));
    office && !phrase.iter().any(|item| item.says("and"))
}

/// "For the rebels, *Jonas Weil* said": the party for which a sentence says that somebody speaks.
fn spoken_for(items: &[Item<'_>], run: &Run, material: &Material<'_>) -> Named {
    let comma = run.start.checked_sub(1).filter(|&at| items[at].is_mark(","));
    let first = items.first().filter(|first| first.says("for"));
    let Some((comma, _)) = comma.zip(first).filter(|(comma, _)| *comma <= MAX_SIDE) else {
        return Named::Nothing;
    };
    let side = &items[1..comma];
    if side.iter().all(|item| item.is_word() || item.kind == Kind::Possessive) {
        source_parties::named_in(side, material)
    } else {
        Named::Nothing
    }
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
