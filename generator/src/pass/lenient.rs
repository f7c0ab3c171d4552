//! Makes properties optional that the document requires and services leave out, as the user says.
//!
//! Runs after `direction`, before `finite`: whether a value can be missing decides what types need a box.

use super::selectors;
use crate::ir::{Api, Field, Presence, TypeKind};
use crate::options::{Nullable, Options};

pub(super) fn run(api: &mut Api, options: &Options) {
    for setting in &options.optional {
        make_optional(api, &setting.value);
    }
    if options.lenient_responses {
        received(api);
    }
    // Servers send what clients receive. Models alone may be for either.
    if options.nullable == Nullable::Sent && options.client && !options.server {
        one_kind_of_nothing(api);
    }
}

/// What is only received has nothing in one way: who reads it does not ask whether it was null or not there.
fn one_kind_of_nothing(api: &mut Api) {
    for id in api.types.ids() {
        let def = api.types.get_mut(id);
        if let (true, TypeKind::Struct(object)) = (def.in_responses && !def.in_requests, &mut def.kind) {
            for field in object.fields.iter_mut().filter(|field| field.presence == Presence::OptionalNullable) {
                field.presence = Presence::Optional;
            }
        }
    }
}

/// What is only received may lack anything. Whether a property is missing or null makes no difference to who reads it.
fn received(api: &mut Api) {
    for id in api.types.ids() {
        let def = api.types.get_mut(id);
        if let (true, TypeKind::Struct(object)) = (def.in_responses && !def.in_requests, &mut def.kind) {
            for field in object.fields.iter_mut().filter(|field| field.presence != Presence::OptionalNullable) {
                field.presence = Presence::Optional;
            }
        }
    }
}

/// Makes a property optional, or all of a type: `TYPE.*`.
fn make_optional(api: &mut Api, selector: &str) {
    for id in api.types.ids() {
        let def = api.types.get(id);
        let TypeKind::Struct(object) = &def.kind else { continue };
        let every = selectors::all_members(def).iter().any(|all| all == selector);
        let is_chosen =
            |field: &Field| every || selectors::of_member(def, &field.name).iter().any(|one| one == selector);
        let chosen: Vec<bool> = object.fields.iter().map(is_chosen).collect();
        if let TypeKind::Struct(object) = &mut api.types.get_mut(id).kind {
            for (field, _) in object.fields.iter_mut().zip(chosen).filter(|(_, chosen)| *chosen) {
                field.presence = field.presence.optional();
            }
        }
    }
}
