//! The decisions: which issues a sentence is about, who holds a position on each, and which stance.
//!
//! Each decision looks at the sentence's mark and mean, at the description asked about, at those words
//! of the sentence that answer to it (attention), at the words that name the party, at how near the
//! sentence comes to the issue's description, and at what the rules see.

use candle_core::{D, Device, Result, Tensor};

use super::encoder::{Dropout, Linear, Parts, WIDTH, mean};
use super::evidence::{ISSUE_SIGNS, PAIR_SIGNS, PARTY_SIGNS};
use super::matrix::Numbers;
use super::operations::{gelu, softmax};
use super::prompt::{COLUMNS, Prompt, Target};

/// Numbers in a query.
const QUERY: usize = 192;
/// Numbers between a decision's evidence and its outcome.
const HIDDEN: usize = 384;
/// Holder, then one for each stance.
pub(crate) const OUTCOMES: usize = 7;
/// How near a sentence comes to an issue: by its mean, by its nearest word, by its mark.
pub(crate) const NEARNESS: usize = 3;

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
    ("issue.nearness", HIDDEN, NEARNESS),
    ("issue.out", 1, HIDDEN),
    ("issue.plain", 1, ISSUE_SIGNS + NEARNESS),
    ("position.party_query", QUERY, WIDTH),
    ("position.issue_query", QUERY, WIDTH),
    ("position.key", QUERY, WIDTH),
    ("position.value", QUERY, WIDTH),
    ("position.found", HIDDEN, QUERY),
    ("position.product", HIDDEN, QUERY),
    ("position.issue_found", HIDDEN, QUERY),
    ("position.party", HIDDEN, WIDTH),
    ("position.mention", HIDDEN, WIDTH),
    ("position.issue", HIDDEN, WIDTH),
    ("position.sentence", HIDDEN, 2 * WIDTH),
    ("position.party_signs", HIDDEN, PARTY_SIGNS),
    ("position.pair_signs", HIDDEN, PAIR_SIGNS),
    ("position.out", OUTCOMES, HIDDEN),
    ("position.plain", OUTCOMES, PAIR_SIGNS),
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
    nearness: Linear,
    out: Linear,
    /// Straight from the rules' verdict and the nearness, which the rest corrects.
    plain: Linear,
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
    mention: Linear,
    issue: Linear,
    sentence: Linear,
    party_signs: Linear,
    pair_signs: Linear,
    out: Linear,
    /// Straight from the rules' verdict, which the rest corrects.
    plain: Linear,
}

/// All decisions.
#[derive(Debug, Clone)]
pub(crate) struct Heads {
    columns: Tensor,
    issue: IssueHead,
    position: PositionHead,
}

/// What stays the same for all sentences of a pass.
struct Shared<'t> {
    issues: &'t Tensor,
    near: Tensor,
    parties: Option<Tensor>,
    issue_query: Tensor,
    issue_key: Tensor,
    issue_value: Tensor,
    pair_query: Option<Tensor>,
    pair_key: Tensor,
    pair_value: Tensor,
}

/// A sentence's rows.
struct Sentence<'t> {
    at: usize,
    target: &'t Target,
    own: Tensor,
    /// Its mark beside its mean.
    whole: Tensor,
}

