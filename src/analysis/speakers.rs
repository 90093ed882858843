//! People by their fullest names, and which of them a source is.

use super::attribution_words::Tags;
use super::attributions::{Material, Voice};
use super::descriptions::Description;
use super::documents::{self, Author};
use super::genders::Gender;
use super::items::{self, Item, Kind};
use super::mention::{MentionKind, Usage};
use super::named_sources::{best_mention, head_end, is_namesake, without_speech_noun};
use super::noun_phrases;
use super::people::People;
use super::person_names::{MAX_NAME, Name, runs};
use super::source_parties::{self, Named};

/// Most items of a source that are looked at.
pub(super) const MAX_ITEMS: usize = 40;
/// Longest opening of a sentence before its pronoun that is looked at, in bytes.
const MAX_OPENING: usize = 600;
/// Most people before the last one that a pronoun may go back to.
const MAX_EARLIER: usize = 4;

/// Who is who in one text.
#[derive(Debug, Default)]
pub(super) struct Speakers {
    pub(super) people: People,
    /// Who was last heard or spoken of.
    last: Option<String>,
    /// Those before, the latest behind.
    earlier: Vec<String>,
    /// The party of the last person, when that one has no name: "an officer".
    pub(super) unnamed: Option<Named>,
    /// Whose words the last document holds.
    document: Option<Voice>,
    /// The last body or group that spoke, and its sentence: "it", "they".
    pub(super) group: Option<(Voice, usize)>,
    /// Who spoke last, and in which sentence.
    pub(super) voice: Option<(Voice, usize)>,
    /// Whom the last sentence was about.
    subject: Option<Voice>,
}

impl Speakers {
    /// Reads who is who; nobody has spoken yet.
    pub(super) fn new(material: &Material<'_>) -> Self {
        Self { people: People::new(material), ..Self::default() }
    }

