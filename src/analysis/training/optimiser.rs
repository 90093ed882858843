//! `AdamW`: each number has its own pace.

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{Device, Result, Tensor, Var};

/// The derivatives of some passes, added up, by the part's number.
pub(super) type Sums = Vec<Vec<f32>>;

/// One learned part.
struct Learned {
    var: Var,
    values: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    /// Values remembered, added up.
    remembered: Vec<f32>,
    /// Times the pace.
    pace: f32,
    decay: f32,
}

/// All learned parts.
pub(super) struct Optimiser {
    parts: Vec<Learned>,
    names: BTreeMap<String, usize>,
    step: i32,
    /// How many states are remembered.
    count: f32,
}

impl Optimiser {
    pub(super) fn new() -> Self {
        Self { parts: Vec::new(), names: BTreeMap::new(), step: 0, count: 0.0 }
    }

    /// Takes a part in and hands out the tensor that stands for it.
    pub(super) fn add(&mut self, name: &str, start: &Tensor, pace: f32) -> Result<Tensor> {
        if let Some(&at) = self.names.get(name) {
            return Ok(self.parts[at].var.as_tensor().clone());
        }
        let values = start.flatten_all()?.to_vec1::<f32>()?;
        let decay = if start.rank() == 2 { 0.01 } else { 0.0 };
        let (first, second) = (vec![0.0; values.len()], vec![0.0; values.len()]);
        let var = Var::from_tensor(start)?;
        let tensor = var.as_tensor().clone();
        self.names.insert(name.to_owned(), self.parts.len());
        let remembered = Vec::new();
        self.parts.push(Learned { var, values, first, second, remembered, pace, decay });
        Ok(tensor)
    }

    /// Empty sums, one for each part.
    pub(super) fn sums(&self) -> Sums {
        self.parts.iter().map(|part| vec![0.0; part.values.len()]).collect()
    }

    /// Adds one pass's derivatives.
    pub(super) fn collect(&self, grads: &GradStore, sums: &mut Sums) -> Result<()> {
        for (part, sums) in self.parts.iter().zip(sums) {
            if let Some(grad) = grads.get(part.var.as_tensor()) {
                let grad = grad.flatten_all()?.to_vec1::<f32>()?;
                sums.iter_mut().zip(grad).for_each(|(sum, grad)| *sum += grad);
            }
        }
        Ok(())
    }

    /// Moves every part a step against its derivatives.
    pub(super) fn step(&mut self, sums: &mut Sums, pace: f32) -> Result<()> {
        const FIRST: f32 = 0.9;
        const SECOND: f32 = 0.98;
        self.step += 1;
        let length =
            sums.iter().flatten().map(|g| f64::from(*g) * f64::from(*g)).sum::<f64>().sqrt();
        #[expect(clippy::cast_possible_truncation, reason = "a factor from 0 to 1")]
        let clip = if length > 1.0 { (1.0 / length) as f32 } else { 1.0 };
        let (one, two) = (1.0 - FIRST.powi(self.step), 1.0 - SECOND.powi(self.step));
        for (part, grads) in self.parts.iter_mut().zip(sums) {
            let pace = pace * part.pace;
            let numbers = part.values.iter_mut().zip(&mut part.first).zip(&mut part.second);
            for (((value, first), second), grad) in numbers.zip(grads) {
                let pull = *grad * clip;
                *grad = 0.0;
                *first = FIRST * *first + (1.0 - FIRST) * pull;
                *second = SECOND * *second + (1.0 - SECOND) * pull * pull;
                let move_by = (*first / one) / ((*second / two).sqrt() + 1e-8);
                *value -= pace * (move_by + part.decay * *value);
            }
            let shape = part.var.shape().clone();
            part.var.set(&Tensor::from_slice(&part.values, shape, &Device::Cpu)?)?;
        }
        Ok(())
    }

    /// Remembers the state: the outcome is the mean of all that are remembered.
    pub(super) fn remember(&mut self) {
        self.count += 1.0;
        for part in &mut self.parts {
            part.remembered.resize(part.values.len(), 0.0);
            for (sum, value) in part.remembered.iter_mut().zip(&part.values) {
                *sum += value;
            }
        }
    }

    /// The numbers of every part, with their shapes, by name.
    pub(super) fn values(&self) -> BTreeMap<String, (Vec<f32>, Vec<usize>)> {
        let value = |at: usize| {
            let part = &self.parts[at];
            let values = if self.count > 0.0 {
                part.remembered.iter().map(|sum| sum / self.count).collect()
            } else {
                part.values.clone()
            };
            (values, part.var.dims().to_vec())
        };
        self.names.iter().map(|(name, &at)| (name.clone(), value(at))).collect()
    }
}
