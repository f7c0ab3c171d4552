//! Names of the variants of a choice: what each is called, or what tells it from the others.

use std::rc::Rc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::Node;

use crate::lower::facts::bare::only_part;
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Additional, Shape};
use crate::lower::facts::{Facts, stem};

/// Titles that are longer are sentences.
const LONGEST_TITLE: usize = 60;
/// So many words of a sentence are a name.
const TITLE_WORDS: usize = 5;

/// What variants say of their members.
#[derive(Default)]
struct Said {
    members: IndexMap<String, usize>,
    /// By member and the only value that it may have.
    values: IndexMap<(String, String), usize>,
}

impl<'d> Facts<'d> {
    /// A name for each variant. Two may be the same: the naming pass tells them apart.
    pub(crate) fn variant_names(&self, variants: &[Node<'d>]) -> Vec<String> {
        let shapes: Vec<Rc<Shape<'d>>> = variants.iter().map(|variant| self.shape(variant)).collect();
        let types: Vec<Option<SchemaType<'d>>> =
            variants.iter().zip(&shapes).map(|(node, own)| only_type(node, own)).collect();
        let mut times: IndexMap<Option<SchemaType<'d>>, usize> = IndexMap::default();
        types.iter().for_each(|ty| *times.entry(*ty).or_default() += 1);
        let said = self.said(&shapes);
        let mut names = Vec::new();
        for ((variant, ty), shape) in variants.iter().zip(&types).zip(&shapes) {
            let alone = times.get(ty) == Some(&1);
            let by_type = || match ty {
                Some(SchemaType::Array) if alone => Some("list".to_owned()),
                Some(SchemaType::Array) => Some(match self.item_name(variant) {
                    Some(item) => format!("{item} list"),
                    None => "list".to_owned(),
                }),
                Some(SchemaType::Object) | None if is_map(shape) => Some(match self.value_name(shape) {
                    Some(value) if shapes.iter().filter(|shape| is_map(shape)).count() > 1 => format!("{value} map"),
                    _ => "map".to_owned(),
                }),
                Some(SchemaType::Object) | None => self.told_apart(shape, &said),
                Some(ty) if alone => Some(ty.as_str().to_owned()),
                Some(ty) => Some(variant.str("format").unwrap_or(ty.as_str()).to_owned()),
            };
            let name = self
                .given_name(variant)
                .or_else(by_type)
                .or_else(|| long_title(variant))
                .or_else(|| only_constant(shape));
            names.push(name.unwrap_or_else(|| ty.map_or("other", SchemaType::as_str).to_owned()));
        }
        names
    }

    /// The last part of a reference, or the title. OpenAPI 3.0 wraps a reference in `allOf` to describe it, OpenAPI 3.1
    /// in a choice to say that `null` fits too.
    fn given_name(&self, node: &Node<'d>) -> Option<String> {
        let wrapped = || only_part(node).filter(|part| !self.is_child_of(node, part)).or_else(|| only_variant(node));
        referred_name(node)
            .or_else(|| referred_name(&wrapped()?))
            .or_else(|| title(node).filter(|title| title.len() <= LONGEST_TITLE).map(str::to_owned))
    }

    /// How many of the shapes have a member, and how many require it to be one and the same value.
    fn said(&self, shapes: &[Rc<Shape<'d>>]) -> Said {
        let required: IndexSet<String> = shapes.iter().flat_map(|shape| shape.required.iter().cloned()).collect();
        let mut said = Said::default();
        for shape in shapes {
            for name in shape.properties.keys() {
                *said.members.entry(name.clone()).or_default() += 1;
                if required.contains(name)
                    && let Some(value) = self.only_value(shape, name)
                {
                    *said.values.entry((name.clone(), value)).or_default() += 1;
                }
            }
        }
        said
    }

    /// What the items of a list are called.
    fn item_name(&self, list: &Node<'d>) -> Option<String> {
        let items = list.read("items")?;
        self.given_name(&items).or_else(|| items.str("type").map(str::to_owned))
    }

    /// What the values of a map are called.
    fn value_name(&self, map: &Shape<'d>) -> Option<String> {
        let Some(Additional::Schema(values)) = &map.additional else { return None };
        self.given_name(values).or_else(|| values.str("type").map(str::to_owned))
    }

    /// A value that only this object has, or else a member that only this one has.
    fn told_apart(&self, own: &Shape<'d>, said: &Said) -> Option<String> {
        let mut tags: Vec<&String> = own.properties.keys().filter(|name| own.required.contains(*name)).collect();
        tags.sort();
        for name in tags {
            if let Some(value) = self.only_value(own, name)
                && said.values.get(&(name.clone(), value.clone())) == Some(&1)
            {
                return Some(value);
            }
        }
        let mut members: Vec<&String> =
            own.properties.keys().filter(|name| said.members.get(*name) == Some(&1)).collect();
        members.sort_by_key(|name| (!own.required.contains(*name), name.as_str()));
        members.into_iter().find(|name| name.contains(char::is_alphanumeric)).cloned()
    }

    fn only_value(&self, shape: &Shape<'d>, member: &str) -> Option<String> {
        let node = shape.properties.get(member)?.nodes.last()?.clone();
        let constants = self.shape(&node).constants.clone()?;
        match &*constants {
            [only] => only.as_str().map(|_| scalar::text(only)),
            _ => None,
        }
    }
}

/// Whether the properties of an object are described as a whole.
fn is_map(shape: &Shape<'_>) -> bool {
    shape.properties.is_empty()
        && shape.constants.is_none()
        && shape.choices.is_empty()
        && matches!(shape.additional, Some(Additional::Schema(_)))
}

/// The type that a variant has, by name or by its keywords.
fn only_type<'d>(node: &Node<'d>, shape: &Shape<'d>) -> Option<SchemaType<'d>> {
    SchemaType::of(node).or_else(|| match shape.types.as_deref() {
        Some([only]) => Some(*only),
        Some(_) => None,
        None if shape.is_object() => Some(SchemaType::Object),
        None if !shape.items.is_empty() || !shape.prefix_items.is_empty() => Some(SchemaType::Array),
        None => None,
    })
}

/// The only schema that a choice offers beside `null`.
fn only_variant<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let choice = node.get("anyOf").or_else(|| node.get("oneOf"))?;
    let mut variants = choice.items().filter(|variant| !is_null(variant));
    variants.next().filter(|_| variants.next().is_none())
}

/// The last part of a reference.
fn referred_name(node: &Node<'_>) -> Option<String> {
    let last = node.reference()?.rsplit(['/', '#']).next()?;
    (!last.is_empty()).then(|| stem(last).to_owned())
}

/// The only value of a variant.
fn only_constant(shape: &Shape<'_>) -> Option<String> {
    match shape.constants.as_deref() {
        Some([only]) => Some(scalar::text(only)),
        _ => None,
    }
}

/// The beginning of a title that is a sentence.
fn long_title(node: &Node<'_>) -> Option<String> {
    let words: Vec<&str> = title(node)?.split_whitespace().take(TITLE_WORDS).collect();
    Some(words.join(" "))
}

fn title<'d>(node: &Node<'d>) -> Option<&'d str> {
    node.str("title").filter(|title| title.contains(char::is_alphanumeric))
}
