//! JSONPath as Jayway's library for Java has it, which API Gateway uses.
//!
//! A path is *definite* if it leads to one place at most: `$.a['b'][0]`. It gives that value, or nothing.
//! Any other path (`..`, `*`, slices, several indexes, filters) gives the list of all that it finds, which
//! may be empty; only where a definite beginning leads nowhere there is nothing at all.
//!
//! Supported are children in both notations, several names or indexes, negative indexes, slices,
//! wildcards, deep scans, filters (`?()` with comparisons, `=~`, `in`, `nin`, `contains`, `size`, `empty`,
//! `subsetof`, `anyof`, `noneof`, `&&`, `||`, `!`) and the functions `length`, `size`, `min`, `max`, `avg`,
//! `stddev`, `sum`, `concat`, `keys`, `first`, `last` and `index`.

mod evaluate;
mod filter;
mod function;
mod operand;
mod parse;

use std::fmt;

use crate::value::{Collections, ListKind, Value};

/// How many steps an evaluation may take where the caller sets no budget.
const STEPS: u64 = 2_000_000;

/// A parsed path.
///
/// ```
/// use gatewright_vtl::jsonpath::JsonPath;
/// use serde_json::json;
///
/// let document = json!({"books": [{"title": "Emma", "price": 9}, {"title": "Ulysses", "price": 15}]});
/// let find = |path: &str| JsonPath::parse(path).unwrap().find_json(&document);
/// assert_eq!(find("$.books[-1].title"), Some(json!("Ulysses")));
/// assert_eq!(find("$.books[?(@.price < 10)].title"), Some(json!(["Emma"])));
/// assert_eq!(find("$.books.length()"), Some(json!(2)));
/// assert_eq!(find("$.papers"), None);
/// ```
#[derive(Clone, Debug)]
pub struct JsonPath {
    steps: Vec<Step>,
    /// Begins with `@`: relative to the item that a filter looks at.
    relative: bool,
}

/// One step of a path.
#[derive(Clone, Debug)]
enum Step {
    /// `.name`, `['name']`, `['name', 'other']`
    Names(Vec<Box<str>>),
    /// `[0]`, `[-1]`, `[0, 2]`
    Indexes(Vec<i64>),
    /// `[1:3]`, `[:2]`, `[-2:]`
    Slice(Option<i64>, Option<i64>),
    /// `*`
    Wildcard,
    /// `..`
    Scan,
    /// `[?(…)]`
    Filter(filter::Filter),
    /// `.length()`
    Function(function::Function),
}

/// Why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    message: String,
}

impl PathError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed JSONPath: {}", self.message)
    }
}

impl std::error::Error for PathError {}

impl JsonPath {
    /// Parses a path. Without `$` at its beginning it is taken to follow `$.`.
    ///
    /// # Errors
    ///
    /// If the text is malformed or nested too deeply.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        parse::parse(text)
    }

    /// Whether the path leads to one place at most.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        let last = self.steps.len().saturating_sub(1);
        self.steps.iter().enumerate().all(|(index, step)| step.is_definite(index == last))
    }

    /// What the path leads to. Nothing if it leads nowhere, or would take too long to follow.
    #[must_use]
    pub fn find(&self, root: &Value) -> Option<Value> {
        let mut steps = STEPS;
        self.find_within(root, ListKind::Json, &mut steps).ok().flatten()
    }

    /// [`JsonPath::find`] in a `serde_json` value.
    #[must_use]
    pub fn find_json(&self, root: &serde_json::Value) -> Option<serde_json::Value> {
        self.find(&Value::from_json(root, Collections::JsonSmart)).map(|value| value.to_json())
    }
}

impl Step {
    fn is_definite(&self, last: bool) -> bool {
        match self {
            // Several names at the end are merged into one object.
            Self::Names(names) => names.len() == 1 || last,
            Self::Indexes(indexes) => indexes.len() == 1,
            Self::Function(_) => true,
            Self::Slice(..) | Self::Wildcard | Self::Scan | Self::Filter(_) => false,
        }
    }
}
