//! Where an answer and what the document declares part company; looked at in tests only.

use serde_json::Value;

use crate::config::{IntegrationType, ModelRef, draft4_bundle, parse_lambda_uri};
use crate::serve::api::compile::{CompiledApi, CompiledMethod};
use crate::serve::api::validate::BodyModel;
use crate::serve::message::content::mime_type;
use crate::serve::message::request::Response;
use crate::serve::observe::trace::{Mismatch, Stage, StageKind};

/// Marks the stages that do not fit.
pub(crate) fn mark(stages: &mut [Stage], api: &CompiledApi, method: &CompiledMethod, response: &Response) {
    for stage in stages {
        let found = match stage.kind {
            StageKind::IntegrationRequest => integration_request(stage, method),
            StageKind::MethodResponse => method_response(api, method, response),
            StageKind::MethodRequest | StageKind::IntegrationResponse => Vec::new(),
        };
        stage.mismatches.extend(found.into_iter().map(|(message, origin)| Mismatch {
            message,
            place: origin.and_then(|origin| api.config.sources.locate(origin)).map(|place| place.to_string()),
        }));
    }
}

type Found<'a> = Vec<(String, Option<&'a gatewright_document::Origin>)>;

/// A Lambda function gets JSON or nothing.
fn integration_request<'a>(stage: &Stage, method: &'a CompiledMethod) -> Found<'a> {
    let Some(integration) = &method.integration else {
        return Vec::new();
    };
    let uri = integration.config.uri.as_ref();
    let is_lambda = integration.config.kind == IntegrationType::Aws
        && uri.is_some_and(|uri| parse_lambda_uri(&uri.value).is_some());
    match serde_json::from_str::<serde::de::IgnoredAny>(&stage.body) {
        Err(error) if is_lambda && !stage.body.is_empty() => {
            vec![(format!("the event is no JSON: {error}"), Some(&integration.config.origin))]
        }
        _ => Vec::new(),
    }
}

fn method_response<'a>(api: &CompiledApi, method: &'a CompiledMethod, response: &Response) -> Found<'a> {
    // The gateway's own answers are not the method's.
    if response.headers.contains("x-amzn-ErrorType") {
        return Vec::new();
    }
    let Some(declared) = method.method.responses.get(&response.status.to_string()) else {
        if method.method.responses.is_empty() {
            return Vec::new();
        }
        return vec![(format!("the method declares no response {}", response.status), Some(&method.method.origin))];
    };
    let mut found = Vec::new();
    let content_type = response.headers.get("content-type").map_or("application/json", mime_type);
    let is_json = content_type.ends_with("json");
    match serde_json::from_slice::<Value>(&response.body) {
        Ok(body) => {
            let model = declared.models.iter().find(|(name, _)| mime_type(name).eq_ignore_ascii_case(content_type));
            if let Some((_, model)) = model {
                found.extend(body_faults(api, model, &body).into_iter().map(|fault| (fault, Some(&model.origin))));
            } else if declared.models.is_empty() && !body.is_null() {
                let message = "the response has no model, so that typed clients get an untyped body";
                found.push((message.to_owned(), Some(&declared.origin)));
            }
        }
        Err(error) if is_json && !response.body.is_empty() => {
            found.push((format!("the body says that it is JSON and is none: {error}"), Some(&declared.origin)));
        }
        Err(_) => {}
    }
    found
}

/// What is wrong with a body, also where the schema would let it pass: an object that has none of
/// the model's properties becomes an empty value for typed clients.
fn body_faults(api: &CompiledApi, model: &ModelRef, body: &Value) -> Vec<String> {
    let name = model.name.as_deref().unwrap_or("of the response");
    let faults = BodyModel::compile(&draft4_bundle(&api.config, model)).map(|compiled| compiled.faults_of(body));
    let mut found: Vec<String> = faults
        .unwrap_or_default()
        .into_iter()
        .map(|fault| format!("the body does not fit the model {name}: {fault}"))
        .collect();
    let schema =
        model.name.as_ref().and_then(|name| api.config.models.get(name)).map_or(&model.schema, |named| &named.schema);
    let properties = schema.get("properties").and_then(Value::as_object);
    if let (Some(properties), Some(members)) = (properties, body.as_object())
        && !members.is_empty()
        && !properties.is_empty()
        && !members.keys().any(|member| properties.contains_key(member))
    {
        let list = |names: Vec<&String>| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        found.push(format!(
            "the body is {{{}}} but the model {name} has {{{}}}: typed clients get an empty value",
            list(members.keys().collect()),
            list(properties.keys().collect())
        ));
    }
    found
}
