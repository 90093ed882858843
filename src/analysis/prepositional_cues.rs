//! "According to Lund", "in her words", "in the view of the minister".

use std::ops::Range;

use super::attribution_words::Tags;
use super::clauses::{Report, Sentence};
use super::items::Kind;
use super::noun_phrases;

/// Longest clause about an informant, in items.
const MAX_INFORMANT: usize = 40;

impl Sentence<'_, '_> {
    /// `according to X, …`, `…, according to X`, `…, according to X, …`.
    pub(super) fn according_to(&self) -> Vec<Report> {
        let mut found = Vec::new();
        for at in 0..self.items.len().saturating_sub(2) {
            if let Some((cue, source)) = self.prepositional_cue(at) {
                let content = self.around(at, cue.end.max(source.end));
                if !content.is_empty() {
                    found.push(Report { source: Some(source), cue: Some(cue), content });
                }
            }
        }
        found
    }

    fn prepositional_cue(&self, at: usize) -> Option<(Range<usize>, Range<usize>)> {
        let items = self.items;
        if items[at].says("according") && items[at + 1].says("to") {
            let end = self.end_of_informant(at, at + 2)?;
            let thing = items[at + 2..end.min(at + 5)]
                .iter()
                .any(|item| item.is(Tags::THING) && !item.is_name());
            return (!thing).then(|| (at..at + 2, at + 2..end));
        }
        // "by the account of X", "by X's own account"
        if !items[at].says("in") && !items[at].says("by") {
            return None;
        }
        // "in the words of X"
        if items[at + 1].says("the")
            && items.get(at + 2)?.is(Tags::VIEW)
            && items.get(at + 3)?.says("of")
        {
            let end = self.end_of_informant(at, at + 4)?;
            // "by the account of people briefed afterwards, …"
            let comma = (end..items.len().min(end + 4)).find(|&k| items[k].is_mark(","));
            let end = comma.unwrap_or(end);
            return Some((at..at + 4, at + 4..end));
        }
        // "in her words", "in Lund's view"
        let view = (at + 2..items.len().min(at + 8)).find(|&k| items[k].is(Tags::VIEW))?;
        let owner = view - 1 - usize::from(items[view - 1].says("own"));
        if items[owner].kind == Kind::Possessive && at + 1 < owner {
            return Some((view..view + 1, at + 1..owner));
        }
        let own = ["his", "her", "their", "its", "my", "our"];
        let own_view = view == at + 2 || view == at + 3 && items[at + 2].says("own");
        (own_view && own.iter().any(|word| items[at + 1].says(word)))
            .then(|| (view..view + 1, at + 1..at + 2))
    }

    /// The item after whoever "according to" at `at` names, with appositions and "who has seen …".
    fn end_of_informant(&self, at: usize, from: usize) -> Option<usize> {
        let items = self.items;
        let mut end = noun_phrases::end_of(items, from)?;
        // "an inventory handed to the envoy", "officials who took part"
        let next = items.get(end);
        let leads = next.is_some_and(|item| {
            ["who", "which", "that"].iter().any(|word| item.says(word))
                || item.is_word() && item.word.ends_with("ed") && !item.is(Tags::REPORTING)
        });
        let closes = |k: &usize| items[*k].is_mark(",;") || items[*k].is_quote();
        if leads {
            end = (end..self.end.min(end + MAX_INFORMANT)).find(closes).unwrap_or(self.end);
        }
        let opens = at <= self.opening + 2
            && (0..at).all(|k| items[k].is(Tags::CONJUNCTION) || k < self.opening);
        if items[from].is(Tags::PRONOUN) || opens && leads {
            return Some(end);
        }
        if !opens {
            return noun_phrases::end_with_last_apposition(items, from).map(|last| last.max(end));
        }
        let with = noun_phrases::end_with_appositions(items, from)?;
        // "According to Lund, no army would strike, …": a clause, no apposition.
        let clause = items[end..with].iter().enumerate().any(|(k, item)| {
            item.is(Tags::AUXILIARY.with(Tags::FINITE))
                && !items[end..end + k].iter().any(|i| i.says("who") || i.says("which"))
        });
        Some(if clause { end } else { with })
    }

    /// What stands on both sides of an attribution that takes no part in the clause.
    fn around(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let mut content = Vec::new();
        let mut left = from;
        while left > 0 && self.items[left - 1].is_mark(",—–-") {
            left -= 1;
        }
        let mut start = self.opening.min(left);
        while start < left.min(self.opening + 2)
            && (self.items[start].says("but") || self.items[start].says("and"))
        {
            start += 1;
        }
        // "Lund came late and, according to her office, left early": the second half alone.
        let joined =
            left > 0 && (self.items[left - 1].says("and") || self.items[left - 1].says("but"));
        if left >= start + 2 && !joined {
            content.push(start..left);
        }
        let mut right = to;
        let opened = left <= start;
        while right < self.end && self.items[right].is_mark(",—–-:") {
            right += 1;
        }
        let goes_on =
            right > to && self.items.get(right).is_some_and(|item| !item.is(Tags::GERUND));
        if right < self.end
            && (opened || joined || goes_on)
            && !(content.is_empty() && !opened && !joined)
        {
            content.extend(self.until_stop(right).map(|rest| {
                let length =
                    self.items[rest.clone()].iter().take_while(|item| !item.is_mark(";")).count();
                rest.start..rest.start + length.max(1)
            }));
        }
        content
    }
}
