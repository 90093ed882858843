//! Noun phrases that can name a source, found by closed word classes and capitals alone.
//!
//! Every function looks at a bounded number of items.

use super::attribution_words::Tags;
use super::items::{Item, Kind};

/// Longest noun phrase, in items, with its appositions.
const MAX_ITEMS: usize = 40;
/// Most words in small letters before a head noun.
const MAX_PREMODIFIERS: usize = 4;
/// Longest insertion between brackets or dashes, in items.
const MAX_INSERTION: usize = 12;
/// Deepest attachment: "an aide to the speaker of the parliament of the island".
const MAX_DEPTH: usize = 4;

/// As [`end_of`] for what a preposition governs: no determiner is needed.
pub(super) fn end_of_object(items: &[Item<'_>], from: usize) -> Option<usize> {
    let limit = items.len().min(from + MAX_ITEMS);
    phrase(&items[..limit], from, 1)
}

/// The item after the longest noun phrase that begins at `from`, or nothing.
pub(super) fn end_of(items: &[Item<'_>], from: usize) -> Option<usize> {
    let limit = items.len().min(from + MAX_ITEMS);
    phrase(&items[..limit], from, 0)
}

/// As [`end_of`], with the appositions that commas close: "Lund, an envoy, ".
pub(super) fn end_with_appositions(items: &[Item<'_>], from: usize) -> Option<usize> {
    let mut end = end_of(items, from)?;
    while let Some(closed) = apposition(items, end) {
        end = closed;
    }
    Some(end)
}

/// Where the source begins that ends right before `end`: the longest noun phrase, appositions
/// included, that reaches it.
pub(super) fn start_before(items: &[Item<'_>], end: usize) -> Option<usize> {
    let first = end.saturating_sub(MAX_ITEMS);
    let direct = direct_start_before(items, first, end)
        .map(|start| with_participle(items, first, start).unwrap_or(start));
    // "A driver who has worked both sides": the object is not the subject.
    let object = direct.is_some_and(|start| start > 0 && items[start - 1].is(Tags::AUXILIARY));
    let whole = || before_relative(items, first, end);
    if object { whole().or(direct) } else { direct.or_else(whole) }
}

/// What "who" stands for that follows at `end`; a preposition may stand before it.
pub(super) fn antecedent_before(items: &[Item<'_>], end: usize) -> Option<usize> {
    start_before(items, end).or_else(|| {
        (end.saturating_sub(MAX_ITEMS)..end).find(|&from| {
            let held = from > 0 && items[from - 1].is(Tags::PREPOSITION);
            held && items[from].is_word() && end_of(items, from) == Some(end)
        })
    })
}

/// "A statement published after the talks": where it begins, the talks at `start`.
fn with_participle(items: &[Item<'_>], first: usize, start: usize) -> Option<usize> {
    let participle = start.checked_sub(2)?;
    let past = items[participle].is_word()
        && items[participle].word.ends_with("ed")
        && !items[participle].is(Tags::REPORTING);
    let held = items[start - 1].is(Tags::PREPOSITION) && !items[start - 1].capital;
    (past && held).then(|| direct_start_before(items, first, participle))?
}

/// "a diplomat who took part in the talks": the start of what "who" stands for.
fn before_relative(items: &[Item<'_>], first: usize, end: usize) -> Option<usize> {
    const NOT_INSIDE: Tags = Tags::SAY.with(Tags::TELL).with(Tags::CONJUNCTION);
    let who = (first..end).rev().find(|&at| items[at].is(NOT_INSIDE) || !items[at].is_word())?;
    let relative = items[who].says("who") && who + 1 < end;
    relative.then(|| direct_start_before(items, first, who))?
}

fn direct_start_before(items: &[Item<'_>], first: usize, end: usize) -> Option<usize> {
    let closed = end > 0 && items[end - 1].is_mark(",)—–");
    (first..end)
        .filter(|&from| can_begin(items, from) && !(from + 1 == end && items[from].is_number()))
        .find(|&from| {
            if closed {
                reaches_by_appositions(items, from, end)
            } else {
                end_of(items, from) == Some(end)
            }
        })
}

fn reaches_by_appositions(items: &[Item<'_>], from: usize, end: usize) -> bool {
    let Some(mut at) = end_of(&items[..end], from) else {
        return false;
    };
    while at < end {
        match apposition(&items[..end], at) {
            Some(closed) => at = closed,
            None => return false,
        }
    }
    true
}

/// The item after the apposition or relative clause that the comma at `comma` opens and another
/// one closes.
fn apposition(items: &[Item<'_>], comma: usize) -> Option<usize> {
    const RELATIVE: [&str; 10] =
        ["who", "whose", "which", "whom", "himself", "herself", "speaking", "now", "when", "asked"];
    // "Lund (Greens)", "Lund — the envoy —"
    for (opens, closes) in [("(", ")"), ("—–", "—–")] {
        if items.get(comma)?.is_mark(opens) {
            let close = (comma + 2..items.len().min(comma + MAX_INSERTION))
                .find(|&at| !items[at].is_word() && items[at].kind != Kind::Possessive)?;
            return items[close].is_mark(closes).then_some(close + 1);
        }
    }
    if !items.get(comma)?.is_mark(",") {
        return None;
    }
    let first = items.get(comma + 1)?;
    let loose = RELATIVE.iter().any(|word| first.says(word)) || first.is(Tags::PREPOSITION);
    let age = first.is_number();
    if !loose && !age && (first.is(Tags::PRONOUN) || !opens_apposition(first)) {
        return None;
    }
    // A comma inside the apposition ("who leads, and funds, the group") is tried once more.
    let close = (comma + 2..items.len().min(comma + MAX_ITEMS))
        .find(|&at| items[at].is_mark(",") || items[at].is_mark(";:"))?;
    if !items[close].is_mark(",") {
        return None;
    }
    let reported = items[comma + 1..close]
        .iter()
        .any(|item| item.is(Tags::SAY.with(Tags::TELL)) || item.is_mark("-—–"));
    // "Lund, 54, an envoy,": the second comma opens the next one.
    let next = items.get(close + 1).filter(|_| age);
    let more = next.is_some_and(|next| next.is(Tags::DETERMINER.with(Tags::ROLE)));
    (!reported).then_some(close + usize::from(!more))
}

/// As [`end_with_appositions`]; the last apposition may also run to the sentence's end:
/// "said Lund, an envoy."
pub(super) fn end_with_last_apposition(items: &[Item<'_>], from: usize) -> Option<usize> {
    const OPENERS: [&str; 3] = ["who", "whose", "which"];
    let end = end_with_appositions(items, from)?;
    let comma = if items[end - 1].is_mark(",") { end - 1 } else { end };
    let Some(first) = items.get(comma + 1).filter(|_| items[comma].is_mark(",")) else {
        return Some(end);
    };
    let opens = first.is(Tags::DETERMINER.with(Tags::ROLE).with(Tags::TITLE))
        || first.is_name()
        || OPENERS.iter().any(|word| first.says(word));
    let rest = &items[comma + 1..items.len().min(comma + MAX_ITEMS)];
    let length = rest.iter().take_while(|item| !item.is_mark(".?!;:")).count();
    let closed = comma + 1 + length == items.len() || length < rest.len();
    let plain = rest[..length].iter().all(|item| {
        !item.is_quote() && !item.is(Tags::SAY.with(Tags::TELL)) && !item.is(Tags::GERUND)
    });
    Some(if opens && closed && plain { comma + 1 + length } else { end })
}

fn opens_apposition(first: &Item<'_>) -> bool {
    first.is(Tags::DETERMINER.with(Tags::ROLE).with(Tags::TITLE).with(Tags::QUANTIFIER))
        || first.is_name()
        || (first.is_word() && !first.is(Tags::CONJUNCTION.with(Tags::AUXILIARY)))
}

/// True when a noun phrase can begin at `from`, judged by what stands before it.
fn can_begin(items: &[Item<'_>], from: usize) -> bool {
    const HOLDS_ON: Tags = Tags::PREPOSITION.with(Tags::DETERMINER);
    let first = &items[from];
    if !first.is_word() {
        return false;
    }
    if first.is(Tags::PRONOUN) && !first.is_name() {
        return true;
    }
    // "15:04 Lund says": the minutes begin no phrase.
    if first.is_number()
        && items.get(from + 1).is_some_and(|next| next.is_name() || next.is(Tags::PREPOSITION))
    {
        return false;
    }
    // "said that Lund had": a conjunction.
    let opens = |next: &Item<'_>| {
        next.is_name() || next.is(Tags::QUANTIFIER.with(Tags::PRONOUN).with(Tags::DETERMINER))
    };
    if first.says("that") && items.get(from + 1).is_some_and(opens) {
        return false;
    }
    let Some(before) = from.checked_sub(1).map(|at| &items[at]) else {
        return true;
    };
    match before.kind {
        Kind::Possessive => false,
        Kind::Mark(c) => c != '&' && c != '/',
        Kind::Quote { .. } => true,
        Kind::Word if before.is(Tags::CONJUNCTION) => !joins_names(items, from),
        Kind::Word if before.is(HOLDS_ON) => false,
        Kind::Word if before.is(Tags::TIME) || before.is_number() => true,
        // "In Vella the envoy said", "In Vella Pia Lund said"
        Kind::Word if before.is_name() => {
            let place = from == 2 && items[0].is(Tags::PREPOSITION);
            let full = first.is_name() && items.get(from + 1).is_some_and(Item::is_name);
            first.is(Tags::DETERMINER) && !first.capital || place && full
        }
        Kind::Word => {
            first.is_name()
                || first.is(Tags::DETERMINER.with(Tags::PRONOUN).with(Tags::QUANTIFIER))
                || before.is(Tags::REPORTING.with(Tags::ADVERB).with(Tags::AUXILIARY))
        }
    }
}

/// "and" between two names: the second one does not begin the phrase.
fn joins_names(items: &[Item<'_>], from: usize) -> bool {
    from >= 2 && items[from - 1].says("and") && items[from - 2].is_name() && items[from].is_name()
}

fn phrase(items: &[Item<'_>], from: usize, depth: usize) -> Option<usize> {
    let first = items.get(from)?;
    let capital_noun = first.is_name() || first.is(Tags::ROLE);
    if first.is(Tags::PRONOUN) && !capital_noun {
        return (!first.says("there")).then_some(from + 1);
    }
    let end = simple(items, from, depth > 0)?;
    if depth >= MAX_DEPTH {
        return Some(end);
    }
    Some(attachments(items, end, depth))
}

/// What follows a head and belongs to it: prepositional phrases, "familiar with …", "and …".
fn attachments(items: &[Item<'_>], head_end: usize, depth: usize) -> usize {
    let mut end = head_end;
    loop {
        let Some(next) = items.get(end) else {
            return end;
        };
        let inner = if next.is(Tags::MODIFIER) {
            if items.get(end + 1).is_some_and(|item| item.is(Tags::PREPOSITION)) {
                phrase(items, end + 2, depth + 1)
            } else {
                Some(end + 1)
            }
        } else if (next.is_word() && next.is(Tags::PREPOSITION) && !next.says("as"))
            || next.says("and")
            || next.is_mark("&")
        {
            phrase(items, end + 1, depth + 1)
        } else {
            None
        };
        match inner {
            Some(inner) => end = inner,
            None => return end,
        }
    }
}

/// A noun phrase without attachments: determiner, modifiers, names and head nouns.
///
/// After a preposition (`bare`) no determiner is needed: "in recent days".
fn simple(items: &[Item<'_>], from: usize, bare: bool) -> Option<usize> {
    let first = &items[from];
    let counts = first.is(Tags::QUANTIFIER) || first.is_number();
    let opened = counts || first.is(Tags::DETERMINER);
    let skips = opened && !(first.is_name() && from > 0);
    let mut at = from + usize::from(skips);
    let mut growing = Growing {
        from,
        head: (skips && counts).then_some(at),
        determined: skips || bare,
        open: skips && !counts,
        plain: 0,
    };
    while at < items.len() && growing.takes(items, at) {
        at += 1;
    }
    growing.head
}

/// A noun phrase while its words are read.
struct Growing {
    from: usize,
    /// The item after the last word that can be the head.
    head: Option<usize>,
    /// It has a determiner, or stands after a preposition.
    determined: bool,
    /// No name and no word for a source has come since the determiner or possessive.
    open: bool,
    /// How many plain words it has.
    plain: usize,
}

impl Growing {
    /// True when the item at `at` belongs to the phrase.
    fn takes(&mut self, items: &[Item<'_>], at: usize) -> bool {
        let item = &items[at];
        match item.kind {
            Kind::Possessive if at > self.from => {
                self.open = true;
                self.head = None;
                self.plain = 0;
                true
            }
            Kind::Quote { .. } if at > self.from && is_quoted_name(item) => self.ends_after(at),
            Kind::Word => self.takes_word(items, at),
            _ => false,
        }
    }

    fn takes_word(&mut self, items: &[Item<'_>], at: usize) -> bool {
        const STOPS: Tags = Tags::PREPOSITION
            .with(Tags::CONJUNCTION)
            .with(Tags::AUXILIARY)
            .with(Tags::PRONOUN)
            .with(Tags::DETERMINER);
        let item = &items[at];
        let headed = self.head.is_some();
        if item.is_name() {
            self.open = false;
            return self.ends_after(at);
        }
        if headed && item.is(Tags::PARTICLE) && names_at(items, at + 1) {
            return true;
        }
        if item.is(Tags::ROLE) {
            // "Russian *state* media", "the Lund *note* said"
            let noun = items
                .get(at + 1)
                .is_some_and(|next| next.is(Tags::ROLE) && !next.is(Tags::REPORTING));
            let verb = item.is(Tags::REPORTING) && headed && !self.open && !noun;
            self.open &= verb;
            return !verb && self.ends_after(at);
        }
        let label = item.is(Tags::LABEL.with(Tags::COMPLEMENT).with(Tags::ASPECT)) && headed;
        let verb = item.is(Tags::REPORTING.with(Tags::FINITE)) && (headed || !self.open) || label;
        let adverb = item.is(Tags::ADVERB) && (headed || !self.determined);
        if item.is(STOPS) || verb || adverb {
            return false;
        }
        self.plain += 1;
        self.plain <= MAX_PREMODIFIERS && self.takes_plain(items, at)
    }

    /// After "the" any noun can be the head; a past verb after a head is none.
    fn takes_plain(&mut self, items: &[Item<'_>], at: usize) -> bool {
        let word = items[at].word;
        let verbal = word.ends_with("ed") || word.ends_with("ing");
        let leads_on = leads_to_head(items, at + 1);
        let headed = self.head.is_some();
        if verbal && headed && !leads_on {
            return false;
        }
        if headed && !self.open && (verbal || !leads_on) {
            return self.determined && !verbal && self.ends_after(at);
        }
        if self.determined || self.open || (at == self.from && word.ends_with('s')) {
            self.head = Some(at + 1);
        }
        true
    }

    fn ends_after(&mut self, at: usize) -> bool {
        self.head = Some(at + 1);
        true
    }
}

/// A few quoted words inside a noun phrase: the "friendship" group.
fn is_quoted_name(item: &Item<'_>) -> bool {
    const MAX_BYTES: usize = 60;
    let inner = item.word.trim_end_matches(['"', '”', '’', '\'', '»']);
    item.span.len() <= MAX_BYTES && !inner.ends_with([',', '.', '?', '!', '…'])
}

/// True when within a few plain words a role noun comes: "state media", "army chief".
fn leads_to_head(items: &[Item<'_>], from: usize) -> bool {
    items[from.min(items.len())..]
        .iter()
        .take(MAX_PREMODIFIERS - 1)
        .take_while(|item| item.is_word() && !item.is(Tags::AUXILIARY.with(Tags::PREPOSITION)))
        .any(|item| item.is(Tags::ROLE) && !item.is(Tags::REPORTING))
}

fn names_at(items: &[Item<'_>], at: usize) -> bool {
    items.get(at).is_some_and(|item| item.is_name() || item.is(Tags::PARTICLE))
}
