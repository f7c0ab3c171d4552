//! `gatewright explain`: what a code of diagnostics means.

use std::fmt::Write as _;

use clap::Args;
use gatewright_build::{Code, Severity};
use gatewright_document::CodeInfo;

use crate::code_parser::CodeParser;
use crate::outcome::{Failure, Outcome};
use crate::terminal::{self, BOLD};

const AFTER_HELP: &str = "\
Examples:
  gatewright explain unresolved-reference
  gatewright explain";

/// Explains a code of diagnostics, the word in `warning[word]`; without one, lists all codes.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Explain {
    /// The code.
    #[arg(value_name = "CODE", value_parser = CodeParser, hide_possible_values = true)]
    code: Option<Code>,
}

pub(crate) fn run(explain: &Explain) -> Result<Outcome, Failure> {
    terminal::show(&match explain.code {
        None => list(),
        Some(code) => explanation(code.info()),
    });
    Ok(Outcome::Fine)
}

fn list() -> String {
    let width = Code::ALL.iter().map(|info| info.code.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for info in Code::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{BOLD}{:width$}{BOLD:#}  {:7}  {}", info.code, info.severity.as_str(), info.summary);
    }
    text
}

fn explanation(info: &CodeInfo) -> String {
    let (code, strict) = (info.code, if info.strict { "; an error with --strict" } else { "" });
    let way_out = match info.severity {
        Severity::Error if info.may_be_allowed => format!("\nSilence it with `--allow {code}`.\n"),
        Severity::Error => String::new(),
        _ => format!("\nSilence it with `--allow {code}`, reject it with `--deny {code}`.\n"),
    };
    format!(
        "{BOLD}{code}{BOLD:#}: {}\n\n{}\n\nReported as {}{strict}.\n{way_out}",
        info.summary,
        info.explanation.trim_end(),
        article(info.severity),
    )
}

fn article(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Note => "a note",
    }
}
