//! What the program does from the command line; one file a command.

mod analyse;
mod backup;
mod catalog;
mod check;
mod evaluate;
mod export;
mod import;
mod openapi;
mod serve;
mod train;
mod user;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use concordance::analysis::Reader;
use concordance::clock::Clock;
use concordance::config::{DatabaseArgs, ReaderArgs, ReaderName, ServeArgs};
use concordance::domain::Catalog;
use concordance::ingest::builtin;
use concordance::pipeline::Pipeline;
use concordance::store::{Actor, Cause, Store};
use tracing_subscriber::EnvFilter;

/// Follows peace negotiations: each issue with its passages and the positions the parties take.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true)]
pub(crate) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Serve the pages and the API
    Serve(ServeArgs),
    /// Store articles from files: plain text under a small header, or JSON Lines (`*.jsonl`)
    Import(import::ImportArgs),
    /// Write what is stored, to be taken elsewhere
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Print what is found in a text, as JSON; needs no database
    Analyse(analyse::AnalyseArgs),
    /// Score the analysis on a coded corpus; needs no database
    Evaluate(evaluate::EvaluateArgs),
    /// Prove the invariants: quotes equal their texts, spans lie inside, keys hold, no history is lost
    Check(DatabaseArgs),
    Train(train::Train),
    Start(train::Start),
    /// Copy the SQLite database to a new file while the server runs
    Backup(backup::BackupArgs),
    /// Work with negotiations' catalogs
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
    /// Look after accounts; once there is one, every write needs signing in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Print the API's description, OpenAPI 3.1 as JSON
    Openapi,
}

/// Logs to standard error; `CONCORDANCE_LOG` chooses what (default `info`).
pub(crate) fn start_log() {
    let filter = EnvFilter::try_from_env("CONCORDANCE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx::postgres::notice=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

pub(crate) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match command.what {
            What::Serve(args) => serve::run(args).await.map(|()| ExitCode::SUCCESS),
            What::Import(args) => import::run(&args).await,
            What::Export(command) => export::run(command).await.map(|()| ExitCode::SUCCESS),
            What::Analyse(args) => analyse::run(&args).map(|()| ExitCode::SUCCESS),
            What::Evaluate(args) => evaluate::run(&args).map(|()| ExitCode::SUCCESS),
            What::Check(args) => check::run(&args).await,
            What::Train(args) => args.run().map(|()| ExitCode::SUCCESS),
            What::Start(args) => args.run().map(|()| ExitCode::SUCCESS),
            What::Backup(args) => backup::run(&args).await.map(|()| ExitCode::SUCCESS),
            What::Catalog(command) => catalog::run(command).await.map(|()| ExitCode::SUCCESS),
            What::User(command) => user::run(command).await.map(|()| ExitCode::SUCCESS),
            What::Openapi => openapi::run().map(|()| ExitCode::SUCCESS),
        }
    })
}

fn reader_of(args: ReaderArgs) -> Reader {
    match args.reader {
        ReaderName::Learned => Reader::learned(),
        ReaderName::Rules => Reader::Rules,
    }
}

/// Opens the database with the built-in negotiation in it.
async fn open(args: &DatabaseArgs, reader: ReaderArgs) -> anyhow::Result<(Store, Pipeline)> {
    let store = Store::connect(&args.database, args.database_read.as_deref()).await?;
    let pipeline = Pipeline::new(store.clone(), Clock::System, reader_of(reader));
    pipeline.prepare().await?;
    Ok((store, pipeline))
}

/// What a command brings about.
fn cause() -> Cause {
    Cause { actor: Actor::command_line(), request_id: None, now: Clock::System.now() }
}

/// The catalog in a file, or the built-in one.
fn catalog_from(file: Option<&Path>) -> anyhow::Result<Catalog> {
    let Some(file) = file else {
        return Ok(Catalog::parse_toml(builtin::catalog_source())?);
    };
    let (catalog, _) = read_catalog(file)?;
    Ok(catalog)
}

/// A catalog file as catalog and TOML source; a name that ends in `.json` is read as JSON.
fn read_catalog(file: &Path) -> anyhow::Result<(Catalog, String)> {
    let source = read_file(file)?;
    let is_json = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let name = || format!("in {}", file.display());
    if is_json {
        let catalog = Catalog::parse_json(&source).with_context(name)?;
        let source = catalog.to_toml();
        return Ok((catalog, source));
    }
    Ok((Catalog::parse_toml(&source).with_context(name)?, source))
}

fn read_file(file: &Path) -> anyhow::Result<String> {
    let read = |file: &Path| {
        if file == Path::new("-") {
            std::io::read_to_string(std::io::stdin())
        } else {
            std::fs::read_to_string(file)
        }
    };
    read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// A file named on the command line.
type File = PathBuf;
