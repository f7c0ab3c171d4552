//! `gatewright convert`: a document in another version of the format.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright_build::{Severity, convert};
use gatewright_document::{Format, LoadOptions, Version};

use crate::bundle::Form;
use crate::findings::{self, MessageFormat};
use crate::outcome::{Failure, Outcome};
use crate::overlays::Overlays;
use crate::terminal;

const AFTER_HELP: &str = "\
Order, descriptions and extensions are kept. What the version cannot say is left out, and listed: a \
line each, with its place. Several files become one.

Examples:
  gatewright convert swagger.json --to 3.1 --out openapi.json
  gatewright convert api.yaml --to 2.0 > swagger.yaml
  gatewright convert api.yaml --to 3.0 --out old.yaml --deny-losses";

/// Writes a document in another version: Swagger 2.0, OpenAPI 3.0 or 3.1.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Convert {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The version to write.
    #[arg(long, value_enum, value_name = "VERSION")]
    to: To,
    #[command(flatten)]
    overlays: Overlays,
    /// Writes to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The form of the result; by default that of FILE's ending, else that of the document.
    #[arg(long, value_enum, value_name = "FORM")]
    form: Option<Form>,
    /// The form of the list of losses.
    #[arg(long, value_enum, default_value_t = MessageFormat::Short, value_name = "FORMAT")]
    message_format: MessageFormat,
    /// Writes nothing if something would be lost.
    #[arg(long)]
    deny_losses: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// Swagger 2.0
    #[value(name = "2.0")]
    Swagger20,
    /// OpenAPI 3.0
    #[value(name = "3.0")]
    OpenApi30,
    /// OpenAPI 3.1
    #[value(name = "3.1")]
    OpenApi31,
}

impl From<To> for Version {
    fn from(to: To) -> Self {
        match to {
            To::Swagger20 => Self::Swagger20,
            To::OpenApi30 => Self::OpenApi30,
            To::OpenApi31 => Self::OpenApi31,
        }
    }
}

pub(crate) fn run(command: &Convert) -> Result<Outcome, Failure> {
    if command.out.is_none() && command.message_format.is_for_programs() {
        return Err(Failure::misused("the document and the list of losses cannot both go to standard output")
            .help("name a file with `--out`"));
    }
    let document = command.overlays.load(LoadOptions::new(), &command.document);
    let document = document.map_err(|report| Failure::found(&report))?;
    let own = document.sources().iter().next().map(|(_, source)| source.format());
    let converted = convert(&document, command.to.into());
    let losses = &converted.losses;
    if command.message_format.is_for_programs() {
        findings::show_for_programs(losses, command.message_format, true, || findings::json(losses));
    } else {
        terminal::tell(&findings::text(losses, command.message_format, true));
    }
    let count = losses.count(Severity::Warning);
    if command.deny_losses && count > 0 {
        return Ok(Outcome::Failed);
    }
    let form = command.form.or_else(|| Form::of_ending(command.out.as_deref()?));
    let form = form.unwrap_or(if own == Some(Format::Json) { Form::Json } else { Form::Yaml });
    let text = form.write(&converted.document)?;
    match &command.out {
        None => terminal::show(&text),
        Some(path) => {
            fs::write(path, text)
                .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
            let lost = match count {
                0 => "nothing is lost".to_owned(),
                1 => "1 thing is lost".to_owned(),
                many => format!("{many} things are lost"),
            };
            terminal::tell(&format!("{}: {}, {lost}\n", path.display(), Version::from(command.to)));
        }
    }
    Ok(Outcome::Fine)
}
