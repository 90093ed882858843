//! What later sentences tell of earlier speakers: their parties, the name of an office that spoke
//! without one, who "I" and "we" are inside a quotation.

use std::collections::HashMap;

use super::attributions::{Attribution, Material};
use super::language::Class;
use super::named_sources::is_namesake;
use super::people::People;
use super::person_names::surname;
use super::source_parties::Named;
use crate::domain::SpeechKind;

/// How far behind an unnamed office its name may follow, in attributions.
const NAMED_WITHIN: usize = 4;

/// Gives each person the party that the text gives them elsewhere, tells the unnamed office of the
/// opening by the name that follows, and lets "I" and "we" inside a quotation be its speaker.
pub(super) fn complete(found: &mut [Attribution], people: &People, material: &Material<'_>) {
    name_offices(found, material);
    let mut fullest: HashMap<String, String> = HashMap::new();
    let mut told: HashMap<String, usize> = HashMap::new();
    for one in found.iter() {
        let Some(speaker) = &one.speaker else { continue };
        let name = fullest.entry(surname(speaker)).or_default();
        if speaker.split_whitespace().count() > name.split_whitespace().count() {
            name.clone_from(speaker);
        }
        if let Some(party) = one.party {
            told.entry(surname(speaker)).or_insert(party);
        }
    }
    for mention in material.mentions {
        if let (Some(person), [party]) = (&mention.person, &mention.parties[..])
            && !is_namesake(person, material)
            && people.introduced.get(person) != Some(&Named::Outside)
            && !people.introductions.sits_in_parliament(person)
        {
            told.entry(surname(person)).or_insert(*party);
        }
    }
    for one in found.iter_mut() {
        let Some(speaker) = &one.speaker else { continue };
        let key = surname(speaker);
        let known = told.get(&key).filter(|_| !is_namesake(speaker, material)).copied();
        let introduced = people.introduced.get(speaker).and_then(|told| told.party());
        one.party = one.party.or(introduced).or(known);
        if !speaker.contains(' ')
            && let Some(full) = fullest.get(&key)
        {
            one.speaker = Some(full.clone());
        }
    }
    for at in 0..found.len() {
        speak_inside(found, at, material.text);
    }
}

/// "I" inside a quotation is its speaker, "we" speaks for the same party, "she" is another.
fn speak_inside(found: &mut [Attribution], at: usize, text: &str) {
    let Some(parent) = found[at].parent.filter(|&parent| parent < at) else { return };
    let outer = &found[parent];
    let Some(source) = found[at].source.filter(|_| outer.kind == SpeechKind::Direct) else {
        return;
    };
    let (speaker, party) = (outer.speaker.clone(), outer.party);
    let one = &mut found[at];
    match source.of(text).to_lowercase().as_str() {
        "i" => (one.speaker, one.party) = (speaker, party),
        "we" => (one.speaker, one.party) = (None, party),
        "he" | "she" if one.speaker == speaker => (one.speaker, one.party) = (None, None),
        _ => {}
    }
}

/// "A minister said … "No," Pia Lund told reporters": a name that comes from nowhere is the office
/// that spoke without one.
fn name_offices(found: &mut [Attribution], material: &Material<'_>) {
    let Some(lexicon) = material.lexicon else { return };
    for at in 1..found.len() {
        let Some(source) = found[at].source else { continue };
        let name = source.of(material.text);
        let Some(speaker) = &found[at].speaker else { continue };
        let bare = name.split_whitespace().count() >= 2
            && name.split_whitespace().all(|word| word.contains(char::is_uppercase))
            && speaker == name;
        // "The official, Pia Lund, …": the one who spoke without a name.
        let told = name.split_once(',').filter(|(office, rest)| {
            office.to_lowercase().starts_with("the ") && rest.contains(speaker.as_str())
        });
        let noun = told.and_then(|(office, _)| office.split_whitespace().next_back());
        let first = material.text.find(speaker.as_str());
        let fresh = first.is_some_and(|first| source.start <= first && first < source.end);
        if !fresh || !bare && noun.is_none() {
            continue;
        }
        let unnamed = (at.saturating_sub(NAMED_WITHIN)..at).rev().find(|&before| {
            let one = &found[before];
            let words = one.source.map_or("", |source| source.of(material.text));
            let head = words.split([',']).next().unwrap_or_default();
            let office = head.split_whitespace().any(|word| {
                let word = word.to_lowercase();
                let same = noun.is_none_or(|noun| word == noun);
                lexicon.language().is(Class::PersonRole, &word) && !word.ends_with('s') && same
            });
            let pronoun = bare && ["he", "she"].contains(&words.to_lowercase().as_str());
            let party = found[at].party;
            let same =
                noun.is_some() || one.party == party || one.party.is_none() || party.is_none();
            let known = noun.is_some() || one.party.is_some() || party.is_some();
            let free = one.speaker.is_none() && one.parent.is_none() && same && known;
            free && (office || pronoun)
        });
        if let Some(unnamed) = unnamed {
            let speaker = found[at].speaker.clone();
            let party = found[unnamed].party.or(found[at].party);
            found[at].party = party;
            let words = found[unnamed].source;
            let from = at.saturating_sub(NAMED_WITHIN);
            for one in found[from..at].iter_mut().filter(|one| one.source == words) {
                one.speaker.clone_from(&speaker);
                one.party = party;
            }
        }
    }
}
