//! A call that is being put together: its setters, and what becomes of the response.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::outcome::{failure, success, success_type};
use super::{Called, described, pages, send, watching};
use crate::emit::{Types, docs};
use crate::ir::{
    self, Body, Content, Docs, Failures, Format, Operation, Parameter, Place, Requirement, Standing, StatusPattern,
    TypeRef,
};
use crate::names::{BodyNames, Ident, InputNames, snake};
use crate::print::{
    self, Arm, Call, Code, Definition, Expression, Given, Item, Literal, Method, Path, Send, Setter, Status, Step,
    Table, Type, Variant,
};

/// An input of a call.
#[derive(Clone, Copy)]
pub(super) enum Input<'a> {
    Parameter(&'a Parameter, &'a InputNames),
    Body(&'a Body, &'a BodyNames),
}

/// Inputs in the order of type parameters: by place and path, then the body.
pub(super) fn inputs(called: Called<'_>, required: bool) -> Vec<Input<'_>> {
    let Called { operation, names, .. } = called;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.filter(|(parameter, _)| parameter.presence.is_required() == required);
    let body = operation.body.iter().zip(&names.input).filter(|(body, _)| body.required == required);
    let parameters = parameters.map(|(parameter, names)| Input::Parameter(parameter, names));
    parameters.chain(body.map(|(body, names)| Input::Body(body, names))).collect()
}

impl Input<'_> {
    pub(super) fn name(&self) -> Ident {
        match self {
            Self::Parameter(_, names) => names.field.clone(),
            Self::Body(..) => snake("body"),
        }
    }

    fn requirement(&self) -> &Ident {
        match self {
            Self::Parameter(_, names) => &names.requirement,
            Self::Body(_, names) => &names.requirement,
        }
    }

    /// `query parameter `operand1``, as a message has it.
    fn described(&self) -> String {
        match self {
            Self::Parameter(parameter, _) => {
                format!("{} parameter `{}`", parameter.place.as_str(), parameter.name.wire)
            }
            Self::Body(..) => "body".to_owned(),
        }
    }

    /// What the document says of it.
    fn said(&self) -> &Docs {
        match self {
            Self::Parameter(parameter, _) => &parameter.docs,
            Self::Body(body, _) => &body.docs,
        }
    }

    fn docs(&self) -> print::Docs {
        match self {
            Self::Parameter(parameter, _) => docs::parameter(parameter),
            Self::Body(body, _) => docs::member(&body.docs, "The body."),
        }
    }

    pub(super) fn argument(&self, called: Called<'_>, types: Types<'_>) -> Type {
        match self {
            Self::Parameter(parameter, _) => types.argument(&parameter.ty),
            Self::Body(body, _) => match body.of_clients().as_slice() {
                [only] => types.argument(&only.ty),
                _ => Type::reference(Path::from(&called.names.body).into()),
            },
        }
    }

    /// The method of the runtime's request that adds the input.
    fn send(&self, types: Types<'_>) -> Send {
        match self {
            Self::Parameter(parameter, _) => send::parameter(parameter, types),
            Self::Body(body, _) => match body.of_clients().as_slice() {
                [only] => send::body(only, types),
                _ => Send { method: "body_of", wire: None, how: None },
            },
        }
    }

    fn setter(&self, called: Called<'_>, types: Types<'_>) -> Setter {
        let deprecated = self.said().deprecated;
        Setter {
            docs: self.docs(),
            deprecated,
            name: self.name(),
            argument: self.argument(called, types),
            send: self.send(types),
        }
    }
}

