//! Where webhooks and callbacks are received: the document does not say, the user may.

use quote::quote;

use crate::emit::{Named, docs};
use crate::ir::Operation;
use crate::names::Names;
use crate::print::{Body, Code, Definition, Expression, Field, Item, Path, Std};
use crate::target::{EMPTY, Target, server};

pub(super) const TARGET: Target = Target {
    name: "callbacks",
    options: &["server", "unwritten", "operation-names"],
    features: |_| vec!["server"],
    wanted: |context| context.options.server && !context.api.callbacks.is_empty(),
    modules: |context| vec![server::module(context, server::Role::Callbacks)],
    ..EMPTY
};

/// The struct of paths, with a field for each callback.
pub(super) fn paths(operations: &[Named<'_>], names: &Names, std: Std) -> [Item<'static>; 2] {
    let [default, from, string] = ["Default", "From", "String"].map(|name| std.name(name));
    let fields = names.callback_paths.iter().map(|(path, name)| {
        let here = operations.iter().filter(|named| named.operation.path == *path);
        let methods: Vec<String> = here.map(|named| docs::called(&named.names.method)).collect();
        let docs = docs::line(&format!("Path of {}, by default {}.", methods.join(", "), docs::called(path)));
        Field::new(docs, name, string.clone().into())
    });
    let docs = docs::line("Where each callback is received. Parameters in braces are read from the path.");
    let derives = ["Clone", "Debug", "PartialEq"].map(Path::plain).to_vec();
    let (name, body) = (Path::plain("Paths"), Body::Struct(fields.collect()));
    let definition = Definition { docs, derives, non_exhaustive: false, name, body };
    let values = names.callback_paths.iter().map(|(path, name)| quote!(#name: #from::from(#path)));
    let by_default = quote! {
        impl #default for Paths { fn default() -> Self { Self { #(#values),* } } }
    };
    [definition.into(), Code(by_default).into()]
}

/// The path that the user chose for an operation.
pub(super) fn at(names: &Names, operation: &Operation) -> Option<(&'static str, Vec<Expression>)> {
    let (_, name) = names.callback_paths.iter().find(|(path, _)| *path == operation.path)?;
    let path = Expression::Path(Path::plain(format!("paths.{name}")));
    Some(("at", vec![Expression::reference(path)]))
}
