//! The configuration as API Gateway's management API describes it after an import.
//!
//! The shapes are those of `GetRestApi`, `GetResources`, `GetMethod`, `GetModels` and `GetAuthorizers`,
//! so that what is read here can be laid beside what a deployed API says of itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::api::{GatewayConfig, Method, MethodResponse, ModelRef, Resource};
use super::authorization::Authorization;
use super::integration::{ConnectionType, Integration, IntegrationResponse, IntegrationType};
use super::mapping::{RequestMapping, Source};

/// Where models are found by their URL.
const MODELS_URL: &str = "https://apigateway.amazonaws.com/restapis";

/// The API itself, as `GetRestApi` gives it.
#[must_use]
pub fn rest_api(config: &GatewayConfig, api_id: &str) -> Value {
    let mut api = object(&json!({
        "id": api_id,
        "name": config.info.title,
        "rootResourceId": resource_id("/"),
        "apiKeySource": config.api_key_source.as_str(),
        "disableExecuteApiEndpoint": config.disable_execute_api_endpoint,
        "endpointConfiguration": {"ipAddressType": "ipv4", "types": ["EDGE"]},
    }));
    let optional = [
        ("version", config.info.version.clone().map(Value::from)),
        ("description", config.info.description.clone().map(Value::from)),
        ("minimumCompressionSize", config.minimum_compression_size.map(Value::from)),
        ("binaryMediaTypes", (!config.binary_media_types.is_empty()).then(|| config.binary_media_types.clone().into())),
    ];
    extend(&mut api, optional);
    api.into()
}

/// Every resource sorted by path, with those that only lead to others, as `GetResources` gives them.
#[must_use]
pub fn resources(config: &GatewayConfig) -> Vec<Value> {
    let mut paths: BTreeMap<String, Option<&Resource>> = BTreeMap::from([("/".to_owned(), None)]);
    for resource in config.resources.values() {
        let mut path = String::new();
        for part in resource.path.as_str().split('/').filter(|part| !part.is_empty()) {
            path = format!("{path}/{part}");
            paths.entry(path.clone()).or_default();
        }
        paths.insert(if path.is_empty() { "/".to_owned() } else { path }, Some(resource));
    }
    paths.iter().map(|(path, resource)| describe_resource(path, *resource)).collect()
}

fn describe_resource(path: &str, resource: Option<&Resource>) -> Value {
    let mut described = object(&json!({"id": resource_id(path), "path": path}));
    if let Some((parent, part)) = path.rsplit_once('/').filter(|(_, part)| !part.is_empty()) {
        let parent = if parent.is_empty() { "/" } else { parent };
        described.insert("parentId".to_owned(), resource_id(parent).into());
        described.insert("pathPart".to_owned(), part.into());
    }
    let methods: BTreeMap<&str, Value> =
        resource.iter().flat_map(|resource| resource.methods.keys()).map(|kind| (kind.as_str(), json!({}))).collect();
    if !methods.is_empty() {
        described.insert("resourceMethods".to_owned(), json!(methods));
    }
    described.into()
}

/// The id of a resource: an API has one per path, and here it is the path.
fn resource_id(path: &str) -> String {
    format!("resource:{path}")
}

/// A method, as `GetMethod` gives it.
#[must_use]
pub fn method(config: &GatewayConfig, resource: &Resource, method: &Method) -> Value {
    let mut described = object(&json!({
        "httpMethod": method.kind.as_str(),
        "authorizationType": method.authorization.as_str(),
        "apiKeyRequired": method.api_key_required,
    }));
    let integration = method.integration.as_ref().map(|found| integration(resource, found));
    let validator = method.request_validator.as_ref().or(config.default_validator.as_ref());
    let parameters: Map<String, Value> =
        method.parameters.iter().map(|parameter| (parameter.key(), parameter.required.into())).collect();
    let responses: Map<String, Value> =
        method.responses.iter().map(|(status, response)| (status.clone(), method_response(status, response))).collect();
    let scopes = match &method.authorization {
        Authorization::Cognito(_, scopes) | Authorization::Jwt(_, scopes) if !scopes.is_empty() => Some(json!(scopes)),
        _ => None,
    };
    let optional = [
        ("authorizationScopes", scopes),
        ("authorizerId", method.authorization.authorizer().map(Value::from)),
        ("operationName", method.operation_name.clone().map(Value::from)),
        ("requestValidatorId", validator.map(|name| name.value.as_str().into())),
        ("requestParameters", unless_empty(parameters)),
        ("requestModels", unless_empty(model_names(&method.request_models))),
        ("methodIntegration", integration),
        ("methodResponses", unless_empty(responses)),
    ];
    extend(&mut described, optional);
    described.into()
}

