//! Finds the schema that a recorded body is of.

use gatewright_document::{Document, Node};
use serde_json::Value;

/// The schema, behind its references. `how` is `["op", METHOD, PATH, STATUS]` or `["schema", NAME]`.
pub(crate) fn schema<'d>(document: &'d Document, how: &Value) -> Option<Node<'d>> {
    let node = match how[0].as_str()? {
        "schema" => named(document, how[1].as_str()?)?,
        "op" => response(document, how[1].as_str(), how[2].as_str()?, how[3].as_u64()?)?,
        _ => return None,
    };
    resolved(node)
}

fn resolved(node: Node<'_>) -> Option<Node<'_>> {
    let mut node = node;
    for _ in 0..32 {
        if node.reference().is_none() {
            return Some(node);
        }
        node = node.resolve().ok()?;
    }
    None
}

/// A schema by its name, or by the end of one that has dots in it.
fn named<'d>(document: &'d Document, name: &str) -> Option<Node<'d>> {
    let root = document.root();
    let schemas = root.get("definitions").or_else(|| root.get("components")?.get("schemas"))?;
    if let Some(exact) = schemas.get(name) {
        return Some(exact);
    }
    let end = format!(".{name}");
    let mut ends = schemas.entries().filter(|(known, _)| known.ends_with(&end));
    ends.next().map(|(_, node)| node)
}

/// The schema of a response of JSON.
fn response<'d>(document: &'d Document, method: Option<&str>, path: &str, status: u64) -> Option<Node<'d>> {
    let operation = operation(document, method, path)?;
    let responses = operation.get("responses")?;
    let class = format!("{}XX", status / 100);
    let response = [status.to_string(), class.clone(), class.to_lowercase(), "default".to_owned()]
        .iter()
        .find_map(|status| responses.get(status))?;
    let response = resolved(response)?;
    if let Some(schema) = response.get("schema") {
        return Some(schema);
    }
    let content = response.get("content")?;
    let mut media = content.entries().filter(|(media, _)| gatewright_document::media_type::is_json(media));
    media.next()?.1.get("schema")
}

/// The operation that a path means: of several templates the one with the most fixed segments.
fn operation<'d>(document: &'d Document, method: Option<&str>, path: &str) -> Option<Node<'d>> {
    let root = document.root();
    let called: Vec<&str> = path.trim_matches('/').split('/').collect();
    let fitting = root.get("paths")?.entries().filter_map(|(template, item)| {
        let template = template.split(['?', '#']).next().unwrap_or_default();
        let segments: Vec<&str> = template.trim_matches('/').split('/').collect();
        let fixed = fixed(&segments, &called)?;
        let operation = match method {
            Some(method) => item.get(&method.to_lowercase()),
            None => ["get", "post"].iter().find_map(|method| item.get(method)),
        };
        Some((fixed, operation?))
    });
    fitting.max_by_key(|(fixed, _)| *fixed).map(|(_, operation)| operation)
}

/// How many segments are the same, if the others are parameters.
fn fixed(template: &[&str], called: &[&str]) -> Option<usize> {
    if template.len() != called.len() {
        return None;
    }
    let mut fixed = 0;
    for (segment, called) in template.iter().zip(called) {
        if segment == called {
            fixed += 1;
        } else if !segment.contains('{') {
            return None;
        }
    }
    Some(fixed)
}
