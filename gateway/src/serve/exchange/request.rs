//! Integrations with mappings: what a backend is sent.

use serde_json::Value;

use crate::config::{GatewayResponseType, IntegrationType, PassthroughBehavior, Source};
use crate::serve::api::compile::{CompiledIntegration, CompiledMethod};
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::mapping::parameters::{MappedParameters, Values, map_request};
use crate::serve::mapping::template::{Sent, choose_request};
use crate::serve::message::content::{Body, convert_request, is_binary};
use crate::serve::message::headers::is_illegal_in_mapping;
use crate::serve::message::request::Response;

impl Exchange<'_> {
    /// An integration with mappings: `aws`, `http`, `mock`, and whatever else a document says.
    pub(crate) async fn mapped(
        &mut self,
        method: &CompiledMethod,
        integration: &CompiledIntegration,
    ) -> Result<Response, Failure> {
        let (mut mapped, body) = self.integration_request(integration).await?;
        self.apply_request_overrides(&mut mapped);
        let answer = match integration.config.kind {
            IntegrationType::Mock => self.mock(integration, &body)?,
            IntegrationType::Http | IntegrationType::HttpProxy => self.http(integration, mapped, body.bytes).await?,
            IntegrationType::Aws | IntegrationType::AwsProxy => self.aws(integration, mapped, body.bytes).await?,
        };
        self.integration_response(method, integration, answer).await
    }

    pub(crate) fn values(&self) -> Values<'_> {
        Values { request: &self.request, path_parameters: &self.path_parameters, context: &self.context, answer: None }
    }

    /// Parameters and body of the call, after mapping.
    async fn integration_request(
        &mut self,
        integration: &CompiledIntegration,
    ) -> Result<(MappedParameters, Body), Failure> {
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
        let sent = Sent { request: &self.request, path_parameters: &self.path_parameters };
        let rendered = template.render(&text, sent, &mut self.context, "request").await?;
        Ok((mapped, Body { bytes: rendered.into(), is_text: true }))
    }

    /// `requestParameters`; setting a header that belongs to the connection is a mistake that shows here.
    pub(crate) fn mapped_parameters(&self, integration: &CompiledIntegration) -> Result<MappedParameters, Failure> {
        let config = &integration.config;
        let mapped = map_request(&config.request_parameters, &self.values()).map_err(|error| {
            let log = format!("Execution failed due to configuration error: {error}");
            let failure = Failure::new(GatewayResponseType::Default4xx, error.to_string(), log);
            Failure { status: Some(400), ..failure }.at(&config.origin)
        })?;
        let to_aws = matches!(config.kind, IntegrationType::Aws | IntegrationType::AwsProxy);
        // A request has its own trace anyway, so that this mapping, which AWS's examples have, changes nothing.
        let is_own_trace = |name: &str| {
            let mut mappings = config.request_parameters.iter().filter(|mapping| mapping.name == name);
            name.eq_ignore_ascii_case("X-Amzn-Trace-Id")
                && mappings.all(|mapping| mapping.source == Source::Context("xrayTraceId".to_owned()))
        };
        let mut names = mapped.headers.keys();
        let illegal = names.find(|name| is_illegal_in_mapping(name, to_aws) && !is_own_trace(name));
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
}

pub(crate) fn override_value(value: &Value) -> crate::serve::mapping::parameters::Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => crate::serve::mapping::parameters::Value::Many(items.iter().map(text).collect()),
        other => crate::serve::mapping::parameters::Value::One(text(other)),
    }
}
