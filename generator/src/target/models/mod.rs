//! Models: a plain Rust type for each, and one macro call for its codec.

mod constructor;
mod object;
mod union;

use std::rc::Rc;

use crate::emit::{Context, Site, Types, docs, features_of_type, limits};
use crate::ir::{Docs, Enum, EnumOf, Field, Part, PartKind, TypeDef, TypeId, TypeKind, TypeRef};
use crate::names::{Ident, TypeNames};
use crate::options::{Codecs, Dates};
use crate::print::{
    self, Access, Body, Definition, Item, Items, Literal, Module, Path, Std, Submodule, Table, Type, Variant, Word,
};
use crate::target::{Dependency, EMPTY, Target};

pub(super) const TARGET: Target = Target {
    name: "models",
    options: &[
        "codecs",
        "replace",
        "crates",
        "trust-document-types",
        "format",
        "dates",
        "derive",
        "derive-for",
        "keep-unknown-members",
        "optional",
        "lenient-responses",
        "forms",
        "nullable",
    ],
    features: |context| match context.options.dates {
        Dates::Jiff => Vec::new(),
        Dates::Chrono => vec!["chrono"],
        Dates::Time => vec!["time"],
    },
    dependencies,
    modules: |context| vec![module(context)],
    ..EMPTY
};

/// The crates whose types the document names.
fn dependencies(context: &Context<'_>) -> Vec<Dependency> {
    let versions = &context.options.use_crate;
    let used = context.api.crates.iter().filter_map(|name| versions.get_key_value(name));
    used.map(|(name, version)| Dependency { name: name.clone(), version: version.value.clone() }).collect()
}

/// With more models than these the module has submodules. rustc optimises what is in one module as a whole, and for large
/// documents that takes a twentieth more memory.
const LARGE: usize = 100;

/// The submodules: with which letter the first model in each of them may begin. They are few, since what one needs of
/// another is compiled twice.
const SUBMODULES: [(char, &str, &str); 4] = [
    ('a', "a_to_c", "Models from A to C."),
    ('d', "d_to_i", "Models from D to I."),
    ('j', "j_to_p", "Models from J to P."),
    ('q', "q_to_z", "Models from Q to Z, and others."),
];

fn module<'a>(context: &Context<'a>) -> Module<'a> {
    let Context { api, names, .. } = *context;
    let std = Std::beside(names.types.iter().map(|names| &*names.ident));
    let types = Types { api, names, site: Site::Models, std };
    let filled = if context.options.server { limits::requested(api) } else { Vec::new() };
    let (checked, filled) = (limits::checked(api).into(), filled.into());
    let models = Rc::new(Models { context: *context, types, checked, filled });
    let mut items: Items<'a> = Box::new(core::iter::empty());
    let mut submodules = Vec::new();
    let mut room = 0;
    if api.types.len() > LARGE {
        for (_, name, docs) in SUBMODULES {
            let mut own = models.named(move |names| submodule(&names.ident) == name).peekable();
            if own.peek().is_some() {
                let room = models.room(models.named(move |names| submodule(&names.ident) == name));
                let items = Models::written(&models, own);
                submodules.push(Submodule { name, docs, access: Access::Module, items, room });
            }
        }
    } else {
        room = models.room(models.named(|_| true));
        items = Models::written(&models, models.named(|_| true));
    }
    submodules.extend(Models::all_required(&models));
    Module {
        name: "models",
        docs: format!("What {} sends and receives.", docs::title(api)),
        gated: !api.features.names.is_empty(),
        std,
        items,
        room,
        submodules,
    }
}

/// In which submodule a model is: by its name alone, so that it stays there whatever comes and goes beside it.
fn submodule(name: &Ident) -> &'static str {
    let first = name.bare().chars().next().unwrap_or_default().to_ascii_lowercase();
    let [(_, least, _), ..] = SUBMODULES;
    SUBMODULES.iter().rfind(|(from, ..)| *from <= first).map_or(least, |(_, name, _)| name)
}

/// A type with its names.
#[derive(Clone, Copy)]
struct Model<'a> {
    def: &'a TypeDef,
    name: &'a Ident,
    members: &'a [Ident],
    /// A server reads it, and fills in defaults.
    is_filled: bool,
}

