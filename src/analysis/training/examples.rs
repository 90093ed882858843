//! Coded articles → passes with what should come out of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::random::Random;
use crate::analysis::corpus::GoldArticle;
use crate::analysis::evaluation::same_sentence;
use crate::analysis::learned::evidence::Evidence;
use crate::analysis::learned::prompt::{self, Description, Issue, MAX_PARTIES, Plan, Prompt};
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

/// How passes are varied: shares of what is done by chance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variation {
    /// Parties whose names are hidden.
    pub hidden: f32,
    /// Parties that go in by one of their other names.
    pub alias: f32,
    /// Issues without a mention that are left out.
    pub dropped: f32,
    /// Passes without what the rules see, so that the rest is learned as well.
    pub blind: f32,
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
    tokenizer: &Tokenizer,
    sentences: Range<usize>,
    (variation, random): (Variation, &mut Random),
) -> Example {
    let lexicon = article.evidence.lexicon;
    let mut plan = prompt::plan(&article.evidence, tokenizer, sentences);
    let mut slots: Vec<usize> = (0..MAX_PARTIES).collect();
    random.shuffle(&mut slots);
    random.shuffle(&mut plan.parties);
    for (party, slot) in plan.parties.iter_mut().zip(slots) {
        party.slot = slot;
        party.hidden = random.unit() < variation.hidden;
        let aliases = &lexicon.catalog().parties[party.index].aliases;
        if random.unit() < variation.alias && !aliases.is_empty() {
            party.pieces = prompt::name_pieces(tokenizer, &aliases[random.below(aliases.len())]);
        }
    }
    vary_issues(article, tokenizer, &mut plan, (variation, random));
    let mut example = expected(article, tokenizer, &plan);
    if random.unit() < variation.blind {
        example.prompt.forget_signs();
    }
    example
}

fn vary_issues(
    article: &Article<'_>,
    tokenizer: &Tokenizer,
    plan: &mut Plan,
    (variation, random): (Variation, &mut Random),
) {
    let present =
        |index: usize| plan.sentences.clone().any(|at| article.issues.contains(&(at, index)));
    let mut issues: Vec<Issue> = plan.issues.clone();
    issues.retain(|issue| present(issue.index) || random.unit() >= variation.dropped);
    for issue in &mut issues {
        let lexicon = article.evidence.lexicon;
        let mut description = Description::of(lexicon, tokenizer, issue.index);
        random.shuffle(&mut description.cues);
        if random.unit() < 0.2 {
            description.question.clear();
        } else if random.unit() < 0.15 {
            description.cues.clear();
        }
        issue.pieces = description.pieces(tokenizer);
    }
    if !issues.is_empty() {
        plan.issues = issues;
    }
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
        let mentioned = |issue: &Issue| article.issues.contains(&(sentence, issue.index));
        let flags = plan.issues.iter().map(|issue| f32::from(u8::from(mentioned(issue))));
        example.issues.push(flags.collect());
        let (mut holders, mut stances) = (Vec::new(), Vec::new());
        for party in &plan.parties {
            for issue in &plan.issues {
                let stance = article.positions.get(&(sentence, party.index, issue.index));
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
