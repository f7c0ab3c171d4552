//! Requests: method, path, parameters, body.

use super::{Way, Wire};
use crate::diff::Side;
use crate::diff::change::{At, Verdict};
use crate::diff::pairs;
use crate::diff::subject::{Part, Subject};
use crate::ir::{Body, Content, Format, Operation, Parameter, Place, Scalar, Style, TypeKind, TypeRef};

impl Wire<'_> {
    pub(super) fn operation(&mut self, before: &Operation, after: &Operation) {
        let subject = Subject::operation(&before.to_string());
        let at = At::both(&before.origin, &after.origin);
        if before.method != after.method || pairs::template(&before.path) != pairs::template(&after.path) {
            let text = format!("is `{after}` now");
            self.tell(&subject, at, Verdict::Sent, "operation-moved", text);
            let text = "is no longer answered where it was".to_owned();
            self.tell(&subject, at, Verdict::RunTime, "operation-moved", text);
        }
        if before.server != after.server {
            let shown = |url: &Option<String>| url.as_ref().map_or("that of the API".to_owned(), |u| format!("`{u}`"));
            let text = format!("the address is {}, and was {}", shown(&after.server), shown(&before.server));
            self.tell(&subject, at, Verdict::Sent, "operation-server-changed", text);
        }
        self.docs(&subject, at, &before.docs, &after.docs);
        self.parameters(&subject, before, after);
        self.body(&subject, before, after);
        self.responses(&subject, before, after);
        self.access(&subject, at, before, after);
    }

    fn parameters(&mut self, subject: &Subject, before: &Operation, after: &Operation) {
        let of = |parameter: &Parameter| {
            subject.part(Part::Parameter(parameter.place.as_str(), parameter.name.wire.clone()))
        };
        let matched = pairs::parameters(before, after);
        for (one, other) in matched.pairs(&before.parameters, &after.parameters) {
            self.parameter(&of(one), one, other);
        }
        for removed in matched.removed(&before.parameters) {
            let text = "is no longer sent".to_owned();
            let at = At::old(&removed.origin);
            self.tell(&of(removed), at, Verdict::Sent, "request-parameter-removed", text);
        }
        for added in matched.added(&after.parameters) {
            let at = At::new(&added.origin);
            let (verdict, check, text) = match added.presence.is_required() {
                true => (Verdict::RunTime, "new-required-request-parameter", "is new, and required"),
                false => (Verdict::Harmless, "new-optional-request-parameter", "is new"),
            };
            self.tell(&of(added), at, verdict, check, text.to_owned());
        }
    }

    fn parameter(&mut self, subject: &Subject, before: &Parameter, after: &Parameter) {
        let at = At::both(&before.origin, &after.origin);
        if before.presence.is_required() != after.presence.is_required() {
            let (verdict, check, text) = match after.presence.is_required() {
                true => (Verdict::RunTime, "request-parameter-became-required", "is required now"),
                false => (Verdict::Harmless, "request-parameter-became-optional", "is optional now"),
            };
            self.tell(subject, at, verdict, check, text.to_owned());
        }
        let is_sent = !matches!(before.place, Place::Path | Place::QueryString);
        let renamed = before.name.wire != after.name.wire && is_sent;
        if renamed && !before.name.wire.eq_ignore_ascii_case(&after.name.wire) {
            let text = format!("is `{}` on the wire", after.name.wire);
            self.tell(subject, at, Verdict::Sent, "request-parameter-renamed", text);
        }
        if self.style_of(self.old, before) != self.style_of(self.new, after) {
            let text = format!("is written {}, and was {}", written(after.style), written(before.style));
            self.tell(subject, at, Verdict::Sent, "request-parameter-style-changed", text);
            if self.is_misread(after) {
                let text = "is rejected as it was written".to_owned();
                self.tell(subject, at, Verdict::RunTime, "request-parameter-style-changed", text);
            }
        }
        if before.fields != after.fields {
            let text = "fields are written in other styles".to_owned();
            self.tell(subject, at, Verdict::Sent, "form-style-changed", text);
        }
        self.docs(subject, at, &before.docs, &after.docs);
        self.limits(subject, at, &before.limits, &after.limits, Way::Request);
        self.ty(subject, at, &before.ty, &after.ty, Way::Request);
        self.rules(subject, at, before.rule.as_ref(), after.rule.as_ref());
    }

    /// How the values of a parameter are written: some styles differ for lists or objects alone.
    fn style_of(&self, side: Side<'_>, parameter: &Parameter) -> Style {
        let types = &side.api.types;
        let is_simple = matches!(parameter.place, Place::Path | Place::Header);
        let is_alike = match types.unaliased(&parameter.ty) {
            TypeRef::Scalar(_) => true,
            TypeRef::List(_) => is_simple,
            TypeRef::Named(id) => matches!(types.get(*id).kind, TypeKind::Enum(_)),
            _ => false,
        };
        match parameter.style {
            style if !is_alike => style,
            Style::Plain { .. } => Style::Plain { explode: false },
            Style::SpaceDelimited | Style::TabDelimited | Style::PipeDelimited if !is_simple => {
                Style::Plain { explode: false }
            }
            style => style,
        }
    }

    /// Whether a value in another style than the parameter's does not fit. Text always does, as one item.
    fn is_misread(&self, parameter: &Parameter) -> bool {
        // Neither a form nor text is JSON.
        if (parameter.place, parameter.style) == (Place::QueryString, Style::Json) {
            return true;
        }
        let types = &self.new.api.types;
        match types.unaliased(&parameter.ty) {
            TypeRef::List(item) => *types.unaliased(item) != TypeRef::Scalar(Scalar::String),
            TypeRef::Scalar(_) => true,
            TypeRef::Named(id) => match &types.get(*id).kind {
                TypeKind::Struct(object) => {
                    parameter.presence.is_required() || object.fields.iter().any(|field| field.presence.is_required())
                }
                _ => true,
            },
            _ => parameter.presence.is_required(),
        }
    }

    fn body(&mut self, subject: &Subject, before: &Operation, after: &Operation) {
        let body = subject.part(Part::Body);
        let at = At::both(&before.origin, &after.origin);
        match (&before.body, &after.body) {
            (None, None) => {}
            (None, Some(Body { required: true, .. })) => {
                let text = "is new, and required".to_owned();
                self.tell(&body, at, Verdict::RunTime, "new-required-request-body", text);
            }
            (None, Some(_)) => {
                self.tell(&body, at, Verdict::Harmless, "new-optional-request-body", "is new".to_owned());
            }
            (Some(_), None) => {
                self.tell(&body, at, Verdict::Sent, "request-body-removed", "is no longer sent".to_owned());
            }
            (Some(one), Some(other)) => {
                if one.required != other.required {
                    let (verdict, check, text) = match other.required {
                        true => (Verdict::RunTime, "request-body-became-required", "is required now"),
                        false => (Verdict::Harmless, "request-body-became-optional", "is optional now"),
                    };
                    self.tell(&body, at, verdict, check, text.to_owned());
                }
                self.request_contents(subject, at, one, other);
            }
        }
    }

    fn request_contents(&mut self, subject: &Subject, at: At<'_>, before: &Body, after: &Body) {
        let matched = pairs::contents(&before.variants, &after.variants);
        let of = |content: &Content| subject.part(Part::Content(content.media_type.clone()));
        for (one, other) in matched.pairs(&before.variants, &after.variants) {
            let subject = if one.media_type == other.media_type { subject.part(Part::Body) } else { of(one) };
            self.content(&subject, at, one, other, Way::Request);
        }
        for removed in matched.removed(&before.variants) {
            let text = "is no longer taken".to_owned();
            self.tell(&of(removed), at, Verdict::RunTime, "request-body-media-type-removed", text);
        }
        for added in matched.added(&after.variants) {
            let text = "is taken too".to_owned();
            self.tell(&of(added), at, Verdict::Harmless, "request-body-media-type-added", text);
        }
    }

    pub(super) fn content(&mut self, subject: &Subject, at: At<'_>, before: &Content, after: &Content, way: Way) {
        if before.media_type != after.media_type {
            let text = format!("is `{}`, and was `{}`", after.media_type, before.media_type);
            self.tell(subject, at, Verdict::Sent, "media-type-changed", text);
            let text = format!("`{}` is no longer taken", before.media_type);
            self.tell(subject, at, Verdict::RunTime, "media-type-changed", text);
        } else if before.format != after.format {
            let text = format!("is read as {}, and was as {}", name(after.format), name(before.format));
            self.tell(subject, at, Verdict::Sent, "format-changed", text);
        }
        if before.fields != after.fields {
            let text = "fields are written in other styles".to_owned();
            self.tell(subject, at, Verdict::Sent, "form-style-changed", text);
        }
        self.limits(subject, at, &before.limits, &after.limits, way);
        self.ty(subject, at, &before.ty, &after.ty, way);
        if way == Way::Request {
            self.rules(subject, at, before.rule.as_ref(), after.rule.as_ref());
        }
        if let (Some(one), Some(other)) = (before.xml, after.xml) {
            self.xml(subject, at, one, other);
        }
    }
}

fn written(style: Style) -> String {
    let explode = |explode| if explode { "exploded" } else { "in one" };
    match style {
        Style::Plain { explode: how } => format!("plainly, {}", explode(how)),
        Style::Label { explode: how } => format!("as labels, {}", explode(how)),
        Style::Matrix { explode: how } => format!("as a matrix, {}", explode(how)),
        Style::SpaceDelimited => "with spaces between".to_owned(),
        Style::TabDelimited => "with tabs between".to_owned(),
        Style::PipeDelimited => "with pipes between".to_owned(),
        Style::DeepObject => "as a deep object".to_owned(),
        Style::Json => "as JSON".to_owned(),
        Style::Form => "as a form".to_owned(),
    }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Json => "JSON",
        Format::Form => "a form",
        Format::Multipart => "parts",
        Format::Xml => "XML",
        Format::Events => "events",
        Format::Lines => "lines",
        Format::Text => "text",
        Format::Bytes => "bytes",
    }
}