struct Models<'a> {
    context: Context<'a>,
    types: Types<'a>,
    /// Types with something to validate.
    checked: Rc<[bool]>,
    /// Types whose defaults a server fills in.
    filled: Rc<[bool]>,
}

impl<'a> Models<'a> {
    /// The types whose names are chosen.
    fn named<F: Fn(&TypeNames) -> bool>(
        &self,
        is_chosen: F,
    ) -> impl Iterator<Item = (TypeId, &'a TypeNames)> + use<'a, F> {
        let Context { api, names, .. } = self.context;
        api.types.ids().zip(&names.types).filter(move |(_, names)| is_chosen(names))
    }

    fn model(&self, id: TypeId, names: &'a TypeNames) -> Model<'a> {
        let is_filled = self.filled.get(id.index()) == Some(&true);
        Model { def: self.context.api.types.get(id), name: &names.ident, members: &names.members, is_filled }
    }

    /// About how long the text of some types is.
    fn room(&self, types: impl Iterator<Item = (TypeId, &'a TypeNames)>) -> usize {
        let said = |docs: &Docs| docs.description.as_ref().map_or(0, String::len) + 100 * docs.notes.len();
        let of_type = |(id, names): (TypeId, &TypeNames)| {
            let def = self.context.api.types.get(id);
            let fields = match &def.kind {
                TypeKind::Struct(object) => object.fields.iter().map(|field| 200 + said(&field.docs)).sum(),
                _ => 0,
            };
            let members: usize = names.members.iter().map(|name| 60 + 4 * name.len()).sum();
            400 + said(&def.docs) + 4 * names.ident.len() + 2 * def.origin.pointer.length() + fields + members
        };
        types.map(of_type).sum()
    }

    /// The items of some types.
    fn written(models: &Rc<Self>, types: impl Iterator<Item = (TypeId, &'a TypeNames)> + 'a) -> Items<'a> {
        let models = Rc::clone(models);
        Box::new(types.flat_map(move |(id, names)| {
            let features = features_of_type(&models.context.api.features, id);
            Self::items(&models, id, names).map(move |mut item| {
                item.features.clone_from(&features);
                item
            })
        }))
    }

    /// The module of the structs that constructors take, where there is one.
    fn all_required(models: &Rc<Self>) -> Option<Submodule<'a>> {
        let models = Rc::clone(models);
        let all = models.named(|_| true).filter_map(move |(id, names)| {
            let mut item = Item::from(models.required(models.model(id, names))?);
            item.features = features_of_type(&models.context.api.features, id);
            Some(item)
        });
        let mut items = all.peekable();
        items.peek()?;
        let docs = "What models require, by name.";
        let items = Box::new(items);
        Some(Submodule { name: constructor::REQUIRED, docs, access: Access::Submodule, items, room: 0 })
    }

    /// The definition of a type and what goes with it.
    fn items(models: &Rc<Self>, id: TypeId, names: &'a TypeNames) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let Context { api, names: all, .. } = models.context;
        let model = models.model(id, names);
        let items: Items<'a> = match &model.def.kind {
            // One schema may be as long as a document: its items are not all there at once.
            TypeKind::Struct(object) => {
                let models = Rc::clone(models);
                let parts = [Self::object, Self::object_constructor, Self::object_defaults, Self::object_codec];
                Box::new(parts.into_iter().filter_map(move |part| part(&models, model, object)))
            }
            _ => Box::new(models.others(model).into_iter()),
        };
        let models = Rc::clone(models);
        let validate = core::iter::once_with(move || {
            let is_checked = models.checked.get(id.index()) == Some(&true);
            is_checked.then(|| limits::validate(api, all, id, &models.checked)).flatten()
        });
        items.chain(validate.flatten())
    }
}

impl Models<'_> {
    /// The items of a type that is no object.
    fn others(&self, model: Model<'_>) -> Vec<Item<'static>> {
        match &model.def.kind {
            TypeKind::Struct(_) => Vec::new(),
            TypeKind::Enum(listed) => self.listed(model, listed),
            TypeKind::Union(union) => self.union(model, union),
            TypeKind::Multipart(parts) => self.multipart(model, parts),
            TypeKind::Headers(fields) => self.headers(model, fields),
            TypeKind::Newtype(ty) => self.newtype(model, ty),
            TypeKind::Alias(ty) => self.alias(model, ty),
        }
    }

    /// `of`, and what the user adds without what the type has from its codec's macro.
    fn definition(&self, model: Model<'_>, of: &[&'static str], by_macro: &[&str], body: Body) -> Definition {
        let Model { def, name, .. } = model;
        let docs = docs::with_origin(&def.docs, "", &place(def));
        let mut definition = Definition::new(docs, of, name, body);
        let has = |path: &str| of.iter().chain(by_macro).any(|name| is_derive_of_std(path, name));
        let added = def.derives.iter().filter(|path| !has(path));
        definition.derives.extend(added.map(|path| Path::plain(path.clone())));
        definition
    }