/// The method of the client that starts a call; `example` is at the end of its docs.
pub(super) fn method(called: Called<'_>, types: Types<'_>, example: &[String]) -> Method {
    let Called { operation, names, .. } = called;
    let start = [operation.method.as_str(), &operation.path].map(Expression::str);
    let mut steps = vec![Step::new("request", start)];
    steps.extend(fixed(operation));
    // One required input stands in the arguments; of two or more, each is named where it is given.
    let argument = match only(called) {
        Some(input) => {
            let name = input.name();
            let Send { method, wire, how } = input.send(types);
            let value = Expression::Path(Path::from(&name));
            // These two take what the argument is, and no reference to whatever can be written.
            let value = if matches!(method, "body_text" | "body_bytes") { value } else { Expression::reference(value) };
            steps.push(Step::new(method, wire.map(Expression::Literal).into_iter().chain([value]).chain(how)));
            Some((name, input.argument(called, types)))
        }
        None if operation.method == ir::Method::Any => {
            let name = snake("method");
            steps.push(Step::new("method", [Expression::Path(Path::from(&name))]));
            Some((name, Type::runtime("rt::http::Method")))
        }
        None => None,
    };
    Method {
        features: crate::emit::features_of_operation(&types.api.features, operation),
        docs: docs::with_facts(
            &with_argument(called),
            &docs::called(operation),
            &described::lines(called, types),
            example,
        ),
        deprecated: operation.docs.deprecated,
        name: names.method.clone(),
        argument,
        call: names.call.clone(),
        steps,
    }
}

/// The docs of an operation, with those of the argument of its method, which has no place of its own for them.
fn with_argument(called: Called<'_>) -> Docs {
    let mut docs = called.operation.docs.clone();
    let Some(input) = only(called) else { return docs };
    let own = input.said();
    let name = input.name();
    let said: Vec<&str> = own.summary.iter().chain(&own.description).map(|text| text.trim()).collect();
    if !said.is_empty() || own.deprecated {
        let mark = if own.deprecated { " **Deprecated.**" } else { "" };
        let text = format!("`{name}`: {}{mark}", said.join("\n\n"));
        docs.description = Some(docs.description.map_or_else(|| text.clone(), |known| format!("{known}\n\n{text}")));
    }
    docs.notes.extend(own.notes.iter().map(|note| match note.split_once(": ") {
        Some((word, rest)) => format!("{word} of `{name}`: {rest}"),
        None => format!("`{name}`: {note}"),
    }));
    docs
}

/// The one input that is required. An operation for any method has the method in its place.
fn only(called: Called<'_>) -> Option<Input<'_>> {
    match inputs(called, true).as_slice() {
        [only] if called.operation.method != ir::Method::Any => Some(*only),
        _ => None,
    }
}

/// What is fixed about the operation beside its method and path.
fn fixed(operation: &Operation) -> Vec<Step> {
    let mut fixed = Vec::new();
    if operation.has_operation_id {
        fixed.push(Step::new("id", [Expression::str(&operation.id.wire)]));
    }
    if let Some(header) = idempotency(operation) {
        fixed.push(Step::new("idempotency", [Expression::str(header)]));
    }
    let accept = accepted(operation);
    if !accept.is_empty() {
        fixed.push(Step::new("accept", [Expression::str(&accept)]));
    }
    if let Some(server) = &operation.server {
        fixed.push(Step::new("server", [Expression::str(server)]));
    }
    // 304 is an answer to everybody.
    let is_redirect = |status| matches!(status, StatusPattern::Code(301..=303 | 307 | 308) | StatusPattern::Class(3));
    if operation.responses.iter().any(|response| is_redirect(response.status)) {
        fixed.push(Step::new("keep_redirects", []));
    }
    // Of a response that has only such, the media type may be any.
    let contents = || {
        let successes = operation.responses.iter().filter(|response| response.status.is_success());
        successes.flat_map(|response| &response.contents)
    };
    if contents().next().is_some() && contents().all(|content| content.format == Format::Lines) {
        fixed.push(Step::new("lines", []));
    }
    let alternatives = security(operation);
    if alternatives.iter().any(|names| !names.is_empty()) {
        let list = |items| Expression::reference(Expression::Array(items));
        fixed.push(Step::new("security", [list(alternatives.into_iter().map(list).collect())]));
    }
    fixed
}

/// The header by which the server knows attempts of one call.
fn idempotency(operation: &Operation) -> Option<&str> {
    const NAMES: [&str; 4] = ["idempotencykey", "xidempotencykey", "idempotencytoken", "xidempotencytoken"];
    let is = |name: &str| {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        NAMES.contains(&plain.to_ascii_lowercase().as_str())
    };
    let mut headers = operation.parameters.iter().filter(|parameter| parameter.place == Place::Header);
    // A required one is the caller's to give.
    let found = headers.find(|parameter| is(&parameter.name.wire) && !parameter.presence.is_required())?;
    Some(&found.name.wire)
}

/// The alternatives that a client can meet, each a list of names.
fn security(operation: &Operation) -> Vec<Vec<Expression>> {
    let usable = operation
        .security
        .iter()
        .filter(|alternative| alternative.iter().all(|requirement| requirement.standing != Standing::Unusable));
    let names = |alternative: &Vec<Requirement>| {
        let declared = alternative.iter().filter(|requirement| requirement.standing == Standing::Usable);
        declared.map(|requirement| Expression::str(&requirement.scheme)).collect()
    };
    let mut alternatives: Vec<Vec<Expression>> = usable.map(names).collect();
    // Those that differ in their scopes are the same to a client.
    alternatives.dedup();
    alternatives
}

/// The media types of all documented responses.
pub(crate) fn accepted(operation: &Operation) -> String {
    let mut accepted: Vec<&str> = Vec::new();
    for content in operation.responses.iter().flat_map(|response| &response.contents) {
        if !content.only_served && !accepted.contains(&content.media_type.as_str()) {
            accepted.push(&content.media_type);
        }
    }
    accepted.join(", ")
}

/// The request type with its setters and responses, and the enum of its bodies where there are several.
pub(super) fn items(called: Called<'_>, types: Types<'_>) -> Vec<Item<'static>> {
    let mut items = vec![call(called, types).into()];
    items.extend(called.paging.map(|paging| pages::item(called, paging, types)));
    items.extend(called.watching.map(|watching| watching::item(called, watching, types)));
    if let Some(body) = called.operation.body.as_ref().filter(|body| body.of_clients().len() > 1) {
        items.extend(bodies(called, body, types));
    }
    items
}

