//! `concordance analyse`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct AnalyseArgs {
    /// The text; `-` is standard input
    file: super::File,
    /// The negotiation's catalog; without it the built-in one
    #[arg(long, value_name = "FILE")]
    catalog: Option<super::File>,
}

pub(crate) fn run(args: &AnalyseArgs) -> anyhow::Result<()> {
    let _ = (super::read_file(&args.file)?, super::catalog_from(args.catalog.as_deref())?);
    anyhow::bail!("not wired yet")
}
