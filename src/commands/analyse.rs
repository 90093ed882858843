//! `concordance analyse`.

use std::io::Write;

use anyhow::Context;
use clap::Args;
use concordance::analysis::{Lexicon, Reading};
use concordance::api::shapes::Analysis;
use concordance::config::ReaderArgs;
use concordance::domain::ArticleText;
use concordance::store::Findings;

#[derive(Debug, Args)]
pub(crate) struct AnalyseArgs {
    /// The text; `-` is standard input
    file: super::File,
    /// The negotiation's catalog; without it the built-in one
    #[arg(long, value_name = "FILE")]
    catalog: Option<super::File>,
    #[command(flatten)]
    reader: ReaderArgs,
}

/// Prints the very body that `POST /api/v1/analyses` answers.
pub(crate) fn run(args: &AnalyseArgs) -> anyhow::Result<()> {
    let raw = super::read_file(&args.file)?;
    let text = ArticleText::parse(&raw)
        .map_err(|problem| anyhow::anyhow!("{}: the text {problem}", args.file.display()))?;
    let lexicon = Lexicon::new(super::catalog_from(args.catalog.as_deref())?);
    let reading = Reading { title: None, text: &text };
    let analysis = super::reader_of(args.reader).analyse(reading, &lexicon);
    let findings = Findings::of(text.as_str(), &analysis);
    let answer = Analysis::new(text.as_str().to_owned(), findings);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &answer).context("cannot write")?;
    writeln!(out)?;
    Ok(())
}
