//! Arrays: lists where all items are alike, tuples where each place has a schema of its own.

use gatewright_document::{Code, Node};

use crate::ir::{Docs, Name, Tag, Tuple, TypeKind, TypeRef, Union};
use crate::lower::docs;
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::schema::Schemas;
use crate::lower::schema::form::Form;
use crate::lower::schema::union::add_variant;

/// The longest tuple that the runtime reads and writes.
const MOST: usize = 12;

impl<'d> Schemas<'d, '_> {
    pub(crate) fn array(&mut self, shape: &Shape<'d>, place: &str) -> TypeRef {
        if !shape.prefix_items.is_empty() {
            return match self.alternatives(shape, place) {
                Some(item) => TypeRef::List(Box::new(item)),
                None => self.tuple(shape, place),
            };
        }
        let item = match shape.items.is_empty() {
            true => TypeRef::Json,
            false => self.together(&shape.items, &format!("{place} item")).value(),
        };
        TypeRef::List(Box::new(item))
    }

    fn tuple(&mut self, shape: &Shape<'d>, place: &str) -> TypeRef {
        let limit = |limit: Option<u64>| limit.and_then(|limit| usize::try_from(limit).ok());
        let most = limit(shape.limits.max_items);
        let length = most.map_or(shape.prefix_items.len(), |most| most.min(shape.prefix_items.len()));
        let mut items = Vec::new();
        for (index, item) in shape.prefix_items.iter().take(length).enumerate() {
            items.push(self.together(item, &format!("{place} item {}", index + 1)).value());
        }
        let ends = shape.ends || most == Some(length);
        let rest = match (ends, shape.items.is_empty()) {
            (true, _) => None,
            (false, true) => Some(TypeRef::Json),
            (false, false) => Some(self.together(&shape.items, &format!("{place} further item")).value()),
        };
        if let Some(first) = items.first()
            && items.iter().chain(&rest).all(|item| item == first)
            && limit(shape.limits.min_items).unwrap_or(0) != length
        {
            return TypeRef::List(Box::new(first.clone()));
        }
        if items.len() > MOST {
            self.too_long(shape.prefix_items.get(MOST).and_then(|item| item.first()));
            return TypeRef::List(Box::new(TypeRef::Json));
        }
        let least = limit(shape.limits.min_items).unwrap_or(0).min(items.len());
        TypeRef::Tuple(Box::new(Tuple { items, least, rest: rest.map(Box::new) }))
    }

    /// The item of a list whose `items` are several objects. By the letter these are a tuple, of one of each in this
    /// order; documents mean a list of any of them, as `oneOf` had them in versions that know it.
    fn alternatives(&mut self, shape: &Shape<'d>, place: &str) -> Option<TypeRef> {
        let limits = &shape.limits;
        let is_open = !shape.ends && shape.items.is_empty() && limits.min_items.is_none() && limits.max_items.is_none();
        let meant: Vec<Node<'d>> = shape.prefix_items.iter().filter_map(|item| item.last()).cloned().collect();
        let are_objects = || meant.iter().all(|item| self.facts.shape(item).is_object());
        let is_array = shape.types.iter().flatten().any(|ty| *ty == SchemaType::Array);
        if !is_array || !shape.items_listed || !is_open || meant.len() < 2 || !are_objects() {
            return None;
        }
        let list = meant.first()?.parent()?;
        self.report
            .add(Code::INVALID_VALUE, &list.origin().own_key())
            .message("a list of `items` is one object of each, in this order")
            .label("taken as any number of any of them")
            .help("write `items: {oneOf: …}`, or `prefixItems` where a tuple is meant (OpenAPI 3.1)");
        let mut variants = Vec::new();
        for (item, name) in meant.iter().zip(self.facts.variant_names(&meant)) {
            let ty = self.schema(item, &format!("{place} {name}")).value();
            add_variant(&mut variants, Name::new(name).at(item.origin()), docs::docs(item), ty, Vec::new());
        }
        let kind = TypeKind::Union(Union { tag: Tag::Untagged, overlapping: true, open: false, variants });
        Some(TypeRef::Named(self.types.add_in_place(&format!("{place} item"), &list, kind)))
    }

    /// A list of `items` without a type: a tuple if the value is an array, else anything. That no type is given
    /// most often means that one of the listed schemas was meant, so that they are variants too.
    pub(crate) fn listed_items(&mut self, node: &Node<'d>, shape: &Shape<'d>, place: &str) -> Form {
        let list = node.read("items").unwrap_or_else(|| node.clone());
        self.report
            .add(Code::INVALID_VALUE, &list.origin().own_key())
            .message("a list of `items` without `type` says nothing of values that are no arrays")
            .label("taken as one of these, a tuple of them, or any JSON")
            .help("write `oneOf` if one of them is meant, or add `type: array`");
        let meant = shape.prefix_items.iter().filter_map(|item| item.last());
        let meant: Vec<Node<'d>> = meant.filter(|item| !is_null(item)).cloned().collect();
        let mut variants = Vec::new();
        for (item, name) in meant.iter().zip(self.facts.variant_names(&meant)) {
            let ty = self.schema(item, &format!("{place} {name}")).value();
            add_variant(&mut variants, Name::new(name).at(item.origin()), docs::docs(item), ty, Vec::new());
        }
        let tuple = self.array(shape, place);
        add_variant(&mut variants, Name::new("items").at(list.origin()), Docs::default(), tuple, Vec::new());
        Form::Kind(TypeKind::Union(Union { tag: Tag::Untagged, overlapping: false, open: true, variants }))
    }

    fn too_long(&mut self, item: Option<&Node<'d>>) {
        let Some(item) = item else { return };
        self.report
            .warning(Code::UNTYPED_SCHEMA, item.origin())
            .message(format!("a tuple of more than {MOST} items is a list of any JSON"))
            .label("one item too many")
            .help("give items that belong together an array of their own");
    }
}
