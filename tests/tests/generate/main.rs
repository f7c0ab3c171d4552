//! What is generated from a document: types of schemas, whole outputs, diagnostics, determinism.

mod determinism;
mod diagnostics;
mod document;
mod golden;
mod snippets;