fn call(called: Called<'_>, types: Types<'_>) -> Call {
    let Called { operation, names, outcomes, failures, .. } = called;
    let one = outcomes.has_one_success();
    let mut arms: Vec<Arm> = Vec::new();
    if outcomes.successes.is_empty() {
        // Nothing is documented: whatever comes is given as it is.
        arms.push(Arm {
            docs: print::Docs::default(),
            status: Status::Class(2),
            media_type: None,
            variant: None,
            how: "bytes",
            shape: None,
        });
    }
    let successes = outcomes.successes.iter().zip(&names.successes);
    let mut several = None;
    if one {
        arms.extend(outcomes.successes.iter().map(|outcome| success(outcome, None, types)));
    } else {
        let arms = successes.map(|(outcome, name)| success(outcome, Some(name), types));
        several = Some((names.success.clone(), arms.collect()));
    }
    let success_docs = match (outcomes.successes.as_slice(), one) {
        ([only], true) => docs::member(&only.docs, ""),
        _ => print::Docs::default(),
    };
    let failing = |own: &[Docs]| {
        let all = outcomes.failures.iter().zip(&names.failures).zip(own);
        all.map(|((outcome, name), docs)| failure(outcome, name, docs, types)).collect()
    };
    let (shared, defined) = match failures {
        Failures::None => (None, None),
        Failures::Own(docs) => (None, Some(docs)),
        Failures::Shared { group, docs } => (types.names.failures.get(*group), docs.as_ref()),
    };
    let no_error = Type::runtime("rt::client::NoError");
    Call {
        docs: docs::line(&format!("A call of {}; `send` sends it.", docs::called(operation))),
        name: names.call.clone(),
        required: required(called, types),
        optional: inputs(called, false).iter().map(|input| input.setter(called, types)).collect(),
        success_docs,
        success: success_type(called, types),
        error: if outcomes.failures.is_empty() { no_error } else { Path::from(&names.error).into() },
        headers: outcomes.success_headers().map(|id| types.ty(&TypeRef::Named(id))),
        arms,
        successes: several,
        shared_failures: shared.map(|shared| (names.error.clone(), shared.clone())),
        failures: defined.map(|docs| (shared.unwrap_or(&names.error).clone(), failing(docs))),
    }
}

