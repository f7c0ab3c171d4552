//! What is wrong with a JSON text, in plain words.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::json_index::{self, JsonFault, JsonFaultKind as Kind};
use crate::template;

/// The diagnostic for a text that `serde_json` refuses.
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
    let line = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
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
    let found = text.get(fault.span.range()).unwrap_or("");
    let (message, label, help): (String, &str, Option<String>) = match fault.kind {
        Kind::End => return truncated(text, fault, source),
        Kind::TrailingComma => (
            "a comma with nothing after it".into(),
            "remove this comma",
            None,
        ),
        Kind::MissingComma => (
            "a comma is missing".into(),
            "expected `,` before this",
            None,
        ),
        Kind::MissingColon => ("a key without `:`".into(), "expected `:` before this", None),
        Kind::MissingValue => (
            "a value is missing".into(),
            "expected a value before this",
            None,
        ),
        Kind::UnquotedKey => (
            "a key without quotes".into(),
            "",
            Some(format!("write `\"{found}\"`")),
        ),
        Kind::SingleQuote => (
            "a string in single quotes".into(),
            "JSON strings are in double quotes",
            None,
        ),
        Kind::Comment => (
            "JSON has no comments".into(),
            "",
            Some("remove it, or save the document as YAML".into()),
        ),
        Kind::UnknownWord => (
            format!("`{found}` is no JSON value"),
            "",
            unknown_word(found),
        ),
        Kind::BadNumber => (
            format!("`{found}` is no JSON number"),
            "",
            bad_number(found),
        ),
        Kind::ControlCharacter if found == "\n" || found == "\r" => (
            "a line break inside of a string".into(),
            "",
            Some("close the string, or write the line break as `\\n`".into()),
        ),
        Kind::ControlCharacter => {
            let escape = found
                .chars()
                .next()
                .map_or_else(String::new, control_escape);
            (
                "a control character inside of a string".into(),
                "",
                Some(format!("write it as `{escape}`")),
            )
        }
        Kind::BadEscape => (
            format!("`{found}` is no JSON escape"),
            "",
            Some("write a backslash as `\\\\`".into()),
        ),
        Kind::LoneSurrogate => (
            format!("`{found}` is half of a character"),
            "",
            Some(
                "characters beyond U+FFFF are two escapes, the second from `\\udc00` to `\\udfff`"
                    .into(),
            ),
        ),
        Kind::TrailingText => (
            "text after the end of the document".into(),
            "the document ended before this",
            None,
        ),
        Kind::WrongBracket => ("a bracket that closes nothing".into(), "", None),
        Kind::Unexpected => (unexpected(text, fault.span), "", None),
    };
    let mut diagnostic = Diagnostic::new(Code::JSON_SYNTAX, Some(Origin::span(source, fault.span)));
    diagnostic.message = message;
    diagnostic.label = (!label.is_empty()).then(|| label.to_owned());
    diagnostic.help = help;
    diagnostic
}

fn truncated(text: &str, fault: &JsonFault, source: SourceId) -> Diagnostic {
    let end = text.trim_end().len();
    let mut diagnostic = Diagnostic::new(
        Code::TRUNCATED_DOCUMENT,
        Some(Origin::span(source, Span::new(end, end))),
    );
    diagnostic.message = "the document ends in the middle".to_owned();
    diagnostic.label = Some("the text stops here".to_owned());
    if let Some(opened) = fault.opened {
        let what = match text.get(opened.range()) {
            Some("\"") => "this string",
            Some("[") => "this array",
            _ => "this object",
        };
        diagnostic.related.push((
            Origin::span(source, opened),
            format!("{what} is never closed"),
        ));
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
    if text.contains('_') {
        return Some(format!("write `{}`", text.replace('_', "")));
    }
    let digits = text.trim_start_matches('0');
    if digits.len() < text.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(format!(
            "numbers have no leading zeros: write `{digits}`, or `\"{text}\"` for text"
        ));
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
    match text
        .get(span.start as usize..)
        .and_then(|rest| rest.chars().next())
    {
        Some(character) if !character.is_control() => format!("`{character}` is not expected here"),
        Some(character) => format!(
            "the character U+{:04X} is not expected here",
            u32::from(character)
        ),
        None => "something is missing here".to_owned(),
    }
}
