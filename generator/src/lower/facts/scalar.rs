//! Scalars: types and formats, and JSON values as text.

use gatewright_document::{Node, Value};

use crate::ir::{Scalar, TypeRef};
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;

/// Whether a schema is what Kubernetes calls a quantity: described as a string, and a number where people write one.
pub(crate) fn is_quantity(node: &Node<'_>) -> bool {
    node.origin().pointer.last().is_some_and(|name| name.ends_with("resource.Quantity"))
}

/// The type of a scalar schema; `None` when the document's type is no JSON Schema type.
pub(crate) fn scalar(ty: SchemaType<'_>, shape: &Shape<'_>) -> Option<TypeRef> {
    let format = shape.format.as_deref().unwrap_or_default();
    let scalar = match ty {
        SchemaType::String if shape.content_encoding && string(format) == Scalar::String => Scalar::Base64,
        SchemaType::String => string(format),
        SchemaType::Integer => integer(format, shape),
        SchemaType::Number => number(format),
        SchemaType::Boolean => Scalar::Bool,
        SchemaType::File => Scalar::Bytes,
        SchemaType::Null => return Some(TypeRef::Unit),
        SchemaType::Any => return Some(TypeRef::Json),
        SchemaType::Array | SchemaType::Object | SchemaType::Unknown(_) => return None,
    };
    Some(TypeRef::Scalar(scalar))
}

fn string(format: &str) -> Scalar {
    match format {
        "date-time" | "dateTime" | "datetime" => Scalar::DateTime,
        "date-time-local" | "local-date-time" | "partial-date-time" => Scalar::LocalDateTime,
        "date-time-rfc1123" | "date-time-rfc7231" | "http-date" => Scalar::HttpDate,
        "date" => Scalar::Date,
        "time" | "partial-time" | "time-local" | "local-time" => Scalar::Time,
        "duration" => Scalar::Duration,
        "uuid" | "guid" | "uuid1" | "uuid3" | "uuid4" | "uuid5" | "uuid6" | "uuid7" | "uuid8" => Scalar::Uuid,
        "decimal" => Scalar::Decimal,
        "int-or-string" => Scalar::IntOrString,
        "quantity" => Scalar::Quantity,
        "byte" | "base64" => Scalar::Base64,
        "base64url" => Scalar::Base64Url,
        _ => Scalar::String,
    }
}

fn integer(format: &str, shape: &Shape<'_>) -> Scalar {
    match format {
        "int8" => Scalar::I8,
        "int16" => Scalar::I16,
        "int32" => Scalar::I32,
        "uint8" => Scalar::U8,
        "uint16" => Scalar::U16,
        "uint32" => Scalar::U32,
        "uint64" | "uint" => Scalar::U64,
        "unix-time" | "unixtime" | "timestamp" => Scalar::UnixTime,
        _ if is_big(format) || beyond_64_bits(shape) => Scalar::Number,
        _ if shape.limits.maximum.is_some_and(|most| most > i64::MAX as f64)
            && shape.limits.minimum.is_some_and(|least| least >= 0.0) =>
        {
            Scalar::U64
        }
        _ => Scalar::I64,
    }
}

fn number(format: &str) -> Scalar {
    match format {
        "int32" => Scalar::I32,
        "int64" => Scalar::I64,
        _ if is_big(format) => Scalar::Number,
        // A `float` is held with the precision of JSON itself, so that no digit is lost on the way through.
        "float" | "double" => Scalar::Double,
        _ => Scalar::F64,
    }
}

/// The type of number that a format means where no type is given. Formats of strings alone say nothing of values of
/// other types (JSON Schema), which servers have to accept.
pub(crate) fn type_of_format(format: &str) -> Option<SchemaType<'static>> {
    let fits = |ty, plain| {
        let shape = Shape { format: Some(format.to_owned()), ..Shape::default() };
        let ty = Some(ty).filter(|ty| scalar(*ty, &shape).is_some_and(|typed| typed != TypeRef::Scalar(plain)))?;
        (!is_big(format)).then_some(ty)
    };
    match format {
        "int64" => Some(SchemaType::Integer),
        // It is the format of numbers and strings alike.
        "decimal" => None,
        _ if fits(SchemaType::String, Scalar::String).is_some() => None,
        _ => fits(SchemaType::Integer, Scalar::I64).or_else(|| fits(SchemaType::Number, Scalar::F64)),
    }
}

