//! What API Gateway's import rejects or leaves out.
//!
//! See [Amazon API Gateway important notes](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).

use std::collections::BTreeSet;

use gatewright_document::{Code, Origin, Report, Severity};
use indexmap::IndexMap;
use serde_json::Value;

use super::MethodCheck;
use crate::config::{GatewayConfig, Integration};

/// Keywords of schemas that the import leaves out.
const UNSUPPORTED: [&str; 6] = ["deprecated", "discriminator", "example", "default", "exclusiveMinimum", "readOnly"];
/// The shortest time limit of an integration, in milliseconds.
const SHORTEST: u32 = 50;
/// Keys whose values have names as keys, and a schema under each.
const NAMED: [&str; 3] = ["properties", "patternProperties", "definitions"];
/// Keys whose values are data and not schemas.
const DATA: [&str; 5] = ["enum", "default", "example", "examples", "const"];

/// Models whose names or keywords the import does not take.
pub(super) fn models(config: &GatewayConfig, declared: &BTreeSet<Origin>, report: &mut Report) {
    let mut found: IndexMap<&str, (Origin, usize)> = IndexMap::new();
    for (name, model) in &config.models {
        if !declared.contains(&model.origin) {
            continue;
        }
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            report
                .add(Code::IMPORT_LIMIT, &model.origin.own_key())
                .message(format!("the name of the model `{name}` is not alphanumeric"))
                .help("API Gateway's import takes only letters and digits in names of models");
        }
        keywords(&model.schema, &model.origin, &mut found);
    }
    for (keyword, (origin, count)) in found {
        let more = match count {
            1 => String::new(),
            2 => ", and at another place".to_owned(),
            count => format!(", and at {} other places", count - 1),
        };
        report
            .note(Code::IMPORT_LIMIT, &origin.own_key())
            .message(format!("`{keyword}` is lost when API Gateway imports the document{more}"));
    }
}

/// Counts unsupported keywords, without following references.
fn keywords<'c>(schema: &'c Value, origin: &Origin, found: &mut IndexMap<&'c str, (Origin, usize)>) {
    let mut pending = vec![(schema, origin.clone())];
    while let Some((value, origin)) = pending.pop() {
        match value {
            Value::Array(items) => {
                pending.extend(items.iter().enumerate().map(|(index, item)| (item, origin.index(index))));
            }
            Value::Object(entries) => {
                for (key, value) in entries {
                    let place = origin.child(key);
                    if UNSUPPORTED.contains(&key.as_str()) {
                        found.entry(key).or_insert((place.clone(), 0)).1 += 1;
                    }
                    if NAMED.contains(&key.as_str()) {
                        let named = value.as_object().into_iter().flatten();
                        pending.extend(named.map(|(name, value)| (value, place.child(name))));
                    } else if !DATA.contains(&key.as_str()) && (value.is_object() || value.is_array()) {
                        pending.push((value, place));
                    }
                }
            }
            _ => {}
        }
    }
}

impl MethodCheck<'_, '_> {
    /// What the import does not take of a method.
    pub(super) fn limits(&mut self, integration: &Integration) {
        self.timeout(integration);
        let method = self.method;
        for (status, declared) in &method.responses {
            let at = method.origin.child("responses").child(status);
            if at != declared.origin {
                self.report
                    .note(Code::IMPORT_LIMIT, &at)
                    .message(format!("the response {status} of `{}` is a reference", self.name))
                    .help(
                        "API Gateway's import does not follow references to responses; write the response in its place",
                    );
            }
            for model in declared.models.values() {
                let kind = model.schema.get("type").and_then(Value::as_str);
                if let Some(kind @ ("string" | "number" | "integer" | "boolean")) = kind {
                    self.report
                        .note(Code::IMPORT_LIMIT, &model.origin)
                        .message(format!("the answer {status} of `{}` has the type {kind}", self.name))
                        .help("API Gateway's import takes only objects here");
                    break;
                }
            }
        }
    }

    fn timeout(&mut self, integration: &Integration) {
        let millis = integration.timeout_millis;
        let (severity, help) = if millis < SHORTEST {
            (Severity::Warning, "the shortest is 50 ms")
        } else if millis > Integration::DEFAULT_TIMEOUT_MILLIS {
            (Severity::Note, "more than 29,000 ms needs a raised quota, for regional and private APIs only")
        } else {
            return;
        };
        self.report
            .add(Code::IMPORT_LIMIT, &integration.origin.child("timeoutInMillis"))
            .severity(severity)
            .message(format!("the integration of `{}` has a time limit of {millis} ms", self.name))
            .help(help);
    }
}
