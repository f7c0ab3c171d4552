//! The models: types, what is in them, and how they are made.

use gatewright_document::Origin;

use super::{Audience, Entry, Lister};
use crate::diff::subject::Subject;
use crate::diff::types::{Signature, Writer};
use crate::emit::{Default, Defaulted, limits};
use crate::ir::{
    Enum, EnumOf, Field, Part, PartKind, Presence, Scalar, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union,
};
use crate::names::{Ident, TypeNames};
use crate::options::Codecs;

/// A type that is being listed.
struct Model<'a> {
    def: &'a TypeDef,
    names: &'a TypeNames,
    subject: Subject,
    /// Who has it in a program.
    audience: Audience,
}

impl Lister<'_> {
    pub(super) fn models(&mut self) {
        let checked = limits::checked(self.side.api);
        let side = self.side;
        for (id, def) in side.api.types.iter() {
            let names = side.names.of_type(id);
            let key = self.type_key(id).to_owned();
            // Code without client and server is for programs that use the models.
            let audience = match self.audience {
                Audience::NOBODY => Audience::CALLERS,
                audience => audience,
            };
            let model = Model { def, names, subject: Subject::Type(key, None), audience };
            self.model(&model, id, checked.get(id.index()) == Some(&true));
        }
    }

    #[expect(clippy::indexing_slicing, reason = "there is a key for each type of the document")]
    fn type_key(&self, id: TypeId) -> &str {
        &self.type_keys[id.index()]
    }

    fn model(&mut self, model: &Model<'_>, id: TypeId, checked: bool) {
        let Model { def, names, .. } = model;
        self.item(model, "", "", Signature::plain(kind(&def.kind)));
        for derive in self.derives(def, names) {
            self.item(model, &format!("trait {derive}"), &format!(": {derive}"), Signature::plain(""));
        }
        if checked {
            self.item(model, "trait Validate", ": Validate", Signature::plain(""));
        }
        match &def.kind {
            TypeKind::Struct(object) => self.object(model, object),
            TypeKind::Enum(listed) => self.listed(model, listed),
            TypeKind::Union(union) => self.union(model, id, union),
            TypeKind::Multipart(parts) => self.multipart(model, parts),
            TypeKind::Headers(fields) => {
                for (field, ident) in fields.iter().zip(&names.members) {
                    let signature = self.writers.signature(&|types| types.option(&field.ty));
                    self.field(model, &field.name.wire, ident, field.name.origin.as_ref(), signature);
                }
            }
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => {
                let signature = self.writers.signature(&|types| types.ty(ty));
                self.item(model, "inner", "", signature);
            }
        }
    }

    /// An item of the type itself. What is behind its name: nothing, a trait, a function.
    fn item(&mut self, model: &Model<'_>, name: &str, behind: &str, signature: Signature) {
        let entry = Entry {
            item: format!("models::{}{behind}", model.names.ident),
            declares: name.is_empty().then(|| model.names.ident.to_string()),
            signature,
            subject: model.subject.clone(),
            origin: Some(model.def.origin.clone()),
            needed_by: model.audience,
            demanded_of: Audience::NOBODY,
        };
        self.add(name, entry);
    }

    fn field(&mut self, model: &Model<'_>, wire: &str, ident: &Ident, origin: Option<&Origin>, signature: Signature) {
        let entry = Entry {
            item: format!("models::{}::{ident}", model.names.ident),
            declares: None,
            signature,
            subject: model.subject.member(wire),
            origin: Some(origin.unwrap_or(&model.def.origin).clone()),
            needed_by: model.audience,
            demanded_of: Audience::NOBODY,
        };
        self.add(&format!("field {ident}"), entry);
    }

    fn object(&mut self, model: &Model<'_>, object: &Struct) {
        let idents = &model.names.members;
        for (field, ident) in object.all().zip(idents) {
            let signature = self.writers.signature(&|types| types.member(&field.ty, field.presence));
            self.field(model, &field.name.wire, ident, field.name.origin.as_ref(), signature);
        }
        self.defaults(model, object);
        let asked = self.writers.types().asked(object, model.names);
        let asked: Vec<(&Ident, Asked<'_>)> =
            asked.into_iter().map(|(field, ident)| (ident, Asked::Property(field))).collect();
        self.constructor(model, &asked);
    }

    fn defaults(&mut self, model: &Model<'_>, object: &Struct) {
        for (field, ident) in object.fields.iter().zip(&model.names.members) {
            let field = Defaulted::field(field, ident);
            if let Some(signature) = self.default_signature(field) {
                let method = field.method();
                self.item(model, &format!("fn {method}"), &format!("::{method}"), signature);
            }
        }
    }

    /// What the method for a default gives.
    pub(super) fn default_signature(&self, field: Defaulted<'_>) -> Option<Signature> {
        Some(match self.writers.types().default_of(field)? {
            Default::Copied(ty, _) => Signature::plain(ty),
            Default::Text(_) => Signature::plain("&str"),
            Default::Variant(id, _) => self.writers.signature(&|types| format!("&{}", types.named(id))),
        })
    }

    /// What a model is made by, if it asks for anything. Only servers make what is only in responses.
    fn constructor(&mut self, model: &Model<'_>, asked: &[(&Ident, Asked<'_>)]) {
        let signature = match asked {
            [] => return,
            [(ident, only)] => self.writers.signature(&|types| format!("({ident}: {})", argument(types, *only))),
            several => {
                let mut names: Vec<String> = several.iter().map(|(ident, _)| ident.to_string()).collect();
                names.sort_unstable();
                let names = names.join(", ");
                Signature::called(format!("(required::{} {{ {names} }})", model.names.ident), &names)
            }
        };
        let is_answered = model.def.in_responses && !model.def.in_requests;
        let made_by = if is_answered { Audience::IMPLEMENTERS } else { Audience::BOTH };
        let entry = Entry {
            item: format!("models::{}::new", model.names.ident),
            declares: None,
            signature,
            subject: model.subject.clone(),
            origin: Some(model.def.origin.clone()),
            needed_by: model.audience.and(made_by),
            demanded_of: Audience::NOBODY,
        };
        self.add("fn new", entry);
    }

    fn multipart(&mut self, model: &Model<'_>, parts: &[Part]) {
        let idents = &model.names.members;
        for (part, ident) in parts.iter().zip(idents) {
            let signature = self.writers.signature(&|types| {
                let ty = held(types, part);
                if part.required || part.is_list() { ty } else { format!("Option<{ty}>") }
            });
            self.field(model, &part.name.wire, ident, part.name.origin.as_ref(), signature);
        }
        let asked = parts.iter().zip(idents).filter(|(part, _)| part.required);
        let asked: Vec<(&Ident, Asked<'_>)> = asked.map(|(part, ident)| (ident, Asked::Part(part))).collect();
        self.constructor(model, &asked);
    }

    fn listed(&mut self, model: &Model<'_>, listed: &Enum) {
        for (variant, ident) in listed.variants.iter().zip(&model.names.members) {
            let origin = variant.name.origin.as_ref();
            self.field(model, &variant.name.wire, ident, origin, Signature::plain(""));
        }
    }

    fn union(&mut self, model: &Model<'_>, id: TypeId, union: &Union) {
        let types = &self.side.api.types;
        for (variant, ident) in union.variants.iter().zip(&model.names.members) {
            let signature = self.writers.signature(&|types| types.ty(&variant.ty));
            self.field(model, &variant.name.wire, ident, variant.name.origin.as_ref(), signature);
        }
        let held: Vec<Option<TypeId>> = union
            .variants
            .iter()
            .map(|variant| {
                let inner = if let TypeRef::Boxed(inner) = &variant.ty { inner } else { &variant.ty };
                match types.unaliased(inner) {
                    TypeRef::Named(id) => Some(*id),
                    _ => None,
                }
            })
            .collect();
        for inner in held.iter().flatten() {
            let alone = held.iter().flatten().filter(|other| *other == inner).count() == 1;
            if alone && *inner != id {
                let of = self.writers.signature(&|types| types.named(*inner));
                // The type is part of what the trait is called: one for each.
                let name = format!("from {}", self.type_key(*inner));
                self.item(model, &name, &format!(": From<{}>", of.shown), Signature::plain(""));
            }
        }
    }

    /// The traits that a type has and another of its kind may lack.
    fn derives(&self, def: &TypeDef, names: &TypeNames) -> Vec<String> {
        let default = match &def.kind {
            TypeKind::Struct(object) => self.writers.types().asked(object, names).is_empty(),
            TypeKind::Multipart(parts) => !parts.iter().any(|part| part.required),
            _ => false,
        };
        let json = !matches!(def.kind, TypeKind::Multipart(_) | TypeKind::Headers(_) | TypeKind::Alias(_));
        let mut all: Vec<String> = default.then(|| "Default".to_owned()).into_iter().collect();
        all.extend(self.direction(def).iter().filter(|_| json).map(|name| (*name).to_owned()));
        if !matches!(def.kind, TypeKind::Alias(_)) {
            all.extend(def.derives.iter().cloned());
        }
        all
    }

    fn direction(&self, def: &TypeDef) -> &'static [&'static str] {
        let options = self.options;
        let one_sided = options.codecs == Codecs::Needed && !(options.client && options.server);
        match (one_sided, def.in_requests == options.client, def.in_responses == options.client) {
            (true, true, false) => &["ToJson"],
            (true, false, true) => &["FromJson"],
            _ => &["FromJson", "ToJson"],
        }
    }
}

