//! What an operation takes from a request, as data: parameters and bodies.

use super::multipart::Expected;
use super::rule::Rule;
use crate::wire::media_type::MediaType;
use crate::{Style, xml};

/// Where an input stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Body,
}

/// How the text of a parameter becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One value. The style matters in paths alone.
    Scalar(Style),
    List(Style),
    /// A list, or one value alone.
    ListOrOne(Style),
    Object(Style),
    /// JSON text.
    Json,
    /// All of the query, of the kind that the input has.
    Whole,
}

/// How the bytes of a body become a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Form,
    Multipart,
    /// Parts that are not in memory.
    Parts,
    Xml(&'static xml::Shape),
    Text,
    /// Bytes that are not in memory.
    Stream,
}

/// A parameter or a body of an operation.
///
/// Generated code lists them in [`FromRequest::INPUTS`](super::FromRequest::INPUTS):
///
/// ```
/// use gatewright_runtime::{Style, server::Input};
///
/// const INPUTS: &[Input] = &[
///     Input::path("id"),
///     Input::query("limit").default("20"),
///     Input::query("tags").list(Style::Form { explode: false }),
///     Input::body_json().required(),
/// ];
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    pub(super) place: Place,
    /// The name of a parameter, the media type of a body.
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
    pub(super) kind: Kind,
    /// The array fields of a form that are not written as repeated keys.
    pub(super) fields: &'static [(&'static str, Style)],
    /// The schema of a body of JSON.
    pub(super) rule: Option<&'static Rule>,
    /// What stands for a parameter that is absent, as JSON.
    pub(super) default: Option<&'static str>,
    /// The parts of a body that the method takes as they arrive.
    pub(super) parts: &'static [Expected],
    /// Whether such a body has no other parts.
    pub(super) closed: bool,
}

impl Input {
    const fn parameter(place: Place, name: &'static str, required: bool) -> Self {
        Self {
            place,
            name,
            required,
            shape: Shape::Scalar(Style::Simple { explode: false }),
            kind: Kind::Text,
            fields: &[],
            rule: None,
            default: None,
            parts: &[],
            closed: false,
        }
    }

    const fn body(kind: Kind, media: &'static str) -> Self {
        Self {
            place: Place::Body,
            name: media,
            required: false,
            shape: Shape::Scalar(Style::Simple { explode: false }),
            kind,
            fields: &[],
            rule: None,
            default: None,
            parts: &[],
            closed: false,
        }
    }

