//! Booleans, numbers, strings, any JSON, and nothing.

use bytes::Bytes;
use serde_json::{Number, Value};

use super::{Cx, FromJson, Misfit, ToJson};

/// Integers beyond this are not exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl FromJson for Value {
    fn from_json(value: &Value, _: &mut Cx) -> Result<Self, Misfit> {
        Ok(value.clone())
    }
}

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl FromJson for String {
    fn from_json(value: &Value, _: &mut Cx) -> Result<Self, Misfit> {
        match value {
            Value::String(text) => Ok(text.clone()),
            _ => Err(Misfit::new("a string", value)),
        }
    }
}

impl ToJson for String {
    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl ToJson for str {
    fn to_json(&self) -> Value {
        Value::String(self.to_owned())
    }
}

/// Digit by digit with the feature `exact-numbers`, else as 64 bits hold it.
impl FromJson for Number {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let number = match value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) if cx.text => number_in(text),
            _ => None,
        };
        number.ok_or_else(|| Misfit::new("a number", value))
    }
}

impl ToJson for Number {
    fn to_json(&self) -> Value {
        Value::Number(self.clone())
    }
}

impl FromJson for bool {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        match value {
            Value::Bool(value) => Ok(*value),
            Value::String(text) if cx.text && text == "true" => Ok(true),
            Value::String(text) if cx.text && text == "false" => Ok(false),
            _ => Err(Misfit::new("`true` or `false`", value)),
        }
    }
}

impl ToJson for bool {
    fn to_json(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FromJson for () {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        match value {
            Value::Null => Ok(()),
            _ => cx.refuse("null", value),
        }
    }
}

impl ToJson for () {
    fn to_json(&self) -> Value {
        Value::Null
    }
}

impl FromJson for Bytes {
    fn from_json(value: &Value, _: &mut Cx) -> Result<Self, Misfit> {
        match value {
            Value::String(text) => Ok(Bytes::copy_from_slice(text.as_bytes())),
            _ => Err(Misfit::new("a string", value)),
        }
    }
}

impl ToJson for Bytes {
    /// The bytes as text. Bytes that are not UTF-8 have no place in JSON: each is replaced.
    fn to_json(&self) -> Value {
        Value::String(String::from_utf8_lossy(self).into_owned())
    }
}

/// An integer that a JSON value stands for: `1`, `1.0`, `1e3`, and `"1"` in text.
fn integer(value: &Value, cx: &Cx) -> Option<i128> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) if cx.text => number_in(text)?,
        _ => return None,
    };
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)).or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        // In range, and without a fraction: the conversion is exact.
        #[allow(clippy::cast_possible_truncation)]
        Some(float as i128)
    })
}

/// A number in text, as JSON writes it or with a leading `+`.
pub(crate) fn number_in(text: &str) -> Option<Number> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) || text.ends_with(char::is_whitespace) {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(number) => Some(number),
        // `007` and `1.` are no JSON, but they are numbers to people.
        Err(_) => text.parse::<i64>().map(Number::from).ok().or_else(|| text.parse().ok().and_then(Number::from_f64)),
    }
}

macro_rules! integers {
    ($($ty:ident $expected:literal,)*) => {$(
        impl FromJson for $ty {
            fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
                integer(value, cx).and_then(|integer| integer.try_into().ok()).ok_or_else(|| Misfit::new($expected, value))
            }
        }

        impl ToJson for $ty {
            fn to_json(&self) -> Value {
                Value::from(*self)
            }
        }
    )*};
}

integers! {
    i8 "an integer from -128 to 127",
    i16 "an integer from -32768 to 32767",
    i32 "an integer of 32 bits",
    i64 "an integer of 64 bits",
    u8 "an integer from 0 to 255",
    u16 "an integer from 0 to 65535",
    u32 "an integer of 32 bits that is not negative",
    u64 "an integer of 64 bits that is not negative",
}

impl FromJson for f64 {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if cx.text => number_in(text).and_then(|number| number.as_f64()),
            _ => None,
        };
        number.ok_or_else(|| Misfit::new("a number", value))
    }
}

impl ToJson for f64 {
    /// Integers are written as such (`1`, not `1.0`); NaN and the infinities, which JSON lacks, as null.
    fn to_json(&self) -> Value {
        if self.fract() == 0.0 && self.abs() < EXACT && !(*self == 0.0 && self.is_sign_negative()) {
            // In range, and without a fraction: the conversion is exact.
            #[allow(clippy::cast_possible_truncation)]
            return Value::from(*self as i64);
        }
        Value::from(*self)
    }
}

impl FromJson for f32 {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        // A number out of range becomes infinite, as it does when Rust parses it.
        #[allow(clippy::cast_possible_truncation)]
        f64::from_json(value, cx).map(|number| number as f32)
    }
}

impl ToJson for f32 {
    /// The shortest digits that give this `f32` back: `0.1`, not `0.10000000149011612`.
    fn to_json(&self) -> Value {
        self.to_string().parse::<f64>().unwrap_or(f64::from(*self)).to_json()
    }
}
