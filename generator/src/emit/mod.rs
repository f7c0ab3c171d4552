//! Turns a named [`Api`] into items of Rust, one function per kind of item.
//!
//! **Invariant:** nothing here reads the document, resolves a reference, invents a name or reports a
//! diagnostic. If an emitter needs to, a pass is missing.

mod answer;
mod callbacks;
mod client;
mod credentials;
mod docs;
mod failures;
mod gate;
mod limits;
mod models;
mod places;
mod prose;
mod request;
mod server;
mod std;
mod ty;
mod xml;

pub use places::Model;
pub(crate) use places::places;
use proc_macro2::TokenStream;
pub(crate) use std::IMPORTED;

use crate::ir::{Api, Operation};
use crate::names::{Names, OperationNames};
use crate::options::Options;

/// One item: tokens to be formatted, or the invocation of a runtime macro, laid out already.
pub(crate) enum Item {
    Tokens(TokenStream),
    Text(String),
    /// The head of an `impl` or `trait`, and at least one member.
    Block(TokenStream, Vec<TokenStream>),
}

/// A module of the generated code.
pub(crate) struct Module {
    pub(crate) name: &'static str,
    pub(crate) docs: String,
    /// Whether some of the items are there only with a feature.
    pub(crate) gated: bool,
    pub(crate) items: Vec<Item>,
    /// Private modules in which the items of a large module are; it gives out all of them as its own.
    pub(crate) submodules: Vec<Submodule>,
}

impl Module {
    pub(crate) fn is_client(&self) -> bool {
        self.name == "client"
    }
}

/// Some of the items of a module.
pub(crate) struct Submodule {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static str,
    pub(crate) items: Vec<Item>,
}

/// An operation with its names.
#[derive(Clone, Copy)]
struct Named<'a> {
    operation: &'a Operation,
    names: &'a OperationNames,
}

/// Operations with their names.
fn named<'a>(operations: &'a [Operation], names: &'a [OperationNames]) -> Vec<Named<'a>> {
    operations.iter().zip(names).map(|(operation, names)| Named { operation, names }).collect()
}

/// All modules that were asked for.
pub(crate) fn emit(api: &Api, names: &Names, options: &Options) -> Vec<Module> {
    let mut modules = vec![models::module(api, names, options)];
    // A document without operations describes models, and perhaps what is called back.
    if options.client && !api.operations.is_empty() {
        modules.push(client::module(api, names));
    }
    if options.server && !api.operations.is_empty() {
        modules.push(server::module(api, names, server::Role::Api));
    }
    if options.server && !api.callbacks.is_empty() {
        modules.push(server::module(api, names, server::Role::Callbacks));
    }
    modules.extend(xml::module(api, names, options));
    modules
}

/// The docs of a whole crate.
pub(crate) fn crate_docs(api: &Api) -> String {
    match docs::inline(&api.version) {
        version if version.is_empty() => format!("{}.", models::heading(api)),
        version => format!("{}, version {version}.", models::heading(api)),
    }
}

/// A word of ours as an identifier.
fn ident(name: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, span),
        None => proc_macro2::Ident::new(name, span),
    }
}

/// A string literal as Rust source.
fn literal(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
}

/// Tokens of a type or an expression, spaced as a person would.
fn text(tokens: &TokenStream) -> String {
    let mut text = tokens.to_string();
    for (loose, tight) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" : ", ": "),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        ("[ ", "["),
        (" ]", "]"),
        ("( ", "("),
        (" )", ")"),
    ] {
        text = text.replace(loose, tight);
    }
    text
}
