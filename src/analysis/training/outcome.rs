//! What came of learning: weights, thresholds, and scores by what the articles are for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use candle_core::{Error, Result};

use super::examples::Article;
use super::scores;
use super::split::Part;
use crate::analysis::learned::Model;
use crate::analysis::learned::judgement::Judgement;
use crate::analysis::learned::thresholds::Thresholds;
use crate::analysis::learned::weights::Weights;

/// Scores by what the articles are for.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The weights, matrices packed, without what they share with the start.
    pub weights: Weights,
    /// Best thresholds on the articles set apart for that.
    pub thresholds: Thresholds,
    /// By a group's name.
    pub scores: BTreeMap<String, Scored>,
}

/// F1 on some articles.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    /// Of (sentence, issue).
    pub issues: f64,
    /// Of (sentence, party, issue).
    pub positions: f64,
    /// Of (sentence, party, issue, stance).
    pub stances: f64,
    /// Share of stances that are right where the coded holder and issue are asked about.
    pub given: f64,
    /// Positions coded, and of those how many have a holder that is asked about.
    pub coded: (usize, usize),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.thresholds)?;
        for (name, scored) in &self.scores {
            let Scored { issues, positions, stances, given, coded } = scored;
            writeln!(
                f,
                "{name:<32} issues {issues:.3}  positions {positions:.3}  with stance {stances:.3}  \
                 stance given holder {given:.3}  holders asked about {} of {}",
                coded.1, coded.0
            )?;
        }
        Ok(())
    }
}

/// The group that sets the thresholds.
const TUNED: &str = "tuned";

/// Best thresholds, and scores at them by group.
pub(super) fn measure(
    model: &Model,
    articles: &[Article<'_>],
    parts: &BTreeMap<String, Part>,
    left_out: &BTreeSet<String>,
) -> Result<(Thresholds, BTreeMap<String, Scored>)> {
    let wanted: Vec<&Article<'_>> = articles
        .iter()
        .filter(|a| parts[&a.gold.id] != Part::Learn || left_out.contains(&a.gold.negotiation))
        .collect();
    let half = wanted.len().div_ceil(2);
    let judge = |articles: &[&Article<'_>]| -> Result<Vec<Judgement>> {
        articles.iter().map(|article| Judgement::of(model, &article.evidence)).collect()
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| judge(&wanted[half..]));
        (judge(&wanted[..half]), other.join())
    });
    let mut judgements = first?;
    judgements.extend(second.map_err(|_| Error::msg("a lane stopped"))??);
    let judged: Vec<(&Article<'_>, Judgement)> = wanted.into_iter().zip(judgements).collect();
    let mut groups: BTreeMap<String, Vec<(&Article<'_>, Judgement)>> = BTreeMap::new();
    for (article, judgement) in judged {
        let out = left_out.contains(&article.gold.negotiation);
        let names = match parts[&article.gold.id] {
            _ if out => {
                vec!["left out".to_owned(), format!("left out: {}", article.gold.negotiation)]
            }
            Part::Tune => vec![TUNED.to_owned()],
            _ => vec!["held".to_owned(), format!("held: {}", article.gold.negotiation)],
        };
        for name in names {
            groups.entry(name).or_default().push((article, judgement.clone()));
        }
    }
    let thresholds = scores::tune(groups.get(TUNED).map_or(&[], Vec::as_slice));
    let scores = groups.into_iter().map(|(name, judged)| {
        let [issues, positions, stances, given] = scores::tally(&judged, thresholds);
        let scored = Scored {
            issues: issues.f1(),
            positions: positions.f1(),
            stances: stances.f1(),
            given: given.f1(),
            coded: (positions.coded(), given.coded()),
        };
        (name, scored)
    });
    Ok((thresholds, scores.collect()))
}
