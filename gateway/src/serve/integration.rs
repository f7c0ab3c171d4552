//! Integrations at work: what a backend is sent, and what becomes of its answer.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::compile::{CompiledIntegration, CompiledMethod, CompiledResponse};
use super::content::{Body, convert_request, convert_response, is_binary};
use super::exchange::Exchange;
use super::failure::Failure;
use super::function::{Invocation, LambdaAnswer, LambdaFunction};
use super::headers::{Headers, is_dropped_from_integration_request, is_illegal_in_mapping, remapped};
use super::http_backend::{HttpAnswer, HttpCall, HttpFailure, endpoint};
use super::parameters::{Answer, MappedParameters, Values, map_request, map_response};
use super::proxy_event::{event, event_v2, forwarded_headers};
use super::proxy_result::{proxy_result, proxy_result_v2};
use super::request::Response;
use super::template::{choose_request, choose_response, parameters};
use super::trace::{StageKind, headers_text};
use super::uri::render_uri;
use crate::config::{
    ApiKind, ConnectionType, GatewayResponseType, IntegrationType, PassthroughBehavior, parse_lambda_uri,
    substitute_stage_variables,
};

/// HTTP methods whose integration requests have no body.
const WITHOUT_BODY: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// An answer of any backend.
struct BackendAnswer {
    status: i64,
    headers: Headers,
    body: Bytes,
    /// What selection patterns are matched against; `None` selects the default response.
    selection: Option<String>,
}

