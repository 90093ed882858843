//! The learned reader's model: an encoder over labels and text, and the decisions on top of it.
//!
//! Weights come in as bytes; nothing here reads a file, draws a random number or keeps the time.

pub mod encoder;
pub(crate) mod evidence;
#[cfg(test)]
pub(in crate::analysis) mod fixture;
pub(crate) mod heads;
pub(crate) mod judgement;
pub mod matrix;
mod operations;
pub(crate) mod prompt;
pub(crate) mod reading;
pub mod thresholds;
pub mod tokenizer;
pub mod weights;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use candle_core::{Device, Tensor};

use encoder::{Dropout, Encoder, Input, Keep, Parts};
use heads::{Heads, Scores};
use matrix::{Grain, Matrix, Numbers};
use prompt::{Prompt, issue_columns};
use thresholds::Thresholds;
use tokenizer::Tokenizer;
use weights::{Part, Weights, WeightsError};

/// Name of the vocabulary among the weights.
pub(crate) const VOCABULARY: &str = "vocabulary";
/// Name of the matrix of the vocabulary's rows.
pub(crate) const WORDS: &str = "embeddings.word_embeddings.weight";

/// Parts that are never learned, and so stand with the start alone.
pub(crate) const SHARED: [&str; 3] = [VOCABULARY, WORDS, "embeddings.token_type_embeddings.weight"];

/// The vocabulary and its rows.
static VOCABULARY_ROWS: &[u8] = include_bytes!("data/words.weights");
/// What was learned.
static LEARNED: &[u8] = include_bytes!("data/reader.weights");

/// The vocabulary and its rows, which are never learned.
///
/// # Panics
/// Never: they are part of the program and a test reads them.
#[must_use]
pub fn built_in_words() -> Weights {
    Weights::read(&Bytes::from_static(VOCABULARY_ROWS)).expect("the built-in vocabulary is whole")
}

/// The built-in model, read once.
///
/// # Panics
/// Never: it is part of the program and a test reads it.
#[must_use]
pub fn built_in() -> Arc<Model> {
    static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
    let read = || {
        let learned = Bytes::from_static(LEARNED);
        Model::read(&learned, &built_in_words()).expect("the built-in model is whole")
    };
    Arc::clone(MODEL.get_or_init(|| Arc::new(read())))
}

/// A model, ready to read.
#[derive(Debug, Clone)]
pub struct Model {
    tokenizer: Tokenizer,
    encoder: Encoder,
    heads: Heads,
    thresholds: Thresholds,
    /// Rows of issues' descriptions that were read before: a catalog has the same ones each time.
    known: Arc<Mutex<BTreeMap<Vec<u32>, Vec<f32>>>>,
}

/// Most descriptions that are kept in mind.
const MOST_KNOWN: usize = 4096;

impl Model {
    /// Reads a model from a weights file's bytes; what it shares with the start comes from there.
    ///
    /// # Errors
    /// When the bytes are no weights file, or a part is missing or of another shape.
    pub fn read(file: &Bytes, start: &Weights) -> Result<Self, WeightsError> {
        let mut weights = Weights::read(file)?;
        for name in SHARED {
            if let (None, Some(part)) = (weights.get(name), start.get(name)) {
                weights.insert(name, part.clone());
            }
        }
        for &(name, rows, width) in heads::SHAPES {
            let shape = weights.shape(&format!("{name}.weight"));
            if shape != Some(vec![rows, width]) {
                let message = format!("`{name}` is {shape:?}, not {rows} × {width}: learn anew");
                return Err(WeightsError::Part(message));
            }
        }
        let mut parts = |name: &str| numbers(&weights, name).map_err(candle_core::Error::wrap);
        Self::new(&weights, &mut parts)
    }

    /// A model over parts that `parts` hands out; vocabulary and sizes are those of `weights`.
    pub(crate) fn new(weights: &Weights, parts: &mut Parts<'_>) -> Result<Self, WeightsError> {
        let tokenizer = Tokenizer::new(weights.text(VOCABULARY)?)
            .ok_or_else(|| WeightsError::Part("the vocabulary lacks its marks".to_owned()))?;
        let encoder = Encoder::new(weights.matrix(WORDS)?, layers(weights), parts)?;
        let thresholds = Thresholds::read(weights)?;
        let heads = Heads::new(parts)?;
        Ok(Self { tokenizer, encoder, heads, thresholds, known: Arc::default() })
    }

