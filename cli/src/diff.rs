//! `gatewright diff`: what a new document does to the users of the generated code.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright_build::{Diff as Changes, Error, Verdict};

use crate::document_options::DocumentOptions;
use crate::outcome::{Failure, Outcome};
use crate::{revision, terminal};

const AFTER_HELP: &str = "\
Each change has one verdict:
  breaks callers at compile time        programs that call the API no longer compile
  breaks implementers at compile time   programs that implement the server trait no longer compile
  changes what is sent                  programs compile and send something else, or it means something else
  may fail at run time                  programs compile, and what passed before may be rejected
  harmless                              programs compile unchanged, and what passed before still passes

Exit code 1 means that a change is as bad as --fail-on says, or that a document is rejected.

Examples:
  gatewright diff old.yaml new.yaml
  gatewright diff main:api.yaml api.yaml --fail-on breaking
  gatewright diff v1.2.0:api.yaml --crate-version 1.2.0 --format markdown >> CHANGELOG.md
  gatewright diff main:api.yaml api.yaml --step-summary --fail-on wire";

/// Says what generating again from a new document does to callers and implementers.
#[derive(Args, Debug)]
#[command(
    after_help = AFTER_HELP,
    // `--format` is that of the changes here.
    mut_arg("format", |format| format.long("string-format"))
)]
pub(crate) struct Diff {
    /// The document that the code was generated from: a file, or a file of a git revision (`main:api.yaml`).
    #[arg(value_name = "OLD")]
    old: PathBuf,
    #[command(flatten)]
    options: DocumentOptions,
    /// Keeps names as this `gatewright.lock` has them; by default the one that the settings name.
    #[arg(long, value_name = "FILE", help_heading = "Names and types")]
    lock: Option<PathBuf>,
    /// The form of the changes.
    #[arg(id = "output-form", long = "format", value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    /// Exits with 1 if a change is as bad as this.
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: Level,
    /// Shows changes that are harmless too, and all of them.
    #[arg(long)]
    all: bool,
    /// Says which version the generated crate has to get after this one.
    #[arg(long, value_name = "VERSION")]
    crate_version: Option<String>,
    /// Adds the changes in Markdown to the file that GITHUB_STEP_SUMMARY names.
    #[arg(long)]
    step_summary: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// With places, for a terminal
    #[default]
    Text,
    /// For a changelog
    Markdown,
    /// One JSON object
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Nothing is that bad
    #[default]
    Never,
    /// Programs no longer compile
    Breaking,
    /// Programs no longer compile, send something else, or may fail at run time
    Wire,
    /// Anything changed
    Any,
}

impl Level {
    fn is_met(self, verdict: Option<Verdict>) -> bool {
        match self {
            Self::Never => false,
            Self::Breaking => verdict >= Some(Verdict::Implementers),
            Self::Wire => verdict > Some(Verdict::Harmless),
            Self::Any => verdict.is_some(),
        }
    }
}

pub(crate) fn run(command: &Diff) -> Result<Outcome, Failure> {
    let settings = command.options.settings()?;
    let builder = match &command.lock {
        Some(path) if !path.exists() => {
            return Err(Failure::misused(format!("there is no `{}`", path.display())));
        }
        Some(path) => settings.builder.clone().lock(path),
        None => settings.builder.clone(),
    };
    let what = format!("comparing with {}", settings.name());
    let changes = terminal::with_progress(command.format == Form::Json, what, || {
        let options = builder.load_options();
        let [old, new] = [&command.old, &settings.document]
            .map(|path| revision::load(&options, path).map_err(|report| Failure::found(&report)));
        builder.diff(&old?, &new?).map_err(|error| match error {
            Error::Document(report) => Failure::found(&report),
            error => Failure::failed(error.to_string()),
        })
    })?;
    let next = command.crate_version.as_deref().map(|version| next_version(&changes, version)).transpose()?;
    match command.format {
        Form::Text => terminal::show(&(changes.to_text(command.all) + &next_line(next.as_deref(), "next version: "))),
        Form::Markdown => {
            terminal::show(&(changes.to_markdown(command.all) + &next_line(next.as_deref(), "\nNext version: ")));
        }
        Form::Json => {
            let mut object = changes.to_json();
            if let (Some(object), Some(next)) = (object.as_object_mut(), &next) {
                object.insert("nextVersion".to_owned(), next.clone().into());
            }
            terminal::show_json(&object);
        }
    }
    if command.step_summary {
        summarise(&changes, command.all)?;
    }
    Ok(if command.fail_on.is_met(changes.verdict()) { Outcome::Failed } else { Outcome::Fine })
}

fn next_version(changes: &Changes, version: &str) -> Result<String, Failure> {
    changes.bump().after(version).ok_or_else(|| Failure::misused(format!("`{version}` is not a version")))
}

fn next_line(next: Option<&str>, label: &str) -> String {
    next.map(|next| format!("{label}{next}\n")).unwrap_or_default()
}

/// Adds the changes to the page of a step of GitHub Actions.
fn summarise(changes: &Changes, all: bool) -> Result<(), Failure> {
    let path = std::env::var_os("GITHUB_STEP_SUMMARY").ok_or_else(|| {
        Failure::misused("GITHUB_STEP_SUMMARY names no file").help("it does in a step of GitHub Actions")
    })?;
    let mut file = OpenOptions::new().create(true).append(true).open(&path);
    let written = file
        .as_mut()
        .map_err(|error| error.to_string())
        .and_then(|file| file.write_all(changes.to_markdown(all).as_bytes()).map_err(|error| error.to_string()));
    written.map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))
}
