//! `oneOf`, `anyOf` and several types.

use gatewright_document::{Code, Node, Value};
use indexmap::{IndexMap, IndexSet};

use super::nullable::is_null;
use super::schema::{Form, MAX_DEPTH};
use super::shape::{Choice, Shape, add_nodes, has_structure_beside_reference};
use super::{Key, Lower, Lowered, docs, key_of, resolved, scalar};
use crate::ir::{Docs, Enum, EnumOf, EnumVariant, Name, Scalar, Tag, TypeKind, TypeRef, Union, UnionVariant};

/// The most combinations of variants that a schema with several choices becomes.
const MOST_COMBINATIONS: usize = 64;

/// Discriminators are looked for in choices within choices this far.
const DEPTH: usize = 6;

/// A variant before it is named: its node, its type, the name it would like.
struct Variant<'d> {
    node: Node<'d>,
    ty: TypeRef,
    name: String,
}

impl<'d> Lower<'d, '_> {
    /// The form of a schema that offers a choice; `None` when it offers none.
    pub(super) fn choices(&mut self, node: &Node<'d>, shape: &Shape<'d>, place: &str) -> Option<Form> {
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
        let names = self.variant_names(&variants);
        for (variant, name) in variants.iter().zip(names) {
            let hint = format!("{place} {name}");
            let ty = self.variant_type(variant, &base, &hint);
            found.push(Variant { node: variant.clone(), ty, name });
        }
        if !base.properties.is_empty() && !self.any_object(&variants) {
            self.not_expressed(node, "properties", "no variant is an object");
        }
        // What variants that are named say themselves of a member is what counts.
        for node in base.properties.values().flat_map(|property| &property.nodes) {
            let _ = (self.shape(node), self.value_docs(core::slice::from_ref(node)));
        }
        if base.properties.is_empty() && base.choices.is_empty() {
            // A struct for each variant and each place that describes other members would be many for little: the
            // variants keep such members.
            for keyword in ["additionalProperties", "patternProperties"] {
                if node.peek(keyword).is_some_and(|value| value.value().as_object().is_some()) {
                    self.not_expressed(node, keyword, "members that no variant lists are any JSON");
                }
            }
            let shapes: Vec<_> = variants.iter().map(|variant| self.shape(variant)).collect();
            if !base.items.is_empty()
                && !variants.iter().zip(&shapes).any(|(variant, own)| takes_items(variant, own, &base))
            {
                self.not_expressed(node, "items", "no variant is a list of its own");
            }
            let is_unmet = |name: &String| shapes.iter().any(|shape| !shape.required.contains(name));
            if base.required.iter().any(is_unmet) {
                self.not_expressed(node, "required", "a variant does not require it, and may be without");
            }
        }
        Some(self.union_of(node, shape, found, choice.any_of))
    }

    fn are_objects(&mut self, variants: &[Node<'d>]) -> bool {
        variants.iter().all(|variant| self.shape(variant).is_object())
    }

    fn any_object(&mut self, variants: &[Node<'d>]) -> bool {
        variants.iter().any(|variant| variant.reference().is_none() || self.shape(variant).is_object())
    }

    /// A choice that something else in the same schema decides already.
    pub(super) fn beside(&mut self, choice: &Choice<'d>, what: &str) {
        let Some(variant) = choice.variants.first() else { return };
        if let Some(list) = variant.parent().filter(|list| self.told.insert(key_of(list))) {
            let keyword = if choice.any_of { "anyOf" } else { "oneOf" };
            self.report
                .add(Code::UNSUPPORTED_KEYWORD, &list.origin().own_key())
                .message(format!("`{keyword}` beside {what} is ignored"))
                .label("values are not held to it")
                .help("give each choice a schema of its own");
        }
    }

    /// The variants that say something: `null` and bare constraints (`required` alone) do not.
    pub(super) fn real_variants(&mut self, choice: &Choice<'d>) -> Vec<Node<'d>> {
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
            self.not_expressed(variant, "required", "which members must be there together is not checked");
            self.unsupported(variant);
        }
        choice.variants.iter().filter(|variant| !is_null(variant) && !constrains_only(variant)).cloned().collect()
    }

    fn variant_type(&mut self, variant: &Node<'d>, base: &Shape<'d>, hint: &str) -> TypeRef {
        let own = self.shape(variant);
        // With another choice beside this one, each variant goes on to offer that.
        if base.properties.is_empty() && base.choices.is_empty() {
            // What is said of the items of any list is said of this one.
            if takes_items(variant, &own, base) {
                let mut together = (*own).clone();
                let items = core::mem::replace(&mut together.items, base.items.clone());
                add_nodes(&mut together.items, &items);
                let form = self.form_of_shape(variant, &together, hint);
                return self.define(variant, hint, form, false).value();
            }
            // A variant that leaves the type to the schema that it is a variant of.
            if own.types.is_none() && base.types.is_some() && !has_form(&own) {
                let mut together = (*own).clone();
                together.types.clone_from(&base.types);
                together.format = own.format.clone().or_else(|| base.format.clone());
                let form = self.form_of_shape(variant, &together, hint);
                return self.define(variant, hint, form, false).value();
            }
            return self.schema(variant, hint).value();
        }
        let covers_base =
            base.choices.is_empty() && base.properties.keys().all(|name| own.properties.contains_key(name));
        if variant.reference().is_some() && (covers_base || !own.is_object()) {
            return self.schema(variant, hint).value();
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
            return self.schema(variant, hint).value();
        }
        self.merging.push(key);
        self.depth += 1;
        let together = self.with_base(base, variant);
        let form = self.form_of_shape(variant, &together, hint);
        self.depth -= 1;
        self.merging.pop();
        let ty = self.define(variant, hint, form, false).value();
        self.variants.insert(place, ty.clone());
        ty
    }

    fn with_base(&mut self, base: &Shape<'d>, variant: &Node<'d>) -> Shape<'d> {
        let own = self.shape(variant);
        let mut together = (*own).clone();
        if !self.may_copy(base, variant) {
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
        together.types = Some(vec!["object".to_owned()]);
        together
    }

    /// A definition for a form that belongs to no single node.
    pub(super) fn define(&mut self, node: &Node<'d>, hint: &str, form: Form, nullable: bool) -> Lowered {
        let ty = match form {
            Form::Ref(ty) => ty,
            Form::Kind(kind) => {
                let id = self.new_type(hint, node, kind, false);
                self.types.get_mut(id).docs = docs::docs(node);
                TypeRef::Named(id)
            }
        };
        Lowered { ty, nullable }
    }

    fn union_of(&mut self, node: &Node<'d>, shape: &Shape<'d>, found: Vec<Variant<'d>>, overlapping: bool) -> Form {
        if let Some(form) = self.simpler_than_union(&found) {
            // There is nothing to tell apart.
            let _ = shape.discriminator.as_ref().map(|discriminator| discriminator.get("propertyName"));
            return form;
        }
        let nodes: Vec<Node<'d>> = found.iter().map(|variant| variant.node.clone()).collect();
        // Of variants of one family its base says what tells them apart.
        let base = if shape.discriminator.is_none() { self.common_base(&nodes) } else { None };
        let discriminator = shape.discriminator.clone().or_else(|| base.as_ref()?.get("discriminator"));
        let property = discriminator.as_ref().and_then(|node| self.property_name(node));
        let tag_may_be_missing = property.as_ref().is_some_and(|property| self.may_be_missing(property, &found));
        let mut variants: Vec<UnionVariant> = Vec::new();
        let mapping = match (&property, &discriminator) {
            (Some(_), Some(discriminator)) => self.mapping(discriminator),
            _ => IndexMap::new(),
        };
        let children = base.as_ref().map(|base| self.children(base, &nodes)).unwrap_or_default();
        let children_of = |node: &Node<'d>| children.get(&key_of(&resolved(node).ok()?));
        self.mapped_elsewhere(&mapping, shape.discriminator.as_ref(), &found);
        for variant in found {
            let mut tags = match &property {
                Some(property) => self.tags(&variant.node, property, &mapping),
                None => Vec::new(),
            };
            for child in children_of(&variant.node).into_iter().flatten() {
                tags.extend(self.tags(child, property.as_deref().unwrap_or_default(), &mapping));
            }
            let name = Name::new(variant.name).at(variant.node.origin());
            let docs = self.variant_docs(&variant.node);
            add_variant(&mut variants, name, docs, variant.ty, tags);
        }
        let shared = shared_tag(&variants);
        let tag = match property {
            Some(property) if shared.is_none() && variants.iter().all(|variant| !variant.tags.is_empty()) => {
                Tag::Property(property)
            }
            Some(_) if base.is_some() => Tag::Untagged,
            Some(property) if shared.is_some() => {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(format!(
                        "`{}` of `{property}` stands for more than one variant",
                        shared.unwrap_or_default()
                    ))
                    .help("the variant that fits best is taken; give each variant a value of its own");
                Tag::Untagged
            }
            Some(property) => {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(format!("not every variant has a value of the discriminator `{property}`"))
                    .help("the variant that fits best is taken; add `mapping` to the discriminator");
                Tag::Untagged
            }
            None => Tag::Untagged,
        };
        Form::Kind(TypeKind::Union(Union { tag, tag_may_be_missing, overlapping, open: false, variants }))
    }

    /// Whether all variants have the tag as a member of their own, and some of them do not require it.
    fn may_be_missing(&mut self, property: &str, found: &[Variant<'d>]) -> bool {
        let shapes: Vec<_> = found.iter().map(|variant| self.shape(&variant.node)).collect();
        shapes.iter().all(|shape| shape.properties.contains_key(property))
            && !shapes.iter().all(|shape| shape.required.contains(property))
    }

    /// Strings with and without listed values, or numbers of two widths, need no union.
    fn simpler_than_union(&mut self, found: &[Variant<'d>]) -> Option<Form> {
        if let [only] = found {
            return Some(Form::Ref(only.ty.clone()));
        }
        let (first, rest) = found.split_first()?;
        if rest.iter().all(|variant| variant.ty == first.ty) {
            return Some(Form::Ref(first.ty.clone()));
        }
        if found.iter().all(|variant| matches!(variant.ty, TypeRef::Scalar(scalar) if scalar::is_number(scalar))) {
            let exact = found.iter().any(|variant| variant.ty == TypeRef::Scalar(Scalar::Number));
            return Some(Form::Ref(TypeRef::Scalar(if exact { Scalar::Number } else { Scalar::F64 })));
        }
        self.one_enum(found)
    }

    /// Listed values spread over variants are one list; a variant of one value names it by its title.
    fn one_enum(&mut self, found: &[Variant<'d>]) -> Option<Form> {
        let mut values: IndexMap<String, EnumVariant> = IndexMap::new();
        let (mut of, mut open) = (None, false);
        for variant in found {
            let (own, constants) = self.constants_of(&variant.ty)?;
            if *of.get_or_insert(own) != own {
                return None;
            }
            open |= self.is_open(&variant.ty);
            let title = variant.node.str("title").filter(|_| constants.len() == 1);
            let is_one = constants.len() == 1;
            for (mut name, mut docs) in constants {
                if let Some(title) = title {
                    name.called = Some(title.to_owned());
                }
                // The variant becomes no type of its own: what is said of it is said of its values.
                if is_one || variant.node.reference().is_none() {
                    let mut said = docs::docs(&variant.node);
                    said.summary = said.summary.filter(|text| Some(text.as_str()) != title);
                    said.description = said.description.filter(|text| Some(text.as_str()) != title);
                    // An example or a default is one of several values.
                    said.notes.retain(|_| is_one);
                    docs = docs::over(said, docs);
                }
                values.entry(name.wire.clone()).or_insert(EnumVariant { name, docs });
            }
        }
        let of = of.filter(|_| !values.is_empty())?;
        Some(Form::Kind(TypeKind::Enum(Enum { of, open, variants: values.into_values().collect() })))
    }

    /// The listed values of a type: none for a plain string, `None` for other types.
    fn constants_of(&self, ty: &TypeRef) -> Option<(EnumOf, Vec<(Name, Docs)>)> {
        match ty {
            TypeRef::Scalar(Scalar::String) => Some((EnumOf::Strings, Vec::new())),
            TypeRef::Scalar(Scalar::I64) => Some((EnumOf::Integers, Vec::new())),
            TypeRef::Named(id) => match &self.types.get(*id).kind {
                TypeKind::Enum(Enum { of: EnumOf::Values, .. }) => None,
                TypeKind::Enum(Enum { of, variants, .. }) => {
                    Some((*of, variants.iter().map(|variant| (variant.name.clone(), variant.docs.clone())).collect()))
                }
                TypeKind::Alias(ty) => self.constants_of(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a type with listed values, or none, admits others.
    fn is_open(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Named(id) => match &self.types.get(*id).kind {
                TypeKind::Enum(listed) => listed.open,
                TypeKind::Alias(ty) => self.is_open(ty),
                _ => false,
            },
            _ => true,
        }
    }

    /// `type: [string, integer]`: one variant per type.
    pub(super) fn one_of_types(&mut self, node: &Node<'d>, shape: &Shape<'d>, types: &[&str], place: &str) -> Form {
        let mut found = Vec::new();
        for name in types {
            let mut one = shape.clone();
            one.types = Some(vec![(*name).to_owned()]);
            let form = self.form_of_shape(node, &one, &format!("{place} {name}"));
            let ty = self.define(node, &format!("{place} {name}"), form, false).ty;
            found.push(Variant { node: node.clone(), ty, name: (*name).to_owned() });
        }
        if let Some(form) = self.simpler_than_union(&found) {
            return form;
        }
        let mut variants = Vec::new();
        for variant in found {
            let name = Name::new(variant.name).at(variant.node.origin());
            add_variant(&mut variants, name, Docs::default(), variant.ty, Vec::new());
        }
        Form::Kind(TypeKind::Union(Union {
            tag: Tag::Untagged,
            tag_may_be_missing: false,
            overlapping: false,
            open: false,
            variants,
        }))
    }

    /// `propertyName` of OpenAPI 3, or the bare name of Swagger 2.0.
    pub(super) fn property_name(&mut self, discriminator: &Node<'d>) -> Option<String> {
        let name = match discriminator.value() {
            Value::String(name) => Some(name.clone()),
            _ => discriminator.get("propertyName").and_then(|name| name.value().as_str().map(str::to_owned)),
        };
        if name.is_none() {
            self.report
                .warning(Code::INVALID_DISCRIMINATOR, discriminator.origin())
                .message("the discriminator has no `propertyName`")
                .help("the variant that fits best is taken");
        }
        name
    }

    /// Tells what a discriminator maps to a schema that is none of the variants.
    fn mapped_elsewhere(
        &mut self,
        mapping: &IndexMap<Key, Vec<String>>,
        discriminator: Option<&Node<'d>>,
        variants: &[Variant<'d>],
    ) {
        // Those that variants offer in turn count as well.
        let mut offered: IndexSet<Key> = IndexSet::new();
        let mut open: Vec<Node<'d>> = variants.iter().map(|variant| variant.node.clone()).collect();
        while let Some(node) = open.pop() {
            let at = resolved(&node).unwrap_or(node);
            if offered.insert(key_of(&at)) {
                open.extend(self.shape(&at).choices.iter().flat_map(|choice| choice.variants.clone()));
                open.extend(self.family_of(&at).unwrap_or_default());
            }
        }
        let entries = discriminator.and_then(|node| node.peek("mapping"));
        let unmet: Vec<&String> =
            mapping.iter().filter(|(key, _)| !offered.contains(*key)).flat_map(|(_, tags)| tags).collect();
        for (tag, node) in entries.iter().flat_map(Node::entries) {
            if unmet.iter().any(|unmet| *unmet == tag) && self.told.insert(key_of(&node)) {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(format!("`{tag}` is mapped to a schema that is none of the variants"))
                    .label("values with it are kept as any JSON")
                    .help("list the schema among the variants");
            }
        }
    }

    /// Explicit mapping: schema → its tags.
    pub(super) fn mapping(&mut self, discriminator: &Node<'d>) -> IndexMap<Key, Vec<String>> {
        let mut mapping: IndexMap<Key, Vec<String>> = IndexMap::new();
        self.not_expressed(discriminator, "defaultMapping", "values without the discriminator are kept as any JSON");
        for (tag, node) in discriminator.get("mapping").iter().flat_map(Node::entries) {
            let Some(reference) = node.value().as_str() else { continue };
            match self.mapped(&node, reference) {
                Some(target) => mapping.entry(key_of(&target)).or_default().push(tag.to_owned()),
                None => {
                    self.report
                        .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                        .message(format!("`{tag}` is mapped to `{reference}`, which does not exist"))
                        .help("map it to a schema of this document");
                }
            }
        }
        mapping
    }

    pub(super) fn mapped(&self, node: &Node<'d>, reference: &str) -> Option<Node<'d>> {
        if !reference.contains(['#', '/'])
            && let Some(found) = self.definitions_node().and_then(|schemas| schemas.get(reference))
        {
            return Some(found);
        }
        let found = node.lookup(reference).ok()?;
        if has_structure_beside_reference(&found) { Some(found) } else { resolved(&found).ok() }
    }

    /// Values of the discriminator that stand for a variant.
    fn tags(&mut self, variant: &Node<'d>, property: &str, mapping: &IndexMap<Key, Vec<String>>) -> Vec<String> {
        let target = match variant.reference() {
            Some(_) => resolved(variant).unwrap_or_else(|_| variant.clone()),
            None => variant.clone(),
        };
        if let Some(tags) = mapping.get(&key_of(&target)) {
            return tags.clone();
        }
        if let Some(value) = target.get("x-ms-discriminator-value") {
            return vec![scalar::text(value.value())];
        }
        let constants = self.shape(&target).properties.get(property).cloned();
        for node in constants.iter().flat_map(|property| property.nodes.iter().rev()) {
            if let Some(constants) = &self.shape(node).constants {
                return constants.iter().map(scalar::text).collect();
            }
        }
        if let Some(tags) = self.tags_within(&target, property, 0) {
            return tags;
        }
        match (variant.reference(), self.definitions.get(&key_of(&target))) {
            (_, Some(name)) => vec![name.to_string()],
            (Some(reference), None) => vec![reference.rsplit(['/', '#']).next().unwrap_or_default().to_owned()],
            (None, None) => Vec::new(),
        }
    }

    /// Values of the discriminator that the variants of a variant list themselves.
    fn tags_within(&mut self, node: &Node<'d>, property: &str, depth: usize) -> Option<Vec<String>> {
        let shape = self.shape(node);
        if let Some(member) = shape.properties.get(property) {
            let listed = member.nodes.iter().rev().find_map(|node| self.shape(node).constants.clone());
            return listed.map(|constants| constants.iter().map(scalar::text).collect());
        }
        let [choice] = shape.choices.as_slice() else { return None };
        let mut tags: Vec<String> = Vec::new();
        for variant in choice.variants.iter().filter(|_| depth < DEPTH) {
            tags.extend(self.tags_within(variant, property, depth + 1)?);
        }
        // Variants of one variant may share a value.
        tags.sort_unstable();
        tags.dedup();
        Some(tags).filter(|tags| !tags.is_empty())
    }
}

/// Whether a variant is a list whose items the schema around the choice describes too.
fn takes_items(variant: &Node<'_>, own: &Shape<'_>, base: &Shape<'_>) -> bool {
    let is_list = own.types.as_ref().is_some_and(|types| types.iter().all(|name| name == "array"));
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

/// A value of the discriminator that stands for more than one variant.
pub(super) fn shared_tag(variants: &[UnionVariant]) -> Option<String> {
    let mut seen: IndexSet<&str> = IndexSet::new();
    variants.iter().flat_map(|variant| &variant.tags).find(|tag| !seen.insert(tag)).cloned()
}

/// Adds a variant; one of the same type takes its tags over.
pub(super) fn add_variant(variants: &mut Vec<UnionVariant>, name: Name, docs: Docs, ty: TypeRef, tags: Vec<String>) {
    match variants.iter_mut().find(|known| known.ty == ty) {
        Some(known) => {
            for tag in tags {
                if !known.tags.contains(&tag) {
                    known.tags.push(tag);
                }
            }
        }
        None => variants.push(UnionVariant { name, docs, ty, tags }),
    }
}
