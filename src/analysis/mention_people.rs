//! People: by full name, by surname, by an apposition that ties them to a party.

use super::language::Class;
use super::mention::{MentionKind, Usage};
use super::mentions::{Finder, TextPerson};
use super::words::name_key;

/// How far behind a name its apposition may reach, in tokens.
const APPOSITION: usize = 14;

impl Finder<'_> {
    /// The person named at `at`: the end of the name and the person, when one is found.
    pub(super) fn person_at(&mut self, at: usize) -> Option<(usize, Option<usize>)> {
        let token = self.parsed.tokens.get(at).filter(|_| at < self.sentence_end)?;
        if !token.is_capital() {
            return None;
        }
        self.catalog_person(at)
            .or_else(|| self.known_surname(at))
            .or_else(|| self.person_by_apposition(at))
            .map(|(end, person)| (end, Some(person)))
    }

    fn catalog_person(&mut self, at: usize) -> Option<(usize, usize)> {
        let end_of_sentence = self.sentence_end;
        let keys: Vec<String> = (at..end_of_sentence.min(at + 6))
            .map(|at| name_key(&self.parsed.tokens[at].key))
            .collect();
        let look = |index: usize| keys.get(index).map(String::as_str);
        if let Some((taken, people)) = self.lexicon.full_names.longest(0, look) {
            let index = people[0];
            return Some((at + taken, self.text_person(index, at..at + taken)));
        }
        let (taken, people) = self.lexicon.surnames.longest(0, look)?;
        let parties: Vec<usize> = people.iter().map(|&p| self.lexicon.people[p].party).collect();
        if parties.iter().any(|party| *party != parties[0]) || self.is_other_first_name(at, people)
        {
            return None;
        }
        let last = at + taken - 1;
        if !self.parsed.tokens[last].is_capital() {
            return None;
        }
        let known = self.by_surname.get(&keys[taken - 1]).copied();
        let person = known
            .filter(|&person| self.people[person].parties.first() == Some(&parties[0]))
            .unwrap_or_else(|| self.text_person(people[0], at..at + taken));
        Some((at + taken, person))
    }

    /// "Alan Johnson" is not Boris Johnson: another first name stands before the surname.
    fn is_other_first_name(&self, at: usize, people: &[usize]) -> bool {
        let start = self.parsed.ranges[self.sentence].start;
        let Some(before) = at.checked_sub(1).filter(|before| *before > start) else {
            return false;
        };
        let token = &self.parsed.tokens[before];
        let plain_name = token.is_capital()
            && !token.possessive
            && !self.is(Class::PersonRole, before)
            && !self.is(Class::Honorific, before)
            && !self.is(Class::Between, before)
            && !self.is(Class::Determiner, before)
            && !self.is(Class::Preposition, before)
            && !self.is(Class::Body, before)
            && self.lexicon.demonyms.longest(before, |at| self.key(at)).is_none()
            && self.lexicon.names.longest(before, |at| self.key(at)).is_none();
        let initial = token.key.chars().next();
        plain_name && people.iter().all(|&p| Some(self.lexicon.people[p].initial) != initial)
    }

    /// The person of the catalog whose surname ends a name that begins with the same letter: another
    /// spelling of the first name.
    pub(super) fn listed_behind_first_name(
        &mut self,
        tokens: std::ops::Range<usize>,
    ) -> Option<usize> {
        let last = tokens.end.checked_sub(1).filter(|last| *last > tokens.start)?;
        let key = name_key(&self.parsed.tokens[last].key);
        let (_, people) = self.lexicon.surnames.longest(0, |at| (at == 0).then_some(&*key))?;
        let initial = name_key(&self.parsed.tokens[tokens.start].key).chars().next();
        let same = |&&person: &&usize| Some(self.lexicon.people[person].initial) == initial;
        let index = people.iter().find(same).copied()?;
        Some(self.text_person(index, tokens))
    }

    fn text_person(&mut self, index: usize, tokens: std::ops::Range<usize>) -> usize {
        let surname = name_key(&self.parsed.tokens[tokens.end - 1].key);
        let party = self.lexicon.people[index].party;
        let span = self.parsed.span(tokens);
        let name = span.of(self.parsed.text);
        let name = name.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        if let Some(&known) = self.by_surname.get(&surname)
            && self.people[known].parties == [party]
        {
            if name.len() > self.people[known].name.len() {
                name.clone_into(&mut self.people[known].name);
            }
            return known;
        }
        self.people.push(TextPerson { parties: vec![party], name: name.to_owned() });
        self.by_surname.insert(surname, self.people.len() - 1);
        self.people.len() - 1
    }

    /// A surname that this text gave with a full name before.
    fn known_surname(&mut self, at: usize) -> Option<(usize, usize)> {
        let end = self.capitals(at);
        for last in (at..end).rev() {
            let surname = name_key(&self.parsed.tokens[last].key);
            if let Some(&person) = self.by_surname.get(&surname) {
                let whole = last > at && !self.names_agree(at, person);
                return (!whole).then_some((last + 1, person));
            }
        }
        None
    }

    fn names_agree(&self, at: usize, person: usize) -> bool {
        let first = self.parsed.tokens[at].key.chars().next();
        self.people[person].name.to_lowercase().chars().next() == first
    }

    /// The end of the run of capitalised words at `at` that can be one person's name.
    pub(super) fn capitals(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.sentence_end && end < at + 5 {
            let token = &self.parsed.tokens[end];
            let particle = end > at
                && matches!(
                    token.key.as_str(),
                    "al" | "el" | "bin" | "von" | "der" | "de" | "van" | "ibn" | "da"
                )
                && self.parsed.tokens.get(end + 1).is_some_and(super::words::Token::is_capital);
            let name = token.is_capital()
                && !self.is(Class::Body, end)
                && !self.is(Class::Determiner, end)
                && !self.is(Class::Preposition, end);
            if !name && !particle {
                break;
            }
            end += 1;
            if token.possessive {
                break;
            }
        }
        end
    }

    /// "Mykhailo P., an adviser to the Ukrainian president": two capitalised words or more, tied to a
    /// party by what follows the comma.
    fn person_by_apposition(&mut self, at: usize) -> Option<(usize, usize)> {
        let end = self.capitals(at);
        if end < at + 2
            || self.key(end) != Some(",")
            || self.is(Class::PersonRole, at)
            || self.is(Class::Between, at)
        {
            return None;
        }
        if self.lexicon.names.longest(at, |at| self.key(at)).is_some()
            || self.lexicon.demonyms.longest(at, |at| self.key(at)).is_some()
        {
            return None;
        }
        let stop = (end + 1..self.sentence_end.min(end + APPOSITION))
            .find(|&at| self.key(at) == Some(","))
            .unwrap_or(self.sentence_end.min(end + APPOSITION));
        let office = |at: usize| {
            self.is(Class::PersonRole, at)
                || matches!(
                    self.key(at),
                    Some(
                        "heads"
                            | "leads"
                            | "chairs"
                            | "headed"
                            | "led"
                            | "represents"
                            | "represented"
                            | "speaks"
                            | "runs"
                            | "commands"
                            | "chaired"
                    )
                )
        };
        let has_office = (end + 1..stop).any(office);
        let outsider = (end + 1..stop).any(|at| self.is(Class::Outsider, at));
        if !has_office && !outsider {
            return None;
        }
        let parties = if outsider { Vec::new() } else { self.party_within(end + 1, stop) };
        Some((end, self.new_person(at..end, parties)))
    }

    fn party_within(&self, from: usize, to: usize) -> Vec<usize> {
        let sent = |at: usize| matches!(self.key(at), Some("envoy" | "ambassador" | "emissary"));
        for at in from..to {
            // "The envoy to Norland" is of another.
            if self.key(at - 1) == Some("to") && (from..at).any(sent) {
                return Vec::new();
            }
            let sets = [&self.lexicon.names, &self.lexicon.demonyms].into_iter();
            let found = sets.filter_map(|set| {
                let (taken, entries) = set.longest(at, |at| self.key(at))?;
                let tokens = &self.parsed.tokens[at..at + taken];
                Some((taken, entries.iter().find(|entry| entry.fits(tokens))?))
            });
            // "Greek Cypriots" are not Greek.
            if let Some((_, entry)) = found.max_by_key(|(taken, _)| *taken) {
                return entry.party.into_iter().collect();
            }
            if self.is(Class::Rebel, at) {
                return self.last.rebel.into_iter().collect();
            }
            // "A state secretary"
            if self.is(Class::State, at) && self.key(at) != Some("state") {
                let state = self.last.state.filter(|party| self.is_state(*party));
                return state.into_iter().collect();
            }
        }
        self.governing(from, to)
    }

    pub(super) fn push_person(
        &mut self,
        at: usize,
        (end, person): (usize, Option<usize>),
    ) -> usize {
        let parties = person.map(|person| self.people[person].parties.clone()).unwrap_or_default();
        let kind = if parties.is_empty() { MentionKind::Outsider } else { MentionKind::Person };
        let mut mention = self.mention(at..end, parties, kind);
        mention.person = person.map(|person| person.to_string());
        if self.parsed.tokens[end - 1].possessive {
            mention.usage = Usage::Possessor;
        }
        self.push(mention, person)
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::{mention, mentions_whole};

    #[test]
    fn surnames_stand_with_and_without_the_full_name() {
        assert_eq!(mention("Lund refused.", "Lund").as_deref(), Some("norland"));
        assert_eq!(mention("Óskar Halden refused.", "Óskar Halden").as_deref(), Some("norland"));
        assert_eq!(mention("Al-Brandt refused.", "Al-Brandt").as_deref(), Some("norland"));
        assert_eq!(mention("A lund is a grove.", "lund"), None);
    }

    #[test]
    fn spelling_variants_meet() {
        for name in ["Velensky", "Velenskiy", "Tarik Velenskyy"] {
            let text = format!("{name} refused.");
            assert_eq!(mention(&text, name).as_deref(), Some("front"), "{name}");
        }
        assert_eq!(mention("Velasco refused.", "Velasco"), None);
    }

    #[test]
    fn another_first_name_is_another_person() {
        assert_eq!(mention("He met Greta Lund.", "Lund"), None);
        assert_eq!(mention("Later Greta Lund sang.", "Lund"), None);
        let text = "Later, The Lund government refused.";
        assert_eq!(mention(text, "Lund").as_deref(), Some("norland"));
        assert_eq!(
            mention("President Lund refused.", "President Lund").as_deref(),
            Some("norland")
        );
    }

    #[test]
    fn apposition_ties_an_unknown_person_to_a_party() {
        let text = "Jonas Weil, an adviser to the Norlandic president, said no. Later Weil left.";
        assert_eq!(mention(text, "Jonas Weil").as_deref(), Some("norland"));
        assert_eq!(mention(text, "Weil").as_deref(), Some("norland"));
        let text = "Jonas Weil, an analyst in Norhaven, said no.";
        assert_eq!(mention(text, "Jonas Weil").as_deref(), Some(""));
        let text = "Jonas Weil, a man of fifty, said no.";
        assert_eq!(mention(text, "Jonas Weil"), None);
    }

    #[test]
    fn fullest_name_of_the_text_is_kept() {
        let found = mentions_whole("Lund spoke first. Pia Lund left. Lund's car waited.");
        assert!(found.iter().all(|one| one.person.as_deref() == Some("Pia Lund")), "{found:?}");
    }
}
