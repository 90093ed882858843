//! Signs that a sentence mentions an issue: its own words, the headline, what stands around.

use std::collections::HashMap;
use std::ops::Range;

use super::concepts::{SLACK, Tier};
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::parsed::Parsed;

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
    pub tokens: Option<Range<usize>>,
    /// The best cue's tier; nothing when the words say nothing.
    pub best: Option<Tier>,
}

impl Own {
    fn strong(&self) -> usize {
        self.counts[..Tier::Weak as usize].iter().sum()
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

/// What stands around a sentence.
pub(super) struct Around {
    pub own: Vec<Vec<Own>>,
    pub title: Vec<f64>,
    totals: Vec<f64>,
    total: f64,
    pub carried: Vec<Vec<f64>>,
}

impl Around {
    pub fn new(lexicon: &Lexicon, parsed: &Parsed<'_>, title: Option<&Parsed<'_>>) -> Self {
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
    pub fn theme(&self, sentence: usize, issue: usize) -> f64 {
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
pub(super) fn to_f64(count: usize) -> f64 {
    count.min(1000) as f64
}

pub(super) const SIGN_COUNT: usize = 38;

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
    "question",
    "bare_question",
];

/// The signs of one issue in one sentence.
pub(super) fn signs(place: &Place<'_>, issue: usize) -> [f64; SIGN_COUNT] {
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
    let question = to_f64(own.counts[Tier::Question as usize].min(2));
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
        question,
        bare * question,
    ]
}

/// What is told in a sentence, whatever the issue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Talk {
    pub somebody: bool,
    pub speech: bool,
    pub quoted: bool,
    pub anaphor: bool,
}

pub(super) struct Place<'a> {
    pub around: &'a Around,
    pub parsed: &'a Parsed<'a>,
    pub sentence: usize,
    pub talk: Talk,
    pub format: Option<usize>,
}

/// What is told in a sentence, whatever the issue.
pub(super) fn talk(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    sentence: usize,
    mentions: &[Mention],
) -> Talk {
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
