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
use gatewright_gateway::Gateway;
use tokio::runtime::{Builder, Runtime};

use self::options::{GatewayOptions, Unusable};
use crate::findings::{self, MessageFormat};
use crate::outcome::{Failure, Outcome};
use crate::terminal;

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

/// A gateway that gets one request after the other, and what runs it. `None` when the document has errors, which have
/// been shown.
fn gateway_for_one(options: &GatewayOptions) -> Result<Option<(Gateway, Runtime)>, Failure> {
    let gateway = match options.gateway() {
        Ok((_, gateway)) => gateway,
        Err(Unusable::Document(report)) => {
            terminal::tell(&findings::text(&report, MessageFormat::Human, false));
            return Ok(None);
        }
        Err(Unusable::Other(failure)) => return Err(failure),
    };
    let runtime = Builder::new_current_thread().enable_all().build();
    Ok(Some((gateway, runtime.map_err(|error| Failure::failed(error.to_string()))?)))
}
