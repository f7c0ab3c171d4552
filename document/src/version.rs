//! Which format a document is in, and what it is if it is none of ours.

use std::fmt;

use crate::code::Code;
use crate::diagnostic::Origin;
use crate::fix::Fix;
use crate::map::Map;
use crate::report::Report;
use crate::tree::Value;

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Swagger 2.0.
    Swagger20,
    /// OpenAPI 3.0, any patch.
    OpenApi30,
    /// OpenAPI 3.1, any patch; newer ones are read as this.
    OpenApi31,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Version::Swagger20 => "Swagger 2.0",
            Version::OpenApi30 => "OpenAPI 3.0",
            Version::OpenApi31 => "OpenAPI 3.1",
        })
    }
}

const READ: &str = "Swagger 2.0 and OpenAPI 3.0 and 3.1 are read";

/// Finds the version; `None` when there is none to go on with, which is then in the report.
pub(crate) fn detect(root: &Value, origin: &Origin, report: &mut Report) -> Option<Version> {
    let Value::Object(entries) = root else {
        report
            .error(Code::NOT_OPENAPI, origin)
            .message(format!("this is {}, not an OpenAPI document", root.kind()))
            .label("expected an object")
            .help("the root has a field `openapi: \"3.0.3\"` or `swagger: \"2.0\"`");
        return None;
    };
    match (entries.get("swagger"), entries.get("openapi")) {
        (Some(_), Some(_)) => {
            report
                .error(Code::BOTH_VERSIONS, &origin.key("openapi"))
                .message("the document has both `swagger` and `openapi`")
                .related(&origin.key("swagger"), "the other version")
                .help("remove the one that the document does not follow");
            None
        }
        (Some(version), None) => swagger(version, &origin.child("swagger"), report),
        (None, Some(version)) => openapi(version, &origin.child("openapi"), report),
        (None, None) => {
            crate::foreign::report(entries, origin, report);
            None
        }
    }
}

fn swagger(version: &Value, origin: &Origin, report: &mut Report) -> Option<Version> {
    let text = version_text(version, "swagger", "2.0", origin, report)?;
    match text.as_str() {
        "2.0" | "2" => {}
        text if text.starts_with("2.0.") => {}
        text if text.starts_with('3') => {
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message(format!("Swagger {text} does not exist"))
                .help(format!("from 3.0 on the format is called OpenAPI: write `openapi: \"{}\"`", three_parts(text)));
            return None;
        }
        text => return unsupported(&format!("Swagger {text}"), origin, report),
    }
    must_be_string(version, "swagger", "2.0", origin, report);
    Some(Version::Swagger20)
}

fn openapi(version: &Value, origin: &Origin, report: &mut Report) -> Option<Version> {
    let text = version_text(version, "openapi", "3.0.3", origin, report)?;
    let minor = text.strip_prefix("3.").and_then(|rest| {
        let minor = rest.split(|character: char| !character.is_ascii_digit()).next()?;
        minor.parse::<u32>().ok()
    });
    let found = match (minor, text.as_str()) {
        (Some(0), _) | (None, "3") => Version::OpenApi30,
        (Some(1), _) => Version::OpenApi31,
        (Some(_), _) => {
            report
                .warning(Code::NEWER_VERSION, origin)
                .message(format!("OpenAPI {text} is read as OpenAPI 3.1"))
                .label("not all that is new since 3.1 is understood");
            Version::OpenApi31
        }
        (None, "2" | "2.0") => {
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message("OpenAPI 2.0 is called Swagger")
                .help("write `swagger: \"2.0\"`");
            return None;
        }
        (None, text) => return unsupported(&format!("OpenAPI {text}"), origin, report),
    };
    must_be_string(version, "openapi", &three_parts(&text), origin, report);
    Some(found)
}

/// `3` and `3.1` as the specification writes them, `3.0.0` and `3.1.0`.
fn three_parts(text: &str) -> String {
    match text.split('.').count() {
        1 => format!("{text}.0.0"),
        2 => format!("{text}.0"),
        _ => text.to_owned(),
    }
}

fn unsupported(what: &str, origin: &Origin, report: &mut Report) -> Option<Version> {
    report.error(Code::UNSUPPORTED_VERSION, origin).message(format!("{what} is not read")).help(READ);
    None
}

/// The version as text, also where it was written as a number.
fn version_text(value: &Value, key: &str, example: &str, origin: &Origin, report: &mut Report) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.text().into_owned()),
        other => {
            let what = if other.as_str().is_some() { "empty" } else { other.kind() };
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message(format!("`{key}` is {what} and not a version"))
                .help(format!("write `{key}: \"{example}\"`"));
            None
        }
    }
}

/// A version that is understood though it is a number.
fn must_be_string(value: &Value, key: &str, wanted: &str, origin: &Origin, report: &mut Report) {
    if value.as_str().is_none() {
        report
            .add(Code::VERSION_NOT_A_STRING, origin)
            .message(format!("`{key}` is a number and not a string"))
            .help(format!("write `{key}: \"{wanted}\"`"))
            .fix(Fix::update(origin, wanted.into()));
    }
}

/// Whether a value looks like a document, for help about where one stands inside of another.
pub(crate) fn looks_like_document(value: &Value) -> bool {
    let has = |entries: &Map| entries.contains_key("swagger") || entries.contains_key("openapi");
    value.as_object().is_some_and(has)
}
