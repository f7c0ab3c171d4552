//! Puts together what several schemas say of one value.

use std::rc::Rc;

use gatewright_document::Node;

use crate::lower::facts::Facts;
use crate::lower::facts::constants::Constants;
use crate::lower::facts::finding::Fault;
use crate::lower::facts::schema_type::{SchemaType, listed};
use crate::lower::facts::shape::{Additional, Shape};
use crate::lower::node::key_of;

/// Which schema owns a property that two schemas declare.
#[derive(Clone, Copy)]
pub(crate) enum Home {
    /// The schema that adds to the other.
    Later,
    /// Both, which a third puts together: each may have types of its own for the property.
    Both,
    /// The place that reads them as one.
    Reader,
}

impl<'d> Facts<'d> {
    /// Adds what `other` says to `shape`; both apply to the same value.
    pub(super) fn merge(&self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>, home: Home) {
        // A schema that says nothing of the type does not forbid null either.
        shape.nullable = match (shape.speaks_of_type(), other.speaks_of_type()) {
            (true, true) => shape.nullable && other.nullable,
            _ => shape.nullable || other.nullable,
        };
        self.merge_types(shape, other, at);
        merge_properties(shape, other, home);
        shape.required.extend(other.required.iter().cloned());
        if let (Some(Additional::Schema(first)), Some(Additional::Schema(second))) =
            (&shape.additional, &other.additional)
        {
            self.note(Fault::LeftOut { left_out: second.clone(), used: first.clone() });
        }
        if !matches!(shape.additional, Some(Additional::Schema(_))) && other.additional.is_some() {
            shape.additional.clone_from(&other.additional);
        }
        merge_choices(shape, other);
        self.merge_constants(shape, other, at, home);
        merge_items(shape, other);
        if let (Some(ours), Some(theirs)) = (&shape.format, &other.format)
            && ours != theirs
        {
            let (at, ours, theirs) = (at.clone(), ours.clone(), theirs.clone());
            self.note(Fault::Formats { at, ours, theirs });
        }
        if other.format.is_some() {
            shape.format.clone_from(&other.format);
        }
        if other.discriminator.is_some() {
            shape.discriminator.clone_from(&other.discriminator);
        }
        shape.content_encoding |= other.content_encoding;
        super::limits::merge(&mut shape.limits, &other.limits);
    }

    /// A value that is listed in both parts fits both. Where a schema is put together of enumerations that have no value
    /// in common, its author means those of all; no value would fit otherwise.
    fn merge_constants(&self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>, home: Home) {
        let Some(theirs) = &other.constants else { return };
        if let Some(ours) = &shape.constants {
            if !self.may_spend(0, at) {
                return;
            }
            if let Some(common) = ours.common(theirs) {
                if !common.is(theirs) && !self.may_spend(common.len(), at) {
                    return;
                }
                shape.constants = Some(common);
                shape.constants_at.clone_from(&other.constants_at);
                return;
            }
            if !matches!(home, Home::Reader) && shape.is_bare_enumeration() && other.is_bare_enumeration() {
                self.note(Fault::AllValues(at.clone()));
                shape.constants = Some(Constants::new(ours.iter().chain(theirs.iter()).cloned().collect()));
                return;
            }
            let left_out = shape.constants_at.as_ref().unwrap_or(at).clone();
            let used = other.constants_at.as_ref().unwrap_or(at).clone();
            self.note(Fault::Values { left_out, used });
        }
        shape.constants.clone_from(&other.constants);
        shape.constants_at.clone_from(&other.constants_at);
    }

    /// The values of enumerations that a schema is put together of, where they have none in common.
    pub(crate) fn all_values(&self, node: &Node<'d>) -> Option<Constants> {
        let parts: Vec<Rc<Shape<'d>>> = node.get("allOf")?.items().map(|part| self.shape(&part)).collect();
        let shape = self.shape(node);
        let all = shape.constants.as_ref().filter(|_| shape.is_bare_enumeration())?;
        let has_all = |part: &Rc<Shape<'d>>| part.constants.as_ref().is_none_or(|constants| constants.has_all_of(all));
        (!parts.iter().all(has_all)).then(|| all.clone())
    }

