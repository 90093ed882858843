//! Which words raise which issue: a catalog's cues, and families of words lent to its issues.

use std::collections::HashMap;

use super::language::{Family, Language};
use super::phrases::Phrases;
use crate::domain::{Catalog, Issue};

/// How far apart the words of one cue may stand, beyond their number.
pub const SLACK: usize = 3;

/// Where a cue comes from, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Several words of the catalog.
    CatalogPhrase,
    /// One word of the catalog.
    CatalogWord,
    /// The issue's slug.
    Slug,
    /// Several strong words of a family.
    FamilyPhrase,
    /// One strong word of a family.
    FamilyWord,
    /// A weak word of a family.
    Weak,
    /// A word of the issue's name or question.
    Question,
}

impl Tier {
    /// How many there are.
    pub const COUNT: usize = 7;
}

/// A cue: the stems of its words, in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueCue {
    /// Index of the issue.
    pub issue: usize,
    /// Stems, each once.
    pub stems: Vec<String>,
    /// How much it says.
    pub tier: Tier,
}

/// All cues of a catalog's issues.
#[derive(Debug, Default)]
pub struct IssueCues {
    /// The cues.
    pub cues: Vec<IssueCue>,
    /// For each stem the cues that have it, with its place in them.
    pub by_stem: HashMap<String, Vec<(usize, usize)>>,
    /// Cues that count only word by word, by stems.
    pub exact: Phrases<usize>,
    /// Number of issues.
    pub issues: usize,
    /// The issue on the format of talks, when there is one.
    pub format: Option<usize>,
}

const STOP: &[&str] = &[
    "the", "a", "an", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "by", "its",
    "their", "from", "with", "at", "do", "does", "what", "who", "whom", "when", "where", "which",
    "how", "may", "must", "they", "it", "as", "that", "between", "under", "after", "other", "any",
    "no", "not", "have", "has", "can", "there", "this", "than", "out", "up",
];

impl IssueCues {
    /// Takes a catalog's own cues and lends families to the issues that they resemble.
    #[must_use]
    pub fn new(catalog: &Catalog, language: &Language) -> Self {
        let mut out = Self { issues: catalog.issues.len(), ..Self::default() };
        for (at, issue) in catalog.issues.iter().enumerate() {
            for cue in &issue.cues {
                out.add(language, at, cue, [Tier::CatalogPhrase, Tier::CatalogWord]);
            }
            out.add(language, at, &issue.slug.as_str().replace('-', " "), [Tier::Slug; 2]);
        }
        for (at, issue) in catalog.issues.iter().enumerate() {
            for text in [&issue.name, &issue.question] {
                for (place, token) in language.stems.tokens(text).iter().enumerate() {
                    if token.is_word() && (place == 0 || !token.is_capital()) {
                        out.add(language, at, &token.key, [Tier::Question; 2]);
                    }
                }
            }
        }
        for family in &language.families {
            for at in borrowers(catalog, family, language) {
                if family.about.first().is_some_and(|about| about == "format") {
                    out.format = Some(at);
                }
                for cue in &family.strong {
                    out.add(language, at, cue, [Tier::FamilyPhrase, Tier::FamilyWord]);
                }
                for cue in &family.weak {
                    out.add(language, at, cue, [Tier::Weak; 2]);
                }
            }
        }
        out
    }

    fn add(&mut self, language: &Language, issue: usize, cue: &str, tiers: [Tier; 2]) {
        let tokens = language.stems.tokens(cue);
        let words = tokens.iter().filter(|token| token.is_word());
        let mut stems: Vec<String> = Vec::new();
        let mut count = 0;
        for token in words {
            count += 1;
            if !STOP.contains(&token.key.as_str()) && !stems.contains(&token.stem) {
                stems.push(token.stem.clone());
            }
        }
        let exact = count > 1 && stems.len() < 2;
        if exact {
            stems = tokens.iter().map(|token| token.stem.clone()).collect();
        }
        let tier = tiers[usize::from(count == 1)];
        let same = self.cues.iter_mut().find(|old| old.issue == issue && old.stems == stems);
        if let Some(old) = same {
            old.tier = old.tier.min(tier);
        } else if !stems.is_empty() {
            self.insert(IssueCue { issue, stems, tier }, exact);
        }
    }

    fn insert(&mut self, cue: IssueCue, exact: bool) {
        let at = self.cues.len();
        if exact {
            self.exact.add(cue.stems.iter().map(String::as_str), at);
        } else {
            for (place, stem) in cue.stems.iter().enumerate() {
                self.by_stem.entry(stem.clone()).or_default().push((at, place));
            }
        }
        self.cues.push(cue);
    }
}

/// The issues that a family resembles: the best one, and those nearly as good.
fn borrowers(catalog: &Catalog, family: &Family, language: &Language) -> Vec<usize> {
    let likeness = |issue: &Issue| -> f64 {
        let fields = [
            (3.0, issue.slug.as_str().replace('-', " ")),
            (2.5, issue.name.clone()),
            (1.0, issue.question.clone()),
            (1.0, issue.cues.join(" / ")),
        ];
        let score = |(weight, text): &(f64, String)| {
            let text = stemmed(language, text);
            let hits = family.about.iter().filter(|about| has(&text, &stemmed(language, about)));
            let count = u32::try_from(hits.count()).unwrap_or(u32::MAX);
            weight * f64::from(count.min(3))
        };
        fields.iter().map(score).sum()
    };
    let scores: Vec<f64> = catalog.issues.iter().map(likeness).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    if best < 2.5 {
        return Vec::new();
    }
    let near = scores.iter().enumerate().filter(|(_, score)| **score >= 0.8 * best);
    near.map(|(at, _)| at).collect()
}

fn stemmed(language: &Language, text: &str) -> Vec<String> {
    language.stems.tokens(text).into_iter().map(|token| token.stem).collect()
}

fn has(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::lexicon;

    fn tier(issue: usize, stems: &[&str]) -> Option<Tier> {
        let lexicon = lexicon();
        let cues = &lexicon.issues.cues;
        cues.iter().find(|cue| cue.issue == issue && cue.stems == stems).map(|cue| cue.tier)
    }

    #[test]
    fn catalog_cues_come_before_lent_ones() {
        assert_eq!(tier(0, &["truce"]), Some(Tier::CatalogWord));
        assert_eq!(tier(1, &["amber", "valley"]), Some(Tier::CatalogPhrase));
        assert_eq!(tier(0, &["armistic"]), Some(Tier::FamilyWord));
        assert_eq!(tier(2, &["truce"]), None);
        assert_eq!(tier(0, &["coca"]), None);
    }

    #[test]
    fn format_of_talks_is_told_by_its_family() {
        assert_eq!(lexicon().issues.format, Some(3));
    }
}
