//! The gateway at work. What users name is re-exported at the root of the crate.
//!
//! The rooms are layers, each of which uses only those above it in this list.

mod message;

mod failure;

mod heavy;

mod mapping;

mod backend;
mod proxy;
mod response;

mod authorize;

mod api;

mod observe;

mod gateway;

mod exchange;

mod face;

pub use api::validate::BodyModel;
#[cfg(feature = "jwt")]
pub use authorize::jwks::{Jwks, JwksError};
pub use authorize::usage::{Period, Quota, Throttle, UsagePlan};
pub use backend::function::{
    FunctionError, IntoLambdaFunction, Invocation, IsFunction, LONGEST_RESULT, LambdaAnswer, LambdaFunction,
    RemoteFunction, StreamedAnswer, StreamingFunction, TakesEvent, TakesEventAndInvocation, TakesReference,
};
pub use backend::mock::mock_status;
pub use backend::service::{
    InvalidEndpoint, RemoteService, Service, ServiceCredentials, ServiceTarget, ServiceUnreachable,
};
pub use face::{Gateways, HeaderSpelling, ResponseBody};
pub use gateway::{Gateway, GatewayError};
pub use mapping::parameters;
pub use mapping::uri::render_uri;
pub use message::content;
pub use message::context::{Context, Deployment};
pub use message::headers::Headers;
pub use message::request::{Query, Request, Response, parse_query};
pub use message::stream::{Chunks, StreamBroken};
pub use observe::access::AccessEntry;
pub use observe::log_format::{AccessLogFormat, InvalidFormat};
pub use observe::recording::{Difference, Recorded};
pub use observe::trace::{LogLine, Mismatch, Stage, StageKind, Trace};
pub use proxy::result::{MalformedResult, proxy_result, proxy_result_v2};