/// A value that `new` asks for.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Property(&'a Field),
    Part(&'a Part),
}

/// The value that alone is asked for, as an argument.
fn argument(types: Writer<'_>, asked: Asked<'_>) -> String {
    let field = match asked {
        Asked::Property(field) => field,
        Asked::Part(part) => return held(types, part),
    };
    let ty = types.member(&field.ty, field.presence);
    let is_text = *types.types.unaliased(&field.ty) == TypeRef::Scalar(Scalar::String);
    if is_text && field.presence == Presence::Required { format!("impl Into<{ty}>") } else { ty }
}

fn held(types: Writer<'_>, part: &Part) -> String {
    match &part.kind {
        PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => types.ty(ty),
        PartKind::File => "rt::File".to_owned(),
        PartKind::Files => "Vec<rt::File>".to_owned(),
        PartKind::Rest => "Vec<rt::Part>".to_owned(),
    }
}

/// What a type is, in so far as programs depend on it.
fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) | TypeKind::Headers(_) | TypeKind::Multipart(_) => "struct",
        TypeKind::Enum(Enum { of: EnumOf::Strings, .. }) => "enum of strings",
        TypeKind::Enum(Enum { of: EnumOf::Integers, .. }) => "enum of integers",
        TypeKind::Enum(Enum { of: EnumOf::Values, .. }) => "enum of values",
        TypeKind::Union(_) => "union",
        TypeKind::Newtype(_) => "newtype",
        TypeKind::Alias(_) => "alias",
    }
}
