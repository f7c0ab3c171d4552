//! Gives everything its Rust name, once.
//!
//! Runs after all that changes what types there are. A name depends on what it is given to and on who else wants it, never on the order of the
//! document: of several that want one name, the one whose own name needs the least change keeps it, and
//! the others get a word that tells them apart, or a number, and a note that says with which option to
//! settle it. Names of the lock stay with what they were given to, whatever else comes.
//!
//! Invariant: every `ident` is unique in its scope when this pass is done.

mod operations;
mod scope;
mod status;
mod types;

use gatewright_document::Report;

pub(crate) use status::status;

use crate::ir::{Api, Name, Operation, XmlId};
use crate::lock::{Lock, Section};
use crate::names::{Case, snake, suffixed, upper_camel};
use crate::options::Options;
use scope::{Book, Scope, Wish};

/// Names everything; gives the names of this run if there is a lock to keep them.
pub(super) fn run(api: &mut Api, options: &Options, old: Option<&Lock>, report: &mut Report) -> Option<Lock> {
    let mut book = Book { options, report, old, new: old.map(|_| Lock::default()) };
    let methods = security(api, &mut book);
    operations::operations(&mut api.operations, methods, &mut book);
    operations::operations(&mut api.callbacks, Scope::new(Case::Snake, &[]), &mut book);
    // After operations, whose inline types are named after them.
    types::types(api, &mut book);
    for id in api.types.ids() {
        let def = api.types.get_mut(id);
        if def.used {
            types::members(def, &mut book);
        }
    }
    traits(api, &mut book);
    xml(api);
    book.new
}

/// The statics that say how bodies of XML are written. Nobody but generated code names them.
fn xml(api: &mut Api) {
    let mut ids: Vec<XmlId> = api.xml.ids().collect();
    ids.sort_by_cached_key(|id| api.xml.get(*id).map(|shape| (shape.name.wire.clone(), shape.origin.to_string())));
    let mut scope = Scope::new(Case::Snake, &[]);
    for id in ids {
        if let Some(shape) = api.xml.get_mut(id) {
            let ident = scope.take(&snake(&shape.name.wire), &None, None);
            shape.name.ident = ident.trim_start_matches("r#").to_uppercase();
        }
    }
}

/// The methods that take credentials stand among those of the operations.
fn security(api: &mut Api, book: &mut Book<'_>) -> Scope {
    let mut scope = Scope::new(Case::Snake, &operations::CLIENT_METHODS);
    let mut order: Vec<usize> = (0..api.security.len()).collect();
    order.sort_by_cached_key(|index| api.security.get(*index).map(|scheme| scheme.name.wire.clone()));
    let wishes: Vec<Wish<'_>> = order
        .iter()
        .filter_map(|index| api.security.get(*index))
        .map(|scheme| Wish {
            section: Section::Security,
            key: vec![&scheme.name.wire],
            wanted: format!("with_{}", snake(&scheme.name.wire).trim_start_matches("r#")),
            chosen: book.chosen(Case::Snake, || vec![scheme.name.wire.clone()]),
            otherwise: None,
            origin: scheme.name.origin.as_ref(),
            safe: false,
        })
        .collect();
    let idents = scope.assign(&wishes, book);
    drop(wishes);
    let mut fields = Scope::new(Case::Snake, &[]);
    for (index, ident) in order.into_iter().zip(idents) {
        if let Some(scheme) = api.security.get_mut(index) {
            scheme.field = fields.take(&snake(&scheme.name.wire), &None, None);
            scheme.name.ident = ident;
        }
    }
    scope
}

/// The server's traits, beside whose names stand those of requests and answers.
fn traits(api: &mut Api, book: &mut Book<'_>) {
    let title = without_placeholders(&api.title);
    let title = upper_camel(if title.contains(char::is_alphanumeric) { &title } else { "Api" });
    let mut traits = |key: &'static str, wanted: String, operations: &[Operation]| {
        let types: Vec<String> = operations.iter().flat_map(names_of_server).collect();
        let types: Vec<&str> = types.iter().map(String::as_str).chain([CREDENTIALS]).collect();
        let wish = Wish {
            section: Section::Traits,
            key: vec![key],
            chosen: if key == "server" { book.chosen(Case::Camel, || vec!["#/info/title".to_owned()]) } else { None },
            otherwise: Some(Box::new(|| vec![suffixed(&wanted, "Api")])),
            wanted: wanted.clone(),
            origin: None,
            safe: false,
        };
        Scope::new(Case::Camel, &types).assign(&[wish], book).pop().unwrap_or_default()
    };
    api.trait_name = traits("server", title, &api.operations);
    if !api.callbacks.is_empty() {
        api.callback_trait_name = traits("callbacks", format!("{}Callbacks", api.trait_name), &api.callbacks);
    }
    let mut paths: Vec<&str> = api.callbacks.iter().map(|operation| operation.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut fields = Scope::new(Case::Snake, &[]);
    // What stands behind the name of the callback tells one from another where the name does not.
    let mut field = |path: &&str| {
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let whole: scope::Otherwise<'_> = Some(Box::new(|| vec![snake(path)]));
        Name { ident: fields.take(&snake(name), &whole, None), ..Name::new(*path) }
    };
    api.callback_paths = paths.iter().map(&mut field).collect();
    // An operation may be called so; it keeps its name.
    let operations = api.operations.iter().chain(&api.callbacks);
    let methods: Vec<&str> = operations.map(|operation| operation.id.ident.as_str()).collect();
    api.authorize_name = Scope::new(Case::Snake, &methods).take("authorize", &None, None);
}

/// The type of a server's credentials.
const CREDENTIALS: &str = "Credentials";

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

/// Types that stand beside the trait.
fn names_of_server(operation: &Operation) -> [String; 3] {
    ["Request", "Response", "Body"].map(|suffix| suffixed(&operation.type_stem, suffix))
}
