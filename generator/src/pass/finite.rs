//! Finds types of which no finite value exists: a required member of a type's own type.
//!
//! Runs after `reach`. No value of such a type exists; what it holds of itself becomes optional, or any JSON, so that the
//! Rust type has values to begin with when it is read.

use gatewright_document::{Code, Report};

use crate::closure::Rules;
use crate::ir::{Api, Presence, TypeKind, TypeRef};

pub(super) fn run(api: &mut Api, report: &mut Report) {
    let finite = finite(api);
    for (_, def) in api.types.iter().filter(|(id, _)| finite.get(id.index()) == Some(&false)) {
        report
            .add(Code::INFINITE_TYPE, &def.origin)
            .message(format!("no value of `{}` can be finite", def.name.wire))
            .label("it requires a value of its own type")
            .help("make the property that leads back optional or nullable");
    }
    make_optional(api, &finite);
    let finite = self::finite(api);
    make_any(api, &finite);
}

/// Whether a finite value of each type exists.
fn finite(api: &Api) -> Vec<bool> {
    let mut rules = Rules::default();
    // The first statements are the types by number, "it has a finite value".
    for _ in api.types.ids() {
        rules.statement();
    }
    for (id, def) in api.types.iter() {
        rules_of(id.index(), &def.kind, &mut rules);
    }
    rules.conclude()
}

/// What a struct requires of such a type it may lack.
fn make_optional(api: &mut Api, finite: &[bool]) {
    for id in api.types.ids().filter(|id| finite.get(id.index()) == Some(&false)) {
        if let TypeKind::Struct(object) = &mut api.types.get_mut(id).kind {
            for field in object.fields.iter_mut().filter(|field| field.presence == Presence::Required) {
                let mut held = Vec::new();
                holds(&field.ty, &mut held);
                if held.iter().any(|held| finite.get(*held) == Some(&false)) {
                    field.presence = Presence::Optional;
                }
            }
        }
    }
}

/// What holds itself alone is any JSON.
fn make_any(api: &mut Api, finite: &[bool]) {
    for id in api.types.ids().filter(|id| finite.get(id.index()) == Some(&false)) {
        if let TypeKind::Newtype(ty) | TypeKind::Alias(ty) = &mut api.types.get_mut(id).kind {
            *ty = TypeRef::Json;
        }
    }
}

fn rules_of(id: usize, kind: &TypeKind, rules: &mut Rules) {
    match kind {
        TypeKind::Struct(object) => {
            let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
            let mut held = Vec::new();
            required.for_each(|field| holds(&field.ty, &mut held));
            all(id, &held, rules);
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                let mut held = Vec::new();
                holds(&variant.ty, &mut held);
                let value = rules.statement();
                all(value, &held, rules);
                rules.follows(id, value);
            }
        }
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => {
            let mut held = Vec::new();
            holds(ty, &mut held);
            all(id, &held, rules);
        }
        TypeKind::Enum(_) | TypeKind::Multipart(_) | TypeKind::Headers(_) => rules.holds(id),
    }
}

fn all(number: usize, held: &[usize], rules: &mut Rules) {
    if held.is_empty() {
        rules.holds(number);
    }
    held.iter().for_each(|held| rules.needs(number, *held));
}

/// The types of which every value of a type holds one.
fn holds(ty: &TypeRef, held: &mut Vec<usize>) {
    match ty {
        TypeRef::Named(id) => held.push(id.index()),
        TypeRef::Boxed(inner) => holds(inner, held),
        TypeRef::Tuple(tuple) => tuple.items.iter().take(tuple.least).for_each(|item| holds(item, held)),
        _ => {}
    }
}
