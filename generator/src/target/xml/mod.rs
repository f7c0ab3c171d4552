//! How bodies of XML are written: a static for each schema, beside the models.

use std::collections::BTreeSet;

use super::{EMPTY, Target};
use crate::emit::Context;
use crate::ir::{Api, XmlContent, XmlId, XmlName, XmlOf, XmlPlace, XmlShape};
use crate::names::Names;
use crate::print::{Literal, Members, Module, Shape, Std, Word};

pub(super) const TARGET: Target = Target {
    name: "xml",
    options: &["client", "server"],
    wanted: |context| context.options.client || context.options.server,
    modules: |context| module(context).into_iter().collect(),
    ..EMPTY
};

/// The module, if anything that is emitted sends or reads XML.
fn module<'a>(context: &Context<'a>) -> Option<Module<'a>> {
    let Context { api, names, options, .. } = *context;
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
    let docs = "How the bodies of XML are written.".to_owned();
    (!shapes.is_empty()).then(|| Module {
        name: "xml",
        docs,
        gated: false,
        std: Std::beside([]),
        items: Box::new(shapes.into_iter().map(|id| shape(api, names, id).into())),
        room: 0,
        submodules: Vec::new(),
    })
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

fn shape(api: &Api, names: &Names, id: XmlId) -> Shape {
    let shape = api.xml.get(id);
    let mut head: Vec<Word> = vec!["pub".into(), names.of_shape(id).into(), "=".into()];
    head.extend(name(&shape.element));
    let holds = |of: XmlOf| match of {
        XmlOf::Shape(id) => Word::from(names.of_shape(id)),
        XmlOf::Any => Word::Key("rt::xml::ANY"),
        XmlOf::Text => Word::Key("rt::xml::TEXT"),
    };
    let members = match &shape.content {
        XmlContent::Any => {
            head.push("of Any".into());
            None
        }
        XmlContent::Text => {
            head.push("of Text".into());
            None
        }
        XmlContent::Items { name: item, of } => {
            head.push("[".into());
            head.extend(name(item));
            head.extend(["as".into(), holds(*of), "]".into()]);
            None
        }
        XmlContent::Members { members, others } => {
            let rows = members.iter().map(|member| {
                let place = match member.place {
                    XmlPlace::Attribute => "attribute",
                    XmlPlace::Text => "text",
                    XmlPlace::Element => "element",
                    XmlPlace::Items { required: true } => "required_items",
                    XmlPlace::Items { required: false } => "items",
                };
                let mut row: Vec<Word> = vec![Literal::str(&member.key).into(), "=>".into(), place.into()];
                row.extend(name(&member.name));
                if member.of != XmlOf::Text {
                    row.extend(["as".into(), holds(member.of)]);
                }
                row
            });
            let others = (*others != XmlOf::Any).then(|| vec!["; others".into(), holds(*others)]);
            Some(Members { members: rows.collect(), others })
        }
    };
    Shape { head, members }
}

fn name(name: &XmlName) -> Vec<Word> {
    let mut words = vec![Literal::str(&name.qualified).into()];
    if let Some(namespace) = &name.namespace {
        words.extend(["in".into(), Literal::str(namespace).into()]);
    }
    words
}
