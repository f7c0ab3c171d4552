//! What stands for a property that is absent, where Rust writes it as it is.

use serde_json::Value;

use super::Types;
use crate::ir::{Enum, EnumOf, Field, Parameter, Presence, Scalar, TypeId, TypeKind, TypeRef};
use crate::names::Ident;
use crate::print::{Literal, Path, Table, Word};

/// A default.
pub(crate) enum Default {
    /// A value that is copied, and its type.
    Copied(&'static str, Word),
    Text(Literal),
    /// A value of an enumeration.
    Variant(TypeId, Ident),
}

/// A property or parameter that may have a default.
#[derive(Clone, Copy)]
pub(crate) struct Defaulted<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a TypeRef,
    pub(crate) presence: Presence,
    pub(crate) default: Option<&'a Value>,
}

impl<'a> Defaulted<'a> {
    pub(crate) fn field(field: &'a Field, ident: &'a Ident) -> Self {
        Self { ident, ty: &field.ty, presence: field.presence, default: field.default.as_deref() }
    }

    pub(crate) fn parameter(parameter: &'a Parameter, ident: &'a Ident) -> Self {
        let Parameter { ty, presence, default, .. } = parameter;
        Self { ident, ty, presence: *presence, default: default.as_deref() }
    }

    /// The method that gives the value or the default.
    pub(crate) fn method(self) -> Ident {
        self.ident.suffixed("_or_default")
    }
}

impl Types<'_> {
    /// The methods of a struct, as a table; `None` of one without defaults.
    pub(crate) fn defaults<'f>(self, name: &Ident, fields: impl Iterator<Item = Defaulted<'f>>) -> Option<Table> {
        let row = |field: Defaulted<'f>| {
            let (mode, ty, value) = match self.default_of(field)? {
                Default::Copied(ty, value) => ("copied", Path::plain(ty), value),
                Default::Text(value) => ("text", Path::plain("str"), value.into()),
                Default::Variant(id, variant) => {
                    let listed = self.path(id);
                    let value = listed.within(&variant);
                    ("borrowed", listed, value.into())
                }
            };
            Some(vec![mode.into(), field.ident.into(), (&field.method()).into(), ty.into(), "=".into(), value])
        };
        let rows: Vec<Vec<Word>> = fields.filter_map(row).collect();
        (!rows.is_empty()).then(|| Table::new("rt::defaults!", vec![name.into()], rows))
    }

    /// The default of what may be absent; null is a value of its own.
    pub(crate) fn default_of(self, field: Defaulted<'_>) -> Option<Default> {
        let value = field.default.filter(|_| field.presence == Presence::Optional)?;
        match self.unaliased(field.ty) {
            TypeRef::Scalar(Scalar::String) => Some(Default::Text(Literal::str(value.as_str()?))),
            TypeRef::Scalar(scalar) => copied(*scalar, value),
            TypeRef::Named(id) => match &self.api.types.get(*id).kind {
                TypeKind::Enum(Enum { of: EnumOf::Strings, variants, .. }) => {
                    let position = variants.position(value.as_str()?)?;
                    Some(Default::Variant(*id, self.names.of_type(*id).members.get(position)?.clone()))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn copied(scalar: Scalar, value: &Value) -> Option<Default> {
    let integer = |ty: &'static str, least: i128, most: i128| {
        let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))?;
        let fits = (least..=most).contains(&number);
        fits.then(|| Default::Copied(ty, Literal::integer(&number.to_string()).into()))
    };
    match scalar {
        Scalar::Bool => {
            let word = if value.as_bool()? { "true" } else { "false" };
            Some(Default::Copied("bool", Path::plain(word).into()))
        }
        Scalar::I8 => integer("i8", i8::MIN.into(), i8::MAX.into()),
        Scalar::I16 => integer("i16", i16::MIN.into(), i16::MAX.into()),
        Scalar::I32 => integer("i32", i32::MIN.into(), i32::MAX.into()),
        Scalar::I64 => integer("i64", i64::MIN.into(), i64::MAX.into()),
        Scalar::U8 => integer("u8", 0, u8::MAX.into()),
        Scalar::U16 => integer("u16", 0, u16::MAX.into()),
        Scalar::U32 => integer("u32", 0, u32::MAX.into()),
        Scalar::U64 => integer("u64", 0, u64::MAX.into()),
        Scalar::F64 | Scalar::Double => {
            let number = value.as_f64().filter(|number| number.is_finite())?;
            Some(Default::Copied("f64", Literal::float(number).into()))
        }
        _ => None,
    }
}
