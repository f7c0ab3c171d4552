//! `gatewright overlay`: what overlays make of a document, as a difference or written into it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_document::{LoadOptions, SourceId};
use similar::TextDiff;

use crate::document_options::shown;
use crate::outcome::{Failure, Outcome};
use crate::overlays::Overlays;
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
#[command(after_help = AFTER_HELP, mut_arg("overlay", |overlay| overlay.required(true)))]
pub(crate) struct Overlay {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    #[command(flatten)]
    overlays: Overlays,
    /// Writes the result into the document's own file.
    #[arg(long, conflicts_with = "out")]
    apply: bool,
    /// Writes the result to this file, or to standard output for `-`.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(overlay: &Overlay) -> Result<Outcome, Failure> {
    let document = overlay.overlays.load(LoadOptions::new(), &overlay.document);
    let document = document.map_err(|report| Failure::found(&report))?;
    let before = document.sources().get(SourceId::ROOT).map_or("", |source| source.text());
    let edited = document.edited().ok_or_else(|| {
        Failure::failed("the result cannot be written into this text")
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

fn difference(document: &Path, before: &str, after: &str) -> String {
    let name = document.display().to_string();
    TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string()
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
    terminal::tell(&format!("{} is written\n", shown(path)));
    Ok(())
}
