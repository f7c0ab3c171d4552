//! What may come back from a call, as arms of its macro, and the bodies that it takes.

use super::Called;
use crate::emit::{Types, docs, xml};
use crate::ir::{Content, Docs, Format, Outcome, Scalar, StatusPattern, TypeRef};
use crate::names::Ident;
use crate::print::{Arm, Literal, Path, Status, Type};

/// A documented success, as a variant where there are several.
pub(super) fn success(outcome: &Outcome, variant: Option<&Ident>, types: Types<'_>) -> Arm {
    let content = outcome.content.as_ref();
    let held = |content: &Content| received(content, types.ty(&content.ty), types);
    Arm {
        docs: variant.map(|_| docs::member(&outcome.docs, "")).unwrap_or_default(),
        status: match outcome.status {
            StatusPattern::Code(code) => Status::Code(code),
            StatusPattern::Class(class) => Status::Class(class),
            StatusPattern::Default => Status::Class(2),
        },
        media_type: media_type(outcome),
        variant: variant.map(|name| (name.clone(), content.map(held))),
        how: how(content, variant.is_some(), types),
        shape: content.and_then(|content| xml::path(types, content)),
    }
}

/// A documented failure.
pub(super) fn failure(outcome: &Outcome, name: &Ident, own: &Docs, types: Types<'_>) -> Arm {
    // A failure is over when it comes.
    let events =
        outcome.content.as_ref().is_some_and(|content| matches!(content.format, Format::Events | Format::Lines));
    let held = |content: &Content| match events {
        true => types.ty(&TypeRef::Scalar(Scalar::String)),
        false => types.ty(&content.ty),
    };
    Arm {
        docs: docs::member(own, ""),
        status: match outcome.status {
            StatusPattern::Code(code) => Status::Code(code),
            StatusPattern::Class(class) => Status::Class(class),
            StatusPattern::Default => Status::Rest,
        },
        media_type: media_type(outcome),
        variant: Some((name.clone(), outcome.content.as_ref().map(held))),
        how: if events { "text" } else { how(outcome.content.as_ref(), false, types) },
        shape: outcome.content.as_ref().filter(|_| !events).and_then(|content| xml::path(types, content)),
    }
}

/// The media type of an outcome, where that tells it from a neighbour.
fn media_type(outcome: &Outcome) -> Option<Literal> {
    let content = outcome.content.as_ref().filter(|_| outcome.by_media_type);
    content.map(|content| Literal::str(&content.media_type))
}

/// What a client has of a body of a type.
pub(super) fn received(content: &Content, ty: Type, _types: Types<'_>) -> Type {
    let stream = match content.format {
        Format::Events => "rt::client::Events",
        Format::Lines => "rt::client::Lines",
        _ => return ty,
    };
    Type::Path(Path::runtime(stream), vec![ty])
}

/// The runtime's method that reads a body, also as one of several variants.
fn how(content: Option<&Content>, as_variant: bool, types: Types<'_>) -> &'static str {
    let [alone, variant] = match content.map(|content| (content.format, content)) {
        None => ["empty", "empty_as"],
        Some((Format::Json | Format::Form, _)) => ["json", "json_as"],
        Some((Format::Xml, _)) => ["xml", "xml_as"],
        Some((Format::Text, _)) => ["text", "text_as"],
        Some((Format::Events, content)) if is_text(content, types) => ["text_events", "text_events_as"],
        Some((Format::Events, _)) => ["events", "events_as"],
        Some((Format::Lines, _)) => ["lines", "lines_as"],
        Some((Format::Multipart | Format::Bytes, _)) => ["bytes", "bytes_as"],
    };
    if as_variant { variant } else { alone }
}

/// Whether what events say is text, and no JSON.
pub(in crate::target) fn is_text(content: &Content, types: Types<'_>) -> bool {
    *types.unaliased(&content.ty) == TypeRef::Scalar(Scalar::String)
}

pub(super) fn success_type(called: Called<'_>, types: Types<'_>) -> Type {
    let outcomes = called.outcomes;
    match outcomes.successes.first() {
        None => Type::runtime("rt::Bytes"),
        Some(outcome) if outcomes.has_one_success() => match &outcome.content {
            Some(content) => received(content, types.ty(&content.ty), types),
            None => Type::Tuple(Vec::new()),
        },
        Some(_) => Path::from(&called.names.success).into(),
    }
}
