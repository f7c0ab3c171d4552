//! A call that is being put together: its setters, and what becomes of the answer.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::{Answers, Case, json};
use super::ty::{Outline, Types};
use super::{Item, docs, ident};
use crate::ir::{Body, Content, Format, Operation, Parameter, Place, StatusPattern, Style, TypeRef};

/// An input that has to be given.
enum Required<'a> {
    Parameter(&'a Parameter),
    Body(&'a Body),
}

/// Required inputs in the order of type parameters: by place and path, then the body.
fn required(operation: &Operation) -> Vec<Required<'_>> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.presence.is_required());
    let body = operation.body.iter().filter(|body| body.required);
    parameters.map(Required::Parameter).chain(body.map(Required::Body)).collect()
}

/// The method of the client that starts a call.
pub(super) fn method(operation: &Operation, types: Types<'_>) -> TokenStream {
    let docs = docs::with_origin(&operation.docs, &format!("`{operation}`"), &format!("`{operation}`"));
    let name = ident(&operation.id.ident);
    let request = format_ident!("{}", operation.type_stem);
    let required = required(operation);
    let constant = constant(operation);
    let mut arguments = Vec::new();
    let mut value = quote!(self.core.request(&OPERATION));
    if operation.method == "ANY" {
        arguments.push(quote!(method: rt::http::Method));
        value = quote!(#value.method(method));
    }
    let value = match required.as_slice() {
        [Required::Parameter(parameter)] => {
            let argument = ident(&parameter.name.ident);
            let ty = types.argument(&parameter.ty);
            arguments.push(quote!(#argument: #ty));
            let call = input(parameter, types);
            quote!(#request(#value #call))
        }
        [Required::Body(body)] => {
            let ty = body_type(operation, body, types);
            arguments.push(quote!(body: #ty));
            let value = with_body(operation, body, value);
            quote!(#request(#value))
        }
        [] => quote!(#request(#value)),
        _ => quote!(#request(#value, ::core::marker::PhantomData)),
    };
    quote! {
        #docs
        pub fn #name(&self #(, #arguments)*) -> #request {
            const OPERATION: rt::client::Operation = #constant;
            #value
        }
    }
}

fn constant(operation: &Operation) -> TokenStream {
    let (method, path) = (&operation.method, &operation.path);
    let accept = accepted(operation);
    let accept = (!accept.is_empty()).then(|| quote!(.accept(#accept)));
    let server = operation.server.as_ref().map(|server| quote!(.server(#server)));
    let security = (!operation.security.is_empty()).then(|| {
        let alternatives = operation.security.iter().map(|names| quote!(&[#(#names),*]));
        quote!(.security(&[#(#alternatives),*]))
    });
    quote!(rt::client::Operation::new(#method, #path) #accept #server #security)
}

/// The media types of all documented answers, those of the success first.
fn accepted(operation: &Operation) -> String {
    let mut accepted: Vec<&str> = Vec::new();
    for response in &operation.responses {
        for content in &response.contents {
            if !accepted.contains(&content.media_type.as_str()) {
                accepted.push(&content.media_type);
            }
        }
    }
    accepted.join(", ")
}

/// The request type, its setters, and the module of what belongs to the operation alone.
pub(super) fn items(operation: &Operation, types: Types<'_>, items: &mut Vec<Item>) {
    let request = format_ident!("{}", operation.type_stem);
    let required = required(operation);
    let staged = required.len() > 1;
    let markers: Vec<Ident> = if staged { (0..required.len()).map(marker).collect() } else { Vec::new() };
    let docs = docs::line(&format!("A call of `{operation}`; `send` sends it."));
    let must_use = quote!(#[must_use = "nothing is sent before `.send()`"]);
    items.push(Item::Tokens(if staged {
        quote! {
            #docs
            #[derive(Debug)]
            #must_use
            pub struct #request<#(#markers = rt::Missing),*>(rt::client::Request, ::core::marker::PhantomData<(#(#markers),*)>);
        }
    } else {
        quote! { #docs #[derive(Debug)] #must_use pub struct #request(rt::client::Request); }
    }));
    let answers = Answers::of(operation);
    let mut setters: Vec<TokenStream> = Vec::new();
    if staged {
        setters.extend(required.iter().enumerate().map(|(index, input)| staged_setter(operation, input, index, &markers, types)));
    }
    let staged_value = staged.then(|| quote!(, ::core::marker::PhantomData));
    let optional = operation.parameters.iter().filter(|parameter| !parameter.presence.is_required());
    setters.extend(optional.map(|parameter| {
        let docs = setter_docs(parameter);
        let name = ident(&parameter.name.ident);
        let ty = types.argument(&parameter.ty);
        let call = input(parameter, types);
        quote! { #docs pub fn #name(self, #name: #ty) -> Self { Self(self.0 #call #staged_value) } }
    }));
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let docs = docs::member(&body.docs, "The body.");
        let ty = body_type(operation, body, types);
        let value = with_body(operation, body, quote!(self.0));
        setters.push(quote! { #docs pub fn body(self, body: #ty) -> Self { Self(#value #staged_value) } });
    }
    let send = send(operation, &answers, &required, types);
    items.push(Item::Tokens(quote! { impl<#(#markers),*> #request<#(#markers),*> { #(#setters)* #send } }));
    module(operation, &answers, &required, types, items);
}

fn marker(index: usize) -> Ident {
    let letter = u8::try_from(index).ok().filter(|index| *index < 26).map(|index| char::from(b'A' + index));
    match letter {
        Some(letter) => format_ident!("{letter}"),
        None => format_ident!("T{index}"),
    }
}

fn setter_docs(parameter: &Parameter) -> TokenStream {
    let place = parameter.place.as_str();
    let own = format!("{}{} parameter `{}`.", place.get(..1).unwrap_or_default().to_uppercase(), place.get(1..).unwrap_or_default(), parameter.name.wire.replace('`', "'"));
    docs::member(&parameter.docs, &own)
}

fn staged_setter(operation: &Operation, input_: &Required<'_>, index: usize, markers: &[Ident], types: Types<'_>) -> TokenStream {
    let request = format_ident!("{}", operation.type_stem);
    let given = markers.iter().enumerate().map(|(at, marker)| if at == index { quote!(rt::Given) } else { quote!(#marker) });
    let result = quote!(#request<#(#given),*>);
    let (docs, name, ty, value) = match input_ {
        Required::Parameter(parameter) => {
            let call = input(parameter, types);
            (setter_docs(parameter), ident(&parameter.name.ident), types.argument(&parameter.ty), quote!(self.0 #call))
        }
        Required::Body(body) => (
            docs::member(&body.docs, "The body."),
            format_ident!("body"),
            body_type(operation, body, types),
            with_body(operation, body, quote!(self.0)),
        ),
    };
    quote! { #docs pub fn #name(self, #name: #ty) -> #result { #request(#value, ::core::marker::PhantomData) } }
}

/// The call that adds a parameter to the request.
fn input(parameter: &Parameter, types: Types<'_>) -> TokenStream {
    let name = ident(&parameter.name.ident);
    let wire = &parameter.name.wire;
    let place = format_ident!("{}", parameter.place.as_str());
    if parameter.style == Style::Json {
        let place = format_ident!("{place}_json");
        return quote!(.#place(#wire, &#name));
    }
    match style(parameter, types) {
        Some(style) => {
            let place = format_ident!("{place}_as");
            quote!(.#place(#wire, &#name, #style))
        }
        None => quote!(.#place(#wire, &#name)),
    }
}

/// The style, where it differs from what a scalar in that place would do.
pub(super) fn style(parameter: &Parameter, types: Types<'_>) -> Option<TokenStream> {
    let scalar = types.outline(&parameter.ty) == Outline::Scalar;
    let in_query = matches!(parameter.place, Place::Query | Place::Cookie);
    Some(match parameter.style {
        Style::Label { explode } => quote!(rt::Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(rt::Style::Matrix { explode: #explode }),
        _ if scalar => return None,
        Style::Plain { explode } if in_query => quote!(rt::Style::Form { explode: #explode }),
        Style::Plain { explode } => quote!(rt::Style::Simple { explode: #explode }),
        Style::SpaceDelimited => quote!(rt::Style::SpaceDelimited),
        Style::TabDelimited => quote!(rt::Style::Tsv),
        Style::PipeDelimited => quote!(rt::Style::PipeDelimited),
        Style::DeepObject => quote!(rt::Style::DeepObject),
        Style::Json => return None,
    })
}

fn body_type(operation: &Operation, body: &Body, types: Types<'_>) -> TokenStream {
    match body.variants.as_slice() {
        [only] => types.argument(&only.ty),
        _ => {
            let module = ident(&operation.id.ident);
            quote!(&#module::Body)
        }
    }
}

fn with_body(operation: &Operation, body: &Body, request: TokenStream) -> TokenStream {
    match body.variants.as_slice() {
        [only] => {
            let call = body_call(only, quote!(body));
            quote!(#request #call)
        }
        several => {
            let module = ident(&operation.id.ident);
            let arms = several.iter().map(|content| {
                let variant = ident(&content.variant);
                let call = body_call(content, quote!(body));
                quote!(#module::Body::#variant(body) => request #call,)
            });
            quote!({ let request = #request; match body { #(#arms)* } })
        }
    }
}

fn body_call(content: &Content, value: TokenStream) -> TokenStream {
    let media_type = &content.media_type;
    match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => quote!(.body_json(&#value)),
        Format::Json => quote!(.body_json_as(#media_type, &#value)),
        Format::Form => quote!(.body_form(&#value)),
        Format::Multipart => quote!(.body_multipart(#value)),
        Format::Text => quote!(.body_text(#media_type, #value)),
        Format::Bytes => quote!(.body_bytes(#media_type, #value)),
    }
}

fn send(operation: &Operation, answers: &Answers<'_>, required: &[Required<'_>], types: Types<'_>) -> TokenStream {
    let module = ident(&operation.id.ident);
    let success = success_type(operation, answers, types);
    let error = if answers.failures.is_empty() { quote!(rt::client::NoError) } else { quote!(#module::Error) };
    let headers = answers.success_headers().map(|id| {
        let headers = types.ty(&TypeRef::Named(id));
        quote!(, #headers)
    });
    let bounds = (required.len() > 1).then(|| {
        let bounds = required.iter().enumerate().map(|(index, input)| {
            let marker = marker(index);
            let name = required_name(input);
            quote!(#marker: #module::#name)
        });
        quote!(where #(#bounds),*)
    });
    let arms = arms(operation, answers);
    quote! {
        #[doc = " Sends the request."]
        pub fn send(self) -> rt::client::Sending<#success, #error #headers> #bounds {
            self.0.send(|answer| match answer.status() { #arms })
        }
    }
}

fn required_name(input: &Required<'_>) -> Ident {
    match input {
        Required::Parameter(parameter) => ident(&parameter.type_name),
        Required::Body(_) => format_ident!("BodyInput"),
    }
}

fn success_type(operation: &Operation, answers: &Answers<'_>, types: Types<'_>) -> TokenStream {
    match answers.successes.first() {
        None => quote!(rt::Bytes),
        Some(case) if answers.one_success() => match case.content {
            Some(content) => types.ty(&content.ty),
            None => quote!(()),
        },
        Some(_) => {
            let module = ident(&operation.id.ident);
            quote!(#module::Success)
        }
    }
}

fn arms(operation: &Operation, answers: &Answers<'_>) -> TokenStream {
    let module = ident(&operation.id.ident);
    let one = answers.one_success();
    let mut arms = Vec::new();
    for case in &answers.successes {
        let pattern = match case.status {
            StatusPattern::Default => quote!(200..=299),
            status => pattern(status),
        };
        let guard = guard(case);
        let variant = ident(&case.variant);
        let read = match (one, case.content) {
            (true, None) => quote!(answer.empty()),
            (true, Some(content)) if json(Some(content)).is_some() => quote!(answer.json()),
            (true, Some(content)) if content.format == Format::Text => quote!(answer.text()),
            (true, Some(_)) => quote!(answer.bytes()),
            (false, None) => quote!(answer.empty_as(#module::Success::#variant)),
            (false, Some(content)) if json(Some(content)).is_some() => quote!(answer.json_as(#module::Success::#variant)),
            (false, Some(content)) if content.format == Format::Text => quote!(answer.text_as(#module::Success::#variant)),
            (false, Some(_)) => quote!(answer.bytes_as(#module::Success::#variant)),
        };
        arms.push((case.status, quote!(#pattern #guard => #read,)));
    }
    if answers.successes.is_empty() {
        arms.push((StatusPattern::Class(2), quote!(200..=299 => answer.bytes(),)));
    }
    for case in &answers.failures {
        let pattern = pattern(case.status);
        let guard = guard(case);
        let variant = ident(&case.variant);
        let read = match case.content {
            None => quote!(answer.failure_empty(#module::Error::#variant)),
            Some(content) if json(Some(content)).is_some() => quote!(answer.failure(#module::Error::#variant)),
            Some(content) if content.format == Format::Text => quote!(answer.failure_text(#module::Error::#variant)),
            Some(_) => quote!(answer.failure_bytes(#module::Error::#variant)),
        };
        arms.push((case.status, quote!(#pattern #guard => #read,)));
    }
    // Codes before the classes that hold them, `default` last; successes stay first within a rank.
    arms.sort_by_key(|(status, _)| match status {
        StatusPattern::Code(_) => 0,
        StatusPattern::Class(_) => 1,
        StatusPattern::Default => 2,
    });
    let arms = arms.into_iter().map(|(_, arm)| arm);
    let covered = answers.failures.iter().any(|case| case.status == StatusPattern::Default);
    let rest = (!covered).then(|| quote!(_ => answer.undocumented(),));
    quote!(#(#arms)* #rest)
}

fn pattern(status: StatusPattern) -> TokenStream {
    let number = |code: u16| proc_macro2::Literal::u16_unsuffixed(code);
    match status {
        StatusPattern::Code(code) => {
            let code = number(code);
            quote!(#code)
        }
        StatusPattern::Class(class) => {
            let (first, last) = (number(class * 100), number(class * 100 + 99));
            quote!(#first..=#last)
        }
        StatusPattern::Default => quote!(_),
    }
}

fn guard(case: &Case<'_>) -> Option<TokenStream> {
    let content = case.content.filter(|_| case.by_media)?;
    let media_type = &content.media_type;
    Some(quote!(if answer.is_media(#media_type)))
}

/// What belongs to one operation alone: the inputs the compiler asks for, its successes and failures.
fn module(operation: &Operation, answers: &Answers<'_>, required: &[Required<'_>], types: Types<'_>, items: &mut Vec<Item>) {
    let mut inner = Vec::new();
    if required.len() > 1 {
        inner.extend(required.iter().map(|input| question(operation, input)));
    }
    let types_inside = types;
    if let Some(body) = operation.body.as_ref().filter(|body| body.variants.len() > 1) {
        let variants = body.variants.iter().map(|content| {
            let docs = docs::line(&format!("`{}`.", content.media_type));
            let name = ident(&content.variant);
            let ty = types_inside.ty(&content.ty);
            quote! { #docs #name(#ty), }
        });
        let docs = docs::line("The body, by its media type.");
        inner.push(quote! { #docs #[derive(Clone, Debug, PartialEq)] pub enum Body { #(#variants)* } });
    }
    if !answers.one_success() {
        inner.push(cases("Success", "The documented successes.", &answers.successes, types));
    }
    if !answers.failures.is_empty() {
        inner.push(cases("Error", "The documented failures.", &answers.failures, types));
    }
    if inner.is_empty() {
        return;
    }
    let name = ident(&operation.id.ident);
    let docs = docs::line(&format!("What belongs to `{operation}` alone."));
    let uses_models = inner.iter().any(|item| mentions(item, "models"));
    let uses_runtime = inner.iter().any(|item| mentions(item, "rt"));
    let models = uses_models.then(|| quote!(use super::models;));
    let runtime = uses_runtime.then(|| quote!(use super::rt;));
    items.push(Item::Tokens(quote! { #docs pub mod #name { #runtime #models #(#inner)* } }));
}

fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// A required input, as the compiler asks for it.
fn question(operation: &Operation, input: &Required<'_>) -> TokenStream {
    let name = required_name(input);
    let (what, setter) = match input {
        Required::Parameter(parameter) => (
            format!("{} parameter `{}`", parameter.place.as_str(), parameter.name.wire),
            parameter.name.ident.clone(),
        ),
        Required::Body(_) => ("body".to_owned(), "body".to_owned()),
    };
    // Braces would be placeholders of the attribute.
    let plain = |text: String| text.replace('{', "{{").replace('}', "}}");
    let message = plain(format!("`{operation}` is missing its required {what}"));
    let label = plain(format!("call `.{setter}(…)` before `.send()`"));
    let docs = docs::line(&format!("The {what} is given."));
    quote! {
        #docs
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #name {}
        impl #name for rt::Given {}
    }
}

fn cases(name: &str, prose: &str, cases: &[Case<'_>], types: Types<'_>) -> TokenStream {
    let name = ident(name);
    let docs = docs::line(prose);
    let variants = cases.iter().map(|case| {
        let status = match case.status {
            StatusPattern::Code(code) => code.to_string(),
            StatusPattern::Class(class) => format!("{class}XX"),
            StatusPattern::Default => "any other status".to_owned(),
        };
        let docs = docs::member(&case.response.docs, &format!("`{status}`."));
        let variant = ident(&case.variant);
        let held = case.content.map(|content| {
            let ty = types.ty(&content.ty);
            quote!((#ty))
        });
        quote! { #docs #variant #held, }
    });
    quote! { #docs #[derive(Clone, Debug, PartialEq)] #[non_exhaustive] pub enum #name { #(#variants)* } }
}
