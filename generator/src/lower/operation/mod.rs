//! Paths and their methods.

mod body;
mod callback;
mod content;
mod expression;
mod form;
mod form_shape;
mod header;
pub(crate) mod media_type;
mod multipart;
mod paging;
mod parameter;
pub(crate) mod parameters;
mod path;
mod proxy;
mod querystring;
mod response;
pub(crate) mod security;
pub(crate) mod server;
mod xml;

use std::collections::BTreeSet;

use crate::index::IndexMap;
use gatewright_document::{Code, Node, Origin, Version};

use crate::ir::{Body, Docs, Method, Name, Operation, Response, TypeId, TypeRef};
use crate::lower::docs;
use crate::lower::facts::Facts;
use crate::lower::letter::Letter;
use crate::lower::node::{Key, is_entry_of, is_object, key_of};
use crate::lower::operation::callback::Callbacks;
use crate::lower::operation::parameters::Undeclared;
use crate::lower::operation::path::Template;
use crate::lower::operation::security::Security;
use crate::lower::operation::xml::XmlShapes;
use crate::lower::rulebook::Writer;
use crate::lower::schema::Schemas;
use crate::options::Options;
use crate::words;

/// The reader of operations.
pub(crate) struct Operations<'d, 'o> {
    pub(crate) schemas: Schemas<'d, 'o>,
    facts: &'o Facts<'d>,
    options: &'o Options,
    security: Security,
    pub(crate) xml: XmlShapes<'d>,
    pub(crate) rules: Writer<'d>,
    /// What schemas of multipart bodies came to.
    multiparts: IndexMap<Key, TypeRef>,
    /// Structs of headers by the response, or the operation, that they belong to.
    header_structs: IndexMap<Key, TypeId>,
    /// Path parameters that are not declared, by path and names.
    undeclared: IndexMap<(String, String), Undeclared>,
}

impl<'d, 'o> Operations<'d, 'o> {
    pub(crate) fn new(schemas: Schemas<'d, 'o>, security: Security) -> Self {
        let (facts, options) = (schemas.facts, schemas.options);
        Self {
            schemas,
            facts,
            options,
            security,
            xml: XmlShapes::default(),
            rules: Writer::new(Letter::of(options)),
            multiparts: IndexMap::default(),
            header_structs: IndexMap::default(),
            undeclared: IndexMap::default(),
        }
    }
}

/// What was met so far.
#[derive(Default)]
struct Found<'d> {
    operations: Vec<Operation>,
    callbacks: Callbacks<'d>,
}

/// Where an operation stands: what its parts need to know of their surroundings.
pub(crate) struct Site<'d, 'a> {
    pub(crate) node: &'a Node<'d>,
    pub(crate) item: &'a Node<'d>,
    pub(crate) method: Method,
    pub(crate) template: &'a Template,
    /// Words to name inline types after.
    pub(crate) stem: &'a str,
    /// `GET /calc`, for messages.
    pub(crate) label: &'a str,
}

impl Site<'_, '_> {
    /// Words for the owner of a parameter: the operation, or the path if it is one of all its operations.
    pub(crate) fn owner_of(&self, parameter: &Node<'_>) -> String {
        let of_path = parameter.origin().source == self.item.origin().source
            && parameter.origin().pointer.starts_with(&self.item.origin().child("parameters").pointer);
        if !of_path {
            return self.stem.to_owned();
        }
        let segments = self.template.text.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
        let words = segments.collect::<Vec<_>>().join(" ");
        if words.is_empty() { "root".to_owned() } else { words }
    }
}

