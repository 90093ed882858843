//! The decisions: which issues a sentence is about, who holds a position on each, and which stance.
//!
//! Each decision looks at the sentence's mark and mean, at the label's own row, at those words of the
//! sentence that answer to the label (attention), and at what the rules see.

use std::ops::Range;

use candle_core::{D, Device, Result, Tensor};

use super::encoder::{Dropout, Linear, Parts, WIDTH, mean};
use super::evidence::{ISSUE_SIGNS, PAIR_SIGNS, PARTY_SIGNS};
use super::operations::{gelu, softmax};
use super::prompt::{COLUMNS, Prompt};

/// Numbers in a query.
const QUERY: usize = 128;
/// Numbers between a decision's evidence and its outcome.
const HIDDEN: usize = 256;
/// Holder, then one for each stance.
pub(crate) const OUTCOMES: usize = 7;

/// Names, rows and columns of the parts that the decisions add to the encoder's.
pub(crate) const SHAPES: &[(&str, usize, usize)] = &[
    ("columns", COLUMNS, WIDTH),
    ("issue.query", QUERY, WIDTH),
    ("issue.key", QUERY, WIDTH),
    ("issue.value", QUERY, WIDTH),
    ("issue.found", HIDDEN, QUERY),
    ("issue.product", HIDDEN, QUERY),
    ("issue.label", HIDDEN, WIDTH),
    ("issue.sentence", HIDDEN, 2 * WIDTH),
    ("issue.signs", HIDDEN, ISSUE_SIGNS),
    ("issue.out", 1, HIDDEN),
    ("issue.rules", 1, ISSUE_SIGNS),
    ("position.party_query", QUERY, WIDTH),
    ("position.issue_query", QUERY, WIDTH),
    ("position.key", QUERY, WIDTH),
    ("position.value", QUERY, WIDTH),
    ("position.found", HIDDEN, QUERY),
    ("position.product", HIDDEN, QUERY),
    ("position.issue_found", HIDDEN, QUERY),
    ("position.party", HIDDEN, WIDTH),
    ("position.issue", HIDDEN, WIDTH),
    ("position.sentence", HIDDEN, 2 * WIDTH),
    ("position.party_signs", HIDDEN, PARTY_SIGNS),
    ("position.pair_signs", HIDDEN, PAIR_SIGNS),
    ("position.out", OUTCOMES, HIDDEN),
    ("position.rules", OUTCOMES, PAIR_SIGNS),
];

/// What the model thinks of one sentence, as logits.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    /// One an issue.
    pub issues: Tensor,
    /// [`OUTCOMES`] for each (party, issue), party by party.
    pub positions: Option<Tensor>,
}

#[derive(Debug, Clone)]
struct IssueHead {
    query: Linear,
    key: Linear,
    value: Linear,
    found: Linear,
    /// Of what is found times what is asked: whether they are alike.
    product: Linear,
    label: Linear,
    sentence: Linear,
    signs: Linear,
    out: Linear,
    /// The rules' own verdict, that the rest corrects.
    rules: Linear,
}

#[derive(Debug, Clone)]
struct PositionHead {
    party_query: Linear,
    issue_query: Linear,
    key: Linear,
    value: Linear,
    found: Linear,
    /// Of what is found times what is asked: whether they are alike.
    product: Linear,
    issue_found: Linear,
    party: Linear,
    issue: Linear,
    sentence: Linear,
    party_signs: Linear,
    pair_signs: Linear,
    out: Linear,
    /// The rules' own verdict, that the rest corrects.
    rules: Linear,
}

/// All decisions.
#[derive(Debug, Clone)]
pub(crate) struct Heads {
    columns: Tensor,
    issue: IssueHead,
    position: PositionHead,
}

/// What stays the same for all sentences of a pass.
struct Shared {
    issues: Tensor,
    parties: Option<Tensor>,
    issue_query: Tensor,
    issue_key: Tensor,
    issue_value: Tensor,
    pair_query: Option<Tensor>,
    pair_key: Tensor,
    pair_value: Tensor,
}

impl Heads {
    pub(crate) fn new(parts: &mut Parts<'_>) -> Result<Self> {
        let columns = parts("columns.weight")?;
        let mut part = |name: &str| Linear::new(name, parts);
        Ok(Self {
            columns,
            issue: IssueHead {
                query: part("issue.query")?,
                key: part("issue.key")?,
                value: part("issue.value")?,
                found: part("issue.found")?,
                product: part("issue.product")?,
                label: part("issue.label")?,
                sentence: part("issue.sentence")?,
                signs: part("issue.signs")?,
                out: part("issue.out")?,
                rules: part("issue.rules")?,
            },
            position: PositionHead {
                party_query: part("position.party_query")?,
                issue_query: part("position.issue_query")?,
                key: part("position.key")?,
                value: part("position.value")?,
                found: part("position.found")?,
                product: part("position.product")?,
                issue_found: part("position.issue_found")?,
                party: part("position.party")?,
                issue: part("position.issue")?,
                sentence: part("position.sentence")?,
                party_signs: part("position.party_signs")?,
                pair_signs: part("position.pair_signs")?,
                out: part("position.out")?,
                rules: part("position.rules")?,
            },
        })
    }

    /// What is added to each piece that goes into the encoder.
    pub(crate) fn extra(&self, prompts: &[&Prompt]) -> Result<Tensor> {
        let columns: Vec<f32> =
            prompts.iter().flat_map(|prompt| &prompt.columns).copied().collect();
        let shape = (columns.len() / COLUMNS, COLUMNS);
        Tensor::from_vec(columns, shape, &Device::Cpu)?.matmul(&self.columns)
    }

