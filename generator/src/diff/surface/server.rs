//! The server: the trait, requests and responses; and the same for callbacks.

use gatewright_document::Origin;

use super::{Audience, Entry, Lister};
use crate::diff::subject::{Part, Subject};
use crate::diff::types::Signature;
use crate::emit::Defaulted;
use crate::ir::{Content, Format, Method, Operation, Response, SecurityKind, StatusPattern};
use crate::names::{Ident, OperationNames};

impl Lister<'_> {
    pub(super) fn server(&mut self) {
        let side = self.side;
        let keys = self.operations.clone();
        let (operations, names) = (&side.api.operations, &side.names.operations);
        self.role("server", &side.names.server, operations, names, &keys);
        for tag in &side.names.tags {
            let name = format!("server::{}", tag.ident);
            self.declared(&format!("server trait {}", tag.tag), name, Signature::plain(""), &Subject::Api, None);
            let part = format!("server part {}", tag.tag);
            let method = format!("server::{}::{}", side.names.server, tag.method);
            self.declared(&part, method, Signature::plain(""), &Subject::Api, None);
            self.demanded(&part, &Subject::Api);
        }
    }

    pub(super) fn callbacks(&mut self) {
        let side = self.side;
        let keys = self.callbacks.clone();
        let (operations, names) = (&side.api.callbacks, &side.names.callbacks);
        self.role("callbacks", &side.names.receiver, operations, names, &keys);
        for (path, field) in &side.names.callback_paths {
            let subject = Subject::operation(path);
            self.declared("paths", format!("callbacks::Paths::{field}"), Signature::plain(""), &subject, None);
        }
    }

    fn role(
        &mut self,
        module: &str,
        name: &Ident,
        operations: &[Operation],
        names: &[OperationNames],
        keys: &[String],
    ) {
        self.declared(module, format!("{module}::{name}"), Signature::plain(""), &Subject::Api, None);
        let side = self.side;
        for ((operation, names), key) in operations.iter().zip(names).zip(keys) {
            let part = if module == "server" { side.names.of_tag(operation) } else { None };
            let name = part.map_or(name, |part| &part.ident);
            self.served(module, name, operation, names, &Subject::operation(key));
        }
        if operations.iter().any(|operation| !operation.security.is_empty()) {
            self.guarded(module, name);
        }
        let reject = format!("{module}::{name}::{}", self.side.names.reject);
        self.declared(&format!("{module} reject"), reject, Signature::plain(""), &Subject::Api, None);
    }

    /// Who decides who calls, and on what.
    fn guarded(&mut self, module: &str, name: &Ident) {
        let side = self.side;
        let hook = format!("{module}::{name}::{}", side.names.authorize);
        let key = format!("{module} hook");
        self.declared(&key, hook, Signature::plain(""), &Subject::Api, None);
        self.demanded(&key, &Subject::Api);
        let credential = format!("{module}::Credential");
        self.of_server(&format!("{module} credential"), credential, Signature::plain(""), Subject::Api, None);
        for (scheme, names) in side.api.security.iter().zip(&side.names.security) {
            let ty = if scheme.kind == SecurityKind::Basic { "Basic" } else { "Secret" };
            let (item, subject) =
                (format!("{module}::Credential::{}", names.variant), Subject::Security(scheme.name.wire.clone()));
            let key = format!("{module} credentials");
            self.declared(&key, item, Signature::plain(ty), &subject, scheme.name.origin.as_ref());
            self.demanded(&key, &subject);
        }
    }

    /// Says of an item that implementers do not compile without it.
    fn demanded(&mut self, name: &str, subject: &Subject) {
        let group = self.surface.get_mut(&subject.root());
        if let Some(entry) = group.and_then(|group| group.entries.get_mut(name)) {
            entry.demanded_of = Audience::IMPLEMENTERS;
        }
    }

    /// An item that declares a name.
    fn declared(&mut self, name: &str, item: String, signature: Signature, subject: &Subject, origin: Option<&Origin>) {
        let declares = item.rsplit("::").next().map(str::to_owned);
        self.of_server(name, item, signature, subject.clone(), origin);
        let group = self.surface.get_mut(&subject.root());
        if let Some(entry) = group.and_then(|group| group.entries.get_mut(name)) {
            entry.declares = declares;
        }
    }

    fn of_server(&mut self, name: &str, item: String, signature: Signature, subject: Subject, origin: Option<&Origin>) {
        let entry = Entry {
            item,
            declares: None,
            signature,
            subject,
            origin: origin.cloned(),
            needed_by: Audience::IMPLEMENTERS,
            demanded_of: Audience::NOBODY,
        };
        self.add(name, entry);
    }

    fn served(&mut self, module: &str, name: &Ident, operation: &Operation, names: &OperationNames, subject: &Subject) {
        let origin = &operation.origin;
        // A method that moves to the trait of another tag has to be moved in programs too.
        let is_of_tag = self.side.names.tags.iter().any(|tag| tag.ident == *name);
        let method = Entry {
            item: format!("{module}::{name}::{}", names.method),
            declares: Some(if is_of_tag { format!("{name}::{}", names.method) } else { names.method.to_string() }),
            signature: Signature::plain(""),
            subject: subject.clone(),
            origin: Some(origin.clone()),
            needed_by: Audience::IMPLEMENTERS,
            demanded_of: if self.options.unwritten { Audience::NOBODY } else { Audience::IMPLEMENTERS },
        };
        self.add(&format!("{module} fn"), method);
        let (request, response) = (&names.served.request, &names.served.response);
        for (what, ident) in [("request", request), ("response", response)] {
            let item = format!("{module}::{ident}");
            self.declared(&format!("{module} {what}"), item, Signature::plain(""), subject, Some(origin));
        }
        for (parameter, names) in operation.parameters.iter().zip(&names.parameters) {
            let signature = self.writers.signature(&|types| types.member(&parameter.ty, parameter.presence));
            let part = self.parameter_of(subject, parameter);
            let item = format!("{module}::{request}::{}", names.field);
            let key = format!("{module} field {}", names.field);
            self.of_server(&key, item, signature, part.clone(), Some(&parameter.origin));
            let field = Defaulted::parameter(parameter, &names.field);
            if let Some(signature) = self.default_signature(field) {
                let method = field.method();
                let item = format!("{module}::{request}::{method}");
                self.of_server(&format!("{module} fn {method}"), item, signature, part, Some(&parameter.origin));
            }
        }
        let context = match operation.security.as_slice() {
            [] => "Context",
            alternatives if alternatives.iter().any(Vec::is_empty) => "Context<Option<Principal>>",
            _ => "Context<Principal>",
        };
        let item = format!("{module}::{name}::{}(context)", names.method);
        let part = subject.part(Part::Security);
        self.of_server(&format!("{module} context"), item, Signature::plain(context), part, Some(origin));
        if operation.method == Method::Any {
            let item = format!("{module}::{request}::method");
            let key = format!("{module} field method");
            self.of_server(&key, item, Signature::plain(""), subject.part(Part::Whole), Some(origin));
        }
        self.body(module, operation, names, subject);
        self.replies(module, operation, names, subject);
    }

    fn body(&mut self, module: &str, operation: &Operation, names: &OperationNames, subject: &Subject) {
        let Some(body) = &operation.body else { return };
        let origin = Some(&operation.origin);
        let option = |ty: String| if body.required { ty } else { format!("Option<{ty}>") };
        let signature = match body.variants.as_slice() {
            [only] if only.format == Format::Bytes => Signature::plain(option("rt::server::Body".to_owned())),
            [only] => self.writers.signature(&|types| match body.required {
                true => types.ty(&only.ty),
                false => types.option(&only.ty),
            }),
            _ => Signature::called(option(names.served.body.to_string()), &option("body by media type".to_owned())),
        };
        let item = format!("{module}::{}::body", names.served.request);
        self.of_server(&format!("{module} field body"), item, signature, subject.part(Part::Body), origin);
        if body.variants.len() < 2 {
            return;
        }
        let item = format!("{module}::{}", names.served.body);
        self.declared(&format!("{module} bodies"), item, Signature::plain(""), subject, origin);
        for (content, variant) in body.variants.iter().zip(names.input.iter().flat_map(|input| &input.variants)) {
            let entry = Entry {
                item: format!("{module}::{}::{variant}", names.served.body),
                declares: None,
                signature: match content.format {
                    Format::Bytes => Signature::plain("rt::server::Body"),
                    _ => self.writers.signature(&|types| types.ty(&content.ty)),
                },
                subject: subject.part(Part::Content(content.media_type.clone())),
                origin: origin.cloned(),
                needed_by: Audience::IMPLEMENTERS,
                // Matches have no arm for it.
                demanded_of: Audience::IMPLEMENTERS,
            };
            self.add(&format!("{module} body {variant}"), entry);
        }
    }

    fn replies(&mut self, module: &str, operation: &Operation, names: &OperationNames, subject: &Subject) {
        let origin = Some(&operation.origin);
        let of = &names.served.response;
        if operation.responses.is_empty() {
            let item = format!("{module}::{of}::Any");
            self.of_server(&format!("{module} reply Any"), item, Signature::plain(""), subject.clone(), origin);
        }
        for (response, own) in operation.responses.iter().zip(&names.responses) {
            let part = Part::Response(crate::diff::wire::status(response.status));
            let subject = subject.part(part);
            if response.contents.is_empty() {
                self.reply(module, of, &own.status, response, None, &subject, origin);
            }
            for (content, variant) in response.contents.iter().zip(&own.contents) {
                let variant = if response.contents.len() > 1 { variant } else { &own.status };
                self.reply(module, of, variant, response, Some(content), &subject, origin);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all of them make up a reply")]
    fn reply(
        &mut self,
        module: &str,
        of: &Ident,
        variant: &Ident,
        response: &Response,
        content: Option<&Content>,
        subject: &Subject,
        origin: Option<&Origin>,
    ) {
        let signature = self.writers.signature(&|types| {
            let mut holds = Vec::new();
            holds.extend((!matches!(response.status, StatusPattern::Code(_))).then(|| "u16".to_owned()));
            holds.extend(content.map(|content| match content.format {
                Format::Events => format!("rt::server::Events<{}>", types.ty(&content.ty)),
                Format::Lines => format!("rt::server::Lines<{}>", types.ty(&content.ty)),
                Format::Bytes => "rt::server::Body".to_owned(),
                _ => types.ty(&content.ty),
            }));
            holds.extend(response.headers.map(|id| types.named(id)));
            if holds.is_empty() { String::new() } else { format!("({})", holds.join(", ")) }
        });
        let item = format!("{module}::{of}::{variant}");
        self.of_server(&format!("{module} reply {variant}"), item, signature, subject.clone(), origin);
    }
}
