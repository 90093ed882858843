//! `concordance openapi`.

pub(crate) fn run() -> anyhow::Result<()> {
    anyhow::bail!("not wired yet")
}
