//! How bodies are written as XML (OpenAPI 3.0.4 and 3.2, XML Object).
//!
//! What a value is, its type says; a shape says which element or attribute it stands in. Where there is a choice of
//! schemas, the members of all of them are one table: which is meant is found out from the value.

use std::rc::Rc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Node, Severity};

use crate::ir::{XmlArena, XmlCalled, XmlContent, XmlId, XmlMember, XmlName, XmlOf, XmlPlace, XmlShape};
use crate::lower::facts::Facts;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Additional;
use crate::lower::node::{Key, key_of, resolved};
use crate::lower::operation::Operations;
use crate::lower::sink::Sink;

/// The shapes of an API while it is read.
#[derive(Default)]
pub(crate) struct XmlShapes<'d> {
    pub(crate) arena: XmlArena,
    /// By the schemas that speak of a value, and the element that is around it.
    known: IndexMap<(Vec<Key>, String), XmlId>,
    open: Vec<Open<'d>>,
    gathered: IndexMap<Vec<Key>, Rc<Gathered<'d>>>,
}

/// The reader of shapes.
pub(super) struct XmlReader<'r, 'd, 'o> {
    pub(super) facts: &'r Facts<'d>,
    pub(super) report: &'r mut Sink<'o>,
    pub(super) shapes: &'r mut XmlShapes<'d>,
}

/// The element around a body whose schema has no name.
const NAMELESS: &str = "root";

/// A shape whose content is still to be read.
pub(crate) struct Open<'d> {
    id: XmlId,
    nodes: Vec<Node<'d>>,
    name: String,
}

/// Whether values are of a schema for sure, or of one of several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Membership {
    Certain,
    Possible,
}

/// What a schema and those that it offers say together.
#[derive(Default)]
pub(crate) struct Gathered<'d> {
    members: IndexMap<String, Described<'d>>,
    others: Option<Node<'d>>,
    items: Vec<Node<'d>>,
    is_object: bool,
    is_list: bool,
    is_text: bool,
}

struct Described<'d> {
    nodes: Vec<Node<'d>>,
    required: bool,
}

/// An XML Object.
#[derive(Default)]
struct Xml {
    name: Option<String>,
    prefix: Option<String>,
    namespace: Option<String>,
    attribute: bool,
    wrapped: bool,
    text: bool,
}

impl<'d, 'o> Operations<'d, 'o> {
    /// The reader of how bodies are written as XML.
    pub(super) fn xml_reader(&mut self) -> XmlReader<'_, 'd, 'o> {
        XmlReader { facts: self.facts, report: &mut self.schemas.report, shapes: &mut self.xml }
    }
}

impl<'d> XmlReader<'_, 'd, '_> {
    /// How bodies of a schema are written; `hint` is what the shape is called after if the schema has no name.
    pub(crate) fn xml_body(&mut self, schema: &Node<'d>, hint: &str) -> XmlId {
        let at = resolved(schema).unwrap_or_else(|_| schema.clone());
        let xml = self.xml(core::slice::from_ref(schema));
        let known = self.facts.name_of(&at).map(|name| name.to_string());
        if xml.name.is_none() && known.is_none() {
            self.report
                .once(&at, Code::XML_NAME)
                .severity(Severity::Note)
                .message("the element around a body of XML has no name")
                .label(format!("written as `{NAMELESS}`, and read whatever it is called"))
                .help("give the schema an `xml: {name: …}`");
        }
        let name = xml.name.clone().or_else(|| known.clone()).unwrap_or_else(|| NAMELESS.to_owned());
        let called = known.map_or_else(|| XmlCalled::Body(hint.to_owned()), XmlCalled::Schema);
        let id = self.xml_shape(core::slice::from_ref(schema), called, &xml, &name);
        // One after the other: schemas may refer to each other in a line as long as the document.
        while let Some(open) = self.shapes.open.pop() {
            let content = self.xml_content(&open.nodes, &open.name);
            self.shapes.arena.get_mut(open.id).content = content;
        }
        id
    }

