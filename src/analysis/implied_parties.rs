//! Which party a source speaks for that names none: by its sentence, by whoever spoke before. The
//! side that was merely spoken of last is no sign: it would put words into its mouth.

use super::attribution_words::Tags;
use super::attributions::Material;
use super::items::Item;
use super::language::Class;
use super::mention::{Mention, MentionKind, Usage};
use super::speakers::Speakers;
use crate::domain::Span;

/// Most mentions that are looked at.
const MAX_MENTIONS: usize = 40;
/// How far back the body may have spoken whose spokesman speaks, in sentences.
const SPOKE_WITHIN: usize = 2;

impl Speakers {
    /// The party of a source whose words tell none, by whoever spoke before.
    pub(super) fn implied(
        &self,
        source: &[Item<'_>],
        sentence: usize,
        material: &Material<'_>,
    ) -> Option<usize> {
        let owner = || {
            let spoke = self.owner(source, sentence);
            // "The Red Cross waits, it said. Its envoy …": of no party.
            let heard = self.group.as_ref().is_some_and(|(_, said)| sentence - said <= 1);
            spoke.or_else(|| told_before(source, sentence, material).filter(|_| !heard))
        };
        let same = || match &self.group {
            // "Two diplomats said … One of them said …"
            Some((voice, said)) if sentence - said <= 1 && is_one_of_them(source) => voice.1,
            _ => one_of_them(source, sentence, material),
        };
        owner().or_else(same)
    }

    /// "Its spokesman", "their envoy", "a spokesman": the party of the body that spoke right before.
    pub(super) fn owner(&self, source: &[Item<'_>], sentence: usize) -> Option<usize> {
        let first = source.first()?;
        let (voice, said) = self.group.as_ref()?;
        let within = if first.says("its") || first.says("their") {
            1
        } else if is_any_spokesperson(source) {
            SPOKE_WITHIN
        } else {
            return None;
        };
        voice.1.filter(|_| sentence - said <= within)
    }

    /// "Her opposite number": of two sides, the one that did not speak last.
    pub(super) fn counterpart(
        &self,
        source: &[Item<'_>],
        material: &Material<'_>,
    ) -> Option<usize> {
        let number = source.windows(2).any(|two| two[0].says("opposite") && two[1].says("number"));
        if !number && !source.iter().any(|item| item.says("counterpart")) {
            return None;
        }
        let [one, other] = material.lexicon?.belligerents[..] else { return None };
        let party = self.voice.as_ref()?.0.1?;
        match party {
            party if party == one => Some(other),
            party if party == other => Some(one),
            _ => None,
        }
    }
}

/// "The Norlandic delegation left. Its spokesman …": the side that the sentence before is about.
fn told_before(source: &[Item<'_>], sentence: usize, material: &Material<'_>) -> Option<usize> {
    let first = source.first().filter(|first| first.says("its") || first.says("their"))?;
    let before = sentence.checked_sub(1)?;
    let from = material.mentions.partition_point(|mention| mention.sentence < before);
    let near = material.mentions[from..].iter().take(MAX_MENTIONS);
    let mut near = near.take_while(|mention| mention.span.end <= first.span.start);
    let side = |mention: &&Mention| {
        mention.usage != Usage::Oblique && mention.parties.len() == 1 && mention.person.is_none()
    };
    near.find(side).map(|mention| mention.parties[0])
}

/// "A spokesman" with nothing that says whose.
fn is_any_spokesperson(source: &[Item<'_>]) -> bool {
    let Some((last, before)) = source.split_last() else { return false };
    let fresh = before.first().is_some_and(|item| item.says("a") || item.says("the"));
    fresh && last.word.starts_with("spokes") && !before.iter().any(Item::is_name)
}

/// "One of them", "two of the ministers": those whom the last sentence names.
fn one_of_them(source: &[Item<'_>], sentence: usize, material: &Material<'_>) -> Option<usize> {
    let first = source.first().filter(|_| is_one_of_them(source))?;
    let from = material.mentions.partition_point(|mention| mention.sentence + 1 < sentence);
    let near = material.mentions[from..].iter().take(MAX_MENTIONS);
    let before = near.take_while(|mention| mention.span.end <= first.span.start);
    let many = |mention: &&Mention| {
        mention.parties.len() == 1
            && !matches!(
                mention.kind,
                MentionKind::Pronoun | MentionKind::Name | MentionKind::Alias
            )
            && mention.span.of(material.text).ends_with('s')
    };
    before.filter(many).last().map(|mention| mention.parties[0])
}

fn is_one_of_them(source: &[Item<'_>]) -> bool {
    let [first, of, whom, ..] = source else { return false };
    let some = first.is_number() || first.is(Tags::QUANTIFIER);
    some && of.says("of") && (whom.says("them") || whom.says("the") || whom.says("these"))
}

/// The party that an office without an owner belongs to: "Norland will wait, foreign minister Pia
/// Lund said."
pub(super) fn of_office(
    source: &[Item<'_>],
    head: &[Item<'_>],
    material: &Material<'_>,
) -> Option<usize> {
    let lexicon = material.lexicon?;
    let first = source.first()?;
    let office = source.iter().any(|item| {
        let word = item.word.to_lowercase();
        let office = lexicon.language().is(Class::PersonRole, &word);
        item.is_word() && office && !item.says("host") && !item.says("hosts")
    });
    if !office || is_anybody(source, head) {
        return None;
    }
    let at = material.sentences.partition_point(|sentence| sentence.span.end <= first.span.start);
    let from = material.mentions.partition_point(|mention| mention.sentence < at);
    let own = Span::new(first.span.start, source.last()?.span.end);
    let mut here = material.mentions[from..]
        .iter()
        .take_while(|mention| mention.sentence == at)
        .take(MAX_MENTIONS)
        .filter(|mention| mention.parties.len() == 1 && !mention.span.overlaps(own));
    // "It was late, the minister said": whoever that may be.
    let subject =
        here.find(|mention| mention.usage == Usage::Actor && mention.kind != MentionKind::Pronoun);
    subject.map(|mention| mention.parties[0])
}

/// "Officials", "two diplomats", "a security source", "a Western envoy", "a diplomat from a neutral
/// country": whose, the sentence does not tell.
fn is_anybody(source: &[Item<'_>], head: &[Item<'_>]) -> bool {
    let Some((first, last)) = source.first().zip(head.last()) else { return true };
    let some = first.is_number() || first.is(Tags::QUANTIFIER);
    let many = first.word.ends_with('s')
        && (!first.is_name() || first.is(Tags::ROLE))
        && !first.is(Tags::DETERMINER)
        || some && head.iter().any(|item| item.is(Tags::ROLE) && item.word.ends_with('s'));
    let indefinite = first.says("a") || first.says("an") || first.says("one");
    let other = head.iter().skip(1).any(|item| item.capital && item.is_word())
        || source.get(head.len()).is_some_and(Item::is_word);
    let secret = ["source", "insider"].iter().any(|word| last.says(word));
    many || indefinite && (other || secret)
}
