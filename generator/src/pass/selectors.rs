//! What users call the things of a document, in options.
//!
//! | thing | in options |
//! |---|---|
//! | schema | `Pet`; any schema by its pointer, `#/paths/…/schema`, or by its name in Rust |
//! | member, value, variant | `Pet.name`, or its pointer |
//! | operation | `GET /pets`, or its `operationId` |
//! | parameter | `GET /pets.limit` or `listPets.limit`, where there are two `GET /pets.query.limit`; or its pointer |
//! | media type, where there are several | `GET /pets.body.image/png`, `GET /pets.200.image/png` |
//! | security scheme | its name |
//! | the server trait | `#/info/title` |
//! | the trait of a tag | `#/tags/pets` |

use gatewright_document::{Origin, SourceId};

use crate::ir::{Name, Operation, Parameter, StatusPattern, TypeDef};
use crate::names::{of_place, upper_camel};

/// The pointer of a place in the document's own file.
pub(super) fn pointer(origin: Option<&Origin>) -> Option<String> {
    let origin = origin.filter(|origin| origin.source == SourceId::ROOT && origin.span.is_none())?;
    Some(format!("#{}", origin.pointer))
}

/// The trait of a tag.
pub(super) fn of_tag(tag: &str) -> String {
    format!("#/tags/{tag}")
}

pub(super) fn of_type(def: &TypeDef) -> Vec<String> {
    let mut selectors = vec![def.key().into_owned()];
    selectors.extend(pointer(Some(&def.origin)));
    if !def.named {
        let name = of_place(&def.name.wire).to_string();
        let full = upper_camel(&def.name.wire).to_string();
        selectors.extend((full != name).then_some(full));
        selectors.push(name);
    }
    selectors
}

pub(super) fn of_member(def: &TypeDef, name: &Name) -> Vec<String> {
    let of_owner = of_type(def).into_iter().map(|owner| format!("{owner}.{}", name.wire));
    of_owner.chain(pointer(name.origin.as_ref())).collect()
}

/// `Pet.*`: all properties of a type.
pub(super) fn all_members(def: &TypeDef) -> Vec<String> {
    of_type(def).into_iter().map(|owner| format!("{owner}.*")).collect()
}

pub(super) fn of_operation(operation: &Operation) -> Vec<String> {
    let mut selectors = vec![operation.to_string()];
    if operation.has_operation_id {
        selectors.push(operation.id.wire.clone());
    }
    selectors.extend(pointer(Some(&operation.origin)));
    selectors
}

pub(super) fn of_parameter(operation: &Operation, parameter: &Parameter) -> Vec<String> {
    let (place, name) = (parameter.place.as_str(), &parameter.name.wire);
    let owners = of_operation(operation);
    let full = owners.iter().map(|owner| format!("{owner}.{place}.{name}"));
    let short = owners.iter().map(|owner| format!("{owner}.{name}"));
    full.chain(short).chain(pointer(Some(&parameter.origin))).collect()
}

/// `GET /pets.200.image/png`: the variants by media type of a body, or of an answer.
pub(super) fn of_media_types(operation: &Operation) -> Vec<String> {
    let body = operation.body.iter().map(|body| ("body".to_owned(), &body.variants));
    let responses = operation.responses.iter().map(|response| (status(response.status), &response.contents));
    let all = body.chain(responses).filter(|(_, contents)| contents.len() > 1);
    all.flat_map(|(of, contents)| {
        contents.iter().map(move |content| format!("{operation}.{of}.{}", content.media_type))
    })
    .collect()
}

/// A status as a document writes it.
pub(super) fn status(pattern: StatusPattern) -> String {
    match pattern {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}
