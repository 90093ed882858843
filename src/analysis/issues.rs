//! Which sentence mentions which issue: by its own words, or carried on from what stands around.
//!
//! Each sign (a cue of the catalog, a word of a family, the headline, the sentence before) adds its
//! weight from `weights.toml`; the sum is a probability.

use std::collections::HashMap;
use std::ops::Range;

use super::concepts::{SLACK, Tier};
use super::language::Class;
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

/// What is left of an issue one sentence further.
const FADE: f64 = 0.7;
/// What is left of it in a new paragraph.
const NEW_PARAGRAPH: f64 = 0.5;

/// What a sentence's own words say on one issue.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Own {
    /// Distinct cues of each tier.
    counts: [usize; Tier::COUNT],
    /// The words of the best cue.
    tokens: Option<Range<usize>>,
    best: Option<Tier>,
}

impl Own {
    fn strong(&self) -> usize {
        self.counts.iter().sum::<usize>() - self.counts[Tier::Weak as usize]
    }

    fn strength(&self) -> f64 {
        if self.strong() > 0 {
            1.0
        } else if self.counts[Tier::Weak as usize] > 0 {
            0.4
        } else {
            0.0
        }
    }
}

/// The cues whose words stand near each other in a sentence, by where they stand.
pub(super) fn cue_matches(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    range: &Range<usize>,
) -> Vec<(usize, Range<usize>)> {
    let cues = &lexicon.issues;
    let mut seen: HashMap<usize, Vec<Option<usize>>> = HashMap::new();
    let mut best: HashMap<usize, (usize, Range<usize>)> = HashMap::new();
    for at in range.clone() {
        let stem_at = |at: usize| parsed.stem(at).filter(|_| at < range.end);
        if let Some((taken, exact)) = cues.exact.longest(at, stem_at) {
            best.extend(exact.iter().map(|&cue| (cue, (taken - 1, at..at + taken))));
        }
        let Some(list) = cues.by_stem.get(&parsed.tokens[at].stem) else {
            continue;
        };
        for &(cue, place) in list {
            let size = cues.cues[cue].stems.len();
            let last = seen.entry(cue).or_insert_with(|| vec![None; size]);
            last[place] = Some(at);
            let from = last.iter().map(|&at| at.unwrap_or(0)).min().unwrap_or(0);
            let whole = last.iter().all(Option::is_some) && at - from < size + SLACK;
            if whole && best.get(&cue).is_none_or(|(spread, _)| at - from < *spread) {
                best.insert(cue, (at - from, from..at + 1));
            }
        }
    }
    let mut found: Vec<_> = best
        .into_iter()
        .map(|(cue, (_, tokens))| (cue, tokens))
        .collect();
    found.sort_by_key(|(cue, range)| (range.start, range.end, *cue));
    found
}

/// What the words of a sentence say on each issue, before any context.
fn own(lexicon: &Lexicon, parsed: &Parsed<'_>, range: &Range<usize>) -> Vec<Own> {
    let mut found = vec![Own::default(); lexicon.issues.issues];
    for (cue, tokens) in cue_matches(lexicon, parsed, range) {
        let cue = &lexicon.issues.cues[cue];
        let own = &mut found[cue.issue];
        own.counts[cue.tier as usize] += 1;
        if own.best.is_none_or(|best| cue.tier < best) {
            own.best = Some(cue.tier);
            own.tokens = Some(tokens);
        }
    }
    found
}

/// What stands around a sentence.
struct Around {
    own: Vec<Vec<Own>>,
    title: Vec<f64>,
    totals: Vec<f64>,
    total: f64,
    carried: Vec<Vec<f64>>,
}

impl Around {
    fn new(lexicon: &Lexicon, parsed: &Parsed<'_>, title: Option<&Parsed<'_>>) -> Self {
        let count = lexicon.issues.issues;
        let own: Vec<Vec<Own>> = parsed
            .ranges
            .iter()
            .map(|range| own(lexicon, parsed, range))
            .collect();
        let mut in_title = vec![0.0; count];
        for range in title.iter().flat_map(|title| &title.ranges) {
            let title = title
                .map(|title| self::own(lexicon, title, range))
                .unwrap_or_default();
            for (issue, own) in title.iter().enumerate() {
                in_title[issue] = f64::max(in_title[issue], own.strength());
            }
        }
        let mut totals = vec![0.0; count];
        for (issue, own) in own
            .iter()
            .flatten()
            .enumerate()
            .map(|(at, own)| (at % count, own))
        {
            totals[issue] += if own.strong() > 0 { 1.0 } else { 0.0 };
        }
        let total = totals.iter().sum();
        let mut around = Self {
            own,
            title: in_title,
            totals,
            total,
            carried: Vec::new(),
        };
        around.carry(parsed, count);
        around
    }

