//! Prose of the document: summaries, descriptions, and facts that only prose can carry.

pub(crate) mod parts;

use gatewright_document::{Node, Value};

use crate::ir::Docs;
use crate::lower::facts::limits;
use crate::lower::facts::scalar;
use crate::words;

/// How much of an example is shown.
const EXAMPLE: usize = 80;

/// Docs of the whole API. Its title is its name.
pub(crate) fn of_api(root: &Node<'_>) -> Docs {
    let mut all = docs(root);
    if let Some(info) = root.read("info") {
        let string = |key| info.read(key).and_then(|text| text.as_str()).map(str::to_owned);
        let string = |key| string(key).filter(|text| !text.trim().is_empty());
        let own = Docs { summary: string("summary"), description: string("description"), ..Docs::default() };
        all = over(own, all);
    }
    all
}

/// Docs of anything that has them: with the default and the example of a schema, and with its title
/// where that says more than its name.
pub(crate) fn docs(node: &Node<'_>) -> Docs {
    // YAML ends a block of text with a line break, which says nothing.
    let string = |key| node.read(key).and_then(|text| text.as_str()).map(|text| text.trim().to_owned());
    let string = |key| string(key).filter(|text| !text.is_empty());
    let mut docs = Docs {
        summary: string("summary"),
        description: string("description"),
        deprecated: node.read("deprecated").is_some_and(|flag| flag.as_bool() == Some(true)),
        notes: Vec::new(),
        example: example(node).map(Box::new),
    };
    if let Some(title) = string("title").filter(|title| !repeats_name(title, node)) {
        add_title(&mut docs, title);
    }
    if let Some(more) = node.read("externalDocs") {
        let url = more.read("url").and_then(|url| url.as_str()).unwrap_or_default().trim();
        let text = more.read("description").and_then(|text| text.as_str()).unwrap_or("More").trim();
        if !url.is_empty() {
            append(&mut docs, &format!("{}: {url}", text.trim_end_matches([':', '.'])));
        }
    }
    docs.notes.extend(node.read("default").and_then(|value| note("Default", value.value(), usize::MAX)));
    docs.notes.extend(node.read("example").and_then(|value| note("Example", value.value(), EXAMPLE)));
    let format = node.read("format").filter(|format| format.as_str().is_some_and(scalar::is_mere_word));
    docs.notes.extend(format.and_then(|format| note("Format", format.value(), EXAMPLE)));
    if let Some(patterns) = node.get("patternProperties") {
        let patterns: Vec<String> =
            patterns.entries().map(|(pattern, _)| format!("`{}`", pattern.replace('`', "'"))).collect();
        docs.notes.extend((!patterns.is_empty()).then(|| format!("Patterns of names: {}", patterns.join(", "))));
    }
    docs.notes.extend(node.read("contentMediaType").and_then(|value| note("Media type", value.value(), EXAMPLE)));
    let encoding = node.read("contentEncoding").filter(|encoding| encoding.as_str() != Some("base64"));
    docs.notes.extend(encoding.and_then(|value| note("Encoding", value.value(), EXAMPLE)));
    docs.notes.extend(only_boolean(node).and_then(|value| note("Always", value, EXAMPLE)));
    // Those of a parameter are values by name.
    if let Some(examples) = node.read("examples").filter(|_| node.get("in").is_some()) {
        let values = examples.entries().filter_map(|(_, example)| example.resolve().ok()?.read("value"));
        docs.notes.extend(values.take(3).filter_map(|value| note("Example", value.value(), EXAMPLE)));
    }
    // A list in a schema of OpenAPI 3.1; elsewhere whole messages by name.
    if let Some(Value::Array(examples)) = node.get("examples").map(|examples| examples.value()) {
        node.mark_read(&["examples"]);
        docs.notes.extend(examples.iter().take(3).filter_map(|value| note("Example", value, EXAMPLE)));
    }
    docs
}