    fn direction(&self, def: &TypeDef) -> &'static str {
        let options = self.context.options;
        // With a server beside the client both sides are here.
        let one_sided = options.codecs == Codecs::Needed && !(options.client && options.server);
        match (one_sided, def.in_requests == options.client, def.in_responses == options.client) {
            (true, true, false) => "write",
            (true, false, true) => "read",
            _ => "both",
        }
    }

    fn listed(&self, model: Model<'_>, listed: &Enum) -> Vec<Item<'static>> {
        let Model { name, members, .. } = model;
        let by_macro: &[&str] = if listed.of == EnumOf::Strings { &["Eq", "Hash", "PartialEq"] } else { &[] };
        let (derives, unknown, codec): (&[_], Type, _) = match listed.of {
            EnumOf::Strings => (&["Clone", "Debug"], self.types.std.name("String").into(), "rt::string_enum!"),
            EnumOf::Integers => {
                (&["Clone", "Copy", "Debug", "Eq", "Hash", "PartialEq"], Type::plain("i64"), "rt::integer_enum!")
            }
            EnumOf::Values => (&["Clone", "Debug", "PartialEq"], Type::runtime("rt::Value"), "rt::value_enum!"),
        };
        let mut variants: Vec<Variant> = listed
            .variants
            .iter()
            .zip(members)
            .map(|(variant, name)| Variant::new(docs::named(&variant.docs, &variant.name, name), name, Vec::new()))
            .collect();
        let docs = docs::line("A value that the document did not list when this code was generated.");
        variants.push(Variant::new(docs, Path::plain("Unknown"), vec![unknown]));
        let mut definition = self.definition(model, derives, by_macro, Body::Enum(variants));
        definition.non_exhaustive = true;
        let rows = listed.variants.iter().zip(members).map(|(variant, name)| {
            let wire = &variant.name.wire;
            let wire = if listed.of == EnumOf::Integers { Literal::integer(wire) } else { Literal::str(wire) };
            vec![name.into(), wire.into()]
        });
        let mut head: Vec<Word> = Vec::new();
        head.extend(listed.open.then_some("open".into()));
        head.push(name.into());
        vec![definition.into(), Table::new(codec, head, rows.collect()).into()]
    }

    fn multipart(&self, model: Model<'_>, parts: &[Part]) -> Vec<Item<'static>> {
        let Model { def, name, members, .. } = model;
        let optional = !parts.iter().any(|part| part.required);
        let derives: &[_] =
            if optional { &["Clone", "Debug", "Default", "PartialEq"] } else { &["Clone", "Debug", "PartialEq"] };
        let fields = parts.iter().zip(members).map(|(part, name)| {
            let ty = part_type(self.types, part);
            let ty = if part.required || part.is_list() { ty } else { self.types.option(ty) };
            print::Field::new(docs::named(&part.docs, &part.name, name), name, ty).deprecated(part.docs.deprecated)
        });
        let mut items: Vec<Item<'static>> =
            vec![self.definition(model, derives, &[], Body::Struct(fields.collect())).into()];
        if !optional {
            items.extend(self.constructor(model).map(Item::from));
        }
        let rows = parts.iter().zip(members).map(|(part, name)| {
            let kind = match (&part.kind, part.required) {
                (PartKind::Text(_), true) => "text",
                (PartKind::Text(_), false) => "optional_text",
                (PartKind::Json(_), true) => "json",
                (PartKind::Json(_), false) => "optional_json",
                (PartKind::Items(_), true) => "items",
                (PartKind::Items(_), false) => "optional_items",
                (PartKind::File, true) => "file",
                (PartKind::File, false) => "optional_file",
                (PartKind::Files, _) => "files",
                (PartKind::Rest, _) => "rest",
            };
            let mut row = vec![kind.into(), name.into(), Literal::str(&part.name.wire).into()];
            if let Some(media_type) = &part.media_type {
                row.extend(["as".into(), Literal::str(media_type).into()]);
            }
            row.extend(counts(part));
            row
        });
        let mut head: Vec<Word> = vec![self.direction(def).into()];
        head.extend(def.closed.then_some("closed".into()));
        head.push(name.into());
        items.push(Table::new("rt::multipart!", head, rows.collect()).into());
        items
    }

    fn headers(&self, model: Model<'_>, fields: &[Field]) -> Vec<Item<'static>> {
        let Model { def, name, members, .. } = model;
        let list = fields.iter().zip(members).map(|(field, name)| {
            let ty = self.types.option(self.types.ty(&field.ty));
            print::Field::new(docs::named(&field.docs, &field.name, name), name, ty).deprecated(field.docs.deprecated)
        });
        let body = Body::Struct(list.collect());
        let mut definition = self.definition(model, &["Clone", "Debug", "Default", "PartialEq"], &[], body);
        definition.docs = docs::with_origin(&def.docs, "Documented headers of a response.", &place(def));
        let rows = fields.iter().zip(members);
        let rows = rows.map(|(field, name)| vec![name.into(), Literal::str(&field.name.wire).into()]);
        vec![definition.into(), Table::new("rt::headers!", vec![name.into()], rows.collect()).into()]
    }

    fn newtype(&self, model: Model<'_>, ty: &TypeRef) -> Vec<Item<'static>> {
        let body = Body::Newtype(self.types.ty(ty));
        let definition = self.definition(model, &["Clone", "Debug", "PartialEq"], &[], body);
        let head = vec![self.direction(model.def).into(), model.name.into()];
        vec![definition.into(), Table { rows: None, ..Table::new("rt::newtype!", head, Vec::new()) }.into()]
    }

    fn alias(&self, model: Model<'_>, ty: &TypeRef) -> Vec<Item<'static>> {
        let mut definition = self.definition(model, &[], &[], Body::Alias(self.types.ty(ty)));
        // An alias derives nothing itself.
        definition.derives.clear();
        vec![definition.into()]
    }
}

fn part_type(types: Types<'_>, part: &Part) -> Type {
    match &part.kind {
        PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => types.ty(ty),
        PartKind::File => Type::runtime("rt::File"),
        PartKind::Files => types.list(Type::runtime("rt::File")),
        PartKind::Rest => types.list(Type::runtime("rt::Part")),
    }
}

/// How many files a list has, if that is not up to the caller.
fn counts(part: &Part) -> Vec<Word> {
    let least = part.limits.min_items.unwrap_or_default().max(u64::from(part.required));
    if part.kind != PartKind::Files || (least == 0 && part.limits.max_items.is_none()) {
        return Vec::new();
    }
    let mut words: Vec<Word> = vec!["of".into(), Literal::count(least).into()];
    if let Some(most) = part.limits.max_items {
        words.extend(["to".into(), Literal::count(most).into()]);
    }
    if !part.required && least > 0 {
        words.extend(["or".into(), "none".into()]);
    }
    words
}

/// Whether a path is that of a derive of the standard library.
fn is_derive_of_std(path: &str, name: &str) -> bool {
    let path = path.strip_prefix("::").unwrap_or(path);
    match path.rsplit_once("::") {
        Some((module, last)) => last == name && (module.starts_with("core") || module.starts_with("std")),
        None => path == name,
    }
}

/// Where a type stands in the document, for its docs.
fn place(def: &TypeDef) -> String {
    format!("Schema: `{}`", pointer(def).replace('`', "'"))
}

/// Where a type stands in the document.
fn pointer(def: &TypeDef) -> String {
    let mut pointer = "#".to_owned();
    def.origin.pointer.write_to(&mut pointer);
    if !def.origin.pointer.segments().any(|segment| segment == "parameters") {
        return pointer;
    }
    // The place of a parameter in its list means nothing, and changes with every export.
    match pointer.split_once("/parameters/") {
        Some((owner, place)) if place.starts_with(|c: char| c.is_ascii_digit()) => format!("{owner}/parameters"),
        _ => pointer,
    }
}
