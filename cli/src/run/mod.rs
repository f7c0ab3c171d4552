//! The commands that run an API as API Gateway would.

mod function_option;
mod listen;
mod options;
mod program;
mod replay;
mod runner;
mod serve;
mod service_option;
mod test_invoke;

use clap::Subcommand;

use crate::outcome::{Failure, Outcome};

/// A command that runs the API of a document.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(serve::Serve),
    Replay(replay::Replay),
    TestInvoke(test_invoke::TestInvoke),
}

pub(crate) fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Serve(command) => serve::run(command),
        Command::Replay(command) => replay::run(command),
        Command::TestInvoke(command) => test_invoke::run(command),
    }
}
