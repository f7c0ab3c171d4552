//! The server: a trait to fill in, typed requests, and answers that can only be documented ones.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use super::answer::json;
use super::models::{heading, title};
use super::std::Std;
use super::ty::{Outline, Types};
use super::{Item, Module, Named, callbacks, credentials, docs, gate, limits, named, request, xml};
use crate::ir::{Api, Body, Content, Format, Method, Operation, Parameter, Response, StatusPattern, Style, TypeRef};
use crate::names::{Ident, InputNames, Names, OperationNames, upper_camel};

/// Which half of the document a server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Api,
    /// Webhooks and callbacks: what the API calls at its user.
    Callbacks,
}

pub(super) fn module(api: &Api, names: &Names, role: Role) -> Module {
    let checked = limits::checked(api);
    let (module, name, operations, prose) = match role {
        Role::Api => {
            ("server", &names.server, named(&api.operations, &names.operations), format!("Answers {}.", title(api)))
        }
        Role::Callbacks => (
            "callbacks",
            &names.receiver,
            named(&api.callbacks, &names.callbacks),
            format!("Receives what {} calls back.", title(api)),
        ),
    };
    // The names of all other types end in a word of ours.
    let std = Std::beside([&**name]);
    let types = Types { api, names, qualified: true, std };
    let guarded = operations.iter().any(|named| !named.operation.security.is_empty());
    let mut items = vec![trait_item(types, &operations, name, guarded)];
    if guarded {
        items.extend(credentials::items(api, names, std).map(Item::Tokens));
    }
    for named in &operations {
        let first = items.len();
        request_items(*named, types, &checked, &mut items);
        response_items(*named, types, &mut items);
        gate::items(&api.features.of_operation(named.operation), items.get_mut(first..).unwrap_or_default());
    }
    let patterns = limits::patterns(api, operations.iter().map(|named| named.operation), &checked);
    service(types, role, &operations, name, &patterns, &mut items);
    Module { name: module, docs: prose, gated: !api.features.names.is_empty(), items, submodules: Vec::new() }
}

