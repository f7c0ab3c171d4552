//! The schemas of a document by the letter, where they forbid what Rust types admit.
//!
//! Compiled when a server starts, or, for those that only explain what is wrong with a body, when they are first asked.

use std::fmt;
use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::{Map, Value, json};

use crate::codec::to_value;
use crate::{ToJson, Violations};

/// How often a pattern may go back.
const STEPS: usize = 10_000;

/// More violations than this are not collected.
const MOST: usize = 100;

const PLACE: &str = "urn:gatewright:schemas";

/// The schemas of an API's requests, as JSON Schema 2020-12. They refer to each other by place: `#/$defs/3`.
pub struct Schemas {
    texts: &'static [(usize, &'static str)],
    definitions: OnceLock<Value>,
    registry: OnceLock<Option<Registry<'static>>>,
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schemas").field("texts", &self.texts).finish_non_exhaustive()
    }
}

impl Schemas {
    /// Schemas with their places.
    #[must_use]
    pub const fn new(texts: &'static [(usize, &'static str)]) -> Self {
        Self { texts, definitions: OnceLock::new(), registry: OnceLock::new() }
    }

    fn definitions(&self) -> &Value {
        self.definitions.get_or_init(|| {
            let read = |(place, text): &(usize, &str)| Some((place.to_string(), serde_json::from_str(text).ok()?));
            let definitions: Map<String, Value> = self.texts.iter().filter_map(read).collect();
            json!({ "$defs": definitions })
        })
    }

    fn registry(&'static self) -> Option<&'static Registry<'static>> {
        let registry = self.registry.get_or_init(|| {
            let builder = Registry::new().draft(Draft::Draft202012).add(PLACE, self.definitions());
            builder.ok()?.prepare().ok()
        });
        registry.as_ref()
    }
}

/// The schema that a request's body or parameter is held to.
///
/// ```
/// use gatewright_runtime::server::{Rule, Schemas};
/// use gatewright_runtime::Violations;
///
/// static SCHEMAS: Schemas = Schemas::new(&[(0, r##"{"not": {"$ref": "#/$defs/1"}}"##), (1, r##"{"const": 1}"##)]);
/// static SCHEMA_0: Rule = Rule::new(&SCHEMAS, 0);
///
/// let mut violations = Violations::new();
/// SCHEMA_0.check("query count", &1, &mut violations);
/// assert_eq!(violations.iter().count(), 1);
/// ```
pub struct Rule {
    schemas: &'static Schemas,
    place: usize,
    always: bool,
    validator: OnceLock<Option<Validator>>,
}

/// Rules are statics: two are the same if they are one.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.place)
    }
}

impl Rule {
    /// The schema at a place.
    #[must_use]
    pub const fn new(schemas: &'static Schemas, place: usize) -> Self {
        Self { schemas, place, always: false, validator: OnceLock::new() }
    }

    /// The schema forbids what its type admits, so that each value is held to it.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    pub(super) fn is_always(&self) -> bool {
        self.always
    }

    /// Compiles the schema, unless it is already.
    pub(super) fn prepare(&'static self) -> Option<&'static Validator> {
        let validator = self.validator.get_or_init(|| {
            let options = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(self.schemas.registry()?)
                // Schemas have formats only if they are to be checked.
                .should_validate_formats(true)
                .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(STEPS));
            options.build(&json!({ "$ref": format!("{PLACE}#/$defs/{}", self.place) })).ok()
        });
        validator.as_ref()
    }

    /// The schema itself.
    pub(super) fn schema(&self) -> Option<&'static Value> {
        self.schemas.definitions().get("$defs")?.get(self.place.to_string())
    }

    /// Where a reference leads, through a few others at most.
    pub(super) fn resolved<'s>(&self, schema: &'s Value) -> &'s Value
    where
        'static: 's,
    {
        let mut at = schema;
        for _ in 0..8 {
            let target = at.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
            match target.and_then(|pointer| self.schemas.definitions().pointer(pointer)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// What the schema forbids about a value: where it is, as a JSON pointer, and what is wrong there.
    pub(super) fn violations(&'static self, value: &Value) -> Vec<(String, String)> {
        let Some(validator) = self.prepare() else {
            return vec![(String::new(), "cannot be checked: its schema is malformed".to_owned())];
        };
        let errors = validator.iter_errors(value).take(MOST);
        let mut found: Vec<(String, String)> =
            errors.map(|error| (error.instance_path().to_string(), error.masked().to_string())).collect();
        found.dedup();
        found
    }

    /// Notes what the schema forbids about a value that is already read.
    pub fn check(&'static self, name: &str, value: &dyn ToJson, violations: &mut Violations) {
        if !value.is_absent() {
            for (pointer, message) in self.violations(&to_value(value)) {
                violations.add_at(name, &pointer, message);
            }
        }
    }
}
