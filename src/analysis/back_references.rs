//! Sources that stand for somebody whom the text has spoken of: "the minister", "the former judge",
//! "the latter".

use super::attribution_words::Tags;
use super::attributions::{Material, Voice};
use super::descriptions::Description;
use super::items::Item;
use super::named_sources::head_end;
use super::speakers::Speakers;

/// Most mentions that are looked at.
const MAX_MENTIONS: usize = 200;
/// How far back whoever spoke may be "the official", in sentences.
const ANYONE_WITHIN: usize = 3;

impl Speakers {
    /// "The minister": whom the text introduced so, or whoever was speaking.
    pub(super) fn described(
        &mut self,
        source: &[Item<'_>],
        sentence: usize,
        material: &Material<'_>,
    ) -> Option<Voice> {
        let source = without_occasion(source);
        let description = Description::of(source, material)?;
        let at = source.first()?.span.start;
        let introduced = self.people.introductions.find(&description, at, material.words);
        let Some(introduced) = introduced.cloned() else {
            let leader = || only_person_of(description.leads()?, at, material);
            return if description.anyone { self.heard(sentence) } else { leader() };
        };
        let party = introduced.party.party();
        self.unnamed = introduced.who.is_none().then_some(introduced.party);
        if let Some(who) = &introduced.who {
            self.set_last(who);
        }
        Some((introduced.who, party))
    }

    /// Whoever spoke last, or whom the sentence before is about when nobody spoke in it.
    fn heard(&self, sentence: usize) -> Option<Voice> {
        let subject = || self.subject().filter(|subject| subject.0.is_some());
        let Some((voice, said)) = &self.voice else { return subject() };
        if said + 1 < sentence
            && let Some(subject) = subject()
        {
            return Some(subject);
        }
        (sentence - said <= ANYONE_WITHIN && voice.0.is_some()).then(|| voice.clone())
    }

    /// "The latter": whoever spoke last; "the former": the one before.
    pub(super) fn one_of_two(&self, source: &[Item<'_>]) -> Option<Voice> {
        let [first, which] = source else { return None };
        let (voice, _) = self.voice.as_ref().filter(|_| first.says("the"))?;
        let last = voice.0.as_ref()?;
        if which.says("latter") {
            return Some(voice.clone());
        }
        let other = self.last_but(last).filter(|_| which.says("former"))?;
        Some((Some(other.clone()), None))
    }
}

/// "The Norlandic leader": the only person of the party whom the text has named so far.
fn only_person_of(party: usize, before: usize, material: &Material<'_>) -> Option<Voice> {
    let to = material.mentions.partition_point(|mention| mention.span.end <= before);
    let named = material.mentions[..to].iter().rev().take(MAX_MENTIONS);
    let mut people =
        named.filter(|one| one.parties == [party]).filter_map(|one| one.person.as_ref());
    let last = people.next()?;
    people.all(|one| one == last).then(|| (Some(last.clone()), Some(party)))
}

/// "The minister in a speech": where and when is no part of who.
fn without_occasion<'i, 't>(source: &'i [Item<'t>]) -> &'i [Item<'t>] {
    const OCCASIONS: [&str; 6] = ["in", "on", "at", "during", "after", "before"];
    let end = head_end(source);
    let occasion = source.get(end).is_some_and(|item| OCCASIONS.iter().any(|word| item.says(word)));
    let told = source.get(end + 1).is_some_and(|item| {
        item.is(Tags::TIME)
            || item.says("a")
            || item.says("an")
            || item.says("his")
            || item.says("her")
    });
    if occasion && told { &source[..end] } else { source }
}
