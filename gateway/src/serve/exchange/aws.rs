//! Functions, and the services that functions stand for: called and waited for, or sent an event.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use gatewright_document::{Origin, visible};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::config::{GatewayResponseType, LambdaUri};
use crate::serve::api::compile::CompiledIntegration;
use crate::serve::backend::function::{FunctionError, Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction};
use crate::serve::backend::service::ServiceTarget;
use crate::serve::exchange::http::{BackendAnswer, filled, timed_out};
use crate::serve::exchange::{Exchange, Remark};
use crate::serve::failure::Failure;
use crate::serve::mapping::parameters::MappedParameters;
use crate::serve::mapping::uri::render_uri;
use crate::serve::message::headers::Headers;
use crate::serve::observe::access::AccessEntry;

impl Exchange<'_> {
    pub(crate) fn backend(
        &self,
        integration: &CompiledIntegration,
        uri: &str,
        lambda: Option<&LambdaUri>,
    ) -> Result<Arc<dyn LambdaFunction>, Failure> {
        let found = match lambda {
            Some(lambda) => self.gateway.find_lambda(lambda),
            None => self.gateway.find_stand_in(uri),
        };
        found.ok_or_else(|| {
            let log = match lambda {
                Some(lambda) => format!("no function `{}` is registered for {uri}", lambda.name),
                None if uri.is_empty() => "Invalid endpoint address".to_owned(),
                None => format!("{uri} does not run outside of AWS; nothing is registered for the service"),
            };
            Failure::configuration(log).at(integration.config.target_origin())
        })
    }

    /// A Lambda function, or another service that a function stands for.
    pub(crate) async fn aws(
        &mut self,
        integration: &CompiledIntegration,
        mapped: MappedParameters,
        body: Bytes,
    ) -> Result<BackendAnswer, Failure> {
        let uri = self.uri(integration).unwrap_or_default();
        let uri = render_uri(&uri, &IndexMap::new(), &mapped.path);
        let lambda = integration.lambda(&uri);
        let uri = if lambda.is_some() {
            uri
        } else {
            filled(uri).map_err(|failure| failure.at(integration.config.target_origin()))?
        };
        if lambda.is_none()
            && let Some(target) = ServiceTarget::parse(&uri)
            && let Some(service) = self.gateway.find_service(&target)
        {
            return self.service(integration, service, target, mapped, body).await;
        }
        let mut headers: Headers =
            mapped.headers.iter().map(|(name, value)| (name.clone(), value.clone().joined())).collect();
        headers.set_default("x-amzn-apigateway-api-id", self.context.api_id.as_str());
        headers.set_default("Accept", "application/json");
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        self.record_call(&uri, "POST", &headers, &body);
        let backend = self.backend(integration, &uri, lambda.as_deref())?;
        let kind = headers.get("x-amz-invocation-type").unwrap_or_default().to_owned();
        // Nothing is sent where nothing came and no template is there; Lambda makes an empty object of that.
        let event = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
        let answer = self.invoke(integration, backend, function_arn(&uri, lambda.as_deref()), &kind, event).await?;
        let answered: Headers = [
            ("Content-Type", "application/json".to_owned()),
            ("Content-Length", answer.payload.len().to_string()),
            ("X-Amzn-Trace-Id", self.context.trace_id.clone()),
        ]
        .into_iter()
        .collect();
        self.record_answer(answer.status.into(), &answered, &answer.payload);
        // Patterns select among answers of the backend; here there is none, so that no response applies.
        if let Some(log) = no_answer(&answer, &uri, lambda.is_some()) {
            let failure = Failure::new(GatewayResponseType::IntegrationFailure, "Internal server error", log);
            return Err(Failure { status: Some(500), ..failure }.at(integration.config.target_origin()));
        }
        self.remark_on(&answer, integration);
        let selection = if lambda.is_some() { error_message(&answer.payload) } else { Some(answer.status.to_string()) };
        Ok(BackendAnswer {
            status: answer.status.into(),
            headers: [("Content-Type", "application/json")].into_iter().collect(),
            body: answer.payload,
            selection,
        })
    }

    pub(crate) async fn invoke(
        &mut self,
        integration: &CompiledIntegration,
        backend: Arc<dyn LambdaFunction>,
        function_arn: String,
        invocation_type: &str,
        event: Bytes,
    ) -> Result<LambdaAnswer, Failure> {
        let invocation = Invocation { request_id: self.context.request_id.clone(), function_arn };
        let empty = |status| LambdaAnswer { status, ..LambdaAnswer::success(Bytes::new()) };
        match invocation_type {
            "Event" => {
                self.watch(backend.invoke(event, invocation), integration.config.target_origin().clone());
                return Ok(empty(202));
            }
            "DryRun" => return Ok(empty(204)),
            _ => {}
        }
        let started = Instant::now();
        match tokio::time::timeout(self.timeout(integration), backend.invoke(event, invocation)).await {
            Ok(answer) => {
                let answer = limited(answer);
                let latency = started.elapsed().as_millis();
                self.recorder.line(|| {
                    format!("Received response. Status: {}, Integration latency: {latency} ms", answer.status)
                });
                Ok(answer)
            }
            Err(_) => Err(timed_out()),
        }
    }

    /// Notes what is wrong with an answer that is nevertheless mapped: who reads the log must not take what
    /// a template made of an error for an answer.
    fn remark_on(&mut self, answer: &LambdaAnswer, integration: &CompiledIntegration) {
        if !self.recorder.is_recording() && self.gateway.observer().is_none() {
            return;
        }
        let payload = &answer.payload;
        let message = if answer.is_function_error {
            let message = error_message(payload).unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned());
            format!("the function failed: {}", shortened(&message))
        } else if answer.status >= 300 {
            let text = String::from_utf8_lossy(payload);
            format!("the function was not called, status {}: {}", answer.status, shortened(&text))
        } else if payload.is_empty() {
            return;
        } else {
            match serde_json::from_slice::<serde::de::IgnoredAny>(payload) {
                Ok(_) => return,
                Err(error) => format!("the function's answer is no JSON: {error}"),
            }
        };
        self.remark = Some(Remark { message, origin: integration.config.target_origin().clone() });
    }

    /// Tells the access log if an asynchronous event is lost: the client has its answer by then.
    fn watch(&self, running: BoxFuture<'static, LambdaAnswer>, place: Origin) {
        let gateway = self.gateway.clone();
        let entry = self.access_entry(202, 0, None);
        let started = Instant::now();
        tokio::spawn(async move {
            let answer = running.await;
            let is_lost = answer.status >= 300 || answer.is_function_error;
            if let Some(observer) = gateway.observer().filter(|_| is_lost) {
                let payload = String::from_utf8_lossy(&answer.payload);
                observer(&AccessEntry {
                    status: answer.status,
                    latency: started.elapsed(),
                    failure: Some(format!("the function that was sent an event failed: {}", visible(&payload))),
                    place: gateway.api().config.sources.locate(&place).map(|place| place.to_string()),
                    ..entry
                });
            }
        });
    }
}

