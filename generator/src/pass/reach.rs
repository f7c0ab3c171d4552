//! Keeps the types that are used, and finds out which are written and which are read.
//!
//! Runs after `lower` and the filter. Without a filter every named schema of the document stays, with
//! one only what the remaining operations reach.
//!
//! Invariant: behind this pass every type of the arena is generated.

use crate::ir::{Api, Operation, PartKind, TypeArena, TypeDef, TypeId, TypeKind, TypeRef};

pub(super) fn run(api: &mut Api, keep_all: bool) {
    let mut requests = Vec::new();
    let mut responses = Vec::new();
    for operation in &api.operations {
        roots(operation, &mut requests, &mut responses);
    }
    // What an API sends to its user is received here, and the other way round.
    for operation in &api.callbacks {
        roots(operation, &mut responses, &mut requests);
    }
    spread(&mut api.types, requests, |_, def| core::mem::replace(&mut def.in_requests, true));
    spread(&mut api.types, responses, |_, def| core::mem::replace(&mut def.in_responses, true));
    let reached = api.types.iter().filter(|(_, def)| (keep_all && def.named) || def.in_requests || def.in_responses);
    let reached: Vec<TypeId> = reached.map(|(id, _)| id).collect();
    let mut used = vec![false; api.types.len()];
    spread(&mut api.types, reached, |id, _| used.get_mut(id.index()).is_none_or(|used| core::mem::replace(used, true)));
    prune(api, &used);
}

/// Removes the types that are not used.
pub(super) fn prune(api: &mut Api, used: &[bool]) {
    if used.iter().all(|used| *used) {
        return;
    }
    let moved = api.types.retain(|id| used.get(id.index()) == Some(&true));
    for operation in api.operations.iter_mut().chain(&mut api.callbacks) {
        for response in &mut operation.responses {
            response.headers = response.headers.and_then(|id| moved.of(id));
        }
    }
    api.placed.retain_mut(|placed| moved.mend(&mut placed.ty));
    each_use_in_code(api, |ty| {
        moved.mend(ty);
    });
}

/// Visits every use of a type.
pub(super) fn each_use(api: &mut Api, mut visit: impl FnMut(&mut TypeRef)) {
    api.placed.iter_mut().for_each(|placed| visit(&mut placed.ty));
    each_use_in_code(api, visit);
}

fn each_use_in_code(api: &mut Api, mut visit: impl FnMut(&mut TypeRef)) {
    for id in api.types.ids() {
        referred_mut(&mut api.types.get_mut(id).kind).into_iter().for_each(&mut visit);
    }
    for operation in api.operations.iter_mut().chain(&mut api.callbacks) {
        let responses = operation.responses.iter_mut().flat_map(|response| &mut response.contents);
        let contents = operation.body.iter_mut().flat_map(|body| &mut body.variants).chain(responses);
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty);
        contents.map(|content| &mut content.ty).chain(parameters).for_each(&mut visit);
    }
}

/// The types that an operation mentions.
pub(crate) fn roots_of(operation: &Operation) -> Vec<TypeId> {
    let (mut requests, mut responses) = (Vec::new(), Vec::new());
    roots(operation, &mut requests, &mut responses);
    requests.append(&mut responses);
    requests
}

fn roots(operation: &Operation, requests: &mut Vec<TypeId>, responses: &mut Vec<TypeId>) {
    for parameter in &operation.parameters {
        named(&parameter.ty, requests);
    }
    for content in operation.body.iter().flat_map(|body| &body.variants) {
        named(&content.ty, requests);
    }
    for response in &operation.responses {
        responses.extend(response.headers);
        for content in &response.contents {
            named(&content.ty, responses);
        }
    }
}

/// Marks everything that can be reached; `mark` says whether it was marked before.
fn spread(types: &mut TypeArena, mut open: Vec<TypeId>, mut mark: impl FnMut(TypeId, &mut TypeDef) -> bool) {
    while let Some(id) = open.pop() {
        let def = types.get_mut(id);
        if !mark(id, def) {
            for ty in referred(&def.kind) {
                named(ty, &mut open);
            }
        }
    }
}

/// The types that a definition mentions.
pub(crate) fn referred(kind: &TypeKind) -> Vec<&TypeRef> {
    match kind {
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Struct(object) => object.fields.iter().chain(object.rest.as_deref()).map(|field| &field.ty).collect(),
        TypeKind::Headers(fields) => fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Multipart(parts) => parts
            .iter()
            .filter_map(|part| match &part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => Some(ty),
                PartKind::File | PartKind::Files | PartKind::Rest => None,
            })
            .collect(),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => vec![ty],
    }
}

/// The same, to be changed.
fn referred_mut(kind: &mut TypeKind) -> Vec<&mut TypeRef> {
    match kind {
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Struct(object) => {
            object.fields.iter_mut().chain(object.rest.as_deref_mut()).map(|field| &mut field.ty).collect()
        }
        TypeKind::Headers(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
        TypeKind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        TypeKind::Multipart(parts) => parts
            .iter_mut()
            .filter_map(|part| match &mut part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => Some(ty),
                PartKind::File | PartKind::Files | PartKind::Rest => None,
            })
            .collect(),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => vec![ty],
    }
}

/// The named types within a use of a type.
pub(crate) fn named(ty: &TypeRef, found: &mut Vec<TypeId>) {
    match ty {
        TypeRef::Named(id) => found.push(*id),
        TypeRef::Boxed(inner) | TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            named(inner, found)
        }
        TypeRef::Tuple(tuple) => tuple.parts().for_each(|item| named(item, found)),
        TypeRef::Custom(custom) => custom.parameters.iter().for_each(|parameter| named(parameter, found)),
        TypeRef::Scalar(_) | TypeRef::Json | TypeRef::Unit => {}
    }
}