    /// A path parameter. It is always required.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::parameter(Place::Path, name, true)
    }

    /// A query parameter.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::parameter(Place::Query, name, false)
    }

    /// The whole query as a form (OpenAPI 3.2, `in: querystring`). What the document calls it is not sent.
    #[must_use]
    pub const fn querystring_form() -> Self {
        Self::querystring(Kind::Form)
    }

    /// The whole query as JSON.
    #[must_use]
    pub const fn querystring_json() -> Self {
        Self::querystring(Kind::Json)
    }

    /// The whole query as text.
    #[must_use]
    pub const fn querystring_text() -> Self {
        Self::querystring(Kind::Text)
    }

    const fn querystring(kind: Kind) -> Self {
        Self { shape: Shape::Whole, kind, ..Self::parameter(Place::Query, "", false) }
    }

    /// A header.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::parameter(Place::Header, name, false)
    }

    /// A cookie.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::parameter(Place::Cookie, name, false)
    }

    /// A body of `application/json`, or of a media type that ends in `+json`.
    #[must_use]
    pub const fn body_json() -> Self {
        Self::body(Kind::Json, JSON)
    }

    /// A body of JSON under another media type, such as `application/merge-patch+json`.
    #[must_use]
    pub const fn body_json_as(media: &'static str) -> Self {
        Self::body(Kind::Json, media)
    }

    /// A body of `application/x-www-form-urlencoded`.
    #[must_use]
    pub const fn body_form() -> Self {
        Self::body(Kind::Form, "application/x-www-form-urlencoded")
    }

    /// A body of `multipart/form-data`.
    #[must_use]
    pub const fn body_multipart() -> Self {
        Self::body(Kind::Multipart, "multipart/form-data")
    }

    /// A body of several parts that is no form, such as `multipart/related`.
    #[must_use]
    pub const fn body_multipart_as(media: &'static str) -> Self {
        Self::body(Kind::Multipart, media)
    }

    /// A body of XML.
    #[must_use]
    pub const fn body_xml(media: &'static str, shape: &'static xml::Shape) -> Self {
        Self::body(Kind::Xml(shape), media)
    }

    /// A body of text.
    #[must_use]
    pub const fn body_text(media: &'static str) -> Self {
        Self::body(Kind::Text, media)
    }

    /// A body that the method reads itself. `media` may be a range, such as `image/*`.
    #[must_use]
    pub const fn body_stream(media: &'static str) -> Self {
        Self::body(Kind::Stream, media)
    }

    /// The method takes the parts of the multipart body as they arrive. These are known; there may be others.
    #[must_use]
    pub const fn parts(mut self, parts: &'static [Expected]) -> Self {
        self.kind = Kind::Parts;
        self.parts = parts;
        self
    }

    /// There are no other [parts](Self::parts) than those that are known.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// A request without this input is rejected.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The value of a parameter that is absent, as JSON.
    #[must_use]
    pub const fn default(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }

    /// The path parameter is one value in the style `label` or `matrix`.
    #[must_use]
    pub const fn scalar(mut self, style: Style) -> Self {
        self.shape = Shape::Scalar(style);
        self
    }

    /// The parameter is an array, written in this style.
    #[must_use]
    pub const fn list(mut self, style: Style) -> Self {
        self.shape = Shape::List(style);
        self
    }

    /// The parameter is an array or one value, written in this style. Both are the same text where there is one
    /// (RFC 6570 §3.2.1), which is read as the value alone, or as an array if that does not fit.
    #[must_use]
    pub const fn list_or_one(mut self, style: Style) -> Self {
        self.shape = Shape::ListOrOne(style);
        self
    }

    /// The parameter is an object, written in this style.
    #[must_use]
    pub const fn object(mut self, style: Style) -> Self {
        self.shape = Shape::Object(style);
        self
    }

    /// The body is held to this schema as it was sent.
    #[must_use]
    pub const fn rule(mut self, rule: &'static Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The parameter is JSON text.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.shape = Shape::Json;
        self
    }

    /// The styles of those array fields of a form that are not written as repeated keys.
    #[must_use]
    pub const fn fields(mut self, fields: &'static [(&'static str, Style)]) -> Self {
        self.fields = fields;
        self
    }

    /// Whether the parameter is written once in a query, as opposed to once for each item or property.
    pub(super) fn is_one_text(&self) -> bool {
        match self.shape {
            Shape::Scalar(_) | Shape::Json => true,
            // What occurs again is an array of the form.
            Shape::Whole => false,
            Shape::Object(style) => !matches!(style, Style::DeepObject | Style::Form { explode: true }),
            Shape::List(_) | Shape::ListOrOne(_) => false,
        }
    }

    /// Whether a body of this media type is one for this input.
    pub(super) fn accepts(&self, media: &str) -> bool {
        if self.name == JSON { MediaType(media).is_json() } else { MediaType(media).is_of(MediaType(self.name)) }
    }

    /// Whether the parameters of a media type, such as `version=2`, say that a body is this one.
    pub(super) fn is_told_by(&self, sent: &str) -> bool {
        let (mine, sent) = (MediaType(self.name), MediaType(sent));
        !mine.parameters().is_empty() && sent.is_of(mine) && sent.has_parameters_of(mine)
    }
}

const JSON: &str = "application/json";

impl Place {
    /// The word for the place, as `in` of a document has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        for (input, media, expected) in [
            (Input::body_json(), "application/json", true),
            (Input::body_json(), "Application/JSON", true),
            (Input::body_json(), "application/vnd.pet+json", true),
            (Input::body_json(), "text/json", false),
            (Input::body_json(), "application/jsonx", false),
            (Input::body_json_as("application/merge-patch+json"), "application/merge-patch+json", true),
            (Input::body_json_as("application/merge-patch+json"), "application/json", false),
            (Input::body_form(), "application/x-www-form-urlencoded", true),
            (Input::body_multipart(), "multipart/related", false),
            (Input::body_multipart_as("multipart/related"), "multipart/related", true),
            (Input::body_multipart_as("multipart/*"), "multipart/mixed", true),
            (Input::body_text("text/plain; charset=utf-8"), "text/plain", true),
            (Input::body_stream("image/*"), "image/png", true),
            (Input::body_stream("image/*"), "imagine/png", false),
            (Input::body_stream("*/*"), "a/b", true),
            (Input::body_stream("*"), "a/b", true),
        ] {
            assert_eq!(input.accepts(media), expected, "{input:?} {media}");
        }
    }
}
