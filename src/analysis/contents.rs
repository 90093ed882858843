//! What a cue reports: quotations beside it, the clause behind, before or around it.

use std::ops::Range;

use super::attribution_words::Tags;
use super::clause_ends::{Form, form};
use super::clauses::{CLAUSE_WINDOW, MIN_CLAUSE, Sentence, one};
use super::cues::{Cue, Shape};
use super::items::{Item, Kind};

/// Most items of a complement that are looked at for its end.
const MAX_COMPLEMENT: usize = 80;
/// After a comma they begin what is no part of a complement.
const ENDS_COMPLEMENT: Tags = Tags::CONJUNCTION
    .with(Tags::REPORTING)
    .with(Tags::LABEL)
    .with(Tags::FINITE)
    .with(Tags::AUXILIARY);
/// What a verb of thinking must be besides, to report a clause and not a thought.
const THINKS_ALOUD: Tags = Tags::SAY.with(Tags::TELL).with(Tags::STATE);

impl Sentence<'_, '_> {
    pub(super) fn content(&self, cue: &Cue) -> Vec<Range<usize>> {
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
            let content = self.without_second_verb(content, cue);
            return vec![self.inside_relative(content, cue)];
        }
        self.clause_around(cue)
    }

    /// `"…," she said` and `"…," she said, "…"`.
    fn quoted_before(&self, cue: &Cue) -> Option<Vec<Range<usize>>> {
        let mut at = cue.first();
        // `"Peace," as the envoy likes to say, "is a verb."`
        if at > 1 && self.items[at - 1].says("as") {
            at -= 1;
        }
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
        // `Cried a young sergeant, in all earnest: "Who clears the mines?"`
        if cue.shape == Shape::Inverted
            && cue.words.start == self.opening
            && let Some(colon) =
                (after..self.end.min(after + CLAUSE_WINDOW)).find(|&at| self.items[at].is_mark(":"))
            && self.items.get(colon + 1).is_some_and(Item::is_quote)
        {
            return Some(one(colon + 1));
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
        const WORDS: [&str; 8] = ["whether", "why", "how", "what", "when", "where", "who", "which"];
        const REACH: usize = 6;
        let from = cue.words.end;
        let at = (from..self.end.min(from + REACH)).find(|&at| {
            let item = &self.items[at];
            !item.is_word() || item.is(Tags::CONJUNCTION.with(Tags::AUXILIARY))
        })?;
        let asks = WORDS.iter().take(if at == cue.after { WORDS.len() } else { 1 });
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
    pub(super) fn is_clause(&self, from: usize, cue: &Cue) -> bool {
        let Some(first) = self.items.get(from).filter(|_| self.may_open_clause(from)) else {
            return false;
        };
        let subject_pronoun = first.is(Tags::PRONOUN);
        let loose = cue.is(Tags::SAY.with(Tags::TELL));
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
                && (item.says("that") && !self.items[at - 1].is(Tags::PREPOSITION)
                    || item.says("which")
                    || item.says("who")
                    || item.says("to"))
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

    /// A word that can be a subject, not "say nothing", "said the same", "say it more quietly".
    fn may_open_clause(&self, from: usize) -> bool {
        const NO_NOUN: Tags = Tags::ADVERB.with(Tags::PREPOSITION).with(Tags::CONJUNCTION);
        let first = &self.items[from];
        if !first.is_word() && !first.is_quote() || first.is(Tags::NO_SUBJECT) {
            return false;
        }
        if first.is(Tags::AUXILIARY) && !first.word.contains(['\'', '’']) {
            return false;
        }
        let Some(next) = self.items.get(from + 1) else { return !first.is(Tags::PRONOUN) };
        let verb = Tags::AUXILIARY.with(Tags::FINITE).with(Tags::REPORTING);
        let manner = next.is(Tags::ADVERB.with(Tags::PREPOSITION))
            || !next.is(verb) && !next.is_quote() && !next.word.ends_with(['s', 'd']);
        let object = first.says("it") && manner;
        let marked = !next.is_word() && !next.is_quote();
        let amount = first.is(Tags::AMOUNT) && (marked || next.is(NO_NOUN));
        let alone = first.is(Tags::PRONOUN) && next.is_mark(",.;:") || amount;
        !next.says("same") && !object && !alone
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
        // "confirmed the call, thanked the envoy"
        let breaks = |at: usize| {
            let next = self.items.get(at + 1);
            let past = next.is_some_and(|next| next.word.ends_with("ed") && !next.capital);
            breaks(at) || own == Form::Past && past && self.items[at].is_mark(",")
        };
        let limit = range.end.min(from + MAX_COMPLEMENT);
        let end = (from + 1..limit).find(|&at| breaks(at) || at + 1 < range.end && joined(at));
        let end = end.unwrap_or(range.end);
        Some(from..end)
    }

    /// "Lund, who had called for talks, left": the comma ends the clause with "who".
    fn inside_relative(&self, content: Range<usize>, cue: &Cue) -> Range<usize> {
        if !cue.relative {
            return content;
        }
        let comma = content
            .clone()
            .take(MAX_COMPLEMENT)
            .skip(MIN_CLAUSE)
            .find(|&at| self.items[at].is_mark(","));
        content.start..comma.unwrap_or(content.end)
    }

    /// "tweeted that it was late, and deleted the tweet": a second verb of the same subject.
    fn without_second_verb(&self, content: Range<usize>, cue: &Cue) -> Range<usize> {
        let own = form(&self.items[cue.words.start]);
        let last = content.end.saturating_sub(2);
        let second = |at: &usize| {
            let (joint, verb) = (&self.items[*at + 1], &self.items[*at + 2]);
            let inflected = verb.is(Tags::FINITE.with(Tags::LABEL).with(Tags::COMPLEMENT))
                || verb.word.ends_with("ed");
            self.items[*at].is_mark(",")
                && (joint.says("and") || joint.says("but"))
                && verb.is_word()
                && inflected
                && !verb.capital
                && !verb.is(Tags::AUXILIARY.with(Tags::GERUND).with(Tags::BASE))
                && form(verb) == own
        };
        let cut = (content.start + 1..last).take(MAX_COMPLEMENT).find(second);
        content.start..cut.unwrap_or(content.end)
    }

    /// "Norland, saying that it is late, has left": the main verb is none of what is said.
    fn without_main_verb(&self, content: Range<usize>, cue: &Cue) -> Range<usize> {
        let begins = cue.first().checked_sub(1).is_some_and(|at| self.items[at].is_mark(","));
        if !cue.is_participle() || !begins {
            return content;
        }
        let comma =
            (content.start + 1..content.end.saturating_sub(1)).take(MAX_COMPLEMENT).find(|&at| {
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

    pub(super) fn beside_quote(&self, content: &[Range<usize>]) -> bool {
        content.iter().any(|range| self.items[range.start].is_quote())
    }
}

fn begins_with_capital(quote: &Item<'_>) -> bool {
    quote.word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}
