//! Authorizers: who may call a method.
//!
//! Lambda authorizers are run. Tokens of Cognito and other issuers are verified where their keys are
//! given, else believed; signatures of IAM cannot be verified away from AWS and are believed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use gatewright_vtl::JavaPattern;
use serde_json::{Map, Value, json};

use crate::config::{ApiKind, Authorizer, AuthorizerKind, GatewayResponseType, IdentitySource};
use crate::serve::authorize::answer::{Allowed, Answer, Verdict, denied};
use crate::serve::authorize::cache::{AuthorizerCache, Caller};
use crate::serve::authorize::event::{authorizer_event, authorizer_event_v2};
use crate::serve::authorize::jwks::Jwks;
use crate::serve::authorize::policy::{Decision, Policy, Resource};
use crate::serve::authorize::token::{self, Time};
use crate::serve::backend::function::{Invocation, LambdaFunction};
use crate::serve::failure::Failure;
use crate::serve::message::context::Context;
use crate::serve::message::path::{collapsed, decoded};
use crate::serve::proxy::event::EventParts;

/// How long an authorizer may take: [10 s for HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html),
/// as long as an integration for REST APIs.
const fn patience(kind: ApiKind) -> Duration {
    match kind {
        ApiKind::Rest => Duration::from_secs(29),
        ApiKind::Http => Duration::from_secs(10),
    }
}

/// The request as an authorizer sees it.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The request.
    pub parts: EventParts<'a>,
    /// The region of the API.
    pub region: &'a str,
    /// `GET /pets/{id}` or `$default`.
    pub route: &'a str,
}

fn unauthorized(log: impl Into<String>) -> Failure {
    Failure::new(GatewayResponseType::Unauthorized, "Unauthorized", log)
}

/// The authorizer failed: the client gets `{"message":null}`.
fn broken(authorizer: &Authorizer, log: impl std::fmt::Display) -> Failure {
    let log = format!("Execution failed due to configuration error: {log}");
    let failure = Failure::new(GatewayResponseType::AuthorizerConfigurationError, "", log);
    Failure { message: None, ..failure }.at(&authorizer.origin)
}

/// Asks a Lambda authorizer, or remembers what it answered before. What it allows counts together with
/// what the API's own policy says.
///
/// # Errors
/// 401 if the request does not say who asks, 403 if the authorizer rejects, 500 if it fails.
pub(crate) async fn ask_function(
    question: &Question<'_>,
    authorizer: &Authorizer,
    function: Option<Arc<dyn LambdaFunction>>,
    cache: &AuthorizerCache,
    by_api: Decision,
) -> Result<Allowed, Failure> {
    let identity = identities(question, authorizer)?;
    let arn = method_arn(question);
    let lifetime = authorizer.result_lifetime(question.parts.context.kind);
    // Without an identity, the answer for one caller would be the answer for all.
    if lifetime.is_zero() || identity.is_empty() {
        return call(question, authorizer, function, &identity, &arn.stated).await?.decide(&arn, by_api);
    }
    let caller = Caller { authorizer: authorizer.origin.clone(), identity };
    let answer = match cache.find(&caller) {
        Some(answer) => answer,
        None => {
            let answer = Arc::new(call(question, authorizer, function, &caller.identity, &arn.stated).await?);
            cache.keep(caller, Arc::clone(&answer), lifetime);
            answer
        }
    };
    answer.decide(&arn, by_api)
}