    /// For each sentence what the sentences before it leave.
    fn carry(&mut self, parsed: &Parsed<'_>, count: usize) {
        let mut now = vec![0.0_f64; count];
        let mut paragraph = 0;
        for (sentence, own) in self.own.iter().enumerate() {
            if parsed.sentences[sentence].paragraph != paragraph {
                paragraph = parsed.sentences[sentence].paragraph;
                now.iter_mut().for_each(|weight| *weight *= NEW_PARAGRAPH);
            }
            self.carried.push(now.clone());
            let other = own.iter().any(|own| own.strong() > 0);
            for (weight, own) in now.iter_mut().zip(own) {
                *weight *= if other { FADE * 0.6 } else { FADE };
                *weight = weight.max(own.strength());
            }
        }
    }

    /// The issue's share of the article, this sentence left aside.
    fn theme(&self, sentence: usize, issue: usize) -> f64 {
        let here = &self.own[sentence];
        let mine = if here[issue].strong() > 0 { 1.0 } else { 0.0 };
        let all = here.iter().filter(|own| own.strong() > 0).count();
        (self.totals[issue] - mine) / (self.total - to_f64(all) + 2.0)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts within a sentence are small"
)]
fn to_f64(count: usize) -> f64 {
    count.min(1000) as f64
}

const SIGN_COUNT: usize = 36;

/// Names of the signs, as in `weights.toml`.
pub(super) const SIGNS: [&str; SIGN_COUNT] = [
    "bias",
    "catalog_phrase",
    "catalog_word",
    "slug",
    "family_phrase",
    "family_word",
    "weak",
    "more_cues",
    "title",
    "theme",
    "carried",
    "next",
    "other_strong",
    "others_strong",
    "bare_speech",
    "bare_nobody",
    "bare_anaphor",
    "bare_quoted",
    "bare_theme",
    "bare_title",
    "bare_other",
    "bare_carried",
    "before",
    "word_theme",
    "weak_theme",
    "weak_carried",
    "bare",
    "format_own",
    "format_bare",
    "lead_title",
    "carried_speech",
    "carried_quoted",
    "carried_anaphor",
    "carried_nobody",
    "theme_speech",
    "theme_nobody",
];

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

/// The signs of one issue in one sentence.
fn signs(place: &Place<'_>, issue: usize) -> [f64; SIGN_COUNT] {
    let Place {
        around,
        parsed,
        sentence,
        talk,
        ..
    } = *place;
    let own = &around.own[sentence][issue];
    let count = |tier: Tier| to_f64(own.counts[tier as usize].min(2));
    let flag = |test: bool| f64::from(u8::from(test));
    let (theme, carried) = (
        around.theme(sentence, issue),
        around.carried[sentence][issue],
    );
    let title = around.title[issue];
    let others = around.own[sentence]
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != issue);
    let strong_others = to_f64(
        others
            .clone()
            .filter(|(_, own)| own.strong() > 0)
            .count()
            .min(3),
    );
    let other = others.map(|(_, own)| own.strength()).fold(0.0, f64::max);
    let bare = flag(own.best.is_none());
    let same = |at: usize| {
        parsed
            .sentences
            .get(at)
            .is_some_and(|s| s.paragraph == parsed.sentences[sentence].paragraph)
    };
    let next = if same(sentence + 1) {
        around.own[sentence + 1][issue].strength()
    } else {
        0.0
    };
    let before = if sentence > 0 && same(sentence - 1) {
        around.own[sentence - 1][issue].strength()
    } else {
        0.0
    };
    let word =
        flag(own.counts[Tier::CatalogWord as usize] + own.counts[Tier::FamilyWord as usize] > 0);
    let weak = to_f64(own.counts[Tier::Weak as usize].min(3));
    let format = flag(place.format == Some(issue));
    [
        1.0,
        count(Tier::CatalogPhrase),
        count(Tier::CatalogWord),
        count(Tier::Slug),
        count(Tier::FamilyPhrase),
        count(Tier::FamilyWord),
        weak,
        to_f64(own.strong().saturating_sub(1).min(4)),
        title,
        theme,
        carried,
        next,
        flag(other >= 1.0),
        strong_others,
        bare * flag(talk.speech),
        bare * flag(!talk.somebody),
        bare * flag(talk.anaphor),
        bare * flag(talk.quoted),
        bare * theme,
        bare * title,
        bare * other,
        bare * carried,
        before,
        word * theme,
        weak * theme,
        weak * carried,
        bare,
        format * (1.0 - bare),
        format * bare,
        flag(sentence == 0) * title,
        carried * flag(talk.speech),
        carried * flag(talk.quoted),
        carried * flag(talk.anaphor),
        carried * flag(!talk.somebody),
        theme * flag(talk.speech),
        theme * flag(!talk.somebody),
    ]
}

