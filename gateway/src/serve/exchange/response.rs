//! Integration responses: what becomes of a backend's answer.

use bytes::Bytes;
use serde_json::Value;

use crate::config::IntegrationType;
use crate::serve::api::compile::{CompiledIntegration, CompiledMethod, CompiledResponse};
use crate::serve::exchange::Exchange;
use crate::serve::exchange::http::BackendAnswer;
use crate::serve::exchange::request::override_value;
use crate::serve::failure::Failure;
use crate::serve::mapping::parameters::{Answer, Values, map_response};
use crate::serve::mapping::template::{Sent, choose_response};
use crate::serve::message::content::{Body, convert_response, is_binary};
use crate::serve::message::headers::{Headers, remapped};
use crate::serve::message::request::Response;

impl Exchange<'_> {
    /// The answer of the backend as the method's answer.
    pub(crate) async fn integration_response(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
        answer: BackendAnswer,
    ) -> Result<Response, Failure> {
        // A mock's number names a response before any pattern is tried (recorded at AWS).
        let named = (integration.config.kind == IntegrationType::Mock).then(|| {
            integration.responses.iter().find(|response| response.status.map(i64::from) == Some(answer.status))
        });
        let selected = named.flatten().or_else(|| select(&integration.responses, answer.selection.as_deref()));
        let selected = selected.ok_or_else(|| {
            Failure::configuration(format_args!(
                "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: {}",
                answer.status
            ))
            .at(&integration.config.origin)
        })?;
        let status = method_status(method, selected)?;
        let values = Values { answer: Some(Answer { headers: &answer.headers, body: &answer.body }), ..self.values() };
        let mapped = map_response(&selected.parameters, &values)
            .map_err(|_| Failure::configuration("Invalid JSON in response body").at(&selected.status_code.origin))?;
        let types = &self.gateway.config().binary_media_types;
        let body = convert_response(
            answer.body,
            is_binary(answer.headers.get("content-type"), types),
            is_binary(self.request.headers.get("accept"), types),
            selected.content_handling,
        )
        .map_err(|_| Failure::configuration("Unable to base64 decode the body.").at(&selected.status_code.origin))?;
        let body = self.response_body(selected, body).await?;
        let mut headers = Headers::default();
        headers.append("Content-Type", "application/json");
        for (name, value) in mapped {
            if let Some(name) = remapped(&name) {
                headers.set(name, value);
            }
        }
        let status = self.apply_response_overrides(status, &mut headers);
        Ok(Response { status, headers, body })
    }

    async fn response_body(&mut self, selected: &CompiledResponse, body: Body) -> Result<Bytes, Failure> {
        let Some((_, template)) = choose_response(&selected.templates, &self.request) else {
            return Ok(body.bytes);
        };
        if !body.is_text {
            let failure = Failure::configuration("Unable to transform response: the body is binary");
            return Err(failure.at(template.origin()));
        }
        let text = String::from_utf8_lossy(&body.bytes);
        let sent = Sent { request: &self.request, path_parameters: &self.path_parameters };
        let rendered = template.render(&text, sent, &mut self.context, "response").await?;
        Ok(rendered.into())
    }

    /// `$context.responseOverride`; a status that is none is ignored.
    fn apply_response_overrides(&self, status: u16, headers: &mut Headers) -> u16 {
        let overrides = &self.context.response_override;
        for (name, value) in overrides.get("header").and_then(Value::as_object).into_iter().flatten() {
            let Some(target) = remapped(name) else {
                continue;
            };
            headers.remove(&target);
            for value in override_value(value).into_vec() {
                headers.append(target.as_ref(), value);
            }
        }
        let number = match overrides.get("status") {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        number
            .and_then(|number| u16::try_from(number).ok())
            .filter(|status| (100..600).contains(status))
            .unwrap_or(status)
    }
}

/// The response that a pattern selects, else the default one.
fn select<'r>(responses: &'r [CompiledResponse], selection: Option<&str>) -> Option<&'r CompiledResponse> {
    let selected = selection.and_then(|text| {
        responses.iter().find(|response| matches!(&response.pattern, Some(Some(pattern)) if pattern.matches(text)))
    });
    selected.or_else(|| responses.iter().find(|response| response.pattern.is_none()))
}

/// The status of the selected response, which the method must declare.
fn method_status(method: &CompiledMethod, selected: &CompiledResponse) -> Result<u16, Failure> {
    let declared = &method.method.responses;
    let code = selected.status_code.value.trim();
    match selected.status {
        Some(status) if declared.is_empty() || declared.contains_key(code) => Ok(status),
        _ => Err(Failure::configuration(format_args!("Output mapping refers to an invalid method response: {code}"))
            .at(&selected.status_code.origin)),
    }
}