    /// The decisions on each sentence of a pass.
    pub(crate) fn forward(
        &self,
        prompt: &Prompt,
        rows: &Tensor,
        dropout: &mut dyn Dropout,
    ) -> Result<Vec<Scores>> {
        let shared = self.shared(prompt, rows)?;
        let sentences = prompt.targets.iter().enumerate();
        sentences.map(|(at, _)| self.sentence(prompt, rows, &shared, at, dropout)).collect()
    }

    fn shared(&self, prompt: &Prompt, rows: &Tensor) -> Result<Shared> {
        let issues = means(rows, &prompt.issues)?;
        let parties =
            if prompt.parties.is_empty() { None } else { Some(means(rows, &prompt.parties)?) };
        let pair_query = match &parties {
            None => None,
            Some(parties) => {
                let of_party = self.position.party_query.forward(parties)?.unsqueeze(1)?;
                let of_issue = self.position.issue_query.forward(&issues)?.unsqueeze(0)?;
                Some(of_party.broadcast_add(&of_issue)?.flatten(0, 1)?)
            }
        };
        Ok(Shared {
            issue_query: self.issue.query.forward(&issues)?,
            issue_key: self.issue.key.forward(rows)?,
            issue_value: self.issue.value.forward(rows)?,
            pair_query,
            pair_key: self.position.key.forward(rows)?,
            pair_value: self.position.value.forward(rows)?,
            issues,
            parties,
        })
    }

    fn sentence(
        &self,
        prompt: &Prompt,
        rows: &Tensor,
        shared: &Shared,
        at: usize,
        dropout: &mut dyn Dropout,
    ) -> Result<Scores> {
        let pieces = prompt.targets[at].pieces.clone();
        let (from, count) = (pieces.start, pieces.len());
        let own = rows.narrow(0, from, count)?;
        let sentence = Tensor::cat(&[own.narrow(0, 0, 1)?, mean(&own)?], 1)?;
        let (issues, parties) = (prompt.issues.len(), prompt.parties.len());

        let key = shared.issue_key.narrow(0, from, count)?;
        let value = shared.issue_value.narrow(0, from, count)?;
        let found = attend(&shared.issue_query, &key, &value)?;
        let signs = rows_of(&prompt.issue_signs, at, issues, ISSUE_SIGNS)?;
        let hidden =
            (self.issue.found.forward(&found)? + self.issue.label.forward(&shared.issues)?)?;
        let alike = self.issue.product.forward(&(&found * &shared.issue_query)?)?;
        let hidden = (hidden + alike)?;
        let hidden = (hidden + self.issue.signs.forward(&signs)?)?
            .broadcast_add(&self.issue.sentence.forward(&sentence)?)?;
        let hidden = dropout.thin(gelu(&hidden)?)?;
        let scores = self.issue.out.forward(&hidden)? + self.issue.rules.forward(&signs)?;
        let scores = scores?.squeeze(1)?;

        let (Some(query), Some(labels)) = (&shared.pair_query, &shared.parties) else {
            return Ok(Scores { issues: scores, positions: None });
        };
        let head = &self.position;
        let key = shared.pair_key.narrow(0, from, count)?;
        let value = shared.pair_value.narrow(0, from, count)?;
        let answer = attend(query, &key, &value)?;
        let pair = (head.found.forward(&answer)? + head.product.forward(&(answer * query)?)?)?;
        let pair_signs = rows_of(&prompt.pair_signs, at, parties * issues, PAIR_SIGNS)?;
        let pair = (pair + head.pair_signs.forward(&pair_signs)?)?;
        let party_signs = rows_of(&prompt.party_signs, at, parties, PARTY_SIGNS)?;
        let of_party = (head.party.forward(labels)? + head.party_signs.forward(&party_signs)?)?
            .broadcast_add(&head.sentence.forward(&sentence)?)?
            .unsqueeze(1)?;
        let of_issue = (head.issue.forward(&shared.issues)? + head.issue_found.forward(&found)?)?
            .unsqueeze(0)?;
        let hidden = pair
            .reshape((parties, issues, HIDDEN))?
            .broadcast_add(&of_party)?
            .broadcast_add(&of_issue)?
            .reshape((parties * issues, HIDDEN))?;
        let hidden = dropout.thin(gelu(&hidden)?)?;
        let positions = (head.out.forward(&hidden)? + head.rules.forward(&pair_signs)?)?;
        Ok(Scores { issues: scores, positions: Some(positions) })
    }
}

/// The mean of each range of rows.
fn means(rows: &Tensor, ranges: &[Range<usize>]) -> Result<Tensor> {
    let count = rows.dim(0)?;
    let mut shares = vec![0.0_f32; ranges.len() * count];
    for (row, range) in shares.chunks_mut(count).zip(ranges) {
        #[expect(clippy::cast_precision_loss, reason = "a label has few pieces")]
        row[range.clone()].fill(1.0 / range.len() as f32);
    }
    Tensor::from_vec(shares, (ranges.len(), count), &Device::Cpu)?.matmul(rows)
}

/// For each query the words that answer to it, weighed.
fn attend(query: &Tensor, key: &Tensor, value: &Tensor) -> Result<Tensor> {
    #[expect(clippy::cast_precision_loss, reason = "a width is small")]
    let scale = 1.0 / (query.dim(D::Minus1)? as f32).sqrt();
    softmax(&query.matmul(&key.t()?)?, scale)?.matmul(&value.contiguous()?)
}

fn rows_of(signs: &[f32], target: usize, count: usize, width: usize) -> Result<Tensor> {
    let from = target * count * width;
    Tensor::from_slice(&signs[from..from + count * width], (count, width), &Device::Cpu)
}
