//! Positions: who holds which attitude to which issue, sentence by sentence.

use std::collections::BTreeMap;

use super::attitudes::{self, Event};
use super::clues::{Clues, place};
use super::issues::IssueHit;
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::parsed::Parsed;
use super::position_signs::Candidate;
use super::speech::Speech;
use super::weights::Weights;
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
    let weights = &evidence.lexicon.language().weights;
    let mut out = Vec::new();
    each_sentence(evidence, |sentence, events, clues| {
        let reporters: Vec<usize> = events.iter().filter_map(|event| event.reported_by).collect();
        for candidate in candidates(evidence, sentence, events, clues) {
            if candidate.is_bare() && reporters.contains(&candidate.party) {
                continue;
            }
            let held = weights.held(&candidate.held(evidence));
            if held >= weights.position_threshold {
                out.extend(finding(evidence, &candidate, weights, held));
            }
        }
    });
    out
}

/// Calls `read` with the events of each sentence that has issues, in order.
pub(super) fn each_sentence(evidence: Evidence<'_>, mut read: impl FnMut(usize, &[Event], &Clues)) {
    let mut context = attitudes::Context::default();
    for sentence in 0..evidence.parsed.sentences.len() {
        let (events, clues) = attitudes::find(evidence, sentence, &mut context);
        if !evidence.issues[sentence].is_empty() {
            read(sentence, &events, &clues);
        }
    }
}

/// Every party with an event in the sentence, on each of its issues.
pub(super) fn candidates<'e>(
    evidence: Evidence<'e>,
    sentence: usize,
    events: &'e [Event],
    clues: &'e Clues,
) -> Vec<Candidate<'e>> {
    let mut by_party: BTreeMap<usize, Vec<&Event>> = BTreeMap::new();
    for event in events {
        for &party in &event.parties {
            by_party.entry(party).or_default().push(event);
        }
    }
    let (parties, hits) = (by_party.len(), &evidence.issues[sentence]);
    let threshold = evidence.lexicon.language().weights.issue_threshold;
    let issues = hits.iter().filter(|hit| hit.weight >= threshold).count();
    let mut out = Vec::new();
    for (party, events) in by_party {
        for hit in hits {
            let events = events.clone();
            out.push(Candidate { party, hit, events, clues, parties, issues, sentence });
        }
    }
    out
}

pub(super) fn finding(
    evidence: Evidence<'_>,
    candidate: &Candidate<'_>,
    weights: &Weights,
    held: f64,
) -> Option<PositionFinding> {
    let catalog = evidence.lexicon.catalog();
    let (mut stance, sure) = weights.stance(&candidate.stance(evidence));
    // A condition wins over consent and offers (coding guidelines).
    if candidate.clues.firm && matches!(stance, Stance::Accepts | Stance::Offers) {
        stance = Stance::Conditions;
    }
    let event = deciding(evidence, candidate, stance)?;
    let party = candidate.party;
    let reported_by = event.reported_by.filter(|by| *by != party && !event.parties.contains(by));
    let rung = if reported_by.is_some() {
        Rung::RivalClaim
    } else {
        super::rungs::rung(evidence, candidate.sentence, event)
    };
    let condition = candidate.clues.condition.clone().filter(|_| stance == Stance::Conditions);
    let cue = condition.map(|words| evidence.parsed.span(words)).or(event.cue);
    let holder = event.holder.map(|holder| &evidence.mentions[holder]);
    let holder = holder.filter(|holder| holder.sentence == candidate.sentence);
    Some(PositionFinding {
        span: evidence.parsed.sentences[candidate.sentence].span,
        party: catalog.parties[party].slug.clone(),
        issue: catalog.issues[candidate.hit.issue].slug.clone(),
        stance,
        speaker: event.speaker.clone(),
        reported_by: reported_by.map(|by| catalog.parties[by].slug.clone()),
        rung,
        cue,
        holder: holder.map(|holder| holder.span),
        attribution: None,
        confidence: (held * sure).clamp(0.01, 0.99),
    })
}

/// The event that shows the stance, else the nearest one.
fn deciding<'e>(
    evidence: Evidence<'_>,
    candidate: &'e Candidate<'e>,
    stance: Stance,
) -> Option<&'e Event> {
    let shown =
        candidate.events.iter().filter(|event| event.cue.is_some() && event.stance == stance);
    let cost = |event: &&&Event| candidate.distance(evidence, event).0;
    let best = shown.min_by(|a, b| cost(a).total_cmp(&cost(b)));
    best.copied().or_else(|| candidate.nearest(evidence))
}

impl Weights {
    /// How probable it is that a position is held.
    pub(super) fn held(&self, signs: &[f64]) -> f64 {
        let sum: f64 = signs.iter().zip(&self.held).map(|(sign, weight)| sign * weight).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// The most probable stance and how probable it is.
    pub(super) fn stance(&self, signs: &[f64]) -> (Stance, f64) {
        let sums = Stance::ALL.iter().map(|&stance| {
            let weights = &self.stances[place(stance)];
            let sum: f64 = signs.iter().zip(weights).map(|(sign, weight)| sign * weight).sum();
            (stance, sum.exp())
        });
        let sums: Vec<(Stance, f64)> = sums.collect();
        let total: f64 = sums.iter().map(|(_, sum)| sum).sum();
        let best = sums
            .into_iter()
            .fold((Stance::Demands, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        (best.0, best.1 / total)
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::positions;

    #[test]
    fn attitudes_on_an_issue_are_positions() {
        assert_eq!(positions("Norland demands a ceasefire."), ["norland ceasefire demands"]);
        assert_eq!(
            positions("The rebels rejected a prisoner exchange."),
            ["front prisoners rejects"]
        );
        assert_eq!(
            positions("Norland will accept the truce only if the rebels leave."),
            ["norland ceasefire conditions"]
        );
    }

    #[test]
    fn events_and_outsiders_hold_nothing() {
        assert_eq!(
            positions("The war began in 2022 near the line of control."),
            Vec::<String>::new()
        );
        assert_eq!(
            positions("Jonas Weil, an analyst in Peru, said a ceasefire was needed."),
            Vec::<String>::new()
        );
        assert_eq!(positions("Norland rejects the new opera house."), Vec::<String>::new());
    }

    #[test]
    fn each_of_a_pair_holds_it() {
        let found = positions("Both sides agreed on a ceasefire.");
        assert_eq!(found, ["norland ceasefire accepts", "front ceasefire accepts"]);
    }
}
