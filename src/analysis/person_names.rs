//! Names of people as runs of capitals, without their titles.

use super::attribution_words::Tags;
use super::items::Item;

/// Longest name, in words.
pub(super) const MAX_NAME: usize = 5;

/// The last word of a name, in small letters: by it a person is found again.
pub(super) fn surname(name: &str) -> String {
    name.split_whitespace().next_back().unwrap_or_default().to_lowercase()
}

/// A run of capitals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The runs of names, small particles between them included.
pub(super) fn runs(items: &[Item<'_>]) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < items.len() {
        if !items[at].is_name() {
            at += 1;
            continue;
        }
        let start = at;
        while at < items.len() {
            let particle = items[at].is_word()
                && items[at].is(Tags::PARTICLE)
                && (at + 1..at + 3).any(|k| items.get(k).is_some_and(Item::is_name));
            if !items[at].is_name() && !particle {
                break;
            }
            at += 1;
        }
        found.push(Run { start, end: at });
    }
    found
}

/// A name as it stands in a run, without its titles.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) full: String,
    pub(super) surname: String,
    pub(super) words: usize,
    pub(super) titled: bool,
    /// One word is enough: "her nephew Anton", "known as Anton".
    pub(super) kin: bool,
}

impl Name {
    pub(super) fn of(run: &[Item<'_>]) -> Option<Self> {
        let from = run.iter().rposition(is_title).map_or(0, |at| at + 1);
        let name = &run[from..];
        let last = name.last()?;
        if name.len() > MAX_NAME || !last.capital || last.is_number() {
            return None;
        }
        let body = name.iter().any(|item| item.is(Tags::BODY) && !item.is(Tags::PARTICLE));
        let shouted =
            last.word.len() > 1 && last.word.chars().all(|c| c.is_uppercase() || ".-".contains(c));
        if body || shouted {
            return None;
        }
        let words: Vec<&str> = name.iter().map(|item| item.word).collect();
        Some(Self {
            full: words.join(" "),
            surname: last.word.to_owned(),
            words: name.len(),
            titled: from > 0,
            kin: false,
        })
    }
}

impl Name {
    /// "Norland Pia Lund" after "of": the first word is the country.
    pub(super) fn without_first(self) -> Self {
        let rest = self.full.split_once(' ').map(|(_, rest)| rest.to_owned());
        Self { words: self.words - 1, full: rest.unwrap_or_default(), ..self }
    }
}

/// "uses the name *Anton*", "gave her name as *Olga*", "known as *Anton*".
pub(super) fn is_told_name(items: &[Item<'_>], run: &Run) -> bool {
    let near = &items[run.start.saturating_sub(3)..run.start];
    let says = |item: &Item<'_>, words: &[&str]| words.iter().any(|word| item.says(word));
    near.last().is_some_and(|last| {
        says(last, &["name", "named", "called"])
            || last.says("as")
                && near
                    .iter()
                    .any(|item| says(item, &["name", "himself", "herself", "known", "only"]))
    })
}

fn is_title(item: &Item<'_>) -> bool {
    item.is(Tags::TITLE) || (item.is(Tags::ROLE) && !item.is(Tags::BODY))
}
