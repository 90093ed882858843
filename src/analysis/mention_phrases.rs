//! Noun phrases that stand for a party: names, nationalities with a head noun, offices, people.

use super::language::Class;
use super::mention::{Mention, MentionKind, Usage};
use super::mentions::Finder;
use super::words::Shape;

/// Longest run of words between an owner and its office.
const MAX_BETWEEN: usize = 9;

/// Whose office or body it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Owner {
    pub parties: Vec<usize>,
    pub known: bool,
    pub kind: Option<MentionKind>,
}

/// What was read of a noun phrase.
#[derive(Debug)]
pub(super) struct Phrase {
    pub first: usize,
    pub end: usize,
    pub owner: Owner,
    pub head: Option<usize>,
    pub outsider: bool,
    pub possessive: bool,
}

impl Finder<'_> {
    /// Reads the noun phrase that begins at `at`, when it stands for a party or a person.
    pub(super) fn phrase(&mut self, at: usize) -> Option<usize> {
        if let Some(person) = self.person_at(at) {
            return Some(self.push_person(at, person));
        }
        let phrase = self.read(at)?;
        self.finish(phrase)
    }

    fn read(&mut self, at: usize) -> Option<Phrase> {
        let mut phrase = Phrase {
            first: at,
            end: at,
            owner: Owner::default(),
            head: None,
            outsider: false,
            possessive: false,
        };
        if let Some((end, owner, possessive)) = self.owner(at) {
            (phrase.end, phrase.owner, phrase.possessive) = (end, owner, possessive);
        } else if self.is(Class::Determiner, at) && !matches!(self.key(at), Some("that" | "both")) {
            phrase.end = at + 1;
        } else if !self.begins_office(at) {
            return None;
        }
        self.read_office(&mut phrase);
        (phrase.head.is_some() || phrase.owner.known).then_some(phrase)
    }

    /// A bare office begins with a role noun, or with words that lead to one ("Deputy Prime …").
    fn begins_office(&self, at: usize) -> bool {
        self.is(Class::PersonRole, at)
            || self.is(Class::Rebel, at)
            || self.is(Class::Outsider, at)
            || self.is(Class::Between, at) && self.key(at) != Some("and")
            || self.is(Class::Honorific, at)
            || self.is(Class::Body, at) && self.parsed.tokens[at].is_capital()
    }

    /// A name, nationality or possessive pronoun: end, owner, whether it is possessive.
    pub(super) fn owner(&mut self, at: usize) -> Option<(usize, Owner, bool)> {
        let tokens = &self.parsed.tokens;
        let key_at = |at: usize| (at < self.sentence_end).then(|| tokens[at].key.as_str());
        for (set, kind) in [
            (&self.lexicon.names, MentionKind::Name),
            (&self.lexicon.demonyms, MentionKind::Demonym),
        ] {
            let Some((taken, entries)) = set.longest(at, key_at) else {
                continue;
            };
            let fits = entries.iter().find(|entry| entry.fits(&tokens[at..at + taken]));
            let Some(entry) = fits else { continue };
            let kind =
                if kind == MentionKind::Name && entry.alias { MentionKind::Alias } else { kind };
            let mut owner =
                Owner { parties: entry.party.into_iter().collect(), known: true, kind: Some(kind) };
            let possessive = tokens[at + taken - 1].possessive;
            let mut end = at + taken;
            if kind == MentionKind::Demonym
                && self.key(end) == Some("and")
                && let Some((more_end, more, _)) = self.owner(end + 1)
                && more.kind == Some(MentionKind::Demonym)
            {
                owner.parties.extend(more.parties);
                end = more_end;
            }
            return Some((end, owner, possessive));
        }
        if self.is(Class::PossessivePronoun, at) && !self.parsed.quoted[at] {
            return self.pronoun_owner(at).map(|owner| (at + 1, owner, true));
        }
        None
    }

    fn pronoun_owner(&self, at: usize) -> Option<Owner> {
        let human = matches!(self.key(at)?, "his" | "her");
        let person = self.person_here.or(self.last.person);
        let parties = if human {
            self.people[person?].parties.clone()
        } else if self.subject_here.is_empty() {
            self.last.subject.clone()
        } else {
            self.subject_here.clone()
        };
        let kind = Some(MentionKind::Pronoun);
        Some(Owner { parties, known: false, kind })
    }

    /// Takes the words up to the head noun: "deputy prime minister".
    pub(super) fn read_office(&mut self, phrase: &mut Phrase) {
        let mut at = phrase.end;
        let limit = at + MAX_BETWEEN;
        while at < self.sentence_end && at < limit {
            let (person, body) = (self.is(Class::PersonRole, at), self.is(Class::Body, at));
            let rebel = self.is(Class::Rebel, at);
            let loose = self.is(Class::Between, at) || self.is(Class::Honorific, at);
            if self.is(Class::Outsider, at) {
                phrase.outsider = true;
                phrase.head = Some(at);
            } else if person || body || rebel {
                phrase.head = Some(at);
            } else if let Some((end, owner, _)) =
                (!loose).then(|| self.demonym_between(at)).flatten()
            {
                if !phrase.owner.known {
                    phrase.owner = owner;
                    phrase.end = end;
                }
                at = end;
                continue;
            } else if !loose {
                break;
            }
            at += 1;
            if self.parsed.tokens[at - 1].possessive {
                break;
            }
        }
        if let Some(head) = phrase.head {
            phrase.end = head + 1;
            phrase.possessive = self.parsed.tokens[head].possessive;
        }
    }

    /// "The *Russian* delegation", "the *Kremlin* spokesman": an owner that stands between.
    fn demonym_between(&mut self, at: usize) -> Option<(usize, Owner, bool)> {
        if self.is(Class::PossessivePronoun, at) {
            return None;
        }
        self.owner(at)
    }

    fn finish(&mut self, mut phrase: Phrase) -> Option<usize> {
        let head_key = phrase.head.and_then(|head| self.key(head)).unwrap_or("").to_owned();
        if phrase.head.is_none() {
            return self.finish_bare(&phrase);
        }
        self.read_of(&mut phrase);
        let is_person = self.language.is(Class::PersonRole, &head_key)
            || self.language.is(Class::Honorific, &head_key)
            || phrase.outsider;
        if is_person
            && !phrase.possessive
            && let Some(end) = self.named(&phrase, &head_key)
        {
            return Some(end);
        }
        if phrase.outsider {
            let mention = self.mention(phrase.first..phrase.end, Vec::new(), MentionKind::Outsider);
            return Some(self.push(mention, None));
        }
        let person = is_person.then(|| self.by_role.get(&head_key).copied()).flatten();
        let person = person.filter(|&person| {
            !phrase.owner.known || self.people[person].parties == phrase.owner.parties
        });
        let parties = if phrase.owner.known {
            phrase.owner.parties.clone()
        } else if let Some(person) = person {
            self.people[person].parties.clone()
        } else {
            self.resolve_office(&phrase, &head_key)?
        };
        let kind = match phrase.owner.kind {
            Some(MentionKind::Demonym) => MentionKind::Demonym,
            _ if phrase.owner.known && parties.is_empty() => MentionKind::Outsider,
            _ => MentionKind::Role,
        };
        let mut mention = self.mention(phrase.first..phrase.end, parties, kind);
        mention.person = person.map(|person| person.to_string());
        if phrase.possessive {
            mention.usage = Usage::Possessor;
        }
        Some(self.push(mention, person))
    }

    /// A name or nationality without a head noun.
    fn finish_bare(&mut self, phrase: &Phrase) -> Option<usize> {
        let kind = phrase.owner.kind?;
        let last = phrase.end - 1;
        if kind == MentionKind::Pronoun {
            return None;
        }
        if kind == MentionKind::Demonym {
            let noun = self.parsed.tokens[last].key.ends_with('s')
                && !self.parsed.tokens[last].key.ends_with("ss")
                || !self.next_is_noun(phrase.end)
                    && self.key(phrase.first.wrapping_sub(1)) == Some("the");
            if !noun
                || self.next_is_noun(phrase.end) && !self.parsed.tokens[last].key.ends_with('s')
            {
                return None;
            }
        } else if self.is(Class::Thing, phrase.end) && !phrase.possessive
            || self.hyphen_follows(last)
        {
            return Some(phrase.end);
        }
        let kind = if phrase.owner.parties.is_empty() { MentionKind::Outsider } else { kind };
        let mut mention =
            self.mention(phrase.first..phrase.end, phrase.owner.parties.clone(), kind);
        if phrase.possessive {
            mention.usage = Usage::Possessor;
            if let Some(person) = self.person_after_possessor(phrase) {
                return Some(person);
            }
        }
        Some(self.push(mention, None))
    }

    /// "NATO's Jens Stoltenberg".
    fn person_after_possessor(&mut self, phrase: &Phrase) -> Option<usize> {
        if let Some(person) = self.person_at(phrase.end) {
            return Some(self.push_person(phrase.end, person));
        }
        let end = self.capitals(phrase.end);
        // "Norland's External Affairs Ministry"
        let goes_on = self.is(Class::Body, end) || self.is(Class::PersonRole, end);
        if end < phrase.end + 2 || self.is(Class::Body, end - 1) || goes_on {
            return None;
        }
        let person = self.new_person(phrase.end..end, phrase.owner.parties.clone());
        Some(self.push_person(phrase.end, (end, Some(person))))
    }

    fn next_is_noun(&self, at: usize) -> bool {
        self.parsed.tokens.get(at).is_some_and(|token| {
            at < self.sentence_end
                && token.is_word()
                && !self.language.is(Class::Auxiliary, &token.key)
                && !self.language.is(Class::Preposition, &token.key)
                && !self.language.is(Class::Break, &token.key)
                && !self.language.is(Class::Relative, &token.key)
                && token.key != "and"
                && self.language.reports.longest(at, |at| self.parsed.stem(at)).is_none()
                && self.language.cues.longest(at, |at| self.parsed.stem(at)).is_none()
        })
    }

    fn hyphen_follows(&self, last: usize) -> bool {
        let end = self.parsed.tokens[last].span.end;
        let next = self.parsed.tokens.get(last + 1);
        next.is_some_and(|next| next.span.start == end + 1 && next.shape == Shape::Lower)
            && self.parsed.text[end..].starts_with('-')
    }

    pub(super) fn mention(
        &self,
        tokens: std::ops::Range<usize>,
        parties: Vec<usize>,
        kind: MentionKind,
    ) -> Mention {
        Mention {
            span: self.parsed.span(tokens.clone()),
            sentence: self.sentence,
            parties,
            kind,
            person: None,
            usage: if self.is_oblique(tokens.start) { Usage::Oblique } else { Usage::Actor },
            first: tokens.start,
            end: tokens.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::{mention, mentions};

    #[test]
    fn nationality_with_a_head_noun_stands_for_the_party() {
        let text = "Norlandic officials refused. The Vesterian foreign ministry agreed.";
        assert_eq!(mention(text, "Norlandic officials").as_deref(), Some("norland"));
        assert_eq!(mention(text, "The Vesterian foreign ministry").as_deref(), Some("vesteria"));
        assert_eq!(mention("The Vesterians left.", "The Vesterians").as_deref(), Some("vesteria"));
    }

    #[test]
    fn nationality_of_a_thing_is_no_mention() {
        for text in [
            "Norlandic gas is cheap.",
            "A Vesterian airport closed.",
            "Norland gas prices rose.",
            "SMF-held towns burn.",
        ] {
            assert_eq!(
                mentions(text).into_iter().find(|(_, party)| !party.is_empty()),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn two_nationalities_share_a_head_noun() {
        let text = "Norlandic and Vesterian diplomats met.";
        assert_eq!(
            mention(text, "Norlandic and Vesterian diplomats").as_deref(),
            Some("norland+vesteria")
        );
    }
}
