//! The people of a text: their fullest names, how they are introduced, "he" or "she".

use std::collections::{HashMap, HashSet};

use super::attribution_words::Tags;
use super::attributions::Material;
use super::descriptions::Introductions;
use super::genders::Genders;
use super::items::{self, Item};
use super::person_names::{Name, Run, is_told_name, runs};
use super::person_parties;
use super::source_parties::Named;

/// Longest title before a name, in items.
const MAX_TITLE: usize = 5;

/// Who is who in one text.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Last word of a name → the fullest name.
    pub(super) by_surname: HashMap<String, String>,
    /// Fullest name → the party that an apposition or relative clause tells.
    pub(super) introduced: HashMap<String, Named>,
    /// Words that stand after "in", "to" and the like somewhere: no people.
    pub(super) places: HashSet<String>,
    /// The words of office that people are introduced by.
    pub(super) introductions: Introductions,
    /// The pronouns that the text uses for them.
    pub(super) genders: Genders,
}

impl People {
    /// Collects the names of the text; names of places are told by "in" and "at" before them.
    pub(super) fn new(material: &Material<'_>) -> Self {
        let mut people = Self { genders: Genders::new(material), ..Self::default() };
        let mut named: Vec<(Name, Named)> = Vec::new();
        for sentence in material.sentences {
            let items = items::of(material.text, sentence.span, &[], material.words);
            for run in runs(&items) {
                named.extend(people.read(&items, &run, material));
            }
        }
        people.by_surname = fullest(named.iter().map(|(name, _)| name), &people.places);
        for (name, told) in named {
            let full = people.by_surname.get(&name.surname.to_lowercase()).unwrap_or(&name.full);
            // Of somebody who only shares a listed surname, the text tells.
            let listed = material
                .lexicon
                .is_some_and(|one| one.lists_person(full) && !one.is_namesake(full));
            if !listed && told != Named::Nothing {
                people.introduced.entry(full.clone()).or_insert(told);
            }
        }
        people
    }

    /// The name that a run is, and what stands behind it of the party; notes places.
    fn read(
        &mut self,
        items: &[Item<'_>],
        run: &Run,
        material: &Material<'_>,
    ) -> Option<(Name, Named)> {
        let name = Name::of(&items[run.start..run.end])?;
        let before = run.start.checked_sub(1).map(|at| &items[at]);
        let after = |words: &[&str]| before.is_some_and(|b| words.iter().any(|w| b.says(w)));
        let heads_for = after(&["in", "at", "near", "outside", "from", "to"]);
        if !name.titled && name.words == 1 && heads_for {
            self.places.insert(name.full.clone());
        }
        let party_in =
            |words: &str| material.lexicon.is_some_and(|one| one.party_in(words).is_some());
        // "Greek Cypriot" is nobody's name, "Yajaira Montenegro" is.
        let named = material.lexicon.and_then(|one| one.name_in(&name.full));
        if named.is_some_and(|(at, party)| at.start == 0 || party.is_some()) {
            return None;
        }
        // "In Vestport Jonas Weil": the first word is a place.
        let country = after(&["of", "in", "at", "from"]) && party_in(items[run.start].word);
        let owned = (after(&["of"]) || country) && !name.titled && name.words > 2;
        let name = if owned { name.without_first() } else { name };
        let place = !name.titled && name.words > 1 && !country;
        if place && after(&["in", "at", "near", "outside"]) {
            self.places.insert(name.full);
            return None;
        }
        let listed = || material.lexicon.is_some_and(|one| one.lists_person(&name.full));
        let kin = is_kin(items, run);
        let alone = name.words == 1 && (name.titled || kin || listed());
        if !alone && (name.words < 2 || !name.titled && after(&["the"])) {
            return None;
        }
        let told = if is_gone(items, run) {
            Named::Outside
        } else {
            person_parties::told(items, run, material)
        };
        self.introductions.add_named(items, run, (&name.full, told), material);
        Some((Name { kin, ..name }, told))
    }

    /// The fullest name of a person whom the text names.
    pub(super) fn known(&self, name: &Name) -> Option<String> {
        let fuller = self.by_surname.get(&name.surname.to_lowercase()).filter(|full| {
            name.words == 1
                || name.full.ends_with(full.as_str())
                || full.contains(&name.full)
                || full.as_str() == name.full
        });
        match fuller {
            Some(full) => Some(full.clone()),
            None => name.titled.then(|| name.full.clone()),
        }
    }
}

/// "The late ambassador *Pia Lund*", "Retired General *Pia Lund*": no side's any more.
fn is_gone(items: &[Item<'_>], run: &Run) -> bool {
    let gone = |item: &Item<'_>| ["late", "former", "retired"].iter().any(|word| item.says(word));
    let before = items[..run.start].iter().rev().take(MAX_TITLE);
    let mut title = before.take_while(|item| item.is_word() && !item.is(Tags::DETERMINER));
    let late = |item: &Item<'_>| gone(item) && !item.is(Tags::TIME);
    title.any(late) || items[run.start..run.end].iter().any(gone)
}

/// "Her nephew *Anton*", "his daughter, *Olga*,", "known as *Anton*": one name is enough.
fn is_kin(items: &[Item<'_>], run: &Run) -> bool {
    let before = |back: usize| run.start.checked_sub(back).map(|at| &items[at]);
    let kin = |back: usize| before(back).is_some_and(|item| item.is(Tags::KIN) && !item.capital);
    let comma = |item: Option<&Item<'_>>| item.is_some_and(|item| item.is_mark(","));
    kin(1) || kin(2) && comma(before(1)) && comma(items.get(run.end)) || is_told_name(items, run)
}

/// Last word of a name, in small letters → the longest name with it; places are left out, and names
/// of one word that tell no more than a title or a catalog does.
fn fullest<'n>(
    named: impl Iterator<Item = &'n Name>,
    places: &HashSet<String>,
) -> HashMap<String, String> {
    let words = |name: &str| name.split_whitespace().count();
    let mut by_surname: HashMap<String, String> = HashMap::new();
    for name in named {
        if places.contains(&name.full) || name.words < 2 && !name.kin {
            continue;
        }
        let entry = by_surname.entry(name.surname.to_lowercase()).or_default();
        if words(&name.full) > words(entry) {
            entry.clone_from(&name.full);
        }
    }
    by_surname
}
