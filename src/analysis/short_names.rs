//! Parts of longer names that stand for their party alone: "the Commission" for the European one,
//! "the opposition" for the Norlandic one.

use std::collections::HashMap;

use super::attribution_words::{AttributionWords, Tags};
use super::language::{Class, Language};

/// Parties by parts of their names, in small letters; nothing where two parties share one.
#[derive(Debug, Default)]
pub(super) struct ShortNames {
    /// Capitals: "commission", "kurdistan region".
    capitals: HashMap<String, Option<usize>>,
    /// Common nouns: "opposition".
    nouns: HashMap<String, Option<usize>>,
    /// Two words that end a name, whatever their letters' case: "interim administration".
    pairs: HashMap<String, Option<usize>>,
}

impl ShortNames {
    /// Adds the parts of one name of a party; `own` says that it is no alias.
    pub(super) fn add(&mut self, name: &str, party: usize, own: bool, language: &Language) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let attribution = &language.attribution;
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        for from in 1..words.len() {
            if is_body(words[words.len() - 1], attribution) && capital(words[from]) {
                enter(&mut self.capitals, &words[from..], party);
            }
        }
        // "Kurdistan Region of Iraq"
        let of = words.iter().position(|word| *word == "of").unwrap_or(0);
        if of > 1 && is_body(words[of - 1], attribution) && words[..of].iter().all(|w| capital(w)) {
            enter(&mut self.capitals, &words[..of], party);
        }
        // "Interim administration" for that of one region.
        if let [.., kind, noun] = words[..]
            && words.len() > 2
            && is_office(noun, attribution)
        {
            enter(&mut self.pairs, &[kind, noun], party);
        }
        // A name "the opposition" says it by itself.
        if let [first, noun] = words[..]
            && (capital(first) || first == "the")
            && !capital(noun)
            && collective(noun, own || first == "the", language)
        {
            enter(&mut self.nouns, &[noun], party);
        }
    }

    /// The party whose name alone has these words as a part that begins with a capital.
    pub(super) fn of_capitals(&self, words: &str) -> Option<usize> {
        self.capitals.get(&words.to_lowercase()).copied().flatten()
    }

    /// The party whose name alone ends with these two words.
    pub(super) fn of_nouns(&self, kind: &str, noun: &str) -> Option<usize> {
        self.pairs.get(&format!("{kind} {noun}").to_lowercase()).copied().flatten()
    }

    /// The party whose name alone ends with this common noun.
    pub(super) fn of_noun(&self, lower: &str) -> Option<usize> {
        self.nouns.get(lower).copied().flatten()
    }
}

fn is_office(word: &str, words: &AttributionWords) -> bool {
    words.tags(&word.to_lowercase()).any(Tags::ROLE)
}

fn enter(names: &mut HashMap<String, Option<usize>>, words: &[&str], party: usize) {
    let entry = names.entry(words.join(" ").to_lowercase()).or_insert(Some(party));
    *entry = entry.filter(|other| *other == party);
}

fn is_body(word: &str, words: &AttributionWords) -> bool {
    words.tags(&word.to_lowercase()).any(Tags::BODY)
}

/// A noun for one body. Every state has a government: only a party that is called so is meant.
fn collective(noun: &str, own: bool, language: &Language) -> bool {
    let lower = noun.to_lowercase();
    let speaks = language.attribution.tags(&lower).any(Tags::ROLE.with(Tags::BODY));
    let single = !lower.ends_with('s') && !language.is(Class::PersonRole, &lower);
    speaks && single && (own || !language.is(Class::State, &lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(given: &[(&str, usize, bool)]) -> ShortNames {
        let language = Language::built_in();
        let mut names = ShortNames::default();
        for &(name, party, own) in given {
            names.add(name, party, own, &language);
        }
        names
    }

    #[test]
    fn parts_with_capitals_stand_alone_when_only_one_party_has_them() {
        let names = names(&[
            ("European Commission", 0, true),
            ("Kurdistan Region of Iraq", 1, true),
            ("Sudmark Front", 2, true),
            ("Popular Front", 3, true),
        ]);
        assert_eq!(names.of_capitals("Commission"), Some(0));
        assert_eq!(names.of_capitals("Kurdistan Region"), Some(1));
        assert_eq!(names.of_capitals("Front"), None);
        assert_eq!(names.of_capitals("Iraq"), None);
    }

    #[test]
    fn common_nouns_stand_for_the_party_that_is_called_so() {
        let names = names(&[
            ("Norlandic government", 0, true),
            ("Vesterian government", 1, false),
            ("Norlandic opposition", 2, false),
            ("Norlandic leaders", 3, false),
            ("the army", 4, false),
            ("Vesterian presidency", 5, false),
        ]);
        assert_eq!(names.of_noun("government"), Some(0));
        assert_eq!(names.of_noun("opposition"), Some(2));
        assert_eq!(names.of_noun("army"), Some(4));
        assert_eq!(names.of_noun("leaders"), None);
        assert_eq!(names.of_noun("presidency"), None);
    }
}
