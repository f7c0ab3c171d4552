//! What values look like as text: Java's `toString()`, and json-smart's JSON.

use std::fmt::{self, Write as _};

use super::collection::{ListKind, ViewPart};
use super::object::Value;
use crate::number::Number;

/// How far printing may go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// How deep values may be nested.
    pub(crate) depth: u32,
    /// How long the text may become.
    pub(crate) length: usize,
}

impl Bound {
    pub(crate) const UNLIMITED_LENGTH: Self = Self { depth: 250, length: usize::MAX };

    fn deeper(self, out: &str) -> Result<Self, Unprintable> {
        if out.len() > self.length {
            return Err(Unprintable);
        }
        self.depth.checked_sub(1).map(|depth| Self { depth, ..self }).ok_or(Unprintable)
    }
}

/// A value is nested too deeply, or is too long, to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unprintable;

/// How JSON strings are escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slashes {
    /// `/` as `\/`: what a `JSONArray` does when it is printed.
    Escaped,
    /// `/` as it is: what `$input.json(…)` does.
    Plain,
}

impl Value {
    /// Appends what Java's `toString()` gives.
    pub(crate) fn print(&self, out: &mut String, bound: Bound) -> Result<(), Unprintable> {
        let deeper = bound.deeper(out)?;
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => push_number(number, out),
            Self::Character(unit) => out.push(char::from_u32(u32::from(*unit)).unwrap_or('?')),
            Self::Text(text) => out.push_str(text),
            Self::List(list) => match list.kind() {
                ListKind::Json => json(self, out, Slashes::Escaped, deeper)?,
                ListKind::Plain | ListKind::Array | ListKind::Iterator => {
                    let is_self = |item: &Self| matches!(item, Self::List(other) if other.is_same(list));
                    print_all(&list.items(), out, deeper, is_self)?;
                }
            },
            Self::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.entries().iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    key.value.print(out, deeper)?;
                    out.push('=');
                    match value {
                        Self::Map(other) if other.is_same(map) => out.push_str("(this Map)"),
                        value => value.print(out, deeper)?,
                    }
                }
                out.push('}');
            }
            Self::Entry(entry) => {
                entry.key.print(out, deeper)?;
                out.push('=');
                entry.value().print(out, deeper)?;
            }
            Self::View(view) => {
                let is_self = |item: &Self| matches!(item, Self::View(other) if other.part == view.part && other.map.is_same(&view.map));
                print_all(&view.items(), out, deeper, is_self)?;
            }
            Self::Input | Self::Util | Self::Block(_) => {}
            Self::Class(class) => {
                let _ = write!(out, "class {}", class.name());
            }
            Self::Loop(scope) => Self::Map(scope.stored()).print(out, deeper)?,
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    /// What a template prints: Java's `toString()`. What is nested without measure is cut off.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        let _ = self.print(&mut text, Bound::UNLIMITED_LENGTH);
        f.write_str(&text)
    }
}

fn push_number(number: &Number, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{number}");
}

fn print_all(
    items: &[Value],
    out: &mut String,
    bound: Bound,
    is_self: impl Fn(&Value) -> bool,
) -> Result<(), Unprintable> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        if is_self(item) {
            out.push_str("(this Collection)");
        } else {
            item.print(out, bound)?;
        }
    }
    out.push(']');
    Ok(())
}

/// Appends the value as compact JSON, as `$input.json(…)` gives it.
pub(crate) fn write_json(value: &Value, out: &mut String, bound: Bound) -> Result<(), Unprintable> {
    json(value, out, Slashes::Plain, bound)
}

fn json(value: &Value, out: &mut String, slashes: Slashes, bound: Bound) -> Result<(), Unprintable> {
    let deeper = bound.deeper(out)?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Number(Number::Double(double)) if !double.is_finite() => out.push_str("null"),
        Value::Boolean(_) | Value::Number(_) => value.print(out, deeper)?,
        Value::Text(text) => json_string(text, out, slashes),
        Value::List(list) => json_all(&list.items(), out, slashes, deeper)?,
        Value::View(view) if view.part != ViewPart::Entries => json_all(&view.items(), out, slashes, deeper)?,
        Value::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.entries().iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                let mut name = String::new();
                key.value.print(&mut name, deeper)?;
                json_string(&name, out, slashes);
                out.push(':');
                json(value, out, slashes, deeper)?;
            }
            out.push('}');
        }
        other => {
            let mut text = String::new();
            other.print(&mut text, deeper)?;
            json_string(&text, out, slashes);
        }
    }
    Ok(())
}

fn json_all(items: &[Value], out: &mut String, slashes: Slashes, bound: Bound) -> Result<(), Unprintable> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        json(item, out, slashes, bound)?;
    }
    out.push(']');
    Ok(())
}

/// A JSON string with json-smart's escapes: control characters and general punctuation too.
fn json_string(text: &str, out: &mut String, slashes: Slashes) {
    out.push('"');
    let mut plain_from = 0;
    for (index, character) in text.char_indices() {
        let escape = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '/' if slashes == Slashes::Escaped => "\\/",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => "",
            _ => continue,
        };
        out.push_str(text.get(plain_from..index).unwrap_or_default());
        plain_from = index + character.len_utf8();
        if escape.is_empty() {
            let _ = write!(out, "\\u{:04X}", u32::from(character));
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(text.get(plain_from..).unwrap_or_default());
    out.push('"');
}
