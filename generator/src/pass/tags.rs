//! Marks the properties whose only value follows from the unions that a type is a variant of.
//!
//! A document often requires the discriminator of each variant and gives it no `const`: the mapping alone says that the
//! `kind` of a `CardPayment` is `card`. Runs after `share`, which compares types by what their schemas say.

use crate::index::{IndexMap, IndexSet};
use crate::ir::{Api, EnumOf, Field, Presence, Scalar, Tag, TypeArena, TypeId, TypeKind, TypeRef, Union};

/// The tags of types by type and property, of all unions.
type Tags = IndexMap<(TypeId, String), IndexSet<String>>;

pub(super) fn run(api: &mut Api) {
    let mut found = Tags::default();
    for (_, def) in api.types.iter() {
        let TypeKind::Union(Union { tag: Tag::Property(tag), variants, .. }) = &def.kind else { continue };
        for variant in variants {
            let mut structs = IndexSet::default();
            structs_of(&api.types, &variant.ty, &tag.name, &mut structs);
            for id in structs {
                found.entry((id, tag.name.clone())).or_default().extend(variant.tags.iter().cloned());
            }
        }
    }
    for ((id, property), tags) in &found {
        // What has several in one union, or another in each, is for the caller to choose.
        if let Some(tag) = tags.first().filter(|_| tags.len() == 1) {
            mark(&mut api.types, *id, property, tag);
        }
    }
}

/// The structs of a variant. An inner union with the same discriminator is left out: its own mapping gives the value.
fn structs_of(types: &TypeArena, ty: &TypeRef, property: &str, found: &mut IndexSet<TypeId>) {
    let mut open = vec![ty];
    let mut unions = IndexSet::default();
    while let Some(ty) = open.pop() {
        match types.unaliased(ty) {
            TypeRef::Boxed(inner) => open.push(inner),
            TypeRef::Named(id) => match &types.get(*id).kind {
                TypeKind::Struct(_) => {
                    found.insert(*id);
                }
                TypeKind::Union(Union { tag: Tag::Property(tag), .. }) if tag.name == property => {}
                TypeKind::Union(union) if unions.insert(*id) => {
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn mark(types: &mut TypeArena, id: TypeId, property: &str, tag: &str) {
    let TypeKind::Struct(object) = &types.get(id).kind else { return };
    let Some(index) = object.fields.iter().position(|field| field.name.wire == property) else { return };
    let is_asked = |field: &&Field| field.presence == Presence::Required && field.flag.is_none();
    let Some(field) = object.fields.get(index).filter(is_asked) else { return };
    if !admits(types, &field.ty, tag) {
        return;
    }
    let TypeKind::Struct(object) = &mut types.get_mut(id).kind else { return };
    if let Some(field) = object.fields.get_mut(index) {
        field.tag = Some(tag.into());
        let shown = if tag.is_empty() || tag.contains(char::is_control) { format!("{tag:?}") } else { tag.to_owned() };
        field.docs.notes.push(format!("Filled in by constructors: `{}`.", shown.replace('`', "'")));
    }
}

/// Whether a type has the value of a tag, and others too.
fn admits(types: &TypeArena, ty: &TypeRef, tag: &str) -> bool {
    match types.unaliased(ty) {
        TypeRef::Scalar(Scalar::String) => true,
        TypeRef::Scalar(Scalar::Bool) => tag.parse::<bool>().is_ok(),
        TypeRef::Scalar(Scalar::I32) => tag.parse::<i32>().is_ok(),
        TypeRef::Scalar(Scalar::I64) => tag.parse::<i64>().is_ok(),
        TypeRef::Named(id) => match &types.get(*id).kind {
            TypeKind::Enum(listed) if listed.of != EnumOf::Values && !listed.has_one_plain_value() => {
                listed.variants.has(tag)
            }
            _ => false,
        },
        _ => false,
    }
}
