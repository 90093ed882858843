//! How far people who code the same articles independently agree, and where they differ. Pure: marks
//! go in, figures and differences come out.
//!
//! Two coefficients: Krippendorff's alpha for nominal data ([`alpha`]), which corrects for chance and
//! takes missing values, and F1 ([`overlap`]), which does not count what nobody marked. Each says over
//! how many units it stands, and why when it is not defined.

pub mod alpha;
mod compare;
mod measure;
pub mod overlap;

pub use compare::{Compared, Difference, compare};
pub use measure::{Agreement, Coded, ENOUGH, Figures, OfIssue, OfPair, measure};

/// A coefficient, over how many units it stands, and why when it is not defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// At most 1, which is perfect agreement; or why there is none.
    pub value: Result<f64, Undefined>,
    /// Units that it stands on.
    pub units: u64,
}

/// Why a coefficient is not defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// Nothing was coded by two people.
    NoUnit,
    /// Everything has the same value: there is nothing that could be confused.
    NoVariation,
}

impl Undefined {
    /// Why, in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoUnit => "no unit",
            Self::NoVariation => "no variation",
        }
    }
}
