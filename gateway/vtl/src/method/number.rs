//! `java.lang.Number` and its classes, `Boolean` and `Character`, and `String.format`.

mod format;

pub(super) use format::format;

use super::host::{Host, int};
use crate::error::{RenderError, failed};
use crate::value::{Number, Value};

type Called = Result<Option<Value>, RenderError>;

pub(super) fn call(host: &mut Host<'_>, number: &Number, name: &str, arguments: &[Value]) -> Called {
    if let Some(value) = convert(number, name, arguments) {
        return Ok(Some(value));
    }
    match (number, arguments) {
        (_, [Value::Number(other)]) if name == "compareTo" && same_class(number, other) => {
            Ok(Some(ordering(number.compare(other))))
        }
        (Number::Integer(_), _) => integer(host, Width::Integer, name, arguments),
        (Number::Long(_), _) => integer(host, Width::Long, name, arguments),
        (Number::Double(value), _) => double(host, *value, name, arguments),
        (Number::Big(_) | Number::Decimal(_), _) => exact(number, name, arguments),
    }
}

/// `$number.naN`, `$number.infinite`.
pub(super) fn property(number: &Number, name: &str) -> Value {
    match (number, name) {
        (Number::Double(value), "naN" | "NaN") => Value::Boolean(value.is_nan()),
        (Number::Double(value), "infinite" | "Infinite") => Value::Boolean(value.is_infinite()),
        _ => Value::Null,
    }
}

#[allow(clippy::cast_possible_truncation)] // Wrapping and rounding, as in Java.
fn convert(number: &Number, name: &str, arguments: &[Value]) -> Option<Value> {
    if !arguments.is_empty() {
        return None;
    }
    Some(Value::Number(match name {
        "intValue" => Number::Integer(number.int_value()),
        "longValue" => Number::Long(number.long_value()),
        "doubleValue" => Number::Double(number.double_value()),
        "floatValue" => Number::Double(float(number.double_value())),
        "shortValue" => Number::Integer(i32::from(number.int_value() as i16)),
        "byteValue" => Number::Integer(i32::from(number.int_value() as i8)),
        _ => return None,
    }))
}

/// A double that prints as the nearest float does.
#[allow(clippy::cast_possible_truncation)] // Rounding is what is asked for.
fn float(value: f64) -> f64 {
    (value as f32).to_string().parse().unwrap_or(value)
}

fn same_class(left: &Number, right: &Number) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

fn ordering(ordering: std::cmp::Ordering) -> Value {
    Value::Number(Number::Integer(ordering as i32))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Integer,
    Long,
}

impl Width {
    fn number(self, value: i64) -> Result<Number, RenderError> {
        match self {
            Self::Long => Ok(Number::Long(value)),
            Self::Integer => match i32::try_from(value) {
                Ok(value) => Ok(Number::Integer(value)),
                Err(_) => Err(failed(format!("for input string: \"{value}\""))),
            },
        }
    }

    /// The value's bits, without a sign.
    fn bits(self, value: i64) -> u64 {
        match self {
            Self::Long => value.cast_unsigned(),
            Self::Integer => value.cast_unsigned() & 0xffff_ffff,
        }
    }

    fn accepts(self, value: &Value) -> Option<i64> {
        match (self, value) {
            (_, Value::Number(Number::Integer(value))) => Some(i64::from(*value)),
            (Self::Long, Value::Number(Number::Long(value))) => Some(*value),
            _ => None,
        }
    }
}

