//! Quoted words inside a clause whose subject they belong to.

use super::attribution_words::Tags;
use super::clauses::{self, CLAUSE_WINDOW, Report, Sentence};
use super::cues;
use super::items::{Item, Kind};
use super::noun_phrases;
use std::ops::Range;

impl Sentence<'_, '_> {
    /// Quoted words that no report holds, in a clause whose subject can speak:
    /// `Lund called the offer "a start"`.
    pub(super) fn embedded_quotes(&self, found: &[Report]) -> Vec<Report> {
        let mut taken: Vec<&Range<usize>> = found.iter().flat_map(|r| &r.content).collect();
        taken.sort_by_key(|range| range.start);
        let mut reach = 0;
        let mut next = 0;
        let mut reports = Vec::new();
        let mut label = None;
        for (at, item) in self.items.iter().enumerate() {
            while next < taken.len() && taken[next].start <= at {
                reach = reach.max(taken[next].end);
                next += 1;
            }
            if item.is_word()
                && item.is(Tags::LABEL.with(Tags::STATE).with(Tags::TELL))
                && !item.is(Tags::BASE)
                && at > 0
                && !self.items[at - 1].is(Tags::DETERMINER)
            {
                label = Some(at);
            }
            if !matches!(item.kind, Kind::Quote { begins: true, .. }) || at < reach || at == 0 {
                continue;
            }
            if let Some(report) = self.embedded_quote(at, label) {
                reach = reach.max(report.content[0].end);
                reports.push(report);
            }
        }
        reports
    }

    fn embedded_quote(&self, quote: usize, label: Option<usize>) -> Option<Report> {
        let colon = self.items[quote - 1].is_mark(":");
        if colon {
            let source = self.lead.clone()?;
            return Some(Report {
                source: Some(source),
                cue: None,
                content: vec![clauses::one(quote)],
            });
        }
        let label = label.filter(|&at| quote - at <= CLAUSE_WINDOW)?;
        let group = cues::group_before(self.items, label);
        let direct = noun_phrases::start_before(self.items, group).map(|start| start..group);
        let joined = group.checked_sub(1).is_some_and(|at| {
            let before = &self.items[at];
            before.is_mark(",—–") || before.says("and") || before.says("but")
        });
        let lead = || self.lead.clone().filter(|lead| lead.end <= label && joined);
        let source = direct.or_else(lead)?;
        let named = source.start > 0 && self.items[source.start - 1].says("what");
        if named || self.items[source.start].says("it") {
            return None;
        }
        let from = label + 1 + usize::from(self.items[label + 1].says("as"));
        // `"tender" and "far too long"`
        let mut end = quote + 1;
        while self.items.get(end).is_some_and(|item| item.says("and"))
            && self.items.get(end + 1).is_some_and(Item::is_quote)
        {
            end += 2;
        }
        let content = from.min(quote)..end;
        Some(Report {
            source: Some(source),
            cue: Some(clauses::one(label)),
            content: std::iter::once(content).collect(),
        })
    }
}
