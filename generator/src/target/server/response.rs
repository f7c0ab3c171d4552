//! What a server answers: an enum for each operation, whose variants are the documented responses.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{Named, Types, docs, xml};
use crate::ir::{Content, Format, Response, StatusPattern, TypeRef};
use crate::names::{Ident, upper_camel};
use crate::print::{Body, Code, Definition, Item, Path, Type, Variant};
use crate::target::client::is_text;

pub(super) fn items(named: Named<'_>, types: Types<'_>) -> [Item<'static>; 2] {
    let Named { operation, names } = named;
    let name = &names.served.response;
    let replies = Reply::of(named);
    let docs = docs::line(&format!("The answers that the document knows for {}.", docs::called(operation)));
    let body = Body::Enum(replies.iter().map(|reply| reply.variant(types)).collect());
    // What streams is sent once.
    let streams = replies.iter().any(Reply::streams);
    let derives: &[&str] = if streams { &["Debug"] } else { &["Clone", "Debug", "PartialEq"] };
    let definition = Definition::new(docs, derives, name, body);
    let arms = replies.iter().map(|reply| reply.arm(types));
    let into_reply = quote! {
        impl rt::server::IntoReply for #name {
            fn into_reply(self) -> rt::server::Reply { match self { #(#arms)* } }
        }
    };
    [definition.into(), Code(into_reply).into()]
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

    fn has_chosen_status(&self) -> bool {
        self.response.is_none_or(|response| !matches!(response.status, StatusPattern::Code(_)))
    }

    fn streams(&self) -> bool {
        let is_stream = |content: &Content| matches!(content.format, Format::Bytes | Format::Events);
        self.response.is_none() || self.content.is_some_and(is_stream)
    }

    fn variant(&self, types: Types<'_>) -> Variant {
        let Some(response) = self.response else {
            let docs = docs::line("Whatever the status, the media type and the bytes.");
            return Variant::new(docs, &self.variant, vec![Type::runtime("rt::server::Reply")]);
        };
        let status = match response.status {
            StatusPattern::Code(code) => format!("`{code}`."),
            StatusPattern::Class(class) => format!("`{class}XX`."),
            StatusPattern::Default => "Any other status.".to_owned(),
        };
        let mut holds = Vec::new();
        holds.extend(self.has_chosen_status().then(|| Type::plain("u16")));
        holds.extend(self.content.map(|content| match content.format {
            Format::Events => Type::Path(Path::plain("rt::server::Events"), vec![types.ty(&content.ty)]),
            Format::Lines => types.list(types.ty(&content.ty)),
            Format::Bytes => Type::runtime("rt::server::Body"),
            _ => types.ty(&content.ty),
        }));
        holds.extend(response.headers.map(|id| types.ty(&TypeRef::Named(id))));
        Variant::new(docs::member(&response.docs, &status), &self.variant, holds)
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
                reply(content, &status, types)
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

/// The reply with a body, which the arm has bound.
fn reply(content: &Content, status: &TokenStream, types: Types<'_>) -> TokenStream {
    let media_type = &content.media_type;
    match content.format {
        Format::Json if media_type != "application/json" && !media_type.contains('*') => {
            quote!(rt::server::Reply::json_as(#status, #media_type, &body))
        }
        Format::Json | Format::Form => quote!(rt::server::Reply::json(#status, &body)),
        Format::Xml => {
            let shape = xml::path(types, content);
            quote!(rt::server::Reply::xml(#status, #media_type, &body, &#shape))
        }
        Format::Events => {
            let method = if is_text(content, types) { "text_events" } else { "events" };
            let method = format_ident!("{method}");
            quote!(rt::server::Reply::#method(#status, #media_type, body))
        }
        Format::Lines => quote!(rt::server::Reply::lines(#status, #media_type, &body)),
        Format::Text => quote!(rt::server::Reply::text(#status, #media_type, body)),
        Format::Multipart | Format::Bytes => quote!(rt::server::Reply::bytes(#status, #media_type, body)),
    }
}
