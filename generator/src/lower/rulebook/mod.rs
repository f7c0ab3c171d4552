//! Writes the schemas of requests by the letter, as JSON Schema 2020-12, whatever the version of the document.
//!
//! A Rust type does not say all that a schema does: `not`, `contains`, a `oneOf` of which two fit. Servers hold
//! requests to the schema itself where it says more than its type ([`Rulebook::says_more`]), and find all that is wrong
//! with a body by it.

mod extent;

use std::rc::Rc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Node, SourceId, Value, Version};
use serde_json::{Map, Value as Json, json};

use crate::ir::{Keywords, Rule, Rulebook, Schema};
use crate::lower::facts::dialect;
use crate::lower::facts::pattern::{counted, effort};
use crate::lower::facts::{Facts, constants};
use crate::lower::letter::Letter;
use crate::lower::node::{Key, key_of, resolved};

pub(crate) use extent::BEYOND;
use extent::{CHOICES, NAMED, ONE, has_schemas, is_true, says_more};

/// Schemas that are written, or waiting for it.
#[derive(Debug)]
pub(crate) struct Writer<'d> {
    letter: Letter,
    keys: IndexMap<Key, Rc<str>>,
    /// Those of which the base alone is written.
    bases: IndexSet<Key>,
    written: Rulebook,
    waiting: Vec<Waiting<'d>>,
}

/// A schema that is to be written.
#[derive(Debug)]
struct Waiting<'d> {
    key: Rc<str>,
    node: Node<'d>,
    /// With its `oneOf` and `anyOf`: what is built from a base that lists it has made that choice.
    whole: bool,
}

/// Where a schema stands, with its file if that is not the document's own: files have schemas at the same places. Its number
/// among parameters is left out, since their order means nothing.
fn key_at(node: &Node<'_>) -> String {
    let origin = node.origin();
    let place = match origin.source {
        SourceId::ROOT => origin.to_string(),
        source => format!("{}{origin}", source.index()),
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in place.split('/') {
        let is_number = segments.last() == Some(&"parameters") && segment.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            segments.push(segment);
        }
    }
    segments.join("/")
}

impl<'d> Writer<'d> {
    pub(crate) fn new(letter: Letter) -> Self {
        let (keys, bases) = (IndexMap::default(), IndexSet::default());
        Self { letter, keys, bases, written: Rulebook::default(), waiting: Vec::new() }
    }

    /// The rule of a schema that has a place of its own.
    pub(crate) fn rule(&mut self, facts: &Facts<'d>, schema: &Node<'d>) -> Rule {
        let key = key_at(schema);
        self.rule_under(facts, schema, key)
    }

    /// The rule of a schema that is found in a list, under the name that it has there.
    pub(crate) fn rule_of_parameter(&mut self, facts: &Facts<'d>, schema: &Node<'d>, name: &str) -> Rule {
        let key = format!("{} {name}", key_at(schema));
        self.rule_under(facts, schema, key)
    }

    fn rule_under(&mut self, facts: &Facts<'d>, schema: &Node<'d>, key: String) -> Rule {
        let key = self.key_of(schema, key);
        self.write_waiting(facts);
        Rule { key }
    }

