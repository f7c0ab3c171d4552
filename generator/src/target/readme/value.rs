//! Values of examples: what the document gives as one, else the simplest of its type.

use serde_json::Value;

use super::call::is_text;
use crate::emit::Types;
use crate::ir::{Enum, Field, Part, PartKind, Presence, Scalar, Struct, TypeId, TypeKind, TypeRef};
use crate::names::TypeNames;
use crate::print::Literal;

/// How far values are nested: deeper ones are no examples any more.
const DEPTH: usize = 4;
/// How many values a model may require.
const WIDTH: usize = 6;
/// How long a text of the document may be.
const LONGEST: usize = 60;

/// Writes values, and notes what they name.
pub(super) struct Values<'a> {
    types: Types<'a>,
    depth: usize,
    pub(super) needs_models: bool,
    pub(super) needs_runtime: bool,
}

impl<'a> Values<'a> {
    pub(super) fn new(types: Types<'a>) -> Self {
        Self { types, depth: 0, needs_models: false, needs_runtime: false }
    }

    /// As setters and methods take it.
    pub(super) fn argument(&mut self, ty: &TypeRef, example: Option<&Value>) -> Option<String> {
        let types = self.types;
        let example = example.or_else(|| example_of_alias(types, ty));
        Some(match types.unaliased(ty) {
            TypeRef::Scalar(Scalar::String) => text(example),
            TypeRef::Scalar(scalar) if scalar.is_copy() => self.scalar(*scalar, example),
            TypeRef::List(item) => {
                let first = example.and_then(Value::as_array).and_then(|items| items.first()).or(example);
                let first = if is_text(types, item) { text(first) } else { self.owned(item, first)? };
                format!("&[{first}]")
            }
            _ => format!("&{}", self.owned(ty, example)?),
        })
    }

    /// A value of the type itself; `None` where there is none that is short enough to be read.
    pub(super) fn owned(&mut self, ty: &TypeRef, example: Option<&Value>) -> Option<String> {
        if self.depth > DEPTH {
            return None;
        }
        self.depth += 1;
        let value = self.nested(ty, example);
        self.depth -= 1;
        value
    }

    fn nested(&mut self, ty: &TypeRef, example: Option<&Value>) -> Option<String> {
        let types = self.types;
        let example = example.or_else(|| example_of_alias(types, ty));
        Some(match types.unaliased(ty) {
            TypeRef::Named(id) => self.model(*id, example)?,
            TypeRef::Boxed(inner) => format!("Box::new({})", self.owned(inner, example)?),
            TypeRef::List(item) => {
                let first = example.and_then(Value::as_array).and_then(|items| items.first());
                format!("vec![{}]", self.owned(item, first)?)
            }
            TypeRef::Map(_) | TypeRef::Json => "Default::default()".to_owned(),
            TypeRef::Nullable(_) => "None".to_owned(),
            TypeRef::Tuple(tuple) if tuple.is_exact() && tuple.items.len() > 1 => {
                let items: Option<Vec<String>> = tuple.items.iter().map(|item| self.owned(item, None)).collect();
                format!("({})", items?.join(", "))
            }
            TypeRef::Scalar(Scalar::String) => format!("{}.into()", text(example)),
            TypeRef::Scalar(scalar) => self.scalar(*scalar, example),
            TypeRef::Tuple(_) | TypeRef::Custom(_) | TypeRef::Unit => return None,
        })
    }

    fn scalar(&mut self, scalar: Scalar, example: Option<&Value>) -> String {
        let parsed = |fallback: &str| {
            let given = example.and_then(Value::as_str).filter(|given| given.len() <= LONGEST);
            format!("{}.parse()?", Literal::str(given.unwrap_or(fallback)))
        };
        let integer = |fits: fn(i64) -> bool| {
            let given = example.and_then(Value::as_i64).filter(|number| fits(*number));
            given.unwrap_or(1).to_string()
        };
        match scalar {
            Scalar::String => text(example),
            Scalar::Bool => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Scalar::I8 => integer(|number| i8::try_from(number).is_ok()),
            Scalar::I16 => integer(|number| i16::try_from(number).is_ok()),
            Scalar::I32 => integer(|number| i32::try_from(number).is_ok()),
            Scalar::I64 => integer(|_| true),
            Scalar::U8 => integer(|number| u8::try_from(number).is_ok()),
            Scalar::U16 => integer(|number| u16::try_from(number).is_ok()),
            Scalar::U32 => integer(|number| u32::try_from(number).is_ok()),
            Scalar::U64 => integer(|number| number >= 0),
            Scalar::F64 | Scalar::Double => {
                let given = example.and_then(Value::as_f64).filter(|number| number.is_finite());
                format!("{:?}", given.unwrap_or(1.0))
            }
            Scalar::Number => "1.into()".to_owned(),
            Scalar::NumericF64 => "1.0.into()".to_owned(),
            Scalar::NumericI32 => "1_i32.into()".to_owned(),
            Scalar::NumericI64 => "1_i64.into()".to_owned(),
            Scalar::NumericU64 => "1_u64.into()".to_owned(),
            Scalar::DateTime => parsed("2026-01-31T12:00:00Z"),
            Scalar::LocalDateTime => parsed("2026-01-31T12:00:00"),
            Scalar::HttpDate => parsed("Sat, 31 Jan 2026 12:00:00 GMT"),
            Scalar::Date => parsed("2026-01-31"),
            Scalar::Time => parsed("12:00:00Z"),
            Scalar::Duration => parsed("PT1H"),
            Scalar::Uuid => parsed("5f0c1a52-7d9b-4b0e-9c8f-2d6a1f3e4b5c"),
            Scalar::Decimal => parsed("1.50"),
            Scalar::UnixTime => {
                self.needs_runtime = true;
                format!("runtime::UnixTime({})", integer(|_| true))
            }
            Scalar::Base64 | Scalar::Base64Url => "b\"bytes\".as_slice().into()".to_owned(),
            Scalar::Bytes => "\"bytes\".into()".to_owned(),
            Scalar::IntOrString => format!("{}_i64.into()", integer(|_| true)),
            Scalar::Quantity => "\"100m\".into()".to_owned(),
        }
    }

