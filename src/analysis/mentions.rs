//! Mentions of parties and people, in reading order.

use std::collections::HashMap;

use super::language::{Class, Language};
use super::lexicon::Lexicon;
use super::mention::{Mention, MentionKind, Usage};
use super::parsed::Parsed;
use super::words::Shape;

/// A person of this text.
#[derive(Debug, Clone)]
pub(super) struct TextPerson {
    pub parties: Vec<usize>,
    pub name: String,
}

/// Who was spoken of last, for pronouns and offices.
#[derive(Debug, Clone, Default)]
pub(super) struct Salience {
    /// The last person in subject position.
    pub person: Option<usize>,
    /// The parties last in subject position.
    pub subject: Vec<usize>,
    /// The last armed group.
    pub rebel: Option<usize>,
    /// The last party that is no armed group.
    pub state: Option<usize>,
    /// The last two belligerents.
    pub sides: Vec<usize>,
}

/// Walks a text and collects its mentions.
pub(super) struct Finder<'a> {
    pub lexicon: &'a Lexicon,
    pub language: &'a Language,
    pub parsed: &'a Parsed<'a>,
    pub out: Vec<Mention>,
    pub people: Vec<TextPerson>,
    /// Surname key → person of this text.
    pub by_surname: HashMap<String, usize>,
    /// Office → the person who was last named with it.
    pub by_role: HashMap<String, usize>,
    pub last: Salience,
    /// Subject of the current sentence, once there is one.
    pub person_here: Option<usize>,
    /// A person of the current sentence behind a preposition: "headed by X".
    pub person_beside: Option<usize>,
    pub subject_here: Vec<usize>,
    pub sentence: usize,
    pub sentence_end: usize,
    /// The token after the dateline of the current sentence: "VELLA, March 3 -".
    pub dateline_end: usize,
}

/// Finds the mentions of `parsed`, in order, not overlapping. `sides` are parties that the headline
/// names: they stand for "both sides" until the text names others.
#[must_use]
pub fn find(lexicon: &Lexicon, parsed: &Parsed<'_>, sides: &[usize]) -> Vec<Mention> {
    let mut finder = Finder {
        lexicon,
        language: lexicon.language(),
        parsed,
        out: Vec::new(),
        people: Vec::new(),
        by_surname: HashMap::new(),
        by_role: HashMap::new(),
        last: Salience::default(),
        person_here: None,
        person_beside: None,
        subject_here: Vec::new(),
        sentence: 0,
        sentence_end: 0,
        dateline_end: 0,
    };
    for &party in sides {
        finder.note_party(party);
    }
    finder.last.subject = sides.first().copied().into_iter().collect();
    for (sentence, range) in parsed.ranges.iter().enumerate() {
        finder.sentence = sentence;
        finder.sentence_end = range.end;
        finder.dateline_end = dateline(parsed, range);
        let mut at = range.start;
        while at < range.end {
            at = finder.step(at).max(at + 1);
        }
        finder.close_sentence();
    }
    finder.name_people();
    finder.out
}

impl Finder<'_> {
    fn step(&mut self, at: usize) -> usize {
        self.pair(at).or_else(|| self.phrase(at)).or_else(|| self.pronoun(at)).unwrap_or(at + 1)
    }

    fn close_sentence(&mut self) {
        let beside = self.person_beside.take();
        if let Some(person) = self.person_here.take().or(beside) {
            self.last.person = Some(person);
        }
        if !self.subject_here.is_empty() {
            self.last.subject = std::mem::take(&mut self.subject_here);
        }
    }

    pub(super) fn key(&self, at: usize) -> Option<&str> {
        (at < self.sentence_end).then(|| self.parsed.key(at)).flatten()
    }

    pub(super) fn is(&self, class: Class, at: usize) -> bool {
        self.key(at).is_some_and(|key| self.language.is(class, key))
    }

    pub(super) fn note_party(&mut self, party: usize) {
        if self.lexicon.rebels.contains(&party) {
            self.last.rebel = Some(party);
        } else {
            self.last.state = Some(party);
        }
        if self.lexicon.belligerents.contains(&party) {
            self.last.sides.retain(|&side| side != party);
            self.last.sides.push(party);
        }
    }

    /// True when a preposition stands before the phrase, articles and adjectives left aside.
    pub(super) fn is_oblique(&self, first: usize) -> bool {
        let start = self.parsed.ranges[self.sentence].start;
        let before = (start..first).rev().take(2);
        for at in before {
            if self.is(Class::Preposition, at) {
                return true;
            }
            if !self.is(Class::Determiner, at) {
                return false;
            }
        }
        false
    }

    pub(super) fn push(&mut self, mut mention: Mention, person: Option<usize>) -> usize {
        let end = mention.end;
        if end <= self.dateline_end {
            // Where the text was written, nobody who acts.
            mention.usage = Usage::Oblique;
        }
        for &party in &mention.parties {
            self.note_party(party);
        }
        if mention.usage == Usage::Oblique && self.person_beside.is_none() {
            self.person_beside = person;
        }
        if mention.usage == Usage::Actor && mention.kind != MentionKind::Pronoun {
            if self.person_here.is_none() {
                self.person_here = person;
            }
            if self.subject_here.is_empty() {
                self.subject_here.clone_from(&mention.parties);
            }
        }
        self.out.push(mention);
        end
    }

    /// "Both sides": the belligerents when there are two, else the two that were named last.
    fn pair(&mut self, at: usize) -> Option<usize> {
        let (taken, _) = self.language.pairs.longest(at, |at| self.key(at))?;
        let parties = if self.lexicon.belligerents.len() == 2 {
            self.lexicon.belligerents.clone()
        } else {
            self.last.sides.iter().rev().take(2).copied().collect()
        };
        let mention = Mention {
            span: self.parsed.span(at..at + taken),
            sentence: self.sentence,
            parties,
            kind: MentionKind::Pair,
            person: None,
            usage: if self.is_oblique(at) { Usage::Oblique } else { Usage::Actor },
            first: at,
            end: at + taken,
        };
        self.out.push(mention);
        Some(at + taken)
    }

    fn pronoun(&mut self, at: usize) -> Option<usize> {
        if self.parsed.quoted[at] {
            return None;
        }
        let key = self.key(at)?;
        let possessive = self.language.is(Class::PossessivePronoun, key);
        let human = matches!(key, "he" | "she" | "his" | "him" | "her");
        let thing = matches!(key, "it" | "they" | "its" | "their" | "them");
        let (parties, person) = if human {
            let person = self.person_here.or(self.last.person)?;
            (self.people[person].parties.clone(), Some(person))
        } else if thing {
            let here = &self.subject_here;
            (if here.is_empty() { self.last.subject.clone() } else { here.clone() }, None)
        } else {
            return None;
        };
        if parties.is_empty() && person.is_none() {
            return None;
        }
        let usage = match key {
            "him" | "them" => Usage::Oblique,
            _ if possessive => Usage::Possessor,
            _ if self.is_oblique(at) => Usage::Oblique,
            _ => Usage::Actor,
        };
        let mention = Mention {
            span: self.parsed.span(at..at + 1),
            sentence: self.sentence,
            parties,
            kind: MentionKind::Pronoun,
            person: person.map(|person| person.to_string()),
            usage,
            first: at,
            end: at + 1,
        };
        Some(self.push(mention, person))
    }

    /// Puts each person's fullest name in the place of its number.
    fn name_people(&mut self) {
        for mention in &mut self.out {
            let index = mention.person.take().and_then(|index| index.parse::<usize>().ok());
            mention.person = index.map(|index| self.people[index].name.clone());
        }
    }
}

