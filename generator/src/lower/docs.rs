//! Prose of the document: summaries, descriptions, and facts that only prose can carry.

use gatewright_document::{Node, Value};

use super::schema::Progress;
use super::{Key, Lower, key_of, limits, scalar};
use crate::ir::{Docs, TypeKind, TypeRef};
use crate::words;

/// How much of an example is shown.
const EXAMPLE: usize = 80;
/// How deep inline schemas are looked into.
const DEPTH: usize = 16;

/// Docs of the whole API. Its title is its name.
pub(super) fn of_api(root: &Node<'_>) -> Docs {
    let mut all = docs(root);
    if let Some(info) = root.get("info") {
        let string = |key| info.get(key).and_then(|text| text.as_str()).map(str::to_owned);
        let string = |key| string(key).filter(|text| !text.trim().is_empty());
        let own = Docs { summary: string("summary"), description: string("description"), ..Docs::default() };
        all = over(own, all);
    }
    super::server::add_servers(root, &mut all);
    all
}

/// Docs of anything that has them: with the default and the example of a schema, and with its title
/// where that says more than its name.
pub(super) fn docs(node: &Node<'_>) -> Docs {
    let string = |key| node.get(key).and_then(|text| text.as_str()).map(str::to_owned);
    let string = |key| string(key).filter(|text| !text.trim().is_empty());
    let mut docs = Docs {
        summary: string("summary"),
        description: string("description"),
        deprecated: node.get("deprecated").is_some_and(|flag| flag.as_bool() == Some(true)),
        notes: Vec::new(),
    };
    if let Some(title) = string("title").filter(|title| !repeats_name(title, node)) {
        add_title(&mut docs, title);
    }
    if let Some(more) = node.get("externalDocs") {
        let url = more.get("url").and_then(|url| url.as_str()).unwrap_or_default().trim();
        let text = more.get("description").and_then(|text| text.as_str()).unwrap_or("More").trim();
        if !url.is_empty() {
            append(&mut docs, &format!("{}: {url}", text.trim_end_matches([':', '.'])));
        }
    }
    docs.notes.extend(node.get("default").and_then(|value| note("Default", value.value(), usize::MAX)));
    docs.notes.extend(node.get("example").and_then(|value| note("Example", value.value(), EXAMPLE)));
    let format = node.get("format").filter(|format| format.as_str().is_some_and(scalar::is_mere_word));
    docs.notes.extend(format.and_then(|format| note("Format", format.value(), EXAMPLE)));
    if let Some(patterns) = node.peek("patternProperties") {
        let patterns: Vec<String> =
            patterns.entries().map(|(pattern, _)| format!("`{}`", pattern.replace('`', "'"))).collect();
        docs.notes.extend((!patterns.is_empty()).then(|| format!("Patterns of names: {}", patterns.join(", "))));
    }
    docs.notes.extend(node.get("contentMediaType").and_then(|value| note("Media type", value.value(), EXAMPLE)));
    let encoding = node.get("contentEncoding").filter(|encoding| encoding.as_str() != Some("base64"));
    docs.notes.extend(encoding.and_then(|value| note("Encoding", value.value(), EXAMPLE)));
    docs.notes.extend(only_boolean(node).and_then(|value| note("Always", value, EXAMPLE)));
    // Those of a parameter are values by name.
    if let Some(examples) = node.get("examples").filter(|_| node.peek("in").is_some()) {
        let values = examples.entries().filter_map(|(_, example)| example.resolve().ok()?.get("value"));
        docs.notes.extend(values.take(3).filter_map(|value| note("Example", value.value(), EXAMPLE)));
    }
    // A list in a schema of OpenAPI 3.1; elsewhere whole messages by name.
    if let Some(Value::Array(examples)) = node.peek("examples").map(|examples| examples.value()) {
        let _ = node.get("examples");
        docs.notes.extend(examples.iter().take(3).filter_map(|value| note("Example", value, EXAMPLE)));
    }
    docs
}

