//! Backends: HTTP endpoints and mocks, called with what was made of the request.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use bytes::Bytes;
use indexmap::IndexMap;
use url::Url;

use crate::config::{
    ApiKind, ConnectionType, GatewayResponseType, IntegrationType, parse_lambda_uri, substitute_stage_variables,
};
use crate::serve::api::compile::CompiledIntegration;
use crate::serve::backend::http::{HttpAnswer, HttpCall, HttpFailure, endpoint};
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::mapping::parameters::MappedParameters;
use crate::serve::mapping::uri::render_uri;
use crate::serve::message::content::Body;
use crate::serve::message::headers::{Headers, is_dropped_from_integration_request};
use crate::serve::message::request::Request;
use crate::serve::message::stream::while_it_talks;
use crate::serve::observe::trace::{StageKind, headers_text};

/// HTTP methods whose integration requests have no body.
pub(super) const WITHOUT_BODY: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// An answer of any backend.
pub(crate) struct BackendAnswer {
    pub(crate) status: i64,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    /// What selection patterns are matched against; `None` selects the default response.
    pub(crate) selection: Option<String>,
}

impl Exchange<'_> {
    pub(crate) fn mock(&mut self, integration: &CompiledIntegration, body: &Body) -> Result<BackendAnswer, Failure> {
        let rendered = String::from_utf8_lossy(&body.bytes);
        self.recorder.stage(StageKind::IntegrationRequest, || "MOCK".to_owned(), &Headers::default(), &body.bytes);
        let status = crate::serve::backend::mock::mock_status(&rendered).ok_or_else(|| {
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

    pub(crate) fn timeout(&self, integration: &CompiledIntegration) -> Duration {
        // The limit of REST APIs is a quota that can be raised; a document with more was exported after that.
        let longest = if self.context.kind == ApiKind::Http { 30_000 } else { u32::MAX };
        Duration::from_millis(integration.config.timeout_millis.min(longest).into())
    }

    pub(crate) fn uri(&self, integration: &CompiledIntegration) -> Option<String> {
        let uri = integration.config.uri.as_ref()?;
        Some(substitute_stage_variables(&uri.value, &self.context.stage_variables))
    }

    pub(crate) fn record_call(&mut self, uri: &str, method: &str, headers: &Headers, body: &Bytes) {
        self.called = Some(Instant::now());
        if !self.recorder.is_recording() {
            return;
        }
        let url = match parse_lambda_uri(uri) {
            Some(lambda) => {
                let is_known = !lambda.region.is_empty() && !lambda.region.contains('$');
                let region = if is_known { &lambda.region } else { &self.gateway.deployment().region };
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

    pub(crate) fn record_answer(&mut self, status: i64, headers: &Headers, body: &Bytes) {
        self.integration_status = Some(status);
        self.integration_latency = self.called.map(|called| called.elapsed());
        if !self.recorder.is_recording() {
            return;
        }
        let text = String::from_utf8_lossy(body);
        self.recorder.line(|| format!("Endpoint response headers: {}", headers_text(headers)));
        self.recorder.line(|| format!("Endpoint response body before transformations: {text}"));
        self.recorder.stage(StageKind::IntegrationResponse, || status.to_string(), headers, body);
    }

    /// An HTTP endpoint that is sent what the mappings say and nothing else of the client's request.
    pub(crate) async fn http(
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
        // Backends were recorded to see these, whatever the mappings are.
        headers.set_default("X-Forwarded-For", self.context.source_ip.as_str());
        headers.set_default("X-Forwarded-Port", "443");
        headers.set_default("X-Forwarded-Proto", "https");
        let query = mapped.query.into_iter().map(|(name, value)| (name, value.into_vec())).collect();
        let answer = self.send(integration, &mapped.path, query, headers, body).await?;
        Ok(BackendAnswer {
            status: answer.status.into(),
            selection: Some(answer.status.to_string()),
            headers: answer.headers,
            body: answer.body,
        })
    }

    /// Where the backend is, with the path and the query of the request.
    fn address(
        &self,
        integration: &CompiledIntegration,
        path: &IndexMap<String, String>,
        query: &[(String, Vec<String>)],
    ) -> Result<Url, Failure> {
        let uri = self.uri(integration).unwrap_or_default();
        let uri = filled(render_uri(&uri, &IndexMap::new(), path))?;
        let mut url = endpoint(&uri).ok_or_else(|| Failure::configuration("Invalid endpoint address"))?;
        if let Some(path) = &self.integration_path {
            url.set_path(path);
        }
        if query.iter().any(|(_, values)| !values.is_empty()) {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in query.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value))) {
                pairs.append_pair(name, value);
            }
        }
        Ok(url)
    }

    /// What API Gateway takes from the headers of a request, and adds.
    fn complete(&self, headers: &mut Headers) {
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
    }

    pub(crate) async fn send(
        &mut self,
        integration: &CompiledIntegration,
        path: &IndexMap<String, String>,
        query: Vec<(String, Vec<String>)>,
        mut headers: Headers,
        body: Bytes,
    ) -> Result<HttpAnswer, Failure> {
        let config = &integration.config;
        let place = config.target_origin();
        let url = self.address(integration, path, &query).map_err(|failure| failure.at(place))?;
        self.complete(&mut headers);
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
        if let Some(own) = self.gateway.find_endpoint(&url) {
            let path_and_query = url.as_str().get(url.origin().ascii_serialization().len()..).unwrap_or("/");
            let mut request = Request { headers, body, ..Request::new(&method, path_and_query) };
            request.headers.set_default("Host", url.authority());
            let response = self.call_service(integration, own, None, request).await?;
            return Ok(HttpAnswer { status: response.status, headers: response.headers, body: response.body });
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
        let answer = if is_proxy && self.streams(integration) {
            let called = self.gateway.http().call_streaming(call).await;
            let (head, rest) = called.map_err(|failure| http_failure(failure).at(place))?;
            self.rest.set(while_it_talks(rest));
            head
        } else {
            self.gateway.http().call(call).await.map_err(|failure| http_failure(failure).at(place))?
        };
        let latency = started.elapsed().as_millis();
        self.recorder
            .line(|| format!("Received response. Status: {}, Integration latency: {latency} ms", answer.status));
        self.record_answer(answer.status.into(), &answer.headers, &answer.body);
        Ok(answer)
    }
}

/// A name in a URI that no mapping fills is no character of a URI. The message is that of Java, as at AWS.
pub(crate) fn filled(uri: String) -> Result<String, Failure> {
    match uri.find('{') {
        Some(index) => Err(Failure::configuration(format_args!("Illegal character in path at index {index}: {uri}"))),
        None => Ok(uri),
    }
}

pub(crate) fn timed_out() -> Failure {
    let log = "Execution failed due to a timeout error";
    Failure::new(GatewayResponseType::IntegrationTimeout, "Endpoint request timed out", log)
}

fn http_failure(failure: HttpFailure) -> Failure {
    match failure {
        HttpFailure::Timeout => timed_out(),
        HttpFailure::TooLarge => Failure::configuration("Response payload size exceeded the limit of 10485760 bytes"),
        HttpFailure::Invalid(message) => Failure::configuration(message),
        HttpFailure::Unreachable(message) => unreachable(&message),
    }
}

pub(super) fn unreachable(message: &str) -> Failure {
    let log = format!("Execution failed due to a network error communicating with endpoint: {message}");
    let message = "Network error communicating with endpoint";
    Failure::new(GatewayResponseType::IntegrationFailure, message, log)
}
