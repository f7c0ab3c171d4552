//! Reads a schema of a scalar.

use gatewright_document::{Code, Node};

use crate::ir::{Scalar, TypeRef};
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::fixes;
use crate::lower::schema::Schemas;

impl<'d> Schemas<'d, '_> {
    pub(super) fn scalar(&mut self, node: &Node<'d>, ty: SchemaType<'d>, shape: &Shape<'d>) -> TypeRef {
        if matches!(ty, SchemaType::String | SchemaType::Integer | SchemaType::Number)
            && let Some(format) = &shape.format
            && let Some(chosen) = self.format_by_option(format)
            && (ty == SchemaType::String || chosen != TypeRef::Scalar(Scalar::String))
        {
            return chosen;
        }
        if ty == SchemaType::String && shape.format.is_none() && scalar::is_quantity(node) {
            return TypeRef::Scalar(Scalar::Quantity);
        }
        if let Some(scalar) = scalar::scalar(ty, shape) {
            self.plain_format(node, ty, shape, &scalar);
            return scalar;
        }
        let name = ty.as_str();
        self.report
            .warning(Code::UNKNOWN_TYPE, &node.origin().child("type"))
            .message(format!("there is no schema type `{name}`"))
            .label("treated as any JSON")
            .help_if(scalar::nearest_type(name), |known| format!("did you mean `{known}`?"))
            .fix_if(fixes::schema_type(node, name, self.facts.version));
        TypeRef::Json
    }

    /// Reports a format that changes nothing, once.
    fn plain_format(&mut self, node: &Node<'d>, ty: SchemaType<'d>, shape: &Shape<'d>, scalar: &TypeRef) {
        let format = shape.format.as_deref().filter(|format| !scalar::is_known_format(ty, format, scalar));
        let Some(format) = format else { return };
        let name = ty.as_str();
        let at = node.get("format").map_or_else(|| node.origin().clone(), |format| format.origin().clone());
        self.report
            .once_for(Code::UNKNOWN_FORMAT, format!("{name} {format}"), &at)
            .message(format!("`{format}` is no known format of type {name}"))
            .label(format!("the type is that of any {name}"))
            .help_if(scalar::nearest_format(ty, format), |known| format!("did you mean `{known}`?"));
    }
}
