//! Reports inside one sentence: which words are the source, the cue and the content.
//!
//! Works on items, so on word classes and marks; every look-up is bounded or made once for the
//! sentence, so that the whole is linear.

use std::ops::Range;

use super::attribution_words::Tags;
use super::cues::{self, Cue, Shape};
use super::items::{Item, Kind};
use super::noun_phrases;

/// Items of one report; ranges are end-exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) source: Option<Range<usize>>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) content: Vec<Range<usize>>,
}

/// After a comma they begin what is no part of a complement.
const ENDS_COMPLEMENT: Tags = Tags::CONJUNCTION
    .with(Tags::REPORTING)
    .with(Tags::LABEL)
    .with(Tags::FINITE)
    .with(Tags::AUXILIARY);
/// What a verb of thinking must be besides, to report a clause: "holds that".
const THINKS_ALOUD: Tags = Tags::SAY.with(Tags::TELL).with(Tags::STATE);
/// Marks that close a quotation.
const CLOSING: [char; 5] = ['"', '”', '’', '\'', '»'];
/// Fewest items of a clause that stands before ", she said".
const MIN_CLAUSE: usize = 2;
/// Farthest that a verb may stand from the beginning of its clause.
pub(super) const CLAUSE_WINDOW: usize = 16;

/// The reports of one sentence, in the order of their cues.
pub(super) fn reports(items: &[Item<'_>]) -> Vec<Report> {
    let sentence = Sentence::new(items);
    let mut found = sentence.according_to();
    let mut top: Option<(Option<Range<usize>>, usize)> = None;
    for cue in &sentence.cues {
        let content = sentence.content(cue);
        if content.is_empty() {
            continue;
        }
        let end = content.last().map_or(0, |range| range.end);
        let source = cue.source.clone().or_else(|| {
            let inherited = top.as_ref().and_then(|(source, _)| source.clone());
            inherited.or_else(|| sentence.lead.clone())
        });
        let asked = matches!(cue.shape, Shape::Asked | Shape::Told);
        let source = if asked { cue.source.clone() } else { source };
        if source.is_none() && !asked && !sentence.beside_quote(&content) {
            continue;
        }
        if !asked && top.as_ref().is_none_or(|(_, top_end)| cue.first() >= *top_end) {
            top = Some((source.clone(), end));
        }
        found.push(Report { source, cue: Some(cue.words.clone()), content });
    }
    found.extend(sentence.embedded_quotes(&found));
    found.extend(sentence.headline(&found));
    found
}

/// A sentence with what its rules look up more than once.
pub(super) struct Sentence<'i, 't> {
    pub(super) items: &'i [Item<'t>],
    pub(super) cues: Vec<Cue>,
    /// Where reported content must end, in order.
    pub(super) stops: Vec<usize>,
    /// How many items before each index show a clause.
    pub(super) finite_before: Vec<usize>,
    /// The subject that the sentence begins with.
    pub(super) lead: Option<Range<usize>>,
    /// The item after the dateline: "HOLMVIK, March 3 - ".
    pub(super) opening: usize,
    /// The item after the last word: where the closing full stop stands.
    pub(super) end: usize,
}

