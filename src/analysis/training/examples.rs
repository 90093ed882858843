//! Coded articles → passes with what should come out of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::random::Random;
use crate::analysis::corpus::GoldArticle;
use crate::analysis::evaluation::same_sentence;
use crate::analysis::learned::evidence::Evidence;
use crate::analysis::learned::prompt::{self, Label, MAX_ISSUES, MAX_PARTIES, Plan, Prompt};
use crate::analysis::learned::tokenizer::Tokenizer;
use crate::domain::{Span, Stance};

/// A coded article with what the rules find in it.
pub(super) struct Article<'a> {
    pub gold: &'a GoldArticle,
    pub evidence: Evidence<'a>,
    pub issues: BTreeSet<(usize, usize)>,
    pub positions: BTreeMap<(usize, usize, usize), usize>,
}

impl<'a> Article<'a> {
    pub(super) fn new(gold: &'a GoldArticle, evidence: Evidence<'a>) -> Self {
        let catalog = evidence.lexicon.catalog();
        let issue_at =
            |slug: &str| catalog.issues.iter().position(|issue| issue.slug.as_str() == slug);
        let party_at =
            |slug: &str| catalog.parties.iter().position(|party| party.slug.as_str() == slug);
        let mut issues = BTreeSet::new();
        let mut from = 0;
        for passage in &gold.passages {
            let Some((sentence, end)) = sentence_of(&evidence, &passage.quote, from) else {
                continue;
            };
            from = end;
            issues
                .extend(passage.issues.iter().filter_map(|slug| Some((sentence, issue_at(slug)?))));
        }
        let mut positions = BTreeMap::new();
        for position in &gold.positions {
            let Some((sentence, _)) = sentence_of(&evidence, &position.quote, 0) else { continue };
            let stance = Stance::ALL.iter().position(|stance| *stance == position.stance);
            if let (Some(party), Some(issue), Some(stance)) =
                (party_at(&position.party), issue_at(&position.issue), stance)
            {
                positions.insert((sentence, party, issue), stance);
            }
        }
        Self { gold, evidence, issues, positions }
    }
}

fn sentence_of(evidence: &Evidence<'_>, quote: &str, from: usize) -> Option<(usize, usize)> {
    let text = evidence.parsed.text;
    let later = text.get(from..).and_then(|rest| rest.find(quote)).map(|at| at + from);
    let start = later.or_else(|| text.find(quote))?;
    let span = Span::new(start, start + quote.len());
    let best =
        evidence.parsed.sentences.iter().enumerate().filter(|(_, s)| same_sentence(s.span, span));
    let best = best.max_by_key(|(_, s)| s.span.end.min(span.end) - s.span.start.max(span.start));
    best.map(|(at, _)| (at, span.end))
}

/// How passes are varied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variation {
    /// Share of parties whose names are hidden.
    pub hidden: f32,
    /// Share of issues without a mention that are left out.
    pub dropped: f32,
    /// Share of passes that get issues of other negotiations.
    pub foreign: f32,
}

/// A pass with what should come out of it.
pub(super) struct Example {
    pub prompt: Prompt,
    /// For each sentence: 1 for each issue that it mentions.
    pub issues: Vec<Vec<f32>>,
    /// For each sentence: for each (party, issue) whether it is held, and how much that counts.
    pub holders: Vec<Vec<(f32, f32)>>,
    /// For each sentence: place of each held (party, issue) and its stance.
    pub stances: Vec<Vec<(u32, usize)>>,
}

/// Stretches of an article that begin at another place each time.
pub(super) fn stretches(article: &Article<'_>, random: &mut Random) -> Vec<Range<usize>> {
    let first = 20 + random.below(prompt::usual_size() - 20);
    prompt::stretches(&article.evidence, first)
}

/// A pass over a stretch, varied by chance.
pub(super) fn example(
    article: &Article<'_>,
    foreign: &[Vec<u32>],
    tokenizer: &Tokenizer,
    sentences: Range<usize>,
    (variation, random): (Variation, &mut Random),
) -> Example {
    let mut plan = prompt::plan(&article.evidence, tokenizer, sentences);
    let mut slots: Vec<usize> = (0..MAX_PARTIES).collect();
    random.shuffle(&mut slots);
    for (party, slot) in plan.parties.iter_mut().zip(slots) {
        party.slot = slot;
        party.hidden = random.unit() < variation.hidden;
    }
    vary_issues(article, foreign, tokenizer, &mut plan, (variation, random));
    expected(article, tokenizer, &plan)
}

fn vary_issues(
    article: &Article<'_>,
    foreign: &[Vec<u32>],
    tokenizer: &Tokenizer,
    plan: &mut Plan,
    (variation, random): (Variation, &mut Random),
) {
    let present = |index: Option<usize>| {
        plan.sentences
            .clone()
            .any(|at| index.is_some_and(|index| article.issues.contains(&(at, index))))
    };
    let mut issues: Vec<Label> = plan.issues.clone();
    issues.retain(|issue| present(issue.index) || random.unit() >= variation.dropped);
    for issue in &mut issues {
        let Some(index) = issue.index else { continue };
        let count = article.evidence.lexicon.catalog().issues[index].cues.len();
        let cues = [random.below(count), random.below(count), random.below(count)];
        issue.pieces = prompt::issue_pieces(article.evidence.lexicon, tokenizer, index, &cues);
    }
    if random.unit() < variation.foreign {
        for _ in 0..=random.below(3) {
            let pieces = foreign[random.below(foreign.len())].clone();
            issues.push(Label { index: None, pieces, hidden: false, slot: 0 });
        }
    }
    random.shuffle(&mut issues);
    if issues.is_empty() {
        return;
    }
    issues.truncate(MAX_ISSUES);
    let mut slots: Vec<usize> = (0..MAX_ISSUES).collect();
    random.shuffle(&mut slots);
    issues.iter_mut().zip(slots).for_each(|(issue, slot)| issue.slot = slot);
    plan.issues = issues;
}

/// What should come out of a pass.
pub(super) fn expected(article: &Article<'_>, tokenizer: &Tokenizer, plan: &Plan) -> Example {
    let mut example = Example {
        prompt: Prompt::new(&article.evidence, tokenizer, plan),
        issues: Vec::new(),
        holders: Vec::new(),
        stances: Vec::new(),
    };
    for sentence in plan.sentences.clone() {
        let mentioned = |issue: &Label| {
            issue.index.is_some_and(|issue| article.issues.contains(&(sentence, issue)))
        };
        let flags = plan.issues.iter().map(|issue| f32::from(u8::from(mentioned(issue))));
        example.issues.push(flags.collect());
        let (mut holders, mut stances) = (Vec::new(), Vec::new());
        for party in &plan.parties {
            for issue in &plan.issues {
                let key =
                    party.index.zip(issue.index).map(|(party, issue)| (sentence, party, issue));
                let stance = key.and_then(|key| article.positions.get(&key));
                if let Some(stance) = stance {
                    stances.push((u32::try_from(holders.len()).unwrap_or(0), *stance));
                }
                let weight = if mentioned(issue) { 1.0 } else { 0.1 };
                holders.push((f32::from(u8::from(stance.is_some())), weight));
            }
        }
        example.holders.push(holders);
        example.stances.push(stances);
    }
    example
}
