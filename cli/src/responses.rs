//! `gatewright check --responses`: recorded responses against the document, and the settings that they need.

use std::path::Path;

use anstyle::AnsiColor;
use anstyle::Style;
use gatewright_build::responses::{Compared, Finding, read};
use gatewright_build::{Document, Error};
use serde_json::{Value, json};

use crate::document_options::Settings;
use crate::findings::{self, MessageFormat};
use crate::fixes;
use crate::outcome::{Failure, Outcome};
use crate::terminal::{self, BOLD};

const ARROW: Style = AnsiColor::BrightBlue.on_default().bold();

/// Compares the recordings in a folder or file, and says which settings they need.
pub(crate) fn run(
    settings: &Settings,
    recordings: &Path,
    format: MessageFormat,
    fix: Option<&Path>,
) -> Result<Outcome, Failure> {
    let document = settings.builder.load().map_err(failure_of)?;
    let compared = compare(settings, &document, recordings)?;
    match format {
        MessageFormat::Json => terminal::show_json(&to_json(&compared)),
        MessageFormat::Human => terminal::show(&format!("{}{}", in_full(&compared), summary(&compared))),
        MessageFormat::Short => {
            let lines: Vec<String> = compared.findings.iter().map(short).collect();
            terminal::show(&format!("{}{}", lines.concat(), summary(&compared)));
        }
        MessageFormat::Sarif | MessageFormat::Github => {
            findings::show_for_programs(&compared.report(&document), format, true, || to_json(&compared));
        }
    }
    if let Some(path) = fix {
        let told = fixes::write(path, &compared.report(&document), &document)?;
        terminal::tell(&format!("{told}\n"));
    }
    Ok(if compared.findings.is_empty() { Outcome::Fine } else { Outcome::Failed })
}

fn compare(settings: &Settings, document: &Document, recordings: &Path) -> Result<Compared, Failure> {
    let responses = read(recordings).map_err(|error| Failure::failed(error.to_string()))?;
    settings.builder.check_responses(document, &responses).map_err(failure_of)
}

fn failure_of(error: Error) -> Failure {
    match error {
        Error::Document(report) => Failure::found(&report),
        error => Failure::failed(error.to_string()),
    }
}

fn in_full(compared: &Compared) -> String {
    let mut text = String::new();
    for finding in &compared.findings {
        text.push_str(&format!("{BOLD}{finding}{BOLD:#}\n"));
        if let (Some(property), Some(place)) = (&finding.property, &finding.place) {
            let (file, line, column) = (&place.file, place.line, place.column);
            text.push_str(&format!("  {ARROW}-->{ARROW:#} {file}:{line}:{column} ({property})\n"));
        }
        text.push_str(&format!("  {ARROW}={ARROW:#} first in {}\n", finding.example));
        let way_out = match &finding.setting {
            Some(setting) => format!("accept it with `{setting}` in gatewright.toml"),
            None => "no setting accepts it: correct the document".to_owned(),
        };
        text.push_str(&format!("  {ARROW}={ARROW:#} {way_out}\n\n"));
    }
    text
}

fn short(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| format!("{}:{}:{}: ", place.file, place.line, place.column));
    let setting = finding.setting.as_ref().map(|setting| format!(" ({setting})"));
    format!("{}{finding}{}\n", place.unwrap_or_default(), setting.unwrap_or_default())
}

/// `responses: 844 compared, 677 fit, 3 unknown`, and the settings.
fn summary(compared: &Compared) -> String {
    let Compared { compared: all, fitting, unknown, .. } = compared;
    let mut text = format!("responses: {all} compared, {fitting} fit, {} unknown\n", unknown.len());
    if let Some(first) = unknown.first() {
        text.push_str(&format!("the document has no operation, schema or body of JSON for {first}\n"));
    }
    let settings = compared.settings();
    if !settings.is_empty() {
        text.push_str(&format!("\nsettings for gatewright.toml:\n\n{settings}"));
    }
    text
}

fn to_json(compared: &Compared) -> Value {
    let findings = compared.findings.iter().map(|finding| {
        json!({
            "subject": finding.subject,
            "path": finding.path,
            "expected": finding.expected,
            "found": finding.found,
            "property": finding.property,
            "place": finding.place.as_ref().map(|place| json!({
                "file": place.file, "line": place.line, "column": place.column,
            })),
            "setting": finding.setting.as_ref().map(ToString::to_string),
            "responses": finding.responses,
            "example": finding.example,
        })
    });
    json!({
        "compared": compared.compared,
        "fitting": compared.fitting,
        "unknown": compared.unknown,
        "findings": findings.collect::<Vec<_>>(),
        "settings": compared.settings(),
    })
}
