//! The command line.

use clap::Parser;
use concordance::commands::evaluate::Evaluate;

#[derive(Parser)]
#[command(about)]
enum Command {
    Evaluate(Evaluate),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Evaluate(evaluate) => evaluate.run(&mut std::io::stdout().lock()),
    }
}
