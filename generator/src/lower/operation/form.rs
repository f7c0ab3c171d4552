//! Form fields of Swagger 2.0.

use gatewright_document::Node;

use crate::ir::{
    Body, Content, Docs, Field, Format, Limits, Name, Part, PartKind, Place, Presence, Struct, Style, TypeKind, TypeRef,
};
use crate::lower::docs;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::operation::parameter::style;
use crate::lower::operation::{Operations, Site};
use crate::lower::schema::{Lowered, default};

/// How a form has a list where nothing else is said.
pub(crate) const REPEATED: Style = Style::Plain { explode: true };

impl<'d> Operations<'d, '_> {
    pub(crate) fn form_fields(&mut self, fields: &[Node<'d>], site: &Site<'d, '_>) -> Option<Body> {
        let consumes = self.media_types(site, "consumes");
        let multipart = fields.iter().any(|node| is_file(node) || is_files(node))
            || consumes.iter().all(|media| media.starts_with("multipart/"));
        if multipart {
            let parts: Vec<Part> = fields.iter().filter_map(|node| self.form_part(node, site)).collect();
            let required = parts.iter().any(|part| part.required);
            let kind = TypeKind::Multipart(parts);
            return Some(self.form_body(site, required, kind, "multipart/form-data", Format::Multipart, Vec::new()));
        }
        let rule = self.options.server.then(|| {
            let named =
                fields.iter().filter_map(|node| name_of(node).map(|(name, required)| (name, node.clone(), required)));
            self.rules.rule_of_fields(self.facts, site.node, &named.collect::<Vec<_>>())
        });
        let fields: Vec<(Field, Option<Style>)> =
            fields.iter().filter_map(|node| self.form_field(node, site)).collect();
        let styled = |(field, style): &(Field, Option<Style>)| Some((field.name.wire.clone(), (*style)?));
        let styles = fields.iter().filter_map(styled).collect();
        let fields: Vec<Field> = fields.into_iter().map(|(field, _)| field).collect();
        let required = fields.iter().any(|field| field.presence.is_required());
        let kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
        let mut body = self.form_body(site, required, kind, "application/x-www-form-urlencoded", Format::Form, styles);
        for content in &mut body.variants {
            content.rule = rule.clone();
        }
        Some(body)
    }

    /// A field of a multipart form.
    fn form_part(&mut self, node: &Node<'d>, site: &Site<'d, '_>) -> Option<Part> {
        let (name, required) = name_of(node)?;
        if is_file(node) || is_files(node) {
            // Files are parts, however a list of texts would be written.
            node.mark_read(&["collectionFormat", "items"]);
            return Some(Part {
                name: Name::new(name).at(node.origin()),
                docs: docs::docs(node),
                required,
                kind: if is_file(node) { PartKind::File } else { PartKind::Files },
                media_type: None,
                limits: Limits::default(),
            });
        }
        let lowered = self.form_schema(node, site, &name);
        if node.read("collectionFormat").is_some_and(|format| format.as_str() != Some("multi")) {
            let label = "a list is a part of its own for each item";
            self.schemas.report.not_expressed(node, "collectionFormat", label);
        }
        Some(Part {
            name: Name::new(name).at(node.origin()),
            docs: self.schemas.value_docs(core::slice::from_ref(node)),
            required,
            kind: PartKind::Text(lowered.ty),
            media_type: None,
            limits: self.facts.limits_of(core::slice::from_ref(node)),
        })
    }

    /// A field of a form that is written like a query, and how its list is written where that is not as usual.
    fn form_field(&mut self, node: &Node<'d>, site: &Site<'d, '_>) -> Option<(Field, Option<Style>)> {
        let (name, required) = name_of(node)?;
        let lowered = self.form_schema(node, site, &name);
        let style = style(node, Place::Query, self.facts.version);
        let style = Some(style).filter(|style| is_list(node) && *style != REPEATED);
        let field = Field {
            name: Name::new(name).at(node.origin()),
            docs: self.schemas.value_docs(core::slice::from_ref(node)).into(),
            ty: lowered.ty,
            presence: Presence::new(required, lowered.nullable),
            read_only: false,
            write_only: false,
            flag: None,
            tag: None,
            default: default(core::slice::from_ref(node)),
            limits: self.facts.limits_of(core::slice::from_ref(node)),
        };
        Some((field, style))
    }

    fn form_schema(&mut self, node: &Node<'d>, site: &Site<'d, '_>, name: &str) -> Lowered {
        let label = "an empty value is read as the type of the field";
        self.schemas.report.not_expressed(node, "allowEmptyValue", label);
        self.schemas.schema(node, &format!("{} {name}", site.stem))
    }

    fn form_body(
        &mut self,
        site: &Site<'d, '_>,
        required: bool,
        kind: TypeKind,
        media_type: &str,
        format: Format,
        fields: Vec<(String, Style)>,
    ) -> Body {
        let content = Content {
            media_type: media_type.to_owned(),
            format,
            ty: TypeRef::Named(self.schemas.types.add_in_place(&format!("{} form", site.stem), site.node, kind)),
            fields,
            limits: Limits::default(),
            rule: None,
            xml: None,
            only_served: false,
        };
        Body { docs: Docs::default(), required, variants: vec![content], in_parts: false }
    }
}

/// The name of a field, and whether it is required.
fn name_of(node: &Node<'_>) -> Option<(String, bool)> {
    let name = node.read("name").and_then(|name| name.value().as_str().map(str::to_owned))?;
    Some((name, node.read("required").is_some_and(|flag| flag.value().as_bool() == Some(true))))
}

fn is_file(node: &Node<'_>) -> bool {
    let bytes = SchemaType::of(node) == Some(SchemaType::String) && node.str("format") == Some("binary");
    node.mark_read(if bytes { &["type", "format"] } else { &["type"] });
    bytes || SchemaType::of(node) == Some(SchemaType::File)
}

fn is_files(node: &Node<'_>) -> bool {
    is_list(node) && node.read("items").as_ref().is_some_and(is_file)
}

fn is_list(node: &Node<'_>) -> bool {
    SchemaType::of(node) == Some(SchemaType::Array)
}
