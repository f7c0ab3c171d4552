//! Numbers as documents write them: 64 bits where they fit, the exact text beyond.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A number of a document.
///
/// Integers that fit in 64 bits and ordinary decimals are kept as such; what an `f64` would change
/// (`18446744073709552000`, thirty decimals) keeps its text.
///
/// ```
/// use gatewright_document::Number;
///
/// let big = Number::parse("18446744073709552000").unwrap();
/// assert_eq!(big.as_u64(), None);
/// assert_eq!(big.as_i128(), Some(18_446_744_073_709_552_000));
/// assert_eq!(big.text(), "18446744073709552000");
/// ```
#[derive(Clone, Debug)]
pub struct Number(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Unsigned(u64),
    /// Always below zero.
    Negative(i64),
    Float(f64),
    /// A JSON number that none of the others holds without loss.
    Text(Box<str>),
}

/// What an `f64` holds exactly when it is an integer, 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// Reads a number as JSON writes it; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Number> {
        if !is_json_number(text) {
            return None;
        }
        if let Ok(number) = text.parse::<u64>() {
            return Some(number.into());
        }
        if let Ok(number) = text.parse::<i64>() {
            return Some(number.into());
        }
        let float = text.parse::<f64>().ok()?;
        let exact = float.abs() < EXACT && significant_digits(text) <= 15;
        Some(Number(if exact { Repr::Float(float) } else { Repr::Text(text.into()) }))
    }

    /// A number from an `f64`; infinities and NaN are kept, though JSON cannot write them.
    #[must_use]
    pub fn from_f64(value: f64) -> Number {
        Number(Repr::Float(value))
    }

    pub(crate) fn from_i128(value: i128) -> Number {
        if let Ok(value) = u64::try_from(value) {
            value.into()
        } else if let Ok(value) = i64::try_from(value) {
            value.into()
        } else {
            Number(Repr::Text(value.to_string().into()))
        }
    }

    pub(crate) fn from_u128(value: u128) -> Number {
        match u64::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => Number(Repr::Text(value.to_string().into())),
        }
    }

    /// Whether an `f64` was read that the text may say more exactly.
    pub(crate) fn may_be_inexact(&self) -> bool {
        match self.0 {
            Repr::Float(value) => {
                value.abs() >= EXACT || (value.is_finite() && significant_digits(&value.to_string()) > 15)
            }
            _ => false,
        }
    }

    /// The number as `i64`, if it is an integer that fits; `1.0` is one, as JSON Schema has it.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128().and_then(|value| i64::try_from(value).ok())
    }

    /// The number as `u64`, if it is an integer that fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128().and_then(|value| u64::try_from(value).ok())
    }

    /// The number as `i128`, if it is an integer that fits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "checked: an integer below 2^53")]
    pub fn as_i128(&self) -> Option<i128> {
        match &self.0 {
            Repr::Unsigned(value) => Some((*value).into()),
            Repr::Negative(value) => Some((*value).into()),
            Repr::Float(value) if value.fract() == 0.0 && value.abs() < EXACT => Some(*value as i128),
            Repr::Float(_) => None,
            Repr::Text(text) => text.parse().ok(),
        }
    }

    /// The nearest `f64`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest value is what is asked for")]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Unsigned(value) => *value as f64,
            Repr::Negative(value) => *value as f64,
            Repr::Float(value) => *value,
            Repr::Text(text) => text.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// Whether the number has no fractional part, of any size.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Unsigned(_) | Repr::Negative(_) => true,
            Repr::Float(value) => value.is_finite() && value.fract() == 0.0,
            Repr::Text(text) => {
                !text.contains(['.', 'e', 'E']) || text.parse::<f64>().is_ok_and(|v| v.is_finite() && v.fract() == 0.0)
            }
        }
    }

    /// The number as JSON writes it, all digits kept.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Unsigned(value) => Cow::Owned(value.to_string()),
            Repr::Negative(value) => Cow::Owned(value.to_string()),
            Repr::Float(value) if value.is_finite() => Cow::Owned(float_text(*value)),
            Repr::Float(value) => Cow::Owned(value.to_string()),
            Repr::Text(text) => Cow::Borrowed(text),
        }
    }
}

/// `1.0` and not `1`, so that a decimal stays one.
fn float_text(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(|| value.to_string(), |number| number.to_string())
}

fn significant_digits(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit);
    digits.skip_while(|digit| *digit == b'0').count()
}

/// The grammar of RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Number(Repr::Unsigned(value))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        match u64::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => Number(Repr::Negative(value)),
        }
    }
}

impl PartialEq for Number {
    /// As JSON Schema compares: by value, so `1` equals `1.0`.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Text(left), Repr::Text(right)) if left == right => true,
            _ => match (self.as_i128(), other.as_i128()) {
                (Some(left), Some(right)) => left == right,
                (None, None) => self.as_f64().total_cmp(&other.as_f64()).is_eq(),
                _ => false,
            },
        }
    }
}

impl Eq for Number {}

/// As they compare: equal numbers have one hash, however they are written.
impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.as_i128() {
            Some(integer) => integer.hash(state),
            None => self.as_f64().to_bits().hash(state),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_digit() {
        for text in [
            "0",
            "-1",
            "1.5",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775809",
            "340282366920938463463374607431768211456",
            "0.1234567890123456789012345678901",
            "1e400",
        ] {
            assert_eq!(Number::parse(text).unwrap().text(), text);
        }
    }

    #[test]
    fn rejects_what_json_rejects() {
        for text in ["", "-", "01", "1.", ".5", "1e", "+1", "0x1", "NaN", "1_000"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn compares_by_value() {
        assert_eq!(Number::parse("1.0"), Number::parse("1"));
        assert_ne!(Number::parse("18446744073709551616"), Number::parse("18446744073709551617"));
        assert_eq!(Number::parse("1.0").unwrap().as_i64(), Some(1));
        assert_eq!(Number::parse("1.5").unwrap().as_i64(), None);
    }
}
