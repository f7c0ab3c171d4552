//! The `gatewright` command: generates Rust from Swagger and OpenAPI documents, checks them, and runs
//! those of Amazon API Gateway.
//!
//! One module per subcommand. Each takes its arguments and gives an [`Outcome`](outcome::Outcome),
//! which is the exit code; nothing else ends the process.

mod bundle;
mod check;
mod code_parser;
mod completions;
mod convert;
mod crate_name;
mod diff;
mod document_options;
mod explain;
mod export;
#[cfg(feature = "fetch")]
mod fetch;
mod findings;
mod fixes;
mod generate;
mod github;
mod integrate;
mod new;
mod option_arguments;
mod outcome;
mod overlay;
mod overlays;
mod pinned;
mod reload;
mod report;
mod responses;
mod revision;
#[cfg(feature = "serve")]
mod run;
mod runtime_source;
mod sarif;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use outcome::Failure;

/// Generation makes and drops a great many small values: a quarter of its time with the allocator of glibc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AFTER_HELP: &str = "\
Exit codes:
  0  all is well
  1  the document is rejected, a code that is denied was found, generated code is stale, or a change
     is as bad as --fail-on says
  2  the command was not understood

Examples:
  gatewright generate swagger/lambdagate.json --out lambdagate-sdk
  gatewright generate swagger/lambdagate.json --out lambdagate-sdk --check
  gatewright check swagger/lambdagate.json
  gatewright diff main:swagger/lambdagate.json swagger/lambdagate.json
  gatewright check api.yaml --fix fixes.overlay.yaml
  gatewright overlay api.yaml --overlay fixes.overlay.yaml --apply
  gatewright report swagger/lambdagate.json
  gatewright explain response-does-not-fit-model
  gatewright export swagger/lambdagate.json
  gatewright integrate api.yaml --lambda Calc --mode proxy --out api.aws.yaml
  gatewright convert swagger/lambdagate.json --to 3.1
";

#[cfg(feature = "serve")]
const RUN: &str = "  \
  gatewright serve swagger/lambdagate.json --function Calc=./calc.py
  gatewright test-invoke swagger/lambdagate.json 'GET /calc?operand1=1&operand2=2&operator=%2B' \\
    --function Calc=./calc.py";

#[cfg(not(feature = "serve"))]
const RUN: &str = "
The commands serve, replay and test-invoke are left out: this gatewright was built without its feature `serve`.";

/// Typed Rust from Swagger 2.0 and OpenAPI 3.x documents, above all those exported from Amazon API Gateway.
#[derive(Debug, Parser)]
#[command(name = "gatewright", version, about, after_help = format!("{AFTER_HELP}{RUN}"), max_term_width = 100)]
struct Cli {
    /// When to write in colour; `auto` means on a terminal, unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: terminal::Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    #[cfg(feature = "fetch")]
    Fetch(fetch::Fetch),
    Generate(generate::Generate),
    Check(check::Check),
    Diff(diff::Diff),
    Report(report::Report),
    Explain(explain::Explain),
    Overlay(overlay::Overlay),
    Export(export::Export),
    Bundle(bundle::Bundle),
    Convert(convert::Convert),
    Integrate(integrate::Integrate),
    #[cfg(feature = "serve")]
    #[command(flatten)]
    Run(Box<run::Command>),
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.choose();
    let outcome = match &cli.command {
        Command::New(command) => new::run(command),
        #[cfg(feature = "fetch")]
        Command::Fetch(command) => fetch::run(command),
        Command::Generate(command) => generate::run(command),
        Command::Check(command) => check::run(command),
        Command::Diff(command) => diff::run(command),
        Command::Report(command) => report::run(command),
        Command::Explain(command) => explain::run(command),
        Command::Overlay(command) => overlay::run(command),
        Command::Export(command) => export::run(command),
        Command::Bundle(command) => bundle::run(command),
        Command::Convert(command) => convert::run(command),
        Command::Integrate(command) => integrate::run(command),
        #[cfg(feature = "serve")]
        Command::Run(command) => run::run(command),
        Command::Completions(command) => completions::run(command),
    };
    outcome.unwrap_or_else(Failure::tell).into()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
