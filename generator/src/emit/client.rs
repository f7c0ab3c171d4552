//! The client: one method per operation, and what it gives back.

use proc_macro2::TokenStream;
use quote::quote;

use super::models::title;
use super::std::Std;
use super::ty::Types;
use super::{Item, Module, docs, failures, gate, named, request};
use crate::ir::{Api, SecurityKind, SecurityScheme};
use crate::names::{Names, OperationNames, SchemeNames};

pub(super) fn module(api: &Api, names: &Names) -> Module {
    let operations = named(&api.operations, &names.operations);
    // What else is defined here has longer names: the traits of inputs, the enums of answers.
    let std = Std::beside(names.operations.iter().flat_map(types_of));
    let types = Types { api, names, qualified: true, std };
    let mut items = Vec::new();
    client(api, names, std, &mut items);
    let methods: Vec<String> = operations
        .iter()
        .map(|named| match api.features.of_operation(named.operation).as_slice() {
            [] => request::method(*named, types),
            features => format!("    {}\n{}", gate::written(features), request::method(*named, types)),
        })
        .collect();
    if !methods.is_empty() {
        items.push(Item::Text(format!("impl Client {{\n{}}}", methods.join("\n"))));
    }
    let failures = failures::of_calls(&operations, types);
    for named in &operations {
        let first = items.len();
        request::items(*named, types, failures.get(&*named.names.error), &mut items);
        gate::items(&api.features.of_operation(named.operation), items.get_mut(first..).unwrap_or_default());
    }
    items.extend(request::requirements(&operations));
    let (docs, gated) = (format!("Calls {}.", title(api)), !api.features.names.is_empty());
    Module { name: "client", docs, gated, items, submodules: Vec::new() }
}

/// The types of an operation that the document names.
fn types_of(operation: &OperationNames) -> [&str; 4] {
    [&operation.call, &operation.success, &operation.error, &operation.body].map(|name| &**name)
}

fn client(api: &Api, names: &Names, std: Std, items: &mut Vec<Item>) {
    let docs = docs::with_origin(
        &api.docs,
        &format!("A client of {}.", title(api)),
        "Cheap to clone: clones share their connections.",
    );
    items.push(Item::Tokens(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client { core: rt::client::Core }
    }));
    items.push(Item::Tokens(quote! {
        impl rt::client::FromCore for Client {
            fn from_core(core: rt::client::Core) -> Self { Self { core } }
        }
    }));
    let mut members = Vec::new();
    if let Some(url) = &api.base_url {
        members.push(quote! {
            #[doc = " The address that the document gives."]
            pub const BASE_URL: &'static str = #url;
        });
        members.push(quote! {
            #[doc = " A client of the address that the document gives."]
            #[must_use]
            pub fn new() -> Self { Self::builder().build() }
        });
    }
    let whose = if api.base_url.is_some() { "another address" } else { "an address" };
    let below = match api.base_path.as_str() {
        path if api.base_url.is_none() && !path.is_empty() => format!(", which ends in {}", docs::called(path)),
        _ => String::new(),
    };
    let docs = docs::line(&format!(
        "A client of {whose}{below}, for all operations. A URL that is malformed is reported by the first call."
    ));
    members.push(quote! {
        #docs
        #[must_use]
        pub fn with_base_url(base_url: &str) -> Self { Self::builder().base_url(base_url).build() }
    });
    let start = if api.base_url.is_some() { quote!(Self::BASE_URL) } else { quote!("") };
    members.push(quote! {
        #[doc = " Chooses the address, the `reqwest` client, timeouts and default headers."]
        pub fn builder() -> rt::client::Builder<Self> { rt::client::Builder::new(#start) }
    });
    members.extend(api.security.iter().zip(&names.security).map(|(scheme, names)| credential(scheme, names)));
    items.push(Item::Block(quote!(impl Client), members));
    if api.base_url.is_some() {
        let default = std.name("Default");
        items.push(Item::Tokens(quote! {
            impl #default for Client { fn default() -> Self { Self::new() } }
        }));
    }
}

fn credential(scheme: &SecurityScheme, names: &SchemeNames) -> TokenStream {
    let method = &names.method;
    let name = &scheme.name.wire;
    let own = format!("Security scheme `{}`.", name.replace('`', "'"));
    let docs = docs::member(&scheme.docs, &own);
    let (arguments, value) = match &scheme.kind {
        SecurityKind::ApiKeyHeader(header) => (quote!(key: &str), quote!(header(#header, key))),
        SecurityKind::ApiKeyQuery(parameter) => (quote!(key: &str), quote!(query(#parameter, key))),
        SecurityKind::ApiKeyCookie(cookie) => (quote!(key: &str), quote!(cookie(#cookie, key))),
        SecurityKind::Basic => (quote!(user: &str, password: &str), quote!(basic(user, password))),
        SecurityKind::Bearer => (quote!(token: &str), quote!(bearer(token))),
        SecurityKind::SigV4 => (quote!(signer: rt::client::Signer), quote!(signer(signer))),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #method(self, #arguments) -> Self {
            Self { core: self.core.credential(#name, rt::client::Credential::#value) }
        }
    }
}
