//! Findings in the Static Analysis Results Interchange Format, [SARIF 2.1.0].
//!
//! [SARIF 2.1.0]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

use gatewright_build::{Code, Diagnostic, Report, Severity};
use gatewright_document::{Origin, Sources};
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All findings as one log.
pub(crate) fn log(report: &Report) -> Value {
    let mut codes: Vec<Code> = report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results = report.diagnostics().iter().map(|diagnostic| result(diagnostic, &codes, report));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "gatewright",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Value>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Value>(),
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    let info = code.info();
    json!({
        "id": code.as_str(),
        "shortDescription": {"text": info.summary},
        "fullDescription": {"text": info.explanation, "markdown": info.explanation},
        "defaultConfiguration": {"level": level(info.severity)},
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], report: &Report) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{} ({help})", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let place = |origin: &Origin| location(origin, report.sources());
    let related = diagnostic.related.iter().filter_map(|(origin, label)| {
        let mut location = place(origin)?;
        location.as_object_mut()?.insert("message".to_owned(), json!({"text": label}));
        Some(location)
    });
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": diagnostic.primary.iter().filter_map(place).collect::<Value>(),
    });
    let related: Vec<Value> = related.collect();
    if let Some(result) = result.as_object_mut().filter(|_| !related.is_empty()) {
        result.insert("relatedLocations".to_owned(), related.into());
    }
    result
}

/// A place of a file; `None` for what stands in none. A file outside of the document's folder shows no pointer.
fn location(origin: &Origin, sources: &Sources) -> Option<Value> {
    let source = sources.file_of(origin)?;
    let mut physical = json!({"artifactLocation": {"uri": uri(source.name())}});
    if let (Some(found), Some(physical)) = (sources.locate(origin), physical.as_object_mut()) {
        let region = json!({
            "startLine": found.line,
            "startColumn": found.column,
            "endLine": found.end_line,
            "endColumn": found.end_column,
        });
        physical.insert("region".to_owned(), region);
    }
    let mut location = json!({"physicalLocation": physical});
    if let Some(location) = location.as_object_mut().filter(|_| !source.is_outside()) {
        location.insert("logicalLocations".to_owned(), json!([{"fullyQualifiedName": origin.pointer.to_string()}]));
    }
    Some(location)
}

/// A path as a URI: relative as it was given, or with the scheme `file`.
fn uri(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let escape = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let escaped: String = path.bytes().map(escape).collect();
    match (path.starts_with('/'), path.as_bytes().get(1)) {
        (true, _) => format!("file://{escaped}"),
        (false, Some(b':')) => format!("file:///{}", escaped.replacen("%3A", ":", 1)),
        _ => escaped,
    }
}

#[cfg(test)]
mod tests {
    use gatewright_build::Document;

    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("api/my pets.yaml"), "api/my%20pets.yaml");
        assert_eq!(uri("/a/ü%.yaml"), "file:///a/%C3%BC%25.yaml");
        assert_eq!(uri("C:/a.yaml"), "file:///C:/a.yaml");
    }

    #[test]
    fn a_result_has_all_that_is_required() {
        let document = Document::from_text("a b.yaml", "openapi: 3.0.3\ninfo: {}\npaths: {}\n").unwrap();
        let mut report = document.report().clone();
        let info = document.root().get("info").unwrap();
        report.add(Code::MISSING_INFO, info.origin()).message("no title").help("add it").related(info.origin(), "here");
        report.without_place(Code::UNUSED_OPTION);
        let log = log(&report);
        let run = &log["runs"][0];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
        let result = &run["results"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"],
            "missing-info"
        );
        assert_eq!(result["message"]["text"], "no title (add it)");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
        assert_eq!(place["region"]["startLine"], 2);
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "here");
        assert_eq!(run["results"][1]["locations"], json!([]));
    }
}
