//! `oneOf` and `anyOf`: which variants there are, and what the schema around them adds to each.

use gatewright_document::{Code, Node, Value};

use crate::ir::{TypeId, TypeKind, TypeRef};
use crate::lower::docs;
use crate::lower::facts::merge::add_nodes;
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Choice, Shape};
use crate::lower::node::{key_of, resolved};
use crate::lower::schema::form::Form;
use crate::lower::schema::union::Variant;
use crate::lower::schema::{MAX_DEPTH, Schemas, unsupported};

/// The most combinations of variants that a schema with several choices becomes.
const MOST_COMBINATIONS: usize = 64;

impl<'d> Schemas<'d, '_> {
    /// The form of a schema that offers a choice; `None` when it offers none.
    pub(crate) fn choices(&mut self, node: &Node<'d>, shape: &Shape<'d>, place: &str) -> Option<Form> {
        let mut real: Vec<(Choice<'d>, Vec<Node<'d>>)> = Vec::new();
        for choice in &shape.choices {
            let variants = self.real_variants(choice);
            if !variants.is_empty() {
                real.push((choice.clone(), variants));
            }
        }
        let combinations = real.iter().fold(1_usize, |all, (_, variants)| all.saturating_mul(variants.len()));
        let mut real = real.into_iter();
        let (choice, variants) = real.next()?;
        let mut base = shape.clone();
        base.choices = real.map(|(choice, _)| choice).collect();
        if combinations > MOST_COMBINATIONS || !self.are_objects(&variants) {
            let left_out = core::mem::take(&mut base.choices);
            left_out.iter().for_each(|choice| self.beside(choice, "another choice"));
        }
        let mut found: Vec<Variant<'d>> = Vec::new();
        let names = self.facts.variant_names(&variants);
        for (variant, name) in variants.iter().zip(names) {
            let hint = format!("{place} {name}");
            let ty = self.variant_type(variant, &base, &hint);
            found.push(Variant { node: variant.clone(), ty, name });
        }
        if !base.properties.is_empty() && !self.any_object(&variants) {
            self.report.not_expressed(node, "properties", "no variant is an object");
        }
        // What variants that are named say themselves of a member is what counts.
        for node in base.properties.values().flat_map(|property| &property.nodes) {
            self.mark_overridden(node);
        }
        if base.properties.is_empty() && base.choices.is_empty() {
            // A struct for each variant and each place that describes other members would be many for little: the
            // variants keep such members.
            for keyword in ["additionalProperties", "patternProperties"] {
                if node.get(keyword).is_some_and(|value| value.value().as_object().is_some()) {
                    self.report.not_expressed(node, keyword, "members that no variant lists are any JSON");
                }
            }
            let shapes: Vec<_> = variants.iter().map(|variant| self.facts.shape(variant)).collect();
            if !base.items.is_empty()
                && !variants.iter().zip(&shapes).any(|(variant, own)| takes_items(variant, own, &base))
            {
                self.report.not_expressed(node, "items", "no variant is a list of its own");
            }
            let is_unmet = |name: &String| shapes.iter().any(|shape| !shape.required.contains(name));
            if base.required.iter().any(is_unmet) {
                self.report.not_expressed(node, "required", "a variant does not require it, and may be without");
            }
        }
        Some(self.union_of(node, shape, found, choice.any_of))
    }

    /// Marks for the account that variants say themselves what a property around them says.
    fn mark_overridden(&self, property: &Node<'d>) {
        self.facts.shape(property);
        self.value_docs(core::slice::from_ref(property));
    }

    fn are_objects(&mut self, variants: &[Node<'d>]) -> bool {
        variants.iter().all(|variant| self.facts.shape(variant).is_object())
    }

    fn any_object(&mut self, variants: &[Node<'d>]) -> bool {
        variants.iter().any(|variant| variant.reference().is_none() || self.facts.shape(variant).is_object())
    }

    /// A choice that something else in the same schema decides already.
    pub(crate) fn beside(&mut self, choice: &Choice<'d>, what: &str) {
        let Some(variant) = choice.variants.first() else { return };
        if let Some(list) = variant.parent() {
            let keyword = if choice.any_of { "anyOf" } else { "oneOf" };
            self.report
                .once(&list, Code::UNSUPPORTED_KEYWORD)
                .at(&list.origin().own_key())
                .message(format!("`{keyword}` beside {what} is ignored"))
                .label("values are not held to it")
                .help("give each choice a schema of its own");
        }
    }

    /// The variants that say something: `null` and bare constraints (`required` alone) do not.
    pub(crate) fn real_variants(&mut self, choice: &Choice<'d>) -> Vec<Node<'d>> {
        let constrains_only = |node: &Node<'d>| match node.value() {
            Value::Object(map) => {
                !map.is_empty()
                    && map.keys().all(|key| {
                        matches!(
                            key.as_str(),
                            "required" | "not" | "description" | "title" | "minProperties" | "maxProperties"
                        ) || key.starts_with("x-")
                    })
                    && (map.contains_key("required") || map.contains_key("not"))
            }
            _ => false,
        };
        for variant in choice.variants.iter().filter(|variant| constrains_only(variant)) {
            self.report.not_expressed(variant, "required", "which members must be there together is not checked");
            unsupported::unsupported(&mut self.report, variant);
        }
        choice.variants.iter().filter(|variant| !is_null(variant) && !constrains_only(variant)).cloned().collect()
    }

    fn variant_type(&mut self, variant: &Node<'d>, base: &Shape<'d>, hint: &str) -> TypeRef {
        let own = self.facts.shape(variant);
        // With another choice beside this one, each variant goes on to offer that.
        if base.properties.is_empty() && base.choices.is_empty() {
            // What is said of the items of any list is said of this one.
            if takes_items(variant, &own, base) {
                let mut together = (*own).clone();
                let items = core::mem::replace(&mut together.items, base.items.clone());
                add_nodes(&mut together.items, &items);
                let form = self.form_of_shape(variant, &together, hint);
                return self.define(variant, hint, form);
            }
            // A variant that leaves the type to the schema that it is a variant of.
            if own.types.is_none() && base.types.is_some() && !has_form(&own) {
                let mut together = (*own).clone();
                together.types.clone_from(&base.types);
                together.format = own.format.clone().or_else(|| base.format.clone());
                let form = self.form_of_shape(variant, &together, hint);
                return self.define(variant, hint, form);
            }
            return self.schema(variant, hint).ty;
        }
        let covers_base =
            base.choices.is_empty() && base.properties.keys().all(|name| own.properties.contains_key(name));
        if variant.reference().is_some() && (covers_base || !own.is_object()) {
            return self.schema(variant, hint).ty;
        }
        let key = key_of(&resolved(variant).unwrap_or_else(|_| variant.clone()));
        // The same choice with the same members around it is the same type, and one that leads back to
        // itself has no end.
        let members = base.properties.values().flat_map(|property| &property.nodes);
        let around = members.chain(base.choices.iter().flat_map(|choice| &choice.variants)).map(key_of).collect();
        let place = (key, around, base.required.iter().cloned().collect());
        if let Some(known) = self.variants.get(&place) {
            return known.clone();
        }
        if self.merging.contains(&key) || self.depth >= MAX_DEPTH {
            return self.schema(variant, hint).ty;
        }
        self.merging.push(key);
        self.depth += 1;
        let together = self.with_base(base, variant);
        let form = self.form_of_shape(variant, &together, hint);
        self.depth -= 1;
        self.merging.pop();
        let ty = self.define(variant, hint, form);
        self.variants.insert(place, ty.clone());
        ty
    }

    fn with_base(&mut self, base: &Shape<'d>, variant: &Node<'d>) -> Shape<'d> {
        let own = self.facts.shape(variant);
        let mut together = (*own).clone();
        if !self.facts.may_copy(base, variant) {
            return together;
        }
        for (name, property) in &base.properties {
            match together.properties.get_mut(name) {
                // Both speak of the member.
                Some(known) => {
                    let own = core::mem::replace(&mut known.nodes, property.nodes.clone());
                    add_nodes(&mut known.nodes, &own);
                }
                None => {
                    together.properties.insert(name.clone(), property.clone());
                }
            }
        }
        together.choices.extend(base.choices.iter().cloned());
        together.required.extend(base.required.iter().cloned());
        if together.additional.is_none() {
            together.additional.clone_from(&base.additional);
        }
        together.patterns.extend(base.patterns.iter().cloned());
        together.types = Some(vec![SchemaType::Object]);
        together
    }

    /// The type of a form that belongs to no single node.
    pub(crate) fn define(&mut self, node: &Node<'d>, hint: &str, form: Form) -> TypeRef {
        match form {
            Form::Ref(ty) => ty,
            Form::Kind(kind) => TypeRef::Named(self.define_kind(node, hint, kind)),
        }
    }

    /// A type whose schema is being read, for what inside refers to it.
    pub(crate) fn reserve_in_place(&mut self, node: &Node<'d>, hint: &str) -> TypeId {
        let id = self.define_kind(node, hint, TypeKind::Alias(TypeRef::Json));
        self.types.reserve(id)
    }

    pub(crate) fn define_kind(&mut self, node: &Node<'d>, hint: &str, kind: TypeKind) -> TypeId {
        let id = self.types.add_in_place(hint, node, kind);
        self.types.get_mut(id).docs = docs::docs(node).into();
        id
    }
}

/// Whether a variant is a list whose items the schema around the choice describes too.
fn takes_items(variant: &Node<'_>, own: &Shape<'_>, base: &Shape<'_>) -> bool {
    let is_list = own.types.as_ref().is_some_and(|types| types.iter().all(|ty| *ty == SchemaType::Array));
    is_list && !base.items.is_empty() && own.prefix_items.is_empty() && variant.reference().is_none()
}

/// Whether a shape says of itself what its values look like.
fn has_form(shape: &Shape<'_>) -> bool {
    shape.is_object()
        || shape.constants.is_some()
        || !shape.items.is_empty()
        || !shape.prefix_items.is_empty()
        || !shape.choices.is_empty()
}
