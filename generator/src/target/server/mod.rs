//! The server: a trait to fill in, typed requests, and answers that can only be documented ones.

mod credentials;
mod request;
mod response;
mod rules;

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{Context, Named, Types, docs, features_of_operation, gate, gate_tokens, limits, named};
use crate::ir::{Operation, Response, StatusPattern};
use crate::names::Ident;
use crate::print::{Block, Code, Item, Module, Std};
use crate::target::server::rules::Rules;
use crate::target::{Target, callbacks};

pub(super) const TARGET: Target = Target {
    features: &["server"],
    wanted: |context| context.options.server && !context.api.operations.is_empty(),
    modules: |context| vec![module(context, Role::Api)],
    files: |_| Vec::new(),
};

/// Which half of the document a server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Api,
    /// Webhooks and callbacks: what the API calls at its user.
    Callbacks,
}

pub(super) fn module<'a>(context: &Context<'a>, role: Role) -> Module<'a> {
    let Context { api, names, .. } = *context;
    let checked = limits::checked(api);
    let title = docs::title(api);
    let (module, name, operations, docs) = match role {
        Role::Api => ("server", &names.server, named(&api.operations, &names.operations), format!("Answers {title}.")),
        Role::Callbacks => {
            let operations = named(&api.callbacks, &names.callbacks);
            ("callbacks", &names.receiver, operations, format!("Receives what {title} calls back."))
        }
    };
    // The names of all other types end in a word of ours.
    let std = Std::beside([&**name]);
    let types = Types { api, names, qualified: true, std };
    let guarded = operations.iter().any(|named| !named.operation.security.is_empty());
    let start = core::iter::once(trait_item(types, operations.clone(), name, guarded).into());
    let credentials = guarded.then(|| credentials::items(api, names, std)).into_iter().flatten();
    let rules = Rc::new(Rules::of(api, operations.iter().map(|named| named.operation)));
    let patterns = limits::patterns(api, operations.iter().map(|named| named.operation), &checked);
    let (own_rules, all) = (Rc::clone(&rules), operations.clone());
    let service = core::iter::once_with(move || service(types, role, &all, name, &patterns, &own_rules)).flatten();
    let schemas = Rules::items(&rules);
    let operations = operations.into_iter().flat_map(move |named| {
        let mut own = request::items(named, types, &checked, &rules);
        own.extend(response::items(named, types));
        gate(&mut own, &features_of_operation(&api.features, named.operation));
        own
    });
    let items = Box::new(start.chain(credentials).chain(schemas).chain(operations).chain(service));
    Module { name: module, docs, gated: !api.features.names.is_empty(), std, items, submodules: Vec::new() }
}

fn trait_item<'a>(types: Types<'a>, operations: Vec<Named<'a>>, name: &Ident, guarded: bool) -> Block<'a> {
    let Types { api, names, std, .. } = types;
    let [future, send, sync] = ["Future", "Send", "Sync"].map(|name| std.name(name));
    let hook = guarded.then(|| credentials::hook(names, std));
    let bound = send.clone();
    let methods = operations.into_iter().map(move |Named { operation, names }| {
        let docs = docs::with_origin(&operation.docs, "", &docs::called(operation));
        let (name, request, response) = (&names.method, &names.served.request, &names.served.response);
        let gate = gate_tokens(&features_of_operation(&api.features, operation));
        quote! {
            #docs
            #gate
            fn #name(&self, request: #request) -> impl #future<Output = #response> + #bound;
        }
    });
    let docs = docs::line(&format!("{}: one method per operation.", docs::heading(api)));
    let head = quote! { #docs pub trait #name: #send + #sync + 'static };
    Block { head, members: Box::new(methods.chain(hook)) }
}

/// The media types of successful responses: a client that takes none of them is answered 406.
fn produces(operation: &Operation) -> Option<TokenStream> {
    let success = |response: &&Response| match response.status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Class(class) => class == 2,
        StatusPattern::Default => false,
    };
    let contents = operation.responses.iter().filter(success).flat_map(|response| &response.contents);
    let media_types: Vec<&str> = contents.map(|content| content.media_type.as_str()).collect();
    (!media_types.is_empty()).then(|| quote!(.produces(&[#(#media_types),*])))
}

/// The failures that the operation declares, in whose words requests are rejected.
fn failures(operation: &Operation, rules: &Rules<'_>) -> Option<TokenStream> {
    let failures: Vec<TokenStream> = rules::failures(operation)
        .map(|(status, media_type, rule)| {
            let (status, rule) = (proc_macro2::Literal::u16_unsuffixed(status), rules.name(rule));
            quote!(rt::server::Failure::new(#status, #media_type, &#rule))
        })
        .collect();
    (!failures.is_empty()).then(|| quote!(.failures(const { &[#(#failures),*] })))
}

fn service(
    types: Types<'_>,
    role: Role,
    operations: &[Named<'_>],
    trait_name: &Ident,
    patterns: &BTreeSet<&str>,
    rules: &Rules<'_>,
) -> Vec<Item<'static>> {
    let Types { api, names, std, .. } = types;
    let manner = if api.gateway { quote!(ApiGateway) } else { quote!(Problem) };
    let base_path = if role == Role::Api { api.base_path.as_str() } else { "" };
    // The trait itself may be called `A`.
    let own = if *trait_name == *"A" { format_ident!("B") } else { format_ident!("A") };
    let routes = operations.iter().map(|Named { operation, names: given }| {
        let (method, path, name) = (operation.method.as_str(), &operation.path, &given.method);
        let security = credentials::requirements(operation);
        let at = (role == Role::Callbacks).then(|| callbacks::at(names, operation));
        let gate = gate_tokens(&features_of_operation(&api.features, operation));
        let produces = produces(operation);
        let failures = failures(operation, rules);
        quote!(#gate rt::server::Route::new(#method, #path, #own::#name) #produces #failures #security #at)
    });
    let guarded = operations.iter().any(|named| !named.operation.security.is_empty());
    let (start, hook) = if guarded {
        let authorize = &names.authorize;
        (quote!(guarded), quote!(#own::#authorize,))
    } else {
        (quote!(new), TokenStream::new())
    };
    let patterns = (!patterns.is_empty()).then(|| {
        let patterns = patterns.iter();
        quote!(.patterns(&[#(#patterns),*]))
    });
    let made = quote!(
        rt::server::Service::#start(api, #hook rt::server::Manner::#manner, #base_path, [#(#routes),*]) #patterns
    );
    let mut items: Vec<Item<'static>> = Vec::new();
    match role {
        Role::Api => items.push(
            Code(quote! {
                #[doc = " The API as a service: for axum, for AWS Lambda, or in process."]
                pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service { #made }
            })
            .into(),
        ),
        Role::Callbacks => {
            // Without the features of all of them there is none that would be received there.
            let unused = (!api.features.names.is_empty()).then(|| quote!(let _ = paths;));
            let default = std.name("Default");
            let at_own = quote! {
                #[doc = " The receiver as a service, each callback at the path of its name."]
                pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service {
                    service_at(api, &#default::default())
                }
            };
            let at = quote! {
                #[doc = " The receiver as a service, at paths of your own."]
                pub fn service_at<#own: #trait_name>(api: #own, paths: &Paths) -> rt::server::Service { #unused #made }
            };
            items.extend(callbacks::paths(operations, names, std));
            items.extend([Code(at_own).into(), Code(at).into()]);
        }
    }
    let router = quote! {
        #[doc = " The API as an axum router."]
        pub fn router<#own: #trait_name>(api: #own) -> rt::axum::Router { service(api).into_router() }
    };
    items.push(Code(router).into());
    items
}
