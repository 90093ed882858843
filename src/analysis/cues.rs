//! Reporting verbs with their subjects: the first half of a report.

use std::ops::Range;

use super::attribution_words::Tags;
use super::complements;
use super::items::{Item, Kind};
use super::noun_phrases;
use super::phrase_cues;

/// How a cue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// "Lund said", "Lund has said".
    Plain,
    /// "said Lund".
    Inverted,
    /// "…, adding that": the subject is the sentence's.
    Participle,
    /// "…, citing officials".
    Citing,
    /// "Asked whether …, she said".
    Asked,
    /// "were told that …".
    Told,
}

/// A reporting verb.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    /// The words that report.
    pub(super) words: Range<usize>,
    /// Who reports, when the sentence says it beside the verb.
    pub(super) source: Option<Range<usize>>,
    /// The first item of the verb with its auxiliaries.
    pub(super) group: usize,
    /// The first item after the verb, its hearer, its time and its place.
    pub(super) after: usize,
    pub(super) shape: Shape,
    /// Where begins what stands in place of a clause: "offered *to pay*".
    pub(super) complement: Option<usize>,
    /// The verb of a clause with "who" between commas: "Lund, who said no, left".
    pub(super) relative: bool,
    pub(super) tags: Tags,
}

impl Cue {
    /// A cue of several words, in the first shape.
    pub(super) fn of_phrase(
        words: Range<usize>,
        source: Option<Range<usize>>,
        group: usize,
        after: usize,
    ) -> Self {
        let (shape, complement, tags) = (Shape::Plain, None, Tags::STATE);
        Self { words, source, group, after, shape, complement, relative: false, tags }
    }

    /// The first item of source and verb.
    pub(super) fn first(&self) -> usize {
        match &self.source {
            Some(source) => source.start.min(self.group),
            None => self.group,
        }
    }

    pub(super) fn is(&self, tags: Tags) -> bool {
        self.tags.any(tags)
    }

    pub(super) fn is_participle(&self) -> bool {
        self.shape == Shape::Participle
    }
}

/// Farthest that "that" may stand from its verb.
const THAT_WINDOW: usize = 16;

