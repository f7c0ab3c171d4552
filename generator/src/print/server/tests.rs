//! The text of items is that of `prettyplease`.

use gatewright_document::Report;

use super::*;
use crate::names::{snake, upper_camel};
use crate::print::{Block, Item, Member, Std};

/// The text of an item is that of `prettyplease`.
#[track_caller]
fn check<'a>(item: impl Into<Item<'a>>) {
    let mut report = Report::default();
    let mut printer = Printer::behind(String::new(), Std::beside([]), &mut report);
    printer.item(item.into());
    // There are empty lines between the members of a trait.
    let text = printer.layout.text().replace("\n\n", "\n");
    assert_eq!(text, prettyplease::unparse(&syn::parse_file(&text).unwrap()));
}

fn word(text: &str) -> Expression {
    Expression::Path(Path::plain(text.to_owned()))
}

fn call(path: &'static str, arguments: Vec<Expression>) -> Expression {
    Expression::Call(Path::runtime(path), arguments)
}

fn methods(of: Expression, calls: Vec<(&'static str, Vec<Expression>)>) -> Expression {
    if calls.is_empty() { of } else { Expression::Methods(Box::new(of), calls) }
}

fn input(name: &str, number: usize) -> Expression {
    let style = Expression::Struct(
        Path::runtime(if number.is_multiple_of(2) { "rt::Style::Form" } else { "rt::Style::Simple" }),
        vec![("explode".into(), Expression::Bool(false))],
    );
    let mut calls = vec![("list", vec![style]), ("required", Vec::new())];
    calls.truncate(number % 3);
    methods(call("rt::server::Input::query", vec![Expression::str(name)]), calls)
}

#[test]
fn requests() {
    for length in 1..100 {
        let text = "n".repeat(length);
        for count in 0..5 {
            let part = |number: u64| {
                methods(word("parts"), vec![("required", vec![Expression::Literal(Literal::count(number))])])
            };
            let label = Expression::str(&format!("query {text}"));
            let field = Expression::reference(Expression::Field("self", Path::plain(text.clone())));
            let nested = methods(word("violations"), vec![("nested", vec![label.clone(), field.clone()])]);
            let by_rule = methods(word("SCHEMA_1"), vec![("check", vec![label, field, word("violations")])]);
            for is_rare in [false, true] {
                let mut reads: Vec<(String, Value)> =
                    (0..count).map(|number| (format!("value_{number}"), Value::One(part(number)))).collect();
                let mut checks: Vec<Check> =
                    [nested.clone(), by_rule.clone()].into_iter().take(count as usize).map(Check::One).collect();
                if is_rare {
                    let value = methods(part(7), vec![("map", vec![word(&format!("A::{text}"))])]);
                    let cases = vec![Case { pattern: "Some(7)".to_owned(), value }];
                    let of = methods(word("parts"), vec![("body", Vec::new())]);
                    reads.push(("body".to_owned(), Value::Match(of, cases)));
                    checks.push(Check::IfLet(format!("A::{text}(body)"), word("b"), vec![nested.clone()]));
                }
                check(FromRequest {
                    name: upper_camel(&text),
                    response: upper_camel(&format!("{text} response")),
                    result: Path::plain("Result"),
                    ok: Path::plain("Ok"),
                    inputs: (0..count as usize).map(|number| input(&text, number)).collect(),
                    reads,
                    fields: (0..count)
                        .map(|number| (Path::plain(format!("{text}{number}")), word(&format!("value_{number}?"))))
                        .collect(),
                    checks,
                });
            }
        }
    }
}

#[test]
fn replies() {
    for length in 0..100 {
        let text = "n".repeat(length);
        let json = call("rt::server::Reply::json_as", vec![word("status"), Expression::str(&text), word("body")]);
        let headers = methods(json.clone(), vec![("headers", vec![Expression::reference(word("headers"))])]);
        let empty = call("rt::server::Reply::empty", vec![Expression::Literal(Literal::count(204))]);
        let cases = vec![
            Case { pattern: "Self::A(status, body, headers)".to_owned(), value: headers },
            Case { pattern: "Self::B(status, body)".to_owned(), value: json },
            Case { pattern: format!("Self::C{text}"), value: empty },
        ];
        check(IntoReply { name: upper_camel(&format!("a{text}")), cases });
    }
}

#[test]
fn methods_of_traits() {
    for length in 1..90 {
        let text = "n".repeat(length);
        for (has_default, features) in [(false, 0), (true, 1), (false, 2), (true, 5)] {
            let method = TraitMethod {
                docs: Docs::new(["Docs.".to_owned()]),
                features: (0..features).map(|number| format!("feature{number}")).collect(),
                name: snake(&text),
                request: upper_camel(&format!("{text} request")),
                response: upper_camel(&format!("{text} response")),
                context: Type::Path(Path::runtime("rt::server::Context"), vec![Type::plain("Self::Principal")]),
                std: ["Future", "Result", "Send"].map(Path::plain),
                has_default,
            };
            let members = [
                Member::Code(quote!(
                    type Error;
                )),
                Member::Method(Box::new(method)),
            ];
            check(Block { head: quote!(pub trait A), members: Box::new(members.into_iter()) });
        }
    }
}

#[test]
fn services() {
    for length in 0..80 {
        let text = "n".repeat(length);
        for count in 1..4 {
            for features in [0, 1, 4] {
                let routes = (0..count).map(|number| {
                    let path = Expression::str(&format!("/{text}{number}"));
                    let route = call(
                        "rt::server::Route::new",
                        vec![Expression::str("GET"), path, word(&format!("A::a{text}"))],
                    );
                    let scopes = Expression::reference(Expression::Array(Vec::new()));
                    let requirement = call("rt::server::Requirement::new", vec![Expression::str(&text), scopes]);
                    let all = Expression::reference(Expression::Array(vec![requirement]));
                    let security = ("security", vec![Expression::Const(Box::new(all))]);
                    let mut calls = vec![("id", vec![Expression::str(&text)]), security];
                    calls.truncate(number);
                    let features = (0..features).map(|number| format!("{text}{number}")).collect();
                    Route { features, route: methods(route, calls) }
                });
                check(Service {
                    head: quote!(pub fn service<A: Api>(api: A) -> rt::server::Service),
                    first: None,
                    arguments: vec![word("api"), word("rt::server::Manner::Problem"), Expression::str(&text)],
                    routes: Box::new(routes),
                    calls: vec![("reject", vec![word("A::reject")]), ("service", Vec::new())],
                });
            }
        }
    }
}

#[test]
fn statics() {
    for digits in 1..20 {
        let number = Expression::Literal(Literal::count(10_u64.pow(digits - 1)));
        let value =
            methods(call("rt::server::Rule::new", vec![word("&SCHEMAS"), number]), vec![("always", Vec::new())]);
        let name = format!("SCHEMA_{}", "1".repeat(digits as usize));
        check(Static { may_be_unused: digits.is_multiple_of(2), name, ty: Path::runtime("rt::server::Rule"), value });
    }
}
