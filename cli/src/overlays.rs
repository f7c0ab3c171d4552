//! `--overlay` of the commands that take a document as it is, without the options of generated code.

use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_build::{Code, Document, Report};
use gatewright_document::{LintLevels, LoadOptions};

use crate::code_parser::CodeParser;
use crate::findings::{self, MessageFormat};
use crate::terminal;

/// The overlays that change a document before anything is done with it.
#[derive(Args, Debug)]
pub(crate) struct Overlays {
    /// Changes DOCUMENT by this overlay first, in JSON or YAML. Several are applied in this order.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Silences this code where overlays are to blame, above all `overlay-matches-nothing`.
    #[arg(long, value_name = "CODE", value_parser = CodeParser, hide_possible_values = true, requires = "overlay")]
    allow: Vec<Code>,
}

impl Overlays {
    /// Loads a document with the overlays, and tells what is to be said of them. What is wrong with the document itself
    /// is for `check`.
    pub(crate) fn load(&self, options: LoadOptions, document: &Path) -> Result<Document, Report> {
        let document = self.options(options).load(document).map_err(sorted)?;
        let report = self.of_overlays(&document);
        if report.has_errors() {
            return Err(report);
        }
        terminal::tell(&findings::text(&report, MessageFormat::Human, false));
        Ok(document)
    }

    /// Options of loading, with the overlays.
    pub(crate) fn options(&self, options: LoadOptions) -> LoadOptions {
        self.overlay.iter().fold(options, LoadOptions::overlay)
    }

    /// What `--allow` silences.
    pub(crate) fn levels(&self) -> LintLevels {
        self.allow.iter().copied().fold(LintLevels::new(), LintLevels::allow)
    }

    fn of_overlays(&self, document: &Document) -> Report {
        let mut report = Report::new(document.sources());
        let about_overlays = |code: Code| code.as_str().starts_with("overlay-");
        for diagnostic in document.report().diagnostics().iter().filter(|found| about_overlays(found.code)) {
            report.push(diagnostic.clone());
        }
        report.apply(&self.levels());
        sorted(report)
    }
}

fn sorted(mut report: Report) -> Report {
    report.sort();
    report
}
