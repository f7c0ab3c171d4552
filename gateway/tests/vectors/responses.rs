//! Gateway responses: what is configured, and what is answered.

use gatewright_document::Document;
use gatewright_gateway::Request;
use gatewright_gateway::config::{GatewayConfig, GatewayResponseType, Options, resolve};
use serde_json::{Value, json};

use crate::api::{document, gateway};
use crate::compare;
use crate::outcome::Outcome;

fn with_responses(vector: &Value) -> Value {
    let mut described = document(json!({}));
    if let Some(configured) = vector.get("configured") {
        described["x-amazon-apigateway-gateway-responses"] = configured.clone();
    }
    described
}

fn kind(name: &Value) -> Result<GatewayResponseType, String> {
    name.as_str().unwrap_or_default().parse().map_err(|error| format!("{error}"))
}

pub(crate) fn configured(vector: &Value) -> Outcome {
    let check = || {
        let described = with_responses(vector).to_string();
        let document = Document::from_text("vector.json", &described).map_err(|report| report.one_line().join("; "))?;
        let (config, _) = GatewayConfig::read(&document, &Options::default());
        let resolved = resolve(kind(&vector["responseType"])?, &config.gateway_responses);
        let mut actual = json!({
            "statusCode": resolved.status_code.map(|code| code.to_string()),
            "responseParameters": resolved.parameters,
            "responseTemplates": resolved.templates,
        });
        if vector["expect"].get("defaultResponse").is_some() {
            actual["defaultResponse"] = resolved.is_default.into();
        }
        compare::same("gateway response", &vector["expect"], &actual)
    };
    Outcome::of(check())
}

pub(crate) fn raised(vector: &Value) -> Outcome {
    let check = || {
        let gateway = gateway(&with_responses(vector))?;
        let raised = &vector["raised"];
        let message = raised["message"].as_str().unwrap_or_default();
        let response = gateway.raise(kind(&raised["type"])?, message, &Request::new("GET", "/"));
        compare::response(&vector["expect"], &response)
    };
    Outcome::of(check())
}
