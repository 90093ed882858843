//! Offices: whose they are, and the person who holds them.

use super::language::Class;
use super::mention::{MentionKind, Usage};
use super::mention_phrases::{Owner, Phrase};
use super::mentions::{Finder, TextPerson};
use super::words::name_key;
use crate::domain::PartyKind;

impl Finder<'_> {
    /// "The minister", "the rebels", "his spokesman": an office without a name beside it.
    pub(super) fn resolve_office(&self, phrase: &Phrase, head: &str) -> Option<Vec<usize>> {
        if !phrase.owner.parties.is_empty() {
            return Some(phrase.owner.parties.clone());
        }
        let definite = matches!(self.key(phrase.first), Some("the" | "this"));
        let capital = self.parsed.tokens[phrase.first].is_capital()
            && !self.is(Class::Determiner, phrase.first);
        // "A *Western ambassador*": one of many, of some other side.
        let before = phrase.first.checked_sub(1).and_then(|before| self.key(before));
        if !definite && !capital || matches!(before, Some("a" | "an" | "one")) {
            return None;
        }
        if self.language.is(Class::Rebel, head) {
            let only = (self.lexicon.rebels.len() == 1).then(|| self.lexicon.rebels[0]);
            return only.or(self.last.rebel).map(|party| vec![party]);
        }
        if self.language.is(Class::State, head) {
            let states: Vec<usize> = self
                .lexicon
                .belligerents
                .iter()
                .copied()
                .filter(|party| !self.lexicon.rebels.contains(party))
                .collect();
            if let [only] = states[..] {
                return Some(vec![only]);
            }
            return self.last.state.map(|party| vec![party]);
        }
        if !definite && !self.language.is(Class::PersonRole, head) {
            return None;
        }
        Some(self.last.subject.clone()).filter(|parties| !parties.is_empty())
    }

    /// "Minister of Foreign Affairs *of Russia*", "a spokesman *for the U.N. chief*".
    pub(super) fn read_of(&mut self, phrase: &mut Phrase) {
        // "Its delegate in Norhaven"
        let owned = phrase.first > 0 && self.is(Class::PossessivePronoun, phrase.first - 1);
        if owned || phrase.owner.kind == Some(MentionKind::Pronoun) {
            return;
        }
        let mut at = phrase.end;
        for _ in 0..3 {
            if phrase.owner.known
                || !matches!(self.key(at), Some("of" | "for" | "to" | "from" | "in"))
            {
                return;
            }
            at += 1;
            if self.key(at) == Some("the") {
                at += 1;
            }
            if let Some((end, person)) = self.person_at(at) {
                // "A spokesman for Osso's *SMF*": that one's, whoever leads it.
                let possessive = self.parsed.tokens[end - 1].possessive;
                if let Some((end, owner, _)) = possessive.then(|| self.owner(end)).flatten() {
                    phrase.owner = Owner { known: true, kind: None, ..owner };
                    phrase.end = end;
                    return;
                }
                phrase.owner = Owner {
                    parties: person
                        .map(|person| self.people[person].parties.clone())
                        .unwrap_or_default(),
                    known: true,
                    kind: None,
                };
                phrase.end = end;
                return;
            }
            if let Some((end, owner, _)) = self.owner(at) {
                let mut inner = Phrase {
                    first: at,
                    end,
                    owner,
                    head: None,
                    outsider: false,
                    possessive: false,
                };
                self.read_office(&mut inner);
                if self.key(at - 1) == Some("to") && inner.head.is_none() {
                    return;
                }
                phrase.owner = Owner { known: true, kind: None, ..inner.owner };
                phrase.end = inner.end;
                return;
            }
            while at < self.sentence_end && self.parsed.tokens[at].is_capital() {
                at += 1;
            }
        }
    }

    /// The person whose name stands behind an office: "Foreign Minister *Sergei Lavrov*",
    /// "Lithuania's foreign minister, *Kestutis Budrys*,".
    pub(super) fn named(&mut self, phrase: &Phrase, head: &str) -> Option<usize> {
        let comma = self.key(phrase.end) == Some(",");
        let from = self.behind_title(phrase.end + usize::from(comma));
        let person = self.person_at(from);
        let (end, person) = if let Some((end, person)) = person {
            (end, person?)
        } else {
            let end = self.capitals(from);
            let single = end == from + 1;
            let closes = matches!(self.key(end), Some("," | "." | "\"" | "\u{201d}") | None);
            if end == from || single && comma || comma && !closes {
                return None;
            }
            let owner = if phrase.outsider { Vec::new() } else { self.owner_parties(phrase) };
            let listed = self.listed_behind_first_name(from..end);
            (end, listed.unwrap_or_else(|| self.new_person(from..end, owner)))
        };
        if phrase.outsider {
            self.people[person].parties.clear();
        } else if self.people[person].parties.is_empty() && phrase.owner.known {
            self.people[person].parties.clone_from(&phrase.owner.parties);
        }
        for at in phrase.first..phrase.end {
            if self.is(Class::PersonRole, at)
                && let Some(key) = self.key(at).map(str::to_owned)
            {
                self.by_role.insert(key, person);
            }
        }
        self.by_role.insert(head.to_owned(), person);
        let parties = self.people[person].parties.clone();
        let kind = if parties.is_empty() { MentionKind::Outsider } else { MentionKind::Person };
        let mut mention = self.mention(phrase.first..end, parties, kind);
        mention.person = Some(person.to_string());
        if self.parsed.tokens[end - 1].possessive {
            mention.usage = Usage::Possessor;
        }
        Some(self.push(mention, Some(person)))
    }

    /// Behind "Lt. Col." in "army spokesman *Lt. Col.* Anatol Berg".
    fn behind_title(&self, mut at: usize) -> usize {
        loop {
            let title = (self.is(Class::Honorific, at) || self.is(Class::PersonRole, at))
                && self.parsed.tokens[at].is_capital();
            let from = at + 1 + usize::from(self.key(at + 1) == Some("."));
            let named = self.parsed.tokens.get(from).is_some_and(super::words::Token::is_capital);
            if !title || !named || from >= self.sentence_end {
                return at;
            }
            at = from;
        }
    }

    fn owner_parties(&self, phrase: &Phrase) -> Vec<usize> {
        if phrase.owner.known || !phrase.owner.parties.is_empty() {
            return phrase.owner.parties.clone();
        }
        if let Some(party) = self.by_title(phrase) {
            return vec![party];
        }
        self.governing(phrase.first, phrase.end)
    }

    /// Whose minister it is when nothing tells: the state that was spoken of. Of a general or a lawmaker
    /// that is no sign.
    pub(super) fn governing(&self, from: usize, to: usize) -> Vec<usize> {
        const OFFICES: [&str; 7] = [
            "ambassador",
            "minister",
            "premier",
            "chancellor",
            "ministry",
            "presidential",
            "government",
        ];
        let here = &self.subject_here;
        let subject = if here.is_empty() { &self.last.subject } else { here };
        let governs = (from..to).any(|at| self.key(at).is_some_and(|key| OFFICES.contains(&key)));
        let fits = governs && subject.iter().all(|&party| self.is_state(party));
        if fits { subject.clone() } else { Vec::new() }
    }

    pub(super) fn is_state(&self, party: usize) -> bool {
        self.lexicon.catalog().parties[party].kind == PartyKind::State
    }

    /// "Commissioner" speaks for the party that has a Commission among its names.
    fn by_title(&self, phrase: &Phrase) -> Option<usize> {
        let (stem, key) = (self.parsed.stem(phrase.end - 1)?, self.key(phrase.end - 1)?);
        let parties = self.lexicon.catalog().parties.iter();
        let words = |party: &crate::domain::Party| {
            let stems = &self.language.stems;
            party
                .aliases
                .iter()
                .flat_map(|alias| stems.tokens(alias))
                .any(|word| word.stem == stem && word.key != key)
        };
        let mut fitting = parties.enumerate().filter(|(_, party)| words(party));
        let found = fitting.next().map(|(at, _)| at);
        found.filter(|_| fitting.next().is_none())
    }

    pub(super) fn new_person(
        &mut self,
        tokens: std::ops::Range<usize>,
        parties: Vec<usize>,
    ) -> usize {
        let surname = name_key(&self.parsed.tokens[tokens.end - 1].key);
        let span = self.parsed.span(tokens);
        let name = span.of(self.parsed.text).trim_end_matches("'s").trim_end_matches("\u{2019}s");
        self.people.push(TextPerson { parties, name: name.to_owned() });
        self.by_surname.insert(surname, self.people.len() - 1);
        self.people.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::{mention, mentions_whole};

    #[test]
    fn office_of_a_party_stands_for_it_with_the_name_behind() {
        let text = "The foreign minister of Vesteria, Jonas Weil, agreed. Weil then left.";
        assert_eq!(mention(text, "Weil").as_deref(), Some("vesteria"));
        let text = "Norland's defence minister Jonas Weil agreed.";
        assert_eq!(
            mention(text, "Norland's defence minister Jonas Weil").as_deref(),
            Some("norland")
        );
    }

    #[test]
    fn bare_office_goes_back_to_whoever_held_it() {
        let text = "Vesterian Foreign Minister Jonas Weil met Pia Lund. The minister was late.";
        assert_eq!(mention(text, "The minister").as_deref(), Some("vesteria"));
        let text = "Mira Osso spoke. Her spokesman agreed.";
        assert_eq!(mention(text, "Her spokesman").as_deref(), Some("front"));
    }

    #[test]
    fn rebels_are_the_armed_group_and_the_government_is_the_state() {
        assert_eq!(mention("The rebels refused.", "The rebels").as_deref(), Some("front"));
        assert_eq!(
            mention("The government refused.", "The government").as_deref(),
            Some("norland")
        );
        assert_eq!(mention("A government refused.", "A government"), None);
    }

    #[test]
    fn offices_of_states_outside_the_catalog_stand_for_nobody() {
        let text = "Peru's foreign minister, Jonas Weil, agreed.";
        let found = mentions_whole(text);
        assert!(found.iter().all(|one| one.parties.is_empty()), "{found:?}");
        let text = "Former President Pia Lund agreed.";
        assert_eq!(mention(text, "Former President Pia Lund").as_deref(), Some(""));
    }
}
