//! Request validation, as far as the method wants it.

use crate::config::GatewayResponseType;
use crate::serve::api::compile::CompiledMethod;
use crate::serve::api::validate::missing_parameters;
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::message::content::mime_type;

impl Exchange<'_> {
    pub(super) fn validate(&mut self, method: &CompiledMethod) -> Result<(), Failure> {
        if method.validates_parameters {
            let missing = missing_parameters(&method.method, &self.request, &self.path_parameters);
            if !missing.is_empty() {
                let message = format!("Missing required request parameters: [{}]", missing.join(", "));
                let log = message.clone();
                return Err(Failure::new(GatewayResponseType::BadRequestParameters, message, log));
            }
        }
        if let Some(models) = &method.models {
            let content_type = self.request.headers.get("content-type").map_or("application/json", mime_type);
            let model = models
                .get(&content_type.to_ascii_lowercase())
                .or_else(|| models.get("application/json"))
                .or_else(|| models.get("$default"))
                .and_then(Option::as_ref);
            let faults = model.map(|model| model.faults(&self.request.body)).unwrap_or_default();
            if !faults.is_empty() {
                let faults = format!("[{}]", faults.join(", "));
                let log = format!("Request body does not match model schema for content type {content_type}: {faults}");
                let failure = Failure::new(GatewayResponseType::BadRequestBody, "Invalid request body", log);
                return Err(Failure { validation: Some(faults), ..failure });
            }
        }
        if method.validates_parameters || method.models.is_some() {
            self.recorder.line(|| "Request validation succeeded for content type application/json".to_owned());
        }
        Ok(())
    }
}
