//! What generated code has for each operation, read from its text: the names that the loopback calls.

use std::collections::BTreeMap;

use quote::ToTokens;

mod client;
mod server;

use client::Client;
use server::Server;

/// An operation on both sides.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) call: Call,
    pub(crate) served: Served,
    /// The bodies that the client can send: all that the server reads, or one of them.
    pub(crate) bodies: Vec<Body>,
}

/// The client's side.
#[derive(Clone, Default)]
pub(crate) struct Call {
    pub(crate) function: String,
    /// Inputs that the function takes, in order.
    pub(crate) arguments: Vec<Setter>,
    pub(crate) required: Vec<Setter>,
    pub(crate) optional: Vec<Setter>,
    /// The type of the success.
    pub(crate) success: String,
    /// The enum of the successes, if there are several: variant and type.
    pub(crate) successes: Vec<(String, String)>,
    /// The type of the failures.
    pub(crate) failure: String,
    /// The media types of responses that it asks for.
    pub(crate) accepts: Vec<String>,
}

/// An input of a call.
#[derive(Clone, Default)]
pub(crate) struct Setter {
    pub(crate) name: String,
    pub(crate) ty: String,
    /// The method of the runtime that writes it: `query_as`.
    pub(crate) writes: String,
    /// The name on the wire, or a media type.
    pub(crate) wire: Option<String>,
    /// The style, as code.
    pub(crate) style: Option<String>,
}

impl Setter {
    /// `query limit`; `body` for bodies.
    pub(crate) fn key(&self) -> String {
        let place = self.writes.split('_').next().unwrap_or_default();
        match &self.wire {
            Some(wire) if place != "body" => format!("{place} {wire}"),
            _ => place.to_owned(),
        }
    }
}

/// The server's side.
#[derive(Clone, Default)]
pub(crate) struct Served {
    pub(crate) function: String,
    pub(crate) request: String,
    pub(crate) context: String,
    pub(crate) response: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) replies: Vec<Reply>,
}

/// A parameter that the server reads.
#[derive(Clone)]
pub(crate) struct Input {
    pub(crate) key: String,
    pub(crate) field: String,
    /// The type of a value that is there.
    pub(crate) ty: String,
    pub(crate) required: bool,
}

/// A body that the server reads, one for each media type.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) field: String,
    pub(crate) ty: String,
    pub(crate) required: bool,
    /// The enum of bodies, and which of them this is.
    pub(crate) variant: Option<(String, String)>,
    pub(crate) kind: Kind,
    /// `json`, or the media type.
    pub(crate) media: String,
}

impl Body {
    /// The media type that is sent: one of a range.
    pub(crate) fn sent(&self) -> String {
        match self.media.as_str() {
            "json" => "application/json".to_owned(),
            "form" => "application/x-www-form-urlencoded".to_owned(),
            "multipart" => "multipart/form-data".to_owned(),
            "*/*" | "*" => "application/octet-stream".to_owned(),
            media => media.replace('*', "x-any"),
        }
    }
}

/// How a body is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Form,
    Xml,
    Text,
    Bytes,
    Multipart,
    Events,
    Empty,
}

/// A response that the server can give.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) variant: String,
    /// `None` where the handler says which.
    pub(crate) status: Option<u16>,
    pub(crate) kind: Kind,
    pub(crate) media: String,
    /// The types of the variant's fields.
    pub(crate) fields: Vec<String>,
    pub(crate) headers: Option<String>,
}

/// Everything that the loopback needs of the generated text.
pub(crate) struct Generated {
    pub(crate) operations: Vec<Operation>,
    /// The name of the trait.
    pub(crate) api: String,
    /// The method of the trait that decides who may call, if there is one.
    pub(crate) authorize: Option<String>,
    /// The path that the server's routes are under.
    pub(crate) base: String,
    /// Types of failures by name: variants and the types of their bodies.
    pub(crate) failures: BTreeMap<String, Vec<(String, String)>>,
    /// Methods of the client that take credentials, and how many texts each takes.
    pub(crate) credentials: Vec<(String, usize)>,
    /// Types that are defined in the server's module.
    pub(crate) own: Vec<String>,
}

pub(crate) fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

impl Generated {
    pub(crate) fn read(source: &str) -> Result<Self, String> {
        let file = syn::parse_file(source).map_err(|error| format!("generated code is no Rust: {error}"))?;
        let module = |name: &str| {
            file.items.iter().find_map(|item| match item {
                syn::Item::Mod(module) if module.ident == name => Some(module.content.as_ref()?.1.clone()),
                _ => None,
            })
        };
        let server = module("server").ok_or("there is no server")?;
        let client = module("client").ok_or("there is no client")?;
        let mut client = Client::read(&client);
        let mut served = Server::read(&server);
        let mut operations = Vec::new();
        for ((method, path), function) in std::mem::take(&mut served.routes) {
            let (Some(call), Some(server)) =
                (client.calls.remove(&(method.clone(), path.clone())), served.of(&function))
            else {
                continue;
            };
            let bodies = sent(&call, &server, &client);
            operations.push(Operation { method, path, call, served: server, bodies });
        }
        let (failures, credentials) = (client.failures, client.credentials);
        let Server { api, authorize, base, own, .. } = served;
        Ok(Self { operations, api, authorize, base, failures, credentials, own })
    }
}

/// Of the bodies that a server reads those that its client sends.
fn sent(call: &Call, served: &Served, client: &Client) -> Vec<Body> {
    let mut setters = call.arguments.iter().chain(&call.required).chain(&call.optional);
    let Some(setter) = setters.find(|setter| setter.writes.starts_with("body")) else { return Vec::new() };
    let kind = match setter.writes.as_str() {
        "body_of" => {
            let known = client.bodies.get(setter.ty.trim_start_matches("& "));
            let is_known = |body: &&Body| {
                body.variant.as_ref().is_some_and(|(_, name)| known.is_some_and(|known| known.contains(name)))
            };
            return served.bodies.iter().filter(is_known).cloned().collect();
        }
        "body_form" | "body_form_as" => Kind::Form,
        "body_multipart" | "body_multipart_as" => Kind::Multipart,
        "body_xml" => Kind::Xml,
        "body_text" => Kind::Text,
        "body_bytes" => Kind::Bytes,
        _ => Kind::Json,
    };
    let media = setter.wire.as_ref();
    let of_kind = || served.bodies.iter().filter(|body| body.kind == kind);
    let exact = of_kind().find(|body| media.is_none_or(|media| *media == body.media));
    let mut body: Vec<Body> = exact.or(of_kind().next()).cloned().into_iter().collect();
    body.iter_mut().for_each(|body| body.variant = None);
    body
}

pub(crate) fn literal(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
