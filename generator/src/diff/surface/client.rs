//! The client: credentials, calls with their inputs, and what comes back.

use gatewright_document::Origin;

use super::{Audience, Entry, Lister};
use crate::diff::subject::{Part, Subject};
use crate::diff::types::Signature;
use crate::ir::{Body, Content, Format, Method, Operation, Outcome, Outcomes, Parameter, SecurityKind};
use crate::names::{Ident, InputNames, OperationNames};

/// An input, with the piece of the document that it is.
struct Input<'a> {
    name: String,
    argument: Signature,
    subject: Subject,
    origin: &'a Origin,
}

impl Lister<'_> {
    pub(super) fn client(&mut self) {
        let side = self.side;
        if side.api.base_url.is_some() {
            self.whole("fn new", "client::Client::new", Subject::Api, "");
        }
        for (scheme, names) in side.api.security.iter().zip(&side.names.security) {
            let takes = match scheme.kind {
                SecurityKind::Basic => "(user, password)",
                SecurityKind::SigV4 => "(signer)",
                _ => "(text)",
            };
            let entry = Entry {
                item: format!("client::Client::{}", names.method),
                declares: Some(names.method.to_string()),
                signature: Signature::plain(takes),
                subject: Subject::Security(scheme.name.wire.clone()),
                origin: scheme.name.origin.clone(),
                needed_by: Audience::CALLERS,
                demanded_of: Audience::NOBODY,
            };
            self.add("fn with", entry);
        }
        let operations = self.operations.clone();
        let outcomes = side.api.operations.iter().zip(&side.names.operations).zip(&side.api.outcomes);
        let streams = side.api.paging.iter().zip(&side.api.watching);
        for ((((operation, names), outcomes), (paging, watching)), key) in outcomes.zip(streams).zip(operations) {
            let subject = Subject::operation(&key);
            self.call(subject.clone(), operation, names, outcomes);
            if let Some(paging) = paging {
                let items = self.writers.signature(&|types| types.ty(&paging.item));
                let item = format!("client::{}::pages", names.call);
                self.of_call("client pages", item, items, subject.clone(), &operation.origin);
            }
            if let Some(watching) = watching {
                let change = self.writers.signature(&|types| types.change(&watching.change));
                let item = format!("client::{}::watch_events", names.call);
                self.of_call("client watch", item, change, subject, &operation.origin);
            }
        }
    }

    fn whole(&mut self, name: &str, item: &str, subject: Subject, signature: &str) {
        let entry = Entry {
            item: item.to_owned(),
            declares: None,
            signature: Signature::plain(signature),
            subject,
            origin: None,
            needed_by: Audience::CALLERS,
            demanded_of: Audience::NOBODY,
        };
        self.add(name, entry);
    }

    /// An item that declares a name which follows from that of the operation.
    fn named(&mut self, name: &str, ident: &Ident, signature: Signature, subject: &Subject, origin: &Origin) {
        let item = if name == "client fn" { format!("client::Client::{ident}") } else { format!("client::{ident}") };
        self.of_call(name, item, signature, subject.clone(), origin);
        let group = self.surface.get_mut(subject);
        if let Some(entry) = group.and_then(|group| group.entries.get_mut(name)) {
            entry.declares = Some(ident.to_string());
        }
    }

    fn of_call(&mut self, name: &str, item: String, signature: Signature, subject: Subject, origin: &Origin) {
        let entry = Entry {
            item,
            declares: None,
            signature,
            subject,
            origin: Some(origin.clone()),
            needed_by: Audience::CALLERS,
            demanded_of: Audience::NOBODY,
        };
        self.add(name, entry);
    }

    fn call(&mut self, subject: Subject, operation: &Operation, names: &OperationNames, outcomes: &Outcomes) {
        let required = self.inputs(&subject, operation, names, true);
        let optional = self.inputs(&subject, operation, names, false);
        let only = match required.as_slice() {
            [only] if operation.method != Method::Any => Some(only),
            _ => None,
        };
        let takes = match only {
            Some(input) => input.argument.clone(),
            None if operation.method == Method::Any => Signature::plain("rt::http::Method"),
            None => Signature::plain("()"),
        };
        let method = format!("client::Client::{}", names.method);
        let origin = &operation.origin;
        let given = only.map_or_else(|| subject.clone(), |input| input.subject.clone());
        self.named("client fn", &names.method, Signature::plain(""), &subject, origin);
        // What the method takes belongs to the input, if there is one.
        self.of_call("client takes", format!("{method}(…)"), takes, given, origin);
        let call = format!("client::{}", names.call);
        let staged = if only.is_none() { required.len() } else { 0 };
        let parameters = match staged {
            0 => String::new(),
            1 => "1 type parameter".to_owned(),
            more => format!("{more} type parameters"),
        };
        self.named("client call", &names.call, Signature::plain(parameters), &subject, origin);
        if staged > 0 {
            for input in &required {
                // A new one is missing in the calls that there are.
                let name = format!("client needs {}", input.name);
                let entry = Entry {
                    item: format!("{call}::send without `{}`", input.name),
                    declares: None,
                    signature: Signature::plain(""),
                    subject: input.subject.clone(),
                    origin: Some(input.origin.clone()),
                    needed_by: Audience::NOBODY,
                    demanded_of: Audience::CALLERS,
                };
                self.add(&name, entry);
            }
        }
        let setters = required.into_iter().filter(|_| staged > 0).chain(optional);
        for input in setters {
            let name = format!("client setter {}", input.name);
            let item = format!("{call}::{}", input.name);
            self.of_call(&name, item, input.argument, input.subject, input.origin);
        }
        self.responses(&subject, operation, names, outcomes);
        if let Some(body) = operation.body.as_ref().filter(|body| body.of_clients().len() > 1) {
            self.bodies(&subject, operation, names, body);
        }
    }

    fn inputs<'a>(
        &self,
        subject: &Subject,
        operation: &'a Operation,
        names: &OperationNames,
        required: bool,
    ) -> Vec<Input<'a>> {
        let parameters = operation.parameters.iter().zip(&names.parameters);
        let parameters = parameters.filter(|(parameter, _)| parameter.presence.is_required() == required);
        let mut inputs: Vec<Input<'a>> =
            parameters.map(|(parameter, names)| self.parameter(subject, parameter, names)).collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.required == required) {
            let argument = match body.of_clients().as_slice() {
                [only] => self.writers.signature(&|types| types.argument(&only.ty)),
                _ => Signature::called(format!("&{}", names.body), "body by media type"),
            };
            let subject = subject.part(Part::Body);
            inputs.push(Input { name: "body".to_owned(), argument, subject, origin: &operation.origin });
        }
        inputs
    }

    fn parameter<'a>(&self, subject: &Subject, parameter: &'a Parameter, names: &InputNames) -> Input<'a> {
        Input {
            name: names.field.to_string(),
            argument: self.writers.signature(&|types| types.argument(&parameter.ty)),
            subject: self.parameter_of(subject, parameter),
            origin: &parameter.origin,
        }
    }

    fn responses(&mut self, subject: &Subject, operation: &Operation, names: &OperationNames, outcomes: &Outcomes) {
        let (call, origin) = (&names.call, &operation.origin);
        let several = !outcomes.has_one_success();
        let success = if several {
            Signature::called(format!("client::{}", names.success), "several successes")
        } else {
            match outcomes.successes.first().map(|outcome| &outcome.content) {
                None => Signature::plain("rt::Bytes"),
                Some(None) => Signature::plain("()"),
                Some(Some(content)) => self.received(content),
            }
        };
        self.of_call("client success", format!("client::{call}::send"), success, subject.clone(), origin);
        let error = match outcomes.failures.is_empty() {
            true => Signature::plain("rt::client::NoError"),
            false => Signature::called(format!("client::{}", names.error), "documented failures"),
        };
        let item = format!("client::{call}::send, its error");
        self.of_call("client error", item, error, subject.clone(), origin);
        if !outcomes.failures.is_empty() {
            self.named("client failures", &names.error, Signature::plain(""), subject, origin);
        }
        let headers = match outcomes.success_headers() {
            Some(id) => self.writers.signature(&|types| types.named(id)),
            None => Signature::plain(""),
        };
        self.of_call("client headers", format!("client::{call}::send, its headers"), headers, subject.clone(), origin);
        if several {
            self.named("client successes", &names.success, Signature::plain(""), subject, origin);
            self.outcomes(subject, origin, &names.success, &outcomes.successes, &names.successes, false);
        }
        self.outcomes(subject, origin, &names.error, &outcomes.failures, &names.failures, true);
    }

    fn outcomes(
        &mut self,
        subject: &Subject,
        origin: &Origin,
        of: &Ident,
        outcomes: &[Outcome],
        names: &[Ident],
        failures: bool,
    ) {
        for (outcome, name) in outcomes.iter().zip(names) {
            let signature = match &outcome.content {
                None => Signature::plain(""),
                // A failure is over when it comes.
                Some(content) if failures && matches!(content.format, Format::Events | Format::Lines) => {
                    Signature::plain("String")
                }
                Some(content) if failures => self.writers.signature(&|types| types.ty(&content.ty)),
                Some(content) => self.received(content),
            };
            let part = Part::Response(crate::diff::wire::status(outcome.status));
            let list = if failures { "failure" } else { "success" };
            let key = format!("client {list} {name}");
            self.of_call(&key, format!("client::{of}::{name}"), signature, subject.part(part), origin);
        }
    }

    fn received(&self, content: &Content) -> Signature {
        self.writers.signature(&|types| {
            let ty = types.ty(&content.ty);
            match content.format {
                Format::Events => format!("rt::client::Events<{ty}>"),
                Format::Lines => format!("rt::client::Lines<{ty}>"),
                _ => ty,
            }
        })
    }

    fn bodies(&mut self, subject: &Subject, operation: &Operation, names: &OperationNames, body: &Body) {
        self.named("client bodies", &names.body, Signature::plain(""), subject, &operation.origin);
        let variants = body.variants.iter().zip(names.input.iter().flat_map(|input| &input.variants));
        for (content, name) in variants.filter(|(content, _)| !content.only_served) {
            let signature = self.writers.signature(&|types| types.ty(&content.ty));
            let part = Part::Content(content.media_type.clone());
            let item = format!("client::{}::{name}", names.body);
            self.of_call(&format!("client body {name}"), item, signature, subject.part(part), &operation.origin);
        }
    }
}
