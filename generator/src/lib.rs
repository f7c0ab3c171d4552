//! Generates a typed async client, a server trait and the models between them from a Swagger 2.0 or
//! OpenAPI 3.x document, above all one exported from Amazon API Gateway.
//!
//! In a build script, with `gatewright-build` among the build dependencies and `gatewright-runtime` among
//! the dependencies:
//!
//! ```no_run
//! fn main() -> Result<(), gatewright_build::Error> {
//!     gatewright_build::Builder::new("swagger/lambdagate.json").generate_to_out_dir("lambdagate.rs")
//! }
//! ```
//!
//! and in the crate that it builds:
//!
//! ```text
//! include!(concat!(env!("OUT_DIR"), "/lambdagate.rs"));
//! ```
//!
//! Every complaint about the document has its place in it; see [`Error`] and [`Generated::report`].

// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod bug;
mod builder;
mod bundle;
mod closure;
mod config;
mod convert;
mod crate_version;
mod diff;
mod emit;
mod index;
mod ir;
mod lock;
mod lower;
mod missing_ids;
mod names;
mod options;
mod output;
mod own_type;
mod pass;
mod pieces;
mod pipeline;
mod print;
pub mod responses;
mod run;
mod target;
mod words;

pub use account::{Account, KeywordUse, Outcome, Position};
pub use builder::{Builder, Error};
pub use bundle::{Bundled, bundle};
pub use config::Config;
pub use convert::{Converted, convert};
pub use diff::{Bump, Change, Diff, Effect, Spot, Verdict};
pub use emit::Model;
pub use gatewright_document::{Code, Diagnostic, Document, Report, Severity};
pub use lock::{LockMode, Names};
pub use missing_ids::missing_operation_ids;
pub use options::{
    Codecs, Dates, Kind, Nullable, OPTIONS, OperationNames, OptionInfo, Runtime, Section, ServerTraits, Word,
};
pub use output::Written;
pub use pipeline::Generated;
pub use print::File;

// The example of the README is one that compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
