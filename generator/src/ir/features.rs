//! Cargo features of a written crate: one for each tag, with what only the operations of the tag need.

use crate::index::IndexMap;

use super::{Operation, TypeId};

/// Features by tag, and the types that stand behind them; empty unless the user asked for them.
#[derive(Debug, Default)]
pub(crate) struct Features {
    /// The feature of each tag, by the tag.
    pub(crate) names: IndexMap<String, String>,
    /// The features, by their place in `names`, with any of which a type is there; none where it always is.
    pub(crate) types: Vec<Vec<usize>>,
}

impl Features {
    /// The features with any of which an operation is there; none where it always is.
    pub(crate) fn of_operation(&self, operation: &Operation) -> Vec<&str> {
        let mut names: Vec<&str> =
            operation.tags.iter().filter_map(|tag| self.names.get(tag)).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The features with any of which a type is there; none where it always is.
    pub(crate) fn of_type(&self, id: TypeId) -> Vec<&str> {
        let features = self.types.get(id.index()).into_iter().flatten();
        let mut names: Vec<&str> =
            features.filter_map(|index| self.names.get_index(*index)).map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names
    }
}
