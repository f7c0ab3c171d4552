//! From a value to XML.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Content, INSTANCE, Member, Name, Place, Shape};

/// A whole document in UTF-8.
pub(crate) fn write(value: &Value, shape: &Shape) -> String {
    let mut writer = Writer { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), scope: Vec::new() };
    match value {
        // There is one element around all, whatever the document says of the schema.
        Value::Array(items) if !matches!(shape.content, Content::Items { .. }) => {
            let item = Name { qualified: "item", namespace: None };
            writer.element(&Tag::from(&shape.name), &[], |writer| {
                items.iter().for_each(|value| writer.value(&Tag::from(&item), shape, value));
            });
        }
        _ => writer.value(&Tag::from(&shape.name), shape, value),
    }
    writer.out
}

struct Writer {
    out: String,
    /// Prefixes that are declared, with their namespaces; the prefix of the default namespace is empty.
    scope: Vec<(String, String)>,
}

/// The name of an element that is written.
struct Tag<'a> {
    prefix: &'a str,
    local: Cow<'a, str>,
    namespace: Option<&'a str>,
}

impl<'a> From<&'a Name> for Tag<'a> {
    fn from(name: &'a Name) -> Self {
        let (prefix, local) = name.qualified.split_once(':').unwrap_or(("", name.qualified));
        Self { prefix, local: local.into(), namespace: name.namespace }
    }
}

impl Writer {
    fn value(&mut self, tag: &Tag<'_>, shape: &Shape, value: &Value) {
        match (&shape.content, value) {
            (_, Value::Null) => {
                let nil = Tag { prefix: "xsi", local: "nil".into(), namespace: Some(INSTANCE) };
                self.element(tag, &[(nil, "true".to_owned())], |_| {});
            }
            (Content::Items { name, shape }, Value::Array(items)) => self.element(tag, &[], |writer| {
                items.iter().for_each(|item| writer.value(&Tag::from(name), shape, item));
            }),
            (_, Value::Array(items)) => items.iter().for_each(|item| self.value(tag, shape, item)),
            (Content::Members { members, others }, Value::Object(object)) => self.object(tag, members, others, object),
            (_, Value::Object(object)) => self.object(tag, &[], &super::ANY, object),
            (_, scalar) => self.element(tag, &[], |writer| writer.escaped(&plain(scalar), false)),
        }
    }

    fn object(&mut self, tag: &Tag<'_>, members: &[Member], others: &Shape, object: &Map<String, Value>) {
        let given = || members.iter().filter_map(|member| Some((member, object.get(member.key)?)));
        let attributes: Vec<(Tag<'_>, String)> = given()
            .filter(|(member, value)| member.place == Place::attribute && !value.is_null())
            .map(|(member, value)| (Tag::from(&member.name), plain(value)))
            .collect();
        self.element(tag, &attributes, |writer| {
            for (member, value) in given() {
                match (member.place, value) {
                    (Place::attribute, _) => {}
                    (Place::text, value) => writer.escaped(&plain(value), false),
                    (Place::items | Place::required_items, Value::Array(items)) => {
                        items.iter().for_each(|item| writer.value(&Tag::from(&member.name), member.shape, item));
                    }
                    (_, value) => writer.value(&Tag::from(&member.name), member.shape, value),
                }
            }
            for (key, value) in object {
                if !members.iter().any(|member| member.key == key) {
                    writer.value(&Tag { prefix: "", local: name_of(key), namespace: None }, others, value);
                }
            }
        });
    }

    fn element(&mut self, tag: &Tag<'_>, attributes: &[(Tag<'_>, String)], content: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        for tag in core::iter::once(tag).chain(attributes.iter().map(|(tag, _)| tag)) {
            self.declare(tag);
        }
        let name = self.qualified(tag);
        self.out.push('<');
        self.out.push_str(&name);
        let declared: Vec<(String, String)> = self.scope.get(outer..).unwrap_or_default().to_vec();
        for (prefix, namespace) in declared {
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.attribute(&format!("xmlns{colon}{prefix}"), &namespace);
        }
        for (tag, value) in attributes {
            let name = self.qualified(tag);
            self.attribute(&name, value);
        }
        self.out.push('>');
        let start = self.out.len();
        content(self);
        if self.out.len() == start {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        self.scope.truncate(outer);
    }

    fn declare(&mut self, tag: &Tag<'_>) {
        if let Some(namespace) = tag.namespace
            && self.namespace(tag.prefix) != Some(namespace)
        {
            self.scope.push((tag.prefix.to_owned(), namespace.to_owned()));
        }
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        let declared = self.scope.iter().rev().find(|(declared, _)| declared == prefix);
        declared.map(|(_, namespace)| namespace.as_str())
    }

    /// With its prefix, where that stands for something: else no reader could take it.
    fn qualified(&self, tag: &Tag<'_>) -> String {
        match self.namespace(tag.prefix) {
            Some(_) if !tag.prefix.is_empty() => format!("{}:{}", tag.prefix, tag.local),
            _ => tag.local.clone().into_owned(),
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.escaped(value, true);
        self.out.push('"');
    }

    /// Text, or what stands between quotes.
    fn escaped(&mut self, text: &str, quoted: bool) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if quoted => self.out.push_str("&quot;"),
                // XML 1.0, 2.11 and 3.3.3: readers make spaces and line feeds of them.
                '\t' | '\n' if quoted => self.out.push_str(&format!("&#{};", u32::from(c))),
                '\r' => self.out.push_str("&#13;"),
                c if is_char(c) => self.out.push(c),
                _ => self.out.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }
}

/// XML 1.0, 2.2: what a document may hold at all.
fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// A scalar as text. What is none is JSON: there is no other way to have it in an attribute.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A key as the name of an element (XML 1.0, 2.3).
fn name_of(key: &str) -> Cow<'_, str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let starts = key.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if starts && key.chars().all(is_name) {
        return key.into();
    }
    let name: String = key.chars().map(|c| if is_name(c) { c } else { '_' }).collect();
    if starts { name.into() } else { format!("_{name}").into() }
}
