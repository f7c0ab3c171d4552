//! The official examples of the Overlay Specification: `tests/*/pass` are overlays, `tests/*/fail` are none, and
//! `compliant-sets` say what becomes of a document. `GATEWRIGHT_OVERLAY_SUITE` names the folder.
//!
//! Then overlays in the shapes of public ones, and the fixes of `gatewright check --fix`, over every document at hand.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod fixes;
mod public;
mod suite;

use std::process::ExitCode;

fn main() -> ExitCode {
    let suite = suite::run();
    let public = public::run();
    let fixes = fixes::run();
    let failures = suite.iter().flat_map(|suite| &suite.failures).chain(&public.failures).chain(&fixes.failures);
    for failure in failures.clone() {
        println!("{failure}");
    }
    println!("\n| code | offered | applied and gone |\n|---|---|---|");
    for (code, (offered, gone)) in &fixes.codes {
        println!("| `{code}` | {offered} | {gone} |");
    }
    let examples = match &suite {
        Some(suite) => format!("{} of {} examples", suite.examples - suite.failures.len(), suite.examples),
        None => "no examples".to_owned(),
    };
    println!("\n{} documents", fixes.documents);
    println!("public overlays: {} of {}", public.cases - public.failures.len(), public.cases);
    println!("overlay: {examples}; fixes: {} offered, {} applied and gone", fixes.offered(), fixes.gone());
    if failures.count() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
