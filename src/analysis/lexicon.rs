//! A catalog and the language data, made ready for matching.

use std::collections::HashSet;
use std::ops::Range;

use super::concepts::IssueCues;
use super::institutions::Institutions;
use super::language::{Class, Country, Language};
use super::mention::Mention;
use super::phrases::Phrases;
use super::short_names::ShortNames;
use super::words::{Shape, Token, name_key};
use crate::domain::{Catalog, PartyKind, PartyRole};

/// A name with what it stands for and how it must be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameEntry {
    /// Index of the party; nothing for a state outside the catalog.
    pub party: Option<usize>,
    /// For a state outside the catalog: the party that is its government.
    pub(super) government: Option<usize>,
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
    pub(super) short_names: ShortNames,
    institutions: Institutions,
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
            short_names: ShortNames::default(),
            institutions: Institutions::default(),
        };
        lexicon.institutions = Institutions::new(
            &lexicon.catalog.parties,
            &lexicon.language.institutions,
            &lexicon.language.countries,
            &lexicon.language.stems,
        );
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

    /// The party of the first person of the catalog whom the words name; `but` is left out.
    pub(super) fn person_in(&self, words: &str, but: &str) -> Option<usize> {
        let tokens = self.language.stems.tokens(words);
        let keys: Vec<String> = tokens.iter().map(|token| name_key(&token.key)).collect();
        let key_at = |at: usize| keys.get(at).map(String::as_str);
        (0..tokens.len()).find_map(|at| {
            let full = || self.full_names.longest(at, key_at);
            let first = at == 0 || !tokens[at - 1].is_capital();
            let last = || self.surnames.longest(at, key_at).filter(|_| first);
            let (_, people) = full().or_else(last).filter(|_| tokens[at].is_capital())?;
            let other = !but.contains(tokens[at].span.of(words));
            self.party_of_all(people).filter(|_| other)
        })
    }

    /// The party of the only people of the catalog with this full name.
    pub(super) fn party_of_person(&self, name: &str) -> Option<usize> {
        let tokens = self.language.stems.tokens(name);
        let keys: Vec<String> = tokens.iter().map(|token| name_key(&token.key)).collect();
        let (taken, people) = self.full_names.longest(0, |at| keys.get(at).map(String::as_str))?;
        self.party_of_all(people).filter(|_| taken == keys.len())
    }

    /// The party of people when they have one party.
    fn party_of_all(&self, people: &[usize]) -> Option<usize> {
        let party = self.people[*people.first()?].party;
        people.iter().all(|&person| self.people[person].party == party).then_some(party)
    }

    /// True when only other people of the catalog, with other first names, have this surname.
    #[must_use]
    pub(super) fn is_namesake(&self, name: &str) -> bool {
        let tokens = self.language.stems.tokens(name);
        let keys: Vec<String> = tokens.iter().map(|token| name_key(&token.key)).collect();
        let [first, .., last] = &keys[..] else { return false };
        let whole = self.full_names.longest(0, |at| keys.get(at).map(String::as_str));
        if whole.is_some_and(|(taken, _)| taken == keys.len()) {
            return false;
        }
        let Some((_, listed)) = self.surnames.longest(0, |at| (at == 0).then_some(last.as_str()))
        else {
            return false;
        };
        let initial = first.chars().next();
        let other = |person: &Person| {
            // "al-Harith Idriss": the article is no first name.
            let bare = person.name.strip_prefix("al-").and_then(|rest| rest.chars().next());
            bare.map_or(person.initial, |c| c.to_ascii_lowercase()) != initial.unwrap_or(' ')
        };
        listed.iter().all(|&person| other(&self.people[person]))
    }

    /// What the first name or nationality in `words` stands for: a party, or nobody in the catalog.
    #[must_use]
    pub fn party_in(&self, words: &str) -> Option<Option<usize>> {
        self.name_in(words).map(|(_, party)| party)
    }

    /// As [`Self::party_in`], with the bytes of `words` where the name stands.
    pub(super) fn name_in(&self, words: &str) -> Option<(Range<usize>, Option<usize>)> {
        let tokens = self.language.stems.tokens(words);
        let key_at = |at: usize| tokens.get(at).map(|token: &Token| token.key.as_str());
        let longest = |at: usize| {
            // Of two that are as long, the name and not the nationality.
            let sets = [&self.demonyms, &self.names].into_iter();
            let found = sets.filter_map(|set| {
                let (taken, entries) = set.longest(at, key_at)?;
                let entry = entries.iter().find(|entry| entry.fits(&tokens[at..at + taken]))?;
                Some((taken, entry.party.or(entry.government)))
            });
            found.max_by_key(|(taken, _)| *taken)
        };
        (0..tokens.len()).find_map(|at| {
            let (taken, party) = longest(at)?;
            let end = tokens[at + taken - 1].span.end;
            // "The Norlandic-led observers" are not Norland's.
            if ["-led", "-backed", "-brokered"].iter().any(|by| words[end..].starts_with(by)) {
                return None;
            }
            Some((tokens[at].span.start..end, party))
        })
    }

    /// The party that has an institution among these words: "the speaker of the Duma".
    pub(super) fn institution_in(&self, words: &str) -> Option<usize> {
        self.institutions.party_in(words, &self.language.stems)
    }

    /// The body that is a party and makes the laws: "lawmaker", "senator" speak for it.
    pub(super) fn parliament(&self) -> Option<usize> {
        self.only_named(&["parliament", "congress", "senate", "house of representatives"])
    }

    /// The church that is a party: "bishop", "cardinal" speak for it.
    pub(super) fn church(&self) -> Option<usize> {
        self.only_named(&["church", "bishops", "holy see"])
    }

    /// The only party, no state and no armed group, that has one of these among its names.
    fn only_named(&self, words: &[&str]) -> Option<usize> {
        let same = |alias: &String| {
            let alias = alias.to_lowercase();
            words.contains(&alias.strip_prefix("the ").unwrap_or(&alias))
        };
        let found = self.catalog.parties.iter().enumerate().filter(|(_, party)| {
            let name = party.name.to_lowercase();
            let named = words.iter().any(|word| name.contains(word));
            !matches!(party.kind, PartyKind::ArmedGroup | PartyKind::Movement)
                && (named || party.aliases.iter().any(same))
        });
        only(found.map(|(at, _)| at))
    }

    /// The only state among the belligerents.
    pub(super) fn only_state(&self) -> Option<usize> {
        let of = |party: usize| &self.catalog.parties[party];
        let states = || {
            let belligerents = self.belligerents.iter().copied();
            belligerents.filter(move |&party| of(party).kind == PartyKind::State)
        };
        // Of several, the one that is called a government.
        let called = states().filter(|&party| of(party).name.to_lowercase().contains("government"));
        only(states()).or_else(|| only(called))
    }

    /// Whoever speaks for the army of the only state: itself, or the army that is a party.
    pub(super) fn only_army(&self) -> Option<usize> {
        const ARMIES: [&str; 3] = ["army", "armed forces", "military"];
        let state = self.only_state()?;
        let army = |name: &String| ARMIES.iter().any(|army| name.to_lowercase().ends_with(army));
        let mut armies = self.catalog.parties.iter().enumerate().filter(|(_, party)| {
            let names = std::iter::once(&party.name).chain(&party.aliases);
            party.kind == PartyKind::Organisation && names.into_iter().any(army)
        });
        let first = armies.next().map(|(at, _)| at);
        if armies.next().is_some() { None } else { first.or(Some(state)) }
    }

    /// The armed group that most of the mentions are of: more than half of those of all groups.
    pub(super) fn main_rebels(&self, mentions: &[Mention]) -> Option<usize> {
        if let [only] = self.rebels[..] {
            return Some(only);
        }
        let near = &mentions[..mentions.len().min(MAX_COUNTED)];
        let count = |group: usize| near.iter().filter(|one| one.parties == [group]).count();
        let counts: Vec<usize> = self.rebels.iter().map(|&group| count(group)).collect();
        let main = (0..counts.len()).max_by_key(|&at| counts[at])?;
        (2 * counts[main] > counts.iter().sum()).then(|| self.rebels[main])
    }

    /// True when the party is an organisation or an alliance.
    #[must_use]
    pub fn is_organisation(&self, party: usize) -> bool {
        let kind = self.catalog.parties[party].kind;
        matches!(kind, PartyKind::Organisation | PartyKind::Alliance)
    }

    /// The party that is the government of a country: it has a name such as "Norlandic army".
    fn government_of(&self, country: &Country) -> Option<usize> {
        let office = |name: &String| {
            let mut words = country.names.iter().chain(&country.demonyms);
            let body = words.find_map(|word| name.strip_prefix(word.as_str())?.strip_prefix(' '));
            body.is_some_and(|body| self.language.is(Class::State, &body.to_lowercase()))
        };
        let governs = |party: &crate::domain::Party| {
            party.kind == PartyKind::State
                && std::iter::once(&party.name).chain(&party.aliases).any(office)
        };
        let mut found = self.catalog.parties.iter().enumerate().filter(|(_, party)| governs(party));
        let first = found.next().map(|(at, _)| at);
        first.filter(|_| found.next().is_none())
    }

    fn add_parties(&mut self) {
        let mut taken = HashSet::new();
        for (at, party) in self.catalog.parties.clone().iter().enumerate() {
            let bare = party.name.split(" (").next().unwrap_or(&party.name).to_owned();
            for (alias, name) in std::iter::once(&bare).chain(&party.aliases).enumerate() {
                taken.insert(self.add_name(name, Some(at), None, alias > 0));
                self.short_names.add(name, at, alias == 0, &self.language);
            }
            for demonym in &party.demonyms {
                taken.insert(self.add_demonym(demonym, Some(at), None));
            }
            for person in &party.people {
                self.add_person(person, at);
            }
        }
        for country in self.language.countries.clone() {
            let fresh = |name: &&String| !taken.contains(&name.to_lowercase());
            let government = self.government_of(&country);
            for name in country.names.iter().filter(fresh) {
                self.add_name(name, None, government, false);
            }
            for name in country.demonyms.iter().filter(fresh) {
                self.add_demonym(name, None, government);
            }
        }
    }

    /// Adds a name and gives it back in small letters, without its article.
    fn add_name(
        &mut self,
        name: &str,
        party: Option<usize>,
        government: Option<usize>,
        alias: bool,
    ) -> String {
        let bare = without_article(name);
        let tokens = self.language.stems.tokens(bare);
        let shapes = tokens.iter().map(strictness).collect();
        let keys = tokens.iter().map(|token| token.key.as_str());
        self.names.add(keys, NameEntry { party, government, alias, shapes });
        bare.to_lowercase()
    }

    fn add_demonym(
        &mut self,
        name: &str,
        party: Option<usize>,
        government: Option<usize>,
    ) -> String {
        let tokens = self.language.stems.tokens(name);
        let shapes: Vec<Shape> = tokens.iter().map(|token| token.shape).collect();
        let keys: Vec<&str> = tokens.iter().map(|token| token.key.as_str()).collect();
        let entry = NameEntry { party, government, alias: true, shapes };
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
            // "Karekin II" is no surname "II", which would be the "I" of whoever speaks.
            let number = name.split_whitespace().next_back().is_some_and(is_roman);
            for surname in surnames(&keys[..keys.len() - usize::from(number)]) {
                self.surnames.add(surname.iter().map(String::as_str), index);
            }
        }
    }
}

