//! `concordance backup`.

use std::io::Write;

use clap::Args;
use concordance::config::DatabaseArgs;
use concordance::store::Store;

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to make; it must not exist
    to: super::File,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(crate) async fn run(args: &BackupArgs) -> anyhow::Result<()> {
    let store = Store::connect(&args.database.database, None).await?;
    store.backup(&args.to).await?;
    writeln!(std::io::stdout(), "copied to {}", args.to.display())?;
    Ok(())
}
