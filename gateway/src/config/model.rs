//! Models: the schemas of a document as API Gateway validates by them, JSON Schema draft 4.
//!
//! Every reference becomes `#/definitions/NAME`, also those of other files and the URLs of models
//! that exports contain, so that one schema with its [`draft4_bundle`] is complete.

use std::collections::VecDeque;

use gatewright_document::{Node, Origin, Report, Value};
use indexmap::IndexMap;
use serde_json::{Map, json};

use super::api::{GatewayConfig, Model, ModelRef};

/// How deep schemas are read; documents are not nested deeper than this anyway.
const MAX_DEPTH: u32 = 128;
/// Keys whose values are data and not schemas.
const DATA: [&str; 5] = ["enum", "default", "example", "examples", "const"];
/// Keys whose values have names as keys, and a schema under each.
const NAMED: [&str; 5] = ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"];

/// The models of a document while it is read: declared ones, and what references elsewhere lead to.
#[derive(Default)]
pub(super) struct Models<'d> {
    names: IndexMap<Origin, String>,
    pending: VecDeque<(String, Node<'d>)>,
}

impl<'d> Models<'d> {
    /// Adds a named schema.
    pub(super) fn declare(&mut self, name: &str, node: Node<'d>) {
        self.names.insert(node.origin().clone(), name.to_owned());
        self.pending.push_back((name.to_owned(), node));
    }

    /// A use of a schema.
    pub(super) fn reference(&mut self, node: &Node<'d>, report: &mut Report) -> ModelRef {
        let schema = self.schema(node, report, MAX_DEPTH);
        let name = schema.get("$ref").and_then(serde_json::Value::as_str);
        let name = name.and_then(|text| text.strip_prefix("#/definitions/")).map(unescape);
        ModelRef { name, schema, origin: node.origin().clone() }
    }

    /// Converts what is left, also what only references lead to.
    pub(super) fn finish(mut self, report: &mut Report) -> IndexMap<String, Model> {
        let mut models = IndexMap::new();
        while let Some((name, node)) = self.pending.pop_front() {
            let schema = self.schema(&node, report, MAX_DEPTH);
            models.insert(name, Model { schema, origin: node.origin().clone() });
        }
        models
    }

    fn schema(&mut self, node: &Node<'d>, report: &mut Report, depth: u32) -> serde_json::Value {
        if depth == 0 {
            return json!({});
        }
        if let Some(reference) = node.reference() {
            return self.target(node, reference, report);
        }
        match node.value() {
            Value::Object(_) => {
                let mut entries = Map::new();
                for (key, child) in node.entries() {
                    let value = if DATA.contains(&key) {
                        child.value().to_json()
                    } else if NAMED.contains(&key) {
                        let named = child.entries();
                        named.map(|(name, child)| (name.to_owned(), self.schema(&child, report, depth - 1))).collect()
                    } else {
                        self.schema(&child, report, depth - 1)
                    };
                    entries.insert(key.to_owned(), value);
                }
                to_draft4(&mut entries);
                entries.into()
            }
            Value::Array(_) => node.items().map(|item| self.schema(&item, report, depth - 1)).collect(),
            other => other.to_json(),
        }
    }

    /// A reference by the name of what it leads to; anything, if it leads nowhere.
    fn target(&mut self, node: &Node<'d>, reference: &str, report: &mut Report) -> serde_json::Value {
        match node.lookup(reference) {
            Ok(target) => {
                let name = match self.names.get(target.origin()) {
                    Some(name) => name.clone(),
                    None => {
                        let name = self.fresh_name(target.origin());
                        self.declare(&name, target);
                        name
                    }
                };
                json!({ "$ref": format!("#/definitions/{}", escape(&name)) })
            }
            Err(error) => match built_in(reference) {
                Some(schema) => schema,
                None => {
                    error.report(report, node);
                    json!({})
                }
            },
        }
    }

    /// A name for a schema that has none of its own: an item of a schema, or one of another file.
    fn fresh_name(&self, origin: &Origin) -> String {
        let last = origin.pointer.last().unwrap_or_default().into_owned();
        let base = if last.is_empty() { "Model".to_owned() } else { last };
        let is_taken = |name: &str| self.names.values().any(|other| other == name);
        let mut name = base.clone();
        let mut count = 1_u32;
        while is_taken(&name) {
            count += 1;
            name = format!("{base}{count}");
        }
        name
    }
}

/// The models that every API has, whether or not its document declares them.
fn built_in(reference: &str) -> Option<serde_json::Value> {
    let name = ["#/definitions/", "#/components/schemas/"].iter().find_map(|table| reference.strip_prefix(table))?;
    match name {
        "Empty" => Some(json!({"title": "Empty Schema", "type": "object"})),
        "Error" => {
            let properties = json!({"message": {"type": "string"}});
            Some(json!({"title": "Error Schema", "type": "object", "properties": properties}))
        }
        _ => None,
    }
}

/// What later drafts write in another way, and what exports write for the type `null` among variants.
fn to_draft4(entries: &mut Map<String, serde_json::Value>) {
    for name in ["oneOf", "anyOf", "allOf"] {
        let variants = entries.get_mut(name).and_then(serde_json::Value::as_array_mut);
        for variant in variants.into_iter().flatten().filter(|variant| variant.is_null()) {
            *variant = json!({"type": "null"});
        }
    }
    for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number) = entries.get(exclusive).filter(|value| value.is_number()).cloned() {
            entries.insert(limit.to_owned(), number);
            entries.insert(exclusive.to_owned(), true.into());
        }
    }
    if let Some(value) = entries.get("const").cloned()
        && !entries.contains_key("enum")
        && !value.is_object()
    {
        entries.insert("enum".to_owned(), json!([value]));
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// One schema that needs nothing else: the use of a model together with every model of the API.
#[must_use]
pub fn draft4_bundle(config: &GatewayConfig, model: &ModelRef) -> serde_json::Value {
    let mut definitions = Map::new();
    let mut pending = references(&model.schema);
    while let Some(name) = pending.pop() {
        if definitions.contains_key(&name) {
            continue;
        }
        if let Some(found) = config.models.get(&name) {
            pending.extend(references(&found.schema));
            definitions.insert(name, found.schema.clone());
        }
    }
    json!({ "allOf": [model.schema], "definitions": definitions })
}

/// The names of the models that a schema refers to.
fn references(schema: &serde_json::Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut pending = vec![schema];
    while let Some(value) = pending.pop() {
        match value {
            serde_json::Value::Array(items) => pending.extend(items),
            serde_json::Value::Object(entries) => {
                if let Some(name) = entries.get("$ref").and_then(|text| text.as_str()?.strip_prefix("#/definitions/")) {
                    names.push(unescape(name));
                }
                pending.extend(entries.values());
            }
            _ => {}
        }
    }
    names
}