/// The static methods of `Integer` and `Long`, which Velocity lets instances call.
fn integer(host: &mut Host<'_>, width: Width, name: &str, arguments: &[Value]) -> Called {
    let parse_name = if width == Width::Integer { "parseInt" } else { "parseLong" };
    match arguments {
        [Value::Text(text)] if name == parse_name || name == "valueOf" || name == "decode" => {
            return parse(width, text, 10).map(Some);
        }
        [Value::Text(text), radix] if (name == parse_name || name == "valueOf") && int(radix).is_some() => {
            return parse(width, text, int(radix).unwrap_or(10)).map(Some);
        }
        _ => {}
    }
    let numbers: Option<Vec<i64>> = arguments.iter().map(|argument| width.accepts(argument)).collect();
    let Some(numbers) = numbers else {
        return Ok(None);
    };
    Ok(Some(match (name, numbers.as_slice()) {
        ("valueOf", [value]) => Value::Number(width.number(*value)?),
        ("toString", [value]) => host.text(value.to_string())?,
        ("toString", [value, radix]) => host.text(to_radix(*value, *radix))?,
        ("toHexString", [value]) => Value::from(format!("{:x}", width.bits(*value))),
        ("toOctalString", [value]) => Value::from(format!("{:o}", width.bits(*value))),
        ("toBinaryString", [value]) => Value::from(format!("{:b}", width.bits(*value))),
        ("max", [left, right]) => Value::Number(width.number(*left.max(right))?),
        ("min", [left, right]) => Value::Number(width.number(*left.min(right))?),
        ("sum", [left, right]) => Value::Number(wrapped(width, left.wrapping_add(*right))),
        ("compare", [left, right]) => ordering(left.cmp(right)),
        ("signum", [value]) => ordering(value.cmp(&0)),
        ("bitCount", [value]) => Value::Number(Number::from_integer(i64::from(width.bits(*value).count_ones()))),
        _ => return Ok(None),
    }))
}

#[allow(clippy::cast_possible_truncation)] // Wrapping, as in Java.
fn wrapped(width: Width, value: i64) -> Number {
    match width {
        Width::Integer => Number::Integer(value as i32),
        Width::Long => Number::Long(value),
    }
}

fn parse(width: Width, text: &str, radix: i32) -> Result<Value, RenderError> {
    let invalid = || failed(format!("for input string: \"{text}\""));
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix)).ok_or_else(invalid)?;
    let value = i64::from_str_radix(text, radix).map_err(|_| invalid())?;
    width.number(value).map(Value::Number)
}

