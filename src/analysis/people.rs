//! The people of a text: their fullest names, how they are introduced, "he" or "she".

use std::collections::{HashMap, HashSet};

use super::attributions::Material;
use super::descriptions::Introductions;
use super::genders::Genders;
use super::items;
use super::person_names::{Name, runs};
use super::source_parties::{self, Named};
use crate::domain::Span;

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
        let mut full: Vec<(String, String)> = Vec::new();
        let mut places: HashSet<String> = HashSet::new();
        let mut introduced: HashMap<String, Named> = HashMap::new();
        let mut introductions = Introductions::default();
        for sentence in material.sentences {
            let items = items::of(material.text, sentence.span, &[], material.words);
            for run in runs(&items) {
                let Some(name) = Name::of(&items[run.start..run.end]) else {
                    continue;
                };
                let before = run.start.checked_sub(1).map(|at| &items[at]);
                let after =
                    |words: &[&str]| before.is_some_and(|b| words.iter().any(|w| b.says(w)));
                let heads_for = after(&["in", "at", "near", "outside", "from", "to"]);
                if !name.titled && name.words == 1 && heads_for {
                    places.insert(name.full.clone());
                }
                // "Greek Cypriot" is nobody's name.
                if material.lexicon.is_some_and(|lexicon| lexicon.party_in(&name.full).is_some()) {
                    continue;
                }
                // "In Vestport Jonas Weil": the first word is a place.
                let begins = Span::new(items[run.start].span.start, items[run.start].span.end);
                let country = after(&["of", "in", "at", "from"])
                    && material
                        .lexicon
                        .is_some_and(|one| one.party_in(begins.of(material.text)).is_some());
                let owned = (after(&["of"]) || country) && !name.titled && name.words > 2;
                let name = if owned { name.without_first() } else { name };
                let place = !name.titled
                    && name.words > 1
                    && !country
                    && after(&["in", "at", "near", "outside"]);
                let alone = name.words == 1
                    && (name.titled
                        || material.lexicon.is_some_and(|one| one.lists_person(&name.full)));
                let told = || source_parties::introduction(&items[run.end..], material);
                if alone {
                    introductions.add_named(&items, &run, (&name.full, told()), material);
                }
                if place {
                    places.insert(name.full.clone());
                } else if name.words >= 2 && (name.titled || !after(&["the"])) {
                    let told = told();
                    let listed = material.lexicon.is_some_and(|one| one.lists_person(&name.full));
                    if !listed && told != Named::Nothing {
                        introduced.entry(name.full.clone()).or_insert(told);
                    }
                    introductions.add_named(&items, &run, (&name.full, told), material);
                    full.push((name.surname.to_lowercase(), name.full));
                }
            }
        }
        let by_surname = fullest(full, &places);
        let genders = Genders::new(material);
        Self { by_surname, introduced, places, introductions, genders }
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

/// Last word of a name, in small letters → the longest name with it; places are left out.
fn fullest(full: Vec<(String, String)>, places: &HashSet<String>) -> HashMap<String, String> {
    let words = |name: &str| name.split_whitespace().count();
    let mut by_surname: HashMap<String, String> = HashMap::new();
    for (surname, name) in full {
        if places.contains(&name) {
            continue;
        }
        let entry = by_surname.entry(surname).or_default();
        if words(&name) > words(entry) {
            *entry = name;
        }
    }
    by_surname
}