impl<'d> Operations<'d, '_> {
    /// All operations, then all webhooks and callbacks.
    pub(crate) fn operations(&mut self, root: &Node<'d>) -> (Vec<Operation>, Vec<Operation>) {
        let mut found = Found::default();
        path::conflicting_paths(&mut self.schemas.report, root);
        for key in ["paths", "x-ms-paths"] {
            for (path, item) in root.read(key).iter().flat_map(Node::entries) {
                if !path.starts_with("x-") {
                    self.path_item(path, &item, &mut found);
                }
            }
        }
        for (name, item) in root.read("webhooks").or_else(|| root.read("x-webhooks")).iter().flat_map(Node::entries) {
            self.webhook(name, &item, &mut found.callbacks);
        }
        let callbacks = self.callbacks(&found.callbacks);
        self.report_undeclared();
        (found.operations, callbacks)
    }

    fn path_item(&mut self, path: &str, item: &Node<'d>, found: &mut Found<'d>) {
        let Some(template) = path::path_template(&mut self.schemas.report, path, item) else { return };
        let Some(target) = self.schemas.report.target(item) else { return };
        if key_of(item) != key_of(&target) {
            self.beside_reference(item, &target, &template, found);
        }
        let report = &mut self.schemas.report;
        report.not_expressed(&target, "additionalOperations", "operations are those of OpenAPI 3.1");
        for (key, _) in target.entries() {
            let Some(method) = Method::of_key(key) else { continue };
            let Some(node) = target.read(key).filter(is_object) else { continue };
            let report = &mut self.schemas.report;
            if method == Method::Options && !self.options.cors_mocks && is_cors_mock(&node) {
                report
                    .note(Code::CORS_OPTIONS_LEFT_OUT, &node.origin().own_key())
                    .message(format!("`OPTIONS {path}` only answers CORS preflights from a mock and is left out"))
                    .help("`--cors-mocks` or `Builder::cors_mocks` generates it");
                continue;
            }
            if method == Method::Any {
                report
                    .note(Code::ANY_METHOD, &node.origin().own_key())
                    .message(format!("`{path}` takes any method"))
                    .label("the method is an argument");
            }
            self.found(&target, &node, method, &template, found);
        }
    }

    /// OpenAPI 3, Path Item Object: what stands beside a reference is added to what it leads to.
    fn beside_reference(&mut self, item: &Node<'d>, target: &Node<'d>, template: &Template, found: &mut Found<'d>) {
        for (key, node) in item.entries() {
            let method = Method::of_key(key).filter(|method| *method != Method::Any && target.get(key).is_none());
            if let Some(method) = method.filter(|_| is_object(&node)) {
                item.mark_read(&[key]);
                self.found(item, &node, method, template, found);
            }
        }
        for keyword in ["summary", "description"] {
            self.schemas.report.not_expressed(item, keyword, "what the reference leads to is used");
        }
    }

    fn found(&mut self, item: &Node<'d>, node: &Node<'d>, method: Method, template: &Template, found: &mut Found<'d>) {
        let operation = self.operation(item, node, method, template, None);
        self.callbacks_of(node, &operation.id.wire, &mut found.callbacks);
        found.operations.push(operation);
    }

    /// Reads one operation. One that is called by the API has a name besides its `operationId`.
    pub(crate) fn operation(
        &mut self,
        item: &Node<'d>,
        node: &Node<'d>,
        method: Method,
        template: &Template,
        name: Option<&str>,
    ) -> Operation {
        let has_operation_id = operation_id(node).is_some();
        let stem = self.stem_of(node, method, &template.text, name);
        let label = format!("{method} {}", template.text);
        let site = Site { node, item, method, template, stem: &stem, label: &label };
        let mut parameters = self.parameters(&site);
        let mut body = self.body(&site);
        let responses = self.responses(&site);
        self.report_preference(&site, body.as_ref(), &responses);
        proxy::complete(&site, &mut parameters, &mut body);
        let security = self.security.requirements(&mut self.schemas.report, self.facts.document, node);
        let (own, shared) =
            (server::own_server(&mut self.schemas.report, node), server::own_server(&mut self.schemas.report, item));
        let server = own.or(shared);
        // Where there is no body, there is nothing to say of it.
        node.mark_read(&["consumes", "produces", "security"]);
        self.unsupported_of_operation(node);
        Operation {
            has_operation_id,
            method,
            path: template.text.clone(),
            tags: node
                .read("tags")
                .iter()
                .flat_map(Node::items)
                .filter_map(|tag| tag.value().as_str().map(str::to_owned))
                .collect(),
            docs: operation_docs(item, node),
            parameters,
            body,
            responses,
            security,
            paging: paging::said(node),
            streams_changes: self.streams_changes(&site),
            server,
            origin: node.origin().own_key(),
            id: Name::new(stem).at(&node.origin().own_key()),
        }
    }

    /// Reports which media types only a server has.
    fn report_preference(&mut self, site: &Site<'d, '_>, body: Option<&Body>, responses: &[Response]) {
        let sent = body.iter().flat_map(|body| &body.variants);
        let answered = responses.iter().flat_map(|response| &response.contents);
        let spare: BTreeSet<String> = sent
            .chain(answered)
            .filter(|content| content.only_served)
            .map(|content| format!("`{}`", content.media_type))
            .collect();
        if !spare.is_empty() {
            let spare = spare.into_iter().collect::<Vec<_>>().join(", ");
            self.schemas
                .report
                .note(Code::JSON_PREFERRED, &site.node.origin().own_key())
                .message(format!("clients use JSON for `{}`", site.label))
                .label(format!("servers have {spare} too"));
        }
    }

    /// What an operation is called: its `operationId`, else the name that it has otherwise, else its method and path.
    pub(crate) fn stem_of(&self, node: &Node<'d>, method: Method, template: &str, name: Option<&str>) -> String {
        let otherwise = || match name {
            Some(name) => name.to_owned(),
            None => words::operation(method, template, self.options.operation_names),
        };
        operation_id(node).unwrap_or_else(otherwise)
    }

    /// The same of an operation.
    pub(crate) fn unsupported_of_operation(&mut self, node: &Node<'d>) {
        // `https` is what is used anyway where it is offered.
        let has_https = |node: &Node<'d>| {
            node.read("schemes").is_some_and(|all| all.items().any(|one| one.as_str() == Some("https")))
        };
        if self.facts.version == Version::Swagger20 && !(has_https(node) && has_https_base(&self.facts.document.root()))
        {
            self.schemas.report.not_expressed(node, "schemes", "the schemes of the document are used");
        }
    }

    /// What inline types are named after: the component that holds them, which operations may share,
    /// else `what` they are of their `owner`, which is the operation that a reference leads into, if it leads into one.
    /// No name may depend on which operation comes first.
    fn shared_or(&self, node: &Node<'d>, at: &Node<'d>, kind: &str, owner: &str, what: &str) -> String {
        let pointer = &at.origin().pointer;
        let is_elsewhere = node.origin() != at.origin();
        let in_operation = is_elsewhere.then(|| self.operation_around(at)).flatten();
        let own = format!("{} {what}", in_operation.as_deref().unwrap_or(owner));
        let shared = is_elsewhere && !is_entry_of(pointer, "paths");
        match pointer.last() {
            Some(name) if shared && name.to_lowercase().ends_with(kind) => name.into_owned(),
            Some(name) if shared && name.contains(|c: char| c.is_alphabetic()) => format!("{name} {kind}"),
            // A response may be called by its status alone.
            Some(name) if shared => format!("{kind} {name}"),
            _ => own,
        }
    }

    /// What the operation is called that something stands in.
    fn operation_around(&self, at: &Node<'d>) -> Option<String> {
        let segments: Vec<_> = at.origin().pointer.segments().collect();
        let [paths, template, key, _, ..] = segments.as_slice() else { return None };
        let method = Method::of_key(key).filter(|_| paths == "paths")?;
        let operation = Origin::root(at.origin().source).child(paths).child(template).child(key);
        let operation = self.facts.document.node(&operation)?;
        Some(self.stem_of(&operation, method, template, None))
    }
}

