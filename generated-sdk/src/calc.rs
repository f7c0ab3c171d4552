//! Calc, the Lambda function behind LambdaGate: two operands, one operator, one number.
//!
//! It behaves as the JavaScript of API Gateway's tutorial, down to what `Number` makes of an
//! operand that is no number: a query string can only say `"1"`, and `""`, `"0x10"` or `true` have
//! a value there too.

use serde_json::{Map, Number, Value};
use std::fmt;

/// Why Calc gave no result. The text is what the tutorial's function hands to its callback, and
/// what API Gateway's selection patterns are matched against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CalcError {
    /// `a`, `b` or `op` is missing.
    InvalidInput,
    /// `a` or `b` is not a number, nor text that reads as one.
    InvalidOperand,
    /// `op` is none of the operators.
    InvalidOperator,
}

impl fmt::Display for CalcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidInput => "400 Invalid Input",
            Self::InvalidOperand => "400 Invalid Operand",
            Self::InvalidOperator => "400 Invalid Operator",
        })
    }
}

impl std::error::Error for CalcError {}

/// Calculates as the Lambda function does: `{"a", "b", "op"}` in, `{"a", "b", "op", "c"}` out.
///
/// The operands come back as numbers. `c` is `null` where there is no finite result, as in a
/// division by zero.
///
/// # Errors
/// The first of the three complaints of [`CalcError`] that applies, in their order.
///
/// ```
/// use lambdagate_sdk::calc::calc;
/// use serde_json::json;
///
/// let event = json!({"a": "1", "b": "2", "op": "+"});
/// assert_eq!(calc(&event).unwrap(), json!({"a": 1, "b": 2, "op": "+", "c": 3}));
/// ```
pub fn calc(event: &Value) -> Result<Value, CalcError> {
    let input = |name| event.get(name).ok_or(CalcError::InvalidInput);
    let (a, b, op) = (input("a")?, input("b")?, input("op")?);
    let (a, b) = (operand(a)?, operand(b)?);
    let operator = op.as_str().ok_or(CalcError::InvalidOperator)?;
    let c = calculate(a, b, operator)?;
    Ok(Value::Object(Map::from_iter([
        ("a".to_owned(), json_number(a)),
        ("b".to_owned(), json_number(b)),
        ("op".to_owned(), op.clone()),
        ("c".to_owned(), json_number(c)),
    ])))
}

/// Applies an operator: `+`, `-`, `*`, `/`, their names `add`, `sub`, `mul`, `div`, or `%2F`, the
/// slash as a path has to write it. A division by zero gives NaN.
///
/// # Errors
/// [`CalcError::InvalidOperator`] for any other operator.
///
/// ```
/// assert_eq!(lambdagate_sdk::calc::calculate(1.0, 2.0, "add"), Ok(3.0));
/// ```
pub fn calculate(a: f64, b: f64, operator: &str) -> Result<f64, CalcError> {
    match operator {
        "+" | "add" => Ok(a + b),
        "-" | "sub" => Ok(a - b),
        "*" | "mul" => Ok(a * b),
        // JavaScript alone would say infinity; the tutorial's function asks for the zero first.
        "/" | "div" | "%2F" if b == 0.0 => Ok(f64::NAN),
        "/" | "div" | "%2F" => Ok(a / b),
        _ => Err(CalcError::InvalidOperator),
    }
}

/// The number that an operand stands for.
fn operand(value: &Value) -> Result<f64, CalcError> {
    let number = match value {
        Value::Null => 0.0,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => number_of_text(text),
        Value::Array(_) => number_of_list(value),
        Value::Object(_) => f64::NAN,
    };
    if number.is_nan() { Err(CalcError::InvalidOperand) } else { Ok(number) }
}

/// `Number(list)`: the list becomes text first, its items joined by commas, so only a list of at
/// most one item can be a number.
fn number_of_list(mut value: &Value) -> f64 {
    while let Value::Array(items) = value {
        value = match items.as_slice() {
            [] => return 0.0,
            [only] => only,
            _ => return f64::NAN,
        };
    }
    match value {
        Value::Null => 0.0,
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => number_of_text(text),
        // `[true]` becomes the text `true`.
        _ => f64::NAN,
    }
}

/// `Number(text)`, the StringToNumber of ECMA-262 §7.1.4.1: NaN if the text is not a number.
fn number_of_text(text: &str) -> f64 {
    // ECMAScript's white space is Unicode's without NEL and with the byte order mark.
    let text = text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}');
    let radix = match text.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return number_of_decimal(text),
    };
    let digits = text.get(2..).unwrap_or_default();
    if digits.is_empty() {
        return f64::NAN;
    }
    digits
        .chars()
        .try_fold(0.0, |sum, c| Some(sum * f64::from(radix) + f64::from(c.to_digit(radix)?)))
        .unwrap_or(f64::NAN)
}

/// A decimal number, the empty text, or an infinity by its name.
fn number_of_decimal(text: &str) -> f64 {
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        // Rust reads the same decimal forms, and some words (`inf`, `nan`) that JavaScript does
        // not.
        _ if text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) => {
            text.parse().unwrap_or(f64::NAN)
        }
        _ => f64::NAN,
    }
}

