//! Form fields of Swagger 2.0.

use gatewright_document::Node;

use crate::ir::{
    Body, Content, Docs, Field, Format, Limits, Name, Part, PartKind, Place, Presence, Struct, Style, TypeKind, TypeRef,
};
use crate::lower::docs;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::operation::parameter::style;
use crate::lower::operation::{Operations, Site};

/// How a form has a list where nothing else is said.
pub(crate) const REPEATED: Style = Style::Plain { explode: true };

impl<'d> Operations<'d, '_> {
    pub(crate) fn form_fields(&mut self, fields: &[Node<'d>], site: &Site<'d, '_>) -> Option<Body> {
        let is_file = |node: &Node<'d>| {
            let bytes = SchemaType::of(node) == Some(SchemaType::String) && node.str("format") == Some("binary");
            node.mark_read(if bytes { &["type", "format"] } else { &["type"] });
            bytes || SchemaType::of(node) == Some(SchemaType::File)
        };
        let is_files = |node: &Node<'d>| {
            SchemaType::of(node) == Some(SchemaType::Array) && node.read("items").as_ref().is_some_and(is_file)
        };
        let consumes = self.media_types(site, "consumes");
        let multipart = fields.iter().any(|node| is_file(node) || is_files(node))
            || consumes.iter().all(|media| media.starts_with("multipart/"));
        let mut parts = Vec::new();
        let mut members = Vec::new();
        let mut styles = Vec::new();
        for node in fields {
            let Some(name) = node.read("name").and_then(|name| name.value().as_str().map(str::to_owned)) else {
                continue;
            };
            let required = node.read("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
            if multipart && (is_file(node) || is_files(node)) {
                // Files are parts, however a list of texts would be written.
                node.mark_read(&["collectionFormat", "items"]);
                parts.push(Part {
                    name: Name::new(name).at(node.origin()),
                    docs: docs::docs(node),
                    required,
                    kind: if is_file(node) { PartKind::File } else { PartKind::Files },
                    media_type: None,
                    limits: Limits::default(),
                });
                continue;
            }
            self.schemas.report.not_expressed(
                node,
                "allowEmptyValue",
                "an empty value is read as the type of the field",
            );
            let lowered = self.schemas.schema(node, &format!("{} {name}", site.stem));
            if multipart {
                if node.read("collectionFormat").is_some_and(|format| format.as_str() != Some("multi")) {
                    self.schemas.report.not_expressed(
                        node,
                        "collectionFormat",
                        "a list is a part of its own for each item",
                    );
                }
                parts.push(Part {
                    name: Name::new(name).at(node.origin()),
                    docs: self.schemas.value_docs(core::slice::from_ref(node)),
                    required,
                    kind: PartKind::Text(lowered.ty),
                    media_type: None,
                    limits: self.facts.limits_of(core::slice::from_ref(node)),
                });
                continue;
            }
            let style = style(node, Place::Query, self.facts.version);
            if SchemaType::of(node) == Some(SchemaType::Array) && style != REPEATED {
                styles.push((name.clone(), style));
            }
            members.push(Field {
                name: Name::new(name).at(node.origin()),
                docs: self.schemas.value_docs(core::slice::from_ref(node)).into(),
                ty: lowered.ty,
                presence: Presence::new(required, lowered.nullable),
                read_only: false,
                write_only: false,
                flag: None,
                limits: self.facts.limits_of(core::slice::from_ref(node)),
            });
        }
        let required =
            parts.iter().any(|part| part.required) || members.iter().any(|field| field.presence.is_required());
        let (kind, media_type, format) = if multipart {
            (TypeKind::Multipart(parts), "multipart/form-data", Format::Multipart)
        } else {
            let members = Struct { fields: members, ..Struct::default() };
            (TypeKind::Struct(members), "application/x-www-form-urlencoded", Format::Form)
        };
        let ty = TypeRef::Named(self.schemas.types.add_in_place(&format!("{} form", site.stem), site.node, kind));
        let content = Content {
            media_type: media_type.to_owned(),
            format,
            ty,
            fields: styles,
            limits: Limits::default(),
            rule: None,
            xml: None,
            only_served: false,
        };
        Some(Body { docs: Docs::default(), required, variants: vec![content] })
    }
}
