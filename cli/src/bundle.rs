//! `gatewright bundle`: a document and all files that it refers to, in one.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright_build::bundle;
use gatewright_document::{Format, LoadOptions};
use serde::Serialize;

use crate::findings::{self, MessageFormat};
use crate::outcome::{Failure, Outcome};
use crate::overlays::Overlays;
use crate::terminal;

const AFTER_HELP: &str = "\
What other files hold becomes a component with a name: that of its place, or of its file. A \
component that only refers to a file gets what the file holds.

Examples:
  gatewright bundle specs/api.yaml --out api.yaml
  gatewright bundle specs/api.yaml --form json | jq .components";

/// Puts a document and all files that it refers to into one.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Bundle {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    #[command(flatten)]
    overlays: Overlays,
    /// Writes to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The form of the result; by default that of FILE's ending, else that of the document.
    #[arg(long, value_enum, value_name = "FORM")]
    form: Option<Form>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

impl Form {
    pub(crate) fn of_ending(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// A document in this form.
    pub(crate) fn write(self, document: &impl Serialize) -> Result<String, Failure> {
        match self {
            Self::Json => serde_json::to_string_pretty(document)
                .map(|text| text + "\n")
                .map_err(|error| Failure::failed(format!("the result cannot be written as JSON: {error}"))),
            Self::Yaml => serde_yaml::to_string(document)
                .map_err(|error| Failure::failed(format!("the result cannot be written as YAML: {error}"))),
        }
    }
}

pub(crate) fn run(command: &Bundle) -> Result<Outcome, Failure> {
    let document = command.overlays.load(LoadOptions::new(), &command.document);
    let document = document.map_err(|report| Failure::found(&report))?;
    let own = document.sources().iter().next().map(|(_, source)| source.format());
    let form = command.form.or_else(|| Form::of_ending(command.out.as_deref()?));
    let form = form.unwrap_or(if own == Some(Format::Json) { Form::Json } else { Form::Yaml });
    let mut bundled = bundle(&document);
    bundled.report.apply(&command.overlays.levels());
    terminal::tell(&findings::text(&bundled.report, MessageFormat::Human, false));
    let text = form.write(&bundled.document)?;
    match &command.out {
        None => terminal::show(&text),
        Some(path) => {
            fs::write(path, text)
                .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
            let (files, moved) = (bundled.files, bundled.moved);
            terminal::tell(&format!("{}: {files} files, {moved} components from other files\n", path.display()));
        }
    }
    Ok(if bundled.report.has_errors() { Outcome::Failed } else { Outcome::Fine })
}