async fn call(
    question: &Question<'_>,
    authorizer: &Authorizer,
    function: Option<Arc<dyn LambdaFunction>>,
    identity: &[String],
    arn: &str,
) -> Result<Answer, Failure> {
    let Some(function) = function else {
        let uri = authorizer.uri.as_deref().unwrap_or_default();
        return Err(broken(authorizer, format_args!("no function is registered for the authorizer `{uri}`")));
    };
    let event = match authorizer.kind {
        AuthorizerKind::Request if authorizer.payload_format_version.as_deref() == Some("2.0") => {
            authorizer_event_v2(&question.parts, question.route, arn, identity)
        }
        AuthorizerKind::Request => authorizer_event(&question.parts, arn, identity),
        _ => json!({"type": "TOKEN", "methodArn": arn, "authorizationToken": identity.first()}),
    };
    let invocation = Invocation {
        request_id: question.parts.context.request_id.clone(),
        function_arn: authorizer.uri.clone().unwrap_or_default(),
    };
    let running = function.invoke(Bytes::from(event.to_string()), invocation);
    let answer = tokio::time::timeout(patience(question.parts.context.kind), running).await.map_err(|_| {
        let log = "Execution failed due to a timeout error of the authorizer";
        let failure = Failure::new(GatewayResponseType::AuthorizerFailure, "", log);
        Failure { message: None, ..failure }.at(&authorizer.origin)
    })?;
    if answer.status >= 300 {
        let payload = String::from_utf8_lossy(&answer.payload);
        return Err(broken(authorizer, format_args!("the authorizer could not be called: {payload}")));
    }
    let value: Value = serde_json::from_slice(&answer.payload)
        .map_err(|error| broken(authorizer, format_args!("the authorizer's answer is no JSON: {error}")))?;
    if let Some(message) = value.get("errorMessage").and_then(Value::as_str) {
        return Err(match message {
            "Unauthorized" => unauthorized("the authorizer answered Unauthorized"),
            other => broken(authorizer, format_args!("the authorizer failed: {other}")),
        });
    }
    let verdict = if authorizer.simple_responses {
        let said = value.get("isAuthorized").and_then(Value::as_bool);
        Verdict::Simple(said.ok_or_else(|| broken(authorizer, "the authorizer's answer has no isAuthorized"))?)
    } else {
        let policy = value
            .get("policyDocument")
            .and_then(Policy::parse)
            .ok_or_else(|| broken(authorizer, "the authorizer's answer has no policyDocument with a Statement"))?;
        if question.parts.context.kind == ApiKind::Rest {
            check_shape(&value).map_err(|message| broken(authorizer, message))?;
        }
        Verdict::Policy(policy)
    };
    Ok(Answer { verdict, allowed: allowed(&value, question.parts.context.kind) })
}

/// What the answer of an authorizer must have beside its policy, and must not have (recorded at AWS).
fn check_shape(answer: &Value) -> Result<(), String> {
    if !answer.get("principalId").is_some_and(|principal| principal.is_string() || principal.is_number()) {
        return Err("the authorizer's answer has no principalId".to_owned());
    }
    match answer.get("context") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Object(entries)) => {
            let nested = entries.iter().find(|(_, value)| value.is_array() || value.is_object());
            nested.map_or(Ok(()), |(name, _)| {
                Err(format!("`{name}` in the context of the authorizer's answer is no text, number or boolean"))
            })
        }
        Some(_) => Err("the context of the authorizer's answer is no object".to_owned()),
    }
}

/// The values by which the authorizer knows who asks; all of them must be there.
fn identities(question: &Question<'_>, authorizer: &Authorizer) -> Result<Vec<String>, Failure> {
    let parts = &question.parts;
    let mut found = Vec::new();
    for source in &authorizer.identity_sources {
        let value = match source {
            IdentitySource::Header(name) => parts.request.headers.get(name).map(str::to_owned),
            IdentitySource::QueryString(name) => {
                parts.request.query.get(name).and_then(|values| values.last().cloned())
            }
            IdentitySource::StageVariable(name) => parts.context.stage_variables.get(name).cloned(),
            IdentitySource::Context(name) => parts.context.get(name),
        };
        match value.filter(|value| !value.is_empty()) {
            Some(value) => found.push(value),
            None => return Err(unauthorized(format!("the request has no {source}"))),
        }
    }
    if authorizer.kind == AuthorizerKind::Token
        && let Some(token) = found.first()
    {
        check_expression(authorizer, token)?;
    }
    Ok(found)
}

