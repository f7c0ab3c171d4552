//! A request's way through the gateway, step by step.

mod access;
mod aws;
mod cache;
mod http;
mod http_api;
mod log;
mod proxy;
mod request;
mod response;
mod route;
mod service;
mod stream;
mod validate;

use std::sync::Arc;
use std::time::{Duration, Instant};

use gatewright_document::{Origin, visible};

use crate::config::{ApiKind, GatewayResponseType, IntegrationType};
use crate::serve::api::compile::{CompiledApi, CompiledMethod};
use crate::serve::failure::Failure;
use crate::serve::gateway::Gateway;
use crate::serve::message::LARGEST_PAYLOAD;
use crate::serve::message::context::{Context, Deployment};
use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::{Chunks, Rest, collected};
use crate::serve::observe::access::AccessEntry;
use crate::serve::observe::conformance;
use crate::serve::observe::recording::Recorded;
use crate::serve::observe::trace::{Mismatch, Recorder, StageKind, Trace};
use crate::serve::proxy::event::EventParts;
use crate::serve::response::cors;
use crate::serve::response::gateway_response::{gateway_response, http_api_response};

/// What is wrong with an answer of a backend that was nevertheless mapped.
pub(crate) struct Remark {
    pub(crate) message: String,
    /// The place in the document that names the backend.
    pub(crate) origin: Origin,
}

/// One request on its way.
pub(crate) struct Exchange<'g> {
    pub(crate) gateway: &'g Gateway,
    pub(crate) request: Request,
    /// The path without the stage.
    pub(crate) path: String,
    pub(crate) path_parameters: Vec<(String, String)>,
    /// The path of the integration request, where a mapping of an HTTP API sets it.
    pub(crate) integration_path: Option<String>,
    pub(crate) context: Context,
    pub(crate) recorder: Recorder,
    method: Option<Arc<CompiledMethod>>,
    /// The number of the method that a test names, whatever the path says.
    named_method: Option<usize>,
    /// The API key that an authorizer names.
    pub(crate) usage_identifier_key: Option<String>,
    pub(crate) remark: Option<Remark>,
    /// When the backend was called, what it answered, and how long that took.
    pub(crate) called: Option<Instant>,
    pub(crate) integration_status: Option<i64>,
    pub(crate) integration_latency: Option<Duration>,
    /// What follows the response's body, if it is streamed.
    pub(crate) rest: Rest,
    is_test: bool,
    started: Instant,
}

