//! `new` of models that are sent: it takes what the document requires.

use quote::quote;

use super::{Model, Models};
use crate::emit::docs;
use crate::ir::{Part, Presence, Scalar, Struct, TypeRef};
use crate::names::Ident;
use crate::print::Code;
use proc_macro2::TokenStream;

impl Models<'_> {
    /// Takes what is required: what the document adds later as optional breaks no caller.
    pub(super) fn constructor(&self, model: Model<'_>, object: &Struct) -> Code {
        let std = self.types.std;
        let Model { name, members, .. } = model;
        let mut arguments = Vec::new();
        let mut values: Vec<(&str, TokenStream)> = Vec::new();
        for (field, ident) in object.fields.iter().zip(members) {
            if field.presence.is_required() {
                let ty = self.types.member(&field.ty, field.presence);
                let is_text = *self.types.unaliased(&field.ty) == TypeRef::Scalar(Scalar::String);
                let text = field.presence == Presence::Required && is_text;
                let into = std.name("Into");
                let argument = if text { quote!(#ident: impl #into<#ty>) } else { quote!(#ident: #ty) };
                arguments.push((field.name.wire.as_str(), argument));
                let value = if text { quote!(#ident: #ident.into()) } else { quote!(#ident) };
                values.push((&field.name.wire, value));
            } else {
                let none = std.name("None");
                values.push((&field.name.wire, quote!(#ident: #none)));
            }
        }
        if let Some((rest, ident)) = object.rest.as_ref().zip(members.last()) {
            let map = std.name("BTreeMap");
            values.push((&rest.name.wire, quote!(#ident: #map::new())));
        }
        // By name: two members that change places in the document must not change places in calls.
        arguments.sort_by_key(|(wire, _)| *wire);
        values.sort_by_key(|(wire, _)| *wire);
        let arguments: Vec<_> = arguments.into_iter().map(|(_, argument)| argument).collect();
        let values: Vec<_> = values.into_iter().map(|(_, value)| value).collect();
        whole(name, &arguments, &values)
    }

    /// As [`constructor`](Self::constructor), for the parts of a body.
    pub(super) fn constructor_of_parts(&self, model: Model<'_>, parts: &[Part]) -> Code {
        let [list, none] = ["Vec", "None"].map(|name| self.types.std.name(name));
        let mut parts: Vec<(&Part, &Ident)> = parts.iter().zip(model.members).collect();
        parts.sort_by_key(|(part, _)| part.name.wire.as_str());
        let arguments = parts.iter().filter(|(part, _)| part.required).map(|(part, name)| {
            let ty = self.part(part);
            quote!(#name: #ty)
        });
        let values = parts.iter().map(|(part, name)| match part.required {
            true => quote!(#name),
            false if part.is_list() => quote!(#name: #list::new()),
            false => quote!(#name: #none),
        });
        whole(model.name, &arguments.collect::<Vec<_>>(), &values.collect::<Vec<_>>())
    }
}

/// As many arguments as the document requires, which may be more than clippy likes.
fn whole(name: &Ident, arguments: &[TokenStream], values: &[TokenStream]) -> Code {
    let docs = docs::line("What is required, by name; set the rest on the value.");
    let allow = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    Code(
        quote! { impl #name { #docs #allow #[must_use] pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } } } },
    )
}
