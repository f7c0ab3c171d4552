//! Calc as a program, for `gatewright serve` and `gatewright test-invoke`: the event on standard
//! input, the answer on standard output. A complaint is told as Lambda tells an error of a function.

use std::io::{self, Write as _};
use std::process::ExitCode;

use lambdagate_sdk::calc::calc;
use serde_json::{Value, json};

fn main() -> io::Result<ExitCode> {
    let event: Value = serde_json::from_reader(io::stdin().lock())?;
    let (answer, code) = match calc(&event) {
        Ok(answer) => (answer, ExitCode::SUCCESS),
        Err(complaint) => (json!({"errorMessage": complaint.to_string(), "errorType": "Error"}), ExitCode::FAILURE),
    };
    writeln!(io::stdout(), "{answer}")?;
    Ok(code)
}
