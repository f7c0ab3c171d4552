//! What CloudFormation's functions give: `Ref`, `Fn::Sub`, `Fn::Select` and the like.
//!
//! See the [reference of intrinsic functions](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).

use gatewright_document::{Node, Value};

use super::super::variables::Variables;

/// How deep functions may stand in each other.
const DEEPEST: u32 = 16;

/// What only a deployment knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unknown {
    /// A variable without a value.
    Value(String),
    /// A function that is not run here.
    Expression(String),
}

/// The value of an expression. Where something is unknown, it stands in the value as it is written, so that what does
/// not need it still works.
pub(super) struct Worked<T> {
    /// Nothing for `null`, and where not even a part is known.
    pub(super) value: Option<T>,
    pub(super) unknown: Vec<Unknown>,
}

impl<T> Worked<T> {
    fn known(value: Option<T>) -> Self {
        Worked { value, unknown: Vec::new() }
    }

    fn expression(function: &str) -> Self {
        Worked { value: None, unknown: vec![Unknown::Expression(function.to_owned())] }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Worked<U> {
        Worked { value: self.value.map(change), unknown: self.unknown }
    }

    /// Takes what is unknown to `all`, and gives the value.
    fn noted(self, all: &mut Vec<Unknown>) -> Option<T> {
        all.extend(self.unknown);
        self.value
    }
}

/// A text with its variables replaced, a number or flag as text, or what a function gives.
pub(super) fn text(variables: &Variables, node: &Node<'_>) -> Worked<String> {
    text_of(variables, node, DEEPEST)
}

fn text_of(variables: &Variables, node: &Node<'_>, depth: u32) -> Worked<String> {
    match node.value() {
        Value::Null => Worked::known(None),
        Value::Bool(value) => Worked::known(Some(value.to_string())),
        Value::Number(number) => Worked::known(Some(number.text().into_owned())),
        Value::String(text) => filled(variables, text),
        Value::Array(_) => Worked::expression("[…]"),
        Value::Object(_) => match (node.entries().next(), depth.checked_sub(1)) {
            (Some((function, argument)), Some(depth)) => called(variables, function, &argument, depth),
            _ => Worked::expression("{…}"),
        },
    }
}

fn called(variables: &Variables, function: &str, argument: &Node<'_>, depth: u32) -> Worked<String> {
    match (function, argument.as_str()) {
        ("Ref" | "Fn::GetAtt" | "Fn::ImportValue", Some(name)) => named(variables, name),
        ("Fn::GetAtt", None) => {
            let names: Vec<&str> = argument.items().filter_map(|item| item.as_str()).collect();
            named(variables, &names.join("."))
        }
        ("Fn::ImportValue", None) => match text_of(variables, argument, depth) {
            Worked { value: Some(name), unknown } if unknown.is_empty() => named(variables, &name),
            other => other,
        },
        ("Fn::Sub", Some(text)) => filled(variables, text),
        ("Fn::Sub", None) => filled_with_map(variables, argument, depth),
        ("Fn::Join", None) => {
            let separator = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
            list_of(variables, argument.step("1"), depth).map(|parts| parts.join(separator))
        }
        ("Fn::Select", None) => selected(variables, argument, depth),
        ("Fn::FindInMap", None) => {
            let mut unknown = Vec::new();
            let keys = argument.items().map(|key| text_of(variables, &key, depth).noted(&mut unknown));
            let keys = keys.collect::<Option<Vec<String>>>();
            match keys {
                Some(keys) if unknown.is_empty() => named(variables, &keys.join(".")),
                _ => Worked { value: None, unknown },
            }
        }
        ("Fn::If", None) => conditional(variables, argument, depth),
        _ => Worked::expression(function),
    }
}

fn named(variables: &Variables, name: &str) -> Worked<String> {
    match variables.get(name) {
        Some(value) => Worked::known(Some(value.to_owned())),
        None => Worked { value: Some(format!("${{{name}}}")), unknown: vec![Unknown::Value(name.to_owned())] },
    }
}

fn filled(variables: &Variables, text: &str) -> Worked<String> {
    if !text.contains("${") {
        return Worked::known(Some(text.to_owned()));
    }
    let mut unknown = Vec::new();
    // `$${` is how a template of Terraform writes `${`.
    let parts = text.split("$${").map(|part| {
        let part = variables.substitute(part);
        unknown.extend(part.unknown.into_iter().map(Unknown::Value));
        part.text
    });
    let value = parts.collect::<Vec<_>>().join("${");
    Worked { value: Some(value), unknown }
}

/// `Fn::Sub: [text, {name: value}]`.
fn filled_with_map(variables: &Variables, argument: &Node<'_>, depth: u32) -> Worked<String> {
    let text = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
    let (mut inner, mut unknown) = (variables.clone(), Vec::new());
    for (name, value) in argument.step("1").iter().flat_map(Node::entries) {
        if let Some(value) = text_of(variables, &value, depth).noted(&mut unknown) {
            inner = inner.set(name, value);
        }
    }
    let value = filled(&inner, text).noted(&mut unknown);
    Worked { value, unknown }
}

/// `Fn::Select: [index, list]`.
fn selected(variables: &Variables, argument: &Node<'_>, depth: u32) -> Worked<String> {
    let mut unknown = Vec::new();
    let index = argument.step("0").and_then(|index| text_of(variables, &index, depth).noted(&mut unknown));
    let list = list_of(variables, argument.step("1"), depth).noted(&mut unknown);
    let index = index.and_then(|index| index.trim().parse::<usize>().ok());
    let value = index.zip(list).and_then(|(index, list)| list.into_iter().nth(index));
    if value.is_none() && unknown.is_empty() {
        return Worked::expression("Fn::Select");
    }
    Worked { value, unknown }
}

/// `Fn::If: [condition, value, value]`; the condition is a variable that is `true` or not.
fn conditional(variables: &Variables, argument: &Node<'_>, depth: u32) -> Worked<String> {
    let condition = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
    let Some(holds) = variables.get(condition) else {
        return Worked { value: None, unknown: vec![Unknown::Value(condition.to_owned())] };
    };
    match argument.step(if holds.eq_ignore_ascii_case("true") { "1" } else { "2" }) {
        Some(chosen) => text_of(variables, &chosen, depth),
        None => Worked::known(None),
    }
}

/// A list of texts, also one that `Fn::Split` makes, and a parameter of the type `CommaDelimitedList`.
fn list_of(variables: &Variables, node: Option<Node<'_>>, depth: u32) -> Worked<Vec<String>> {
    let Some(node) = node else {
        return Worked::known(Some(Vec::new()));
    };
    match (node.value(), node.entries().next()) {
        (Value::Array(_), _) => {
            let mut unknown = Vec::new();
            let texts = node.items().map(|item| text_of(variables, &item, depth).noted(&mut unknown));
            let value = texts.map(Option::unwrap_or_default).collect();
            Worked { value: Some(value), unknown }
        }
        (_, Some(("Fn::Split", argument))) if depth > 0 => {
            let separator = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default().to_owned();
            let Some(source) = argument.step("1").filter(|_| !separator.is_empty()) else {
                return Worked::expression("Fn::Split");
            };
            text_of(variables, &source, depth - 1).map(|text| text.split(&separator).map(str::to_owned).collect())
        }
        (_, Some(("Ref", _))) => {
            text_of(variables, &node, depth).map(|text| text.split(',').map(|item| item.trim().to_owned()).collect())
        }
        (_, Some((function, _))) => Worked::expression(function),
        _ => Worked::expression("[…]"),
    }
}

#[cfg(test)]
// A test that cannot go on has failed.
#[allow(clippy::unwrap_used)]
mod tests {
    use gatewright_document::Document;

    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: Result<&str, &[&str]>) {
        let document = Document::from_text("a.yaml", &format!("openapi: 3.0.3\nx-value: {expression}\n")).unwrap();
        let variables = Variables::default().set("Fn.Arn", "arn:aws:lambda:f").set("Zones", "a, b");
        let variables = variables.set("Sizes.us-east-1.small", "t3").set("IsProd", "true");
        let worked = text(&variables, &document.root().get("x-value").unwrap());
        let unknown: Vec<String> = worked
            .unknown
            .into_iter()
            .map(|unknown| match unknown {
                Unknown::Value(name) => name,
                Unknown::Expression(function) => format!("{function}()"),
            })
            .collect();
        match expected {
            Ok(text) => assert_eq!((worked.value.as_deref(), unknown.len()), (Some(text), 0), "{unknown:?}"),
            Err(names) => assert_eq!(unknown, names),
        }
    }

