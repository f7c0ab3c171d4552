//! Types of an API: what goes over the wire, and how Rust will hold it.

use gatewright_document::Origin;

use super::{Docs, KeptDocs, Name};

/// All types of an API, in the order in which they are emitted.
#[derive(Debug, Default)]
pub(crate) struct TypeArena {
    #[expect(clippy::vec_box, reason = "they are large and many: a list that grows would hold all of them twice")]
    defs: Vec<Box<TypeDef>>,
}

/// The place of a type in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(usize);

impl TypeArena {
    pub(crate) fn push(&mut self, def: TypeDef) -> TypeId {
        self.defs.push(Box::new(def));
        TypeId(self.defs.len() - 1)
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get(&self, id: TypeId) -> &TypeDef {
        &self.defs[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.defs[id.0]
    }

    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + use<> {
        (0..self.defs.len()).map(TypeId)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.defs.iter().enumerate().map(|(index, def)| (TypeId(index), &**def))
    }

    pub(crate) fn len(&self) -> usize {
        self.defs.len()
    }

    /// What stands behind the aliases, among which are no circles once the boxing pass has run.
    pub(crate) fn unaliased<'t>(&'t self, ty: &'t TypeRef) -> &'t TypeRef {
        let mut ty = ty;
        while let TypeRef::Named(id) = ty {
            match &self.get(*id).kind {
                TypeKind::Alias(inner) => ty = inner,
                _ => break,
            }
        }
        ty
    }

    /// Keeps some of the types, in their order. What mentions them is to be mended.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(TypeId) -> bool) -> Moved {
        let mut moved = Vec::with_capacity(self.defs.len());
        let mut kept = 0;
        for id in self.ids() {
            moved.push(keep(id).then_some(TypeId(kept)));
            kept += usize::from(moved.last().is_some_and(Option::is_some));
        }
        let mut stays = moved.iter().map(Option::is_some);
        self.defs.retain(|_| stays.next().unwrap_or(true));
        Moved(moved)
    }
}

/// Where types went that are still there, by where they were.
pub(crate) struct Moved(Vec<Option<TypeId>>);

impl Moved {
    pub(crate) fn of(&self, id: TypeId) -> Option<TypeId> {
        self.0.get(id.0).copied().flatten()
    }

    /// Mends a use; `false` if it mentions a type that is gone.
    pub(crate) fn mend(&self, ty: &mut TypeRef) -> bool {
        match ty {
            TypeRef::Named(id) => self.of(*id).map(|now| *id = now).is_some(),
            TypeRef::Boxed(inner) | TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.mend(inner)
            }
            TypeRef::Tuple(tuple) => {
                let items = tuple.items.iter_mut().chain(tuple.rest.as_deref_mut());
                self.mend_all(items)
            }
            TypeRef::Custom(custom) => self.mend_all(custom.parameters.iter_mut()),
            TypeRef::Scalar(_) | TypeRef::Json | TypeRef::Unit => true,
        }
    }

    /// Mends each of them, also those behind one that cannot be mended.
    fn mend_all<'t>(&self, types: impl Iterator<Item = &'t mut TypeRef>) -> bool {
        let mut all = true;
        for ty in types {
            all &= self.mend(ty);
        }
        all
    }
}

impl TypeId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

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
    pub(crate) docs: Docs,
    pub(crate) origin: Origin,
    /// What it is called in a list of names: that of the schema, or a place that does not depend on the
    /// order of lists.
    pub(crate) key: String,
    pub(crate) kind: TypeKind,
    /// One of the document's named schemas, rather than a type named after its place.
    pub(crate) named: bool,
    /// What the document calls a type in place, which others may be called too (`x-ms-enum`).
    pub(crate) called: Option<String>,
    /// Written by clients (or read by servers).
    pub(crate) in_requests: bool,
    /// Read by clients (or written by servers).
    pub(crate) in_responses: bool,
    /// Paths of derives that the user adds.
    pub(crate) derives: Vec<String>,
    /// Other places whose types this one is, set by the pass `share`.
    pub(crate) shared: Vec<SharedPlace>,
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
    /// A type in the same place that says nothing.
    pub(crate) fn outline(&self) -> Self {
        Self {
            name: self.name.clone(),
            docs: Docs::default(),
            origin: self.origin.clone(),
            key: self.key.clone(),
            kind: TypeKind::Pending,
            named: self.named,
            called: self.called.clone(),
            in_requests: self.in_requests,
            in_responses: self.in_responses,
            derives: self.derives.clone(),
            shared: Vec::new(),
        }
    }
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    /// Reserved by a reference, not lowered yet.
    Pending,
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
            Self::Pending | Self::Newtype(_) | Self::Alias(_) => Vec::new(),
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

/// Constraints that a server checks and `validate()` knows. Most values have none, and take no more than a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits(Option<Box<Bounds>>);

impl Limits {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self((bounds != Bounds::NONE).then(|| Box::new(bounds)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        **self == Bounds::NONE
    }
}

impl core::ops::Deref for Limits {
    type Target = Bounds;

