//! The media types of bodies, requests' and responses' alike.

use gatewright_document::media_type::{essence, is_json};
use gatewright_document::{Code, Node, Version};

use crate::ir::{Content, Format, Place, Scalar, Style, TypeRef};
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Property;
use crate::lower::node::{Key, key_of, resolved};
use crate::lower::operation::Operations;
use crate::lower::operation::form::REPEATED;
use crate::lower::operation::media_type::{format_of, is_document, is_media_type, is_plain, with_parameters};
use crate::lower::operation::parameter::style;

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

/// A media type that a body may have.
#[derive(Clone, Copy)]
pub(crate) struct Offer<'a, 'd> {
    pub(crate) media_type: &'a str,
    pub(crate) schema: Option<&'a Node<'d>>,
    pub(crate) side: Side,
    /// Another media type gives values of the same schema a type.
    pub(crate) typed_elsewhere: bool,
    /// OpenAPI 3: the Media Type Object.
    pub(crate) media: Option<&'a Node<'d>>,
    pub(crate) checked: Checked,
}

/// Who compares a body with its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// Servers: what they read, and the failures that they make of rejected requests.
    ByServers,
    ByNobody,
}

impl<'d> Operations<'d, '_> {
    /// The media types of a `content` object.
    pub(crate) fn contents(&mut self, content: &Node<'d>, hint: &str, side: Side, checked: Checked) -> Vec<Content> {
        let mut contents = Vec::new();
        let typed = self.typed_schemas(content, side);
        let written = written_in_place(content);
        for (media_type, media) in content.entries() {
            let Some(media) = self.schemas.report.target(&media) else { continue };
            let schema = media.read("schema").or_else(|| media.read("itemSchema"));
            let schema = schema.map(|schema| self.first_alike(schema, &written));
            if media.get("schema").is_some() {
                self.schemas.report.not_expressed(&media, "itemSchema", "the media type has a `schema` already");
            }
            let fields = self.styles_of_fields(media_type, &media, side);
            let target = schema.as_ref().and_then(|schema| resolved(schema).ok());
            let is_typed = target.is_some_and(|target| typed.contains(&key_of(&target)));
            let (schema_node, media_node) = (schema.as_ref(), Some(&media));
            let offer =
                Offer { media_type, schema: schema_node, side, typed_elsewhere: is_typed, media: media_node, checked };
            self.add_content(offer, hint, &mut contents);
            if let Some(added) = contents.last_mut().filter(|added| added.format == Format::Form) {
                added.fields.extend(fields);
            }
            if let Some(schema) = schema.filter(|_| is_json(media_type)) {
                self.schemas.examples_of(&media, &schema);
            }
        }
        settled(contents)
    }

    /// The schema of another media type, where that says the same word for word: a body has one type then, as it has
    /// where both refer to one schema.
    fn first_alike(&mut self, schema: Node<'d>, written: &[Node<'d>]) -> Node<'d> {
        match written.iter().find(|known| known.value() == schema.value()) {
            Some(known) if key_of(known) != key_of(&schema) => {
                self.schemas.report.same_again(&schema);
                known.clone()
            }
            _ => schema,
        }
    }

    /// OpenAPI 3, Encoding Object: how the fields of a form are written. What it says beyond that is reported.
    pub(super) fn styles_of_fields(&mut self, media_type: &str, media: &Node<'d>, side: Side) -> Vec<(String, Style)> {
        let is_form = match format_of(media_type, None, self.facts.version) {
            Format::Form => true,
            // What it says of parts is read where they are; those of a response are not distinguished.
            Format::Multipart if side == Side::Request && media.get("schema").is_some() => return Vec::new(),
            _ => false,
        };
        let mut fields: Vec<(&str, Node<'d>)> = media.get("encoding").iter().flat_map(Node::entries).collect();
        if let Some(schema) = media.get("schema") {
            let shape = self.facts.shape(&schema);
            fields.retain(|(name, field)| !self.is_default(field, shape.properties.get(*name)));
        }
        let is_style = |field: &Node<'d>| field.entries().all(|(key, _)| matches!(key, "style" | "explode"));
        if !fields.is_empty() && (!is_form || !fields.iter().all(|(_, field)| is_style(field))) {
            for keyword in ["encoding", "itemEncoding"] {
                self.schemas.report.not_expressed(
                    media,
                    keyword,
                    "parts are sent in the form that their type has by default",
                );
            }
            return Vec::new();
        }
        media.mark_read(&["encoding"]);
        let styles =
            fields.iter().map(|(name, field)| ((*name).to_owned(), style(field, Place::Query, self.facts.version)));
        styles.filter(|(_, style)| *style != REPEATED).collect()
    }

    /// Whether an encoding says of a plain value what holds without it.
    fn is_default(&self, field: &Node<'d>, property: Option<&Property<'d>>) -> bool {
        let Some(shape) = property.map(|property| self.facts.shape_of_all(&property.nodes)) else { return false };
        let types = shape.types.as_deref().unwrap_or_default();
        let is_plain = !types.is_empty()
            && !types.iter().any(|ty| matches!(ty, SchemaType::Array | SchemaType::Object | SchemaType::File));
        is_plain
            && field.entries().all(|(key, value)| match key {
                "style" => value.as_str() == Some("form"),
                "explode" => true,
                "allowReserved" => value.as_bool() == Some(false),
                "contentType" => value.as_str() == Some("text/plain") && shape.format.as_deref() != Some("binary"),
                _ => false,
            })
    }

    /// The schemas of those media types that have a typed form.
    fn typed_schemas(&mut self, content: &Node<'d>, side: Side) -> Vec<Key> {
        let mut typed = Vec::new();
        for (media_type, media) in content.entries() {
            let Some(schema) = media.resolve().ok().and_then(|media| media.get("schema")) else { continue };
            if is_typed(media_type, &schema, self.facts.version, side)
                && let Ok(target) = resolved(&schema)
            {
                typed.push(key_of(&target));
            }
        }
        typed
    }

    /// Adds a media type, unless it is there already.
    pub(crate) fn add_content(&mut self, offer: Offer<'_, 'd>, hint: &str, contents: &mut Vec<Content>) {
        let Offer { schema, side, .. } = offer;
        let media_type = with_parameters(offer.media_type);
        let format = match format_of(&media_type, schema, self.facts.version) {
            // Nobody sends them.
            Format::Events if side == Side::Request => Format::Text,
            // The caller has them as text or bytes.
            Format::Lines if side == Side::Request => match schema.is_some_and(is_plain) {
                true => Format::Text,
                false => Format::Bytes,
            },
            format => format,
        };
        let ty = match (format, schema) {
            (Format::Json | Format::Form | Format::Xml, Some(schema)) => self.schemas.schema(schema, hint).value(),
            (Format::Json | Format::Form | Format::Xml, None) => TypeRef::Json,
            (Format::Events, Some(schema)) => self.schemas.schema(schema, hint).value(),
            (Format::Lines, Some(schema)) => self.line(schema, hint),
            (Format::Lines, None) => TypeRef::Json,
            (Format::Events, None) => TypeRef::Scalar(Scalar::String),
            (Format::Multipart, Some(schema)) if side == Side::Request => self.multipart(schema, offer.media, hint),
            (Format::Multipart | Format::Bytes, _) => {
                self.keep_whole(Offer { media_type: &media_type, ..offer }, "bytes");
                TypeRef::Scalar(Scalar::Bytes)
            }
            (Format::Text, _) => {
                self.keep_whole(Offer { media_type: &media_type, ..offer }, "text");
                TypeRef::Scalar(Scalar::String)
            }
        };
        let format = match (format, &ty) {
            (Format::Multipart, TypeRef::Scalar(Scalar::Bytes)) => Format::Bytes,
            (Format::Json, TypeRef::Scalar(Scalar::Bytes)) => Format::Bytes,
            (format, _) => format,
        };
        let is_known = |known: &Content| {
            essence(&known.media_type) == essence(&media_type)
                && (known.media_type == media_type || (known.format, &known.ty) == (format, &ty))
        };
        if !contents.iter().any(is_known) {
            // What is meant to be a text is one to clients as well.
            let only_served = format == Format::Text
                && is_document(&media_type.to_ascii_lowercase())
                && schema.is_none_or(|schema| resolved(schema).is_ok_and(|at| !is_plain(&at)));
            let limits = schema.map(|schema| self.facts.limits_of(core::slice::from_ref(schema))).unwrap_or_default();
            let xml = schema.filter(|_| format == Format::Xml).map(|schema| self.xml_reader().xml_body(schema, hint));
            let is_held = offer.checked == Checked::ByServers
                && self.options.server
                && matches!(format, Format::Json | Format::Form | Format::Xml);
            let rule = schema.filter(|_| is_held).map(|schema| self.rules.rule(self.facts, schema));
            contents.push(Content { media_type, format, ty, fields: Vec::new(), limits, rule, xml, only_served });
        }
    }

    /// What stands on a line: what the schema says, or its items if it is a list. Text says nothing of what is in it.
    fn line(&mut self, schema: &Node<'d>, hint: &str) -> TypeRef {
        let shape = self.facts.shape(schema);
        if let Some(items) = shape.items.first() {
            self.schemas.report.mark_expressed([schema]);
            schema.mark_read(&["type", "items"]);
            return self.schemas.schema(items, &format!("{hint} item")).value();
        }
        if resolved(schema).is_ok_and(|at| is_plain(&at)) {
            schema.mark_read(&["type", "format"]);
            self.schemas.report.mark_expressed([schema]);
            return TypeRef::Json;
        }
        self.schemas.schema(schema, hint).value()
    }

    /// A body that stays text or bytes: that is all that a schema of text or bytes says, while of any other schema
    /// the structure is lost.
    pub(super) fn keep_whole(&mut self, offer: Offer<'_, 'd>, kind: &str) {
        let Offer { media_type, typed_elsewhere: is_typed, .. } = offer;
        let Some(schema) = offer.schema else { return };
        let Some(at) = self.schemas.report.schema_target(schema) else { return };
        if (is_plain(&at) || is_typed) && is_media_type(media_type) {
            at.mark_read(&["type", "format", "contentEncoding", "contentMediaType", "nullable", "x-nullable"]);
            self.schemas.report.mark_expressed([schema, &at]);
            for keyword in ["enum", "const", "properties"].into_iter().filter(|_| !is_typed) {
                self.schemas.report.not_expressed(&at, keyword, "a body that is not JSON is held as it comes");
            }
            return;
        }
        self.schemas
            .report
            .once(schema, Code::UNKNOWN_MEDIA_TYPE)
            .message(match is_media_type(media_type) {
                true => format!("bodies of `{media_type}` have no typed form"),
                false => format!("`{}` is no media type", media_type.escape_debug()),
            })
            .label(format!("given and taken as {kind}"))
            .help(match is_media_type(media_type) {
                true => "the schema is not used for them",
                false => "write a type and a subtype, such as `application/json`",
            });
    }
}

