//! F1: how much of what two people marked both marked. What neither marked does not count, so it
//! needs no number of places where nothing is.
//!
//! `F1 = 2 · |A ∩ B| / (|A| + |B|)`, the harmonic mean of precision and recall, the same whichever of
//! the two is taken as the other's standard: Hripcsak & Rothschild, Agreement, the F-Measure, and
//! Reliability in Information Retrieval, JAMIA 12(3), 2005, <https://doi.org/10.1197/jamia.M1733>.

use std::collections::BTreeSet;

use super::{Figure, Undefined};

/// What two people marked, in one or several articles.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overlap {
    first: u32,
    second: u32,
    both: u32,
}

impl Overlap {
    /// Adds what the two marked in one article.
    pub fn add<K: Ord>(&mut self, first: &BTreeSet<K>, second: &BTreeSet<K>) {
        self.first += count(first.len());
        self.second += count(second.len());
        self.both += count(first.intersection(second).count());
    }

    /// Adds another pair's, or another article's.
    pub fn join(&mut self, other: Self) {
        self.first += other.first;
        self.second += other.second;
        self.both += other.both;
    }

    /// The coefficient; its units are what at least one of the two marked.
    #[must_use]
    pub fn f1(&self) -> Figure {
        let marked = self.first + self.second;
        let value = if marked == 0 {
            Err(Undefined::NoUnit)
        } else {
            Ok(2.0 * f64::from(self.both) / f64::from(marked))
        };
        Figure { value, units: u64::from(marked - self.both) }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f1(first: &[u8], second: &[u8]) -> Figure {
        let mut overlap = Overlap::default();
        overlap.add(&first.iter().collect(), &second.iter().collect());
        overlap.f1()
    }

    #[test]
    fn counts_what_both_marked_twice_over_what_each_marked() {
        assert_eq!(f1(&[1, 2, 3], &[2, 3, 4, 5]), Figure { value: Ok(4.0 / 7.0), units: 5 });
        assert_eq!(f1(&[1], &[1]), Figure { value: Ok(1.0), units: 1 });
        assert_eq!(f1(&[1], &[]), Figure { value: Ok(0.0), units: 1 });
    }

    #[test]
    fn nothing_marked_is_not_defined() {
        assert_eq!(f1(&[], &[]), Figure { value: Err(Undefined::NoUnit), units: 0 });
    }
}
