//! `concordance openapi`.

use std::io::Write;

pub(crate) fn run() -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{}", concordance::api::document())?;
    Ok(())
}