    fn deref(&self) -> &Bounds {
        static NONE: Bounds = Bounds::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl core::ops::DerefMut for Limits {
    fn deref_mut(&mut self) -> &mut Bounds {
        self.0.get_or_insert_with(|| Box::new(Bounds::NONE))
    }
}

impl PartialEq for Limits {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// The constraints themselves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    /// All of them are to match.
    pub(crate) patterns: Vec<String>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) exclusive_minimum: Option<f64>,
    pub(crate) exclusive_maximum: Option<f64>,
    pub(crate) multiple_of: Option<f64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    /// What each item or each member that is not listed is to keep.
    pub(crate) each: Option<Box<Limits>>,
}

impl Bounds {
    pub(crate) const NONE: Bounds = Bounds {
        min_length: None,
        max_length: None,
        patterns: Vec::new(),
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        each: None,
    };
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) of: EnumOf,
    /// The document admits other values too.
    pub(crate) open: bool,
    pub(crate) variants: Vec<EnumVariant>,
}

impl Enum {
    /// Whether there is one value, which Rust writes as it is: other constants than strings and integers are made at run
    /// time from their JSON.
    pub(crate) fn has_one_plain_value(&self) -> bool {
        self.of != EnumOf::Values && !self.open && self.variants.len() == 1
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumOf {
    Strings,
    Integers,
    /// Constants of other or mixed types, held as JSON text.
    Values,
}

#[derive(Debug)]
pub(crate) struct EnumVariant {
    /// `wire` is the string, the digits, or the JSON text of the constant.
    pub(crate) name: Name,
    pub(crate) docs: KeptDocs,
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
    Property(TagProperty),
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

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TypeRef {
    Named(TypeId),
    Boxed(Box<TypeRef>),
    List(Box<TypeRef>),
    Map(Box<TypeRef>),
    Tuple(Box<Tuple>),
    /// A value that may be `null` where no member could be missing: an item, a map value, a body.
    Nullable(Box<TypeRef>),
    Scalar(Scalar),
    /// A type of the user's own.
    Custom(Box<Custom>),
    Json,
    Unit,
}

/// A type that is not generated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Custom {
    /// As Rust writes it.
    pub(crate) path: String,
    /// What stands in its angle brackets.
    pub(crate) parameters: Vec<TypeRef>,
    /// Known to serde, and not to the runtime.
    pub(crate) foreign: bool,
}

/// An array whose items have types by their places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tuple {
    pub(crate) items: Vec<TypeRef>,
    /// How many of them must be there.
    pub(crate) least: usize,
    /// What may follow them; `None` when nothing may.
    pub(crate) rest: Option<Box<TypeRef>>,
}

impl Tuple {
    /// Whether arrays have as many items as the tuple has, so that it is a tuple of Rust's.
    pub(crate) fn is_exact(&self) -> bool {
        self.rest.is_none() && self.least >= self.items.len()
    }

    /// The types of all items, those that follow included.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &TypeRef> {
        self.items.iter().chain(self.rest.as_deref())
    }
}

impl TypeRef {
    /// The same type, where `null` is to be told from a value.
    pub(crate) fn or_null(self, nullable: bool) -> Self {
        match self {
            // JSON already has its own null.
            Self::Json | Self::Unit | Self::Nullable(_) => self,
            other if nullable => Self::Nullable(Box::new(other)),
            other => other,
        }
    }
}

/// A scalar with its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scalar {
    String,
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F64,
    /// The same, of which whole values are written as floats (`2.0`).
    Double,
    /// Numbers that may be written as text.
    NumericI32,
    NumericI64,
    NumericU64,
    NumericF64,
    /// A number of any size and precision.
    Number,
    DateTime,
    LocalDateTime,
    HttpDate,
    Date,
    Time,
    Duration,
    Uuid,
    Decimal,
    /// What Kubernetes writes as a number or as text.
    IntOrString,
    /// An amount with a suffix, of Kubernetes.
    Quantity,
    UnixTime,
    /// Bytes in base64 text.
    Base64,
    Base64Url,
    /// Raw bytes: a whole body, never a member of a JSON object.
    Bytes,
}

impl Scalar {
    /// The type of a number that may be written as text, as Rust writes it.
    pub(crate) fn numeric(self) -> Option<&'static str> {
        match self {
            Self::NumericI32 => Some("i32"),
            Self::NumericI64 => Some("i64"),
            Self::NumericU64 => Some("u64"),
            Self::NumericF64 => Some("f64"),
            _ => None,
        }
    }

    /// Passed by value where it is an argument.
    pub(crate) fn is_copy(self) -> bool {
        !matches!(
            self,
            Self::String
                | Self::Number
                | Self::NumericI32
                | Self::NumericI64
                | Self::NumericU64
                | Self::NumericF64
                | Self::DateTime
                | Self::LocalDateTime
                | Self::HttpDate
                | Self::Date
                | Self::Time
                | Self::Duration
                | Self::Uuid
                | Self::Decimal
                | Self::IntOrString
                | Self::Quantity
                | Self::Base64
                | Self::Base64Url
                | Self::Bytes
        )
    }
}
