//! Parameter mappings of HTTP APIs, before the integration is called and after it answered.

use crate::config::ApiKind;
use crate::serve::api::compile::CompiledIntegration;
use crate::serve::exchange::Exchange;
use crate::serve::mapping::http_values::{HttpValues, change_request, change_response, changes};
use crate::serve::mapping::parameters::{Answer, Values};
use crate::serve::message::request::Response;

impl Exchange<'_> {
    pub(super) fn map_http_request(&mut self, integration: &CompiledIntegration) {
        let mappings = &integration.config.http_request;
        if mappings.is_empty() || self.context.kind != ApiKind::Http {
            return;
        }
        let changes = changes(mappings, &HttpValues { values: self.values(), path: &self.path });
        self.integration_path = change_request(changes, &mut self.request);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, values) in &self.request.query {
            query.extend_pairs(values.iter().map(|value| (name, value)));
        }
        self.request.raw_query = query.finish();
    }

    pub(super) fn map_http_response(&self, integration: &CompiledIntegration, response: &mut Response) {
        let by_status = &integration.config.http_responses;
        if by_status.is_empty() || self.context.kind != ApiKind::Http {
            return;
        }
        let Some(mappings) = by_status.get(&response.status.to_string()) else {
            return;
        };
        let answer = Answer { headers: &response.headers, body: &response.body };
        let values = Values { answer: Some(answer), ..self.values() };
        let changes = changes(mappings, &HttpValues { values, path: &self.path });
        change_response(changes, response);
    }
}