/// A method response, as `GetMethodResponse` gives it.
#[must_use]
pub fn method_response(status: &str, response: &MethodResponse) -> Value {
    let headers: Map<String, Value> =
        response.headers.keys().map(|name| (format!("method.response.header.{name}"), false.into())).collect();
    let mut described = object(&json!({"statusCode": status}));
    let optional = [
        ("responseParameters", unless_empty(headers)),
        ("responseModels", unless_empty(model_names(&response.models))),
    ];
    extend(&mut described, optional);
    described.into()
}

fn model_names(models: &indexmap::IndexMap<String, ModelRef>) -> Map<String, Value> {
    let name = |model: &ModelRef| model.name.clone().map_or(Value::Null, Value::from);
    models.iter().map(|(content_type, model)| (content_type.clone(), name(model))).collect()
}

/// An integration, as `GetIntegration` gives it.
#[must_use]
pub fn integration(resource: &Resource, integration: &Integration) -> Value {
    let is_http = matches!(integration.kind, IntegrationType::Http | IntegrationType::HttpProxy);
    let is_mock = integration.kind == IntegrationType::Mock;
    let namespace = integration.cache_namespace.clone();
    let mut described = object(&json!({
        "type": integration.kind.as_str(),
        "passthroughBehavior": integration.passthrough_behavior.as_str(),
        "timeoutInMillis": integration.timeout_millis,
        "cacheNamespace": namespace.unwrap_or_else(|| resource_id(resource.path.as_str())),
        "cacheKeyParameters": integration.cache_key_parameters,
    }));
    let (connection, link) = match &integration.connection {
        ConnectionType::Internet => (is_http.then(|| "INTERNET".into()), None),
        ConnectionType::VpcLink(link) => (Some("VPC_LINK".into()), link.clone().map(Value::from)),
    };
    let responses: Map<String, Value> = integration
        .responses
        .iter()
        .map(|response| (response.status_code.value.clone(), integration_response(response)))
        .collect();
    let http_method = integration.http_method.clone().filter(|_| !is_mock);
    let optional = [
        ("httpMethod", http_method.map(Value::from)),
        ("uri", integration.uri.as_ref().map(|uri| uri.value.as_str().into())),
        ("credentials", integration.credentials.clone().map(Value::from)),
        ("connectionType", connection),
        ("connectionId", link),
        ("contentHandling", integration.content_handling.map(|handling| handling.as_str().into())),
        ("requestParameters", unless_empty(request_parameters(&integration.request_parameters))),
        ("requestTemplates", unless_empty(templates(&integration.request_templates))),
        ("integrationResponses", unless_empty(responses)),
    ];
    extend(&mut described, optional);
    described.into()
}

/// An integration response, as `GetIntegrationResponse` gives it.
#[must_use]
pub fn integration_response(response: &IntegrationResponse) -> Value {
    let mut described = object(&json!({"statusCode": response.status_code.value}));
    let pattern = response.selection_pattern.as_ref().map(|pattern| pattern.value.as_str().into());
    let optional = [
        ("selectionPattern", pattern),
        ("contentHandling", response.content_handling.map(|handling| handling.as_str().into())),
        ("responseParameters", unless_empty(response_parameters(response))),
        ("responseTemplates", unless_empty(templates(&response.templates))),
    ];
    extend(&mut described, optional);
    described.into()
}

pub(super) fn request_parameters(mappings: &[RequestMapping]) -> Map<String, Value> {
    let entry = |mapping: &RequestMapping| {
        (format!("integration.request.{}.{}", mapping.location, mapping.name), written(&mapping.source).into())
    };
    mappings.iter().map(entry).collect()
}

pub(super) fn response_parameters(response: &IntegrationResponse) -> Map<String, Value> {
    let entries = response.parameters.iter();
    entries
        .map(|mapping| (format!("method.response.header.{}", mapping.header), written(&mapping.source).into()))
        .collect()
}

