//! Calls that fail in the same ways have one enum for it, the others an alias.
//!
//! Most documents answer every failure alike, and an enum for each call is a quarter of what a client
//! costs to compile.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::answer::Answers;
use super::request;
use super::ty::Types;
use crate::ir::Operation;

/// For each enum of failures that is an alias, the one that it stands for: of calls with the same tags the
/// one whose name is shortest, then first in the alphabet, whatever the order of the document.
pub(super) fn aliases<'a>(operations: &'a [Operation], types: Types<'_>) -> BTreeMap<&'a str, &'a str> {
    let mut alike: IndexMap<_, Vec<&str>> = IndexMap::new();
    for operation in operations {
        let failures = Answers::of(operation).failures;
        if !failures.is_empty() {
            let cases: Vec<String> = failures.iter().map(|case| request::failure(case, types, true)).collect();
            alike.entry((&operation.tags, cases)).or_default().push(&operation.error_name);
        }
    }
    let mut aliases = BTreeMap::new();
    for names in alike.values() {
        let first = names.iter().min_by_key(|name| (name.len(), **name));
        for name in names {
            aliases.extend(first.filter(|first| *first != name).map(|first| (*name, *first)));
        }
    }
    aliases
}
