//! From which probability on something is found, and what a probability is worth.

use super::weights::{Part, Weights, WeightsError};

const NAME: &str = "thresholds";

/// Set on articles apart from those that weights are learned from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// An issue.
    pub issue: f32,
    /// A position, the issue's own probability counted in.
    pub position: f32,
    /// The calibrated logit of a probability is this times its logit…
    pub slope: f32,
    /// … plus this.
    pub shift: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { issue: 0.4, position: 0.3, slope: 1.0, shift: 0.0 }
    }
}

impl Thresholds {
    /// Takes them from the weights; the usual ones when there are none.
    ///
    /// # Errors
    /// When there are some, but not four.
    pub fn read(weights: &Weights) -> Result<Self, WeightsError> {
        if weights.get(NAME).is_none() {
            return Ok(Self::default());
        }
        let (values, _) = weights.floats(NAME)?;
        let &[issue, position, slope, shift] = values.as_slice() else {
            return Err(WeightsError::Part("thresholds are four numbers".to_owned()));
        };
        Ok(Self { issue, position, slope, shift })
    }

    /// Puts them into the weights.
    pub fn write(self, weights: &mut Weights) {
        let values = vec![self.issue, self.position, self.slope, self.shift];
        weights.insert(NAME, Part::Floats(values, vec![4]));
    }

    /// How often findings of this probability are right, as measured.
    #[must_use]
    pub fn confidence(self, p: f32) -> f64 {
        let p = f64::from(p).clamp(1e-4, 1.0 - 1e-4);
        let logit = f64::from(self.slope) * (p / (1.0 - p)).ln() + f64::from(self.shift);
        (1.0 / (1.0 + (-logit).exp())).clamp(0.01, 0.99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_travel_with_the_weights() {
        let set = Thresholds { issue: 0.45, position: 0.35, slope: 0.8, shift: -0.2 };
        let mut weights = Weights::default();
        assert_eq!(Thresholds::read(&weights).unwrap(), Thresholds::default());
        set.write(&mut weights);
        assert_eq!(Thresholds::read(&weights).unwrap(), set);
    }

    #[test]
    fn confidence_follows_the_probability() {
        let plain = Thresholds::default();
        assert!((plain.confidence(0.8) - 0.8).abs() < 1e-6);
        let doubtful = Thresholds { shift: -1.0, ..plain };
        assert!(doubtful.confidence(0.8) < 0.65);
    }
}
