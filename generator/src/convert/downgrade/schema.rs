//! Schemas of JSON Schema 2020-12 as those of OpenAPI 3.0.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};
use crate::convert::upgrade::is_annotation;

/// Keywords that OpenAPI 3.0 has no word for.
const UNKNOWN: [&str; 21] = [
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "contentSchema",
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$vocabulary",
    "$comment",
    "additionalItems",
    "dependencies",
];

pub(super) fn schema(step: &mut Step<'_>, mut entries: Map, at: &At) -> Value {
    for keyword in UNKNOWN {
        step.no_such(&mut entries, keyword, at);
    }
    lift_definitions(step, &mut entries, at);
    constant(&mut entries);
    examples(step, &mut entries, at);
    bound(&mut entries, "exclusiveMinimum", "minimum", |exclusive, other| exclusive >= other);
    bound(&mut entries, "exclusiveMaximum", "maximum", |exclusive, other| exclusive <= other);
    content(step, &mut entries, at);
    tuple(step, &mut entries, at);
    patterns(step, &mut entries, at);
    types(&mut entries);
    choice(step, &mut entries, at);
    beside_reference(step, &mut entries, at);
    entries.into()
}

fn lift_definitions(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let Some(Value::Object(definitions)) = entries.shift_remove("$defs") else { return };
    for (name, schema) in definitions {
        let at = at.child("$defs").child(&name);
        if !step.is_referred_to(&at.from) {
            step.lose(&at.from, "OpenAPI 3.0 has no `$defs`: this one, which no `$ref` leads to, is left out");
            continue;
        }
        step.place(&at);
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
        step.lifted.push((name.chars().map(plain).collect(), at.from, schema));
    }
}

/// A constant is a list of one.
fn constant(entries: &mut Map) {
    if let Some(value) = entries.get("const").cloned() {
        rename(entries, "const", "enum", Value::Array(vec![value]));
    }
}

/// Renames an entry at its place, unless the new name is there already.
fn rename(entries: &mut Map, from: &str, to: &str, value: Value) {
    if entries.contains_key(to) {
        entries.shift_remove(from);
        return;
    }
    *entries = core::mem::take(entries)
        .into_iter()
        .map(|(key, old)| if key == from { (to.to_owned(), value.clone()) } else { (key, old) })
        .collect();
}

fn examples(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let Some(Value::Array(examples)) = entries.get("examples").cloned() else { return };
    if examples.len() > 1 || entries.contains_key("example") {
        step.lose(&at.from.child("examples"), "OpenAPI 3.0 has one `example` of a schema: the first is kept");
    }
    match examples.into_iter().next() {
        Some(first) => rename(entries, "examples", "example", first),
        None => {
            entries.shift_remove("examples");
        }
    }
}

/// A bound that is exclusive becomes a bound with a flag.
fn bound(entries: &mut Map, exclusive: &str, inclusive: &str, is_tighter: fn(f64, f64) -> bool) {
    let Some(limit) = entries.get(exclusive).filter(|limit| limit.as_number().is_some()).cloned() else { return };
    let other = entries.get(inclusive).and_then(Value::as_f64);
    entries.shift_remove(exclusive);
    if other.is_none_or(|other| limit.as_f64().is_some_and(|limit| is_tighter(limit, other))) {
        entries.insert(inclusive.to_owned(), limit);
        entries.insert(exclusive.to_owned(), true.into());
    }
}

/// Bytes are formats in 3.0.
fn content(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let encoding = entries.get("contentEncoding").and_then(Value::as_str).map(str::to_owned);
    let media_type = entries.get("contentMediaType").and_then(Value::as_str).map(str::to_owned);
    let has_format = entries.contains_key("format");
    if encoding.as_deref() == Some("base64") && !has_format {
        rename(entries, "contentEncoding", "format", "byte".into());
    } else if encoding.is_none() && media_type.as_deref() == Some("application/octet-stream") && !has_format {
        rename(entries, "contentMediaType", "format", "binary".into());
        return;
    }
    for keyword in ["contentEncoding", "contentMediaType"] {
        step.no_such(entries, keyword, at);
    }
}

fn tuple(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let has_tuple = entries.contains_key("prefixItems");
    if has_tuple || entries.get("items").is_some_and(|items| items.as_array().is_some()) {
        let keyword = if has_tuple { "prefixItems" } else { "items" };
        step.lose(&at.from.child(keyword), "OpenAPI 3.0 has no lists with a schema for each item: any item is allowed");
        entries.shift_remove("prefixItems");
        entries.insert("items".to_owned(), Map::default().into());
    }
    let is_array = entries.get("type").is_some_and(|ty| {
        ty.as_str() == Some("array")
            || ty.as_array().is_some_and(|names| names.iter().any(|name| name.as_str() == Some("array")))
    });
    if is_array && !entries.contains_key("items") {
        entries.insert("items".to_owned(), Map::default().into());
    }
}

