//! Reads Swagger and OpenAPI documents with exact places, and reports what is wrong with them.
//!
//! A [`Document`] is a root file and the files that it refers to. Its values are walked as
//! [`Node`]s, which know their [`Origin`]; line and column are found only when a [`Diagnostic`]
//! asks for them.
//!
//! ```
//! use gatewright_document::{Code, Document, Report};
//!
//! let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\nx: {$ref: '#/definitions/Pett'}\ndefinitions:\n  Pet: {}\n";
//! let document = Document::from_text("pets.yaml", text).unwrap();
//! let mut report = Report::new(document.sources());
//! let node = document.root().get("x").unwrap();
//! if let Err(error) = node.resolve() {
//!     error.report(&mut report, &node);
//! }
//! assert_eq!(
//!     report.one_line(),
//!     ["pets.yaml:4:11: warning[unresolved-reference]: `#/definitions/Pett` does not exist (did you mean `Pet`?)"]
//! );
//! ```

// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod anchors;
mod cloudformation;
mod code;
mod decode;
mod diagnostic;
mod document;
mod edit;
mod fetched;
mod files;
mod fix;
mod foreign;
mod json_fault;
mod json_index;
mod levels;
mod load;
mod load_options;
mod map;
pub mod media_type;
mod nearest;
mod node;
mod number;
mod overlay;
mod parse;
mod paths;
mod places;
mod pointer;
mod read;
mod ref_error;
mod reference;
mod remarks;
mod render;
mod report;
mod source;
mod template;
#[cfg(feature = "terraform")]
mod terraform;
mod tree;
mod tree_serde;
mod version;
mod visible;
mod walk;
mod yaml11;
mod yaml_fault;
mod yaml_index;
mod yaml_syntax;
mod yaml_write;

pub use cloudformation::{Template, TemplateFunction};
pub use code::{Code, CodeInfo};
pub use diagnostic::{Diagnostic, Origin, Severity, SourceId, Span};
pub use document::Document;
pub use edit::Edited;
pub use fix::{Fix, FixAction, FixChange, overlay_of_actions, overlay_of_fixes};
pub use levels::LintLevels;
pub use load_options::LoadOptions;
pub use map::Map;
pub use nearest::nearest;
pub use node::Node;
pub use number::Number;
pub use pointer::{Pointer, push_segment};
pub use ref_error::RefError;
pub use render::{one_line, render};
pub use report::{DiagnosticBuilder, Report};
pub use source::{Format, Location, Source, Sources};
pub use tree::Value;
pub use tree_serde::ShapeError;
pub use version::Version;
pub use visible::{is_unseen, visible, visible_json, visible_lines, visible_styled};
pub use yaml11::yaml11_meaning;

// The example of the README is one that compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
