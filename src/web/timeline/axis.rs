//! Time from left to right: months, the rules of quarters and years, and years' numbers.

use crate::store::MonthlyTally;

pub(super) const WIDTH: f64 = 952.0;
/// Room for the rows' names, left of the first month.
const NAMES: f64 = 168.0;
/// A year's number needs this much room.
const YEAR_ROOM: f64 = 40.0;
/// Quarters closer than this are not ruled.
const QUARTER_ROOM: f64 = 8.0;

/// A rule at the beginning of a year, with its number.
pub(crate) struct Year {
    pub(crate) x: String,
    pub(crate) label_x: String,
    pub(crate) label: i32,
}

/// A rule at the beginning of a quarter.
pub(crate) struct Quarter {
    pub(crate) x: String,
}

/// A month as a number: twelve times the year, and the month from 0.
pub(super) type Month = i32;

pub(super) fn month_of(iso: &str) -> Option<Month> {
    let (year, month) = iso.split_once('-')?;
    let month: Month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(year.parse::<Month>().ok()? * 12 + month - 1)
}

pub(super) fn iso(month: Month) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// From January of the first year to the end of the last quarter.
pub(super) struct Axis {
    first: Month,
    last: Month,
    step: f64,
}

impl Axis {
    pub(super) fn of(tallies: &[MonthlyTally]) -> Option<Self> {
        let months = || tallies.iter().filter_map(|tally| month_of(&tally.month));
        let first = months().min()?.div_euclid(12) * 12;
        let last = (months().max()?.div_euclid(3) + 1) * 3;
        Some(Self { first, last, step: (WIDTH - NAMES) / f64::from(last - first) })
    }

    fn x(&self, month: Month) -> f64 {
        NAMES + f64::from(month - self.first) * self.step
    }

    pub(super) fn middle(&self, month: Month) -> f64 {
        self.x(month) + self.step / 2.0
    }

    /// Years that have room for their numbers, evenly.
    pub(super) fn years(&self) -> Vec<Year> {
        let enough = |every: &i32| f64::from(*every) * 12.0 * self.step >= YEAR_ROOM;
        let every = (1..=1000).find(enough).unwrap_or(1000);
        (self.first / 12..=(self.last - 1) / 12)
            .filter(|year| (year - self.first / 12) % every == 0)
            .map(|year| {
                let x = self.x(year * 12);
                Year { x: unit(x), label_x: unit(x + 5.0), label: year }
            })
            .collect()
    }

    pub(super) fn quarters(&self) -> Vec<Quarter> {
        if self.step * 3.0 < QUARTER_ROOM {
            return Vec::new();
        }
        (self.first..self.last)
            .filter(|month| month % 3 == 0 && month % 12 != 0)
            .map(|month| Quarter { x: unit(self.x(month)) })
            .collect()
    }
}

/// A length as it is printed: one decimal at most.
pub(super) fn unit(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::tests::tally;
    use super::*;
    use crate::domain::Stance;

    #[test]
    fn axis_runs_from_january_to_the_end_of_the_last_quarter() {
        let tallies = [tally("2024-05", Stance::Offers, 1), tally("2025-12", Stance::Rejects, 1)];
        let axis = Axis::of(&tallies).unwrap();
        assert_eq!((axis.first, axis.last), (2024 * 12, 2026 * 12));
        assert_eq!(axis.years().iter().map(|year| year.label).collect::<Vec<_>>(), [2024, 2025]);
        assert_eq!(axis.quarters().len(), 6);
        assert_eq!(unit(axis.x(axis.last)), "952");
    }

    #[test]
    fn long_stretches_get_fewer_numbers_and_no_quarters() {
        let tallies = [tally("1900-01", Stance::Offers, 1), tally("2100-12", Stance::Rejects, 1)];
        let axis = Axis::of(&tallies).unwrap();
        assert!(axis.years().len() < 25);
        assert!(axis.quarters().is_empty());
    }
}
