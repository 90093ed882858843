//! Learning the reader's weights from coded articles; pure: corpora, catalogs and start weights come
//! in, weights go out, progress is told to whoever asks.

mod examples;
mod optimiser;
mod random;
mod scores;
mod split;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use candle_core::{Result, Tensor};

pub use split::{Part, parts};

use crate::analysis::corpus::GoldArticle;
use crate::analysis::learned::evidence::{Evidence, ISSUE_SIGNS, PAIR_VERDICT};
use crate::analysis::learned::heads::{SHAPES, Scores};
use crate::analysis::learned::judgement::Judgement;
use crate::analysis::learned::prompt;
use crate::analysis::learned::thresholds::Thresholds;
use crate::analysis::learned::weights::{self, Weights, WeightsError};
use crate::analysis::learned::{self, Model};
use crate::analysis::{Lexicon, Reading};
use crate::domain::ArticleText;
use examples::{Article, Example, Variation};
use optimiser::{Optimiser, Sums};
use random::{Random, Thinning};

/// How to learn.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Same seed, same weights.
    pub seed: u64,
    /// How often every article is read.
    pub epochs: usize,
    /// Layers kept of the start's encoder.
    pub layers: usize,
    /// Passes between two steps.
    pub batch: usize,
    /// The encoder's pace; the decisions learn five times as fast.
    pub pace: f32,
    /// Learn from the articles held out too: for use, not for scores.
    pub all: bool,
    /// Negotiations of which nothing is learned.
    pub left_out: BTreeSet<String>,
}

/// What is told while learning.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Passes done.
    pub done: usize,
    /// Passes in all, about.
    pub total: usize,
    /// Mean loss of late.
    pub loss: f64,
}

/// Why nothing could be learned.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// The start weights do not fit.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The arithmetic failed.
    #[error("arithmetic: {0}")]
    Arithmetic(#[from] candle_core::Error),
    /// An article cannot be used.
    #[error("article {id}: {message}")]
    Article {
        /// Its id.
        id: String,
        /// What is wrong.
        message: String,
    },
}

/// Scores by what the articles are for.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The weights, matrices as bytes, without what they share with the start.
    pub weights: Weights,
    /// Best thresholds on the articles set apart for that.
    pub thresholds: Thresholds,
    /// Issues, positions, with stance, stance given the holder; by a group's name.
    pub scores: BTreeMap<String, [f64; 4]>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.thresholds)?;
        for (name, [issues, positions, stances, given]) in &self.scores {
            writeln!(
                f,
                "{name:<32} issues {issues:.3}  positions {positions:.3}  with stance {stances:.3}  \
                 stance given holder {given:.3}"
            )?;
        }
        Ok(())
    }
}

/// A coded article with its parsed text.
pub struct Coded {
    gold: GoldArticle,
    text: ArticleText,
}

impl Coded {
    /// Parses an article's text.
    ///
    /// # Errors
    /// When the text is none.
    pub fn new(gold: GoldArticle) -> std::result::Result<Self, TrainingError> {
        let text = ArticleText::parse(&gold.text).map_err(|message| TrainingError::Article {
            id: gold.id.clone(),
            message: message.clone(),
        })?;
        Ok(Self { gold, text })
    }
}

const SHARE_OUT: f32 = 0.1;