impl<'i, 't> Sentence<'i, 't> {
    fn new(items: &'i [Item<'t>]) -> Self {
        let mut end = items.len();
        while end > 0 && items[end - 1].is_mark(".?!…") {
            end -= 1;
        }
        let mut finite_before = Vec::with_capacity(items.len() + 1);
        let mut count = 0;
        finite_before.push(0);
        for item in items {
            count += usize::from(shows_clause(item));
            finite_before.push(count);
        }
        let cues = cues::find(items);
        let stops = stops(items, &cues, end);
        Self { items, cues, stops, finite_before, lead: lead(items), opening: dateline(items), end }
    }

    /// "Kremlin: no talks before May": who speaks is all that stands before the colon.
    fn headline(&self, found: &[Report]) -> Option<Report> {
        let source = self.lead.clone().filter(|lead| lead.start == self.opening)?;
        let colon = self.items.get(source.end).is_some_and(|item| item.is_mark(":"));
        let from = source.end + 1;
        let words = self.items.get(from)?;
        if !colon || !found.is_empty() || words.is_quote() || self.end < from + MIN_CLAUSE {
            return None;
        }
        let content = self.until_stop(from)?;
        Some(Report { source: Some(source), cue: None, content: vec![content] })
    }

    fn content(&self, cue: &Cue) -> Vec<Range<usize>> {
        if let Some(content) = self.quoted_before(cue) {
            return content;
        }
        if cue.shape == Shape::Citing {
            let first = self.cues.first().is_some_and(|other| other.first() == cue.first());
            return self.clause_before(cue).filter(|_| first).into_iter().collect();
        }
        // What is only thought is told beside commas alone: "the truce, Lund believes, will hold".
        if cue.is(Tags::THINK) && !cue.is(THINKS_ALOUD) {
            return self.clause_around(cue);
        }
        let clause = self.items.get(cue.after).is_some_and(|item| item.says("that"));
        if let Some(begin) = cue.complement.filter(|_| !clause) {
            let content = self.until_break(begin, cue);
            return content.map(|content| self.inside_relative(content, cue)).into_iter().collect();
        }
        if let Some(content) = self.content_after(cue) {
            let content = self.without_main_verb(content, cue);
            return vec![self.inside_relative(content, cue)];
        }
        self.clause_around(cue)
    }

    /// `"…," she said` and `"…," she said, "…"`.
    fn quoted_before(&self, cue: &Cue) -> Option<Vec<Range<usize>>> {
        let mut at = cue.first();
        if at > 0 && self.items[at - 1].is_mark(",—–-") {
            at -= 1;
        }
        let quote = at.checked_sub(1)?;
        if !self.items[quote].is_quote() || !self.stands_alone(quote) || cue.is_participle() {
            return None;
        }
        let mut content = vec![one(quote)];
        let next = self.quote_after(cue.after).or_else(|| self.quote_farther(cue.after));
        content.extend(next.map(one));
        Some(content)
    }

    /// `"…," she said, with a look at the clock, "and we wait."`: small letters go on.
    fn quote_farther(&self, after: usize) -> Option<usize> {
        let limit = self.end.min(after + CLAUSE_WINDOW);
        let at = (after..limit).find(|&at| self.items[at].is_quote())?;
        let begins = matches!(self.items[at].kind, Kind::Quote { begins: true, .. });
        let comma = at > after && self.items[at - 1].is_mark(",—–");
        let reported = self.cues.iter().any(|cue| (after..at).contains(&cue.first()));
        (begins && comma && !reported && !begins_with_capital(&self.items[at])).then_some(at)
    }

    /// A whole utterance, not some quoted words inside a clause.
    fn stands_alone(&self, quote: usize) -> bool {
        let Kind::Quote { begins, .. } = self.items[quote].kind else {
            return false;
        };
        if !begins || quote == 0 {
            return true;
        }
        let before = &self.items[quote - 1];
        let ends_like_speech = self.items[quote]
            .word
            .trim_end_matches(['"', '”', '’', '\'', '»'])
            .ends_with([',', '.', '?', '!', '…', '—', '–']);
        before.is_mark(":")
            || (before.is_mark(",—–-")
                && (ends_like_speech || begins_with_capital(&self.items[quote])))
            || (quote <= 2 && before.is(Tags::CONJUNCTION.with(Tags::ADVERB)))
    }

    fn quote_after(&self, after: usize) -> Option<usize> {
        let at = after + usize::from(self.items.get(after)?.is_mark(",:—–-"));
        let quote = self.items.get(at)?;
        matches!(quote.kind, Kind::Quote { begins: true, .. }).then_some(at)
    }

    /// `she said that …`, `she said …`, `she said: "…"`.
    fn content_after(&self, cue: &Cue) -> Option<Range<usize>> {
        let after = cue.after;
        let item = self.items.get(after)?;
        if let Some(quote) = self.quote_after(after)
            && !cue.is(Tags::THINK)
            && (quote > after || begins_with_capital(&self.items[quote]))
        {
            return Some(quote..quote + 1);
        }
        if item.is_mark(":") && after + 1 < self.end && cue.is(Tags::SAY.with(Tags::STATE)) {
            return self.until_stop(after + 1);
        }
        if item.says("that") && !self.is_relative(after) {
            return self.until_stop(after + 1);
        }
        if cue.is(Tags::ASK.with(Tags::SAY).with(Tags::TELL).with(Tags::STATE))
            && (item.says("whether") || (item.says("if") && cue.is(Tags::ASK)))
        {
            return self.until_stop(after);
        }
        // "explained why the talks had failed", "told us how it began"
        let ways = ["why", "how", "what", "where", "when", "who"];
        if cue.is(Tags::SAY.with(Tags::TELL).with(Tags::STATE))
            && cue.shape == Shape::Plain
            && ways.iter().any(|word| item.says(word))
            && (cue.after == cue.words.end || cue.is(Tags::TELL))
        {
            return self.until_stop(after);
        }
        if cue.is(Tags::ASK)
            && let Some(question) = self.question(cue)
        {
            return self.until_stop(question);
        }
        if cue.is(Tags::TELL) && cue.after == cue.words.end {
            return None;
        }
        let bare = cue.is(Tags::SAY.with(Tags::TELL).with(Tags::STATE).with(Tags::THINK));
        (bare && self.is_clause(after, cue)).then(|| self.until_stop(after))?
    }

    /// "asked our guide whether", "asked what would happen".
    fn question(&self, cue: &Cue) -> Option<usize> {
        const WORDS: [&str; 6] = ["whether", "why", "how", "what", "when", "where"];
        const REACH: usize = 6;
        let from = cue.words.end;
        let at = (from..self.end.min(from + REACH)).find(|&at| {
            let item = &self.items[at];
            !item.is_word() || item.is(Tags::CONJUNCTION.with(Tags::AUXILIARY))
        })?;
        let asks = WORDS.iter().take(if at == cue.after { 6 } else { 1 });
        let asks = asks.into_iter().any(|word| self.items[at].says(word));
        (asks && cue.shape != Shape::Inverted).then_some(at)
    }

    /// "that" with a verb right after it belongs to the noun before it.
    fn is_relative(&self, that: usize) -> bool {
        self.items
            .get(that + 1)
            .is_none_or(|next| next.is(Tags::AUXILIARY) && !next.word.contains(['\'', '’']))
    }

    /// True when a clause begins at `from`: a subject, then a verb before the clause ends.
    fn is_clause(&self, from: usize, cue: &Cue) -> bool {
        const NO_SUBJECT: [&str; 20] = [
            "to", "and", "as", "before", "after", "because", "since", "until", "for", "so",
            "where", "who", "which", "nothing", "little", "no", "yes", "more", "much", "something",
        ];
        let Some(first) = self.items.get(from) else {
            return false;
        };
        if !first.is_word() && !first.is_quote() || NO_SUBJECT.iter().any(|word| first.says(word)) {
            return false;
        }
        if first.is(Tags::AUXILIARY) && !first.word.contains(['\'', '’']) {
            return false;
        }
        let subject_pronoun = first.is(Tags::PRONOUN);
        let loose = cue.is(Tags::SAY.with(Tags::TELL));
        let next = self.items.get(from + 1);
        // "said the same in two languages", "say it more quietly"
        let thing = next.is_some_and(|next| {
            let verb = Tags::AUXILIARY.with(Tags::FINITE).with(Tags::REPORTING);
            next.says("same") || first.says("it") && next.is(Tags::ADVERB.with(Tags::PREPOSITION))
                || first.says("it") && !next.is(verb) && !next.word.ends_with(['s', 'd'])
        });
        if thing {
            return false;
        }
        if subject_pronoun && next.is_none_or(|next| next.is_mark(",.;:")) {
            return false;
        }
        if loose && (subject_pronoun || first.is_quote()) {
            return true;
        }
        let limit = (from + CLAUSE_WINDOW).min(self.end);
        for at in from + 1..limit {
            let item = &self.items[at];
            if item.is_mark(";:") || (item.is_mark(",") && !loose) {
                return false;
            }
            if !loose
                && (item.says("that") || item.says("which") || item.says("who") || item.says("to"))
            {
                return false;
            }
            let finite = item.is(Tags::AUXILIARY.with(Tags::FINITE))
                || item.is(Tags::REPORTING.with(Tags::LABEL)) && !item.is(Tags::GERUND)
                || (loose
                    && item.is_word()
                    && (item.word.ends_with("ed") || item.word.ends_with('s')))
                || (subject_pronoun && item.word.ends_with("ed"));
            if finite && (loose || !item.is(Tags::ROLE)) {
                return true;
            }
        }
        false
    }

    /// A complement ends with its phrase: before ", and she left" and ", who left".
    fn until_break(&self, from: usize, cue: &Cue) -> Option<Range<usize>> {
        let range = self.until_stop(from)?;
        let breaks = |at: usize| {
            let next = self.items.get(at + 1);
            self.items[at].is_mark("—–;:")
                || self.items[at].is_mark(",")
                    && (cue.shape == Shape::Asked
                        || next.is_some_and(|next| {
                            next.is(ENDS_COMPLEMENT) && !next.says("as") && !next.is_name()
                                || next.says("to")
                        }))
        };
        // "appealed for a truce and prayed"
        let own = form(&self.items[cue.words.start]);
        let joined = |at: usize| {
            let verb = &self.items[at + 1];
            let past = verb.word.ends_with("ed") || verb.is(Tags::FINITE);
            (self.items[at].says("and") || self.items[at].says("but"))
                && verb.is_word()
                && past
                && own == Form::Past
                && form(verb) == own
                && !verb.capital
        };
        let end =
            (from + 1..range.end).find(|&at| breaks(at) || at + 1 < range.end && joined(at));
        let end = end.unwrap_or(range.end);
        Some(from..end)
    }

    /// "Lund, who had called for talks, left": the comma ends the clause with "who".
    fn inside_relative(&self, content: Range<usize>, cue: &Cue) -> Range<usize> {
        if !cue.relative {
            return content;
        }
        let comma = content.clone().skip(MIN_CLAUSE).find(|&at| self.items[at].is_mark(","));
        content.start..comma.unwrap_or(content.end)
    }

    /// "Norland, saying that it is late, has left": the main verb is none of what is said.
    fn without_main_verb(&self, content: Range<usize>, cue: &Cue) -> Range<usize> {
        let begins = cue.first().checked_sub(1).is_some_and(|at| self.items[at].is_mark(","));
        if !cue.is_participle() || !begins {
            return content;
        }
        let comma = (content.start + 1..content.end.saturating_sub(1)).find(|&at| {
            let next = &self.items[at + 1];
            self.items[at].is_mark(",") && next.is(Tags::AUXILIARY.with(Tags::FINITE))
        });
        content.start..comma.unwrap_or(content.end)
    }

    pub(super) fn until_stop(&self, from: usize) -> Option<Range<usize>> {
        let next = self.stops.partition_point(|&stop| stop <= from);
        let mut end = self.stops.get(next).copied().unwrap_or(self.end).min(self.end);
        while end > from && self.items[end - 1].is_mark(",;—–-") {
            end -= 1;
        }
        (from < end).then_some(from..end)
    }

    /// `…, she said.` and `…, she said, …`.
    fn clause_around(&self, cue: &Cue) -> Vec<Range<usize>> {
        if !cue.is(Tags::SAY.with(Tags::TELL).with(Tags::STATE).with(Tags::THINK))
            || cue.is_participle()
            || cue.source.is_none()
        {
            return Vec::new();
        }
        let closed = cue.after >= self.end || self.items[cue.after].is_mark(",;—–-)");
        let circumstance = || {
            let next = &self.items[cue.after];
            next.is(Tags::PREPOSITION.with(Tags::CONJUNCTION)) && !next.says("that")
        };
        if !closed && !circumstance() {
            return Vec::new();
        }
        let mut content: Vec<Range<usize>> = self.clause_before(cue).into_iter().collect();
        // "Lund is cautious: the army, she says, will stay"
        let colon = content.iter().any(|before| {
            self.items[before.clone()].iter().any(|item| item.is_mark(":"))
        });
        if (content.is_empty() || colon)
            && let Some(both) = self.subject_and_verb(cue)
        {
            return both;
        }
        if !closed {
            return content;
        }
        let first = cue.first();
        let as_opens = first > 0 && self.items[first - 1].says("as") && first <= 2;
        let goes_on = self.items.get(cue.after).is_some_and(|item| item.is_mark(",—–"))
            && !self.stops.contains_sorted(cue.after);
        if (as_opens || !content.is_empty() && goes_on)
            && let Some(rest) = self.until_stop(cue.after + 1)
            && (as_opens
                || content.first().is_some_and(|half| self.is_half(half))
                || self.goes_on_with(cue, rest.start))
        {
            content.push(rest);
        }
        content
    }

    /// "The next step, she said, is a vote": the subject before, its verb after.
    fn subject_and_verb(&self, cue: &Cue) -> Option<Vec<Range<usize>>> {
        let first = cue.first();
        let so = first > 0 && (self.items[first - 1].says("so") || self.items[first - 1].says("as"));
        let end = first.checked_sub(1 + usize::from(so))?;
        let semicolon = (self.opening..end).rev().find(|&at| self.items[at].is_mark(";:"));
        let open = semicolon.map_or(self.opening, |at| at + 1).min(end);
        let start =
            open + usize::from(self.items[open].says("but") || self.items[open].says("and"));
        let subject = self.items[end].is_mark(",—–")
            && start < end
            && noun_phrases::end_of(self.items, start) == Some(end);
        if !self.items.get(cue.after).is_some_and(|item| item.is_mark(",—–")) {
            return None;
        }
        let next = self.items.get(cue.after + 1)?;
        let verb = next.is(Tags::AUXILIARY.with(Tags::FINITE))
            || (!next.is(Tags::CONJUNCTION) && self.is_clause(cue.after + 1, cue));
        if !subject || !verb {
            return None;
        }
        Some(vec![start..end, self.until_stop(cue.after + 1)?])
    }

    /// True when what follows "…, she said," still belongs to her words.
    fn goes_on_with(&self, cue: &Cue, rest: usize) -> bool {
        let first = &self.items[rest];
        let adverbial = cue.after > cue.words.end.max(cue.source.as_ref().map_or(0, |s| s.end));
        if first.says("and") || first.says("but") {
            return self.items.get(rest + 1).is_some_and(|next| {
                next.says("that")
                    || next.is(Tags::AUXILIARY.with(Tags::FINITE).with(Tags::PRONOUN))
                    || next.word.ends_with("ed")
            });
        }
        let relative = ["where", "which", "who", "whose", "when", "as", "a", "an"];
        !adverbial
            && !relative.iter().any(|word| first.says(word))
            && !first.is(Tags::GERUND.with(Tags::CIRCUMSTANCE))
            && !first.is_number()
    }

    /// "It is, she said, a matter of days", "What counts, she said, is peace": the half before is no
    /// clause without the half behind.
    fn is_half(&self, half: &Range<usize>) -> bool {
        let opens = ["what", "whether", "how"].iter().any(|word| self.items[half.start].says(word));
        opens && half.len() <= CLAUSE_WINDOW
            || self.items[half.end - 1].is(Tags::AUXILIARY) && half.len() > 1
    }

    fn clause_before(&self, cue: &Cue) -> Option<Range<usize>> {
        let mut end = cue.first();
        if end > 0 && (self.items[end - 1].says("as") || self.items[end - 1].says("so")) {
            end -= 1;
        }
        let before = self.items.get(end.checked_sub(1)?)?;
        let quoted = before.is_quote() && before.word.trim_end_matches(CLOSING).ends_with(',');
        if !before.is_mark(",—–-)") && !quoted {
            return None;
        }
        end -= usize::from(!quoted);
        let semicolon = (self.opening..end).rev().find(|&at| self.items[at].is_mark(";"));
        let mut start = semicolon.map_or(self.opening, |at| at + 1).min(end);
        while start < end.min(self.opening + 2)
            && (self.items[start].says("but") || self.items[start].says("and"))
        {
            start += 1;
        }
        // "Lund is back: she will not talk, she says": the second half alone.
        let colon = (start + MIN_CLAUSE..end.saturating_sub(MIN_CLAUSE))
            .rev()
            .take(CLAUSE_WINDOW * 2)
            .find(|&at| self.items[at].is_mark(":"));
        if let Some(colon) = colon
            && self.finite_before[end] > self.finite_before[colon]
        {
            start = colon + 1;
        }
        // "On Monday, she said" and "When he left, she said" hold no reported clause.
        let opener = &self.items[start];
        let intro = opener.is(Tags::PREPOSITION.with(Tags::CONJUNCTION)) && !opener.is_name();
        let comma_inside = intro
            && self.items[start..end].iter().take(CLAUSE_WINDOW).any(|item| item.is_mark(","));
        let finite = self.finite_before[end] > self.finite_before[start];
        let clause = opener.says("that")
            && self.items.get(start + 1).is_some_and(|next| next.is(Tags::AUXILIARY));
        let plain = clause || opener.says("if") || opener.says("what");
        let subordinate = intro && opener.is(Tags::CONJUNCTION) && !plain;
        let ok = end - start >= MIN_CLAUSE && finite && (!subordinate || comma_inside);
        ok.then_some(start..end)
    }

    fn beside_quote(&self, content: &[Range<usize>]) -> bool {
        content.iter().any(|range| self.items[range.start].is_quote())
    }
}

