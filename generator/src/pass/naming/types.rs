//! Names of types, and of what they have: members, values, variants.

use std::collections::BTreeMap;

use gatewright_document::Origin;

use super::scope::{Book, Scope, Wish};
use crate::ir::{Api, EnumOf, Name, TypeDef, TypeId, TypeKind};
use crate::lock::Section;
use crate::names::{Case, of_place, said_apart, snake, suffixed, upper_camel};
use crate::pass::selectors;

/// Names of types: schemas with a name of their own come before those that are only called something, these
/// before those named after their place, and of two the one whose name needs no change.
pub(super) fn types(api: &mut Api, book: &mut Book<'_>) {
    let renamed = Renamed::of(api);
    let used = api.types.iter().filter(|(_, def)| def.used);
    let mut wanted: Vec<(TypeId, String)> = used.map(|(id, def)| (id, wanted(def, &renamed))).collect();
    wanted.sort_by_cached_key(|(id, wanted)| {
        let def = api.types.get(*id);
        (!def.named, def.called.is_none(), *wanted != def.name.wire, def.key.clone(), def.name.wire.clone())
    });
    let mut scope = Scope::new(Case::Camel, &[]);
    let wishes: Vec<Wish<'_>> = wanted.iter().map(|(id, wanted)| of_type(api.types.get(*id), wanted, book)).collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    for ((id, _), ident) in wanted.into_iter().zip(idents) {
        api.types.get_mut(id).name.ident = ident;
    }
}

fn wanted(def: &TypeDef, renamed: &Renamed) -> String {
    match &def.called {
        _ if def.named => upper_camel(&def.name.wire),
        Some(called) => upper_camel(called),
        None => of_place(renamed.words(def).as_deref().unwrap_or(&def.name.wire)),
    }
}

/// Operations that are not called by their `operationId`, with the names that they have instead: types
/// of their own are named after these.
struct Renamed {
    by_place: BTreeMap<Origin, (String, String)>,
}

impl Renamed {
    fn of(api: &Api) -> Self {
        let all = api.operations.iter().chain(&api.callbacks);
        let renamed = all.filter(|operation| operation.id.ident != snake(&operation.id.wire));
        let by_place = renamed.map(|operation| {
            let place = Origin { key: false, ..operation.origin.clone() };
            (place, (operation.id.wire.clone(), operation.id.ident.clone()))
        });
        Self { by_place: by_place.collect() }
    }

    /// The words of a type that begin with the `operationId` of such an operation, with its name in place.
    fn words(&self, def: &TypeDef) -> Option<String> {
        if self.by_place.is_empty() || def.named {
            return None;
        }
        let mut pointer = Some(def.origin.pointer.clone());
        while let Some(at) = pointer {
            if let Some((wire, ident)) = self.by_place.get(&Origin::new(def.origin.source, at.clone())) {
                return def.name.wire.strip_prefix(wire.as_str()).map(|rest| format!("{ident} {rest}"));
            }
            pointer = at.parent();
        }
        None
    }
}

fn of_type<'t>(def: &'t TypeDef, wanted: &str, book: &Book<'_>) -> Wish<'t> {
    let own = wanted.to_owned();
    Wish {
        section: Section::Types,
        key: vec![&def.key],
        chosen: book.chosen(Case::Camel, || selectors::of_type(def)),
        otherwise: Some(Box::new(move || match def.named {
            true => said_apart(&def.name.wire, Case::Camel),
            false if def.called.is_some() => vec![of_place(&def.name.wire), suffixed(&own, kind(def))],
            false => vec![upper_camel(&def.name.wire), suffixed(&own, kind(def))],
        })),
        wanted: wanted.to_owned(),
        origin: Some(&def.origin),
        safe: false,
    }
}

/// What a type without a name of its own is, for when its place is called like something else.
fn kind(def: &TypeDef) -> &'static str {
    match &def.kind {
        TypeKind::Enum(_) => "Kind",
        TypeKind::Union(_) => "Choice",
        TypeKind::Multipart(_) => "Form",
        TypeKind::Headers(_) => "Fields",
        _ => "Object",
    }
}

/// Names of what a type has. Whoever has the name that is most its own keeps it, in whatever order the
/// document lists them: `id` before `_id` before `ID`, `Asc` before `ASC`.
pub(super) fn members(def: &mut TypeDef, book: &mut Book<'_>) {
    let variants = matches!(def.kind, TypeKind::Enum(_) | TypeKind::Union(_));
    let numbers = matches!(&def.kind, TypeKind::Enum(listed) if listed.of == EnumOf::Integers);
    let case = if variants { Case::Camel } else { Case::Snake };
    let mut scope = Scope::new(case, if variants { &["Unknown"] } else { &[] });
    let whole = &*def;
    let names = selectors::member_names(&whole.kind);
    let wanted = |name: &Name| if variants { variant(name, numbers) } else { snake(&name.wire) };
    let mut order: Vec<(usize, String)> = names.iter().map(|name| wanted(name)).enumerate().collect();
    let own = |index: usize| names.get(index).map_or("", |name| name.wire.as_str());
    let symbols = |wire: &str| wire.chars().filter(|c| !c.is_alphanumeric()).count();
    order.sort_by_cached_key(|(index, wanted)| {
        let wire = own(*index);
        let plain = suffixed(wanted, "") == wire;
        // What is no member of the document yields to those that are.
        (names.get(*index).is_some_and(|name| name.origin.is_none()), !plain, symbols(wire), wire.to_owned())
    });
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .filter_map(|(index, wanted)| {
            let name = *names.get(*index)?;
            Some(Wish {
                section: Section::Members,
                key: vec![&whole.key, &name.wire],
                wanted: wanted.clone(),
                chosen: book.chosen(case, || selectors::of_member(whole, name)),
                otherwise: Some(Box::new(move || match &name.origin {
                    // Two variants of a union may have one name in the document.
                    Some(_) if twins(whole, name) => Vec::new(),
                    Some(_) => said_apart(&name.wire, case),
                    None if is_of_ours(&name.wire) => vec!["other_members".to_owned()],
                    None => said_apart(&name.wire, case),
                })),
                origin: name.origin.as_ref(),
                safe: suffixed(wanted, "") == name.wire,
            })
        })
        .collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    let mut given: Vec<(usize, String)> = order.into_iter().map(|(index, _)| index).zip(idents).collect();
    given.sort_unstable();
    for (name, (_, ident)) in selectors::member_names_mut(&mut def.kind).into_iter().zip(given) {
        name.ident = ident;
    }
}

/// Whether a name stands for all members that have no name in the document.
fn is_of_ours(wire: &str) -> bool {
    matches!(wire, "additional properties" | "other members")
}

fn twins(def: &TypeDef, name: &Name) -> bool {
    selectors::member_names(&def.kind).iter().filter(|other| other.wire == name.wire).count() > 1
}

fn variant(name: &Name, numbers: bool) -> String {
    let wanted = match name.ident.as_str() {
        "" if numbers && !name.wire.starts_with('-') => upper_camel(&format!("N{}", name.wire)),
        "" => upper_camel(&name.wire),
        wish => upper_camel(wish),
    };
    if wanted == "Unknown" { "UnknownValue".to_owned() } else { wanted }
}
