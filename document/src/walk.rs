//! Walks a raw tree knowing which keys are keywords and which are names.
//!
//! `example` is a keyword in a schema, but the name of a property inside of `properties`. What
//! stands inside of examples is data of the API and not part of the description.

use indexmap::IndexMap;

use crate::pointer::Pointer;
use crate::reference::is_url;
use crate::tree::Value;

/// How deep is looked; what is read from text is never deeper.
const DEPTH: usize = 256;

/// Keys whose entries have names that the author chose.
const NAME_MAPS: [&str; 25] = [
    "$defs",
    "callbacks",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
    "content",
    "x-ms-paths",
    "x-amazon-apigateway-request-validators",
];
/// Keys whose value is data.
const DATA: [&str; 8] = ["example", "examples", "default", "enum", "const", "x-example", "x-examples", "x-ms-examples"];

/// What a key at a place means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Keywords,
    Names,
}

/// Calls `visit` with every entry whose key is a keyword, outside of data, and the place of its object.
pub(crate) fn keywords<'v>(root: &'v Value, visit: &mut impl FnMut(&Path<'_>, &'v str, &'v Value)) {
    descend(root, &Path::Root, Context::Keywords, DEPTH, visit);
}

/// The way from the root to a value, kept on the stack: most places are never asked for.
pub(crate) enum Path<'p> {
    Root,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(crate) fn pointer(&self) -> Pointer {
        match self {
            Path::Root => Pointer::root(),
            Path::Key(parent, key) => parent.pointer().child(key),
            Path::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

fn descend<'v>(
    value: &'v Value,
    path: &Path<'_>,
    context: Context,
    depth: usize,
    visit: &mut impl FnMut(&Path<'_>, &'v str, &'v Value),
) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let inner = match context {
                    Context::Names => Context::Keywords,
                    Context::Keywords => {
                        visit(path, key, value);
                        if DATA.contains(&key.as_str()) {
                            example_references(value, path, visit);
                            continue;
                        }
                        if NAME_MAPS.contains(&key.as_str()) { Context::Names } else { Context::Keywords }
                    }
                };
                descend(value, &Path::Key(path, key), inner, depth - 1, visit);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                descend(item, &Path::Index(path, index), Context::Keywords, depth - 1, visit);
            }
        }
        _ => {}
    }
}

/// Examples by name may be references themselves: `examples: {cat: {$ref: …}}`.
fn example_references<'v>(value: &'v Value, path: &Path<'_>, visit: &mut impl FnMut(&Path<'_>, &'v str, &'v Value)) {
    for entry in value.as_object().into_iter().flat_map(|entries| entries.values()) {
        if let Some((key, reference @ Value::String(_))) = entry.as_object().and_then(|entries| entries.first())
            && key == "$ref"
            && entry.as_object().is_some_and(|entries| entries.len() == 1)
        {
            visit(path, key, reference);
        }
    }
}

/// The references that may name another file, each once, with the place of the first.
pub(crate) fn file_references(root: &Value) -> IndexMap<String, Pointer> {
    let mut found = IndexMap::new();
    let mut add = |reference: &str, place: &dyn Fn() -> Pointer| {
        if !reference.is_empty() && !reference.starts_with('#') && !is_url(reference) && !found.contains_key(reference)
        {
            found.insert(reference.to_owned(), place());
        }
    };
    keywords(root, &mut |path, key, value| match (key, value) {
        ("$ref" | "$dynamicRef" | "operationRef", Value::String(reference)) => {
            add(reference, &|| path.pointer().child(key));
        }
        ("discriminator", Value::Object(discriminator)) => {
            let mapping = discriminator.get("mapping").and_then(Value::as_object);
            for (name, target) in mapping.into_iter().flatten() {
                if let Some(target) = target.as_str() {
                    add(target, &|| path.pointer().child(key).child("mapping").child(name));
                }
            }
        }
        _ => {}
    });
    found
}
