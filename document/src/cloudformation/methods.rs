//! REST APIs in pieces: resources and methods of their own, as the CDK synthesises them.

use super::build::{
    document as empty_document, entries, entry, is_true, items, method_key, object, parameter, path_parameters,
    referred, set, text, text_of,
};
use super::resources::Resources;
use crate::tree::Value;

/// How many resources a path may have.
const DEEPEST: usize = 64;

/// The document of an API's methods.
pub(super) fn document(resources: &Resources<'_>, api: &str) -> Value {
    let properties = resources.properties(api);
    let mut document = empty_document(properties.get("Name").cloned(), false);
    let copied = [
        ("BinaryMediaTypes", "x-amazon-apigateway-binary-media-types"),
        ("Policy", "x-amazon-apigateway-policy"),
        ("ApiKeySourceType", "x-amazon-apigateway-api-key-source"),
    ];
    for (key, extension) in copied {
        if let Some(value) = properties.get(key) {
            set(&mut document, extension, value.clone());
        }
    }
    add_models(resources, api, &mut document);
    add_authorizers(resources, api, &mut document);
    add_gateway_responses(resources, api, &mut document);
    for name in resources.belonging("AWS::ApiGateway::Method", "RestApiId", api) {
        let Some(path) = path_of(resources, api, name) else {
            continue;
        };
        let method = resources.properties(name).get("HttpMethod").and_then(text_of).unwrap_or_default();
        let operation = operation(resources, name, &path);
        set(entry(entry(&mut document, "paths"), &path), &method_key(&method), operation);
    }
    if is_key_wanted(resources, api) {
        let scheme = [("type", "apiKey"), ("name", "x-api-key"), ("in", "header")];
        let scheme = object(scheme.map(|(key, value)| (key, Some(text(value)))));
        set(entry(entry(&mut document, "components"), "securitySchemes"), "api_key", scheme);
    }
    document
}

fn is_key_wanted(resources: &Resources<'_>, api: &str) -> bool {
    let methods = resources.belonging("AWS::ApiGateway::Method", "RestApiId", api);
    methods.into_iter().any(|name| resources.flag(name, "ApiKeyRequired"))
}

/// The path of a method: the parts of its resource and of those above it.
fn path_of(resources: &Resources<'_>, api: &str, method: &str) -> Option<String> {
    let mut parts = Vec::new();
    let mut above = resources.properties(method).get("ResourceId").and_then(referred)?;
    while above != api {
        if parts.len() >= DEEPEST || resources.kind(&above) != "AWS::ApiGateway::Resource" {
            return None;
        }
        let properties = resources.properties(&above);
        parts.push(properties.get("PathPart").and_then(text_of)?);
        above = properties.get("ParentId").and_then(referred)?;
    }
    parts.reverse();
    Some(format!("/{}", parts.join("/")))
}

fn operation(resources: &Resources<'_>, name: &str, path: &str) -> Value {
    let properties = resources.properties(name);
    let mut parameters = path_parameters(path);
    parameters.extend(entries(properties.get("RequestParameters")).filter_map(|(name, required)| {
        let (place, name) = name.strip_prefix("method.request.")?.split_once('.')?;
        match place {
            "header" => Some(parameter(name, "header", is_true(Some(required)))),
            "querystring" => Some(parameter(name, "query", is_true(Some(required)))),
            _ => None,
        }
    }));
    let models = content(resources, properties.get("RequestModels"));
    let validator = properties.get("RequestValidatorId").and_then(referred).map(text);
    object([
        ("operationId", properties.get("OperationName").cloned()),
        ("parameters", (!parameters.is_empty()).then(|| parameters.into())),
        ("requestBody", models.map(|content| object([("content", Some(content))]))),
        ("responses", Some(responses(resources, name))),
        ("security", security(resources, name)),
        ("x-amazon-apigateway-request-validator", validator),
        ("x-amazon-apigateway-integration", properties.get("Integration").map(integration)),
    ])
}

