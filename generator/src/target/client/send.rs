//! How an input is added to a request.

use crate::emit::{Types, style, xml};
use crate::ir::{Content, Format, Parameter, Place, Style};
use crate::print::{Expression, Literal, Send};

/// The method of the runtime's request that adds a parameter.
pub(super) fn parameter(parameter: &Parameter, types: Types<'_>) -> Send {
    let how = match parameter.style {
        Style::Json => None,
        Style::Form => style::of_fields(&parameter.fields),
        _ => style::of_parameter(parameter, types),
    };
    let method = method_of(parameter.place, parameter.style, how.is_some());
    Send { method, wire: Some(Literal::str(&parameter.name.wire)), how }
}

fn method_of(place: Place, style: Style, styled: bool) -> &'static str {
    match (place, style, styled) {
        (Place::Path, Style::Json, _) => "path_json",
        (Place::Path, _, true) => "path_as",
        (Place::Path, ..) => "path",
        (Place::Query, Style::Json, _) => "query_json",
        (Place::Query, _, true) => "query_as",
        (Place::Query, ..) => "query",
        (Place::QueryString, Style::Json, _) => "querystring_json",
        (Place::QueryString, Style::Form, true) => "querystring_form_as",
        (Place::QueryString, Style::Form, _) => "querystring_form",
        (Place::QueryString, ..) => "querystring_text",
        (Place::Header, Style::Json, _) => "header_json",
        (Place::Header, _, true) => "header_as",
        (Place::Header, ..) => "header",
        (Place::Cookie, Style::Json, _) => "cookie_json",
        (Place::Cookie, _, true) => "cookie_as",
        (Place::Cookie, ..) => "cookie",
    }
}

/// The method of the runtime's request that adds a body.
pub(super) fn body(content: &Content, types: Types<'_>) -> Send {
    let media_type = &content.media_type;
    let (method, with_media_type) = match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => ("body_json", false),
        Format::Json => ("body_json_as", true),
        Format::Form if !content.fields.is_empty() => ("body_form_as", false),
        Format::Form => ("body_form", false),
        Format::Multipart if media_type == "multipart/form-data" => ("body_multipart", false),
        Format::Multipart => ("body_multipart_as", true),
        Format::Xml => ("body_xml", true),
        Format::Text | Format::Events | Format::Lines => ("body_text", true),
        Format::Bytes => ("body_bytes", true),
    };
    let shape = xml::path(types, content).map(|path| Expression::reference(Expression::Path(path)));
    let how = shape.or_else(|| style::of_fields(&content.fields));
    Send { method, wire: with_media_type.then(|| Literal::str(media_type)), how }
}
