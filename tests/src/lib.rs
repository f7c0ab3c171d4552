//! Tests that cross crates, golden files and benches.
