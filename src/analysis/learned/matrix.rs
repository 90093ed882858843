//! Matrices of whole numbers with scales, as the weights file has them, and parts of a model that
//! are either learned or only read.

use bytes::Bytes;
use candle_core::{Device, Result, Tensor};

/// How finely the numbers of a matrix are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A signed byte each, a scale a row.
    Byte,
    /// Half a byte each, the first of two in the lower half, a scale for every [`GROUP`]: for a
    /// vocabulary's rows, which are many and few of which are ever used.
    Half,
}

/// Numbers that share a scale where each has half a byte.
pub const GROUP: usize = 64;

impl Grain {
    /// The largest number of a group becomes this.
    fn most(self) -> f32 {
        match self {
            Self::Byte => 127.0,
            Self::Half => 7.0,
        }
    }

    /// Numbers in a group, in a row of `width`.
    pub(super) fn group(self, width: usize) -> usize {
        match self {
            Self::Byte => width.max(1),
            Self::Half => GROUP,
        }
    }

    /// Bytes of a row of `width`, an even number.
    pub(super) fn row_bytes(self, width: usize) -> usize {
        match self {
            Self::Byte => width,
            Self::Half => width / 2,
        }
    }
}

/// A matrix of small whole numbers and the scales that make them what they stand for.
///
/// The bytes are shared with the file they came from; a clone copies the scales alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// How finely it is kept.
    pub grain: Grain,
    /// Row by row, two's complement.
    pub values: Bytes,
    /// One a group, group by group of each row.
    pub scales: Vec<f32>,
    /// Numbers in a row.
    pub width: usize,
}

impl Matrix {
    /// Rounds rows of `width` to a grain; halves need a `width` of whole groups.
    #[must_use]
    pub fn from_rows(values: &[f32], width: usize, grain: Grain) -> Self {
        let (mut scales, mut whole) = (Vec::new(), Vec::with_capacity(values.len()));
        for group in values.chunks(grain.group(width)) {
            let largest = group.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            let scale = if largest > 0.0 { largest / grain.most() } else { 1.0 };
            scales.push(scale);
            let most = grain.most();
            #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
            let rounded = |value: &f32| (value / scale).round().clamp(-most, most) as i8;
            whole.extend(group.iter().map(|value| rounded(value).cast_unsigned()));
        }
        let values = match grain {
            Grain::Byte => whole,
            Grain::Half => whole.chunks(2).map(|two| two[0] & 0x0f | two[1] << 4).collect(),
        };
        Self { grain, values: values.into(), scales, width }
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len() / self.grain.row_bytes(self.width).max(1)
    }

    /// Appends a row to `out`; an unknown row counts as zeros.
    pub fn append_row(&self, row: usize, out: &mut Vec<f32>) {
        let bytes = self.grain.row_bytes(self.width);
        let Some(values) = self.values.get(row * bytes..(row + 1) * bytes) else {
            out.resize(out.len() + self.width, 0.0);
            return;
        };
        let group = self.grain.group(self.width);
        let scales = &self.scales[row * (self.width / group)..];
        for (values, scale) in values.chunks(self.grain.row_bytes(group)).zip(scales) {
            match self.grain {
                Grain::Byte => {
                    out.extend(values.iter().map(|value| f32::from(value.cast_signed()) * scale));
                }
                Grain::Half => out.extend(values.iter().flat_map(|two| {
                    // Shifted up and down again, so that the sign is kept.
                    let halves = [(two << 4).cast_signed() >> 4, two.cast_signed() >> 4];
                    halves.map(|value| f32::from(value) * scale)
                })),
            }
        }
    }

    /// The whole matrix.
    #[must_use]
    pub fn to_floats(&self) -> Vec<f32> {
        let mut out = Vec::with_capacity(self.rows() * self.width);
        (0..self.rows()).for_each(|row| self.append_row(row, &mut out));
        out
    }
}

/// Numbers of a model.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// At hand: what is learned, and what is small or used for every sentence.
    Floats(Tensor),
    /// A matrix that stays as it is, a quarter of the memory, and becomes floats for each use.
    Packed(Matrix),
}

impl Numbers {
    /// The numbers as a tensor.
    ///
    /// # Errors
    /// When the matrix has another shape than it says.
    pub fn tensor(&self) -> Result<Tensor> {
        match self {
            Self::Floats(tensor) => Ok(tensor.clone()),
            Self::Packed(matrix) => {
                let shape = (matrix.rows(), matrix.width);
                Tensor::from_vec(matrix.to_floats(), shape, &Device::Cpu)
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_to_half_a_step() {
        let values: Vec<f32> = (0..4 * GROUP).map(|at| (at as f32 * 0.7).sin() * 3.0).collect();
        for grain in [Grain::Byte, Grain::Half] {
            let width = 2 * GROUP;
            let matrix = Matrix::from_rows(&values, width, grain);
            assert_eq!((matrix.rows(), matrix.to_floats().len()), (2, values.len()));
            for (at, (was, is)) in values.iter().zip(matrix.to_floats()).enumerate() {
                let step = matrix.scales[at / grain.group(width)];
                assert!((was - is).abs() <= step / 2.0 + 1e-6, "{grain:?}: {was} became {is}");
            }
        }
    }

    #[test]
    fn rows_of_zeros_and_unknown_rows_are_zeros() {
        for grain in [Grain::Byte, Grain::Half] {
            let matrix = Matrix::from_rows(&[0.0; GROUP], GROUP, grain);
            let mut out = Vec::new();
            matrix.append_row(0, &mut out);
            matrix.append_row(9, &mut out);
            assert_eq!(out, [0.0; 2 * GROUP]);
        }
    }

    #[test]
    fn packed_and_floats_are_the_same_tensor() {
        let matrix = Matrix::from_rows(&[1.0, -2.0, 0.0, 0.25], 2, Grain::Byte);
        let floats = Tensor::from_vec(matrix.to_floats(), (2, 2), &Device::Cpu).unwrap();
        let packed = Numbers::Packed(matrix).tensor().unwrap();
        assert_eq!(packed.dims(), [2, 2]);
        let of_floats = Numbers::Floats(floats).tensor().unwrap();
        assert_eq!(packed.to_vec2::<f32>().unwrap(), of_floats.to_vec2::<f32>().unwrap());
    }
}