/// The token after "VELLA, March 3 (Agency) -", or the sentence's first.
fn dateline(parsed: &Parsed<'_>, range: &std::ops::Range<usize>) -> usize {
    const LONGEST: usize = 12;
    let tokens = &parsed.tokens[range.start..range.end.min(range.start + LONGEST)];
    if !tokens.first().is_some_and(|first| first.shape == Shape::Upper && first.key.len() > 2) {
        return range.start;
    }
    let part = |token: &super::words::Token| {
        token.is_capital()
            || matches!(token.key.as_str(), "," | "(" | ")" | "/" | ".")
            || token.key.starts_with(|c: char| c.is_ascii_digit())
    };
    let length = tokens.iter().take_while(|token| part(token)).count();
    let dash = tokens.get(length).is_some_and(|token| matches!(&*token.key, "-" | "—" | "–"));
    if dash { range.start + length } else { range.start }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::{mention, mentions, mentions_whole};
    use crate::analysis::mention::Usage;

    #[test]
    fn names_and_seats_stand_for_their_party() {
        assert_eq!(mention("Norhaven refused.", "Norhaven").as_deref(), Some("norland"));
        assert_eq!(
            mention("The Lakeside Palace refused.", "The Lakeside Palace").as_deref(),
            Some("norland")
        );
        assert_eq!(mention("The SMF refused.", "The SMF").as_deref(), Some("front"));
        assert_eq!(mentions("A smf file was open."), []);
        assert_eq!(mentions("The norland moth is rare."), []);
    }

    #[test]
    fn pairs_stand_for_the_two_belligerents() {
        for words in ["Both sides", "The two sides", "Neither side"] {
            let text = format!("{words} signed.");
            assert_eq!(mention(&text, words).as_deref(), Some("norland+front"), "{words}");
        }
        assert_eq!(mention("Both roads are open.", "Both roads"), None);
        assert_eq!(mention("Two sides of a coin.", "Two sides"), None);
    }

    #[test]
    fn pronouns_follow_the_last_subject() {
        let text = "Pia Lund met Ana Corvo. He said no. It was late.";
        assert_eq!(mention(text, "He").as_deref(), Some("norland"));
        let text = "The rebels met in Vestport. They said no.";
        assert_eq!(mention(text, "They").as_deref(), Some("front"));
        assert_eq!(mention("He said no.", "He"), None);
        assert_eq!(mention("\"He said no,\" Pia Lund said.", "He"), None);
    }

    #[test]
    fn place_of_a_dateline_does_not_act() {
        let usage = |text: &str| mentions_whole(text)[0].usage;
        assert_eq!(usage("NORHAVEN, March 3 (Agency) - Talks began."), Usage::Oblique);
        assert_eq!(usage("NORHAVEN — Talks began."), Usage::Oblique);
        assert_eq!(usage("Norhaven refused."), Usage::Actor);
    }

    #[test]
    fn person_behind_by_is_the_next_he() {
        let text = "The delegation was headed by Mira Osso. He asked for a truce.";
        assert_eq!(mention(text, "He").as_deref(), Some("front"));
    }
}