fn patterns(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let Some(patterns) = step.no_such(entries, "patternProperties", at) else { return };
    let mut schemas = patterns.as_object().into_iter().flat_map(|patterns| patterns.values());
    // What no pattern fits was forbidden, or open; names are not looked at any more.
    let rest = match (entries.get("additionalProperties"), schemas.next(), schemas.next()) {
        (Some(Value::Bool(false)), Some(only), None) => only.clone(),
        _ => true.into(),
    };
    entries.insert("additionalProperties".to_owned(), rest);
}

/// Lists of types are choices, and `null` is a flag.
fn types(entries: &mut Map) {
    let names = match entries.get("type") {
        Some(Value::Array(names)) => names.clone(),
        Some(Value::String(name)) if name == "null" => vec!["null".into()],
        _ => return,
    };
    let is_null = |name: &Value| name.is_null() || name.as_str() == Some("null");
    let (nulls, mut names): (Vec<Value>, Vec<Value>) = names.into_iter().partition(is_null);
    match names.as_mut_slice() {
        [] => {
            if !nulls.is_empty() && !entries.contains_key("enum") {
                rename(entries, "type", "enum", Value::Array(vec![Value::Null]));
            }
            entries.shift_remove("type");
        }
        [only] => {
            entries.insert("type".to_owned(), core::mem::take(only));
        }
        _ => {
            let variants = names.into_iter().map(|name| Value::from_iter([("type".to_owned(), name)])).collect();
            let variants = Value::Array(variants);
            if entries.contains_key("anyOf") {
                let both = Value::from_iter([("anyOf".to_owned(), variants)]);
                entries.shift_remove("type");
                if let Some(Value::Array(parts)) = entries.get_mut("allOf") {
                    parts.push(both);
                } else {
                    entries.insert("allOf".to_owned(), Value::Array(vec![both]));
                }
            } else {
                rename(entries, "type", "anyOf", variants);
            }
        }
    }
    // Without a type `null` is a value like others.
    if !nulls.is_empty() && (entries.contains_key("type") || entries.contains_key("anyOf")) {
        entries.insert("nullable".to_owned(), true.into());
    }
}

/// A variant that is `null` becomes a flag.
fn choice(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(variants)) = entries.get_mut(keyword) else { continue };
        let nulls = variants.iter().filter(|variant| is_null(variant)).count();
        if nulls == 0 || nulls == variants.len() {
            continue;
        }
        let old = core::mem::take(variants);
        let mut kept = Vec::new();
        let mut last = at.clone();
        for (index, variant) in old.into_iter().enumerate() {
            if !is_null(&variant) {
                let place = at.to.child(keyword).index(kept.len());
                last = at.child(keyword).index(index);
                step.shift(&last, &place);
                last.to = place;
                kept.push(variant);
            }
        }
        let others = entries.keys().any(|key| key != keyword && !is_annotation(key) && key != "nullable");
        entries.insert("nullable".to_owned(), true.into());
        if let [Value::Object(only)] = kept.as_slice()
            && !others
            && is_plain(only)
        {
            // In 3.0 `nullable` counts beside a `type` alone.
            step.shift(&last, &at.to);
            entries.shift_remove(keyword);
            for (key, entry) in only {
                entries.get_or_insert(key.clone(), entry.clone());
            }
            continue;
        }
        let is_reference = kept.first().is_some_and(|only| only.get("$ref").is_some());
        if kept.len() > 1 || others || !is_reference {
            entries.insert(keyword.to_owned(), Value::Array(kept));
            continue;
        }
        step.shift(&at.child(keyword), &at.to.child("allOf"));
        rename(entries, keyword, "allOf", Value::Array(kept));
    }
}

/// A schema of text or numbers that is no type of its own.
fn is_plain(schema: &Map) -> bool {
    let ty = schema.get("type").and_then(Value::as_str);
    matches!(ty, Some("string" | "integer" | "number" | "boolean")) && !schema.contains_key("enum")
}

fn is_null(schema: &Value) -> bool {
    let Some(entries) = schema.as_object() else { return schema.is_null() };
    entries.get("enum").and_then(Value::as_array).is_some_and(|values| matches!(values.as_slice(), [Value::Null]))
}

/// In 3.0 what stands beside a reference is ignored, so that the reference becomes a part.
fn beside_reference(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    if entries.len() < 2 || entries.get("$ref").and_then(Value::as_str).is_none() {
        return;
    }
    if entries.shift_remove("title").is_some() {
        // Of a schema with a part it would be the name.
        step.lose(&at.from.child("title"), "OpenAPI 3.0 ignores `title` beside a reference");
    }
    if entries.len() < 2 {
        return;
    }
    let Some(reference) = entries.get("$ref").cloned() else { return };
    let part = Value::from_iter([("$ref".to_owned(), reference)]);
    match entries.get_mut("allOf") {
        Some(Value::Array(parts)) => {
            parts.push(part);
            entries.shift_remove("$ref");
        }
        _ => rename(entries, "$ref", "allOf", Value::Array(vec![part])),
    }
}
