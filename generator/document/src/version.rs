//! Which format a document is in, and what it is if it is none of ours.

use std::fmt;

use crate::code::Code;
use crate::diagnostic::Origin;
use crate::report::Report;
use crate::tree::{Map, Value};

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
        "2.0" | "2" => Some(Version::Swagger20),
        text if text.starts_with("2.0.") => Some(Version::Swagger20),
        text if text.starts_with("3.") => {
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message(format!("Swagger {text} does not exist"))
                .help(format!(
                    "from 3.0 on the format is called OpenAPI: write `openapi: {text}`"
                ));
            None
        }
        text => unsupported(&format!("Swagger {text}"), origin, report),
    }
}

fn openapi(version: &Value, origin: &Origin, report: &mut Report) -> Option<Version> {
    let text = version_text(version, "openapi", "3.0.3", origin, report)?;
    let minor = text.strip_prefix("3.").and_then(|rest| {
        let minor = rest
            .split(|character: char| !character.is_ascii_digit())
            .next()?;
        minor.parse::<u32>().ok()
    });
    match (minor, text.as_str()) {
        (Some(0), _) => Some(Version::OpenApi30),
        (None, "3") => Some(Version::OpenApi30),
        (Some(1), _) => Some(Version::OpenApi31),
        (Some(_), _) => {
            report
                .warning(Code::NEWER_VERSION, origin)
                .message(format!("OpenAPI {text} is read as OpenAPI 3.1"))
                .label("what is new since 3.1 is not understood");
            Some(Version::OpenApi31)
        }
        (None, "2.0") => {
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message("OpenAPI 2.0 is called Swagger")
                .help("write `swagger: \"2.0\"`");
            None
        }
        (None, text) => unsupported(&format!("OpenAPI {text}"), origin, report),
    }
}

fn unsupported(what: &str, origin: &Origin, report: &mut Report) -> Option<Version> {
    report
        .error(Code::UNSUPPORTED_VERSION, origin)
        .message(format!("{what} is not read"))
        .help(READ);
    None
}

/// The version as text; a number is accepted with a warning.
fn version_text(
    value: &Value,
    key: &str,
    example: &str,
    origin: &Origin,
    report: &mut Report,
) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => {
            let text = number.text().into_owned();
            // `swagger: 2` can only mean 2.0; `openapi: 3.1` is as good as 3.1.0.
            let wanted = match (key, text.as_str()) {
                ("swagger", _) if number.as_i64() == Some(2) => "2.0".to_owned(),
                ("openapi", _) if number.as_i64() == Some(3) => "3.0.0".to_owned(),
                ("openapi", text) if text.split('.').count() == 2 => format!("{text}.0"),
                (_, text) => text.to_owned(),
            };
            report
                .add(Code::VERSION_NOT_A_STRING, origin)
                .message(format!("`{key}` is a number and not a string"))
                .help(format!("write `{key}: \"{wanted}\"`"));
            Some(wanted)
        }
        other => {
            report
                .error(Code::UNSUPPORTED_VERSION, origin)
                .message(format!("`{key}` is {} and not a version", other.kind()))
                .help(format!("write `{key}: \"{example}\"`"));
            None
        }
    }
}

/// Whether a value looks like a document, for help about where one stands inside of another.
pub(crate) fn looks_like_document(value: &Value) -> bool {
    let has = |entries: &Map| entries.contains_key("swagger") || entries.contains_key("openapi");
    value.as_object().is_some_and(has)
}
