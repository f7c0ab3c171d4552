//! Boxes what would make a type endless or large by value; aliases that lead to themselves become types of their own.
//!
//! Runs after `reach` and before `naming`. A `Vec` or map has its items elsewhere already, so only direct fields and union
//! variants count. Every one that leads back to its own type is boxed, not only one of a circle: otherwise types that
//! hold each other in many ways hold the rest of them by value. Of the others, the largest are boxed where a type would
//! take more than [`LARGE`] bytes.
//!
//! Invariant: what is boxed depends on the types alone, never on the order in which the document lists them: a `Box` is
//! part of the API.

use crate::ir::{Api, PartKind, TypeArena, TypeId, TypeKind, TypeRef};
use crate::pass::circles::{circles, components};
use crate::pass::sizes::Sizes;

/// More bytes than this no type has by value, unless its own scalars take them.
const LARGE: usize = 1024;

/// What is smaller is not worth a box.
const SMALL: usize = 64;

pub(super) fn run(api: &mut Api) {
    circular_aliases(&mut api.types);
    let components = components(&api.types, |id| direct(&api.types, id));
    let mut component_of = vec![usize::MAX; api.types.len()];
    for (number, component) in components.iter().enumerate() {
        for id in component {
            if let Some(of) = component_of.get_mut(id.index()) {
                *of = number;
            }
        }
    }
    let mut sizes = Sizes::new(api.types.len());
    for (number, component) in components.iter().enumerate() {
        for id in component {
            for target in direct(&api.types, *id) {
                if component_of.get(target.index()) == Some(&number) {
                    wrap(&mut api.types, *id, target);
                }
            }
        }
        for id in component {
            shrink(&mut api.types, *id, &mut sizes);
        }
    }
}

/// Boxes the largest of what a type holds until it is not large any more. The sizes of what it holds are known.
fn shrink(types: &mut TypeArena, id: TypeId, sizes: &mut Sizes) {
    let mut held = direct(types, id);
    held.sort_by_cached_key(|target| {
        let def = types.get(*target);
        (core::cmp::Reverse(sizes.of(*target)), !def.named, def.key().into_owned(), def.name.wire.clone())
    });
    for largest in held {
        if sizes.measure(types, id) <= LARGE || sizes.of(largest) <= SMALL {
            break;
        }
        wrap(types, id, largest);
    }
    sizes.measure(types, id);
}

/// `type Tree = Vec<Tree>` is no Rust; `struct Tree(Vec<Tree>)` is.
fn circular_aliases(types: &mut TypeArena) {
    for id in circles(types, |id| aliased(types, id)) {
        let def = types.get_mut(id);
        if let TypeKind::Alias(ty) = &def.kind {
            def.kind = TypeKind::Newtype(ty.clone());
        }
    }
}

/// The types that an alias mentions.
fn aliased(types: &TypeArena, id: TypeId) -> Vec<TypeId> {
    let mut mentioned = Vec::new();
    if let TypeKind::Alias(ty) = &types.get(id).kind {
        ty.add_named(&mut mentioned);
    }
    mentioned
}

/// The types that a definition holds directly.
fn direct(types: &TypeArena, id: TypeId) -> Vec<TypeId> {
    fn held(ty: &TypeRef, found: &mut Vec<TypeId>) {
        match ty {
            TypeRef::Named(id) => found.push(*id),
            TypeRef::Nullable(inner) => held(inner, found),
            TypeRef::Tuple(tuple) => tuple.items.iter().for_each(|item| held(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ty in types.get(id).kind.uses() {
        held(ty, &mut found);
    }
    found
}

fn wrap(types: &mut TypeArena, id: TypeId, target: TypeId) {
    fn boxed(ty: &mut TypeRef, target: TypeId) {
        match ty {
            TypeRef::Named(id) if *id == target => *ty = TypeRef::Boxed(Box::new(TypeRef::Named(target))),
            TypeRef::Nullable(inner) => boxed(inner, target),
            TypeRef::Tuple(tuple) => tuple.items.iter_mut().for_each(|item| boxed(item, target)),
            _ => {}
        }
    }
    match &mut types.get_mut(id).kind {
        TypeKind::Struct(object) => {
            object.fields.iter_mut().chain(object.rest.as_deref_mut()).for_each(|field| boxed(&mut field.ty, target));
        }
        TypeKind::Headers(fields) => fields.iter_mut().for_each(|field| boxed(&mut field.ty, target)),
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| boxed(&mut variant.ty, target)),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => boxed(ty, target),
        TypeKind::Multipart(parts) => parts.iter_mut().for_each(|part| match &mut part.kind {
            PartKind::Json(ty) => boxed(ty, target),
            // Texts and files are small, and the items of a list are elsewhere already.
            PartKind::Text(_) | PartKind::Items(_) | PartKind::File | PartKind::Files | PartKind::Rest => {}
        }),
        TypeKind::Enum(_) => {}
    }
}
