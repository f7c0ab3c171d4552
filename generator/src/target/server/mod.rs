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

use crate::emit::{Context, Named, Types, docs, features_of_operation, gate, limits, named};
use crate::ir::{Operation, Response, StatusPattern};
use crate::names::{Ident, Names};
use crate::options::Options;
use crate::print::{Block, Code, Expression, Item, Literal, Member, Module, Path, Route, Service, Std, TraitMethod};
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
    let room = operations.iter().map(|named| 2_000 + 16 * named.operation.path.len()).sum();
    let credentials = guarded.then(|| credentials::items(api, names, std)).into_iter().flatten();
    let rules = Rc::new(Rules::of(api, operations.iter().map(|named| named.operation)));
    let patterns = limits::patterns(api, operations.iter().map(|named| named.operation), &checked);
    let (own_rules, all) = (Rc::clone(&rules), operations.clone());
    let served = Served { types, role, operations: all, trait_name: name, patterns, rules: own_rules };
    let service = core::iter::once_with(move || served.items()).flatten();
    let schemas = Rules::items(&rules);
    let operations = operations.into_iter().flat_map(move |named| {
        let mut own = request::items(named, types, &checked, &rules);
        own.extend(response::items(named, types));
        gate(&mut own, &features_of_operation(&api.features, named.operation));
        own
    });
    let items = Box::new(start.chain(credentials).chain(schemas).chain(operations).chain(service));
    Module { name: module, docs, gated: !api.features.names.is_empty(), std, items, room, submodules: Vec::new() }
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
    let has_default = options.unwritten;
    let of_methods = [future, result, send.clone()];
    let methods = operations.into_iter().map(move |Named { operation, names }| {
        Member::Method(Box::new(TraitMethod {
            docs: docs::with_origin(&operation.docs, "", &docs::called(operation)),
            features: features_of_operation(&api.features, operation),
            name: names.method.clone(),
            request: names.served.request.clone(),
            response: names.served.response.clone(),
            context: Callers::of(operation).context(std),
            std: of_methods.clone(),
            has_default,
        }))
    });
    let docs = docs::line(&format!("{}: one method per operation.", docs::heading(api)));
    let head = quote! { #docs pub trait #name: #send + #sync + 'static };
    let from = std.name("From");
    let unwritten = options.unwritten.then(|| quote!(+ #send + #from<rt::server::NotImplemented>));
    let error = quote! {
        #[doc = " What methods fail with: the response is a 500 in the words of the document, and the error is logged."]
        type Error: #into<rt::server::BoxError> #unwritten + 'static;
    };
    let start = core::iter::once(error).chain(hook).map(Member::from);
    let members = start.chain(methods).chain([rejecting(names, std).into()]);
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
fn produces(operation: &Operation) -> Option<(&'static str, Vec<Expression>)> {
    let success = |response: &&Response| match response.status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Class(class) => class == 2,
        StatusPattern::Default => false,
    };
    let contents = operation.responses.iter().filter(success).flat_map(|response| &response.contents);
    let media_types: Vec<Expression> = contents.map(|content| Expression::str(&content.media_type)).collect();
    (!media_types.is_empty()).then(|| ("produces", vec![Expression::reference(Expression::Array(media_types))]))
}

/// The failures that the operation declares, in whose words requests are rejected.
fn failures(operation: &Operation, rules: &Rules<'_>) -> Option<(&'static str, Vec<Expression>)> {
    let failures: Vec<Expression> = rules::failures(operation)
        .map(|(status, media_type, rule)| {
            let status = Expression::Literal(Literal::count(status.into()));
            let rule = Expression::reference(rules.name(rule));
            let arguments = vec![status, Expression::str(media_type), rule];
            Expression::Call(Path::runtime("rt::server::Failure::new"), arguments)
        })
        .collect();
    let list = |failures| Expression::Const(Box::new(Expression::reference(Expression::Array(failures))));
    (!failures.is_empty()).then(|| ("failures", vec![list(failures)]))
}

/// What the functions are made from that make a service of an implementation.
struct Served<'a> {
    types: Types<'a>,
    role: Role,
    operations: Vec<Named<'a>>,
    trait_name: &'a Ident,
    patterns: BTreeSet<&'a str>,
    rules: Rc<Rules<'a>>,
}

impl<'a> Served<'a> {
    /// The type of the implementation: the trait itself may be called `A`.
    fn own(&self) -> &'static str {
        if **self.trait_name == *"A" { "B" } else { "A" }
    }

    fn items(self) -> Vec<Item<'a>> {
        let Types { api, names, std, .. } = self.types;
        let (own, trait_name) = (format_ident!("{}", self.own()), self.trait_name);
        let mut items: Vec<Item<'a>> = Vec::new();
        match self.role {
            Role::Api => {
                let head = quote! {
                    #[doc = " The API as a service: for axum, for AWS Lambda, or in process."]
                    pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service
                };
                items.push(self.service(head, None).into());
            }
            Role::Callbacks => {
                // Without the features of all of them there is none that would be received there.
                let unused = (!api.features.names.is_empty()).then_some("let _ = paths;");
                let default = std.name("Default");
                let at_own = quote! {
                    #[doc = " The receiver as a service, each callback at the path of its name."]
                    pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service {
                        service_at(api, &#default::default())
                    }
                };
                let at = quote! {
                    #[doc = " The receiver as a service, at paths of your own."]
                    pub fn service_at<#own: #trait_name>(api: #own, paths: &Paths) -> rt::server::Service
                };
                items.extend(callbacks::paths(&self.operations, names, std));
                items.extend([Code(at_own).into(), self.service(at, unused).into()]);
            }
        }
        let router = quote! {
            #[doc = " The API as an axum router."]
            pub fn router<#own: #trait_name>(api: #own) -> rt::axum::Router { service(api).into_router() }
        };
        items.push(Code(router).into());
        items
    }

    fn service(self, head: TokenStream, first: Option<&'static str>) -> Service<'a> {
        let Types { api, names, .. } = self.types;
        let own = self.own();
        let method = move |name: &Ident| Expression::Path(Path::plain(format!("{own}::{name}")));
        let manner = if api.gateway { "rt::server::Manner::ApiGateway" } else { "rt::server::Manner::Problem" };
        let base_path = if self.role == Role::Api { api.base_path.as_str() } else { "" };
        let arguments = vec![
            Expression::Path(Path::plain("api")),
            Expression::Path(Path::runtime(manner)),
            Expression::str(base_path),
        ];
        let mut calls = Vec::new();
        if self.operations.iter().any(|named| !named.operation.security.is_empty()) {
            calls.push(("authorize", vec![method(&names.authorize)]));
        }
        calls.push(("reject", vec![method(&names.reject)]));
        if !self.patterns.is_empty() {
            let patterns = self.patterns.iter().map(|pattern| Expression::str(pattern)).collect();
            calls.push(("patterns", vec![Expression::reference(Expression::Array(patterns))]));
        }
        calls.push(("service", Vec::new()));
        let (role, rules) = (self.role, self.rules);
        let routes = self.operations.into_iter().map(move |Named { operation, names: given }| {
            let arguments = vec![
                Expression::str(operation.method.as_str()),
                Expression::str(&operation.path),
                method(&given.method),
            ];
            let id = operation.has_operation_id.then(|| ("id", vec![Expression::str(&operation.id.wire)]));
            let at = (role == Role::Callbacks).then(|| callbacks::at(names, operation)).flatten();
            let calls = id.into_iter().chain(produces(operation)).chain(failures(operation, &rules));
            let calls: Vec<_> = calls.chain(credentials::requirements(operation)).chain(at).collect();
            let route = Expression::Call(Callers::of(operation).route(), arguments);
            let route = if calls.is_empty() { route } else { Expression::Methods(Box::new(route), calls) };
            Route { features: features_of_operation(&api.features, operation), route }
        });
        Service { head, first, arguments, routes: Box::new(routes), calls }
    }
}
