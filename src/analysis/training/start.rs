//! What learning starts from: the encoder cut to size, new parts drawn by chance, the rules' verdict.

use super::optimiser::Optimiser;
use super::random::Random;
use crate::analysis::learned::evidence::{ISSUE_SIGNS, PAIR_VERDICT};
use crate::analysis::learned::heads::{NEARNESS, SHAPES};
use crate::analysis::learned::matrix::Numbers;
use crate::analysis::learned::weights::{self, Weights, WeightsError};
use crate::analysis::learned::{self, Model};

/// What the rules' logits count for at first.
const VERDICT: f32 = 0.5;
/// What a cosine counts for at first: of the mean, of the nearest word, of the mark.
const NEARNESS_AT_FIRST: [f32; NEARNESS] = [4.0, 3.0, 0.0];
/// Most sentences mention few issues.
const RARE: f32 = -2.5;
/// How much faster than the encoder its new companions learn.
const NEW_PARTS: f32 = 5.0;

/// The start's encoder cut to its first `layers` layers, and new parts drawn by chance.
pub(super) fn prepared(start: &Weights, layers: usize, random: &mut Random) -> Weights {
    let mut weights = Weights::default();
    for (name, part) in start.parts() {
        let Some(rest) = name.strip_prefix("encoder.layer.") else {
            if name.starts_with("embeddings.") || name == learned::VOCABULARY {
                weights.insert(name, part.clone());
            }
            continue;
        };
        let Some((at, rest)) = rest.split_once('.') else { continue };
        let Ok(at) = at.parse::<usize>() else { continue };
        if at < layers {
            weights.insert(format!("encoder.layer.{at}.{rest}"), part.clone());
        }
    }
    for &(name, rows, width) in SHAPES {
        let (matrix, bias) = (format!("{name}.weight"), format!("{name}.bias"));
        // Weights that were learned before are learned further.
        if let (Some(known), Some(known_bias)) = (start.get(&matrix), start.get(&bias))
            && start.shape(&matrix) == Some(vec![rows, width])
        {
            weights.insert(matrix, known.clone());
            weights.insert(bias, known_bias.clone());
            continue;
        }
        let values = match name {
            "issue.plain" => {
                let mut values = vec![0.0; width];
                values[ISSUE_SIGNS - 1] = VERDICT;
                values[ISSUE_SIGNS..].copy_from_slice(&NEARNESS_AT_FIRST);
                values
            }
            "position.plain" => verdict(rows, width, PAIR_VERDICT),
            "issue.out" => vec![0.0; rows * width],
            "columns" => (0..rows * width).map(|_| random.normal() * 0.02).collect(),
            _ => {
                #[expect(clippy::cast_precision_loss, reason = "a width is small")]
                let most = 1.0 / (width as f32).sqrt();
                (0..rows * width).map(|_| (2.0 * random.unit() - 1.0) * most).collect()
            }
        };
        weights.insert(matrix, weights::Part::Floats(values, vec![rows, width]));
        let at_first = if name == "issue.plain" { RARE } else { 0.0 };
        weights.insert(bias, weights::Part::Floats(vec![at_first; rows], vec![rows]));
    }
    if let Ok(words) = weights.matrix(learned::WORDS) {
        weights.insert(learned::WORDS, weights::Part::Matrix(words));
    }
    weights
}

/// Hands half of the rules' verdict, which begins at `from`, on.
fn verdict(rows: usize, width: usize, from: usize) -> Vec<f32> {
    let mut values = vec![0.0; rows * width];
    (0..rows).for_each(|row| values[row * width + from + row] = VERDICT);
    values
}

/// A model whose parts are learned, but for the vocabulary's rows.
pub(super) fn learner(start: &Weights, optimiser: &mut Optimiser) -> Result<Model, WeightsError> {
    let mut parts = |name: &str| {
        let numbers = learned::numbers(start, name).map_err(candle_core::Error::wrap)?;
        if name.contains("token_type") {
            return Ok(numbers);
        }
        let tensor = numbers.tensor()?;
        let of_encoder = name.starts_with("encoder.") || name.starts_with("embeddings.");
        let learned = optimiser.add(name, &tensor, if of_encoder { 1.0 } else { NEW_PARTS })?;
        Ok(Numbers::Floats(learned))
    };
    Model::new(start, &mut parts)
}
