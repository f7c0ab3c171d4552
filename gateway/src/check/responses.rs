//! Integration responses: which status and headers they give, and what becomes of errors.

use gatewright_document::media_type::is_json;
use gatewright_document::{Code, Fix, Severity};
use gatewright_vtl::{Input, Limits, Parameters, Scope, Template};
use serde_json::json;

use super::fixes::{self, Failure};
use super::json::Shape;
use super::pattern;
use super::service::KnownResponse;
use super::subject::{Side, Subject};
use super::template::{self, Checked};
use super::{Backend, MethodCheck, fit, schema};
use crate::config::{
    Integration, IntegrationResponse, IntegrationType, Located, Method, MethodResponse, ModelRef, ParameterLocation,
    Source,
};

/// Headers that API Gateway itself sets on every answer.
const OWN_HEADERS: [&str; 6] =
    ["content-type", "content-length", "date", "x-amzn-requestid", "x-amzn-trace-id", "x-amz-apigw-id"];

const FUNCTION_FAILED: Failure = Failure { pattern: "(\\n|.)+", status: "500", description: "The function failed." };
const BACKEND_FAILED: Failure = Failure { pattern: "[45]\\d{2}", status: "502", description: "The backend failed." };

/// How much of an answer is shown.
const SHOWN: usize = 80;

impl MethodCheck<'_, '_> {
    /// Checks everything that comes back from the backend.
    pub(super) fn responses(&mut self, integration: &Integration) {
        if integration.kind.is_proxy() {
            self.proxied_model(integration);
            return;
        }
        if integration.responses.is_empty() {
            self.report
                .add(Code::MISSING_INTEGRATION_RESPONSE, &integration.origin)
                .message(format!("`{}` has no integration response", self.name))
                .help("API Gateway answers status 500 whatever the backend says; add `responses` with `default`");
            return;
        }
        let mut checked = Vec::new();
        for response in &integration.responses {
            if let Some(pattern) = &response.selection_pattern
                && integration.kind != IntegrationType::Mock
            {
                pattern::check(pattern, self.backend, self.report);
            }
            let templates = self.response_templates(integration, response);
            self.status(response);
            self.silent_mock(integration, response);
            checked.push((response, templates));
        }
        self.headers(&checked);
        self.errors_as_success(integration, &checked);
        self.missing_models(&checked);
    }

    fn response_templates(
        &mut self,
        integration: &Integration,
        response: &IntegrationResponse,
    ) -> Vec<(String, Checked)> {
        let declared = self.method.responses.get(&response.status_code.value);
        let mut checked = Vec::new();
        for (media_type, template) in &response.templates {
            if !self.is_text(template) {
                continue;
            }
            let Some(parsed) = template::parse(&self.config.sources, template, self.report) else {
                continue;
            };
            let model = declared.and_then(|declared| model_of(declared, media_type));
            let uri = integration.uri.as_ref().filter(|_| integration.kind == IntegrationType::Aws);
            let known = uri.and_then(|uri| KnownResponse::of(&uri.value));
            let mut related: Vec<&ModelRef> = self.method.request_models.values().collect();
            related.extend(declared.into_iter().flat_map(|declared| declared.models.values()));
            let subject = Subject {
                config: self.config,
                method: self.method,
                name: &self.name,
                side: Side::Response,
                template,
                model: model.filter(|_| answers_body(&response.status_code.value)),
                payload_model: None,
                payload: (integration.kind == IntegrationType::Mock).then(|| json!({})),
                related,
                json: is_json(media_type),
                known_response: known,
            };
            let alone = response.templates.len() == 1
                && integration
                    .responses
                    .iter()
                    .filter(|other| other.status_code.value == response.status_code.value)
                    .count()
                    == 1;
            let declared = declared.filter(|_| alone);
            let (method, version) = (self.method, self.document.version());
            let fix = |schema: &serde_json::Value| {
                declared.and_then(|declared| fixes::model(method, declared, schema, version))
            };
            let found = subject.check(&parsed, &fix, self.report);
            self.stage_variables(template, &found.usage);
            self.used.add(&found.usage);
            checked.push((media_type.clone(), found));
        }
        checked
    }

    /// A mock without a template answers nothing.
    fn silent_mock(&mut self, integration: &Integration, response: &IntegrationResponse) {
        let status = &response.status_code.value;
        let silent = integration.kind == IntegrationType::Mock && response.templates.is_empty();
        if !silent || self.is_without_body() || !answers_body(status) {
            return;
        }
        let declared = self.method.responses.get(status);
        let Some(model) = declared.and_then(|declared| model_of(declared, "application/json")) else {
            return;
        };
        let comparison = fit::compare(self.config, &Shape::Nothing, &schema::Schema::of(model));
        for misfit in comparison.misfits {
            self.report
                .add(Code::RESPONSE_DOES_NOT_FIT_MODEL, &response.origin)
                .message(format!("`{}` {}", self.name, misfit.message))
                .help(misfit.help);
        }
    }

