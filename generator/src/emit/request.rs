//! A call that is being put together: its setters, and what becomes of the answer.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::answer::{Answers, Case, json};
use super::failures::Failures;
use super::ty::{Outline, Types};
use super::{Item, Named, docs, literal, text, xml};
use crate::ir::{
    Body, Content, Docs, Format, Method, Operation, Parameter, Place, Requirement, Scalar, Standing, StatusPattern,
    Style, TypeRef,
};
use crate::names::{BodyNames, Ident, InputNames};

/// An input of a call.
#[derive(Clone, Copy)]
enum Input<'a> {
    Parameter(&'a Parameter, &'a InputNames),
    Body(&'a Body, &'a BodyNames),
}

/// Inputs in the order of type parameters: by place and path, then the body.
fn inputs<'a>(named: Named<'a>, required: bool) -> Vec<Input<'a>> {
    let Named { operation, names } = named;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.filter(|(parameter, _)| parameter.presence.is_required() == required);
    let body = operation.body.iter().zip(&names.input).filter(|(body, _)| body.required == required);
    let parameters = parameters.map(|(parameter, names)| Input::Parameter(parameter, names));
    parameters.chain(body.map(|(body, names)| Input::Body(body, names))).collect()
}

impl Input<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Parameter(_, names) => &names.field,
            Self::Body(..) => "body",
        }
    }

    fn requirement(&self) -> &str {
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

    fn docs(&self) -> (&Docs, String) {
        match self {
            Self::Parameter(parameter, _) => {
                let place = match parameter.place {
                    Place::Path => "Path",
                    Place::Query => "Query",
                    Place::Header => "Header",
                    Place::Cookie => "Cookie",
                };
                (&parameter.docs, format!("{place} parameter `{}`.", parameter.name.wire.replace('`', "'")))
            }
            Self::Body(body, _) => (&body.docs, "The body.".to_owned()),
        }
    }

    fn argument(&self, named: Named<'_>, types: Types<'_>) -> TokenStream {
        match self {
            Self::Parameter(parameter, _) => types.argument(&parameter.ty),
            Self::Body(body, _) => match body.of_clients().as_slice() {
                [only] => types.argument(&only.ty),
                _ => {
                    let name = &named.names.body;
                    quote!(&#name)
                }
            },
        }
    }

    /// The call that adds the input to the request.
    fn call(&self, types: Types<'_>) -> Call {
        match self {
            Self::Parameter(parameter, _) => {
                let place = parameter.place.as_str();
                let wire = &parameter.name.wire;
                if parameter.style == Style::Json {
                    return Call::new(format_ident!("{place}_json"), Some(quote!(#wire)), None);
                }
                let style = style(parameter, types);
                let name = if style.is_some() { format_ident!("{place}_as") } else { format_ident!("{place}") };
                Call::new(name, Some(quote!(#wire)), style)
            }
            Self::Body(body, _) => match body.of_clients().as_slice() {
                [only] => body_call(only, types),
                _ => Call::new(format_ident!("body_of"), None, None),
            },
        }
    }
}

/// A call of the runtime that adds an input, without the value itself: `query_as("tags"; rt::Style::Tsv)`.
struct Call {
    name: proc_macro2::Ident,
    /// What stands before the value.
    wire: Option<TokenStream>,
    /// What stands after it.
    style: Option<TokenStream>,
}

impl Call {
    fn new(name: proc_macro2::Ident, wire: Option<TokenStream>, style: Option<TokenStream>) -> Self {
        Self { name, wire, style }
    }
}

/// The method of the client that starts a call.
pub(super) fn method(named: Named<'_>, types: Types<'_>) -> String {
    let Named { operation, names } = named;
    let docs = docs::comment_with_origin(&with_argument(named), "", &docs::called(operation));
    let mut chain = vec![format!("request({}, {})", literal(operation.method.as_str()), literal(&operation.path))];
    chain.extend(fixed(operation));
    // One required input stands in the arguments; of two or more, each is named where it is given.
    let argument = match only(named) {
        Some(input) => {
            let (name, ty) = (input.name(), text(&input.argument(named, types)));
            let Call { name: call, wire, style } = input.call(types);
            let wire = wire.map(|wire| format!("{}, ", text(&wire))).unwrap_or_default();
            let style = style.map(|style| format!(", {}", text(&style))).unwrap_or_default();
            // These two take what the argument is, and no reference to whatever can be written.
            let by = if call == "body_text" || call == "body_bytes" { "" } else { "&" };
            chain.push(format!("{call}({wire}{by}{name}{style})"));
            format!(", {name}: {ty}")
        }
        None if operation.method == Method::Any => {
            chain.push("method(method)".to_owned());
            ", method: rt::http::Method".to_owned()
        }
        None => String::new(),
    };
    let (name, request) = (&names.method, &names.call);
    let mut body = format!("{request}(self.core.{}, rt::PhantomData)", chain.join("."));
    if body.len() > WIDTH {
        let (start, rest) = chain.split_first().map_or(("", [].as_slice()), |(start, rest)| (start.as_str(), rest));
        let start = format!("let request = self.core.{start};");
        body = format!("{start}\n        {request}(request.{}, rt::PhantomData)", rest.join("."));
        if body.lines().any(|line| line.len() > WIDTH) || rest.is_empty() {
            let chain: String = chain.iter().map(|call| format!("\n            .{call}")).collect();
            body =
                format!("let request = self\n            .core{chain};\n        {request}(request, rt::PhantomData)");
        }
    }
    format!("{docs}    pub fn {name}(&self{argument}) -> {request} {{\n        {body}\n    }}\n")
}

/// The docs of an operation, with those of the argument of its method, which has no place of its own for them.
fn with_argument(named: Named<'_>) -> Docs {
    let mut docs = named.operation.docs.clone();
    let Some(input) = only(named) else { return docs };
    let (own, _) = input.docs();
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
fn only<'a>(named: Named<'a>) -> Option<Input<'a>> {
    match inputs(named, true).as_slice() {
        [only] if named.operation.method != Method::Any => Some(*only),
        _ => None,
    }
}

/// What is fixed about the operation beside its method and path.
fn fixed(operation: &Operation) -> Vec<String> {
    let mut fixed = Vec::new();
    let accept = accepted(operation);
    if !accept.is_empty() {
        fixed.push(format!("accept({})", literal(&accept)));
    }
    if let Some(server) = &operation.server {
        fixed.push(format!("server({})", literal(server)));
    }
    let alternatives = security(operation);
    if alternatives.iter().any(|names| !names.is_empty()) {
        let alternatives: Vec<String> = alternatives.iter().map(|names| format!("&[{}]", names.join(", "))).collect();
        fixed.push(format!("security(&[{}])", alternatives.join(", ")));
    }
    fixed
}

/// The alternatives that a client can meet, each a list of names.
fn security(operation: &Operation) -> Vec<Vec<String>> {
    let usable = operation
        .security
        .iter()
        .filter(|alternative| alternative.iter().all(|requirement| requirement.standing != Standing::Unusable));
    let names = |alternative: &Vec<Requirement>| {
        let declared = alternative.iter().filter(|requirement| requirement.standing == Standing::Usable);
        declared.map(|requirement| literal(&requirement.scheme)).collect()
    };
    let mut alternatives: Vec<Vec<String>> = usable.map(names).collect();
    // Those that differ in their scopes are the same to a client.
    alternatives.dedup();
    alternatives
}

/// The media types of all documented answers, those of the success first.
fn accepted(operation: &Operation) -> String {
    let mut accepted: Vec<&str> = Vec::new();
    for response in &operation.responses {
        for content in response.of_clients() {
            if !accepted.contains(&content.media_type.as_str()) {
                accepted.push(&content.media_type);
            }
        }
    }
    accepted.join(", ")
}

/// The style, where it differs from what a scalar in that place would do.
pub(super) fn style(parameter: &Parameter, types: Types<'_>) -> Option<TokenStream> {
    let scalar = types.outline(&parameter.ty) == Outline::Scalar;
    let in_query = matches!(parameter.place, Place::Query | Place::Cookie);
    match parameter.style {
        Style::Label { .. } | Style::Matrix { .. } => {}
        _ if scalar => return None,
        _ => {}
    }
    style_in(parameter.style, in_query)
}

/// A style as the runtime calls it.
fn style_in(style: Style, in_query: bool) -> Option<TokenStream> {
    Some(match style {
        Style::Label { explode } => quote!(rt::Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(rt::Style::Matrix { explode: #explode }),
        Style::Plain { explode } if in_query => quote!(rt::Style::Form { explode: #explode }),
        Style::Plain { explode } => quote!(rt::Style::Simple { explode: #explode }),
        Style::SpaceDelimited => quote!(rt::Style::SpaceDelimited),
        Style::TabDelimited => quote!(rt::Style::Tsv),
        Style::PipeDelimited => quote!(rt::Style::PipeDelimited),
        Style::DeepObject => quote!(rt::Style::DeepObject),
        Style::Json => return None,
    })
}

fn body_call(content: &Content, types: Types<'_>) -> Call {
    let media_type = &content.media_type;
    let (name, with_media_type) = match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => ("body_json", false),
        Format::Json => ("body_json_as", true),
        Format::Form if !content.fields.is_empty() => ("body_form_as", false),
        Format::Form => ("body_form", false),
        Format::Multipart => ("body_multipart", false),
        Format::Xml => ("body_xml", true),
        Format::Text | Format::Events => ("body_text", true),
        Format::Bytes => ("body_bytes", true),
    };
    let shape = xml::path(types, content).map(|path| quote!(&#path));
    let how = shape.or_else(|| styles_of_fields(content));
    Call::new(format_ident!("{name}"), with_media_type.then(|| quote!(#media_type)), how)
}

/// The fields of a form that have a style of their own, as the runtime takes them.
pub(super) fn styles_of_fields(content: &Content) -> Option<TokenStream> {
    let fields = content.fields.iter().filter_map(|(name, style)| {
        let style = style_in(*style, true)?;
        Some(quote!((#name, #style)))
    });
    (!content.fields.is_empty()).then(|| quote!(&[#(#fields),*]))
}

/// The request type with its setters and answers, and the enum of its bodies where there are several.
pub(super) fn items(named: Named<'_>, types: Types<'_>, failures: Option<&Failures<'_>>, items: &mut Vec<Item>) {
    items.push(Item::Text(call(named, types, failures)));
    if let Some(body) = named.operation.body.as_ref().filter(|body| body.of_clients().len() > 1) {
        items.extend(bodies(named, body, types).map(Item::Tokens));
    }
}

/// The `request!` of an operation, laid out as its documentation shows it.
fn call(named: Named<'_>, types: Types<'_>, failures: Option<&Failures<'_>>) -> String {
    let Named { operation, names } = named;
    let required = inputs(named, true);
    // The request itself may be called `A`.
    let markers: Vec<String> = (0..).map(marker).filter(|name| **name != *names.call).take(required.len()).collect();
    let docs = format!("A call of {}; `send` sends it.", docs::called(operation));
    let mut out = format!("rt::request! {{\n    /// {docs}\n    {};\n", names.call);
    if is_staged(named) {
        out.push_str("    required {\n");
        for (index, input) in required.iter().enumerate() {
            let given: Vec<&str> =
                markers.iter().enumerate().map(|(at, marker)| if at == index { "rt::Given" } else { marker }).collect();
            push_docs(&mut out, input);
            let marker = markers.get(index).map_or("A", String::as_str);
            out.push_str("        ");
            push_setter(&mut out, input, named, types);
            out.push_str(&format!(" -> {}<{}>,", names.call, given.join(", ")));
            let question = format!("{marker}: {};\n", input.requirement());
            let line = out.rsplit('\n').next().unwrap_or_default();
            out.push_str(if line.len() + question.len() < WIDTH { " " } else { "\n            " });
            out.push_str(&question);
        }
        out.push_str("    }\n");
    }
    let optional = inputs(named, false);
    if !optional.is_empty() {
        out.push_str("    optional {\n");
        for input in &optional {
            push_docs(&mut out, input);
            out.push_str("        ");
            push_setter(&mut out, input, named, types);
            out.push_str(";\n");
        }
        out.push_str("    }\n");
    }
    push_answers(&mut out, named, types, failures);
    out.push('}');
    out
}

fn marker(index: usize) -> String {
    match u8::try_from(index).ok().filter(|index| *index < 26) {
        Some(index) => char::from(b'A' + index).to_string(),
        None => format!("T{index}"),
    }
}

fn push_docs(out: &mut String, input: &Input<'_>) {
    let (docs, fallback) = input.docs();
    out.push_str(&docs::member_comment(docs, &fallback, "        "));
}

fn push_setter(out: &mut String, input: &Input<'_>, named: Named<'_>, types: Types<'_>) {
    let Call { name, wire, style } = input.call(types);
    let wire = wire.as_ref().map(text).unwrap_or_default();
    let style = style.as_ref().map(|style| format!("; {}", text(style))).unwrap_or_default();
    out.push_str(&format!("{}: {} => {name}({wire}{style})", input.name(), text(&input.argument(named, types)),));
}

/// Whether what is required is given one after another, and the compiler sees that nothing is missing.
fn is_staged(named: Named<'_>) -> bool {
    only(named).is_none() && !inputs(named, true).is_empty()
}

/// The traits that calls ask for, and what the compiler says when one is missing.
pub(super) fn requirements(operations: &[Named<'_>]) -> Option<Item> {
    // Braces would be placeholders of the attribute.
    let plain = |text: String| literal(&text.replace('{', "{{").replace('}', "}}"));
    let mut lines = BTreeMap::new();
    for named in operations.iter().filter(|named| is_staged(**named)) {
        for input in inputs(*named, true) {
            lines.entry(input.requirement().to_owned()).or_insert_with(|| {
                let message = plain(format!("this call is missing its required {}", input.described()));
                (message, plain(format!("call `.{}(…)` before `.send()`", input.name())))
            });
        }
    }
    let lines: String =
        lines.iter().map(|(name, (message, label))| format!("    {name} = {message}, {label};\n")).collect();
    (!lines.is_empty()).then(|| Item::Text(format!("rt::requirements! {{\n{lines}}}")))
}

/// What fits on a line.
const WIDTH: usize = 110;

fn push_answers(out: &mut String, named: Named<'_>, types: Types<'_>, failures: Option<&Failures<'_>>) {
    let answers = Answers::of(named);
    let names = named.names;
    let one = answers.one_success();
    let success = text(&success_type(named, &answers, types));
    let error = if answers.failures.is_empty() { "rt::client::NoError" } else { &*names.error };
    let headers = answers.success_headers().map(|id| format!(", {}", text(&types.ty(&TypeRef::Named(id)))));
    let mut cases = Vec::new();
    if answers.successes.is_empty() {
        cases.push("200..=299 => bytes".to_owned());
    }
    for case in answers.successes.iter().filter(|_| one) {
        cases.push(format!("{} => {}", pattern(case, true), how(case.content, types)));
    }
    if let ([case], true) = (answers.successes.as_slice(), one) {
        push_docs_of_answer(out, &case.docs(), "    ");
    }
    let start = format!("    send -> {success}, {error}{} {{", headers.unwrap_or_default());
    let line = cases.join(", ");
    match cases.as_slice() {
        [] => out.push_str(&format!("{start}}}\n")),
        _ if start.len() + line.len() < WIDTH => out.push_str(&format!("{start} {line} }}\n")),
        _ => {
            let lines: String = cases.iter().map(|case| format!("        {case},\n")).collect();
            out.push_str(&format!("{start}\n{lines}    }}\n"));
        }
    }
    if !one {
        out.push_str(&format!("    successes {} {{\n", names.success));
        for case in &answers.successes {
            push_docs_of_answer(out, &case.docs(), "        ");
            out.push_str(&format!(
                "        {} => {} {},\n",
                pattern(case, true),
                held(case, types, false),
                how_as(case.content, types)
            ));
        }
        out.push_str("    }\n");
    }
    match failures {
        None => {}
        Some(Failures::Alias(other)) => {
            out.push_str(&format!("    shared failures {} = {other};\n", names.error));
        }
        Some(Failures::Own(docs)) => {
            out.push_str(&format!("    failures {} {{\n", names.error));
            for (case, docs) in answers.failures.iter().zip(docs) {
                push_docs_of_answer(out, docs, "        ");
                out.push_str(&format!("        {},\n", failure(case, types, false)));
            }
            out.push_str("    }\n");
        }
    }
}

fn push_docs_of_answer(out: &mut String, docs: &Docs, indent: &str) {
    if *docs != Docs::default() {
        out.push_str(&docs::member_comment(docs, "", indent));
    }
}

/// A documented failure: when it is, what holds it, and how it is read.
pub(super) fn failure(case: &Case<'_>, types: Types<'_>, unaliased: bool) -> String {
    let content = case.content;
    // A failure is over when it comes.
    let (held, how) = match content.filter(|content| content.format == Format::Events) {
        Some(_) => {
            (format!("{}({})", case.variant, text(&types.ty(&TypeRef::Scalar(Scalar::String)))), "text".to_owned())
        }
        None => (held(case, types, unaliased), how(content, types)),
    };
    format!("{} => {held} {how}", pattern(case, false))
}

/// The variant of a case with what it holds, by whose name or by the name of what is behind it.
fn held(case: &Case<'_>, types: Types<'_>, unaliased: bool) -> String {
    match case.content {
        Some(content) => {
            let ty = if unaliased { types.unaliased(&content.ty) } else { &content.ty };
            format!("{}({})", case.variant, text(&received(content, types.ty(ty))))
        }
        None => case.variant.to_string(),
    }
}

/// What a client has of a body of a type.
fn received(content: &Content, ty: TokenStream) -> TokenStream {
    if content.format == Format::Events { quote!(rt::client::Events<#ty>) } else { ty }
}

/// How a body is read: the runtime's method, with what it is given.
fn how(content: Option<&Content>, types: Types<'_>) -> String {
    how_in(content, "", types)
}

/// The same, where it is one of several successes.
fn how_as(content: Option<&Content>, types: Types<'_>) -> String {
    how_in(content, "_as", types)
}

fn how_in(content: Option<&Content>, suffix: &str, types: Types<'_>) -> String {
    let name = match content {
        None => "empty",
        Some(content) if json(Some(content)).is_some() => "json",
        Some(content) if content.format == Format::Xml => "xml",
        Some(content) if content.format == Format::Text => "text",
        Some(content) if content.format == Format::Events && is_text(content, types) => "text_events",
        Some(content) if content.format == Format::Events => "events",
        Some(_) => "bytes",
    };
    let shape = content.and_then(|content| xml::path(types, content));
    format!("{name}{suffix}{}", shape.map(|path| format!("({})", text(&path))).unwrap_or_default())
}

/// Whether what events say is text, and no JSON.
pub(super) fn is_text(content: &Content, types: Types<'_>) -> bool {
    *types.unaliased(&content.ty) == TypeRef::Scalar(Scalar::String)
}

fn success_type(named: Named<'_>, answers: &Answers<'_>, types: Types<'_>) -> TokenStream {
    match answers.successes.first() {
        None => quote!(rt::Bytes),
        Some(case) if answers.one_success() => match case.content {
            Some(content) => received(content, types.ty(&content.ty)),
            None => quote!(()),
        },
        Some(_) => {
            let name = &named.names.success;
            quote!(#name)
        }
    }
}

/// The statuses of a case, and its media type where that tells it from a neighbour.
fn pattern(case: &Case<'_>, success: bool) -> String {
    let status = match case.status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}00..={class}99"),
        StatusPattern::Default if success => "200..=299".to_owned(),
        StatusPattern::Default => "_".to_owned(),
    };
    match case.content.filter(|_| case.by_media) {
        Some(content) => format!("{status} if {}", literal(&content.media_type)),
        None => status,
    }
}

/// The body of an operation that takes several media types.
fn bodies(named: Named<'_>, body: &Body, types: Types<'_>) -> [TokenStream; 2] {
    let Named { operation, names } = named;
    let name = &names.body;
    let variants = names.input.iter().flat_map(|input| &input.variants);
    let contents = body.variants.iter().zip(variants).filter(|(content, _)| !content.only_served);
    let contents: Vec<(&Content, &Ident)> = contents.collect();
    let docs = docs::line(&format!("The body of {}, by its media type.", docs::called(operation)));
    let variants = contents.iter().map(|(content, name)| {
        let docs = docs::line(&format!("{}.", docs::called(&content.media_type)));
        let ty = types.ty(&content.ty);
        quote! { #docs #name(#ty), }
    });
    let arms = contents.iter().map(|(content, variant)| {
        let Call { name, wire, style } = body_call(content, types);
        let (wire, style) = (wire.into_iter(), style.into_iter());
        quote!(Self::#variant(body) => request.#name(#(#wire,)* body #(, #style)*),)
    });
    let definition = quote! { #docs #[derive(Clone, Debug, PartialEq)] pub enum #name { #(#variants)* } };
    let sending = quote! {
        impl rt::client::RequestBody for #name {
            fn add_to(&self, request: rt::client::Request) -> rt::client::Request {
                match self { #(#arms)* }
            }
        }
    };
    [definition, sending]
}
