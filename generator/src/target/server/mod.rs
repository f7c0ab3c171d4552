//! The server: a trait to fill in, typed requests, and answers that can only be documented ones.

mod credentials;
mod parts;
mod request;
mod response;
mod rules;
pub(super) mod skeleton;
mod traits;

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{Context, Named, Site, Types, docs, features_of_operation, gate, limits, named};
use crate::ir::{Operation, Response, StatusPattern};
use crate::names::{Ident, TagNames};
use crate::print::{Code, Embedded, Expression, Item, Literal, Module, Path, Route, Service, Std};
use crate::target::server::credentials::Callers;
use crate::target::server::rules::Rules;
use crate::target::server::traits::Traits;
use crate::target::{EMPTY, Target, callbacks};

pub(super) const TARGET: Target = Target {
    name: "server",
    options: &["server", "server-traits", "embed-document", "unwritten", "operation-names", "cors-mocks"],
    features: |_| vec!["server"],
    wanted: |context| context.options.server && !context.api.operations.is_empty(),
    modules: |context| vec![module(context, Role::Api)],
    ..EMPTY
};

const DESCRIPTION: &str =
    "The document that the server is generated from: routes to merge with those of the API, or to nest.";

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
    // The API calls its user by one trait.
    let tags = if role == Role::Api { names.tags.as_slice() } else { &[] };
    // The names of all other types end in a word of ours.
    let std = Std::beside(tags.iter().map(|tag| &*tag.ident).chain([&**name]));
    let types = Types { api, names, site: Site::Elsewhere, std };
    let guarded = traits::are_guarded(&operations);
    let start = Traits { types, options, name }.items(&operations, tags);
    let text = context.text.filter(|_| role == Role::Api);
    let room: usize = operations.iter().map(|named| 2_000 + 16 * named.operation.path.len()).sum();
    let embedded = text.map(|text| Embedded { docs: docs::line(DESCRIPTION), text }.into());
    let credentials = guarded.then(|| credentials::items(api, names, std)).into_iter().flatten();
    let rules = Rc::new(Rules::of(api, operations.iter().map(|named| named.operation)));
    let patterns = limits::patterns(api, operations.iter().map(|named| named.operation), &checked);
    let (own_rules, all) = (Rc::clone(&rules), operations.clone());
    let served = Served { types, role, operations: all, trait_name: name, tags, patterns, rules: own_rules };
    let service = core::iter::once_with(move || served.items()).flatten();
    let schemas = Rules::items(&rules);
    let operations = operations.into_iter().flat_map(move |named| {
        let mut own = request::items(named, types, &checked, &rules);
        own.extend(response::items(named, types));
        gate(&mut own, &features_of_operation(&api.features, named.operation));
        own
    });
    let items = Box::new(start.chain(credentials).chain(schemas).chain(operations).chain(service).chain(embedded));
    Module {
        name: module,
        docs,
        gated: !api.features.names.is_empty(),
        std,
        items,
        room: room + text.map_or(0, |text| 2 * text.len()),
        submodules: Vec::new(),
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
    tags: &'a [TagNames],
    patterns: BTreeSet<&'a str>,
    rules: Rc<Rules<'a>>,
}

impl<'a> Served<'a> {
    /// The type of the implementation: the trait itself may be called `A`.
    fn own(&self) -> &'static str {
        let is_trait = |name: &str| **self.trait_name == *name || self.tags.iter().any(|tag| *tag.ident == *name);
        ["A", "B", "C"].into_iter().find(|name| !is_trait(name)).unwrap_or("Own")
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
        if traits::are_guarded(&self.operations) {
            calls.push(("authorize", vec![method(&names.authorize)]));
        }
        calls.push(("reject", vec![method(&names.reject)]));
        if !self.patterns.is_empty() {
            let patterns = self.patterns.iter().map(|pattern| Expression::str(pattern)).collect();
            calls.push(("patterns", vec![Expression::reference(Expression::Array(patterns))]));
        }
        calls.push(("service", Vec::new()));
        let (role, rules, tags) = (self.role, self.rules, self.tags);
        let routes = self.operations.into_iter().map(move |Named { operation, names: given }| {
            let part = if tags.is_empty() { None } else { names.of_tag(operation) };
            let answering = match part {
                Some(part) => Expression::Path(Path::plain(format!("{own}::{}::{}", part.ident, given.method))),
                None => method(&given.method),
            };
            let arguments =
                vec![Expression::str(operation.method.as_str()), Expression::str(&operation.path), answering];
            let id = operation.has_operation_id.then(|| ("id", vec![Expression::str(&operation.id.wire)]));
            let at = (role == Role::Callbacks).then(|| callbacks::at(names, operation)).flatten();
            let calls = id.into_iter().chain(produces(operation)).chain(failures(operation, &rules));
            let within = part.map(|part| ("within", vec![method(&part.method)]));
            let calls: Vec<_> = calls.chain(credentials::requirements(operation)).chain(at).chain(within).collect();
            let route = Expression::Call(Callers::of(operation).route(), arguments);
            let route = if calls.is_empty() { route } else { Expression::Methods(Box::new(route), calls) };
            Route { features: features_of_operation(&api.features, operation), route }
        });
        Service { head, first, arguments, routes: Box::new(routes), calls }
    }
}
