//! Lets a merge patch say null for every property, which removes it (RFC 7396).
//!
//! Runs after `reach`. Every optional property of an object that is sent as `application/merge-patch+json` takes null
//! beside a value, and so does every value of a map. Items of lists do not: a patch replaces lists as a whole.

use crate::index::IndexSet;
use gatewright_document::media_type::essence;

use crate::ir::{Api, Format, Presence, TypeId, TypeKind, TypeRef};

pub(super) fn run(api: &mut Api) {
    let bodies = api.operations.iter().chain(&api.callbacks).filter_map(|operation| operation.body.as_ref());
    let patches = bodies.flat_map(|body| &body.variants).filter(|content| {
        content.format == Format::Json
            && essence(&content.media_type).eq_ignore_ascii_case("application/merge-patch+json")
    });
    let mut open: Vec<TypeId> = Vec::new();
    for content in patches {
        objects(&content.ty, &mut open);
    }
    let mut seen: IndexSet<TypeId> = IndexSet::default();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &mut api.types.get_mut(id).kind {
            TypeKind::Struct(object) => {
                for field in object.fields.iter_mut().chain(object.rest.as_deref_mut()) {
                    if field.presence == Presence::Optional {
                        field.presence = Presence::OptionalNullable;
                    }
                    values_take_null(&mut field.ty);
                    objects(&field.ty, &mut open);
                }
            }
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| objects(&variant.ty, &mut open)),
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => {
                values_take_null(ty);
                objects(ty, &mut open);
            }
            TypeKind::Enum(_) | TypeKind::Multipart(_) | TypeKind::Headers(_) => {}
        }
    }
}

/// The objects that a patch of a type goes into.
fn objects(ty: &TypeRef, found: &mut Vec<TypeId>) {
    match ty {
        TypeRef::Named(id) => found.push(*id),
        TypeRef::Boxed(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => objects(inner, found),
        TypeRef::List(_)
        | TypeRef::Tuple(_)
        | TypeRef::Scalar(_)
        | TypeRef::Custom(_)
        | TypeRef::Json
        | TypeRef::Unit => {}
    }
}

fn values_take_null(ty: &mut TypeRef) {
    match ty {
        TypeRef::Map(value) => {
            values_take_null(value);
            if !matches!(**value, TypeRef::Nullable(_) | TypeRef::Json) {
                let plain = core::mem::replace(&mut **value, TypeRef::Unit);
                **value = TypeRef::Nullable(Box::new(plain));
            }
        }
        TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => values_take_null(inner),
        _ => {}
    }
}
