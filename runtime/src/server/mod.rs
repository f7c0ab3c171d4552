//! What generated servers call: finding the route, reading a typed request, answering it.
//!
//! A generated `service(api)` makes a [`Service`] from the user's implementation of the generated
//! trait. Everything a request can be rejected for is found before the user's code runs, and
//! answered in the [`Manner`] of the document.
//!
//! Nothing here is generic over operations except the few lines in [`Route`] that call a method.
//!
//! ```
//! use gatewright_runtime::Bytes;
//! use std::convert::Infallible;
//!
//! use gatewright_runtime::server::{Context, FromRequest, Input, Manner, Parts, Rejection, Reply, Route, Service};
//!
//! // Generated code has a trait for the API, and types that implement `FromRequest` and `IntoReply`.
//! struct Greeter;
//!
//! struct Greet {
//!     name: String,
//! }
//!
//! impl FromRequest for Greet {
//!     type Response = Reply;
//!
//!     const INPUTS: &'static [Input] = &[Input::query("name").required()];
//!
//!     fn from_request(parts: &mut Parts) -> Result<Self, Rejection> {
//!         Ok(Self { name: parts.required(0)? })
//!     }
//! }
//!
//! impl Greeter {
//!     async fn greet(&self, request: Greet, _: Context) -> Result<Reply, Infallible> {
//!         Ok(Reply::text(200, "text/plain", format!("Hello, {}!", request.name)))
//!     }
//! }
//!
//! let routes = [Route::new("GET", "/greeting", Greeter::greet)];
//! let service = Service::new(Greeter, Manner::Problem, "/v1", routes);
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let request = http::Request::get("/v1/greeting?name=Ada").body(Bytes::new())?;
//! assert_eq!(service.answer(request).await.into_body(), "Hello, Ada!");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod accept;
mod arriving;
mod body;
mod brackets;
mod collect;
mod context;
mod description;
mod documented;
#[cfg(feature = "decompression")]
mod encoding;
mod events;
mod given;
mod handler;
mod head;
mod input;
mod log;
mod multipart;
mod nodes;
mod parts;
mod raw;
mod rejection;
mod reply;
mod request_id;
mod router;
mod rule;
mod security;
mod service;
mod setup;
#[cfg(feature = "files-on-disk")]
mod spool;
mod stream;
mod style;

#[cfg(feature = "lambda")]
mod lambda;

pub use axum;

pub use accept::preferred;
pub use context::{Context, Head, Operation};
pub use description::{Description, Viewer};
pub use documented::Failure;
pub use events::{Events, Lines};
pub use handler::{Call, Route};
pub use input::Input;
#[cfg(feature = "lambda")]
pub use lambda::{LambdaContext, LambdaResponse, NotAProxyEvent};
pub use multipart::{Expected, IncomingPart, Multipart};
pub use parts::{FromRequest, Parts};
pub use rejection::{BoxError, Complaint, Manner, NotImplemented, Reason, Rejection, unwritten};
pub use reply::{IntoReply, Reply};
pub use rule::{Rule, Schemas};
pub use security::{Access, Authorize, Basic, Credential, Denied, Requirement, Secret, Sent, allow_all};
pub use service::Service;
pub use setup::Setup;
#[cfg(feature = "files-on-disk")]
#[doc(hidden)]
pub use spool::Stored;
pub use stream::Body;
