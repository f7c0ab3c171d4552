//! `java.lang.String`.

use std::sync::Arc;

use super::host::{Host, int};
use super::text;
use crate::error::{RenderError, failed};
use crate::regex::JavaPattern;
use crate::value::{ListKind, Number, Value};

type Called = Result<Option<Value>, RenderError>;

pub(super) fn call(host: &mut Host<'_>, text: &Arc<str>, name: &str, arguments: &[Value]) -> Called {
    host.charge_length(text.len())?;
    Ok(Some(match (name, arguments) {
        ("length", []) => Value::integer(text::length(text)),
        ("isEmpty", []) => Value::Boolean(text.is_empty()),
        ("isBlank", []) => Value::Boolean(is_blank(text)),
        ("toString" | "intern", []) => Value::Text(Arc::clone(text)),
        ("trim", []) => Value::from(text.trim_matches(|character| character <= ' ')),
        ("strip", []) => Value::from(text.trim()),
        ("stripLeading", []) => Value::from(text.trim_start()),
        ("stripTrailing", []) => Value::from(text.trim_end()),
        ("toLowerCase", []) => host.text(text.to_lowercase())?,
        ("toUpperCase", []) => host.text(text.to_uppercase())?,
        ("getBytes", [] | [Value::Text(_)]) => bytes(host, text)?,
        ("toCharArray", []) => host.list(ListKind::Array, text.encode_utf16().map(Value::Character).collect())?,
        ("lines", []) => {
            let lines = text.lines().map(Value::from).collect();
            host.list(ListKind::Array, lines)?
        }
        _ => match arguments {
            [first] => return call_with_one(host, text, name, first),
            [first, second] => return call_with_two(host, text, name, first, second),
            _ => return call_static(host, name, arguments),
        },
    }))
}

fn call_with_one(host: &mut Host<'_>, text: &Arc<str>, name: &str, argument: &Value) -> Called {
    let index = int(argument);
    if let Some(index) = index {
        match name {
            "charAt" => return char_at(text, index).map(Some),
            "codePointAt" => return code_point_at(text, index).map(Some),
            "substring" => {
                let length = i32::try_from(text::length(text)).unwrap_or(i32::MAX);
                return substring(host, text, index, length).map(Some);
            }
            "repeat" => return repeat(host, text, index).map(Some),
            _ => {}
        }
    }
    match name {
        "indexOf" => return Ok(needle(argument).map(|needle| index_of(text, &needle, 0))),
        "lastIndexOf" => {
            return Ok(needle(argument).map(|needle| last_index_of(text, &needle, i32::MAX)));
        }
        "equals" => {
            return Ok(Some(Value::Boolean(matches!(argument, Value::Text(other) if other == text))));
        }
        _ => {}
    }
    let Value::Text(other) = argument else {
        return call_static(host, name, std::slice::from_ref(argument));
    };
    Ok(Some(match name {
        "equalsIgnoreCase" => Value::Boolean(folded(text) == folded(other)),
        "contains" => Value::Boolean(text.contains(other.as_ref())),
        "contentEquals" => Value::Boolean(text == other),
        "startsWith" => Value::Boolean(text.starts_with(other.as_ref())),
        "endsWith" => Value::Boolean(text.ends_with(other.as_ref())),
        "concat" => host.text([text.as_ref(), other.as_ref()].concat())?,
        "compareTo" => compare(text.encode_utf16(), other.encode_utf16()),
        "compareToIgnoreCase" => compare(folded(text).encode_utf16(), folded(other).encode_utf16()),
        "matches" => {
            let pattern = pattern(host, other)?;
            Value::Boolean(pattern.try_matches(text)?)
        }
        "split" => split(host, text, other, 0)?,
        _ => return call_static(host, name, std::slice::from_ref(argument)),
    }))
}

