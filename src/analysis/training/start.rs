//! What learning starts from: the encoder cut to size, new parts drawn by chance, the rules' verdict.

use super::optimiser::Optimiser;
use super::random::Random;
use crate::analysis::learned::evidence::{ISSUE_SIGNS, PAIR_VERDICT};
use crate::analysis::learned::heads::SHAPES;
use crate::analysis::learned::weights::{self, Weights, WeightsError};
use crate::analysis::learned::{self, Model};

/// Deviation of the numbers by which rows are brought to queries.
const PROJECTION: f32 = 0.09;
/// How much faster than the encoder its new companions learn.
const NEW_PARTS: f32 = 2.0;

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
        // What asks and what answers begin as one projection: like meets like from the first.
        let alike = name.ends_with("query") || name.ends_with("key") || name.ends_with("value");
        let values = match name {
            _ if alike => {
                let mut shared = Random::new(if name.starts_with("issue") { 11 } else { 13 });
                (0..rows * width).map(|_| shared.normal() * PROJECTION).collect()
            }
            "issue.rules" => verdict(rows, width, ISSUE_SIGNS - 1),
            "position.rules" => verdict(rows, width, PAIR_VERDICT),
            _ => {
                #[expect(clippy::cast_precision_loss, reason = "a width is small")]
                let scale = match name {
                    // Small: the rules' verdict stands at first, and the encoder knows its pieces.
                    "columns" | "issue.out" | "position.out" => 0.04,
                    _ => 0.7 / (width as f32).sqrt(),
                };
                (0..rows * width).map(|_| random.normal() * scale).collect()
            }
        };
        weights.insert(matrix, weights::Part::Floats(values, vec![rows, width]));
        weights.insert(bias, weights::Part::Floats(vec![0.0; rows], vec![rows]));
    }
    if let Ok(words) = weights.bytes(learned::WORDS) {
        weights.insert(learned::WORDS, weights::Part::Bytes(words));
    }
    weights
}

/// Hands the rules' verdict, which begins at `from`, on as it is.
fn verdict(rows: usize, width: usize, from: usize) -> Vec<f32> {
    let mut values = vec![0.0; rows * width];
    (0..rows).for_each(|row| values[row * width + from + row] = 1.0);
    values
}

/// A model whose parts are learned, but for the vocabulary's rows.
pub(super) fn learner(start: &Weights, optimiser: &mut Optimiser) -> Result<Model, WeightsError> {
    let mut parts = |name: &str| {
        let tensor = learned::tensor(start, name).map_err(candle_core::Error::wrap)?;
        if name.contains("token_type") {
            return Ok(tensor);
        }
        let of_encoder = name.starts_with("encoder.") || name.starts_with("embeddings.");
        // The rules' verdict is good and its signs are large: it moves as slowly as the encoder.
        let slow = of_encoder || name.contains(".rules.");
        optimiser.add(name, &tensor, if slow { 1.0 } else { NEW_PARTS })
    };
    Model::new(start, &mut parts)
}
