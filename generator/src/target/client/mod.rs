//! The client: one method per operation, and what it gives back.

mod call;
mod described;
mod outcome;
mod pages;
mod send;
mod watching;

pub(crate) use call::accepted;
pub(super) use outcome::is_text;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{Context, Named, Site, Types, docs, features_of_operation, gate};
use crate::ir::{Failures, Operation, Outcomes, Paging, SecurityKind, SecurityScheme, Watching};
use crate::names::{OperationNames, SchemeNames};
use crate::print::{Block, ClientMethods, Code, Item, Member, Module, Std};
use crate::target::{EMPTY, Target, readme};

pub(super) const TARGET: Target = Target {
    name: "client",
    options: &["client", "operation-names", "cors-mocks", "lenient-responses", "pages"],
    features,
    wanted: |context| context.options.client && !context.api.operations.is_empty(),
    modules: |context| vec![module(context)],
    ..EMPTY
};

/// Signatures of AWS take a feature of their own, which is large.
fn features(context: &Context<'_>) -> Vec<&'static str> {
    let signs = context.api.security.iter().any(|scheme| scheme.kind == SecurityKind::SigV4);
    ["client", "rustls"].into_iter().chain(signs.then_some("sigv4")).collect()
}

/// All that is known of an operation that is called.
#[derive(Clone, Copy)]
struct Called<'a> {
    operation: &'a Operation,
    names: &'a OperationNames,
    outcomes: &'a Outcomes,
    failures: &'a Failures,
    paging: Option<&'a Paging>,
    watching: Option<&'a Watching>,
}

fn module<'a>(context: &Context<'a>) -> Module<'a> {
    let Context { api, names, .. } = *context;
    // What else is defined here has longer names: the traits of inputs, the enums of responses.
    let std = Std::beside(names.operations.iter().flat_map(types_of));
    let types = Types { api, names, site: Site::Elsewhere, std };
    let operations: Vec<Called<'_>> = (api.operations.iter().zip(&names.operations))
        .zip(api.outcomes.iter().zip(&api.failures))
        .zip(api.paging.iter().zip(&api.watching))
        .map(|(((operation, names), (outcomes, failures)), (paging, watching))| Called {
            operation,
            names,
            outcomes,
            failures,
            paging: paging.as_ref(),
            watching: watching.as_ref(),
        })
        .collect();
    let mut start = client(context, std);
    let context = *context;
    let methods = operations.clone().into_iter().map(move |called| {
        let Called { operation, names, .. } = called;
        call::method(called, types, &readme::example(&context, Named { operation, names }))
    });
    start.push(ClientMethods(Box::new(methods)).into());
    let all = operations.clone();
    let requirements = core::iter::once_with(move || call::requirements(&all)).flatten();
    let calls = operations.into_iter().flat_map(move |called| {
        let mut own = call::items(called, types);
        gate(&mut own, &features_of_operation(&api.features, called.operation));
        own
    });
    let items = Box::new(start.into_iter().chain(calls).chain(requirements));
    let (docs, gated) = (format!("Calls {}.", docs::title(api)), !api.features.names.is_empty());
    let room = api.operations.iter().map(|operation| 2_000 + 16 * operation.path.len()).sum();
    Module { name: "client", docs, gated, std, items, room, submodules: Vec::new() }
}

/// The types of an operation that the document names.
fn types_of(operation: &OperationNames) -> [&str; 4] {
    [&operation.call, &operation.success, &operation.error, &operation.body].map(|name| &**name)
}