/// The schemas that media types write in place, those of JSON first: the order of the document must not reach the
/// output.
fn written_in_place<'d>(content: &Node<'d>) -> Vec<Node<'d>> {
    let mut medias: Vec<(&str, Node<'d>)> = content.entries().collect();
    if medias.len() < 2 {
        return Vec::new();
    }
    medias.sort_by_key(|(media_type, _)| (!is_json(media_type), *media_type));
    let schemas = medias.into_iter().filter_map(|(_, media)| media.resolve().ok()?.get("schema"));
    schemas.filter(|schema| schema.reference().is_none()).collect()
}

/// Whether bodies of a media type are held as the schema says.
fn is_typed(media_type: &str, schema: &Node<'_>, version: Version, side: Side) -> bool {
    match format_of(media_type, Some(schema), version) {
        Format::Json | Format::Form | Format::Xml => true,
        Format::Events | Format::Lines => side == Side::Response,
        Format::Multipart => side == Side::Request,
        Format::Text | Format::Bytes => false,
    }
}

/// The same of any of several media types.
pub(crate) fn any_typed(media_types: &[String], schema: &Node<'_>, version: Version, side: Side) -> bool {
    media_types.iter().any(|media_type| is_typed(media_type, schema, version, side))
}

/// Makes one of the spellings of JSON, where one of them is plain: a reader of `application/json` reads
/// `text/json`. Others say what the value is for (`application/merge-patch+json`), and stay apart.
pub(crate) fn settled(mut contents: Vec<Content>) -> Vec<Content> {
    let plain = |content: &Content| {
        let media_type = essence(&content.media_type).to_ascii_lowercase();
        !media_type.ends_with("+json") || media_type.contains('*')
    };
    let mut kept: Vec<Content> = Vec::new();
    while !contents.is_empty() {
        let first = contents.remove(0);
        let (mut alike, others): (Vec<Content>, Vec<Content>) = contents
            .into_iter()
            .partition(|other| first.format == Format::Json && other.format == first.format && other.ty == first.ty);
        contents = others;
        alike.insert(0, first);
        if alike.iter().any(plain) && alike.len() > 1 {
            let named = alike.iter().position(|content| content.media_type == "application/json");
            alike = vec![alike.swap_remove(named.unwrap_or(0))];
        }
        kept.append(&mut alike);
    }
    prefer_json(&mut kept);
    kept.shrink_to_fit();
    kept
}

/// A client that can have JSON wants nothing else that says the same: a form or XML of the same type, or a structure in
/// YAML, which would be mere text to it.
fn prefer_json(contents: &mut [Content]) {
    let json: Vec<TypeRef> =
        contents.iter().filter(|content| content.format == Format::Json).map(|content| content.ty.clone()).collect();
    for content in contents {
        content.only_served = match content.format {
            Format::Text if is_document(&content.media_type.to_ascii_lowercase()) => {
                json.contains(&content.ty) || (content.only_served && !json.is_empty())
            }
            Format::Form | Format::Xml => json.contains(&content.ty),
            _ => false,
        };
    }
}
