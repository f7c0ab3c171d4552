//! What is wrong with a JSON text, in plain words.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::json_index::{self, JsonFault, JsonFaultKind as Kind};
use crate::template;

/// The diagnostic for a text that `serde_json` rejects.
pub(crate) fn diagnose(text: &str, error: &serde_json::Error, source: SourceId) -> Diagnostic {
    match json_index::index(text) {
        Err(fault) => {
            let found = template::diagnose(text, fault.span, source);
            found.unwrap_or_else(|| from_fault(text, &fault, source))
        }
        // The grammar is kept, so it is a limit.
        Ok(_) => limit(text, error, source),
    }
}

fn limit(text: &str, error: &serde_json::Error, source: SourceId) -> Diagnostic {
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
    let place = Origin::span(source, Span::new(at, at + 1));
    let message = error.to_string();
    if message.contains("recursion limit") {
        return too_deep(place);
    }
    let mut diagnostic = Diagnostic::new(Code::JSON_SYNTAX, Some(place));
    diagnostic.message = message;
    diagnostic
}

pub(crate) fn too_deep(place: Origin) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Code::NESTING_TOO_DEEP, Some(place));
    diagnostic.message = "values are nested too deep".to_owned();
    diagnostic.label = Some("this is more than 127 levels deep".to_owned());
    diagnostic.help = Some("give inner schemas a name and refer to them with `$ref`".to_owned());
    diagnostic
}

fn from_fault(text: &str, fault: &JsonFault, source: SourceId) -> Diagnostic {
    if fault.kind == Kind::End {
        return truncated(text, fault, source);
    }
    let found = text.get(fault.span.range()).unwrap_or("");
    let place = Origin::span(source, fault.span);
    let mut diagnostic = Diagnostic::new(Code::JSON_SYNTAX, Some(place));
    if let Some((message, label)) = structure(fault.kind) {
        diagnostic.message = message.to_owned();
        diagnostic.label = Some(label.to_owned());
    } else {
        let (message, help) = value(fault.kind, found);
        diagnostic.message = message;
        diagnostic.help = help;
    }
    if fault.kind == Kind::Unexpected {
        diagnostic.message = unexpected(text, fault.span);
    }
    if let Some(opened) = fault.opened {
        let label = "this bracket is open".to_owned();
        diagnostic.related.push((Origin::span(source, opened), label));
    }
    diagnostic
}

/// Mistakes between values: the message and what to put at the place.
fn structure(kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::TrailingComma => ("a comma with nothing after it", "remove this comma"),
        Kind::MissingComma => ("a comma is missing", "expected `,` before this"),
        Kind::MissingColon => ("a key without `:`", "expected `:` before this"),
        Kind::MissingValue => ("a value is missing", "expected a value before this"),
        Kind::SingleQuote => ("a string in single quotes", "JSON strings are in double quotes"),
        Kind::TrailingText => ("text after the end of the document", "the document ended before this"),
        Kind::WrongBracket => ("the wrong closing bracket", "does not fit the bracket that is open"),
        _ => return None,
    })
}

/// Mistakes in a value: the message and the help.
fn value(kind: Kind, found: &str) -> (String, Option<String>) {
    let (message, help) = match kind {
        Kind::UnquotedKey => ("a key without quotes".to_owned(), Some(format!("write `\"{found}\"`"))),
        Kind::Comment => {
            ("JSON has no comments".to_owned(), Some("remove it, or save the document as YAML".to_owned()))
        }
        Kind::UnknownWord => (format!("`{found}` is no JSON value"), unknown_word(found)),
        Kind::BadNumber => (format!("`{found}` is no JSON number"), bad_number(found)),
        Kind::ControlCharacter if found == "\n" || found == "\r" => (
            "a line break inside of a string".to_owned(),
            Some("close the string, or write the line break as `\\n`".to_owned()),
        ),
        Kind::ControlCharacter => {
            let escape = found.chars().next().map_or_else(String::new, control_escape);
            ("a control character inside of a string".to_owned(), Some(format!("write it as `{escape}`")))
        }
        Kind::BadEscape => (format!("`{found}` is no JSON escape"), Some("write a backslash as `\\\\`".to_owned())),
        Kind::LoneSurrogate => (
            format!("`{found}` is half of a character"),
            Some("characters beyond U+FFFF are two escapes, the second from `\\udc00` to `\\udfff`".to_owned()),
        ),
        _ => (String::new(), None),
    };
    (message, help)
}

fn truncated(text: &str, fault: &JsonFault, source: SourceId) -> Diagnostic {
    let end = text.trim_end().len();
    let mut diagnostic = Diagnostic::new(Code::TRUNCATED_DOCUMENT, Some(Origin::span(source, Span::new(end, end))));
    diagnostic.message = "the document ends in the middle".to_owned();
    diagnostic.label = Some("the text stops here".to_owned());
    if let Some(opened) = fault.opened {
        let what = match text.get(opened.range()) {
            Some("\"") => "this string",
            Some("[") => "this array",
            _ => "this object",
        };
        diagnostic.related.push((Origin::span(source, opened), format!("{what} is never closed")));
    }
    diagnostic.help = Some("the file was cut off: download or export it again".to_owned());
    diagnostic
}

fn unknown_word(word: &str) -> Option<String> {
    match word.to_ascii_lowercase().as_str() {
        "true" => Some("write `true`".into()),
        "false" => Some("write `false`".into()),
        "null" | "none" | "nil" | "undefined" => Some("write `null`".into()),
        "nan" | "infinity" => Some("JSON has no such number".into()),
        _ => Some("put quotes around text".into()),
    }
}

fn bad_number(text: &str) -> Option<String> {
    if text.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Some("the number is too large".into());
    }
    if let Some(positive) = text.strip_prefix('+') {
        return Some(format!("write `{positive}`"));
    }
    if text.starts_with('.') {
        return Some(format!("write `0{text}`"));
    }
    if text.contains('_') {
        return Some(format!("write `{}`", text.replace('_', "")));
    }
    let digits = text.trim_start_matches('0');
    if digits.len() < text.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("numbers have no leading zeros: write `{digits}`, or `\"{text}\"` for text"));
    }
    Some("put quotes around text".into())
}

fn control_escape(character: char) -> String {
    match character {
        '\t' => "\\t".to_owned(),
        other => format!("\\u{:04x}", u32::from(other)),
    }
}

fn unexpected(text: &str, span: Span) -> String {
    match text.get(span.start as usize..).and_then(|rest| rest.chars().next()) {
        Some(character) if !character.is_control() => format!("`{character}` is not expected here"),
        Some(character) => format!("the character U+{:04X} is not expected here", u32::from(character)),
        None => "something is missing here".to_owned(),
    }
}