fn client<'a>(context: &Context<'a>, std: Std) -> Vec<Item<'a>> {
    let Context { api, names, .. } = *context;
    let docs = docs::with_origin(
        &api.docs,
        &format!("A client of {}.", docs::title(api)),
        "Cheap to clone: clones share their connections.",
    );
    let definition = quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client { core: rt::client::Core }
    };
    let schemes = api.security.iter().zip(&names.security);
    let schemes: Vec<TokenStream> = schemes.map(|(scheme, names)| self::scheme(scheme, names)).collect();
    let schemes = (!schemes.is_empty()).then(|| {
        quote! { const SCHEMES: &'static [rt::client::Scheme] = &[#(rt::client::Scheme::#schemes),*]; }
    });
    let from_core = quote! {
        impl rt::client::FromCore for Client {
            #schemes
            fn from_core(core: rt::client::Core) -> Self { Self { core } }
        }
    };
    let mut items: Vec<Item<'a>> = vec![Code(definition).into(), Code(from_core).into()];
    let members = members_of_client(context, std);
    items.push(Block { head: quote!(impl Client), members: Box::new(members.into_iter().map(Member::from)) }.into());
    if api.base_url.is_some() {
        let default = std.name("Default");
        items.push(Code(quote! { impl #default for Client { fn default() -> Self { Self::new() } } }).into());
    }
    items
}

/// How a client is made, and its credentials.
fn members_of_client(context: &Context<'_>, std: Std) -> Vec<TokenStream> {
    let Context { api, names, options, .. } = *context;
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
    let lenient = if options.lenient_responses { quote!(.lenient()) } else { quote!() };
    members.push(quote! {
        #[doc = " Chooses the address, the `reqwest` client, timeouts and default headers."]
        pub fn builder() -> rt::client::Builder<Self> { rt::client::Builder::new(#start) #lenient }
    });
    members.extend(api.security.iter().zip(&names.security).map(|(scheme, names)| credential(scheme, names, std)));
    members
}

fn credential(scheme: &SecurityScheme, names: &SchemeNames, std: Std) -> TokenStream {
    let into = std.name("Into");
    let method = &names.method;
    let name = &scheme.name.wire;
    let own = format!("Security scheme `{}`.", name.replace('`', "'"));
    let docs = docs::with_origin(&scheme.docs, &own, &sent(&scheme.kind));
    let (arguments, value) = match &scheme.kind {
        SecurityKind::ApiKeyHeader(header) => (quote!(key: &str), quote!(header(#header, key))),
        SecurityKind::ApiKeyQuery(parameter) => (quote!(key: &str), quote!(query(#parameter, key))),
        SecurityKind::ApiKeyCookie(cookie) => (quote!(key: &str), quote!(cookie(#cookie, key))),
        SecurityKind::Authorization(scheme) => (quote!(key: &str), quote!(authorization(#scheme, key))),
        SecurityKind::Basic => (quote!(user: &str, password: &str), quote!(basic(user, password))),
        SecurityKind::Bearer => (quote!(token: impl #into<rt::client::Bearer>), quote!(bearer(token))),
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

/// A scheme for the runtime: how its credentials go over the wire, and the method that takes them.
fn scheme(scheme: &SecurityScheme, names: &SchemeNames) -> TokenStream {
    let name = &scheme.name.wire;
    let method = names.method.to_string();
    let kind = match &scheme.kind {
        SecurityKind::ApiKeyHeader(header) => quote!(header(#name, #header)),
        SecurityKind::ApiKeyQuery(parameter) => quote!(query(#name, #parameter)),
        SecurityKind::ApiKeyCookie(cookie) => quote!(cookie(#name, #cookie)),
        SecurityKind::Authorization(scheme) => quote!(authorization(#name, #scheme)),
        SecurityKind::Basic => quote!(basic(#name)),
        SecurityKind::Bearer => quote!(bearer(#name)),
        SecurityKind::SigV4 => quote!(signature(#name)),
    };
    quote!(#kind.by(#method))
}

/// What goes over the wire.
fn sent(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKeyHeader(name) if name.eq_ignore_ascii_case("authorization") => {
            "Sent as the header `Authorization`, as it is given: with the scheme (`Bearer …`) if the service expects one."
                .to_owned()
        }
        SecurityKind::ApiKeyHeader(name) => format!("Sent as the header {}.", docs::called(name)),
        SecurityKind::ApiKeyQuery(name) => format!("Sent as the query parameter {}.", docs::called(name)),
        SecurityKind::ApiKeyCookie(name) => format!("Sent as the cookie {}.", docs::called(name)),
        SecurityKind::Authorization(scheme) => {
            format!("Sent as {}.", docs::called(format!("Authorization: {scheme} KEY")))
        }
        SecurityKind::Basic => "Sent as `Authorization: Basic …`, which encodes user and password.".to_owned(),
        SecurityKind::Bearer => "Sent as `Authorization: Bearer TOKEN`.".to_owned(),
        SecurityKind::SigV4 => "Sent as a signature over the whole request.".to_owned(),
    }
}
