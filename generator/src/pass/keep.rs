//! Gives structs a place for members that their schema does not list, where these would be lost.
//!
//! Runs after `reach`, before `naming`. A value of an `anyOf` may need several variants to be described,
//! while a union holds one: what the others describe is kept beside it. So is what nobody describes where that is
//! allowed. By option, every struct whose schema is open keeps what nobody describes.

use crate::ir::{Api, Docs, EnumOf, Field, Presence, Struct, TypeArena, TypeId, TypeKind, TypeRef, Union};

/// Unions within unions, and lists within lists, are looked into this far.
const DEPTH: usize = 4;

pub(super) fn run(api: &mut Api, all: bool) {
    let mut found = Vec::new();
    for (id, def) in api.types.iter() {
        match &def.kind {
            TypeKind::Struct(_) if all => found.push(id),
            TypeKind::Union(union) if union.overlapping || union.open => overlapping(&api.types, union, &mut found),
            _ => {}
        }
    }
    for id in found {
        if let TypeKind::Struct(object) = &mut api.types.get_mut(id).kind
            && object.rest.is_none()
            && !object.closed
        {
            let description = "Members that the document does not list here.".to_owned();
            let docs = Docs { description: Some(description), ..Docs::default() };
            object.rest = Some(Box::new(Field::rest("other members", docs, TypeRef::Json)));
            object.keeps_unknown = true;
        }
    }
}

/// Structs of a union that a value, or an item of a list, may be at the same time as another.
fn overlapping(types: &TypeArena, union: &Union, found: &mut Vec<TypeId>) {
    let mut all = Vec::new();
    variants(types, union, &mut all, DEPTH);
    for one in &all {
        let beside = |other: &&Variant<'_>| other.id != one.id && other.lists == one.lists;
        if union.open || all.iter().filter(beside).any(|other| !exclude(types, one.object, other.object)) {
            found.push(one.id);
        }
    }
}

/// A struct among the variants of a union.
struct Variant<'t> {
    id: TypeId,
    object: &'t Struct,
    /// How many lists are around it.
    lists: usize,
}

fn variants<'t>(types: &'t TypeArena, union: &'t Union, all: &mut Vec<Variant<'t>>, depth: usize) {
    for variant in &union.variants {
        let (mut lists, mut ty) = (0, &variant.ty);
        // A list may hold itself.
        while let TypeRef::List(item) = unaliased(types, ty)
            && lists < DEPTH
        {
            (lists, ty) = (lists + 1, item);
        }
        let Some(id) = definition(types, ty) else { continue };
        match &types.get(id).kind {
            TypeKind::Struct(object) if !all.iter().any(|known| known.id == id && known.lists == lists) => {
                all.push(Variant { id, object, lists });
            }
            TypeKind::Union(inner) if depth > 0 && lists == 0 => variants(types, inner, all, depth - 1),
            _ => {}
        }
    }
}

/// What a type is defined as, behind its aliases.
fn definition(types: &TypeArena, ty: &TypeRef) -> Option<TypeId> {
    match unaliased(types, ty) {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    }
}

/// What stands behind aliases and boxes, null or not.
fn unaliased<'t>(types: &'t TypeArena, ty: &'t TypeRef) -> &'t TypeRef {
    let mut ty = ty;
    // No chain of aliases is longer than there are types.
    for _ in 0..types.len() {
        match ty {
            TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => ty = inner,
            TypeRef::Named(id) => match &types.get(*id).kind {
                TypeKind::Alias(inner) => ty = inner,
                _ => break,
            },
            _ => break,
        }
    }
    ty
}

/// Whether a required member has other values in one struct than in the other.
fn exclude(types: &TypeArena, one: &Struct, other: &Struct) -> bool {
    one.fields.iter().any(|field| {
        let counterpart = other.fields.iter().find(|other| other.name.wire == field.name.wire);
        counterpart.is_some_and(|counterpart| {
            let required = field.presence == Presence::Required && counterpart.presence == Presence::Required;
            required && are_disjoint(types, &field.ty, &counterpart.ty)
        })
    })
}

fn are_disjoint(types: &TypeArena, one: &TypeRef, other: &TypeRef) -> bool {
    let listed = |ty: &TypeRef| match &types.get(definition(types, ty)?).kind {
        TypeKind::Enum(listed) if !listed.open && listed.of != EnumOf::Values => Some(listed),
        _ => None,
    };
    let (Some(one), Some(other)) = (listed(one), listed(other)) else { return false };
    !one.variants.iter().any(|variant| other.variants.iter().any(|known| known.name.wire == variant.name.wire))
}
