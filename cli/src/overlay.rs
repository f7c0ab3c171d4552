//! `gatewright overlay`: what overlays make of a document, as a difference or written into it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_build::{Code, Document, Report};
use gatewright_document::{LintLevels, LoadOptions, SourceId};
use similar::TextDiff;

use crate::code_parser::CodeParser;
use crate::document_options::shown;
use crate::findings::{self, MessageFormat};
use crate::outcome::{Failure, Outcome};
use crate::terminal;

const AFTER_HELP: &str = "\
Only what the overlays change is written anew: format, order, comments and anchors of all else stay. Where that \
is not possible (an anchor whose aliases do not change), the whole document is written anew, and a note says so.

Examples:
  gatewright overlay api.yaml --overlay fixes.overlay.yaml            # the difference
  gatewright overlay api.yaml --overlay fixes.overlay.yaml --apply    # into api.yaml
  gatewright overlay api.yaml --overlay fixes.overlay.yaml --out fixed.yaml";

/// Shows what overlays change in a document, or writes it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Overlay {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// An overlay, in JSON or YAML. Several are applied in this order.
    #[arg(long, value_name = "FILE", required = true)]
    overlay: Vec<PathBuf>,
    /// Writes the result into the document's own file.
    #[arg(long, conflicts_with = "out")]
    apply: bool,
    /// Writes the result to this file, or to standard output for `-`.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Silences this code (`gatewright explain` lists them), above all `overlay-matches-nothing`.
    #[arg(long, value_name = "CODE", value_parser = CodeParser, hide_possible_values = true)]
    allow: Vec<Code>,
}

pub(crate) fn run(overlay: &Overlay) -> Result<Outcome, Failure> {
    let options = overlay.overlay.iter().fold(LoadOptions::new(), LoadOptions::overlay);
    let document = options.load(&overlay.document).map_err(|mut report| {
        report.sort();
        Failure::found(&report)
    })?;
    let report = of_overlays(&document, overlay);
    terminal::tell(&findings::text(&report, MessageFormat::Human, false));
    if report.has_errors() {
        return Ok(Outcome::Refused);
    }
    let before = document.sources().get(SourceId::ROOT).map_or("", |source| source.text());
    let edited = document.edited().ok_or_else(|| {
        Failure::refused("the result cannot be written into this text")
            .help("overlays can still be applied while it is read, with `--overlay`")
    })?;
    if !edited.kept {
        terminal::tell(
            "note: comments, anchors and layout cannot be kept: an anchor changes, and its aliases do not\n",
        );
    }
    match (&overlay.out, overlay.apply) {
        (Some(out), _) if out == Path::new("-") => terminal::show_exactly(&edited.text),
        (Some(out), _) => write(out, &edited.text)?,
        (None, true) => write(&overlay.document, &edited.text)?,
        (None, false) => {
            terminal::show(&terminal::coloured_difference(&difference(&overlay.document, before, &edited.text)))
        }
    }
    Ok(Outcome::Fine)
}

/// What is to be said of the overlays. What is wrong with the document is for `check`.
fn of_overlays(document: &Document, overlay: &Overlay) -> Report {
    let mut report = Report::new(document.sources());
    let about_overlays = |code: Code| code.as_str().starts_with("overlay-");
    for diagnostic in document.report().diagnostics().iter().filter(|found| about_overlays(found.code)) {
        report.push(diagnostic.clone());
    }
    report.apply(&overlay.allow.iter().copied().fold(LintLevels::new(), LintLevels::allow));
    report.sort();
    report
}

fn difference(document: &Path, before: &str, after: &str) -> String {
    let name = document.display().to_string();
    TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string()
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text)
        .map_err(|error| Failure::refused(format!("{} cannot be written: {error}", path.display())))?;
    terminal::tell(&format!("{} is written\n", shown(path)));
    Ok(())
}
