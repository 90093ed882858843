//! Sources that a name tells: a person by name, title or apposition, a body by its mention.

use super::attribution_words::Tags;
use super::attributions::{Material, Voice};
use super::descriptions::Description;
use super::genders::Gender;
use super::items::{Item, Kind};
use super::mention::{Mention, MentionKind, Usage};
use super::person_names::{Name, is_told_name, runs, surname};
use super::source_parties::{self, Named};
use super::speakers::{MAX_ITEMS, Speakers};
use crate::domain::Span;

impl Speakers {
    /// The person and the party of a source that has a name or an office.
    pub(super) fn named(
        &mut self,
        source: &[Item<'_>],
        sentence: usize,
        material: &Material<'_>,
    ) -> Voice {
        let head = &source[..head_end(source)];
        let mention = best_mention(source, material);
        let speaks = |mention: &&Mention| mention.usage != Usage::Possessor;
        // "The Coast Corps" is no person, whatever stands before it.
        let other = Description::of(source, material).is_some_and(|one| one.tells_department());
        let behind = mention.is_some_and(|mention| is_body_behind(mention, head));
        let human = |name: &String| {
            !other && !behind && !material.words.tags(&surname(name)).any(Tags::BODY)
        };
        let mentioned =
            mention.filter(speaks).and_then(|mention| mention.person.clone()).filter(human);
        let body = mention.is_some_and(|mention| is_body(mention, head));
        let speaker = match mentioned {
            Some(name) => Some(self.fuller(name, source)),
            None if body || behind => self.told_behind_nation(mention, source, head),
            None => self.person(source),
        };
        let party = self.named_party(speaker.as_ref(), (source, head), mention, material);
        let party = party.or_else(|| self.implied(source, sentence, material));
        // "the Norlandic prime minister": the next "he".
        let person = head.iter().rev().find(|item| item.is(Tags::ROLE)).is_some_and(|item| {
            !item.is(Tags::BODY) && !item.word.ends_with('s') && !item.is(Tags::REPORTING)
        });
        let of_nation = mention.is_some_and(|mention| mention.kind == MentionKind::Demonym);
        self.unnamed = match party {
            Some(party) if speaker.is_none() && person && (!body || of_nation) => {
                Some(Named::Party(party))
            }
            _ => None,
        };
        if let Some(speaker) = &speaker {
            self.set_last(speaker);
        } else if let [only] = source
            && only.is_name()
            && !body
            && !only.is(Tags::BODY.with(Tags::ROLE))
            && !self.people.places.contains(only.word)
        {
            // Perhaps a person known by a surname alone: better for "he" than the one before.
            self.set_last(only.word);
        }
        (speaker, party)
    }

    /// The party of a source by its person, else by its words.
    fn named_party(
        &self,
        speaker: Option<&String>,
        (source, head): (&[Item<'_>], &[Item<'_>]),
        mention: Option<&Mention>,
        material: &Material<'_>,
    ) -> Option<usize> {
        // A name that the catalog has for somebody else tells no party.
        let stranger = speaker.is_some_and(|name| {
            is_namesake(name, material) || self.people.introductions.sits_in_parliament(name)
        });
        let mention = mention.filter(|_| !stranger);
        let known = speaker.and_then(|speaker| self.people.introduced.get(speaker)).copied();
        let named = |item: &Item<'_>| {
            item.is_name() && speaker.is_some_and(|name| name.ends_with(item.word))
        };
        // "Former president Lund": the catalog knows whose.
        let listed = speaker.filter(|_| !stranger);
        let listed = listed.and_then(|speaker| material.lexicon?.party_of_person(speaker));
        match (known, mention.filter(|mention| mention.person.is_some())) {
            _ if listed.is_some() => listed,
            (Some(Named::Party(party)), _) => Some(party),
            (Some(Named::Outside), _) => None,
            // "the minister": whose, the introduction tells.
            (_, None) if speaker.is_some() && !source.iter().any(named) => {
                source_parties::named_in(head, material).party()
            }
            _ => {
                let other = || {
                    let unnamed = source_parties::of_words(source, material) == Named::Nothing;
                    self.counterpart(source, material).filter(|_| unnamed)
                };
                other().or_else(|| source_parties::of_source(source, head, mention, material))
            }
        }
    }

