//! `#[cfg(feature = …)]` on what is there with some features only.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Item;

/// The attribute, where there is a feature to ask for.
pub(super) fn attribute(features: &[&str]) -> Option<TokenStream> {
    match features {
        [] => None,
        [only] => Some(quote!(#[cfg(feature = #only)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

/// Puts every item of a list behind features.
pub(super) fn items(features: &[&str], items: &mut [Item]) {
    let Some(attribute) = attribute(features) else { return };
    for item in items {
        match item {
            Item::Tokens(tokens) => *tokens = each(&attribute, tokens),
            Item::Text(text) => *text = format!("{}\n{text}", written(features)),
            Item::Block(_, methods) => {
                for method in methods {
                    *method = quote!(#attribute #method);
                }
            }
        }
    }
}

/// The attribute as text.
pub(super) fn written(features: &[&str]) -> String {
    let list: Vec<String> = features.iter().map(|feature| format!("feature = {}", super::literal(feature))).collect();
    match list.as_slice() {
        [only] => format!("#[cfg({only})]"),
        several => format!("#[cfg(any({}))]", several.join(", ")),
    }
}

/// The attribute before each item of what is one or several.
fn each(attribute: &TokenStream, tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => file
            .items
            .iter()
            .map(|item| {
                let item = item.to_token_stream();
                quote!(#attribute #item)
            })
            .collect(),
        // What does not parse is reported when it is printed.
        Err(_) => quote!(#attribute #tokens),
    }
}