pub(super) fn templates(templates: &indexmap::IndexMap<String, super::located::Located<String>>) -> Map<String, Value> {
    templates.iter().map(|(name, template)| (name.clone(), template.value.as_str().into())).collect()
}

/// A source as documents write it.
fn written(source: &Source) -> String {
    match source {
        Source::Static(text) => format!("'{text}'"),
        Source::Request(location, name) => format!("method.request.{location}.{name}"),
        Source::RequestAll(location, name) => format!("method.request.multivalue{location}.{name}"),
        Source::RequestBody(path) => with_path("method.request.body", path.as_deref()),
        Source::ResponseHeader(name) => format!("integration.response.header.{name}"),
        Source::ResponseHeaderAll(name) => format!("integration.response.multivalueheader.{name}"),
        Source::ResponseBody(path) => with_path("integration.response.body", path.as_deref()),
        Source::Context(name) => format!("context.{name}"),
        Source::StageVariable(name) => format!("stageVariables.{name}"),
    }
}

fn with_path(body: &str, path: Option<&str>) -> String {
    path.map_or_else(|| body.to_owned(), |path| format!("{body}.{path}"))
}

/// The models sorted by name, with the URLs of each other, as `GetModels` gives them. The schema is
/// JSON here, where the management API has its text.
#[must_use]
pub fn models(config: &GatewayConfig, api_id: &str) -> Vec<Value> {
    let sorted: BTreeMap<_, _> = config.models.iter().collect();
    let describe = |(name, model): (&String, &super::api::Model)| {
        let mut described = object(&json!({
            "id": name,
            "name": name,
            "contentType": "application/json",
            "schema": with_urls(&model.schema, api_id),
        }));
        let description = model.schema.get("description").filter(|text| text.is_string()).cloned();
        extend(&mut described, [("description", description)]);
        described.into()
    };
    sorted.into_iter().map(describe).collect()
}

/// References by name become references by URL. Schemas are as deep as the document that they were
/// read from, which is limited.
fn with_urls(schema: &Value, api_id: &str) -> Value {
    match schema {
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                let reference = value.as_str().and_then(|text| text.strip_prefix("#/definitions/"));
                let value = match reference.filter(|_| key == "$ref") {
                    Some(name) => format!("{MODELS_URL}/{api_id}/models/{name}").into(),
                    None => with_urls(value, api_id),
                };
                (key.clone(), value)
            };
            Value::Object(entries.iter().map(entry).collect())
        }
        Value::Array(items) => items.iter().map(|item| with_urls(item, api_id)).collect(),
        other => other.clone(),
    }
}

/// The authorizers, as `GetAuthorizers` gives them.
#[must_use]
pub fn authorizers(config: &GatewayConfig) -> Vec<Value> {
    let describe = |(name, authorizer): (&String, &super::authorization::Authorizer)| {
        let mut described = object(&json!({"id": name, "name": name, "type": authorizer.kind.as_str()}));
        let pools = match &authorizer.kind {
            super::authorization::AuthorizerKind::Cognito(pools) => Some(json!(pools)),
            _ => None,
        };
        let text = |value: &Option<String>| value.clone().map(Value::from);
        let optional = [
            ("providerARNs", pools),
            ("authType", text(&authorizer.auth_type)),
            ("authorizerUri", text(&authorizer.uri)),
            ("authorizerCredentials", text(&authorizer.credentials)),
            ("identitySource", text(&authorizer.identity_source)),
            ("identityValidationExpression", text(&authorizer.identity_validation)),
            ("authorizerResultTtlInSeconds", authorizer.result_ttl.map(Value::from)),
        ];
        extend(&mut described, optional);
        described.into()
    };
    config.authorizers.iter().map(describe).collect()
}

pub(super) fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

pub(super) fn extend<const N: usize>(described: &mut Map<String, Value>, optional: [(&str, Option<Value>); N]) {
    for (key, value) in optional {
        if let Some(value) = value {
            described.insert(key.to_owned(), value);
        }
    }
}

pub(super) fn unless_empty(entries: Map<String, Value>) -> Option<Value> {
    (!entries.is_empty()).then_some(Value::Object(entries))
}
