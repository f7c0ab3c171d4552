//! Where webhooks and callbacks are received: the document does not say, the user may.

use proc_macro2::TokenStream;
use quote::quote;

use super::std::Std;
use super::{docs, ident};
use crate::ir::{Api, Operation};

/// The struct of paths, with a member for each callback.
pub(super) fn paths(api: &Api, std: Std) -> [TokenStream; 2] {
    let [default, from, string] = ["Default", "From", "String"].map(|name| std.name(name));
    let fields = api.callback_paths.iter().map(|path| {
        let methods: Vec<String> = of(api, &path.wire).map(|operation| docs::called(&operation.id.ident)).collect();
        let docs = docs::line(&format!("Path of {}, by default {}.", methods.join(", "), docs::called(&path.wire)));
        let name = ident(&path.ident);
        quote! { #docs pub #name: #string, }
    });
    let values = api.callback_paths.iter().map(|path| {
        let (name, wire) = (ident(&path.ident), &path.wire);
        quote!(#name: #from::from(#wire))
    });
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

fn of<'a>(api: &'a Api, path: &'a str) -> impl Iterator<Item = &'a Operation> {
    api.callbacks.iter().filter(move |operation| operation.path == path)
}

/// The path that the user chose for an operation.
pub(super) fn at(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let path = api.callback_paths.iter().find(|path| path.wire == operation.path)?;
    let name = ident(&path.ident);
    Some(quote!(.at(&paths.#name)))
}