impl Heads {
    /// Takes the parts of [`SHAPES`] and keeps them as floats: they serve for each sentence.
    pub(crate) fn new(parts: &mut Parts<'_>) -> Result<Self> {
        let mut parts = |name: &str| Ok(Numbers::Floats(parts(name)?.tensor()?));
        let columns = parts("columns.weight")?.tensor()?;
        let mut part = |name: &str| Linear::new(name, &mut parts);
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
                nearness: part("issue.nearness")?,
                out: part("issue.out")?,
                plain: part("issue.plain")?,
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
                mention: part("position.mention")?,
                issue: part("position.issue")?,
                sentence: part("position.sentence")?,
                party_signs: part("position.party_signs")?,
                pair_signs: part("position.pair_signs")?,
                out: part("position.out")?,
                plain: part("position.plain")?,
            },
        })
    }

    /// What is added to each piece that goes into the encoder, by the columns that are set.
    pub(crate) fn extra(&self, columns: Vec<f32>) -> Result<Tensor> {
        let shape = (columns.len() / COLUMNS, COLUMNS);
        Tensor::from_vec(columns, shape, &Device::Cpu)?.matmul(&self.columns)
    }

    /// The decisions on each sentence of a pass; `issues` has a row for each issue asked about.
    pub(crate) fn forward(
        &self,
        prompt: &Prompt,
        rows: &Tensor,
        issues: &Tensor,
        dropout: &mut dyn Dropout,
    ) -> Result<Vec<Scores>> {
        let shared = self.shared(prompt, rows, issues)?;
        let decide = |(at, target): (usize, &Target)| {
            let own = rows.narrow(0, target.pieces.start, target.pieces.len())?;
            let whole = Tensor::cat(&[own.narrow(0, 0, 1)?, mean(&own)?], 1)?;
            self.decide(prompt, &shared, &Sentence { at, target, own, whole }, dropout)
        };
        prompt.targets.iter().enumerate().map(decide).collect()
    }

    fn shared<'t>(&self, prompt: &Prompt, rows: &Tensor, issues: &'t Tensor) -> Result<Shared<'t>> {
        let places = |range: &std::ops::Range<usize>| range.clone().collect::<Vec<_>>();
        let named: Vec<Vec<usize>> = prompt.parties.iter().map(places).collect();
        let parties = if named.is_empty() { None } else { Some(means(rows, &named)?) };
        let pair_query = match &parties {
            None => None,
            Some(parties) => {
                let of_party = self.position.party_query.forward(parties)?.unsqueeze(1)?;
                let of_issue = self.position.issue_query.forward(issues)?.unsqueeze(0)?;
                Some(of_party.broadcast_add(&of_issue)?.flatten(0, 1)?)
            }
        };
        Ok(Shared {
            near: unit_rows(issues)?.t()?.contiguous()?,
            issue_query: self.issue.query.forward(issues)?,
            issue_key: self.issue.key.forward(rows)?,
            issue_value: self.issue.value.forward(rows)?,
            pair_query,
            pair_key: self.position.key.forward(rows)?,
            pair_value: self.position.value.forward(rows)?,
            issues,
            parties,
        })
    }

    fn decide(
        &self,
        prompt: &Prompt,
        shared: &Shared<'_>,
        sentence: &Sentence<'_>,
        dropout: &mut dyn Dropout,
    ) -> Result<Scores> {
        let (from, count) = (sentence.target.pieces.start, sentence.target.pieces.len());
        let key = shared.issue_key.narrow(0, from, count)?;
        let value = shared.issue_value.narrow(0, from, count)?;
        let found = attend(&shared.issue_query, &key, &value)?;
        let issues = self.issues(prompt, shared, sentence, &found, dropout)?;
        let positions = match (&shared.pair_query, &shared.parties) {
            (Some(query), Some(parties)) => {
                let key = shared.pair_key.narrow(0, from, count)?;
                let value = shared.pair_value.narrow(0, from, count)?;
                let answer = attend(query, &key, &value)?;
                let alike = (&answer * query)?;
                let head = &self.position;
                let pairs = (head.found.forward(&answer)? + head.product.forward(&alike)?)?;
                let of_issues =
                    (head.issue.forward(shared.issues)? + head.issue_found.forward(&found)?)?;
                Some(self.positions(prompt, sentence, (parties, &of_issues, &pairs), dropout)?)
            }
            _ => None,
        };
        Ok(Scores { issues, positions })
    }

    fn issues(
        &self,
        prompt: &Prompt,
        shared: &Shared<'_>,
        sentence: &Sentence<'_>,
        found: &Tensor,
        dropout: &mut dyn Dropout,
    ) -> Result<Tensor> {
        let head = &self.issue;
        let signs = rows_of(&prompt.issue_signs, sentence.at, prompt.issues.len(), ISSUE_SIGNS)?;
        let nearness = nearness(&sentence.own, &shared.near)?;
        let alike = head.product.forward(&(found * &shared.issue_query)?)?;
        let hidden = (head.found.forward(found)? + head.label.forward(shared.issues)?)?;
        let hidden = ((hidden + alike)? + head.signs.forward(&signs)?)?;
        let hidden = (hidden + head.nearness.forward(&nearness)?)?
            .broadcast_add(&head.sentence.forward(&sentence.whole)?)?;
        let hidden = dropout.thin(gelu(&hidden)?)?;
        let plain = head.plain.forward(&Tensor::cat(&[&signs, &nearness], 1)?)?;
        (head.out.forward(&hidden)? + plain)?.squeeze(1)
    }

    fn positions(
        &self,
        prompt: &Prompt,
        sentence: &Sentence<'_>,
        (names, of_issues, pairs): (&Tensor, &Tensor, &Tensor),
        dropout: &mut dyn Dropout,
    ) -> Result<Tensor> {
        let head = &self.position;
        let (parties, issues) = (prompt.parties.len(), prompt.issues.len());
        let signs = rows_of(&prompt.pair_signs, sentence.at, parties * issues, PAIR_SIGNS)?;
        let pairs = (pairs + head.pair_signs.forward(&signs)?)?;
        let party_signs = rows_of(&prompt.party_signs, sentence.at, parties, PARTY_SIGNS)?;
        let mentions = means(&sentence.own, &sentence.target.mentions)?;
        let of_parties = (head.party.forward(names)? + head.mention.forward(&mentions)?)?;
        let of_parties = (of_parties + head.party_signs.forward(&party_signs)?)?
            .broadcast_add(&head.sentence.forward(&sentence.whole)?)?;
        let hidden = pairs
            .reshape((parties, issues, HIDDEN))?
            .broadcast_add(&of_parties.unsqueeze(1)?)?
            .broadcast_add(&of_issues.unsqueeze(0)?)?
            .reshape((parties * issues, HIDDEN))?;
        let hidden = dropout.thin(gelu(&hidden)?)?;
        head.out.forward(&hidden)? + head.plain.forward(&signs)?
    }
}

