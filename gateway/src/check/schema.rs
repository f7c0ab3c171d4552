//! Models as the check looks at them: one schema with its references followed and its parts merged.

use std::collections::BTreeSet;

use gatewright_document::Origin;
use serde_json::Value;

use super::symbolic::Step;
use crate::config::{GatewayConfig, ModelRef};

/// How many references, parts and steps one look at a schema follows.
const DEPTH: u32 = 24;

/// A schema in the document, with the name of the model that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Schema<'c> {
    pub(super) value: &'c Value,
    pub(super) origin: Origin,
    /// The name of the model, if the schema is a model and not a part of one.
    pub(super) name: Option<String>,
}

/// What a schema says with its references followed and the parts of its `allOf` merged.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts<'c> {
    pub(super) name: Option<String>,
    /// The types allowed; empty for any.
    pub(super) types: Vec<&'c str>,
    pub(super) properties: Vec<(&'c str, Schema<'c>)>,
    pub(super) required: Vec<&'c str>,
    pub(super) items: Option<Schema<'c>>,
    pub(super) variants: Vec<Schema<'c>>,
    pub(super) values: Option<&'c Vec<Value>>,
    /// Whether members that are no property are allowed, and whether they say anything of them.
    pub(super) closed: bool,
    pub(super) open_by_schema: bool,
}

impl<'c> Schema<'c> {
    /// The schema of a use of a model.
    pub(super) fn of(model: &'c ModelRef) -> Schema<'c> {
        Schema { value: &model.schema, origin: model.origin.clone(), name: None }
    }

    fn part(&self, value: &'c Value, key: &str) -> Schema<'c> {
        Schema { value, origin: self.origin.child(key), name: None }
    }

    /// What a reference leads to; the schema itself if it is none.
    pub(super) fn resolve(&self, config: &'c GatewayConfig) -> Schema<'c> {
        let mut schema = self.clone();
        for _ in 0..DEPTH {
            let reference = schema.value.get("$ref").and_then(Value::as_str);
            let Some(name) = reference.and_then(|text| text.strip_prefix("#/definitions/")) else {
                break;
            };
            let name = name.replace("~1", "/").replace("~0", "~");
            let Some(model) = config.models.get(&name) else { break };
            schema = Schema { value: &model.schema, origin: model.origin.clone(), name: Some(name) };
        }
        schema
    }

    /// All that the schema says.
    pub(super) fn facts(&self, config: &'c GatewayConfig) -> Facts<'c> {
        let mut facts = Facts::default();
        self.collect(config, &mut facts, &mut BTreeSet::new(), DEPTH);
        facts
    }

    fn collect(&self, config: &'c GatewayConfig, facts: &mut Facts<'c>, seen: &mut BTreeSet<Origin>, depth: u32) {
        let schema = self.resolve(config);
        let Some(depth) = depth.checked_sub(1).filter(|_| seen.insert(schema.origin.clone())) else { return };
        let value = schema.value;
        if depth + 1 == DEPTH {
            facts.name.clone_from(&schema.name);
        }
        if facts.types.is_empty() {
            facts.types = types(value);
        }
        for (name, property) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let at = Schema { value: property, origin: schema.origin.child("properties").child(name), name: None };
            facts.properties.push((name, at));
        }
        let required = value.get("required").and_then(Value::as_array).into_iter().flatten();
        facts.required.extend(required.filter_map(Value::as_str));
        match value.get("additionalProperties") {
            Some(Value::Bool(false)) => facts.closed = true,
            Some(Value::Object(_)) => facts.open_by_schema = true,
            _ => {}
        }
        facts.open_by_schema |= value.get("patternProperties").is_some();
        if let Some(items @ Value::Object(_)) = value.get("items") {
            facts.items.get_or_insert(schema.part(items, "items"));
        }
        if facts.values.is_none() {
            facts.values = value.get("enum").and_then(Value::as_array);
        }
        for keyword in ["oneOf", "anyOf"] {
            for (index, variant) in value.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
                let origin = schema.origin.child(keyword).index(index);
                facts.variants.push(Schema { value: variant, origin, name: None });
            }
        }
        for (index, part) in value.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let origin = schema.origin.child("allOf").index(index);
            Schema { value: part, origin, name: None }.collect(config, facts, seen, depth);
        }
        if depth + 1 == DEPTH {
            self.infer_type(facts);
        }
    }

    /// A schema with properties and no type means objects.
    fn infer_type(&self, facts: &mut Facts<'c>) {
        if facts.types.is_empty() && facts.variants.is_empty() && !facts.properties.is_empty() {
            facts.types = vec!["object"];
        }
    }
}

impl<'c> Facts<'c> {
    pub(super) fn property(&self, name: &str) -> Option<&Schema<'c>> {
        self.properties.iter().find(|(known, _)| *known == name).map(|(_, schema)| schema)
    }

