//! `concordance evaluate`: scores the analysis on a coded corpus.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};

use concordance::analysis::corpus::{GoldArticle, read_corpus};
use concordance::analysis::counts::Match;
use concordance::analysis::evaluation::Report;
use concordance::analysis::learned::built_in_start;
use concordance::analysis::training::{Part, parts};
use concordance::analysis::{Lexicon, Model, Reader, Reading};
use concordance::domain::{ArticleText, Catalog};

/// The catalog that is built in.
const BUILT_IN: &str = include_str!("../ingest/builtin/ukraine-russia.toml");

/// Score the analysis on a coded corpus: precision, recall and F1 for issues, positions, and
/// positions with stance.
#[derive(Debug, clap::Args)]
pub struct Evaluate {
    /// The corpus: one coded article a line, as JSON.
    #[arg(value_name = "FILE.jsonl")]
    pub corpus: PathBuf,
    /// A negotiation's catalog, as TOML; may be given several times. Without it the built-in one.
    #[arg(long, value_name = "FILE")]
    pub catalog: Vec<PathBuf>,
    /// A file of learned weights; without it rules read
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Score only articles that training holds out
    #[arg(long)]
    pub held_out: bool,
    /// Also list what was missed and what was found but is not coded.
    #[arg(long)]
    pub misses: bool,
}

impl Evaluate {
    /// Runs the command and prints the report.
    ///
    /// # Errors
    /// When a file cannot be read, or an article's negotiation has no catalog.
    pub fn run(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let lexicons = self.lexicons()?;
        let source = std::fs::read_to_string(&self.corpus)
            .with_context(|| format!("cannot read {}", self.corpus.display()))?;
        let corpus = read_corpus(&source)?;
        check_negotiations(&corpus, &lexicons)?;
        let mut report = Report::default();
        let reader = self.reader()?;
        writeln!(out, "reader {}", reader.version())?;
        let parts = parts(corpus.iter().map(|article| article.id.as_str()));
        let (begun, mut sentences) = (Instant::now(), 0_u32);
        let chosen = |article: &&GoldArticle| !self.held_out || parts[&article.id] == Part::Held;
        for article in corpus.iter().filter(chosen) {
            let text = ArticleText::parse(&article.text).map_err(anyhow::Error::msg)?;
            let reading = Reading { title: article.title.as_deref(), text: &text };
            let analysis = reader.analyse(reading, &lexicons[&article.negotiation]);
            sentences += u32::try_from(analysis.sentences.len())?;
            report.add(article, &text, &analysis)?;
        }
        let each = begun.elapsed() / sentences.max(1);
        writeln!(out, "{sentences} sentences, {:.2} ms each", each.as_secs_f64() * 1e3)?;
        write!(out, "{report}")?;
        if self.misses {
            list(&report, out)?;
        }
        Ok(())
    }

    fn reader(&self) -> anyhow::Result<Reader> {
        let Some(path) = &self.weights else { return Ok(Reader::Rules) };
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Reader::Learned(Arc::new(Model::read(&bytes, &built_in_start())?)))
    }

    fn lexicons(&self) -> anyhow::Result<BTreeMap<String, Lexicon>> {
        let mut sources = Vec::new();
        for path in &self.catalog {
            let source = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            sources.push((path.display().to_string(), source));
        }
        if sources.is_empty() {
            sources.push(("the built-in catalog".to_owned(), BUILT_IN.to_owned()));
        }
        let mut lexicons = BTreeMap::new();
        for (name, source) in sources {
            let catalog = Catalog::parse_toml(&source).with_context(|| name)?;
            lexicons.insert(catalog.slug.as_str().to_owned(), Lexicon::new(catalog));
        }
        Ok(lexicons)
    }
}

fn check_negotiations(
    corpus: &[GoldArticle],
    lexicons: &BTreeMap<String, Lexicon>,
) -> anyhow::Result<()> {
    let missing: std::collections::BTreeSet<&str> = corpus
        .iter()
        .map(|article| article.negotiation.as_str())
        .filter(|slug| !lexicons.contains_key(*slug))
        .collect();
    if !missing.is_empty() {
        let list: Vec<&str> = missing.into_iter().collect();
        bail!("no catalog for {}: give each one's file with --catalog", list.join(", "));
    }
    Ok(())
}

fn list(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "\ndisagreements")?;
    for found in &report.disagreements {
        let word = if found.kind == Match::Miss { "missed" } else { "false " };
        writeln!(out, "  {word}  {}  {}  {}", found.article, found.what, found.quote)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(corpus: &str) -> anyhow::Result<String> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("corpus.jsonl");
        std::fs::write(&path, corpus)?;
        let command = Evaluate {
            corpus: path,
            catalog: Vec::new(),
            weights: None,
            held_out: false,
            misses: true,
        };
        let mut out = Vec::new();
        command.run(&mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn report_is_printed_with_its_misses() {
        let printed = run(
            r#"{"id": "a", "negotiation": "ukraine-russia", "text": "It rained.", "passages": [{"quote": "It rained.", "issues": ["territory"]}]}"#,
        )
        .unwrap();
        assert!(printed.starts_with("reader rules-1\n1 sentences, "), "{printed}");
        assert!(printed.contains("\n1 articles\nissues "), "{printed}");
        assert!(printed.contains("missed  a  territory  It rained."), "{printed}");
    }

    #[test]
    fn negotiation_without_a_catalog_is_an_error_that_names_it() {
        let error =
            run(r#"{"id": "a", "negotiation": "norland-sudmark", "text": "Yes."}"#).unwrap_err();
        assert!(error.to_string().contains("norland-sudmark"), "{error}");
    }
}
