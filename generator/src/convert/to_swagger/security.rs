//! Security schemes of OpenAPI 3.0 as those of Swagger 2.0.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};

/// A scheme; `None` where Swagger 2.0 cannot say it.
pub(super) fn scheme(step: &mut Step<'_>, value: &Value, at: &At) -> Option<Value> {
    let (target, from) = step.resolved(value, &at.from);
    let entries = target.as_object().cloned()?;
    let text = |key: &str| entries.get(key).and_then(Value::as_str);
    let copy = |left_out: &[&str]| -> Map {
        let kept = entries.iter().filter(|(key, _)| !left_out.contains(&key.as_str()));
        kept.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let mut written = copy(&["scheme", "bearerFormat", "flows", "openIdConnectUrl"]);
    match (text("type"), text("scheme")) {
        (Some("http"), Some(name)) if name.eq_ignore_ascii_case("basic") => {
            written.insert("type".to_owned(), "basic".into());
        }
        (Some("http"), Some(name)) => {
            let what = format!("Swagger 2.0 has no HTTP scheme `{name}`: it is a key in the header `Authorization`");
            step.lose(&from, what);
            written.insert("type".to_owned(), "apiKey".into());
            written.insert("name".to_owned(), "Authorization".into());
            written.insert("in".to_owned(), "header".into());
        }
        (Some("apiKey"), _) if text("in") == Some("cookie") => {
            step.lose(&from, "Swagger 2.0 has no keys in cookies");
            return None;
        }
        (Some("oauth2"), _) => flows(step, entries.get("flows"), &mut written, &from.child("flows")),
        (Some("openIdConnect"), _) => {
            step.lose(&from, "Swagger 2.0 has no `openIdConnect`");
            return None;
        }
        _ => return Some(copy(&[]).into()),
    }
    Some(written.into())
}

fn flows(step: &mut Step<'_>, flows: Option<&Value>, written: &mut Map, from: &gatewright_document::Pointer) {
    let flows = flows.and_then(Value::as_object).cloned().unwrap_or_default();
    let mut flows = flows.into_iter().filter(|(name, _)| !name.starts_with("x-"));
    let Some((name, flow)) = flows.next() else { return };
    for (other, _) in flows {
        step.lose(&from.child(&other), "Swagger 2.0 has one flow of a scheme: this one is left out");
    }
    let flow_name = match name.as_str() {
        "authorizationCode" => "accessCode",
        "clientCredentials" => "application",
        other => other,
    };
    written.insert("flow".to_owned(), flow_name.into());
    for (key, value) in flow.as_object().cloned().into_iter().flatten() {
        if key == "refreshUrl" {
            step.lose(&from.child(&name).child(&key), "Swagger 2.0 has no `refreshUrl`");
        } else {
            written.insert(key, value);
        }
    }
}

/// Requirements without the alternatives that need a scheme which is left out.
pub(super) fn requirements(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let schemes = step.root.get("components").and_then(|components| components.get("securitySchemes"));
    let is_left_out = |name: &str| {
        schemes.and_then(|schemes| schemes.get(name)).is_some_and(|value| {
            let mut trial = Step::new(step.root, step.target);
            scheme(&mut trial, value, at).is_none()
        })
    };
    let mut value = value.clone();
    let mut is_open = false;
    if let Value::Array(requirements) = &mut value {
        let was_open = requirements.is_empty();
        // Without one of its schemes an alternative asks for less: all of it is left out.
        requirements.retain(|requirement| {
            let names = requirement.as_object().into_iter().flat_map(|requirement| requirement.iter());
            !names.map(|(name, _)| name).any(|name| is_left_out(name))
        });
        is_open = requirements.is_empty() && !was_open;
    }
    if is_open {
        step.lose(&at.from, "Swagger 2.0 has none of these schemes: no credentials are asked for");
    }
    value
}