/// A number as JavaScript writes it into JSON: whole numbers without a fraction, `null` for NaN and
/// the infinities.
fn json_number(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        // Exact: whole and below 2^53.
        #[allow(clippy::cast_possible_truncation)]
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(event: Value, expected: Result<Value, &str>) {
        let answer = calc(&event).map_err(|error| error.to_string());
        assert_eq!(answer, expected.map_err(str::to_owned), "{event}");
    }

    #[test]
    fn operators() {
        for (a, b, op, c) in [
            (1.0, 2.0, "+", json!(3)),
            (1.0, 2.0, "add", json!(3)),
            (1.0, 2.0, "-", json!(-1)),
            (1.0, 2.0, "sub", json!(-1)),
            (1.5, 2.0, "*", json!(3)),
            (1.5, 2.0, "mul", json!(3)),
            (1.0, 2.0, "/", json!(0.5)),
            (1.0, 2.0, "div", json!(0.5)),
            (1.0, 4.0, "%2F", json!(0.25)),
            (0.1, 0.2, "+", json!(0.300_000_000_000_000_04)),
            (1e200, 1e200, "*", Value::Null),
            (1.0, 0.0, "/", Value::Null),
            (0.0, 0.0, "div", Value::Null),
            (1.0, -0.0, "%2F", Value::Null),
        ] {
            check(
                json!({"a": a, "b": b, "op": op}),
                Ok(json!({"a": json_number(a), "b": json_number(b), "op": op, "c": c})),
            );
        }
    }

    #[test]
    fn operands_as_javascript_reads_them() {
        for (operand, number) in [
            (json!("1"), json!(1)),
            (json!(" 1 "), json!(1)),
            (json!("\u{feff}1\u{a0}\n"), json!(1)),
            (json!("-1"), json!(-1)),
            (json!("+1"), json!(1)),
            (json!("1."), json!(1)),
            (json!(".5"), json!(0.5)),
            (json!("1e3"), json!(1000)),
            (json!("1E-2"), json!(0.01)),
            (json!("007"), json!(7)),
            (json!("0x10"), json!(16)),
            (json!("0XfF"), json!(255)),
            (json!("0o17"), json!(15)),
            (json!("0b101"), json!(5)),
            (json!(""), json!(0)),
            (json!("   "), json!(0)),
            (json!(null), json!(0)),
            (json!(true), json!(1)),
            (json!(false), json!(0)),
            (json!([]), json!(0)),
            (json!(["7"]), json!(7)),
            (json!([[7]]), json!(7)),
            (json!([null]), json!(0)),
            (json!("Infinity"), json!(null)),
            (json!("-Infinity"), json!(null)),
            (json!(1e300), json!(1e300)),
            (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992.0)),
        ] {
            check(json!({"a": operand, "b": 0, "op": "+"}), Ok(json!({"a": number, "b": 0, "op": "+", "c": number})));
        }
    }

    #[test]
    fn operands_that_are_no_numbers() {
        for operand in [
            json!("one"),
            json!("1 2"),
            json!("1,5"),
            json!("1_000"),
            json!("0x"),
            json!("0xg"),
            json!("-0x10"),
            json!("inf"),
            json!("infinity"),
            json!("nan"),
            json!("NaN"),
            json!("."),
            json!("e5"),
            json!("1e"),
            json!("--1"),
            json!("%2D1"),
            json!("\u{85}1"),
            json!("é"),
            json!([1, 2]),
            json!([true]),
            json!(["x"]),
            json!([{}]),
            json!({}),
            json!({"a": 1}),
        ] {
            check(json!({"a": operand, "b": 1, "op": "+"}), Err("400 Invalid Operand"));
            check(json!({"a": 1, "b": operand, "op": "+"}), Err("400 Invalid Operand"));
        }
    }

    #[test]
    fn inputs_that_are_missing() {
        for event in [
            json!({}),
            json!({"a": 1, "b": 2}),
            json!({"a": 1, "op": "+"}),
            json!({"b": 2, "op": "+"}),
            json!([1, 2, "+"]),
            json!("1 + 2"),
            json!(3),
            json!(true),
            json!(null),
        ] {
            check(event, Err("400 Invalid Input"));
        }
    }

    #[test]
    fn operators_that_are_none() {
        for op in [
            json!("%"),
            json!(""),
            json!(" "),
            json!("ADD"),
            json!("+ "),
            json!("%2f"),
            json!(null),
            json!(1),
            json!(["+"]),
        ] {
            check(json!({"a": 1, "b": 2, "op": op}), Err("400 Invalid Operator"));
        }
    }

    #[test]
    fn the_first_complaint_wins() {
        check(json!({"a": "x", "op": "?"}), Err("400 Invalid Input"));
        check(json!({"a": "x", "b": 1, "op": "?"}), Err("400 Invalid Operand"));
    }

    #[test]
    fn extra_members_are_left_out() {
        check(json!({"a": 1, "b": 2, "op": "+", "d": 4}), Ok(json!({"a": 1, "b": 2, "op": "+", "c": 3})));
    }
}