    fn xml_shape(&mut self, nodes: &[Node<'d>], called: XmlCalled, xml: &Xml, name: &str) -> XmlId {
        let targets: Vec<Node<'d>> = nodes.iter().map(|node| resolved(node).unwrap_or_else(|_| node.clone())).collect();
        let key: (Vec<Key>, String) = (targets.iter().map(key_of).collect(), name.to_owned());
        if let Some(known) = self.shapes.known.get(&key) {
            self.shapes.arena.get_mut(*known).called.or(called);
            return *known;
        }
        let at = targets.last().map_or_else(|| self.facts.document.root(), Node::clone);
        let element = self.xml_name(xml, name, &at);
        let origin = at.origin().clone();
        let id = self.shapes.arena.push(XmlShape { called, origin, element, content: XmlContent::Any });
        self.shapes.known.insert(key, id);
        self.shapes.open.push(Open { id, nodes: nodes.to_vec(), name: name.to_owned() });
        id
    }

    fn xml_content(&mut self, nodes: &[Node<'d>], name: &str) -> XmlContent {
        let gathered = self.gathered(nodes);
        match (gathered.is_object, gathered.is_list, gathered.is_text) {
            (true, false, _) => {
                let mut members: Vec<XmlMember> =
                    gathered.members.iter().map(|(key, member)| self.xml_member(key, member)).collect();
                tell_apart(&mut members);
                let others = match &gathered.others {
                    Some(node) => self.xml_of(core::slice::from_ref(node)),
                    None => XmlOf::Any,
                };
                XmlContent::Members { members, others }
            }
            (false, true, false) => {
                let (name, of) = self.xml_items(&gathered.items, name);
                XmlContent::Items { name, of }
            }
            (false, false, true) => XmlContent::Text,
            _ => XmlContent::Any,
        }
    }

    /// The element of an item: what the items say, else the name of the array.
    fn xml_items(&mut self, items: &[Node<'d>], otherwise: &str) -> (XmlName, XmlOf) {
        let xml = self.xml(items);
        let name = xml.name.clone().unwrap_or_else(|| otherwise.to_owned());
        let at = items.last().map_or_else(|| self.facts.document.root(), Node::clone);
        (self.xml_name(&xml, &name, &at), self.xml_of(items))
    }

    fn xml_member(&mut self, key: &str, member: &Described<'d>) -> XmlMember {
        let nodes = member.nodes.as_slice();
        let at = nodes.last().map_or_else(|| self.facts.document.root(), Node::clone);
        let xml = self.xml(nodes);
        let wanted = xml.name.clone().unwrap_or_else(|| key.to_owned());
        let gathered = self.gathered(nodes);
        let is_list = gathered.is_list && !gathered.is_object && !gathered.is_text;
        let (place, name, of) = if xml.attribute {
            (XmlPlace::Attribute, self.xml_name(&xml, &wanted, &at), XmlOf::Text)
        } else if xml.text {
            (XmlPlace::Text, self.xml_name(&xml, &wanted, &at), XmlOf::Text)
        } else if is_list && !xml.wrapped {
            let (name, of) = self.xml_items(&gathered.items, &wanted);
            (XmlPlace::Items { required: member.required }, name, of)
        } else {
            let name = self.xml_name(&xml, &wanted, &at);
            let of = if is_list {
                XmlOf::Shape(self.xml_shape(nodes, XmlCalled::Within, &xml, &wanted))
            } else {
                self.xml_of(nodes)
            };
            (XmlPlace::Element, name, of)
        };
        XmlMember { key: key.to_owned(), place, name, of }
    }

    /// What an element of a schema holds.
    fn xml_of(&mut self, nodes: &[Node<'d>]) -> XmlOf {
        let gathered = self.gathered(nodes);
        match (gathered.is_object, gathered.is_list, gathered.is_text) {
            (false, false, true) => XmlOf::Text,
            (false, false, false) => XmlOf::Any,
            _ => {
                let xml = self.xml(nodes);
                let target = nodes.last().and_then(|node| resolved(node).ok());
                let known = target.and_then(|at| self.facts.name_of(&at).map(|name| name.to_string()));
                let name = xml.name.clone().or_else(|| known.clone()).unwrap_or_else(|| NAMELESS.to_owned());
                let called = known.map_or(XmlCalled::Within, XmlCalled::Schema);
                XmlOf::Shape(self.xml_shape(nodes, called, &xml, &name))
            }
        }
    }

    fn gathered(&mut self, nodes: &[Node<'d>]) -> Rc<Gathered<'d>> {
        let key: Vec<Key> = nodes.iter().map(|node| key_of(&resolved(node).unwrap_or_else(|_| node.clone()))).collect();
        if let Some(known) = self.shapes.gathered.get(&key) {
            return Rc::clone(known);
        }
        let mut gathered = Gathered::default();
        self.gather_xml(nodes, Membership::Certain, &mut gathered, &mut IndexSet::default());
        let gathered = Rc::new(gathered);
        self.shapes.gathered.insert(key, Rc::clone(&gathered));
        gathered
    }

    fn gather_xml(
        &mut self,
        nodes: &[Node<'d>],
        membership: Membership,
        into: &mut Gathered<'d>,
        seen: &mut IndexSet<Key>,
    ) {
        let shape = self.facts.shape_of_all(nodes);
        for (name, property) in &shape.properties {
            let required = membership == Membership::Certain && shape.required.contains(name);
            let described = || Described { nodes: property.nodes.clone(), required };
            into.members.entry(name.clone()).or_insert_with(described);
        }
        if let Some(Additional::Schema(node)) = &shape.additional {
            into.others.get_or_insert_with(|| node.clone());
        }
        if into.items.is_empty() {
            into.items.clone_from(&shape.items);
        }
        let is_of = |ty: SchemaType<'_>| shape.types.as_ref().is_some_and(|types| types.contains(&ty));
        into.is_object |= shape.is_object();
        into.is_list |= is_of(SchemaType::Array) || !shape.items.is_empty() || !shape.prefix_items.is_empty();
        into.is_text |=
            [SchemaType::String, SchemaType::Number, SchemaType::Integer, SchemaType::Boolean].into_iter().any(is_of)
                || (shape.types.is_none() && (shape.constants.is_some() || shape.format.is_some()));
        let offered = shape.choices.iter().flat_map(|choice| &choice.variants).cloned();
        let targets: Vec<Node<'d>> = nodes.iter().filter_map(|node| resolved(node).ok()).collect();
        let family: Vec<Node<'d>> = targets.iter().filter_map(|at| self.facts.family_of(at)).flatten().collect();
        for variant in offered.chain(family) {
            let at = resolved(&variant).unwrap_or_else(|_| variant.clone());
            if seen.insert(key_of(&at)) {
                self.gather_xml(core::slice::from_ref(&variant), Membership::Possible, into, seen);
            }
        }
    }

    /// What the schemas say of one value, the last of them first, and a reference before what it leads to.
    fn xml(&mut self, nodes: &[Node<'d>]) -> Xml {
        let mut xml = Xml::default();
        for node in nodes.iter().rev() {
            let target = node.reference().and_then(|_| resolved(node).ok());
            for object in [Some(node.clone()), target].into_iter().flatten().filter_map(|node| node.read("xml")) {
                let text = |key| object.read(key).and_then(|value| value.as_str().map(str::to_owned));
                let flag = |key| object.read(key).is_some_and(|value| value.as_bool() == Some(true));
                let kind = text("nodeType");
                let is = |name| kind.as_deref() == Some(name);
                xml.name = xml.name.or_else(|| text("name"));
                xml.prefix = xml.prefix.or_else(|| text("prefix").filter(|prefix| !prefix.is_empty()));
                xml.namespace = xml.namespace.or_else(|| text("namespace"));
                xml.attribute |= flag("attribute") || is("attribute");
                xml.wrapped |= flag("wrapped") || is("element");
                xml.text |= flag("x-ms-text") || is("text") || is("cdata");
            }
        }
        xml
    }

    /// A name that can be written; one that has to be changed is reported.
    fn xml_name(&mut self, xml: &Xml, wanted: &str, at: &Node<'d>) -> XmlName {
        let (prefix, local) = match wanted.split_once(':') {
            Some((prefix, local)) if xml.prefix.is_none() => (Some(prefix), local),
            _ => (xml.prefix.as_deref(), wanted),
        };
        let (prefix, local) = (prefix.map(written), written(local));
        let qualified = prefix.map_or_else(|| local.clone(), |prefix| format!("{prefix}:{local}"));
        if !wanted.ends_with(&local) {
            self.report
                .once(at, Code::XML_NAME)
                .message(format!("`{}` cannot be a name in XML", wanted.escape_debug()))
                .label(format!("written as `{local}`"))
                .help("give the schema an `xml: {name: …}`");
        }
        XmlName { qualified, namespace: xml.namespace.clone() }
    }
}

/// Members of one schema that has a name would all be called after it: they are called as they are in JSON then.
fn tell_apart(members: &mut [XmlMember]) {
    let kind = |member: &XmlMember| (member.place == XmlPlace::Attribute, member.name.qualified.clone());
    let mut times: IndexMap<(bool, String), usize> = IndexMap::default();
    for member in members.iter() {
        *times.entry(kind(member)).or_default() += 1;
    }
    for member in members {
        if times.get(&kind(member)).is_some_and(|times| *times > 1) && member.place != XmlPlace::Text {
            member.name.qualified = written(&member.key);
        }
    }
}

/// XML 1.0, 2.3: letters, digits, and a few marks, of which not all may come first.
fn written(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let kept: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if kept.starts_with(|c: char| c.is_alphabetic() || c == '_') { kept } else { format!("_{kept}") }
}
