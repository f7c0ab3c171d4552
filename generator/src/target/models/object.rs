//! Objects: a struct with its constructor, its defaults and its codec.

use serde_json::Value;

use super::{Model, Models, pointer};
use crate::emit::{Defaulted, docs};
use crate::ir::{Field, Presence, Scalar, Struct, TypeRef};
use crate::names::Ident;
use crate::print::{self, Body, Item, Literal, Table, Word};

impl Models<'_> {
    /// Whether nothing of an object is needed. What derives of `Default` give: nothing, `false`, zero or an
    /// empty text.
    fn is_optional(&self, object: &Struct) -> bool {
        object.fields.iter().all(|field| !field.presence.is_required() || self.is_blank(field))
    }

    pub(super) fn object(&self, model: Model<'_>, object: &Struct) -> Option<Item<'static>> {
        let Model { members, is_filled, .. } = model;
        let derives: &[_] = if self.is_optional(object) { &["Clone", "Debug", "Default"] } else { &["Clone", "Debug"] };
        let fields = object.all().zip(members).map(|(field, name)| {
            let ty = self.types.member(&field.ty, field.presence);
            let filled = || docs::filled(&field.docs, "Servers fill it in if absent");
            let of_servers = (is_filled && self.filled_in(field, name).is_some()).then(filled);
            let docs = docs::named(of_servers.as_ref().unwrap_or(&field.docs), &field.name, name);
            print::Field::new(docs, name, ty).deprecated(field.docs.deprecated)
        });
        Some(self.definition(model, derives, &["PartialEq"], Body::Struct(fields.collect())).into())
    }

    pub(super) fn object_constructor(&self, model: Model<'_>, object: &Struct) -> Option<Item<'static>> {
        if self.is_optional(object) { None } else { self.constructor(model).map(Item::from) }
    }

    pub(super) fn object_defaults(&self, model: Model<'_>, object: &Struct) -> Option<Item<'static>> {
        let fields = object.fields.iter().zip(model.members).map(|(field, ident)| Defaulted::field(field, ident));
        self.types.defaults(model.name, fields).map(Item::from)
    }

    pub(super) fn object_codec(&self, model: Model<'_>, object: &Struct) -> Option<Item<'static>> {
        let Model { def, name, members, is_filled } = model;
        let modes: Vec<&'static str> = object.fields.iter().map(|field| self.mode(field, def.in_requests)).collect();
        let direction = self.direction(def);
        let is_escaped = direction != "read" && object.fields.iter().any(|field| is_escaped_in_json(&field.name.wire));
        let mut head: Vec<Word> = vec![direction.into()];
        head.extend(is_escaped.then_some("escaped".into()));
        head.push(name.into());
        // Messages about what is read name the schema.
        head.extend((direction != "write").then(|| Literal::str(&pointer(def)).into()));
        head.extend(object.closed.then_some("deny_unknown".into()));
        let fields = object.fields.iter().zip(members).zip(modes);
        let mut rows: Vec<Vec<Word>> = fields
            .map(|((field, name), mode)| {
                let mut row = vec![mode.into(), name.into(), Literal::str(&field.name.wire).into()];
                if let Some(default) = self.filled_in(field, name).filter(|_| is_filled) {
                    row.extend(["=".into(), Literal::str(&default.to_string()).into()]);
                }
                row
            })
            .collect();
        if let Some((_, name)) = object.rest.as_ref().zip(members.last()) {
            let has_floats = object.rest.as_ref().is_some_and(|rest| self.has_floats(&rest.ty));
            let how = match (object.keeps_unknown, has_floats) {
                (true, _) => "..unknown",
                (false, true) => "..rest_float",
                (false, false) => "..rest",
            };
            rows.push(vec![how.into(), name.into()]);
        }
        Some(Table::new("rt::object!", head, rows).into())
    }

    fn mode(&self, field: &Field, is_sent: bool) -> &'static str {
        let mode = self.mode_of_presence(field, is_sent);
        match (mode, self.has_floats(&field.ty)) {
            ("required", true) => "required_float",
            ("nullable", true) => "nullable_float",
            ("optional", true) => "optional_float",
            ("read_only", true) => "read_only_float",
            ("read_only_nullable", true) => "read_only_nullable_float",
            ("optional_nullable", true) => "optional_nullable_float",
            (mode, _) => mode,
        }
    }

    /// Whether a type consists of floats that are written as such.
    pub(super) fn has_floats(&self, ty: &TypeRef) -> bool {
        match self.types.unaliased(ty) {
            TypeRef::Scalar(Scalar::Double | Scalar::NumericF64) => true,
            TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => {
                self.has_floats(inner)
            }
            TypeRef::Tuple(tuple) => tuple.parts().all(|part| self.has_floats(part)),
            _ => false,
        }
    }

    fn mode_of_presence(&self, field: &Field, is_sent: bool) -> &'static str {
        let read_only = field.read_only && is_sent;
        match field.presence {
            Presence::Required if self.types.has_blank(&field.ty) => "required",
            Presence::Required => "first",
            Presence::Nullable => "nullable",
            // Null is a value where it is any JSON, or all that there is.
            Presence::Optional if matches!(self.types.unaliased(&field.ty), TypeRef::Json | TypeRef::Unit) => {
                if read_only {
                    "read_only_nullable"
                } else {
                    "optional_nullable"
                }
            }
            Presence::Optional if read_only => "read_only",
            Presence::OptionalNullable if read_only => "read_only_nullable",
            Presence::Optional => "optional",
            Presence::OptionalNullable => "optional_nullable",
        }
    }

    /// The default that stands for the property in what a server reads; what only the server sets has none there.
    fn filled_in<'f>(&self, field: &'f Field, ident: &'f Ident) -> Option<&'f Value> {
        self.types.filled_in(Defaulted::field(field, ident), &field.limits).filter(|_| !field.read_only)
    }
}

/// Whether a text is not written in JSON as it stands (RFC 8259 §7).
fn is_escaped_in_json(text: &str) -> bool {
    text.contains(|character: char| matches!(character, '"' | '\\' | '\0'..='\u{1f}'))
}
