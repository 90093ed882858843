//! `concordance import decisions`.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use concordance::analysis::Reader;
use concordance::clock::Clock;
use concordance::config::DatabaseArgs;
use concordance::pipeline::{Brought, Pipeline};
use concordance::store::Store;

#[derive(Debug, Args)]
pub(crate) struct DecisionsArgs {
    /// What `export decisions` has written; `-` is standard input
    file: crate::commands::File,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Default)]
struct Counts {
    stored: usize,
    known: usize,
    conflicts: usize,
    refused: usize,
}

pub(crate) async fn run(args: &DecisionsArgs) -> anyhow::Result<ExitCode> {
    let database = &args.database;
    let store = Store::connect(&database.database, database.database_read.as_deref()).await?;
    let pipeline = Pipeline::new(store, Clock::System, Reader::Rules);
    let source = crate::commands::read_file(&args.file)?;
    let (numbers, lines): (Vec<usize>, Vec<&str>) = source
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at + 1, line))
        .unzip();
    let brought = pipeline.import_decisions(&lines, &crate::commands::cause()).await?;
    let mut counts = Counts::default();
    let mut out = std::io::stdout().lock();
    for (number, one) in numbers.iter().zip(brought) {
        match one {
            Brought::Stored => counts.stored += 1,
            Brought::Known => counts.known += 1,
            Brought::Conflict(id) => {
                counts.conflicts += 1;
                writeln!(out, "line {number}: people hold something else here: position {id}")?;
            }
            Brought::Refused(why) => {
                counts.refused += 1;
                writeln!(out, "line {number}: {why}")?;
            }
        }
    }
    writeln!(
        out,
        "{} decisions stored, {} were there already, {} conflicts, {} could not be taken",
        counts.stored, counts.known, counts.conflicts, counts.refused
    )?;
    let is_whole = counts.conflicts == 0 && counts.refused == 0;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
