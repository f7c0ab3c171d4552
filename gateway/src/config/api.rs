//! The parts of an API: resources, methods, parameters, models and validators.

use std::fmt;

use gatewright_document::{Origin, Sources};
use indexmap::IndexMap;

use super::authorization::{Authorization, Authorizer};
use super::gateway_response::{GatewayResponse, GatewayResponseType};
use super::integration::Integration;
use super::kind::ApiKind;
use super::located::Located;
use super::mapping::ParameterLocation;
use super::path::PathTemplate;

/// Where the API key of a request comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiKeySource {
    /// The header `X-API-Key`.
    #[default]
    Header,
    /// `usageIdentifierKey` of the authorizer's answer.
    Authorizer,
}

impl ApiKeySource {
    /// The word that documents use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ApiKeySource::Header => "HEADER",
            ApiKeySource::Authorizer => "AUTHORIZER",
        }
    }
}

/// Title and version of the API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    /// `info.title`.
    pub title: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// `info.description`.
    pub description: Option<String>,
}

/// An API as API Gateway's import understands its document.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// REST or HTTP API.
    pub kind: ApiKind,
    /// Title and version.
    pub info: Info,
    /// The base path as the document gives it: in an export, the stage. `""` or with a leading slash.
    pub base_path: String,
    /// What of the base path stands before the resources' paths, and not in them.
    pub mount: String,
    /// Resources by path, in the order of the document; with the base path where the import mode says so.
    pub resources: IndexMap<String, Resource>,
    /// Models by name.
    pub models: IndexMap<String, Model>,
    /// Request validators by name.
    pub validators: IndexMap<String, RequestValidator>,
    /// The validator of methods that name none.
    pub default_validator: Option<Located<String>>,
    /// Authorizers by the name of their security scheme.
    pub authorizers: IndexMap<String, Authorizer>,
    /// The configured gateway responses.
    pub gateway_responses: IndexMap<GatewayResponseType, GatewayResponse>,
    /// Where API keys come from.
    pub api_key_source: ApiKeySource,
    /// Media types whose bodies are bytes; `*/*` and `image/*` are wildcards.
    pub binary_media_types: Vec<String>,
    /// Answers of this many bytes and more may be compressed.
    pub minimum_compression_size: Option<u32>,
    /// The CORS configuration of an HTTP API, as written.
    pub cors: Option<Located<serde_json::Value>>,
    /// The resource policy, as written.
    pub policy: Option<Located<serde_json::Value>>,
    /// Whether the default endpoint is switched off.
    pub disable_execute_api_endpoint: bool,
    /// The whole document.
    pub origin: Origin,
    /// The files, to find lines and columns.
    pub sources: Sources,
}

impl GatewayConfig {
    /// Every method with its resource, in the order of the document.
    pub fn methods(&self) -> impl Iterator<Item = (&Resource, &Method)> {
        self.resources.values().flat_map(|resource| resource.methods.values().map(move |method| (resource, method)))
    }

    /// The validator that a method is checked by, if it names one that exists.
    #[must_use]
    pub fn validator(&self, method: &Method) -> Option<&RequestValidator> {
        let name = method.request_validator.as_ref().or(self.default_validator.as_ref())?;
        self.validators.get(&name.value)
    }

    /// The name of the stage: the first part of the base path, unless the import put that into the resources' paths.
    #[must_use]
    pub fn stage(&self) -> Option<&str> {
        self.mount.split('/').find(|part| !part.is_empty())
    }
}

/// One path of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The path.
    pub path: PathTemplate,
    /// Methods by HTTP method.
    pub methods: IndexMap<MethodKind, Method>,
    /// The path item.
    pub origin: Origin,
}

/// Which requests a method answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    /// One HTTP method, in capitals.
    Named(String),
    /// Every method that the resource does not name (`x-amazon-apigateway-any-method`).
    Any,
}

impl MethodKind {
    /// `GET`, or `ANY`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            MethodKind::Named(name) => name,
            MethodKind::Any => "ANY",
        }
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One method of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// Which requests it answers.
    pub kind: MethodKind,
    /// `operationId`.
    pub operation_name: Option<String>,
    /// The declared parameters in path, query string and headers.
    pub parameters: Vec<Parameter>,
    /// Models of the request body by content type.
    pub request_models: IndexMap<String, ModelRef>,
    /// Whether the document marks the body as required.
    pub body_required: bool,
    /// The name of the body parameter in Swagger 2.0.
    pub body_name: Option<String>,
    /// What the method consumes, as Swagger 2.0 says it.
    pub consumes: Vec<String>,
    /// What the method produces, as Swagger 2.0 says it.
    pub produces: Vec<String>,
    /// The validator by name, when the operation itself names one.
    pub request_validator: Option<Located<String>>,
    /// Who may call.
    pub authorization: Authorization,
    /// Whether an API key is needed.
    pub api_key_required: bool,
    /// Security schemes of its requirements that say nothing to API Gateway: they have no authorizer.
    pub ignored_schemes: Vec<String>,
    /// Method responses by status code.
    pub responses: IndexMap<String, MethodResponse>,
    /// What is called; a method without one cannot be deployed.
    pub integration: Option<Integration>,
    /// The operation.
    pub origin: Origin,
}

/// A declared parameter of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Where it stands.
    pub location: ParameterLocation,
    /// Its name.
    pub name: String,
    /// Whether a request without it is rejected, if a validator checks parameters.
    pub required: bool,
    /// `type` as written, or of the schema.
    pub type_name: Option<String>,
    /// The parameter.
    pub origin: Origin,
}

impl Parameter {
    /// The key under which API Gateway knows the parameter: `method.request.querystring.page`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("method.request.{}.{}", self.location, self.name)
    }
}

/// What a method may answer with one status.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodResponse {
    /// The headers that are declared.
    pub headers: IndexMap<String, Origin>,
    /// Models of the body by content type.
    pub models: IndexMap<String, ModelRef>,
    /// The response.
    pub origin: Origin,
}

/// A use of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRef {
    /// The name of the model in [`GatewayConfig::models`], for a plain reference.
    pub name: Option<String>,
    /// The schema as written: the reference, or an inline schema.
    pub schema: serde_json::Value,
    /// The schema's place.
    pub origin: Origin,
}

/// A model: a JSON Schema, draft 4, with references to the other models by their name.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The schema with references as `#/definitions/NAME`.
    pub schema: serde_json::Value,
    /// The schema's place.
    pub origin: Origin,
}

/// What of a request is checked before the integration.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestValidator {
    /// Whether the body must fit its model.
    pub body: bool,
    /// Whether required parameters must be there.
    pub parameters: bool,
    /// The validator.
    pub origin: Origin,
}
