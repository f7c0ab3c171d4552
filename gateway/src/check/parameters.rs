//! Declared parameters: whether anything uses them, and whether anything checks that they are there.

use std::collections::BTreeSet;

use gatewright_document::{Code, Fix, Severity};
use serde_json::json;

use super::MethodCheck;
use super::usage::Usage;
use crate::config::{
    AuthorizerKind, IdentitySource, Integration, IntegrationType, Parameter, ParameterLocation, Source,
};

/// What the templates of a method use, taken together.
#[derive(Default)]
pub(super) struct Used {
    parameters: BTreeSet<String>,
    all_parameters: bool,
    pub(super) overrides_status: bool,
    pub(super) overrides_headers: bool,
}

impl Used {
    pub(super) fn add(&mut self, usage: &Usage) {
        self.parameters.extend(usage.parameters.iter().cloned());
        self.all_parameters |= usage.all_parameters;
        self.overrides_status |= usage.overrides_status;
        self.overrides_headers |= usage.overrides_headers;
    }
}

/// Headers that API Gateway itself looks at.
const OWN_HEADERS: [&str; 6] = ["authorization", "x-api-key", "content-type", "accept", "accept-encoding", "host"];

impl MethodCheck<'_, '_> {
    /// Parameters that never reach the backend. Only templates and mappings carry them there.
    pub(super) fn unmapped_parameters(&mut self, integration: &Integration) {
        let carries = matches!(integration.kind, IntegrationType::Aws | IntegrationType::Http);
        if !carries || self.used.all_parameters || self.has_foreign_parts(integration) {
            return;
        }
        let checked = self.config.validator(self.method).is_some_and(|validator| validator.parameters);
        let method = self.method;
        for parameter in &method.parameters {
            if parameter.origin.key || self.is_used(parameter, integration) {
                continue;
            }
            let name = &parameter.name;
            let message =
                format!("`{}` declares the {} `{name}`, but nothing maps it", self.name, place(parameter.location));
            let fix = mapping(parameter, integration);
            let builder =
                self.report.add(Code::UNMAPPED_PARAMETER, &parameter.origin.child("name")).message(message).fix_if(fix);
            if parameter.required && checked {
                builder
                    .severity(Severity::Note)
                    .label("is checked, but never reaches the integration")
                    .help(remedy(parameter));
            } else {
                builder.label("has no effect").help(remedy(parameter));
            }
        }
    }

    /// Templates and mappings that are only known when they are deployed may use any parameter.
    fn has_foreign_parts(&self, integration: &Integration) -> bool {
        let responses = integration.responses.iter().flat_map(|response| response.templates.values());
        let mut templates = integration.request_templates.values().chain(responses);
        let mappings = self.raw_entries(&integration.origin, "requestParameters");
        templates.any(|template| !self.is_text(template)) || mappings.iter().any(|(_, node)| node.as_str().is_none())
    }

