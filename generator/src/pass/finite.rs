//! Finds types of which no finite value exists: a required member of a type's own type.
//!
//! Runs after `reach`. Such a type is boxed and can be read, but nobody can make a value of it.

use gatewright_document::{Code, Report};

use crate::ir::{Api, Presence, TypeKind, TypeRef};

pub(super) fn run(api: &Api, report: &mut Report) {
    let types = &api.types;
    let mut finite = vec![false; types.len()];
    // Each round settles at least one more type, and most documents take three.
    let mut changed = true;
    while changed {
        changed = false;
        for (id, def) in types.iter() {
            if finite.get(id.index()) == Some(&false)
                && is_finite(&def.kind, &finite)
                && let Some(slot) = finite.get_mut(id.index())
            {
                *slot = true;
                changed = true;
            }
        }
    }
    for (_, def) in types.iter().filter(|(id, def)| def.used && finite.get(id.index()) == Some(&false)) {
        report
            .add(Code::INFINITE_TYPE, &def.origin)
            .message(format!("no value of `{}` can be finite", def.name.wire))
            .label("it requires a value of its own type")
            .help("make the member that leads back optional or nullable");
    }
}

fn is_finite(kind: &TypeKind, finite: &[bool]) -> bool {
    match kind {
        TypeKind::Struct(object) => {
            let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
            required.map(|field| &field.ty).all(|ty| holds_finite(ty, finite))
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| holds_finite(&variant.ty, finite)),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => holds_finite(ty, finite),
        TypeKind::Pending | TypeKind::Enum(_) | TypeKind::Multipart(_) | TypeKind::Headers(_) => true,
    }
}

fn holds_finite(ty: &TypeRef, finite: &[bool]) -> bool {
    match ty {
        TypeRef::Named(id) => finite.get(id.index()) == Some(&true),
        TypeRef::Boxed(inner) => holds_finite(inner, finite),
        TypeRef::Tuple(tuple) => tuple.items.iter().take(tuple.least).all(|item| holds_finite(item, finite)),
        _ => true,
    }
}
