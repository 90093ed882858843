//! Definite descriptions: "the minister", "the former envoy" for somebody whom the text has
//! introduced, with or without a name.

use std::collections::HashMap;

use super::attribution_words::{AttributionWords, Tags};
use super::attributions::Material;
use super::items::{Item, Kind};
use super::person_names::{Run, surname};
use super::source_parties::{self, Named};

/// Most introductions of each kind, back from a description, that it may stand for.
const MAX_BACK: usize = 200;
/// Longest apposition that is looked at, in items.
const MAX_APPOSITION: usize = 20;
/// Words that tell an office.
const OFFICE: Tags = Tags::ROLE.with(Tags::TITLE).with(Tags::DEPARTMENT).with(Tags::ANYONE);
/// Words that can be the head of a description.
const HEAD: Tags = Tags::ROLE.with(Tags::ANYONE);

/// Somebody with the words that the text introduced them by.
#[derive(Debug, Clone)]
pub(super) struct Introduction {
    /// The byte where the introduction stands.
    pub(super) at: usize,
    /// The words of office, in small letters.
    words: Vec<String>,
    /// The name; nothing for "a diplomat".
    pub(super) who: Option<String>,
    /// The party that the introduction tells.
    pub(super) party: Named,
}

/// A source such as "the defence minister".
#[derive(Debug)]
pub(super) struct Description {
    noun: String,
    departments: Vec<String>,
    /// Whose a nationality among its words is.
    nationality: Named,
    /// It can stand for whoever was speaking.
    pub(super) anyone: bool,
}

/// All introductions of a text, and when each person last spoke.
#[derive(Debug, Default)]
pub(super) struct Introductions {
    /// Those with a name, by where they stand.
    named: Vec<Introduction>,
    /// Those without, as far as the text has been read.
    unnamed: Vec<Introduction>,
    spoke: HashMap<String, usize>,
}

