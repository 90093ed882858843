//! `concordance export …`.

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::Context;
use clap::Subcommand;
use concordance::analysis::Reader;
use concordance::clock::Clock;
use concordance::config::DatabaseArgs;
use concordance::pipeline::Pipeline;
use concordance::store::Store;

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Write what people hold of positions, who decided, when and why, as JSON Lines
    Decisions {
        /// Where to; without it, standard output
        file: Option<super::File>,
        /// Only those of this negotiation
        #[arg(long, value_name = "SLUG")]
        negotiation: Option<String>,
        /// Write a coded corpus instead, for `train` and `evaluate`: the articles in which nothing
        /// is left to decide
        #[arg(long)]
        corpus: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

pub(crate) async fn run(command: ExportCommand) -> anyhow::Result<()> {
    let ExportCommand::Decisions { file, negotiation, corpus, database } = command;
    let store = Store::connect(&database.database, database.database_read.as_deref()).await?;
    let pipeline = Pipeline::new(store, Clock::System, Reader::Rules);
    let mut out: Box<dyn Write> = match &file {
        Some(file) => {
            let made = File::create(file);
            Box::new(made.with_context(|| format!("cannot write {}", file.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let mut buffered = BufWriter::new(&mut out);
    let write = |line: &str| writeln!(buffered, "{line}").map_err(anyhow::Error::from);
    let negotiation = negotiation.as_deref();
    let lines = if corpus {
        pipeline.export_corpus(negotiation, write).await?
    } else {
        pipeline.export_decisions(negotiation, write).await?
    };
    buffered.flush()?;
    if let Some(file) = file {
        let what = if corpus { "articles" } else { "decisions" };
        writeln!(std::io::stdout(), "{lines} {what} written to {}", file.display())?;
    }
    Ok(())
}
