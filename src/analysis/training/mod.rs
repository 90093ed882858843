//! Learning the reader's weights from coded articles; pure: corpora, catalogs and start weights come
//! in, weights go out, progress is told to whoever asks.

mod course;
mod examples;
mod loss;
mod optimiser;
mod outcome;
mod random;
mod scores;
mod split;
mod start;

use std::collections::{BTreeMap, BTreeSet};

pub use outcome::{Outcome, Scored};
pub use split::{Part, composed_parts, parts};

use crate::analysis::corpus::GoldArticle;
use crate::analysis::learned::evidence::Evidence;
use crate::analysis::learned::weights::{self, Weights, WeightsError};
use crate::analysis::learned::{self, Model};
use crate::analysis::{Lexicon, Reading};
use crate::domain::ArticleText;
use course::Course;
use examples::Article;
use optimiser::Optimiser;
use outcome::measure;
use random::Random;
use start::{learner, prepared};

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
    /// The encoder's pace; the decisions on top of it learn faster.
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

/// A coded article with its parsed text.
pub struct Coded {
    gold: GoldArticle,
    text: ArticleText,
    part: Part,
}

impl Coded {
    /// Parses an article's text.
    ///
    /// # Errors
    /// When the text is none.
    pub fn new(gold: GoldArticle, part: Part) -> Result<Self, TrainingError> {
        let text = ArticleText::parse(&gold.text).map_err(|message| TrainingError::Article {
            id: gold.id.clone(),
            message: message.clone(),
        })?;
        Ok(Self { gold, text, part })
    }
}

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
) -> Result<Outcome, TrainingError> {
    let mut random = Random::new(settings.seed);
    let start = prepared(start, settings.layers, &mut random);
    let mut optimiser = Optimiser::new();
    let model = learner(&start, &mut optimiser)?;
    let articles = read(corpus, lexicons, &model)?;
    let parts: BTreeMap<String, Part> =
        corpus.iter().map(|coded| (coded.gold.id.clone(), coded.part)).collect();
    let learned: Vec<&Article<'_>> = articles
        .iter()
        .filter(|article| settings.all || parts[&article.gold.id] == Part::Learn)
        .filter(|article| !settings.left_out.contains(&article.gold.negotiation))
        .collect();
    let course = Course { model: &model, settings, articles: &learned };
    course.run(&mut optimiser, &mut random, tell)?;

    let mut weights = start.clone();
    for (name, (values, shape)) in optimiser.values() {
        weights.insert(name, weights::Part::Floats(values, shape));
    }
    let mut weights = learned::own_of(&learned::packed(&weights));
    let model = Model::read(&weights.write().into(), &start)?;
    let (thresholds, scores) = measure(&model, &articles, &parts, &settings.left_out)?;
    thresholds.write(&mut weights);
    Ok(Outcome { weights, thresholds, scores })
}

fn read<'a>(
    corpus: &'a [Coded],
    lexicons: &'a BTreeMap<String, Lexicon>,
    model: &Model,
) -> Result<Vec<Article<'a>>, TrainingError> {
    let read = |coded: &'a Coded| {
        let lexicon =
            lexicons.get(&coded.gold.negotiation).ok_or_else(|| TrainingError::Article {
                id: coded.gold.id.clone(),
                message: format!("no catalog for {}", coded.gold.negotiation),
            })?;
        let reading = Reading { title: coded.gold.title.as_deref(), text: &coded.text };
        Ok(Article::new(&coded.gold, Evidence::new(reading, lexicon, model.tokenizer())))
    };
    corpus.iter().map(read).collect()
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
        let corpus: Vec<Coded> =
            corpus.into_iter().map(|gold| Coded::new(gold, Part::Learn).unwrap()).collect();
        let settings = Settings {
            seed,
            epochs,
            layers: 1,
            batch: 2,
            pace: 1e-4,
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