impl Introductions {
    /// Adds what stands around a name: title, apposition, "who leads", "is the mayor"; `told` is what
    /// the words behind it say of the party.
    pub(super) fn add_named(
        &mut self,
        items: &[Item<'_>],
        run: &Run,
        (who, told): (&str, Named),
        material: &Material<'_>,
    ) {
        let mut words = title(items, run, material.words);
        words.extend(office_before(items, run.start));
        words.extend(office_behind(&items[run.end..], material.words));
        if words.is_empty() {
            return;
        }
        let party = match told {
            Named::Nothing => source_parties::named_in(&items[run.start..run.end], material),
            told => told,
        };
        let at = items[run.start].span.start;
        self.named.push(Introduction { at, words, who: Some(who.to_owned()), party });
    }

    /// Adds somebody without a name: "a diplomat from a neutral country".
    pub(super) fn add_unnamed(&mut self, phrase: &[Item<'_>], party: Named) {
        let Some(first) = phrase.first() else { return };
        let words = office(head_of(phrase));
        if !words.is_empty() {
            self.unnamed.push(Introduction { at: first.span.start, words, who: None, party });
        }
    }

    /// Remembers that the person spoke at this byte.
    pub(super) fn note_speaker(&mut self, who: &str, at: usize) {
        self.spoke.insert(surname(who), at);
    }

    /// The first introduction of a person.
    pub(super) fn first_of(&self, who: &str) -> Option<&Introduction> {
        let key = surname(who);
        self.named.iter().find(|one| one.who.as_ref().is_some_and(|name| surname(name) == key))
    }

    /// True when the text introduces the person as a member of Congress: they speak for no side.
    pub(super) fn sits_in_parliament(&self, who: &str) -> bool {
        const SEATS: [&str; 4] = ["sen", "rep", "congressman", "congresswoman"];
        let introduced = self.first_of(who);
        introduced.is_some_and(|one| {
            one.party == Named::Nothing && one.words.iter().any(|word| SEATS.contains(&&**word))
        })
    }

    /// Who the description stands for at this byte: the last one introduced or heard whom it fits.
    pub(super) fn find(
        &self,
        description: &Description,
        before: usize,
        words: &AttributionWords,
    ) -> Option<&Introduction> {
        let fitting = |exact: bool| {
            let named = self.named.partition_point(|one| one.at < before);
            let named = self.named[..named].iter().rev().take(MAX_BACK);
            let unnamed = self.unnamed.iter().rev().take(MAX_BACK);
            let earlier = named.chain(unnamed.filter(|one| one.at < before));
            let fits = earlier.filter(|one| description.fits(one, words, exact));
            fits.max_by_key(|one| {
                let spoke = one.who.as_ref().and_then(|who| self.spoke.get(&surname(who)));
                (!description.lacks_rank(one), spoke.copied().unwrap_or(0).max(one.at))
            })
        };
        fitting(true).or_else(|| fitting(false))
    }
}

impl Description {
    /// Reads "the …" without a name and without anything behind its noun.
    pub(super) fn of(source: &[Item<'_>], material: &Material<'_>) -> Option<Self> {
        let (first, rest) = source.split_first()?;
        let noun = rest.last()?;
        let definite = ["the", "this", "that"].iter().any(|word| first.says(word));
        // "The former judge": a person, whatever the noun.
        let old = rest.iter().any(|item| item.word.ends_with("year-old"));
        let once = old || rest.iter().any(|item| item.says("former") || item.says("retired"));
        let person = old || once && rest.len() > 1 && !noun.is(Tags::DEPARTMENT);
        let office = noun.is(OFFICE) || person;
        // "The Minister", of whoever is called so throughout.
        let plain = !noun.capital || rest.len() == 1 && noun.is(Tags::ROLE);
        let single = noun.is_word()
            && plain
            && office
            && !noun.is(Tags::BODY.with(Tags::DOCUMENT))
            && !noun.word.ends_with('s');
        if !definite || !single || rest.iter().any(|item| !item.is_word()) {
            return None;
        }
        let span = crate::domain::Span::new(first.span.end, noun.span.end);
        let nationality = material
            .lexicon
            .map_or(Named::Nothing, |lexicon| Named::of(span.of(material.text), lexicon));
        let modifiers = &rest[..rest.len() - 1];
        if nationality == Named::Nothing && modifiers.iter().any(Item::is_name) {
            return None;
        }
        let departments = modifiers.iter().filter(|item| item.is(Tags::DEPARTMENT));
        let departments: Vec<String> = departments.map(|item| item.word.to_lowercase()).collect();
        let anyone = (noun.is(Tags::ANYONE) || once)
            && departments.is_empty()
            && nationality == Named::Nothing;
        let noun = noun.word.to_lowercase();
        Some(Self { noun, departments, nationality, anyone })
    }

    /// The party whose leader it is by its words: "the Norlandic leader".
    pub(super) fn leads(&self) -> Option<usize> {
        const LEADERS: [&str; 3] = ["leader", "president", "premier"];
        let leader = self.departments.is_empty() && LEADERS.contains(&self.noun.as_str());
        self.nationality.party().filter(|_| leader)
    }

    /// True when it names a department: "the defence minister" is no other minister.
    pub(super) fn tells_department(&self) -> bool {
        !self.departments.is_empty()
    }

    /// True when the introduction tells a lower rank than this: "the minister" is no deputy of his.
    fn lacks_rank(&self, one: &Introduction) -> bool {
        const RANKS: [&str; 4] = ["deputy", "vice", "assistant", "former"];
        let lower = |rank: &&str| {
            let told = |words: &[String]| words.iter().any(|word| word == rank);
            told(&one.words) && !told(&self.departments)
        };
        RANKS.iter().any(lower)
    }

    fn fits(&self, one: &Introduction, words: &AttributionWords, exact: bool) -> bool {
        let office = |word: &String| {
            if exact { *word == self.noun } else { words.covers(&self.noun, word) }
        };
        let same = [self.nationality, one.party].contains(&Named::Nothing)
            || self.nationality == one.party;
        let department = |word: &String| words.tags(word).any(Tags::DEPARTMENT);
        let told = self.departments.iter().all(|word| one.words.contains(word))
            || !one.words.iter().any(department);
        one.words.iter().any(office) && same && told
    }
}

/// The words before prepositions, commas and clauses.
fn head_of<'i, 't>(phrase: &'i [Item<'t>]) -> &'i [Item<'t>] {
    let ends = |item: &Item<'_>| {
        !item.is_word() && item.kind != Kind::Possessive
            || item.is(Tags::PREPOSITION) && !item.is_name()
            || item.is(Tags::MODIFIER)
            || item.says("who")
    };
    let end = phrase.iter().position(ends).unwrap_or(phrase.len());
    &phrase[..end]
}

