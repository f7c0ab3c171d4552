//! As much of `java.math.BigDecimal` as Velocity's arithmetic needs.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};

/// An unscaled integer divided by a power of ten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    unscaled: BigInt,
    scale: i32,
}

/// Exponents beyond this are not worked with: aligning two of them would fill the memory.
const LARGEST_SCALE: i32 = 10_000;

impl Decimal {
    /// A decimal from its parts.
    pub(crate) fn new(unscaled: BigInt, scale: i32) -> Self {
        Self { unscaled, scale }
    }

    /// Reads `-12.50e3`. Nothing if the text is no number or its exponent is out of all proportion.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(mark) => (text.get(..mark)?, text.get(mark + 1..)?.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unscaled = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        (scale.abs() <= LARGEST_SCALE).then_some(Self { unscaled, scale })
    }

    /// The exact value of a finite double.
    pub(crate) fn from_double(double: f64) -> Option<Self> {
        if !double.is_finite() {
            return None;
        }
        let bits = double.to_bits();
        let exponent_bits = i32::try_from((bits >> 52) & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mut mantissa, mut exponent) = match exponent_bits {
            0 => (fraction, -1074),
            _ => (fraction | (1 << 52), exponent_bits - 1075),
        };
        while mantissa != 0 && mantissa & 1 == 0 {
            mantissa >>= 1;
            exponent += 1;
        }
        if mantissa == 0 {
            exponent = 0;
        }
        let mut unscaled = BigInt::from(mantissa);
        if double.is_sign_negative() {
            unscaled = -unscaled;
        }
        Some(match u32::try_from(exponent) {
            Ok(up) => Self { unscaled: unscaled << up, scale: 0 },
            // m / 2^n = m * 5^n / 10^n
            Err(_) => Self { unscaled: unscaled * BigInt::from(5).pow(exponent.unsigned_abs()), scale: -exponent },
        })
    }

    pub(crate) fn unscaled(&self) -> &BigInt {
        &self.unscaled
    }

    pub(crate) fn scale(&self) -> i32 {
        self.scale
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.unscaled.sign() == Sign::NoSign
    }

    /// The nearest double.
    pub(crate) fn to_double(&self) -> f64 {
        format!("{}e{}", self.unscaled, -i64::from(self.scale)).parse().unwrap_or(f64::NAN)
    }

    /// The part before the point.
    pub(crate) fn to_integer(&self) -> BigInt {
        match u32::try_from(self.scale) {
            Ok(scale) => &self.unscaled / BigInt::from(10).pow(scale),
            Err(_) => &self.unscaled * BigInt::from(10).pow(self.scale.unsigned_abs()),
        }
    }

    /// The unscaled value at a larger scale.
    fn at_scale(&self, scale: i32) -> BigInt {
        &self.unscaled * BigInt::from(10).pow(scale.saturating_sub(self.scale).unsigned_abs())
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i32) {
        let scale = self.scale.max(other.scale);
        (self.at_scale(scale), other.at_scale(scale), scale)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let (left, right, scale) = self.aligned(other);
        Self { unscaled: left + right, scale }
    }

    pub(crate) fn subtract(&self, other: &Self) -> Self {
        let (left, right, scale) = self.aligned(other);
        Self { unscaled: left - right, scale }
    }

    /// Nothing where the result's exponent is out of all proportion.
    pub(crate) fn multiply(&self, other: &Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        (scale.abs() <= LARGEST_SCALE).then(|| Self { unscaled: &self.unscaled * &other.unscaled, scale })
    }

    /// The quotient at this decimal's scale, halves rounded towards zero. Nothing if `other` is zero.
    pub(crate) fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        // self.unscaled / other.unscaled * 10^other.scale, as a fraction of integers.
        let mut numerator = self.unscaled.clone();
        let mut denominator = other.unscaled.clone();
        match u32::try_from(other.scale) {
            Ok(scale) => numerator *= BigInt::from(10).pow(scale),
            Err(_) => denominator *= BigInt::from(10).pow(other.scale.unsigned_abs()),
        }
        let quotient = &numerator / &denominator;
        let remainder = numerator - &quotient * &denominator;
        let twice = remainder.magnitude() * 2u32;
        let unscaled = if twice > *denominator.magnitude() {
            let same_sign = remainder.sign() == denominator.sign();
            if same_sign { quotient + 1 } else { quotient - 1 }
        } else {
            quotient
        };
        Some(Self { unscaled, scale: self.scale })
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }
}

impl fmt::Display for Decimal {
    /// As `BigDecimal.toString()`: an exponent only where zeros would have to be made up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.unscaled.magnitude().to_string();
        let sign = if self.unscaled.sign() == Sign::Minus { "-" } else { "" };
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let adjusted = count - 1 - i64::from(self.scale);
        if self.scale > 0 && adjusted >= -6 {
            let point = count - i64::from(self.scale);
            return match usize::try_from(point) {
                Ok(point) if point > 0 => {
                    let (whole, fraction) = digits.split_at_checked(point).unwrap_or((&digits, ""));
                    write!(f, "{sign}{whole}.{fraction}")
                }
                _ => {
                    let zeros = "0".repeat(usize::try_from(-point).unwrap_or(0));
                    write!(f, "{sign}0.{zeros}{digits}")
                }
            };
        }
        let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        write!(f, "{sign}{first}{point}{rest}E{adjusted:+}")
    }
}
