//! `new` of models that are sent: it takes what the document requires. What has one value is filled in.

use super::{Model, Models};
use crate::emit::docs;
use crate::ir::{Field, Part, Presence, Scalar, Struct, TypeKind, TypeRef};
use crate::names::Ident;
use crate::print::{Constructor, Expression, Path, Type};

impl Models<'_> {
    /// Takes what is required: what the document adds later as optional breaks no caller. `Default` where nothing is.
    pub(super) fn constructor(&self, model: Model<'_>, object: &Struct) -> Constructor {
        let std = self.types.std;
        let Model { name, members, .. } = model;
        let mut fields: Vec<(&str, &Ident, Option<Type>, Option<Expression>)> = Vec::new();
        for (field, ident) in object.fields.iter().zip(members) {
            let wire = field.name.wire.as_str();
            if !field.presence.is_required() {
                fields.push((wire, ident, None, Some(Expression::Path(std.name("None")))));
                continue;
            }
            if let Some(only) = self.only_value(field) {
                fields.push((wire, ident, None, Some(only)));
                continue;
            }
            let ty = self.types.member(&field.ty, field.presence);
            let is_text = *self.types.unaliased(&field.ty) == TypeRef::Scalar(Scalar::String);
            if field.presence == Presence::Required && is_text {
                let into = Type::Impl(Box::new(Type::Path(std.name("Into"), vec![ty])));
                let argument = Box::new(Expression::Path(ident.into()));
                fields.push((wire, ident, Some(into), Some(Expression::Methods(argument, vec![("into", Vec::new())]))));
            } else {
                fields.push((wire, ident, Some(ty), None));
            }
        }
        if let Some((rest, ident)) = object.rest.as_ref().zip(members.last()) {
            fields.push((&rest.name.wire, ident, None, Some(empty(std.name("BTreeMap")))));
        }
        whole(name, fields, std.name("Default"))
    }

    /// The value of a property that can have no other.
    fn only_value(&self, field: &Field) -> Option<Expression> {
        if field.presence != Presence::Required {
            return None;
        }
        match self.types.unaliased(&field.ty) {
            TypeRef::Scalar(Scalar::Bool) => field.flag.map(Expression::Bool),
            TypeRef::Named(id) => {
                let TypeKind::Enum(listed) = &self.types.api.types.get(*id).kind else { return None };
                let names = self.types.names.of_type(*id);
                let variant = names.members.first().filter(|_| listed.has_one_plain_value())?;
                Some(Expression::Path(Path::from(&names.ident).within(&variant.to_string())))
            }
            _ => None,
        }
    }

    /// Whether the one value of a property is `false`, which a derive fills in.
    pub(super) fn is_false(&self, field: &Field) -> bool {
        matches!(self.only_value(field), Some(Expression::Bool(false)))
    }

    /// As [`constructor`](Self::constructor), for the parts of a body.
    pub(super) fn constructor_of_parts(&self, model: Model<'_>, parts: &[Part]) -> Constructor {
        let std = self.types.std;
        let fields = parts.iter().zip(model.members).map(|(part, name)| {
            let (argument, value) = match part.required {
                true => (Some(self.part(part)), None),
                false if part.is_list() => (None, Some(empty(std.name("Vec")))),
                false => (None, Some(Expression::Path(std.name("None")))),
            };
            (part.name.wire.as_str(), name, argument, value)
        });
        whole(model.name, fields.collect(), std.name("Default"))
    }
}

/// A collection without items.
fn empty(collection: Path) -> Expression {
    Expression::Call(collection.within("new"), Vec::new())
}

/// Fields with their names in the document, the type of the argument that each is given by, and its value.
fn whole(
    name: &Ident,
    mut fields: Vec<(&str, &Ident, Option<Type>, Option<Expression>)>,
    default: Path,
) -> Constructor {
    // By name: two properties that change places in the document must not change places in calls.
    fields.sort_by_key(|(wire, ..)| *wire);
    let mut constructor = Constructor {
        docs: docs::line("What is required, by name; set the rest on the value."),
        name: name.clone(),
        arguments: Vec::new(),
        values: Vec::new(),
        default,
    };
    for (_, ident, argument, value) in fields {
        constructor.arguments.extend(argument.map(|ty| (ident.clone(), ty)));
        constructor.values.push((ident.clone(), value));
    }
    constructor
}
