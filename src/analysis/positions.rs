//! Positions: who holds which attitude to which issue, sentence by sentence.

use std::collections::BTreeMap;

use super::attitudes::{self, Event};
use super::issues::IssueHit;
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::parsed::Parsed;
use super::speech::Speech;
use crate::domain::{PositionFinding, Rung, Stance};

/// What the earlier steps found.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// The text.
    pub parsed: &'a Parsed<'a>,
    /// Mentions, in order.
    pub mentions: &'a [Mention],
    /// For each sentence, who speaks in it.
    pub speech: &'a [Option<Speech>],
    /// For each sentence, its issues.
    pub issues: &'a [Vec<IssueHit>],
}

/// Finds the positions of a text, in the order of its sentences.
#[must_use]
pub fn find(evidence: Evidence<'_>) -> Vec<PositionFinding> {
    let mut out = Vec::new();
    let mut context = attitudes::Context::default();
    for sentence in 0..evidence.parsed.sentences.len() {
        let events = attitudes::find(evidence, sentence, &mut context);
        if evidence.issues[sentence].is_empty() {
            continue;
        }
        for ((party, issue), (event, score)) in choose(evidence, sentence, &events) {
            out.push(finding(evidence, sentence, (party, issue), event, score));
        }
    }
    out
}

type Chosen<'e> = BTreeMap<(usize, usize), (&'e Event, f64)>;

/// For each party and issue the event that decides.
fn choose<'e>(evidence: Evidence<'_>, sentence: usize, events: &'e [Event]) -> Chosen<'e> {
    let mut chosen: Chosen<'e> = BTreeMap::new();
    for hit in &evidence.issues[sentence] {
        for event in events {
            let score = fit(evidence, hit, event);
            if score <= 0.0 {
                continue;
            }
            for &party in &event.parties {
                let best = chosen.entry((party, hit.issue)).or_insert((event, score));
                if score > best.1 {
                    *best = (event, score);
                }
            }
        }
    }
    chosen
}

/// How well an event bears on an issue: its own weight, less with distance and clause breaks.
fn fit(evidence: Evidence<'_>, hit: &IssueHit, event: &Event) -> f64 {
    let Some(tokens) = &hit.tokens else {
        return event.weight;
    };
    let (from, to) = if tokens.start >= event.at {
        (event.at, tokens.start)
    } else {
        (tokens.end, event.at)
    };
    let breaks = (from..to)
        .filter(|&at| {
            matches!(
                evidence.parsed.key(at),
                Some(";" | "but" | "while" | "whereas" | "although" | "though")
            )
        })
        .count();
    #[expect(clippy::cast_precision_loss, reason = "a distance in tokens is small")]
    let distance = to.saturating_sub(from).min(60) as f64;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a count of words in a sentence is small"
    )]
    let breaks = breaks.min(9) as f64;
    event.weight - 0.006 * distance - 0.35 * breaks
}

fn finding(
    evidence: Evidence<'_>,
    sentence: usize,
    (party, issue): (usize, usize),
    event: &Event,
    score: f64,
) -> PositionFinding {
    let catalog = evidence.lexicon.catalog();
    let holder = event.holder.map(|holder| &evidence.mentions[holder]);
    let reported_by = event
        .reported_by
        .filter(|by| *by != party && !event.parties.contains(by));
    let rung = if reported_by.is_some() {
        Rung::RivalClaim
    } else {
        super::rungs::rung(evidence, sentence, event)
    };
    PositionFinding {
        span: evidence.parsed.sentences[sentence].span,
        party: catalog.parties[party].slug.clone(),
        issue: catalog.issues[issue].slug.clone(),
        stance: event.stance,
        speaker: event.speaker.clone(),
        reported_by: reported_by.map(|by| catalog.parties[by].slug.clone()),
        rung,
        cue: event.cue,
        holder: holder
            .filter(|holder| holder.sentence == sentence)
            .map(|holder| holder.span),
        confidence: confidence(event.stance, score),
    }
}

fn confidence(_stance: Stance, score: f64) -> f64 {
    (score * 0.6).clamp(0.05, 0.95)
}