    /// What cuts text into pieces.
    #[must_use]
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// From which probability on something is found.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// The decisions on each pass's sentences, several passes at once; `issues` has the rows of the
    /// passes' descriptions, see [`Self::descriptions`].
    pub(crate) fn scores(
        &self,
        prompts: &[&Prompt],
        (places, issues): (&BTreeMap<Vec<u32>, u32>, &Tensor),
        dropout: &mut dyn Dropout,
    ) -> candle_core::Result<Vec<Vec<Scores>>> {
        let inputs: Vec<Input<'_>> = prompts
            .iter()
            .map(|prompt| Input { pieces: &prompt.pieces, places: &prompt.places })
            .collect();
        let columns = prompts.iter().flat_map(|prompt| &prompt.columns).copied().collect();
        let extra = self.heads.extra(columns)?;
        let rows = self.encoder.forward(&inputs, Some(&extra), dropout)?;
        let mut from = 0;
        let mut scores = Vec::with_capacity(prompts.len());
        for prompt in prompts {
            let own = rows.narrow(0, from, prompt.pieces.len())?;
            let asked: Vec<u32> = prompt.issues.iter().map(|pieces| places[pieces]).collect();
            let asked = issues.index_select(&Tensor::new(asked, &Device::Cpu)?, 0)?;
            scores.push(self.heads.forward(prompt, &own, &asked, dropout)?);
            from += prompt.pieces.len();
        }
        Ok(scores)
    }

    /// A row for each description: the mean of its pieces' rows, the first left out.
    pub(crate) fn descriptions(
        &self,
        descriptions: &[&Vec<u32>],
        dropout: &mut dyn Dropout,
    ) -> candle_core::Result<Tensor> {
        let places: Vec<u32> = (0_u32..).take(encoder::MAX_PIECES).collect();
        let inputs: Vec<Input<'_>> = descriptions
            .iter()
            .map(|pieces| Input { pieces, places: &places[..pieces.len()] })
            .collect();
        let count: usize = inputs.iter().map(|input| input.pieces.len()).sum();
        let columns = issue_columns().repeat(count);
        let rows = self.encoder.forward(&inputs, Some(&self.heads.extra(columns)?), dropout)?;
        let mut from = 0;
        let mut means = Vec::with_capacity(inputs.len());
        for input in &inputs {
            let count = input.pieces.len();
            means.push(encoder::mean(&rows.narrow(0, from + 1, count - 1)?)?);
            from += count;
        }
        Tensor::cat(&means, 0)
    }

    /// The decisions when nothing is learned: descriptions are read once.
    pub(crate) fn decide(&self, prompts: &[&Prompt]) -> candle_core::Result<Vec<Vec<Scores>>> {
        let wanted = places_of(prompts);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows: BTreeMap<&Vec<u32>, Vec<f32>> = {
            let known = known();
            wanted.keys().filter_map(|key| Some((key, known.get(key)?.clone()))).collect()
        };
        let fresh: Vec<&Vec<u32>> = wanted.keys().filter(|key| !rows.contains_key(key)).collect();
        if !fresh.is_empty() {
            let read = self.descriptions(&fresh, &mut Keep)?.to_vec2::<f32>()?;
            let mut known = known();
            if known.len() > MOST_KNOWN {
                known.clear();
            }
            for (pieces, row) in fresh.into_iter().zip(read) {
                known.insert(pieces.clone(), row.clone());
                rows.insert(pieces, row);
            }
        }
        let shape = (wanted.len(), encoder::WIDTH);
        // Both maps are in the order of their keys.
        let rows: Vec<f32> = rows.into_values().flatten().collect();
        let rows = Tensor::from_vec(rows, shape, &Device::Cpu)?;
        self.scores(prompts, (&wanted, &rows), &mut Keep)
    }
}

/// Each description that the passes ask about, once, with the number of its row.
pub(crate) fn places_of(prompts: &[&Prompt]) -> BTreeMap<Vec<u32>, u32> {
    let all: std::collections::BTreeSet<&Vec<u32>> =
        prompts.iter().flat_map(|prompt| &prompt.issues).collect();
    all.into_iter().cloned().zip(0_u32..).collect()
}

/// Most layers of an encoder.
const MAX_LAYERS: usize = 48;

/// How many layers the weights have.
pub(crate) fn layers(weights: &Weights) -> usize {
    let has = |at: usize| weights.get(&format!("encoder.layer.{at}.output.dense.weight")).is_some();
    (0..MAX_LAYERS).take_while(|&at| has(at)).count()
}

