//! Which sentence mentions which issue: by its own words, or carried on from what stands around.
//!
//! Each sign (a cue of the catalog, a word of a family, the headline, the sentence before) adds its
//! weight from `weights.toml`; the sum is a probability.

use std::ops::Range;

use super::issue_signs::{Around, Place, Talk, signs, talk, to_f64};
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::parsed::Parsed;

/// An issue that a sentence mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueHit {
    /// Index of the issue.
    pub issue: usize,
    /// The words that raise it; nothing when it is carried on.
    pub tokens: Option<Range<usize>>,
    /// How probable it is, from 0 to 1.
    pub weight: f64,
}

/// Names of the signs of the second round: what the first round says of the sentences around.
pub(super) const NEIGHBOURS: [&str; 12] = [
    "n_bias",
    "n_self",
    "n_before",
    "n_before_same",
    "n_next_same",
    "n_before_two",
    "n_before_bare",
    "n_before_speech",
    "n_best_other",
    "n_article",
    "n_next",
    "n_before_anaphor",
];

/// One (sentence, issue) with its signs.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub sentence: usize,
    pub issue: usize,
    pub signs: Vec<f64>,
    pub tokens: Option<Range<usize>>,
    bare: bool,
    talk: Talk,
}

/// Every (sentence, issue) that has any sign.
pub(super) fn candidates(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    title: Option<&Parsed<'_>>,
    mentions: &[Mention],
) -> Vec<Candidate> {
    let around = Around::new(lexicon, parsed, title);
    let mut out = Vec::new();
    for sentence in 0..parsed.sentences.len() {
        let talk = talk(lexicon, parsed, sentence, mentions);
        let format = lexicon.issues.format;
        let place = Place { around: &around, parsed, sentence, talk, format };
        for issue in 0..lexicon.issues.issues {
            let own = &around.own[sentence][issue];
            let context = around.carried[sentence][issue]
                + around.theme(sentence, issue)
                + around.title[issue];
            if own.best.is_some() || context > 0.03 {
                let signs = signs(&place, issue);
                let (tokens, bare) = (own.tokens.clone(), own.best.is_none());
                out.push(Candidate { sentence, issue, signs, tokens, bare, talk });
            }
        }
    }
    out
}

fn logistic<'s>(signs: impl IntoIterator<Item = &'s f64>, weights: &[f64]) -> f64 {
    let sum: f64 = signs.into_iter().zip(weights).map(|(sign, weight)| sign * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The first round: each candidate alone.
pub(super) fn first_round(lexicon: &Lexicon, candidates: &[Candidate]) -> Vec<f64> {
    let weights = &lexicon.language().weights.issue;
    candidates.iter().map(|candidate| logistic(&candidate.signs, weights)).collect()
}

/// The signs of the second round, from the probabilities of the first.
pub(super) fn neighbours(
    parsed: &Parsed<'_>,
    issues: usize,
    candidates: &[Candidate],
    first: &[f64],
) -> Vec<[f64; 12]> {
    let count = parsed.sentences.len();
    let mut table = vec![0.0; count * issues];
    let mut sums = vec![0.0; issues];
    for (candidate, &p) in candidates.iter().zip(first) {
        table[candidate.sentence * issues + candidate.issue] = p;
        sums[candidate.issue] += p;
    }
    let paragraph = |at: usize| parsed.sentences[at].paragraph;
    let flag = |test: bool| f64::from(u8::from(test));
    let rows = candidates.iter().zip(first).map(|(candidate, &p)| {
        let Candidate { sentence, issue, bare, talk, .. } = *candidate;
        let of = |at: usize, issue: usize| table[at * issues + issue];
        let before = if sentence > 0 { of(sentence - 1, issue) } else { 0.0 };
        let two = if sentence > 1 { of(sentence - 2, issue) } else { 0.0 };
        let next = if sentence + 1 < count { of(sentence + 1, issue) } else { 0.0 };
        let same_before = sentence > 0 && paragraph(sentence - 1) == paragraph(sentence);
        let same_next = sentence + 1 < count && paragraph(sentence + 1) == paragraph(sentence);
        let other =
            (0..issues).filter(|&at| at != issue).map(|at| of(sentence, at)).fold(0.0, f64::max);
        let article = (sums[issue] - p) / to_f64(count);
        let odds = (p.clamp(0.001, 0.999) / (1.0 - p.clamp(0.001, 0.999))).ln();
        [
            1.0,
            odds,
            before,
            before * flag(same_before),
            next * flag(same_next),
            two,
            before * flag(bare),
            before * flag(talk.speech),
            other,
            article,
            next,
            before * flag(talk.anaphor),
        ]
    });
    rows.collect()
}

/// Finds the issues of each sentence, in the catalog's order, the improbable ones included: a
/// position may yet show that the sentence is about them.
#[must_use]
pub fn find(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    title: Option<&Parsed<'_>>,
    mentions: &[Mention],
) -> Vec<Vec<IssueHit>> {
    let weights = &lexicon.language().weights;
    let mut out = vec![Vec::new(); parsed.sentences.len()];
    let candidates = candidates(lexicon, parsed, title, mentions);
    let first = first_round(lexicon, &candidates);
    let second = neighbours(parsed, lexicon.issues.issues, &candidates, &first);
    for (candidate, signs) in candidates.into_iter().zip(&second) {
        let weight = logistic(signs, &weights.neighbours);
        if weight >= weights.issue_floor {
            let Candidate { sentence, issue, tokens, .. } = candidate;
            out[sentence].push(IssueHit { issue, tokens, weight });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::issues_of;

    #[test]
    fn cues_raise_their_issue_in_any_inflection_and_order() {
        let text = "Prisoners were exchanged in March. They signed a cease-fire.";
        assert_eq!(
            issues_of(None, text),
            [(0, "prisoners".to_owned()), (1, "ceasefire".to_owned())]
        );
        assert_eq!(issues_of(None, "Norland claims the Amber Valley."), [(0, "valley".to_owned())]);
    }

    #[test]
    fn family_words_raise_an_issue_whose_cues_do_not_name_them() {
        assert_eq!(issues_of(None, "Norland wants an armistice."), [(0, "ceasefire".to_owned())]);
        assert_eq!(issues_of(None, "Norland claims that territory."), [(0, "valley".to_owned())]);
    }

    #[test]
    fn colour_raises_nothing() {
        assert_eq!(issues_of(None, "It rained on the harbour."), []);
        assert_eq!(issues_of(None, "The amber beads came from a shop in Peru."), []);
    }

    #[test]
    fn speaker_goes_on_with_the_issue() {
        let text = "Pia Lund rejected the ceasefire. \"We will never accept it,\" she said.";
        assert_eq!(issues_of(Some("Norland rejects ceasefire"), text).len(), 2);
    }
}
