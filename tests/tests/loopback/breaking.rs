//! Breaks each constraint of a value once: what `jsonschema` accepted before, and does not accept then.

use std::collections::BTreeSet;

use serde_json::{Number, Value, json};

use crate::cases::Side;
use crate::demands::Demands;
use crate::random::Random;
use crate::values::described;

/// The most broken values of one input.
const MOST: usize = 12;
/// The deepest place that is broken.
const DEPTH: usize = 4;
/// Formats that servers do not check unless they are asked to: to JSON Schema they are annotations.
const UNCHECKED: [&str; 10] = [
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "duration",
    "uri-reference",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// A value with one constraint broken.
pub(crate) struct Broken {
    pub(crate) value: Value,
    /// A JSON pointer to the place.
    pub(crate) at: String,
    /// The keyword.
    pub(crate) keyword: &'static str,
}

pub(crate) fn broken(side: &Side, schema: usize, value: &Value) -> Vec<Broken> {
    let mut search = Search { side, schema, whole: value, seen: BTreeSet::new(), found: Vec::new() };
    search.place(&[&side.table[schema]], value, &mut Vec::new());
    search.found
}

struct Search<'s> {
    side: &'s Side,
    schema: usize,
    whole: &'s Value,
    /// Keywords by place, without the indexes of arrays.
    seen: BTreeSet<(String, &'static str)>,
    found: Vec<Broken>,
}

impl<'s> Search<'s> {
    fn place(&mut self, schemas: &[&'s Value], value: &Value, path: &mut Vec<String>) {
        if path.len() > DEPTH || self.found.len() >= MOST {
            return;
        }
        let mut random = Random::new(7);
        let Some(demands) = Demands::of(&self.side.table, schemas, &mut random, false) else { return };
        let is_blurred = schemas.iter().any(|schema| is_blurred(schema));
        for (keyword, broken) in self::here(&demands, value) {
            if keyword != "format" || !is_blurred {
                self.add(keyword, broken, path);
            }
        }
        match value {
            Value::Object(entries) => {
                for (name, item) in entries {
                    path.push(name.clone());
                    self.place(&described(&demands, name), item, path);
                    path.pop();
                }
            }
            Value::Array(items) => {
                let schemas: Vec<&Value> = demands.items.clone();
                if let (Some(item), true) = (items.first(), demands.prefixes.is_empty()) {
                    path.push("0".to_owned());
                    self.place(&schemas, item, path);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, keyword: &'static str, broken: Value, path: &[String]) {
        let at: String = path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect();
        if self.found.len() >= MOST || self.seen.contains(&(at.clone(), keyword)) {
            return;
        }
        let mut whole = self.whole.clone();
        if let Some(place) = whole.pointer_mut(&at) {
            *place = broken;
        }
        if !self.side.judge.accepts(self.schema, &whole) {
            self.seen.insert((at.clone(), keyword));
            self.found.push(Broken { value: whole, at, keyword });
        }
    }
}

/// Whether one of its choices is any text to a server that does not check its format.
fn is_blurred(schema: &Value) -> bool {
    let choices = ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(*keyword)?.as_array());
    let format =
        |choice: &Value| choice.get("format").and_then(Value::as_str).is_some_and(|format| UNCHECKED.contains(&format));
    choices.flatten().any(format)
}

/// What the value may be replaced by to break a constraint of its own.
fn here(demands: &Demands<'_>, value: &Value) -> Vec<(&'static str, Value)> {
    let mut broken = Vec::new();
    if demands.types.is_some() {
        let other = if value.is_object() { json!("no object") } else { json!({ "no": "such type" }) };
        broken.push(("type", other));
    }
    if demands.listed.iter().any(|listed| listed.len() > 1) && value.is_string() {
        broken.push(("enum", json!("no such value")));
    }
    match value {
        Value::String(text) => string(demands, text, &mut broken),
        Value::Number(_) => number(demands, &mut broken),
        Value::Array(items) => array(demands, items, &mut broken),
        Value::Object(entries) => object(demands, entries, &mut broken),
        _ => {}
    }
    broken
}

fn string(demands: &Demands<'_>, text: &str, broken: &mut Vec<(&'static str, Value)>) {
    let (least, most) = demands.counts("minLength", "maxLength");
    if least > 0 {
        broken.push(("minLength", text.chars().take(least - 1).collect::<String>().into()));
    }
    if most < 10_000 {
        broken.push(("maxLength", format!("{text}{}", "a".repeat(most + 1 - text.chars().count().min(most))).into()));
    }
    if !demands.patterns.is_empty() {
        broken.push(("pattern", json!("\u{7f}")));
    }
    if demands.format.is_some_and(|format| !UNCHECKED.contains(&format)) || demands.base64 {
        broken.push(("format", json!("no such format!")));
    }
}

fn number(demands: &Demands<'_>, broken: &mut Vec<(&'static str, Value)>) {
    let float = |number: f64| {
        #[allow(clippy::cast_possible_truncation, reason = "whole and small enough")]
        let whole = number.fract() == 0.0 && number.abs() < 1e15;
        #[allow(clippy::cast_possible_truncation, reason = "whole and small enough")]
        let number = if whole { Some(Number::from(number as i64)) } else { Number::from_f64(number) };
        number.map_or(Value::Null, Value::Number)
    };
    for (keyword, step) in [("minimum", -1.0), ("maximum", 1.0)] {
        let bound = if step < 0.0 { demands.least(keyword) } else { demands.most(keyword) };
        // What no integer of the type can say is said by the type.
        broken.extend(bound.filter(|bound| bound.abs() < 1e15).map(|bound| (keyword, float(bound + step))));
    }
    broken.extend(demands.least("exclusiveMinimum").map(|bound| ("exclusiveMinimum", float(bound))));
    broken.extend(demands.most("exclusiveMaximum").map(|bound| ("exclusiveMaximum", float(bound))));
}

fn array(demands: &Demands<'_>, items: &[Value], broken: &mut Vec<(&'static str, Value)>) {
    let (least, most) = demands.counts("minItems", "maxItems");
    if least > 0 {
        broken.push(("minItems", items[..least.min(items.len()) - 1].to_vec().into()));
    }
    let Some(first) = items.first() else { return };
    if most < 1_000 {
        broken.push(("maxItems", vec![first.clone(); most + 1].into()));
    }
    if demands.unique {
        let twice: Vec<Value> = items.iter().chain([first]).cloned().collect();
        broken.push(("uniqueItems", twice.into()));
    }
}

fn object(demands: &Demands<'_>, entries: &serde_json::Map<String, Value>, broken: &mut Vec<(&'static str, Value)>) {
    for name in &demands.required {
        let mut without = entries.clone();
        if without.remove(*name).is_some() {
            broken.push(("required", without.into()));
            break;
        }
    }
    if demands.objects.iter().any(|object| object.get("additionalProperties") == Some(&Value::Bool(false))) {
        let mut more = entries.clone();
        more.insert("no such property".to_owned(), json!(1));
        broken.push(("additionalProperties", more.into()));
    }
}
