//! Keeps the types that are used, and finds out which are written and which are read.
//!
//! Runs after `lower` and the filter. Without a filter every named schema of the document stays, with
//! one only what the remaining operations reach.
//!
//! Invariant: behind this pass every type of the arena is generated.

use crate::ir::{Api, TypeArena, TypeDef, TypeId, TypeRef};

pub(super) fn run(api: &mut Api, keep_all: bool) {
    let mut requests = Vec::new();
    let mut responses = Vec::new();
    for operation in &api.operations {
        operation.add_types(&mut requests, &mut responses);
    }
    // What an API sends to its user is received here, and the other way round.
    for operation in &api.callbacks {
        operation.add_types(&mut responses, &mut requests);
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
        api.types.get_mut(id).kind.uses_mut().into_iter().for_each(&mut visit);
    }
    for operation in api.operations.iter_mut().chain(&mut api.callbacks) {
        let responses = operation.responses.iter_mut().flat_map(|response| &mut response.contents);
        let contents = operation.body.iter_mut().flat_map(|body| &mut body.variants).chain(responses);
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty);
        contents.map(|content| &mut content.ty).chain(parameters).for_each(&mut visit);
    }
}

/// Marks everything that can be reached; `mark` says whether it was marked before.
fn spread(types: &mut TypeArena, mut open: Vec<TypeId>, mut mark: impl FnMut(TypeId, &mut TypeDef) -> bool) {
    while let Some(id) = open.pop() {
        let def = types.get_mut(id);
        if !mark(id, def) {
            for ty in def.kind.uses() {
                ty.add_named(&mut open);
            }
        }
    }
}
