//! What a server takes: a struct for each operation, and how it is read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rules::{self, Rules};
use crate::emit::{Named, Outline, Types, docs, limits, style, xml};
use crate::ir::{Body, Content, Format, Method, Parameter, Style};
use crate::names::{Ident, InputNames, OperationNames};
use crate::print::{self, Code, Definition, Field, Item, Path, Std, Type, Variant};

pub(super) fn items(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> Vec<Item<'static>> {
    let mut items = vec![request(named, types).into()];
    if let Some(body) = named.operation.body.as_ref().filter(|body| body.variants.len() > 1) {
        items.push(body_enum(named, body, types).into());
    }
    items.push(Code(from_request(named, types, checked, rules)).into());
    items
}

fn request(named: Named<'_>, types: Types<'_>) -> Definition {
    let Named { operation, names } = named;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let mut fields: Vec<Field> = parameters
        .map(|(parameter, names)| {
            let ty = types.member(&parameter.ty, parameter.presence);
            Field::new(docs::parameter(parameter), &names.field, ty)
        })
        .collect();
    if operation.method == Method::Any {
        let docs = docs::line("The method that was used.");
        fields.push(Field::new(docs, Path::plain("method"), Type::runtime("rt::http::Method")));
    }
    fields.extend(operation.body.as_ref().map(|body| {
        let ty = match body.variants.as_slice() {
            [only] => held_as(only, types),
            _ => Path::from(&names.served.body).into(),
        };
        let ty = if body.required { ty } else { types.option(ty) };
        Field::new(docs::member(&body.docs, "The body."), Path::plain("body"), ty)
    }));
    let docs = docs::line(&format!("The request of {}.", docs::called(operation)));
    let body = print::Body::Struct(fields);
    Definition::new(docs, derives(operation.body.as_ref()), &names.served.request, body)
}

fn body_enum(named: Named<'_>, body: &Body, types: Types<'_>) -> Definition {
    let Named { operation, names } = named;
    let variants = contents(body, names).map(|(content, variant)| {
        let docs = docs::line(&format!("{}.", docs::called(&content.media_type)));
        Variant::new(docs, variant, vec![held_as(content, types)])
    });
    let docs = docs::line(&format!("The body of {}, by its media type.", docs::called(operation)));
    let derives = derives(Some(body));
    let body = print::Body::Enum(variants.collect());
    Definition::new(docs, derives, &names.served.body, body)
}

/// What a method gets of a body: bytes as a stream.
fn held_as(content: &Content, types: Types<'_>) -> Type {
    if content.format == Format::Bytes { Type::runtime("rt::server::Body") } else { types.ty(&content.ty) }
}

/// A stream is read once.
fn derives(body: Option<&Body>) -> &'static [&'static str] {
    let streams = body.is_some_and(|body| body.variants.iter().any(|content| content.format == Format::Bytes));
    if streams { &["Debug"] } else { &["Clone", "Debug", "PartialEq"] }
}

/// The media types of a body, with their variants.
fn contents<'a>(body: &'a Body, names: &'a OperationNames) -> impl Iterator<Item = (&'a Content, &'a Ident)> {
    body.variants.iter().zip(names.input.iter().flat_map(|input| &input.variants))
}

