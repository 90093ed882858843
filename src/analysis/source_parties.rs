//! Which party a source speaks for, when no mention says it: by a nationality or a name inside the
//! source, by what stands behind the name of the person.

use super::attribution_words::Tags;
use super::attributions::Material;
use super::implied_parties::of_office;
use super::items::{Item, Kind};
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::{Mention, MentionKind, Usage};
use super::named_sources::head_end;
use super::person_parties;
use crate::domain::Span;

/// Longest introduction, in items.
const MAX_INTRODUCTION: usize = 20;

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

impl From<Option<usize>> for Named {
    fn from(party: Option<usize>) -> Self {
        party.map_or(Self::Nothing, Self::Party)
    }
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
    let words = Span::new(first.span.start, last.span.end).of(material.text);
    let named = match Named::of(words, lexicon) {
        Named::Nothing => {
            short_name(source, lexicon, material).map_or(Named::Nothing, Named::Party)
        }
        told => told,
    };
    let armed = source.iter().any(|item| item.says("army") || item.says("military"));
    let named = match named {
        Named::Party(party) if armed && lexicon.only_state() == Some(party) => {
            lexicon.only_army().map_or(named, Named::Party)
        }
        told => told,
    };
    // "The agency", "an opposition leader": words of the party's own name tell nothing more.
    let name = own_name(source, words, lexicon);
    let free = |item: &Item<'_>| item.is_word() && !name.is_some_and(|one| one.overlaps(item.span));
    let private = |item: &Item<'_>| {
        let opens = item.span == first.span;
        (!item.capital || opens) && item.is(Tags::PRIVATE.with(Tags::OUTLET)) && free(item)
    };
    let sends = |party: usize| lexicon.is_organisation(party);
    if source.iter().any(private) || is_civil(source) && !named.party().is_some_and(sends) {
        return Named::Outside;
    }
    let outsider =
        |item: &Item<'_>| free(item) && language.is(Class::Outsider, &item.word.to_lowercase());
    if !source.iter().any(outsider) {
        return named;
    }
    // "U.N. experts" speak for the body that sent them, "Norlandic analysts" for nobody.
    let says = |word: &str| source.iter().any(|item| item.says(word));
    let sent =
        |party: &usize| says("observers") || says("experts") && lexicon.is_organisation(*party);
    named.party().filter(sent).map_or(Named::Outside, Named::Party)
}

