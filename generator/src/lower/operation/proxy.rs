//! Inputs that a document leaves open: a proxy hands on whatever it gets.

use gatewright_document::Node;

use crate::ir::{
    Body, Content, Docs, Format, Limits, Method, Name, Parameter, Place, Presence, Scalar, Style, TypeRef,
};
use crate::lower::docs;
use crate::lower::operation::Site;

/// Adds a query and a body to what a proxy takes where the document names none.
///
/// Proxy integrations get requests whole, and exports describe little more of them than that. Without these inputs a
/// client could not send what the function behind the proxy reads.
pub(crate) fn complete(site: &Site<'_, '_>, parameters: &mut Vec<Parameter>, body: &mut Option<Body>) {
    // One operation for many requests.
    let is_open = site.method == Method::Any || site.template.is_default_route() || site.template.is_greedy();
    let has_body = matches!(site.method, Method::Any | Method::Post | Method::Put | Method::Patch);
    let is_of_query = |parameter: &Parameter| matches!(parameter.place, Place::Query | Place::QueryString);
    if is_open && !parameters.iter().any(is_of_query) {
        parameters.push(query(site));
    }
    if has_body && body.is_none() && (is_open || is_proxy(site.node)) {
        *body = Some(any_body());
    }
}

/// Whether the integration gets requests as they are.
fn is_proxy(operation: &Node<'_>) -> bool {
    let integration = operation.get("x-amazon-apigateway-integration").and_then(|at| at.resolve().ok());
    let kind = integration.and_then(|integration| integration.get("type"));
    let kind = kind.as_ref().and_then(|kind| kind.value().as_str());
    kind.is_some_and(|kind| ["aws_proxy", "http_proxy"].iter().any(|proxy| kind.eq_ignore_ascii_case(proxy)))
}

/// All pairs of a query.
fn query(site: &Site<'_, '_>) -> Parameter {
    Parameter {
        name: Name::new("query"),
        place: Place::Query,
        docs: docs::text("The query, of which the document says nothing: it is handed on as it is."),
        presence: Presence::Optional,
        ty: TypeRef::Map(Box::new(TypeRef::Scalar(Scalar::String))),
        style: Style::Plain { explode: true },
        fields: Vec::new(),
        limits: Limits::default(),
        default: None,
        rule: None,
        origin: site.node.origin().clone(),
    }
}

/// JSON, and for servers whatever else comes.
fn any_body() -> Body {
    let content = |media_type: &str, format, ty, only_served| Content {
        media_type: media_type.to_owned(),
        format,
        ty,
        fields: Vec::new(),
        limits: Limits::default(),
        rule: None,
        xml: None,
        only_served,
    };
    let docs: Docs = docs::text("The body, of which the document says nothing: it is handed on as it is.");
    let json = content("application/json", Format::Json, TypeRef::Json, false);
    let others = content("*/*", Format::Bytes, TypeRef::Scalar(Scalar::Bytes), true);
    Body { docs, required: false, variants: vec![json, others], in_parts: false }
}
