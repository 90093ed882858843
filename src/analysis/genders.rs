//! "He" or "she" for a person, by what the text itself says of them; first names tell nothing.

use std::collections::HashMap;

use super::attributions::Material;
use super::items::{self, Item};
use super::person_names::{Name, runs, surname};

/// Which pronoun the text uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

impl Gender {
    /// The gender that a pronoun shows.
    pub(super) fn of(item: &Item<'_>) -> Option<Self> {
        let says = |words: [&str; 4]| words.iter().any(|word| item.says(word));
        if says(["he", "his", "him", "himself"]) {
            Some(Self::He)
        } else if says(["she", "her", "hers", "herself"]) {
            Some(Self::She)
        } else {
            None
        }
    }
}

/// Last word of a name, in small letters → the pronoun that the text uses.
#[derive(Debug, Default)]
pub(super) struct Genders(HashMap<String, Gender>);

impl Genders {
    /// Reads them from sentences that name one person only, with one pronoun behind the name.
    pub(super) fn new(material: &Material<'_>) -> Self {
        let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
        for sentence in material.sentences {
            let items =
                items::of(material.text, sentence.span, material.quotations, material.words);
            let Some((name, gender)) = shown(&items) else { continue };
            let count = counts.entry(name).or_default();
            match gender {
                Gender::He => count.0 += 1,
                Gender::She => count.1 += 1,
            }
        }
        let decided = counts.into_iter().filter(|(_, (he, she))| he != she);
        let told = |(name, (he, she))| (name, if he > she { Gender::He } else { Gender::She });
        Self(decided.map(told).collect())
    }

    /// Remembers the pronoun that stood for a person, when the sentences alone told none.
    pub(super) fn note(&mut self, name: &str, gender: Gender) {
        self.0.entry(surname(name)).or_insert(gender);
    }

    /// True when the text uses a pronoun for this name: it is a person's.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.0.contains_key(&surname(name))
    }

    /// True unless the text uses the other pronoun for the person.
    pub(super) fn fits(&self, name: &str, gender: Option<Gender>) -> bool {
        let known = self.0.get(&surname(name)).copied();
        known.is_none() || gender.is_none() || known == gender
    }
}

/// The only name of a sentence with the only pronoun behind it.
fn shown(items: &[Item<'_>]) -> Option<(String, Gender)> {
    let mut found: Option<(String, usize)> = None;
    for run in runs(items) {
        let Some(name) = Name::of(&items[run.start..run.end]) else { continue };
        let last = surname(&name.full);
        match &found {
            Some((other, _)) if *other != last => return None,
            Some(_) => {}
            None => found = Some((last, run.end)),
        }
    }
    let (name, end) = found?;
    // "Lund, her deputy, …": the pronoun of an apposition is somebody else's.
    let apposed = |at: usize| at == end + 1 && items[end].is_mark(",");
    let mut pronouns = items
        .iter()
        .enumerate()
        .filter(|(at, _)| !apposed(*at))
        .filter_map(|(at, item)| Gender::of(item).map(|gender| (at, gender)));
    let (at, first) = pronouns.next()?;
    (at >= end && pronouns.all(|(_, gender)| gender == first)).then_some((name, first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::lexicon;
    use crate::analysis::parsed::Parsed;

    #[track_caller]
    fn assert_gender(text: &str, name: &str, expected: Option<Gender>) {
        let lexicon = lexicon();
        let parsed = Parsed::new(text, &lexicon);
        let genders = Genders::new(&Material {
            text,
            sentences: &parsed.sentences,
            quotations: &parsed.quotations,
            mentions: &[],
            words: &lexicon.language().attribution,
            lexicon: Some(&lexicon),
        });
        assert_eq!(genders.0.get(name).copied(), expected, "{text}");
    }

    #[test]
    fn one_name_with_one_pronoun_behind_shows_it() {
        assert_gender("Pia Lund said she was late.", "lund", Some(Gender::She));
        assert_gender("Lund, in his car, waved.", "lund", Some(Gender::He));
        assert_gender("Lund, her deputy, waved.", "lund", None);
    }

    #[test]
    fn two_names_or_two_pronouns_show_nothing() {
        assert_gender("Pia Lund told Jonas Weil she was late.", "weil", None);
        assert_gender("Lund told her that he was late.", "lund", None);
        assert_gender("\"She left,\" Lund said.", "lund", None);
    }
}
