//! A course of learning: passes in an order drawn anew each round, steps against their derivatives.

use std::collections::BTreeMap;
use std::ops::Range;

use candle_core::{Error, Result};

use super::examples::{self, Article, Example, Variation};
use super::loss::loss;
use super::optimiser::{Optimiser, Sums};
use super::random::{Random, Thinning};
use super::{Progress, Settings};
use crate::analysis::learned::Model;

/// An article's number and some of its sentences.
type Pass = (usize, Range<usize>);

/// Share of numbers left out by chance.
const SHARE_OUT: f32 = 0.1;
/// One course of learning.
pub(super) struct Course<'c> {
    pub model: &'c Model,
    pub settings: &'c Settings,
    pub articles: &'c [&'c Article<'c>],
}

impl Course<'_> {
    pub(super) fn run(
        &self,
        optimiser: &mut Optimiser,
        random: &mut Random,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let a_round: usize =
            self.articles.iter().map(|a| examples::stretches(a, &mut Random::new(0)).len()).sum();
        let total = (a_round * self.settings.epochs).max(1);
        let (mut done, mut steps, mut loss) = (0, 0_usize, None);
        let mut lanes = [optimiser.sums(), optimiser.sums()];
        for _ in 0..self.settings.epochs {
            let mut passes = Vec::new();
            for (at, article) in self.articles.iter().enumerate() {
                passes.extend(examples::stretches(article, random).into_iter().map(|s| (at, s)));
            }
            random.shuffle(&mut passes);
            for batch in self.batches(passes, random) {
                let branches: Vec<Random> = batch.iter().map(|_| random.branch()).collect();
                let work: Vec<_> = batch.iter().cloned().zip(branches).collect();
                let mean = self.batch(&work, optimiser, &mut lanes)?;
                let [sums, second] = &mut lanes;
                add(sums, second);
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                let way = done as f32 / total as f32;
                let pace =
                    self.settings.pace * (way / 0.1).min((1.0 - way).max(0.01) / 0.9).min(1.0);
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                let share = 1.0 / batch.len() as f32;
                sums.iter_mut().flatten().for_each(|sum| *sum *= share);
                optimiser.step(sums, pace)?;
                steps += 1;
                if way > 0.8 && steps % 8 == 0 {
                    optimiser.remember();
                }
                done += batch.len();
                let late = loss.map_or(mean, |loss: f64| 0.95 * loss + 0.05 * mean);
                loss = Some(late);
                tell(Progress { done, total, loss: late });
            }
        }
        Ok(())
    }

    /// Batches whose halves are of one negotiation each: its issues' descriptions are then read
    /// once a half.
    fn batches(&self, passes: Vec<Pass>, random: &mut Random) -> Vec<Vec<Pass>> {
        let mut groups: BTreeMap<&str, Vec<Pass>> = BTreeMap::new();
        for pass in passes {
            groups.entry(&self.articles[pass.0].gold.negotiation).or_default().push(pass);
        }
        let half = (self.settings.batch / 2).max(1);
        let mut halves: Vec<Vec<Pass>> = groups
            .into_values()
            .flat_map(|passes| passes.chunks(half).map(<[Pass]>::to_vec).collect::<Vec<_>>())
            .collect();
        random.shuffle(&mut halves);
        halves.chunks(2).map(<[Vec<Pass>]>::concat).collect()
    }

    /// Two lanes side by side, whatever the machine, so that sums come out the same.
    fn batch(
        &self,
        work: &[((usize, Range<usize>), Random)],
        optimiser: &Optimiser,
        lanes: &mut [Sums; 2],
    ) -> Result<f64> {
        let half = work.len().div_ceil(2);
        let [first, second] = lanes;
        let lane = |work: &[((usize, Range<usize>), Random)], sums: &mut Sums| {
            let Some((_, random)) = work.first() else { return Ok(0.0) };
            let mut thinning = Thinning { random: random.clone().branch(), share: SHARE_OUT };
            let example = |((article, sentences), random): &((usize, _), Random)| {
                let variation = Variation { hidden: 0.1, alias: 0.3, dropped: 0.15, blind: 0.25 };
                examples::example(
                    self.articles[*article],
                    self.model.tokenizer(),
                    Range::clone(sentences),
                    (variation, &mut random.clone()),
                )
            };
            let examples: Vec<Example> = work.iter().map(example).collect();
            let loss = loss(self.model, &examples, &mut thinning)?;
            optimiser.collect(&loss.backward()?, sums)?;
            Ok::<f64, Error>(f64::from(loss.to_scalar::<f32>()?))
        };
        let (a, b) = std::thread::scope(|scope| {
            let other = scope.spawn(|| lane(&work[half..], second));
            let own = lane(&work[..half], first);
            (own, other.join())
        });
        let b = b.map_err(|_| Error::msg("a lane stopped"))??;
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let count = work.len().max(1) as f64;
        Ok((a? + b) / count)
    }
}

fn add(sums: &mut Sums, other: &mut Sums) {
    for (sums, other) in sums.iter_mut().zip(other) {
        for (sum, other) in sums.iter_mut().zip(other) {
            *sum += *other;
            *other = 0.0;
        }
    }
}
