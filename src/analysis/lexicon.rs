//! A catalog and the language data, made ready for matching.

use std::collections::{HashMap, HashSet};

use super::attribution_words::Tags;
use super::concepts::IssueCues;
use super::language::{Class, Language};
use super::phrases::Phrases;
use super::words::{Shape, Token, name_key};
use crate::domain::{Catalog, PartyKind, PartyRole};

/// A name with what it stands for and how it must be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameEntry {
    /// Index of the party; nothing for a state outside the catalog.
    pub party: Option<usize>,
    /// False for the party's own name.
    pub alias: bool,
    shapes: Vec<Shape>,
}

impl NameEntry {
    /// True when the words are written as the name must be: capitals where the name has them.
    #[must_use]
    pub fn fits(&self, tokens: &[Token]) -> bool {
        self.shapes.iter().zip(tokens).all(|(shape, token)| match shape {
            Shape::Upper => token.shape == Shape::Upper,
            Shape::Capital => token.is_capital(),
            _ => true,
        })
    }
}

/// A person of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Index of the party.
    pub party: usize,
    /// The name, as the catalog has it.
    pub name: String,
    /// First letter of the first name, folded.
    pub initial: char,
}

/// A catalog and the language data, made ready for matching.
#[derive(Debug)]
pub struct Lexicon {
    catalog: Catalog,
    language: Language,
    pub(super) names: Phrases<NameEntry>,
    pub(super) demonyms: Phrases<NameEntry>,
    pub(super) full_names: Phrases<usize>,
    pub(super) surnames: Phrases<usize>,
    pub(super) people: Vec<Person>,
    pub(super) issues: IssueCues,
    pub(super) belligerents: Vec<usize>,
    pub(super) rebels: Vec<usize>,
    /// The ends of longer names, in small letters: "commission"; nothing when two parties share one.
    short_names: HashMap<String, Option<usize>>,
}

impl Lexicon {
    /// Makes a catalog ready for matching.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let language = Language::built_in();
        let issues = IssueCues::new(&catalog, &language);
        let with = |test: &dyn Fn(&crate::domain::Party) -> bool| -> Vec<usize> {
            let parties = catalog.parties.iter().enumerate();
            parties.filter(|(_, party)| test(party)).map(|(at, _)| at).collect()
        };
        let belligerents = with(&|party| party.role == PartyRole::Belligerent);
        let rebels =
            with(&|party| matches!(party.kind, PartyKind::ArmedGroup | PartyKind::Movement));
        let mut lexicon = Self {
            catalog,
            language,
            names: Phrases::default(),
            demonyms: Phrases::default(),
            full_names: Phrases::default(),
            surnames: Phrases::default(),
            people: Vec::new(),
            issues,
            belligerents,
            rebels,
            short_names: HashMap::new(),
        };
        lexicon.add_parties();
        lexicon
    }

    /// The catalog it was made from.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The language data.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// True when the catalog has a person with this full name or its last word.
    #[must_use]
    pub fn lists_person(&self, name: &str) -> bool {
        let tokens = self.language.stems.tokens(name);
        let keys: Vec<String> = tokens.iter().map(|token| name_key(&token.key)).collect();
        let from = keys.len().saturating_sub(1);
        self.surnames.longest(from, |at| keys.get(at).map(String::as_str)).is_some()
    }

    /// What the first name or nationality in `words` stands for: a party, or nobody in the catalog.
    #[must_use]
    pub fn party_in(&self, words: &str) -> Option<Option<usize>> {
        let tokens = self.language.stems.tokens(words);
        (0..tokens.len()).find_map(|at| {
            let key_at = |at: usize| tokens.get(at).map(|token: &Token| token.key.as_str());
            [&self.names, &self.demonyms].into_iter().find_map(|set| {
                let (taken, entries) = set.longest(at, key_at)?;
                entries.iter().find(|entry| entry.fits(&tokens[at..at + taken])).map(|e| e.party)
            })
        })
    }

    /// The party whose name alone ends with these words: "Commission" for the European one.
    #[must_use]
    pub fn party_by_short_name(&self, words: &str) -> Option<usize> {
        self.short_names.get(&words.to_lowercase()).copied().flatten()
    }

    /// True when the party is an organisation or an alliance.
    #[must_use]
    pub fn is_organisation(&self, party: usize) -> bool {
        let kind = self.catalog.parties[party].kind;
        matches!(kind, PartyKind::Organisation | PartyKind::Alliance)
    }

    /// Adds the ends of a party's name that begin with a capital and end with a word for a body.
    fn add_short_names(&mut self, name: &str, party: usize) {
        let words: Vec<&str> = name.split_whitespace().collect();
        for from in 1..words.len() {
            let end = words[from..].join(" ").to_lowercase();
            let last = words[words.len() - 1].to_lowercase();
            let body = self.language.attribution.tags(&last).any(Tags::BODY);
            if body && words[from].starts_with(char::is_uppercase) {
                let entry = self.short_names.entry(end).or_insert(Some(party));
                *entry = entry.filter(|other| *other == party);
            }
        }
    }

    fn add_parties(&mut self) {
        let mut taken = HashSet::new();
        for (at, party) in self.catalog.parties.clone().iter().enumerate() {
            let bare = party.name.split(" (").next().unwrap_or(&party.name).to_owned();
            for (alias, name) in std::iter::once(&bare).chain(&party.aliases).enumerate() {
                taken.insert(self.add_name(name, Some(at), alias > 0));
                self.add_short_names(name, at);
            }
            for demonym in &party.demonyms {
                taken.insert(self.add_demonym(demonym, Some(at)));
            }
            for person in &party.people {
                self.add_person(person, at);
            }
        }
        for country in self.language.countries.clone() {
            let fresh = |name: &&String| !taken.contains(&name.to_lowercase());
            for name in country.names.iter().filter(fresh) {
                self.add_name(name, None, false);
            }
            for name in country.demonyms.iter().filter(fresh) {
                self.add_demonym(name, None);
            }
        }
    }

    /// Adds a name and gives it back in small letters, without its article.
    fn add_name(&mut self, name: &str, party: Option<usize>, alias: bool) -> String {
        let bare = without_article(name);
        let tokens = self.language.stems.tokens(bare);
        let shapes = tokens.iter().map(strictness).collect();
        let keys = tokens.iter().map(|token| token.key.as_str());
        self.names.add(keys, NameEntry { party, alias, shapes });
        bare.to_lowercase()
    }

    fn add_demonym(&mut self, name: &str, party: Option<usize>) -> String {
        let tokens = self.language.stems.tokens(name);
        let shapes: Vec<Shape> = tokens.iter().map(|token| token.shape).collect();
        let keys: Vec<&str> = tokens.iter().map(|token| token.key.as_str()).collect();
        let entry = NameEntry { party, alias: true, shapes };
        self.demonyms.add(keys.iter().copied(), entry);
        name.to_lowercase()
    }

    fn add_person(&mut self, name: &str, party: usize) {
        let tokens = self.language.stems.tokens(name);
        let keys: Vec<String> = tokens.iter().map(|token| name_key(&token.key)).collect();
        if keys.is_empty() {
            return;
        }
        let index = self.people.len();
        let initial = keys[0].chars().next().unwrap_or(' ');
        self.people.push(Person { party, name: name.to_owned(), initial });
        self.full_names.add(keys.iter().map(String::as_str), index);
        let eastern = self.language.is(Class::EastAsianSurname, &tokens[0].key);
        if eastern {
            self.surnames.add([keys[0].as_str()], index);
        } else if keys.len() > 1 {
            for surname in surnames(&keys) {
                self.surnames.add(surname.iter().map(String::as_str), index);
            }
        }
    }
}