/// The numbers of a schema that may be written as text: .NET describes its numbers so, by both types or, where its version
/// of OpenAPI has no lists of types, by none.
pub(crate) fn numeric(shape: &Shape<'_>) -> Option<Scalar> {
    let [pattern] = shape.limits.patterns.as_slice() else { return None };
    if !is_pattern_of_digits(pattern) {
        return None;
    }
    let format = shape.format.as_deref().unwrap_or_default();
    let number = match shape.types.as_deref() {
        Some([SchemaType::Integer, SchemaType::String] | [SchemaType::String, SchemaType::Integer]) => true,
        Some([SchemaType::Number, SchemaType::String] | [SchemaType::String, SchemaType::Number]) => false,
        None if number(format) == Scalar::Double => false,
        None if matches!(format, "int64" | "uint64") || integer(format, &Shape::default()) != Scalar::I64 => true,
        _ => return None,
    };
    match (number, integer(format, shape)) {
        (false, _) if is_big(format) => None,
        (false, _) => Some(Scalar::NumericF64),
        (true, Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::U8 | Scalar::U16) => Some(Scalar::NumericI32),
        (true, Scalar::I64 | Scalar::U32) => Some(Scalar::NumericI64),
        (true, Scalar::U64) => Some(Scalar::NumericU64),
        (true, _) => None,
    }
}

/// Whether a pattern is of digits, a sign, a point and an exponent: `^-?(?:0|[1-9]\d*)$`.
fn is_pattern_of_digits(pattern: &str) -> bool {
    let has_digits = pattern.contains("\\d") || pattern.contains("0-9");
    let rest = pattern.replace("\\d", "").replace("\\.", "");
    has_digits && rest.chars().all(|c| c.is_ascii_digit() || "^$-+?*(){}|[]:,.eE".contains(c))
}

/// Formats of numbers that no type of 64 bits holds digit by digit.
fn is_big(format: &str) -> bool {
    matches!(
        format,
        "decimal" | "decimal128" | "bigdecimal" | "int128" | "uint128" | "bigint" | "biginteger" | "bignumber"
    )
}

/// Whether the document says that integers go further than 64 bits do.
fn beyond_64_bits(shape: &Shape<'_>) -> bool {
    // 2⁶⁴ and -2⁶³, both exact.
    const ABOVE: f64 = 18_446_744_073_709_551_616.0;
    const BELOW: f64 = -9_223_372_036_854_775_808.0;
    shape.limits.maximum.is_some_and(|most| most > ABOVE) || shape.limits.minimum.is_some_and(|least| least < BELOW)
}

/// Whether a scalar is written as a JSON number.
pub(crate) fn is_number(scalar: Scalar) -> bool {
    use Scalar::{Double, F64, I8, I16, I32, I64, Number, U8, U16, U32, U64};
    matches!(scalar, I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64 | F64 | Double | Number)
}

/// Formats of JSON Schema and OpenAPI, by type.
fn formats(ty: SchemaType<'_>) -> &'static [&'static str] {
    match ty {
        SchemaType::String => &[
            "date-time",
            "date",
            "time",
            "duration",
            "uuid",
            "decimal",
            "byte",
            "binary",
            "password",
            "email",
            "idn-email",
            "hostname",
            "idn-hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "uri-template",
            "iri",
            "iri-reference",
            "json-pointer",
            "relative-json-pointer",
            "regex",
        ],
        SchemaType::Integer => &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"],
        SchemaType::Number => &["float", "double", "int32", "int64", "decimal"],
        _ => &[],
    }
}

/// Whether a format of any type has no type of its own in Rust, so that the docs have to say it.
pub(crate) fn is_mere_word(format: &str) -> bool {
    let typed = [string(format), integer(format, &Shape::default()), number(format)];
    let is_plain = typed == [Scalar::String, Scalar::I64, Scalar::F64];
    is_plain && !format.is_empty() && !matches!(format, "int64" | "binary")
}

/// Whether a format is one that is known, or gave `scalar` in place of the type that holds all values.
pub(crate) fn is_known_format(ty: SchemaType<'_>, format: &str, scalar: &TypeRef) -> bool {
    let plain = match ty {
        SchemaType::String => Scalar::String,
        SchemaType::Integer => Scalar::I64,
        SchemaType::Number => Scalar::F64,
        SchemaType::Boolean => Scalar::Bool,
        _ => return true,
    };
    format.is_empty() || formats(ty).contains(&format) || *scalar != TypeRef::Scalar(plain)
}

/// The format that was probably meant.
pub(crate) fn nearest_format(ty: SchemaType<'_>, format: &str) -> Option<String> {
    gatewright_document::nearest(format, formats(ty).iter().copied())
}

/// The schema type that was probably meant.
pub(crate) fn nearest_type(name: &str) -> Option<String> {
    gatewright_document::nearest(name, SchemaType::ALL.iter().map(|ty| ty.as_str()))
}

/// A scalar as text, other values as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_json().to_string(),
    }
}
