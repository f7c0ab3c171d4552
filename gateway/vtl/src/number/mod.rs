//! Numbers with Java's types, arithmetic and printing.
//!
//! The operations are those of Velocity's `MathUtils`: integers grow to the next larger type where they
//! would overflow, a `Double` makes the result a `Double`, a `BigDecimal` makes it a `BigDecimal`.

mod decimal;

pub use decimal::Decimal;

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};

/// A Java number.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// `Integer`
    Integer(i32),
    /// `Long`
    Long(i64),
    /// `BigInteger`
    Big(Arc<BigInt>),
    /// `Double`
    Double(f64),
    /// `BigDecimal`
    Decimal(Arc<Decimal>),
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    /// Division by zero: Velocity gives null.
    Null,
    /// Java throws an `ArithmeticException` or `NumberFormatException`.
    Exception(&'static str),
}

/// The kind of calculation that two operands ask for.
enum Base {
    Long(i64, i64),
    Big(Arc<BigInt>, Arc<BigInt>),
    Double(f64, f64),
    Decimal(Arc<Decimal>, Arc<Decimal>),
}

impl Number {
    /// The smallest integer type that holds the value.
    #[must_use]
    pub fn from_integer(value: i64) -> Self {
        i32::try_from(value).map_or(Self::Long(value), Self::Integer)
    }

    pub(crate) fn big(value: BigInt) -> Self {
        Self::Big(Arc::new(value))
    }