/// The reporting verbs of one sentence, in order.
pub(super) fn find(items: &[Item<'_>]) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::new();
    for at in 0..items.len() {
        let plural = found.last().is_some_and(|last| items[last.words.start].is(Tags::BASE));
        let within = found.last().is_some_and(|last| last.words.contains(&at));
        found.extend((!within).then(|| cue_at(items, at, plural)).flatten());
    }
    found
}

/// The first item of the verb at `verb` with its auxiliaries and adverbs.
pub(super) fn group_before(items: &[Item<'_>], verb: usize) -> usize {
    let mut at = verb;
    while at > 0 {
        let before = &items[at - 1];
        let reflexive = ["himself", "herself", "itself", "themselves"];
        let helps = before.is(Tags::AUXILIARY.with(Tags::ADVERB)) && !before.is_name();
        let keeps = items[verb].is(Tags::GERUND)
            && ["keep", "keeps", "kept"].iter().any(|word| before.says(word));
        let itself = reflexive.iter().any(|word| before.says(word));
        let part = before.is_word() && (helps || keeps || itself);
        if !part {
            break;
        }
        at -= 1;
    }
    at
}

/// The cue whose verb stands at `at`; after a verb in the plural ("They deny …") a second one may
/// follow in the same form ("and claim …").
fn cue_at(items: &[Item<'_>], at: usize, plural: bool) -> Option<Cue> {
    let item = &items[at];
    if let Some(cue) = phrase_cues::at(items, at) {
        return Some(cue);
    }
    let phrasal = is_phrasal(items, at);
    let reports = item.is(Tags::REPORTING.with(Tags::QUOTE)) || phrasal;
    if !item.is_word() || !reports && !item.is(Tags::COMPLEMENT) {
        return None;
    }
    if item.is(Tags::QUOTE) {
        return quoting(items, at);
    }
    let before = at.checked_sub(1).map(|k| &items[k]);
    let went_on = phrase_cues::went_on(items, at);
    if before.is_some_and(|b| b.is(Tags::DETERMINER) || b.says("to") && went_on.is_none()) {
        return None;
    }
    let group = went_on.unwrap_or_else(|| group_before(items, at));
    if let Some(told) = phrase_cues::told_by(items, group, at) {
        return Some(told);
    }
    if is_denied_or_passive(items, group, at) {
        return None;
    }
    let tags = if phrasal { item.tags.with(Tags::STATE) } else { item.tags };
    let end = at + 1 + usize::from(phrasal);
    let complement = complements::start(items, end, tags);
    if !reports && complement.is_none() {
        return None;
    }
    let relative = group >= 2 && items[group - 1].says("who") && items[group - 2].is_mark(",");
    let plain = |source, shape| {
        let after = after(items, end, tags);
        Some(Cue { words: at..end, source, group, after, shape, complement, relative, tags })
    };
    if item.is(Tags::GERUND) && group == at {
        if let Some(source) = absolute(items, at) {
            return plain(Some(source), Shape::Plain);
        }
        return joins_participle(items, at).then(|| plain(None, Shape::Participle))?;
    }
    if let Some(source) = subject_before(items, group) {
        let nobody = ["nobody", "no", "none"].iter().any(|word| items[source.start].says(word));
        if nobody || is_mere_topic(items, source.start) {
            return None;
        }
        let agrees = went_on.is_some() || agrees(items, &source, at, group);
        return agrees.then(|| plain(Some(source), Shape::Plain))?;
    }
    if reports && let Some(cue) = inverted(items, at..end, group) {
        return Some(cue);
    }
    let joined = before
        .is_some_and(|b| b.says("and") || b.says("but") || b.is_mark(",") || b.is(Tags::ADVERB));
    let leads_on = items.get(at + 1).is_some_and(|next| next.is(Tags::PRONOUN));
    let second = plural && item.is(Tags::BASE) && (complement.is_some() || leads_on);
    let unmistakable = !item.is(Tags::ROLE.with(Tags::BASE)) || second;
    (joined && unmistakable).then(|| plain(None, Shape::Plain))?
}

/// "pointed out", "went on:", but not "went on strike", "has gone out".
fn is_phrasal(items: &[Item<'_>], at: usize) -> bool {
    let goes = ["went", "goes", "go", "going", "gone"].iter().any(|word| items[at].says(word));
    let particle = match items.get(at + 1) {
        Some(next) if goes => next.says("on") && items.get(at + 2).is_none_or(|i| !i.is_word()),
        next => next.is_some_and(|next| next.is(Tags::VERB_PARTICLE)),
    };
    items[at].is(Tags::PHRASAL) && particle
}

/// "…, adding that", "before pointing out that", "a note saying that".
fn joins_participle(items: &[Item<'_>], at: usize) -> bool {
    const JOINTS: [&str; 5] = ["and", "while", "before", "after", "by"];
    let that = items.get(at + 1).is_some_and(|next| next.says("that"));
    at.checked_sub(1).map(|before| &items[before]).is_some_and(|b| {
        b.is_mark(",—–")
            || b.is_quote() && b.word.trim_end_matches(['"', '”', '’', '»']).ends_with(',')
            || JOINTS.iter().any(|word| b.says(word))
            || that && b.is(Tags::ROLE) && !b.is_name()
    })
}

/// "…, with Lund saying that": the subject between "with" and the verb.
fn absolute(items: &[Item<'_>], verb: usize) -> Option<Range<usize>> {
    const REACH: usize = 10;
    let with = (verb.saturating_sub(REACH)..verb).rev().find(|&at| items[at].says("with"))?;
    (noun_phrases::end_of(items, with + 1) == Some(verb)).then_some(with + 1..verb)
}

/// "…, said Lund, an envoy."
fn inverted(items: &[Item<'_>], words: Range<usize>, group: usize) -> Option<Cue> {
    let at = words.start;
    let free = at.checked_sub(1).is_none_or(|before| opens_inversion(&items[before]));
    let clause = items.get(words.end).is_some_and(|next| {
        next.says("that") && items.get(words.end + 1).is_some_and(Item::is_name)
    });
    if group != at || items[at].is(Tags::BASE) || !free || clause {
        return None;
    }
    let mut end = noun_phrases::end_with_last_apposition(items, words.end)?;
    while end > words.end && items[end - 1].is_mark(",") {
        end -= 1;
    }
    Some(Cue {
        source: Some(words.end..end),
        words,
        group,
        after: after(items, end, Tags::ASK),
        shape: Shape::Inverted,
        complement: None,
        relative: false,
        tags: items[at].tags.with(Tags::ASK),
    })
}

fn opens_inversion(before: &Item<'_>) -> bool {
    before.is_quote() || before.is_mark(",—–-")
}

/// "did not say", "could say", "was told": nothing is reported.
fn is_denied_or_passive(items: &[Item<'_>], group: usize, verb: usize) -> bool {
    const OPEN: [&str; 12] = [
        "not", "never", "may", "might", "could", "should", "must", "can", "cannot", "will",
        "shall", "would",
    ];
    // "would say only that"
    let only = items.get(verb + 1).is_some_and(|item| item.says("only"));
    items[group..verb].iter().any(|item| {
        !(only && item.says("would")) && OPEN.iter().any(|word| item.says(word))
            || item.word.ends_with("n't")
            || item.word.ends_with("n’t")
            || (item.is(Tags::PASSIVE) && !items[verb].is(Tags::GERUND))
    })
}

/// The subject that ends right before `group`; "who" stands for what it follows.
pub(super) fn subject_before(items: &[Item<'_>], group: usize) -> Option<Range<usize>> {
    let before = group.checked_sub(1)?;
    if items[before].says("who") {
        let end = before - usize::from(before > 0 && items[before - 1].is_mark(","));
        return noun_phrases::antecedent_before(items, end).map(|start| start..end);
    }
    let start = noun_phrases::start_before(items, group)?;
    Some(start..group)
}

/// "a report that Lund had threatened", "what Lund calls": mentioned, not reported.
fn is_mere_topic(items: &[Item<'_>], subject: usize) -> bool {
    let Some(before) = subject.checked_sub(1) else { return false };
    let noun = before.checked_sub(1).is_some_and(|at| {
        items[at].is(Tags::TOPIC) || items[at].says("report") || items[at].says("reports")
    });
    let open = ["if", "unless", "whether", "what"].iter().any(|word| items[before].says(word));
    items[before].says("that") && noun || open
}

/// A base form ("claim") is a verb only after a subject in the plural.
fn agrees(items: &[Item<'_>], source: &Range<usize>, verb: usize, group: usize) -> bool {
    if !items[verb].is(Tags::BASE) || items[group..verb].iter().any(|i| i.is(Tags::AUXILIARY)) {
        return true;
    }
    let first = &items[source.start];
    if first.says("a") || first.says("an") {
        return false;
    }
    let plural_pronoun = ["i", "we", "they", "you"].iter().any(|word| first.says(word));
    let collective = ["people", "police", "media", "men", "women"];
    plural_pronoun
        || first.is(Tags::QUANTIFIER)
        || items[source.clone()].iter().any(|item| {
            item.is_word()
                && (item.word.ends_with('s')
                    || item.says("and")
                    || collective.iter().any(|w| item.says(w)))
        })
}

/// `quoted Lund as saying`, `Lund was quoted as saying`, `, citing Lund`.
fn quoting(items: &[Item<'_>], at: usize) -> Option<Cue> {
    let verb = &items[at];
    let group = group_before(items, at);
    let saying = |from: usize| {
        items.get(from)?.says("as").then_some(())?;
        items.get(from + 1)?.is(Tags::GERUND).then_some(from + 2)
    };
    let cue = |words: Range<usize>, source, end, shape| Cue {
        words,
        source: Some(source),
        group,
        after: end,
        shape,
        complement: None,
        relative: false,
        tags: Tags::SAY,
    };
    if items[group..at].iter().any(|item| item.is(Tags::PASSIVE)) {
        let by = (at + 1..items.len().min(at + 10)).find(|&k| items[k].says("as"))?;
        let end = saying(by)?;
        let source = subject_before(items, group)?;
        return Some(cue(at..end, source, after(items, end, Tags::SAY), Shape::Plain));
    }
    let object = items.get(at + 1)?.is(Tags::OBJECT) && saying(at + 2).is_some();
    let end = if object { at + 2 } else { noun_phrases::end_of(items, at + 1)? };
    if let Some(said) = saying(end) {
        let clause = after(items, said, Tags::SAY);
        let mut found = cue(at..at + 1, at + 1..end, clause, Shape::Plain);
        found.group = noun_phrases::start_before(items, group).unwrap_or(group);
        return Some(found);
    }
    let joined = at > 0 && items[at - 1].is_mark(",");
    (verb.is(Tags::GERUND) && joined).then(|| cue(at..at + 1, at + 1..end, end, Shape::Citing))
}

/// The first item after hearer, time and place, or "that" when only they stand before it.
pub(super) fn after(items: &[Item<'_>], from: usize, verb: Tags) -> usize {
    let mut at = from;
    if verb.any(Tags::TELL) {
        at = hearer(items, at);
    } else if items.get(at).is_some_and(|item| item.is(Tags::OBJECT) && !item.is(Tags::DETERMINER))
    {
        at += 1;
    }
    let mut moved = true;
    while moved {
        moved = false;
        let next = adverbial(items, at);
        if next > at {
            at = next;
            moved = true;
        }
    }
    if items.get(at).is_none_or(|item| item.says("that")) {
        return at;
    }
    if items[at].is_mark(",")
        && let Some(that) = after_insertion(items, at)
    {
        return that;
    }
    let only = items[at].says("only") && items.get(at + 1).is_some_and(|next| next.says("that"));
    if only {
        return at + 1;
    }
    // "said more than once that", "said time and again that"
    let often = ["more", "time", "over"].iter().any(|word| items[at].says(word));
    if often && let Some(that) = that_after(items, at) {
        return that;
    }
    let told = verb.any(Tags::TELL);
    let loose = items[at].is(Tags::PREPOSITION) || items[at].word.ends_with("ed");
    let moved = if told { loose } else { at > from };
    if moved || (verb.any(Tags::HEARER) && !told) {
        return that_after(items, at).unwrap_or(at);
    }
    at
}

/// "that" after an insertion between commas: "announced, after a pause, that …".
fn after_insertion(items: &[Item<'_>], comma: usize) -> Option<usize> {
    let close =
        (comma + 1..items.len().min(comma + THAT_WINDOW)).find(|&at| items[at].is_mark(",;:"))?;
    let that = items.get(close + 1)?;
    let says = Tags::SAY.with(Tags::TELL).with(Tags::STATE);
    let plain = !items[comma + 1..close].iter().any(|i| i.is_quote() || i.is(says));
    (plain && that.says("that")).then_some(close + 1)
}

fn hearer(items: &[Item<'_>], at: usize) -> usize {
    match items.get(at) {
        Some(item) if item.is(Tags::OBJECT) && !item.is(Tags::DETERMINER) => at + 1,
        // "told her", "told her son"
        Some(item) if item.says("her") => noun_phrases::end_of(items, at).unwrap_or(at + 1),
        _ => noun_phrases::end_of(items, at).unwrap_or(at),
    }
}

/// The item after one adverb, point of time or prepositional phrase at `at`.
fn adverbial(items: &[Item<'_>], at: usize) -> usize {
    let Some(item) = items.get(at).filter(|item| item.is_word()) else {
        return at;
    };
    if let Some(end) = point_of_time(items, at) {
        return end;
    }
    let next = items.get(at + 1);
    // "is quoted as saying there that"
    if item.says("there") && next.is_some_and(|next| next.says("that")) {
        return at + 1;
    }
    if item.says("that") || item.is(Tags::PRONOUN) || item.is(Tags::QUANTIFIER) {
        return at;
    }
    // "said Monday's swap would go on"
    if next.is_some_and(|next| next.kind == Kind::Possessive) {
        return at;
    }
    // "late on Wednesday"
    if item.is(Tags::PREPOSITION) && next.is_some_and(|next| next.is(Tags::PREPOSITION)) {
        return at + 1;
    }
    if item.is(Tags::TIME) && (!item.is_name() || item.capital) {
        let number = items.get(at + 1).is_some_and(Item::is_number);
        return at + 1 + usize::from(number);
    }
    let timed = item.is_number() && items.get(at + 1).is_some_and(|next| next.is(Tags::TIME));
    if timed {
        return at + 2;
    }
    if item.is(Tags::PREPOSITION) && !item.says("as") && !item.says("like") && !item.says("to") {
        return prepositional(items, at);
    }
    if item.says("to") {
        return prepositional(items, at);
    }
    let adverb = item.is(Tags::ADVERB) && !item.is(Tags::CONJUNCTION) && !item.says("only");
    at + usize::from(adverb)
}

/// "a day earlier", "the next morning", "three weeks ago".
fn point_of_time(items: &[Item<'_>], at: usize) -> Option<usize> {
    let opens = items[at].is(Tags::DETERMINER.with(Tags::QUANTIFIER)) || items[at].is_number();
    let conjunction = items[at].says("that") && items.get(at + 1).is_none_or(|next| next.capital);
    if !opens || conjunction {
        return None;
    }
    let mut end = at + 1;
    while items.get(end).is_some_and(|item| {
        item.is(Tags::TIME)
            || ["next", "same", "previous", "following", "few"].iter().any(|w| item.says(w))
    }) {
        end += 1;
    }
    let timed = end > at + 1 && items[end - 1].is(Tags::TIME);
    let turned = ["earlier", "later", "ago", "before", "after"];
    let closes = items.get(end).is_some_and(|item| turned.iter().any(|word| item.says(word)));
    let pointed = ["the", "this", "that"].iter().any(|word| items[at].says(word));
    (timed && (closes || pointed)).then_some(end + usize::from(closes))
}

fn prepositional(items: &[Item<'_>], at: usize) -> usize {
    let next = at + 1;
    match items.get(next) {
        Some(item) if item.is(Tags::TIME) => {
            let number = items.get(next + 1).is_some_and(Item::is_number);
            next + 1 + usize::from(number)
        }
        Some(item) if item.is(Tags::PRONOUN) => at,
        _ => noun_phrases::end_of_object(items, next).unwrap_or(at),
    }
}

/// "warned the council on Monday that": no verb and no comma stands before "that".
fn that_after(items: &[Item<'_>], from: usize) -> Option<usize> {
    for at in from..items.len().min(from + THAT_WINDOW) {
        let item = &items[at];
        if item.says("that") {
            let relative = items.get(at + 1).is_none_or(|next| {
                next.is(Tags::AUXILIARY) || (next.is(Tags::TIME) && !next.capital)
            });
            let purpose =
                items[at - 1].says("so") || items[at - 1].is(Tags::PREPOSITION.with(Tags::TOPIC));
            return (!relative && !purpose).then_some(at);
        }
        let verb = item.is(Tags::AUXILIARY.with(Tags::FINITE).with(Tags::REPORTING));
        if !item.is_word() || (verb && !item.is(Tags::ROLE)) || item.is(Tags::PRONOUN) {
            return None;
        }
    }
    None
}
