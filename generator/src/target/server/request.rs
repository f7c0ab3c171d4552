//! What a server takes: a struct for each operation, and how it is read.

use std::borrow::Cow;

use super::parts;
use super::rules::{self, Rules};
use crate::emit::{Defaulted, Named, Outline, Types, docs, limits, style, xml};
use crate::ir::{Body, Content, Format, Method, Parameter, Place, Rule, Style};
use crate::names::{Ident, InputNames, OperationNames};
use crate::print::{
    self, Case, Check, Definition, Expression, Field, FromRequest, Item, Literal, Path, Std, Table, Type, Value,
    Variant,
};

pub(super) fn items(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> Vec<Item<'static>> {
    let mut items = vec![request(named, types).into()];
    if let Some(body) = named.operation.body.as_ref().filter(|body| body.variants.len() > 1) {
        items.push(body_enum(named, body, types).into());
    }
    items.extend(defaults(named, types).map(Item::from));
    items.push(from_request(named, types, checked, rules).into());
    items
}

fn request(named: Named<'_>, types: Types<'_>) -> Definition {
    let Named { operation, names } = named;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let mut fields: Vec<Field> = parameters
        .map(|(parameter, names)| {
            let ty = types.member(&parameter.ty, parameter.presence);
            let is_filled = filled_in(parameter, &names.field, types).is_some();
            Field::new(docs::served_parameter(parameter, is_filled), &names.field, ty)
        })
        .collect();
    if operation.method == Method::Any {
        let docs = docs::line("The method that was used.");
        fields.push(Field::new(docs, Path::plain("method"), Type::runtime("rt::http::Method")));
    }
    fields.extend(operation.body.as_ref().map(|body| {
        let ty = match body.variants.as_slice() {
            [only] => held_as(only, body, types),
            _ => Path::from(&names.served.body).into(),
        };
        let ty = if body.required { ty } else { types.option(ty) };
        Field::new(docs::member(&body.docs, "The body."), Path::plain("body"), ty)
    }));
    let docs = docs::line(&format!("The request of {}.", docs::called(operation)));
    let body = print::Body::Struct(fields);
    Definition::new(docs, derives(operation.body.as_ref()), &names.served.request, body)
}

/// The default that stands for a parameter where the request has none.
fn filled_in<'p>(parameter: &'p Parameter, ident: &'p Ident, types: Types<'_>) -> Option<&'p serde_json::Value> {
    // What its schema says beyond its type and its limits is known to the runtime alone.
    let is_known = rules::of_parameter(types.api, parameter).is_none();
    types.filled_in(Defaulted::parameter(parameter, ident), &parameter.limits).filter(|_| is_known)
}

fn defaults(named: Named<'_>, types: Types<'_>) -> Option<Table> {
    let Named { operation, names } = named;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, names)| Defaulted::parameter(parameter, &names.field));
    types.defaults(&names.served.request, parameters)
}

fn body_enum(named: Named<'_>, body: &Body, types: Types<'_>) -> Definition {
    let Named { operation, names } = named;
    let variants = contents(body, names).map(|(content, variant)| {
        let docs = docs::line(&format!("{}.", docs::called(&content.media_type)));
        Variant::new(docs, variant, vec![held_as(content, body, types)])
    });
    let docs = docs::line(&format!("The body of {}, by its media type.", docs::called(operation)));
    let derives = derives(Some(body));
    let body = print::Body::Enum(variants.collect());
    Definition::new(docs, derives, &names.served.body, body)
}

/// What a method gets of a body: bytes as a stream, parts as they arrive if that is asked for.
fn held_as(content: &Content, body: &Body, types: Types<'_>) -> Type {
    match content.format {
        Format::Bytes => Type::runtime("rt::server::Body"),
        Format::Multipart if body.in_parts => Type::runtime("rt::server::Multipart"),
        _ => types.ty(&content.ty),
    }
}

/// Whether the method reads a body itself.
fn is_streamed(content: &Content, body: &Body) -> bool {
    content.format == Format::Bytes || (content.format == Format::Multipart && body.in_parts)
}

/// A stream is read once.
fn derives(body: Option<&Body>) -> &'static [&'static str] {
    let streams = body.is_some_and(|body| body.variants.iter().any(|content| is_streamed(content, body)));
    if streams { &["Debug"] } else { &["Clone", "Debug", "PartialEq"] }
}

/// The media types of a body, with their variants.
fn contents<'a>(body: &'a Body, names: &'a OperationNames) -> impl Iterator<Item = (&'a Content, &'a Ident)> {
    body.variants.iter().zip(names.input.iter().flat_map(|input| &input.variants))
}

