//! Values that are known are left to the template engine itself, so that they cannot differ from it.

use gatewright_vtl::ast::Operator;
use gatewright_vtl::{Limits, Scope, Template, Value};

use super::value::Abstract;

/// The longest list that is taken apart.
const ITEMS: usize = 1_000;

/// What a method of a known value gives, if all arguments are known and the engine gives anything.
pub(super) fn call(receiver: &Value, method: &str, arguments: &[Abstract]) -> Option<Abstract> {
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match argument {
            Abstract::Known(value) => values.push(value.clone()),
            _ => return None,
        }
    }
    let names: Vec<String> = (0..values.len()).map(|number| format!("$a{number}")).collect();
    let mut variables: Vec<(String, Value)> = vec![("x".to_owned(), receiver.clone())];
    variables.extend((0..).map(|number| format!("a{number}")).zip(values));
    evaluate(&format!("$x.{method}({})", names.join(",")), variables)
}

/// What an operator gives.
pub(super) fn operate(operator: Operator, left: &Value, right: &Value) -> Option<Abstract> {
    let symbol = match operator {
        Operator::Or => "||",
        Operator::And => "&&",
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Modulus => "%",
    };
    evaluate(&format!("$x {symbol} $y"), vec![("x".to_owned(), left.clone()), ("y".to_owned(), right.clone())])
}

fn evaluate(expression: &str, variables: Vec<(String, Value)>) -> Option<Abstract> {
    let template = Template::parse(&format!("#set($r = {expression})")).ok()?;
    let mut scope = Scope::new();
    for (name, value) in variables {
        scope.set(name, value);
    }
    scope.set("util", Value::Util);
    template.render(&mut scope, &Limits::default()).ok()?;
    let result = scope.get("r").cloned()?;
    of_value(result)
}

fn of_value(value: Value) -> Option<Abstract> {
    match value {
        Value::Boolean(_) | Value::Number(_) | Value::Text(_) => Some(Abstract::Known(value)),
        Value::Character(_) => Some(Abstract::Known(Value::from(value.to_string()))),
        Value::List(_) | Value::Map(_) | Value::View(_) => {
            if matches!(&value, Value::List(list) if list.len() > ITEMS) {
                return None;
            }
            Some(Abstract::of_json(&value.to_json()))
        }
        _ => None,
    }
}
