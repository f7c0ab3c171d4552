//! What filters compare: literals, paths and regular expressions.

use std::cmp::Ordering;

use super::evaluate::Exhausted;
use super::parse::{balanced, parse_at, quoted};
use super::{JsonPath, PathError};
use crate::json::parse_payload;
use crate::regex::JavaPattern;
use crate::value::{Collections, ListKind, Number, Value};

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Path(Box<JsonPath>),
    /// A string, number, boolean, null, list or object; as JSON text where it is a collection, so that
    /// paths can be shared between threads.
    Literal(Literal),
    Regex(Box<str>),
}

#[derive(Clone, Debug)]
pub(super) enum Literal {
    Text(Box<str>),
    Number(Number),
    Boolean(bool),
    Null,
    Json(Box<str>),
}

impl Operand {
    /// Reads an operand at the beginning of `text`; also gives what follows it.
    pub(super) fn parse(text: &str, depth: u32) -> Result<(Self, &str), PathError> {
        let malformed = || PathError::new(format!("`{text}` is no operand"));
        match text.chars().next() {
            Some('$' | '@') => {
                let end = path_end(text);
                let (path, rest) = text.split_at_checked(end).unwrap_or((text, ""));
                let path = parse_at(path, depth + 1)?;
                Ok((Self::Path(Box::new(path)), rest))
            }
            Some('\'' | '"') => {
                let (value, rest) = quoted(text).ok_or_else(malformed)?;
                Ok((Self::Literal(Literal::Text(value.into())), rest))
            }
            Some('/') => regex(text).ok_or_else(malformed),
            Some(open @ ('[' | '{')) => {
                let close = if open == '[' { ']' } else { '}' };
                let inner = balanced(text, open, close).ok_or_else(malformed)?;
                let (json, rest) = text.split_at_checked(inner.len() + 2).unwrap_or((text, ""));
                parse_payload(json, Collections::JsonSmart).map_err(|error| PathError::new(error.to_string()))?;
                Ok((Self::Literal(Literal::Json(json.into())), rest))
            }
            _ => {
                let end = text.find([' ', ')', '&', '|', '=', '!', '<', '>', ',']).unwrap_or(text.len());
                let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
                let literal = match word {
                    "true" => Literal::Boolean(true),
                    "false" => Literal::Boolean(false),
                    "null" => Literal::Null,
                    word => {
                        let is_number = word.starts_with(|first: char| first.is_ascii_digit() || first == '-');
                        let number = Number::parse(word).filter(|_| is_number);
                        Literal::Number(number.ok_or_else(malformed)?)
                    }
                };
                Ok((Self::Literal(literal), rest))
            }
        }
    }

    /// The operand's value; nothing where its path leads nowhere.
    pub(super) fn value(&self, item: &Value, root: &Value, budget: &mut u64) -> Result<Option<Value>, Exhausted> {
        Ok(match self {
            Self::Path(path) => path.find_from(item, root, ListKind::Json, budget)?,
            Self::Literal(literal) => Some(match literal {
                Literal::Text(text) => Value::from(text.as_ref()),
                Literal::Number(number) => Value::Number(number.clone()),
                Literal::Boolean(value) => Value::Boolean(*value),
                Literal::Null => Value::Null,
                Literal::Json(json) => {
                    *budget = budget.checked_sub(1 + json.len() as u64 / 8).ok_or(Exhausted)?;
                    parse_payload(json, Collections::JsonSmart).unwrap_or_default()
                }
            }),
            Self::Regex(_) => None,
        })
    }
}

/// Where a path in a filter ends: at an operator, a closing bracket or a blank outside of brackets.
fn path_end(text: &str) -> usize {
    let mut index = 0;
    while let Some(rest) = text.get(index..).filter(|rest| !rest.is_empty()) {
        let Some(next) = rest.chars().next() else {
            break;
        };
        match next {
            '[' | '(' => {
                // An opening parenthesis belongs to a function of the path.
                let close = if next == '[' { ']' } else { ')' };
                match balanced(rest, next, close) {
                    Some(inner) => index += inner.len() + 2,
                    None => return text.len(),
                }
            }
            ' ' | ')' | '=' | '!' | '<' | '>' | '&' | '|' | ',' | '~' => return index,
            other => index += other.len_utf8(),
        }
    }
    index
}

/// `/pattern/flags`
fn regex(text: &str) -> Option<(Operand, &str)> {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let ends = *character == '/' && !escaped;
        escaped = *character == '\\' && !escaped;
        ends
    })?;
    let pattern = text.get(1..end.0)?;
    let after = text.get(end.0 + 1..)?;
    let flags = after.find(|flag: char| !flag.is_ascii_alphabetic()).unwrap_or(after.len());
    let (flags, rest) = after.split_at_checked(flags)?;
    let flags: String = flags.chars().filter(|flag| "imsux".contains(*flag)).collect();
    let pattern = if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") };
    Some((Operand::Regex(pattern.into()), rest))
}

/// Whether a text or number fits a pattern as a whole. A pattern that is malformed fits nothing.
pub(super) fn fits(pattern: &str, value: &Value) -> bool {
    let text = match value {
        Value::Text(text) => text.to_string(),
        Value::Number(_) | Value::Boolean(_) => value.to_string(),
        _ => return false,
    };
    JavaPattern::of_template(pattern).is_ok_and(|pattern| pattern.matches(&text))
}

/// Equality as filters have it: a number equals a string that reads the same.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.compare(right) == Ordering::Equal,
        (Value::Number(number), Value::Text(text)) => {
            Number::parse(text.trim()).is_some_and(|other| number.compare(&other) == Ordering::Equal)
        }
        (Value::Text(text), Value::Number(number)) => *text.as_ref() == number.to_string(),
        (Value::List(left), Value::List(right)) => {
            let (left, right) = (left.items(), right.items());
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| equal(left, right))
        }
        _ => left.java_equals(right),
    }
}

/// How two numbers or two texts compare.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.compare(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => None,
    }
}
