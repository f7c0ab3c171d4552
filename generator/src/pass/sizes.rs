//! How many bytes the types take by value, nearly: as rustc lays them out on a machine of 64 bits.

use crate::ir::{EnumOf, Field, PartKind, Presence, Scalar, Tuple, TypeArena, TypeId, TypeKind, TypeRef};

/// A pointer with capacity and length: `String`, `Vec`, `BTreeMap`.
const HEAP: usize = 24;

/// `serde_json::Value`.
const JSON: usize = 72;

/// A string with a value beside it.
const TEXT: usize = 48;

/// The sizes of types that have been measured.
pub(super) struct Sizes(Vec<usize>);

impl Sizes {
    pub(super) fn new(types: usize) -> Self {
        Self(vec![0; types])
    }

    pub(super) fn of(&self, id: TypeId) -> usize {
        self.0.get(id.index()).copied().unwrap_or(0)
    }

    /// Measures a type; what it holds by value has been measured.
    pub(super) fn measure(&mut self, types: &TypeArena, id: TypeId) -> usize {
        let size = self.of_kind(&types.get(id).kind);
        if let Some(slot) = self.0.get_mut(id.index()) {
            *slot = size;
        }
        size
    }

    fn of_kind(&self, kind: &TypeKind) -> usize {
        match kind {
            TypeKind::Struct(object) => object.all().map(|field| self.of_field(field)).sum(),
            TypeKind::Headers(fields) => fields.iter().map(|field| self.of_field(field)).sum(),
            TypeKind::Multipart(parts) => parts.iter().map(|part| self.of_part(&part.kind)).sum(),
            TypeKind::Enum(listed) => match listed.of {
                EnumOf::Strings => HEAP,
                EnumOf::Integers => 16,
                EnumOf::Values => JSON,
            },
            TypeKind::Union(union) => {
                union.variants.iter().map(|variant| self.of_ref(&variant.ty)).fold(JSON, usize::max) + 8
            }
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => self.of_ref(ty),
        }
    }

    fn of_field(&self, field: &Field) -> usize {
        let size = self.of_ref(&field.ty);
        let size = if field.presence == Presence::Required { size } else { option(&field.ty, size) };
        size.next_multiple_of(8)
    }

    fn of_part(&self, kind: &PartKind) -> usize {
        match kind {
            PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => self.of_ref(ty).next_multiple_of(8),
            // Two strings and the bytes.
            PartKind::File => 80,
            PartKind::Files | PartKind::Rest => HEAP,
        }
    }

    fn of_ref(&self, ty: &TypeRef) -> usize {
        match ty {
            TypeRef::Named(id) => self.of(*id),
            TypeRef::Boxed(_) => 8,
            TypeRef::List(_) | TypeRef::Map(_) => HEAP,
            TypeRef::Nullable(inner) => option(inner, self.of_ref(inner)),
            TypeRef::Tuple(tuple) => self.of_tuple(tuple),
            TypeRef::Scalar(scalar) => of_scalar(*scalar),
            TypeRef::Custom(_) => TEXT,
            TypeRef::Json => JSON,
            TypeRef::Unit => 0,
        }
    }

    fn of_tuple(&self, tuple: &Tuple) -> usize {
        let items: usize = tuple.items.iter().map(|item| self.of_ref(item).next_multiple_of(8)).sum();
        if tuple.rest.is_some() { items + HEAP } else { items }
    }
}

/// What may be missing takes a word more if it has no value that is never used.
fn option(ty: &TypeRef, size: usize) -> usize {
    match ty {
        TypeRef::Scalar(
            Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::Bool,
        ) => 8,
        TypeRef::Scalar(Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Double | Scalar::UnixTime) => 16,
        _ => size,
    }
}

fn of_scalar(scalar: Scalar) -> usize {
    match scalar {
        Scalar::Bool | Scalar::I8 | Scalar::U8 => 1,
        Scalar::I16 | Scalar::U16 => 2,
        Scalar::I32 | Scalar::U32 => 4,
        Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Double | Scalar::UnixTime => 8,
        Scalar::Number => 16,
        Scalar::String | Scalar::IntOrString => HEAP,
        Scalar::Quantity => 32,
        Scalar::Bytes => 32,
        Scalar::Duration => 96,
        Scalar::NumericI32 | Scalar::NumericI64 | Scalar::NumericU64 | Scalar::NumericF64 => HEAP,
        Scalar::DateTime
        | Scalar::LocalDateTime
        | Scalar::HttpDate
        | Scalar::Date
        | Scalar::Time
        | Scalar::Uuid
        | Scalar::Decimal
        | Scalar::Base64
        | Scalar::Base64Url => TEXT,
    }
}
