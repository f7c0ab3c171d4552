//! Names of the variants of a choice: what each is called, or by what it is told from the others.

use std::rc::Rc;

use gatewright_document::Node;
use indexmap::IndexSet;

use super::shape::Shape;
use super::{Lower, scalar};

/// Titles that are longer are sentences.
const LONGEST_TITLE: usize = 60;

impl<'d> Lower<'d, '_> {
    /// A name for each variant. Two may be the same: the naming pass tells them apart.
    pub(super) fn variant_names(&mut self, variants: &[Node<'d>]) -> Vec<String> {
        let shapes: Vec<Rc<Shape<'d>>> = variants.iter().map(|variant| self.shape(variant)).collect();
        let types: Vec<Option<&str>> = variants.iter().map(|variant| variant.str("type")).collect();
        let lists = types.iter().filter(|ty| **ty == Some("array")).count();
        let mut names = Vec::new();
        for (index, (variant, ty)) in variants.iter().zip(&types).enumerate() {
            let alone = types.iter().filter(|other| *other == ty).count() == 1;
            let name = given_name(variant).or_else(|| match ty {
                Some("array") if lists == 1 => Some("list".to_owned()),
                Some("array") => self.item_name(variant).map(|item| format!("{item} list")),
                Some("object") | None => self.told_apart(index, &shapes),
                Some(ty) if alone => Some((*ty).to_owned()),
                Some(ty) => Some(variant.str("format").unwrap_or(ty).to_owned()),
            });
            names.push(name.unwrap_or_else(|| format!("variant {}", index + 1)));
        }
        names
    }

    /// What the items of a list are called.
    fn item_name(&mut self, list: &Node<'d>) -> Option<String> {
        let items = list.get("items")?;
        given_name(&items).or_else(|| items.str("type").map(str::to_owned))
    }

    /// A value that only this object has, or else a member that only this one has.
    fn told_apart(&mut self, index: usize, shapes: &[Rc<Shape<'d>>]) -> Option<String> {
        let own = Rc::clone(shapes.get(index)?);
        let others = || shapes.iter().enumerate().filter(move |(other, _)| *other != index).map(|(_, shape)| shape);
        let mut tags: Vec<&String> = own.properties.keys().filter(|name| own.required.contains(*name)).collect();
        tags.sort();
        for name in tags {
            let values: Vec<Option<String>> = shapes.iter().map(|shape| self.only_value(shape, name)).collect();
            let value = values.get(index).cloned().flatten();
            if value.is_some() && values.iter().filter(|other| **other == value).count() == 1 {
                return value;
            }
        }
        let of_others: IndexSet<&String> = others().flat_map(|shape| shape.properties.keys()).collect();
        let mut members: Vec<&String> = own.properties.keys().filter(|name| !of_others.contains(name)).collect();
        members.sort_by_key(|name| (!own.required.contains(*name), name.as_str()));
        members.into_iter().find(|name| name.contains(char::is_alphanumeric)).cloned()
    }

    fn only_value(&mut self, shape: &Shape<'d>, member: &str) -> Option<String> {
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