fn call_with_two(host: &mut Host<'_>, text: &Arc<str>, name: &str, first: &Value, second: &Value) -> Called {
    Ok(Some(match (name, first, second) {
        ("replace", Value::Text(from), Value::Text(to)) => {
            check_replacement(host, text, from, to)?;
            host.text(text.replace(from.as_ref(), to))?
        }
        ("replace", Value::Character(from), Value::Character(to)) => {
            let units: Vec<u16> = text.encode_utf16().map(|unit| if unit == *from { *to } else { unit }).collect();
            host.text(text::from_units(&units))?
        }
        ("replaceAll", Value::Text(pattern), Value::Text(replacement)) => {
            let pattern = self::pattern(host, pattern)?;
            let replaced = pattern.replace(text, replacement, false, host.limits.output, &mut host.budget)?;
            host.text(replaced)?
        }
        ("replaceFirst", Value::Text(pattern), Value::Text(replacement)) => {
            let pattern = self::pattern(host, pattern)?;
            let replaced = pattern.replace(text, replacement, true, host.limits.output, &mut host.budget)?;
            host.text(replaced)?
        }
        ("split", Value::Text(pattern), limit) if int(limit).is_some() => {
            split(host, text, pattern, int(limit).unwrap_or(0))?
        }
        ("substring" | "subSequence", start, end) => match (int(start), int(end)) {
            (Some(start), Some(end)) => substring(host, text, start, end)?,
            _ => return Ok(None),
        },
        ("indexOf", wanted, from) => match (needle(wanted), int(from)) {
            (Some(needle), Some(from)) => index_of(text, &needle, from),
            _ => return Ok(None),
        },
        ("lastIndexOf", wanted, from) => match (needle(wanted), int(from)) {
            (Some(needle), Some(from)) => last_index_of(text, &needle, from),
            _ => return Ok(None),
        },
        ("startsWith", Value::Text(prefix), from) => match int(from) {
            Some(from) => {
                let from = usize::try_from(from).ok().filter(|from| *from <= text::length(text));
                let rest = from.and_then(|from| text.get(text::byte_offset(text, from)..));
                Value::Boolean(rest.is_some_and(|rest| rest.starts_with(prefix.as_ref())))
            }
            None => return Ok(None),
        },
        _ => return call_static(host, name, &[first.clone(), second.clone()]),
    }))
}

/// The static methods, which Velocity lets instances call.
fn call_static(host: &mut Host<'_>, name: &str, arguments: &[Value]) -> Called {
    Ok(match (name, arguments) {
        ("valueOf" | "copyValueOf", [value]) => {
            let text = host.print(value)?;
            Some(Value::from(text))
        }
        ("join", [Value::Text(separator), Value::List(list)]) if list.kind() != ListKind::Array => {
            let items = list.items().clone();
            Some(join(host, separator, &items)?)
        }
        ("join", [Value::Text(separator), Value::View(view)]) => Some(join(host, separator, &view.items())?),
        ("join", [Value::Text(separator), Value::List(array)]) => {
            let items = array.items().clone();
            Some(join(host, separator, &items)?)
        }
        ("join", [Value::Text(separator), items @ ..]) if items.iter().all(|item| item.as_text().is_some()) => {
            Some(join(host, separator, items)?)
        }
        ("format", [Value::Text(format), values @ ..]) => {
            let text = super::number::format(host, format, values)?;
            Some(host.text(text)?)
        }
        _ => None,
    })
}

fn join(host: &mut Host<'_>, separator: &str, items: &[Value]) -> Result<Value, RenderError> {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.push_str(&host.print(item)?);
        host.check_length(text.len())?;
    }
    host.text(text)
}

/// What is looked for: a text, or a character given as such or as its number.
fn needle(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.as_ref().to_owned()),
        Value::Character(unit) => Some(text::from_units(&[*unit])),
        Value::Number(Number::Integer(code)) => {
            let character = u32::try_from(*code).ok().and_then(char::from_u32);
            Some(character.map_or_else(|| "\u{10ffff}\u{10ffff}".to_owned(), String::from))
        }
        _ => None,
    }
}

fn index_of(text: &str, needle: &str, from: i32) -> Value {
    let from = usize::try_from(from).unwrap_or(0).min(text::length(text));
    let start = text::byte_offset(text, from);
    let found = text.get(start..).and_then(|rest| rest.find(needle));
    found.map_or(Value::Number(Number::Integer(-1)), |found| Value::integer(text::unit_offset(text, start + found)))
}