/// The setters of what is required, each with what it does to the type of the call.
fn required(called: Called<'_>, types: Types<'_>) -> Vec<(Setter, Given)> {
    if !is_staged(called) {
        return Vec::new();
    }
    let inputs = inputs(called, true);
    let markers = markers(called, inputs.len());
    let setters = inputs.iter().zip(&markers).enumerate().map(|(index, (input, marker))| {
        let mut after = markers.clone();
        if let Some(own) = after.get_mut(index) {
            *own = Path::runtime("rt::Given");
        }
        let given = Given { after, marker: marker.clone(), requirement: input.requirement().clone() };
        (input.setter(called, types), given)
    });
    setters.collect()
}

/// The type parameters of what is required.
fn markers(called: Called<'_>, count: usize) -> Vec<Path> {
    // The request itself may be called `A`.
    let names = (0..).map(marker).filter(|name| *name != *called.names.call);
    names.take(count).map(Path::plain).collect()
}

/// The type parameters of a call, each with the trait that the compiler asks for.
pub(super) fn demands(called: Called<'_>) -> Vec<(Path, Ident)> {
    if !is_staged(called) {
        return Vec::new();
    }
    let inputs = inputs(called, true);
    let requirements = inputs.iter().map(|input| input.requirement().clone());
    markers(called, inputs.len()).into_iter().zip(requirements).collect()
}

fn marker(index: usize) -> String {
    match u8::try_from(index).ok().filter(|index| *index < 26) {
        Some(index) => char::from(b'A' + index).to_string(),
        None => format!("T{index}"),
    }
}

/// Whether what is required is given one after another, and the compiler sees that nothing is missing.
fn is_staged(called: Called<'_>) -> bool {
    only(called).is_none() && !inputs(called, true).is_empty()
}

/// The traits that calls ask for, and what the compiler says when one is missing.
pub(super) fn requirements(operations: &[Called<'_>]) -> Option<Item<'static>> {
    // Braces would be placeholders of the attribute.
    let plain = |text: String| Literal::str(&text.replace('{', "{{").replace('}', "}}"));
    let mut rows = BTreeMap::new();
    for called in operations.iter().filter(|called| is_staged(**called)) {
        for input in inputs(*called, true) {
            rows.entry(input.requirement().clone()).or_insert_with(|| {
                let message = plain(format!("this call is missing its required {}", input.described()));
                (message, plain(format!("call `.{}(…)` before `.send()`", input.name())))
            });
        }
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, (message, label))| {
            vec![name.into(), "=".into(), message.clone().into(), ",".into(), label.clone().into()]
        })
        .collect();
    (!rows.is_empty()).then(|| Table { end: ";", ..Table::new("rt::requirements!", Vec::new(), rows) }.into())
}

/// The body of an operation that takes several media types.
fn bodies(called: Called<'_>, body: &Body, types: Types<'_>) -> [Item<'static>; 2] {
    let Called { operation, names, .. } = called;
    let name = &names.body;
    let variants = names.input.iter().flat_map(|input| &input.variants);
    let contents = body.variants.iter().zip(variants).filter(|(content, _)| !content.only_served);
    let contents: Vec<(&Content, &Ident)> = contents.collect();
    let variants = contents.iter().map(|(content, name)| {
        let docs = docs::line(&format!("{}.", docs::called(&content.media_type)));
        Variant::new(docs, *name, vec![types.ty(&content.ty)])
    });
    let docs = docs::line(&format!("The body of {}, by its media type.", docs::called(operation)));
    let body = print::Body::Enum(variants.collect());
    let definition = Definition::new(docs, &["Clone", "Debug", "PartialEq"], name, body);
    let arms = contents.iter().map(|(content, variant)| {
        let Send { method, wire, how } = send::body(content, types);
        let (method, wire, how) = (format_ident!("{method}"), wire.into_iter(), how.into_iter());
        quote!(Self::#variant(body) => request.#method(#(#wire,)* body #(, #how)*),)
    });
    let arms: TokenStream = arms.collect();
    let sending = quote! {
        impl rt::client::RequestBody for #name {
            fn add_to(&self, request: rt::client::Request) -> rt::client::Request {
                match self { #arms }
            }
        }
    };
    [definition.into(), Code(sending).into()]
}
