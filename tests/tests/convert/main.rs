//! Documents of other versions: what a conversion writes, and that it generates the same Rust but for what its account
//! lists.
//!
//! `GATEWRIGHT_CORPUS=DIR` converts the documents of a folder to both other versions each, and generates from all.
//! `GATEWRIGHT_ONLY=a,b` takes those whose path has one of these words, `GATEWRIGHT_SHOW=1` prints the differences.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod corpus;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod mutants;
mod places;
mod rust;
mod steps;
