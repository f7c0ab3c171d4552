//! What is reported about a text that could be read: duplicate keys, tags, words that were booleans.
//!
//! Runs only over texts in which the reader saw such a thing, since it needs the places.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::code::Code;
use crate::diagnostic::{Origin, SourceId, Span};
use crate::fix::Fix;
use crate::number::Number;
use crate::places::{Content, Index};
use crate::pointer::Pointer;
use crate::read::Seen;
use crate::report::Report;
use crate::source::{Format, Source};
use crate::tree::Value;
use crate::walk::{self, Path};
use crate::yaml11;

/// Fields that are booleans wherever they stand in a document.
const BOOLEANS: [&str; 10] = [
    "required",
    "deprecated",
    "nullable",
    "readOnly",
    "writeOnly",
    "uniqueItems",
    "allowEmptyValue",
    "allowReserved",
    "explode",
    "wrapped",
];

/// Tells what was seen, and reads again what the first pass could not read exactly.
pub(crate) fn after_reading(
    mut value: Value,
    seen: &Seen,
    source: &Source,
    id: SourceId,
    report: &mut Report,
) -> Value {
    let index = || source.places.index(&source.text, source.format);
    if seen.inexact_numbers.get() || seen.binary_numbers {
        exact_numbers(&mut value, &source.text, index(), seen.binary_numbers);
    }
    if seen.duplicate_keys.get() {
        duplicate_keys(source, index(), id, report);
    }
    if seen.tags.get() {
        tags(&source.text, index(), id, report);
    }
    if seen.yaml11_booleans.get() {
        booleans(&mut value, id, report);
    }
    value
}

/// Numbers that an `f64` may have changed, from their text; and what YAML 1.2 takes for text.
fn exact_numbers(root: &mut Value, text: &str, index: &Index, binary: bool) {
    let mut found = Vec::new();
    collect(root, &Path::Root, &|number| binary || number.may_be_inexact(), &mut found);
    for pointer in found {
        let place = index.find(text, &pointer);
        let Some(written) = place.and_then(|place| text.get(place.value.range())) else {
            continue;
        };
        let Some(value) = root.pointer_mut(&pointer) else {
            continue;
        };
        let digits = written.trim_start_matches(['+', '-']);
        if binary && digits.starts_with("0b") {
            *value = written.into();
        } else if let Some(exact) = Number::parse(written.strip_prefix('+').unwrap_or(written)) {
            *value = Value::Number(exact);
        }
    }
}

// Text that was read is never deep enough for the recursion to matter.
fn collect(value: &Value, path: &Path<'_>, wanted: &impl Fn(&Number) -> bool, found: &mut Vec<Pointer>) {
    match value {
        Value::Number(number) if wanted(number) => found.push(path.pointer()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &Path::Index(path, index), wanted, found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                collect(value, &Path::Key(path, key), wanted, found);
            }
        }
        _ => {}
    }
}

fn duplicate_keys(source: &Source, index: &Index, id: SourceId, report: &mut Report) {
    let mut waiting = vec![(index.root, Pointer::root())];
    while let Some((number, pointer)) = waiting.pop() {
        let Some(place) = index.node(number) else {
            continue;
        };
        let mut keys: IndexMap<Cow<'_, str>, Span> = IndexMap::new();
        for (position, (number, child)) in index.children_of(place).enumerate() {
            let inner = match index.key_text(&source.text, number, child) {
                Some(key) => {
                    let inner = pointer.child(&key);
                    if let Some(span) = child.key
                        && let Some(first) = keys.insert(key.clone(), span)
                        && !(key == "<<" && source.format == Format::Yaml)
                    {
                        let place = Origin { span: Some(span), key: true, ..Origin::new(id, inner.clone()) };
                        report
                            .add(Code::DUPLICATE_KEY, &place)
                            .message(format!("the key `{key}` is there twice"))
                            .label("this one counts")
                            .related(&Origin::span(id, first), "this one is lost");
                    }
                    inner
                }
                None => pointer.index(position),
            };
            if let Some(Content::Array(..) | Content::Object(..)) = index.node(child.node).map(|place| place.content) {
                waiting.push((child.node, inner));
            }
        }
    }
}

fn tags(text: &str, index: &Index, id: SourceId, report: &mut Report) {
    for (_, _, span) in &index.tags {
        let written = text.get(span.range()).unwrap_or_default();
        if written.starts_with("!!") || !written.starts_with('!') {
            continue;
        }
        let name = written.trim_start_matches('!');
        // What CloudFormation fills in is reported where it matters.
        if crate::read::cloud_formation_key(name).is_none() {
            report
                .add(Code::YAML_TAG, &Origin::span(id, *span))
                .message(format!("the tag `{written}` is ignored"))
                .label("the value is read without it");
        }
    }
}

/// `required: yes` means what YAML 1.1 made of it: the author was used to that.
fn booleans(root: &mut Value, id: SourceId, report: &mut Report) {
    let mut found = Vec::new();
    walk::keywords(root, &mut |path, key, value| {
        if let Some(text) = value.as_str()
            && BOOLEANS.contains(&key)
            && let Some(boolean) = yaml11::boolean(text)
        {
            found.push((path.pointer().child(key), text.to_owned(), boolean));
        }
    });
    for (pointer, text, boolean) in found {
        let Some(value) = root.pointer_mut(&pointer) else {
            continue;
        };
        *value = Value::Bool(boolean);
        report
            .add(Code::YAML_BOOLEAN, &Origin::new(id, pointer.clone()))
            .message(format!("`{text}` is a string in YAML 1.2; it is taken as `{boolean}`"))
            .help(format!("write `{boolean}`"))
            .fix(Fix::update(&Origin::new(id, pointer), boolean.into()));
    }
}

pub(crate) fn several_documents(source: &Source, id: SourceId, report: &mut Report) {
    // The separator after the document that was read; the one before it is no second document.
    let index = source.places.index(&source.text, source.format);
    let end = index.node(index.root).map_or(0, |root| root.span.end as usize);
    let place = source
        .text
        .get(end..)
        .and_then(|rest| rest.find("---"))
        .map_or(Span::new(end, end), |at| Span::new(end + at, end + at + 3));
    report
        .add(Code::SEVERAL_DOCUMENTS, &Origin::span(id, place))
        .message("the file holds more than one YAML document")
        .label("only what stands before this is read")
        .help("save the others as files of their own");
}
