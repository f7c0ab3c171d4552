//! Makes a mutant: a document with one to four faults at random places.
//!
//! A place is chosen either among all values of the tree or by walking down from the root with equal
//! chances at each level; the first finds the many schemas, the second the few things at the top.

use gatewright_document::{Map, Number, Pointer, Value};

use crate::corpus::Original;
use crate::random::Random;

/// A document with faults.
pub(crate) struct Mutant {
    pub(crate) name: String,
    pub(crate) root: Value,
    /// What was done to it.
    pub(crate) history: String,
    /// The kinds of what was done.
    pub(crate) kinds: Vec<&'static str>,
    /// How many bytes it has, about.
    pub(crate) size: usize,
}

/// What is written over keys and values: what the formats and Rust give a meaning.
const WORDS: &str = "$ref type properties items allOf oneOf anyOf not enum const default format required nullable \
    discriminator mapping propertyName additionalProperties patternProperties prefixItems schema content \
    application/json multipart/form-data text/event-stream */* parameters in name path query body header cookie \
    formData responses 200 2XX 99999 get x-amazon-apigateway-any-method /{a}{b}/{a} /{proxy+} { $default object \
    array string integer int64 decimal self crate Self r#type _ -1 Option";

/// What text can hold as well.
const ODD: [&str; 7] = ["", " ", "été", "\u{1f980}", "*/ /* \" \\ \n\r\u{0}", "(?<a>[", "\u{202e}]("];

/// The mutant of a seed: the same for the same originals.
pub(crate) fn mutant(seed: u64, originals: &[Original]) -> Mutant {
    let mut random = Random::new(seed);
    let (name, mut root, size) = match random.pick(originals) {
        Some(original) => (original.name.clone(), original.root.clone(), original.size),
        None => (String::new(), Value::Null, 0),
    };
    let mut history = name.clone();
    let mut kinds = Vec::new();
    for _ in 0..=random.below(4) {
        let place = place(&root, &mut random);
        let (kind, done) = fault(&mut root, &place, originals, &mut random);
        history.push_str(&format!(", {done} {place}"));
        kinds.push(kind);
    }
    Mutant { name, root, history, kinds, size }
}

/// Does one thing at a place, and says of which kind it is and what.
fn fault(
    root: &mut Value,
    place: &Pointer,
    originals: &[Original],
    random: &mut Random,
) -> (&'static str, &'static str) {
    match random.below(10) {
        0 => ("delete", delete(root, place)),
        1 => ("duplicate", duplicate(root, place, random)),
        2 | 3 => ("retype", put(root, place, retyped(random), "retype")),
        4 | 5 => ("rename", rename(root, place, random)),
        6 | 7 => ("rewire", rewire(root, place, random)),
        8 => ("transplant", transplant(root, place, random)),
        _ => ("splice", splice(root, place, originals, random)),
    }
}

/// A value of the tree.
fn place(root: &Value, random: &mut Random) -> Pointer {
    match random.below(3) {
        0 => descend(root, random),
        _ => nth(root, random.below(count(root))),
    }
}

fn descend(root: &Value, random: &mut Random) -> Pointer {
    let (mut pointer, mut value) = (Pointer::root(), root);
    loop {
        let children = children(value);
        let Some((key, child)) = random.pick(&children) else { return pointer };
        (pointer, value) = (pointer.child(key), child);
        if random.below(6) == 0 {
            return pointer;
        }
    }
}

/// The entries of an object, or the items of an array with their index.
fn children(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(entries) => entries.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect(),
        _ => Vec::new(),
    }
}

/// How many values there are in a tree, itself included.
fn count(root: &Value) -> usize {
    let (mut waiting, mut count) = (vec![root], 0);
    while let Some(value) = waiting.pop() {
        count += 1;
        match value {
            Value::Object(entries) => waiting.extend(entries.values()),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    count
}

/// Where the value of that number is, counting in the order of the document.
fn nth(root: &Value, number: usize) -> Pointer {
    let (mut pointer, mut value, mut left) = (Pointer::root(), root, number);
    'deeper: while left > 0 {
        left -= 1;
        for (key, child) in children(value) {
            let size = count(child);
            if left < size {
                (pointer, value) = (pointer.child(&key), child);
                continue 'deeper;
            }
            left -= size;
        }
        return pointer;
    }
    pointer
}

fn delete(root: &mut Value, place: &Pointer) -> &'static str {
    if let Some((parent, key)) = parent(root, place) {
        match parent {
            Value::Object(entries) => drop(entries.shift_remove(&key)),
            Value::Array(items) => {
                drop(key.parse().ok().filter(|index| *index < items.len()).map(|index| items.remove(index)))
            }
            _ => {}
        }
    }
    "delete"
}

/// Puts the same once more beside it.
fn duplicate(root: &mut Value, place: &Pointer, random: &mut Random) -> &'static str {
    let Some(value) = root.pointer(place).cloned() else { return "duplicate" };
    if let Some((parent, key)) = parent(root, place) {
        match parent {
            Value::Object(entries) => drop(entries.insert(alike(&key, random), value)),
            Value::Array(items) => items.push(value),
            _ => {}
        }
    }
    "duplicate"
}

/// A key that may become the same identifier as another.
fn alike(key: &str, random: &mut Random) -> String {
    match random.below(5) {
        0 => key.to_uppercase(),
        1 => key.to_lowercase(),
        2 => format!("{key}_"),
        3 => format!("{key}2"),
        _ => key.chars().flat_map(|letter| [letter, '-']).collect(),
    }
}

