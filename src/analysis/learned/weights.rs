//! The weights file: a subset of the safetensors format, matrices as small whole numbers with scales.
//!
//! Eight bytes with the header's length, the header as JSON (name → type, shape, place), the data.
//! Types: `F32`; `I8` and, beyond safetensors, `I4`, whose scales (`F32`, one a group) stand under
//! the same name with `.scale` behind it; and `U8` for text. Lengths are checked before anything is
//! read.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::matrix::{GROUP, Grain, Matrix};

/// Why weights cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The bytes are no weights file.
    #[error("not a weights file: {0}")]
    Format(String),
    /// A part is missing or has another shape.
    #[error("weights: {0}")]
    Part(String),
    /// The arithmetic failed.
    #[error("weights: {0}")]
    Arithmetic(#[from] candle_core::Error),
}

/// Ends the name of a matrix's scales.
const SCALE: &str = ".scale";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    F32,
    I4,
    I8,
    I64,
    U8,
}

impl Kind {
    fn bits(self) -> usize {
        match self {
            Self::F32 => 32,
            Self::I64 => 64,
            Self::I8 | Self::U8 => 8,
            Self::I4 => 4,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    dtype: Kind,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// One part of the weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Numbers and their shape.
    Floats(Vec<f32>, Vec<usize>),
    /// A matrix of bytes.
    Matrix(Matrix),
    /// Text.
    Text(String),
}

/// All parts, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    parts: BTreeMap<String, Part>,
}

impl Weights {
    /// Reads a file's bytes; parts of other types than the format's are left out. Matrices share the
    /// file's memory.
    ///
    /// # Errors
    /// When a length or a place points outside the bytes, or the header is no header.
    pub fn read(file: &Bytes) -> Result<Self, WeightsError> {
        let broken = |what: &str| WeightsError::Format(what.to_owned());
        let (length, rest) = file.split_first_chunk::<8>().ok_or_else(|| broken("too short"))?;
        let length =
            usize::try_from(u64::from_le_bytes(*length)).map_err(|_| broken("header too long"))?;
        let header = rest.get(..length).ok_or_else(|| broken("header outside the file"))?;
        let data = file.slice(size_of::<u64>() + length..);
        let mut header: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(header).map_err(|error| broken(&error.to_string()))?;
        header.remove("__metadata__");
        let mut entries = BTreeMap::new();
        for (name, entry) in header {
            let entry: Entry = serde_json::from_value(entry)
                .map_err(|error| WeightsError::Format(format!("{name}: {error}")))?;
            entries.insert(name, entry);
        }
        let mut weights = Self::default();
        for (name, entry) in &entries {
            if entry.dtype == Kind::I64 || name.ends_with(SCALE) {
                continue;
            }
            let part = match entry.dtype {
                Kind::I8 => matrix(name, &entries, &data, Grain::Byte)?,
                Kind::I4 => matrix(name, &entries, &data, Grain::Half)?,
                Kind::U8 => {
                    let text = String::from_utf8(slice(name, entry, &data)?.to_vec());
                    Part::Text(text.map_err(|_| broken("text is not UTF-8"))?)
                }
                _ => Part::Floats(floats(name, entry, &data)?, entry.shape.clone()),
            };
            weights.parts.insert(name.clone(), part);
        }
        Ok(weights)
    }