    /// Whom a sentence is about that follows a bare quotation: "She laughs."
    pub(super) fn subject_of(&self, items: &[Item<'_>]) -> Option<String> {
        let first = items.first()?;
        if first.says("he") || first.says("she") {
            return self.last_fitting(Gender::of(first)).cloned();
        }
        let run = runs(&items[..items.len().min(MAX_NAME + 1)]).into_iter().next()?;
        let name = Name::of(&items[run.start..run.end]).filter(|_| run.start == 0)?;
        self.people.known(&name)
    }

    /// The person and the party of a source.
    pub(super) fn resolve(
        &mut self,
        source: &[Item<'_>],
        material: &Material<'_>,
    ) -> (Option<String>, Option<usize>) {
        let Some(first) = source.first() else { return (None, None) };
        let at = first.span.start;
        let sentence = material.sentences.partition_point(|one| one.span.end <= at);
        let voice = self.voice_of(source, sentence, material);
        if let Some(speaker) = &voice.0 {
            self.people.introductions.note_speaker(speaker, at);
        }
        self.voice = Some((voice.clone(), sentence));
        voice
    }

    /// As [`Self::resolve`], by the ways in which a text names a source, the surest first.
    fn voice_of(&mut self, source: &[Item<'_>], sentence: usize, material: &Material<'_>) -> Voice {
        if let Some(same) = self.pronoun(source, material) {
            if let (Some(speaker), Some(gender)) = (&same.0, Gender::of(&source[0])) {
                self.people.genders.note(speaker, gender);
            }
            return same;
        }
        if let Some(same) = self.same_group(source, sentence) {
            return same;
        }
        if let Some(author) = self.author(source, sentence, material) {
            return author;
        }
        if let Some(one) = self.one_of_two(source) {
            return one;
        }
        let source = without_speech_noun(source);
        if let Some(same) = self.pronoun(source, material) {
            return same;
        }
        if let Some(described) = self.described(source, sentence, material) {
            return described;
        }
        let voice = self.named(source, sentence, material);
        self.note_unnamed(source, &voice, sentence, material);
        voice
    }

    /// "It", "they": the body that spoke right before.
    fn same_group(&self, source: &[Item<'_>], sentence: usize) -> Option<Voice> {
        let [only] = source else { return None };
        if !only.says("it") && !only.says("they") {
            return None;
        }
        let (voice, said) = self.group.as_ref()?;
        (sentence - said <= 1).then(|| voice.clone())
    }

    /// Whoever wrote the document that speaks.
    fn author(
        &mut self,
        source: &[Item<'_>],
        sentence: usize,
        material: &Material<'_>,
    ) -> Option<Voice> {
        let voice = match documents::author(source)? {
            Author::Named(named) => self.voice_of(named, sentence, material),
            Author::Before => self.document.clone()?,
        };
        self.document = Some(voice.clone());
        self.group = Some((voice.clone(), sentence));
        Some(voice)
    }

    /// Remembers sources without a name: "a diplomat", "the ministry".
    fn note_unnamed(
        &mut self,
        source: &[Item<'_>],
        voice: &Voice,
        sentence: usize,
        material: &Material<'_>,
    ) {
        let Some(first) = source.first().filter(|_| voice.0.is_none()) else { return };
        let fresh = ["a", "an", "one", "another"].iter().any(|word| first.says(word));
        if fresh || Description::of(source, material).is_some_and(|one| one.anyone) {
            let party = match voice.1 {
                Some(party) => Named::Party(party),
                None => source_parties::named_in(&source[..head_end(source)], material),
            };
            self.people.introductions.add_unnamed(source, party);
        }
        let pronoun = source.len() == 1 && first.is(Tags::PRONOUN);
        if !pronoun && self.unnamed.is_none() {
            self.group = Some((voice.clone(), sentence));
        }
    }

    pub(super) fn set_last(&mut self, person: &str) {
        if let Some(before) = self.last.replace(person.to_owned())
            && before != person
        {
            self.earlier.retain(|one| *one != before);
            self.earlier.push(before);
            let surplus = self.earlier.len().saturating_sub(MAX_EARLIER);
            self.earlier.drain(..surplus);
        }
    }

    /// The last person for whom the text uses this pronoun, or none other.
    pub(super) fn last_fitting(&self, gender: Option<Gender>) -> Option<&String> {
        let genders = &self.people.genders;
        let fits = |one: &&String| genders.fits(one, gender);
        let before = || self.earlier.iter().rev().find(fits);
        self.last.as_ref().filter(fits).or_else(before).or(self.last.as_ref())
    }

    /// The last person other than this one.
    pub(super) fn last_but(&self, person: &str) -> Option<&String> {
        let before = self.earlier.iter().rev();
        self.last.iter().chain(before).find(|one| *one != person)
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
                let gender = Gender::of(only);
                let fits = |person: &String| self.people.genders.fits(person, gender);
                mention.person.as_ref().is_some_and(fits) && actor
            });
        if nearer {
            return None;
        }
        if let Some(person) = self.subject_before(only, material) {
            let listed = material.lexicon.and_then(|one| one.party_of_person(&person));
            let told = self.people.introduced.get(&person).and_then(|told| told.party());
            return Some((Some(person), listed.or(told)));
        }
        match self.unnamed {
            Some(Named::Party(party)) => return Some((None, Some(party))),
            Some(_) => return Some((None, None)),
            None => {}
        }
        let mention = best_mention(source, material);
        let last = self.last_fitting(Gender::of(only)).cloned();
        let speaker = last.or_else(|| mention?.person.clone())?;
        let mention = mention.filter(|mention| mention.person.as_ref() == Some(&speaker));
        let mention = mention.filter(|_| !is_namesake(&speaker, material));
        let party = mention.and_then(|mention| mention.parties.first().copied());
        let known = match self.people.introduced.get(&speaker) {
            Some(Named::Party(party)) => Some(*party),
            _ => None,
        };
        Some((Some(speaker), party.or(known)))
    }

    /// "His colleague *Weil* was blunter: "No," he said": whom the sentence began with.
    fn subject_before(&self, pronoun: &Item<'_>, material: &Material<'_>) -> Option<String> {
        let at = material.sentences.partition_point(|one| one.span.end <= pronoun.span.start);
        let start = material.sentences.get(at)?.span.start;
        let span = crate::domain::Span::new(start, pronoun.span.start);
        if span.len() > MAX_OPENING {
            return None;
        }
        let items = items::of(material.text, span, material.quotations, material.words);
        let end = items.iter().position(|item| item.is_quote() || item.is_mark(",:;"))?;
        if !items[end].is_mark(":") || items[..end].iter().any(|item| item.is(Tags::REPORTING)) {
            return None;
        }
        let subject = runs(&items[..end]).into_iter().find_map(|run| {
            let held = run.start > 0 && items[run.start - 1].is(Tags::PREPOSITION);
            let owns = items[run.end].kind == Kind::Possessive;
            let name = Name::of(&items[run.start..run.end]).filter(|_| !held && !owns)?;
            self.people.known(&name)
        })?;
        self.people.genders.fits(&subject, Gender::of(pronoun)).then_some(subject)
    }

    /// The person who was the subject of the last sentence.
    pub(super) fn subject(&self) -> Option<Voice> {
        self.subject.clone()
    }

    /// Remembers whom a sentence is about, for the pronouns of the next one.
    pub(super) fn note_subject(
        &mut self,
        sentence: usize,
        items: &[Item<'_>],
        material: &Material<'_>,
    ) {
        self.subject = None;
        self.note_document(sentence, items, material);
        let spoke = self.voice.as_ref().filter(|(_, said)| *said == sentence);
        let spoke = spoke.and_then(|((speaker, _), _)| speaker.clone());
        let unnamed = indefinite_person(items);
        if let Some(person) = unnamed {
            let party = source_parties::named_in(person, material);
            self.unnamed = Some(party);
            self.people.introductions.add_unnamed(person, party);
        }
        for run in runs(&items[..items.len().min(MAX_ITEMS)]) {
            let Some(name) = Name::of(&items[run.start..run.end]) else {
                continue;
            };
            // "For Lund, who leads the group, it was late."
            let stands_first = run.start == 1
                && items[0].says("for")
                && items.get(run.end).is_some_and(|next| next.is_mark(","));
            let held = run.start > 0
                && items[run.start - 1].is(Tags::PREPOSITION.with(Tags::DETERMINER))
                && !stands_first;
            let owns = items.get(run.end).is_some_and(|next| next.kind == Kind::Possessive);
            if held || owns {
                continue;
            }
            if let Some(person) = self.people.known(&name) {
                self.note_beside(&items[run.end..], &person);
                self.set_last(&person);
                // "Lund is late, Jonas Weil said. He added …": it is Weil who goes on.
                if let Some(speaker) = spoke.filter(|speaker| *speaker != person) {
                    self.set_last(&speaker);
                }
                self.subject = Some((Some(person), None));
                if unnamed.is_none() {
                    self.unnamed = None;
                }
                return;
            }
        }
        if let Some(person) = self.told_by_author(items) {
            self.set_last(&person);
            self.unnamed = None;
            return;
        }
        let Some(first) = items.first() else { return };
        if first.says("he") || first.says("she") {
            let person = self.last_fitting(Gender::of(first)).cloned();
            self.subject = person.map(|person| (Some(person), None));
        } else if first.says("the")
            && let Some(end) = noun_phrases::end_of(items, 0)
        {
            self.subject = self.described(&items[..end], sentence, material);
        }
    }

    /// "I put this to *Jonas Weil*": whom the author of the text met.
    fn told_by_author(&self, items: &[Item<'_>]) -> Option<String> {
        let items = &items[..items.len().min(MAX_ITEMS)];
        let author = items.iter().position(|item| item.says("i") && item.capital)?;
        runs(&items[author + 1..]).into_iter().find_map(|run| {
            let name = Name::of(&items[author + 1..][run.start..run.end])?;
            self.people.known(&name).filter(|_| name.words > 1)
        })
    }

    /// Those whom a sentence names beside its subject: "he" may be one whom "she" told something.
    fn note_beside(&mut self, rest: &[Item<'_>], subject: &str) {
        let rest = &rest[..rest.len().min(MAX_ITEMS)];
        for run in runs(rest) {
            let owns = rest.get(run.end).is_some_and(|next| next.kind == Kind::Possessive);
            let name = Name::of(&rest[run.start..run.end]).filter(|_| !owns);
            let person = name.and_then(|name| self.people.known(&name));
            if let Some(person) = person.filter(|person| person != subject) {
                self.earlier.retain(|one| *one != person);
                self.earlier.push(person);
            }
        }
        let surplus = self.earlier.len().saturating_sub(MAX_EARLIER);
        self.earlier.drain(..surplus);
    }

    /// "In a joint statement, the ministers said": the text that the next sentences speak of.
    fn note_document(&mut self, sentence: usize, items: &[Item<'_>], material: &Material<'_>) {
        if !documents::tells_of_one(items) {
            return;
        }
        let said = self.voice.as_ref().filter(|(_, at)| *at == sentence);
        let from = material.mentions.partition_point(|mention| mention.sentence < sentence);
        let mut here = material.mentions[from..].iter().take_while(|one| one.sentence == sentence);
        let actor = || {
            let one = here.find(|one| one.usage == Usage::Actor)?;
            let [party] = one.parties[..] else { return None };
            Some((one.person.clone(), Some(party)))
        };
        self.document = said.map(|(voice, _)| voice.clone()).or_else(actor);
    }
}

/// "An officer of the guard": one person without a name that a sentence begins with.
fn indefinite_person<'i, 't>(items: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let first = items.first().filter(|first| first.says("a") || first.says("an"))?;
    let end = head_end(items).min(MAX_NAME + 1);
    let head = items[..end].iter().rposition(|item| {
        item.is(Tags::ROLE) && !item.is(Tags::BODY) && !item.word.ends_with('s')
    })?;
    let reports = |item: &Item<'_>| item.is(Tags::REPORTING) && !item.capital;
    let named = items[head + 1..end].iter().any(Item::is_name);
    let person = !is_told_behind(items, end) && !named && !items[..=head].iter().any(reports);
    (person && first.is_word()).then_some(&items[..=head])
}

/// "A spokesman, *Jonas Weil*,", "an aide to the minister, *Jonas Weil*,": the name stands behind.
fn is_told_behind(items: &[Item<'_>], head_end: usize) -> bool {
    let rest = &items[head_end..items.len().min(head_end + MAX_NAME + MAX_NAME)];
    let end = rest.iter().position(|item| !item.is_word() && item.kind != Kind::Possessive);
    let Some(comma) = end.filter(|&at| rest[at].is_mark(",")) else { return false };
    let reports = rest[..comma].iter().any(|item| item.is(Tags::REPORTING) && !item.is(Tags::ROLE));
    !reports && items.get(head_end + comma + 1).is_some_and(Item::is_name)
}

#[cfg(test)]
#[path = "speakers_tests.rs"]
mod tests;