impl<'g> Exchange<'g> {
    pub(crate) fn new(gateway: &'g Gateway, request: Request) -> Exchange<'g> {
        let kind = gateway.config().kind;
        let context = Context::new(kind, gateway.deployment(), &request);
        Exchange::with_context(gateway, request, context, false)
    }

    /// A request of the console: its stage is not one of the API's.
    pub(crate) fn test(gateway: &'g Gateway, request: Request) -> Exchange<'g> {
        let deployment = Deployment { stage: "test-invoke-stage".to_owned(), ..gateway.deployment().clone() };
        let mut context = Context::new(gateway.config().kind, &deployment, &request);
        "test-invoke-source-ip".clone_into(&mut context.source_ip);
        Exchange::with_context(gateway, request, context, true)
    }

    fn with_context(gateway: &'g Gateway, request: Request, context: Context, is_test: bool) -> Exchange<'g> {
        Exchange {
            gateway,
            path: request.path.clone(),
            request,
            path_parameters: Vec::new(),
            integration_path: None,
            context,
            recorder: Recorder::new(is_test || gateway.trace_listener().is_some()),
            method: None,
            named_method: None,
            usage_identifier_key: None,
            remark: None,
            called: None,
            integration_status: None,
            integration_latency: None,
            rest: Rest::default(),
            is_test,
            started: Instant::now(),
        }
    }

    pub(crate) fn api(&self) -> &'g CompiledApi {
        self.gateway.api()
    }

    /// The response, and what follows its body if that is streamed.
    pub(crate) async fn run(mut self) -> (Response, Option<Chunks>) {
        let sent = self.gateway.record_listener().map(|listener| (listener, self.request.clone()));
        let outcome = self.answer().await;
        let (mut response, failure) = self.settle(outcome);
        self.add_ids(&mut response);
        self.log(&response, failure.as_ref());
        let rest = self.rest.take();
        // What is streamed is not there yet, and is not kept for anybody.
        if let Some((listener, sent)) = sent.filter(|_| rest.is_none()) {
            listener(&Recorded::new(&sent, &response));
        }
        if let Some(listener) = self.gateway.trace_listener() {
            listener(&self.into_trace(&response, failure.as_ref()));
        }
        (response, rest)
    }

    pub(crate) async fn run_test(mut self, method: Option<usize>) -> Trace {
        self.named_method = method;
        let outcome = self.answer().await;
        let (mut response, failure) = self.settle(outcome);
        if let Some(rest) = self.rest.take() {
            response.body = collected(response.body, rest, LARGEST_PAYLOAD).await;
        }
        self.log(&response, failure.as_ref());
        self.into_trace(&response, failure.as_ref())
    }

    /// Tells the logs.
    fn log(&self, response: &Response, failure: Option<&Failure>) {
        if let Some(observer) = self.gateway.observer() {
            observer(&self.access_entry(response.status, response.body.len(), failure));
        }
        if let Some(log) = self.gateway.access_log_of_stage() {
            (log.write)(&log.format.line(|name| self.log_variable(name, response, failure)));
        }
    }

    /// What happened, stage by stage.
    fn into_trace(mut self, response: &Response, failure: Option<&Failure>) -> Trace {
        self.recorder.complete(response);
        if let Some(method) = &self.method {
            conformance::mark(&mut self.recorder.stages, self.gateway.api(), method, response);
        }
        self.mark_remark();
        let shown = failure
            .map(|failure| Mismatch { message: failure.log.clone(), place: self.place(failure.origin.as_ref()) });
        Trace {
            request_id: self.context.request_id.clone(),
            method: self.request.method.clone(),
            resource_path: self.context.resource_path.clone(),
            status: response.status,
            headers: response.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: response.text().into_owned(),
            latency_millis: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            stages: self.recorder.stages,
            log: self.recorder.log,
            gateway_response: failure.map(|failure| failure.kind.to_string()),
            failure: shown,
        }
    }

    fn mark_remark(&mut self) {
        let Some(Remark { message, origin }) = &self.remark else {
            return;
        };
        let mismatch = Mismatch { message: message.clone(), place: self.place(Some(origin)) };
        let stages = &mut self.recorder.stages;
        if let Some(stage) = stages.iter_mut().find(|stage| stage.kind == StageKind::IntegrationResponse) {
            stage.mismatches.push(mismatch);
        }
    }

    /// `file:line:column`.
    fn place(&self, origin: Option<&Origin>) -> Option<String> {
        self.api().config.sources.locate(origin?).map(|place| place.to_string())
    }

    /// The answer for what came of the request, and the failure if it ended early.
    fn settle(&mut self, outcome: Result<Response, Failure>) -> (Response, Option<Failure>) {
        match outcome {
            Ok(response) => (response, None),
            Err(failure) => {
                self.recorder.line(|| failure.log.clone());
                let config = self.gateway.config();
                let response = match config.kind {
                    ApiKind::Rest => {
                        gateway_response(&failure, config, &self.request, &self.context, &self.path_parameters)
                    }
                    ApiKind::Http => {
                        let mut response = http_api_response(&failure);
                        if let Some(challenge) = self.challenge(&failure) {
                            response.headers.append("www-authenticate", challenge);
                        }
                        response
                    }
                };
                (response, Some(failure))
            }
        }
    }

    async fn answer(&mut self) -> Result<Response, Failure> {
        if self.request.body.len() > LARGEST_PAYLOAD {
            let log = format!("HTTP content length exceeded {LARGEST_PAYLOAD} bytes.");
            return Err(Failure::new(GatewayResponseType::RequestTooLarge, "Request Too Long", log));
        }
        if !self.is_test {
            self.leave_stage()?;
            if let Some(response) = cors::preflight(self.gateway.config(), &self.request) {
                return Ok(response);
            }
        }
        let method = self.route()?;
        self.recorder.start(&self.request, &self.path, &self.path_parameters, &self.context);
        if !self.is_test {
            self.authorize(&method).await?;
            self.check_api_key(&method)?;
        }
        self.validate(&method).await?;
        let Some(integration) = &method.integration else {
            return Err(Failure::configuration("No integration defined for method").at(&method.method.origin));
        };
        let key = self.cache_key(&method, integration).filter(|_| !self.streams(integration));
        if let Some(response) = key.as_ref().and_then(|key| self.cached(key)) {
            return Ok(response);
        }
        self.map_http_request(integration);
        let mut response = match (integration.config.kind, integration.config.subtype.as_deref()) {
            (_, Some(subtype)) => self.first_class(integration, subtype).await?,
            (IntegrationType::AwsProxy, None) if self.streams(integration) => {
                self.aws_proxy_stream(integration).await?
            }
            (IntegrationType::AwsProxy, None) => self.aws_proxy(&method, integration).await?,
            (IntegrationType::HttpProxy, None) => self.http_proxy(integration).await?,
            (_, None) => self.mapped(&method, integration).await?,
        };
        self.map_http_response(integration, &mut response);
        self.recorder.finish(&response);
        if let (Some(key), Some(cache)) = (key, self.gateway.response_cache()) {
            cache.keep(key, &response);
        }
        Ok(cors::decorate(self.gateway.config(), &self.request, response))
    }

    pub(crate) fn event_parts(&self) -> EventParts<'_> {
        EventParts {
            request: &self.request,
            path: &self.path,
            integration_path: self.integration_path.as_deref(),
            path_parameters: &self.path_parameters,
            context: &self.context,
            binary_media_types: &self.gateway.config().binary_media_types,
        }
    }

    /// The headers by which a request is found again.
    fn add_ids(&self, response: &mut Response) {
        let context = &self.context;
        let headers = &mut response.headers;
        match context.kind {
            ApiKind::Rest => {
                headers.set("x-amzn-RequestId", context.request_id.as_str());
                headers.set("x-amz-apigw-id", context.extended_request_id());
            }
            ApiKind::Http => headers.set("apigw-requestid", context.extended_request_id()),
        }
        self.add_trace_id(headers);
    }

    fn add_trace_id(&self, headers: &mut crate::serve::message::headers::Headers) {
        let kind = self.method.as_ref().and_then(|method| method.integration.as_ref()).map(|found| found.config.kind);
        let shows = matches!(kind, Some(IntegrationType::Aws | IntegrationType::AwsProxy | IntegrationType::Http));
        if shows && self.context.kind == ApiKind::Rest {
            headers.set_default("X-Amzn-Trace-Id", self.context.trace_id.as_str());
        }
    }

    pub(crate) fn access_entry(&self, status: u16, length: usize, failure: Option<&Failure>) -> AccessEntry {
        let blamed = self.remark.as_ref().map(|remark| &remark.origin);
        let place = failure.map_or(blamed, |failure| failure.origin.as_ref());
        AccessEntry {
            request_id: self.context.request_id.clone(),
            method: visible(&self.request.method).into_owned(),
            path: visible(&self.request.path).into_owned(),
            resource_path: self.method.as_ref().map(|method| method.resource_path.clone()),
            status,
            length,
            latency: self.started.elapsed(),
            failure: failure.map(|failure| visible(&failure.log).into_owned()),
            remark: self.remark.as_ref().map(|remark| visible(&remark.message).into_owned()),
            place: self.place(place),
        }
    }
}