impl Exchange<'_> {
    /// An integration with mappings: `aws`, `http`, `mock`, and whatever else a document says.
    pub(crate) async fn mapped(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
    ) -> Result<Response, Failure> {
        let (mut mapped, body) = self.integration_request(integration)?;
        self.apply_request_overrides(&mut mapped);
        let answer = match integration.config.kind {
            IntegrationType::Mock => self.mock(integration, &body)?,
            IntegrationType::Http | IntegrationType::HttpProxy => self.http(integration, mapped, body.bytes).await?,
            IntegrationType::Aws | IntegrationType::AwsProxy => self.aws(integration, &mapped, body.bytes).await?,
        };
        self.integration_response(method, integration, answer)
    }

    fn values(&self) -> Values<'_> {
        Values { request: &self.request, path_parameters: &self.path_parameters, context: &self.context, answer: None }
    }

    /// Parameters and body of the call, after mapping.
    fn integration_request(&mut self, integration: &CompiledIntegration) -> Result<(MappedParameters, Body), Failure> {
        let config = &integration.config;
        let mapped = self.mapped_parameters(integration)?;
        let content_type = self.request.headers.get("content-type").map(str::to_owned);
        let types = &self.gateway.config().binary_media_types;
        let body = convert_request(
            self.request.body.clone(),
            is_binary(content_type.as_deref(), types),
            config.content_handling,
        )
        .map_err(|_| Failure::configuration("Unable to base64 decode the body.").at(&config.origin))?;
        let template = choose_request(&integration.templates, content_type.as_deref());
        let Some(template) = template.or_else(|| integration.templates.get("$default")) else {
            let passes = match config.passthrough_behavior {
                PassthroughBehavior::WhenNoMatch => true,
                PassthroughBehavior::WhenNoTemplates => integration.templates.is_empty(),
                PassthroughBehavior::Never => false,
            };
            if passes {
                return Ok((mapped, body));
            }
            let shown = content_type.as_deref().unwrap_or("application/json");
            let log = format!("No match for content type {shown} in the request templates");
            return Err(Failure::new(GatewayResponseType::UnsupportedMediaType, "Unsupported Media Type", log));
        };
        if !body.is_text {
            let failure = Failure::configuration("Unable to transform request: the body is binary");
            return Err(failure.at(template.origin()));
        }
        let text = String::from_utf8_lossy(&body.bytes);
        let parameters = parameters(&self.request, &self.path_parameters);
        let rendered = template.render(&text, parameters, &mut self.context, "request")?;
        Ok((mapped, Body { bytes: rendered.into(), is_text: true }))
    }

    /// `requestParameters`; setting a header that belongs to the connection is a mistake that shows here.
    fn mapped_parameters(&self, integration: &CompiledIntegration) -> Result<MappedParameters, Failure> {
        let config = &integration.config;
        let mapped = map_request(&config.request_parameters, &self.values()).map_err(|error| {
            let log = format!("Execution failed due to configuration error: {error}");
            let failure = Failure::new(GatewayResponseType::Default4xx, error.to_string(), log);
            Failure { status: Some(400), ..failure }.at(&config.origin)
        })?;
        let to_aws = matches!(config.kind, IntegrationType::Aws | IntegrationType::AwsProxy);
        let illegal = mapped.headers.keys().find(|name| is_illegal_in_mapping(name, to_aws));
        match illegal {
            Some(name) if config.kind != IntegrationType::Mock => {
                let mapping = config.request_parameters.iter().find(|mapping| mapping.name == **name);
                let failure = Failure::configuration(format_args!("Header {name} can not be set by a mapping"));
                Err(failure.at(mapping.map_or(&config.origin, |mapping| &mapping.origin)))
            }
            _ => Ok(mapped),
        }
    }

    fn apply_request_overrides(&self, mapped: &mut MappedParameters) {
        let part =
            |name: &str| self.context.request_override.get(name).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in part("header") {
            mapped.headers.insert(name.clone(), override_value(value));
        }
        for (name, value) in part("querystring") {
            mapped.query.insert(name.clone(), override_value(value));
        }
        for (name, value) in part("path") {
            mapped.path.insert(name.clone(), override_value(value).joined());
        }
    }

    fn mock(&mut self, integration: &CompiledIntegration, body: &Body) -> Result<BackendAnswer, Failure> {
        let rendered = String::from_utf8_lossy(&body.bytes);
        self.recorder.stage(StageKind::IntegrationRequest, || "MOCK".to_owned(), &Headers::default(), &body.bytes);
        let status = super::mock::mock_status(&rendered).ok_or_else(|| {
            Failure::configuration(
                "Unable to parse statusCode. It should be an integer that is defined in the request template.",
            )
            .at(&integration.config.origin)
        })?;
        Ok(BackendAnswer {
            status,
            headers: Headers::default(),
            body: Bytes::new(),
            selection: Some(status.to_string()),
        })
    }

    fn timeout(&self, integration: &CompiledIntegration) -> Duration {
        let longest = if self.context.kind == ApiKind::Http { 30_000 } else { 29_000 };
        Duration::from_millis(integration.config.timeout_millis.min(longest).into())
    }

    fn uri(&self, integration: &CompiledIntegration) -> Option<String> {
        let uri = integration.config.uri.as_ref()?;
        Some(substitute_stage_variables(&uri.value, &self.context.stage_variables))
    }

    fn backend(&self, integration: &CompiledIntegration, uri: &str) -> Result<Arc<dyn LambdaFunction>, Failure> {
        self.gateway.find_function(uri).ok_or_else(|| {
            let log = match parse_lambda_uri(uri) {
                Some(lambda) => format!("no function `{}` is registered for {uri}", lambda.name),
                None if uri.is_empty() => "Invalid endpoint address".to_owned(),
                None => format!("{uri} does not run outside of AWS; register a function for the service"),
            };
            let place = integration.config.uri.as_ref().map_or(&integration.config.origin, |uri| &uri.origin);
            Failure::configuration(log).at(place)
        })
    }

    /// A Lambda function, or another service that a function stands for.
    async fn aws(
        &mut self,
        integration: &CompiledIntegration,
        mapped: &MappedParameters,
        body: Bytes,
    ) -> Result<BackendAnswer, Failure> {
        let uri = self.uri(integration).unwrap_or_default();
        let uri = render_uri(&uri, &IndexMap::new(), &mapped.path);
        let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
        let mut headers: Headers =
            mapped.headers.iter().map(|(name, value)| (name.clone(), value.clone().joined())).collect();
        headers.set_default("Accept", "application/json");
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        self.record_call(&uri, "POST", &headers, &body);
        let backend = self.backend(integration, &uri)?;
        let kind = headers.get("x-amz-invocation-type").unwrap_or_default().to_owned();
        let answer = self.invoke(integration, backend, &uri, &kind, body).await?;
        self.record_answer(answer.status.into(), &Headers::default(), &answer.payload);
        let is_lambda = parse_lambda_uri(&uri).is_some();
        let selection = if is_lambda { error_message(&answer.payload) } else { Some(answer.status.to_string()) };
        Ok(BackendAnswer {
            status: answer.status.into(),
            headers: [("Content-Type", "application/json")].into_iter().collect(),
            body: answer.payload,
            selection,
        })
    }

    async fn invoke(
        &mut self,
        integration: &CompiledIntegration,
        backend: Arc<dyn LambdaFunction>,
        uri: &str,
        invocation_type: &str,
        event: Bytes,
    ) -> Result<LambdaAnswer, Failure> {
        let function_arn = parse_lambda_uri(uri).map_or_else(|| uri.to_owned(), |lambda| lambda.arn);
        let invocation = Invocation { request_id: self.context.request_id.clone(), function_arn };
        let empty = |status| LambdaAnswer { status, payload: Bytes::new(), is_function_error: false };
        match invocation_type {
            "Event" => {
                tokio::spawn(backend.invoke(event, invocation));
                return Ok(empty(202));
            }
            "DryRun" => return Ok(empty(204)),
            _ => {}
        }
        let started = Instant::now();
        match tokio::time::timeout(self.timeout(integration), backend.invoke(event, invocation)).await {
            Ok(answer) => {
                let latency = started.elapsed().as_millis();
                self.recorder.line(|| {
                    format!("Received response. Status: {}, Integration latency: {latency} ms", answer.status)
                });
                Ok(answer)
            }
            Err(_) => Err(timed_out()),
        }
    }

    fn record_call(&mut self, uri: &str, method: &str, headers: &Headers, body: &Bytes) {
        if !self.recorder.is_recording() {
            return;
        }
        let url = match parse_lambda_uri(uri) {
            Some(lambda) => {
                let region = &lambda.region;
                format!("https://lambda.{region}.amazonaws.com/2015-03-31/functions/{}/invocations", lambda.arn).into()
            }
            None => Cow::Borrowed(uri),
        };
        let text = String::from_utf8_lossy(body);
        self.recorder.line(|| format!("Endpoint request URI: {url}"));
        self.recorder.line(|| format!("Endpoint request headers: {}", headers_text(headers)));
        self.recorder.line(|| format!("Endpoint request body after transformations: {text}"));
        self.recorder.line(|| format!("Sending request to {url}"));
        self.recorder.stage(StageKind::IntegrationRequest, || format!("{method} {url}"), headers, body);
    }

    fn record_answer(&mut self, status: i64, headers: &Headers, body: &Bytes) {
        if !self.recorder.is_recording() {
            return;
        }
        let text = String::from_utf8_lossy(body);
        self.recorder.line(|| format!("Endpoint response headers: {}", headers_text(headers)));
        self.recorder.line(|| format!("Endpoint response body before transformations: {text}"));
        self.recorder.stage(StageKind::IntegrationResponse, || status.to_string(), headers, body);
    }

    /// An HTTP endpoint that is sent what the mappings say and nothing else of the client's request.
    async fn http(
        &mut self,
        integration: &CompiledIntegration,
        mapped: MappedParameters,
        body: Bytes,
    ) -> Result<BackendAnswer, Failure> {
        let mut headers = Headers::default();
        for (name, value) in mapped.headers {
            for value in value.into_vec() {
                headers.append(name.as_str(), value);
            }
        }
        if !WITHOUT_BODY.contains(&self.request.method.as_str())
            && let Some(content_type) = self.request.headers.get("content-type")
        {
            headers.set_default("Content-Type", content_type);
        }
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        let query = mapped.query.into_iter().map(|(name, value)| (name, value.into_vec())).collect();
        let answer = self.send(integration, &mapped.path, query, headers, body).await?;
        Ok(BackendAnswer {
            status: answer.status.into(),
            selection: Some(answer.status.to_string()),
            headers: answer.headers,
            body: answer.body,
        })
    }

    async fn send(
        &mut self,
        integration: &CompiledIntegration,
        path: &IndexMap<String, String>,
        query: Vec<(String, Vec<String>)>,
        mut headers: Headers,
        body: Bytes,
    ) -> Result<HttpAnswer, Failure> {
        let config = &integration.config;
        let place = config.uri.as_ref().map_or(&config.origin, |uri| &uri.origin);
        let uri = self.uri(integration).unwrap_or_default();
        let uri = render_uri(&uri, &IndexMap::new(), path);
        let mut url = endpoint(&uri).ok_or_else(|| Failure::configuration("Invalid endpoint address").at(place))?;
        if query.iter().any(|(_, values)| !values.is_empty()) {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in query.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value))) {
                pairs.append_pair(name, value);
            }
        }
        let dropped: Vec<String> = headers
            .names()
            .filter(|name| is_dropped_from_integration_request(name, false))
            .map(str::to_owned)
            .collect();
        for name in dropped {
            headers.remove(&name);
        }
        headers.set_default("Accept", "application/json");
        headers.set("X-Amzn-Trace-Id", self.context.trace_id.as_str());
        headers.set("X-Amzn-Apigateway-Api-Id", self.context.api_id.as_str());
        let method = match config.http_method.as_deref() {
            None | Some("ANY" | "") => self.request.method.clone(),
            Some(method) => method.to_owned(),
        };
        let is_proxy = config.kind == IntegrationType::HttpProxy;
        let body = if !is_proxy && WITHOUT_BODY.contains(&method.as_str()) { Bytes::new() } else { body };
        self.record_call(url.as_str(), &method, &headers, &body);
        if let ConnectionType::VpcLink(link) = &config.connection {
            let link = link.as_deref().unwrap_or_default();
            self.recorder.line(|| format!("VPC link {link} is not used here; the endpoint is called directly"));
        }
        let started = Instant::now();
        let call = HttpCall {
            method,
            url,
            headers,
            body,
            timeout: self.timeout(integration),
            accepts_any_certificate: config.insecure_skip_verification,
        };
        let answer = self.gateway.http().call(call).await.map_err(|failure| http_failure(failure).at(place))?;
        let latency = started.elapsed().as_millis();
        self.recorder
            .line(|| format!("Received response. Status: {}, Integration latency: {latency} ms", answer.status));
        self.record_answer(answer.status.into(), &answer.headers, &answer.body);
        Ok(answer)
    }

    /// An HTTP endpoint that is sent the client's request, with what the mappings add.
    pub(crate) async fn http_proxy(&mut self, integration: &CompiledIntegration) -> Result<Response, Failure> {
        let mapped = self.mapped_parameters(integration)?;
        let mut headers = forwarded_headers(&self.event_parts());
        headers.remove("Host");
        headers.remove("Content-Encoding");
        for (name, value) in mapped.headers {
            headers.set(name, value.joined());
        }
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        let mut query: Vec<(String, Vec<String>)> =
            mapped.query.into_iter().map(|(name, value)| (name, value.into_vec())).collect();
        query.extend(self.request.query.iter().map(|(name, values)| (name.clone(), values.clone())));
        let mut path: IndexMap<String, String> = self.path_parameters.iter().cloned().collect();
        path.extend(mapped.path);
        let body = self.request.body.clone();
        let answer = self.send(integration, &path, query, headers, body).await?;
        let mut headers = Headers::default();
        for (name, value) in answer.headers.iter() {
            if let Some(name) = remapped(name) {
                headers.append(name, value);
            }
        }
        Ok(Response { status: answer.status, headers, body: answer.body })
    }

    /// A Lambda function that gets the whole request and gives the whole answer.
    pub(crate) async fn aws_proxy(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
    ) -> Result<Response, Failure> {
        self.mapped_parameters(integration)?;
        let uri = self.uri(integration).unwrap_or_default();
        let is_second = integration.config.payload_format_version.as_deref() == Some("2.0");
        let parts = self.event_parts();
        let event = if is_second { event_v2(&parts, &route_key(method)) } else { event(&parts) };
        let event = Bytes::from(event.to_string());
        self.record_call(&uri, "POST", &Headers::default(), &event);
        let backend = self.backend(integration, &uri)?;
        let answer = self.invoke(integration, backend, &uri, "", event).await?;
        self.record_answer(answer.status.into(), &Headers::default(), &answer.payload);
        let place = &integration.config.origin;
        let malformed = |fault: super::proxy_result::MalformedResult| Failure::integration(502, fault.0).at(place);
        if answer.status >= 300 {
            return Err(Failure::integration(502, String::from_utf8_lossy(&answer.payload)).at(place));
        }
        if self.context.kind == ApiKind::Http {
            if answer.is_function_error {
                return Err(Failure::integration(500, String::from_utf8_lossy(&answer.payload)).at(place));
            }
            let read = if is_second { proxy_result_v2(&answer.payload) } else { proxy_result(&answer.payload, true) };
            return read.map_err(malformed);
        }
        let types = &self.gateway.config().binary_media_types;
        // A client that names nothing accepts everything.
        let accept = self.request.headers.get("accept").unwrap_or("*/*");
        let accepts_binary = is_binary(Some(accept), types);
        let mut response = proxy_result(&answer.payload, accepts_binary).map_err(malformed)?;
        response.headers = response.headers.iter().filter_map(|(name, value)| Some((remapped(name)?, value))).collect();
        Ok(response)
    }

    /// The answer of the backend as the method's answer.
    fn integration_response(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
        answer: BackendAnswer,
    ) -> Result<Response, Failure> {
        let selected = select(&integration.responses, answer.selection.as_deref()).ok_or_else(|| {
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
        let body = self.response_body(selected, body)?;
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

    fn response_body(&mut self, selected: &CompiledResponse, body: Body) -> Result<Bytes, Failure> {
        let Some((_, template)) = choose_response(&selected.templates, &self.request) else {
            return Ok(body.bytes);
        };
        if !body.is_text {
            let failure = Failure::configuration("Unable to transform response: the body is binary");
            return Err(failure.at(template.origin()));
        }
        let text = String::from_utf8_lossy(&body.bytes);
        let parameters = parameters(&self.request, &self.path_parameters);
        let rendered = template.render(&text, parameters, &mut self.context, "response")?;
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

fn override_value(value: &Value) -> super::parameters::Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => super::parameters::Value::Many(items.iter().map(text).collect()),
        other => super::parameters::Value::One(text(other)),
    }
}

fn timed_out() -> Failure {
    let log = "Execution failed due to a timeout error";
    Failure::new(GatewayResponseType::IntegrationTimeout, "Endpoint request timed out", log)
}

fn http_failure(failure: HttpFailure) -> Failure {
    match failure {
        HttpFailure::Timeout => timed_out(),
        HttpFailure::TooLarge => Failure::configuration("Response payload size exceeded the limit of 10485760 bytes"),
        HttpFailure::Invalid(message) => Failure::configuration(message),
        HttpFailure::Unreachable(message) => {
            let log = format!("Execution failed due to a network error communicating with endpoint: {message}");
            let message = "Network error communicating with endpoint";
            Failure::new(GatewayResponseType::IntegrationFailure, message, log)
        }
    }
}

/// `GET /pets/{id}` or `$default`.
fn route_key(method: &CompiledMethod) -> String {
    match method.resource_path.trim_start_matches('/') {
        "$default" => "$default".to_owned(),
        _ => format!("{} {}", method.method.kind, method.resource_path),
    }
}
