//! Scores of judgements on coded articles, at any threshold.

use super::examples::Article;
use crate::analysis::learned::judgement::Judgement;

/// From which probability on something is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// An issue.
    pub issue: f32,
    /// A position, the issue's own probability counted in.
    pub position: f32,
}

/// Hits, findings and coded things.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    hits: usize,
    found: usize,
    coded: usize,
}

impl Tally {
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(super) fn f1(self) -> f64 {
        2.0 * self.hits as f64 / (self.found + self.coded).max(1) as f64
    }
}

/// Issues, positions, positions with stance; and stances given the coded holder.
pub(super) fn tally(judged: &[(&Article<'_>, Judgement)], at: Thresholds) -> [Tally; 4] {
    let mut out = [Tally::default(); 4];
    for (article, judgement) in judged {
        out[0].coded += article.issues.len();
        out[1].coded += article.positions.len();
        out[2].coded += article.positions.len();
        let mut found = std::collections::BTreeSet::new();
        found.extend(judgement.issues.iter().filter(|(_, p)| **p >= at.issue).map(|(key, _)| *key));
        for (&(sentence, party, issue), opinion) in &judgement.positions {
            let key = (sentence, party, issue);
            let coded = article.positions.get(&key);
            if coded.is_some() {
                out[3].coded += 1;
                out[3].found += 1;
                out[3].hits += usize::from(coded == Some(&opinion.stance().0));
            }
            let about = judgement.issues.get(&(sentence, issue)).copied().unwrap_or(0.0);
            if about * opinion.held < at.position {
                continue;
            }
            found.insert((sentence, issue));
            out[1].found += 1;
            out[2].found += 1;
            out[1].hits += usize::from(coded.is_some());
            out[2].hits += usize::from(coded == Some(&opinion.stance().0));
        }
        out[0].found += found.len();
        out[0].hits += found.intersection(&article.issues).count();
    }
    out
}

/// The thresholds at which the articles score best.
pub(super) fn tune(judged: &[(&Article<'_>, Judgement)]) -> Thresholds {
    let steps: Vec<f32> = (3_u8..=14).map(|step| f32::from(step) * 0.05).collect();
    let mut best = (0.0, Thresholds { issue: 0.4, position: 0.3 });
    for &issue in &steps {
        for &position in &steps {
            let at = Thresholds { issue, position };
            let tallies = tally(judged, at);
            let score = tallies[0].f1() + tallies[1].f1();
            if score > best.0 {
                best = (score, at);
            }
        }
    }
    best.1
}