    /// Reads a number as a template or a JSON text writes it: integers get the smallest type that holds
    /// them, everything else is a `Double`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        match text.parse() {
            Ok(value) => Some(Self::from_integer(value)),
            Err(_) => text.parse().ok().map(Self::big),
        }
    }

    pub(crate) fn class_name(&self) -> &'static str {
        match self {
            Self::Integer(_) => "Integer",
            Self::Long(_) => "Long",
            Self::Big(_) => "BigInteger",
            Self::Double(_) => "Double",
            Self::Decimal(_) => "BigDecimal",
        }
    }

    fn is_integer(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Long(_) | Self::Big(_))
    }

    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Self::Integer(value) => *value == 0,
            Self::Long(value) => *value == 0,
            Self::Big(value) => value.sign() == Sign::NoSign,
            Self::Double(value) => *value == 0.0,
            Self::Decimal(value) => value.is_zero(),
        }
    }

    /// Java's `longValue()`: fractions are cut off, what is too large wraps or saturates as in Java.
    #[allow(clippy::cast_possible_truncation)] // Saturating, as in Java.
    pub(crate) fn long_value(&self) -> i64 {
        match self {
            Self::Integer(value) => i64::from(*value),
            Self::Long(value) => *value,
            Self::Big(value) => low_bits(value),
            Self::Double(value) => *value as i64,
            Self::Decimal(value) => low_bits(&value.to_integer()),
        }
    }

    /// Java's `intValue()`.
    #[allow(clippy::cast_possible_truncation)] // Wrapping and saturating, as in Java.
    pub(crate) fn int_value(&self) -> i32 {
        match self {
            Self::Integer(value) => *value,
            Self::Double(value) => *value as i32,
            other => other.long_value() as i32,
        }
    }

    /// Java's `doubleValue()`.
    #[allow(clippy::cast_precision_loss)] // As in Java.
    pub(crate) fn double_value(&self) -> f64 {
        match self {
            Self::Integer(value) => f64::from(*value),
            Self::Long(value) => *value as f64,
            Self::Big(value) => value.to_string().parse().unwrap_or(f64::NAN),
            Self::Double(value) => *value,
            Self::Decimal(value) => value.to_double(),
        }
    }

    fn to_big(&self) -> Arc<BigInt> {
        match self {
            Self::Big(value) => Arc::clone(value),
            other => Arc::new(BigInt::from(other.long_value())),
        }
    }

    fn to_decimal(&self) -> Option<Arc<Decimal>> {
        Some(match self {
            Self::Decimal(value) => Arc::clone(value),
            Self::Big(value) => Arc::new(Decimal::new(value.as_ref().clone(), 0)),
            other => Arc::new(Decimal::from_double(other.double_value())?),
        })
    }

    fn base(&self, other: &Self) -> Option<Base> {
        let big = |number: &Self| matches!(number, Self::Big(_));
        let decimal = |number: &Self| matches!(number, Self::Decimal(_));
        let integers = self.is_integer() && other.is_integer();
        if decimal(self) || decimal(other) || (!integers && (big(self) || big(other))) {
            return Some(Base::Decimal(self.to_decimal()?, other.to_decimal()?));
        }
        Some(if !integers {
            Base::Double(self.double_value(), other.double_value())
        } else if big(self) || big(other) {
            Base::Big(self.to_big(), other.to_big())
        } else {
            Base::Long(self.long_value(), other.long_value())
        })
    }

    fn base_or_exception(&self, other: &Self) -> Result<Base, Arithmetic> {
        self.base(other).ok_or(Arithmetic::Exception("Infinite or NaN"))
    }

    /// The result of integer arithmetic in the larger of the operands' types, or the next one.
    fn wrap(value: i64, left: &Self, right: &Self) -> Self {
        match (left, right) {
            (Self::Integer(_), Self::Integer(_)) => Self::from_integer(value),
            _ => Self::Long(value),
        }
    }

    fn integer_operation(
        &self,
        other: &Self,
        (left, right): (i64, i64),
        checked: fn(i64, i64) -> Option<i64>,
        exact: fn(&BigInt, &BigInt) -> BigInt,
    ) -> Self {
        match checked(left, right) {
            Some(value) => Self::wrap(value, self, other),
            None => Self::big(exact(&BigInt::from(left), &BigInt::from(right))),
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Result<Self, Arithmetic> {
        Ok(match self.base_or_exception(other)? {
            Base::Long(left, right) => self.integer_operation(other, (left, right), i64::checked_add, |a, b| a + b),
            Base::Big(left, right) => Self::big(left.as_ref() + right.as_ref()),
            Base::Double(left, right) => Self::Double(left + right),
            Base::Decimal(left, right) => Self::Decimal(Arc::new(left.add(&right))),
        })
    }

    pub(crate) fn subtract(&self, other: &Self) -> Result<Self, Arithmetic> {
        Ok(match self.base_or_exception(other)? {
            Base::Long(left, right) => self.integer_operation(other, (left, right), i64::checked_sub, |a, b| a - b),
            Base::Big(left, right) => Self::big(left.as_ref() - right.as_ref()),
            Base::Double(left, right) => Self::Double(left - right),
            Base::Decimal(left, right) => Self::Decimal(Arc::new(left.subtract(&right))),
        })
    }

    pub(crate) fn multiply(&self, other: &Self) -> Result<Self, Arithmetic> {
        Ok(match self.base_or_exception(other)? {
            Base::Long(left, right) => self.integer_operation(other, (left, right), checked_multiply, |a, b| a * b),
            Base::Big(left, right) => Self::big(left.as_ref() * right.as_ref()),
            Base::Double(left, right) => Self::Double(left * right),
            Base::Decimal(left, right) => match left.multiply(&right) {
                Some(product) => Self::Decimal(Arc::new(product)),
                None => return Err(Arithmetic::Exception("Overflow")),
            },
        })
    }

    pub(crate) fn divide(&self, other: &Self) -> Result<Self, Arithmetic> {
        if other.is_zero() {
            return Err(Arithmetic::Null);
        }
        Ok(match self.base_or_exception(other)? {
            Base::Long(left, right) => Self::wrap(left.wrapping_div(right), self, other),
            Base::Big(left, right) => Self::big(left.as_ref() / right.as_ref()),
            Base::Double(left, right) => Self::Double(left / right),
            Base::Decimal(left, right) => match left.divide(&right) {
                Some(quotient) => Self::Decimal(Arc::new(quotient)),
                None => return Err(Arithmetic::Null),
            },
        })
    }

    pub(crate) fn modulus(&self, other: &Self) -> Result<Self, Arithmetic> {
        if other.is_zero() {
            return Err(Arithmetic::Null);
        }
        Ok(match self.base_or_exception(other)? {
            Base::Long(left, right) => Self::wrap(left.wrapping_rem(right), self, other),
            Base::Big(left, right) if right.sign() == Sign::Plus => {
                let remainder = left.as_ref() % right.as_ref();
                Self::big(if remainder.sign() == Sign::Minus { remainder + right.as_ref() } else { remainder })
            }
            Base::Big(..) => return Err(Arithmetic::Exception("BigInteger: modulus not positive")),
            Base::Double(left, right) => Self::Double(left % right),
            Base::Decimal(..) => {
                return Err(Arithmetic::Exception("Cannot calculate the modulo of BigDecimals."));
            }
        })
    }

    /// How the numbers compare, whatever their types. What cannot be compared (NaN) counts as equal.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match self.base(other) {
            Some(Base::Long(left, right)) => left.cmp(&right),
            Some(Base::Big(left, right)) => left.cmp(&right),
            Some(Base::Double(left, right)) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            Some(Base::Decimal(left, right)) => left.compare(&right),
            None => self.double_value().partial_cmp(&other.double_value()).unwrap_or(Ordering::Equal),
        }
    }

    /// Java's `equals`: of the same type, and equal.
    pub(crate) fn java_equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Double(left), Self::Double(right)) => {
                left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
            }
            _ => self == other,
        }
    }
}

/// As Velocity detects overflow, which lets `Long.MIN_VALUE * -1` through.
fn checked_multiply(left: i64, right: i64) -> Option<i64> {
    let product = left.wrapping_mul(right);
    (right == 0 || product.wrapping_div(right) == left).then_some(product)
}

/// The low 64 bits in two's complement.
fn low_bits(value: &BigInt) -> i64 {
    let low = value.magnitude().iter_u64_digits().next().unwrap_or(0).cast_signed();
    if value.sign() == Sign::Minus { low.wrapping_neg() } else { low }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => fmt::Display::fmt(value, f),
            Self::Long(value) => fmt::Display::fmt(value, f),
            Self::Big(value) => fmt::Display::fmt(value, f),
            Self::Double(value) => write_double(*value, f),
            Self::Decimal(value) => fmt::Display::fmt(value, f),
        }
    }
}

/// As `Double.toString`: with a point always, with an exponent below 0.001 and from ten million on.
fn write_double(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if value.is_nan() {
        return f.write_str("NaN");
    }
    if value.is_infinite() {
        return f.write_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let size = value.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return write!(f, "{value:?}");
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    write!(f, "{mantissa}{fraction}E{exponent}")
}