/// The mean of each list of rows; zeros for an empty one.
fn means(rows: &Tensor, lists: &[Vec<usize>]) -> Result<Tensor> {
    let count = rows.dim(0)?;
    let mut shares = vec![0.0_f32; lists.len() * count];
    for (row, list) in shares.chunks_mut(count).zip(lists) {
        #[expect(clippy::cast_precision_loss, reason = "a list has few rows")]
        let share = 1.0 / list.len() as f32;
        for &at in list {
            row[at] = share;
        }
    }
    Tensor::from_vec(shares, (lists.len(), count), &Device::Cpu)?.matmul(rows)
}

/// Each row at length 1.
fn unit_rows(rows: &Tensor) -> Result<Tensor> {
    let lengths = (rows.sqr()?.sum_keepdim(1)? + 1e-12)?.sqrt()?;
    rows.broadcast_div(&lengths)
}

/// For each issue how near the sentence comes to it, as cosines: its mean, its nearest word, its
/// mark. `near` has an issue's row, at length 1, in each column.
fn nearness(own: &Tensor, near: &Tensor) -> Result<Tensor> {
    let of_mean = unit_rows(&mean(own)?)?.matmul(near)?;
    let words = unit_rows(own)?.matmul(near)?;
    let nearest = words.max_keepdim(0)?;
    let of_mark = words.narrow(0, 0, 1)?;
    Tensor::cat(&[of_mean, nearest, of_mark], 0)?.t()?.contiguous()
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