trait ContainsSorted {
    fn contains_sorted(&self, value: usize) -> bool;
}

impl ContainsSorted for Vec<usize> {
    fn contains_sorted(&self, value: usize) -> bool {
        self.binary_search(&value).is_ok()
    }
}

/// The range of one item.
pub(super) fn one(at: usize) -> Range<usize> {
    at..at + 1
}

fn begins_with_capital(quote: &Item<'_>) -> bool {
    quote.word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

fn shows_clause(item: &Item<'_>) -> bool {
    item.is_quote()
        || (item.is_word()
            && (item
                .is(Tags::AUXILIARY.with(Tags::FINITE).with(Tags::REPORTING).with(Tags::LABEL))
                || item.word.ends_with("ed")
                || (item.word.ends_with('s') && !item.capital)))
}

/// The item after "HOLMVIK, March 3 (Agency) - " or after "09:40", or 0.
fn dateline(items: &[Item<'_>]) -> usize {
    const LONGEST: usize = 12;
    // "09:40 The Kremlin: …"
    if let [hour, colon, minute, ..] = items
        && hour.is_number()
        && colon.is_mark(":.")
        && minute.is_number()
    {
        return 3;
    }
    let part = |item: &Item<'_>| {
        item.capital || item.is_number() || item.is(Tags::TIME) || item.is_mark(",()/:")
    };
    let shouted = items.first().is_some_and(|item| {
        let small = item.word.chars().any(char::is_lowercase);
        item.is_word() && !small && item.span.len() > 1
    });
    let length = items.iter().take(LONGEST).take_while(|item| part(item)).count();
    let dash = shouted && items.get(length).is_some_and(|item| item.is_mark("-—–"));
    if dash { length + 1 } else { 0 }
}

/// The subject that a sentence begins with, after "But" and after "On Monday,".
fn lead(items: &[Item<'_>]) -> Option<Range<usize>> {
    let mut at = dateline(items);
    while items.get(at).is_some_and(|item| {
        item.is(Tags::CONJUNCTION.with(Tags::ADVERB))
            && !item.is(Tags::PREPOSITION.with(Tags::PRONOUN))
    }) {
        at += 1;
    }
    let first = items.get(at)?;
    if first.is(Tags::PREPOSITION.with(Tags::GERUND)) || first.word.ends_with("ing") {
        let comma =
            items[at..].iter().take(CLAUSE_WINDOW * 2).position(|item| item.is_mark(","))?;
        at += comma + 1;
    }
    let end = noun_phrases::end_of(items, at)?;
    Some(at..end)
}

/// How a verb is inflected: two that are joined agree in it.
#[derive(PartialEq, Eq)]
enum Form {
    Base,
    Present,
    Gerund,
    Past,
}

fn form(verb: &Item<'_>) -> Form {
    if verb.is(Tags::GERUND) {
        Form::Gerund
    } else if verb.is(Tags::BASE) {
        Form::Base
    } else if verb.word.ends_with('s') {
        Form::Present
    } else {
        Form::Past
    }
}

/// Where reported content ends: before the next report of the same level.
fn stops(items: &[Item<'_>], cues: &[Cue], end: usize) -> Vec<usize> {
    let mut stops = Vec::new();
    for at in 1..items.len().saturating_sub(1) {
        let joint = usize::from(items[at].says("and") || items[at].says("but"));
        let according = items.get(at + joint).is_some_and(|item| item.says("according"))
            && items.get(at + joint + 1).is_some_and(|item| item.says("to"));
        let parted = items[at].is_mark(";") && !items[at + 1].says("that");
        // `called it "a start" and went home`
        let leaves = items[at].says("and")
            && items[at - 1].is_quote()
            && at > 1
            && !items[at + 1].is(Tags::AUXILIARY)
            && (items[at + 1].is(Tags::FINITE) || items[at + 1].word.ends_with("ed"));
        if according || parted || leaves {
            stops.push(at);
        }
    }
    for (index, cue) in cues.iter().enumerate() {
        let first = cue.first();
        let Some(before) = first.checked_sub(1) else {
            continue;
        };
        if cue.source.is_none() {
            // ", adding that" and "and added that"
            let joints = ["and", "but", "while"];
            let joined =
                items[before].is_mark(",") || joints.iter().any(|word| items[before].says(word));
            let comma = items[before].is_mark(",") || items[before.saturating_sub(1)].is_mark(",");
            let same_form = index.checked_sub(1).is_some_and(|last| {
                form(&items[cues[last].words.start]) == form(&items[cue.words.start])
            });
            if matches!(cue.shape, Shape::Asked | Shape::Told) {
                continue;
            }
            let says = cue.is(Tags::SAY.with(Tags::TELL)) && same_form;
            let leads_on = cue.is_participle()
                || says
                || (cue.complement.is_some() || comma && !items[before].is_mark(","))
                    && same_form
                || items.get(cue.after).is_some_and(|item| {
                    item.says("that") || item.is_quote() || item.is(Tags::PRONOUN)
                });
            if joined && leads_on {
                stops.push(before);
            }
            continue;
        }
        // ", but on Monday Lund said"
        let reach = before.saturating_sub(5);
        let joint = (reach..=before).rev().find(|&at| {
            ["but", "while", "whereas", "although", "though", "and"]
                .iter()
                .any(|w| items[at].says(w))
        });
        let had = |cue: &Cue| {
            let group = &items[cue.group.min(cue.words.start)..cue.words.start];
            group.iter().any(|item| item.says("had") || item.says("would"))
        };
        let older = had(cue) && !index.checked_sub(1).is_some_and(|last| had(&cues[last]));
        if let Some(joint) = joint
            && !items[joint + 1].says("that")
            && !(older && index > 0)
            && items[joint + 1..first]
                .iter()
                .all(|item| item.is_word() && !item.is(Tags::AUXILIARY.with(Tags::REPORTING)))
        {
            stops.push(joint);
        }
        // "Norland says no, Vesteria says yes"
        let beside = items[before].is_mark(",")
            && cue.shape == Shape::Plain
            && index.checked_sub(1).is_some_and(|last| {
                let last = &cues[last];
                last.after < before
                    && form(&items[last.words.start]) == form(&items[cue.words.start])
            });
        if beside && cue.after < end && !items[cue.after].is_mark(",;") {
            stops.push(before);
        }
        let closed = cue.after >= end || items[cue.after].is_mark(",;");
        if closed && (items[before].is_mark(",—–") || items[before].says("as")) {
            stops.push(before);
        }
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}