fn trait_item(types: Types<'_>, operations: &[Named<'_>], name: &Ident, guarded: bool) -> Item {
    let Types { api, names, std, .. } = types;
    let [future, send, sync] = ["Future", "Send", "Sync"].map(|name| std.name(name));
    let hook = guarded.then(|| credentials::hook(names, std));
    let methods = operations.iter().map(|Named { operation, names }| {
        let docs = docs::with_origin(&operation.docs, "", &docs::called(operation));
        let (name, request, response) = (&names.method, &names.served.request, &names.served.response);
        let gate = gate::attribute(&api.features.of_operation(operation));
        quote! {
            #docs
            #gate
            fn #name(&self, request: #request) -> impl #future<Output = #response> + #send;
        }
    });
    let docs = docs::line(&format!("{}: one method per operation.", heading(api)));
    let head = quote! { #docs pub trait #name: #send + #sync + 'static };
    Item::Block(head, methods.chain(hook).collect())
}

fn request_items(named: Named<'_>, types: Types<'_>, checked: &[bool], items: &mut Vec<Item>) {
    let Named { operation, names } = named;
    let name = &names.served.request;
    let docs = docs::line(&format!("The request of {}.", docs::called(operation)));
    let fields = operation.parameters.iter().zip(&names.parameters).map(|(parameter, InputNames { field, .. })| {
        let docs = docs::member(&parameter.docs, &format!("`{}`.", parameter.name.wire.replace('`', "'")));
        let ty = types.member(&parameter.ty, parameter.presence);
        quote! { #docs pub #field: #ty, }
    });
    let method = (operation.method == Method::Any)
        .then(|| quote!(#[doc = " The method that was used."] pub method: rt::http::Method,));
    let body = operation.body.as_ref().map(|body| {
        let docs = docs::member(&body.docs, "The body.");
        let ty = match body.variants.as_slice() {
            [only] => types.ty(&only.ty),
            _ => names.served.body.to_token_stream(),
        };
        let ty = if body.required { ty } else { types.option(ty) };
        quote! { #docs pub body: #ty, }
    });
    let credentials = credentials::member(operation);
    items.push(Item::Tokens(
        quote! { #docs #[derive(Clone, Debug, PartialEq)] pub struct #name { #(#fields)* #credentials #method #body } },
    ));
    if let Some(body) = operation.body.as_ref().filter(|body| body.variants.len() > 1) {
        items.push(Item::Tokens(body_enum(named, body, types)));
    }
    items.push(Item::Tokens(from_request(named, types, checked)));
}

fn body_enum(named: Named<'_>, body: &Body, types: Types<'_>) -> TokenStream {
    let Named { operation, names } = named;
    let name = &names.served.body;
    let docs = docs::line(&format!("The body of {}, by its media type.", docs::called(operation)));
    let variants = contents(body, names).map(|(content, variant)| {
        let docs = docs::line(&format!("{}.", docs::called(&content.media_type)));
        let ty = types.ty(&content.ty);
        quote! { #docs #variant(#ty), }
    });
    quote! { #docs #[derive(Clone, Debug, PartialEq)] pub enum #name { #(#variants)* } }
}

/// The media types of a body, with their variants.
fn contents<'a>(body: &'a Body, names: &'a OperationNames) -> impl Iterator<Item = (&'a Content, &'a Ident)> {
    body.variants.iter().zip(names.input.iter().flat_map(|input| &input.variants))
}

fn from_request(named: Named<'_>, types: Types<'_>, checked: &[bool]) -> TokenStream {
    let Named { operation, names } = named;
    let name = &names.served.request;
    let mut inputs: Vec<TokenStream> = operation.parameters.iter().map(|parameter| input(parameter, types)).collect();
    let mut fields: Vec<TokenStream> = Vec::new();
    let parameters = operation.parameters.iter().zip(&names.parameters);
    for (index, (parameter, InputNames { field, .. })) in parameters.enumerate() {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let read = if parameter.presence.is_required() { quote!(required) } else { quote!(optional) };
        fields.push(quote!(#field: parts.#read(#index)?));
    }
    if !operation.security.is_empty() {
        fields.push(quote!(credentials: parts.credentials()));
    }
    if operation.method == Method::Any {
        fields.push(quote!(method: parts.method().clone()));
    }
    if let Some(body) = &operation.body {
        let first = inputs.len();
        inputs.extend(body.variants.iter().map(|content| body_input(content, body.required, types)));
        let value = body_value(names, body, first, types.std);
        fields.push(quote!(body: #value));
    }
    let parts = if fields.is_empty() { quote!(_parts) } else { quote!(parts) };
    let validate = validate(named, types, checked);
    let [result, ok] = ["Result", "Ok"].map(|name| types.std.name(name));
    quote! {
        impl rt::server::FromRequest for #name {
            const INPUTS: &'static [rt::server::Input] = &[#(#inputs),*];
            fn from_request(#parts: &mut rt::server::Parts) -> #result<Self, rt::server::Rejection> {
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
        let style = request::style(parameter, types);
        match (types.outline(&parameter.ty), style) {
            (Outline::List, Some(style)) => Some(quote!(.list(#style))),
            (Outline::Object, Some(style)) => Some(quote!(.object(#style))),
            (Outline::Scalar, Some(style)) => Some(quote!(.scalar(#style))),
            (_, None) => None,
        }
    };
    quote!(rt::server::Input::#place(#wire) #shape #required)
}

fn body_input(content: &Content, required: bool, types: Types<'_>) -> TokenStream {
    let media_type = &content.media_type;
    let input = match content.format {
        Format::Json if media_type == "application/json" || media_type.contains('*') => quote!(body_json()),
        Format::Json => quote!(body_json_as(#media_type)),
        Format::Form => match request::styles_of_fields(content) {
            Some(fields) => quote!(body_form().fields(#fields)),
            None => quote!(body_form()),
        },
        Format::Multipart => quote!(body_multipart()),
        Format::Xml => {
            let shape = xml::path(types, content);
            quote!(body_xml(#media_type, &#shape))
        }
        Format::Text | Format::Events => quote!(body_text(#media_type)),
        Format::Bytes => quote!(body_bytes(#media_type)),
    };
    let required = required.then(|| quote!(.required()));
    quote!(rt::server::Input::#input #required)
}

fn body_value(names: &OperationNames, body: &Body, first: usize, std: Std) -> TokenStream {
    let read = |content: &Content, index: usize, required: bool| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let method = match (content.format, required) {
            (Format::Multipart, true) => quote!(multipart),
            (Format::Multipart, false) => quote!(optional_multipart),
            (Format::Bytes, true) => quote!(bytes),
            (Format::Bytes, false) => quote!(optional_bytes),
            (_, true) => quote!(required),
            (_, false) => quote!(optional),
        };
        quote!(parts.#method(#index)?)
    };
    if let [only] = body.variants.as_slice() {
        return read(only, first, body.required);
    }
    let name = &names.served.body;
    let [some_of, none] = ["Some", "None"].map(|name| std.name(name));
    let some = |value: TokenStream| if body.required { value } else { quote!(#some_of(#value)) };
    let mut arms: Vec<TokenStream> = Vec::new();
    for (offset, (content, variant)) in contents(body, names).enumerate().skip(1) {
        let index = proc_macro2::Literal::usize_unsuffixed(first + offset);
        let value = read(content, first + offset, true);
        let value = some(quote!(#name::#variant(#value)));
        arms.push(quote!(#some_of(#index) => #value,));
    }
    if !body.required {
        arms.push(quote!(#none => #none,));
    }
    if let Some((content, variant)) = contents(body, names).next() {
        let value = read(content, first, true);
        let value = some(quote!(#name::#variant(#value)));
        arms.push(quote!(_ => #value,));
    }
    quote!(match parts.body() { #(#arms)* })
}

fn validate(named: Named<'_>, types: Types<'_>, checked: &[bool]) -> Option<TokenStream> {
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
    }
    if let Some(body) = &operation.body {
        let held = |content: &Content, value: TokenStream| {
            let limits = limits::limits(types.api, &content.limits, &content.ty);
            let limits = limits.map(|limits| quote!(violations.check("body", #value, &const { #limits });));
            let nested = limits::reaches(&content.ty, checked).then(|| quote!(violations.nested("body", #value);));
            let all: Vec<TokenStream> = limits.into_iter().chain(nested).collect();
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

fn response_items(named: Named<'_>, types: Types<'_>, items: &mut Vec<Item>) {
    let Named { operation, names } = named;
    let name = &names.served.response;
    let docs = docs::line(&format!("The answers that the document knows for {}.", docs::called(operation)));
    let answers = Reply::of(named);
    let variants = answers.iter().map(|answer| answer.variant(types));
    let arms = answers.iter().map(|answer| answer.arm(types));
    items.push(Item::Tokens(quote! { #docs #[derive(Clone, Debug, PartialEq)] pub enum #name { #(#variants)* } }));
    items.push(Item::Tokens(quote! {
        impl rt::server::IntoReply for #name {
            fn into_reply(self) -> rt::server::Reply { match self { #(#arms)* } }
        }
    }));
}

/// One answer that a server can give.
struct Reply<'a> {
    response: Option<&'a Response>,
    content: Option<&'a Content>,
    variant: Ident,
}

impl<'a> Reply<'a> {
    fn of(named: Named<'a>) -> Vec<Self> {
        let Named { operation, names } = named;
        if operation.responses.is_empty() {
            // Nothing is documented: anything may be answered.
            return vec![Reply { response: None, content: None, variant: upper_camel("Any") }];
        }
        let mut replies = Vec::new();
        for (response, names) in operation.responses.iter().zip(&names.responses) {
            if response.contents.is_empty() {
                replies.push(Reply { response: Some(response), content: None, variant: names.status.clone() });
            }
            for (content, own) in response.contents.iter().zip(&names.contents) {
                let variant = if response.contents.len() > 1 { own } else { &names.status }.clone();
                replies.push(Reply { response: Some(response), content: Some(content), variant });
            }
        }
        replies
    }

    fn chosen_status(&self) -> bool {
        self.response.is_none_or(|response| !matches!(response.status, StatusPattern::Code(_)))
    }

    fn variant(&self, types: Types<'_>) -> TokenStream {
        let name = &self.variant;
        let Some(response) = self.response else {
            return quote! { #[doc = " Whatever the status, the media type and the bytes."] #name(rt::server::Reply), };
        };
        let status = match response.status {
            StatusPattern::Code(code) => format!("`{code}`."),
            StatusPattern::Class(class) => format!("`{class}XX`."),
            StatusPattern::Default => "Any other status.".to_owned(),
        };
        let docs = docs::member(&response.docs, &status);
        let mut held = Vec::new();
        if self.chosen_status() {
            held.push(quote!(u16));
        }
        held.extend(self.content.map(|content| {
            let ty = types.ty(&content.ty);
            if content.format == Format::Events { types.list(ty) } else { ty }
        }));
        held.extend(response.headers.map(|id| types.ty(&TypeRef::Named(id))));
        let held = (!held.is_empty()).then(|| quote!((#(#held),*)));
        quote! { #docs #name #held, }
    }

    fn arm(&self, types: Types<'_>) -> TokenStream {
        let name = &self.variant;
        let Some(response) = self.response else { return quote!(Self::#name(reply) => reply,) };
        let mut bound = Vec::new();
        let status = match response.status {
            StatusPattern::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            _ => {
                bound.push(quote!(status));
                quote!(status)
            }
        };
        let reply = match self.content {
            None => quote!(rt::server::Reply::empty(#status)),
            Some(content) => {
                bound.push(quote!(body));
                let media_type = &content.media_type;
                if json(Some(content)).is_some() {
                    if media_type == "application/json" || media_type.contains('*') || content.format == Format::Form {
                        quote!(rt::server::Reply::json(#status, &body))
                    } else {
                        quote!(rt::server::Reply::json_as(#status, #media_type, &body))
                    }
                } else if content.format == Format::Xml {
                    let shape = xml::path(types, content);
                    quote!(rt::server::Reply::xml(#status, #media_type, &body, &#shape))
                } else if content.format == Format::Events {
                    let method = if request::is_text(content, types) { "text_events" } else { "events" };
                    let method = format_ident!("{method}");
                    quote!(rt::server::Reply::#method(#status, #media_type, &body))
                } else if content.format == Format::Text {
                    quote!(rt::server::Reply::text(#status, #media_type, body))
                } else {
                    quote!(rt::server::Reply::bytes(#status, #media_type, body))
                }
            }
        };
        let headers = response.headers.map(|_| {
            bound.push(quote!(headers));
            quote!(.headers(&headers))
        });
        let bound = (!bound.is_empty()).then(|| quote!((#(#bound),*)));
        quote!(Self::#name #bound => #reply #headers,)
    }
}

/// The media types of successful responses: a client that takes none of them is answered 406.
fn produces(operation: &Operation) -> Option<TokenStream> {
    let success = |response: &&Response| match response.status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Class(class) => class == 2,
        StatusPattern::Default => false,
    };
    let contents = operation.responses.iter().filter(success).flat_map(|response| &response.contents);
    let media_types: Vec<&str> = contents.map(|content| content.media_type.as_str()).collect();
    (!media_types.is_empty()).then(|| quote!(.produces(&[#(#media_types),*])))
}

fn service(
    types: Types<'_>,
    role: Role,
    operations: &[Named<'_>],
    trait_name: &Ident,
    patterns: &BTreeSet<&str>,
    items: &mut Vec<Item>,
) {
    let Types { api, names, std, .. } = types;
    let manner = if api.gateway { quote!(ApiGateway) } else { quote!(Problem) };
    let base_path = if role == Role::Api { api.base_path.as_str() } else { "" };
    // The trait itself may be called `A`.
    let own = if *trait_name == *"A" { format_ident!("B") } else { format_ident!("A") };
    let routes = operations.iter().map(|Named { operation, names: given }| {
        let (method, path, name) = (operation.method.as_str(), &operation.path, &given.method);
        let security = credentials::requirements(operation);
        let at = (role == Role::Callbacks).then(|| callbacks::at(names, operation));
        let gate = gate::attribute(&api.features.of_operation(operation));
        let produces = produces(operation);
        quote!(#gate rt::server::Route::new(#method, #path, #own::#name) #produces #security #at)
    });
    let guarded = operations.iter().any(|named| !named.operation.security.is_empty());
    let (start, hook) = if guarded {
        let authorize = &names.authorize;
        (quote!(guarded), quote!(#own::#authorize,))
    } else {
        (quote!(new), TokenStream::new())
    };
    let patterns = (!patterns.is_empty()).then(|| {
        let patterns = patterns.iter();
        quote!(.patterns(&[#(#patterns),*]))
    });
    let made = quote!(
        rt::server::Service::#start(api, #hook rt::server::Manner::#manner, #base_path, [#(#routes),*]) #patterns
    );
    match role {
        Role::Api => items.push(Item::Tokens(quote! {
            #[doc = " The API as a service: for axum, for AWS Lambda, or in process."]
            pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service { #made }
        })),
        Role::Callbacks => {
            // Without the features of all of them there is none that would be received there.
            let unused = (!api.features.names.is_empty()).then(|| quote!(let _ = paths;));
            let default = std.name("Default");
            items.extend(callbacks::paths(operations, names, std).map(Item::Tokens));
            items.push(Item::Tokens(quote! {
                #[doc = " The receiver as a service, each callback at the path of its name."]
                pub fn service<#own: #trait_name>(api: #own) -> rt::server::Service {
                    service_at(api, &#default::default())
                }
            }));
            items.push(Item::Tokens(quote! {
                #[doc = " The receiver as a service, at paths of your own."]
                pub fn service_at<#own: #trait_name>(api: #own, paths: &Paths) -> rt::server::Service { #unused #made }
            }));
        }
    }
    items.push(Item::Tokens(quote! {
        #[doc = " The API as an axum router."]
        pub fn router<#own: #trait_name>(api: #own) -> rt::axum::Router { service(api).into_router() }
    }));
}
