//! How types are written, in a model, as an argument and in a signature.

use crate::ir::{Api, Change, Custom, Field, Presence, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef};
use crate::names::{Ident, Names, TypeNames};
use crate::options::Dates;
use crate::print::{Path, Std, Type};

/// How a type is written where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) site: Site,
    pub(crate) std: Std,
}

/// Where a type is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// Among the models.
    Models,
    /// In a module of the models.
    Submodule,
    /// In a module beside the models.
    Elsewhere,
}

/// What a value looks like to a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outline {
    Scalar,
    List,
    /// A list, or one value alone.
    ListOrOne,
    Object,
}

/// The one value of a property.
pub(crate) enum Only<'t> {
    Flag(bool),
    Text(&'t str),
    /// Its digits.
    Integer(&'t str),
    /// The variant of an enum at a position.
    Variant(TypeId, usize),
}

impl Types<'_> {
    pub(crate) fn ty(self, ty: &TypeRef) -> Type {
        match ty {
            TypeRef::Named(id) => self.path(*id).into(),
            TypeRef::Boxed(inner) => self.around("Box", self.ty(inner)),
            TypeRef::List(inner) => self.list(self.ty(inner)),
            TypeRef::Map(inner) => {
                Type::Path(self.std.name("BTreeMap"), vec![self.std.name("String").into(), self.ty(inner)])
            }
            TypeRef::Tuple(tuple) => self.tuple(tuple),
            TypeRef::Nullable(inner) => self.option(self.ty(inner)),
            TypeRef::Scalar(scalar) => self.scalar(*scalar),
            TypeRef::Custom(custom) => self.custom(custom),
            TypeRef::Json => Type::runtime("rt::Value"),
            TypeRef::Unit => Type::Tuple(Vec::new()),
        }
    }

    /// What stands on a line of a stream of changes.
    pub(crate) fn change(self, change: &Change) -> Type {
        match change {
            Change::OfItem(item) => Type::Path(Path::runtime("rt::client::WatchEvent"), vec![self.ty(item)]),
            Change::Described(ty) => self.ty(ty),
        }
    }

    /// A model by its name.
    pub(super) fn path(self, id: TypeId) -> Path {
        let name = &self.names.of_type(id).ident;
        match self.site {
            Site::Models => Path::from(name),
            Site::Submodule => Path::plain(format!("super::{name}")),
            Site::Elsewhere => Path::model(name),
        }
    }

    /// A type of the user's own; what only serde knows is wrapped for the runtime.
    fn custom(self, custom: &Custom) -> Type {
        let parameters = custom.parameters.iter().map(|parameter| self.ty(parameter)).collect();
        let path = match custom.path.as_str() {
            "rt::NonEmpty" => Path::runtime("rt::NonEmpty"),
            "rt::OneOrMany" => Path::runtime("rt::OneOrMany"),
            path => Path::plain(path.to_owned()),
        };
        let ty = Type::Path(path, parameters);
        if custom.foreign { Type::Path(Path::runtime("rt::Foreign"), vec![ty]) } else { ty }
    }

    fn tuple(self, tuple: &Tuple) -> Type {
        let items = tuple.items.iter().enumerate().map(|(index, item)| {
            let ty = self.ty(item);
            if index < tuple.least { ty } else { self.option(ty) }
        });
        let items = Type::Tuple(items.collect());
        if tuple.is_exact() {
            return items;
        }
        let rest = tuple.rest.as_deref().map_or_else(|| Type::runtime("rt::Value"), |rest| self.ty(rest));
        Type::Path(Path::runtime("rt::Tuple"), vec![items, rest, Type::Number(tuple.least)])
    }

    pub(crate) fn member(self, ty: &TypeRef, presence: Presence) -> Type {
        let ty = self.ty(ty);
        match presence {
            Presence::Required => ty,
            Presence::Nullable | Presence::Optional => self.option(ty),
            Presence::OptionalNullable => self.option(self.option(ty)),
        }
    }

    /// Whether the runtime has a value of the type that owns nothing, to stand in a member until it is read.
    pub(crate) fn has_blank(self, ty: &TypeRef) -> bool {
        match self.unaliased(ty) {
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Nullable(_) | TypeRef::Json | TypeRef::Unit => true,
            TypeRef::Scalar(scalar) => *scalar != Scalar::Number,
            TypeRef::Named(_) | TypeRef::Boxed(_) | TypeRef::Tuple(_) | TypeRef::Custom(_) => false,
        }
    }

    /// The value of a property that is required and can have one only, so that constructors fill it in.
    pub(crate) fn only_value(self, field: &Field) -> Option<Only<'_>> {
        if field.presence != Presence::Required {
            return None;
        }
        match (self.unaliased(&field.ty), field.tag.as_deref()) {
            (TypeRef::Scalar(Scalar::Bool), None) => field.flag.map(Only::Flag),
            (TypeRef::Scalar(Scalar::Bool), Some(tag)) => Some(Only::Flag(tag == "true")),
            (TypeRef::Scalar(Scalar::String), Some(tag)) => Some(Only::Text(tag)),
            (TypeRef::Scalar(_), Some(tag)) => Some(Only::Integer(tag)),
            (TypeRef::Named(id), tag) => match &self.api.types.get(*id).kind {
                TypeKind::Enum(listed) if listed.has_one_plain_value() => Some(Only::Variant(*id, 0)),
                TypeKind::Enum(listed) => Some(Only::Variant(*id, listed.variants.position(tag?)?)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The properties that constructors ask for.
    pub(crate) fn asked<'t>(self, object: &'t Struct, names: &'t TypeNames) -> Vec<(&'t Field, &'t Ident)> {
        let is_asked = |field: &Field| field.presence.is_required() && self.only_value(field).is_none();
        object.fields.iter().zip(&names.members).filter(|(field, _)| is_asked(field)).collect()
    }

    /// The type of an argument that is only looked at.
    pub(crate) fn argument(self, ty: &TypeRef) -> Type {
        let text = || Type::reference(Type::plain("str"));
        match self.unaliased(ty) {
            TypeRef::Scalar(Scalar::String) => text(),
            TypeRef::Scalar(scalar) if scalar.is_copy() => self.scalar(*scalar),
            TypeRef::List(item) => {
                let is_text = matches!(self.unaliased(item), TypeRef::Scalar(Scalar::String));
                let item = if is_text { text() } else { self.ty(item) };
                Type::reference(Type::Slice(Box::new(item)))
            }
            _ => Type::reference(self.ty(ty)),
        }
    }

    /// What stands behind the aliases.
    pub(crate) fn unaliased<'t>(self, ty: &'t TypeRef) -> &'t TypeRef
    where
        Self: 't,
    {
        self.api.types.unaliased(ty)
    }

    pub(crate) fn outline(self, ty: &TypeRef) -> Outline {
        match self.unaliased(ty) {
            TypeRef::List(_) | TypeRef::Tuple(_) => Outline::List,
            TypeRef::Map(_) => Outline::Object,
            TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => self.outline(inner),
            TypeRef::Named(id) => match &self.api.types.get(*id).kind {
                TypeKind::Struct(_) => Outline::Object,
                TypeKind::Newtype(inner) => match inner {
                    TypeRef::List(_) => Outline::List,
                    TypeRef::Map(_) => Outline::Object,
                    _ => Outline::Scalar,
                },
                TypeKind::Union(union) => {
                    let outlines: Vec<Outline> =
                        union.variants.iter().map(|variant| self.variant_outline(&variant.ty)).collect();
                    // A union is written as its widest variant is.
                    if outlines.iter().any(|outline| matches!(outline, Outline::List | Outline::ListOrOne)) {
                        let is_list = outlines.iter().all(|outline| *outline == Outline::List);
                        if is_list { Outline::List } else { Outline::ListOrOne }
                    } else if outlines.contains(&Outline::Object) {
                        Outline::Object
                    } else {
                        Outline::Scalar
                    }
                }
                _ => Outline::Scalar,
            },
            _ => Outline::Scalar,
        }
    }

    /// Whether values are written as several in a form: objects, and lists of what is no scalar.
    pub(crate) fn is_nested(self, ty: &TypeRef) -> bool {
        match self.unaliased(ty) {
            TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => self.is_nested(inner),
            TypeRef::List(item) => self.outline(item) != Outline::Scalar,
            ty => self.outline(ty) == Outline::Object,
        }
    }

    /// As `outline`, but one union within another is not looked into: they may be circular.
    fn variant_outline(self, ty: &TypeRef) -> Outline {
        match self.unaliased(ty) {
            TypeRef::Named(id) if matches!(self.api.types.get(*id).kind, TypeKind::Union(_)) => Outline::Scalar,
            ty => self.outline(ty),
        }
    }

    pub(crate) fn list(self, item: Type) -> Type {
        self.around("Vec", item)
    }

    pub(crate) fn option(self, inner: Type) -> Type {
        self.around("Option", inner)
    }

    fn around(self, name: &'static str, inner: Type) -> Type {
        Type::Path(self.std.name(name), vec![inner])
    }

    /// The type of a date: of `jiff`, `chrono` or `time`.
    fn date(self, [jiff, chrono, time]: [&'static str; 3]) -> Type {
        Type::runtime(match self.api.dates {
            Dates::Jiff => jiff,
            Dates::Chrono => chrono,
            Dates::Time => time,
        })
    }

    fn scalar(self, scalar: Scalar) -> Type {
        match scalar {
            Scalar::String => self.std.name("String").into(),
            Scalar::Bool => Type::plain("bool"),
            Scalar::I8 => Type::plain("i8"),
            Scalar::I16 => Type::plain("i16"),
            Scalar::I32 => Type::plain("i32"),
            Scalar::I64 => Type::plain("i64"),
            Scalar::U8 => Type::plain("u8"),
            Scalar::U16 => Type::plain("u16"),
            Scalar::U32 => Type::plain("u32"),
            Scalar::U64 => Type::plain("u64"),
            Scalar::F64 | Scalar::Double => Type::plain("f64"),
            Scalar::NumericI32 | Scalar::NumericI64 | Scalar::NumericU64 | Scalar::NumericF64 => {
                let number = scalar.numeric().unwrap_or("f64");
                Type::Path(Path::runtime("rt::Numeric"), vec![Type::plain(number)])
            }
            Scalar::Number => Type::runtime("rt::Number"),
            Scalar::DateTime => self.date(["rt::DateTime", "rt::with_chrono::DateTime", "rt::with_time::DateTime"]),
            Scalar::LocalDateTime => {
                self.date(["rt::LocalDateTime", "rt::with_chrono::LocalDateTime", "rt::with_time::LocalDateTime"])
            }
            Scalar::HttpDate => self.date(["rt::HttpDate", "rt::with_chrono::HttpDate", "rt::with_time::HttpDate"]),
            Scalar::Date => self.date(["rt::Date", "rt::with_chrono::Date", "rt::with_time::Date"]),
            Scalar::Time => self.date(["rt::Time", "rt::with_chrono::Time", "rt::with_time::Time"]),
            Scalar::Duration => Type::runtime("rt::Duration"),
            Scalar::Uuid => Type::runtime("rt::Uuid"),
            Scalar::Decimal => Type::runtime("rt::Decimal"),
            Scalar::IntOrString => Type::runtime("rt::IntOrString"),
            Scalar::Quantity => Type::runtime("rt::Quantity"),
            Scalar::UnixTime => Type::runtime("rt::UnixTime"),
            Scalar::Base64 => Type::runtime("rt::Base64"),
            Scalar::Base64Url => Type::runtime("rt::Base64Url"),
            Scalar::Bytes => Type::runtime("rt::Bytes"),
        }
    }
}
