//! What a server answers: an enum for each operation, whose variants are the documented responses.

use crate::emit::{Named, Types, docs, xml};
use crate::ir::{Content, Format, Response, StatusPattern, TypeRef};
use crate::names::{Ident, upper_camel};
use crate::print::{Body, Case, Definition, Expression, IntoReply, Item, Literal, Path, Type, Variant};
use crate::target::client::is_text;

pub(super) fn items(named: Named<'_>, types: Types<'_>) -> [Item<'static>; 2] {
    let Named { operation, names } = named;
    let name = &names.served.response;
    let replies = Reply::of(named);
    let docs = docs::line(&format!("The responses that the document has for {}.", docs::called(operation)));
    let body = Body::Enum(replies.iter().map(|reply| reply.variant(types)).collect());
    // What streams is sent once.
    let streams = replies.iter().any(Reply::streams);
    let derives: &[&str] = if streams { &["Debug"] } else { &["Clone", "Debug", "PartialEq"] };
    let definition = Definition::new(docs, derives, name, body);
    let cases = replies.iter().map(|reply| reply.case(types)).collect();
    [definition.into(), IntoReply { name: name.clone(), cases }.into()]
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
        let is_stream = |content: &Content| matches!(content.format, Format::Bytes | Format::Events | Format::Lines);
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
            Format::Lines => Type::Path(Path::plain("rt::server::Lines"), vec![types.ty(&content.ty)]),
            Format::Bytes => Type::runtime("rt::server::Body"),
            _ => types.ty(&content.ty),
        }));
        holds.extend(response.headers.map(|id| types.ty(&TypeRef::Named(id))));
        Variant::new(docs::member(&response.docs, &status), &self.variant, holds)
    }

    fn case(&self, types: Types<'_>) -> Case {
        let name = &self.variant;
        let Some(response) = self.response else {
            return Case { pattern: format!("Self::{name}(reply)"), value: word("reply") };
        };
        let mut bound = Vec::new();
        let status = match response.status {
            StatusPattern::Code(code) => Expression::Literal(Literal::count(code.into())),
            _ => {
                bound.push("status");
                word("status")
            }
        };
        let mut value = match self.content {
            None => Expression::Call(Path::runtime("rt::server::Reply::empty"), vec![status]),
            Some(content) => {
                bound.push("body");
                reply(content, status, types)
            }
        };
        if response.headers.is_some() {
            bound.push("headers");
            let headers = Expression::reference(word("headers"));
            value = Expression::Methods(Box::new(value), vec![("headers", vec![headers])]);
        }
        let bound = if bound.is_empty() { String::new() } else { format!("({})", bound.join(", ")) };
        Case { pattern: format!("Self::{name}{bound}"), value }
    }
}

/// A variable.
fn word(text: &'static str) -> Expression {
    Expression::Path(Path::plain(text))
}

/// The reply with a body, which the case has bound.
fn reply(content: &Content, status: Expression, types: Types<'_>) -> Expression {
    let media_type = || Expression::str(&content.media_type);
    let body = || word("body");
    let borrowed = || Expression::reference(word("body"));
    let is_other = content.media_type != "application/json" && !content.media_type.contains('*');
    let (path, arguments) = match content.format {
        Format::Json if is_other => ("rt::server::Reply::json_as", vec![status, media_type(), borrowed()]),
        Format::Json | Format::Form => ("rt::server::Reply::json", vec![status, borrowed()]),
        Format::Xml => {
            let shape = xml::path(types, content).map(|shape| Expression::reference(Expression::Path(shape)));
            let arguments = [status, media_type(), borrowed()].into_iter().chain(shape);
            ("rt::server::Reply::xml", arguments.collect())
        }
        Format::Events if is_text(content, types) => {
            ("rt::server::Reply::text_events", vec![status, media_type(), body()])
        }
        Format::Events => ("rt::server::Reply::events", vec![status, media_type(), body()]),
        Format::Lines => ("rt::server::Reply::lines", vec![status, media_type(), body()]),
        Format::Text => ("rt::server::Reply::text", vec![status, media_type(), body()]),
        Format::Multipart | Format::Bytes => ("rt::server::Reply::bytes", vec![status, media_type(), body()]),
    };
    Expression::Call(Path::runtime(path), arguments)
}