fn last_index_of(text: &str, needle: &str, from: i32) -> Value {
    let none = Value::Number(Number::Integer(-1));
    let Ok(from) = usize::try_from(from) else {
        return none;
    };
    let last_start = text::byte_offset(text, from);
    let end = last_start.saturating_add(needle.len()).min(text.len());
    // The text up to the last possible match; a cut character means that none ends there.
    let end = (0..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let found = text.get(..end).and_then(|head| head.rfind(needle));
    found.map_or(none, |found| Value::integer(text::unit_offset(text, found)))
}

fn out_of_bounds(index: i32, length: usize) -> RenderError {
    failed(format!("index {index} is out of bounds for length {length}"))
}

fn char_at(text: &str, index: i32) -> Result<Value, RenderError> {
    usize::try_from(index)
        .ok()
        .and_then(|index| text::unit(text, index))
        .map(Value::Character)
        .ok_or_else(|| out_of_bounds(index, text::length(text)))
}

fn code_point_at(text: &str, index: i32) -> Result<Value, RenderError> {
    let unit = usize::try_from(index).ok().and_then(|index| text::unit(text, index));
    let unit = unit.ok_or_else(|| out_of_bounds(index, text::length(text)))?;
    let start = text::byte_offset(text, usize::try_from(index).unwrap_or(0));
    let whole = text.get(start..).and_then(|rest| rest.chars().next());
    let code = match whole {
        Some(character) if (0xd800..0xdc00).contains(&unit) => u32::from(character),
        _ => u32::from(unit),
    };
    Ok(Value::Number(Number::from_integer(i64::from(code))))
}

fn substring(host: &mut Host<'_>, text: &str, start: i32, end: i32) -> Result<Value, RenderError> {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.filter(|(start, end)| start <= end).and_then(|(start, end)| text::slice(text, start, end)) {
        Some(slice) => host.text(slice),
        None => Err(failed(format!("begin {start}, end {end}, length {}", text::length(text)))),
    }
}

fn repeat(host: &mut Host<'_>, text: &str, count: i32) -> Result<Value, RenderError> {
    let count = usize::try_from(count).map_err(|_| failed(format!("count is negative: {count}")))?;
    host.check_length(text.len().saturating_mul(count))?;
    host.text(text.repeat(count))
}

/// Rejects a replacement that would build too long a text, before it is built.
fn check_replacement(host: &Host<'_>, text: &str, from: &str, to: &str) -> Result<(), RenderError> {
    if to.len() <= from.len() {
        return Ok(());
    }
    let count = if from.is_empty() { text.len() + 1 } else { text.matches(from).count() };
    host.check_length(text.len().saturating_add(count.saturating_mul(to.len() - from.len())))
}

fn split(host: &mut Host<'_>, text: &str, pattern: &str, limit: i32) -> Result<Value, RenderError> {
    let parts = self::pattern(host, pattern)?.split(text, limit, &mut host.budget)?;
    host.budget.allocate(text.len())?;
    host.list(ListKind::Array, parts.into_iter().map(Value::from).collect())
}

/// What one use of a regular expression costs: it may backtrack.
const PATTERN_STEPS: u64 = 500;

fn pattern(host: &mut Host<'_>, pattern: &str) -> Result<Arc<JavaPattern>, RenderError> {
    host.charge(PATTERN_STEPS)?;
    JavaPattern::of_template(pattern)
}

/// Java's way of ignoring case: character by character, upper and then lower.
fn folded(text: &str) -> String {
    let single =
        |mut characters: Box<dyn Iterator<Item = char>>, original: char| match (characters.next(), characters.next()) {
            (Some(only), None) => only,
            _ => original,
        };
    text.chars()
        .map(|character| {
            let upper = single(Box::new(character.to_uppercase()), character);
            single(Box::new(upper.to_lowercase()), upper)
        })
        .collect()
}

/// The difference of the first units that differ, or of the lengths.
fn compare(left: impl Iterator<Item = u16> + Clone, right: impl Iterator<Item = u16> + Clone) -> Value {
    let difference = left.clone().zip(right.clone()).find(|(left, right)| left != right);
    let difference = match difference {
        Some((left, right)) => i64::from(left) - i64::from(right),
        None => {
            let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
            count(left.count()) - count(right.count())
        }
    };
    Value::Number(Number::from_integer(difference))
}

pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The UTF-8 bytes, signed as Java's are.
pub(super) fn bytes(host: &mut Host<'_>, text: &str) -> Result<Value, RenderError> {
    host.charge_items(text.len())?;
    let items = text.bytes().map(|byte| Value::Number(Number::Integer(i32::from(byte.cast_signed()))));
    host.list(ListKind::Array, items.collect())
}
