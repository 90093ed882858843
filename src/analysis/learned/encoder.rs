//! The encoder: BERT's layers over word pieces (sizes of `MiniLM`), one input at a time.

use candle_core::{D, DType, Device, Result, Tensor};

use super::matrix::{Matrix, Numbers};
use super::operations::{add_all, add_row, gelu, layer_norm, softmax};

/// Numbers that stand for a piece.
pub const WIDTH: usize = 384;
/// Heads of attention in a layer.
const HEADS: usize = 12;
/// Longest input, in pieces.
pub const MAX_PIECES: usize = 512;

/// Hands out the parts of a model by name: plain numbers when reading, variables when learning.
pub type Parts<'p> = dyn FnMut(&str) -> Result<Numbers> + 'p;

/// What is left out by chance while learning.
pub trait Dropout {
    /// The input with some numbers made 0, the others raised to keep the sum.
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn thin(&mut self, x: Tensor) -> Result<Tensor>;
}

/// Nothing is left out.
#[derive(Debug, Clone, Copy)]
pub struct Keep;

impl Dropout for Keep {
    fn thin(&mut self, x: Tensor) -> Result<Tensor> {
        Ok(x)
    }
}

/// A matrix and a bias.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Numbers,
    bias: Tensor,
}

impl Linear {
    /// Takes `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn new(name: &str, parts: &mut Parts<'_>) -> Result<Self> {
        Ok(Self {
            weight: parts(&format!("{name}.weight"))?,
            bias: parts(&format!("{name}.bias"))?.tensor()?,
        })
    }

    /// Applies it to each row.
    ///
    /// # Errors
    /// When the widths do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        add_row(&self.product(x)?, &self.bias)
    }

    /// Applies it to each row and adds `other`.
    fn forward_onto(
        &self,
        x: &Tensor,
        other: &Tensor,
        dropout: &mut dyn Dropout,
    ) -> Result<Tensor> {
        add_all(&dropout.thin(self.product(x)?)?, &self.bias, other)
    }

    fn product(&self, x: &Tensor) -> Result<Tensor> {
        x.matmul(&self.weight.tensor()?.t()?)
    }
}

#[derive(Debug, Clone)]
struct Norm {
    gain: Tensor,
    bias: Tensor,
}

impl Norm {
    fn new(name: &str, parts: &mut Parts<'_>) -> Result<Self> {
        let mut part = |kind: &str| parts(&format!("{name}.{kind}"))?.tensor();
        Ok(Self { gain: part("weight")?, bias: part("bias")? })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        layer_norm(x, &self.gain, &self.bias)
    }
}

#[derive(Debug, Clone)]
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    mixed: Linear,
    mixed_norm: Norm,
    wide: Linear,
    narrow: Linear,
    norm: Norm,
}

impl Layer {
    fn new(at: usize, parts: &mut Parts<'_>) -> Result<Self> {
        let mut linear = |name: &str| Linear::new(&format!("encoder.layer.{at}.{name}"), parts);
        let query = linear("attention.self.query")?;
        let key = linear("attention.self.key")?;
        let value = linear("attention.self.value")?;
        let mixed = linear("attention.output.dense")?;
        let (wide, narrow) = (linear("intermediate.dense")?, linear("output.dense")?);
        let mut norm = |name: &str| Norm::new(&format!("encoder.layer.{at}.{name}"), parts);
        let mixed_norm = norm("attention.output.LayerNorm")?;
        let norm = norm("output.LayerNorm")?;
        Ok(Self { query, key, value, mixed, mixed_norm, wide, narrow, norm })
    }

    fn forward(&self, x: &Tensor, counts: &[usize], dropout: &mut dyn Dropout) -> Result<Tensor> {
        let mixed = self.mixed.forward_onto(&self.attend(x, counts)?, x, dropout)?;
        let x = self.mixed_norm.forward(&mixed)?;
        let wide = gelu(&self.wide.forward(&x)?)?;
        self.norm.forward(&self.narrow.forward_onto(&wide, &x, dropout)?)
    }

    /// Each input attends to itself alone.
    fn attend(&self, x: &Tensor, counts: &[usize]) -> Result<Tensor> {
        let (query, key) = (self.query.forward(x)?, self.key.forward(x)?);
        let value = self.value.forward(x)?;
        #[expect(clippy::cast_precision_loss, reason = "a width is small")]
        let scale = 1.0 / ((WIDTH / HEADS) as f32).sqrt();
        let mut mixed = Vec::with_capacity(counts.len());
        let mut from = 0;
        for &count in counts {
            let heads = |x: &Tensor| {
                let own = x.narrow(0, from, count)?;
                own.reshape((count, HEADS, WIDTH / HEADS))?.transpose(0, 1)?.contiguous()
            };
            let scores = heads(&query)?.matmul(&heads(&key)?.t()?)?;
            let own = softmax(&scores, scale)?.matmul(&heads(&value)?)?;
            mixed.push(own.transpose(0, 1)?.reshape((count, WIDTH))?);
            from += count;
        }
        Tensor::cat(&mixed, 0)
    }
}

/// The pieces of one input.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Row of each piece in the vocabulary.
    pub pieces: &'a [u32],
    /// Place of each piece, below [`MAX_PIECES`].
    pub places: &'a [u32],
}

