//! HTTP APIs in pieces: routes and integrations of their own.

use super::build::{
    document as empty_document, entries, entry, items, method_key, object, path_parameters, referred, set, text,
    text_of,
};
use super::resources::Resources;
use crate::map::Map;
use crate::tree::Value;

/// The document of an API's routes.
pub(super) fn document(resources: &Resources<'_>, api: &str) -> Value {
    let properties = resources.properties(api);
    let mut document = empty_document(properties.get("Name").cloned(), true);
    for name in resources.belonging("AWS::ApiGatewayV2::Authorizer", "ApiId", api) {
        let scheme = scheme(resources.properties(name));
        set(entry(entry(&mut document, "components"), "securitySchemes"), name, scheme);
    }
    for name in resources.belonging("AWS::ApiGatewayV2::Route", "ApiId", api) {
        let route = resources.properties(name);
        let key = route.get("RouteKey").and_then(text_of).unwrap_or_default();
        let (method, path) = key.split_once(' ').unwrap_or(("ANY", "/$default"));
        let integration = route.get("Target").and_then(referred);
        let integration = integration.map(|name| integration_of(resources.properties(&name)));
        let operation = operation(route, path, integration);
        set(entry(entry(&mut document, "paths"), path), &method_key(method), operation);
    }
    // `Target` of an API is a default route in short.
    if let Some(target) = properties.get("Target") {
        let mut quick = Map::default();
        quick.insert("IntegrationType".to_owned(), text("AWS_PROXY"));
        quick.insert("IntegrationUri".to_owned(), target.clone());
        let operation = operation(&Map::default(), "/$default", Some(integration_of(&quick)));
        set(entry(entry(&mut document, "paths"), "/$default"), &method_key("ANY"), operation);
    }
    document
}

fn operation(route: &Map, path: &str, integration: Option<Value>) -> Value {
    let parameters = path_parameters(path);
    let scopes: Vec<Value> = items(route.get("AuthorizationScopes")).cloned().collect();
    let security = match route.get("AuthorizationType").and_then(Value::as_str) {
        Some("JWT" | "CUSTOM") => route.get("AuthorizerId").and_then(referred),
        _ => None,
    };
    let security = security.map(|name| Value::Array(vec![object([(name.as_str(), Some(scopes.into()))])]));
    let is_iam = route.get("AuthorizationType").and_then(Value::as_str) == Some("AWS_IAM");
    object([
        ("operationId", route.get("OperationName").cloned()),
        ("parameters", (!parameters.is_empty()).then(|| parameters.into())),
        ("responses", Some(object([("default", Some(object([("description", Some(text("")))])))]))),
        ("security", security),
        ("x-amazon-apigateway-auth", is_iam.then(|| object([("type", Some(text("AWS_IAM")))]))),
        ("isDefaultRoute", (path == "/$default").then(|| true.into())),
        ("x-amazon-apigateway-integration", integration),
    ])
}

fn integration_of(properties: &Map) -> Value {
    let own = |key: &str| properties.get(key).cloned();
    let responses: Value = entries(properties.get("ResponseParameters"))
        .map(|(status, list)| (status.clone(), response_parameters(list)))
        .collect();
    let has_responses = responses.as_object().is_some_and(|by_status| !by_status.is_empty());
    object([
        ("type", own("IntegrationType")),
        ("uri", own("IntegrationUri")),
        ("httpMethod", own("IntegrationMethod")),
        ("integrationSubtype", own("IntegrationSubtype")),
        ("payloadFormatVersion", own("PayloadFormatVersion")),
        ("credentials", own("CredentialsArn")),
        ("connectionType", own("ConnectionType")),
        ("connectionId", own("ConnectionId")),
        ("timeoutInMillis", own("TimeoutInMillis")),
        ("requestParameters", own("RequestParameters")),
        ("responseParameters", has_responses.then_some(responses)),
    ])
}

/// `{ResponseParameters: [{Destination, Source}, …]}` as the extension writes it.
fn response_parameters(list: &Value) -> Value {
    let list = list.get("ResponseParameters").or(Some(list));
    let pairs = items(list).filter_map(|pair| Some((text_of(pair.get("Destination")?)?, pair.get("Source")?.clone())));
    pairs.collect()
}

fn scheme(properties: &Map) -> Value {
    let own = |key: &str| properties.get(key).cloned();
    let source = items(properties.get("IdentitySource")).filter_map(text_of).collect::<Vec<_>>().join(", ");
    let source = (!source.is_empty()).then(|| text(source));
    if properties.get("AuthorizerType").and_then(Value::as_str) == Some("JWT") {
        let jwt = properties.get("JwtConfiguration");
        let part = |name: &str| jwt.and_then(|jwt| jwt.get(name)).cloned();
        let jwt = object([("issuer", part("Issuer")), ("audience", part("Audience"))]);
        let authorizer =
            object([("type", Some(text("jwt"))), ("identitySource", source), ("jwtConfiguration", Some(jwt))]);
        return object([("type", Some(text("oauth2"))), ("x-amazon-apigateway-authorizer", Some(authorizer))]);
    }
    let authorizer = object([
        ("type", Some(text("request"))),
        ("authorizerUri", own("AuthorizerUri")),
        ("identitySource", source),
        ("authorizerResultTtlInSeconds", own("AuthorizerResultTtlInSeconds")),
        ("authorizerPayloadFormatVersion", own("AuthorizerPayloadFormatVersion")),
        ("enableSimpleResponses", own("EnableSimpleResponses")),
    ]);
    object([
        ("type", Some(text("apiKey"))),
        ("name", Some(text("Unused"))),
        ("in", Some(text("header"))),
        ("x-amazon-apigateway-authorizer", Some(authorizer)),
    ])
}
