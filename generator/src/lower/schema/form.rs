//! Decides what the values of a schema look like.

use gatewright_document::{Node, Value};

use crate::ir::{TypeKind, TypeRef};
use crate::lower::facts::bare::only_part;
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::{Shape, has_structure_beside_reference};
use crate::lower::schema::{Schemas, values};

/// What a schema turned out to be, before it has a name.
pub(crate) enum Form {
    /// Needs a definition.
    Kind(TypeKind),
    /// Is written in place.
    Ref(TypeRef),
}

impl Form {
    /// What a type of it is.
    pub(crate) fn into_kind(self) -> TypeKind {
        match self {
            Self::Kind(kind) => kind,
            Self::Ref(ty) => TypeKind::Alias(ty),
        }
    }
}

impl<'d> Schemas<'d, '_> {
    /// Decides what the values of a schema look like.
    pub(super) fn form(&mut self, node: &Node<'d>, place: &str) -> Form {
        if matches!(node.value(), Value::Bool(_)) {
            return Form::Ref(TypeRef::Json);
        }
        // A named schema that is only another name.
        if node.reference().is_some() && !has_structure_beside_reference(node) {
            return Form::Ref(self.by_reference(node, place).ty);
        }
        if let Some(family) = self.facts.family_of(node) {
            return self.family(node, &family, place);
        }
        if let Some(only) = only_part(node).filter(|only| !self.facts.is_child_of(node, only)) {
            return Form::Ref(self.schema(&only, place).ty);
        }
        let shape = self.facts.shape(node);
        if shape.choices.is_empty()
            && let Some(discriminator) = &shape.discriminator
        {
            // Nothing is built from the schema: there is one type, and nothing to tell apart.
            discriminator.mark_read(&["propertyName"]);
            self.mapping(discriminator);
        }
        self.form_of_shape(node, &shape, place)
    }

    pub(crate) fn form_of_shape(&mut self, node: &Node<'d>, shape: &Shape<'d>, place: &str) -> Form {
        // A list of values of which none is of the type says nothing; that is reported.
        if let Some(constants) = shape.constants.as_ref().filter(|constants| values::may_list(constants, shape)) {
            for choice in &shape.choices {
                self.beside(choice, "listed values");
            }
            // Lists that are listed are what they are, whatever their items have to be.
            shape.items.iter().chain(shape.prefix_items.iter().flatten()).for_each(|item| self.report.same_again(item));
            return self.constants(shape, constants, place);
        }
        if let Some(form) = self.choices(node, shape, place) {
            return form;
        }
        if let Some(number) = scalar::numeric(shape) {
            return Form::Ref(TypeRef::Scalar(number));
        }
        let types: Vec<SchemaType<'d>> = match &shape.types {
            Some(types) => types.clone(),
            // Values of other types fit too. Servers hold all to the schema.
            None if self.options.strict_schemas && shape.is_of_untold_type() => Vec::new(),
            None if shape.is_object() => {
                self.report.not_expressed(
                    node,
                    "items",
                    "values are taken as objects, for which there are `properties`",
                );
                vec![SchemaType::Object]
            }
            None if shape.items_listed && !shape.prefix_items.is_empty() => {
                return self.listed_items(node, shape, place);
            }
            None if !shape.items.is_empty() || !shape.prefix_items.is_empty() => vec![SchemaType::Array],
            None => {
                let number = shape.format.as_deref().and_then(scalar::type_of_format);
                if number.is_none() && shape.format.is_some() {
                    self.report.not_expressed(node, "format", "without `type: string` values of any type are admitted");
                }
                number.into_iter().collect()
            }
        };
        match types.as_slice() {
            [] => Form::Ref(TypeRef::Json),
            [SchemaType::Object] => self.object(shape, place),
            [SchemaType::Array] => Form::Ref(self.array(shape, place)),
            [ty] => Form::Ref(self.scalar(node, *ty, shape)),
            _ => self.one_of_types(node, shape, &types, place),
        }
    }
}