/// Gives an entry another key, at its old position.
fn rename(root: &mut Value, place: &Pointer, random: &mut Random) -> &'static str {
    let Some(own) = place.last().map(|key| key.into_owned()) else { return "rename" };
    let name = match random.below(4) {
        0 => alike(&own, random),
        1 => own.repeat(20),
        _ => word(random),
    };
    if let Some((Value::Object(entries), key)) = parent(root, place) {
        let renamed = |(old, value): (String, Value)| if old == key { (name.clone(), value) } else { (old, value) };
        let all: Map = std::mem::take(entries).into_iter().map(renamed).collect();
        *entries = all;
    }
    "rename"
}

/// Makes a reference of it: to a place of the document, to itself, to what is around it, to nowhere.
fn rewire(root: &mut Value, place: &Pointer, random: &mut Random) -> &'static str {
    let target = match random.below(8) {
        0 => place.to_string(),
        1 => place.parent().map_or_else(String::new, |parent| parent.to_string()),
        2 => format!("{place}/no/where"),
        3 => word(random),
        4 | 5 => schema(root, random).to_string(),
        _ => self::place(root, random).to_string(),
    };
    let text = if target.starts_with('/') || target.is_empty() { format!("#{target}") } else { target };
    let reference: Map = [("$ref".to_owned(), Value::String(text.clone()))].into_iter().collect();
    match root.pointer_mut(place) {
        // A reference of the document keeps its place.
        Some(Value::Object(entries)) if random.below(2) == 0 || entries.contains_key("$ref") => {
            entries.insert("$ref".to_owned(), Value::String(text));
            "refer beside what is at"
        }
        Some(Value::String(old)) if old.starts_with('#') => {
            *old = text;
            "refer at"
        }
        Some(value) => {
            *value = Value::Object(reference);
            "refer instead of"
        }
        None => "refer nowhere at",
    }
}

/// A schema that has a name, when there are any.
fn schema(root: &Value, random: &mut Random) -> Pointer {
    let homes = [Pointer::root().child("definitions"), Pointer::root().child("components").child("schemas")];
    let named = homes.iter().filter_map(|home| Some((home, root.pointer(home)?.as_object()?)));
    let all: Vec<Pointer> = named.flat_map(|(home, entries)| entries.keys().map(|key| home.child(key))).collect();
    random.pick(&all).cloned().unwrap_or_else(Pointer::root)
}

/// Copies a value of the document to another place of it.
fn transplant(root: &mut Value, place: &Pointer, random: &mut Random) -> &'static str {
    let from = self::place(root, random);
    match root.pointer(&from).filter(|value| count(value) <= LARGEST_GRAFT).cloned() {
        Some(value) => put(root, place, value, "transplant to"),
        None => "transplant nothing to",
    }
}

/// Values that a graft has at most: mutants do not double in size.
const LARGEST_GRAFT: usize = 5000;

/// Puts what another document has, at a place of that kind or at any.
fn splice(root: &mut Value, place: &Pointer, originals: &[Original], random: &mut Random) -> &'static str {
    let Some(other) = random.pick(originals) else { return "splice nothing to" };
    let from = if random.below(2) == 0 { schema(&other.root, random) } else { self::place(&other.root, random) };
    let Some(value) = other.root.pointer(&from).filter(|value| count(value) <= LARGEST_GRAFT).cloned() else {
        return "splice nothing to";
    };
    match (root.pointer_mut(place), value) {
        (Some(Value::Object(entries)), Value::Object(more)) if random.below(2) == 0 => {
            entries.extend(more);
            "splice into"
        }
        (_, value) => put(root, place, value, "splice to"),
    }
}

fn put(root: &mut Value, place: &Pointer, value: Value, done: &'static str) -> &'static str {
    if let Some(old) = root.pointer_mut(place) {
        *old = value;
    }
    done
}

/// A value of any type, often of one that does not belong.
fn retyped(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Bool(false),
        3 => Value::Array(Vec::new()),
        4 => Value::Object(Map::default()),
        5 => Value::Array(vec![Value::String(word(random)), Value::Null, Value::Object(Map::default())]),
        6 => Value::Object([(word(random), Value::String(word(random)))].into_iter().collect()),
        7 => Value::Array(vec![Value::String(word(random)), Value::String(word(random))]),
        8 | 9 => number(random),
        10 => Value::String("long ".repeat(200)),
        _ => Value::String(word(random)),
    }
}

fn number(random: &mut Random) -> Value {
    let texts = [
        "0",
        "-0",
        "-1",
        "1.5",
        "1e400",
        "-1e-400",
        "18446744073709551616",
        "9223372036854775808",
        "4294967296",
        "0.1",
    ];
    random.pick(&texts).and_then(|text| Number::parse(text)).map_or(Value::Null, Value::Number)
}

fn word(random: &mut Random) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().chain(ODD).collect();
    random.pick(&words).map(|word| (*word).to_owned()).unwrap_or_default()
}

/// What a place is in, and its key there.
fn parent<'v>(root: &'v mut Value, place: &Pointer) -> Option<(&'v mut Value, String)> {
    let key = place.last()?.into_owned();
    Some((root.pointer_mut(&place.parent()?)?, key))
}
