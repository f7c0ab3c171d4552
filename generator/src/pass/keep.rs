//! Gives structs a place for members that their schema does not list, where these would be lost.
//!
//! Runs after `reach`, before `naming`. A value of an `anyOf` may need several variants to be described,
//! while a union holds one: what the others describe is kept beside it, and inside of members that several of them
//! have. So is what nobody describes where that is allowed. By option, every struct whose schema is open keeps what
//! nobody describes.

use indexmap::IndexSet;

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
    let mut seen = IndexSet::new();
    for one in &all {
        if union.open {
            found.push(one.id);
        }
        for other in all.iter().filter(|other| other.around == one.around) {
            beside(types, one.id, other.id, found, &mut seen);
        }
    }
}

/// What is of one struct may at the same time be of another: so may be what both have a member for.
fn beside(
    types: &TypeArena,
    one: TypeId,
    other: TypeId,
    found: &mut Vec<TypeId>,
    seen: &mut IndexSet<(TypeId, TypeId)>,
) {
    let mut open = vec![(one, other)];
    while let Some((one, other)) = open.pop() {
        let (TypeKind::Struct(object), TypeKind::Struct(twin)) = (&types.get(one).kind, &types.get(other).kind) else {
            continue;
        };
        if one == other || exclude(types, object, twin) || !seen.insert((one, other)) {
            continue;
        }
        found.push(one);
        for field in &object.fields {
            let counterpart = twin.fields.iter().find(|other| other.name.wire == field.name.wire);
            let Some(counterpart) = counterpart else { continue };
            let ((ty, around), (other, around_it)) = (held(types, &field.ty), held(types, &counterpart.ty));
            if around == around_it {
                open.extend(definition(types, ty).zip(definition(types, other)));
            }
        }
    }
}

/// What is in a list or a map, and how many lists and maps are around it; a list may hold itself.
fn held<'t>(types: &'t TypeArena, ty: &'t TypeRef) -> (&'t TypeRef, [usize; 2]) {
    let (mut ty, mut lists, mut maps) = (ty, 0, 0);
    while lists + maps < DEPTH {
        match unaliased(types, ty) {
            TypeRef::List(item) => (ty, lists) = (item, lists + 1),
            TypeRef::Map(value) => (ty, maps) = (value, maps + 1),
            _ => break,
        }
    }
    (ty, [lists, maps])
}

/// A struct among the variants of a union.
struct Variant {
    id: TypeId,
    /// How many lists and maps are around it.
    around: [usize; 2],
}

fn variants(types: &TypeArena, union: &Union, all: &mut Vec<Variant>, depth: usize) {
    for variant in &union.variants {
        let (ty, around) = held(types, &variant.ty);
        let Some(id) = definition(types, ty) else { continue };
        match &types.get(id).kind {
            TypeKind::Struct(_) if !all.iter().any(|known| known.id == id && known.around == around) => {
                all.push(Variant { id, around });
            }
            TypeKind::Union(inner) if depth > 0 && around == [0, 0] => variants(types, inner, all, depth - 1),
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