/// The boolean that is the only value of a schema: its type is `bool` all the same.
fn only_boolean<'d>(node: &Node<'d>) -> Option<&'d Value> {
    let only = match node.peek("enum").map(|list| list.value()) {
        Some(Value::Array(listed)) if listed.len() == 1 => listed.first(),
        _ => node.peek("const").map(|value| value.value()),
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
pub(super) fn over(own: Docs, schema: Docs) -> Docs {
    let mut all = own;
    all.deprecated |= schema.deprecated;
    all.notes.extend(schema.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
    for text in schema.summary.into_iter().chain(schema.description) {
        if !all.description.as_ref().is_some_and(|known| known.contains(&text)) {
            append(&mut all, &text);
        }
    }
    all
}

/// Adds a paragraph.
pub(super) fn append(docs: &mut Docs, text: &str) {
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
pub(super) fn sorted(value: &Value) -> Value {
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
pub(super) fn text(description: &str) -> Docs {
    Docs { description: Some(description.to_owned()), ..Docs::default() }
}

impl<'d> Lower<'d, '_> {
    /// Docs of a value whose schemas are these.
    pub(super) fn value_docs(&self, nodes: &[Node<'d>]) -> Docs {
        let mut nodes = nodes.iter().rev();
        let Some(last) = nodes.next() else { return Docs::default() };
        let mut all = self.in_place_docs(last);
        for node in nodes {
            let other = self.in_place_docs(node);
            let known = all.description.is_some() || all.summary.is_some();
            all.deprecated |= other.deprecated;
            all.notes.extend(other.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
            if !known {
                (all.summary, all.description) = (other.summary, other.description);
            }
        }
        all
    }

    /// Docs of a schema, with those of all that is written in place in it. A type of its own has its own.
    fn in_place_docs(&self, node: &Node<'d>) -> Docs {
        let mut all = docs(node);
        if !self.has_own_docs(node) {
            all.notes.extend(limits::note(node));
            self.add_inner_docs(node, &mut all, DEPTH);
        }
        all
    }

    /// Docs of the schema of a body, if no type has them.
    pub(super) fn body_docs(&self, schema: &Node<'d>) -> Docs {
        if self.has_own_docs(schema) { Docs::default() } else { self.in_place_docs(schema) }
    }

    /// Docs of a variant.
    pub(super) fn variant_docs(&self, node: &Node<'d>) -> Docs {
        if self.has_own_docs(node) { docs(node) } else { self.in_place_docs(node) }
    }

    /// Adds what is said of schemas that are part of `node` and become no type of their own.
    pub(super) fn add_inner_docs(&self, node: &Node<'d>, all: &mut Docs, depth: usize) {
        self.add_docs_within(node, all, depth, false);
    }

    /// The same; `is_part` says that `node` is a part of an `allOf`.
    fn add_docs_within(&self, node: &Node<'d>, all: &mut Docs, depth: usize, is_part: bool) {
        if depth == 0 {
            return;
        }
        let is_union = match self.schemas.get(&key_of(node)) {
            Some(Progress::Done(lowered)) => self.is_union(&lowered.ty, node),
            Some(Progress::Open(Some(id))) => self.is_union(&TypeRef::Named(*id), node),
            _ => false,
        };
        // A schema without a name, in another file perhaps, that became no type.
        let target = node.reference().and_then(|reference| node.lookup(reference).ok());
        let target = target.filter(|target| !self.definitions.contains_key(&key_of(target)));
        let parts = |key: &str| -> Vec<Node<'d>> { node.peek(key).iter().flat_map(Node::items).collect() };
        let mut inner: Vec<(&str, Node<'d>)> = Vec::new();
        // What an `allOf` refers to is part of this type, whether or not it is a type too: that must not depend
        // on what was read before.
        if let Some(target) = target.filter(|target| is_part || !self.is_begun(target)) {
            inner.push(("", target));
        }
        let parts_of_all: Vec<Key> = parts("allOf").iter().map(key_of).collect();
        inner.extend(parts("allOf").into_iter().map(|part| ("", part)));
        if !is_union {
            inner.extend(parts("oneOf").into_iter().chain(parts("anyOf")).map(|variant| ("", variant)));
        }
        inner.extend(node.peek("items").filter(super::is_object).map(|items| ("Each item: ", items)));
        inner.extend(parts("prefixItems").into_iter().chain(parts("items")).map(|item| ("An item: ", item)));
        inner.extend(node.peek("additionalProperties").filter(super::is_object).map(|value| ("Each value: ", value)));
        inner.extend(node.peek("additionalItems").filter(super::is_object).map(|item| ("Each further item: ", item)));
        let patterns = node.peek("patternProperties");
        inner.extend(patterns.iter().flat_map(Node::entries).map(|(_, value)| ("Each value: ", value)));
        for (label, part) in inner {
            if self.has_own_docs(&part) {
                continue;
            }
            let mut found = docs(&part);
            found.notes.extend(asides(&part));
            self.add_docs_within(&part, &mut found, depth - 1, parts_of_all.contains(&key_of(&part)));
            let notes: Vec<String> = found.notes.iter().map(|note| note_of(note, label)).collect();
            let text = prose(found).map(|text| format!("{label}{text}"));
            if let Some(text) = text.filter(|text| !all.description.as_ref().is_some_and(|known| known.contains(text)))
            {
                append(all, &text);
            }
            all.notes.extend(notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
        }
    }

    /// Whether a schema is a union itself, and not another name for one.
    fn is_union(&self, ty: &TypeRef, node: &Node<'d>) -> bool {
        let TypeRef::Named(id) = ty else { return false };
        let def = self.types.get(*id);
        matches!(def.kind, TypeKind::Union(_)) && def.origin == *node.origin()
    }

    /// Whether a schema has docs of its own, or is just getting them.
    fn is_begun(&self, node: &Node<'d>) -> bool {
        matches!(self.schemas.get(&key_of(node)), Some(Progress::Open(_) | Progress::Waiting(_)))
            || self.has_own_docs(node)
    }

    /// Whether a schema is a type that has its docs.
    fn has_own_docs(&self, node: &Node<'d>) -> bool {
        let id = match self.schemas.get(&key_of(node)) {
            Some(Progress::Open(id)) => *id,
            Some(Progress::Waiting(id)) => Some(*id),
            Some(Progress::Done(lowered)) => match &lowered.ty {
                TypeRef::Named(id) => Some(*id),
                _ => None,
            },
            None => None,
        };
        id.is_some_and(|id| self.types.get(id).origin == *node.origin())
    }
}

/// What is checked and done only where a schema is that of a member.
pub(super) fn asides(node: &Node<'_>) -> Vec<String> {
    let is_set = |key| node.get(key).is_some_and(|flag| flag.as_bool() == Some(true));
    let mut notes: Vec<String> = limits::note(node).into_iter().collect();
    if is_set("readOnly") {
        notes.push("Only answers have it.".to_owned());
    }
    if is_set("writeOnly") {
        notes.push("Only requests have it.".to_owned());
    }
    notes
}

/// A note that is about a part: `Limits: …` of items are `Limits of each item: …`.
fn note_of(note: &str, label: &str) -> String {
    match note.split_once(": ") {
        Some((word, rest)) if !label.is_empty() => format!("{word} of {}{rest}", label.to_lowercase()),
        _ => format!("{label}{note}"),
    }
}

/// What docs say beside their notes, as one text.
fn prose(docs: Docs) -> Option<String> {
    let parts = docs.summary.into_iter().chain(docs.description);
    let parts: Vec<String> = parts.map(|part| part.trim().to_owned()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
