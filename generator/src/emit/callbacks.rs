//! Where webhooks and callbacks are received: the document does not say, the user may.

use proc_macro2::TokenStream;
use quote::quote;

use super::std::Std;
use super::{Named, docs};
use crate::ir::Operation;
use crate::names::Names;

/// The struct of paths, with a member for each callback.
pub(super) fn paths(operations: &[Named<'_>], names: &Names, std: Std) -> [TokenStream; 2] {
    let [default, from, string] = ["Default", "From", "String"].map(|name| std.name(name));
    let fields = names.callback_paths.iter().map(|(path, name)| {
        let here = operations.iter().filter(|named| named.operation.path == *path);
        let methods: Vec<String> = here.map(|named| docs::called(&named.names.method)).collect();
        let docs = docs::line(&format!("Path of {}, by default {}.", methods.join(", "), docs::called(path)));
        quote! { #docs pub #name: #string, }
    });
    let values = names.callback_paths.iter().map(|(path, name)| quote!(#name: #from::from(#path)));
    let definition = quote! {
        #[doc = " Where each callback is received. Parameters in braces are read from the path."]
        #[derive(Clone, Debug, PartialEq)]
        pub struct Paths { #(#fields)* }
    };
    let names = quote! {
        impl #default for Paths { fn default() -> Self { Self { #(#values),* } } }
    };
    [definition, names]
}

/// The path that the user chose for an operation.
pub(super) fn at(names: &Names, operation: &Operation) -> Option<TokenStream> {
    let (_, name) = names.callback_paths.iter().find(|(path, _)| *path == operation.path)?;
    Some(quote!(.at(&paths.#name)))
}
