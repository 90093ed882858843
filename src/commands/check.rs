//! `concordance check`.

use std::io::Write;
use std::process::ExitCode;

use concordance::config::DatabaseArgs;
use concordance::store::Store;

pub(crate) async fn run(args: &DatabaseArgs) -> anyhow::Result<ExitCode> {
    let store = Store::connect(&args.database, args.database_read.as_deref()).await?;
    let report = store.check().await?;
    let mut out = std::io::stdout().lock();
    for violation in &report.violations {
        writeln!(out, "violated: {violation}")?;
    }
    writeln!(
        out,
        "{} articles, {} passages, {} positions checked: {}",
        report.articles,
        report.passages,
        report.positions,
        match report.violations.len() {
            0 => "every invariant holds".to_owned(),
            1 => "1 violation".to_owned(),
            many => format!("{many} violations"),
        }
    )?;
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
