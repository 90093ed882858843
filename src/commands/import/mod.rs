//! `concordance import`.

mod decisions;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use concordance::config::{DatabaseArgs, ReaderArgs};
use concordance::ingest::header_file::{self, HeaderFile};
use concordance::ingest::json_lines;
use concordance::pipeline::{Pipeline, PipelineError};
use concordance::store::StoreError;
use futures_util::stream::{self, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    what: Option<ImportCommand>,
    /// Plain text under a small header, or JSON Lines (`*.jsonl`); `-` is standard input
    #[arg(required = true)]
    files: Vec<super::File>,
    /// The negotiation of articles that name none
    #[arg(long, value_name = "SLUG", default_value = "ukraine-russia")]
    negotiation: String,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    reader: ReaderArgs,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Take over what people hold elsewhere of the positions of articles that are here
    Decisions(decisions::DecisionsArgs),
}

#[derive(Default)]
struct Counts {
    stored: usize,
    known: usize,
    bad: usize,
}

/// One article to store, or why there is none, with its place for messages.
type Record = (String, Result<HeaderFile, String>);

pub(crate) async fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    if let Some(ImportCommand::Decisions(args)) = &args.what {
        return decisions::run(args).await;
    }
    let (_, pipeline) = super::open(&args.database, args.reader).await?;
    let mut records = Vec::new();
    for file in &args.files {
        records.extend(records_of(file));
    }
    let bar = ProgressBar::new(records.len() as u64).with_style(ProgressStyle::with_template(
        "{bar:30} {pos}/{len} articles {per_sec} {eta} left",
    )?);
    let mut counts = Counts::default();
    let storing = records.into_iter().map(|(place, record)| {
        let stored = store(&pipeline, args, record);
        async { (place, stored.await) }
    });
    // As many at once as there are processors: reading is what takes the time.
    let mut outcomes = stream::iter(storing).buffered(Pipeline::at_once());
    while let Some((place, outcome)) = outcomes.next().await {
        match outcome? {
            Outcome::Stored => counts.stored += 1,
            Outcome::Known => counts.known += 1,
            Outcome::Bad(problem) => {
                counts.bad += 1;
                bar.suspend(|| tracing::error!("{place}: {problem}"));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    writeln!(
        std::io::stdout(),
        "{} articles stored, {} were there already, {} could not be read",
        counts.stored,
        counts.known,
        counts.bad
    )?;
    Ok(if counts.bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What became of a record.
enum Outcome {
    Stored,
    /// It was there already.
    Known,
    /// What is wrong with it.
    Bad(String),
}

/// Stores one record; an error ends the import.
async fn store(
    pipeline: &Pipeline,
    args: &ImportArgs,
    record: Result<HeaderFile, String>,
) -> anyhow::Result<Outcome> {
    let file = match record {
        Ok(file) => file,
        Err(problem) => return Ok(Outcome::Bad(problem)),
    };
    let slug = file.negotiation.as_deref().unwrap_or(&args.negotiation);
    match pipeline.post_article(slug, &file.draft, false, &super::cause()).await {
        Ok(_) => Ok(Outcome::Stored),
        Err(PipelineError::Store(StoreError::Duplicate { .. })) => Ok(Outcome::Known),
        Err(error @ (PipelineError::Draft(_) | PipelineError::UnknownNegotiation { .. })) => {
            Ok(Outcome::Bad(error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

fn records_of(file: &Path) -> Vec<Record> {
    let place = file.display().to_string();
    let source = match super::read_file(file) {
        Ok(source) => source,
        Err(error) => return vec![(place, Err(format!("{error:#}")))],
    };
    if file.extension().is_some_and(|ending| ending == "jsonl") {
        let lines = source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        return lines
            .map(|(at, line)| {
                let record = json_lines::parse(line)
                    .map(|line| HeaderFile { negotiation: line.negotiation, draft: line.draft })
                    .map_err(|error| error.to_string());
                (format!("{place} line {}", at + 1), record)
            })
            .collect();
    }
    vec![(place, header_file::parse(&source).map_err(|error| error.to_string()))]
}