/// Learns weights and measures them.
///
/// # Errors
/// When the start weights do not fit, or an article's negotiation has no catalog.
pub fn train(
    corpus: &[Coded],
    lexicons: &BTreeMap<String, Lexicon>,
    start: &Weights,
    settings: &Settings,
    tell: &mut dyn FnMut(Progress),
) -> std::result::Result<Outcome, TrainingError> {
    let mut random = Random::new(settings.seed);
    let start = prepared(start, settings.layers, &mut random);
    let mut optimiser = Optimiser::new();
    let model = learner(&start, &mut optimiser)?;
    let articles = read(corpus, lexicons, &model)?;
    let parts = parts(corpus.iter().map(|coded| coded.gold.id.as_str()));
    let learned: Vec<&Article<'_>> = articles
        .iter()
        .filter(|article| settings.all || parts[&article.gold.id] == Part::Learn)
        .filter(|article| !settings.left_out.contains(&article.gold.negotiation))
        .collect();
    let course = Course { model: &model, lexicons, settings, articles: &learned };
    course.run(&mut optimiser, &mut random, tell)?;

    let mut weights = start.clone();
    for (name, (values, shape)) in optimiser.values() {
        weights.insert(name, weights::Part::Floats(values, shape));
    }
    let mut weights = learned::own_of(&learned::to_bytes(&weights));
    let model = Model::read(&weights.write(), &start)?;
    let (thresholds, scores) = measure(&model, &articles, &parts, &settings.left_out)?;
    thresholds.write(&mut weights);
    Ok(Outcome { weights, thresholds, scores })
}

fn read<'a>(
    corpus: &'a [Coded],
    lexicons: &'a BTreeMap<String, Lexicon>,
    model: &Model,
) -> std::result::Result<Vec<Article<'a>>, TrainingError> {
    let read = |coded: &'a Coded| {
        let lexicon = lexicons.get(&coded.gold.negotiation).ok_or_else(|| TrainingError::Article {
            id: coded.gold.id.clone(),
            message: format!("no catalog for {}", coded.gold.negotiation),
        })?;
        let reading = Reading { title: coded.gold.title.as_deref(), text: &coded.text };
        Ok(Article::new(&coded.gold, Evidence::new(reading, lexicon, model.tokenizer())))
    };
    corpus.iter().map(read).collect()
}

/// The start's encoder cut to `layers` of its layers, and new parts drawn by chance.
fn prepared(start: &Weights, layers: usize, random: &mut Random) -> Weights {
    let mut weights = Weights::default();
    let all = learned::layers(start).max(1);
    for (name, part) in start.parts() {
        let Some(rest) = name.strip_prefix("encoder.layer.") else {
            if name.starts_with("embeddings.") || name == learned::VOCABULARY {
                weights.insert(name, part.clone());
            }
            continue;
        };
        // Of six layers kept to three: the first, the third, the fifth.
        let Some((at, rest)) = rest.split_once('.') else { continue };
        let Ok(at) = at.parse::<usize>() else { continue };
        if let Some(to) = (0..layers).find(|to| to * all / layers == at) {
            weights.insert(format!("encoder.layer.{to}.{rest}"), part.clone());
        }
    }
    for &(name, rows, width) in SHAPES {
        let (matrix, bias) = (format!("{name}.weight"), format!("{name}.bias"));
        // Weights that were learned before are learned further.
        if let (Some(known), Some(known_bias)) = (start.get(&matrix), start.get(&bias))
            && start.shape(&matrix) == Some(vec![rows, width])
        {
            weights.insert(matrix, known.clone());
            weights.insert(bias, known_bias.clone());
            continue;
        }
        let values = match name {
            "issue.rules" => verdict(rows, width, ISSUE_SIGNS - 1),
            "position.rules" => verdict(rows, width, PAIR_VERDICT),
            _ => {
                #[expect(clippy::cast_precision_loss, reason = "a width is small")]
                let scale = match name {
                    "columns" => 0.04,
                    // The rules' verdict stands at first.
                    "issue.out" | "position.out" => 0.02,
                    _ => 0.7 / (width as f32).sqrt(),
                };
                (0..rows * width).map(|_| random.normal() * scale).collect()
            }
        };
        weights.insert(matrix, weights::Part::Floats(values, vec![rows, width]));
        weights.insert(bias, weights::Part::Floats(vec![0.0; rows], vec![rows]));
    }
    if let Ok(words) = weights.bytes(learned::WORDS) {
        weights.insert(learned::WORDS, weights::Part::Bytes(words));
    }
    weights
}

/// Hands the rules' verdict, which begins at `from`, on as it is.
fn verdict(rows: usize, width: usize, from: usize) -> Vec<f32> {
    let mut values = vec![0.0; rows * width];
    (0..rows).for_each(|row| values[row * width + from + row] = 1.0);
    values
}

