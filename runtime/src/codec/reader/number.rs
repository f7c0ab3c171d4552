//! Numbers.

use super::super::misfit::Misfit;
use super::super::scalar::number_in;
use super::Reader;

/// Integers beyond this are not exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Number<'a> {
    pub(in super::super) text: &'a str,
    negative: bool,
    /// The digits as one number, if there are no more than 19 and no exponent.
    mantissa: Option<u64>,
    /// How many of the digits are behind the point.
    fraction: usize,
    is_integer: bool,
}

impl Number<'_> {
    pub(in super::super) fn integer(&self) -> Option<i128> {
        match self.mantissa {
            Some(mantissa) if self.is_integer => {
                Some(if self.negative { -i128::from(mantissa) } else { i128::from(mantissa) })
            }
            _ if self.is_integer => self.text.parse().ok(),
            // `1.0` and `1e3` are integers as well.
            _ => whole(self.float()?),
        }
    }

    /// The nearest `f64`; `None` beyond its range.
    #[inline]
    pub(in super::super) fn float(&self) -> Option<f64> {
        // Both are exact, so that their quotient is rounded once (W. D. Clinger, 1990).
        if let (Some(mantissa @ ..=0x20_0000_0000_0000), Some(power)) = (self.mantissa, POWERS.get(self.fraction)) {
            #[allow(clippy::cast_precision_loss)]
            let float = mantissa as f64 / power;
            return Some(if self.negative { -float } else { float });
        }
        self.text.parse::<f64>().ok().filter(|float| float.is_finite())
    }

    /// The number as any JSON holds it; `None` beyond the range of that.
    pub(in super::super) fn json(&self) -> Option<serde_json::Number> {
        match self.mantissa {
            Some(mantissa) if self.is_integer && !self.negative => Some(mantissa.into()),
            // With the feature `exact-numbers` this keeps every digit.
            _ => serde_json::from_str(self.text).ok(),
        }
    }
}

/// The integer that a float is.
fn whole(float: f64) -> Option<i128> {
    // In range, and without a fraction: the conversion is exact.
    #[allow(clippy::cast_possible_truncation)]
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i128)
}

/// The integer that a number in text is.
fn integer_of(number: &serde_json::Number) -> Option<i128> {
    let integer = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    integer.or_else(|| whole(number.as_f64()?))
}

/// Takes digits off the front: how many there were.
#[inline]
fn digits(rest: &mut &[u8], number: &mut u64) -> usize {
    let before = rest.len();
    while let [digit @ b'0'..=b'9', after @ ..] = *rest {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        *rest = after;
    }
    before - rest.len()
}

impl<'a> Reader<'a> {
    /// A number by the grammar of JSON.
    #[inline]
    pub(in super::super) fn number(&mut self) -> Result<Number<'a>, Misfit> {
        let start = self.at;
        let mut rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let negative = rest.first() == Some(&b'-');
        if let ([b'-', after @ ..], true) = (rest, negative) {
            rest = after;
        }
        let zero = rest.first() == Some(&b'0');
        let (mut mantissa, mut fraction, mut is_integer) = (0, 0, true);
        let mut count = digits(&mut rest, &mut mantissa);
        let mut valid = count > 0 && !(zero && count > 1);
        if let [b'.', after @ ..] = rest {
            (rest, is_integer) = (after, false);
            fraction = digits(&mut rest, &mut mantissa);
            valid &= fraction > 0;
            count += fraction;
        }
        let mut has_exponent = false;
        if let [b'e' | b'E', after @ ..] = rest {
            (is_integer, has_exponent) = (false, true);
            rest = match after {
                [b'+' | b'-', after @ ..] => after,
                _ => after,
            };
            valid &= digits(&mut rest, &mut 0) > 0;
        }
        let end = self.text.len() - rest.len();
        if !valid {
            return Err(Misfit::syntax(if end == start { "a value" } else { "a number" }, start));
        }
        self.at = end;
        let text = self.text.get(start..end).unwrap_or_default();
        let mantissa = (count <= 19 && !has_exponent).then_some(mantissa);
        Ok(Number { text, negative, mantissa, fraction, is_integer })
    }

    /// An integer that a value stands for: `1`, `1.0`, `1e3`, and `"1"` in text.
    pub(in super::super) fn integer(&mut self, expected: &'static str) -> Result<i128, Misfit> {
        let integer = match self.peek() {
            b'-' | b'0'..=b'9' => {
                let at = self.at;
                (at, self.number()?.integer())
            }
            _ => {
                let (at, number) = self.number_in_text(expected)?;
                (at, integer_of(&number))
            }
        };
        match integer {
            (_, Some(integer)) => Ok(integer),
            (at, None) => Err(self.misfit_at(expected, at)),
        }
    }

    #[inline]
    pub(in super::super) fn float(&mut self) -> Result<f64, Misfit> {
        let float = match self.peek() {
            b'-' | b'0'..=b'9' => {
                let at = self.at;
                (at, self.number()?.float())
            }
            _ => {
                let (at, number) = self.number_in_text("a number")?;
                (at, number.as_f64())
            }
        };
        match float {
            (_, Some(float)) => Ok(float),
            (at, None) => Err(self.misfit_at("a number of 64 bits", at)),
        }
    }

    /// A number in a string, and where it begins.
    #[cold]
    #[inline(never)]
    pub(in super::super) fn number_in_text(
        &mut self,
        expected: &'static str,
    ) -> Result<(usize, serde_json::Number), Misfit> {
        let at = self.at;
        if self.byte() != b'"' || !self.reading.text {
            return Err(self.not_a(expected));
        }
        match number_in(&self.quoted()?) {
            Some(number) => Ok((at, number)),
            None => Err(self.misfit_at(expected, at)),
        }
    }
}
