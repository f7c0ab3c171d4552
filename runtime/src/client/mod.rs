//! What generated clients call: putting a request together, sending it, reading the answer.
//!
//! Nothing here is generic over operations except [`Sending`], which is a boxed exchange and a plain
//! function that reads the answer: what an operation costs to compile is what it says.

#![cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "what browsers do themselves is not called"))]

mod address;
mod another_kind;
mod answer;
mod bearer;
mod body;
mod builder;
mod core;
mod credential;
mod customize;
#[cfg(not(target_arch = "wasm32"))]
mod download;
mod draft;
mod environment;
mod error;
mod events;
mod exchange;
mod failed;
mod failure;
mod gateway;
mod macros;
#[cfg(all(feature = "oauth2", not(target_arch = "wasm32")))]
mod oauth2;
mod operation;
mod optional;
mod pages;
mod paging;
mod querystring;
mod request;
mod response;
mod retry;
mod sending;
#[cfg(feature = "sigv4")]
mod sigv4;
#[cfg(not(target_arch = "wasm32"))]
mod token;
#[cfg(not(target_arch = "wasm32"))]
mod transport;
#[cfg(not(target_arch = "wasm32"))]
mod upload;
mod watch;

pub use self::core::{Core, FromCore};
#[cfg(all(feature = "oauth2", not(target_arch = "wasm32")))]
pub use self::oauth2::OAuth2;
pub use answer::{Answer, Outcome};
pub use bearer::Bearer;
pub use body::RequestBody;
pub use builder::Builder;
pub use credential::{Credential, Sign, Signer, Signing};
pub use customize::Customize;
#[cfg(not(target_arch = "wasm32"))]
pub use download::Download;
pub use environment::Scheme;
pub use error::{DecodeError, Error, RequestError, TransportError};
pub use events::{Event, Events, Lines};
pub use failed::Failed;
pub use failure::{Failure, FromFailure, NoError, Unsuccessful};
pub use gateway::{GatewayError, GatewayFailure};
use operation::Operation;
pub use optional::Optional;
pub use pages::{Items, Pages};
pub use paging::{Paging, To};
pub use request::Request;
pub use response::Response;
pub use retry::Retry;
#[cfg(not(target_arch = "wasm32"))]
pub use sending::Streaming;
pub use sending::{Sending, SendingRaw};
#[cfg(not(target_arch = "wasm32"))]
pub use token::{Fetching, Token, TokenProvider, Tokens};
#[cfg(not(target_arch = "wasm32"))]
pub use transport::{Body, Exchange, Transport};
#[cfg(not(target_arch = "wasm32"))]
pub use upload::{Streamed, Upload};
pub use watch::WatchEvent;
