//! Request templates, and the stage variables that a method uses.

use gatewright_document::media_type::is_json;
use gatewright_document::{Code, Origin};

use super::place;
use super::subject::{Side, Subject};
use super::template;
use super::usage::Usage;
use super::{Backend, MethodCheck};
use crate::config::{Integration, IntegrationType, Located, Source};

impl MethodCheck<'_, '_> {
    /// Checks everything that goes to the backend.
    pub(super) fn requests(&mut self, integration: &Integration) {
        if integration.kind.is_proxy() {
            return;
        }
        for (media_type, template) in &integration.request_templates {
            if !self.is_text(template) {
                continue;
            }
            let Some(parsed) = template::parse(&self.config.sources, template, self.report) else {
                continue;
            };
            let subject = Subject {
                config: self.config,
                method: self.method,
                name: &self.name,
                side: Side::Request,
                template,
                model: None,
                payload_model: self.method.request_models.get(media_type).or_else(|| {
                    let mut models = self.method.request_models.values();
                    models.next().filter(|_| models.next().is_none())
                }),
                payload: None,
                related: Vec::new(),
                json: self.wants_json(integration, media_type, &template.value),
                known_response: None,
            };
            let found = subject.check(&parsed, &|_| None, self.report);
            self.stage_variables(template, &found.usage);
            self.used.add(&found.usage);
        }
        self.mapped_stage_variables(integration);
    }

    /// Functions take only JSON. Other services of AWS and HTTP backends are taken to want it if the
    /// template begins like it.
    fn wants_json(&self, integration: &Integration, media_type: &str, template: &str) -> bool {
        match integration.kind {
            IntegrationType::Aws if self.backend == Backend::Lambda => true,
            IntegrationType::Aws | IntegrationType::Http => {
                is_json(media_type) && template.trim_start().starts_with('{')
            }
            _ => false,
        }
    }

    /// Stage variables of a template.
    pub(super) fn stage_variables(&mut self, template: &Located<String>, usage: &Usage) {
        for (name, place, length) in &usage.stage_variables {
            let origin = place::within(&self.config.sources, &template.origin, &template.value, *place, *length);
            self.stage_variable(name, &origin);
        }
    }

    /// Stage variables of the URI and of mappings.
    fn mapped_stage_variables(&mut self, integration: &Integration) {
        if let Some(uri) = &integration.uri {
            for part in uri.value.split("${stageVariables.").skip(1) {
                if let Some((name, _)) = part.split_once('}') {
                    self.stage_variable(name, &uri.origin);
                }
            }
        }
        let requests = integration.request_parameters.iter().map(|mapping| (&mapping.source, &mapping.origin));
        let responses = integration.responses.iter().flat_map(|response| &response.parameters);
        let responses = responses.map(|mapping| (&mapping.source, &mapping.origin));
        for (source, origin) in requests.chain(responses) {
            if let Source::StageVariable(name) = source {
                self.stage_variable(name, origin);
            }
        }
    }

    fn stage_variable(&mut self, name: &str, origin: &Origin) {
        let possible = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let message = match self.stage_variable_values {
            _ if !possible => format!("no stage variable can be called `{name}`"),
            Some(values) if !values.contains_key(name) => format!("the stage variable `{name}` is not defined"),
            _ => return,
        };
        let help = if possible { "without a value it is empty" } else { "names have only letters, digits and `_`" };
        self.report.add(Code::UNDEFINED_STAGE_VARIABLE, origin).message(message).help(help);
    }
}
