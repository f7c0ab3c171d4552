//! Objects: structs where members are listed, maps where only their values are described.

use gatewright_document::{Node, Value};

use crate::ir::{Field, Limits, Name, Presence, Struct, Tag, TypeKind, TypeRef, Union, UnionVariant};
use crate::lower::docs;
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::shape::{Additional, Property, Shape};
use crate::lower::node::resolved;
use crate::lower::schema::form::Form;
use crate::lower::schema::union::add_variant;
use crate::lower::schema::{Lowered, Schemas};

impl<'d> Schemas<'d, '_> {
    pub(crate) fn object(&mut self, shape: &Shape<'d>, place: &str) -> Form {
        if shape.properties.is_empty() && shape.required.is_empty() {
            return self.map(shape, place);
        }
        let fields = self.fields(shape, place);
        let rest = self.rest(shape, place).map(|ty| {
            let docs = docs::text("Properties that the document does not list.");
            Box::new(Field::rest("additional properties", docs, ty))
        });
        let closed = rest.is_none() && matches!(shape.additional, Some(Additional::None));
        Form::Kind(TypeKind::Struct(Struct { fields, rest, closed, keeps_unknown: false }))
    }

    fn map(&mut self, shape: &Shape<'d>, place: &str) -> Form {
        match self.rest(shape, place) {
            Some(value) => Form::Ref(TypeRef::Map(Box::new(value))),
            None if matches!(shape.additional, Some(Additional::None)) => {
                Form::Kind(TypeKind::Struct(Struct { closed: true, ..Struct::default() }))
            }
            None => Form::Ref(TypeRef::Map(Box::new(TypeRef::Json))),
        }
    }

    /// Type of the members that are not listed, when the schema speaks of them. Where it speaks of some by their name
    /// (`patternProperties`) and of others otherwise, they are a choice, since a map has one type for all.
    fn rest(&mut self, shape: &Shape<'d>, place: &str) -> Option<TypeRef> {
        let hint = format!("{place} value");
        let additional = match &shape.additional {
            Some(Additional::Schema(node)) => Some(node),
            Some(Additional::Any) | Some(Additional::None) | None => None,
        };
        let is_open = matches!(shape.additional, Some(Additional::Any));
        let nodes: Vec<Node<'d>> =
            additional.into_iter().chain(shape.patterns.iter().map(|(_, node)| node)).cloned().collect();
        match nodes.as_slice() {
            [] => return is_open.then_some(TypeRef::Json),
            [only] if !is_open => return Some(self.schema(only, &hint).value()),
            _ => {}
        }
        let mut variants: Vec<UnionVariant> = Vec::new();
        let names = self.facts.variant_names(&nodes);
        for (node, name) in nodes.iter().zip(names) {
            let ty = self.schema(node, &format!("{hint} {name}")).value();
            add_variant(&mut variants, Name::new(name).at(node.origin()), self.variant_docs(node), ty, Vec::new());
        }
        match variants.as_slice() {
            [only] if !is_open || only.ty == TypeRef::Json => return Some(only.ty.clone()),
            _ => {}
        }
        let owner = shape.patterns.first().and_then(|(_, node)| node.parent())?;
        let choice = Union { tag: Tag::Untagged, overlapping: true, open: is_open, variants };
        Some(TypeRef::Named(self.types.add_in_place(&hint, &owner, TypeKind::Union(choice))))
    }

    fn fields(&mut self, shape: &Shape<'d>, place: &str) -> Vec<Field> {
        let undescribed = || shape.required.iter().filter(|name| !shape.properties.contains_key(*name));
        let mut fields = Vec::with_capacity(shape.properties.len() + undescribed().count());
        for (name, property) in &shape.properties {
            fields.push(self.field(name, property, shape.required.contains(name), place));
        }
        // Required but not described: any value will do, and sloppy documents do not mean it.
        for name in undescribed() {
            fields.push(Field {
                name: Name::new(name.clone()),
                docs: docs::text(&format!(
                    "`{}`: required, but the document does not describe it.",
                    name.replace('`', "'")
                ))
                .into(),
                ty: TypeRef::Json,
                presence: Presence::Optional,
                read_only: false,
                write_only: false,
                flag: None,
                tag: None,
                default: None,
                limits: Limits::default(),
            });
        }
        fields
    }

    fn field(&mut self, name: &str, property: &Property<'d>, required: bool, place: &str) -> Field {
        let owner = property.owner.as_deref().unwrap_or(place);
        let hint = format!("{owner} {name}");
        let Lowered { ty, nullable } = self.together(&property.nodes, &hint);
        let is_set = |node: &Node<'d>, key: &str| node.read_value(key).and_then(Value::as_bool) == Some(true);
        let flag = |key: &str| {
            let nodes = property.nodes.iter();
            let set = nodes.filter(|node| is_set(node, key) || resolved(node).is_ok_and(|target| is_set(&target, key)));
            set.count() > 0
        };
        let limits = self.facts.limits_of(&property.nodes);
        let only = match self.facts.shape_of_all(&property.nodes).constants.as_deref() {
            Some([Value::Bool(only)]) => Some(*only),
            _ => None,
        };
        Field {
            name: property.nodes.last().iter().fold(Name::new(name), |name, node| name.at(node.origin())),
            docs: self.value_docs(&property.nodes).into(),
            // JSON already has its own null.
            presence: Presence::new(required, nullable && ty != TypeRef::Json),
            ty,
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            flag: only,
            tag: None,
            default: default(&property.nodes),
            limits,
        }
    }
}

/// The only schema of a choice that is not `null`.
fn only_choice<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let choices = ["oneOf", "anyOf"].into_iter().find_map(|keyword| node.get(keyword))?;
    let mut real = choices.items().filter(|choice| !is_null(choice));
    real.next().filter(|_| real.next().is_none())
}

/// What stands for a property that is absent. What it says itself comes before what it refers to.
pub(crate) fn default(nodes: &[Node<'_>]) -> Option<Box<serde_json::Value>> {
    let of = |node: &Node<'_>| node.get("default").map(|default| default.value().to_json());
    let own = || nodes.iter().rev().find_map(of);
    let referred = || nodes.iter().rev().find_map(|node| of(&resolved(node).ok()?));
    // A choice of one schema, beside `null` perhaps: what is absent is what that says.
    let chosen = || nodes.iter().rev().find_map(|node| of(&only_choice(node)?));
    let found = own().or_else(referred).or_else(chosen)?;
    let is_plain = |value: &serde_json::Value| !value.is_object() && !value.is_array() && !value.is_null();
    let of_plain = |items: &Vec<serde_json::Value>| items.iter().all(is_plain);
    (is_plain(&found) || found.as_array().is_some_and(of_plain)).then(|| Box::new(found))
}
