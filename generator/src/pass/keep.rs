//! Gives structs a place for members that their schema does not list, where these would be lost.
//!
//! Runs after `reach`, before `naming`. A value of an `anyOf` may need several variants to be described,
//! while a union holds one: what the others describe is kept beside it, and inside of members that several of them
//! have. So is what nobody describes where that is allowed. By option, every struct keeps what nobody
//! describes, which servers reject where the schema is closed.

use crate::index::{IndexMap, IndexSet};

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
            && (all || !object.closed)
        {
            let description = "Properties that the document does not list here.".to_owned();
            let docs = Docs { description: Some(description), ..Docs::default() };
            object.rest = Some(Box::new(Field::rest("other properties", docs, TypeRef::Json)));
            object.keeps_unknown = true;
        }
    }
}

/// Structs of a union that a value, or an item of a list, may be at the same time as another.
///
/// What is of one of them may be of another: so may be what several of them have a member for.
fn overlapping(types: &TypeArena, union: &Union, found: &mut Vec<TypeId>) {
    let mut all = IndexSet::default();
    variants(types, union, &mut all, DEPTH);
    if union.open {
        found.extend(all.iter().map(|variant| variant.id));
    }
    let mut open = vec![(all, DEPTH)];
    let mut seen = IndexSet::default();
    while let Some((group, depth)) = open.pop() {
        if !seen.insert(group.iter().copied().collect::<Vec<Variant>>()) {
            continue;
        }
        let mut members: IndexMap<(&str, [usize; 2]), IndexSet<Variant>> = IndexMap::default();
        for one in group.iter().filter(|one| group.iter().any(|other| are_beside(types, one, other))) {
            found.push(one.id);
            let TypeKind::Struct(object) = &types.get(one.id).kind else { continue };
            for field in object.fields.iter().filter(|_| depth > 0) {
                let (ty, around) = held(types, &field.ty);
                if let Some(id) = definition(types, ty).filter(|id| matches!(types.get(*id).kind, TypeKind::Struct(_)))
                {
                    members.entry((&field.name.wire, one.around)).or_default().insert(Variant { id, around });
                }
            }
        }
        open.extend(members.into_values().filter(|group| group.len() > 1).map(|group| (group, depth - 1)));
    }
}

/// Whether a value may be of both structs.
fn are_beside(types: &TypeArena, one: &Variant, other: &Variant) -> bool {
    match (&types.get(one.id).kind, &types.get(other.id).kind) {
        (TypeKind::Struct(object), TypeKind::Struct(twin)) => {
            one.id != other.id && one.around == other.around && !exclude(types, object, twin)
        }
        _ => false,
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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Variant {
    id: TypeId,
    /// How many lists and maps are around it.
    around: [usize; 2],
}

fn variants(types: &TypeArena, union: &Union, all: &mut IndexSet<Variant>, depth: usize) {
    for variant in &union.variants {
        let (ty, around) = held(types, &variant.ty);
        let Some(id) = definition(types, ty) else { continue };
        match &types.get(id).kind {
            TypeKind::Struct(_) => {
                all.insert(Variant { id, around });
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
    !one.variants.iter().any(|variant| other.variants.has(&variant.name.wire))
}
