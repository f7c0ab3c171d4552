//! What generated servers call: finding the route, reading a typed request, answering it.
//!
//! A generated `service(api)` makes a [`Service`] from the user's implementation of the generated
//! trait. Everything a request can be refused for is found before the user's code runs, and
//! answered in the [`Manner`] of the document.
//!
//! Nothing here is generic over operations except the few lines in [`Route`] that call a method.

mod body;
mod brackets;
mod handler;
mod input;
mod parts;
mod pattern;
mod raw;
mod rejection;
mod reply;
mod route;
mod service;
mod style;

#[cfg(feature = "lambda")]
mod lambda;

pub use axum;

pub use handler::{Call, Route};
pub use input::Input;
#[cfg(feature = "lambda")]
pub use lambda::NotAProxyEvent;
pub use parts::{FromRequest, Parts};
pub use rejection::{Complaint, Manner, Reason, Rejection};
pub use reply::{IntoReply, Reply};
pub use service::Service;
