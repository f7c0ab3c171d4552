//! Calls that fail in the same ways have one enum for it, the others an alias.
//!
//! Most documents answer every failure alike, and an enum for each call is a quarter of what a client
//! costs to compile.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Named;
use super::answer::{Answers, Case};
use super::request;
use super::ty::Types;
use crate::ir::Docs;

/// How a call says its failures.
pub(super) enum Failures<'a> {
    /// As an enum of its own, with the docs of its variants.
    Own(Vec<Docs>),
    /// As the enum of another call.
    Alias(&'a str),
}

/// By the name of its enum, how each call says its failures: of calls with the same tags the one whose name is
/// shortest has the enum, then the first in the alphabet, whatever the order of the document. Of a variant it says
/// what all of them say.
pub(super) fn of_calls<'a>(operations: &[Named<'a>], types: Types<'_>) -> BTreeMap<&'a str, Failures<'a>> {
    let mut alike: IndexMap<_, (Vec<&str>, Vec<Docs>)> = IndexMap::new();
    for named in operations {
        let failures = Answers::of(*named).failures;
        if failures.is_empty() {
            continue;
        }
        let cases: Vec<String> = failures.iter().map(|case| request::failure(case, types, true)).collect();
        let docs: Vec<Docs> = failures.iter().map(Case::docs).collect();
        let (names, common) = alike.entry((&named.operation.tags, cases)).or_insert_with(|| (Vec::new(), docs.clone()));
        names.push(&named.names.error);
        for (common, docs) in common.iter_mut().zip(docs) {
            if *common != docs {
                *common = Docs::default();
            }
        }
    }
    let mut failures = BTreeMap::new();
    for (names, docs) in alike.into_values() {
        let Some(first) = names.iter().copied().min_by_key(|name| (name.len(), *name)) else { continue };
        failures.extend(names.into_iter().map(|name| (name, Failures::Alias(first))));
        failures.insert(first, Failures::Own(docs));
    }
    failures
}