    fn status(&mut self, response: &IntegrationResponse) {
        let status = &response.status_code.value;
        let digits = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || self.method.responses.contains_key(status) {
            return;
        }
        let known: Vec<&str> = self.method.responses.keys().map(String::as_str).collect();
        let help = if known.is_empty() {
            format!("declare a response `{status}`")
        } else {
            format!("declare a response `{status}`, or use {}", listed(&known))
        };
        self.report
            .add(Code::UNDECLARED_STATUS, &response.status_code.origin)
            .message(format!("`{}` answers status {status}, which is none of its responses", self.name))
            .label("API Gateway rejects this mapping")
            .help(help)
            .fix(fixes::status(self.method, status));
    }

    fn headers(&mut self, checked: &[(&IntegrationResponse, Vec<(String, Checked)>)]) {
        for (response, _) in checked {
            let status = &response.status_code.value;
            let Some(declared) = self.method.responses.get(status) else {
                continue;
            };
            for mapping in &response.parameters {
                if !declared.headers.keys().any(|name| name.eq_ignore_ascii_case(&mapping.header)) {
                    let header = &mapping.header;
                    self.report
                        .add(Code::UNDECLARED_RESPONSE_HEADER, &mapping.origin.own_key())
                        .message(format!(
                            "the header `{header}` is mapped, but `{}` does not declare it for status {status}",
                            self.name
                        ))
                        .related(&declared.origin, format!("no header `{header}`"))
                        .help("API Gateway rejects this mapping, and typed clients do not see the header; declare it")
                        .fix(fixes::header(declared, header, self.document.version()));
                }
            }
        }
        for (status, declared) in &self.method.responses {
            let giving: Vec<_> = checked.iter().filter(|(response, _)| response.status_code.value == *status).collect();
            let overridden =
                checked.iter().any(|(_, templates)| templates.iter().any(|(_, found)| found.usage.overrides_headers));
            if giving.is_empty() || overridden || self.used.overrides_headers {
                continue;
            }
            for (header, origin) in &declared.headers {
                // As written, since a value that is filled in on deployment maps the header as well.
                let target = format!("method.response.header.{header}");
                let mapped = giving.iter().any(|(response, _)| {
                    let mappings = self.raw_entries(&response.origin, "responseParameters");
                    mappings.iter().any(|(name, _)| name.eq_ignore_ascii_case(&target))
                });
                if !mapped && !OWN_HEADERS.contains(&header.to_ascii_lowercase().as_str()) {
                    self.report
                        .add(Code::UNMAPPED_RESPONSE_HEADER, &origin.own_key())
                        .message(format!(
                            "`{}` declares the header `{header}` for status {status}, but nothing sets it",
                            self.name
                        ))
                        .help(format!(
                            "map `method.response.header.{header}` in the integration response, or remove the header"
                        ));
                }
            }
        }
    }

    /// With only a default response, an answer is a success whatever the backend says.
    fn errors_as_success(
        &mut self,
        integration: &Integration,
        checked: &[(&IntegrationResponse, Vec<(String, Checked)>)],
    ) {
        let [(response, templates)] = checked else { return };
        let is_default = response.selection_pattern.is_none();
        let is_success = response.status_code.value.starts_with('2');
        let overridden = self.used.overrides_status || templates.iter().any(|(_, found)| found.usage.overrides_status);
        let calls = matches!(integration.kind, IntegrationType::Aws | IntegrationType::Http);
        if !is_default || !is_success || overridden || !calls || is_asynchronous(integration) {
            return;
        }
        let status = &response.status_code.value;
        let name = &self.name;
        let origin = response.origin.own_key();
        if self.backend == Backend::Lambda {
            let consequence =
                response.templates.get("application/json").and_then(|template| self.error_answer(template));
            let consequence = consequence.map(|text| format!(", here with {text}")).unwrap_or_default();
            self.report
                .add(Code::ERRORS_ANSWERED_AS_SUCCESS, &origin)
                .message(format!("`{name}` answers errors of its function with status {status}{consequence}"))
                .label("the only integration response")
                .help("add a response with a selection pattern, such as `(\\n|.)+`, and a status of its own")
                .fix(fixes::failure(self.method, integration, &FUNCTION_FAILED));
        } else {
            self.report
                .add(Code::ERRORS_ANSWERED_AS_SUCCESS, &origin)
                .message(format!("`{name}` answers errors of its backend with status {status}"))
                .label("the only integration response")
                .help("add a response with a selection pattern, such as `[45]\\d{2}`, and a status of its own")
                .fix(fixes::failure(self.method, integration, &BACKEND_FAILED));
        }
    }

