//! Multipart bodies of OpenAPI 3.

use gatewright_document::Node;
use gatewright_document::media_type::is_json;

use crate::ir::{Docs, Limits, Name, Part, PartKind, TypeKind, TypeRef};
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Additional, Shape};
use crate::lower::node::key_of;
use crate::lower::operation::Operations;
use crate::lower::operation::form_shape::{Described, FormShape};
use crate::lower::operation::media_type::is_media_type;

/// How deep choices of choices are looked into.
const CHOICES: usize = 4;

impl<'d> Operations<'d, '_> {
    /// The parts of a multipart body.
    pub(super) fn multipart(&mut self, schema: &Node<'d>, media: Option<&Node<'d>>, hint: &str) -> TypeRef {
        let media = media.filter(|media| media.get("encoding").is_some());
        // What is referred to may be a body of other encodings elsewhere.
        let place = media.filter(|_| schema.reference().is_some()).unwrap_or(schema);
        // Operations that share a body share its type.
        if let Some(known) = self.multiparts.get(&key_of(place)) {
            return known.clone();
        }
        let FormShape { shape, otherwise } = self.form_shape(schema);
        let encoding = media.and_then(|media| media.read("encoding"));
        if let Some(media) = media {
            self.schemas.report.not_expressed(media, "itemEncoding", "parts have names");
        }
        let mut parts = Vec::new();
        for (name, property) in &shape.properties {
            let Some(node) = property.nodes.last() else { continue };
            let required = shape.required.contains(name);
            let own = encoding.as_ref().and_then(|encoding| encoding.read(name));
            let media_types = own.as_ref().and_then(|own| own.read("contentType")).and_then(|own| own.as_str());
            let mut docs = self.schemas.value_docs(&property.nodes);
            let (kind, limits) = match otherwise.get(name) {
                None => {
                    let kind = self.part_kind(node, media_types, &format!("{hint} {name}"));
                    (kind, self.facts.limits_of(&property.nodes))
                }
                Some(others) => {
                    // Limits and examples of one variant are not those of another.
                    docs.notes.clear();
                    let described = Described { name, first: property, others };
                    let kind = self.kind_of_any(&described, media_types, place, &format!("{hint} {name}"));
                    (kind, Limits::default())
                }
            };
            if let Some(own) = &own {
                self.encoding_of_part(own, &kind);
            }
            parts.push(Part {
                name: Name::new(name.clone()).at(node.origin()),
                docs,
                required,
                media_type: media_types.filter(|_| media_type_says_more(media_types, &kind)).map(str::to_owned),
                kind,
                limits,
            });
        }
        if is_open(&shape) {
            parts.push(rest());
        }
        let id = self.schemas.types.add_in_place(&format!("{hint} form"), place, TypeKind::Multipart(parts));
        self.schemas.types.get_mut(id).closed =
            matches!(shape.additional, Some(Additional::None)) && shape.patterns.is_empty();
        self.multiparts.insert(key_of(place), TypeRef::Named(id));
        TypeRef::Named(id)
    }

    /// What is in a part, by its schema and the media type that its encoding has.
    pub(super) fn part_kind(&mut self, node: &Node<'d>, media_type: Option<&str>, hint: &str) -> PartKind {
        let real = self.without_null(node);
        let inner = self.facts.shape(&real);
        if is_binary(&inner) || is_raw(&real, &inner) {
            return PartKind::File;
        }
        let json = media_type.is_some_and(is_json);
        if let Some(items) = inner.items.first() {
            let items = self.without_null(items);
            let item = self.facts.shape(&items);
            if is_binary(&item) || is_raw(&items, &item) {
                return PartKind::Files;
            }
            let is_value = !item.items.is_empty() || self.is_object(&item, CHOICES);
            let ty = self.schemas.schema(node, hint).ty;
            // OpenAPI 3.0.4, Encoding Object: by default each item is a part. An encoding as JSON is one of the list.
            return match (json, is_value) {
                (true, _) => PartKind::Json(ty),
                (false, true) => PartKind::Items(ty),
                (false, false) => PartKind::Text(ty),
            };
        }
        let is_object = self.is_object(&inner, CHOICES);
        let ty = self.schemas.schema(node, hint).ty;
        if json || (is_object && media_type.is_none_or(|media_type| !media_type.starts_with("text/"))) {
            PartKind::Json(ty)
        } else {
            PartKind::Text(ty)
        }
    }

    /// Whether values are objects, whichever of its choices they are.
    fn is_object(&mut self, shape: &Shape<'d>, depth: usize) -> bool {
        if shape.is_object() || depth == 0 {
            return shape.is_object();
        }
        shape.choices.iter().any(|choice| {
            let variants = self.schemas.real_variants(choice);
            let mut shapes = variants.iter().map(|variant| self.facts.shape(variant)).collect::<Vec<_>>().into_iter();
            !variants.is_empty() && shapes.all(|shape| self.is_object(&shape, depth - 1))
        })
    }

    /// The only schema of a choice with null, which is how FastAPI says that a part is optional.
    fn without_null(&mut self, node: &Node<'d>) -> Node<'d> {
        let shape = self.facts.shape(node);
        let [choice] = shape.choices.as_slice() else { return node.clone() };
        match self.schemas.real_variants(choice).as_slice() {
            [only] if choice.variants.len() > 1 && shape.properties.is_empty() => {
                self.schemas.report.mark_expressed([only]);
                only.clone()
            }
            _ => node.clone(),
        }
    }

    /// What an Encoding Object says beside the media type.
    fn encoding_of_part(&mut self, own: &Node<'d>, kind: &PartKind) {
        let is_file = matches!(kind, PartKind::File | PartKind::Files);
        if is_file {
            own.mark_read(&["headers", "style", "explode"]);
        }
        for (keyword, label) in [
            ("headers", "headers of a part can be given for files"),
            ("style", "a list is a part for each item"),
            ("explode", "a list is a part for each item"),
            ("allowReserved", "parts are not encoded as URLs are"),
        ] {
            if !is_file || keyword == "allowReserved" {
                self.schemas.report.not_expressed(own, keyword, label);
            }
        }
    }
}

/// The parts that are not listed.
fn rest() -> Part {
    let docs = Docs { description: Some("Parts that the document does not list.".to_owned()), ..Docs::default() };
    Part {
        name: Name::new("other parts"),
        docs,
        required: false,
        kind: PartKind::Rest,
        media_type: None,
        limits: Limits::default(),
    }
}

/// Whether a form may have parts that are not listed: it says so, or lists none.
fn is_open(shape: &Shape<'_>) -> bool {
    match shape.additional {
        Some(Additional::Any | Additional::Schema(_)) => true,
        Some(Additional::None) => false,
        None => shape.properties.is_empty(),
    }
}

/// Whether a media type is one, and not the one that parts of the kind have by default.
fn media_type_says_more(media_type: Option<&str>, kind: &PartKind) -> bool {
    media_type.is_some_and(|media_type| {
        let is_one = is_media_type(media_type) && !media_type.contains(['*', ',']);
        let default = match kind {
            PartKind::Json(_) | PartKind::Items(_) => "application/json",
            PartKind::File | PartKind::Files | PartKind::Rest => "application/octet-stream",
            PartKind::Text(_) => "",
        };
        is_one && media_type != default
    })
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
