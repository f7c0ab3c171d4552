//! Why a JSON value does not have the form that its type asks for, and where.
//!
//! A path is built while a failed read unwinds, from the inside out; a read that succeeds pays
//! nothing for it.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::{Reader, Reading};

/// A JSON value did not have the form that its type asks for, or a text is not JSON.
///
/// Displayed, it says what was expected, what was found and where:
/// `` expected a number, found the string "x" at `$.output.c` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(Box<Parts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    path: Path,
    kind: Kind,
    expected: Cow<'static, str>,
    /// Empty until the text is looked at again.
    found: Cow<'static, str>,
    offset: usize,
    /// How many arrays and objects are around it.
    depth: u32,
    line: usize,
    column: usize,
    others: Vec<Misfit>,
    /// The schema of the innermost object that the document describes, and which of its properties it is.
    owner: Option<Owner>,
}

/// A property of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) schema: &'static str,
    pub(super) property: String,
    /// It is an item of the property, or a value of a map that the property is.
    pub(super) is_item: bool,
}

impl Owner {
    /// How options call the property: `Event.created`, or by the place of its schema.
    fn selector(&self) -> String {
        let named =
            ["#/components/schemas/", "#/definitions/"].iter().find_map(|table| self.schema.strip_prefix(table));
        let name = named.filter(|name| !name.contains('/')).map(|name| name.replace("~1", "/").replace("~0", "~"));
        format!("{}.{}", name.as_deref().unwrap_or(self.schema), self.property)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// JSON of another form.
    Form,
    /// JSON of the form, and none of the values that are listed.
    Unlisted,
    /// A property that is not there.
    Missing,
    /// No JSON.
    Syntax,
    /// More than the reader may take.
    Limit,
}

/// The way to a value, innermost step first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Property(String),
    Item(usize),
}

/// Texts longer than this are cut in messages.
const SHOWN: usize = 60;

impl Misfit {
    fn new(kind: Kind, expected: impl Into<Cow<'static, str>>, offset: usize, depth: u32) -> Self {
        Self(Box::new(Parts {
            path: Path::default(),
            kind,
            expected: expected.into(),
            found: Cow::Borrowed(""),
            offset,
            depth,
            line: 0,
            column: 0,
            others: Vec::new(),
            owner: None,
        }))
    }

    /// The value that begins at the offset is not what was expected: a noun phrase such as `a number`.
    #[cold]
    #[inline(never)]
    pub(super) fn at(expected: impl Into<Cow<'static, str>>, offset: usize, depth: u32) -> Self {
        Self::new(Kind::Form, expected, offset, depth)
    }

    /// The text is not JSON from there on.
    #[cold]
    #[inline(never)]
    pub(super) fn syntax(expected: &'static str, offset: usize) -> Self {
        Self::new(Kind::Syntax, expected, offset, 0)
    }

    /// The text is larger than the reader may take.
    #[cold]
    pub(super) fn limit(expected: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self::new(Kind::Limit, expected, offset, 0)
    }

    /// Both sides in words.
    #[must_use]
    #[cold]
    pub fn because(expected: impl Into<Cow<'static, str>>, found: impl Into<Cow<'static, str>>) -> Self {
        Self::at(expected, 0, 0).found_to_be(found)
    }

    /// The required property `name` of the object at the offset is not there.
    #[must_use]
    #[cold]
    pub(super) fn missing_at(name: &str, offset: usize, depth: u32) -> Self {
        Self::new(Kind::Missing, format!("a property `{name}`"), offset, depth).found_to_be("none")
    }

    /// The required property `name` is not there.
    #[must_use]
    #[cold]
    pub(crate) fn missing(name: &str) -> Self {
        Self::missing_at(name, 0, 0)
    }

    /// Says in words what was found.
    #[must_use]
    pub fn found_to_be(mut self, found: impl Into<Cow<'static, str>>) -> Self {
        self.0.found = found.into();
        self
    }

