//! What is generated from a document: types of schemas, whole outputs, diagnostics, determinism.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod account;
mod determinism;
mod diagnostics;
mod document;
mod golden;
mod lock;
mod modules;
mod names;
#[path = "../order/mod.rs"]
mod order;
mod readme;
mod snippets;