    fn merge_types(&self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>) {
        let Some(theirs) = &other.types else { return };
        let Some(ours) = &shape.types else {
            shape.types = Some(theirs.clone());
            shape.types_at.clone_from(&other.types_at);
            return;
        };
        let both = |ty: &SchemaType<'d>, others: &[SchemaType<'d>]| {
            others.contains(ty) || (*ty == SchemaType::Integer && others.contains(&SchemaType::Number))
        };
        let mut common: Vec<SchemaType<'d>> = theirs.iter().filter(|ty| both(ty, ours)).copied().collect();
        common.extend(ours.iter().filter(|ty| both(ty, theirs) && !theirs.contains(ty)));
        if common.is_empty() {
            let (ours, theirs) = (listed(ours), listed(theirs));
            self.note(Fault::Types { at: at.clone(), ours, theirs, left_out: shape.types_at.clone() });
            shape.types.clone_from(&other.types);
            shape.types_at.clone_from(&other.types_at);
        } else {
            // The same part may come in by many ways, and fan-out would multiply it.
            add_nodes(&mut shape.types_at, &other.types_at);
            shape.types = Some(common);
        }
    }
}

/// Properties of both; `home` says whose type a property has that is in both.
fn merge_properties<'d>(shape: &mut Shape<'d>, other: &Shape<'d>, home: Home) {
    for (name, property) in &other.properties {
        match shape.properties.get_mut(name) {
            None => {
                shape.properties.insert(name.clone(), property.clone());
            }
            Some(known) => {
                if add_nodes(&mut known.nodes, &property.nodes) {
                    known.owner = match home {
                        Home::Later => property.owner.clone(),
                        Home::Both => both(known.owner.take(), property.owner.clone()),
                        Home::Reader => None,
                    };
                }
            }
        }
    }
}

/// Patterns and choices of both. The same part may come in by many ways: it is kept once, or fan-out would multiply it.
fn merge_choices<'d>(shape: &mut Shape<'d>, other: &Shape<'d>) {
    for (pattern, node) in &other.patterns {
        if !shape.patterns.iter().any(|(_, have)| key_of(have) == key_of(node)) {
            shape.patterns.push((pattern.clone(), node.clone()));
        }
    }
    for choice in &other.choices {
        let first = choice.variants.first().map(key_of);
        if !shape.choices.iter().any(|have| have.variants.first().map(key_of) == first) {
            shape.choices.push(choice.clone());
        }
    }
}

/// Items of lists: what both say of all of them, and of each by its place.
fn merge_items<'d>(shape: &mut Shape<'d>, other: &Shape<'d>) {
    add_nodes(&mut shape.items, &other.items);
    for (index, item) in other.prefix_items.iter().enumerate() {
        if let Some(known) = shape.prefix_items.get_mut(index) {
            add_nodes(known, item);
        } else {
            shape.prefix_items.push(item.clone());
        }
    }
    shape.items_listed |= other.items_listed;
    shape.ends |= other.ends;
}

/// The names of two schemas as one, whichever is listed first.
fn both(one: Option<Rc<str>>, other: Option<Rc<str>>) -> Option<Rc<str>> {
    let (one, other) = (one?, other?);
    let mut names: Vec<&str> = one.split(" and ").chain(other.split(" and ")).collect();
    names.sort_unstable();
    names.dedup();
    Some(names.join(" and ").into())
}

/// Adds nodes that are not there yet; whether there were any.
pub(crate) fn add_nodes<'d>(nodes: &mut Vec<Node<'d>>, others: &[Node<'d>]) -> bool {
    let before = nodes.len();
    for other in others {
        if !nodes.iter().any(|known| key_of(known) == key_of(other)) {
            nodes.push(other.clone());
        }
    }
    nodes.len() > before
}
