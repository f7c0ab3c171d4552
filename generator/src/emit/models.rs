//! Models: a plain Rust type for each, and one macro call for its codec.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::std::Std;
use super::ty::Types;
use super::{Item, Module, Submodule, docs, gate, limits, literal};
use crate::ir::{
    Api, Enum, EnumOf, Field, Part, PartKind, Presence, Scalar, Struct, Tag, TypeDef, TypeId, TypeKind, TypeRef, Union,
};
use crate::names::{Ident, Names, TypeNames};
use crate::options::{Codecs, Options};

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

pub(super) fn module(api: &Api, names: &Names, options: &Options) -> Module {
    let std = Std::beside(names.types.iter().map(|names| &*names.ident));
    let types = Types { api, names, qualified: false, std };
    let emitter = Models { api, names, types, options, checked: limits::checked(api) };
    let emitted = |belongs: &dyn Fn(&TypeNames) -> bool| {
        let mut items = Vec::new();
        for (id, names) in api.types.ids().zip(&names.types).filter(|(_, names)| belongs(names)) {
            let first = items.len();
            emitter.definition(id, names, &mut items);
            gate::items(&api.features.of_type(id), items.get_mut(first..).unwrap_or_default());
        }
        items
    };
    let mut items = Vec::new();
    let mut submodules = Vec::new();
    if api.types.len() > LARGE {
        for (_, name, docs) in SUBMODULES {
            let items = emitted(&|names| submodule(&names.ident) == name);
            submodules.push(Submodule { name, docs, items });
        }
        submodules.retain(|submodule| !submodule.items.is_empty());
    } else {
        items = emitted(&|_| true);
    }
    Module {
        name: "models",
        docs: format!("What {} sends and answers.", title(api)),
        gated: !api.features.names.is_empty(),
        items,
        submodules,
    }
}

/// In which submodule a model is: by its name alone, so that it stays there whatever comes and goes beside it.
fn submodule(name: &Ident) -> &'static str {
    let first = name.bare().chars().next().unwrap_or_default().to_ascii_lowercase();
    let [(_, least, _), ..] = SUBMODULES;
    SUBMODULES.iter().rfind(|(from, ..)| *from <= first).map_or(least, |(_, name, _)| name)
}

/// The API's name for prose.
pub(super) fn title(api: &Api) -> String {
    let title = docs::inline(&api.title);
    if title.is_empty() { "the API".to_owned() } else { title }
}

/// The same at the beginning of a sentence.
pub(super) fn heading(api: &Api) -> String {
    let title = docs::inline(&api.title);
    if title.is_empty() { "The API".to_owned() } else { title }
}

/// A type with its names.
#[derive(Clone, Copy)]
struct Model<'a> {
    def: &'a TypeDef,
    name: &'a Ident,
    members: &'a [Ident],
}

struct Models<'a> {
    api: &'a Api,
    names: &'a Names,
    types: Types<'a>,
    options: &'a Options,
    /// Types with something to validate.
    checked: Vec<bool>,
}