/// A model whose parts are learned, but for the vocabulary's rows.
fn learner(start: &Weights, optimiser: &mut Optimiser) -> std::result::Result<Model, WeightsError> {
    let mut parts = |name: &str| {
        let tensor = learned::tensor(start, name).map_err(candle_core::Error::wrap)?;
        if name.contains("token_type") {
            return Ok(tensor);
        }
        let of_encoder = name.starts_with("encoder.") || name.starts_with("embeddings.");
        optimiser.add(name, &tensor, if of_encoder { 1.0 } else { 5.0 })
    };
    Model::new(start, &mut parts)
}

/// One course of learning.
struct Course<'c> {
    model: &'c Model,
    lexicons: &'c BTreeMap<String, Lexicon>,
    settings: &'c Settings,
    articles: &'c [&'c Article<'c>],
}

impl Course<'_> {
    fn run(
        &self,
        optimiser: &mut Optimiser,
        random: &mut Random,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let foreign = self.foreign();
        let a_round: usize =
            self.articles.iter().map(|a| examples::stretches(a, &mut Random::new(0)).len()).sum();
        let total = (a_round * self.settings.epochs).max(1);
        let (mut done, mut steps, mut loss) = (0, 0_usize, None);
        let mut lanes = [optimiser.sums(), optimiser.sums()];
        for _ in 0..self.settings.epochs {
            let mut passes = Vec::new();
            for (at, article) in self.articles.iter().enumerate() {
                passes.extend(examples::stretches(article, random).into_iter().map(|s| (at, s)));
            }
            random.shuffle(&mut passes);
            for batch in passes.chunks(self.settings.batch) {
                let branches: Vec<Random> = batch.iter().map(|_| random.branch()).collect();
                let work: Vec<_> = batch.iter().cloned().zip(branches).collect();
                let mean = self.batch(&work, &foreign, optimiser, &mut lanes)?;
                let [sums, second] = &mut lanes;
                add(sums, second);
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                let way = done as f32 / total as f32;
                let pace = self.settings.pace * (way / 0.08).min((1.0 - way).max(0.02) / 0.92).min(1.0);
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                let share = 1.0 / batch.len() as f32;
                sums.iter_mut().flatten().for_each(|sum| *sum *= share);
                optimiser.step(sums, pace)?;
                steps += 1;
                if way > 0.8 && steps % 8 == 0 {
                    optimiser.remember();
                }
                done += batch.len();
                let late = loss.map_or(mean, |loss: f64| 0.95 * loss + 0.05 * mean);
                loss = Some(late);
                tell(Progress { done, total, loss: late });
            }
        }
        Ok(())
    }

    /// Descriptions of every negotiation's issues, to be told from an article's own.
    fn foreign(&self) -> Vec<Vec<u32>> {
        let open = self.lexicons.iter().filter(|(slug, _)| !self.settings.left_out.contains(*slug));
        let mut all = Vec::new();
        for (_, lexicon) in open {
            for issue in 0..lexicon.catalog().issues.len() {
                all.push(prompt::issue_pieces(lexicon, self.model.tokenizer(), issue, &[0, 1, 2]));
            }
        }
        all
    }

    /// Two lanes side by side, whatever the machine, so that sums come out the same.
    fn batch(
        &self,
        work: &[((usize, std::ops::Range<usize>), Random)],
        foreign: &[Vec<u32>],
        optimiser: &Optimiser,
        lanes: &mut [Sums; 2],
    ) -> Result<f64> {
        let half = work.len().div_ceil(2);
        let [first, second] = lanes;
        let lane = |work: &[((usize, std::ops::Range<usize>), Random)], sums: &mut Sums| {
            let Some((_, random)) = work.first() else { return Ok(0.0) };
            let mut thinning = Thinning { random: random.clone().branch(), share: SHARE_OUT };
            let example = |((article, sentences), random): &((usize, _), Random)| {
                let variation = Variation { hidden: 0.25, dropped: 0.2, foreign: 0.3 };
                examples::example(
                    self.articles[*article],
                    foreign,
                    self.model.tokenizer(),
                    std::ops::Range::<usize>::clone(sentences),
                    (variation, &mut random.clone()),
                )
            };
            let examples: Vec<Example> = work.iter().map(example).collect();
            let loss = loss(self.model, &examples, &mut thinning)?;
            optimiser.collect(&loss.backward()?, sums)?;
            Ok::<f64, candle_core::Error>(f64::from(loss.to_scalar::<f32>()?))
        };
        let (a, b) = std::thread::scope(|scope| {
            let other = scope.spawn(|| lane(&work[half..], second));
            let own = lane(&work[..half], first);
            (own, other.join())
        });
        let b = b.map_err(|_| candle_core::Error::msg("a lane stopped"))??;
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let count = work.len().max(1) as f64;
        Ok((a? + b) / count)
    }
}