/// What is said of an operation, else of its path.
fn operation_docs(item: &Node<'_>, node: &Node<'_>) -> Docs {
    let (mut own, shared) = (docs::docs(node), docs::docs(item));
    let of_servers = if node.get("servers").is_some() { node } else { item };
    server::add_servers(of_servers, &mut own);
    if own.summary.is_none() && own.description.is_none() {
        return Docs { deprecated: own.deprecated, ..shared };
    }
    docs::over(own, shared)
}

/// An `OPTIONS` method that a mock integration answers: API Gateway's way to enable CORS.
fn is_cors_mock(node: &Node<'_>) -> bool {
    node.get("x-amazon-apigateway-integration")
        .and_then(|integration| integration.get("type"))
        .is_some_and(|kind| kind.value().as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("mock")))
}

/// An `operationId` that says something.
fn operation_id(node: &Node<'_>) -> Option<String> {
    let id = node.read("operationId").and_then(|id| id.value().as_str().map(str::to_owned));
    id.filter(|id| id.chars().any(char::is_alphanumeric))
}

/// Whether clients call the API by `https`, as they do unless the document offers something else alone.
fn has_https_base(root: &Node<'_>) -> bool {
    let schemes = root.get("schemes");
    let mut schemes = schemes.iter().flat_map(Node::items).peekable();
    schemes.peek().is_none() || schemes.any(|scheme| scheme.as_str() == Some("https"))
}
