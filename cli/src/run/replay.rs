//! `gatewright replay`: recorded requests sent again, and where the responses differ.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use gatewright_gateway::Recorded;

use super::gateway_for_one;
use super::options::{FUNCTIONS_HELP, GatewayOptions};
use crate::outcome::{Failure, Outcome};
use crate::terminal::{self, ADDED, REMOVED};

const AFTER_HELP: &str = "\
Exit code 1 means that a response differs. Ids, times and credentials are not compared.

Examples:
  gatewright serve swagger/lambdagate.json --function Calc=./calc.py --record calls.jsonl
  gatewright replay swagger/lambdagate.json calls.jsonl --function Calc=./calc.py";

/// Sends recorded requests again and shows where the responses differ, place by place.
#[derive(Args, Debug)]
#[command(after_help = format!("{FUNCTIONS_HELP}\n{AFTER_HELP}"))]
pub(crate) struct Replay {
    #[command(flatten)]
    options: GatewayOptions,
    /// What `gatewright serve --record` wrote.
    #[arg(value_name = "RECORDING")]
    recording: PathBuf,
}

pub(crate) fn run(replay: &Replay) -> Result<Outcome, Failure> {
    let path = replay.recording.display();
    let text = fs::read_to_string(&replay.recording)
        .map_err(|error| Failure::failed(format!("{path} cannot be read: {error}")))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let recorded: Vec<Recorded> = lines
        .map(|(index, line)| {
            let number = index + 1;
            Recorded::parse(line).map_err(|error| Failure::failed(format!("{path}:{number}: no recording: {error}")))
        })
        .collect::<Result<_, _>>()?;
    let Some((gateway, runtime)) = gateway_for_one(&replay.options)? else {
        return Ok(Outcome::Failed);
    };
    let mut differing = 0;
    for recorded in &recorded {
        let response = runtime.block_on(gateway.call(recorded.request()));
        let differences = recorded.differences(&response);
        let mut text = String::new();
        let (style, word) = if differences.is_empty() { (ADDED, "same") } else { (REMOVED, "differs") };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{style}{word}{style:#} {}", recorded.name());
        for difference in &differences {
            let _ = writeln!(text, "  {difference}");
        }
        differing += usize::from(!differences.is_empty());
        terminal::show(&text);
    }
    terminal::show(&format!("{} of {} responses are the same\n", recorded.len() - differing, recorded.len()));
    Ok(if differing == 0 { Outcome::Fine } else { Outcome::Failed })
}
