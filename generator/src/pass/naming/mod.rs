//! Gives everything its Rust name, once.
//!
//! Runs after all that changes what types there are; [`failures`] runs once shared failures are known. A name depends on
//! what it is for and on what else wants it, never on the order of the document: of several that want one name, the one whose own name needs the least change keeps it, and
//! the others get a word that tells them apart, or a number, and a note that says with which option to
//! settle it. Names of the lock stay with what they were given to, whatever else comes.
//!
//! Invariant: every identifier is unique in its scope.

mod failures;
mod operations;
mod scope;
mod shared;
mod shortened;
mod types;
mod xml;

use std::collections::BTreeSet;

use gatewright_document::Report;

pub(super) use failures::failures;

use crate::ir::{Api, SecurityScheme};
use crate::lock::{Lock, Section};
use crate::names::{Case, Ident, Names, OperationNames, SchemeNames, TagNames, snake, upper_camel};
use crate::options::{Options, ServerTraits};
use crate::pass::selectors;
use scope::{Book, Scope, Wish};

/// Names everything; gives the names for the lock too, if there is one to keep them.
pub(super) fn run(api: &Api, options: &Options, old: Option<&Lock>, report: &mut Report) -> (Names, Option<Lock>) {
    let mut book = Book { options, report, old, new: old.map(|_| Lock::default()) };
    let (security, methods) = security(&api.security, &mut book);
    let operations =
        operations::operations(&api.operations, &api.outcomes, (&api.paging, &api.watching), methods, &mut book);
    let callbacks = operations::operations(&api.callbacks, &[], (&[], &[]), Scope::new(Case::Snake, &[]), &mut book);
    // After operations, whose inline types are named after them.
    let types = types::types(api, &operations, &callbacks, &mut book);
    let server = server_trait(api, &operations, &mut book);
    let receiver = receiver_trait(&server, &callbacks, &mut book);
    // An operation may be called so; it keeps its name.
    let methods: Vec<&str> = operations.iter().chain(&callbacks).map(|operation| &*operation.method).collect();
    let mut hooks = Scope::new(Case::Snake, &methods);
    let [authorize, reject] = ["authorize", "reject"].map(|name| hooks.take(&snake(name), &None, None));
    let tags = tag_traits(api, &server, &operations, &mut hooks, &mut book);
    let (callback_paths, xml) = (callback_paths(api), xml::shapes(&api.xml));
    let failures = Vec::new();
    let names = Names {
        server,
        tags,
        receiver,
        authorize,
        reject,
        security,
        operations,
        callbacks,
        callback_paths,
        types,
        failures,
        xml,
    };
    (names, book.new)
}

/// The methods that take credentials stand among those of the operations.
fn security(schemes: &[SecurityScheme], book: &mut Book<'_>) -> (Vec<SchemeNames>, Scope) {
    let mut scope = Scope::new(Case::Snake, &operations::CLIENT_METHODS);
    let mut order: Vec<(usize, &SecurityScheme)> = schemes.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, scheme)| scheme.name.wire.clone());
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .map(|(_, scheme)| Wish {
            section: Section::Security,
            key: vec![(&scheme.name.wire).into()],
            wanted: snake("with").suffixed(&format!("_{}", snake(&scheme.name.wire).bare())),
            chosen: book.chosen(Case::Snake, || vec![scheme.name.wire.clone()]),
            otherwise: None,
            origin: scheme.name.origin.as_ref(),
            safe: false,
        })
        .collect();
    let methods = scope.assign(&wishes, book);
    drop(wishes);
    let mut variants = Scope::new(Case::Camel, &[]);
    let mut named: Vec<(usize, SchemeNames)> = order
        .into_iter()
        .zip(methods)
        .map(|((index, scheme), method)| {
            (index, SchemeNames { method, variant: variants.take(&upper_camel(&scheme.name.wire), &None, None) })
        })
        .collect();
    named.sort_unstable_by_key(|(index, _)| *index);
    (named.into_iter().map(|(_, names)| names).collect(), scope)
}