/// The first when there is no second.
fn only(mut parties: impl Iterator<Item = usize>) -> Option<usize> {
    let first = parties.next();
    first.filter(|_| parties.next().is_none())
}

/// Most mentions by which the main armed group of a text is told.
const MAX_COUNTED: usize = 500;
/// Small words that belong to the surname behind them.
const PARTICLES: &[&str] =
    &["al", "el", "bin", "ibn", "von", "der", "de", "van", "la", "le", "abu", "di", "da"];

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

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
    fn surname_with_its_particle_is_found_both_ways() {
        let lexicon = lexicon();
        let find = |keys: &[&str]| {
            lexicon.surnames.longest(0, |at| keys.get(at).copied()).map(|(taken, _)| taken)
        };
        assert_eq!(find(&["al", "brandt"]), Some(2));
        assert_eq!(find(&["brandt"]), Some(1));
        assert_eq!(find(&["al"]), None);
    }

    #[test]
    fn number_behind_a_name_is_no_surname() {
        assert!(super::is_roman("II") && !super::is_roman("Ivan"));
    }

    #[test]
    fn namesakes_have_another_first_name() {
        let lexicon = lexicon();
        assert!(lexicon.is_namesake("Greta Lund"));
        assert!(!lexicon.is_namesake("Pia Lund"));
        assert!(!lexicon.is_namesake("Lund"));
        assert!(!lexicon.is_namesake("Tarik Velensky"));
        assert!(!lexicon.is_namesake("Greta Weil"));
    }
}
