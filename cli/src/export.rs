//! `gatewright export`: the document as API Gateway would export it again.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright_document::LoadOptions;
use gatewright_gateway::config::export::{ExportOptions, Format, export};
use gatewright_gateway::config::{GatewayConfig, Options, Variables};

use crate::findings::{self, MessageFormat};
use crate::option_arguments::variable;
use crate::outcome::{Failure, Outcome};
use crate::overlays::Overlays;
use crate::terminal;

const AFTER_HELP: &str = "\
What differs between a document and its export is what API Gateway does not keep: summaries, tags, \
formats, examples.

Examples:
  gatewright export swagger/lambdagate.json
  gatewright export api.yaml --format swagger --no-extensions --out exported.json
  gatewright export swagger/lambdagate.json | diff - swagger/lambdagate.json";

/// Prints the document that API Gateway would export after it imported this one.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Export {
    /// A document with API Gateway's extensions, in JSON or YAML.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    #[command(flatten)]
    overlays: Overlays,
    /// The version of the export.
    #[arg(long, value_enum, default_value_t, value_name = "VERSION")]
    format: Version,
    /// Leaves out integrations, authorizers and validators, as an export without `extensions` does.
    #[arg(long)]
    no_extensions: bool,
    /// The name of the stage; by default the first part of the base path, else `local`.
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,
    /// The id of the API, which is part of its host.
    #[arg(long, value_name = "ID", default_value = "gatewright")]
    api_id: String,
    /// Sets a variable that the document leaves to its deployment, such as AWS::Region=eu-west-1.
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    variable: Vec<(String, String)>,
    /// Writes to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Version {
    /// OpenAPI 3.0
    #[default]
    Oas30,
    /// Swagger 2.0
    Swagger,
}

pub(crate) fn run(command: &Export) -> Result<Outcome, Failure> {
    let document = command.overlays.load(LoadOptions::new(), &command.document);
    let document = document.map_err(|report| Failure::found(&report))?;
    let given = command.variable.iter();
    let variables = given.fold(Variables::default(), |all, (name, value)| all.set(name, value));
    let region = variables.get("AWS::Region").unwrap_or("us-east-1").to_owned();
    let (config, mut report) = GatewayConfig::read(&document, &Options { variables, ..Options::default() });
    report.sort();
    terminal::tell(&findings::text(&report, MessageFormat::Human, false));
    if report.has_errors() {
        return Ok(Outcome::Failed);
    }
    let stage = command.stage.as_deref().or_else(|| config.stage()).unwrap_or("local").to_owned();
    let exported = export(
        &config,
        &ExportOptions {
            format: match command.format {
                Version::Oas30 => Format::OpenApi,
                Version::Swagger => Format::Swagger,
            },
            extensions: !command.no_extensions,
            api_id: command.api_id.clone(),
            region,
            stage,
            version: config.info.version.clone().unwrap_or_else(|| "1".to_owned()),
        },
    );
    let text = format!("{exported:#}\n");
    match &command.out {
        None => terminal::show(&text),
        Some(path) => fs::write(path, text)
            .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?,
    }
    Ok(Outcome::Fine)
}