fn responses(resources: &Resources<'_>, name: &str) -> Value {
    let mut responses = Value::Object(crate::map::Map::default());
    for response in resources.list(name, "MethodResponses") {
        let Some(status) = response.get("StatusCode").and_then(text_of) else {
            continue;
        };
        let headers = entries(response.get("ResponseParameters")).filter_map(|(name, _)| {
            let header = name.strip_prefix("method.response.header.")?;
            Some((header.to_owned(), object([("schema", Some(object([("type", Some(text("string")))])))])))
        });
        let headers: Value = headers.collect();
        let has_headers = headers.as_object().is_some_and(|headers| !headers.is_empty());
        let entry = object([
            ("description", Some(text(""))),
            ("headers", has_headers.then_some(headers)),
            ("content", content(resources, response.get("ResponseModels"))),
        ]);
        set(&mut responses, &status, entry);
    }
    responses
}

/// Models by media type. A model is named by its resource, or by AWS's own names.
fn content(resources: &Resources<'_>, models: Option<&Value>) -> Option<Value> {
    let by_type = entries(models).filter_map(|(media_type, model)| {
        let name = match referred(model).or_else(|| text_of(model))? {
            name if matches!(name.as_str(), "Empty" | "Error") => {
                return Some((media_type.clone(), Value::from(crate::map::Map::default())));
            }
            name => name,
        };
        let is_known = resources.kind(&name) == "AWS::ApiGateway::Model";
        let schema = object([("$ref", Some(text(format!("#/components/schemas/{name}"))))]);
        Some((media_type.clone(), object([("schema", is_known.then_some(schema))])))
    });
    let content: Value = by_type.collect();
    content.as_object().is_some_and(|content| !content.is_empty()).then_some(content)
}

fn security(resources: &Resources<'_>, name: &str) -> Option<Value> {
    let properties = resources.properties(name);
    let kind = properties.get("AuthorizationType").and_then(text_of).unwrap_or_default();
    let scopes: Vec<Value> = items(properties.get("AuthorizationScopes")).cloned().collect();
    let scheme = match kind.as_str() {
        "AWS_IAM" => Some("AWS_IAM".to_owned()),
        "CUSTOM" | "COGNITO_USER_POOLS" => properties.get("AuthorizerId").and_then(referred),
        _ => None,
    };
    let mut requirements: Vec<Value> =
        scheme.iter().map(|scheme| object([(scheme.as_str(), Some(scopes.clone().into()))])).collect();
    if resources.flag(name, "ApiKeyRequired") {
        requirements.push(object([("api_key", Some(Value::Array(Vec::new())))]));
    }
    (!requirements.is_empty()).then(|| requirements.into())
}

/// An integration as the extension writes it.
fn integration(properties: &Value) -> Value {
    let own = |key: &str| properties.get(key).cloned();
    let mut responses = Value::Object(crate::map::Map::default());
    for response in items(properties.get("IntegrationResponses")) {
        let pattern = response.get("SelectionPattern").and_then(text_of).filter(|pattern| !pattern.is_empty());
        let part = |key: &str| response.get(key).cloned();
        let entry = object([
            ("statusCode", part("StatusCode")),
            ("responseParameters", part("ResponseParameters")),
            ("responseTemplates", part("ResponseTemplates")),
            ("contentHandling", part("ContentHandling")),
        ]);
        set(&mut responses, pattern.as_deref().unwrap_or("default"), entry);
    }
    object([
        ("type", own("Type")),
        ("httpMethod", own("IntegrationHttpMethod")),
        ("uri", own("Uri")),
        ("credentials", own("Credentials")),
        ("requestParameters", own("RequestParameters")),
        ("requestTemplates", own("RequestTemplates")),
        ("passthroughBehavior", own("PassthroughBehavior")),
        ("contentHandling", own("ContentHandling")),
        ("timeoutInMillis", own("TimeoutInMillis")),
        ("responseTransferMode", own("ResponseTransferMode")),
        ("connectionType", own("ConnectionType")),
        ("connectionId", own("ConnectionId")),
        ("cacheNamespace", own("CacheNamespace")),
        ("cacheKeyParameters", own("CacheKeyParameters")),
        ("responses", Some(responses)),
    ])
}