fn to_radix(value: i64, radix: i64) -> String {
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix)).unwrap_or(10);
    let mut digits = Vec::new();
    let mut rest = value.unsigned_abs();
    loop {
        let digit = u32::try_from(rest % u64::from(radix)).unwrap_or(0);
        digits.push(char::from_digit(digit, radix).unwrap_or('0'));
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

fn double(host: &mut Host<'_>, value: f64, name: &str, arguments: &[Value]) -> Called {
    let argument = |index: usize| match arguments.get(index) {
        Some(Value::Number(number)) if !matches!(number, Number::Big(_) | Number::Decimal(_)) => {
            Some(number.double_value())
        }
        _ => None,
    };
    Ok(Some(match (name, arguments.len()) {
        ("isNaN", 0) => Value::Boolean(value.is_nan()),
        ("isInfinite", 0) => Value::Boolean(value.is_infinite()),
        ("parseDouble" | "valueOf", 1) => match (arguments.first(), argument(0)) {
            (Some(Value::Text(text)), _) => {
                let parsed = text.trim().parse::<f64>();
                Value::Number(Number::Double(parsed.map_err(|_| failed(format!("for input string: \"{text}\"")))?))
            }
            (_, Some(number)) if name == "valueOf" => Value::Number(Number::Double(number)),
            _ => return Ok(None),
        },
        ("toString", 1) => match argument(0) {
            Some(number) => host.text(Number::Double(number).to_string())?,
            None => return Ok(None),
        },
        ("isNaN" | "isInfinite" | "isFinite", 1) => match argument(0) {
            Some(number) if name == "isNaN" => Value::Boolean(number.is_nan()),
            Some(number) if name == "isInfinite" => Value::Boolean(number.is_infinite()),
            Some(number) => Value::Boolean(number.is_finite()),
            None => return Ok(None),
        },
        ("max" | "min" | "sum" | "compare", 2) => match (argument(0), argument(1)) {
            (Some(left), Some(right)) => match name {
                "max" => Value::Number(Number::Double(left.max(right))),
                "min" => Value::Number(Number::Double(left.min(right))),
                "sum" => Value::Number(Number::Double(left + right)),
                _ => ordering(left.total_cmp(&right)),
            },
            _ => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

/// `BigInteger` and `BigDecimal`.
fn exact(number: &Number, name: &str, arguments: &[Value]) -> Called {
    let [Value::Number(other)] = arguments else {
        let text = number.to_string();
        return Ok(match (name, arguments) {
            ("negate", []) => number.multiply(&Number::Integer(-1)).ok().map(Value::Number),
            ("abs", []) if text.starts_with('-') => number.multiply(&Number::Integer(-1)).ok().map(Value::Number),
            ("abs", []) => Some(Value::Number(number.clone())),
            ("signum", []) => Some(ordering(number.compare(&Number::Integer(0)))),
            ("toPlainString", []) => Some(Value::from(text)),
            _ => None,
        });
    };
    if !same_class(number, other) {
        return Ok(None);
    }
    let result = match name {
        "add" => number.add(other),
        "subtract" => number.subtract(other),
        "multiply" => number.multiply(other),
        "max" => {
            return Ok(Some(Value::Number(if number.compare(other).is_ge() { number } else { other }.clone())));
        }
        "min" => {
            return Ok(Some(Value::Number(if number.compare(other).is_le() { number } else { other }.clone())));
        }
        _ => return Ok(None),
    };
    Ok(result.ok().map(Value::Number))
}

pub(super) fn call_boolean(value: bool, name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match (name, arguments) {
        ("booleanValue", []) => Value::Boolean(value),
        ("parseBoolean" | "valueOf", [Value::Text(text)]) => Value::Boolean(text.eq_ignore_ascii_case("true")),
        ("valueOf", [Value::Boolean(other)]) => Value::Boolean(*other),
        ("toString", [Value::Boolean(other)]) => Value::from(other.to_string()),
        ("compareTo", [Value::Boolean(other)]) => ordering(value.cmp(other)),
        ("compare", [Value::Boolean(left), Value::Boolean(right)]) => ordering(left.cmp(right)),
        ("logicalAnd", [Value::Boolean(left), Value::Boolean(right)]) => Value::Boolean(*left && *right),
        ("logicalOr", [Value::Boolean(left), Value::Boolean(right)]) => Value::Boolean(*left || *right),
        ("logicalXor", [Value::Boolean(left), Value::Boolean(right)]) => Value::Boolean(left != right),
        _ => return None,
    })
}

pub(super) fn call_character(unit: u16, name: &str, arguments: &[Value]) -> Option<Value> {
    let test = |unit: u16, name: &str| {
        let character = char::from_u32(u32::from(unit)).unwrap_or('?');
        Some(match name {
            "isDigit" => Value::Boolean(character.is_numeric()),
            "isLetter" | "isAlphabetic" => Value::Boolean(character.is_alphabetic()),
            "isLetterOrDigit" => Value::Boolean(character.is_alphanumeric()),
            "isUpperCase" => Value::Boolean(character.is_uppercase()),
            "isLowerCase" => Value::Boolean(character.is_lowercase()),
            "isWhitespace" => Value::Boolean(character.is_whitespace()),
            "toUpperCase" => Value::Character(single_unit(character.to_uppercase(), unit)),
            "toLowerCase" => Value::Character(single_unit(character.to_lowercase(), unit)),
            "getNumericValue" => {
                let digit = character.to_digit(36).and_then(|digit| i32::try_from(digit).ok());
                Value::Number(Number::Integer(digit.unwrap_or(-1)))
            }
            _ => return None,
        })
    };
    match (name, arguments) {
        ("charValue", []) => Some(Value::Character(unit)),
        ("compareTo", [Value::Character(other)]) => {
            Some(Value::Number(Number::Integer(i32::from(unit) - i32::from(*other))))
        }
        ("toString" | "valueOf", [Value::Character(other)]) => {
            let value = Value::Character(*other);
            Some(if name == "toString" { Value::from(value.to_string()) } else { value })
        }
        (name, [Value::Character(other)]) => test(*other, name),
        _ => None,
    }
}

fn single_unit(mut characters: impl Iterator<Item = char>, otherwise: u16) -> u16 {
    match (characters.next(), characters.next()) {
        (Some(only), None) => u16::try_from(u32::from(only)).unwrap_or(otherwise),
        _ => otherwise,
    }
}