/// Small words that belong to the surname behind them.
const PARTICLES: &[&str] =
    &["al", "el", "bin", "ibn", "von", "der", "de", "van", "la", "le", "abu", "di", "da"];

/// The surname with its particles, and without.
fn surnames(keys: &[String]) -> Vec<&[String]> {
    let last = keys.len() - 1;
    let mut from = last;
    while from > 1 && PARTICLES.contains(&keys[from - 1].as_str()) {
        from -= 1;
    }
    if from < last { vec![&keys[from..], &keys[last..]] } else { vec![&keys[last..]] }
}

/// "The Kremlin" is found without its article; "the agency" only with it.
fn without_article(name: &str) -> &str {
    let rest = name.strip_prefix("the ").or_else(|| name.strip_prefix("The "));
    rest.filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(name)
}

/// Short words in capitals must be written in capitals: "US" is not "us".
fn strictness(token: &Token) -> Shape {
    match token.shape {
        Shape::Upper if token.key.len() > 6 => Shape::Capital,
        shape => shape,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::lexicon;

    #[test]
    fn roles_and_kinds_are_known() {
        let lexicon = lexicon();
        assert_eq!(lexicon.belligerents, [0, 1]);
        assert_eq!(lexicon.rebels, [1]);
    }

    #[test]
    fn end_of_a_name_stands_for_its_party_alone() {
        let lexicon = lexicon();
        assert_eq!(lexicon.party_by_short_name("Front"), Some(1));
        assert_eq!(lexicon.party_by_short_name("Sudmark"), None);
    }

    #[test]
    fn surname_with_its_particle_is_found_both_ways() {
        let lexicon = lexicon();
        let find = |keys: &[&str]| {
            lexicon.surnames.longest(0, |at| keys.get(at).copied()).map(|(taken, _)| taken)
        };
        assert_eq!(find(&["al", "brandt"]), Some(2));
        assert_eq!(find(&["brandt"]), Some(1));
        assert_eq!(find(&["al"]), None);
    }
}
