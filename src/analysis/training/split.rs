//! Which coded articles are kept apart: a pure function of their id.

/// What an article is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Weights are learned from it.
    Learn,
    /// Thresholds are set by it.
    Tune,
    /// Only measured.
    Held,
}

/// The part of the article with this id: of ids that end in a number, every fifth is held out and
/// every tenth (those that end in 3) sets the thresholds; any other id is dealt by its letters.
#[must_use]
pub fn part(id: &str) -> Part {
    let digits = id.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    let number = digits.parse::<u64>().unwrap_or_else(|_| {
        id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    });
    match number % 10 {
        0 | 5 => Part::Held,
        3 => Part::Tune,
        _ => Part::Learn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fifth_article_is_held_out() {
        let parts: Vec<Part> = (1..=100).map(|n| part(&format!("a-{n:02}"))).collect();
        assert_eq!(parts.iter().filter(|part| **part == Part::Held).count(), 20);
        assert_eq!(parts.iter().filter(|part| **part == Part::Tune).count(), 10);
        assert_eq!(parts[4], Part::Held);
        assert_eq!(part("no number"), part("no number"));
    }
}
