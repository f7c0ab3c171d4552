//! What is known of a value before any request was made.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use gatewright_vtl::ast::Block;
use gatewright_vtl::{Number, Place, Value};

use crate::config::ParameterLocation;

/// How deep containers may be nested.
const DEPTH: u32 = 40;
/// How many values a container may hold, those of its containers with them, to be put into another.
const VALUES: u32 = 2_000;
/// The longest name of a value in conditions; longer ones are told apart by a hash.
const KEY: usize = 300;

/// A value of a template, as far as it is known.
#[derive(Clone, Debug)]
pub(in crate::check) enum Abstract {
    /// A text, number or boolean that is the same for every request.
    Known(Value),
    /// A text of which parts are known.
    Text(Vec<Piece>),
    /// A list made by the template; shared as in Java.
    List(Rc<RefCell<Vec<Abstract>>>),
    /// A map made by the template; shared as in Java.
    Map(Entries),
    /// A value that only a request gives.
    Hole(Rc<Hole>),
    /// `$input`
    Input,
    /// `$util`
    Util,
    /// `$context`, or what a path in it leads to.
    Context(String),
    /// `$stageVariables`
    StageVariables,
    /// `$input.params()`, or one of its three maps.
    Parameters(Option<ParameterLocation>),
    /// `$foreach`
    Loop(Rc<Round>),
    /// What `#define` made.
    Block(Arc<Block>),
}

/// The entries of a map that a template made.
pub(in crate::check) type Entries = Rc<RefCell<Vec<(Abstract, Abstract)>>>;

/// One round of a loop.
#[derive(Debug)]
pub(in crate::check) struct Round {
    pub(super) index: usize,
    pub(super) has_next: bool,
    pub(super) parent: Option<Rc<Round>>,
}

/// A value that only a request gives.
#[derive(Debug, PartialEq)]
pub(in crate::check) struct Hole {
    /// What is known of it.
    pub(in crate::check) kind: HoleKind,
    /// The same for the same value, so that two conditions on it agree.
    pub(in crate::check) key: String,
}

/// Where a value comes from, and what that says of it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::check) enum HoleKind {
    /// A part of the payload: any JSON value, printed as Java prints it.
    Payload(Vec<Step>),
    /// A part of the payload as JSON text.
    Json(Option<Vec<Step>>),
    /// A parameter of the request: text.
    Parameter(String),
    /// A part of `$context`: text.
    Context(String),
    /// Text.
    Text,
    /// What `$util.escapeJavaScript` gives: text whose apostrophes have a backslash, which JSON does not know.
    Escaped,
    /// What `$util.urlEncode` gives.
    UrlEncoded,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Anything at all.
    Anything,
}

/// One step into a payload.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::check) enum Step {
    /// A member of an object.
    Member(String),
    /// An item of an array.
    Item,
}

/// A part of what a template prints.
#[derive(Clone, Debug)]
pub(in crate::check) enum Piece {
    /// Text that is always the same.
    Text(String),
    /// A value that only a request gives, with the reference that prints it.
    Hole { hole: Rc<Hole>, source: Rc<str>, place: Place },
}

impl Abstract {
    /// The empty text, which stands for all that has no value.
    pub(super) fn missing() -> Abstract {
        Abstract::Known(Value::from(""))
    }

    pub(super) fn hole(kind: HoleKind, key: String) -> Abstract {
        let key = if key.len() > KEY {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            let start = key.get(..key.floor_char_boundary(KEY)).unwrap_or_default();
            format!("{start}… {:x}", hasher.finish())
        } else {
            key
        };
        Abstract::Hole(Rc::new(Hole { kind, key }))
    }

    pub(super) fn list(items: Vec<Abstract>) -> Abstract {
        Abstract::List(Rc::new(RefCell::new(items.into_iter().map(Abstract::into_part).collect())))
    }

    pub(super) fn map(entries: Vec<(Abstract, Abstract)>) -> Abstract {
        let entries = entries.into_iter().map(|(key, value)| (key.into_part(), value.into_part()));
        Abstract::Map(Rc::new(RefCell::new(entries.collect())))
    }

