//! `concordance catalog …`.

use std::io::Write;

use clap::Subcommand;
use concordance::config::{DatabaseArgs, ReaderArgs};
use concordance::store::CatalogChange;

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Store a negotiation's catalog (TOML, or JSON by its name), new or changed
    Add {
        /// The catalog
        file: super::File,
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        reader: ReaderArgs,
    },
}

pub(crate) async fn run(command: CatalogCommand) -> anyhow::Result<()> {
    let CatalogCommand::Add { file, database, reader } = command;
    let (catalog, source) = super::read_catalog(&file)?;
    let (_, pipeline) = super::open(&database, reader).await?;
    let said = match pipeline.put_catalog(&catalog, &source, &super::cause()).await? {
        CatalogChange::Created => "a new negotiation",
        CatalogChange::Unchanged => "already in force",
        CatalogChange::Replaced => "in force",
        CatalogChange::Pending => {
            pipeline.catch_up().await?;
            "in force; the stored articles have been read by it"
        }
    };
    writeln!(std::io::stdout(), "{}: {said}", catalog.slug)?;
    Ok(())
}
