//! Names of the variants of a choice: what each is called, or what tells it from the others.

use std::rc::Rc;

use gatewright_document::Node;
use indexmap::{IndexMap, IndexSet};

use crate::lower::facts::Facts;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::schema::scalar;

/// Titles that are longer are sentences.
const LONGEST_TITLE: usize = 60;

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
        let types: Vec<Option<SchemaType<'d>>> = variants.iter().map(SchemaType::of).collect();
        let mut times: IndexMap<Option<SchemaType<'d>>, usize> = IndexMap::new();
        types.iter().for_each(|ty| *times.entry(*ty).or_default() += 1);
        let said = self.said(&shapes);
        let mut names = Vec::new();
        for (index, ((variant, ty), shape)) in variants.iter().zip(&types).zip(&shapes).enumerate() {
            let alone = times.get(ty) == Some(&1);
            let name = given_name(variant).or_else(|| match ty {
                Some(SchemaType::Array) if alone => Some("list".to_owned()),
                Some(SchemaType::Array) => self.item_name(variant).map(|item| format!("{item} list")),
                Some(SchemaType::Object) | None => self.told_apart(shape, &said),
                Some(ty) if alone => Some(ty.as_str().to_owned()),
                Some(ty) => Some(variant.str("format").unwrap_or(ty.as_str()).to_owned()),
            });
            names.push(name.unwrap_or_else(|| format!("variant {}", index + 1)));
        }
        names
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
        given_name(&items).or_else(|| items.str("type").map(str::to_owned))
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
        match constants.as_slice() {
            [only] => only.as_str().map(|_| scalar::text(only)),
            _ => None,
        }
    }
}

/// The last part of a reference, or the title.
fn given_name(node: &Node<'_>) -> Option<String> {
    if let Some(last) = node.reference().and_then(|reference| reference.rsplit(['/', '#']).next())
        && !last.is_empty()
    {
        return Some(last.strip_suffix(".yaml").or(last.strip_suffix(".json")).unwrap_or(last).to_owned());
    }
    node.str("title").filter(|title| !title.is_empty() && title.len() <= LONGEST_TITLE).map(str::to_owned)
}