/// The identity validation expression looks at the token, or at whom a token of Cognito is for.
fn check_expression(authorizer: &Authorizer, text: &str) -> Result<(), Failure> {
    let Some(pattern) = &authorizer.identity_validation else {
        return Ok(());
    };
    match JavaPattern::new(pattern).is_ok_and(|pattern| pattern.matches(text)) {
        true => Ok(()),
        false => Err(unauthorized("the token does not fit the identity validation expression")),
    }
}

/// `test/GET/pets/7`: the stage, the HTTP method and the path.
///
/// The path is the one that the route was found by: slashes that make no difference there make none here.
fn method_resource(question: &Question<'_>) -> Resource {
    let parts = &question.parts;
    let before = format!("{}/{}/", parts.context.stage, parts.request.method);
    Resource {
        stated: format!("{before}{}", collapsed(parts.path)),
        decoded: decoded(parts.path).map(|path| format!("{before}{path}")),
    }
}

fn method_arn(question: &Question<'_>) -> Resource {
    let context = question.parts.context;
    let (account, api) = (&context.account_id, &context.api_id);
    method_resource(question).after(&format!("arn:aws:execute-api:{}:{account}:{api}/", question.region))
}

/// What the policy of the API says of a request.
#[must_use]
pub(crate) fn ask_policy(policy: &Policy, question: &Question<'_>) -> Decision {
    policy.decide(&method_resource(question))
}

/// The rejection by the policy of the API. Clients see no more of the account's id than its end.
pub(crate) fn rejected_by_policy(question: &Question<'_>, decision: Decision) -> Failure {
    let context = question.parts.context;
    let account = &context.account_id;
    let end: String = account.chars().skip(account.chars().count().saturating_sub(4)).collect();
    let (api, region, resource) = (&context.api_id, question.region, method_resource(question).stated);
    let explicitly = if decision == Decision::Deny { " with an explicit deny" } else { "" };
    denied(&format!(
        "User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
         arn:aws:execute-api:{region}:********{end}:{api}/{resource}{explicitly}"
    ))
}

/// Context values are strings for the templates and events of REST APIs, whatever the authorizer gave; HTTP APIs
/// keep their types.
fn allowed(answer: &Value, kind: ApiKind) -> Allowed {
    let shown = |value: &Value| if kind == ApiKind::Http { value.clone() } else { stringified(value) };
    let mut values = Map::new();
    if let Some(principal) = answer.get("principalId") {
        values.insert("principalId".to_owned(), shown(principal));
    }
    for (name, value) in answer.get("context").and_then(Value::as_object).into_iter().flatten() {
        values.insert(name.clone(), shown(value));
    }
    let key = answer.get("usageIdentifierKey").and_then(Value::as_str).map(str::to_owned);
    Allowed { values, usage_identifier_key: key }
}

fn stringified(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Null => value.clone(),
        other => other.to_string().into(),
    }
}

