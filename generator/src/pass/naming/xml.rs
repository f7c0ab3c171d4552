//! The names of the statics that say how bodies of XML are written. Only generated code uses them.

use std::collections::BTreeMap;

use super::scope::Scope;
use crate::ir::{XmlArena, XmlCalled, XmlContent, XmlId, XmlOf, XmlPlace};
use crate::names::{Case, Ident, snake};

/// The name of each shape of the arena, in its order.
pub(super) fn shapes(shapes: &XmlArena) -> Vec<Ident> {
    let mut named: Vec<(String, String, &str, XmlId)> = words(shapes)
        .into_iter()
        .map(|(id, words)| {
            let shape = shapes.get(id);
            (words, shape.origin.to_string(), shape.element.qualified.as_str(), id)
        })
        .collect();
    named.sort_unstable();
    let mut scope = Scope::new(Case::Snake, &[]);
    let mut idents: Vec<(XmlId, Ident)> =
        named.iter().map(|(words, _, _, id)| (*id, scope.take(&snake(words), &None, None).shouted())).collect();
    idents.sort_unstable();
    idents.into_iter().map(|(_, ident)| ident).collect()
}

/// A shape without a name of its own is called after what it is in the shape that is nearest to a name; of several as
/// near, the first in the order of words. So the order of the document decides nothing.
fn words(shapes: &XmlArena) -> BTreeMap<XmlId, String> {
    let own = |id| match &shapes.get(id).called {
        XmlCalled::Schema(name) | XmlCalled::Body(name) => Some((id, name.clone())),
        XmlCalled::Within => None,
    };
    let mut known: BTreeMap<XmlId, String> = shapes.ids().filter_map(own).collect();
    let mut near = known.clone();
    while !near.is_empty() {
        let mut next: BTreeMap<XmlId, String> = BTreeMap::new();
        for (outer, words) in &near {
            for (inner, what) in inner(&shapes.get(*outer).content) {
                if known.contains_key(&inner) {
                    continue;
                }
                let words = format!("{words} {what}");
                let least = next.entry(inner).or_insert_with(|| words.clone());
                *least = words.min(core::mem::take(least));
            }
        }
        known.extend(next.clone());
        near = next;
    }
    known
}

/// The shapes that a shape has inside, and what each is there.
fn inner(content: &XmlContent) -> Vec<(XmlId, String)> {
    let shape = |of: &XmlOf, what: String| match of {
        XmlOf::Shape(id) => Some((*id, what)),
        XmlOf::Text | XmlOf::Any => None,
    };
    match content {
        XmlContent::Any | XmlContent::Text => Vec::new(),
        XmlContent::Items { of, .. } => shape(of, "item".to_owned()).into_iter().collect(),
        XmlContent::Members { members, others } => {
            let members = members.iter().filter_map(|member| {
                let is_item = matches!(member.place, XmlPlace::Items { .. });
                shape(&member.of, if is_item { format!("{} item", member.key) } else { member.key.clone() })
            });
            members.chain(shape(others, "value".to_owned())).collect()
        }
    }
}
