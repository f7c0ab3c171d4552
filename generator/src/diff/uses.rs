//! How many operations use what changed.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Pairs;
use super::subject::Subject;
use crate::ir::{Api, TypeId};

/// Which items mention which, in both documents.
pub(crate) struct Uses {
    old: Graph,
    new: Graph,
}

/// The types that hold a type, and the operations that mention it.
struct Graph {
    holders: Vec<Vec<TypeId>>,
    operations: Vec<Vec<usize>>,
    ids: BTreeMap<String, TypeId>,
}

impl Uses {
    pub(crate) fn new(old: &Api, new: &Api, pairs: &Pairs) -> Self {
        let key = |id: TypeId| {
            let partner = pairs.back.get(&id);
            partner.map_or_else(
                || new.types.get(id).key().into_owned(),
                |partner| old.types.get(*partner).key().into_owned(),
            )
        };
        Self { old: Graph::new(old, |id| old.types.get(id).key().into_owned()), new: Graph::new(new, key) }
    }

    /// How many operations are concerned, in the document that has more of them.
    pub(crate) fn of(&self, subject: &Subject) -> usize {
        match subject {
            Subject::Type(key, _) => self.old.of(key).max(self.new.of(key)),
            Subject::Operation(..) => 1,
            Subject::Api | Subject::Security(_) | Subject::Feature(_) => 0,
        }
    }
}

impl Graph {
    fn new(api: &Api, key: impl Fn(TypeId) -> String) -> Self {
        let mut graph = Self {
            holders: vec![Vec::new(); api.types.len()],
            operations: vec![Vec::new(); api.types.len()],
            ids: api.types.ids().map(|id| (key(id), id)).collect(),
        };
        for (holder, def) in api.types.iter() {
            let mut held = Vec::new();
            def.kind.uses().into_iter().for_each(|ty| ty.add_named(&mut held));
            for id in held {
                if let Some(holders) = graph.holders.get_mut(id.index()) {
                    holders.push(holder);
                }
            }
        }
        for (index, operation) in api.operations.iter().chain(&api.callbacks).enumerate() {
            for id in operation.types() {
                if let Some(operations) = graph.operations.get_mut(id.index()) {
                    operations.push(index);
                }
            }
        }
        graph
    }

    fn of(&self, key: &str) -> usize {
        let mut open: Vec<TypeId> = self.ids.get(key).copied().into_iter().collect();
        let mut seen: BTreeSet<TypeId> = open.iter().copied().collect();
        let mut operations: BTreeSet<usize> = BTreeSet::new();
        while let Some(id) = open.pop() {
            operations.extend(self.operations.get(id.index()).into_iter().flatten());
            let holders = self.holders.get(id.index()).into_iter().flatten();
            open.extend(holders.filter(|holder| seen.insert(**holder)));
        }
        operations.len()
    }
}