/// Reads a JSON Web Token: it must be there, be signed by one of the keys if there are any, not be over, be
/// from and for whom the authorizer says, and have one of the scopes.
///
/// # Errors
/// 401 without a token or with one that does not count, 403 without the scopes (401 for Cognito).
pub(crate) fn read_token(
    question: &Question<'_>,
    authorizer: &Authorizer,
    scopes: &[String],
    keys: Option<&Jwks>,
) -> Result<Allowed, Failure> {
    let identity = identities(question, authorizer)?;
    let token = identity.first().map(String::as_str).unwrap_or_default();
    let token = token.strip_prefix("Bearer ").or_else(|| token.strip_prefix("bearer ")).unwrap_or(token).trim();
    let claims = token::claims(token, keys).map_err(unauthorized)?;
    let now = question.parts.context.time_millis as f64 / 1000.0;
    check_times(&claims, now, keys.is_some())?;
    match &authorizer.kind {
        AuthorizerKind::Jwt { issuer, audience } => check_parties(&claims, issuer.as_deref(), audience)?,
        _ => check_cognito(&claims, authorizer, scopes)?,
    }
    let own: Vec<&str> = match claims.get("scope").or_else(|| claims.get("scp")) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(value) => value.as_str().unwrap_or_default().split_ascii_whitespace().collect(),
        None => Vec::new(),
    };
    let has_scope = scopes.is_empty() || own.iter().any(|scope| scopes.iter().any(|wanted| wanted == scope));
    let values = match authorizer.kind {
        AuthorizerKind::Jwt { .. } if has_scope => {
            let scopes = if scopes.is_empty() { Value::Null } else { own.into() };
            Map::from_iter([("jwt".to_owned(), json!({"claims": token::jwt_claims(&claims), "scopes": scopes}))])
        }
        AuthorizerKind::Jwt { .. } => return Err(denied("User is not authorized to access this resource")),
        _ if has_scope => Map::from_iter([("claims".to_owned(), token::cognito_claims(&claims).into())]),
        _ => return Err(unauthorized("the token has none of the method's scopes")),
    };
    Ok(Allowed { values, usage_identifier_key: None })
}

/// From when on a token counts, and how long. What is no time is none that is still to come.
fn check_times(claims: &Map<String, Value>, now: f64, must_end: bool) -> Result<(), Failure> {
    match Time::of(claims, "exp") {
        Time::At(end) if end > now => {}
        Time::Missing if !must_end => {}
        _ => {
            let message = "The incoming token has expired";
            return Err(Failure::new(GatewayResponseType::Unauthorized, message, message));
        }
    }
    for name in ["nbf", "iat"] {
        match Time::of(claims, name) {
            Time::Missing => {}
            Time::At(from) if from <= now => {}
            _ => return Err(unauthorized("the token does not count yet")),
        }
    }
    Ok(())
}

/// Methods without scopes take identity tokens, methods with scopes access tokens.
fn check_cognito(claims: &Map<String, Value>, authorizer: &Authorizer, scopes: &[String]) -> Result<(), Failure> {
    let wrong = if scopes.is_empty() { "access" } else { "id" };
    if claims.get("token_use").and_then(Value::as_str) == Some(wrong) {
        return Err(unauthorized(format!("the method takes no {wrong} token")));
    }
    let audience = claims.get("aud").and_then(Value::as_str).unwrap_or_default();
    check_expression(authorizer, audience)
}

/// Who issued a token, and for whom. What only a deployment knows is not compared.
fn check_parties(claims: &Map<String, Value>, issuer: Option<&str>, audience: &[String]) -> Result<(), Failure> {
    let is_known = |text: &str| !text.contains("${");
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if let Some(issuer) = issuer.filter(|issuer| is_known(issuer) && text("iss") != Some(issuer)) {
        return Err(unauthorized(format!("the token is not one of the issuer {issuer}")));
    }
    let own: Vec<&str> = match claims.get("aud").or_else(|| claims.get("client_id")) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(one) => one.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    let is_meant = audience.iter().any(|wanted| !is_known(wanted) || own.contains(&wanted.as_str()));
    if !audience.is_empty() && !is_meant {
        return Err(unauthorized(format!("the token is for none of {}", audience.join(", "))));
    }
    Ok(())
}

/// A request that must be signed; whether the signature is right cannot be checked here.
///
/// # Errors
/// 403 without a signature.
pub(crate) fn believe_signature(context: &Context, question: &Question<'_>) -> Result<Allowed, Failure> {
    let request = question.parts.request;
    let is_signed = request.headers.get("authorization").is_some_and(|value| value.starts_with("AWS4-"))
        || request.query.contains_key("X-Amz-Signature");
    if is_signed {
        return Ok(Allowed::default());
    }
    let log = format!("{} needs a signature", context.resource_path);
    Err(Failure::new(GatewayResponseType::MissingAuthenticationToken, "Missing Authentication Token", log))
}
