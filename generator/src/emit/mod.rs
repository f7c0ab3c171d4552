//! What the targets share: how types, docs, styles and limits are written.
//!
//! **Invariant:** nothing here or in a target reads the document, resolves a reference, invents a name, decides or
//! reports a diagnostic. If an emitter needs to, a pass is missing.

mod default;
pub(crate) mod docs;
mod filled;
pub(crate) mod html;
pub(crate) mod limits;
mod places;
mod prose;
pub(crate) mod style;
mod ty;
pub(crate) mod xml;

pub(crate) use default::{Default, Defaulted};
pub use places::Model;
pub(crate) use places::places;
pub(crate) use ty::{Only, Outline, Site, Types};

use crate::ir::{Api, Features, Operation, TypeId};
use crate::names::{Names, OperationNames};
use crate::options::Options;
use crate::print::Item;

/// What every target is made from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) options: &'a Options,
    /// The file that is generated from.
    pub(crate) document: &'a str,
    /// The text of the document, if the server is to have it.
    pub(crate) text: Option<&'a str>,
    /// What the written crate is called; empty for code that is included.
    pub(crate) crate_name: &'a str,
}

/// An operation with its names.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) names: &'a OperationNames,
}

/// Operations with their names.
pub(crate) fn named<'a>(operations: &'a [Operation], names: &'a [OperationNames]) -> Vec<Named<'a>> {
    operations.iter().zip(names).map(|(operation, names)| Named { operation, names }).collect()
}

/// The docs of a whole crate.
pub(crate) fn crate_docs(api: &Api) -> String {
    match docs::inline(&api.version) {
        version if version.is_empty() => format!("{}.", docs::heading(api)),
        version => format!("{}, version {version}.", docs::heading(api)),
    }
}

/// Puts items behind features.
pub(crate) fn gate(items: &mut [Item<'_>], features: &[String]) {
    items.iter_mut().for_each(|item| item.features = features.to_vec());
}

pub(crate) fn features_of_operation(features: &Features, operation: &Operation) -> Vec<String> {
    features.of_operation(operation).into_iter().map(str::to_owned).collect()
}

pub(crate) fn features_of_type(features: &Features, id: TypeId) -> Vec<String> {
    features.of_type(id).into_iter().map(str::to_owned).collect()
}