    /// "Her Norlandic colleague, *Jonas Weil*,"
    fn told_behind_nation(
        &self,
        mention: Option<&Mention>,
        source: &[Item<'_>],
        head: &[Item<'_>],
    ) -> Option<String> {
        let nation = mention.is_some_and(|mention| mention.kind == MentionKind::Demonym);
        let last = head.last().filter(|last| nation && last.is(Tags::ROLE.with(Tags::KIN)))?;
        let single = !last.is(Tags::BODY) && !last.word.ends_with('s');
        single.then(|| self.named_in_apposition(&source[head.len()..]))?
    }

    /// The name that the source gives, when the catalog knows its first or last word only.
    fn fuller(&self, name: String, source: &[Item<'_>]) -> String {
        let longer = |own: &String| {
            let rest = own.strip_prefix(&name).filter(|rest| rest.starts_with(' '));
            let first = own.strip_suffix(&name).filter(|first| first.ends_with(' '));
            rest.or(first).is_some()
        };
        self.person(source).filter(longer).unwrap_or(name)
    }

    pub(super) fn person(&self, source: &[Item<'_>]) -> Option<String> {
        let first = source.first()?;
        if source.len() == 1 && (first.says("he") || first.says("she")) {
            return self.last_fitting(Gender::of(first)).cloned();
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
        let in_clause = || self.named_by_clause(&source[head_end..]);
        self.named_in_apposition(&source[head_end..]).or_else(in_clause)
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
            && let Some(person) = self.people.known(&name)
        {
            return Some(person);
        }
        None
    }

    /// "the commander, who uses the name Anton Lund"
    fn named_by_clause(&self, rest: &[Item<'_>]) -> Option<String> {
        let run = runs(rest).into_iter().find(|run| is_told_name(rest, run))?;
        self.people.known(&Name::of(&rest[run.start..run.end])?)
    }

    fn last_name(&self, head: &[Item<'_>]) -> Option<String> {
        let run = runs(head).into_iter().next_back()?;
        // "the Lund government": the name is not the head.
        if run.end < head.len() {
            return None;
        }
        let name = Name::of(&head[run.start..run.end])?;
        let article = run.start > 0 && head[run.start - 1].is(Tags::DETERMINER);
        let known = self.people.by_surname.contains_key(&name.surname.to_lowercase());
        if article && (!name.titled || name.words == 1 && !known) {
            return None;
        }
        let before = run.start.checked_sub(1).map(|at| &head[at]);
        if before.is_some_and(|item| item.is(Tags::OUTLET)) {
            return None;
        }
        let role_before = before.is_some_and(|item| item.is(Tags::TITLE) && !item.is(Tags::BODY));
        self.people.known(&name).or_else(|| {
            // "Oksana": somebody, when "she" stands for her elsewhere.
            let human = role_before || self.people.genders.knows(&name.full);
            (human || name.words >= 2 && !article).then_some(name.full)
        })
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
            if name.words < 2 && !self.people.by_surname.contains_key(&name.surname.to_lowercase())
            {
                return None;
            }
            self.people.known(&name).or(Some(name.full))
        })
    }
}

/// True when the catalog has the surname for other people only.
pub(super) fn is_namesake(name: &str, material: &Material<'_>) -> bool {
    material.lexicon.is_some_and(|lexicon| lexicon.is_namesake(name))
}

/// A body speaks, not a person: "Norland", but not "Pia Lund, who works in Norland".
fn is_body(mention: &Mention, head: &[Item<'_>]) -> bool {
    let heads = head.first().zip(head.last()).is_some_and(|(first, last)| {
        mention.span.start <= first.span.end && mention.span.end >= last.span.end
    });
    let kinds = [MentionKind::Name, MentionKind::Alias, MentionKind::Demonym];
    kinds.contains(&mention.kind) && heads
}

/// "The *Lund* government": a body that goes by a person's name.
fn is_body_behind(mention: &Mention, head: &[Item<'_>]) -> bool {
    const BODIES: [&str; 4] = ["administration", "government", "cabinet", "camp"];
    let last = head.last().filter(|last| last.span.start >= mention.span.end);
    last.is_some_and(|last| mention.person.is_some() && BODIES.iter().any(|word| last.says(word)))
}

/// "Lund's answer", "her reply": whose it is.
pub(super) fn without_speech_noun<'i, 't>(source: &'i [Item<'t>]) -> &'i [Item<'t>] {
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
pub(super) fn head_end(source: &[Item<'_>]) -> usize {
    let ends = |item: &Item<'_>| {
        item.is_mark(",(")
            || item.says("who")
            || item.says("which")
            || (item.is(Tags::PREPOSITION) && !item.is_name())
    };
    source.iter().position(ends).unwrap_or(source.len())
}

/// The mention that names the source: a person before a body; not the owner of what speaks.
pub(super) fn best_mention<'a>(
    source: &[Item<'_>],
    material: &'a Material<'_>,
) -> Option<&'a Mention> {
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
            .filter(|mention| mention.kind != MentionKind::Pronoun || source.len() == 1)
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
