//! Scores of judgements on coded articles, at any threshold.

use std::collections::BTreeSet;

use super::examples::Article;
use crate::analysis::counts::Counts;
use crate::analysis::learned::judgement::Judgement;
use crate::analysis::learned::thresholds::Thresholds;

/// Issues, positions, positions with stance; and stances given the coded holder.
pub(super) fn tally(judged: &[(&Article<'_>, Judgement)], at: Thresholds) -> [Counts; 4] {
    let [mut issues, mut positions, mut stances, mut given] = [Counts::default(); 4];
    for (article, judgement) in judged {
        let mut about: BTreeSet<(usize, usize)> =
            judgement.issues.iter().filter(|(_, p)| **p >= at.issue).map(|(key, _)| *key).collect();
        let (mut found, mut held, mut right) = (0, 0, 0);
        for (key, opinion) in &judgement.positions {
            let coded = article.positions.get(key);
            let is_right = coded == Some(&opinion.stance().0);
            if coded.is_some() {
                given.add_all(usize::from(is_right), 1, 1);
            }
            if judgement.likely(*key, opinion) >= at.position {
                about.insert((key.0, key.2));
                found += 1;
                held += usize::from(coded.is_some());
                right += usize::from(is_right);
            }
        }
        positions.add_all(held, found, article.positions.len());
        stances.add_all(right, found, article.positions.len());
        let hits = about.intersection(&article.issues).count();
        issues.add_all(hits, about.len(), article.issues.len());
    }
    [issues, positions, stances, given]
}

/// The thresholds at which the articles score best, and what their probabilities are worth.
pub(super) fn tune(judged: &[(&Article<'_>, Judgement)]) -> Thresholds {
    let steps: Vec<f32> = (3_u8..=14).map(|step| f32::from(step) * 0.05).collect();
    let mut best = (0.0, Thresholds::default());
    for &issue in &steps {
        for &position in &steps {
            let at = Thresholds { issue, position, ..Thresholds::default() };
            let tallies = tally(judged, at);
            let score = tallies[0].f1() + tallies[1].f1() + tallies[2].f1();
            if score > best.0 {
                best = (score, at);
            }
        }
    }
    calibrated(best.1, &outcomes(judged, best.1))
}

/// Of each position found: its probability, stance counted in, and whether it is right.
fn outcomes(judged: &[(&Article<'_>, Judgement)], at: Thresholds) -> Vec<(f32, bool)> {
    let mut outcomes = Vec::new();
    for (article, judgement) in judged {
        for (key, opinion) in &judgement.positions {
            let p = judgement.likely(*key, opinion);
            let (stance, sure) = opinion.stance();
            if p >= at.position {
                outcomes.push((p * sure, article.positions.get(key) == Some(&stance)));
            }
        }
    }
    outcomes
}

/// Logistic regression of being right on the logit (Platt's scaling), by plain descent.
fn calibrated(mut thresholds: Thresholds, outcomes: &[(f32, bool)]) -> Thresholds {
    if outcomes.len() < 20 {
        return thresholds;
    }
    let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let pace = 0.3 / outcomes.len() as f64;
    for _ in 0..3000 {
        let (mut to_slope, mut to_shift) = (0.0, 0.0);
        for &(p, right) in outcomes {
            let p = f64::from(p).clamp(1e-4, 1.0 - 1e-4);
            let logit = (p / (1.0 - p)).ln();
            let error = 1.0 / (1.0 + (-(slope * logit + shift)).exp()) - f64::from(u8::from(right));
            to_slope += error * logit;
            to_shift += error;
        }
        slope -= pace * to_slope;
        shift -= pace * to_shift;
    }
    #[expect(clippy::cast_possible_truncation, reason = "small numbers")]
    {
        thresholds.slope = slope as f32;
        thresholds.shift = shift as f32;
    }
    thresholds
}
