//! Every operation of the example documents, called through its generated client and answered by its
//! generated server: what goes over the wire, what the server is given, what the caller gets.
//!
//! `UPDATE_EXPECT=1 cargo test -p gatewright-tests --test wire` accepts what changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(deprecated, reason = "what a document deprecates is sent all the same")]

mod bookshop;
mod callbacks;
mod dates;
mod exchange;
mod hostile;
mod issue_tracker;
mod media_types;
mod music_library;
mod queries;
mod readme;
mod security;
mod spellings;
mod tags;
mod tap;
mod watches;
