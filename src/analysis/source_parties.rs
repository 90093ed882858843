//! Which party a source speaks for, when no mention says it: by a nationality or a name inside the
//! source, by what the text says of the person elsewhere, by the sentence that the office stands in.

use std::collections::HashMap;

use super::attribution_words::Tags;
use super::attributions::{Attribution, Material};
use super::items::{Item, Kind};
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::{Mention, Usage};
use super::person_names::surname;
use crate::domain::{Span, SpeechKind};

/// Longest introduction, in items.
const MAX_INTRODUCTION: usize = 20;
/// Most mentions of one sentence that are looked at.
const MAX_MENTIONS: usize = 40;
/// How far behind an unnamed office its name may follow, in attributions.
const NAMED_WITHIN: usize = 4;

/// What the words of a source say of its party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// One of the catalog.
    Party(usize),
    /// A state outside the catalog, or somebody who speaks for no party.
    Outside,
    /// Nothing.
    Nothing,
}

impl Named {
    /// What the lexicon says of some words.
    pub(super) fn of(words: &str, lexicon: &Lexicon) -> Self {
        match lexicon.party_in(words) {
            Some(Some(party)) => Self::Party(party),
            Some(None) => Self::Outside,
            None => Self::Nothing,
        }
    }

    /// The party, when it is one of the catalog.
    pub(super) fn party(self) -> Option<usize> {
        match self {
            Self::Party(party) => Some(party),
            Self::Outside | Self::Nothing => None,
        }
    }
}

/// The party that the words of a source name.
pub(super) fn named_in(source: &[Item<'_>], material: &Material<'_>) -> Named {
    let (Some(lexicon), Some(first), Some(last)) =
        (material.lexicon, source.first(), source.last())
    else {
        return Named::Nothing;
    };
    let language = lexicon.language();
    let small = |item: &Item<'_>| item.is_word() && !item.capital;
    let private = |item: &Item<'_>| {
        let opens = item.span == first.span;
        (small(item) || opens) && item.is(Tags::PRIVATE.with(Tags::OUTLET))
    };
    if source.iter().any(private) {
        return Named::Outside;
    }
    let words = Span::new(first.span.start, last.span.end).of(material.text);
    let named = Named::of(words, lexicon);
    let outsider =
        |item: &Item<'_>| item.is_word() && language.is(Class::Outsider, &item.word.to_lowercase());
    if source.iter().any(outsider) {
        // "U.N. experts" speak for the body that sent them, "Norlandic analysts" for nobody.
        let sent = |party: &usize| lexicon.is_organisation(*party);
        let expert = source.iter().any(|item| item.says("experts") || item.says("observers"));
        return match named.party().filter(sent) {
            Some(party) if expert => Named::Party(party),
            _ => Named::Outside,
        };
    }
    match named {
        Named::Nothing => short_name(source, lexicon).map_or(Named::Nothing, Named::Party),
        told => told,
    }
}

/// "The Commission" for the party that has a European Commission among its names.
fn short_name(source: &[Item<'_>], lexicon: &Lexicon) -> Option<usize> {
    let name = |item: &Item<'_>| item.is_name() && !item.is(Tags::DETERMINER);
    let from = source.iter().position(name)?;
    let length = source[from..].iter().take_while(|item| name(item)).count();
    let words: Vec<&str> = source[from..from + length].iter().map(|item| item.word).collect();
    lexicon.party_by_short_name(&words.join(" "))
}

/// What stands behind the head of a source and can tell whose it is: "of the Norlandic staff",
/// ", who leads the rebels,"; not "familiar with the Norlandic plan", not "to Norland".
fn tied<'i, 't>(source: &'i [Item<'t>], head: usize) -> &'i [Item<'t>] {
    let rest = &source[head..];
    let Some(first) = rest.first() else { return rest };
    let stands = |words: &[&str]| words.iter().any(|word| first.says(word));
    let sent = source[..head].iter().any(|item| item.is(Tags::SENT_TO));
    let modified = source[..head]
        .iter()
        .skip(1)
        .any(|item| item.is(Tags::MODIFIER) && !item.says("close") && !item.says("loyal"));
    let who = rest.iter().take(3).position(|item| item.says("who"));
    let clause = who.is_some_and(|who| !represents(&rest[who + 1..]));
    if sent && stands(&["to", "for"]) || modified || clause { &rest[..0] } else { rest }
}

