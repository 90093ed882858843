//! `concordance import`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use concordance::config::{DatabaseArgs, ReaderArgs};
use concordance::ingest::header_file::{self, HeaderFile};
use concordance::ingest::json_lines;
use concordance::pipeline::{Pipeline, PipelineError};
use concordance::store::StoreError;
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
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

#[derive(Default)]
struct Counts {
    stored: usize,
    known: usize,
    bad: usize,
}

/// One article to store, or why there is none, with its place for messages.
type Record = (String, Result<HeaderFile, String>);

pub(crate) async fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let (_, pipeline) = super::open(&args.database, args.reader).await?;
    let mut records = Vec::new();
    for file in &args.files {
        records.extend(records_of(file));
    }
    let bar = ProgressBar::new(records.len() as u64).with_style(ProgressStyle::with_template(
        "{bar:30} {pos}/{len} articles {per_sec} {eta} left",
    )?);
    let mut counts = Counts::default();
    for (place, record) in records {
        if let Err(problem) = store(&pipeline, args, record, &mut counts).await? {
            counts.bad += 1;
            bar.suspend(|| tracing::error!("{place}: {problem}"));
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

/// Stores one record; the inner error is the record's, the outer one ends the import.
async fn store(
    pipeline: &Pipeline,
    args: &ImportArgs,
    record: Result<HeaderFile, String>,
    counts: &mut Counts,
) -> anyhow::Result<Result<(), String>> {
    let file = match record {
        Ok(file) => file,
        Err(problem) => return Ok(Err(problem)),
    };
    let slug = file.negotiation.as_deref().unwrap_or(&args.negotiation);
    match pipeline.post_article(slug, &file.draft, false, &super::cause()).await {
        Ok(_) => counts.stored += 1,
        Err(PipelineError::Store(StoreError::Duplicate { .. })) => counts.known += 1,
        Err(error @ (PipelineError::Draft(_) | PipelineError::UnknownNegotiation { .. })) => {
            return Ok(Err(error.to_string()));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Ok(()))
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
