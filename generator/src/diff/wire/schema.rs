//! Values: whether the new type takes what the old one was.

use super::{Way, Wire};
use crate::diff::Side;
use crate::diff::change::{At, Verdict};
use crate::diff::pairs::Matched;
use crate::diff::subject::Subject;
use crate::ir::{Enum, Field, Part, PartKind, Struct, Tag, TypeDef, TypeId, TypeKind, TypeRef, Union};

impl Wire<'_> {
    pub(super) fn ty(&mut self, subject: &Subject, at: At<'_>, before: &TypeRef, after: &TypeRef, way: Way) {
        let (one, other) = (self.old.api.types.unaliased(before), self.new.api.types.unaliased(after));
        match (one, other) {
            (TypeRef::Boxed(one), other) => self.ty(subject, at, one, other, way),
            (one, TypeRef::Boxed(other)) => self.ty(subject, at, one, other, way),
            (TypeRef::Nullable(one), TypeRef::Nullable(other))
            | (TypeRef::List(one), TypeRef::List(other))
            | (TypeRef::Map(one), TypeRef::Map(other)) => self.ty(subject, at, one, other, way),
            (TypeRef::Nullable(one), other) => {
                let text = "may no longer be null".to_owned();
                self.tell(subject, at, Verdict::RunTime, "became-not-nullable", text);
                self.ty(subject, at, one, other, way);
            }
            (one, TypeRef::Nullable(other)) => {
                self.tell(subject, at, Verdict::Harmless, "became-nullable", "may be null now".to_owned());
                self.ty(subject, at, one, other, way);
            }
            (TypeRef::Tuple(one), TypeRef::Tuple(other)) if one.items.len() == other.items.len() => {
                for (one, other) in one.items.iter().zip(&other.items) {
                    self.ty(subject, at, one, other, way);
                }
                if one.least < other.least || (one.rest.is_none() != other.rest.is_none()) {
                    let text = "has another number of items".to_owned();
                    self.tell(subject, at, Verdict::RunTime, "items-changed", text);
                }
            }
            (TypeRef::Named(one), TypeRef::Named(other)) => {
                if self.types.insert((*one, *other, way)) {
                    let (before, after) = (self.old.api.types.get(*one), self.new.api.types.get(*other));
                    self.def(before, after, way);
                    self.renamed((*one, before), (*other, after));
                }
            }
            // Whatever came is still taken.
            (one, TypeRef::Json) if *one != TypeRef::Json => {
                let text = "may be any JSON now".to_owned();
                self.tell(subject, at, Verdict::Harmless, "type-widened", text);
            }
            (one, other) if one == other => {}
            _ => self.tell(subject, at, Verdict::RunTime, "type-changed", "is of another type".to_owned()),
        }
    }

    fn def(&mut self, before: &TypeDef, after: &TypeDef, way: Way) {
        let subject = Subject::Type(before.key().into_owned(), None);
        let at = At::both(&before.origin, &after.origin);
        match (&before.kind, &after.kind) {
            (TypeKind::Struct(one), TypeKind::Struct(other)) => self.object(&subject, at, one, other, way),
            (TypeKind::Enum(one), TypeKind::Enum(other)) => self.listed(&subject, at, one, other, way),
            (TypeKind::Union(one), TypeKind::Union(other)) => self.union(&subject, at, one, other, way),
            (TypeKind::Multipart(one), TypeKind::Multipart(other)) => {
                self.parts(&subject, at, one, other, after.closed, way);
                self.closed(&subject, at, before.closed, after.closed, way);
            }
            (TypeKind::Headers(one), TypeKind::Headers(other)) => self.headers(&subject, at, one, other, way),
            (TypeKind::Newtype(one), TypeKind::Newtype(other)) => self.ty(&subject, at, one, other, way),
            _ => self.tell(&subject, at, Verdict::RunTime, "type-changed", "is of another type".to_owned()),
        }
        // Of a schema in place, the property or parameter says it; what shares its type may say something else.
        if before.named || after.named {
            self.docs(&subject, at, &before.docs, &after.docs);
        }
    }

    /// Properties and values that Rust calls the same, and the wire does not.
    fn renamed(&mut self, (old, before): (TypeId, &TypeDef), (new, after): (TypeId, &TypeDef)) {
        let named = |side: Side<'_>, id: TypeId, def: &TypeDef| -> Vec<(String, String)> {
            let idents = side.names.of_type(id).members.iter().map(ToString::to_string);
            let wires = def.kind.members().into_iter().map(|name| name.wire.clone());
            idents.zip(wires).collect()
        };
        if matches!(before.kind, TypeKind::Union(_)) {
            return;
        }
        let (one, other) = (named(self.old, old, before), named(self.new, new, after));
        for (ident, wire) in &one {
            let Some((_, now)) = other.iter().find(|(name, _)| name == ident) else { continue };
            if wire != now && !other.iter().any(|(_, other)| other == wire) {
                let subject = Subject::Type(before.key().into_owned(), Some(wire.clone()));
                let text = format!("is `{now}` on the wire, and called `{ident}` as before");
                let at = At::both(&before.origin, &after.origin);
                self.tell(&subject, at, Verdict::Sent, "renamed-on-the-wire", text);
            }
        }
    }

    fn object(&mut self, subject: &Subject, at: At<'_>, before: &Struct, after: &Struct, way: Way) {
        let name = |field: &Field| Some(field.name.wire.clone());
        let matched = Matched::of(&before.fields, &after.fields, &[&name]);
        for (one, other) in matched.pairs(&before.fields, &after.fields) {
            self.field(subject, at, one, other, way);
        }
        for removed in matched.removed(&before.fields) {
            let rejected = way == Way::Request && after.closed;
            let (verdict, text) = match rejected {
                true => (Verdict::RunTime, "is no longer taken"),
                false => (Verdict::Harmless, "is no longer described"),
            };
            let check = if way == Way::Request { "request-property-removed" } else { "response-property-removed" };
            let at = At { old: removed.name.origin.as_ref().or(at.old), new: None };
            self.tell(&subject.member(&removed.name.wire), at, verdict, check, text.to_owned());
        }
        for added in matched.added(&after.fields) {
            let (verdict, check, text) = match (way, added.presence.is_required()) {
                (Way::Request, true) => (Verdict::RunTime, "new-required-request-property", "is new, and required"),
                (Way::Request, false) => (Verdict::Harmless, "new-optional-request-property", "is new"),
                (Way::Response, true) => (Verdict::RunTime, "new-required-response-property", "is new, and required"),
                (Way::Response, false) => (Verdict::Harmless, "new-optional-response-property", "is new"),
            };
            let at = At { old: None, new: added.name.origin.as_ref().or(at.new) };
            self.tell(&subject.member(&added.name.wire), at, verdict, check, text.to_owned());
        }
        self.closed(subject, at, before.closed, after.closed, way);
        if let (Some(one), Some(other)) = (&before.rest, &after.rest) {
            self.limits(subject, at, &one.limits, &other.limits, way);
            self.ty(subject, at, &one.ty, &other.ty, way);
        }
    }

    /// Whether there may be properties, or parts, that are not described.
    fn closed(&mut self, subject: &Subject, at: At<'_>, before: bool, after: bool, way: Way) {
        let (verdict, check, text) = match (before, after, way) {
            (false, true, Way::Request) => (Verdict::RunTime, "request-object-closed", "takes no other properties now"),
            (false, true, Way::Response) => {
                (Verdict::Harmless, "response-object-closed", "has no other properties now")
            }
            (true, false, _) => (Verdict::Harmless, "object-opened", "may have other properties now"),
            _ => return,
        };
        self.tell(subject, at, verdict, check, text.to_owned());
    }

    fn field(&mut self, subject: &Subject, at: At<'_>, before: &Field, after: &Field, way: Way) {
        let subject = subject.member(&before.name.wire);
        let at = At { old: before.name.origin.as_ref().or(at.old), new: after.name.origin.as_ref().or(at.new) };
        let required = (before.presence.is_required(), after.presence.is_required());
        let told = match (way, required) {
            (Way::Request, (false, true)) => {
                Some((Verdict::RunTime, "request-property-became-required", "is required now"))
            }
            (Way::Response, (false, true)) => {
                Some((Verdict::RunTime, "response-property-became-required", "is required now"))
            }
            (Way::Request, (true, false)) => {
                Some((Verdict::Harmless, "request-property-became-optional", "is optional now"))
            }
            (Way::Response, (true, false)) => {
                Some((Verdict::Harmless, "response-property-became-optional", "is optional now"))
            }
            _ => None,
        };
        if let Some((verdict, check, text)) = told {
            self.tell(&subject, at, verdict, check, text.to_owned());
        }
        use crate::ir::Presence::{Nullable, OptionalNullable};
        let nullable = |field: &Field| matches!(field.presence, Nullable | OptionalNullable);
        match (nullable(before), nullable(after)) {
            (true, false) => {
                let text = "may no longer be null".to_owned();
                self.tell(&subject, at, Verdict::RunTime, "property-became-not-nullable", text);
            }
            (false, true) => {
                let text = "may be null now".to_owned();
                self.tell(&subject, at, Verdict::Harmless, "property-became-nullable", text);
            }
            _ => {}
        }
        if before.read_only != after.read_only || before.write_only != after.write_only {
            let text = "is for another direction now".to_owned();
            self.tell(&subject, at, Verdict::Harmless, "property-direction-changed", text);
        }
        self.docs(&subject, at, &before.docs, &after.docs);
        self.limits(&subject, at, &before.limits, &after.limits, way);
        self.ty(&subject, at, &before.ty, &after.ty, way);
    }

    fn listed(&mut self, subject: &Subject, at: At<'_>, before: &Enum, after: &Enum, way: Way) {
        if before.of != after.of {
            self.tell(subject, at, Verdict::RunTime, "type-changed", "has values of another type".to_owned());
            return;
        }
        let name = |variant: &crate::ir::EnumVariant| Some(variant.name.wire.clone());
        let matched = Matched::of(&before.variants, &after.variants, &[&name]);
        for removed in matched.removed(&before.variants) {
            let (verdict, check) = match (way, after.open) {
                (Way::Request, false) => (Verdict::RunTime, "request-enum-value-removed"),
                (Way::Request, true) => (Verdict::Harmless, "request-enum-value-removed"),
                (Way::Response, _) => (Verdict::Harmless, "response-enum-value-removed"),
            };
            let at = At { old: removed.name.origin.as_ref().or(at.old), new: None };
            let text = "is no longer a value".to_owned();
            self.tell(&subject.member(&removed.name.wire), at, verdict, check, text);
        }
        for added in matched.added(&after.variants) {
            let check = match way {
                Way::Request => "request-enum-value-added",
                Way::Response => "response-enum-value-added",
            };
            let at = At { old: None, new: added.name.origin.as_ref().or(at.new) };
            let text = "is a value too".to_owned();
            self.tell(&subject.member(&added.name.wire), at, Verdict::Harmless, check, text);
        }
        if before.open && !after.open && way == Way::Request {
            let text = "takes no other values now".to_owned();
            self.tell(subject, at, Verdict::RunTime, "request-enum-closed", text);
        }
    }

    fn union(&mut self, subject: &Subject, at: At<'_>, before: &Union, after: &Union, way: Way) {
        let by = |tag: &Tag| match tag {
            Tag::Property(property) => Some(property.name.clone()),
            Tag::Untagged => None,
        };
        if by(&before.tag) != by(&after.tag) {
            let shown = |tag: &Tag| match tag {
                Tag::Property(property) => format!("by `{}`", property.name),
                Tag::Untagged => "by what fits".to_owned(),
            };
            let text = format!("variants are told {}, and were {}", shown(&after.tag), shown(&before.tag));
            self.tell(subject, at, Verdict::RunTime, "discriminator-changed", text);
        }
        let name = |variant: &crate::ir::UnionVariant| Some(variant.name.wire.clone());
        let matched = Matched::of(&before.variants, &after.variants, &[&name]);
        for (one, other) in matched.pairs(&before.variants, &after.variants) {
            let subject = subject.member(&one.name.wire);
            let at = At { old: one.name.origin.as_ref().or(at.old), new: other.name.origin.as_ref().or(at.new) };
            let lost: Vec<&str> = one.tags.iter().filter(|tag| !other.tags.contains(tag)).map(String::as_str).collect();
            if !lost.is_empty() && after.tag != Tag::Untagged {
                let text = format!("no longer has the discriminator value `{}`", lost.join("`, `"));
                // Clients keep what nothing tells.
                let rejected = way == Way::Request && !after.open;
                let verdict = if rejected { Verdict::RunTime } else { Verdict::Harmless };
                self.tell(&subject, at, verdict, "discriminator-value-removed", text);
            }
            let more: Vec<&str> = other.tags.iter().filter(|tag| !one.tags.contains(tag)).map(String::as_str).collect();
            if !more.is_empty() && before.tag != Tag::Untagged {
                let text = format!("has the discriminator value `{}` now", more.join("`, `"));
                self.tell(&subject, at, Verdict::Harmless, "discriminator-value-added", text);
            }
            self.ty(&subject, at, &one.ty, &other.ty, way);
        }
        for removed in matched.removed(&before.variants) {
            let (verdict, check) = match (way, after.open) {
                (Way::Request, false) => (Verdict::RunTime, "request-variant-removed"),
                (Way::Request, true) => (Verdict::Harmless, "request-variant-removed"),
                (Way::Response, _) => (Verdict::Harmless, "response-variant-removed"),
            };
            let at = At { old: removed.name.origin.as_ref().or(at.old), new: None };
            self.tell(&subject.member(&removed.name.wire), at, verdict, check, "is no longer taken".to_owned());
        }
        for added in matched.added(&after.variants) {
            let check = if way == Way::Request { "request-variant-added" } else { "response-variant-added" };
            let at = At { old: None, new: added.name.origin.as_ref().or(at.new) };
            self.tell(&subject.member(&added.name.wire), at, Verdict::Harmless, check, "is new".to_owned());
        }
    }

    fn parts(&mut self, subject: &Subject, at: At<'_>, before: &[Part], after: &[Part], closed: bool, way: Way) {
        let name = |part: &Part| Some(part.name.wire.clone());
        let matched = Matched::of(before, after, &[&name]);
        for (one, other) in matched.pairs(before, after) {
            let subject = subject.member(&one.name.wire);
            if !one.required && other.required {
                let text = "is required now".to_owned();
                self.tell(&subject, at, Verdict::RunTime, "request-property-became-required", text);
            }
            self.limits(&subject, at, &one.limits, &other.limits, way);
            match (&one.kind, &other.kind) {
                (PartKind::Text(one), PartKind::Text(other))
                | (PartKind::Json(one), PartKind::Json(other))
                | (PartKind::Items(one), PartKind::Items(other)) => {
                    self.ty(&subject, at, one, other, way);
                }
                (one, other) if one == other => {}
                _ => self.tell(&subject, at, Verdict::Sent, "part-changed", "is another kind of part".to_owned()),
            }
        }
        for removed in matched.removed(before) {
            let (verdict, text) = match closed {
                true => (Verdict::RunTime, "is no longer taken"),
                false => (Verdict::Harmless, "is no longer described"),
            };
            let subject = subject.member(&removed.name.wire);
            self.tell(&subject, at, verdict, "request-property-removed", text.to_owned());
        }
        for added in matched.added(after) {
            let (verdict, check) = match added.required {
                true => (Verdict::RunTime, "new-required-request-property"),
                false => (Verdict::Harmless, "new-optional-request-property"),
            };
            self.tell(&subject.member(&added.name.wire), at, verdict, check, "is new".to_owned());
        }
    }

    fn headers(&mut self, subject: &Subject, at: At<'_>, before: &[Field], after: &[Field], way: Way) {
        let name = |field: &Field| Some(field.name.wire.to_ascii_lowercase());
        let matched = Matched::of(before, after, &[&name]);
        for (one, other) in matched.pairs(before, after) {
            let subject = subject.member(&one.name.wire);
            self.docs(&subject, at, &one.docs, &other.docs);
            self.limits(&subject, at, &one.limits, &other.limits, way);
            self.ty(&subject, at, &one.ty, &other.ty, way);
        }
        for removed in matched.removed(before) {
            let text = "is no longer described".to_owned();
            self.tell(&subject.member(&removed.name.wire), at, Verdict::Harmless, "response-header-removed", text);
        }
        for added in matched.added(after) {
            let text = "is new".to_owned();
            self.tell(&subject.member(&added.name.wire), at, Verdict::Harmless, "response-header-added", text);
        }
    }
}
