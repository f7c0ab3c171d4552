//! What the answers of a server are to its document, and what the client made of them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use gatewright_document::media_type::is_json;
use gatewright_document::{Document, Node, Version};
use serde_json::Value;

use crate::judge::Judge;
use crate::schemas::{Schemas, View};

/// How one call went.
enum Verdict {
    Documented,
    /// The server contradicts its document, and the client copes: places and what is there.
    Tolerated(Vec<String>),
    Wrong(String),
    /// The server did something else than the scenario says.
    Unforeseen(String),
}

pub(crate) fn judge(path: &Path, results: &str, name: &str, version: &str) -> Result<ExitCode, Box<dyn Error>> {
    let document = Document::load(path).map_err(|report| report.one_line().join("\n"))?;
    let results: Vec<Value> = serde_json::from_str(&fs::read_to_string(results)?)?;
    let (mut documented, mut tolerated, mut wrong, mut unforeseen) = (0, 0, 0, 0);
    let mut contradictions: BTreeMap<String, usize> = BTreeMap::new();
    for line in &results {
        let call = format!("{} {} ({})", text(line, "method"), text(line, "path"), text(line, "name"));
        match verdict(&document, line) {
            Verdict::Documented => documented += 1,
            Verdict::Tolerated(places) => {
                tolerated += 1;
                for place in places {
                    *contradictions.entry(place).or_default() += 1;
                }
            }
            Verdict::Wrong(why) => {
                wrong += 1;
                println!("WRONG {call}: {why:.600}");
            }
            Verdict::Unforeseen(why) => {
                unforeseen += 1;
                println!("UNFORESEEN {call}: {why:.600}");
            }
        }
    }
    for (place, times) in &contradictions {
        println!("  contradicts {place} ({times} calls)");
    }
    let calls = results.len();
    println!(
        "server {name} {version}: {calls} calls, {documented} as documented, {tolerated} tolerated, {wrong} wrong"
    );
    Ok(if wrong + unforeseen == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text<'v>(line: &'v Value, key: &str) -> &'v str {
    line[key].as_str().unwrap_or_default()
}

fn verdict(document: &Document, line: &Value) -> Verdict {
    if let Some(reason) = line["uncalled"].as_str() {
        return Verdict::Wrong(reason.to_owned());
    }
    let expected = line["expect"].as_array().cloned().unwrap_or_else(|| vec![line["expect"].clone()]);
    let status = &line["status"];
    if status.is_null() {
        return Verdict::Wrong(format!("no answer: {}", line["error"]));
    }
    if !expected.contains(status) {
        return Verdict::Unforeseen(format!("status {status}, not {}: {:.400}", line["expect"], text(line, "body")));
    }
    let is_success = status.as_u64().is_some_and(|status| (200..300).contains(&status));
    // A redirect that is documented may be either.
    let is_redirect = status.as_u64().is_some_and(|status| (300..400).contains(&status));
    if !is_redirect && is_success != (line["ok"] == true) {
        return Verdict::Wrong(format!(
            "status {status} ended as {} {}: {:.400}",
            line["kind"],
            line["error"],
            text(line, "body")
        ));
    }
    if !is_success && line["kind"] == "decode" {
        return Verdict::Wrong(format!("the failure {status} ended as {}", line["error"]));
    }
    if line["pages"] != line["paged"] {
        return Verdict::Wrong(format!("{} pages, not {}", line["paged"], line["pages"]));
    }
    let places = contradictions(document, line);
    if places.is_empty() { Verdict::Documented } else { Verdict::Tolerated(places) }
}

