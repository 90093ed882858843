//! Reports inside one sentence: which words are the source, the cue and the content.
//!
//! Works on items, so on word classes and marks; every look-up is bounded or made once for the
//! sentence, so that the whole is linear.

use std::ops::Range;

use super::clause_ends::stops;
use super::cues::{self, Cue, Shape};
use super::items::Item;
use super::sentence_openings::{dateline, lead, shows_clause};

/// Items of one report; ranges are end-exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) source: Option<Range<usize>>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) content: Vec<Range<usize>>,
}

/// Fewest items of a clause that stands before ", she said".
pub(super) const MIN_CLAUSE: usize = 2;
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
    for quote in sentence.embedded_quotes(&found) {
        // `The truce holds, she said, but "nobody sleeps"`: more of what she said.
        let same = found.iter_mut().find(|one| one.cue.is_some() && one.cue == quote.cue);
        match same {
            Some(report) => report.content.extend(quote.content.iter().map(|c| one(c.end - 1))),
            None => found.push(quote),
        }
    }
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
    /// Where its parts end: semicolons and colons, in order.
    pub(super) parts: Vec<usize>,
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
        let parts = (0..items.len()).filter(|&at| items[at].is_mark(";:")).collect();
        Self {
            items,
            cues,
            stops,
            finite_before,
            parts,
            lead: lead(items),
            opening: dateline(items),
            end,
        }
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
}

/// The range of one item.
pub(super) fn one(at: usize) -> Range<usize> {
    at..at + 1
}