fn from_request(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> TokenStream {
    let Named { operation, names } = named;
    let (name, response) = (&names.served.request, &names.served.response);
    let mut inputs: Vec<TokenStream> = operation.parameters.iter().map(|parameter| input(parameter, types)).collect();
    let mut fields: Vec<TokenStream> = Vec::new();
    // All are read before the first that fails ends it, so that a client learns of each.
    let mut reads: Vec<TokenStream> = Vec::new();
    let parameters = operation.parameters.iter().zip(&names.parameters);
    for (index, (parameter, InputNames { field, .. })) in parameters.enumerate() {
        let value = format_ident!("value_{index}");
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let read = if parameter.presence.is_required() { quote!(required) } else { quote!(optional) };
        reads.push(quote!(let #value = parts.#read(#index);));
        fields.push(quote!(#field: #value?));
    }
    if operation.method == Method::Any {
        fields.push(quote!(method: parts.method().clone()));
    }
    if let Some(body) = &operation.body {
        let first = inputs.len();
        inputs.extend(body.variants.iter().map(|content| body_input(content, body.required, types, rules)));
        let value = body_value(names, body, first, types.std);
        reads.push(quote!(let body = #value;));
        fields.push(quote!(body: body?));
    }
    let parts = if fields.is_empty() { quote!(_parts) } else { quote!(parts) };
    let validate = validate(named, types, checked, rules);
    let [result, ok] = ["Result", "Ok"].map(|name| types.std.name(name));
    quote! {
        impl rt::server::FromRequest for #name {
            type Response = #response;
            const INPUTS: &'static [rt::server::Input] = &[#(#inputs),*];
            fn from_request(#parts: &mut rt::server::Parts) -> #result<Self, rt::server::Rejection> {
                #(#reads)*
                #ok(Self { #(#fields),* })
            }
            #validate
        }
    }
}

fn input(parameter: &Parameter, types: Types<'_>) -> TokenStream {
    let place = format_ident!("{}", parameter.place.as_str());
    let wire = &parameter.name.wire;
    let required = parameter.presence.is_required().then(|| quote!(.required()));
    let shape = if parameter.style == Style::Json {
        Some(quote!(.json()))
    } else {
        let style = style::of_parameter(parameter, types);
        match (types.outline(&parameter.ty), style) {
            (Outline::List, Some(style)) => Some(quote!(.list(#style))),
            (Outline::Object, Some(style)) => Some(quote!(.object(#style))),
            (Outline::Scalar, Some(style)) => Some(quote!(.scalar(#style))),
            (_, None) => None,
        }
    };
    quote!(rt::server::Input::#place(#wire) #shape #required)
}

fn body_input(content: &Content, required: bool, types: Types<'_>, rules: &Rules<'_>) -> TokenStream {
    let media_type = &content.media_type;
    let input = match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => quote!(body_json()),
        Format::Json => quote!(body_json_as(#media_type)),
        Format::Form => match style::of_fields(content) {
            Some(fields) => quote!(body_form().fields(#fields)),
            None => quote!(body_form()),
        },
        Format::Multipart => quote!(body_multipart()),
        Format::Xml => {
            let shape = xml::path(types, content);
            quote!(body_xml(#media_type, &#shape))
        }
        Format::Text | Format::Events | Format::Lines => quote!(body_text(#media_type)),
        Format::Bytes => quote!(body_stream(#media_type)),
    };
    let required = required.then(|| quote!(.required()));
    let rule = rules::of_json(content).map(|rule| {
        let rule = rules.name(rule);
        quote!(.rule(&#rule))
    });
    quote!(rt::server::Input::#input #rule #required)
}

fn body_value(names: &OperationNames, body: &Body, first: usize, std: Std) -> TokenStream {
    let read = |content: &Content, index: usize, required: bool| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let method = match (content.format, required) {
            (Format::Multipart, true) => quote!(multipart),
            (Format::Multipart, false) => quote!(optional_multipart),
            (Format::Bytes, true) => quote!(stream),
            (Format::Bytes, false) => quote!(optional_stream),
            (_, true) => quote!(required),
            (_, false) => quote!(optional),
        };
        quote!(parts.#method(#index))
    };
    if let [only] = body.variants.as_slice() {
        return read(only, first, body.required);
    }
    let name = &names.served.body;
    let [some_of, none, ok] = ["Some", "None", "Ok"].map(|name| std.name(name));
    let some = (!body.required).then(|| quote!(.map(#some_of)));
    let mut arms: Vec<TokenStream> = Vec::new();
    for (offset, (content, variant)) in contents(body, names).enumerate().skip(1) {
        let index = proc_macro2::Literal::usize_unsuffixed(first + offset);
        let value = read(content, first + offset, true);
        arms.push(quote!(#some_of(#index) => #value.map(#name::#variant)#some,));
    }
    if !body.required {
        arms.push(quote!(#none => #ok(#none),));
    }
    if let Some((content, variant)) = contents(body, names).next() {
        let value = read(content, first, true);
        arms.push(quote!(_ => #value.map(#name::#variant)#some,));
    }
    quote!(match parts.body() { #(#arms)* })
}

fn validate(named: Named<'_>, types: Types<'_>, checked: &[bool], rules: &Rules<'_>) -> Option<TokenStream> {
    let Named { operation, names } = named;
    let mut checks: Vec<TokenStream> = Vec::new();
    for (parameter, InputNames { field, .. }) in operation.parameters.iter().zip(&names.parameters) {
        let label = format!("{} {}", parameter.place.as_str(), parameter.name.wire);
        if let Some(limits) = limits::limits(types.api, &parameter.limits, &parameter.ty) {
            checks.push(quote!(violations.check(#label, &self.#field, &const { #limits });));
        }
        if limits::reaches(&parameter.ty, checked) {
            checks.push(quote!(violations.nested(#label, &self.#field);));
        }
        if let Some(rule) = rules::of_parameter(types.api, parameter).map(|rule| rules.name(rule)) {
            checks.push(quote!(#rule.check(#label, &self.#field, violations);));
        }
    }
    if let Some(body) = &operation.body {
        let held = |content: &Content, value: TokenStream| {
            if content.format == Format::Bytes {
                return None;
            }
            let limits = limits::limits(types.api, &content.limits, &content.ty);
            let limits = limits.map(|limits| quote!(violations.check("body", #value, &const { #limits });));
            let nested = limits::reaches(&content.ty, checked).then(|| quote!(violations.nested("body", #value);));
            let rule = rules::of_typed(types.api, content).map(|rule| rules.name(rule));
            let rule = rule.map(|rule| quote!(#rule.check("body", #value, violations);));
            let all: Vec<TokenStream> = limits.into_iter().chain(nested).chain(rule).collect();
            (!all.is_empty()).then(|| quote!(#(#all)*))
        };
        match body.variants.as_slice() {
            [only] => checks.extend(held(only, quote!(&self.body))),
            _ => {
                let name = &names.served.body;
                let some = types.std.name("Some");
                checks.extend(contents(body, names).filter_map(|(content, variant)| {
                    let pattern = quote!(#name::#variant(body));
                    let pattern = if body.required { pattern } else { quote!(#some(#pattern)) };
                    let held = held(content, quote!(body))?;
                    Some(quote!(if let #pattern = &self.body { #held }))
                }));
            }
        }
    }
    (!checks.is_empty()).then(|| quote! { fn validate(&self, violations: &mut rt::Violations) { #(#checks)* } })
}