    /// The value as part of a new container; what is too large or too deep is no longer known.
    fn into_part(self) -> Abstract {
        self.into_part_of(None)
    }

    /// The value as part of a container, which it must not hold itself: reference counts would never
    /// free the two.
    pub(super) fn into_part_of(self, container: Option<&Abstract>) -> Abstract {
        let key = container.map(Abstract::key);
        let mut left = VALUES;
        if self.is_unfit(key.as_deref(), DEPTH, &mut left) {
            Abstract::hole(HoleKind::Anything, format!("large {}", self.key()))
        } else {
            self
        }
    }

    fn is_unfit(&self, key: Option<&str>, depth: u32, left: &mut u32) -> bool {
        if !matches!(self, Abstract::List(_) | Abstract::Map(_)) {
            return false;
        }
        if depth == 0 || *left == 0 || key == Some(self.key().as_str()) {
            return true;
        }
        *left -= 1;
        match self {
            Abstract::List(items) => items.borrow().iter().any(|item| item.is_unfit(key, depth - 1, left)),
            Abstract::Map(entries) => entries
                .borrow()
                .iter()
                .any(|(name, value)| name.is_unfit(key, depth - 1, left) || value.is_unfit(key, depth - 1, left)),
            _ => false,
        }
    }

    /// How much work the value is.
    pub(super) fn weight(&self) -> u32 {
        let length = match self {
            Abstract::Known(Value::Text(text)) => text.len() / 32,
            Abstract::Text(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.len() / 32 + 1,
                    Piece::Hole { .. } => 1,
                })
                .sum(),
            _ => 0,
        };
        u32::try_from(length).unwrap_or(u32::MAX).saturating_add(1)
    }

    pub(super) fn number(value: usize) -> Abstract {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Abstract::Known(Value::Number(Number::from_integer(value)))
    }

    /// A JSON value that is known.
    pub(super) fn of_json(json: &serde_json::Value) -> Abstract {
        match json {
            serde_json::Value::Null => Abstract::missing(),
            serde_json::Value::Bool(value) => Abstract::Known(Value::from(*value)),
            serde_json::Value::Number(number) => Abstract::Known(match number.as_i64() {
                Some(integer) => Value::Number(Number::from_integer(integer)),
                None => Value::Number(Number::Double(number.as_f64().unwrap_or(f64::NAN))),
            }),
            serde_json::Value::String(text) => Abstract::Known(Value::from(text.as_str())),
            serde_json::Value::Array(items) => Abstract::list(items.iter().map(Abstract::of_json).collect()),
            serde_json::Value::Object(entries) => Abstract::map(
                entries
                    .iter()
                    .map(|(name, value)| (Abstract::Known(Value::from(name.as_str())), Abstract::of_json(value)))
                    .collect(),
            ),
        }
    }

    /// The text, if all of it is known.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Abstract::Known(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    /// How the value is called in a condition.
    pub(super) fn key(&self) -> String {
        match self {
            Abstract::Known(value) => format!("'{value}'"),
            Abstract::Text(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => format!("'{text}'"),
                    Piece::Hole { hole, .. } => hole.key.clone(),
                })
                .collect::<Vec<_>>()
                .join("+"),
            Abstract::Hole(hole) => hole.key.clone(),
            Abstract::List(items) => format!("list {:p}", Rc::as_ptr(items)),
            Abstract::Map(entries) => format!("map {:p}", Rc::as_ptr(entries)),
            Abstract::Input => "$input".to_owned(),
            Abstract::Util => "$util".to_owned(),
            Abstract::Context(path) => format!("$context{path}"),
            Abstract::StageVariables => "$stageVariables".to_owned(),
            Abstract::Parameters(location) => {
                format!("$input.params().{}", location.map_or("", ParameterLocation::as_str))
            }
            Abstract::Loop(_) => "$foreach".to_owned(),
            Abstract::Block(block) => format!("block {:p}", Arc::as_ptr(block)),
        }
    }
}
