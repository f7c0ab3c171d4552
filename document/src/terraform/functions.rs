//! Terraform's functions, as far as documents use them.
//!
//! See the [reference](https://developer.hashicorp.com/terraform/language/functions).

mod encode;
mod lists;
mod texts;

use hcl::Value;
use hcl::eval::{Context, Func, FuncArgs, FuncDef, ParamType};

use super::values;

/// The longest list that `range` makes, as in Terraform.
pub(super) const LONGEST_RANGE: usize = 1024;
/// The longest text that a function makes.
const LONGEST_TEXT: usize = 16 << 20;

type Given = Result<Value, String>;

/// Adds all functions to a context.
pub(super) fn declare(context: &mut Context<'_>) {
    let all = texts::ALL.iter().chain(lists::ALL).chain(encode::ALL).chain(CONVERSIONS);
    for (name, function) in all {
        context.declare_func(
            hcl::Identifier::unchecked(*name),
            FuncDef::builder().variadic_param(ParamType::Any).build(*function),
        );
    }
}

const CONVERSIONS: &[(&str, Func)] = &[
    ("tostring", |arguments| one(arguments).and_then(|value| Ok(text(&value)?.into()))),
    ("tonumber", |arguments| one(arguments).and_then(|value| Ok(Value::Number(number(&value)?)))),
    ("tobool", |arguments| {
        let value = one(arguments)?;
        match (&value, text(&value).as_deref()) {
            (Value::Bool(_), _) => Ok(value),
            (_, Ok("true")) => Ok(true.into()),
            (_, Ok("false")) => Ok(false.into()),
            _ => Err(format!("{} is no boolean", values::kind(&value))),
        }
    }),
    ("max", |arguments| extreme(&arguments, f64::max)),
    ("min", |arguments| extreme(&arguments, f64::min)),
    ("abs", |arguments| rounded(arguments, f64::abs)),
    ("ceil", |arguments| rounded(arguments, f64::ceil)),
    ("floor", |arguments| rounded(arguments, f64::floor)),
];

fn extreme(arguments: &[Value], better: fn(f64, f64) -> f64) -> Given {
    let numbers = arguments.iter().map(|value| number(value).map(|it| it.as_f64().unwrap_or_default()));
    let numbers = numbers.collect::<Result<Vec<f64>, String>>()?;
    numbers.into_iter().reduce(better).map(whole).ok_or_else(|| "at least one number is needed".to_owned())
}

fn rounded(arguments: FuncArgs, change: fn(f64) -> f64) -> Given {
    Ok(whole(change(number(&one(arguments)?)?.as_f64().unwrap_or_default())))
}

/// A number without a fraction as an integer.
fn whole(number: f64) -> Value {
    // Beyond that, not all integers are numbers of this kind.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small enough")]
        return Value::from(number as i64);
    }
    Value::from(number)
}

/// The arguments of a function that takes so many.
fn some<const N: usize>(arguments: FuncArgs) -> Result<[Value; N], String> {
    let given = arguments.len();
    arguments.into_values().try_into().map_err(|_| format!("{N} arguments are needed, and {given} are given"))
}

fn one(arguments: FuncArgs) -> Result<Value, String> {
    some::<1>(arguments).map(|[value]| value)
}

fn text(value: &Value) -> Result<String, String> {
    values::text(value).ok_or_else(|| format!("a string is needed, and this is {}", values::kind(value)))
}

fn number(value: &Value) -> Result<hcl::Number, String> {
    let wrong = || format!("a number is needed, and this is {}", values::kind(value));
    match value {
        Value::Number(number) => Ok(*number),
        Value::String(text) => match values::parse(text) {
            Value::Number(number) => Ok(number),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

fn index(value: &Value) -> Result<i64, String> {
    number(value)?.as_i64().ok_or_else(|| "a whole number is needed".to_owned())
}

fn list(value: Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(format!("a list is needed, and this is {}", values::kind(&other))),
    }
}

fn object(value: Value) -> Result<hcl::Map<String, Value>, String> {
    match values::sorted(value) {
        Value::Object(entries) => Ok(entries),
        other => Err(format!("an object is needed, and this is {}", values::kind(&other))),
    }
}

/// A text that a function made, if it is not far longer than documents are.
fn made(text: String) -> Given {
    if text.len() > LONGEST_TEXT { Err("the text becomes too long".to_owned()) } else { Ok(text.into()) }
}
