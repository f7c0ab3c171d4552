//! The Rust half: what a program can name of the generated code, and how two such lists differ to the compiler.
//!
//! Invariant: an item is here if the guide lets programs use it. Models are made by `new` or
//! `default`, and `#[non_exhaustive]` types are matched with a last arm.

mod client;
mod compare;
mod models;
mod server;

use std::collections::BTreeMap;

use gatewright_document::Origin;

use super::Side;
use super::change::Collected;
use super::pairs::Pairs;
use super::subject::{Part, Subject};
use super::types::{Signature, Writers};
use crate::options::Options;

/// Whose programs an item is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Audience {
    pub(crate) callers: bool,
    pub(crate) implementers: bool,
}

impl Audience {
    pub(crate) const NOBODY: Self = Self { callers: false, implementers: false };
    pub(crate) const CALLERS: Self = Self { callers: true, implementers: false };
    pub(crate) const IMPLEMENTERS: Self = Self { callers: false, implementers: true };
    pub(crate) const BOTH: Self = Self { callers: true, implementers: true };

    fn and(self, other: Self) -> Self {
        Self { callers: self.callers && other.callers, implementers: self.implementers && other.implementers }
    }
}

/// One thing that a program can name.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// As users write it: `models::Pet::name`.
    pub(crate) item: String,
    /// The name that it declares, where its name within the group does not have it.
    pub(crate) declares: Option<String>,
    /// What it is beyond its name.
    pub(crate) signature: Signature,
    /// The piece of the document that it comes from.
    pub(crate) subject: Subject,
    pub(crate) origin: Option<Origin>,
    /// Who no longer compiles without it, or when it is another.
    pub(crate) needed_by: Audience,
    /// Who no longer compiles once it is there.
    pub(crate) demanded_of: Audience,
}

/// What stands together: the items of a type, of an operation or of the whole, by the name within.
///
/// The first word of a name says what it is, so that a field and a method may share theirs.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// What the item itself is called, and those that share its fate.
    pub(crate) entries: BTreeMap<String, Entry>,
}

/// Groups by the piece of the document that they come from.
pub(crate) type Surface = BTreeMap<Subject, Group>;

/// Makes the list of one document.
pub(crate) struct Lister<'a> {
    pub(crate) side: Side<'a>,
    pub(crate) options: &'a Options,
    pub(crate) writers: Writers<'a>,
    /// The key of a type as the old document has it.
    pub(crate) type_keys: Vec<String>,
    /// The names of operations and callbacks as the old document has them.
    pub(crate) operations: Vec<String>,
    pub(crate) callbacks: Vec<String>,
    /// What the old document calls a parameter: by operation, place and name.
    pub(crate) parameters: BTreeMap<(String, &'static str, String), String>,
    pub(crate) surface: Surface,
    /// Whose programs are generated for.
    pub(crate) audience: Audience,
}

impl Lister<'_> {
    pub(crate) fn add(&mut self, name: &str, entry: Entry) {
        let group = self.surface.entry(entry.subject.root()).or_default();
        group.entries.insert(name.to_owned(), entry);
    }

    /// The piece of the document that a parameter is.
    pub(crate) fn parameter_of(&self, operation: &Subject, parameter: &crate::ir::Parameter) -> Subject {
        let (place, name) = (parameter.place.as_str(), &parameter.name.wire);
        let Subject::Operation(key, _) = operation else { return operation.clone() };
        let known = self.parameters.get(&(key.clone(), place, name.clone())).unwrap_or(name);
        operation.part(Part::Parameter(place, known.clone()))
    }

    fn list(mut self) -> Surface {
        self.models();
        let written = |on: bool, operations: usize| on && operations > 0;
        if written(self.options.client, self.side.api.operations.len()) {
            self.client();
        }
        if written(self.options.server, self.side.api.operations.len()) {
            self.server();
        }
        if written(self.options.server, self.side.api.callbacks.len()) {
            self.callbacks();
        }
        self.features();
        self.surface
    }

    fn features(&mut self) {
        let features: Vec<String> = self.side.api.features.names.values().cloned().collect();
        for feature in features {
            let entry = Entry {
                item: format!("feature `{feature}`"),
                declares: None,
                signature: Signature::plain(""),
                subject: Subject::Feature(feature.clone()),
                origin: None,
                needed_by: self.audience,
                demanded_of: Audience::NOBODY,
            };
            self.add("feature", entry);
        }
    }
}

/// Parameters of paths that have another name now.
fn renamed_parameters(old: Side<'_>, new: Side<'_>, pairs: &Pairs) -> BTreeMap<(String, &'static str, String), String> {
    let operations = pairs.operations.pairs(&old.api.operations, &new.api.operations);
    let callbacks = pairs.callbacks.pairs(&old.api.callbacks, &new.api.callbacks);
    let mut renamed = BTreeMap::new();
    for (before, after) in operations.into_iter().chain(callbacks) {
        for (one, other) in super::pairs::parameters(before, after).pairs(&before.parameters, &after.parameters) {
            let key = (before.to_string(), other.place.as_str(), other.name.wire.clone());
            renamed.insert(key, one.name.wire.clone());
        }
    }
    renamed
}

/// What a program can name of the old code, and of the new.
pub(crate) fn compare(old: Side<'_>, new: Side<'_>, pairs: &Pairs, options: &Options, found: &mut Collected) {
    let audience = Audience { callers: options.client, implementers: options.server };
    let own = |operations: &[crate::ir::Operation]| operations.iter().map(ToString::to_string).collect::<Vec<_>>();
    let renamed = |matched: &super::pairs::Matched, old: &[crate::ir::Operation], new: &[crate::ir::Operation]| {
        let mut names = own(new);
        for (before, after) in &matched.both {
            if let (Some(name), Some(operation)) = (names.get_mut(*after), old.get(*before)) {
                *name = operation.to_string();
            }
        }
        names
    };
    let before = Lister {
        side: old,
        options,
        writers: Writers::old(old),
        type_keys: old.api.types.iter().map(|(_, def)| def.key().into_owned()).collect(),
        operations: own(&old.api.operations),
        callbacks: own(&old.api.callbacks),
        parameters: BTreeMap::new(),
        surface: Surface::new(),
        audience,
    };
    let after = Lister {
        side: new,
        options,
        writers: Writers::new(old, new, pairs),
        type_keys: new.api.types.ids().map(|id| pairs.new_key(old, new, id)).collect(),
        operations: renamed(&pairs.operations, &old.api.operations, &new.api.operations),
        callbacks: renamed(&pairs.callbacks, &old.api.callbacks, &new.api.callbacks),
        parameters: renamed_parameters(old, new, pairs),
        surface: Surface::new(),
        audience,
    };
    compare::compare(&before.list(), &after.list(), found);
}