/// Where the catalog's name for the party of a source stands.
fn own_name(source: &[Item<'_>], words: &str, lexicon: &Lexicon) -> Option<Span> {
    let start = source.first()?.span.start;
    match lexicon.name_in(words) {
        Some((at, Some(_))) => Some(Span::new(start + at.start, start + at.end)),
        Some(_) => None,
        None => common_name(source, lexicon).map(|(noun, _)| noun.span),
    }
}

/// "A rights group", "aid agencies": bodies that speak for no party.
fn is_civil(source: &[Item<'_>]) -> bool {
    const CAUSES: [&str; 5] = ["rights", "aid", "relief", "advocacy", "charity"];
    source.windows(2).any(|two| {
        let cause = CAUSES.iter().any(|word| two[0].says(word));
        cause && !two[1].capital && two[1].is(Tags::ROLE.with(Tags::BODY))
    })
}

/// "The Commission" for the party that has a European Commission among its names, "the opposition"
/// for the Norlandic one.
fn short_name(source: &[Item<'_>], lexicon: &Lexicon, material: &Material<'_>) -> Option<usize> {
    let name = |item: &Item<'_>| item.is_name() && !item.is(Tags::DETERMINER);
    let capitals = source.iter().position(name).and_then(|from| {
        let length = source[from..].iter().take_while(|item| name(item)).count();
        let words: Vec<&str> = source[from..from + length].iter().map(|item| item.word).collect();
        lexicon.short_names.of_capitals(&words.join(" "))
    });
    let common = || common_name(source, lexicon).map(|(_, party)| party);
    capitals.or_else(common).or_else(|| common_side(source, material))
}

/// The common noun that stands for a party.
fn common_name<'i, 't>(source: &'i [Item<'t>], lexicon: &Lexicon) -> Option<(&'i Item<'t>, usize)> {
    let noun = |at: usize| {
        let item = source.get(at).filter(|item| item.is_word() && (at == 0 || !item.capital))?;
        let two = source.get(at + 1).filter(|next| next.is_word() && !next.capital);
        let two = two.and_then(|next| lexicon.short_names.of_nouns(item.word, next.word));
        two.or_else(|| lexicon.short_names.of_noun(&item.word.to_lowercase()))
            .map(|party| (item, party))
    };
    (0..source.len()).find_map(noun)
}

/// "The government", "the guerrilla" of the catalog's only state at war, of the armed group that the
/// text speaks of.
fn common_side(source: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    const OTHER: [&str; 11] =
        ["his", "her", "their", "its", "our", "my", "your", "other", "foreign", "host", "western"];
    let lexicon = material.lexicon?;
    let says = |words: &[&str]| source.iter().any(|item| words.iter().any(|word| item.says(word)));
    if says(&OTHER) {
        return None;
    }
    if says(&["government"]) {
        return lexicon.only_state();
    }
    if says(&["army", "military"]) {
        return lexicon.only_army();
    }
    let rebels = ["rebel", "rebels", "guerrilla", "guerrillas", "insurgent", "insurgents"];
    says(&rebels).then(|| lexicon.main_rebels(material.mentions))?
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
    // ", the envoy to Norland,"
    let apposed = rest.windows(2).any(|two| two[0].is(Tags::SENT_TO) && two[1].says("to"));
    if is_abroad(&source[..head], first) || apposed {
        return &rest[..0];
    }
    if sent && stands(&["to", "for"]) || modified || clause { &rest[..0] } else { rest }
}

/// "Western diplomats in Norhaven", "its delegate in Norhaven": sent from somewhere else.
fn is_abroad(head: &[Item<'_>], behind: &Item<'_>) -> bool {
    const SENT: [&str; 6] = ["diplomat", "diplomats", "ambassador", "ambassadors", "its", "their"];
    behind.says("in") && head.iter().any(|item| SENT.iter().any(|word| item.says(word)))
}

/// "The government's deputy envoy": the party of the government.
fn owner(head: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let end = head.iter().rposition(|item| item.kind == Kind::Possessive)?;
    let span = Span::new(head.first()?.span.start, head[end].span.end);
    let from = material.mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = material.mentions[from..].iter().take_while(|one| one.span.start < span.end);
    let owns = |one: &&Mention| one.usage == Usage::Possessor && one.parties.len() == 1;
    let mut owners = inside.filter(owns).filter(|one| !is_between(one, material.text));
    owners.next().map(|mention| mention.parties[0])
}

/// "The commission", "the council": it may stand between the sides.
fn is_between(mention: &Mention, text: &str) -> bool {
    const BODIES: [&str; 6] =
        ["commission", "committee", "council", "secretariat", "court", "board"];
    let words = mention.span.of(text).trim_end_matches("'s").trim_end_matches("’s");
    let last = words.split_whitespace().next_back().unwrap_or_default();
    mention.kind == MentionKind::Role && mention.person.is_none() && BODIES.contains(&last)
}

/// "leads the rebels", "has long advised Norland": they speak for whom they name.
fn represents(clause: &[Item<'_>]) -> bool {
    clause.iter().take(3).any(|item| item.is(Tags::REPRESENTS))
}

/// The party that the words of a phrase tell by themselves: by a name in its head, by its owner, by
/// what stands behind the head.
pub(super) fn of_words(phrase: &[Item<'_>], material: &Material<'_>) -> Named {
    let head = &phrase[..head_end(phrase)];
    for told in [whole_name(phrase, head, material), named_in(head, material)] {
        if told != Named::Nothing {
            return told;
        }
    }
    if let Some(owner) = owner(head, material) {
        return Named::Party(owner);
    }
    match named_in(tied(phrase, head.len()), material) {
        Named::Nothing => institution(phrase, material).into(),
        told => told,
    }
}

/// The party whose institution the words name: "a member of the Duma".
fn institution(words: &[Item<'_>], material: &Material<'_>) -> Option<usize> {
    let (first, last) = words.first().zip(words.last())?;
    let words = Span::new(first.span.start, last.span.end).of(material.text);
    material.lexicon?.institution_in(words)
}

/// What a name tells that begins in the head and goes on behind it: "the *House of Representatives*".
fn whole_name(source: &[Item<'_>], head: &[Item<'_>], material: &Material<'_>) -> Named {
    let end = source.iter().position(|item| !item.is_word()).unwrap_or(source.len());
    let words = source.first().zip(source[..end].last()).zip(head.last()).zip(material.lexicon);
    let Some((((first, last), head), lexicon)) = words else { return Named::Nothing };
    let start = first.span.start;
    let named = lexicon.name_in(Span::new(start, last.span.end).of(material.text));
    match named {
        Some((at, Some(party)))
            if start + at.start < head.span.end && start + at.end > head.span.end =>
        {
            Named::Party(party)
        }
        _ => Named::Nothing,
    }
}

/// The party of a source: by its person, by the names in its head, by its mention, by its office.
pub(super) fn of_source(
    source: &[Item<'_>],
    head: &[Item<'_>],
    mention: Option<&Mention>,
    material: &Material<'_>,
) -> Option<usize> {
    let single =
        |mention: &&Mention| mention.parties.len() == 1 && mention.kind != MentionKind::Pair;
    // "Norland and Vesteria": no single side.
    if let Some(joint) = head.iter().position(|item| item.says("and"))
        && let (Named::Party(one), Named::Party(other)) =
            (named_in(&head[..joint], material), named_in(&head[joint..], material))
        && one != other
    {
        return None;
    }
    for told in [whole_name(source, head, material), named_in(head, material)] {
        match told {
            Named::Party(party) => return Some(party),
            Named::Outside => return None,
            Named::Nothing => {}
        }
    }
    if let Some(owner) = owner(head, material) {
        return Some(owner);
    }
    let abroad = source.get(head.len()).is_some_and(|behind| is_abroad(head, behind));
    let near = |mention: &&Mention| {
        !abroad || head.last().is_some_and(|last| mention.span.end <= last.span.end)
    };
    let mention = mention.filter(|mention| !is_between(mention, material.text)).filter(near);
    if let Some(mention) = mention.filter(|mention| mention.person.is_some()).filter(single) {
        return mention.parties.first().copied();
    }
    if let Some(party) = institution(source, material) {
        return Some(party);
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
        Named::Nothing => {
            let calling = person_parties::of_calling(source, material);
            calling.or_else(|| of_office(source, head, material))
        }
    })
}

/// What stands behind a name and tells whose it is: ", an envoy of Norland,", ", who leads the
/// rebels,", " of the Norlandic staff", " advises the rebels".
pub(super) fn introduction(rest: &[Item<'_>], material: &Material<'_>) -> Named {
    let Some(first) = rest.first() else { return Named::Nothing };
    let reach = rest.len().min(MAX_INTRODUCTION);
    if first.says("of") {
        let end = (1..reach).find(|&at| !rest[at].is_word() || rest[at].is(Tags::REPORTING));
        return named_in(&rest[1..end.unwrap_or(reach)], material);
    }
    if let Some(deed) = deed(&rest[..reach]) {
        return named_in(deed, material);
    }
    if !first.is_mark(",") || rest.len() < 2 {
        return Named::Nothing;
    }
    let end = (1..reach).find(|&at| rest[at].is_mark(",.;:") || rest[at].is_quote());
    apposition(&rest[1..end.unwrap_or(reach)], material)
}

/// What stands behind "advises", "sits on" in the clause of a name, or in one that "he" or "she"
/// begins behind it: "Lund receives visitors; she sits on the Norlandic council".
fn deed<'i, 't>(rest: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let semicolon = rest.iter().position(|item| item.is_mark(";"));
    let again = semicolon
        .filter(|&at| rest.get(at + 1).is_some_and(|item| item.says("he") || item.says("she")));
    let from = if rest[0].is(Tags::REPRESENTS) { 0 } else { again? + 2 };
    let verb = rest.get(from).filter(|item| item.is(Tags::REPRESENTS))?;
    // "spoke to the rebels" tells nothing.
    let bare = ["advises", "represents", "leads", "heads", "commands", "chairs"];
    let end = rest[from..].iter().position(|item| !item.is_word() || item.says("and"));
    let behind = &rest[from + 1..end.map_or(rest.len(), |end| from + end)];
    let lead = behind.first()?;
    let tied = ["for", "on", "in"].iter().any(|word| lead.says(word));
    (tied || bare.iter().any(|word| verb.says(word))).then_some(behind)
}

/// What an apposition or a relative clause says of the party.
fn apposition(part: &[Item<'_>], material: &Material<'_>) -> Named {
    let told = part.first().is_some_and(|item| {
        item.says("who")
            || item.says("formerly")
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
    let once = ["once", "formerly", "previously"];
    let gone = part.iter().take(3).any(|item| once.iter().any(|word| item.says(word)));
    if part[0].says("who") && (onlooker || gone) || part[0].says("formerly") {
        return Named::Outside;
    }
    let who = part.iter().position(|item| item.says("who")).filter(|&who| who > 0);
    if let Some(who) = who.filter(|&who| represents(&part[who + 1..])) {
        // "a retired Norlandic general who advises the rebels" speaks for them, or for Norland.
        return match named_in(&part[who + 1..], material) {
            Named::Nothing => nationality(&part[..who], material),
            told => told,
        };
    }
    // ", an envoy to Norland,", ", its delegate in Norland,": of another.
    let head = &part[..head_end(part)];
    let behind = part.get(head.len()).filter(|_| !part[0].says("who"));
    let elsewhere = behind.is_some_and(|behind| {
        let sent = head.iter().any(|item| item.is(Tags::SENT_TO)) && behind.says("to");
        sent || is_abroad(head, behind)
    });
    match named_in(if elsewhere { head } else { part }, material) {
        Named::Nothing => institution(part, material).into(),
        told => told,
    }
}

/// The first name or nationality, whatever else the words say.
fn nationality(part: &[Item<'_>], material: &Material<'_>) -> Named {
    let words = part.first().zip(part.last()).zip(material.lexicon);
    words.map_or(Named::Nothing, |((first, last), lexicon)| {
        Named::of(Span::new(first.span.start, last.span.end).of(material.text), lexicon)
    })
}
