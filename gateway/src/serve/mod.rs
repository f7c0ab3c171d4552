//! The gateway at work. What users name is re-exported at the root of the crate.

mod access;
mod authorize;
mod authorizer_cache;
mod authorizer_event;
mod backend;
mod compile;
mod conformance;
pub mod content;
mod context;
mod cors;
mod exchange;
mod face;
mod failure;
mod function;
mod gateway;
mod headers;
mod http_backend;
mod integration;
mod integration_response;
mod invoke;
mod lenient_json;
mod mock;
pub mod parameters;
mod policy;
mod proxy;
mod proxy_event;
mod proxy_result;
mod registry;
mod request;
mod route;
mod template;
mod trace;
mod uri;
mod validate;

pub use context::{Context, Deployment};
pub use function::{
    FunctionError, IntoLambdaFunction, Invocation, IsFunction, LONGEST_RESULT, LambdaAnswer, LambdaFunction,
    RemoteFunction, TakesEvent, TakesEventAndInvocation, TakesReference,
};
pub use gateway::{AccessEntry, Gateway, GatewayError};
pub use headers::Headers;
pub use mock::mock_status;
pub use proxy_result::{MalformedResult, proxy_result, proxy_result_v2};
pub use request::{Query, Request, Response, parse_query};
pub use route::{RouteMatch, RouteTable};
pub use trace::{LogLine, Mismatch, Stage, StageKind, Trace};
pub use uri::render_uri;
pub use validate::BodyModel;
