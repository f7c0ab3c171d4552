//! Request validation, as far as the method wants it.

use std::sync::Arc;

use crate::config::GatewayResponseType;
use crate::serve::api::compile::CompiledMethod;
use crate::serve::api::validate::{BodyModel, Verdict, missing_parameters};
use crate::serve::exchange::Exchange;
use crate::serve::failure::Failure;
use crate::serve::heavy::away;
use crate::serve::message::content::mime_type;

impl Exchange<'_> {
    pub(super) async fn validate(&mut self, method: &CompiledMethod) -> Result<(), Failure> {
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
            // A body of a type without a model is not checked (recorded at AWS).
            let model = models.get(&content_type.to_ascii_lowercase()).or_else(|| models.get("$default"));
            let faults = match model {
                Some(Some(model)) => self.faults(model).await?,
                Some(None) => return Err(uncheckable(method, "the model cannot be compiled")),
                None => Vec::new(),
            };
            if !faults.is_empty() {
                let faults = format!("[{}]", faults.join(", "));
                let log = format!("Request body does not match model schema for content type {content_type}: {faults}");
                let failure = Failure::new(GatewayResponseType::BadRequestBody, "Invalid request body", log);
                return Err(Failure { validation: Some(faults), ..failure });
            }
        }
        if method.validates_parameters || method.models.is_some() {
            let content_type = self.request.headers.get("content-type").map_or("application/json", mime_type);
            let line = format!("Request validation succeeded for content type {content_type}");
            self.recorder.line(|| line);
        }
        Ok(())
    }

    async fn faults(&self, model: &Arc<BodyModel>) -> Result<Vec<String>, Failure> {
        let verdict = if model.is_heavy(self.request.body.len()) {
            let (model, body) = (Arc::clone(model), self.request.body.clone());
            away(move || model.check(&body)).await.unwrap_or(Verdict::TooComplex)
        } else {
            model.check(&self.request.body)
        };
        match verdict {
            Verdict::Faults(faults) => Ok(faults),
            Verdict::TooComplex => {
                let log = "the request body takes too long to be checked against its model";
                Err(Failure::new(GatewayResponseType::BadRequestBody, "Invalid request body", log))
            }
        }
    }
}

fn uncheckable(method: &CompiledMethod, why: &str) -> Failure {
    Failure::configuration(why).at(&method.method.origin)
}
