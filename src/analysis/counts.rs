//! Hits, false findings and misses, and the report made of them.

use std::fmt;

use super::attribution_scores::AttributionScores;
use super::evaluation::Report;

/// Counts of hits, false findings and misses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and coded.
    pub hits: usize,
    /// Found, not coded.
    pub false_findings: usize,
    /// Coded, not found.
    pub misses: usize,
}

impl Counts {
    #[expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]
    pub(super) fn ratio(part: usize, whole: usize) -> f64 {
        if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
    }

    /// Share of findings that are coded; 0 without findings.
    #[must_use]
    pub fn precision(self) -> f64 {
        Self::ratio(self.hits, self.hits + self.false_findings)
    }

    /// Share of coded things that are found; 0 when nothing is coded.
    #[must_use]
    pub fn recall(self) -> f64 {
        Self::ratio(self.hits, self.hits + self.misses)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(self) -> f64 {
        Self::ratio(2 * self.hits, 2 * self.hits + self.false_findings + self.misses)
    }

    /// Adds what was found and coded, `hits` of it both.
    pub(super) fn add_all(&mut self, hits: usize, found: usize, coded: usize) {
        self.hits += hits;
        self.false_findings += found - hits;
        self.misses += coded - hits;
    }

    /// Things coded.
    #[must_use]
    pub fn coded(self) -> usize {
        self.hits + self.misses
    }

    pub(super) fn add(&mut self, kind: Match) {
        match kind {
            Match::Hit => self.hits += 1,
            Match::False => self.false_findings += 1,
            Match::Miss => self.misses += 1,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "precision {:.3}  recall {:.3}  f1 {:.3}  ({} hits, {} false, {} missed)",
            self.precision(),
            self.recall(),
            self.f1(),
            self.hits,
            self.false_findings,
            self.misses
        )
    }
}

/// Whether a finding and the coding agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Found and coded.
    Hit,
    /// Found, not coded.
    False,
    /// Coded, not found.
    Miss,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} articles", self.articles)?;
        writeln!(f, "issues                 {}", self.issues)?;
        writeln!(f, "positions              {}", self.positions)?;
        writeln!(f, "positions with stance  {}", self.stances)?;
        if self.attributions != AttributionScores::default() {
            let AttributionScores { contents, speakers: (found, right) } = self.attributions;
            writeln!(f, "attributions           {contents}")?;
            let share = Counts::ratio(right, found);
            writeln!(f, "their speakers         right {share:.3}  ({right} of {found})")?;
        }
        writeln!(f, "\nby stance (positions with stance)")?;
        for (stance, counts) in &self.by_stance {
            writeln!(f, "  {stance:<12} {counts}")?;
        }
        writeln!(
            f,
            "\nf1 of issues, positions, positions with stance (coded issues, coded positions)"
        )?;
        for (name, counts) in self.by_negotiation.iter().chain(&self.by_issue) {
            let [issues, positions, stances] = counts.map(Counts::f1);
            let coded = |c: Counts| c.hits + c.misses;
            writeln!(
                f,
                "  {name:<46} {issues:.3}  {positions:.3}  {stances:.3}  ({}, {})",
                coded(counts[0]),
                coded(counts[1])
            )?;
        }
        writeln!(f, "\nconfidence (tenths: positions found, right with stance)")?;
        for (tenth, (count, right)) in &self.by_confidence {
            writeln!(f, "  {tenth}  {count:>5}  {:.2}", Counts::ratio(*right, *count))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_precision_recall_and_their_harmonic_mean() {
        let counts = Counts { hits: 3, false_findings: 1, misses: 2 };
        assert!((counts.precision() - 0.75).abs() < 1e-9);
        assert!((counts.recall() - 0.6).abs() < 1e-9);
        assert!((counts.f1() - 2.0 / 3.0).abs() < 1e-9);
        assert!(Counts::default().f1().abs() < 1e-9);
    }

    #[test]
    fn report_prints_the_three_scores() {
        let printed = Report::default().to_string();
        for line in ["issues  ", "positions  ", "positions with stance  "] {
            assert!(printed.contains(line), "{printed}");
        }
    }
}
