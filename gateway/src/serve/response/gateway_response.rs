//! Gateway responses: what a client gets when a request ends early.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::config::{GatewayConfig, GatewayResponseType, Source, resolve};
use crate::serve::failure::Failure;
use crate::serve::mapping::parameters::{self, Values};
use crate::serve::mapping::template::choose_response;
use crate::serve::message::context::Context;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};

/// The answer for a failure, as the document configures it or as AWS gives it.
#[must_use]
pub(crate) fn gateway_response(
    failure: &Failure,
    config: &GatewayConfig,
    request: &Request,
    context: &Context,
    path_parameters: &[(String, String)],
) -> Response {
    let none = IndexMap::new();
    let responses = if failure.is_outside { &none } else { &config.gateway_responses };
    let configured = resolve(failure.kind, responses);
    let own_status = failure.kind.default_status();
    // What a failure says about its status counts unless the document says something.
    let status = match (configured.status_code, failure.status) {
        (code, Some(status)) if code == own_status => Some(status),
        (code, _) => code,
    };
    let variables = ErrorVariables { failure, context, request, path_parameters };
    let is_untouched = responses.is_empty()
        || configured.templates.values().all(|template| template == crate::config::DEFAULT_TEMPLATE);
    let mut headers = Headers::default();
    headers.append("x-amzn-ErrorType", failure.kind.error_type());
    let (content_type, body) = if is_untouched {
        (Cow::Borrowed("application/json"), variables.plain())
    } else {
        let (content_type, template) = choose_response(&configured.templates, request)
            .map_or(("application/json", crate::config::DEFAULT_TEMPLATE), |(name, text)| (name, text.as_str()));
        (Cow::Owned(content_type.to_owned()), variables.render(template))
    };
    headers.set("Content-Type", content_type);
    for (target, source) in &configured.parameters {
        let Some(name) = target.strip_prefix("gatewayresponse.header.") else {
            continue;
        };
        if let Some(value) = Source::parse(source).ok().and_then(|source| variables.value(&source)) {
            headers.set(name, value);
        }
    }
    Response { status: status.unwrap_or(500), headers, body: body.into() }
}

/// The variables that a gateway response may use.
struct ErrorVariables<'a> {
    failure: &'a Failure,
    context: &'a Context,
    request: &'a Request,
    path_parameters: &'a [(String, String)],
}

impl ErrorVariables<'_> {
    /// AWS's own body. A rejection of an authorizer spells `Message` with a capital letter.
    fn plain(&self) -> String {
        let name = if self.failure.kind == GatewayResponseType::AccessDenied { "Message" } else { "message" };
        format!("{{\"{name}\":{}}}", self.quoted_message())
    }

    fn quoted_message(&self) -> String {
        serde_json::to_string(&self.failure.message).unwrap_or_else(|_| "null".to_owned())
    }

    fn value(&self, source: &Source) -> Option<String> {
        match source {
            Source::Context(name) => self.context_value(name),
            other => {
                let values = Values {
                    request: self.request,
                    path_parameters: self.path_parameters,
                    context: self.context,
                    answer: None,
                };
                values.get(other).ok().flatten().map(parameters::Value::joined)
            }
        }
    }

    fn context_value(&self, name: &str) -> Option<String> {
        match name.strip_prefix("error.") {
            Some("message") => Some(self.failure.message.clone().unwrap_or_default()),
            Some("messageString") => Some(self.quoted_message()),
            Some("responseType") => Some(self.failure.kind.as_str().to_owned()),
            Some("validationErrorString") => Some(self.failure.validation.clone().unwrap_or_default()),
            _ => self.context.get(name),
        }
    }

    /// Replaces variables and nothing else: these templates are not Velocity.
    fn render(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let (name, remaining) = variable_name(after);
            match self.variable(name) {
                Some(value) => {
                    out.push_str(&value);
                    rest = remaining;
                }
                None => {
                    out.push('$');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn variable(&self, name: &str) -> Option<String> {
        let (head, rest) = name.split_once('.')?;
        match head {
            "context" => Some(self.context_value(rest).unwrap_or_default()),
            "stageVariables" => Some(self.context.stage_variables.get(rest).cloned().unwrap_or_default()),
            "method" => Some(Source::parse(name).ok().and_then(|source| self.value(&source)).unwrap_or_default()),
            _ => None,
        }
    }
}

/// The name after a `$`, in braces or not, and what follows it.
fn variable_name(after: &str) -> (&str, &str) {
    if let Some((name, rest)) = after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        return (name, rest);
    }
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    let end = after.find(|character| !is_name(character)).unwrap_or(after.len());
    let (name, rest) = after.split_at_checked(end).unwrap_or((after, ""));
    // A full stop that ends a sentence belongs to the text.
    let trimmed = name.trim_end_matches('.');
    (trimmed, after.get(trimmed.len()..).unwrap_or(rest))
}

/// The answer of an HTTP API, which has no gateway responses to configure.
#[must_use]
pub(crate) fn http_api_response(failure: &Failure) -> Response {
    use GatewayResponseType as Kind;
    let (status, message) = match failure.kind {
        Kind::ResourceNotFound => (404, "Not Found"),
        Kind::Unauthorized | Kind::ExpiredToken => (401, "Unauthorized"),
        Kind::AccessDenied | Kind::InvalidApiKey | Kind::MissingAuthenticationToken => (403, "Forbidden"),
        Kind::BadRequestBody | Kind::BadRequestParameters => (400, "Bad Request"),
        Kind::RequestTooLarge => (413, "Request Entity Too Large"),
        Kind::IntegrationTimeout => (503, "Service Unavailable"),
        kind => (kind.default_status().filter(|status| *status < 500).unwrap_or(500), "Internal Server Error"),
    };
    let mut headers = Headers::default();
    headers.append("Content-Type", "application/json");
    Response { status, headers, body: format!("{{\"message\":\"{message}\"}}").into() }
}
