//! Several schemas that all speak of one value: a member that parts of an `allOf` share, the items of a list.

use crate::index::IndexSet;
use gatewright_document::{Code, Node, Value};

use crate::ir::TypeRef;
use crate::lower::docs;
use crate::lower::facts::bare::{collect_bases, is_bare, is_type_alone};
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::shape::has_structure_beside_reference;
use crate::lower::node::{Key, key_of};
use crate::lower::schema::{Lowered, MAX_DEPTH, Progress, Schemas};

/// A schema that says something of the type, and what it refers to: itself, if it says more than that.
struct Telling<'d> {
    node: Node<'d>,
    target: Node<'d>,
}

impl<'d> Schemas<'d, '_> {
    /// The type of a value of which all the schemas hold.
    pub(crate) fn together(&mut self, nodes: &[Node<'d>], hint: &str) -> Lowered {
        let [_, .., last] = nodes else {
            return nodes.first().map_or_else(|| Lowered::new(TypeRef::Json), |only| self.schema(only, hint));
        };
        let telling = self.telling(nodes);
        match telling.as_slice() {
            // Prose and constraints alone leave the type open.
            [] => return self.schema(last, hint),
            [only] => return self.schema(&only.node, hint),
            _ => {}
        }
        let mut keys: Vec<Key> = telling.iter().map(|telling| key_of(&telling.target)).collect();
        keys.sort_unstable();
        match self.merged.get(&keys).cloned() {
            Some(Progress::Done(lowered)) => return lowered,
            // Somebody inside refers back.
            Some(Progress::Open(reserved)) => {
                let id = reserved.unwrap_or_else(|| self.reserve_in_place(last, hint));
                self.merged.insert(keys, Progress::Open(Some(id)));
                return Lowered { ty: TypeRef::Named(id), nullable: false };
            }
            Some(Progress::Waiting(_)) | None => {}
        }
        if self.depth >= MAX_DEPTH {
            self.report
                .error(Code::NESTING_TOO_DEEP, last.origin())
                .message(format!("schemas are nested more than {MAX_DEPTH} deep"))
                .help("give inner schemas names and refer to them");
            return Lowered::new(TypeRef::Json);
        }
        self.depth += 1;
        self.merged.insert(keys.clone(), Progress::Open(None));
        let lowered = self.merge_anew(nodes, last, hint, &keys);
        self.depth -= 1;
        self.merged.insert(keys, Progress::Done(lowered.clone()));
        lowered
    }

    fn merge_anew(&mut self, nodes: &[Node<'d>], last: &Node<'d>, hint: &str, keys: &[Key]) -> Lowered {
        let shape = self.facts.shape_of_all(nodes);
        let by_variant = shape.choices.iter().flat_map(|choice| &choice.variants).cloned().collect::<Vec<_>>();
        let by_variant = by_variant.iter().any(|variant| is_null(variant) || self.facts.is_nullable(variant));
        let nullable = shape.nullable || (shape.types.is_none() && by_variant);
        let form = self.form_of_shape(last, &shape, hint);
        let reserved = match self.merged.get(keys) {
            Some(Progress::Open(reserved)) => *reserved,
            _ => None,
        };
        match reserved {
            Some(id) => {
                self.types.define(id, form.into_kind());
                Lowered { ty: TypeRef::Named(id), nullable }
            }
            None => Lowered { ty: self.define(last, hint, form), nullable },
        }
    }

    /// The schemas that say something of the type which no other says: not prose, not what another refers to
    /// or is built on, not the bare type of what another describes.
    fn telling(&mut self, nodes: &[Node<'d>]) -> Vec<Telling<'d>> {
        let mut telling: Vec<Telling<'d>> = Vec::new();
        let mut said = IndexSet::default();
        let mut bases = IndexSet::default();
        for node in nodes {
            if is_bare(node) {
                // Who says nothing of the type allows null, and does not make it a value.
                node.mark_read(&["nullable", "x-nullable"]);
                continue;
            }
            let target = self.referred(node);
            match said.insert(docs::sorted(target.value()).to_json().to_string()) {
                false => self.report.same_again(node),
                true => {
                    collect_bases(&target, &mut bases);
                    telling.push(Telling { node: node.clone(), target });
                }
            }
        }
        telling.retain(|Telling { target, .. }| !bases.contains(&key_of(target)));
        let others: Vec<Option<&Value>> = telling
            .iter()
            .filter(|telling| !is_type_alone(&telling.target))
            .map(|telling| telling.target.value().get("type"))
            .collect();
        // A type that the others have as well, or that a reference or a list of values will have.
        let is_said =
            |ty: Option<&Value>| !others.is_empty() && others.iter().all(|other| other.is_none() || *other == ty);
        let is_needed =
            |Telling { target, .. }: &Telling<'d>| !is_type_alone(target) || !is_said(target.value().get("type"));
        let (needed, said): (Vec<_>, Vec<_>) = telling.into_iter().partition(is_needed);
        said.iter().for_each(|telling| self.report.same_again(&telling.target));
        needed
    }

    /// What a schema refers to, if it does nothing else.
    fn referred(&mut self, node: &Node<'d>) -> Node<'d> {
        if node.reference().is_some()
            && !has_structure_beside_reference(node)
            && let Some(target) = self.report.schema_target(node)
        {
            return target;
        }
        node.clone()
    }
}
