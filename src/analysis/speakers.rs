//! People by their fullest names, and which of them a source is.

use std::collections::{HashMap, HashSet};

use super::attribution_words::Tags;
use super::attributions::Material;
use super::items::{self, Item, Kind};
use super::mention::{Mention, MentionKind, Usage};
use super::person_names::{MAX_NAME, Name, runs};
use super::source_parties::{self, Named};
use crate::domain::Span;

/// Most items of a source that are looked at.
const MAX_ITEMS: usize = 40;

/// Words that an office is named by.
const OFFICE: Tags = Tags::TITLE.with(Tags::DETERMINER).with(Tags::ROLE);

/// Who is who in one text.
#[derive(Debug, Default)]
pub(super) struct Speakers {
    /// Last word of a name → the fullest name.
    by_surname: HashMap<String, String>,
    /// Words of office → who was last introduced by them.
    by_role: HashMap<String, String>,
    last: Option<String>,
    /// The party of the last person, when that one has no name: "an officer".
    unnamed: Option<Named>,
    /// Fullest name → the party that an apposition or relative clause tells.
    introduced: HashMap<String, Named>,
    /// Words that stand after "in", "to" and the like somewhere: no people.
    places: HashSet<String>,
    subject: Option<String>,
}

impl Speakers {
    /// Collects the names of the text; names of places are told by "in" and "at" before them.
    pub(super) fn new(material: &Material<'_>) -> Self {
        let mut full: Vec<(String, String)> = Vec::new();
        let mut places: HashSet<String> = HashSet::new();
        let mut introduced: HashMap<String, Named> = HashMap::new();
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
                let owned = after(&["of"]) && !name.titled && name.words > 2;
                let name = if owned { name.without_first() } else { name };
                let place =
                    !name.titled && name.words > 1 && after(&["in", "at", "near", "outside"]);
                if place {
                    places.insert(name.full.clone());
                } else if name.words >= 2 && (name.titled || !after(&["the"])) {
                    let told = source_parties::introduction(&items[run.end..], material);
                    let listed = material.lexicon.is_some_and(|one| one.lists_person(&name.full));
                    if !listed && told != Named::Nothing {
                        introduced.entry(name.full.clone()).or_insert(told);
                    }
                    full.push((name.surname.to_lowercase(), name.full));
                }
            }
        }
        let mut by_surname: HashMap<String, String> = HashMap::new();
        for (surname, name) in full {
            if places.contains(&name) {
                continue;
            }
            let entry = by_surname.entry(surname).or_default();
            let words = |name: &str| name.split_whitespace().count();
            if words(&name) > words(entry) {
                *entry = name;
            }
        }
        Self { by_surname, introduced, places, ..Self::default() }
    }

    /// The person and the party of a source.
    pub(super) fn resolve(
        &mut self,
        source: &[Item<'_>],
        material: &Material<'_>,
    ) -> (Option<String>, Option<usize>) {
        if let Some(same) = self.pronoun(source, material) {
            return same;
        }
        let source = without_speech_noun(source);
        if let Some(same) = self.pronoun(source, material) {
            return same;
        }
        let head = &source[..head_end(source)];
        let mention = best_mention(source, material);
        let speaks = |mention: &&Mention| mention.usage != Usage::Possessor;
        let mentioned = mention.filter(speaks).and_then(|mention| mention.person.clone());
        // A body speaks, not a person: "Norland", but not "Pia Lund, who works in Norland".
        let body = mention.is_some_and(|m| {
            let heads = head.first().zip(head.last()).is_some_and(|(first, last)| {
                m.span.start <= first.span.end && m.span.end >= last.span.end
            });
            matches!(m.kind, MentionKind::Name | MentionKind::Alias | MentionKind::Demonym) && heads
        });
        let speaker = mentioned.or_else(|| if body { None } else { self.person(source) });
        let known = speaker.as_ref().and_then(|speaker| self.introduced.get(speaker)).copied();
        let named = |item: &Item<'_>| {
            item.is_name() && speaker.as_ref().is_some_and(|name| name.ends_with(item.word))
        };
        let party = match (known, mention.filter(|mention| mention.person.is_some())) {
            (Some(Named::Party(party)), _) => Some(party),
            (Some(Named::Outside), None) => None,
            // "the minister": whose, the introduction tells.
            (_, None) if speaker.is_some() && !source.iter().any(named) => {
                source_parties::named_in(head, material).party()
            }
            _ => source_parties::of_source(source, head, mention, material),
        };
        // "the Norlandic prime minister": the next "he".
        let person = head.iter().rev().find(|item| item.is(Tags::ROLE)).is_some_and(|item| {
            !item.is(Tags::BODY) && !item.word.ends_with('s') && !item.is(Tags::REPORTING)
        });
        self.unnamed = match party {
            Some(party) if speaker.is_none() && person && !body => Some(Named::Party(party)),
            _ => None,
        };
        if let Some(speaker) = &speaker {
            self.last = Some(speaker.clone());
            self.note_roles(source, speaker);
        } else if let [only] = source
            && only.is_name()
            && !body
            && !only.is(Tags::BODY.with(Tags::ROLE))
            && !self.places.contains(only.word)
        {
            // Perhaps a person known by a surname alone: better for "he" than the one before.
            self.last = Some(only.word.to_owned());
        }
        (speaker, party)
    }

    /// Who "he" and "she" would be now.
    pub(super) fn remembered(&self) -> (Option<String>, Option<Named>) {
        (self.last.clone(), self.unnamed)
    }

    /// Takes back what [`Self::remembered`] gave.
    pub(super) fn remember(&mut self, (last, unnamed): (Option<String>, Option<Named>)) {
        (self.last, self.unnamed) = (last, unnamed);
    }

    /// "He", "she": the last person, who may have no name.
    fn pronoun(
        &self,
        source: &[Item<'_>],
        material: &Material<'_>,
    ) -> Option<(Option<String>, Option<usize>)> {
        let [only] = source else { return None };
        if !["he", "she", "his", "her"].iter().any(|word| only.says(word)) {
            return None;
        }
        // A person of the same sentence is nearer.
        let at = material.sentences.partition_point(|one| one.span.end <= only.span.start);
        let from = material.mentions.partition_point(|mention| mention.sentence < at);
        let nearer = material.mentions[from..]
            .iter()
            .take_while(|mention| mention.sentence == at && mention.span.end <= only.span.start)
            .take(MAX_ITEMS)
            .any(|mention| {
                let actor = mention.usage == Usage::Actor && mention.kind != MentionKind::Pronoun;
                mention.person.is_some() && actor
            });
        if nearer {
            return None;
        }
        match self.unnamed {
            Some(Named::Party(party)) => return Some((None, Some(party))),
            Some(_) => return Some((None, None)),
            None => {}
        }
        let mention = best_mention(source, material);
        let speaker = self.last.clone().or_else(|| mention?.person.clone())?;
        let mention = mention.filter(|mention| mention.person.as_ref() == Some(&speaker));
        let party = mention.and_then(|mention| mention.parties.first().copied());
        let known = match self.introduced.get(&speaker) {
            Some(Named::Party(party)) => Some(*party),
            _ => None,
        };
        Some((Some(speaker), party.or(known)))
    }

    /// The person who was the subject of the last sentence.
    pub(super) fn subject(&self) -> Option<String> {
        self.subject.clone()
    }

    /// Remembers whom a sentence is about, for the pronouns of the next one.
    pub(super) fn note_subject(&mut self, items: &[Item<'_>], material: &Material<'_>) {
        self.subject = None;
        let unnamed = indefinite_person(items);
        if let Some(person) = unnamed {
            self.unnamed = Some(source_parties::named_in(person, material));
        }
        for run in runs(&items[..items.len().min(MAX_ITEMS)]) {
            let Some(name) = Name::of(&items[run.start..run.end]) else {
                continue;
            };
            let held =
                run.start > 0 && items[run.start - 1].is(Tags::PREPOSITION.with(Tags::DETERMINER));
            let owns = items.get(run.end).is_some_and(|next| next.kind == Kind::Possessive);
            if held || owns {
                continue;
            }
            if let Some(person) = self.known(&name) {
                let clause = &items[..(run.end + 3).min(items.len())];
                self.note_roles(clause, &person);
                self.last = Some(person.clone());
                self.subject = Some(person);
                if unnamed.is_none() {
                    self.unnamed = None;
                }
                return;
            }
        }
        if items.first().is_some_and(|item| item.says("he") || item.says("she")) {
            self.subject.clone_from(&self.last);
        }
    }

    fn known(&self, name: &Name) -> Option<String> {
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

    fn person(&self, source: &[Item<'_>]) -> Option<String> {
        let first = source.first()?;
        if source.len() == 1 && (first.says("he") || first.says("she")) {
            return self.last.clone();
        }
        let head_end = head_end(source);
        let head = &source[..head_end];
        if head.iter().any(|item| item.says("and")) {
            return None;
        }
        // A possessive before the name: "Norland's Pia Lund", but not "Lund's office".
        let after_owner =
            head.iter().rposition(|item| item.kind == Kind::Possessive).map_or(0, |at| at + 1);
        if let Some(person) = self.last_name(&head[after_owner..]) {
            return Some(person);
        }
        if let Some(person) = self.name_behind_office(source, head_end) {
            return Some(person);
        }
        let human = source.get(head_end + 1).is_some_and(|item| {
            let told = ["who", "speaking", "whose", "a", "an"];
            item.is_number() || told.iter().any(|word| item.says(word))
        });
        if head.len() == 1 && first.is_name() && human && !first.is(Tags::BODY) {
            return Some(first.word.to_owned());
        }
        if let Some(person) = self.named_in_apposition(&source[head_end..]) {
            return Some(person);
        }
        let definite = first.says("the")
            || first.is(Tags::TITLE)
            || first.is(Tags::DETERMINER) && !first.says("a") && !first.says("an");
        let qualified = |item: &Item<'_>| item.is_word() && item.capital && !item.is(OFFICE);
        if definite && after_owner == 0 && !head.iter().any(qualified) {
            let role = head.last()?.word.to_lowercase();
            return self.by_role.get(&role).cloned();
        }
        None
    }

    /// A name that stands after "of": the head of the phrase is an office.
    fn name_behind_office(&self, source: &[Item<'_>], head_end: usize) -> Option<String> {
        // "Secretary of State Ada Lund"
        if source.get(head_end).is_some_and(|item| item.says("of"))
            && let Some(run) = runs(&source[head_end + 1..]).first().filter(|run| run.start == 0)
            && let Some(name) = Name::of(&source[head_end + 1..][..run.end])
            && name.titled
            && name.words >= 2
        {
            return Some(name.full);
        }
        // "the foreign minister of Norland Pia Lund"
        let before_comma = source.split(|item| item.is_mark(",")).next().unwrap_or_default();
        if let Some(run) = runs(before_comma).last()
            && run.start > head_end
            && run.end == before_comma.len()
            && let Some(name) = Name::of(&before_comma[run.start..run.end])
            && name.words >= 2
            && let Some(person) = self.known(&name)
        {
            return Some(person);
        }
        None
    }

    fn last_name(&self, head: &[Item<'_>]) -> Option<String> {
        let run = runs(head).into_iter().next_back()?;
        // "the Lund government": the name is not the head.
        if run.end < head.len() {
            return None;
        }
        let name = Name::of(&head[run.start..run.end])?;
        let article = run.start > 0 && head[run.start - 1].is(Tags::DETERMINER);
        let known = self.by_surname.contains_key(&name.surname.to_lowercase());
        if article && (!name.titled || name.words == 1 && !known) {
            return None;
        }
        let before = run.start.checked_sub(1).map(|at| &head[at]);
        if before.is_some_and(|item| item.is(Tags::OUTLET)) {
            return None;
        }
        let role_before = before.is_some_and(|item| item.is(Tags::TITLE) && !item.is(Tags::BODY));
        self.known(&name)
            .or_else(|| (role_before || name.words >= 2 && !article).then_some(name.full))
    }

    /// "a spokesman for the group, Daniel Oyelaran,"
    fn named_in_apposition(&self, rest: &[Item<'_>]) -> Option<String> {
        let mut parts = rest.split(|item| item.is_mark(","));
        parts.find_map(|part| {
            let run = runs(part).into_iter().next()?;
            if run.start != 0 {
                return None;
            }
            let name = Name::of(&part[run.start..run.end])?;
            if name.words < 2 && !self.by_surname.contains_key(&name.surname.to_lowercase()) {
                return None;
            }
            self.known(&name).or(Some(name.full))
        })
    }

    fn note_roles(&mut self, source: &[Item<'_>], person: &str) {
        for item in source.iter().take(MAX_ITEMS) {
            if item.is(Tags::PREPOSITION) && !item.is_name() {
                break;
            }
            if item.is(Tags::ROLE) {
                self.by_role.insert(item.word.to_lowercase(), person.to_owned());
            }
        }
    }
}

/// "An officer of the guard": one person without a name that a sentence begins with.
fn indefinite_person<'i, 't>(items: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let first = items.first().filter(|first| first.says("a") || first.says("an"))?;
    let end = head_end(items).min(MAX_NAME + 1);
    let head = items[..end].iter().rposition(|item| {
        item.is(Tags::ROLE) && !item.is(Tags::BODY) && !item.word.ends_with('s')
    })?;
    let named = items[head + 1..end].iter().any(Item::is_name);
    let told = items.get(end).is_some_and(|item| item.is_mark(","))
        && items.get(end + 1).is_some_and(Item::is_name);
    let person = !told && !named && !items[..=head].iter().any(|item| item.is(Tags::REPORTING));
    (person && first.is_word()).then_some(&items[..=head])
}

/// "Lund's answer", "her reply": whose it is.
fn without_speech_noun<'i, 't>(source: &'i [Item<'t>]) -> &'i [Item<'t>] {
    let noun = source.iter().position(|item| item.is(Tags::SPEECH_NOUN) && !item.is_name());
    let Some(before) = noun.and_then(|noun| noun.checked_sub(1)) else { return source };
    let own = ["his", "her"].iter().any(|word| source[before].says(word));
    if own && before == 0 {
        &source[..1]
    } else if source[before].kind == Kind::Possessive {
        &source[..before]
    } else {
        source
    }
}

/// Where the head of a source ends: before its appositions, its relative clause, its prepositions.
fn head_end(source: &[Item<'_>]) -> usize {
    let ends = |item: &Item<'_>| {
        item.is_mark(",(")
            || item.says("who")
            || item.says("which")
            || (item.is(Tags::PREPOSITION) && !item.is_name())
    };
    source.iter().position(ends).unwrap_or(source.len())
}

/// The mention that names the source: a person before a body; not the owner of what speaks.
fn best_mention<'a>(source: &[Item<'_>], material: &'a Material<'_>) -> Option<&'a Mention> {
    let (first, last) = (source.first()?, source.last()?);
    let span = Span::new(first.span.start, last.span.end);
    let head = &source[..head_end(source)];
    let head = Span::new(span.start, head.last().map_or(span.end, |item| item.span.end));
    let from = material.mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = || {
        material.mentions[from..]
            .iter()
            .take_while(|mention| mention.span.start < span.end)
            .filter(|mention| mention.span.overlaps(span))
            .take(MAX_ITEMS)
    };
    let speaks = |mention: &&Mention| mention.usage != Usage::Possessor;
    let person = |mention: &&Mention| mention.person.is_some() && speaks(mention);
    let in_head = |mention: &&Mention| mention.span.overlaps(head);
    inside()
        .filter(in_head)
        .find(person)
        .or_else(|| inside().find(person))
        .or_else(|| inside().filter(in_head).find(|mention| !mention.parties.is_empty()))
        .or_else(|| inside().find(|mention| !mention.parties.is_empty()))
}
