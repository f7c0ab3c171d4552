//! What calls send and what becomes of answers.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod calls;
mod credentials;
mod errors;
mod loopback;
mod pages;
mod production;
mod requests;
mod streams;
mod styles;
mod tokens;

use gatewright_runtime as rt;