/// The encoder.
#[derive(Debug, Clone)]
pub struct Encoder {
    words: Matrix,
    places: Tensor,
    first_type: Tensor,
    nothing: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Takes `count` layers; `words` are the vocabulary's rows, which are never learned.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn new(words: Matrix, count: usize, parts: &mut Parts<'_>) -> Result<Self> {
        Ok(Self {
            words,
            places: parts("embeddings.position_embeddings.weight")?.tensor()?,
            first_type: parts("embeddings.token_type_embeddings.weight")?.tensor()?.get(0)?,
            nothing: Tensor::zeros(WIDTH, DType::F32, &Device::Cpu)?,
            norm: Norm::new("embeddings.LayerNorm", parts)?,
            layers: (0..count).map(|at| Layer::new(at, parts)).collect::<Result<_>>()?,
        })
    }

    /// A row of [`WIDTH`] numbers for each piece of each input, one input after the other; `extra` is
    /// added to what goes in.
    ///
    /// # Errors
    /// When an input is empty or too long.
    pub fn forward(
        &self,
        inputs: &[Input<'_>],
        extra: Option<&Tensor>,
        dropout: &mut dyn Dropout,
    ) -> Result<Tensor> {
        let counts: Vec<usize> = inputs.iter().map(|input| input.pieces.len()).collect();
        let count = counts.iter().sum::<usize>();
        let mut words = Vec::with_capacity(count * WIDTH);
        for &piece in inputs.iter().flat_map(|input| input.pieces) {
            self.words.append_row(piece as usize, &mut words);
        }
        let words = Tensor::from_vec(words, (count, WIDTH), &Device::Cpu)?;
        let places: Vec<u32> = inputs.iter().flat_map(|input| input.places).copied().collect();
        let places = Tensor::from_vec(places, count, &Device::Cpu)?;
        let mut x = add_all(&words, &self.first_type, &self.places.index_select(&places, 0)?)?;
        if let Some(extra) = extra {
            x = add_all(&x, &self.nothing, extra)?;
        }
        let mut x = dropout.thin(self.norm.forward(&x)?)?;
        for layer in &self.layers {
            x = layer.forward(&x, &counts, dropout)?;
        }
        Ok(x)
    }
}

/// The mean of the rows, as one row.
///
/// # Errors
/// When there are none.
pub fn mean(x: &Tensor) -> Result<Tensor> {
    x.mean_keepdim(D::Minus2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::learned::tokenizer::Tokenizer;
    use crate::analysis::learned::weights::Weights;

    /// Values from the tokenizers library and from the same layers in double precision in `NumPy`,
    /// the vocabulary's rows rounded to bytes in both.
    #[test]
    #[ignore = "needs MiniLM-L6-H384's files in the folder that CONCORDANCE_START names"]
    fn rows_are_those_of_the_reference() {
        let folder = std::path::PathBuf::from(std::env::var_os("CONCORDANCE_START").unwrap());
        let weights =
            Weights::read(&std::fs::read(folder.join("model.safetensors")).unwrap().into());
        let weights = weights.unwrap();
        let vocabulary = std::fs::read_to_string(folder.join("vocab.txt")).unwrap();
        let tokenizer = Tokenizer::new(&vocabulary).unwrap();
        let text = "The minister, Zelenskyy's envoy in Zürich, \"will not cede\" the 1,200-km line \
                    — nor U.S. troops.";
        let mut pieces = vec![tokenizer.start()];
        pieces.extend(tokenizer.pieces(text).iter().map(|piece| piece.id));
        pieces.push(tokenizer.separator());
        assert_eq!(pieces, REFERENCE_PIECES);

        let mut parts = |name: &str| {
            crate::analysis::learned::numbers(&weights, name).map_err(candle_core::Error::wrap)
        };
        let name = "embeddings.word_embeddings.weight";
        let encoder = Encoder::new(weights.matrix(name).unwrap(), 6, &mut parts).unwrap();
        let places: Vec<u32> = (0..).take(pieces.len()).collect();
        let input = Input { pieces: &pieces, places: &places };
        let rows = encoder.forward(&[input, input], None, &mut Keep).unwrap();
        let rows = rows.to_vec2::<f32>().unwrap();
        let begin = &rows[0][..6];
        let end = &rows[2 * pieces.len() - 1][WIDTH - 4..];
        for (told, known) in begin.iter().chain(end).zip(REFERENCE_ROWS) {
            assert!((told - known).abs() < 1e-3, "{told} but {known}");
        }
    }

    const REFERENCE_PIECES: [u32; 36] = [
        101, 1996, 2704, 1010, 27838, 7770, 5874, 2100, 1005, 1055, 19918, 1999, 10204, 1010, 1000,
        2097, 2025, 8292, 3207, 1000, 1996, 1015, 1010, 3263, 1011, 2463, 2240, 1517, 4496, 1057,
        1012, 1055, 1012, 3629, 1012, 102,
    ];
    const REFERENCE_ROWS: [f32; 10] = [
        0.052_781_46,
        0.401_757_07,
        0.093_047_76,
        -0.087_965_67,
        -0.061_125_32,
        -0.212_304_79,
        -0.127_315_79,
        -0.378_413_86,
        0.072_699_75,
        0.072_325_26,
    ];
}
