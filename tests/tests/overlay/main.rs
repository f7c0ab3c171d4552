//! The official examples of the Overlay Specification: `tests/*/pass` are overlays, `tests/*/fail` are none, and
//! `compliant-sets` say what becomes of a document. `GATEWRIGHT_OVERLAY_SUITE` names the folder.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod suite;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(suite) = suite::run() else {
        return ExitCode::SUCCESS;
    };
    for failure in &suite.failures {
        println!("{failure}");
    }
    println!("overlay: {} of {} examples", suite.examples - suite.failures.len(), suite.examples);
    if suite.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
