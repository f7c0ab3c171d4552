//! Defaults that servers fill in: those that the schema around them admits.
//!
//! One that it does not admit stays what the document says of it, in the docs and in the methods for defaults: filled in,
//! it would have requests rejected for what they do not say.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Defaulted, Types};
use crate::ir::{Bounds, Enum, EnumOf, Limits, Presence, Scalar, Tag, TypeKind, TypeRef};

/// Unions within unions are looked into this far: they may be circular.
const DEPTH: usize = 8;

impl Types<'_> {
    /// The default that stands for what a request does not have.
    pub(crate) fn filled_in<'v>(self, field: Defaulted<'v>, limits: &Limits) -> Option<&'v Value> {
        // Absence and null differ where both mean something; null as the default tells nobody anything.
        let default = field.default.filter(|default| !field.presence.is_required() && !default.is_null())?;
        let is_null_alone = field.presence == Presence::Optional && matches!(field.ty, TypeRef::Unit);
        (!is_null_alone && self.admits(field.ty, limits, default, DEPTH)).then_some(default)
    }

    fn admits(self, ty: &TypeRef, limits: &Limits, value: &Value, depth: usize) -> bool {
        if depth == 0 {
            return false;
        }
        match self.unaliased(ty) {
            TypeRef::Scalar(scalar) => is_of(*scalar, value) && is_within(limits, value),
            TypeRef::Boxed(inner) => self.admits(inner, limits, value, depth - 1),
            TypeRef::Nullable(inner) => value.is_null() || self.admits(inner, limits, value, depth - 1),
            TypeRef::List(item) => value.as_array().is_some_and(|items| {
                let each = limits.each.as_deref().cloned().unwrap_or_default();
                // By their texts: a list may be as long as the document.
                let mut seen = BTreeSet::new();
                let count = items.len() as u64;
                is_between(count, limits.min_items, limits.max_items)
                    && (!limits.unique_items || items.iter().all(|item| seen.insert(item.to_string())))
                    && items.iter().all(|value| self.admits(item, &each, value, depth - 1))
            }),
            TypeRef::Named(id) => match &self.api.types.get(*id).kind {
                TypeKind::Enum(listed) => is_listed(listed, value),
                TypeKind::Newtype(inner) => self.admits(inner, limits, value, depth - 1),
                TypeKind::Union(union) if union.tag == Tag::Untagged => {
                    let none = Limits::default();
                    union.variants.iter().any(|variant| self.admits(&variant.ty, &none, value, depth - 1))
                }
                _ => false,
            },
            TypeRef::Json => **limits == Bounds::NONE,
            TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Custom(_) | TypeRef::Unit => false,
        }
    }
}

fn is_listed(listed: &Enum, value: &Value) -> bool {
    match listed.of {
        EnumOf::Strings => value.as_str().is_some_and(|text| listed.open || listed.variants.has(text)),
        EnumOf::Integers => {
            value.as_i64().is_some_and(|number| listed.open || listed.variants.has(&number.to_string()))
        }
        EnumOf::Values => false,
    }
}

/// Whether a value is of a type; `false` for texts whose format the runtime alone reads.
fn is_of(scalar: Scalar, value: &Value) -> bool {
    let within = |least: i128, most: i128| {
        let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
        number.is_some_and(|number| (least..=most).contains(&number))
    };
    match scalar {
        Scalar::String => value.is_string(),
        Scalar::Bool => value.is_boolean(),
        Scalar::I8 => within(i8::MIN.into(), i8::MAX.into()),
        Scalar::I16 => within(i16::MIN.into(), i16::MAX.into()),
        Scalar::I32 | Scalar::NumericI32 => within(i32::MIN.into(), i32::MAX.into()),
        Scalar::I64 | Scalar::NumericI64 | Scalar::UnixTime => within(i64::MIN.into(), i64::MAX.into()),
        Scalar::U8 => within(0, u8::MAX.into()),
        Scalar::U16 => within(0, u16::MAX.into()),
        Scalar::U32 => within(0, u32::MAX.into()),
        Scalar::U64 | Scalar::NumericU64 => within(0, u64::MAX.into()),
        Scalar::F64 | Scalar::Double | Scalar::Number | Scalar::NumericF64 => value.is_number(),
        Scalar::IntOrString => value.is_i64() || value.is_string(),
        _ => false,
    }
}

fn is_within(limits: &Limits, value: &Value) -> bool {
    match value {
        Value::String(text) => {
            is_between(text.chars().count() as u64, limits.min_length, limits.max_length)
                && limits.patterns.iter().all(|pattern| is_matched(pattern, text))
        }
        Value::Number(number) => number.as_f64().is_some_and(|number| {
            limits.minimum.is_none_or(|least| number >= least)
                && limits.maximum.is_none_or(|most| number <= most)
                && limits.exclusive_minimum.is_none_or(|below| number > below)
                && limits.exclusive_maximum.is_none_or(|above| number < above)
                && limits.multiple_of.is_none_or(|step| (number / step).fract() == 0.0)
        }),
        _ => true,
    }
}

fn is_between(count: u64, least: Option<u64>, most: Option<u64>) -> bool {
    least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
}

/// As the runtime matches; `false` for what it would take too long for.
fn is_matched(pattern: &str, text: &str) -> bool {
    let translated = jsonschema_regex::to_rust_regex(pattern).ok();
    let regex = translated.and_then(|pattern| fancy_regex::Regex::new(&pattern).ok());
    regex.is_some_and(|regex| regex.is_match(text).unwrap_or(false))
}
