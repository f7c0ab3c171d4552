//! The configuration of an API, read from an exported document: what API Gateway's import makes of it.
//!
//! [`GatewayConfig::read`] takes a document of any version. Every part keeps the place it comes
//! from, and what is wrong becomes a located diagnostic, never a failure of the whole: API Gateway's
//! users fix one method at a time.
//!
//! Nothing here runs anything; the engine of the feature `serve` compiles a configuration once and
//! answers requests with it, and the checks of the generator look only at the configuration.

mod api;
mod authorization;
mod base_path;
pub mod describe;
pub mod export;
mod gateway_response;
mod http_mapping;
mod integration;
mod kind;
mod located;
mod lower;
mod mapping;
mod model;
mod path;
mod variables;

pub use api::{
    ApiKeySource, GatewayConfig, Info, Method, MethodKind, MethodResponse, Model, ModelRef, Parameter,
    RequestValidator, Resource,
};
pub use authorization::{Authorization, Authorizer, AuthorizerKind, IdentitySource};
pub use base_path::BasePathMode;
pub use gateway_response::{
    DEFAULT_TEMPLATE, GatewayResponse, GatewayResponseType, ResolvedGatewayResponse, UnknownResponseType, resolve,
};
pub use http_mapping::{HttpChange, HttpMapping, HttpSide, HttpSource, HttpTarget, HttpValue, parse_http_target};
pub use integration::{
    ConnectionType, ContentHandling, Integration, IntegrationResponse, IntegrationType, LambdaUri, PassthroughBehavior,
    parse_lambda_uri,
};
pub use kind::ApiKind;
pub use located::Located;
pub use lower::Options;
pub use mapping::{
    ParameterLocation, RequestMapping, ResponseMapping, Source, parse_request_target, parse_response_target,
};
pub use model::draft4_bundle;
pub use path::PathTemplate;
pub use variables::{Variables, substitute_stage_variables};