fn add(sums: &mut Sums, other: &mut Sums) {
    for (sums, other) in sums.iter_mut().zip(other) {
        for (sum, other) in sums.iter_mut().zip(other) {
            *sum += *other;
            *other = 0.0;
        }
    }
}

/// How far passes' outcomes are from what is coded, a sentence, added up.
fn loss(model: &Model, examples: &[Example], thinning: &mut Thinning) -> Result<Tensor> {
    let prompts: Vec<_> = examples.iter().map(|example| &example.prompt).collect();
    let mut losses = Vec::with_capacity(examples.len());
    for (example, scores) in examples.iter().zip(model.scores(&prompts, thinning)?) {
        let mut terms = Vec::new();
        for (at, scores) in scores.into_iter().enumerate() {
            sentence_loss(example, at, scores, &mut terms)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let share = 1.0 / example.issues.len().max(1) as f64;
        losses.push((Tensor::stack(&terms, 0)?.sum_all()? * share)?);
    }
    Tensor::stack(&losses, 0)?.sum_all()
}

fn sentence_loss(
    example: &Example,
    at: usize,
    scores: Scores,
    terms: &mut Vec<Tensor>,
) -> Result<()> {
    let device = scores.issues.device();
    let wanted = Tensor::new(example.issues[at].as_slice(), device)?;
    terms.push(cross_entropy(&scores.issues, &wanted)?.sum_all()?);
    let Some(positions) = scores.positions else { return Ok(()) };
    let (wanted, weights): (Vec<f32>, Vec<f32>) = example.holders[at].iter().copied().unzip();
    let (wanted, weights) = (Tensor::new(wanted, device)?, Tensor::new(weights, device)?);
    let held = positions.narrow(1, 0, 1)?.squeeze(1)?;
    terms.push((cross_entropy(&held, &wanted)? * weights)?.sum_all()?);
    if example.stances[at].is_empty() {
        return Ok(());
    }
    let (rows, stances): (Vec<u32>, Vec<usize>) = example.stances[at].iter().copied().unzip();
    let picked = positions.index_select(&Tensor::new(rows, device)?, 0)?.narrow(1, 1, 6)?;
    let mut one_hot = vec![0.0_f32; stances.len() * 6];
    stances.iter().enumerate().for_each(|(row, stance)| one_hot[row * 6 + stance] = 1.0);
    let one_hot = Tensor::from_vec(one_hot, (stances.len(), 6), device)?;
    let all = picked.exp()?.sum(1)?.log()?.sum_all()?;
    terms.push((all - (picked * one_hot)?.sum_all()?)?);
    Ok(())
}

/// Of each logit against 0 or 1.
fn cross_entropy(logits: &Tensor, wanted: &Tensor) -> Result<Tensor> {
    let tail = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    (logits.relu()? - (logits * wanted)?)? + tail
}

/// Best thresholds, and scores at them by group.
fn measure(
    model: &Model,
    articles: &[Article<'_>],
    parts: &BTreeMap<String, Part>,
    left_out: &BTreeSet<String>,
) -> Result<(Thresholds, BTreeMap<String, [f64; 4]>)> {
    let wanted: Vec<&Article<'_>> = articles
        .iter()
        .filter(|a| parts[&a.gold.id] != Part::Learn || left_out.contains(&a.gold.negotiation))
        .collect();
    let half = wanted.len().div_ceil(2);
    let judge = |articles: &[&Article<'_>]| -> Result<Vec<Judgement>> {
        articles.iter().map(|article| Judgement::of(model, &article.evidence)).collect()
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| judge(&wanted[half..]));
        (judge(&wanted[..half]), other.join())
    });
    let mut judgements = first?;
    judgements.extend(second.map_err(|_| candle_core::Error::msg("a lane stopped"))??);
    let judged: Vec<(&Article<'_>, Judgement)> = wanted.into_iter().zip(judgements).collect();
    let mut groups: BTreeMap<String, Vec<(&Article<'_>, Judgement)>> = BTreeMap::new();
    for (article, judgement) in judged {
        let part = parts[&article.gold.id];
        let out = left_out.contains(&article.gold.negotiation);
        let name = match part {
            _ if out => format!("left out: {}", article.gold.negotiation),
            Part::Tune => "tuned".to_owned(),
            _ => {
                let sort = article.gold.id.split('-').next().unwrap_or("");
                let register = if sort == "dev" { " (dev)" } else { "" };
                format!("held: {}{register}", article.gold.negotiation)
            }
        };
        let mut names = vec![name.clone()];
        if out {
            names.push("left out: all".to_owned());
        } else if part == Part::Held && !name.contains("ukraine") {
            names.push("held: others".to_owned());
        }
        for name in names {
            groups.entry(name).or_default().push((article, judgement.clone()));
        }
    }
    let thresholds = scores::tune(groups.get("tuned").map_or(&[], Vec::as_slice));
    let scores = groups.into_iter().map(|(name, judged)| {
        (name, scores::tally(&judged, thresholds).map(scores::Tally::f1))
    });
    Ok((thresholds, scores.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::corpus::read_corpus;
    use crate::analysis::learned::fixture::{lexicon, start};

    const CORPUS: &str = r#"{"id":"a-1","negotiation":"NAME","title":"Truce","text":"Norland rejects the truce. It rained.","passages":[{"quote":"Norland rejects the truce.","issues":["ceasefire"]}],"positions":[{"quote":"Norland rejects the truce.","party":"norland","issue":"ceasefire","stance":"rejects"}]}
{"id":"a-2","negotiation":"NAME","text":"The rebels demand a ceasefire.","passages":[{"quote":"The rebels demand a ceasefire.","issues":["ceasefire"]}],"positions":[{"quote":"The rebels demand a ceasefire.","party":"front","issue":"ceasefire","stance":"demands"}]}"#;

    fn learn(seed: u64, epochs: usize) -> (Vec<u8>, f64) {
        let lexicon = lexicon();
        let name = lexicon.catalog().slug.as_str().to_owned();
        let corpus = read_corpus(&CORPUS.replace("NAME", &name)).unwrap();
        let corpus: Vec<Coded> = corpus.into_iter().map(|gold| Coded::new(gold).unwrap()).collect();
        let settings = Settings {
            seed,
            epochs,
            layers: 1,
            batch: 2,
            pace: 1e-3,
            all: false,
            left_out: BTreeSet::new(),
        };
        let lexicons = BTreeMap::from([(name, lexicon)]);
        let mut loss = f64::NAN;
        let mut tell = |progress: Progress| loss = progress.loss;
        let outcome = train(&corpus, &lexicons, &start(), &settings, &mut tell).unwrap();
        (outcome.weights.write(), loss)
    }

    #[test]
    fn same_seed_gives_the_same_weights_and_learning_lowers_the_loss() {
        let (weights, loss) = learn(7, 1);
        assert_eq!(weights, learn(7, 1).0);
        assert_ne!(weights, learn(8, 1).0);
        let (_, later) = learn(7, 25);
        assert!(later < 0.85 * loss, "{loss} became {later}");
    }
}