    /// What the template makes of a failed function's answer, in words.
    fn error_answer(&self, template: &Located<String>) -> Option<String> {
        let parsed = Template::parse(&template.value).ok()?;
        let failure = json!({"errorMessage": "it failed", "errorType": "Error", "stackTrace": []});
        let mut parameters = Parameters::default();
        for parameter in &self.method.parameters {
            let values = match parameter.location {
                ParameterLocation::Path => &mut parameters.path,
                ParameterLocation::QueryString => &mut parameters.querystring,
                ParameterLocation::Header => &mut parameters.header,
            };
            values.insert(parameter.name.clone(), "x".to_owned());
        }
        let mut scope = Scope::for_input(Input::new(failure.to_string(), parameters));
        let answer = parsed.render(&mut scope, &Limits::default()).ok()?;
        let words = answer.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > SHOWN || words.is_empty() || words.contains("it failed") {
            return None;
        }
        let is_json = serde_json::from_str::<serde_json::Value>(&answer).is_ok();
        Some(if is_json { format!("`{words}`") } else { format!("`{words}`, which is not JSON") })
    }

    /// Answers that typed clients get without a type.
    fn missing_models(&mut self, checked: &[(&IntegrationResponse, Vec<(String, Checked)>)]) {
        if self.is_without_body() {
            return;
        }
        for (status, declared) in successes(self.method) {
            if has_model(self.config, declared) {
                continue;
            }
            let giving: Vec<_> = checked.iter().filter(|(response, _)| response.status_code.value == *status).collect();
            let is_passed = giving.iter().any(|(response, _)| response.templates.is_empty())
                && self
                    .method
                    .integration
                    .as_ref()
                    .is_some_and(|integration| integration.kind != IntegrationType::Mock);
            let shape = giving
                .iter()
                .flat_map(|(_, templates)| templates)
                .filter(|(media_type, _)| is_json(media_type))
                .find_map(|(_, found)| found.shape.as_ref());
            let certain = match shape {
                Some(Shape::Object(members)) => !members.is_empty(),
                // A model that allows only objects has its own finding.
                Some(Shape::Array(items)) => !items.is_empty() && declared.models.is_empty(),
                _ => false,
            };
            if certain || is_passed {
                let severity = if certain { Severity::Warning } else { Severity::Note };
                let answer = shape.filter(|_| certain).map_or(String::new(), |shape| format!(" {}", describe(shape)));
                let model = match giving.as_slice() {
                    [(_, templates)] if certain => match templates.as_slice() {
                        [(_, found)] => found.model.as_ref(),
                        _ => None,
                    },
                    _ => None,
                };
                let fix = model.and_then(|model| fixes::model(self.method, declared, model, self.document.version()));
                self.missing_model(status, declared, &answer, severity, fix);
            }
        }
    }

    /// A proxy's answer may have any form, and clients learn nothing of it.
    fn proxied_model(&mut self, integration: &Integration) {
        if self.is_without_body() || integration.kind == IntegrationType::Mock {
            return;
        }
        for (status, declared) in successes(self.method) {
            if !has_model(self.config, declared) {
                self.missing_model(status, declared, "", Severity::Note, None);
            }
        }
    }

    fn missing_model(
        &mut self,
        status: &str,
        declared: &MethodResponse,
        answer: &str,
        severity: Severity,
        fix: Option<Fix>,
    ) {
        let name = &self.name;
        let message = match model_title(declared) {
            Some(model) => {
                format!("`{name}` answers{answer} with status {status}, and its model `{model}` has no properties")
            }
            None => format!("`{name}` answers{answer} with status {status}, and has no model for it"),
        };
        self.report
            .add(Code::MISSING_RESPONSE_MODEL, &declared.origin)
            .severity(severity)
            .message(message)
            .help("typed clients get no type for the answer; give the response a schema")
            .fix_if(fix);
    }

    fn is_without_body(&self) -> bool {
        matches!(self.method.kind.as_str(), "HEAD" | "OPTIONS")
    }
}

/// A function that is only started answers before it can fail.
fn is_asynchronous(integration: &Integration) -> bool {
    integration.request_parameters.iter().any(|mapping| {
        mapping.location == ParameterLocation::Header
            && mapping.name.eq_ignore_ascii_case("X-Amz-Invocation-Type")
            && matches!(&mapping.source, Source::Static(value) if value == "Event")
    })
}

/// The responses that typed clients get as a value.
fn successes(method: &Method) -> impl Iterator<Item = (&String, &MethodResponse)> {
    method.responses.iter().filter(|(status, _)| status.starts_with('2') && answers_body(status))
}

fn answers_body(status: &str) -> bool {
    !matches!(status, "204" | "205" | "304")
}

/// The model of an answer of that type.
fn model_of<'c>(declared: &'c MethodResponse, media_type: &str) -> Option<&'c ModelRef> {
    declared.models.get(media_type).or_else(|| declared.models.values().next().filter(|_| declared.models.len() == 1))
}

fn has_model(config: &crate::config::GatewayConfig, declared: &MethodResponse) -> bool {
    declared.models.values().any(|model| {
        let facts = schema::Schema::of(model).facts(config);
        // A schema without a type allows anything, or could not be read.
        facts.types.is_empty() || !facts.says_nothing()
    })
}

fn model_title(declared: &MethodResponse) -> Option<&str> {
    declared.models.values().next()?.name.as_deref()
}

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Object(members) => {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_deref().unwrap_or("…")).collect();
            fit::braces(&names)
        }
        _ => "an array".to_owned(),
    }
}

/// `` `a`, `b` or `c` ``
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}
