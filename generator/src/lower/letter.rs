//! What the rules of a server say more by option: formats, and schemas by the letter.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use gatewright_document::{Node, Value};
use serde_json::{Map, Value as Json};

use crate::lower::node::resolved;
use crate::options::Options;

/// The formats that are checked.
const FORMATS: [&str; 6] = ["email", "hostname", "ipv4", "ipv6", "uri", UUID];

/// A format that is held to by the types of texts. It tells choices apart, such as names and ids.
const UUID: &str = "uuid";

/// Keywords that say the type of a schema which has none, unless it is taken by the letter.
const TELLING: [&str; 6] =
    ["properties", "required", "items", "prefixItems", "additionalProperties", "patternProperties"];

/// How deep in objects, and in how many schemas, the texts of a choice are looked for.
const DEPTH: usize = 2;
const LOOKED_AT: usize = 200;

/// How literally schemas are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letter {
    strict: bool,
    formats: bool,
    /// Whether the types of UUIDs take nothing else.
    uuids: bool,
}

impl Letter {
    pub(crate) fn of(options: &Options) -> Self {
        let uuids = !options.format.contains_key(UUID);
        Self { strict: options.strict_schemas, formats: options.check_formats, uuids }
    }

    /// Whether texts of a format are held to it: by option, or because they are by their types.
    fn checks(self, format: &str) -> bool {
        (self.formats && FORMATS.contains(&format)) || (self.uuids && format == UUID)
    }

    /// Whether choices differ by the formats of texts which are not checked: in themselves, or in a property that several
    /// of them have. Without these formats each of them takes the values of all.
    pub(super) fn blurs(self, choices: &Node<'_>) -> bool {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        choices.items().any(|choice| {
            let mut texts = BTreeMap::new();
            self.texts(&choice, "", &mut texts, &mut { LOOKED_AT });
            texts.into_iter().any(|(place, formats)| match known.entry(place) {
                Entry::Occupied(entry) => *entry.get() != formats,
                Entry::Vacant(entry) => {
                    entry.insert(formats);
                    false
                }
            })
        })
    }

    /// The texts of a value by their places, each with those of its formats that are not checked. No more schemas are
    /// looked at than are left.
    fn texts(self, schema: &Node<'_>, place: &str, texts: &mut BTreeMap<String, BTreeSet<String>>, left: &mut usize) {
        let Some(fewer) = left.checked_sub(1) else { return };
        *left = fewer;
        let schema = resolved(schema).unwrap_or_else(|_| schema.clone());
        let value = schema.value();
        let is_string = |ty: &Value| ty.as_str() == Some("string");
        let is_text = match value.get("type") {
            Some(Value::Array(several)) => several.iter().any(is_string),
            Some(one) => is_string(one),
            None => false,
        };
        if is_text {
            let format = value.get("format").and_then(Value::as_str);
            let unchecked = format.filter(|format| !self.checks(format));
            texts.entry(place.to_owned()).or_default().extend(unchecked.map(str::to_owned));
        }
        for part in schema.get("allOf").iter().flat_map(Node::items) {
            self.texts(&part, place, texts, left);
        }
        if place.matches('/').count() < DEPTH {
            for (name, property) in schema.get("properties").iter().flat_map(Node::entries) {
                self.texts(&property, &format!("{place}/{name}"), texts, left);
            }
        }
    }

    /// Adds what is said only by option, and whether it is anything that the type does not say.
    pub(super) fn add(self, node: &Node<'_>, schema: &mut Map<String, Json>) -> bool {
        let mut says_more = false;
        let format = node.value().get("format").and_then(Value::as_str);
        if let Some(format) = format.filter(|format| self.checks(format)) {
            schema.insert("format".to_owned(), format.into());
            says_more = self.formats;
        }
        if !self.strict {
            return says_more;
        }
        if node.get("enum").is_some_and(|values| matches!(values.value(), Value::Array(values) if values.is_empty())) {
            schema.insert("enum".to_owned(), Json::Array(Vec::new()));
            says_more = true;
        }
        let has = |keyword: &&str| node.value().get(keyword).is_some();
        says_more || (!has(&"type") && TELLING.iter().any(has))
    }
}
