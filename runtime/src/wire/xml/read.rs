//! From XML to a value.

use std::fmt;

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::bounds;
use super::{ANY, Content, INSTANCE, Member, Place, Shape};

/// Elements within elements that are read, as many as JSON may have values within values.
const DEPTH: usize = 128;

/// Text that is not XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub(crate) message: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Malformed {}

/// The value of a document. Prefixes and namespaces are passed over: names are told apart by what follows the prefix.
pub(crate) fn read(text: &str, shape: &Shape) -> Result<Value, Malformed> {
    if let Err(beyond) = bounds::check(text) {
        let before = text.get(..beyond.at).unwrap_or_default();
        let (line, column) =
            before.rsplit_once('\n').map_or((1, before), |(lines, last)| (lines.matches('\n').count() + 2, last));
        return Err(Malformed { message: beyond.message, line, column: column.chars().count() + 1 });
    }
    // Without a document type definition there are no entities that could grow (the default of the parser).
    let document = Document::parse(text).map_err(|error| {
        let at = error.pos();
        // The parser writes the place behind what it says.
        let message = error.to_string();
        let message = message.strip_suffix(&format!(" at {at}")).unwrap_or(&message).to_owned();
        Malformed { message, line: at.row as usize, column: at.col as usize }
    })?;
    value(document.root_element(), shape, 0)
}

fn value(node: Node<'_, '_>, shape: &Shape, depth: usize) -> Result<Value, Malformed> {
    if depth >= DEPTH {
        let at = node.document().text_pos_at(node.range().start);
        let message = format!("more than {DEPTH} elements within each other");
        return Err(Malformed { message, line: at.row as usize, column: at.col as usize });
    }
    if is_nil(node) {
        return Ok(Value::Null);
    }
    match &shape.content {
        Content::Members { members, others } => object(node, members, others, depth),
        Content::Items { shape, .. } => {
            let items = node.children().filter(Node::is_element).map(|item| value(item, shape, depth + 1));
            items.collect::<Result<Vec<Value>, Malformed>>().map(Value::Array)
        }
        Content::Text if !has_elements(node) => Ok(text(node)),
        Content::Any if !has_elements(node) && attributes(node).next().is_none() => Ok(text(node)),
        Content::Text | Content::Any => object(node, &[], &ANY, depth),
    }
}

fn object(node: Node<'_, '_>, members: &[Member], others: &Shape, depth: usize) -> Result<Value, Malformed> {
    let mut object = Map::new();
    for member in members {
        match member.place {
            Place::required_items => {
                object.insert(member.key.to_owned(), Value::Array(Vec::new()));
            }
            Place::text => {
                object.insert(member.key.to_owned(), text(node));
            }
            Place::attribute | Place::element | Place::items => {}
        }
    }
    for (name, text) in attributes(node) {
        let member = members.iter().find(|member| member.place == Place::attribute && member.name.local() == name);
        object.insert(member.map_or(name, |member| member.key).to_owned(), Value::from(text));
    }
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        let is_element = |place| matches!(place, Place::element | Place::items | Place::required_items);
        let member = members.iter().find(|member| is_element(member.place) && member.name.local() == name);
        let read = value(child, member.map_or(others, |member| member.shape), depth + 1)?;
        match member {
            Some(Member { key, place: Place::items | Place::required_items, .. }) => {
                match object.entry(*key).or_insert_with(|| Value::Array(Vec::new())) {
                    Value::Array(items) => items.push(read),
                    other => *other = Value::Array(vec![read]),
                }
            }
            Some(Member { key, .. }) => add(&mut object, key, read),
            None => add(&mut object, name, read),
        }
    }
    Ok(Value::Object(object))
}

/// An element that is no item of an array; if it occurs again, it is one.
fn add(object: &mut Map<String, Value>, name: &str, read: Value) {
    match object.get_mut(name) {
        None => {
            object.insert(name.to_owned(), read);
        }
        Some(Value::Array(items)) => items.push(read),
        Some(first) => *first = Value::Array(vec![first.take(), read]),
    }
}

fn has_elements(node: Node<'_, '_>) -> bool {
    node.children().any(|child| child.is_element())
}

fn text(node: Node<'_, '_>) -> Value {
    Value::String(node.children().filter(Node::is_text).filter_map(|child| child.text()).collect())
}

/// The attributes that belong to the value.
fn attributes<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let own = node.attributes().filter(|attribute| attribute.namespace() != Some(INSTANCE));
    own.map(|attribute| (attribute.name(), attribute.value()))
}

fn is_nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((INSTANCE, "nil")), Some("true" | "1"))
}
