//! `concordance train`: learns the reader's weights from coded articles.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::Context;
use bytes::Bytes;
use concordance::analysis::corpus::{GoldArticle, read_corpus};
use concordance::analysis::learned::weights::{Part, Weights};
use concordance::analysis::learned::{built_in_words, continued, own_of, start_of, words_of};
use concordance::analysis::training::{Coded, Settings, composed_parts, parts, train};
use indicatif::{ProgressBar, ProgressStyle};

/// Learn the reader's weights from coded articles; every fifth article is only measured
#[derive(Debug, clap::Args)]
pub(crate) struct Train {
    /// Coded articles, one a line, as JSON
    #[arg(value_name = "CORPUS.jsonl", required = true)]
    corpora: Vec<PathBuf>,
    /// Articles composed for learning, coded in the same form: none of them is held out
    #[arg(long, value_name = "CORPUS.jsonl")]
    composed: Vec<PathBuf>,
    /// A folder of the negotiations' catalogs, as TOML; may be given several times, beside the
    /// built-in one
    #[arg(long, value_name = "DIR", required = true)]
    catalogs: Vec<PathBuf>,
    /// Where the weights go
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The encoder to start from, as `start` makes it
    #[arg(long, value_name = "FILE", default_value = "src/analysis/learned/data/encoder.weights")]
    start: PathBuf,
    /// Weights that were learned before from that start, to be learned further; of several the mean
    #[arg(long, value_name = "FILE")]
    further: Vec<PathBuf>,
    /// How often every article is read; 0 only sets the thresholds anew
    #[arg(long, default_value_t = 6)]
    epochs: usize,
    /// Layers kept of the start's encoder
    #[arg(long, default_value_t = 6)]
    layers: usize,
    /// Passes between two steps
    #[arg(long, default_value_t = 6)]
    batch: usize,
    /// The encoder's pace
    #[arg(long, default_value_t = 2e-4)]
    pace: f32,
    /// Same seed, same weights
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Learn from the articles held out too: the scores printed are then no measure
    #[arg(long)]
    all: bool,
    /// A negotiation of which nothing is learned; may be given several times
    #[arg(long, value_name = "SLUG")]
    leave_out: Vec<String>,
}

/// Turn an encoder, as others publish it, into weights to start from, with packed matrices
#[derive(Debug, clap::Args)]
pub(crate) struct Start {
    /// The encoder, as safetensors
    #[arg(value_name = "FILE")]
    encoder: PathBuf,
    /// Its vocabulary, one piece a line
    #[arg(long, value_name = "FILE")]
    vocabulary: PathBuf,
    /// Where the vocabulary and its rows go, which are never learned
    #[arg(long, value_name = "FILE")]
    words: PathBuf,
    /// Where the weights go
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Start {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut weights = Weights::read(&bytes(&self.encoder)?)?;
        weights.insert("vocabulary", Part::Text(text(&self.vocabulary)?));
        let start = start_of(&weights);
        let parts = [(&self.words, words_of(&start)), (&self.out, own_of(&start))];
        for (path, part) in parts {
            std::fs::write(path, part.write())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

impl Train {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        if let Some(status) = alone()? {
            anyhow::ensure!(status.success(), "training stopped");
            return Ok(());
        }
        let (published, composed) = (articles(&self.corpora)?, articles(&self.composed)?);
        let mut parts = parts(published.iter().map(|article| article.id.as_str()));
        parts.extend(composed_parts(composed.iter().map(|article| article.id.as_str())));
        let coded = published.into_iter().chain(composed).map(|article| {
            let part = parts[&article.id];
            Coded::new(article, part)
        });
        let corpus = coded.collect::<Result<Vec<_>, _>>()?;
        let lexicons = super::evaluate::lexicons(&self.catalogs)?;
        let mut start = built_in_words();
        start.merge(Weights::read(&bytes(&self.start)?)?);
        if !self.further.is_empty() {
            let read = |path: &PathBuf| anyhow::Ok(Weights::read(&bytes(path)?)?);
            let learned = self.further.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            start = continued(&start, Weights::mean(&learned)?);
        }
        let settings = Settings {
            seed: self.seed,
            epochs: self.epochs,
            layers: self.layers,
            batch: self.batch,
            pace: self.pace,
            all: self.all,
            left_out: self.leave_out.into_iter().collect::<BTreeSet<_>>(),
        };
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
            "{elapsed} [{wide_bar}] {pos}/{len} passes, {eta} left, loss {msg}",
        )?);
        let begun = std::time::Instant::now();
        let outcome = train(&corpus, &lexicons, &start, &settings, &mut |progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
            bar.set_message(format!("{:.3}", progress.loss));
            if progress.done % 200 < settings.batch {
                tracing::info!(
                    done = progress.done,
                    total = progress.total,
                    loss = progress.loss,
                    elapsed_s = begun.elapsed().as_secs(),
                    "learning"
                );
            }
        })?;
        bar.finish();
        std::fs::write(&self.out, outcome.weights.write())
            .with_context(|| format!("cannot write {}", self.out.display()))?;
        std::io::Write::write_all(&mut std::io::stdout(), outcome.to_string().as_bytes())?;
        Ok(())
    }
}

/// Runs the program once more where the arithmetic's own pool of threads is off: beside the two lanes
/// of learning it would only spin. The pool reads its size from the environment when first used.
fn alone() -> anyhow::Result<Option<ExitStatus>> {
    const POOLS: [&str; 2] = ["CANDLE_NUM_THREADS", "RAYON_NUM_THREADS"];
    if POOLS.iter().all(|name| std::env::var_os(name).is_some()) {
        return Ok(None);
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).envs(POOLS.map(|name| (name, "1")));
    Ok(Some(command.status()?))
}

fn bytes(path: &Path) -> anyhow::Result<Bytes> {
    let bytes = std::fs::read(path);
    Ok(bytes.with_context(|| format!("cannot read {}", path.display()))?.into())
}

fn articles(paths: &[PathBuf]) -> anyhow::Result<Vec<GoldArticle>> {
    let mut all = Vec::new();
    for path in paths {
        let read = read_corpus(&text(path)?);
        all.extend(read.with_context(|| format!("in {}", path.display()))?);
    }
    Ok(all)
}

fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
