//! Which coded articles are kept apart, by their ids alone.

use std::collections::BTreeMap;

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

/// The part of each article: of the sorted ids with the same beginning (up to the last `-`) every
/// fifth is held out, and every tenth sets the thresholds.
#[must_use]
pub fn parts<'i>(ids: impl IntoIterator<Item = &'i str>) -> BTreeMap<String, Part> {
    by_place(ids, |at| match at % 10 {
        4 | 9 => Part::Held,
        7 => Part::Tune,
        _ => Part::Learn,
    })
}

/// The part of each article that was composed for learning: every tenth sets the thresholds, none
/// is held out, since what is composed is no measure of what is published.
#[must_use]
pub fn composed_parts<'i>(ids: impl IntoIterator<Item = &'i str>) -> BTreeMap<String, Part> {
    by_place(ids, |at| if at % 10 == 7 { Part::Tune } else { Part::Learn })
}

fn by_place<'i>(
    ids: impl IntoIterator<Item = &'i str>,
    part: impl Fn(usize) -> Part,
) -> BTreeMap<String, Part> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for id in ids {
        let group = id.rsplit_once('-').map_or("", |(group, _)| group);
        groups.entry(group).or_default().push(id);
    }
    let mut parts = BTreeMap::new();
    for mut ids in groups.into_values() {
        ids.sort_unstable();
        ids.dedup();
        parts.extend(ids.into_iter().enumerate().map(|(at, id)| (id.to_owned(), part(at))));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fifth_article_is_held_out() {
        let ids: Vec<String> = (1..=40).map(|n| format!("{}-{n:02}", n % 2)).collect();
        let parts = parts(ids.iter().map(String::as_str));
        let count = |wanted| parts.values().filter(|part| **part == wanted).count();
        assert_eq!((count(Part::Held), count(Part::Tune), count(Part::Learn)), (8, 4, 28));
        assert_eq!(parts["0-10"], Part::Held);
        assert_eq!(parts["0-12"], Part::Learn);
    }

    #[test]
    fn order_does_not_matter() {
        assert_eq!(parts(["a-2", "a-1", "b"]), parts(["b", "a-1", "a-2", "a-2"]));
    }

    #[test]
    fn nothing_composed_is_held_out() {
        let ids: Vec<String> = (1..=20).map(|n| format!("a1-{n:02}")).collect();
        let parts = composed_parts(ids.iter().map(String::as_str));
        let tuned: Vec<&String> =
            parts.iter().filter(|(_, part)| **part == Part::Tune).map(|(id, _)| id).collect();
        assert_eq!(tuned, ["a1-08", "a1-18"]);
        assert!(!parts.values().any(|part| *part == Part::Held));
    }
}
