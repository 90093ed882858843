//! Reported clauses that stand before or around who says them: "The truce holds, she said."

use std::ops::Range;

use super::attribution_words::Tags;
use super::clauses::{CLAUSE_WINDOW, MIN_CLAUSE, Sentence};
use super::cues::Cue;
use super::noun_phrases;

/// Marks that close a quotation.
const CLOSING: [char; 5] = ['"', '”', '’', '\'', '»'];

/// Most marks that are looked at for the one that ends a part.
const MAX_PARTS: usize = 4;

impl Sentence<'_, '_> {
    /// The last of `marks` before `end`, after the dateline.
    fn part_before(&self, end: usize, marks: &str) -> Option<usize> {
        let count = self.parts.partition_point(|&at| at < end);
        let before = self.parts[..count].iter().rev().take(MAX_PARTS).copied();
        before.take_while(|&at| at >= self.opening).find(|&at| self.items[at].is_mark(marks))
    }

    /// `…, she said.` and `…, she said, …`.
    pub(super) fn clause_around(&self, cue: &Cue) -> Vec<Range<usize>> {
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
        let colon = content
            .iter()
            .any(|before| self.part_before(before.end, ":").is_some_and(|at| before.contains(&at)));
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
        let so =
            first > 0 && (self.items[first - 1].says("so") || self.items[first - 1].says("as"));
        let end = first.checked_sub(1 + usize::from(so))?;
        let open = self.part_before(end, ";:").map_or(self.opening, |at| at + 1).min(end);
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
        let opens =
            ["what", "whether", "how", "if"].iter().any(|word| self.items[half.start].says(word));
        opens && half.len() <= CLAUSE_WINDOW
            || self.items[half.end - 1].is(Tags::AUXILIARY) && half.len() > 1
    }

    pub(super) fn clause_before(&self, cue: &Cue) -> Option<Range<usize>> {
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
        let mut start = self.part_before(end, ";").map_or(self.opening, |at| at + 1).min(end);
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
}

trait ContainsSorted {
    fn contains_sorted(&self, value: usize) -> bool;
}

impl ContainsSorted for Vec<usize> {
    fn contains_sorted(&self, value: usize) -> bool {
        self.binary_search(&value).is_ok()
    }
}
