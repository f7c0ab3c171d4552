//! Multipart bodies of OpenAPI 3.

use gatewright_document::{Code, Node};

use crate::ir::{Name, Part, PartKind, Scalar, TypeKind, TypeRef};
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Property, Shape};
use crate::lower::node::{key_of, resolved};
use crate::lower::operation::Operations;
use crate::lower::operation::content::{Offer, Side};

impl<'d> Operations<'d, '_> {
    /// The members of a form. Those of variants are optional parts: which go together is up to the caller.
    fn form_shape(&mut self, schema: &Node<'d>) -> Shape<'d> {
        let mut shape = (*self.facts.shape(schema)).clone();
        // What is told is told where it stands.
        let at = resolved(schema).unwrap_or_else(|_| schema.clone());
        for choice in core::mem::take(&mut shape.choices) {
            let keyword = if choice.any_of { "anyOf" } else { "oneOf" };
            self.schemas.report.not_expressed(
                &at,
                keyword,
                "which parts go together is up to the caller: all are optional",
            );
            for variant in self.schemas.real_variants(&choice) {
                for (name, property) in self.form_shape(&variant).properties {
                    match shape.properties.get(&name) {
                        Some(known) => self.other_part(&name, known, &property),
                        None => {
                            shape.properties.insert(name, property);
                        }
                    }
                }
            }
        }
        for keyword in ["additionalProperties", "patternProperties"] {
            if at.get(keyword).is_some_and(|value| value.entries().next().is_some()) {
                self.schemas.report.not_expressed(&at, keyword, "parts that are not listed are left out");
            }
        }
        shape
    }

    /// A part that two variants describe.
    fn other_part(&mut self, name: &str, known: &Property<'d>, other: &Property<'d>) {
        for node in &other.nodes {
            let Some(used) = known.nodes.last() else { continue };
            if known.nodes.iter().any(|known| known.value() == node.value()) {
                self.schemas.report.same_again(node);
            } else {
                self.schemas
                    .report
                    .once(node, Code::UNSUPPORTED_KEYWORD)
                    .message(format!("another variant describes the part `{name}` otherwise"))
                    .label("left out")
                    .related(used.origin(), "the one that is used")
                    .help("give both one schema");
            }
        }
    }

    /// The parts of a multipart body.
    pub(super) fn multipart(&mut self, schema: &Node<'d>, hint: &str) -> TypeRef {
        // Operations that share a body share its type.
        if let Some(known) = self.multiparts.get(&key_of(schema)) {
            return known.clone();
        }
        let shape = self.form_shape(schema);
        if shape.properties.is_empty() {
            let (media_type, side) = ("multipart/form-data", Side::Request);
            self.keep_whole(Offer { media_type, schema: Some(schema), side, typed_elsewhere: false }, "bytes");
            return TypeRef::Scalar(Scalar::Bytes);
        }
        let mut parts = Vec::new();
        for (name, property) in &shape.properties {
            let Some(node) = property.nodes.last() else { continue };
            let inner = self.facts.shape(node);
            let kind = match inner.items.first() {
                _ if is_binary(&inner) || is_raw(node, &inner) => PartKind::File,
                Some(items)
                    if {
                        let item = self.facts.shape(items);
                        is_binary(&item) || is_raw(items, &item)
                    } =>
                {
                    PartKind::Files
                }
                _ => {
                    let lowered = self.schemas.schema(node, &format!("{hint} {name}"));
                    if inner.is_object() { PartKind::Json(lowered.ty) } else { PartKind::Text(lowered.ty) }
                }
            };
            let required = shape.required.contains(name);
            parts.push(Part {
                name: Name::new(name.clone()).at(node.origin()),
                docs: self.schemas.value_docs(&property.nodes),
                required,
                kind,
                limits: self.facts.limits_of(&property.nodes),
            });
        }
        let id = self.schemas.types.add_in_place(&format!("{hint} form"), schema, TypeKind::Multipart(parts));
        self.multiparts.insert(key_of(schema), TypeRef::Named(id));
        TypeRef::Named(id)
    }
}

/// Whether values are bytes that stand in a part as they are.
fn is_binary(shape: &Shape<'_>) -> bool {
    let Some(types) = &shape.types else { return shape.format.as_deref() == Some("binary") };
    types.contains(&SchemaType::File)
        || (types.contains(&SchemaType::String) && shape.format.as_deref() == Some("binary"))
}

/// OpenAPI 3.1: bytes that are not encoded as text are described by their media type alone.
fn is_raw(node: &Node<'_>, shape: &Shape<'_>) -> bool {
    let media_type = node.read("contentMediaType").and_then(|media_type| media_type.as_str());
    let text = shape.types.as_ref().is_none_or(|types| types.iter().all(|ty| *ty == SchemaType::String));
    text && !shape.content_encoding && media_type.is_some_and(|media_type| !media_type.contains("json"))
}
