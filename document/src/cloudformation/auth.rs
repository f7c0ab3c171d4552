//! `Auth` of SAM's APIs as security schemes and requirements.

use super::build::{entries, entry, invocation_uri, is_true, items, object, referred, set, text, text_of};
use super::events::place;
use super::resources::Resources;
use crate::tree::Value;

/// The keys of a path item that are operations.
const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];

/// Adds what `Auth` of an API and of its events says to a document.
pub(super) fn add(resources: &Resources<'_>, api: &str, document: &mut Value) {
    let is_http = resources.kind(api) == "AWS::Serverless::HttpApi";
    if !is_http && resources.kind(api) != "AWS::Serverless::Api" {
        return;
    }
    let auth = resources.properties(api).get("Auth");
    for (name, authorizer) in entries(auth.and_then(|auth| auth.get("Authorizers"))) {
        add_scheme(document, name, scheme(authorizer, is_http));
    }
    if auth.is_some_and(|auth| auth.get("DefaultAuthorizer").and_then(Value::as_str) == Some("AWS_IAM")) {
        add_scheme(document, "AWS_IAM", iam_scheme());
    }
    let default = auth.and_then(|auth| auth.get("DefaultAuthorizer")).and_then(text_of);
    let needs_key = is_true(auth.and_then(|auth| auth.get("ApiKeyRequired")));
    let preflight = auth.and_then(|auth| auth.get("AddDefaultAuthorizerToCorsPreflight"));
    let guards_preflight = preflight.is_none_or(|flag| is_true(Some(flag)));
    let by_event: Vec<(String, String, &Value)> = resources
        .events(api)
        .filter_map(|event| {
            let (path, method) = place(&event, is_http)?;
            Some((path, method, event.properties.get("Auth")?))
        })
        .collect();
    for (path, method, auth) in &by_event {
        if auth.get("Authorizer").and_then(Value::as_str) == Some("AWS_IAM") {
            add_scheme(document, "AWS_IAM", iam_scheme());
        }
        let scopes = items(auth.get("AuthorizationScopes")).cloned().collect();
        let operation = entry(entry(entry(document, "paths"), path), method);
        match auth.get("Authorizer").and_then(text_of) {
            Some(name) if name == "NONE" => set(operation, "security", Value::Array(Vec::new())),
            Some(name) => set(operation, "security", requirement(&name, scopes)),
            None => {}
        }
        if is_true(auth.get("ApiKeyRequired")) {
            require_key(operation);
        }
    }
    let uses_key = needs_key || by_event.iter().any(|(.., auth)| is_true(auth.get("ApiKeyRequired")));
    if uses_key {
        let scheme = [("type", "apiKey"), ("name", "x-api-key"), ("in", "header")];
        add_scheme(document, "api_key", object(scheme.map(|(key, value)| (key, Some(text(value))))));
    }
    let scopes = auth.and_then(|auth| auth.get("Authorizers")?.get(default.as_deref()?)?.get("AuthorizationScopes"));
    let scopes: Vec<Value> = items(scopes).cloned().collect();
    guard_all(document, default.as_deref(), &scopes, needs_key, guards_preflight);
}

/// Puts the default authorizer before every operation that says nothing of its own.
fn guard_all(document: &mut Value, default: Option<&str>, scopes: &[Value], needs_key: bool, guards_preflight: bool) {
    let Some(paths) = document.as_object_mut().and_then(|entries| entries.get_mut("paths")?.as_object_mut()) else {
        return;
    };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())) {
            if method == "options" && !guards_preflight {
                continue;
            }
            if let Some(default) = default.filter(|name| *name != "NONE" && operation.get("security").is_none()) {
                set(operation, "security", requirement(default, scopes.to_vec()));
            }
            if needs_key {
                require_key(operation);
            }
        }
    }
}

fn requirement(name: &str, scopes: Vec<Value>) -> Value {
    Value::Array(vec![object([(name, Some(scopes.into()))])])
}

/// A key is asked for beside what else guards a method.
fn require_key(operation: &mut Value) {
    let key = object([("api_key", Some(Value::Array(Vec::new())))]);
    match operation.as_object_mut().and_then(|entries| entries.get_mut("security")) {
        Some(Value::Array(requirements)) => requirements.push(key),
        _ => set(operation, "security", Value::Array(vec![key])),
    }
}

