//! How bodies of XML are written: a static for each schema, beside the models.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Types;
use super::{Item, Module, docs, literal};
use crate::ir::{Api, Content, XmlContent, XmlId, XmlName, XmlOf, XmlPlace, XmlShape};
use crate::names::Names;
use crate::options::Options;

/// The module, if anything that is emitted sends or reads XML.
pub(super) fn module(api: &Api, names: &Names, options: &Options) -> Option<Module> {
    let served = api.operations.iter().filter(|_| options.client || options.server);
    let called = api.callbacks.iter().filter(|_| options.server);
    let contents = served.chain(called).flat_map(|operation| {
        let bodies = operation.body.iter().flat_map(|body| &body.variants);
        bodies.chain(operation.responses.iter().flat_map(|response| &response.contents))
    });
    let mut open: Vec<XmlId> =
        contents.filter(|content| options.server || !content.only_served).filter_map(|content| content.xml).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(inner(api.xml.get(id)));
        }
    }
    let mut shapes: Vec<XmlId> = reached.into_iter().collect();
    shapes.sort_by_key(|id| names.of_shape(*id));
    let items: Vec<Item> = shapes.into_iter().map(|id| Item::Text(item(api, names, id))).collect();
    let docs = "How the bodies of XML are written.".to_owned();
    (!items.is_empty()).then(|| Module { name: "xml", docs, gated: false, items, submodules: Vec::new() })
}

/// The static of a body's shape, as client and server name it.
pub(super) fn path(types: Types<'_>, content: &Content) -> Option<TokenStream> {
    let name = types.names.of_shape(content.xml?);
    Some(quote!(xml::#name))
}

/// The shapes that a shape mentions.
fn inner(shape: &XmlShape) -> Vec<XmlId> {
    let all: Vec<XmlOf> = match &shape.content {
        XmlContent::Any | XmlContent::Text => Vec::new(),
        XmlContent::Items { of, .. } => vec![*of],
        XmlContent::Members { members, others } => members.iter().map(|member| member.of).chain([*others]).collect(),
    };
    let ids = all.into_iter().filter_map(|of| match of {
        XmlOf::Shape(id) => Some(id),
        XmlOf::Text | XmlOf::Any => None,
    });
    ids.collect()
}

fn item(api: &Api, names: &Names, id: XmlId) -> String {
    let shape = api.xml.get(id);
    let docs = docs::called(&shape.name.wire);
    let head = format!("rt::xml! {{\n    /// {docs}.\n    pub {} = {}", names.of_shape(id), name(&shape.element));
    let holds = |of: XmlOf| match of {
        XmlOf::Shape(id) => names.of_shape(id).to_string(),
        XmlOf::Any => "rt::xml::ANY".to_owned(),
        XmlOf::Text => "rt::xml::TEXT".to_owned(),
    };
    let content = match &shape.content {
        XmlContent::Any => " of Any\n".to_owned(),
        XmlContent::Text => " of Text\n".to_owned(),
        XmlContent::Items { name: item, of } => format!(" [{} as {}]\n", name(item), holds(*of)),
        XmlContent::Members { members, others } => {
            let mut lines: Vec<String> = members
                .iter()
                .map(|member| {
                    let place = match member.place {
                        XmlPlace::Attribute => "attribute",
                        XmlPlace::Text => "text",
                        XmlPlace::Element => "element",
                        XmlPlace::Items { required: true } => "required_items",
                        XmlPlace::Items { required: false } => "items",
                    };
                    let of = if member.of == XmlOf::Text { String::new() } else { format!(" as {}", holds(member.of)) };
                    format!("        {} => {place} {}{of}", literal(&member.key), name(&member.name))
                })
                .collect();
            let others = (*others != XmlOf::Any).then(|| format!("        ; others {}", holds(*others)));
            lines = vec![lines.join(",\n")];
            lines.extend(others);
            lines.retain(|line| !line.is_empty());
            format!(" {{\n{}\n    }}\n", lines.join("\n"))
        }
    };
    format!("{head}{content}}}")
}

fn name(name: &XmlName) -> String {
    let namespace = name.namespace.as_ref().map(|namespace| format!(" in {}", literal(namespace)));
    literal(&name.qualified) + &namespace.unwrap_or_default()
}
