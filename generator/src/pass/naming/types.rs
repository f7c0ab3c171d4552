//! Names of types, and of what they have: members, values, variants.

use core::cmp::Reverse;
use std::borrow::Cow;

use crate::index::IndexMap;
use gatewright_document::Origin;

use super::scope::{Book, Scope, Wish};
use super::shared;
use crate::ir::{Api, EnumOf, Name, TypeDef, TypeId, TypeKind};
use crate::lock::Section;
use crate::names::{Case, Ident, OperationNames, TypeNames, of_place, said_apart, snake, upper_camel, words_of};
use crate::pass::selectors;

/// Names of types: schemas with a name of their own come before those that are only called something, these
/// before those named after their place, and of two the one whose name needs no change.
pub(super) fn types(
    api: &Api,
    operations: &[OperationNames],
    callbacks: &[OperationNames],
    book: &mut Book<'_>,
) -> Vec<TypeNames> {
    let renamed = Renamed::of(api, operations, callbacks);
    let mut wanted: Vec<(TypeId, Ident)> = api.types.iter().map(|(id, def)| (id, wanted(def, &renamed))).collect();
    wanted.sort_by_cached_key(|(id, wanted)| {
        let def = api.types.get(*id);
        let sort = (!def.named, def.called.is_none(), def.shared.is_empty(), Reverse(def.shared.len()));
        (sort, **wanted != *def.name.wire, def.key(), &def.name.wire)
    });
    let mut scope = Scope::new(Case::Camel, &[]);
    let idents = if book.gives_all_that_is_wanted() {
        let one = |(id, wanted): &(TypeId, Ident)| {
            let def = api.types.get(*id);
            let given = scope.take_if_free(wanted, &def.origin);
            given.unwrap_or_else(|| scope.assign_one(&of_type(def, wanted, &renamed, book), book))
        };
        wanted.iter().map(one).collect()
    } else {
        let wishes: Vec<Wish<'_>> =
            wanted.iter().map(|(id, wanted)| of_type(api.types.get(*id), wanted, &renamed, book)).collect();
        scope.assign(&wishes, book)
    };
    for ((id, _), ident) in wanted.iter().zip(&idents) {
        for place in api.types.get(*id).shared.iter().filter(|place| !place.has_own_name) {
            book.record(Section::Types, &[&place.key], ident);
        }
    }
    let mut named: Vec<(TypeId, Ident)> = wanted.into_iter().map(|(id, _)| id).zip(idents).collect();
    named.sort_unstable_by_key(|(id, _)| *id);
    let named = named.into_iter().map(|(id, ident)| TypeNames { ident, members: members(api.types.get(id), book) });
    named.collect()
}

fn wanted(def: &TypeDef, renamed: &Renamed) -> Ident {
    match &def.called {
        _ if def.named => upper_camel(&def.name.wire),
        Some(called) => upper_camel(called),
        None => {
            let of_all = (!def.shared.is_empty()).then(|| shared::names(def, &renamed.places(def)).into_iter().next());
            of_all.flatten().unwrap_or_else(|| of_place(&renamed.words_or_own(&def.origin, &def.name.wire)))
        }
    }
}

/// Operations by their places, with the names that types in place are called after: their own, or the ones that they
/// have instead.
struct Renamed {
    by_place: IndexMap<Origin, (String, Ident)>,
    /// How deep the deepest of them stands.
    deepest: usize,
    /// Whether any of them has another name than its `operationId`.
    any: bool,
}

impl Renamed {
    fn of(api: &Api, operations: &[OperationNames], callbacks: &[OperationNames]) -> Self {
        let mut any = false;
        let all = api.operations.iter().zip(operations).chain(api.callbacks.iter().zip(callbacks));
        let by_place = all.map(|(operation, names)| {
            any |= names.method != snake(&operation.id.wire);
            let place = Origin { key: false, ..operation.origin.clone() };
            (place, (operation.id.wire.clone(), names.method.clone()))
        });
        let by_place: IndexMap<Origin, (String, Ident)> = by_place.collect();
        let deepest = by_place.keys().map(|place| place.pointer.depth()).max().unwrap_or_default();
        Self { by_place, deepest, any }
    }

    /// All places of a shared type.
    fn places(&self, def: &TypeDef) -> Vec<shared::Place> {
        let others = def.shared.iter().map(|place| self.place(&place.origin, &place.words));
        core::iter::once(self.place(&def.origin, &def.name.wire)).chain(others).collect()
    }

    fn place(&self, origin: &Origin, words: &str) -> shared::Place {
        let of_operation = self.operation_around(origin).and_then(|(wire, _)| words.strip_prefix(wire.as_str()));
        let of_schema = || {
            let segments: Vec<_> = origin.pointer.segments().collect();
            let name = match segments.as_slice() {
                [table, name, ..] if table == "definitions" => name,
                [components, table, name, ..] if components == "components" && table == "schemas" => name,
                _ => return None,
            };
            words.strip_prefix(name.as_ref())
        };
        let within = of_operation.or_else(of_schema).unwrap_or(words).to_owned();
        shared::Place { words: self.words_or_own(origin, words), within }
    }

    fn words_or_own(&self, origin: &Origin, words: &str) -> String {
        self.words(origin, words).unwrap_or_else(|| words.to_owned())
    }

    /// Words that begin with the `operationId` of an operation, with its name in place.
    fn words(&self, origin: &Origin, words: &str) -> Option<String> {
        if !self.any {
            return None;
        }
        let (wire, ident) = self.operation_around(origin)?;
        let rest = words.strip_prefix(wire.as_str()).filter(|_| *ident != snake(wire))?;
        Some(format!("{ident} {rest}"))
    }

