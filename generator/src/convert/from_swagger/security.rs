//! Security schemes of Swagger 2.0.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};

pub(super) fn scheme(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    step.place(at);
    let text = |key: &str| entries.get(key).and_then(Value::as_str);
    let mut written = Map::default();
    match text("type") {
        Some("basic") => {
            for (key, entry) in entries {
                let entry = if key == "type" { "http".into() } else { entry.clone() };
                written.insert(key.clone(), entry);
            }
            written.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let name = match text("flow") {
                Some("accessCode") => "authorizationCode",
                Some("application") => "clientCredentials",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut flow = Map::default();
            for (key, entry) in entries {
                match key.as_str() {
                    "flow" => {}
                    "authorizationUrl" | "tokenUrl" | "scopes" => {
                        flow.insert(key.clone(), entry.clone());
                    }
                    _ => {
                        written.insert(key.clone(), entry.clone());
                    }
                }
            }
            if !flow.contains_key("scopes") {
                flow.insert("scopes".to_owned(), Map::default().into());
            }
            written.insert("flows".to_owned(), Value::from_iter([(name.to_owned(), Value::from(flow))]));
        }
        _ => return value.clone(),
    }
    written.into()
}
