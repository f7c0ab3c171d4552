//! Reports credentials that stand in a query which is one value, JSON or text: with a key beside it, it is none any more.
//!
//! A form has room for one more field.

use gatewright_document::{Code, Report};

use crate::ir::{Api, Operation, Place, SecurityKind, SecurityScheme, Style};

pub(super) fn run(api: &Api, report: &mut Report) {
    for operation in &api.operations {
        let is_whole = |place: Place, style: Style| place == Place::QueryString && style != Style::Form;
        let Some(whole) = operation.parameters.iter().find(|known| is_whole(known.place, known.style)) else {
            continue;
        };
        for (scheme, key) in api.security.iter().filter_map(|scheme| Some((scheme, key(scheme)?))) {
            if !asks_for(operation, scheme) {
                continue;
            }
            let name = &whole.name.wire;
            let diagnostic = report
                .add(Code::QUERYSTRING_AND_KEY, &whole.origin)
                .message(format!("`{operation}` sends the key `{key}` in the query that is its parameter `{name}`"))
                .label("a server cannot read it with the key behind it")
                .help("send the key in a header, or make the query a form (`application/x-www-form-urlencoded`)");
            if let Some(origin) = &scheme.name.origin {
                diagnostic.related(origin, "the key");
            }
        }
    }
}

/// What a scheme adds to queries.
fn key(scheme: &SecurityScheme) -> Option<&str> {
    match &scheme.kind {
        SecurityKind::ApiKeyQuery(key) => Some(key),
        _ => None,
    }
}

fn asks_for(operation: &Operation, scheme: &SecurityScheme) -> bool {
    operation.security.iter().flatten().any(|requirement| requirement.scheme == scheme.name.wire)
}