    /// Says that the misfit is inside the property `name`.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn in_property(mut self, name: &str) -> Self {
        self.push(Step::Property(name.to_owned()));
        self
    }

    /// Says that the misfit is inside the property `name` of a schema.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub(super) fn in_property_of(mut self, name: &str, schema: Option<&'static str>) -> Self {
        self.belong_to(name, schema);
        self.in_property(name)
    }

    /// Says of which schema the property around is, unless it is said already.
    #[cold]
    pub(super) fn belong_to(&mut self, name: &str, schema: Option<&'static str>) {
        if let (None, Some(schema)) = (&self.0.owner, schema) {
            let is_item = !self.0.path.0.is_empty();
            self.0.owner = Some(Owner { schema, property: name.to_owned(), is_item });
        }
    }

    /// Says of which schema the property is that is missing.
    #[must_use]
    #[cold]
    pub(super) fn missing_of(mut self, name: &str, schema: Option<&'static str>) -> Self {
        self.0.owner = schema.map(|schema| Owner { schema, property: name.to_owned(), is_item: false });
        self
    }

    /// The place in the document of the schema around, as a pointer: `#/components/schemas/Event`. `None` where the
    /// value is in no object that the document describes.
    #[must_use]
    pub fn schema(&self) -> Option<&'static str> {
        self.0.owner.as_ref().map(|owner| owner.schema)
    }

    /// The setting with which clients would read the value, as a line of `gatewright.toml`; `None` where there is none.
    #[must_use]
    pub fn setting(&self) -> Option<String> {
        let owner = self.0.owner.as_ref()?;
        let (selector, found) = (owner.selector(), self.found());
        let form = |form: &str| Some(format!("forms.{selector:?} = {form:?}"));
        let is_number = |text: &str| text.trim_matches('"').parse::<f64>().is_ok();
        match self.expected() {
            _ if self.is_missing() => Some(format!("optional = [{selector:?}]")),
            _ if found == "null" && owner.is_item => form("null-items"),
            _ if found == "null" => Some(format!("optional = [{selector:?}]")),
            _ if found == "the string \"\"" => form("empty-is-none"),
            expected if expected.starts_with("a date-time") && found.starts_with("the number") => form("epoch-seconds"),
            "a string" if found.starts_with("the number") => form("number-or-string"),
            expected
                if (expected.starts_with("a number") || expected.starts_with("an integer"))
                    && found.strip_prefix("the string ").is_some_and(is_number) =>
            {
                form("number-or-string")
            }
            "an array" => form("one-or-many"),
            _ => None,
        }
    }

    /// Says that the misfit is inside the item `index`.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn in_item(mut self, index: usize) -> Self {
        self.push(Step::Item(index));
        self
    }

    pub(super) fn push(&mut self, step: Step) {
        self.0.path.push(step);
    }

    /// Looks at the text that was read: what was found, in which line.
    #[cold]
    pub(super) fn located(mut self, text: &str) -> Self {
        let parts = &mut *self.0;
        if parts.found.is_empty() {
            parts.found = found(text, parts.offset).into();
        }
        let before = text.get(..parts.offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        parts.line = before.matches('\n').count() + 1;
        parts.column = line.chars().count() + 1;
        self
    }

    /// The text was made of something else, and its lines mean nothing to anybody.
    #[cfg(feature = "client")]
    pub(crate) fn without_lines(mut self) -> Self {
        (self.0.line, self.0.column) = (0, 0);
        self
    }

    /// What is expected is a listed value.
    pub(super) fn of_listed(mut self) -> Self {
        if self.0.kind == Kind::Form {
            self.0.kind = Kind::Unlisted;
        }
        self
    }

    /// Whether a property of the value itself has none of the listed values: these distinguish the variants of a choice.
    pub(super) fn tells_apart(&self) -> bool {
        self.0.kind == Kind::Unlisted && self.0.path.0.len() == 1
    }

    /// Whether the whole value is something else.
    pub(super) fn is_of_whole(&self) -> bool {
        self.0.kind != Kind::Missing && self.0.path.0.is_empty()
    }

    pub(super) fn with_others(mut self, others: Vec<Self>) -> Self {
        self.0.others = others;
        self
    }

    /// The other misfits of the same text, up to a hundred.
    #[must_use]
    pub fn others(&self) -> &[Misfit] {
        &self.0.others
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

    /// Whether the text is not JSON at all, from [`offset`](Self::offset) on.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.0.kind == Kind::Syntax
    }

    /// Whether a required property is missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.0.kind == Kind::Missing
    }

    /// Whether the whole value was to be a string, and is something else.
    #[cfg(feature = "client")]
    pub(crate) fn is_of_text(&self) -> bool {
        self.0.kind == Kind::Form && self.0.path.0.is_empty() && self.0.expected == "a string"
    }

    /// Whether nothing can be read behind it.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self.0.kind, Kind::Syntax | Kind::Limit)
    }

    /// Where in the text, in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Line and column in the text, from 1; 0 where the text was made of XML or a form.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        (self.0.line, self.0.column)
    }

    /// Where, as a JSON path: `$.output.items[3]`, `$["odd name"]`.
    #[must_use]
    pub fn path(&self) -> String {
        self.0.path.path()
    }

    /// Where, as a JSON pointer (RFC 6901): `/output/items/3`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.0.path.pointer()
    }

    /// How deep inside the value the misfit is.
    pub(super) fn depth(&self) -> u32 {
        self.0.depth
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected(), self.found())?;
        if !self.is_fatal() {
            write!(f, " at `{}`", self.path())
        } else {
            write!(f, " at line {} column {}", self.0.line, self.0.column)
        }
    }
}

