//! Which sentence mentions which issue: by its own words, or carried on from what stands before.

use std::collections::HashMap;
use std::ops::Range;

use super::concepts::SLACK;
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
    /// From 0 to 1.
    pub weight: f64,
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

/// What the words of a sentence say, before any context.
fn direct(lexicon: &Lexicon, parsed: &Parsed<'_>, range: &Range<usize>) -> Vec<IssueHit> {
    let mut hits: Vec<IssueHit> = Vec::new();
    for (cue, tokens) in cue_matches(lexicon, parsed, range) {
        let cue = &lexicon.issues.cues[cue];
        match hits.iter_mut().find(|hit| hit.issue == cue.issue) {
            Some(hit) => {
                if cue.weight > hit.weight {
                    hit.tokens = Some(tokens);
                }
                hit.weight = 1.0 - (1.0 - hit.weight) * (1.0 - cue.weight * 0.8);
            }
            None => {
                let (issue, weight) = (cue.issue, cue.weight);
                hits.push(IssueHit {
                    issue,
                    tokens: Some(tokens),
                    weight,
                });
            }
        }
    }
    hits
}

/// What the whole article is about: for each issue, from 0 to 1.
fn theme(direct: &[Vec<IssueHit>], issues: usize, raises: f64) -> Vec<f64> {
    let mut sums = vec![0.0; issues];
    for hit in direct.iter().flatten().filter(|hit| hit.weight >= raises) {
        sums[hit.issue] += 1.0;
    }
    let total: f64 = sums.iter().sum();
    if total > 0.0 {
        for sum in &mut sums {
            *sum /= total;
        }
    }
    sums
}

/// Finds the issues of each sentence, in the catalog's order.
#[must_use]
pub fn find(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    title: Option<&Parsed<'_>>,
    mentions: &[Mention],
) -> Vec<Vec<IssueHit>> {
    let direct: Vec<Vec<IssueHit>> = parsed
        .ranges
        .iter()
        .map(|range| direct(lexicon, parsed, range))
        .collect();
    let (count, tuning) = (lexicon.issues.issues, lexicon.issues.tuning);
    let mut lent: Vec<f64> = theme(&direct, count, tuning.raises)
        .iter()
        .map(|share| share * tuning.theme)
        .collect();
    for hit in title_hits(lexicon, title) {
        lent[hit.issue] += tuning.title * hit.weight;
    }
    let mut out = Vec::with_capacity(direct.len());
    let mut carried = vec![0.0; count];
    let mut paragraph = 0;
    for (sentence, hits) in direct.iter().enumerate() {
        if parsed.sentences[sentence].paragraph != paragraph {
            paragraph = parsed.sentences[sentence].paragraph;
            let keeps = if begins_with_anaphor(lexicon, parsed, sentence) {
                0.8
            } else {
                0.35
            };
            carried.iter_mut().for_each(|weight| *weight *= keeps);
        }
        let bare = hits.iter().all(|hit| hit.weight < tuning.raises);
        let goes_on = bare && speaks_of_talks(lexicon, parsed, sentence, mentions);
        let mut found = Vec::new();
        for issue in 0..count {
            let own = hits.iter().find(|hit| hit.issue == issue);
            let own_weight = own.map_or(0.0, |hit| hit.weight);
            let mut weight = if own_weight > 0.0 {
                own_weight + lent[issue]
            } else {
                0.0
            };
            if goes_on || own_weight > 0.0 && bare {
                weight = weight.max(carried[issue] + lent[issue]);
                weight = if own_weight > 0.0 {
                    weight + 0.2 * carried[issue]
                } else {
                    weight
                };
            }
            if weight >= tuning.raises {
                let tokens = own.and_then(|hit| hit.tokens.clone());
                found.push(IssueHit {
                    issue,
                    tokens,
                    weight: weight.min(1.0),
                });
            }
        }
        if bare {
            carried.iter_mut().for_each(|weight| *weight *= tuning.fade);
        } else {
            carried
                .iter_mut()
                .for_each(|weight| *weight *= tuning.displaced);
        }
        for hit in &found {
            carried[hit.issue] = if hit.tokens.is_some() {
                carried[hit.issue].max(tuning.carry * hit.weight)
            } else {
                carried[hit.issue]
            };
        }
        out.push(found);
    }
    out
}

fn title_hits(lexicon: &Lexicon, title: Option<&Parsed<'_>>) -> Vec<IssueHit> {
    let Some(title) = title else {
        return Vec::new();
    };
    title
        .ranges
        .iter()
        .flat_map(|range| direct(lexicon, title, range))
        .collect()
}

/// A paragraph that begins with a pronoun or a demonstrative goes on with the one before.
fn begins_with_anaphor(lexicon: &Lexicon, parsed: &Parsed<'_>, sentence: usize) -> bool {
    let range = &parsed.ranges[sentence];
    range.clone().take(3).any(|at| {
        let key = parsed.key(at).unwrap_or("");
        lexicon.language().is(Class::PossessivePronoun, key)
            || matches!(
                key,
                "he" | "she"
                    | "it"
                    | "they"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "such"
                    | "\""
                    | "\u{201c}"
            )
    })
}

/// A sentence goes on with an issue only when somebody speaks or acts in it.
fn speaks_of_talks(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    sentence: usize,
    mentions: &[Mention],
) -> bool {
    let range = &parsed.ranges[sentence];
    let from = mentions.partition_point(|mention| mention.sentence < sentence);
    let somebody = mentions[from..]
        .iter()
        .take_while(|m| m.sentence == sentence)
        .next()
        .is_some();
    let says = range.clone().any(|at| {
        parsed.quoted[at]
            || lexicon
                .language()
                .reports
                .longest(at, |at| parsed.stem(at))
                .is_some()
            || lexicon
                .language()
                .cues
                .longest(at, |at| parsed.stem(at))
                .is_some()
    });
    somebody && says
}