impl Models<'_> {
    fn definition(&self, id: TypeId, names: &TypeNames, items: &mut Vec<Item>) {
        let model = Model { def: self.api.types.get(id), name: &names.ident, members: &names.members };
        let Model { def, .. } = model;
        match &def.kind {
            TypeKind::Struct(object) => self.object(model, object, items),
            TypeKind::Enum(listed) => self.listed(model, listed, items),
            TypeKind::Union(union) => self.union(model, union, items),
            TypeKind::Multipart(parts) => self.multipart(model, parts, items),
            TypeKind::Headers(fields) => self.headers(model, fields, items),
            TypeKind::Newtype(ty) => self.newtype(model, ty, items),
            TypeKind::Alias(ty) => items.push(Item::Tokens(self.alias(model, ty))),
            TypeKind::Pending => items.push(Item::Tokens(self.alias(model, &TypeRef::Json))),
        }
        if self.checked.get(id.index()) == Some(&true)
            && let Some(item) = limits::validate(self.api, self.names, id, &self.checked)
        {
            items.push(Item::Tokens(item));
        }
    }

    fn docs(&self, def: &TypeDef) -> TokenStream {
        let fallback = format!("`{}`.", def.name.wire.replace(['`', '\n', '\r'], " "));
        docs::with_origin(&def.docs, &fallback, &place(def))
    }

    /// `of` and what the user adds, without what the type has from its codec's macro.
    fn derives(&self, def: &TypeDef, of: &[&str], by_macro: &[&str]) -> TokenStream {
        let has = |path: &str| of.iter().chain(by_macro).any(|name| is_derive_of_std(path, name));
        let added = def.derives.iter().map(String::as_str).filter(|path| !has(path));
        let derives = of.iter().copied().chain(added).filter_map(|name| name.parse::<TokenStream>().ok());
        quote!(#[derive(#(#derives),*)])
    }

    fn direction(&self, def: &TypeDef) -> &'static str {
        // With a server beside the client both sides are here.
        let one_sided = self.options.codecs == Codecs::Needed && !(self.options.client && self.options.server);
        match (one_sided, def.in_requests == self.options.client, def.in_responses == self.options.client) {
            (true, true, false) => "write",
            (true, false, true) => "read",
            _ => "both",
        }
    }

    fn object(&self, model: Model<'_>, object: &Struct, items: &mut Vec<Item>) {
        let Model { def, name, members } = model;
        let docs = self.docs(def);
        let optional = object.fields.iter().all(|field| !field.presence.is_required());
        let derives = self.derives(
            def,
            if optional { &["Clone", "Debug", "Default"] } else { &["Clone", "Debug"] },
            &["PartialEq"],
        );
        let fields = object.all().zip(members).map(|(field, name)| self.field(field, name));
        items.push(Item::Tokens(quote! { #docs #derives pub struct #name { #(#fields)* } }));
        // Also where nothing is optional yet: who calls it is not concerned by what is added later.
        if def.in_requests && !optional {
            items.push(Item::Tokens(self.constructor(model, object)));
        }
        items.push(Item::Text(self.object_codec(model, object)));
    }

    fn object_codec(&self, model: Model<'_>, object: &Struct) -> String {
        let Model { def, name, members } = model;
        let modes: Vec<&str> = object.fields.iter().map(|field| self.mode(field)).collect();
        let has_first = if modes.contains(&"first") { " has_first" } else { "" };
        let closed = if object.closed { " deny_unknown" } else { "" };
        let mut text = format!("rt::object! {{\n    {} {}{has_first}{closed} {{\n", self.direction(def), name);
        for ((field, name), mode) in object.fields.iter().zip(members).zip(modes) {
            text.push_str(&format!("        {mode} {name} {},\n", literal(&field.name.wire)));
        }
        if let Some((_, name)) = object.rest.as_ref().zip(members.last()) {
            let how = if object.keeps_unknown { "unknown" } else { "rest" };
            text.push_str(&format!("        ..{how} {name},\n"));
        }
        text.push_str("    }\n}");
        text
    }

    fn field(&self, field: &Field, name: &Ident) -> TokenStream {
        let docs = docs::member(&field.docs, &format!("`{}`.", field.name.wire.replace('`', "'")));
        let ty = self.types.member(&field.ty, field.presence);
        quote! { #docs pub #name: #ty, }
    }

    fn mode(&self, field: &Field) -> &'static str {
        match field.presence {
            Presence::Required if self.types.has_blank(&field.ty) => "required",
            Presence::Required => "first",
            Presence::Nullable => "nullable",
            // Null is a value where it is any JSON, or all that there is.
            Presence::Optional if matches!(self.types.unaliased(&field.ty), TypeRef::Json | TypeRef::Unit) => {
                "optional_nullable"
            }
            Presence::Optional => "optional",
            Presence::OptionalNullable => "optional_nullable",
        }
    }

    /// Takes what is required: what the document adds later as optional breaks no caller.
    fn constructor(&self, model: Model<'_>, object: &Struct) -> TokenStream {
        let [into, none, map] = ["Into", "None", "BTreeMap"].map(|name| self.types.std.name(name));
        let Model { name, members, .. } = model;
        let mut arguments = Vec::new();
        let mut values: Vec<(&str, TokenStream)> = Vec::new();
        for (field, ident) in object.fields.iter().zip(members) {
            if field.presence.is_required() {
                let ty = self.types.member(&field.ty, field.presence);
                let is_text = *self.types.unaliased(&field.ty) == TypeRef::Scalar(Scalar::String);
                let text = field.presence == Presence::Required && is_text;
                let argument = if text { quote!(#ident: impl #into<#ty>) } else { quote!(#ident: #ty) };
                arguments.push((field.name.wire.as_str(), argument));
                let value = if text { quote!(#ident: #ident.into()) } else { quote!(#ident) };
                values.push((&field.name.wire, value));
            } else {
                values.push((&field.name.wire, quote!(#ident: #none)));
            }
        }
        if let Some((rest, ident)) = object.rest.as_ref().zip(members.last()) {
            values.push((&rest.name.wire, quote!(#ident: #map::new())));
        }
        // By name: two members that change places in the document must not change places in calls.
        arguments.sort_by_key(|(wire, _)| *wire);
        values.sort_by_key(|(wire, _)| *wire);
        let arguments: Vec<_> = arguments.into_iter().map(|(_, argument)| argument).collect();
        let values: Vec<_> = values.into_iter().map(|(_, value)| value).collect();
        constructor(name, &arguments, &values)
    }

    fn listed(&self, model: Model<'_>, listed: &Enum, items: &mut Vec<Item>) {
        let Model { def, name, members } = model;
        let docs = self.docs(def);
        let by_macro: &[&str] = if listed.of == EnumOf::Strings { &["Eq", "Hash", "PartialEq"] } else { &[] };
        let (derives, unknown, codec): (&[&str], _, _) = match listed.of {
            EnumOf::Strings => (&["Clone", "Debug"], self.types.std.name("String"), "string_enum"),
            EnumOf::Integers => (&["Clone", "Copy", "Debug", "Eq", "Hash", "PartialEq"], quote!(i64), "integer_enum"),
            EnumOf::Values => (&["Clone", "Debug", "PartialEq"], quote!(rt::Value), "value_enum"),
        };
        let derives = self.derives(def, derives, by_macro);
        let variants = listed.variants.iter().zip(members).map(|(variant, name)| {
            let docs =
                docs::member(&variant.docs, &format!("`{}`.", variant.name.wire.replace(['`', '\n', '\r'], "'")));
            quote! { #docs #name, }
        });
        items.push(Item::Tokens(quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #[doc = " A value that the document did not list when this code was generated."]
                Unknown(#unknown),
            }
        }));
        let open = if listed.open { "open " } else { "" };
        let mut text = format!("rt::{codec}! {{\n    {open}{name} {{\n");
        for (variant, name) in listed.variants.iter().zip(members) {
            let wire =
                if listed.of == EnumOf::Integers { variant.name.wire.clone() } else { literal(&variant.name.wire) };
            text.push_str(&format!("        {name} {wire},\n"));
        }
        text.push_str("    }\n}");
        items.push(Item::Text(text));
    }

    fn union(&self, model: Model<'_>, union: &Union, items: &mut Vec<Item>) {
        let Model { def, name, members } = model;
        let docs = self.docs(def);
        let derives = self.derives(def, &["Clone", "Debug"], &["PartialEq"]);
        let variants = union.variants.iter().zip(members).map(|(variant, name)| {
            let docs = docs::member(&variant.docs, &format!("`{}`.", variant.name.wire.replace('`', "'")));
            let ty = self.types.ty(&variant.ty);
            quote! { #docs #name(#ty), }
        });
        items.push(Item::Tokens(quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #[doc = " A value that fits none of the variants; it is kept as it came."]
                Unknown(rt::Value),
            }
        }));
        let direction = self.direction(def);
        let mut text = match &union.tag {
            Tag::Property(tag) => {
                let or_best = if union.tag_may_be_missing { " or best" } else { "" };
                format!("rt::tagged_union! {{\n    {direction} {name} by {}{or_best} {{\n", literal(tag))
            }
            Tag::Untagged => {
                let open = if union.open { "open " } else { "" };
                format!("rt::untagged_union! {{\n    {direction} {open}{name} {{\n")
            }
        };
        for (variant, name) in union.variants.iter().zip(members) {
            text.push_str(&format!("        {name}"));
            if let Tag::Property(_) = union.tag {
                variant.tags.iter().for_each(|tag| text.push_str(&format!(" {}", literal(tag))));
            }
            text.push_str(",\n");
        }
        text.push_str("    }\n}");
        items.push(Item::Text(text));
        items.extend(self.conversions(model, union).map(Item::Tokens));
    }

    /// `From` for each variant whose type is a definition of its own, and of no other variant.
    fn conversions<'a>(&'a self, model: Model<'a>, union: &'a Union) -> impl Iterator<Item = TokenStream> + 'a {
        let Model { name, members, .. } = model;
        let [boxed_as, from] = ["Box", "From"].map(|name| self.types.std.name(name));
        let held = move |ty: &'a TypeRef| {
            let (inner, boxed) = match ty {
                TypeRef::Boxed(inner) => (&**inner, true),
                ty => (ty, false),
            };
            match self.types.unaliased(inner) {
                TypeRef::Named(id) => Some((*id, boxed)),
                _ => None,
            }
        };
        let mut holders: IndexMap<TypeId, usize> = IndexMap::new();
        for (id, _) in union.variants.iter().filter_map(|variant| held(&variant.ty)) {
            *holders.entry(id).or_default() += 1;
        }
        union.variants.iter().zip(members).filter_map(move |(variant, ident)| {
            let (id, boxed) = held(&variant.ty)?;
            let alone = holders.get(&id) == Some(&1);
            let itself = self.names.of_type(id).ident == *name;
            if itself || !alone || matches!(self.api.types.get(id).kind, TypeKind::Pending) {
                return None;
            }
            let ty = self.types.ty(&TypeRef::Named(id));
            let value = if boxed { quote!(#boxed_as::new(value)) } else { quote!(value) };
            Some(quote! { impl #from<#ty> for #name { fn from(value: #ty) -> Self { Self::#ident(#value) } } })
        })
    }

    fn multipart(&self, model: Model<'_>, parts: &[Part], items: &mut Vec<Item>) {
        let Model { def, name, members } = model;
        let docs = self.docs(def);
        let optional = !parts.iter().any(|part| part.required);
        let derives = self.derives(
            def,
            if optional { &["Clone", "Debug", "Default", "PartialEq"] } else { &["Clone", "Debug", "PartialEq"] },
            &[],
        );
        let fields = parts.iter().zip(members).map(|(part, name)| {
            let docs = docs::member(&part.docs, &format!("`{}`.", part.name.wire.replace('`', "'")));
            let ty = self.part(part);
            let ty = if part.required || part.kind == PartKind::Files { ty } else { self.types.option(ty) };
            quote! { #docs pub #name: #ty, }
        });
        items.push(Item::Tokens(quote! { #docs #derives pub struct #name { #(#fields)* } }));
        if def.in_requests && !optional {
            items.push(Item::Tokens(self.constructor_of_parts(model, parts)));
        }
        let mut text = format!("rt::multipart! {{\n    {} {} {{\n", self.direction(def), name);
        for (part, name) in parts.iter().zip(members) {
            let optional = if part.required { "" } else { "optional_" };
            let kind = match &part.kind {
                PartKind::Text(_) => "text",
                PartKind::Json(_) => "json",
                PartKind::File => "file",
                PartKind::Files => "files",
            };
            let optional = if kind == "files" { "" } else { optional };
            text.push_str(&format!("        {optional}{kind} {name} {},\n", literal(&part.name.wire)));
        }
        text.push_str("    }\n}");
        items.push(Item::Text(text));
    }

    fn part(&self, part: &Part) -> TokenStream {
        match &part.kind {
            PartKind::Text(ty) | PartKind::Json(ty) => self.types.ty(ty),
            PartKind::File => quote!(rt::File),
            PartKind::Files => {
                let list = self.types.std.name("Vec");
                quote!(#list<rt::File>)
            }
        }
    }

    /// As [`constructor`](Self::constructor), for the parts of a body.
    fn constructor_of_parts(&self, model: Model<'_>, parts: &[Part]) -> TokenStream {
        let [list, none] = ["Vec", "None"].map(|name| self.types.std.name(name));
        let mut parts: Vec<(&Part, &Ident)> = parts.iter().zip(model.members).collect();
        parts.sort_by_key(|(part, _)| part.name.wire.as_str());
        let arguments = parts.iter().filter(|(part, _)| part.required).map(|(part, name)| {
            let ty = self.part(part);
            quote!(#name: #ty)
        });
        let values = parts.iter().map(|(part, name)| match (part.required, &part.kind) {
            (true, _) => quote!(#name),
            (false, PartKind::Files) => quote!(#name: #list::new()),
            (false, _) => quote!(#name: #none),
        });
        constructor(model.name, &arguments.collect::<Vec<_>>(), &values.collect::<Vec<_>>())
    }

    fn headers(&self, model: Model<'_>, fields: &[Field], items: &mut Vec<Item>) {
        let Model { def, name, members } = model;
        let docs = docs::with_origin(&def.docs, "Documented headers of an answer.", &place(def));
        let derives = self.derives(def, &["Clone", "Debug", "Default", "PartialEq"], &[]);
        let list = fields.iter().zip(members).map(|(field, name)| {
            let docs = docs::member(&field.docs, &format!("`{}`.", field.name.wire.replace('`', "'")));
            let ty = self.types.option(self.types.ty(&field.ty));
            quote! { #docs pub #name: #ty, }
        });
        items.push(Item::Tokens(quote! { #docs #derives pub struct #name { #(#list)* } }));
        let mut text = format!("rt::headers! {{\n    {name} {{\n");
        for (field, name) in fields.iter().zip(members) {
            text.push_str(&format!("        {name} {},\n", literal(&field.name.wire)));
        }
        text.push_str("    }\n}");
        items.push(Item::Text(text));
    }

    fn newtype(&self, model: Model<'_>, ty: &TypeRef, items: &mut Vec<Item>) {
        let Model { def, name, .. } = model;
        let docs = self.docs(def);
        let derives = self.derives(def, &["Clone", "Debug", "PartialEq"], &[]);
        let ty = self.types.ty(ty);
        items.push(Item::Tokens(quote! { #docs #derives pub struct #name(pub #ty); }));
        items.push(Item::Text(format!("rt::newtype! {{ {} {} }}", self.direction(def), name)));
    }

    fn alias(&self, model: Model<'_>, ty: &TypeRef) -> TokenStream {
        let Model { def, name, .. } = model;
        let docs = self.docs(def);
        let ty = self.types.ty(ty);
        quote! { #docs pub type #name = #ty; }
    }
}

/// `new`, which takes what the document requires: as much as that is, which may be more than clippy likes.
fn constructor(name: &Ident, arguments: &[TokenStream], values: &[TokenStream]) -> TokenStream {
    let docs = docs::line("What is required, by name; set the rest on the value.");
    let allow = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! { impl #name { #docs #allow #[must_use] pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } } } }
}

/// Whether a path is that of a derive of the standard library.
fn is_derive_of_std(path: &str, name: &str) -> bool {
    let path = path.strip_prefix("::").unwrap_or(path);
    match path.rsplit_once("::") {
        Some((module, last)) => last == name && (module.starts_with("core") || module.starts_with("std")),
        None => path == name,
    }
}

/// Where a type stands in the document.
fn place(def: &TypeDef) -> String {
    let pointer = def.origin.pointer.as_str();
    // The place of a parameter in its list means nothing, and changes with every export.
    let shown = match pointer.split_once("/parameters/") {
        Some((owner, place)) if place.starts_with(|c: char| c.is_ascii_digit()) => format!("{owner}/parameters"),
        _ => pointer.to_owned(),
    };
    format!("Schema: `#{}`", shown.replace('`', "'"))
}
