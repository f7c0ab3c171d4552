//! The pages of the guide that follow from the code.
//!
//! `UPDATE_GOLDEN=1 cargo test -p gatewright-tests --test guide` brings them up to date.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::{env, fs};

use gatewright_build::{Code, Severity};

const PAGE: &str = "../docs/guide/diagnostics.md";
const BEGIN: &str = "<!-- codes: begin -->\n";
const END: &str = "<!-- codes: end -->\n";

#[test]
fn lists_every_code() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let current = format!("{before}{BEGIN}{}{END}{after}", table());
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(PAGE, &current).unwrap();
    }
    assert!(
        fs::read_to_string(PAGE).unwrap() == current,
        "{PAGE} does not list the codes as they are: run `UPDATE_GOLDEN=1 cargo test -p gatewright-tests --test guide`"
    );
}

fn table() -> String {
    let mut table = "| code | severity | what it means |\n|---|---|---|\n".to_owned();
    let mut codes: Vec<_> = Code::ALL.iter().collect();
    codes.sort_by_key(|info| info.code.as_str());
    for info in codes {
        let severity = match info.severity {
            Severity::Error => "error",
            Severity::Warning if info.strict => "warning, strict",
            Severity::Warning => "warning",
            _ => "note",
        };
        writeln!(table, "| `{}` | {severity} | {} |", info.code, info.summary.replace('|', "\\|")).unwrap();
    }
    table
}
