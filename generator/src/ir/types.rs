//! Types of an API: what goes over the wire, and how Rust will hold it.

use std::borrow::Cow;

use gatewright_document::Origin;

use super::{Docs, Enum, KeptDocs, Limits, Name, TypeRef};

/// What the schema at a place became.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) origin: Origin,
    pub(crate) ty: TypeRef,
    pub(crate) nullable: bool,
}

/// One named Rust type.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Name,
    pub(crate) docs: KeptDocs,
    pub(crate) origin: Origin,
    /// [`TypeDef::key`], where neither name nor place say it: a place among parameters, or in another file.
    pub(crate) own_key: Option<Box<str>>,
    pub(crate) kind: TypeKind,
    /// One of the document's named schemas, rather than a type named after its place.
    pub(crate) named: bool,
    /// What the document calls a type in place, which others may be called too (`x-ms-enum`).
    pub(crate) called: Option<Box<str>>,
    /// A multipart body that has no other parts than those that are listed.
    pub(crate) closed: bool,
    /// Written by clients (or read by servers).
    pub(crate) in_requests: bool,
    /// Read by clients (or written by servers).
    pub(crate) in_responses: bool,
    /// Paths of derives that the user adds.
    pub(crate) derives: Box<[String]>,
    /// Other places whose types this one is, set by the pass `share`.
    pub(crate) shared: Box<[SharedPlace]>,
}

/// A place whose type is that of other places too.
#[derive(Clone, Debug)]
pub(crate) struct SharedPlace {
    /// As [`TypeDef::key`].
    pub(crate) key: String,
    /// What a type of this place alone would be called.
    pub(crate) words: String,
    pub(crate) origin: Origin,
    /// It has another name for the type, which was decided earlier.
    pub(crate) has_own_name: bool,
}

impl TypeDef {
    /// What it is called in a list of names: that of the schema, or a place that does not depend on the order of lists.
    /// That of a deep place is long, and made when it is asked for.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        match &self.own_key {
            Some(key) => Cow::Borrowed(key),
            None if self.named => Cow::Borrowed(&self.name.wire),
            None => Cow::Owned(self.origin.to_string()),
        }
    }

    /// A type in the same place that nothing is said of.
    pub(crate) fn outline(&self, kind: TypeKind) -> Self {
        Self {
            name: self.name.clone(),
            docs: KeptDocs::default(),
            origin: self.origin.clone(),
            own_key: self.own_key.clone(),
            kind,
            named: self.named,
            called: self.called.clone(),
            closed: self.closed,
            in_requests: self.in_requests,
            in_responses: self.in_responses,
            derives: self.derives.clone(),
            shared: Box::default(),
        }
    }
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Struct(Struct),
    /// Strings, integers or JSON constants by name, and one arm for all others.
    Enum(Enum),
    Union(Union),
    /// A `multipart/form-data` body.
    Multipart(Vec<Part>),
    /// Response headers by name.
    Headers(Vec<Field>),
    Newtype(TypeRef),
    Alias(TypeRef),
}

impl TypeKind {
    /// The names of what a type has: properties, values, variants.
    pub(crate) fn members(&self) -> Vec<&Name> {
        match self {
            Self::Struct(object) => object.all().map(|field| &field.name).collect(),
            Self::Headers(fields) => fields.iter().map(|field| &field.name).collect(),
            Self::Multipart(parts) => parts.iter().map(|part| &part.name).collect(),
            Self::Enum(listed) => listed.variants.iter().map(|variant| &variant.name).collect(),
            Self::Union(union) => union.variants.iter().map(|variant| &variant.name).collect(),
            Self::Newtype(_) | Self::Alias(_) => Vec::new(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// Type of all members that are not listed, when the document speaks of them.
    pub(crate) rest: Option<Box<Field>>,
    /// `additionalProperties: false`.
    pub(crate) closed: bool,
    /// `rest` is there for members that the document does not speak of.
    pub(crate) keeps_unknown: bool,
}

impl Struct {
    /// The fields, and the one for properties that are not listed behind them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(self.rest.as_deref())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) docs: KeptDocs,
    pub(crate) ty: TypeRef,
    pub(crate) presence: Presence,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// The only value of a flag.
    pub(crate) flag: Option<bool>,
    /// The only value that the unions allow of which the type is a variant, set by the pass `tags`.
    pub(crate) tag: Option<Box<str>>,
    /// What an absent value stands for, where that is no object, and no list of others than plain values.
    pub(crate) default: Option<Box<serde_json::Value>>,
    pub(crate) limits: Limits,
}

impl Field {
    /// The place of members that are not listed.
    pub(crate) fn rest(name: &str, docs: Docs, value: TypeRef) -> Self {
        Self {
            name: Name::new(name),
            docs: docs.into(),
            ty: TypeRef::Map(Box::new(value)),
            presence: Presence::Required,
            read_only: false,
            write_only: false,
            flag: None,
            tag: None,
            default: None,
            limits: Limits::default(),
        }
    }
}

/// Whether a member may be missing, `null`, both or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Nullable,
    Optional,
    OptionalNullable,
}

impl Presence {
    pub(crate) fn new(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (true, true) => Self::Nullable,
            (false, false) => Self::Optional,
            (false, true) => Self::OptionalNullable,
        }
    }

    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }

    /// The same, but the member may be missing.
    pub(crate) fn optional(self) -> Self {
        match self {
            Self::Required | Self::Optional => Self::Optional,
            Self::Nullable | Self::OptionalNullable => Self::OptionalNullable,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) tag: Tag,
    /// A value may need several variants to be described: `anyOf`.
    pub(crate) overlapping: bool,
    /// Values that fit no variant are allowed as well.
    pub(crate) open: bool,
    pub(crate) variants: Vec<UnionVariant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// The value of a property says which variant it is.
    Property(Box<TagProperty>),
    /// The variant that fits best.
    Untagged,
}

/// The property that says which variant a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TagProperty {
    pub(crate) name: String,
    /// Its values are numbers or booleans, and tags are their JSON text.
    pub(crate) is_value: bool,
    /// Values may be without it, or variants have no tag: the one that fits best is taken.
    pub(crate) may_be_missing: bool,
}

#[derive(Debug)]
pub(crate) struct UnionVariant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) ty: TypeRef,
    /// Values of the tag that stand for this variant; none for one that is known by its form alone.
    pub(crate) tags: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) required: bool,
    pub(crate) kind: PartKind,
    /// The media type that it is sent with, where that is not what its kind has by default.
    pub(crate) media_type: Option<String>,
    pub(crate) limits: Limits,
}

impl Part {
    /// Whether it is a list that may be empty, and so never an `Option`.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.kind, PartKind::Files | PartKind::Rest)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PartKind {
    Text(TypeRef),
    Json(TypeRef),
    /// A part of JSON for each item of a list.
    Items(TypeRef),
    File,
    Files,
    /// All parts that the document does not name.
    Rest,
}
