//! Servers as host, base path and schemes.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};

pub(super) fn servers(step: &mut Step<'_>, value: &Value, at: &At) -> Map {
    let mut written = Map::default();
    let urls: Vec<String> = value.as_array().into_iter().flatten().map(url).collect();
    // What generators and clients take: the first that can be called as it stands.
    let chosen = urls.iter().position(|url| parts(url).is_some_and(|(scheme, _, _)| scheme.is_some())).unwrap_or(0);
    let Some((scheme, host, path)) = urls.get(chosen).and_then(|url| parts(url)) else {
        if !urls.is_empty() {
            step.lose(&at.from, "Swagger 2.0 has no servers whose URL is not `https://host/path`");
        }
        return written;
    };
    let mut schemes: Vec<Value> = scheme.map(Value::from).into_iter().collect();
    for (index, (url, server)) in urls.iter().zip(value.as_array().into_iter().flatten()).enumerate() {
        let from = at.from.index(index);
        if server.get("variables").and_then(Value::as_object).is_some_and(|variables| !variables.is_empty()) {
            step.lose(&from.child("variables"), "Swagger 2.0 has no variables of servers: their defaults are written");
        }
        if server.get("description").is_some() {
            step.lose(&from.child("description"), "Swagger 2.0 has no description of a server");
        }
        if index == chosen {
            continue;
        }
        match parts(url) {
            Some((Some(other), its_host, its_path))
                if (its_host, its_path) == (host, path) && !schemes.contains(&other.into()) =>
            {
                schemes.push(other.into());
            }
            _ => step.lose(&from, "Swagger 2.0 has one server: this one is left out"),
        }
    }
    if scheme != Some("https") && schemes.contains(&"https".into()) {
        step.lose(&at.from, "Swagger 2.0 has no order of schemes: clients begin with https");
    }
    if let Some(host) = host {
        written.insert("host".to_owned(), host.into());
    }
    if !path.is_empty() {
        written.insert("basePath".to_owned(), path.into());
    }
    if !schemes.is_empty() {
        written.insert("schemes".to_owned(), schemes.into());
    }
    written
}

/// The URL of a server, its variables replaced by their defaults.
fn url(server: &Value) -> String {
    let mut url = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        let default = match variable.get("default") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.text().into_owned(),
            _ => continue,
        };
        let default = if url.contains(&format!("/{{{name}}}")) { default.trim_start_matches('/') } else { &default };
        url = url.replace(&format!("{{{name}}}"), default);
    }
    url
}

/// Scheme and host, where there are such, and path.
fn parts(url: &str) -> Option<(Option<&str>, Option<&str>, &str)> {
    if url.contains(['{', '}', '?', '#', ' ']) {
        return None;
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.starts_with('/').then_some((None, None, if url == "/" { "" } else { url }));
    };
    if !["http", "https", "ws", "wss"].contains(&scheme) {
        return None;
    }
    let (host, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    (!host.is_empty()).then_some((Some(scheme), Some(host), if path == "/" { "" } else { path }))
}
