//! Divides an API into cargo features by its tags.
//!
//! An operation is there with the feature of any of its tags, a type with that of any operation that reaches it.
//! What untagged operations need, what no operation needs and what many tags share is always there.
//!
//! Invariant: what a type mentions is there wherever the type is.

use crate::index::IndexMap;

use crate::ir::{Api, Features, Operation, TypeId};
use crate::names::snake;
use crate::words;

/// A type that more tags share than this is always there: a list of features is not read beyond it.
const SHARED: usize = 8;

pub(super) fn run(api: &mut Api, wanted: bool) {
    if !wanted {
        return;
    }
    let mut features = Features { names: names(api), types: vec![Vec::new(); api.types.ids().count()] };
    let mut always = vec![false; features.types.len()];
    let operations: Vec<&Operation> = api.operations.iter().chain(&api.callbacks).collect();
    let untagged = operations.iter().filter(|operation| features.of_operation(operation).is_empty());
    mark(api, untagged.flat_map(|operation| operation.types()).collect(), &mut always);
    let mut reached = vec![false; always.len()];
    mark(api, operations.iter().flat_map(|operation| operation.types()).collect(), &mut reached);
    let unreached = |id: &TypeId| reached.get(id.index()) == Some(&false);
    mark(api, api.types.ids().filter(unreached).collect(), &mut always);
    for (index, (_, name)) in features.names.iter().enumerate() {
        let own = operations.iter().filter(|operation| features.of_operation(operation).contains(&name.as_str()));
        let mut reached = vec![false; always.len()];
        mark(api, own.flat_map(|operation| operation.types()).collect(), &mut reached);
        for (list, _) in features.types.iter_mut().zip(reached).filter(|(_, reached)| *reached) {
            list.push(index);
        }
    }
    for (list, always) in features.types.iter_mut().zip(always) {
        if always || list.len() > SHARED {
            list.clear();
        }
    }
    api.features = features;
}

/// A feature for each tag. Of two that want one name, the tag that sorts first has it; the others are numbered.
fn names(api: &Api) -> IndexMap<String, String> {
    let mut tags: Vec<&String> =
        api.operations.iter().chain(&api.callbacks).flat_map(|operation| &operation.tags).collect();
    tags.sort_unstable();
    tags.dedup();
    let mut names: IndexMap<String, String> = IndexMap::default();
    for tag in tags {
        let wanted = snake(tag).bare().trim_matches('_').replace('_', "-");
        // Cargo's own, and what begins with no letter.
        let wanted = match wanted.as_str() {
            "" => "tag".to_owned(),
            "default" => "default-tag".to_owned(),
            _ => wanted,
        };
        let numbered = |number| format!("{wanted}-{number}");
        let name = words::free(wanted.clone(), numbered, |name| !names.values().any(|taken| taken == name));
        names.insert(tag.clone(), name);
    }
    names
}

/// Marks everything that can be reached.
fn mark(api: &Api, mut open: Vec<TypeId>, marks: &mut [bool]) {
    while let Some(id) = open.pop() {
        if let Some(mark) = marks.get_mut(id.index()).filter(|mark| !**mark) {
            *mark = true;
            for ty in api.types.get(id).kind.uses() {
                ty.add_named(&mut open);
            }
        }
    }
}