    /// The file's bytes; the same parts give the same bytes.
    ///
    /// # Panics
    /// Never: the header is names and numbers.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut data = Vec::new();
        let mut header = BTreeMap::new();
        let mut add = |name: String, dtype: Kind, shape: Vec<usize>, bytes: Vec<u8>| {
            let from = data.len();
            data.extend(bytes);
            header.insert(name, Entry { dtype, shape, data_offsets: [from, data.len()] });
        };
        for (name, part) in &self.parts {
            match part {
                Part::Floats(values, shape) => {
                    add(name.clone(), Kind::F32, shape.clone(), little_endian(values));
                }
                Part::Matrix(matrix) => {
                    let kind = match matrix.grain {
                        Grain::Byte => Kind::I8,
                        Grain::Half => Kind::I4,
                    };
                    let shape = vec![matrix.rows(), matrix.width];
                    add(name.clone(), kind, shape, matrix.values.to_vec());
                    let (count, scales) = (matrix.scales.len(), little_endian(&matrix.scales));
                    add(format!("{name}{SCALE}"), Kind::F32, vec![count], scales);
                }
                Part::Text(text) => {
                    add(name.clone(), Kind::U8, vec![text.len()], text.as_bytes().to_vec());
                }
            }
        }
        let header = serde_json::to_vec(&header).expect("names and numbers have a JSON form");
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header);
        file.extend(data);
        file
    }

    /// The mean of several, number by number, with the texts of the first. Weights that were learned
    /// further from each other lie near enough that their mean reads better than each of them.
    ///
    /// # Errors
    /// When there are none, or they do not have the same parts.
    pub fn mean(all: &[Self]) -> Result<Self, WeightsError> {
        let first = all.first().ok_or_else(|| WeightsError::Part("none to average".to_owned()))?;
        let mut mean = Self::default();
        for (name, part) in first.parts() {
            let part = match part {
                Part::Text(text) => Part::Text(text.clone()),
                Part::Floats(..) | Part::Matrix(_) => mean_of(all, name)?,
            };
            mean.insert(name, part);
        }
        Ok(mean)
    }

    /// Puts a part in, in place of one of that name.
    pub fn insert(&mut self, name: impl Into<String>, part: Part) {
        self.parts.insert(name.into(), part);
    }

    /// Puts all parts of `other` in, in place of those of their names.
    pub fn merge(&mut self, other: Self) {
        self.parts.extend(other.parts);
    }

    /// Keeps the parts whose name `keep` likes.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.parts.retain(|name, _| keep(name));
    }

    /// The part of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Part> {
        self.parts.get(name)
    }

    /// The shape of numbers; nothing when there are none of that name.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<Vec<usize>> {
        match self.get(name)? {
            Part::Floats(_, shape) => Some(shape.clone()),
            Part::Matrix(matrix) => Some(vec![matrix.rows(), matrix.width]),
            Part::Text(_) => None,
        }
    }

    /// Every part, sorted by name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &Part)> {
        self.parts.iter().map(|(name, part)| (name.as_str(), part))
    }

    /// A text.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn text(&self, name: &str) -> Result<&str, WeightsError> {
        match self.get(name) {
            Some(Part::Text(text)) => Ok(text),
            _ => Err(WeightsError::Part(format!("no text `{name}`"))),
        }
    }

    /// Numbers and their shape, bytes made numbers.
    ///
    /// # Errors
    /// When there are none of that name.
    pub fn floats(&self, name: &str) -> Result<(Vec<f32>, Vec<usize>), WeightsError> {
        match self.get(name) {
            Some(Part::Floats(values, shape)) => Ok((values.clone(), shape.clone())),
            Some(Part::Matrix(matrix)) => {
                Ok((matrix.to_floats(), vec![matrix.rows(), matrix.width]))
            }
            _ => Err(WeightsError::Part(format!("no numbers `{name}`"))),
        }
    }

    /// A matrix of bytes; numbers are rounded to it.
    ///
    /// # Errors
    /// When there is no matrix of that name.
    pub fn matrix(&self, name: &str) -> Result<Matrix, WeightsError> {
        match self.get(name) {
            Some(Part::Matrix(matrix)) => Ok(matrix.clone()),
            Some(Part::Floats(values, shape)) if shape.len() == 2 => {
                Ok(Matrix::from_rows(values, shape[1], Grain::Byte))
            }
            _ => Err(WeightsError::Part(format!("no matrix `{name}`"))),
        }
    }
}

/// The mean of the numbers that stand under one name.
fn mean_of(all: &[Weights], name: &str) -> Result<Part, WeightsError> {
    let mut sums: Option<(Vec<f32>, Vec<usize>)> = None;
    for weights in all {
        let (values, shape) = weights.floats(name)?;
        let Some((sum, wanted)) = &mut sums else {
            sums = Some((values, shape));
            continue;
        };
        if *wanted != shape {
            return Err(WeightsError::Part(format!("`{name}` has several shapes")));
        }
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    let (mut sum, shape) = sums.unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "there are few")]
    let count = all.len() as f32;
    for value in &mut sum {
        *value /= count;
    }
    Ok(Part::Floats(sum, shape))
}

