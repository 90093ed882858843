//! The command line.

mod commands;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<std::process::ExitCode> {
    commands::start_log();
    commands::run(commands::Command::parse()).or_else(|error| match error.downcast_ref() {
        // Whoever reads the output has seen enough: `concordance analyse … | head`.
        Some(error) if std::io::Error::kind(error) == std::io::ErrorKind::BrokenPipe => {
            Ok(std::process::ExitCode::SUCCESS)
        }
        _ => Err(error),
    })
}