fn from_request(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> FromRequest {
    let Named { operation, names } = named;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let mut inputs: Vec<Expression> =
        parameters.map(|(parameter, names)| input(parameter, &names.field, types)).collect();
    let mut fields: Vec<(Path, Expression)> = Vec::new();
    let mut reads: Vec<(String, Value)> = Vec::new();
    let parameters = operation.parameters.iter().zip(&names.parameters);
    for (index, (parameter, InputNames { field, .. })) in parameters.enumerate() {
        let read = if parameter.presence.is_required() { "required" } else { "optional" };
        reads.push((format!("value_{index}"), Value::One(part(read, index))));
        fields.push((field.into(), word(format!("value_{index}?"))));
    }
    if operation.method == Method::Any {
        let method = Expression::Methods(Box::new(word("parts")), vec![("method", Vec::new()), ("clone", Vec::new())]);
        fields.push((Path::plain("method"), method));
    }
    if let Some(body) = &operation.body {
        let first = inputs.len();
        inputs.extend(body.variants.iter().map(|content| body_input(content, body, types, rules)));
        reads.push(("body".to_owned(), body_value(names, body, first, types.std)));
        fields.push((Path::plain("body"), word("body?")));
    }
    let [result, ok] = ["Result", "Ok"].map(|name| types.std.name(name));
    let checks = checks(named, types, checked, rules);
    let (name, response) = (names.served.request.clone(), names.served.response.clone());
    FromRequest { name, response, result, ok, inputs, reads, fields, checks }
}

/// A variable.
fn word(text: impl Into<Cow<'static, str>>) -> Expression {
    Expression::Path(Path::plain(text))
}

/// `parts.METHOD(INDEX)`
fn part(method: &'static str, index: usize) -> Expression {
    let index = Expression::Literal(Literal::count(index as u64));
    Expression::Methods(Box::new(word("parts")), vec![(method, vec![index])])
}

fn input(parameter: &Parameter, ident: &Ident, types: Types<'_>) -> Expression {
    let place = match parameter.place {
        Place::QueryString => return whole_query(parameter, types),
        Place::Path => "rt::server::Input::path",
        Place::Query => "rt::server::Input::query",
        Place::Header => "rt::server::Input::header",
        Place::Cookie => "rt::server::Input::cookie",
    };
    let mut calls = Vec::new();
    if parameter.style == Style::Json {
        calls.push(("json", Vec::new()));
    } else if let Some(style) = style::of_parameter(parameter, types) {
        let shape = match types.outline(&parameter.ty) {
            Outline::List => "list",
            Outline::ListOrOne => "list_or_one",
            Outline::Object => "object",
            Outline::Scalar => "scalar",
        };
        calls.push((shape, vec![style]));
    }
    calls.extend(parameter.presence.is_required().then(|| ("required", Vec::new())));
    let default = filled_in(parameter, ident, types).map(|default| vec![Expression::str(&default.to_string())]);
    calls.extend(default.map(|default| ("default", default)));
    called(place, vec![Expression::str(&parameter.name.wire)], calls)
}

/// All of the query as one value.
fn whole_query(parameter: &Parameter, types: Types<'_>) -> Expression {
    let path = match parameter.style {
        Style::Form => "rt::server::Input::querystring_form",
        Style::Json => "rt::server::Input::querystring_json",
        _ => "rt::server::Input::querystring_text",
    };
    let is_form = parameter.style == Style::Form;
    let fields = if is_form { style::of_read_fields(&parameter.fields, &parameter.ty, types) } else { None };
    let fields = fields.map(|fields| ("fields", vec![fields]));
    let required = parameter.presence.is_required().then(|| ("required", Vec::new()));
    called(path, Vec::new(), fields.into_iter().chain(required).collect())
}

/// What the runtime calls a parameter where it says what is wrong. A whole query has no name that is sent.
fn label(parameter: &Parameter) -> String {
    match parameter.place {
        Place::QueryString => "query ".to_owned(),
        place => format!("{} {}", place.as_str(), parameter.name.wire),
    }
}

/// A call, and calls of methods on what it gives.
pub(super) fn called(
    path: &'static str,
    arguments: Vec<Expression>,
    calls: Vec<(&'static str, Vec<Expression>)>,
) -> Expression {
    let call = Expression::Call(Path::runtime(path), arguments);
    if calls.is_empty() { call } else { Expression::Methods(Box::new(call), calls) }
}

fn body_input(content: &Content, body: &Body, types: Types<'_>, rules: &Rules<'_>) -> Expression {
    let media_type = &content.media_type;
    let named = || vec![Expression::str(media_type)];
    let mut calls = Vec::new();
    let (path, arguments) = match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => {
            ("rt::server::Input::body_json", Vec::new())
        }
        Format::Json => ("rt::server::Input::body_json_as", named()),
        Format::Form => {
            calls.extend(
                style::of_read_fields(&content.fields, &content.ty, types).map(|fields| ("fields", vec![fields])),
            );
            ("rt::server::Input::body_form", Vec::new())
        }
        Format::Multipart if media_type == "multipart/form-data" => ("rt::server::Input::body_multipart", Vec::new()),
        Format::Multipart => ("rt::server::Input::body_multipart_as", named()),
        Format::Xml => {
            let shape = xml::path(types, content).map(|shape| Expression::reference(Expression::Path(shape)));
            ("rt::server::Input::body_xml", named().into_iter().chain(shape).collect())
        }
        Format::Text | Format::Events | Format::Lines => ("rt::server::Input::body_text", named()),
        Format::Bytes => ("rt::server::Input::body_stream", named()),
    };
    calls.extend(rules::of_json(content).map(|rule| ("rule", vec![Expression::reference(rules.name(rule))])));
    if content.format == Format::Multipart && body.in_parts {
        calls.extend(parts::calls(content, types));
    }
    calls.extend(body.required.then(|| ("required", Vec::new())));
    called(path, arguments, calls)
}

fn body_value(names: &OperationNames, body: &Body, first: usize, std: Std) -> Value {
    let read = |content: &Content, index: usize, required: bool| {
        let method = match (content.format, required) {
            (Format::Multipart, true) if body.in_parts => "parts",
            (Format::Multipart, false) if body.in_parts => "optional_parts",
            (Format::Multipart, true) => "multipart",
            (Format::Multipart, false) => "optional_multipart",
            (Format::Bytes, true) => "stream",
            (Format::Bytes, false) => "optional_stream",
            (_, true) => "required",
            (_, false) => "optional",
        };
        part(method, index)
    };
    if let [only] = body.variants.as_slice() {
        return Value::One(read(only, first, body.required));
    }
    let name = Path::from(&names.served.body);
    let [some, none, ok] = ["Some", "None", "Ok"].map(|name| std.name(name));
    let value = |content: &Content, variant: &Ident, index: usize| {
        let mut calls = vec![("map", vec![Expression::Path(name.within(variant))])];
        calls.extend((!body.required).then(|| ("map", vec![Expression::Path(some.clone())])));
        Expression::Methods(Box::new(read(content, index, true)), calls)
    };
    let mut cases: Vec<Case> = Vec::new();
    for (offset, (content, variant)) in contents(body, names).enumerate().skip(1) {
        let index = first + offset;
        cases.push(Case { pattern: format!("{}({index})", some.text()), value: value(content, variant, index) });
    }
    if !body.required {
        let nothing = Expression::Call(ok, vec![Expression::Path(none.clone())]);
        cases.push(Case { pattern: none.text().to_owned(), value: nothing });
    }
    if let Some((content, variant)) = contents(body, names).next() {
        cases.push(Case { pattern: "_".to_owned(), value: value(content, variant, first) });
    }
    let of = Expression::Methods(Box::new(word("parts")), vec![("body", Vec::new())]);
    Value::Match(of, cases)
}

/// What is checked of a request once it is read.
fn checks(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> Vec<Check> {
    let Named { operation, names } = named;
    let violations = |method: &'static str, arguments: Vec<Expression>| {
        Expression::Methods(Box::new(word("violations")), vec![(method, arguments)])
    };
    let by_rule = |rule: &Rule, label: &str, value: Expression| {
        let arguments = vec![Expression::str(label), value, word("violations")];
        Expression::Methods(Box::new(rules.name(rule)), vec![("check", arguments)])
    };
    let constant = |limits| Expression::reference(Expression::Const(Box::new(limits)));
    let mut checks: Vec<Check> = Vec::new();
    for (parameter, InputNames { field, .. }) in operation.parameters.iter().zip(&names.parameters) {
        let label = label(parameter);
        let field = || Expression::reference(Expression::Field("self", field.into()));
        if let Some(limits) = limits::limits(types.api, &parameter.limits, &parameter.ty) {
            let arguments = vec![Expression::str(&label), field(), constant(limits)];
            checks.push(Check::One(violations("check", arguments)));
        }
        if limits::reaches(&parameter.ty, checked) {
            checks.push(Check::One(violations("nested", vec![Expression::str(&label), field()])));
        }
        if let Some(rule) = rules::of_parameter(types.api, parameter) {
            checks.push(Check::One(by_rule(rule, &label, field())));
        }
    }
    if let Some(body) = &operation.body {
        let held = |content: &Content, value: Expression| {
            if is_streamed(content, body) {
                return Vec::new();
            }
            let limits = limits::limits(types.api, &content.limits, &content.ty);
            let limits = limits
                .map(|limits| violations("check", vec![Expression::str("body"), value.clone(), constant(limits)]));
            let nested = limits::reaches(&content.ty, checked)
                .then(|| violations("nested", vec![Expression::str("body"), value.clone()]));
            let rule = rules::of_typed(types.api, content).map(|rule| by_rule(rule, "body", value.clone()));
            limits.into_iter().chain(nested).chain(rule).collect()
        };
        let whole = Expression::reference(Expression::Field("self", Path::plain("body")));
        match body.variants.as_slice() {
            [only] => checks.extend(held(only, whole).into_iter().map(Check::One)),
            _ => {
                let name = &names.served.body;
                let some = types.std.name("Some");
                for (content, variant) in contents(body, names) {
                    let pattern = format!("{name}::{variant}(body)");
                    let pattern = if body.required { pattern } else { format!("{}({pattern})", some.text()) };
                    let held = held(content, word("body"));
                    if !held.is_empty() {
                        checks.push(Check::IfLet(pattern, whole.clone(), held));
                    }
                }
            }
        }
    }
    checks
}
