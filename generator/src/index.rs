//! Maps and sets in the order in which they were filled.
//!
//! The hash is quick, and keyed anew in every run: no document can be written so that its names fall together.

/// A map whose order is that of its entries.
pub(crate) type IndexMap<K, V> = indexmap::IndexMap<K, V, foldhash::fast::RandomState>;

/// A set whose order is that of its items.
pub(crate) type IndexSet<T> = indexmap::IndexSet<T, foldhash::fast::RandomState>;