impl std::error::Error for Misfit {}

impl Path {
    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(super) fn path(&self) -> String {
        let mut path = String::from("$");
        for step in self.0.iter().rev() {
            match step {
                Step::Item(index) => path.push_str(&format!("[{index}]")),
                Step::Property(name) if is_plain(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Property(name) => path.push_str(&format!("[{}]", Value::from(name.as_str()))),
            }
        }
        path
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.0.iter().rev() {
            pointer.push('/');
            match step {
                Step::Item(index) => pointer.push_str(&index.to_string()),
                Step::Property(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            }
        }
        pointer
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c == '_' || c.is_alphanumeric())
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// What stands at an offset, in words: the kind of the value, and its text where it is short.
fn found(text: &str, offset: usize) -> String {
    let rest = text.get(offset..).unwrap_or_default();
    let mut reader = Reader::new(rest, Reading::tolerant());
    let scalar = match reader.peek() {
        b'"' => reader.string().ok().map(|value| format!("the string {}", quoted(&value))),
        b'-' | b'0'..=b'9' => reader.number().ok().map(|number| format!("the number {}", cut(number.text))),
        _ => None,
    };
    scalar.unwrap_or_else(|| found_otherwise(rest))
}

/// What stands there if it is neither a string nor a number.
fn found_otherwise(rest: &str) -> String {
    match rest.chars().next() {
        Some('[') => if is_empty(rest, ']') { "an empty array" } else { "an array" }.to_owned(),
        Some('{') => if is_empty(rest, '}') { "an empty object" } else { "an object" }.to_owned(),
        _ if rest.starts_with("null") => "null".to_owned(),
        _ if rest.starts_with("true") => "true".to_owned(),
        _ if rest.starts_with("false") => "false".to_owned(),
        Some(c) => format!("`{}`", c.escape_debug()),
        None => "the end of the text".to_owned(),
    }
}

fn is_empty(value: &str, close: char) -> bool {
    value.get(1..).is_some_and(|inner| inner.trim_start().starts_with(close))
}

/// As JSON, cut where it is long.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => Value::from(text).to_string(),
        Some((end, _)) => format!("{}…", Value::from(text.get(..end).unwrap_or_default())),
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}
