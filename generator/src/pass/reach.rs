//! Finds out which types are used, who is written and who is read.
//!
//! Runs after `lower` and the filter. Without a filter every named schema of the document stays, with
//! one only what the remaining operations reach.

use crate::ir::{Api, Operation, PartKind, TypeDef, TypeId, TypeKind, TypeRef};

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
    spread(api, requests, |def| core::mem::replace(&mut def.in_requests, true));
    spread(api, responses, |def| core::mem::replace(&mut def.in_responses, true));
    let reached = api.types.iter().filter(|(_, def)| (keep_all && def.named) || def.in_requests || def.in_responses);
    let reached: Vec<TypeId> = reached.map(|(id, _)| id).collect();
    spread(api, reached, |def| core::mem::replace(&mut def.used, true));
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
fn spread(api: &mut Api, mut open: Vec<TypeId>, mark: impl Fn(&mut TypeDef) -> bool) {
    while let Some(id) = open.pop() {
        let def = api.types.get_mut(id);
        if !mark(def) {
            for ty in referred(&def.kind) {
                named(ty, &mut open);
            }
        }
    }
}

/// The types that a definition mentions.
pub(crate) fn referred(kind: &TypeKind) -> Vec<&TypeRef> {
    match kind {
        TypeKind::Pending | TypeKind::Enum(_) => Vec::new(),
        TypeKind::Struct(object) => object.fields.iter().chain(object.rest.as_deref()).map(|field| &field.ty).collect(),
        TypeKind::Headers(fields) => fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Multipart(parts) => parts
            .iter()
            .filter_map(|part| match &part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) => Some(ty),
                PartKind::File | PartKind::Files => None,
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