/// What is told in a sentence, whatever the issue.
#[derive(Debug, Clone, Copy)]
struct Talk {
    somebody: bool,
    speech: bool,
    quoted: bool,
    anaphor: bool,
}

struct Place<'a> {
    around: &'a Around,
    parsed: &'a Parsed<'a>,
    sentence: usize,
    talk: Talk,
    format: Option<usize>,
}

/// One (sentence, issue) with its signs.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub sentence: usize,
    pub issue: usize,
    pub signs: [f64; SIGN_COUNT],
    pub tokens: Option<Range<usize>>,
    bare: bool,
    talk: Talk,
}

#[cfg(test)]
impl Candidate {
    pub(super) fn flags(&self) -> String {
        let f = |b: bool| u8::from(b).to_string();
        [f(self.bare), f(self.talk.speech), f(self.talk.anaphor)].join(" ")
    }
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
        let place = Place {
            around: &around,
            parsed,
            sentence,
            talk,
            format,
        };
        for issue in 0..lexicon.issues.issues {
            let own = &around.own[sentence][issue];
            let context = around.carried[sentence][issue]
                + around.theme(sentence, issue)
                + around.title[issue];
            if own.best.is_some() || context > 0.03 {
                let signs = signs(&place, issue);
                let (tokens, bare) = (own.tokens.clone(), own.best.is_none());
                out.push(Candidate {
                    sentence,
                    issue,
                    signs,
                    tokens,
                    bare,
                    talk,
                });
            }
        }
    }
    out
}

fn logistic<'s>(signs: impl IntoIterator<Item = &'s f64>, weights: &[f64]) -> f64 {
    let sum: f64 = signs
        .into_iter()
        .zip(weights)
        .map(|(sign, weight)| sign * weight)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The first round: each candidate alone.
pub(super) fn first_round(lexicon: &Lexicon, candidates: &[Candidate]) -> Vec<f64> {
    let weights = &lexicon.language().weights.issue;
    candidates
        .iter()
        .map(|candidate| logistic(&candidate.signs, weights))
        .collect()
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
        let Candidate {
            sentence,
            issue,
            bare,
            talk,
            ..
        } = *candidate;
        let of = |at: usize, issue: usize| table[at * issues + issue];
        let before = if sentence > 0 {
            of(sentence - 1, issue)
        } else {
            0.0
        };
        let two = if sentence > 1 {
            of(sentence - 2, issue)
        } else {
            0.0
        };
        let next = if sentence + 1 < count {
            of(sentence + 1, issue)
        } else {
            0.0
        };
        let same_before = sentence > 0 && paragraph(sentence - 1) == paragraph(sentence);
        let same_next = sentence + 1 < count && paragraph(sentence + 1) == paragraph(sentence);
        let other = (0..issues)
            .filter(|&at| at != issue)
            .map(|at| of(sentence, at))
            .fold(0.0, f64::max);
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

/// Finds the issues of each sentence, in the catalog's order.
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
        if weight >= weights.issue_threshold {
            let Candidate {
                sentence,
                issue,
                tokens,
                ..
            } = candidate;
            out[sentence].push(IssueHit {
                issue,
                tokens,
                weight,
            });
        }
    }
    out
}

fn talk(lexicon: &Lexicon, parsed: &Parsed<'_>, sentence: usize, mentions: &[Mention]) -> Talk {
    let range = &parsed.ranges[sentence];
    let language = lexicon.language();
    let from = mentions.partition_point(|mention| mention.sentence < sentence);
    let somebody = mentions
        .get(from)
        .is_some_and(|mention| mention.sentence == sentence);
    let stem_at = |at: usize| parsed.stem(at);
    let speech = range.clone().any(|at| {
        language.reports.longest(at, stem_at).is_some()
            || language.cues.longest(at, stem_at).is_some()
    });
    let anaphor = range.clone().take(3).any(|at| {
        let key = parsed.key(at).unwrap_or("");
        language.is(Class::PossessivePronoun, key)
            || matches!(
                key,
                "he" | "she" | "it" | "they" | "this" | "that" | "these" | "those" | "such"
            )
    });
    Talk {
        somebody,
        speech,
        quoted: parsed.quoted.get(range.start).copied().unwrap_or(false),
        anaphor,
    }
}
