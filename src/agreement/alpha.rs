//! Krippendorff's alpha for nominal data, from coincidences.
//!
//! A unit to which `m ≥ 2` values were given adds `1 / (m − 1)` for each ordered pair of its values to
//! the matrix of coincidences `o`; units with fewer values add nothing, so that values may be missing.
//! With `n(c)` the sum of the row `c` and `n` the sum of all,
//!
//! ```text
//! α = 1 − D(observed) / D(expected) = 1 − (n − 1) · Σ(c≠k) o(c,k) / Σ(c≠k) n(c) · n(k)
//! ```
//!
//! Krippendorff, Content Analysis, 4th ed. (2019), chapter 12; the same with worked examples:
//! Krippendorff, Computing Krippendorff's Alpha-Reliability (2011),
//! <https://repository.upenn.edu/asc_papers/43>.

use std::collections::BTreeMap;

use super::{Figure, Undefined};

/// The coincidences of values within units.
#[derive(Debug, Clone)]
pub struct Coincidences<V> {
    /// How much of each value stands in units of at least two values: `n(c)`.
    of_value: BTreeMap<V, f64>,
    /// The sum of all coincidences of two different values.
    unlike: f64,
    units: u64,
}

impl<V> Default for Coincidences<V> {
    fn default() -> Self {
        Self { of_value: BTreeMap::new(), unlike: 0.0, units: 0 }
    }
}

impl<V: Ord + Clone> Coincidences<V> {
    /// Adds a unit with the values that were given to it, missing ones left out.
    pub fn add(&mut self, values: &[V]) {
        self.add_times(values, 1);
    }

    /// Adds `times` units to which the same values were given.
    pub fn add_times(&mut self, values: &[V], times: u64) {
        let given = count(values.len());
        if values.len() < 2 || times == 0 {
            return;
        }
        let weight = count_u64(times);
        let mut tally: BTreeMap<V, f64> = BTreeMap::new();
        for value in values {
            *tally.entry(value.clone()).or_default() += 1.0;
        }
        for (value, number) in tally {
            // Ordered pairs of this value with another one, shared among the others of the unit.
            self.unlike += weight * number * (given - number) / (given - 1.0);
            *self.of_value.entry(value).or_default() += weight * number;
        }
        self.units += times;
    }

    /// The coefficient.
    #[must_use]
    pub fn alpha(&self) -> Figure {
        let n: f64 = self.of_value.values().sum();
        let expected: f64 = self.of_value.values().map(|of| of * (n - of)).sum();
        let value = if self.units == 0 {
            Err(Undefined::NoUnit)
        } else if self.of_value.len() < 2 {
            Err(Undefined::NoVariation)
        } else {
            Ok(1.0 - (n - 1.0) * self.unlike / expected)
        };
        Figure { value, units: self.units }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of marks are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^52")]
fn count_u64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are observers, columns units; a full stop is a missing value.
    fn alpha(rows: &[&str]) -> Figure {
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(' ').collect()).collect();
        let mut all = Coincidences::default();
        for unit in 0..rows[0].len() {
            let values = rows.iter().map(|row| row[unit]).filter(|value| *value != ".");
            all.add(&values.collect::<Vec<_>>());
        }
        all.alpha()
    }

    #[track_caller]
    fn assert_alpha(rows: &[&str], value: f64, units: u64) {
        let found = alpha(rows);
        assert_eq!(found.units, units);
        assert!((found.value.unwrap() - value).abs() < 0.0005, "{found:?} is not {value}");
    }

    /// Krippendorff (2011), part A: binary data, two observers, no missing data.
    #[test]
    fn krippendorff_2011_a_binary_data_of_two_observers() {
        let (meg, owen) = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0");
        assert_alpha(&[meg, owen], 0.095, 10);
    }

    /// Krippendorff (2011), part B: nominal data, two observers, no missing data.
    #[test]
    fn krippendorff_2011_b_nominal_data_of_two_observers() {
        let (ben, gerry) = ("a a b b d c c c e d d a", "b a b b b c c c e d d d");
        assert_alpha(&[ben, gerry], 0.692, 12);
    }

    /// Krippendorff (2011), part C: nominal data, four observers, missing data. The last unit has one
    /// value and cannot be paired.
    #[test]
    fn krippendorff_2011_c_nominal_data_with_missing_values() {
        let rows = [
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ];
        assert_alpha(&rows, 0.743, 11);
    }

    #[test]
    fn perfect_agreement_is_1_and_contradiction_below_0() {
        assert_alpha(&["a b", "a b"], 1.0, 2);
        let found = alpha(&["a b", "b a"]).value.unwrap();
        assert!(found < 0.0, "{found}");
    }

    #[test]
    fn what_is_not_defined_says_why_and_is_never_nan() {
        let none: Coincidences<u8> = Coincidences::default();
        assert_eq!(none.alpha(), Figure { value: Err(Undefined::NoUnit), units: 0 });
        assert_eq!(alpha(&["a . b", ". c ."]).value, Err(Undefined::NoUnit));
        let same = alpha(&["a a", "a a"]);
        assert_eq!(same, Figure { value: Err(Undefined::NoVariation), units: 2 });
    }

    #[test]
    fn many_like_units_weigh_as_if_each_were_added() {
        let mut one_by_one = Coincidences::default();
        let mut at_once = Coincidences::default();
        for values in [[true, true], [true, false]] {
            one_by_one.add(&values);
            at_once.add(&values);
        }
        (0..7).for_each(|_| one_by_one.add(&[false, false]));
        at_once.add_times(&[false, false], 7);
        assert_eq!(one_by_one.alpha(), at_once.alpha());
    }
}