    fn operation_around(&self, origin: &Origin) -> Option<&(String, Ident)> {
        let mut pointer = Some(origin.pointer.clone());
        for _ in self.deepest..origin.pointer.depth() {
            pointer = pointer?.parent();
        }
        while let Some(at) = pointer {
            if let Some(found) = self.by_place.get(&Origin::new(origin.source, at.clone())) {
                return Some(found);
            }
            pointer = at.parent();
        }
        None
    }
}

fn of_type<'t>(def: &'t TypeDef, wanted: &Ident, renamed: &'t Renamed, book: &Book<'_>) -> Wish<'t> {
    let own = wanted.clone();
    Wish {
        section: Section::Types,
        key: vec![def.key()],
        chosen: book.chosen(Case::Camel, || selectors::of_type(def)),
        otherwise: Some(Box::new(move || match def.named {
            true => apart(def),
            false if def.called.is_none() && !def.shared.is_empty() => {
                let mut names = shared::names(def, &renamed.places(def));
                names.push(own.suffixed(kind(def)));
                names
            }
            false if def.called.is_some() => vec![of_place(&def.name.wire), own.suffixed(kind(def))],
            false => {
                let mut names = by_file(def.key().split('#').next().unwrap_or_default(), &def.name.wire);
                names.extend([upper_camel(&def.name.wire), own.suffixed(kind(def))]);
                names
            }
        })),
        wanted: wanted.clone(),
        origin: Some(&def.origin),
        safe: false,
    }
}

/// Names that tell schemas of one name apart: by how they are written, else by the files that they stand in.
fn apart(def: &TypeDef) -> Vec<Ident> {
    let mut names = said_apart(&def.name.wire, Case::Camel);
    let key = def.key();
    let file = key.split('#').next().filter(|file| *file != key).unwrap_or_default();
    names.extend(by_file(file, &def.name.wire));
    names
}

/// A name with the folder or the file that it stands in, from near to far.
fn by_file(file: &str, name: &str) -> Vec<Ident> {
    let path = file.rsplit_once('.').map_or(file, |(path, _)| path);
    let segments: Vec<&str> = path.split('/').filter(|segment| words_of(segment) != words_of(name)).collect();
    (0..segments.len())
        .rev()
        .filter_map(|from| segments.get(from..))
        .map(|around| upper_camel(&format!("{} {name}", around.join(" "))))
        .collect()
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

/// Names of what a type has. Of those that want one name the one that is spelled that way keeps it, in whatever order
/// the document lists them: `id` before `_id` before `ID`, `Asc` before `ASC`.
fn members(def: &TypeDef, book: &mut Book<'_>) -> Vec<Ident> {
    let variants = matches!(def.kind, TypeKind::Enum(_) | TypeKind::Union(_));
    let numbers = matches!(&def.kind, TypeKind::Enum(listed) if listed.of == EnumOf::Integers);
    let case = if variants { Case::Camel } else { Case::Snake };
    let mut scope = Scope::new(case, if variants { &["Unknown"] } else { &[] });
    let wanted = |name: &Name| if variants { variant(name, numbers) } else { snake(&name.wire) };
    if book.gives_all_that_is_wanted() {
        let idents: Vec<Ident> = def.kind.members().into_iter().map(wanted).collect();
        if scope.fit_all(&idents) {
            return idents;
        }
    }
    let key = def.key();
    let names = def.kind.members().into_iter().enumerate();
    let mut order: Vec<(usize, &Name, Ident)> = names.map(|(index, name)| (index, name, wanted(name))).collect();
    let symbols = |wire: &str| wire.chars().filter(|c| !c.is_alphanumeric()).count();
    order.sort_by_cached_key(|(_, name, wanted)| {
        let wire = &name.wire;
        let plain = *wanted.suffixed("") == **wire;
        // What is no member of the document yields to those that are.
        (name.origin.is_none(), !plain, symbols(wire), wire.clone())
    });
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .map(|(_, name, wanted)| {
            let name = *name;
            Wish {
                section: Section::Members,
                key: vec![Cow::Borrowed(&*key), Cow::Borrowed(&name.wire)],
                wanted: wanted.clone(),
                chosen: book.chosen(case, || selectors::of_member(def, name)),
                otherwise: Some(Box::new(move || match &name.origin {
                    // Two variants of a union may have one name in the document.
                    Some(_) if twins(def, name) => Vec::new(),
                    Some(_) => said_apart(&name.wire, case),
                    None if is_of_ours(&name.wire) => vec![snake("other_properties")],
                    None => said_apart(&name.wire, case),
                })),
                origin: name.origin.as_ref(),
                safe: *wanted.suffixed("") == *name.wire,
            }
        })
        .collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    let mut named: Vec<(usize, Ident)> = order.into_iter().map(|(index, ..)| index).zip(idents).collect();
    named.sort_unstable();
    named.into_iter().map(|(_, ident)| ident).collect()
}

/// Whether a name stands for all properties that have no name in the document.
fn is_of_ours(wire: &str) -> bool {
    matches!(wire, "additional properties" | "other properties")
}

fn twins(def: &TypeDef, name: &Name) -> bool {
    def.kind.members().into_iter().filter(|other| other.wire == name.wire).count() > 1
}

fn variant(name: &Name, numbers: bool) -> Ident {
    let wanted = match name.called.as_deref().filter(|called| !called.is_empty()) {
        Some(called) => upper_camel(called),
        None if numbers && !name.wire.starts_with('-') => upper_camel(&format!("N{}", name.wire)),
        None => upper_camel(&name.wire),
    };
    if wanted == *"Unknown" { upper_camel("UnknownValue") } else { wanted }
}
