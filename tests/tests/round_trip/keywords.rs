//! Keywords that hold no schema, in the spelling of JSON Schema 2020-12.

use std::sync::LazyLock;

use gatewright_document::{Node, Value as Tree};
use regress::Regex;
use serde_json::{Map, Value};

/// A keyword's value; `None` for prose, for what is no keyword, and for what is not formed as one.
pub(crate) fn plain(key: &str, value: &Node<'_>) -> Option<Value> {
    match key {
        "type" => types(value),
        "enum" => matches!(value.value(), Tree::Array(items) if !items.is_empty()).then(|| value.value().to_json()),
        "const" => Some(value.value().to_json()),
        "format" => value.as_str().and_then(format).map(Value::from),
        "contentEncoding" => Some(value.value().to_json()),
        "pattern" => value.as_str().map(meant).filter(|pattern| is_pattern(pattern)).map(Value::from),
        "multipleOf" => value.as_f64().filter(|step| *step > 0.0).map(|_| value.value().to_json()),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minContains"
        | "maxContains" => value.as_u64().map(Value::from),
        "uniqueItems" => value.as_bool().map(Value::from),
        "dependentRequired" => matches!(value.value(), Tree::Object(_)).then(|| value.value().to_json()),
        _ => None,
    }
}

fn types(value: &Node<'_>) -> Option<Value> {
    let known = |name: &str| match name {
        "file" => Some("string"),
        "string" | "integer" | "number" | "boolean" | "object" | "array" | "null" => Some(match name {
            "string" => "string",
            "integer" => "integer",
            "number" => "number",
            "boolean" => "boolean",
            "object" => "object",
            "array" => "array",
            _ => "null",
        }),
        _ => None,
    };
    match value.value() {
        Tree::String(name) => known(name).map(Value::from),
        Tree::Array(names) if !names.is_empty() => {
            // `null` without quotes is meant as the type of that name.
            let names: Option<Vec<&str>> =
                names.iter().map(|name| if name.is_null() { Some("null") } else { known(name.as_str()?) }).collect();
            let mut names = names?;
            names.dedup();
            Some(names.into())
        }
        _ => None,
    }
}

/// Formats that this test knows values of, by their registered names.
fn format(name: &str) -> Option<&'static str> {
    Some(match name {
        "date-time" | "dateTime" | "datetime" => "date-time",
        "date" => "date",
        "time" => "time",
        "duration" => "duration",
        "uuid" | "guid" => "uuid",
        "email" => "email",
        "hostname" => "hostname",
        "ipv4" => "ipv4",
        "ipv6" => "ipv6",
        "uri" | "url" => "uri",
        "uri-reference" => "uri-reference",
        "json-pointer" => "json-pointer",
        "relative-json-pointer" => "relative-json-pointer",
        "regex" => "regex",
        "byte" | "base64" => "byte",
        "decimal" => "decimal",
        _ => return None,
    })
}

/// A pattern as it is meant: who writes `/^a$/i` for `^a$` has JavaScript in mind, and by the letter nothing matches.
fn meant(pattern: &str) -> String {
    static LITERAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^/(\^.*|.*[^\\]\$)/([dgimsuvy]*)$").unwrap());
    let Some(found) = LITERAL.find(pattern) else { return pattern.to_owned() };
    let group = |number| found.group(number).and_then(|range| pattern.get(range)).unwrap_or_default();
    if group(2).contains('i') { format!("(?i:{})", group(1)) } else { group(1).to_owned() }
}

fn is_pattern(pattern: &str) -> bool {
    Regex::new(pattern).is_ok()
}

/// `minimum` and its kin, whatever the version, and what a format of numbers bounds.
pub(crate) fn bounds(node: &Node<'_>, out: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        let number = node.get(bound).filter(|bound| matches!(bound.value(), Tree::Number(_)));
        let flag = node.get(exclusive);
        let is_exclusive = flag.as_ref().is_some_and(|flag| flag.as_bool() == Some(true));
        if let Some(number) = number {
            out.insert(if is_exclusive { exclusive } else { bound }.to_owned(), number.value().to_json());
        }
        if let Some(flag) = flag.filter(|flag| matches!(flag.value(), Tree::Number(_))) {
            out.insert(exclusive.to_owned(), flag.value().to_json());
        }
    }
    // Of a pattern that the judge cannot read no string can be judged.
    if node.str("pattern").is_some_and(|pattern| !is_pattern(&meant(pattern))) {
        out.insert("not".to_owned(), serde_json::json!({"type": "string"}));
    }
    let (integers, numbers) = (admits(out, "integer"), admits(out, "number"));
    let format = node.str("format");
    let Some((least, most)) = width(format, integers, numbers) else { return };
    let bound = |key: &str| out.get(key).and_then(Value::as_f64);
    let lower = bound("minimum").or(bound("exclusiveMinimum"));
    let upper = bound("maximum").or(bound("exclusiveMaximum"));
    if lower.is_none_or(|bound| bound < least as f64) {
        out.insert("minimum".to_owned(), whole(least));
    }
    // What is documented to go beyond 64 bits is not cut off here.
    let documented = matches!(format, None | Some("int64" | "long")) && upper.is_some();
    if !documented && upper.is_none_or(|bound| bound > most as f64) {
        out.insert("maximum".to_owned(), whole(most));
    }
    if numbers && !integers {
        out.insert("multipleOf".to_owned(), 1.into());
    }
}

fn admits(out: &Map<String, Value>, name: &str) -> bool {
    match out.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// The least and the most that a format of numbers has room for.
fn width(format: Option<&str>, integers: bool, numbers: bool) -> Option<(i128, i128)> {
    match format.filter(|_| integers || numbers) {
        Some("int8") => Some((i8::MIN.into(), i8::MAX.into())),
        Some("int16") => Some((i16::MIN.into(), i16::MAX.into())),
        Some("int32") => Some((i32::MIN.into(), i32::MAX.into())),
        Some("int64") => Some((i64::MIN.into(), i64::MAX.into())),
        Some("uint8") => Some((0, u8::MAX.into())),
        Some("uint16") => Some((0, u16::MAX.into())),
        Some("uint32") => Some((0, u32::MAX.into())),
        Some("uint64" | "uint") => Some((0, u64::MAX.into())),
        _ if integers => Some((i64::MIN.into(), i64::MAX.into())),
        _ => None,
    }
}

fn whole(bound: i128) -> Value {
    i64::try_from(bound).map_or_else(|_| Value::from(u64::try_from(bound).unwrap_or(u64::MAX)), Value::from)
}
