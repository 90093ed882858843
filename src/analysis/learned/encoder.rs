//! The encoder: BERT's layers over word pieces (MiniLM's sizes), one input at a time.

use candle_core::{D, Device, Result, Tensor};

use super::operations::{gelu, layer_norm, softmax};
use super::weights::Bytes;

/// Numbers that stand for a piece.
pub const WIDTH: usize = 384;
/// Heads of attention in a layer.
const HEADS: usize = 12;
/// Longest input, in pieces.
pub const MAX_PIECES: usize = 512;

/// Hands out the parts of a model by name: plain numbers when reading, variables when learning.
pub type Parts<'p> = dyn FnMut(&str) -> Result<Tensor> + 'p;

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
    weight: Tensor,
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
            bias: parts(&format!("{name}.bias"))?,
        })
    }

    /// Applies it to each row.
    ///
    /// # Errors
    /// When the widths do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.matmul(&self.weight.t()?)?.broadcast_add(&self.bias)
    }
}

#[derive(Debug, Clone)]
struct Norm {
    gain: Tensor,
    bias: Tensor,
}

impl Norm {
    fn new(name: &str, parts: &mut Parts<'_>) -> Result<Self> {
        Ok(Self {
            gain: parts(&format!("{name}.weight"))?,
            bias: parts(&format!("{name}.bias"))?,
        })
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
        let mixed = dropout.thin(self.mixed.forward(&self.attend(x, counts)?)?)?;
        let x = self.mixed_norm.forward(&(mixed + x)?)?;
        let wide = gelu(&self.wide.forward(&x)?)?;
        let narrow = dropout.thin(self.narrow.forward(&wide)?)?;
        self.norm.forward(&(narrow + x)?)
    }

    /// Each input attends to itself alone.
    fn attend(&self, x: &Tensor, counts: &[usize]) -> Result<Tensor> {
        let (query, key) = (self.query.forward(x)?, self.key.forward(x)?);
        let value = self.value.forward(x)?;
        #[expect(clippy::cast_precision_loss, reason = "a width is small")]
        let scale = 1.0 / ((WIDTH / HEADS) as f64).sqrt();
        let query = (query * scale)?;
        let mut mixed = Vec::with_capacity(counts.len());
        let mut from = 0;
        for &count in counts {
            let heads = |x: &Tensor| {
                let own = x.narrow(0, from, count)?;
                own.reshape((count, HEADS, WIDTH / HEADS))?.transpose(0, 1)?.contiguous()
            };
            let scores = heads(&query)?.matmul(&heads(&key)?.t()?)?;
            let own = softmax(&scores)?.matmul(&heads(&value)?)?;
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
    words: Bytes,
    places: Tensor,
    first_type: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
}

impl Encoder {
    /// Takes `count` layers; `words` are the vocabulary's rows, which are never learned.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn new(words: Bytes, count: usize, parts: &mut Parts<'_>) -> Result<Self> {
        Ok(Self {
            words,
            places: parts("embeddings.position_embeddings.weight")?,
            first_type: parts("embeddings.token_type_embeddings.weight")?.narrow(0, 0, 1)?,
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
        let mut x = (words + self.places.index_select(&places, 0)?)?
            .broadcast_add(&self.first_type)?;
        if let Some(extra) = extra {
            x = (x + extra)?;
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