    #[test]
    fn functions() {
        check("12", Ok("12"));
        check("!Sub '${Fn.Arn}:live'", Ok("arn:aws:lambda:f:live"));
        check("!Sub ['${a}-${AWS::Region}', {a: !Ref Zones}]", Ok("a, b-us-east-1"));
        check("!Join ['/', [x, !GetAtt Fn.Arn, 3]]", Ok("x/arn:aws:lambda:f/3"));
        check("!Select [1, !Ref Zones]", Ok("b"));
        check("!Select [3, !Split [':', !GetAtt Fn.Arn]]", Ok("f"));
        check("!Select ['2', [x, y, z]]", Ok("z"));
        check("!Join ['-', !Split ['.', a.b.c]]", Ok("a-b-c"));
        check("!FindInMap [Sizes, !Ref 'AWS::Region', small]", Ok("t3"));
        check("!If [IsProd, prod, test]", Ok("prod"));
    }

    #[test]
    fn what_is_unknown_is_named() {
        check("!FindInMap [Sizes, eu-west-1, small]", Err(&["Sizes.eu-west-1.small"]));
        check("!Select [9, [x]]", Err(&["Fn::Select()"]));
        check("!Select [0, !GetAZs '']", Err(&["Fn::GetAZs()"]));
        check("!If [Other, 1, 2]", Err(&["Other"]));
        check("!Base64 x", Err(&["Fn::Base64()"]));
        check("!Sub '${A}/${Fn.Arn}/${B}'", Err(&["A", "B"]));
    }

    #[test]
    fn depth_has_a_bound() {
        let deep = format!("{}x{}", "{'Fn::Join': ['', [".repeat(40), "]]}".repeat(40));
        check(&deep, Err(&["{…}()"]));
    }
}
