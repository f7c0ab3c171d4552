//! Findings as annotations of GitHub Actions: [workflow commands] on standard output.
//!
//! [workflow commands]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

use gatewright_build::{Diagnostic, Report, Severity};

/// A line for each finding.
pub(crate) fn annotations(report: &Report) -> String {
    report.diagnostics().iter().map(|diagnostic| annotation(diagnostic, report)).collect()
}

fn annotation(diagnostic: &Diagnostic, report: &Report) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let sources = report.sources();
    let place = diagnostic.primary.as_ref().and_then(|origin| sources.locate(origin));
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={},endLine={}", place.line, place.end_line));
        // Columns are shown only of one line.
        if place.line == place.end_line {
            properties.push(format!("col={},endColumn={}", place.column, place.end_column));
        }
    } else if let Some(source) = diagnostic.primary.as_ref().and_then(|origin| sources.file_of(origin)) {
        properties.push(format!("file={}", property(source.name())));
    }
    properties.push(format!("title={}", property(diagnostic.code.as_str())));
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    format!("::{command} {}::{}\n", properties.join(","), data(&text))
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use gatewright_build::{Code, Document};

    use super::*;

    #[test]
    fn a_text_cannot_end_its_command() {
        let document = Document::from_text("a,b:c.yaml", "openapi: 3.0.3\ninfo: {}\npaths: {}\n").unwrap();
        let mut report = Report::new(document.sources());
        let info = document.root().get("info").unwrap();
        report.add(Code::MISSING_INFO, info.origin()).message("100%\r\n::error::no").help("a, b: c");
        report.note(Code::MISSING_PATHS, document.root().origin()).message("all");
        report.without_place(Code::UNUSED_OPTION).message("an option");
        assert_eq!(
            annotations(&report),
            "::warning file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=7,endColumn=9,title=missing-info::100%25%0D%0A::error::no%0Ahelp: a, b: c\n\
             ::notice file=a%2Cb%3Ac.yaml,line=1,endLine=3,title=missing-paths::all\n\
             ::warning title=unused-option::an option\n"
        );
    }
}