/// The server's trait, beside whose name stand those of requests and responses.
fn server_trait(api: &Api, operations: &[OperationNames], book: &mut Book<'_>) -> Ident {
    let title = without_placeholders(&api.title);
    let title = upper_camel(if title.contains(char::is_alphanumeric) { &title } else { "Api" });
    let chosen = book.chosen(Case::Camel, || vec!["#/info/title".to_owned()]);
    a_trait("server", title, chosen, operations, book)
}

/// The traits of tags, and the methods by which the server's trait has them.
fn tag_traits(
    api: &Api,
    server: &Ident,
    operations: &[OperationNames],
    methods: &mut Scope,
    book: &mut Book<'_>,
) -> Vec<TagNames> {
    if book.options.server_traits == ServerTraits::Api {
        return Vec::new();
    }
    let tags: BTreeSet<&str> =
        api.operations.iter().filter_map(|operation| operation.tags.first()).map(String::as_str).collect();
    let wishes: Vec<Wish<'_>> = tags
        .iter()
        .map(|tag| {
            let own = upper_camel(tag);
            Wish {
                section: Section::Traits,
                key: vec!["tag".into(), (*tag).into()],
                wanted: if own.ends_with("Api") { own } else { own.suffixed("Api") },
                chosen: book.chosen(Case::Camel, || vec![selectors::of_tag(tag)]),
                otherwise: None,
                origin: None,
                safe: false,
            }
        })
        .collect();
    let mut scope = trait_scope(operations, &[server]);
    let idents = scope.assign(&wishes, book);
    let named = |(tag, ident): (&str, Ident)| {
        let method = methods.take(&snake(&ident), &None, None);
        TagNames { tag: tag.to_owned(), ident, method }
    };
    tags.into_iter().zip(idents).map(named).collect()
}

/// The trait for webhooks and callbacks, where there are any.
fn receiver_trait(server: &Ident, callbacks: &[OperationNames], book: &mut Book<'_>) -> Ident {
    let wanted = server.suffixed("Callbacks");
    if callbacks.is_empty() { wanted } else { a_trait("callbacks", wanted, None, callbacks, book) }
}

fn a_trait(
    key: &'static str,
    wanted: Ident,
    chosen: Option<Ident>,
    operations: &[OperationNames],
    book: &mut Book<'_>,
) -> Ident {
    let mut scope = trait_scope(operations, &[]);
    let longer = wanted.suffixed("Api");
    let wish = Wish {
        section: Section::Traits,
        key: vec![key.into()],
        chosen,
        otherwise: Some(Box::new(move || vec![longer.clone()])),
        wanted,
        origin: None,
        safe: false,
    };
    scope.assign_one(&wish, book)
}

/// What a trait must not be called: the other types of its module.
fn trait_scope(operations: &[OperationNames], traits: &[&Ident]) -> Scope {
    let of_operations = operations.iter().map(|operation| &operation.served);
    let types = of_operations.flat_map(|served| [&*served.request, &*served.response, &*served.body]);
    let others = traits.iter().map(|ident| &***ident).chain([CREDENTIAL]);
    Scope::new(Case::Camel, &types.chain(others).collect::<Vec<_>>())
}

/// The fields that hold where each callback is received.
fn callback_paths(api: &Api) -> Vec<(String, Ident)> {
    let mut paths: Vec<&str> = api.callbacks.iter().map(|operation| operation.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut fields = Scope::new(Case::Snake, &[]);
    // What stands behind the name of the callback tells one from another where the name does not.
    let mut field = |path: &str| {
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let whole: scope::Otherwise<'_> = Some(Box::new(|| vec![snake(path)]));
        (path.to_owned(), fields.take(&snake(name), &whole, None))
    };
    paths.into_iter().map(&mut field).collect()
}

/// The type of a server's credentials.
const CREDENTIAL: &str = "Credential";

/// A title without what a template or a stage has yet to fill in: `${stageVariables.name}`, `{{ name }}`.
fn without_placeholders(title: &str) -> String {
    let mut rest = title;
    let mut kept = String::new();
    while let Some((start, end)) = rest.find("${").map(|start| (start, "}")).or_else(|| Some((rest.find("{{")?, "}}")))
    {
        let Some(length) = rest.get(start..).and_then(|inner| inner.find(end)) else { break };
        kept.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start + length + end.len()..).unwrap_or_default();
    }
    kept + rest
}