fn slice(name: &str, entry: &Entry, data: &Bytes) -> Result<Bytes, WeightsError> {
    let [from, to] = entry.data_offsets;
    let count = entry.shape.iter().try_fold(1_usize, |all, &side| all.checked_mul(side));
    let wanted = count.and_then(|count| count.checked_mul(entry.dtype.bits())).map(|bits| bits / 8);
    data.get(from..to)
        .filter(|slice| Some(slice.len()) == wanted)
        .map(|slice| data.slice_ref(slice))
        .ok_or_else(|| WeightsError::Format(format!("{name} lies outside the file")))
}

fn floats(name: &str, entry: &Entry, data: &Bytes) -> Result<Vec<f32>, WeightsError> {
    if entry.dtype != Kind::F32 {
        return Err(WeightsError::Format(format!("{name} must be F32")));
    }
    let bytes = slice(name, entry, data)?;
    let (numbers, _) = bytes.as_chunks::<4>();
    Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

fn matrix(
    name: &str,
    entries: &BTreeMap<String, Entry>,
    data: &Bytes,
    grain: Grain,
) -> Result<Part, WeightsError> {
    let entry = &entries[name];
    let &[rows, width] = entry.shape.as_slice() else {
        return Err(WeightsError::Format(format!("{name} is no matrix")));
    };
    if grain == Grain::Half && width % GROUP != 0 {
        return Err(WeightsError::Format(format!("{name} has rows of {width}")));
    }
    let scale = format!("{name}{SCALE}");
    let groups = rows.checked_mul(width / grain.group(width));
    let scales = entries
        .get(&scale)
        .filter(|entry| groups.is_some_and(|groups| entry.shape == [groups]))
        .ok_or_else(|| WeightsError::Format(format!("{name} has no scales")))?;
    let values = slice(name, entry, data)?;
    Ok(Part::Matrix(Matrix { grain, values, scales: floats(&scale, scales, data)?, width }))
}

fn little_endian(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Weights {
        let mut weights = Weights::default();
        weights.insert("words", Part::Text("[CLS]\n[SEP]".to_owned()));
        weights.insert("bias", Part::Floats(vec![0.5, -1.25], vec![2]));
        let rows = Matrix::from_rows(&[1.0, -2.0, 0.0, 0.25], 2, Grain::Byte);
        weights.insert("rows", Part::Matrix(rows));
        let words = Matrix::from_rows(&[0.5; 2 * GROUP], GROUP, Grain::Half);
        weights.insert("halves", Part::Matrix(words));
        weights
    }

    #[test]
    fn weights_are_read_as_they_were_written() {
        let weights = small();
        assert_eq!(Weights::read(&weights.write().into()).unwrap(), weights);
    }

    #[test]
    fn mean_is_taken_number_by_number_of_the_same_parts() {
        let (first, mut second) = (small(), small());
        second.insert("bias", Part::Floats(vec![1.5, 0.25], vec![2]));
        second.insert("words", Part::Text("[PAD]".to_owned()));
        let mean = Weights::mean(&[first.clone(), second.clone()]).unwrap();
        assert_eq!(mean.get("bias"), Some(&Part::Floats(vec![1.0, -0.5], vec![2])));
        assert_eq!(mean.text("words").unwrap(), "[CLS]\n[SEP]");
        assert_eq!(mean.floats("rows").unwrap(), first.floats("rows").unwrap());
        assert!(Weights::mean(&[]).is_err());
        second.insert("bias", Part::Floats(vec![1.0], vec![1]));
        assert!(Weights::mean(&[first.clone(), second.clone()]).is_err(), "another shape");
        second.retain(|name| name != "bias");
        assert!(Weights::mean(&[first, second]).is_err(), "a part is missing");
    }

    #[test]
    fn cut_files_are_errors() {
        let file = Bytes::from(small().write());
        for length in 0..file.len() {
            assert!(Weights::read(&file.slice(..length)).is_err(), "{length} bytes");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Weights::read(&bytes.into());
        }
    }
}