/// A part as it stands in the weights: a packed matrix stays one.
pub(crate) fn numbers(weights: &Weights, name: &str) -> Result<Numbers, WeightsError> {
    if let Some(Part::Matrix(matrix)) = weights.get(name) {
        return Ok(Numbers::Packed(matrix.clone()));
    }
    let (values, shape) = weights.floats(name)?;
    Ok(Numbers::Floats(Tensor::from_vec(values, shape, &Device::Cpu)?))
}

/// An encoder and its vocabulary to learn from: those parts of `weights`, matrices
/// packed.
#[must_use]
pub fn start_of(weights: &Weights) -> Weights {
    let mut out = packed(weights);
    out.retain(|name| {
        name == VOCABULARY || name.starts_with("embeddings.") || name.starts_with("encoder.")
    });
    out
}

/// Weights that were learned before from `start`, whole again, to be learned further.
#[must_use]
pub fn continued(start: &Weights, learned: Weights) -> Weights {
    let mut out = start.clone();
    out.retain(|name| SHARED.contains(&name));
    out.merge(learned);
    out
}

/// What weights share with the start: the vocabulary and its rows.
#[must_use]
pub fn words_of(weights: &Weights) -> Weights {
    let mut out = weights.clone();
    out.retain(|name| SHARED.contains(&name));
    out
}

/// Weights without what they share with the start.
#[must_use]
pub fn own_of(weights: &Weights) -> Weights {
    let mut out = weights.clone();
    out.retain(|name| !SHARED.contains(&name));
    out
}

/// Matrices of the weights packed: the vocabulary's rows as halves, others as bytes; all else as
/// it is.
#[must_use]
pub(crate) fn packed(weights: &Weights) -> Weights {
    let mut out = Weights::default();
    for (name, part) in weights.parts() {
        let part = match part {
            Part::Floats(values, shape) if shape.len() == 2 && shape[0] > 1 => {
                let grain = if name == WORDS { Grain::Half } else { Grain::Byte };
                Part::Matrix(Matrix::from_rows(values, shape[1], grain))
            }
            other => other.clone(),
        };
        out.insert(name, part);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::{Reader, Reading};
    use crate::domain::ArticleText;

    #[test]
    fn findings_hold_whatever_the_model_thinks() {
        let reader = Reader::Learned(Arc::new(fixture::model()));
        let lexicon = fixture::lexicon();
        let text = "Norland rejects the truce. \"We demand a ceasefire,\" Mira Osso said.\n\n\
                    It rained. 🕊 The rebels are ready to accept a prisoner exchange only if Norland leaves.";
        let text = ArticleText::parse(text).unwrap();
        let reading = Reading { title: Some("Norland and the truce"), text: &text };
        let found = reader.analyse(reading, &lexicon);
        assert_eq!(found, reader.analyse(reading, &lexicon));
        assert!(!found.positions.is_empty(), "numbers without meaning find something: {found:?}");
        for position in &found.positions {
            let home = found.passages.iter().find(|passage| passage.span == position.span);
            assert!(home.is_some_and(|home| home.issues.contains(&position.issue)));
            assert!((0.0..=1.0).contains(&position.confidence));
            assert_ne!(position.reported_by.as_ref(), Some(&position.party));
            for span in position.cue.iter().chain(&position.holder) {
                assert!(position.span.contains(*span));
            }
        }
    }

    #[test]
    fn built_in_model_is_whole() {
        let words = built_in_words();
        assert_eq!(words.shape(WORDS), Some(vec![30_522, encoder::WIDTH]));
        assert!(SHARED.iter().all(|name| words.get(name).is_some()));
        let thresholds = built_in().thresholds();
        assert!(thresholds.issue > 0.0 && thresholds.position > 0.0);
    }

    #[test]
    fn weights_without_a_part_are_no_model() {
        let told = |weights: &Weights| {
            Model::read(&weights.write().into(), &Weights::default()).unwrap_err().to_string()
        };
        assert!(told(&fixture::start()).contains("learn anew"));
        let mut weights = fixture::weights();
        weights.insert(VOCABULARY, Part::Text("word".to_owned()));
        assert!(told(&weights).contains("vocabulary"));
        weights = fixture::weights();
        weights.insert("issue.plain.weight", Part::Floats(vec![0.0; 3], vec![1, 3]));
        assert!(told(&weights).contains("issue.plain"));
        assert!(Model::read(&Bytes::from_static(b"nothing"), &fixture::start()).is_err());
    }
}