/// Lambda takes no longer results from a function.
fn limited(answer: LambdaAnswer) -> LambdaAnswer {
    match answer.payload.len() {
        0..=LONGEST_RESULT => answer,
        length => {
            let message = format!(
                "Response payload size ({length} bytes) exceeded maximum allowed payload size ({LONGEST_RESULT} bytes)."
            );
            FunctionError::new("Function.ResponseSizeTooLarge", message).into()
        }
    }
}

/// The beginning of a text that may be long.
fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 500;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// `errorMessage` of a payload, whether or not Lambda marks it as an error.
fn error_message(payload: &Bytes) -> Option<String> {
    // Most payloads are not errors; they are not parsed to find that out.
    let needle = b"errorMessage";
    if !payload.windows(needle.len()).any(|window| window == needle) {
        return None;
    }
    let value: Map<String, Value> = serde_json::from_slice(payload).ok()?;
    value.get("errorMessage")?.as_str().map(str::to_owned)
}

/// Why there is no answer to select a response for: Lambda failed or could not be reached, or a function that
/// stands for another service did.
fn no_answer(answer: &LambdaAnswer, uri: &str, is_lambda: bool) -> Option<String> {
    let status = answer.status;
    let is_missing = match is_lambda {
        true => status >= 500 && !answer.is_function_error,
        false => answer.is_unreachable || answer.is_function_error,
    };
    is_missing.then(|| {
        let payload = String::from_utf8_lossy(&answer.payload);
        let what = if is_lambda { "Lambda invocation" } else { &format!("what stands for {uri}") };
        format!("Execution failed: {what} failed with status: {status}: {payload}")
    })
}

/// The ARN of a function, or the URI of what a function stands for.
pub(super) fn function_arn(uri: &str, lambda: Option<&LambdaUri>) -> String {
    lambda.map_or_else(|| uri.to_owned(), |lambda| lambda.arn.clone())
}