    fn model(&mut self, id: TypeId, example: Option<&Value>) -> Option<String> {
        let types = self.types;
        let (def, names) = (types.api.types.get(id), types.names.of_type(id));
        self.needs_models = true;
        let name = &names.ident;
        Some(match &def.kind {
            TypeKind::Struct(object) => {
                let example = example.or(def.docs.example.as_deref());
                format!("models::{name}::{}", self.constructor(object, names, example)?)
            }
            TypeKind::Enum(listed) => {
                let position = position(listed, example.or(def.docs.example.as_deref()));
                format!("models::{name}::{}", names.members.get(position)?)
            }
            TypeKind::Union(union) => {
                let (variant, ident) = union.variants.iter().zip(&names.members).next()?;
                format!("models::{name}::{ident}({})", self.owned(&variant.ty, example)?)
            }
            TypeKind::Newtype(ty) => format!("models::{name}({})", self.owned(ty, example)?),
            TypeKind::Multipart(parts) => format!("models::{name}::{}", self.form(parts, names)?),
            TypeKind::Headers(_) | TypeKind::Alias(_) => return None,
        })
    }

    /// `new(…)` with what is required, or `default()`.
    fn constructor(&mut self, object: &Struct, names: &TypeNames, example: Option<&Value>) -> Option<String> {
        let own = |field: &Field| example.and_then(|example| example.get(&field.name.wire));
        match self.types.asked(object, names).as_slice() {
            [] => Some("default()".to_owned()),
            [(only, _)] if only.presence == Presence::Required && is_text(self.types, &only.ty) => {
                Some(format!("new({})", text(own(only).or(only.docs.example.as_deref()))))
            }
            [(only, _)] => Some(format!("new({})", self.property(only, own(only))?)),
            several if several.len() > WIDTH => None,
            several => {
                let properties = several.iter().map(|(field, ident)| {
                    let value = self.property(field, own(field))?;
                    Some(format!("{ident}: {value}"))
                });
                let properties: Option<Vec<String>> = properties.collect();
                Some(format!("new(models::required::{} {{ {} }})", names.ident, properties?.join(", ")))
            }
        }
    }

    /// `new(…)` with the parts that are required, or `default()`.
    fn form(&mut self, parts: &[Part], names: &TypeNames) -> Option<String> {
        let required: Vec<_> = parts.iter().zip(&names.members).filter(|(part, _)| part.required).collect();
        match required.as_slice() {
            [] => Some("default()".to_owned()),
            [(only, _)] => Some(format!("new({})", self.part(only)?)),
            several if several.len() > WIDTH => None,
            several => {
                let parts: Option<Vec<String>> =
                    several.iter().map(|(part, ident)| Some(format!("{ident}: {}", self.part(part)?))).collect();
                Some(format!("new(models::required::{} {{ {} }})", names.ident, parts?.join(", ")))
            }
        }
    }

    fn part(&mut self, part: &Part) -> Option<String> {
        let name = Literal::str(&part.name.wire);
        let mut file = || {
            self.needs_runtime = true;
            format!("runtime::File::new({name}, \"bytes\")")
        };
        match &part.kind {
            PartKind::Text(ty) | PartKind::Json(ty) | PartKind::Items(ty) => {
                self.owned(ty, part.docs.example.as_deref())
            }
            PartKind::File => Some(file()),
            PartKind::Files => {
                let least = part.limits.min_items.unwrap_or_default().max(1);
                let count = usize::try_from(least).ok().filter(|count| *count <= WIDTH)?;
                Some(format!("vec![{}]", vec![file(); count].join(", ")))
            }
            PartKind::Rest => Some("Vec::new()".to_owned()),
        }
    }

    /// The value of a property that is required.
    fn property(&mut self, field: &Field, own: Option<&Value>) -> Option<String> {
        match field.presence {
            Presence::Required => self.owned(&field.ty, own.or(field.docs.example.as_deref())),
            _ => Some("None".to_owned()),
        }
    }
}

/// The example of a schema that is another name of a type.
fn example_of_alias<'a>(types: Types<'a>, ty: &TypeRef) -> Option<&'a Value> {
    let TypeRef::Named(id) = ty else { return None };
    let def = types.api.types.get(*id);
    let TypeKind::Alias(target) = &def.kind else { return None };
    def.docs.example.as_deref().or_else(|| example_of_alias(types, target))
}

/// The listed value of an example, else the first.
fn position(listed: &Enum, example: Option<&Value>) -> usize {
    let given = example.map(|example| example.as_str().map_or_else(|| example.to_string(), str::to_owned));
    given.and_then(|given| listed.variants.position(&given)).unwrap_or(0)
}

/// A text of the document, or any.
fn text(example: Option<&Value>) -> String {
    let given = example.and_then(Value::as_str).filter(|text| !text.is_empty() && text.len() <= LONGEST);
    Literal::str(given.unwrap_or("text")).to_string()
}
