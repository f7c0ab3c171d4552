//! Why a JSON value does not have the form that its type asks for, and where.
//!
//! A path is built while a failed read unwinds, from the inside out; a read that succeeds pays
//! nothing for it.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// A JSON value did not have the form that its type asks for.
///
/// Displayed, it says what was expected, what was found and where:
/// `` expected a number, found the string "x" at `$.output.c` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(Box<Parts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    /// Innermost first.
    path: Vec<Step>,
    expected: Cow<'static, str>,
    found: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Item(usize),
}

/// Texts longer than this are cut in messages.
const SHOWN: usize = 60;

impl Misfit {
    /// `value` is not what was expected: a noun phrase such as `a number`.
    #[must_use]
    #[cold]
    pub fn new(expected: impl Into<Cow<'static, str>>, value: &Value) -> Self {
        Self::because(expected, describe(value))
    }

    /// As [`new`](Self::new), with both sides in words.
    #[must_use]
    #[cold]
    pub fn because(expected: impl Into<Cow<'static, str>>, found: impl Into<String>) -> Self {
        Self(Box::new(Parts { path: Vec::new(), expected: expected.into(), found: found.into() }))
    }

    /// The required member `name` is not there.
    #[must_use]
    #[cold]
    pub fn missing(name: &str) -> Self {
        Self::because(format!("a member `{name}`"), "none")
    }

    /// Says that the misfit is inside the member `name`.
    #[must_use]
    #[cold]
    pub fn in_member(mut self, name: &str) -> Self {
        self.0.path.push(Step::Member(name.to_owned()));
        self
    }

    /// Says that the misfit is inside the item `index`.
    #[must_use]
    #[cold]
    pub fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Step::Item(index));
        self
    }

    /// What was expected, such as `a number`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was found, such as `the string "x"`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Where, as a JSON path: `$.output.items[3]`, `$["odd name"]`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::from("$");
        for step in self.0.path.iter().rev() {
            match step {
                Step::Item(index) => path.push_str(&format!("[{index}]")),
                Step::Member(name) if is_plain(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Member(name) => path.push_str(&format!("[{}]", Value::from(name.as_str()))),
            }
        }
        path
    }

    /// Where, as a JSON pointer (RFC 6901): `/output/items/3`.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.0.path.iter().rev() {
            pointer.push('/');
            match step {
                Step::Item(index) => pointer.push_str(&index.to_string()),
                Step::Member(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            }
        }
        pointer
    }

    /// How deep inside the value the misfit is.
    pub(crate) fn depth(&self) -> usize {
        self.0.path.len()
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {} at `{}`", self.expected(), self.found(), self.path())
    }
}

impl std::error::Error for Misfit {}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c == '_' || c.is_alphanumeric())
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// A value in words: its kind, and its text where it is short.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => match text.char_indices().nth(SHOWN) {
            None => format!("the string {value}"),
            Some((end, _)) => {
                let start = text.get(..end).unwrap_or_default();
                format!("the string {}…", Value::from(start))
            }
        },
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
