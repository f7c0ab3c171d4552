//! The variables of access logs: what a request came to, beside `$context`.

use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::message::request::Response;

impl Exchange<'_> {
    /// A variable of an access log by its name without `$context.`.
    pub(super) fn log_variable(&self, name: &str, response: &Response, failure: Option<&Failure>) -> Option<String> {
        let latency = || self.integration_latency.map(|latency| latency.as_millis().to_string());
        match name {
            "status" => Some(response.status.to_string()),
            "responseLength" | "dataProcessed" => Some(response.body.len().to_string()),
            "responseLatency" => Some(self.started.elapsed().as_millis().to_string()),
            "error.message" => failure?.message.clone(),
            "error.messageString" => serde_json::to_string(failure?.message.as_ref()?).ok(),
            "error.responseType" => Some(failure?.kind.as_str().to_owned()),
            "error.validationErrorString" => failure?.validation.clone(),
            "integration.status" | "integration.integrationStatus" | "integrationStatus" => {
                self.integration_status.map(|status| status.to_string())
            }
            "integration.latency" | "integrationLatency" => latency(),
            "integration.error" | "integrationErrorMessage" => {
                self.called?;
                Some(failure?.log.clone())
            }
            "authorizer.error" if self.context.authorizer.is_empty() && self.called.is_none() => {
                Some(failure?.log.clone())
            }
            "routeKey" => self.method.as_ref().map(|method| method.route_key()),
            _ => self.context.get(name),
        }
    }
}