/// "The government's deputy envoy": the party of the government.
fn owner(head: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let end = head.iter().rposition(|item| item.kind == Kind::Possessive)?;
    let span = Span::new(head.first()?.span.start, head[end].span.end);
    let from = material.mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = material.mentions[from..].iter().take_while(|one| one.span.start < span.end);
    let mut owners = inside.filter(|one| one.usage == Usage::Possessor && one.parties.len() == 1);
    owners.next().map(|mention| mention.parties[0])
}

/// "leads the rebels", "has long advised Norland": they speak for whom they name.
fn represents(clause: &[Item<'_>]) -> bool {
    clause.iter().take(3).any(|item| item.is(Tags::REPRESENTS))
}

/// The party of a source: by its person, by the names in its head, by its mention, by its office.
pub(super) fn of_source(
    source: &[Item<'_>],
    head: &[Item<'_>],
    mention: Option<&Mention>,
    material: &Material<'_>,
) -> Option<usize> {
    let single = |mention: &&Mention| mention.parties.len() == 1;
    // "Norland and Vesteria": no single side.
    if let Some(joint) = head.iter().position(|item| item.says("and"))
        && let (Named::Party(one), Named::Party(other)) =
            (named_in(&head[..joint], material), named_in(&head[joint..], material))
        && one != other
    {
        return None;
    }
    match named_in(head, material) {
        Named::Party(party) => return Some(party),
        Named::Outside => return None,
        Named::Nothing => {}
    }
    if let Some(owner) = owner(head, material) {
        return Some(owner);
    }
    if let Some(mention) = mention.filter(|mention| mention.person.is_some()).filter(single) {
        return mention.parties.first().copied();
    }
    let tied = tied(source, head.len());
    let end = tied.last().or(head.last()).map_or(0, |item| item.span.end);
    let mentioned = mention
        .filter(single)
        .filter(|mention| mention.span.start < end)
        .and_then(|mention| mention.parties.first().copied());
    mentioned.or_else(|| match named_in(tied, material) {
        Named::Party(party) => Some(party),
        Named::Outside => None,
        Named::Nothing => of_office(source, head, material),
    })
}

/// What stands behind a name and tells whose it is: ", an envoy of Norland,", ", who leads the
/// rebels,", " of the Norlandic staff".
pub(super) fn introduction(rest: &[Item<'_>], material: &Material<'_>) -> Named {
    let Some(first) = rest.first() else { return Named::Nothing };
    let reach = rest.len().min(MAX_INTRODUCTION);
    if first.says("of") {
        let end = (1..reach).find(|&at| !rest[at].is_word() || rest[at].is(Tags::REPORTING));
        return named_in(&rest[1..end.unwrap_or(reach)], material);
    }
    if !first.is_mark(",") || rest.len() < 2 {
        return Named::Nothing;
    }
    let end = (1..reach).find(|&at| rest[at].is_mark(",.;:") || rest[at].is_quote());
    let part = &rest[1..end.unwrap_or(reach)];
    let told = part.first().is_some_and(|item| {
        item.says("who")
            || item.is(Tags::DETERMINER.with(Tags::ROLE).with(Tags::TITLE))
            || item.is_name()
    });
    let office =
        part.iter().any(|item| item.is(Tags::ROLE.with(Tags::PRIVATE)) || item.says("who"));
    if !told || !office || part.iter().any(|item| item.is(Tags::SAY)) {
        return Named::Nothing;
    }
    // "who studies the Norlandic army"
    let onlooker = part.iter().skip(1).take(2).any(|item| item.is(Tags::LOOKS_ON));
    if part[0].says("who") && onlooker {
        return Named::Outside;
    }
    named_in(part, material)
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
    // "officials said": whose, the sentence does not tell.
    let anybody = first.word.ends_with('s') && !first.is_name() && !first.is(Tags::DETERMINER);
    // "A Western envoy", "a diplomat from a neutral country": of some other side.
    let indefinite = first.says("a") || first.says("an") || first.says("one");
    let other = head.iter().skip(1).any(|item| item.capital && item.is_word())
        || source.get(head.len()).is_some_and(Item::is_word);
    if !office || anybody || indefinite && other {
        return None;
    }
    let at = material.sentences.partition_point(|sentence| sentence.span.end <= first.span.start);
    let from = material.mentions.partition_point(|mention| mention.sentence < at);
    let here = || {
        material.mentions[from..]
            .iter()
            .take_while(|mention| mention.sentence == at)
            .take(MAX_MENTIONS)
            .filter(|mention| mention.parties.len() == 1 && !mention.span.overlaps(first.span))
    };
    let subject = here().find(|mention| mention.usage == Usage::Actor);
    let owner = || here().find(|mention| mention.usage == Usage::Possessor);
    subject.or_else(owner).map(|mention| mention.parties[0])
}

/// Gives each person the party that the text gives them elsewhere, tells the unnamed office of the
/// opening by the name that follows, and lets "I" and "we" inside a quotation be its speaker.
pub(super) fn complete(found: &mut [Attribution], material: &Material<'_>) {
    name_offices(found, material);
    let mut fullest: HashMap<String, String> = HashMap::new();
    let mut told: HashMap<String, usize> = HashMap::new();
    for one in found.iter() {
        let Some(speaker) = &one.speaker else { continue };
        let name = fullest.entry(surname(speaker)).or_default();
        if speaker.split_whitespace().count() > name.split_whitespace().count() {
            name.clone_from(speaker);
        }
        if let Some(party) = one.party {
            told.entry(surname(speaker)).or_insert(party);
        }
    }
    for mention in material.mentions {
        if let (Some(person), [party]) = (&mention.person, &mention.parties[..]) {
            told.entry(surname(person)).or_insert(*party);
        }
    }
    for one in found.iter_mut() {
        let Some(speaker) = &one.speaker else { continue };
        let key = surname(speaker);
        one.party = one.party.or_else(|| told.get(&key).copied());
        if !speaker.contains(' ')
            && let Some(full) = fullest.get(&key)
        {
            one.speaker = Some(full.clone());
        }
    }
    for at in 0..found.len() {
        speak_inside(found, at, material.text);
    }
}

/// "I" inside a quotation is its speaker, "we" speaks for the same party, "she" is another.
fn speak_inside(found: &mut [Attribution], at: usize, text: &str) {
    let Some(parent) = found[at].parent.filter(|&parent| parent < at) else { return };
    let outer = &found[parent];
    let Some(source) = found[at].source.filter(|_| outer.kind == SpeechKind::Direct) else {
        return;
    };
    let (speaker, party) = (outer.speaker.clone(), outer.party);
    let one = &mut found[at];
    match source.of(text).to_lowercase().as_str() {
        "i" => (one.speaker, one.party) = (speaker, party),
        "we" => (one.speaker, one.party) = (None, party),
        "he" | "she" if one.speaker == speaker => (one.speaker, one.party) = (None, None),
        _ => {}
    }
}

/// "A minister said … "No," Pia Lund told reporters": a name that comes from nowhere is the office
/// that spoke without one.
fn name_offices(found: &mut [Attribution], material: &Material<'_>) {
    let Some(lexicon) = material.lexicon else { return };
    for at in 1..found.len() {
        let Some(source) = found[at].source else { continue };
        let name = source.of(material.text);
        let bare = name.split_whitespace().count() >= 2
            && name.split_whitespace().all(|word| word.contains(char::is_uppercase));
        let fresh = found[at].speaker.as_deref() == Some(name)
            && material.text.find(name) == Some(source.start);
        if !bare || !fresh {
            continue;
        }
        let unnamed = (at.saturating_sub(NAMED_WITHIN)..at).rev().find(|&before| {
            let one = &found[before];
            let words = one.source.map_or("", |source| source.of(material.text));
            let head = words.split([',']).next().unwrap_or_default();
            let office = head.split_whitespace().any(|word| {
                let word = word.to_lowercase();
                lexicon.language().is(Class::PersonRole, &word) && !word.ends_with('s')
            });
            let pronoun = ["he", "she"].contains(&words.to_lowercase().as_str());
            let party = found[at].party;
            let same = one.party == party || one.party.is_none() || party.is_none();
            let known = one.party.is_some() || party.is_some();
            let free = one.speaker.is_none() && one.parent.is_none() && same && known;
            free && (office || pronoun)
        });
        if let Some(unnamed) = unnamed {
            let speaker = found[at].speaker.clone();
            let party = found[unnamed].party.or(found[at].party);
            found[at].party = party;
            let words = found[unnamed].source;
            let from = at.saturating_sub(NAMED_WITHIN);
            for one in found[from..at].iter_mut().filter(|one| one.source == words) {
                one.speaker.clone_from(&speaker);
                one.party = party;
            }
        }
    }
}