/// The words of office in a head, when its last word is one person's office.
fn office(head: &[Item<'_>]) -> Vec<String> {
    let from = head.iter().rposition(|item| item.kind == Kind::Possessive).map_or(0, |at| at + 1);
    let head = &head[from..];
    let person = head
        .last()
        .is_some_and(|last| last.is(HEAD) && !last.is(Tags::BODY) && !last.word.ends_with('s'));
    let words = head.iter().filter(|item| person && item.is(OFFICE));
    words.map(|item| item.word.to_lowercase()).collect()
}

/// "Foreign Minister *Pia Lund*", "foreign minister *Pia Lund*", "Gen. *Pia Lund*".
fn title(items: &[Item<'_>], run: &Run, words: &AttributionWords) -> Vec<String> {
    let titled = Tags::ROLE.with(Tags::TITLE);
    let own = &items[run.start..run.end];
    let named = own.iter().rposition(|item| item.is(titled)).map_or(0, |at| at + 1);
    let mut from = run.start;
    while from > 0 && items[from - 1].is_word() && items[from - 1].is(OFFICE) {
        from -= 1;
    }
    let offices = items[from..run.start + named].iter().filter(|item| item.is(OFFICE));
    offices.flat_map(|item| words.whole_title(item.word.to_lowercase())).collect()
}

/// "The aide, *Anatol Berg*,", "the deputy head of the staff, *Anatol Berg*".
fn office_before(items: &[Item<'_>], run: usize) -> Vec<String> {
    let Some(comma) = run.checked_sub(1).filter(|&at| items[at].is_mark(",")) else {
        return Vec::new();
    };
    let reach = comma.saturating_sub(MAX_APPOSITION);
    let from = (reach..comma)
        .rev()
        .find(|&at| !items[at].is_word() && items[at].kind != Kind::Possessive)
        .map_or(reach, |at| at + 1);
    let opens = |item: &Item<'_>| {
        item.is(Tags::DETERMINER) && !item.is_name() || item.kind == Kind::Possessive
    };
    let first = items[from..comma].iter().position(opens);
    first.map_or_else(Vec::new, |first| office(head_of(&items[from + first..comma])))
}

/// ", the front's chief negotiator,", ", who leads the front,", " is mayor of".
fn office_behind(rest: &[Item<'_>], words: &AttributionWords) -> Vec<String> {
    let Some(first) = rest.first() else { return Vec::new() };
    let part = &rest[1..rest.len().min(MAX_APPOSITION)];
    if first.is_mark(",") {
        if part.first().is_some_and(|item| item.says("who")) {
            let deed = part.iter().take(4).find_map(|item| {
                words.office_of_deed(&item.word.to_lowercase()).filter(|_| item.is_word())
            });
            return deed.map(str::to_owned).into_iter().collect();
        }
        // ", met the minister," tells no office.
        let apposed = part.first().is_some_and(|item| {
            item.is(OFFICE.with(Tags::DETERMINER)) && !item.is(Tags::REPORTING) || item.is_name()
        });
        return if apposed { office(head_of(part)) } else { Vec::new() };
    }
    if ["is", "was"].iter().any(|word| first.says(word)) {
        return office(head_of(part));
    }
    Vec::new()
}