fn add_models(resources: &Resources<'_>, api: &str, document: &mut Value) {
    for name in resources.belonging("AWS::ApiGateway::Model", "RestApiId", api) {
        if let Some(schema) = resources.properties(name).get("Schema") {
            set(entry(entry(document, "components"), "schemas"), name, schema.clone());
        }
    }
    for name in resources.belonging("AWS::ApiGateway::RequestValidator", "RestApiId", api) {
        let validator = object([
            ("validateRequestBody", Some(resources.flag(name, "ValidateRequestBody").into())),
            ("validateRequestParameters", Some(resources.flag(name, "ValidateRequestParameters").into())),
        ]);
        set(entry(document, "x-amazon-apigateway-request-validators"), name, validator);
    }
}

fn add_authorizers(resources: &Resources<'_>, api: &str, document: &mut Value) {
    for name in resources.belonging("AWS::ApiGateway::Authorizer", "RestApiId", api) {
        let properties = resources.properties(name);
        let own = |key: &str| properties.get(key).cloned();
        let kind = properties.get("Type").and_then(text_of).unwrap_or_default().to_ascii_lowercase();
        let source = properties.get("IdentitySource").and_then(text_of).unwrap_or_default();
        let header = source.strip_prefix("method.request.header.").filter(|name| !name.contains(','));
        let name_of_header = if kind == "request" { "Unused" } else { header.unwrap_or("Authorization") };
        let authorizer = object([
            ("type", Some(text(kind.as_str()))),
            ("authorizerUri", own("AuthorizerUri")),
            ("identitySource", (!source.is_empty()).then(|| text(source.as_str()))),
            ("identityValidationExpression", own("IdentityValidationExpression")),
            ("authorizerResultTtlInSeconds", own("AuthorizerResultTtlInSeconds")),
            ("providerARNs", own("ProviderARNs")),
        ]);
        let auth_type = if kind == "cognito_user_pools" { kind.as_str() } else { "custom" };
        let scheme = object([
            ("type", Some(text("apiKey"))),
            ("name", Some(text(name_of_header))),
            ("in", Some(text("header"))),
            ("x-amazon-apigateway-authtype", Some(text(auth_type))),
            ("x-amazon-apigateway-authorizer", Some(authorizer)),
        ]);
        set(entry(entry(document, "components"), "securitySchemes"), name, scheme);
    }
    let iam = resources
        .belonging("AWS::ApiGateway::Method", "RestApiId", api)
        .into_iter()
        .any(|name| resources.properties(name).get("AuthorizationType").and_then(Value::as_str) == Some("AWS_IAM"));
    if iam {
        let scheme = object([
            ("type", Some(text("apiKey"))),
            ("name", Some(text("Authorization"))),
            ("in", Some(text("header"))),
            ("x-amazon-apigateway-authtype", Some(text("awsSigv4"))),
        ]);
        set(entry(entry(document, "components"), "securitySchemes"), "AWS_IAM", scheme);
    }
}

fn add_gateway_responses(resources: &Resources<'_>, api: &str, document: &mut Value) {
    for name in resources.belonging("AWS::ApiGateway::GatewayResponse", "RestApiId", api) {
        let properties = resources.properties(name);
        let own = |key: &str| properties.get(key).cloned();
        let Some(kind) = properties.get("ResponseType").and_then(text_of) else {
            continue;
        };
        let response = object([
            ("statusCode", own("StatusCode")),
            ("responseParameters", own("ResponseParameters")),
            ("responseTemplates", own("ResponseTemplates")),
        ]);
        set(entry(document, "x-amazon-apigateway-gateway-responses"), &kind, response);
    }
}