fn add_scheme(document: &mut Value, name: &str, scheme: Value) {
    let schemes = match document.get("swagger") {
        Some(_) => entry(document, "securityDefinitions"),
        None => entry(entry(document, "components"), "securitySchemes"),
    };
    set(schemes, name, scheme);
}

fn iam_scheme() -> Value {
    object([
        ("type", Some(text("apiKey"))),
        ("name", Some(text("Authorization"))),
        ("in", Some(text("header"))),
        ("x-amazon-apigateway-authtype", Some(text("awsSigv4"))),
    ])
}

fn scheme(authorizer: &Value, is_http: bool) -> Value {
    let identity = authorizer.get("Identity");
    let own = |key: &str| authorizer.get(key).cloned();
    if let Some(jwt) = authorizer.get("JwtConfiguration") {
        let source = own("IdentitySource").unwrap_or_else(|| text("$request.header.Authorization"));
        let part = |name: &str| jwt.get(name).or_else(|| jwt.get(&capitalised(name))).cloned();
        let jwt = object([("issuer", part("issuer")), ("audience", part("audience"))]);
        return object([
            ("type", Some(text("oauth2"))),
            (
                "x-amazon-apigateway-authorizer",
                Some(object([
                    ("type", Some(text("jwt"))),
                    ("identitySource", Some(source)),
                    ("jwtConfiguration", Some(jwt)),
                ])),
            ),
        ]);
    }
    let header = identity.and_then(|identity| identity.get("Header")).and_then(text_of);
    let sources = identity_sources(identity, is_http);
    let is_request = is_http || authorizer.get("FunctionPayloadType").and_then(Value::as_str) == Some("REQUEST");
    let (kind, auth_type) = match (authorizer.get("UserPoolArn"), is_request) {
        (Some(_), _) => ("cognito_user_pools", "cognito_user_pools"),
        (None, true) => ("request", "custom"),
        (None, false) => ("token", "custom"),
    };
    let name =
        if is_request && !is_http { "Unused".to_owned() } else { header.unwrap_or_else(|| "Authorization".to_owned()) };
    let pools = authorizer.get("UserPoolArn").map(|arns| match arns {
        Value::Array(_) => arns.clone(),
        one => Value::Array(vec![one.clone()]),
    });
    let ttl = identity.and_then(|identity| identity.get("ReauthorizeEvery")).cloned();
    let format = own("AuthorizerPayloadFormatVersion").or_else(|| is_http.then(|| text("2.0")));
    object([
        ("type", Some(text("apiKey"))),
        ("name", Some(text(name))),
        ("in", Some(text("header"))),
        ("x-amazon-apigateway-authtype", Some(text(auth_type))),
        (
            "x-amazon-apigateway-authorizer",
            Some(object([
                ("type", Some(text(kind))),
                ("authorizerUri", own("FunctionArn").map(|arn| invocation_uri(function_arn(arn), false))),
                ("identitySource", (is_request && !sources.is_empty()).then(|| text(sources.join(", ")))),
                ("identityValidationExpression", identity.and_then(|it| it.get("ValidationExpression")).cloned()),
                ("authorizerResultTtlInSeconds", ttl),
                ("authorizerPayloadFormatVersion", format.filter(|_| is_http)),
                ("enableSimpleResponses", own("EnableSimpleResponses")),
                ("providerARNs", pools),
            ])),
        ),
    ])
}

/// The ARN of a function, which may be given by the name of its resource.
fn function_arn(value: Value) -> Value {
    match value.get("Ref").and_then(|_| referred(&value)) {
        Some(name) => super::build::arn_of(&name),
        None => value,
    }
}

fn identity_sources(identity: Option<&Value>, is_http: bool) -> Vec<String> {
    let places = [
        ("Headers", "method.request.header.", "$request.header."),
        ("QueryStrings", "method.request.querystring.", "$request.querystring."),
        ("StageVariables", "stageVariables.", "$stageVariables."),
        ("Context", "context.", "$context."),
    ];
    let mut sources = Vec::new();
    for (key, rest, http) in places {
        let names = items(identity.and_then(|identity| identity.get(key))).filter_map(text_of);
        sources.extend(names.map(|name| format!("{}{name}", if is_http { http } else { rest })));
    }
    sources
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