    fn is_used(&self, parameter: &Parameter, integration: &Integration) -> bool {
        let is_header = parameter.location == ParameterLocation::Header;
        let same = |name: &str| name == parameter.name || (is_header && name.eq_ignore_ascii_case(&parameter.name));
        let is_source = |source: &Source| match source {
            Source::Request(location, name) | Source::RequestAll(location, name) => {
                *location == parameter.location && same(name)
            }
            _ => false,
        };
        let own = is_header && OWN_HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str());
        let responses = integration.responses.iter().flat_map(|response| &response.parameters);
        let in_uri = parameter.location == ParameterLocation::Path
            && integration.uri.as_ref().is_some_and(|uri| uri.value.contains(&format!("{{{}}}", parameter.name)));
        own || in_uri
            || integration.request_parameters.iter().any(|mapping| is_source(&mapping.source))
            || responses.into_iter().any(|mapping| is_source(&mapping.source))
            || integration.cache_key_parameters.iter().any(|key| *key == parameter.key())
            || self.used.parameters.iter().any(|name| same(name))
            || self.identifies(parameter)
    }

    /// Whether an authorizer looks at the parameter.
    fn identifies(&self, parameter: &Parameter) -> bool {
        let authorizer = self.method.authorization.authorizer();
        let Some(authorizer) = authorizer.and_then(|name| self.config.authorizers.get(name)) else {
            return false;
        };
        // An authorizer of that kind gets the whole request.
        matches!(authorizer.kind, AuthorizerKind::Request)
            || authorizer.identity_sources.iter().any(|source| match source {
                IdentitySource::Header(name) => name.eq_ignore_ascii_case(&parameter.name),
                IdentitySource::QueryString(name) => *name == parameter.name,
                _ => false,
            })
    }

    /// `required` alone rejects nothing.
    pub(super) fn unchecked_parameters(&mut self, integration: &Integration) {
        let is_checked = self.config.validator(self.method).is_some_and(|validator| validator.parameters);
        // A mock calls no backend that could miss a parameter.
        if is_checked || integration.kind == IntegrationType::Mock {
            return;
        }
        let required: Vec<&Parameter> = self
            .method
            .parameters
            .iter()
            .filter(|parameter| parameter.required && !parameter.origin.key)
            .filter(|parameter| !OWN_HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str()))
            .collect();
        let beside_path: Vec<&Parameter> =
            required.iter().copied().filter(|parameter| parameter.location != ParameterLocation::Path).collect();
        let origin = self.method.origin.own_key();
        let name = &self.name;
        let help = "name a validator with `validateRequestParameters` in `x-amazon-apigateway-request-validator`";
        if !beside_path.is_empty() {
            let severity = if integration.kind.is_proxy() { Severity::Note } else { Severity::Warning };
            let message = format!(
                "`{name}` requires {}, but no validator checks that {}",
                names(&beside_path),
                there(&beside_path)
            );
            self.report.add(Code::UNCHECKED_PARAMETER, &origin).severity(severity).message(message).help(help);
        } else if !required.is_empty() && !integration.kind.is_proxy() {
            let message = format!(
                "`{name}` requires {}, and no validator checks parameters: one in the path is never missing, but may be blank",
                names(&required)
            );
            self.report.note(Code::UNCHECKED_PARAMETER, &origin).message(message).help(help);
        }
    }
}

impl MethodCheck<'_, '_> {
    /// A required body with a model, which nothing holds against the model.
    pub(super) fn unchecked_body(&mut self, integration: &Integration) {
        let is_checked = self.config.validator(self.method).is_some_and(|validator| validator.body);
        let has_backend = integration.kind != IntegrationType::Mock && !integration.kind.is_proxy();
        let model = self.method.request_models.values().next().filter(|_| self.method.body_required);
        let Some(model) = model.filter(|_| has_backend && !is_checked) else {
            return;
        };
        let of_model = model.name.as_ref().map(|name| format!(" of the model `{name}`")).unwrap_or_default();
        self.report
            .note(Code::UNCHECKED_PARAMETER, &self.method.origin.own_key())
            .message(format!("`{}` requires a body{of_model}, but no validator checks it", self.name))
            .help("name a validator with `validateRequestBody` in `x-amazon-apigateway-request-validator`");
    }
}

fn place(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::QueryString => "query parameter",
        ParameterLocation::Header => "header",
    }
}

fn is_invocation_type(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Header
        && ["InvocationType", "X-Amz-Invocation-Type"].iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

/// The mapping that a parameter lacks, if there is only one that can be meant: HTTP backends get it as it came.
fn mapping(parameter: &Parameter, integration: &Integration) -> Option<Fix> {
    let key = parameter.key();
    let target = match integration.kind {
        IntegrationType::Aws if is_invocation_type(parameter) => {
            "integration.request.header.X-Amz-Invocation-Type".to_owned()
        }
        IntegrationType::Http if parameter.location != ParameterLocation::Path => {
            format!("integration.{}", key.strip_prefix("method.")?)
        }
        _ => return None,
    };
    Some(Fix::update(&integration.origin, json!({"requestParameters": {target: key}})))
}

fn remedy(parameter: &Parameter) -> String {
    let name = &parameter.name;
    if name.eq_ignore_ascii_case("InvocationType") || name.eq_ignore_ascii_case("X-Amz-Invocation-Type") {
        return format!("map it: `\"integration.request.header.X-Amz-Invocation-Type\": \"{}\"`", parameter.key());
    }
    format!("use `{}` in `requestParameters`, or `$input.params('{name}')` in a template", parameter.key())
}

fn names(parameters: &[&Parameter]) -> String {
    let mut names: Vec<String> = parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
    names.sort();
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

fn there(parameters: &[&Parameter]) -> &'static str {
    if parameters.len() == 1 { "it is there" } else { "they are there" }
}