/// Where the answer is not what the document says.
fn contradictions(document: &Document, line: &Value) -> Vec<String> {
    let Some(operation) = operation(document, text(line, "method"), text(line, "path")) else { return Vec::new() };
    let place = |node: &Node<'_>| {
        let location = document.sources().locate(node.origin());
        location.map_or_else(|| node.origin().to_string(), |found| format!("{}:{}", found.file, found.line))
    };
    let status = line["status"].to_string();
    let class = format!("{}XX", status.get(..1).unwrap_or_default());
    let responses = operation.get("responses");
    let response = responses.as_ref().and_then(|responses| {
        let keys = [status.clone(), class.clone(), class.to_lowercase(), "default".to_owned()];
        keys.iter().find_map(|key| responses.get(key))
    });
    let Some(response) = response.map(resolved) else {
        return vec![format!("{}: status {status} is not documented", place(&operation))];
    };
    let (media, body) = (text(line, "media"), text(line, "body"));
    if !line["streamed"].is_null() || text(line, "method") == "HEAD" {
        return Vec::new();
    }
    let schema = match document.version() {
        Version::Swagger20 => response.get("schema"),
        _ => match content(&response, media) {
            Ok(content) => content.and_then(|content| content.get("schema")),
            Err(documented) => {
                return vec![format!("{}: {media} in place of {documented}", place(&response))];
            }
        },
    };
    let Some(schema) = schema else {
        let is_described = document.version() != Version::Swagger20 && response.get("content").is_some();
        let is_empty = body.trim().is_empty();
        return if is_empty || is_described {
            Vec::new()
        } else {
            vec![format!("{}: a body where none is documented", place(&response))]
        };
    };
    if document.version() == Version::Swagger20 && !is_json(media) {
        let wants_text = resolved(schema.clone()).str("type") == Some("string")
            || resolved(schema.clone()).str("type") == Some("file");
        let what = if media.is_empty() { "no body" } else { media };
        return if wants_text {
            Vec::new()
        } else {
            vec![format!("{}: {what} in place of a schema's value", place(&response))]
        };
    }
    if !is_json(media) {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_str::<Value>(body) else {
        return vec![format!("{}: the body is no JSON", place(&response))];
    };
    let mut found = Vec::new();
    misfits(document, &schema, &value, "", 0, &mut |node, pointer, value| {
        let pointer = if pointer.is_empty() { "the body" } else { pointer };
        let mut shown = value.to_string();
        if let Some((at, _)) = shown.char_indices().nth(60) {
            shown.truncate(at);
        }
        found.push(format!("{}: {pointer} is {shown}", place(node)));
    });
    found
}

/// The documented content of a media type; an error says which there are.
fn content<'d>(response: &Node<'d>, media: &str) -> Result<Option<Node<'d>>, String> {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_lowercase();
    let Some(contents) = response.get("content").filter(|contents| contents.entries().next().is_some()) else {
        return Ok(None);
    };
    let sent = essence(media);
    let fits = |documented: &str| {
        let documented = essence(documented);
        documented == sent
            || documented == "*/*"
            || documented.strip_suffix("/*").is_some_and(|range| sent.starts_with(range))
    };
    match contents.entries().find(|(documented, _)| fits(documented)) {
        Some((_, content)) => Ok(Some(resolved(content))),
        None => Err(contents.entries().map(|(media, _)| media).collect::<Vec<_>>().join(", ")),
    }
}

type Tell<'t, 'd> = &'t mut dyn FnMut(&Node<'d>, &str, &Value);

/// Finds the smallest values that do not fit their schemas.
fn misfits<'d>(
    document: &'d Document,
    schema: &Node<'d>,
    value: &Value,
    pointer: &str,
    depth: usize,
    tell: Tell<'_, 'd>,
) {
    if accepts(document, schema, value) {
        return;
    }
    let target = resolved(schema.clone());
    let mut further = Vec::new();
    let mut parts = vec![target.clone()];
    while let Some(part) = parts.pop() {
        parts.extend(part.get("allOf").iter().flat_map(Node::items).map(resolved));
        match value {
            Value::Object(entries) => {
                for (name, item) in entries {
                    let own = part.get("properties").and_then(|properties| properties.get(name));
                    let others = || part.get("additionalProperties").filter(|others| others.as_bool().is_none());
                    further.extend(own.or_else(others).map(|node| (node, item, format!("{pointer}/{name}"))));
                }
            }
            Value::Array(items) => {
                if let Some(node) = part.get("items") {
                    // One item stands for all that are alike.
                    let bad = items.iter().enumerate().find(|(_, item)| !accepts(document, &node, item));
                    further.extend(bad.map(|(index, item)| (node, item, format!("{pointer}/{index}"))));
                }
            }
            _ => {}
        }
    }
    let mut found = false;
    for (node, item, pointer) in further {
        if depth < 12 && !accepts(document, &node, item) {
            found = true;
            misfits(document, &node, item, &pointer, depth + 1, tell);
        }
    }
    if !found {
        tell(&target, pointer, value);
    }
}

fn accepts(document: &Document, schema: &Node<'_>, value: &Value) -> bool {
    let mut schemas = Schemas::new(document, View::Response);
    let Some(node) = document.node(schema.origin()) else { return true };
    let index = schemas.add(&node);
    Judge::new(Arc::new(schemas.table)).accepts(index, value)
}

fn operation<'d>(document: &'d Document, method: &str, path: &str) -> Option<Node<'d>> {
    let paths = document.root().get("paths")?;
    let item = paths.get(path)?;
    resolved(item).get(&method.to_lowercase())
}

/// Behind references; what leads nowhere stays what it is.
fn resolved(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    for _ in 0..32 {
        match node.reference().is_some().then(|| node.resolve()) {
            Some(Ok(target)) => node = target,
            _ => break,
        }
    }
    node
}
