//! `concordance evaluate`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use concordance::analysis::corpus::{GoldArticle, read_corpus};
use concordance::analysis::counts::Match;
use concordance::analysis::evaluation::Report;
use concordance::analysis::learned::built_in_words;
use concordance::analysis::training::{Part, parts};
use concordance::analysis::{Lexicon, Model, Reader, Reading};
use concordance::config::ReaderArgs;
use concordance::domain::{ArticleText, Catalog};
use concordance::ingest::builtin;
use rayon::prelude::*;

#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    /// The corpus: one coded article a line, as JSON
    #[arg(value_name = "FILE.jsonl", required = true)]
    corpora: Vec<super::File>,
    /// A negotiation's catalog, or a folder of them; may be given several times, beside the
    /// built-in one
    #[arg(long, visible_alias = "catalogs", value_name = "FILE|FOLDER")]
    catalog: Vec<super::File>,
    /// Also list what was missed and what was found but is not coded
    #[arg(long)]
    misses: bool,
    /// Score only the articles that training holds out
    #[arg(long)]
    held_out: bool,
    /// Weights of a reader that was trained, in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    weights: Option<super::File>,
    #[command(flatten)]
    reader: ReaderArgs,
}

pub(crate) fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    let lexicons = lexicons(&args.catalog)?;
    let reader = reader(args)?;
    let mut report = Report::default();
    for file in &args.corpora {
        let corpus = read_corpus(&super::read_file(file)?)
            .with_context(|| format!("in {}", file.display()))?;
        check_negotiations(&corpus, &lexicons)?;
        let parts = parts(corpus.iter().map(|article| article.id.as_str()));
        let chosen = |article: &&GoldArticle| !args.held_out || parts[&article.id] == Part::Held;
        let read = |article: &GoldArticle| {
            let text = ArticleText::parse(&article.text).map_err(anyhow::Error::msg)?;
            let reading = Reading { title: article.title.as_deref(), text: &text };
            let analysis = reader.analyse(reading, &lexicons[&article.negotiation]);
            anyhow::Ok((text, analysis))
        };
        let chosen: Vec<&GoldArticle> = corpus.iter().filter(chosen).collect();
        let found: Vec<_> = chosen.par_iter().map(|article| read(article)).collect();
        for (article, found) in chosen.into_iter().zip(found) {
            let (text, analysis) = found?;
            report.add(article, &text, &analysis)?;
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "reader: {}", reader.version())?;
    write!(out, "{report}")?;
    if args.misses {
        list(&report, &mut out)?;
    }
    Ok(())
}

fn reader(args: &EvaluateArgs) -> anyhow::Result<Reader> {
    let Some(file) = &args.weights else { return Ok(super::reader_of(args.reader)) };
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Reader::Learned(Arc::new(Model::read(&bytes.into(), &built_in_words())?)))
}

/// Lexicons by negotiation: the built-in catalog, and those given in its place or beside it.
pub(crate) fn lexicons(given: &[super::File]) -> anyhow::Result<BTreeMap<String, Lexicon>> {
    let mut catalogs = vec![Catalog::parse_toml(builtin::catalog_source())?];
    for path in given {
        for file in catalog_files(path)? {
            catalogs.push(super::read_catalog(&file)?.0);
        }
    }
    Ok(catalogs.into_iter().map(|c| (c.slug.to_string(), Lexicon::new(c))).collect())
}

fn catalog_files(path: &Path) -> anyhow::Result<Vec<super::File>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("in {}", path.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "toml") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn check_negotiations(
    corpus: &[GoldArticle],
    lexicons: &BTreeMap<String, Lexicon>,
) -> anyhow::Result<()> {
    let slugs: BTreeSet<&str> = corpus.iter().map(|a| a.negotiation.as_str()).collect();
    let missing: Vec<&str> =
        slugs.into_iter().filter(|slug| !lexicons.contains_key(*slug)).collect();
    if !missing.is_empty() {
        bail!("no catalog for {}: give each one's file with --catalog", missing.join(", "));
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
