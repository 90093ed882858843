//! How far what comes out of a pass is from what is coded.

use candle_core::{Result, Tensor};

use super::examples::Example;
use super::random::Thinning;
use crate::analysis::learned::heads::Scores;
use crate::analysis::learned::{Model, places_of};

/// Share of a stance that is spread over all six: coders differ.
const UNSURE: f32 = 0.05;

/// How far passes' outcomes are from what is coded, a sentence, added up.
pub(super) fn loss(model: &Model, examples: &[Example], thinning: &mut Thinning) -> Result<Tensor> {
    let prompts: Vec<_> = examples.iter().map(|example| &example.prompt).collect();
    let mut losses = Vec::with_capacity(examples.len());
    let places = places_of(&prompts);
    let descriptions: Vec<&Vec<u32>> = places.keys().collect();
    let issues = model.descriptions(&descriptions, thinning)?;
    let all = model.scores(&prompts, (&places, &issues), thinning)?;
    for (example, scores) in examples.iter().zip(all) {
        let mut terms = Vec::new();
        for (at, scores) in scores.into_iter().enumerate() {
            sentence_loss(example, at, scores, &mut terms)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let share = 1.0 / example.issues.len().max(1) as f64;
        losses.push((Tensor::stack(&terms, 0)?.sum_all()? * share)?);
    }
    Tensor::stack(&losses, 0)?.sum_all()
}

fn sentence_loss(
    example: &Example,
    at: usize,
    scores: Scores,
    terms: &mut Vec<Tensor>,
) -> Result<()> {
    let device = scores.issues.device();
    let wanted = Tensor::new(example.issues[at].as_slice(), device)?;
    terms.push(cross_entropy(&scores.issues, &wanted)?.sum_all()?);
    let Some(positions) = scores.positions else { return Ok(()) };
    let (wanted, weights): (Vec<f32>, Vec<f32>) = example.holders[at].iter().copied().unzip();
    let (wanted, weights) = (Tensor::new(wanted, device)?, Tensor::new(weights, device)?);
    let held = positions.narrow(1, 0, 1)?.squeeze(1)?;
    terms.push((cross_entropy(&held, &wanted)? * weights)?.sum_all()?);
    if example.stances[at].is_empty() {
        return Ok(());
    }
    let (rows, stances): (Vec<u32>, Vec<usize>) = example.stances[at].iter().copied().unzip();
    let picked = positions.index_select(&Tensor::new(rows, device)?, 0)?.narrow(1, 1, 6)?;
    let mut one_hot = vec![UNSURE / 6.0; stances.len() * 6];
    stances.iter().enumerate().for_each(|(row, stance)| one_hot[row * 6 + stance] += 1.0 - UNSURE);
    let one_hot = Tensor::from_vec(one_hot, (stances.len(), 6), device)?;
    let all = picked.exp()?.sum(1)?.log()?.sum_all()?;
    terms.push((all - (picked * one_hot)?.sum_all()?)?);
    Ok(())
}

/// Of each logit against 0 or 1.
fn cross_entropy(logits: &Tensor, wanted: &Tensor) -> Result<Tensor> {
    let tail = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    (logits.relu()? - (logits * wanted)?)? + tail
}
