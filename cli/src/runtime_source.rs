//! The sources of the runtime, which the command carries in itself.
//!
//! A generated crate then builds in an empty folder, with the runtime that fits it exactly.

use gatewright_build::File;

/// Where a generated crate holds them, relative to its root.
pub(crate) const FOLDER: &str = "gatewright-runtime";

/// Path and text of each, sorted by path; empty in a command that was built from a registry.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime_files.rs"));

/// Whether the command has them.
pub(crate) fn is_embedded() -> bool {
    !FILES.is_empty()
}

/// The files of the runtime's folder within a generated crate.
pub(crate) fn files() -> impl Iterator<Item = File> {
    FILES.iter().map(|(path, text)| File { path: format!("{FOLDER}/{path}"), text: (*text).to_owned() })
}
