//! Services of AWS, called by the protocol that each has.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use indexmap::IndexMap;

use crate::config::GatewayResponseType;
use crate::serve::api::compile::CompiledIntegration;
use crate::serve::backend::service::subtype::Subtype;
use crate::serve::backend::service::{Service, ServiceTarget};
use crate::serve::exchange::Exchange;
use crate::serve::exchange::http::{BackendAnswer, WITHOUT_BODY, timed_out, unreachable};
use crate::serve::failure::Failure;
use crate::serve::mapping::http_values::HttpValues;
use crate::serve::mapping::parameters::MappedParameters;
use crate::serve::message::headers::{Headers, is_dropped_from_integration_request};
use crate::serve::message::request::{Request, Response};

impl Exchange<'_> {
    /// An integration of a REST API with a service: the request that the mappings make, and its response.
    pub(super) async fn service(
        &mut self,
        integration: &CompiledIntegration,
        service: Arc<dyn Service>,
        target: ServiceTarget,
        mapped: MappedParameters,
        body: Bytes,
    ) -> Result<BackendAnswer, Failure> {
        let request = self.service_request(integration, &target, mapped, body);
        let is_json = target.own_headers().is_some();
        let mut response = self.call_service(integration, service, Some(target), request).await?;
        if is_json && response.body.is_empty() {
            // Actions without a result answer an empty object (recorded at AWS).
            response.body = Bytes::from_static(b"{}");
        }
        Ok(BackendAnswer {
            status: response.status.into(),
            selection: Some(response.status.to_string()),
            headers: response.headers,
            body: response.body,
        })
    }

    fn service_request(
        &self,
        integration: &CompiledIntegration,
        target: &ServiceTarget,
        mapped: MappedParameters,
        body: Bytes,
    ) -> Request {
        let method = match integration.config.http_method.as_deref() {
            None | Some("ANY" | "") => self.request.method.as_str(),
            Some(method) => method,
        };
        let request = Request::new(method, &with_query(&target.path_and_query, mapped.query));
        let mut headers = Headers::default();
        for (name, value) in mapped.headers {
            if is_dropped_from_integration_request(&name, true) {
                continue;
            }
            value.into_vec().into_iter().for_each(|value| headers.append(name.as_str(), value));
        }
        if let Some((action, content_type)) = target.own_headers() {
            headers.set_default("X-Amz-Target", action);
            headers.set_default("Content-Type", content_type);
        }
        let has_body = !WITHOUT_BODY.contains(&request.method.as_str());
        if has_body && !body.is_empty() {
            let own = self.request.headers.get("content-type").unwrap_or("application/json");
            headers.set_default("Content-Type", own);
        }
        self.add_own_headers(&mut headers, target);
        Request { headers, body: if has_body { body } else { Bytes::new() }, ..request }
    }

    fn add_own_headers(&self, headers: &mut Headers, target: &ServiceTarget) {
        headers.set("Host", target.host());
        headers.set_default("Accept", "application/json");
        headers.set_default("User-Agent", format!("AmazonAPIGateway_{}", self.context.api_id));
        headers.set("X-Amzn-Trace-Id", self.context.trace_id.as_str());
    }

    /// A first-class integration of an HTTP API.
    pub(super) async fn first_class(
        &mut self,
        integration: &CompiledIntegration,
        name: &str,
    ) -> Result<Response, Failure> {
        let place = &integration.config.origin;
        let unknown = || Failure::configuration(format_args!("`{name}` is no integration subtype")).at(place);
        let subtype = Subtype::find(name).ok_or_else(unknown)?;
        let values = self.subtype_values(integration);
        let (target, mut request) = subtype.request(&values, &self.gateway.deployment().region).map_err(|message| {
            let failure = Failure::new(GatewayResponseType::BadRequestParameters, "Bad Request", message);
            failure.at(place)
        })?;
        self.add_own_headers(&mut request.headers, &target);
        let service = self.gateway.find_service(&target).ok_or_else(|| {
            let service = &target.service;
            Failure::configuration(format_args!(
                "{name} does not run outside of AWS; nothing is registered for `{service}`"
            ))
            .at(place)
        })?;
        // All others speak JSON, whatever an emulator calls it.
        let is_document = target.service == "appconfig";
        let response = self.call_service(integration, service, Some(target), request).await?;
        let mut headers = Headers::default();
        let own = response.headers.get("content-type").filter(|_| is_document);
        headers.append("Content-Type", own.unwrap_or("application/json"));
        Ok(Response { headers, ..response })
    }

    fn subtype_values(&self, integration: &CompiledIntegration) -> IndexMap<String, String> {
        let values = HttpValues { values: self.values(), path: &self.path };
        let parameters = integration.config.subtype_parameters.iter();
        parameters.filter_map(|(name, value)| Some((name.clone(), values.get(value)?))).collect()
    }

    /// Calls what answers for a service or an HTTP endpoint, as long as the integration may take.
    pub(super) async fn call_service(
        &mut self,
        integration: &CompiledIntegration,
        service: Arc<dyn Service>,
        target: Option<ServiceTarget>,
        request: Request,
    ) -> Result<Response, Failure> {
        let place = integration.config.target_origin();
        if let Some(target) = &target {
            let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
            let url = format!("https://{}{}{query}", target.host(), request.path);
            self.record_call(&url, &request.method, &request.headers, &request.body);
        }
        let started = Instant::now();
        let called = tokio::time::timeout(self.timeout(integration), service.call(request, target)).await;
        let mut response =
            called.map_err(|_| timed_out().at(place))?.map_err(|error| unreachable(&error.0).at(place))?;
        response.headers = response.headers.in_any_spelling();
        let latency = started.elapsed().as_millis();
        self.recorder
            .line(|| format!("Received response. Status: {}, Integration latency: {latency} ms", response.status));
        self.record_answer(response.status.into(), &response.headers, &response.body);
        Ok(response)
    }
}

/// The path with mapped parameters after its own query.
fn with_query(path_and_query: &str, query: IndexMap<String, crate::serve::mapping::parameters::Value>) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in query {
        value.into_vec().iter().for_each(|value| {
            pairs.append_pair(&name, value);
        });
    }
    match pairs.finish() {
        added if added.is_empty() => path_and_query.to_owned(),
        added if path_and_query.contains('?') => format!("{path_and_query}&{added}"),
        added => format!("{path_and_query}?{added}"),
    }
}
