//! `String.format`.

use super::super::host::Host;
use crate::error::{RenderError, failed};
use crate::value::{Number, Value};

/// A conversion such as `%-8.2f`.
#[derive(Default)]
struct Conversion {
    argument: Option<usize>,
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    grouped: bool,
    parentheses: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

/// Widths and precisions beyond this are rejected.
const WIDEST: usize = 10_000;

/// Java's `String.format` with the conversions `s`, `d`, `f`, `e`, `x`, `o`, `c`, `b`, `n` and `%`.
pub(crate) fn format(host: &mut Host<'_>, format: &str, values: &[Value]) -> Result<String, RenderError> {
    let mut text = String::new();
    let mut rest = format;
    let mut next = 0;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let (conversion, after) = Conversion::parse(after)?;
        rest = after;
        match conversion.letter {
            'n' => text.push('\n'),
            '%' => text.push_str(&conversion.pad("%".to_owned())),
            _ => {
                let index = conversion.argument.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                let value =
                    values.get(index).ok_or_else(|| failed(format!("Format specifier '%{}'", conversion.letter)))?;
                text.push_str(&conversion.apply(host, value)?);
            }
        }
        host.check_length(text.len())?;
    }
    text.push_str(rest);
    Ok(text)
}

fn unknown(what: &str) -> RenderError {
    failed(format!("Conversion = '{what}'"))
}

fn number(text: &str) -> (usize, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (digits.parse().unwrap_or(0), rest)
}

impl Conversion {
    fn parse(text: &str) -> Result<(Self, &str), RenderError> {
        let mut conversion = Self::default();
        let mut rest = text;
        let (index, after) = number(rest);
        if index > 0
            && let Some(after) = after.strip_prefix('$')
        {
            conversion.argument = Some(index - 1);
            rest = after;
        }
        loop {
            let mut characters = rest.chars();
            match characters.next() {
                Some('-') => conversion.left = true,
                Some('0') => conversion.zeros = true,
                Some('+') => conversion.plus = true,
                Some(' ') => conversion.space = true,
                Some(',') => conversion.grouped = true,
                Some('(') => conversion.parentheses = true,
                _ => break,
            }
            rest = characters.as_str();
        }
        (conversion.width, rest) = number(rest);
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = number(after);
            conversion.precision = Some(precision);
            rest = after;
        }
        if conversion.width > WIDEST || conversion.precision.is_some_and(|precision| precision > WIDEST) {
            return Err(failed("the width of a conversion is too large"));
        }
        let mut characters = rest.chars();
        conversion.letter = characters.next().ok_or_else(|| unknown("%"))?;
        Ok((conversion, characters.as_str()))
    }

    fn apply(&self, host: &mut Host<'_>, value: &Value) -> Result<String, RenderError> {
        let text = match (self.letter, value) {
            ('s' | 'S', _) => self.cut(host.print(value)?),
            ('b' | 'B', Value::Boolean(value)) => self.cut(value.to_string()),
            ('b' | 'B', value) => self.cut((!value.is_null()).to_string()),
            ('d' | 'x' | 'X' | 'o' | 'f' | 'e' | 'E' | 'c', Value::Null) => "null".to_owned(),
            ('c', Value::Character(_)) => host.print(value)?,
            ('c', Value::Number(Number::Integer(code))) => {
                let character = u32::try_from(*code).ok().and_then(char::from_u32);
                character.ok_or_else(|| failed("illegal character code"))?.to_string()
            }
            ('d', Value::Number(number @ (Number::Integer(_) | Number::Long(_) | Number::Big(_)))) => {
                return Ok(self.signed(&number.to_string()));
            }
            ('x' | 'X', Value::Number(Number::Integer(value))) => {
                format!("{:x}", value.cast_unsigned())
            }
            ('x' | 'X', Value::Number(Number::Long(value))) => {
                format!("{:x}", value.cast_unsigned())
            }
            ('o', Value::Number(Number::Integer(value))) => format!("{:o}", value.cast_unsigned()),
            ('o', Value::Number(Number::Long(value))) => format!("{:o}", value.cast_unsigned()),
            ('f', Value::Number(number @ (Number::Double(_) | Number::Decimal(_)))) => {
                let digits = self.precision.unwrap_or(6);
                return Ok(self.signed(&format!("{:.digits$}", half_up(number.double_value(), digits))));
            }
            ('e' | 'E', Value::Number(Number::Double(value))) => {
                let digits = self.precision.unwrap_or(6);
                let text = format!("{value:.digits$e}");
                let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
                return Ok(self.signed(&format!("{mantissa}e{sign}{exponent:0>2}")));
            }
            ('d' | 'x' | 'X' | 'o' | 'f' | 'e' | 'E' | 'c', other) => {
                return Err(failed(format!("{} != {}", self.letter, other.class_name())));
            }
            (letter, _) => return Err(unknown(&letter.to_string())),
        };
        let padded = if self.zeros && matches!(self.letter, 'x' | 'X' | 'o') {
            format!("{text:0>width$}", width = self.width)
        } else {
            self.pad(text)
        };
        Ok(if self.letter.is_uppercase() { padded.to_uppercase() } else { padded })
    }

    fn cut(&self, text: String) -> String {
        match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        }
    }

    fn pad(&self, text: String) -> String {
        let width = self.width;
        if self.left { format!("{text:<width$}") } else { format!("{text:>width$}") }
    }

    /// A decimal number with its sign, groups and zeros.
    fn signed(&self, digits: &str) -> String {
        let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
        let digits = if self.grouped { grouped(digits) } else { digits.to_owned() };
        let (before, after) = match (negative, self.parentheses) {
            (true, true) => ("(", ")"),
            (true, false) => ("-", ""),
            (false, _) if self.plus => ("+", ""),
            (false, _) if self.space => (" ", ""),
            (false, _) => ("", ""),
        };
        if self.zeros && !self.left {
            let width = self.width.saturating_sub(before.len() + after.len());
            return format!("{before}{digits:0>width$}{after}");
        }
        let text = self.pad(format!("{before}{digits}{after}"));
        if self.letter.is_uppercase() { text.to_uppercase() } else { text }
    }
}

/// Java rounds the shortest decimal form of a double half up; Rust rounds the exact value.
fn half_up(value: f64, digits: usize) -> f64 {
    let text = format!("{value:?}");
    let Some((_, fraction)) = text.split_once('.') else {
        return value;
    };
    let is_half = fraction.len() == digits + 1 && fraction.ends_with('5');
    if !is_half || !value.is_finite() {
        return value;
    }
    let away = format!("{text}1");
    away.parse().unwrap_or(value)
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_at_checked(digits.find('.').unwrap_or(digits.len())).unwrap_or((digits, ""));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}
