//! `gatewright check`: what is wrong with a document, without generating anything.

use std::path::PathBuf;

use clap::Args;
use gatewright_build::{Document, Error, Report, missing_operation_ids};
use gatewright_gateway::config::{GatewayConfig, Options, Variables};

use crate::document_options::{DocumentOptions, Settings};
use crate::findings::{self, MessageFormat};
use crate::fixes;
use crate::outcome::{Failure, Outcome};
use crate::{responses, terminal};

const AFTER_HELP: &str = "\
Exit code 1 means that the document is rejected, that a code was found that --deny or --strict makes \
an error, or that clients would not read a recorded response.

Examples:
  gatewright check swagger/lambdagate.json
  gatewright check api.yaml --strict --allow name-collision --notes
  gatewright check api.yaml --deny response-does-not-fit-model --message-format short
  gatewright check api.yaml --responses tests/cassettes
  gatewright check api.yaml --message-format json | jq '.diagnostics[].code'
  gatewright check api.yaml --message-format sarif > api.sarif
  gatewright check api.yaml --fix fixes.overlay.yaml && gatewright check api.yaml --overlay fixes.overlay.yaml";

/// Says what is wrong with a document, and what of it cannot be expressed in Rust.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Check {
    #[command(flatten)]
    options: DocumentOptions,
    /// Compares recorded responses with the document instead, and prints which settings they need: JSON, lines of JSON,
    /// HAR, or cassettes of VCR, in a folder or a file.
    #[arg(long, value_name = "DIR")]
    responses: Option<PathBuf>,
    /// Says nothing unless the document is rejected.
    #[arg(long, short, help_heading = "Diagnostics")]
    quiet: bool,
    /// Shows notes too: names that were changed, choices that were made.
    #[arg(long, help_heading = "Diagnostics")]
    notes: bool,
    /// The form of the findings.
    #[arg(long, value_enum, default_value_t, value_name = "FORM", help_heading = "Diagnostics")]
    message_format: MessageFormat,
    /// Writes an overlay that settles what has a safe way out, each with its complaint as description. A file that was
    /// not written so before is left alone.
    #[arg(long, value_name = "FILE", help_heading = "Fixes")]
    fix: Option<PathBuf>,
    /// Gives each operation without an `operationId` one, after its method and path.
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    operation_ids: bool,
}

pub(crate) fn run(check: &Check) -> Result<Outcome, Failure> {
    let all = check.options.all_settings()?;
    let is_for_one = check.responses.is_some() || check.fix.is_some() || check.message_format.is_for_programs();
    if all.len() > 1 && is_for_one {
        let message =
            "`--responses`, `--fix` and findings for programs are for one document, and the settings have several";
        return Err(Failure::misused(message).help("choose it with `--only NAME`"));
    }
    let several = all.len() > 1;
    let mut worst = Outcome::Fine;
    for settings in &all {
        if several && !check.quiet {
            terminal::show(&format!("{}:\n", settings.name()));
        }
        match run_one(check, settings)? {
            Outcome::Fine => {}
            outcome => worst = outcome,
        }
    }
    Ok(worst)
}

fn run_one(check: &Check, settings: &Settings) -> Result<Outcome, Failure> {
    if let Some(recordings) = &check.responses {
        return responses::run(settings, recordings, check.message_format, check.fix.as_deref());
    }
    let what = format!("checking {}", settings.name());
    let is_silent = check.quiet || check.message_format.is_for_programs();
    let (report, document) = terminal::with_progress(is_silent, what, || report(settings, check.operation_ids))?;
    match check.message_format {
        format if format.is_for_programs() => {
            findings::show_for_programs(&report, format, check.notes, || findings::json(&report));
        }
        _ if check.quiet && !report.has_errors() => {}
        format => {
            let text = findings::text(&report, format, check.notes);
            terminal::show(&format!("{text}{}\n", findings::summary(&report, check.notes)));
        }
    }
    if let (Some(path), Some(document)) = (&check.fix, &document) {
        let told = fixes::write(path, &report, document)?;
        terminal::tell(&format!("{told}\n"));
    }
    Ok(if report.has_errors() { Outcome::Failed } else { Outcome::Fine })
}

/// All that is found while the document is read, lowered and named, and run as API Gateway would.
fn report(settings: &Settings, operation_ids: bool) -> Result<(Report, Option<Document>), Failure> {
    let document = match settings.builder.load() {
        Ok(document) => document,
        Err(Error::Document(mut report)) => {
            report.sort();
            return Ok((report, None));
        }
        Err(error) => return Err(Failure::failed(error.to_string())),
    };
    let failed = |error: Error| Failure::failed(error.to_string());
    let mut report = settings.builder.findings(&document).map_err(failed)?;
    let variables = settings.builder.variables();
    let variables = variables.fold(Variables::default(), |all, (name, value)| all.set(name, value));
    report.append(gateway_findings(&document, variables));
    if operation_ids {
        report.append(missing_operation_ids(&document));
    }
    report.apply(&settings.builder.levels());
    report.sort();
    Ok((report, Some(document)))
}

/// What API Gateway would make of the document. The one place that asks the gateway.
fn gateway_findings(document: &Document, variables: Variables) -> Report {
    let (_, report) = GatewayConfig::read(document, &Options { variables, ..Options::default() });
    report
}
