//! The server: a trait to fill in, typed requests, and answers that can only be documented ones.

mod credentials;
mod request;
mod response;
mod rules;
pub(super) mod skeleton;

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{Context, Named, Types, docs, features_of_operation, gate, gate_tokens, limits, named};
use crate::ir::{Operation, Response, StatusPattern};
use crate::names::{Ident, Names};
use crate::options::Options;
use crate::print::{Block, Code, Item, Module, Std};
use crate::target::server::credentials::Callers;
use crate::target::server::rules::Rules;
use crate::target::{EMPTY, Target, callbacks};

pub(super) const TARGET: Target = Target {
    name: "server",
    options: &["server", "unwritten", "operation-names", "cors-mocks"],
    features: |_| vec!["server"],
    wanted: |context| context.options.server && !context.api.operations.is_empty(),
    modules: |context| vec![module(context, Role::Api)],
    ..EMPTY
};

/// Which half of the document a server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Api,
    /// Webhooks and callbacks: what the API calls at its user.
    Callbacks,
}

pub(super) fn module<'a>(context: &Context<'a>, role: Role) -> Module<'a> {
    let Context { api, names, options, .. } = *context;
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
    let start = core::iter::once(trait_item(types, options, operations.clone(), name, guarded).into());
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

fn trait_item<'a>(
    types: Types<'a>,
    options: &Options,
    operations: Vec<Named<'a>>,
    name: &Ident,
    guarded: bool,
) -> Block<'a> {
    let Types { api, names, std, .. } = types;
    let [future, result, into, send, sync] = ["Future", "Result", "Into", "Send", "Sync"].map(|name| std.name(name));
    let hook = guarded.then(|| credentials::hook(names, std));
    let bound = send.clone();
    let by_default = if options.unwritten {
        quote!({
            let _ = (request, context);
            rt::server::unwritten()
        })
    } else {
        quote!(;)
    };
    let methods = operations.into_iter().map(move |Named { operation, names }| {
        let docs = docs::with_origin(&operation.docs, "", &docs::called(operation));
        let (name, request, response) = (&names.method, &names.served.request, &names.served.response);
        let gate = gate_tokens(&features_of_operation(&api.features, operation));
        let context = Callers::of(operation).context(std);
        quote! {
            #docs
            #gate
            fn #name(
                &self,
                request: #request,
                context: #context,
            ) -> impl #future<Output = #result<#response, Self::Error>> + #bound #by_default
        }
    });
    let docs = docs::line(&format!("{}: one method per operation.", docs::heading(api)));
    let head = quote! { #docs pub trait #name: #send + #sync + 'static };
    let from = std.name("From");
    let unwritten = options.unwritten.then(|| quote!(+ #send + #from<rt::server::NotImplemented>));
    let error = quote! {
        #[doc = " What methods fail with: the response is a 500 in the words of the document, and the error is logged."]
        type Error: #into<rt::server::BoxError> #unwritten + 'static;
    };
    let members = core::iter::once(error).chain(hook).chain(methods).chain([rejecting(names, std)]);
    Block { head, members: Box::new(members) }
}

/// The method of the trait that words rejections.
fn rejecting(names: &Names, std: Std) -> TokenStream {
    let [option, none] = ["Option", "None"].map(|name| std.name(name));
    let name = &names.reject;
    quote! {
        #[doc = " Words a rejection: a request that the document forbids, or a method that failed. As the document says, where it returns `None`."]
        fn #name(&self, rejection: &rt::server::Rejection) -> #option<rt::server::Reply> {
            let _ = rejection;
            #none
        }
    }
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
        let route = Callers::of(operation).route();
        let id = operation.has_operation_id.then_some(&operation.id.wire).map(|id| quote!(.id(#id)));
        quote!(#gate rt::server::Route::#route(#method, #path, #own::#name) #id #produces #failures #security #at)
    });
    let guarded = operations.iter().any(|named| !named.operation.security.is_empty());
    let authorize = guarded.then(|| {
        let name = &names.authorize;
        quote!(.authorize(#own::#name))
    });
    let reject = &names.reject;
    let patterns = (!patterns.is_empty()).then(|| {
        let patterns = patterns.iter();
        quote!(.patterns(&[#(#patterns),*]))
    });
    let made = quote!(
        rt::server::Setup::new(api, rt::server::Manner::#manner, #base_path, [#(#routes),*])
            #authorize
            .reject(#own::#reject)
            #patterns
            .service()
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
