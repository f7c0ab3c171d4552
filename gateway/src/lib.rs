//! Amazon API Gateway in a library: runs an exported document in front of your own functions.
//!
//! [`config`] reads what a document says about API Gateway and [`check`] finds what is wrong with it; they need
//! no runtime and no network. The
//! feature `serve` (on by default) adds the gateway itself: a router, a service, a test bench.

// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod check;
pub mod config;
pub mod integrate;

#[cfg(feature = "serve")]
pub mod console;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
pub use serve::*;

// The example of the README is one that compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
