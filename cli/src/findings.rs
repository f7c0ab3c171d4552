//! Shows what was found in a document, to people and to programs.

use clap::ValueEnum;
use gatewright_build::{Report, Severity};
use serde_json::{Value, json};

use crate::{github, sarif, terminal};

/// The form in which findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the lines of the document
    #[default]
    Human,
    /// A line each: `file:line:column: warning[code]: message`
    Short,
    /// One JSON object on standard output
    Json,
    /// One SARIF 2.1.0 log on standard output
    Sarif,
    /// Annotations of GitHub Actions on standard output
    Github,
}

impl MessageFormat {
    /// Whether the findings are read by programs, and all else is kept apart from them.
    pub(crate) fn is_for_programs(self) -> bool {
        matches!(self, MessageFormat::Json | MessageFormat::Sarif | MessageFormat::Github)
    }
}

/// Writes findings for programs to standard output; `json` is what the format `json` shows.
pub(crate) fn show_for_programs(report: &Report, format: MessageFormat, notes: bool, json: impl FnOnce() -> Value) {
    match format {
        MessageFormat::Sarif => terminal::show_json(&sarif::log(&shown(report, notes))),
        MessageFormat::Github => terminal::show(&github::annotations(&shown(report, notes))),
        _ => terminal::show_json(&json()),
    }
}

/// The findings without notes, unless they are asked for.
fn shown(report: &Report, notes: bool) -> Report {
    let mut shown = Report::new(report.sources());
    let wanted = |severity: Severity| notes || severity != Severity::Note;
    for diagnostic in report.diagnostics().iter().filter(|diagnostic| wanted(diagnostic.severity)) {
        shown.push(diagnostic.clone());
    }
    shown
}

/// The findings as text, in full or a line each. Notes are left out unless they are asked for.
pub(crate) fn text(report: &Report, format: MessageFormat, notes: bool) -> String {
    let shown = shown(report, notes);
    match format {
        MessageFormat::Short => shown.one_line().iter().map(|line| format!("{line}\n")).collect(),
        // The streams take the colour out again where it is not wanted.
        _ => shown.render(true),
    }
}

/// How many findings there are: `3 warnings, 12 notes (hidden; --notes)`.
pub(crate) fn summary(report: &Report, notes: bool) -> String {
    let mut parts = Vec::new();
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")] {
        match report.count(severity) {
            0 => {}
            1 => parts.push(format!("1 {word}")),
            many => parts.push(format!("{many} {word}s")),
        }
    }
    if parts.is_empty() {
        return "no findings".to_owned();
    }
    let hidden = !notes && report.count(Severity::Note) > 0;
    format!("{}{}", parts.join(", "), if hidden { " (hidden; --notes)" } else { "" })
}

/// The findings and their counts, for programs.
pub(crate) fn json(report: &Report) -> Value {
    json!({
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
        "notes": report.count(Severity::Note),
        "diagnostics": report.to_json(),
    })
}

#[cfg(test)]
mod tests {
    use gatewright_build::Code;

    use super::*;

    #[test]
    fn summaries() {
        let mut report = Report::default();
        assert_eq!(summary(&report, false), "no findings");
        report.without_place(Code::NAME_COLLISION);
        assert_eq!(summary(&report, false), "1 note (hidden; --notes)");
        report.without_place(Code::UNUSED_OPTION);
        report.without_place(Code::UNUSED_OPTION);
        assert_eq!(summary(&report, true), "2 warnings, 1 note");
        report.without_place(Code::EMPTY_DOCUMENT);
        assert_eq!(summary(&report, false), "1 error, 2 warnings, 1 note (hidden; --notes)");
    }
}