    /// Whether nothing but objects without a known member fits, or anything does.
    pub(super) fn says_nothing(&self) -> bool {
        self.properties.is_empty()
            && self.variants.is_empty()
            && !self.open_by_schema
            && matches!(self.types.as_slice(), [] | ["object"])
    }

    /// Whether a value of JSON type `kind` may fit.
    pub(super) fn allows(&self, kind: &str) -> bool {
        self.types.is_empty()
            || self.types.contains(&kind)
            || (kind == "integer" && self.types.contains(&"number"))
            || self.types.iter().any(|name| !is_type(name))
    }

    /// Whether only strings fit.
    pub(super) fn is_string(&self) -> bool {
        self.types == ["string"] && self.variants.is_empty()
    }

    /// How the schema is called: `` its model `Pet` `` or `its model`.
    pub(super) fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("its model `{name}`"),
            None => "its model".to_owned(),
        }
    }
}

fn is_type(name: &str) -> bool {
    matches!(name, "object" | "array" | "string" | "number" | "integer" | "boolean" | "null")
}

fn types(value: &Value) -> Vec<&str> {
    let mut types: Vec<&str> = match value.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let nullable = ["nullable", "x-nullable"].iter().any(|key| value.get(key) == Some(&Value::Bool(true)));
    if nullable && !types.is_empty() {
        types.push("null");
    }
    types
}

/// What a payload's part is, if the payload has this model.
pub(super) fn follow<'c>(config: &'c GatewayConfig, model: &'c ModelRef, steps: &[Step]) -> Option<Schema<'c>> {
    let mut schema = Schema::of(model).resolve(config);
    for step in steps {
        let facts = schema.facts(config);
        schema = match step {
            Step::Member(name) => facts.property(name)?.clone(),
            Step::Item => facts.items?,
        }
        .resolve(config);
    }
    Some(schema)
}

/// The properties named `name` in models, wherever they stand.
pub(super) fn properties_named<'c>(
    config: &'c GatewayConfig,
    models: &[&'c ModelRef],
    name: &str,
) -> Vec<Property<'c>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<(Schema<'c>, Option<String>, u32)> =
        models.iter().map(|model| (Schema::of(model), None, DEPTH)).collect();
    while let Some((schema, model, depth)) = pending.pop() {
        let schema = schema.resolve(config);
        let Some(depth) = depth.checked_sub(1).filter(|_| seen.insert(schema.origin.clone())) else {
            continue;
        };
        let model = schema.name.clone().or(model);
        let facts = schema.facts(config);
        for (known, property) in facts.properties {
            if known == name {
                let facts = property.facts(config);
                found.push(Property { model: model.clone(), origin: property.origin.clone(), facts });
            }
            pending.push((property, model.clone(), depth));
        }
        pending.extend(facts.items.into_iter().chain(facts.variants).map(|schema| (schema, model.clone(), depth)));
    }
    found
}

/// A property of a model.
pub(super) struct Property<'c> {
    /// The model's name.
    pub(super) model: Option<String>,
    pub(super) origin: Origin,
    pub(super) facts: Facts<'c>,
}
