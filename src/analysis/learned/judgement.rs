//! What the model thinks of an article: a probability for each issue and each position.

use std::collections::BTreeMap;

use candle_core::Result;

use super::Model;
use super::evidence::Evidence;
use super::heads::{OUTCOMES, Scores};
use super::prompt::{self, Plan, Prompt};
use crate::domain::Stance;

/// Passes that go through the encoder at once.
const PASSES: usize = 4;

/// A position that may be held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Opinion {
    /// That it is held, given that the sentence is about the issue.
    pub held: f32,
    /// One for each stance, given that it is held; sum 1.
    pub stances: [f32; OUTCOMES - 1],
}

impl Opinion {
    /// The likeliest stance and how likely it is.
    pub(crate) fn stance(&self) -> (usize, f32) {
        let best = self.stances.iter().copied().enumerate();
        best.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
    }
}

/// All of an article; sentences, parties and issues by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judgement {
    pub issues: BTreeMap<(usize, usize), f32>,
    pub positions: BTreeMap<(usize, usize, usize), Opinion>,
}

impl Judgement {
    /// Reads an article, stretch by stretch.
    pub(crate) fn of(model: &Model, evidence: &Evidence<'_>) -> Result<Self> {
        let mut judgement = Self::default();
        let stretches = prompt::stretches(evidence, prompt::usual_size());
        for some in stretches.chunks(PASSES) {
            let plans: Vec<Plan> = some
                .iter()
                .map(|sentences| prompt::plan(evidence, model.tokenizer(), sentences.clone()))
                .collect();
            let prompts: Vec<Prompt> =
                plans.iter().map(|plan| Prompt::new(evidence, model.tokenizer(), plan)).collect();
            let scores = model.decide(&prompts.iter().collect::<Vec<_>>())?;
            for ((plan, prompt), scores) in plans.iter().zip(&prompts).zip(scores) {
                for (target, scores) in prompt.targets.iter().zip(scores) {
                    judgement.add(target.sentence, plan, &scores)?;
                }
            }
        }
        Ok(judgement)
    }

    /// How likely it is that the sentence is about the issue and the party holds something there.
    pub(crate) fn likely(&self, key: (usize, usize, usize), opinion: &Opinion) -> f32 {
        self.issues.get(&(key.0, key.2)).copied().unwrap_or(0.0) * opinion.held
    }

    fn add(&mut self, sentence: usize, plan: &Plan, scores: &Scores) -> Result<()> {
        let issues = scores.issues.to_vec1::<f32>()?;
        for (label, logit) in plan.issues.iter().zip(issues) {
            self.issues.insert((sentence, label.index), sigmoid(logit));
        }
        let Some(positions) = &scores.positions else { return Ok(()) };
        let mut rows = positions.to_vec2::<f32>()?.into_iter();
        for party in &plan.parties {
            for issue in &plan.issues {
                let Some(row) = rows.next() else { continue };
                self.positions.insert((sentence, party.index, issue.index), opinion(&row));
            }
        }
        Ok(())
    }
}

fn opinion(row: &[f32]) -> Opinion {
    let mut stances = [0.0; OUTCOMES - 1];
    let most = row[1..].iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for (out, logit) in stances.iter_mut().zip(&row[1..]) {
        *out = (logit - most).exp();
    }
    let sum: f32 = stances.iter().sum();
    for stance in &mut stances {
        *stance /= sum;
    }
    debug_assert_eq!(stances.len(), Stance::ALL.len());
    Opinion { held: sigmoid(row[0]), stances }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
