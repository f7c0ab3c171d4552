//! The parts of a form: those of all variants, where it is a choice.

use core::mem::{discriminant, take};

use gatewright_document::{Code, Node};

use crate::index::IndexMap;
use crate::ir::{PartKind, TypeRef};
use crate::lower::facts::shape::{Choice, Property, Shape};
use crate::lower::node::resolved;
use crate::lower::operation::Operations;
use crate::lower::schema::union::Variant;

/// The members of a form.
pub(super) struct FormShape<'d> {
    pub(super) shape: Shape<'d>,
    /// What further variants say of a member.
    pub(super) otherwise: IndexMap<String, Vec<Property<'d>>>,
}

/// A part that several variants describe.
pub(super) struct Described<'p, 'd> {
    pub(super) name: &'p str,
    pub(super) first: &'p Property<'d>,
    pub(super) others: &'p [Property<'d>],
}

impl<'d> Operations<'d, '_> {
    /// The members of a form. Those of variants are optional parts: which go together is up to the caller.
    pub(super) fn form_shape(&mut self, schema: &Node<'d>) -> FormShape<'d> {
        let mut form = FormShape { shape: (*self.facts.shape(schema)).clone(), otherwise: IndexMap::default() };
        // Reports point at where it stands.
        let at = resolved(schema).unwrap_or_else(|_| schema.clone());
        for choice in take(&mut form.shape.choices) {
            let keyword = if choice.any_of { "anyOf" } else { "oneOf" };
            self.schemas.report.not_expressed(
                &at,
                keyword,
                "which parts go together is up to the caller: all are optional",
            );
            for (name, mut said) in self.said_by_variants(&choice) {
                if let Some(known) = form.shape.properties.get(&name) {
                    said.iter().for_each(|other| self.left_out(&name, known, other));
                    continue;
                }
                let others = said.split_off(1.min(said.len()));
                form.shape.properties.extend(said.pop().map(|first| (name.clone(), first)));
                if !others.is_empty() {
                    form.otherwise.insert(name, others);
                }
            }
        }
        self.schemas.report.not_expressed(&at, "patternProperties", "parts that are not listed are given as they are");
        form
    }

    /// The members of all variants, each with what is said of it.
    fn said_by_variants(&mut self, choice: &Choice<'d>) -> IndexMap<String, Vec<Property<'d>>> {
        let mut all: IndexMap<String, Vec<Property<'d>>> = IndexMap::default();
        for variant in self.schemas.real_variants(choice) {
            let FormShape { shape, mut otherwise } = self.form_shape(&variant);
            for (name, first) in shape.properties {
                let others = otherwise.swap_remove(&name).unwrap_or_default();
                let said = all.entry(name).or_default();
                for property in core::iter::once(first).chain(others) {
                    match said.iter().any(|known| is_same(known, &property)) {
                        true => property.nodes.iter().for_each(|node| self.schemas.report.same_again(node)),
                        false => said.push(property),
                    }
                }
            }
        }
        all
    }

    /// What is in a part that variants describe differently: what any of them says, as far as it is written in one way.
    pub(super) fn kind_of_any(
        &mut self,
        described: &Described<'_, 'd>,
        media_types: Option<&str>,
        form: &Node<'d>,
        hint: &str,
    ) -> PartKind {
        let all = || core::iter::once(described.first).chain(described.others);
        let nodes: Vec<Node<'d>> = all().filter_map(|property| property.nodes.last()).cloned().collect();
        let names = self.facts.variant_names(&nodes);
        let mut found: Vec<Variant<'d>> = Vec::new();
        let mut way: Option<PartKind> = None;
        for ((property, node), name) in all().zip(nodes).zip(names) {
            let kind = self.part_kind(&node, media_types, &format!("{hint} {name}"));
            let way = way.get_or_insert_with(|| kind.clone());
            if discriminant(way) != discriminant(&kind) {
                self.left_out(described.name, described.first, property);
            } else if let PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) = kind {
                found.push(Variant { node, ty, name });
            }
        }
        let mut any = || -> TypeRef { self.schemas.any_of(form, hint, take(&mut found)) };
        match way.unwrap_or(PartKind::Rest) {
            PartKind::Text(_) => PartKind::Text(any()),
            PartKind::Json(_) => PartKind::Json(any()),
            PartKind::Items(_) => PartKind::Items(any()),
            file @ (PartKind::File | PartKind::Files | PartKind::Rest) => file,
        }
    }

    /// What a variant says of a part and cannot be had beside what is said already.
    fn left_out(&mut self, name: &str, known: &Property<'d>, other: &Property<'d>) {
        for node in &other.nodes {
            let Some(used) = known.nodes.last() else { continue };
            if known.nodes.iter().any(|known| known.value() == node.value()) {
                self.schemas.report.same_again(node);
            } else {
                self.schemas
                    .report
                    .once(node, Code::UNSUPPORTED_KEYWORD)
                    .message(format!("another variant describes the part `{name}` otherwise"))
                    .label("left out")
                    .related(used.origin(), "the one that is used")
                    .help("give both one schema");
            }
        }
    }
}

fn is_same(known: &Property<'_>, other: &Property<'_>) -> bool {
    let values = known.nodes.iter().zip(&other.nodes);
    known.nodes.len() == other.nodes.len() && values.into_iter().all(|(known, other)| known.value() == other.value())
}
