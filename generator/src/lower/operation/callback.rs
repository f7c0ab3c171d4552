//! Webhooks and callbacks: what the API calls at its user.
//!
//! Their addresses are not known before they are called. The receiver has each at a path of its own, named after the
//! callback, behind which stands what the callback's expression says behind the user's address.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::Node;

use crate::ir::Method;
use crate::ir::Operation;
use crate::lower::node::{Key, is_entry_of, is_object, key_of};
use crate::lower::operation::Operations;
use crate::lower::operation::expression::Expression;
use crate::lower::operation::path::Template;
use crate::words;

/// Webhooks and callbacks as they are met; those that several operations share are met once.
#[derive(Default)]
pub(crate) struct Callbacks<'d> {
    met: Vec<Callback<'d>>,
    seen: IndexSet<Key>,
}

struct Callback<'d> {
    name: String,
    /// Name with the operation that it belongs to.
    stem: String,
    expression: Expression,
    item: Node<'d>,
}

impl<'d> Callbacks<'d> {
    fn add(&mut self, name: &str, stem: String, expression: Expression, item: Node<'d>) {
        if self.seen.insert(key_of(&item)) {
            self.met.push(Callback { name: name.to_owned(), stem, expression, item });
        }
    }

    /// A path for each: its name; with the operation where that is not enough, and numbered where that is not either.
    fn paths(&self) -> Vec<String> {
        let path = |words: &str, callback: &Callback<'d>| {
            format!("/{}{}", words::split(words).join("-"), callback.expression.rest)
        };
        let mut paths: Vec<String> = self.met.iter().map(|callback| path(&callback.name, callback)).collect();
        let mut counts: IndexMap<String, usize> = IndexMap::default();
        paths.iter().for_each(|path| *counts.entry(path.clone()).or_default() += 1);
        for (own, callback) in paths.iter_mut().zip(&self.met) {
            if counts.get(own).is_some_and(|count| *count > 1) {
                *own = path(&callback.stem, callback);
            }
        }
        let mut taken: IndexSet<String> = IndexSet::default();
        for (own, callback) in paths.iter_mut().zip(&self.met) {
            let numbered = |number| path(&format!("{} {number}", callback.stem), callback);
            *own = words::free(own.clone(), numbered, |path| !taken.contains(path));
            taken.insert(own.clone());
        }
        paths
    }
}

impl<'d> Operations<'d, '_> {
    /// The callbacks of an operation.
    pub(crate) fn callbacks_of(&mut self, node: &Node<'d>, id: &str, callbacks: &mut Callbacks<'d>) {
        for (name, callback) in node.read("callbacks").iter().flat_map(Node::entries) {
            let Some(callback) = self.schemas.report.target(&callback) else { continue };
            // A callback among the components belongs to no operation.
            let pointer = &callback.origin().pointer;
            let own = is_entry_of(pointer, "paths") || is_entry_of(pointer, "x-ms-paths");
            let (name, stem) = match pointer.last().filter(|_| !own) {
                Some(component) => (component.to_string(), component.to_string()),
                None => (name.to_owned(), format!("{id} {name}")),
            };
            for (expression, item) in callback.entries().filter(|(expression, _)| !expression.starts_with("x-")) {
                let Some(item) = self.schemas.report.target(&item) else { continue };
                callbacks.add(&name, stem.clone(), Expression::parse(expression), item);
            }
        }
    }

    /// A webhook, which has no address in the document at all.
    pub(crate) fn webhook(&mut self, name: &str, item: &Node<'d>, callbacks: &mut Callbacks<'d>) {
        if let Some(item) = self.schemas.report.target(item) {
            callbacks.add(name, name.to_owned(), Expression::default(), item);
        }
    }

    /// Reads all that were met.
    pub(crate) fn callbacks(&mut self, callbacks: &Callbacks<'d>) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (callback, path) in callbacks.met.iter().zip(callbacks.paths()) {
            let Callback { stem, expression, item, .. } = callback;
            let names = expression.path.iter().map(|(name, _)| name.clone()).collect();
            let template = Template { text: path, names, is_implied: true };
            let methods = item.entries().filter(|(_, node)| is_object(node)).filter_map(|(key, _)| {
                let method = Method::of_key(key).filter(|method| *method != Method::Any)?;
                Some((method, item.read(key)?))
            });
            let methods: Vec<(Method, Node<'d>)> = methods.collect();
            for (method, node) in &methods {
                let name = if methods.len() > 1 { format!("{stem} {}", method.key()) } else { stem.clone() };
                let mut operation = self.operation(item, node, *method, &template, Some(&name));
                // The security of the document is that of its own operations.
                if node.read("security").is_none() {
                    operation.security.clear();
                }
                expression.complete(&mut operation);
                operations.push(operation);
            }
        }
        operations
    }
}
