//! What a sentence's own words say on each issue: the cues that stand in it.

use std::collections::HashMap;
use std::ops::Range;

use super::concepts::{SLACK, Tier};
use super::lexicon::Lexicon;
use super::parsed::Parsed;

/// What a sentence's own words say on one issue.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Own {
    /// Distinct cues of each tier.
    pub counts: [usize; Tier::COUNT],
    /// The words of the best cue.
    pub tokens: Option<Range<usize>>,
    /// The best cue's tier; nothing when the words say nothing.
    pub best: Option<Tier>,
}

impl Own {
    pub fn strong(&self) -> usize {
        self.counts[..Tier::Weak as usize].iter().sum()
    }

    pub fn strength(&self) -> f64 {
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
    let mut places: HashMap<usize, Vec<Option<usize>>> = HashMap::new();
    let mut best: HashMap<usize, (usize, Range<usize>)> = HashMap::new();
    for at in range.clone() {
        let stem_at = |at: usize| parsed.stem(at).filter(|_| at < range.end);
        if let Some((taken, exact)) = cues.exact.longest(at, stem_at) {
            best.extend(exact.iter().map(|&cue| (cue, (taken - 1, at..at + taken))));
        }
        let Some(having) = cues.by_stem.get(&parsed.tokens[at].stem) else {
            continue;
        };
        for &(cue, place) in having {
            let words = cues.cues[cue].stems.len();
            let last = places.entry(cue).or_insert_with(|| vec![None; words]);
            last[place] = Some(at);
            let from = last.iter().map(|&at| at.unwrap_or(0)).min().unwrap_or(0);
            let whole = last.iter().all(Option::is_some) && at - from < words + SLACK;
            if whole && best.get(&cue).is_none_or(|(spread, _)| at - from < *spread) {
                best.insert(cue, (at - from, from..at + 1));
            }
        }
    }
    let mut found: Vec<_> = best.into_iter().map(|(cue, (_, tokens))| (cue, tokens)).collect();
    found.sort_by_key(|(cue, range)| (range.start, range.end, *cue));
    found
}

/// What the words of a sentence say on each issue, before any context.
pub(super) fn own(lexicon: &Lexicon, parsed: &Parsed<'_>, range: &Range<usize>) -> Vec<Own> {
    let mut found = vec![Own::default(); lexicon.issues.issues];
    for (cue, tokens) in cue_matches(lexicon, parsed, range) {
        let cue = &lexicon.issues.cues[cue];
        let own = &mut found[cue.issue];
        own.counts[cue.tier as usize] += 1;
        if cue.tier == Tier::Question {
            continue;
        }
        if own.best.is_none_or(|best| cue.tier < best) {
            own.best = Some(cue.tier);
            own.tokens = Some(tokens);
        }
    }
    found
}
