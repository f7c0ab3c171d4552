//! Reads the keywords of one schema object, in the spelling of any version.

use gatewright_document::{Node, Value};

use crate::lower::facts::Facts;
use crate::lower::facts::constants::{self, Constants};
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Additional, Choice, Property, Shape};

impl<'d> Facts<'d> {
    /// Reads the keywords of one schema object, without its `allOf`.
    pub(super) fn own_keywords(&self, node: &Node<'d>) -> Shape<'d> {
        let mut shape = Shape::default();
        match node.read_value("type") {
            Some(Value::String(name)) => shape.add_type(SchemaType::parse(name)),
            Some(Value::Array(names)) => {
                shape.types = Some(Vec::new());
                // In YAML, `null` without quotes is no string; it is meant as the name of the type.
                let types = names.iter().filter_map(|name| match name {
                    Value::Null => Some(SchemaType::Null),
                    name => name.as_str().map(SchemaType::parse),
                });
                types.for_each(|ty| shape.add_type(ty));
                if shape.types.as_ref().is_some_and(Vec::is_empty) {
                    shape.types = shape.nullable.then(|| vec![SchemaType::Null]);
                }
            }
            _ => {}
        }
        // No more room than for the one: this is kept for every schema of the document.
        if shape.types.is_some() {
            shape.types_at = vec![node.clone()];
        }
        for flag in ["nullable", "x-nullable", "x-isnullable"] {
            shape.nullable |= node.read_value(flag).and_then(Value::as_bool) == Some(true);
        }
        if let Some(properties) = node.read("properties") {
            let owner = self.owner_of(node);
            for (name, property) in properties.entries() {
                let property = Property { nodes: vec![property], owner: owner.clone() };
                shape.properties.insert(name.to_owned(), property);
            }
        }
        if let Some(required) = node.read("required") {
            shape.required.extend(required.items().filter_map(|name| name.value().as_str().map(str::to_owned)));
        }
        shape.additional = node.read("additionalProperties").and_then(|additional| additional_of(&additional));
        if let Some(patterns) = node.read("patternProperties") {
            shape.patterns = patterns.entries().map(|(pattern, node)| (pattern.to_owned(), node)).collect();
        }
        for (keyword, any_of) in [("oneOf", false), ("anyOf", true)] {
            if let Some(variants) = node.read(keyword) {
                let variants: Vec<_> = variants.items().collect();
                if !variants.is_empty() {
                    shape.choices.push(Choice { any_of, variants });
                }
            }
        }
        shape.read_constants(node);
        shape.read_items(node);
        shape.format = node.read_value("format").and_then(|format| format.as_str().map(str::to_owned));
        shape.content_encoding =
            node.read("contentEncoding").is_some_and(|encoding| encoding.value().as_str() == Some("base64"));
        shape.discriminator = node.read("discriminator");
        shape.limits = super::limits::limits(node);
        shape
    }
}

impl<'d> Shape<'d> {
    fn read_constants(&mut self, node: &Node<'d>) {
        let Some(mut constants) = constants::listed(node) else { return };
        let listed = constants.len();
        constants.retain(|constant| !matches!(constant, Value::Null));
        self.nullable |= constants.len() < listed;
        if constants.is_empty() {
            if listed > 0 && self.types.is_none() {
                self.types = Some(vec![SchemaType::Null]);
            }
            return;
        }
        self.constants = Some(Constants::new(constants));
        self.constants_at = Some(node.clone());
    }

    /// Reads what is said of the items, in the spelling of any version of JSON Schema.
    fn read_items(&mut self, node: &Node<'d>) {
        let further = match node.read("items") {
            Some(items) if matches!(items.value(), Value::Array(_)) => {
                self.prefix_items = items.items().map(|item| vec![item]).collect();
                self.items_listed = true;
                node.read("additionalItems")
            }
            items => items,
        };
        if let Some(prefix) = node.read("prefixItems") {
            self.prefix_items = prefix.items().map(|item| vec![item]).collect();
        }
        match further {
            Some(items) if matches!(items.value(), Value::Object(_)) => self.items = vec![items],
            Some(items) => self.ends = items.value().as_bool() == Some(false),
            None => {}
        }
    }

    fn add_type(&mut self, ty: SchemaType<'d>) {
        if ty == SchemaType::Null && self.types.is_some() {
            self.nullable = true;
            return;
        }
        let types = self.types.get_or_insert_with(|| Vec::with_capacity(1));
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
}

fn additional_of<'d>(node: &Node<'d>) -> Option<Additional<'d>> {
    match node.value() {
        Value::Bool(true) => Some(Additional::Any),
        Value::Bool(false) => Some(Additional::None),
        Value::Object(map) if map.is_empty() => Some(Additional::Any),
        Value::Object(_) => Some(Additional::Schema(node.clone())),
        _ => None,
    }
}