/// The first example of what has some, or the default that it has in their place.
fn example(node: &Node<'_>) -> Option<serde_json::Value> {
    let own = node.get("example").map(|example| example.value().to_json());
    let listed = || {
        let examples = node.get("examples")?;
        match examples.value() {
            Value::Array(listed) => listed.first().map(Value::to_json),
            // Those of a parameter are values by name.
            _ => examples
                .entries()
                .find_map(|(_, example)| Some(example.resolve().ok()?.get("value")?.value().to_json())),
        }
    };
    let default = || node.get("default").map(|default| default.value().to_json());
    own.or_else(listed).or_else(default)
}

/// The boolean that is the only value of a schema: its type is `bool` all the same.
fn only_boolean<'d>(node: &Node<'d>) -> Option<&'d Value> {
    let only = match node.get("enum").map(|list| list.value()) {
        Some(Value::Array(listed)) if listed.len() == 1 => listed.first(),
        _ => node.get("const").map(|value| value.value()),
    };
    only.filter(|value| matches!(value, Value::Bool(_)))
}

/// A schema may have a title that is its name in other letters.
fn repeats_name(title: &str, node: &Node<'_>) -> bool {
    let letters = |text: &str| words::split(text).concat().to_lowercase();
    node.origin().pointer.last().is_some_and(|name| letters(&name) == letters(title))
}

fn add_title(docs: &mut Docs, title: String) {
    let says = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(title.trim()));
    if docs.description.is_none() {
        docs.description = Some(title);
    } else if docs.summary.is_none() && !says(&docs.description) {
        docs.summary = Some(title);
    }
}

/// What a parameter or header says of itself, then what its schema says.
pub(crate) fn over(own: Docs, schema: Docs) -> Docs {
    let mut all = own;
    all.deprecated |= schema.deprecated;
    all.example = all.example.or(schema.example);
    all.notes.extend(schema.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
    for text in schema.summary.into_iter().chain(schema.description) {
        let said = [&all.summary, &all.description].into_iter().flatten().any(|known| known.contains(&text));
        if !said {
            append(&mut all, &text);
        }
    }
    all
}

/// Adds a paragraph.
pub(crate) fn append(docs: &mut Docs, text: &str) {
    match &mut docs.description {
        Some(description) => {
            description.push_str("\n\n");
            description.push_str(text);
        }
        None => docs.description = Some(text.to_owned()),
    }
}

/// A value in a line of its own. What is longer than `most` is cut, and shows that it was.
fn note(label: &str, value: &Value, most: usize) -> Option<String> {
    let text = match value {
        Value::Null => "null".to_owned(),
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) if text.contains(['\n', '\r']) => value.to_json().to_string(),
        // Nobody should see in what order the document lists the members.
        value => scalar::text(&sorted(value)),
    };
    let cut: String = text.chars().take(most).collect();
    let mark = if cut.len() < text.len() { "…" } else { "" };
    Some(format!("{label}: `{}{mark}`", cut.replace('`', "'")))
}

/// The same value, with the members of its objects by name.
pub(crate) fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> =
                map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().collect()
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// Docs that we write ourselves.
pub(crate) fn text(description: &str) -> Docs {
    Docs { description: Some(description.to_owned()), ..Docs::default() }
}

/// What is checked and done only where a schema is that of a member.
pub(crate) fn asides(node: &Node<'_>) -> Vec<String> {
    let is_set = |key| node.read(key).is_some_and(|flag| flag.as_bool() == Some(true));
    let mut notes: Vec<String> = limits::note(node).into_iter().collect();
    if is_set("readOnly") {
        notes.push("Only answers have it.".to_owned());
    }
    if is_set("writeOnly") {
        notes.push("Only requests have it.".to_owned());
    }
    notes
}

/// What docs say beside their notes, as one text.
pub(crate) fn prose(docs: Docs) -> Option<String> {
    let parts = docs.summary.into_iter().chain(docs.description);
    let parts: Vec<String> = parts.map(|part| part.trim().to_owned()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
