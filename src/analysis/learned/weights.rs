//! The weights file: a subset of the safetensors format, matrices as bytes with a scale a row.
//!
//! Eight bytes with the header's length, the header as JSON (name → type, shape, place), the data.
//! Types: `F32`, and `I8` whose scales (`F32`, one a row) stand under the same name with `.scale`
//! behind it, and `U8` for text. Lengths are checked before anything is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    I8,
    I64,
    U8,
}

impl Kind {
    fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::I64 => 8,
            Self::I8 | Self::U8 => 1,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    dtype: Kind,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// A matrix of signed bytes, each row with its scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Bytes {
    /// Row by row.
    pub values: Vec<i8>,
    /// One a row.
    pub scales: Vec<f32>,
    /// Numbers in a row.
    pub width: usize,
}

impl Bytes {
    /// Rounds a matrix to bytes: the largest number of a row becomes 127.
    #[must_use]
    pub fn from_rows(values: &[f32], width: usize) -> Self {
        let mut bytes =
            Self { values: Vec::with_capacity(values.len()), scales: Vec::new(), width };
        for row in values.chunks(width) {
            let largest = row.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
            bytes.scales.push(scale);
            #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
            bytes
                .values
                .extend(row.iter().map(|value| (value / scale).round().clamp(-127.0, 127.0) as i8));
        }
        bytes
    }

    /// Appends a row to `out`; an unknown row counts as zeros.
    pub fn append_row(&self, row: usize, out: &mut Vec<f32>) {
        let scale = self.scales.get(row).copied().unwrap_or(0.0);
        match self.values.get(row * self.width..(row + 1) * self.width) {
            Some(values) => out.extend(values.iter().map(|&value| f32::from(value) * scale)),
            None => out.resize(out.len() + self.width, 0.0),
        }
    }

    /// The whole matrix.
    #[must_use]
    pub fn to_floats(&self) -> Vec<f32> {
        let mut out = Vec::with_capacity(self.values.len());
        (0..self.scales.len()).for_each(|row| self.append_row(row, &mut out));
        out
    }
}

/// One part of the weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Numbers and their shape.
    Floats(Vec<f32>, Vec<usize>),
    /// A matrix of bytes.
    Bytes(Bytes),
    /// Text.
    Text(String),
}

/// All parts, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    parts: BTreeMap<String, Part>,
}

impl Weights {
    /// Reads a file's bytes; parts of other types than the format's are left out.
    ///
    /// # Errors
    /// When a length or a place points outside the bytes, or the header is no header.
    pub fn read(file: &[u8]) -> Result<Self, WeightsError> {
        let broken = |what: &str| WeightsError::Format(what.to_owned());
        let (length, rest) = file.split_first_chunk::<8>().ok_or_else(|| broken("too short"))?;
        let length =
            usize::try_from(u64::from_le_bytes(*length)).map_err(|_| broken("header too long"))?;
        let header = rest.get(..length).ok_or_else(|| broken("header outside the file"))?;
        let data = &rest[length..];
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
                Kind::I8 => read_bytes(name, &entries, data)?,
                Kind::U8 => {
                    let text = String::from_utf8(slice(name, entry, data)?.to_vec());
                    Part::Text(text.map_err(|_| broken("text is not UTF-8"))?)
                }
                _ => Part::Floats(floats(name, entry, data)?, entry.shape.clone()),
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
                Part::Bytes(bytes) => {
                    let rows = bytes.scales.len();
                    let values = bytes.values.iter().map(|value| value.to_le_bytes()[0]).collect();
                    add(name.clone(), Kind::I8, vec![rows, bytes.width], values);
                    let scales = little_endian(&bytes.scales);
                    add(format!("{name}{SCALE}"), Kind::F32, vec![rows], scales);
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
            Part::Bytes(bytes) => Some(vec![bytes.scales.len(), bytes.width]),
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
            Some(Part::Bytes(bytes)) => {
                Ok((bytes.to_floats(), vec![bytes.scales.len(), bytes.width]))
            }
            _ => Err(WeightsError::Part(format!("no numbers `{name}`"))),
        }
    }

    /// A matrix of bytes; numbers are rounded to it.
    ///
    /// # Errors
    /// When there is no matrix of that name.
    pub fn bytes(&self, name: &str) -> Result<Bytes, WeightsError> {
        match self.get(name) {
            Some(Part::Bytes(bytes)) => Ok(bytes.clone()),
            Some(Part::Floats(values, shape)) if shape.len() == 2 => {
                Ok(Bytes::from_rows(values, shape[1]))
            }
            _ => Err(WeightsError::Part(format!("no matrix `{name}`"))),
        }
    }
}

fn slice<'d>(name: &str, entry: &Entry, data: &'d [u8]) -> Result<&'d [u8], WeightsError> {
    let [from, to] = entry.data_offsets;
    let count = entry.shape.iter().try_fold(1_usize, |all, &side| all.checked_mul(side));
    let wanted = count.and_then(|count| count.checked_mul(entry.dtype.bytes()));
    data.get(from..to)
        .filter(|slice| Some(slice.len()) == wanted)
        .ok_or_else(|| WeightsError::Format(format!("{name} lies outside the file")))
}

fn floats(name: &str, entry: &Entry, data: &[u8]) -> Result<Vec<f32>, WeightsError> {
    if entry.dtype != Kind::F32 {
        return Err(WeightsError::Format(format!("{name} must be F32")));
    }
    let (numbers, _) = slice(name, entry, data)?.as_chunks::<4>();
    Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

fn read_bytes(
    name: &str,
    entries: &BTreeMap<String, Entry>,
    data: &[u8],
) -> Result<Part, WeightsError> {
    let entry = &entries[name];
    let &[rows, width] = entry.shape.as_slice() else {
        return Err(WeightsError::Format(format!("{name} is no matrix")));
    };
    let scale = format!("{name}{SCALE}");
    let scales = entries
        .get(&scale)
        .filter(|entry| entry.shape == [rows])
        .ok_or_else(|| WeightsError::Format(format!("{name} has no scales")))?;
    let values = slice(name, entry, data)?.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
    Ok(Part::Bytes(Bytes { values, scales: floats(&scale, scales, data)?, width }))
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
        weights.insert("rows", Part::Bytes(Bytes::from_rows(&[1.0, -2.0, 0.0, 0.25], 2)));
        weights
    }

    #[test]
    fn weights_are_read_as_they_were_written() {
        let weights = small();
        assert_eq!(Weights::read(&weights.write()).unwrap(), weights);
    }

    #[test]
    fn bytes_keep_a_row_to_half_a_step() {
        let values = [3.0, -1.0, 0.02, 0.0, 0.0, 0.0, -0.1, 0.05, 0.001];
        let bytes = Bytes::from_rows(&values, 3);
        for (row, (was, is)) in values.chunks(3).zip(bytes.to_floats().chunks(3)).enumerate() {
            for (was, is) in was.iter().zip(is) {
                assert!((was - is).abs() <= bytes.scales[row] / 2.0 + 1e-6, "{was} became {is}");
            }
        }
    }

    #[test]
    fn cut_files_are_errors() {
        let file = small().write();
        for length in 0..file.len() {
            assert!(Weights::read(&file[..length]).is_err(), "{length} bytes");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Weights::read(&bytes);
        }
    }
}
