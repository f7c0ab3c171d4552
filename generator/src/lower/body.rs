//! Request bodies, and media types in general.

use gatewright_document::media_type::{essence, is_json, is_xml};
use gatewright_document::{Code, Node, Origin, Version};

use super::operation::Site;
use super::parameter::style;
use super::shape::{Property, Shape};
use super::{Key, Lower, docs, key_of, resolved};
use crate::ir::{
    Body, Content, Docs, Field, Format, Limits, Name, Part, PartKind, Place, Presence, Scalar, Struct, Style, TypeKind,
    TypeRef,
};

/// How a form has a list where nothing else is said.
const REPEATED: Style = Style::Plain { explode: true };

impl<'d> Lower<'d, '_> {
    pub(super) fn body(&mut self, site: &Site<'d, '_>) -> Option<Body> {
        if let Some(node) = site.node.get("requestBody") {
            self.meaningless_body(&node.origin().own_key(), site);
            return self.request_body(&node, site);
        }
        let (bodies, fields) = self.body_parameters(site);
        if let (Some(body), Some(field)) = (bodies.first(), fields.first()) {
            self.report
                .error(Code::BODY_AND_FORM, field.origin())
                .message(format!("`{}` has a body and form fields", site.label))
                .related(body.origin(), "the body")
                .help("a request has one body: keep the `body` parameter or the `formData` parameters");
            return None;
        }
        if let [first, second, ..] = bodies.as_slice() {
            self.report
                .add(Code::SEVERAL_BODIES, second.origin())
                .message(format!("`{}` has more than one body", site.label))
                .related(first.origin(), "the first, which is used")
                .help("a request has one body; put both into one schema");
        }
        if let Some(first) = bodies.first().or(fields.first()) {
            self.meaningless_body(first.origin(), site);
        }
        match bodies.first() {
            Some(body) => self.swagger_body(body, site),
            None if !fields.is_empty() => self.form_fields(&fields, site),
            None => None,
        }
    }

    /// RFC 9110, 9.3: a body says nothing with these methods. It is sent all the same, as many servers read it.
    fn meaningless_body(&mut self, at: &Origin, site: &Site<'d, '_>) {
        let method = site.label.split(' ').next().unwrap_or_default();
        if matches!(method, "GET" | "HEAD" | "DELETE" | "TRACE") {
            self.report
                .add(Code::BODY_NOT_ALLOWED, at)
                .message(format!("HTTP gives the body of `{}` no meaning", site.label))
                .label("sent and read all the same");
        }
    }

    /// Swagger 2.0: the parameters that are not parameters.
    fn body_parameters(&mut self, site: &Site<'d, '_>) -> (Vec<Node<'d>>, Vec<Node<'d>>) {
        let mut bodies: Vec<Node<'d>> = Vec::new();
        let mut fields: Vec<Node<'d>> = Vec::new();
        for owner in [site.node, site.item] {
            let own_bodies = bodies.len();
            for node in owner.get("parameters").iter().flat_map(Node::items) {
                let Ok(at) = node.resolve() else { continue };
                match at.get("in").and_then(|place| place.value().as_str().map(str::to_owned)).as_deref() {
                    // A body of the operation replaces that of its path.
                    Some("body") if own_bodies == 0 && !bodies.iter().any(|known| key_of(known) == key_of(&at)) => {
                        bodies.push(at)
                    }
                    Some("formData") => {
                        let name = |node: &Node<'d>| node.get("name").map(|name| name.value().clone());
                        if !fields.iter().any(|known| name(known) == name(&at)) {
                            fields.push(at);
                        }
                    }
                    _ => {}
                }
            }
        }
        // The order in which the document lists them must not reach the output.
        let name = |node: &Node<'d>| node.get("name").and_then(|name| name.value().as_str().map(str::to_owned));
        fields.sort_by_cached_key(name);
        (bodies, fields)
    }

    fn request_body(&mut self, node: &Node<'d>, site: &Site<'d, '_>) -> Option<Body> {
        let at = self.target(node)?;
        let content = at.get("content");
        let variants = match &content {
            Some(content) => {
                let hint = self.shared_or(node, &at, "body", site.stem, "body");
                self.contents(content, &hint, true)
            }
            None => Vec::new(),
        };
        if variants.is_empty() {
            return None;
        }
        let required = at.get("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let mut docs = docs::over(docs::docs(&at), self.content_docs(&at));
        if key_of(node) != key_of(&at) {
            docs = docs::over(docs::docs(node), docs);
        }
        Some(Body { docs, required, variants })
    }

    fn swagger_body(&mut self, at: &Node<'d>, site: &Site<'d, '_>) -> Option<Body> {
        let hint = format!("{} body", site.owner_of(at));
        let schema = at.get("schema");
        let media_types = self.media_types(site, "consumes");
        let mut variants = Vec::new();
        let typed = schema.as_ref().is_some_and(|schema| any_typed(&media_types, schema, self.version, true));
        for media_type in &media_types {
            self.add_content(media_type, schema.as_ref(), &hint, true, typed, &mut variants);
        }
        let variants = settled(variants);
        let required = at.get("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let docs = docs::over(docs::docs(at), self.content_docs(at));
        Some(Body { docs, required, variants })
    }

    /// `consumes` or `produces`: the operation's own, else the document's, else JSON.
    pub(super) fn media_types(&self, site: &Site<'d, '_>, keyword: &str) -> Vec<String> {
        let listed = |node: &Node<'d>| -> Vec<String> {
            let list = node.get(keyword);
            list.iter().flat_map(Node::items).filter_map(|item| item.value().as_str().map(str::to_owned)).collect()
        };
        let own = listed(site.node);
        if !own.is_empty() {
            return own;
        }
        // Swagger 2.0, Operation Object: an empty list clears what the document says.
        let global = if site.node.get(keyword).is_some() { Vec::new() } else { listed(&self.document.root()) };
        if global.is_empty() { vec!["application/json".to_owned()] } else { global }
    }

    fn form_fields(&mut self, fields: &[Node<'d>], site: &Site<'d, '_>) -> Option<Body> {
        let is_file = |node: &Node<'d>| node.get("type").is_some_and(|ty| ty.value().as_str() == Some("file"));
        let consumes = self.media_types(site, "consumes");
        let multipart = fields.iter().any(is_file) || consumes.iter().all(|media| media.starts_with("multipart/"));
        let mut parts = Vec::new();
        let mut members = Vec::new();
        let mut styles = Vec::new();
        for node in fields {
            let Some(name) = node.get("name").and_then(|name| name.value().as_str().map(str::to_owned)) else {
                continue;
            };
            let required = node.get("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
            if multipart && is_file(node) {
                parts.push(Part {
                    name: Name::new(name).at(node.origin()),
                    docs: docs::docs(node),
                    required,
                    kind: PartKind::File,
                    limits: Limits::default(),
                });
                continue;
            }
            self.not_expressed(node, "allowEmptyValue", "an empty value is read as the type of the field");
            let lowered = self.schema(node, &format!("{} {name}", site.stem));
            if multipart {
                if node.get("collectionFormat").is_some_and(|format| format.as_str() != Some("multi")) {
                    self.not_expressed(node, "collectionFormat", "a list is a part of its own for each item");
                }
                parts.push(Part {
                    name: Name::new(name).at(node.origin()),
                    docs: self.value_docs(core::slice::from_ref(node)),
                    required,
                    kind: PartKind::Text(lowered.ty),
                    limits: self.limits_of(core::slice::from_ref(node)),
                });
                continue;
            }
            let style = style(node, Place::Query, self.version);
            if node.str("type") == Some("array") && style != REPEATED {
                styles.push((name.clone(), style));
            }
            members.push(Field {
                name: Name::new(name).at(node.origin()),
                docs: self.value_docs(core::slice::from_ref(node)),
                ty: lowered.ty,
                presence: Presence::new(required, lowered.nullable),
                read_only: false,
                write_only: false,
                limits: self.limits_of(core::slice::from_ref(node)),
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
        let ty = TypeRef::Named(self.new_type(&format!("{} form", site.stem), site.node, kind, false));
        let content = Content {
            media_type: media_type.to_owned(),
            format,
            ty,
            fields: styles,
            limits: Limits::default(),
            xml: None,
            only_served: false,
        };
        Some(Body { docs: Docs::default(), required, variants: vec![content] })
    }

    /// What the schemas of a body say that become no type of their own.
    pub(super) fn content_docs(&self, at: &Node<'d>) -> Docs {
        let content = at.peek("content");
        let media = content.iter().flat_map(Node::entries).filter_map(|(_, media)| media.peek("schema"));
        let mut all = Docs::default();
        for schema in media.chain(at.peek("schema")) {
            all = docs::over(all, self.body_docs(&schema));
        }
        all
    }

    /// The media types of a `content` object.
    pub(super) fn contents(&mut self, content: &Node<'d>, hint: &str, sent: bool) -> Vec<Content> {
        let mut contents = Vec::new();
        let typed = self.typed_schemas(content, sent);
        for (media_type, media) in content.entries() {
            let Some(media) = self.target(&media) else { continue };
            let schema = media.get("schema").or_else(|| media.get("itemSchema"));
            if media.peek("schema").is_some() {
                self.not_expressed(&media, "itemSchema", "the media type has a `schema` already");
            }
            let fields = self.styles_of_fields(media_type, &media);
            let target = schema.as_ref().and_then(|schema| resolved(schema).ok());
            let is_typed = target.is_some_and(|target| typed.contains(&key_of(&target)));
            self.add_content(media_type, schema.as_ref(), hint, sent, is_typed, &mut contents);
            if let Some(added) = contents.last_mut().filter(|added| added.format == Format::Form) {
                added.fields.extend(fields);
            }
            if let Some(schema) = schema.filter(|_| is_json(media_type)) {
                self.examples_of(&media, &schema);
            }
        }
        settled(contents)
    }

    /// OpenAPI 3, Encoding Object: how the fields of a form are written. What it says beyond that, and of parts, is
    /// told.
    fn styles_of_fields(&mut self, media_type: &str, media: &Node<'d>) -> Vec<(String, Style)> {
        let is_form = format_of(media_type, None, self.version) == Format::Form;
        let fields: Vec<(&str, Node<'d>)> = media.peek("encoding").iter().flat_map(Node::entries).collect();
        let is_style = |field: &Node<'d>| field.entries().all(|(key, _)| matches!(key, "style" | "explode"));
        if !is_form || !fields.iter().all(|(_, field)| is_style(field)) {
            for keyword in ["encoding", "itemEncoding"] {
                self.not_expressed(media, keyword, "parts are sent in the form that their type has by default");
            }
            return Vec::new();
        }
        let _ = media.get("encoding");
        let styles = fields.iter().map(|(name, field)| ((*name).to_owned(), style(field, Place::Query, self.version)));
        styles.filter(|(_, style)| *style != REPEATED).collect()
    }

    /// The schemas of those media types that have a typed form.
    fn typed_schemas(&mut self, content: &Node<'d>, sent: bool) -> Vec<Key> {
        let mut typed = Vec::new();
        for (media_type, media) in content.entries() {
            let Some(schema) = media.resolve().ok().and_then(|media| media.peek("schema")) else { continue };
            if is_typed(media_type, &schema, self.version, sent)
                && let Ok(target) = resolved(&schema)
            {
                typed.push(key_of(&target));
            }
        }
        typed
    }

    /// Adds a media type, unless it is there already. `is_typed` says that the same
    /// schema has a typed form in another media type.
    pub(super) fn add_content(
        &mut self,
        media_type: &str,
        schema: Option<&Node<'d>>,
        hint: &str,
        sent: bool,
        is_typed: bool,
        contents: &mut Vec<Content>,
    ) {
        let media_type = with_parameters(media_type);
        let format = match format_of(&media_type, schema, self.version) {
            // Nobody sends them.
            Format::Events if sent => Format::Text,
            format => format,
        };
        let ty = match (format, schema) {
            (Format::Json | Format::Form | Format::Xml, Some(schema)) => self.schema(schema, hint).value(),
            (Format::Json | Format::Form | Format::Xml, None) => TypeRef::Json,
            (Format::Events, Some(schema)) => self.schema(schema, hint).value(),
            (Format::Events, None) => TypeRef::Scalar(Scalar::String),
            (Format::Multipart, Some(schema)) if sent => self.multipart(schema, hint),
            (Format::Multipart | Format::Bytes, schema) => {
                self.hold(&media_type, schema, "bytes", is_typed);
                TypeRef::Scalar(Scalar::Bytes)
            }
            (Format::Text, schema) => {
                self.hold(&media_type, schema, "text", is_typed);
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
            let limits = schema.map(|schema| self.limits_of(core::slice::from_ref(schema))).unwrap_or_default();
            let xml = schema.filter(|_| format == Format::Xml).map(|schema| self.xml_body(schema, hint));
            contents.push(Content { media_type, format, ty, fields: Vec::new(), limits, xml, only_served });
        }
    }

    /// The members of a form. Those of variants are optional parts: which go together is up to the caller.
    fn form_shape(&mut self, schema: &Node<'d>) -> Shape<'d> {
        let mut shape = (*self.shape(schema)).clone();
        // What is told is told where it stands.
        let at = resolved(schema).unwrap_or_else(|_| schema.clone());
        for choice in core::mem::take(&mut shape.choices) {
            let keyword = if choice.any_of { "anyOf" } else { "oneOf" };
            self.not_expressed(&at, keyword, "which parts go together is up to the caller: all are optional");
            for variant in self.real_variants(&choice) {
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
            if at.peek(keyword).is_some_and(|value| value.entries().next().is_some()) {
                self.not_expressed(&at, keyword, "parts that are not listed are left out");
            }
        }
        shape
    }

    /// A part that two variants describe.
    fn other_part(&mut self, name: &str, known: &Property<'d>, other: &Property<'d>) {
        for node in &other.nodes {
            let Some(used) = known.nodes.last() else { continue };
            if known.nodes.iter().any(|known| known.value() == node.value()) {
                self.same_again(node);
            } else if self.told.insert(key_of(node)) {
                self.report
                    .add(Code::UNSUPPORTED_KEYWORD, node.origin())
                    .message(format!("another variant describes the part `{name}` otherwise"))
                    .label("left out")
                    .related(used.origin(), "the one that is used")
                    .help("give both one schema");
            }
        }
    }

    /// A body that is given and taken as it is: that is all that a schema of text or bytes says, while of
    /// any other schema the structure is lost.
    fn hold(&mut self, media_type: &str, schema: Option<&Node<'d>>, kind: &str, is_typed: bool) {
        let Some(schema) = schema else { return };
        let Some(at) = self.schema_target(schema) else { return };
        if (is_plain(&at) || is_typed) && is_media_type(media_type) {
            let said = ["type", "format", "contentEncoding", "contentMediaType", "nullable", "x-nullable"];
            let _ = said.map(|keyword| at.get(keyword));
            self.held.extend([key_of(schema), key_of(&at)]);
            for keyword in ["enum", "const", "properties"].into_iter().filter(|_| !is_typed) {
                self.not_expressed(&at, keyword, "a body that is not JSON is held as it comes");
            }
            return;
        }
        if self.told.insert(key_of(schema)) {
            self.report
                .add(Code::UNKNOWN_MEDIA_TYPE, schema.origin())
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

    /// The parts of a multipart body.
    fn multipart(&mut self, schema: &Node<'d>, hint: &str) -> TypeRef {
        // Operations that share a body share its type.
        if let Some(known) = self.multiparts.get(&key_of(schema)) {
            return known.clone();
        }
        let shape = self.form_shape(schema);
        if shape.properties.is_empty() {
            self.hold("multipart/form-data", Some(schema), "bytes", false);
            return TypeRef::Scalar(Scalar::Bytes);
        }
        let mut parts = Vec::new();
        for (name, property) in &shape.properties {
            let Some(node) = property.nodes.last() else { continue };
            let inner = self.shape(node);
            let kind = match inner.items.first() {
                _ if is_binary(&inner.format, &inner.types) || is_raw(node, &inner) => PartKind::File,
                Some(items)
                    if {
                        let item = self.shape(items);
                        is_binary(&item.format, &item.types) || is_raw(items, &item)
                    } =>
                {
                    PartKind::Files
                }
                _ => {
                    let lowered = self.schema(node, &format!("{hint} {name}"));
                    if inner.is_object() { PartKind::Json(lowered.ty) } else { PartKind::Text(lowered.ty) }
                }
            };
            let required = shape.required.contains(name);
            parts.push(Part {
                name: Name::new(name.clone()).at(node.origin()),
                docs: self.value_docs(&property.nodes),
                required,
                kind,
                limits: self.limits_of(&property.nodes),
            });
        }
        let id = self.new_type(&format!("{hint} form"), schema, TypeKind::Multipart(parts), false);
        self.multiparts.insert(key_of(schema), TypeRef::Named(id));
        TypeRef::Named(id)
    }
}

/// A media type with the parameters that tell it from others (`version=2`). All text is UTF-8 here, and what a document
/// prefers (`q`) is not sent.
fn with_parameters(media_type: &str) -> String {
    let is_one = |parameter: &&str| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            is_token(name)
                && !["charset", "boundary", "q"].iter().any(|other| name.eq_ignore_ascii_case(other))
                && (is_token(value) || (value.len() > 2 && value.starts_with('"') && value.ends_with('"')))
        })
    };
    let parameters = media_type.split(';').skip(1).map(str::trim).filter(is_one);
    core::iter::once(essence(media_type)).chain(parameters).collect::<Vec<_>>().join("; ")
}

/// Whether bodies of a media type are held as the schema says.
fn is_typed(media_type: &str, schema: &Node<'_>, version: Version, sent: bool) -> bool {
    match format_of(media_type, Some(schema), version) {
        Format::Json | Format::Form | Format::Xml => true,
        Format::Events => !sent,
        Format::Multipart => sent,
        Format::Text | Format::Bytes => false,
    }
}

/// The same of any of several media types.
pub(super) fn any_typed(media_types: &[String], schema: &Node<'_>, version: Version, sent: bool) -> bool {
    media_types.iter().any(|media_type| is_typed(media_type, schema, version, sent))
}

fn is_binary(format: &Option<String>, types: &Option<Vec<String>>) -> bool {
    let text = types.as_ref().is_none_or(|types| types.iter().any(|name| name == "string" || name == "file"));
    text && (format.as_deref() == Some("binary")
        || types.as_ref().is_some_and(|types| types.iter().any(|name| name == "file")))
}

/// OpenAPI 3.1: bytes that are not encoded as text are described by their media type alone.
fn is_raw(node: &Node<'_>, shape: &Shape<'_>) -> bool {
    let media_type = node.get("contentMediaType").and_then(|media_type| media_type.as_str());
    let text = shape.types.as_ref().is_none_or(|types| types.iter().all(|name| name == "string"));
    text && !shape.content_encoding && media_type.is_some_and(|media_type| !media_type.contains("json"))
}

/// Makes one of the spellings of JSON, where one of them is plain: whoever reads `application/json` reads
/// `text/json`. Others say what the value is for (`application/merge-patch+json`), and stay apart.
pub(super) fn settled(mut contents: Vec<Content>) -> Vec<Content> {
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

/// A media type of somebody's own (`application/vnd.github.v3.object`) that a schema of JSON describes, and whose name
/// does not say that it is something else.
fn is_vendors_json(media_type: &str) -> bool {
    const OTHERS: [&str; 16] = [
        "protobuf",
        "msgpack",
        "messagepack",
        "cbor",
        "avro",
        "thrift",
        "smile",
        "arrow",
        "parquet",
        "csv",
        "zip",
        "jsonl",
        "officedocument",
        "opendocument",
        "vnd.ms-",
        "sqlite",
    ];
    media_type.starts_with("application/vnd.")
        && !media_type.contains('+')
        && !OTHERS.iter().any(|other| media_type.contains(other))
}

/// Whether a media type is that of structured text.
fn is_document(media_type: &str) -> bool {
    is_xml(media_type) || media_type.contains("yaml")
}

/// Whether a schema says no more than that there is a text, or bytes.
fn is_plain(schema: &Node<'_>) -> bool {
    match schema.peek("type").as_ref().and_then(Node::as_str) {
        Some(name) => name == "string" || name == "file",
        None => !STRUCTURE.iter().any(|keyword| schema.peek(keyword).is_some()),
    }
}

/// Keywords that give a value more structure than text has.
const STRUCTURE: [&str; 7] = ["properties", "additionalProperties", "items", "allOf", "oneOf", "anyOf", "$ref"];

/// How bodies of a media type are held.
fn format_of(media_type: &str, schema: Option<&Node<'_>>, version: Version) -> Format {
    let media_type = essence(media_type).to_ascii_lowercase();
    let schema = schema.map(|schema| resolved(schema).unwrap_or_else(|_| schema.clone()));
    let schema = schema.as_ref();
    let keyword = |key: &str| schema.and_then(|schema| schema.peek(key)?.value().as_str().map(str::to_owned));
    let (ty, format) = (keyword("type"), keyword("format"));
    let binary = matches!(format.as_deref(), Some("binary")) || ty.as_deref() == Some("file");
    let structured = schema.is_some_and(|schema| {
        schema.reference().is_some()
            || ["properties", "allOf", "oneOf", "anyOf", "items"].iter().any(|key| schema.peek(key).is_some())
            || matches!(ty.as_deref(), Some("object" | "array"))
    });
    if binary {
        return if media_type.starts_with("multipart/") { Format::Multipart } else { Format::Bytes };
    }
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => Format::Form,
        media if media.starts_with("multipart/") => Format::Multipart,
        media if is_json(media) => Format::Json,
        media if is_xml(media) && structured => Format::Xml,
        "text/event-stream" => Format::Events,
        media if is_document(media) => Format::Text,
        // .NET lists its JSON as text too, and Swagger 2.0 documents often name only what a browser sends.
        media
            if structured
                && (media.starts_with("text/plain") || media.contains('*') || version == Version::Swagger20) =>
        {
            Format::Json
        }
        // A number or a boolean is the same text in JSON.
        media if media.starts_with("text/plain") && matches!(ty.as_deref(), Some("integer" | "number" | "boolean")) => {
            Format::Json
        }
        media if structured && is_vendors_json(media) => Format::Json,
        media if media.contains('*') && schema.is_none() => Format::Bytes,
        media if media.contains('*') => Format::Json,
        media if media.starts_with("text/") => Format::Text,
        media if media.starts_with("image/") || media.starts_with("audio/") || media.starts_with("video/") => {
            Format::Bytes
        }
        _ if ty.as_deref() == Some("string") => Format::Text,
        _ => Format::Bytes,
    }
}

/// RFC 9110, Media Type: two tokens. What a pattern such as `*/*` says is a media type too.
fn is_media_type(text: &str) -> bool {
    essence(text).split_once('/').is_some_and(|(one, other)| is_token(one) && is_token(other))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
