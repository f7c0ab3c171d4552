//! Finds containment cycles among types and breaks each with one `Box`; aliases that lead to
//! themselves become types of their own.
//!
//! Runs after `reach` and before `naming`. A `Vec` or map already breaks a cycle, so only direct
//! fields and union variants count as edges.
//!
//! Invariant: the choice of edge depends on what types are called alone, never on the order in which the
//! document lists them: a `Box` is part of the API.

use crate::ir::{Api, TypeArena, TypeId, TypeKind, TypeRef};
use crate::pass::circles::circles;
use crate::pass::reach::named;

pub(super) fn run(api: &mut Api) {
    circular_aliases(&mut api.types);
    let mut states = vec![State::New; api.types.len()];
    let (order, ranks) = order(&api.types);
    for id in order {
        visit(&mut api.types, id, &ranks, &mut states);
    }
}

/// All types by what they are called, and the place of each among them.
fn order(types: &TypeArena) -> (Vec<TypeId>, Vec<usize>) {
    let mut order: Vec<TypeId> = types.ids().collect();
    order.sort_by_cached_key(|id| {
        let def = types.get(*id);
        (!def.named, def.key.clone(), def.name.wire.clone())
    });
    let mut ranks = vec![0; types.len()];
    for (rank, id) in order.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(id.index()) {
            *slot = rank;
        }
    }
    (order, ranks)
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
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
        named(ty, &mut mentioned);
    }
    mentioned
}

/// Depth first, without recursion: a chain of types may be as long as the document.
fn visit(types: &mut TypeArena, start: TypeId, ranks: &[usize], states: &mut [State]) {
    if states.get(start.index()) != Some(&State::New) {
        return;
    }
    let mut stack = vec![(start, direct(types, start, ranks))];
    set(states, start, State::Open);
    while let Some((id, targets)) = stack.last_mut() {
        let id = *id;
        match targets.pop() {
            Some(target) => match states.get(target.index()) {
                Some(State::New) => {
                    set(states, target, State::Open);
                    let targets = direct(types, target, ranks);
                    stack.push((target, targets));
                }
                Some(State::Open) => wrap(types, id, target),
                _ => {}
            },
            None => {
                set(states, id, State::Done);
                stack.pop();
            }
        }
    }
}

fn set(states: &mut [State], id: TypeId, state: State) {
    if let Some(slot) = states.get_mut(id.index()) {
        *slot = state;
    }
}

/// The types that a definition holds directly, last one first.
fn direct(types: &TypeArena, id: TypeId, ranks: &[usize]) -> Vec<TypeId> {
    fn held(ty: &TypeRef, found: &mut Vec<TypeId>) {
        match ty {
            TypeRef::Named(id) => found.push(*id),
            TypeRef::Nullable(inner) => held(inner, found),
            TypeRef::Tuple(tuple) => tuple.items.iter().for_each(|item| held(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ty in super::reach::referred(&types.get(id).kind) {
        held(ty, &mut found);
    }
    found.sort_by_key(|id| core::cmp::Reverse(ranks.get(id.index()).copied()));
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
        TypeKind::Pending | TypeKind::Enum(_) | TypeKind::Multipart(_) => {}
    }
}
