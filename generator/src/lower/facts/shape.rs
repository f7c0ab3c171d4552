//! All keywords of one schema in one place, whatever the version of the document and however the schema was put
//! together. Properties and items stay nodes.

use std::rc::Rc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Node, Value};

use crate::ir::Limits;
use crate::lower::facts::constants::Constants;
use crate::lower::facts::schema_type::SchemaType;

/// All that one schema says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape<'d> {
    pub(crate) types: Option<Vec<SchemaType<'d>>>,
    /// The schemas that say so.
    pub(crate) types_at: Vec<Node<'d>>,
    pub(crate) nullable: bool,
    pub(crate) properties: IndexMap<String, Property<'d>>,
    pub(crate) required: IndexSet<String>,
    pub(crate) additional: Option<Additional<'d>>,
    pub(crate) patterns: Vec<(String, Node<'d>)>,
    pub(crate) choices: Vec<Choice<'d>>,
    pub(crate) constants: Option<Constants>,
    /// Where the constants are listed, for `x-enum-varnames` and the like.
    pub(crate) constants_at: Option<Node<'d>>,
    /// Every schema that speaks of the items, or of those behind `prefix_items`.
    pub(crate) items: Vec<Node<'d>>,
    /// The items of a tuple by their places, each with every schema that speaks of it.
    pub(crate) prefix_items: Vec<Vec<Node<'d>>>,
    /// They stand in a list of `items`.
    pub(crate) items_listed: bool,
    /// Nothing may stand behind `prefix_items`.
    pub(crate) ends: bool,
    pub(crate) format: Option<String>,
    pub(crate) limits: Limits,
    /// `propertyName`, of this schema itself: a discriminator is not inherited.
    pub(crate) discriminator: Option<Node<'d>>,
    pub(crate) content_encoding: bool,
}

/// One member, with every schema that speaks of it.
#[derive(Clone, Debug)]
pub(crate) struct Property<'d> {
    pub(crate) nodes: Vec<Node<'d>>,
    /// The schema that declares it: inline types are named after their place. `None` for where it is read.
    pub(crate) owner: Option<Rc<str>>,
}

impl Property<'_> {
    /// What a copy of it costs: its prose is written once more.
    pub(crate) fn cost(&self) -> usize {
        let prose = self.nodes.last().and_then(|node| node.str("description")).map_or(0, str::len);
        1 + prose / 100
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Additional<'d> {
    Any,
    None,
    Schema(Node<'d>),
}

/// A `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Choice<'d> {
    pub(crate) any_of: bool,
    pub(crate) variants: Vec<Node<'d>>,
}

/// Keywords that give a schema structure of its own; beside a `$ref` they make an `allOf` of it.
const STRUCTURE: [&str; 12] = [
    "properties",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "prefixItems",
    "enum",
    "const",
    "additionalProperties",
    "patternProperties",
    "format",
];

/// Whether the reference has siblings that change what is referred to.
pub(crate) fn has_structure_beside_reference(node: &Node<'_>) -> bool {
    STRUCTURE.iter().any(|keyword| node.read(keyword).is_some_and(|sibling| !is_empty(&sibling)))
        || node.read("type").is_some_and(|ty| !is_type_of_target(node, &ty))
}

/// Whether a `type` beside a reference says what is referred to anyway. grpc-gateway writes `type: object` beside each.
fn is_type_of_target(node: &Node<'_>, ty: &Node<'_>) -> bool {
    const OF_OBJECTS: [&str; 6] =
        ["properties", "additionalProperties", "patternProperties", "allOf", "oneOf", "anyOf"];
    let (Some(name), Ok(target)) = (ty.as_str(), node.resolve()) else { return false };
    match target.value().get("type") {
        Some(own) => own.as_str() == Some(name),
        None => name == "object" && OF_OBJECTS.iter().any(|keyword| target.value().get(keyword).is_some()),
    }
}

fn is_empty(node: &Node<'_>) -> bool {
    match node.value() {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

impl Shape<'_> {
    /// Whether objects fit, by type or by the keywords used.
    pub(crate) fn is_object(&self) -> bool {
        match &self.types {
            Some(types) => types.contains(&SchemaType::Object),
            None => {
                !self.properties.is_empty()
                    || matches!(self.additional, Some(Additional::Schema(_)))
                    || !self.patterns.is_empty()
            }
        }
    }

    /// Whether no type is named, and keywords speak of objects or arrays.
    pub(crate) fn is_of_untold_type(&self) -> bool {
        self.types.is_none() && (self.is_object() || !self.items.is_empty() || !self.prefix_items.is_empty())
    }

    /// Whether all that there is to say are listed scalars.
    pub(crate) fn is_bare_enumeration(&self) -> bool {
        self.constants.as_ref().is_some_and(Constants::are_scalars)
            && self.choices.is_empty()
            && self.limits.is_empty()
            && !self.is_object()
    }

    /// Whether some values are excluded by their type, such as null.
    pub(crate) fn speaks_of_type(&self) -> bool {
        self.types.is_some()
            || self.constants.is_some()
            || !self.properties.is_empty()
            || !self.choices.is_empty()
            || !self.items.is_empty()
            || !self.prefix_items.is_empty()
            || matches!(self.additional, Some(Additional::Schema(_)))
    }
}