    /// The rule of a form whose fields stand in a list: their names, schemas, and whether they are required.
    pub(crate) fn rule_of_fields(
        &mut self,
        facts: &Facts<'d>,
        operation: &Node<'d>,
        fields: &[(String, Node<'d>, bool)],
    ) -> Rule {
        let key: Rc<str> = format!("{} form", key_at(operation)).into();
        let mut says_more = false;
        let properties = fields.iter().map(|(name, node, _)| (name.clone(), self.write(facts, node, &mut says_more)));
        let properties = Schema::object(properties);
        let required: Vec<&str> =
            fields.iter().filter(|(_, _, required)| *required).map(|(name, _, _)| name.as_str()).collect();
        let mut schema = Keywords::from_iter([
            ("type".to_owned(), Json::from("object").into()),
            ("properties".to_owned(), properties),
        ]);
        if !required.is_empty() {
            schema.insert("required".to_owned(), Json::from(required).into());
        }
        if says_more {
            self.written.says_more.insert(Rc::clone(&key));
        }
        self.written.schemas.insert(Rc::clone(&key), Schema::from(schema).kept());
        self.write_waiting(facts);
        Rule { key }
    }

    fn write_waiting(&mut self, facts: &Facts<'d>) {
        while let Some(Waiting { key, mut node, whole }) = self.waiting.pop() {
            let mut says_more = false;
            if !whole {
                node = resolved(&node).unwrap_or(node);
            }
            let schema = match whole {
                true => self.write(facts, &node, &mut says_more),
                false => self.write_base(facts, &node, &mut says_more),
            };
            if says_more {
                self.written.says_more.insert(Rc::clone(&key));
            }
            self.written.schemas.insert(key, schema.kept());
        }
    }

    pub(crate) fn finish(mut self) -> Rulebook {
        self.written.spread();
        self.written
    }

    /// The key of a schema, which is written if it is new.
    fn key_of(&mut self, node: &Node<'d>, key: String) -> Rc<str> {
        if let Some(known) = self.keys.get(&key_of(node)) {
            return Rc::clone(known);
        }
        let key: Rc<str> = key.into();
        self.keys.insert(key_of(node), Rc::clone(&key));
        self.waiting.push(Waiting { key: Rc::clone(&key), node: node.clone(), whole: true });
        key
    }

    /// The key of a base without the choice that it offers.
    fn key_of_base(&mut self, base: &Node<'d>) -> Rc<str> {
        let key: Rc<str> = format!("{} without variants", key_at(base)).into();
        if self.bases.insert(key_of(base)) {
            self.waiting.push(Waiting { key: Rc::clone(&key), node: base.clone(), whole: false });
        }
        key
    }

    fn write_base(&mut self, facts: &Facts<'d>, node: &Node<'d>, more: &mut bool) -> Schema {
        let mut schema = Keywords::default();
        self.keywords(facts, node, &mut schema, more);
        for keyword in ["oneOf", "anyOf"] {
            schema.swap_remove(keyword);
        }
        schema.into()
    }

    /// A schema; `more` is set if it says more than its type.
    fn write(&mut self, facts: &Facts<'d>, node: &Node<'d>, more: &mut bool) -> Schema {
        let Value::Object(_) = node.value() else {
            if node.value().is_null() {
                return json!({ "type": "null" }).into();
            }
            let all = node.as_bool() != Some(false);
            // No type says that there is no value.
            *more |= !all;
            return Json::from(all).into();
        };
        let mut schema = Keywords::default();
        let mut siblings_count = true;
        if let Some(reference) = node.reference() {
            let Ok(target) = node.lookup(reference) else { return Json::from(true).into() };
            schema.insert("$ref".to_owned(), Schema::name(self.key_of(&target, key_at(&target))));
            siblings_count = facts.version == Version::OpenApi31;
        }
        if siblings_count {
            self.keywords(facts, node, &mut schema, more);
        }
        let nullable = ["nullable", "x-nullable"].iter().any(|flag| is_true(node, flag));
        if nullable && siblings_count {
            let either = Schema::list([json!({ "type": "null" }).into(), schema.into()]);
            return Schema::object([("anyOf".to_owned(), either)]);
        }
        schema.into()
    }

    fn keywords(&mut self, facts: &Facts<'d>, node: &Node<'d>, schema: &mut Keywords, more: &mut bool) {
        let mut plain = Map::new();
        *more |= says_more(node) | self.letter.add(node, &mut plain);
        if let Some(types) = types(node) {
            plain.insert("type".to_owned(), types);
        }
        scalars(node, &mut plain);
        schema.extend(plain.into_iter().map(|(keyword, value)| (keyword, value.into())));
        self.inner(facts, node, schema, more);
        // The values of enumerations that are put together are those of all, where they have none in common.
        if let Some(all) = facts.all_values(node) {
            schema.swap_remove("allOf");
            schema.insert("enum".to_owned(), Json::from_iter(all.iter().map(Value::to_json)).into());
        }
        self.items(facts, node, schema, more);
        self.dependencies(facts, node, schema, more);
        let required = required(node);
        if !required.is_empty() {
            schema.insert("required".to_owned(), Json::from(required).into());
        }
    }

    /// Keywords that have schemas of their own.
    fn inner(&mut self, facts: &Facts<'d>, node: &Node<'d>, schema: &mut Keywords, more: &mut bool) {
        // Most schemas have none, and looking for each takes longer than looking once.
        if !node.value().as_object().is_some_and(|entries| entries.keys().any(|key| has_schemas(key))) {
            return;
        }
        for keyword in ONE {
            let closed =
                node.value().get(keyword).filter(|_| keyword == "additionalProperties").and_then(Value::as_bool);
            if let Some(closed) = closed {
                // Types know which properties they have.
                schema.insert(keyword.to_owned(), Json::from(closed).into());
            } else if let Some(inner) = node.get(keyword) {
                schema.insert(keyword.to_owned(), self.write(facts, &inner, more));
            }
        }
        for keyword in NAMED {
            let Some(named) = node.get(keyword) else { continue };
            let inner = named.entries().map(|(name, inner)| (name.to_owned(), self.write(facts, &inner, more)));
            schema.insert(keyword.to_owned(), Schema::object(inner));
        }
        for keyword in CHOICES {
            let Some(choices) = node.get(keyword).filter(|choices| choices.items().next().is_some()) else { continue };
            let inner = match keyword {
                "allOf" => Schema::list(choices.items().map(|inner| self.part(facts, node, &inner, more))),
                _ => Schema::list(choices.items().map(|inner| self.write(facts, &inner, more))),
            };
            // A discriminator says which it is, whatever else would fit.
            let is_told = || node.get("discriminator").is_some() || self.letter.blurs(&choices);
            let keyword = if keyword == "oneOf" && is_told() { "anyOf" } else { keyword };
            schema.insert(keyword.to_owned(), inner);
        }
    }

    /// A part of the `allOf` of a schema.
    fn part(&mut self, facts: &Facts<'d>, node: &Node<'d>, part: &Node<'d>, more: &mut bool) -> Schema {
        let base = part.reference().and_then(|_| resolved(part).ok());
        match base.filter(|base| facts.lists(base, node)) {
            Some(base) => Schema::reference(self.key_of_base(&base)),
            None => self.write(facts, part, more),
        }
    }

    /// Tuples stand in `items` before 2020-12.
    fn items(&mut self, facts: &Facts<'d>, node: &Node<'d>, schema: &mut Keywords, more: &mut bool) {
        let items = node.get("items");
        let is_tuple = items.as_ref().is_some_and(|items| matches!(items.value(), Value::Array(_)));
        let (first, rest) =
            if is_tuple { (items, node.get("additionalItems")) } else { (node.get("prefixItems"), items) };
        if let Some(first) = first.filter(|first| first.items().next().is_some()) {
            let first = Schema::list(first.items().map(|item| self.write(facts, &item, more)));
            schema.insert("prefixItems".to_owned(), first);
        }
        if let Some(rest) = rest {
            schema.insert("items".to_owned(), self.write(facts, &rest, more));
        }
    }

    /// `dependencies` was two keywords in one.
    fn dependencies(&mut self, facts: &Facts<'d>, node: &Node<'d>, schema: &mut Keywords, more: &mut bool) {
        let mut names = Keywords::default();
        let mut schemas = Keywords::default();
        for (name, inner) in node.get("dependencies").iter().flat_map(Node::entries) {
            match inner.value() {
                Value::Array(_) => names.insert(name.to_owned(), inner.value().to_json().into()),
                Value::String(one) => names.insert(name.to_owned(), json!([one]).into()),
                _ => schemas.insert(name.to_owned(), self.write(facts, &inner, more)),
            };
        }
        for (keyword, inner) in [("dependentRequired", names), ("dependentSchemas", schemas)] {
            if !inner.is_empty() {
                schema.insert(keyword.to_owned(), inner.into());
            }
        }
    }
}

/// The keywords of JSON types that exist. `null` may be an enum's.
fn types(node: &Node<'_>) -> Option<Json> {
    const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];
    match node.value().get("type")? {
        Value::String(one) => TYPES.contains(&one.as_str()).then(|| one.as_str().into()),
        Value::Array(several) => {
            let known = several.iter().filter_map(Value::as_str).filter(|one| TYPES.contains(one));
            let known: Vec<Json> = known.map(Json::from).collect();
            (known.len() == several.len() && !known.is_empty()).then(|| known.into())
        }
        _ => None,
    }
}

/// Keywords whose values are no schemas.
fn scalars(node: &Node<'_>, schema: &mut Map<String, Json>) {
    let number = |key: &str| node.value().get(key).filter(|value| matches!(value, Value::Number(_)));
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        let is_flag = is_true(node, exclusive);
        if let Some(limit) = number(bound) {
            schema.insert(if is_flag { exclusive } else { bound }.to_owned(), limit.to_json());
        }
        if let Some(limit) = number(exclusive) {
            schema.insert(exclusive.to_owned(), limit.to_json());
        }
    }
    if let Some(step) = number("multipleOf").filter(|step| step.as_f64().is_some_and(|step| step > 0.0)) {
        schema.insert("multipleOf".to_owned(), step.to_json());
    }
    for count in [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ] {
        // Counts may be written `2.0`.
        let limit = number(count).and_then(Value::as_f64).filter(|limit| *limit >= 0.0 && limit.fract() == 0.0);
        if let Some(limit) = limit {
            schema.insert(count.to_owned(), (limit as u64).into());
        }
    }
    if is_true(node, "uniqueItems") {
        schema.insert("uniqueItems".to_owned(), true.into());
    }
    if let Some(pattern) = node.value().get("pattern").and_then(Value::as_str) {
        let pattern = dialect::of_today(pattern);
        if let Some(counted) = counted(&pattern) {
            limit(schema, "minLength", counted.shortest, u64::max);
            if let Some(longest) = counted.longest {
                limit(schema, "maxLength", longest, u64::min);
            }
            schema.insert("pattern".to_owned(), counted.open.into());
        } else if effort(&pattern).is_ok() {
            schema.insert("pattern".to_owned(), pattern.as_ref().into());
        }
    }
    let listed = constants::listed(node).unwrap_or_default();
    if node.get("const").is_some() {
        schema.extend(listed.first().map(|constant| ("const".to_owned(), constant.to_json())));
    } else if !listed.is_empty() {
        schema.insert("enum".to_owned(), listed.iter().map(Value::to_json).collect());
    }
    if let Some(names) = node.get("dependentRequired").filter(|names| matches!(names.value(), Value::Object(_))) {
        schema.insert("dependentRequired".to_owned(), names.value().to_json());
    }
}

/// Adds a limit to one that may be there.
fn limit(schema: &mut Map<String, Json>, keyword: &str, limit: u64, stricter: fn(u64, u64) -> u64) {
    let known = schema.get(keyword).and_then(Json::as_u64);
    schema.insert(keyword.to_owned(), known.map_or(limit, |known| stricter(known, limit)).into());
}

/// The properties that requests must have: not those that only responses do.
fn required(node: &Node<'_>) -> Vec<String> {
    let properties = node.get("properties");
    let is_read_only = |name: &str| {
        let property = properties.as_ref().and_then(|properties| properties.get(name));
        property.is_some_and(|property| {
            is_true(&property, "readOnly") || property.resolve().is_ok_and(|target| is_true(&target, "readOnly"))
        })
    };
    let names = node.get("required").into_iter().flat_map(|names| names.items().collect::<Vec<_>>());
    names.filter_map(|name| name.as_str().map(str::to_owned)).filter(|name| !is_read_only(name)).collect()
}
