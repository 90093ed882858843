//! Signs that a sentence mentions an issue: its own words, the headline, what stands around.

use super::concepts::Tier;
use super::language::Class;
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::own_words::{self, Own};
use super::parsed::Parsed;

/// What is left of an issue one sentence further.
const FADE: f64 = 0.7;
/// What is left of it in a new paragraph.
const NEW_PARAGRAPH: f64 = 0.5;

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
        let own: Vec<Vec<Own>> =
            parsed.ranges.iter().map(|range| own_words::own(lexicon, parsed, range)).collect();
        let mut in_title = vec![0.0; count];
        for range in title.iter().flat_map(|title| &title.ranges) {
            let title =
                title.map(|title| own_words::own(lexicon, title, range)).unwrap_or_default();
            for (issue, own) in title.iter().enumerate() {
                in_title[issue] = f64::max(in_title[issue], own.strength());
            }
        }
        let mut totals = vec![0.0; count];
        for (issue, own) in own.iter().flatten().enumerate().map(|(at, own)| (at % count, own)) {
            totals[issue] += if own.strong() > 0 { 1.0 } else { 0.0 };
        }
        let total = totals.iter().sum();
        let mut around = Self { own, title: in_title, totals, total, carried: Vec::new() };
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
                for weight in &mut now {
                    *weight *= NEW_PARAGRAPH;
                }
            }
            self.carried.push(now.clone());
            let other = own.iter().any(|own| own.strong() > 0);
            for (weight, own) in now.iter_mut().zip(own) {
                *weight *= if other { FADE * 0.6 } else { FADE };
                *weight = weight.max(own.strength());
            }
        }
    }

    /// The strongest word of another issue in the sentence, and how many others have strong ones.
    fn others(&self, sentence: usize, issue: usize) -> (f64, usize) {
        let others = self.own[sentence].iter().enumerate().filter(|(at, _)| *at != issue);
        let best = others.clone().map(|(_, own)| own.strength()).fold(0.0, f64::max);
        (best, others.filter(|(_, own)| own.strong() > 0).count())
    }

    /// The issue's share of the article, this sentence left aside.
    pub fn theme(&self, sentence: usize, issue: usize) -> f64 {
        let here = &self.own[sentence];
        let mine = if here[issue].strong() > 0 { 1.0 } else { 0.0 };
        let all = here.iter().filter(|own| own.strong() > 0).count();
        (self.totals[issue] - mine) / (self.total - to_f64(all) + 2.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts within a sentence are small")]
pub(super) fn to_f64(count: usize) -> f64 {
    count.min(1000) as f64
}

/// Names of the signs, as in `weights.toml`.
pub(super) const SIGNS: [&str; 38] = [
    "bias",
    "catalog_phrase",
    "catalog_word",
    "slug",
    "family_phrase",
    "family_word",
    "weak",
    "more_cues",
    "word_theme",
    "weak_theme",
    "weak_carried",
    "question",
    "title",
    "theme",
    "carried",
    "next",
    "before",
    "other_strong",
    "others_strong",
    "format_own",
    "format_bare",
    "lead_title",
    "carried_speech",
    "carried_quoted",
    "carried_anaphor",
    "carried_nobody",
    "theme_speech",
    "theme_nobody",
    "bare",
    "bare_speech",
    "bare_nobody",
    "bare_anaphor",
    "bare_quoted",
    "bare_theme",
    "bare_title",
    "bare_other",
    "bare_carried",
    "bare_question",
];

fn flag(test: bool) -> f64 {
    f64::from(u8::from(test))
}

/// The signs of one issue in one sentence, in the order of [`SIGNS`].
pub(super) fn signs(place: &Place<'_>, issue: usize) -> Vec<f64> {
    let parts = [
        own_signs(place, issue).as_slice(),
        context_signs(place, issue).as_slice(),
        bare_signs(place, issue).as_slice(),
    ]
    .concat();
    debug_assert_eq!(parts.len(), SIGNS.len());
    parts
}

/// What the sentence's own words say, and what they say beside the article's theme.
fn own_signs(place: &Place<'_>, issue: usize) -> [f64; 12] {
    let own = &place.around.own[place.sentence][issue];
    let count = |tier: Tier| to_f64(own.counts[tier as usize].min(2));
    let word =
        flag(own.counts[Tier::CatalogWord as usize] + own.counts[Tier::FamilyWord as usize] > 0);
    let weak = to_f64(own.counts[Tier::Weak as usize].min(3));
    let theme = place.around.theme(place.sentence, issue);
    [
        1.0,
        count(Tier::CatalogPhrase),
        count(Tier::CatalogWord),
        count(Tier::Slug),
        count(Tier::FamilyPhrase),
        count(Tier::FamilyWord),
        weak,
        to_f64(own.strong().saturating_sub(1).min(4)),
        word * theme,
        weak * theme,
        weak * place.around.carried[place.sentence][issue],
        count(Tier::Question),
    ]
}

/// What stands around: headline, theme, the sentences before and behind, other issues.
fn context_signs(place: &Place<'_>, issue: usize) -> [f64; 16] {
    let Place { around, sentence, talk, .. } = *place;
    let (theme, carried) = (around.theme(sentence, issue), around.carried[sentence][issue]);
    let title = around.title[issue];
    let (other, others) = around.others(sentence, issue);
    let own = around.own[sentence][issue].best.is_some();
    let format = place.format == Some(issue);
    [
        title,
        theme,
        carried,
        place.beside(issue, sentence.checked_add(1)),
        place.beside(issue, sentence.checked_sub(1)),
        flag(other >= 1.0),
        to_f64(others.min(3)),
        flag(format && own),
        flag(format && !own),
        flag(sentence == 0) * title,
        carried * flag(talk.speech),
        carried * flag(talk.quoted),
        carried * flag(talk.anaphor),
        carried * flag(!talk.somebody),
        theme * flag(talk.speech),
        theme * flag(!talk.somebody),
    ]
}

/// The same for a sentence whose own words say nothing on the issue.
fn bare_signs(place: &Place<'_>, issue: usize) -> [f64; 10] {
    let Place { around, sentence, talk, .. } = *place;
    let own = &around.own[sentence][issue];
    if own.best.is_some() {
        return [0.0; 10];
    }
    [
        1.0,
        flag(talk.speech),
        flag(!talk.somebody),
        flag(talk.anaphor),
        flag(talk.quoted),
        around.theme(sentence, issue),
        around.title[issue],
        around.others(sentence, issue).0,
        around.carried[sentence][issue],
        to_f64(own.counts[Tier::Question as usize].min(2)),
    ]
}

/// What is told in a sentence, whatever the issue.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
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

impl Place<'_> {
    /// How much the words of a neighbour in the same paragraph say.
    fn beside(&self, issue: usize, neighbour: Option<usize>) -> f64 {
        let paragraph = |at: usize| self.parsed.sentences.get(at).map(|s| s.paragraph);
        let here = paragraph(self.sentence);
        let same = neighbour.filter(|&at| paragraph(at) == here);
        same.map_or(0.0, |at| self.around.own[at][issue].strength())
    }
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
    let somebody = mentions.get(from).is_some_and(|mention| mention.sentence == sentence);
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
