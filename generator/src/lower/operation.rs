//! Paths and their methods.

use std::collections::BTreeSet;

use gatewright_document::{Code, Node, Origin};
use indexmap::IndexSet;

use super::callback::Callbacks;
use super::path::Template;
use super::{Lower, docs, is_object, key_of, proxy};
use crate::ir::{Body, Docs, Operation, Parameter, Place, Response};
use crate::words;

pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
pub(super) const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// Where an operation stands: what its parts need to know of their surroundings.
pub(super) struct Site<'d, 'a> {
    pub(super) node: &'a Node<'d>,
    pub(super) item: &'a Node<'d>,
    pub(super) template: &'a Template,
    /// Words to name inline types after.
    pub(super) stem: &'a str,
    /// `GET /calc`, for messages.
    pub(super) label: &'a str,
}

/// Path parameters that an operation does not declare, and perhaps others of its path neither.
pub(super) struct Undeclared {
    /// The first operation.
    label: String,
    place: Origin,
    names: usize,
    methods: usize,
}

impl Site<'_, '_> {
    /// Words for whom a parameter belongs to: the operation, or the path if it is one of all its operations.
    pub(super) fn owner_of(&self, parameter: &Node<'_>) -> String {
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

impl<'d> Lower<'d, '_> {
    /// All operations, then all webhooks and callbacks.
    pub(super) fn operations(&mut self, root: &Node<'d>) -> (Vec<Operation>, Vec<Operation>) {
        let mut operations = Vec::new();
        let mut callbacks = Callbacks::default();
        self.conflicting_paths(root);
        for key in ["paths", "x-ms-paths"] {
            for (path, item) in root.get(key).iter().flat_map(Node::entries) {
                if path.starts_with("x-") {
                    continue;
                }
                self.path_item(path, &item, "", &mut operations, &mut callbacks);
            }
        }
        for (name, item) in root.get("webhooks").or_else(|| root.get("x-webhooks")).iter().flat_map(Node::entries) {
            self.webhook(name, &item, &mut callbacks);
        }
        let callbacks = self.callbacks(&callbacks);
        self.report_undeclared();
        (operations, callbacks)
    }

    fn path_item(
        &mut self,
        path: &str,
        item: &Node<'d>,
        prefix: &str,
        operations: &mut Vec<Operation>,
        callbacks: &mut Callbacks<'d>,
    ) {
        let Some(template) = self.path_template(path, item) else { return };
        let Some(target) = self.target(item) else { return };
        // OpenAPI 3, Path Item Object: what stands beside a reference is added to what it leads to.
        if key_of(item) != key_of(&target) {
            for (key, value) in item.entries().filter(|(key, _)| METHODS.contains(key)) {
                if target.peek(key).is_none() && is_object(&value) {
                    let _ = item.get(key);
                    let operation = self.operation(item, &value, key, &template, prefix);
                    self.callbacks_of(&value, &operation.id.wire, callbacks);
                    operations.push(operation);
                }
            }
            for keyword in ["summary", "description"] {
                self.not_expressed(item, keyword, "what the reference leads to is used");
            }
        }
        let item = target;
        self.not_expressed(&item, "additionalOperations", "operations are those of OpenAPI 3.1");
        for (key, _) in item.entries() {
            let method = match key {
                ANY_METHOD => "any",
                method if METHODS.contains(&method) => method,
                _ => continue,
            };
            let Some(node) = item.get(key) else { continue };
            if !is_object(&node) {
                continue;
            }
            if method == "options" && !self.options.cors_mocks && is_cors_mock(&node) {
                self.report
                    .note(Code::CORS_OPTIONS_LEFT_OUT, &node.origin().own_key())
                    .message(format!("`OPTIONS {path}` only answers CORS preflights from a mock and is left out"))
                    .help("`--cors-mocks` or `Builder::cors_mocks` generates it");
                continue;
            }
            if key == ANY_METHOD {
                self.report
                    .note(Code::ANY_METHOD, &node.origin().own_key())
                    .message(format!("`{path}` takes any method"))
                    .label("the method is an argument");
            }
            let operation = self.operation(&item, &node, method, &template, prefix);
            self.callbacks_of(&node, &operation.id.wire, callbacks);
            operations.push(operation);
        }
    }

    /// Says which media types only a server has.
    fn tell_preference(&mut self, site: &Site<'d, '_>, body: Option<&Body>, responses: &[Response]) {
        let sent = body.iter().flat_map(|body| &body.variants);
        let answered = responses.iter().flat_map(|response| &response.contents);
        let spare: BTreeSet<String> = sent
            .chain(answered)
            .filter(|content| content.only_served)
            .map(|content| format!("`{}`", content.media_type))
            .collect();
        if !spare.is_empty() {
            let spare = spare.into_iter().collect::<Vec<_>>().join(", ");
            self.report
                .note(Code::JSON_PREFERRED, &site.node.origin().own_key())
                .message(format!("clients use JSON for `{}`", site.label))
                .label(format!("servers have {spare} too"));
        }
    }

    /// What an operation is called: its `operationId`, else the name that it has otherwise, else its method and path.
    pub(super) fn stem_of(&self, node: &Node<'d>, method: &str, template: &str, name: &str) -> String {
        operation_id(node).unwrap_or_else(|| match name {
            "" => words::operation(method, template, self.options.operation_names),
            name => name.to_owned(),
        })
    }

    pub(super) fn operation(
        &mut self,
        item: &Node<'d>,
        node: &Node<'d>,
        method: &str,
        template: &Template,
        name: &str,
    ) -> Operation {
        let has_operation_id = operation_id(node).is_some();
        let stem = self.stem_of(node, method, &template.text, name);
        let label = format!("{} {}", method.to_uppercase(), template.text);
        let site = Site { node, item, template, stem: &stem, label: &label };
        let mut parameters = self.parameters(&site);
        let mut body = self.body(&site);
        let responses = self.responses(&site);
        self.tell_preference(&site, body.as_ref(), &responses);
        proxy::complete(&site, &mut parameters, &mut body);
        let security = self.requirements(node);
        let (own, shared) = (self.own_server(node), self.own_server(item));
        let server = own.or(shared);
        // Where there is no body, there is nothing to say of it.
        let _ = ["consumes", "produces", "security"].map(|listed| node.get(listed));
        self.unsupported_of_operation(node);
        Operation {
            has_operation_id,
            method: method.to_uppercase(),
            path: template.text.clone(),
            tags: node
                .get("tags")
                .iter()
                .flat_map(Node::items)
                .filter_map(|tag| tag.value().as_str().map(str::to_owned))
                .collect(),
            docs: operation_docs(item, node),
            parameters,
            body,
            responses,
            security,
            server,
            origin: node.origin().own_key(),
            id: crate::ir::Name::new(stem).at(&node.origin().own_key()),
        }
    }

    /// Path parameters in path order, then queries, headers and cookies by name: the order in which
    /// the document lists them must not reach the output.
    fn parameters(&mut self, site: &Site<'d, '_>) -> Vec<Parameter> {
        let mut found: Vec<(Parameter, Node<'d>)> = Vec::new();
        for owner in [site.item, site.node] {
            for node in by_name(owner) {
                let Some((parameter, at)) = self.parameter(&node, site) else { continue };
                let same = |known: &(Parameter, Node<'d>)| {
                    known.0.place == parameter.place && known.0.name.wire == parameter.name.wire
                };
                match found.iter_mut().find(|known| same(known)) {
                    Some(known) => {
                        if owner.origin() == site.node.origin()
                            && known.0.origin.pointer.starts_with(&site.node.origin().pointer)
                        {
                            self.report
                                .warning(Code::DUPLICATE_PARAMETER, node.origin())
                                .message(format!(
                                    "`{}` declares the {} parameter `{}` twice",
                                    site.label,
                                    parameter.place.as_str(),
                                    parameter.name.wire
                                ))
                                .related(known.1.origin(), "first declared here")
                                .help("remove one; the later one is used");
                        }
                        *known = (parameter, at);
                    }
                    None => found.push((parameter, at)),
                }
            }
        }
        let mut parameters: Vec<Parameter> = found.into_iter().map(|(parameter, _)| parameter).collect();
        self.match_path(&mut parameters, site);
        let place_in_path =
            |parameter: &Parameter| site.template.names.iter().position(|name| *name == parameter.name.wire);
        parameters.sort_by(|a, b| {
            (a.place, place_in_path(a), a.name.wire.as_str()).cmp(&(b.place, place_in_path(b), b.name.wire.as_str()))
        });
        parameters
    }

    /// Declared path parameters and those of the template are made the same.
    fn match_path(&mut self, parameters: &mut Vec<Parameter>, site: &Site<'d, '_>) {
        let is_declared =
            |name: &str| parameters.iter().any(|known| known.place == Place::Path && known.name.wire == name);
        let undeclared: IndexSet<&String> =
            site.template.names.iter().filter(|name| !is_declared(name.as_str())).collect();
        if !undeclared.is_empty() && !site.template.is_implied {
            let names = undeclared.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let (label, place) = (site.label.to_owned(), site.node.origin().own_key());
            let known = self.undeclared.entry((site.template.text.clone(), names));
            known.or_insert(Undeclared { label, place, names: undeclared.len(), methods: 0 }).methods += 1;
        }
        for name in undeclared {
            parameters.push(self.undeclared(name, site));
        }
        parameters.retain(|parameter| {
            let stays = parameter.place != Place::Path || site.template.names.contains(&parameter.name.wire);
            if !stays {
                self.report
                    .add(Code::UNUSED_PATH_PARAMETER, &parameter.origin)
                    .message(format!("`{}` has no `{{{}}}` in its path", site.label, parameter.name.wire))
                    .label("left out")
                    .help("write it into the path, or remove the parameter");
            }
            stays
        });
    }
}

impl Lower<'_, '_> {
    /// Tells of path parameters that are not declared, once for all methods of a path.
    fn report_undeclared(&mut self) {
        for ((_, names), undeclared) in core::mem::take(&mut self.undeclared) {
            let Undeclared { label, place, names: count, methods } = undeclared;
            let (noun, taken, article) = match count {
                1 => ("parameter", "taken as a string", "a "),
                _ => ("parameters", "taken as strings", ""),
            };
            let (others, at) = match methods {
                1 => (String::new(), ""),
                2 => (", nor does another method of the path".to_owned(), " to the path"),
                more => (format!(", nor do {} other methods of the path", more - 1), " to the path"),
            };
            self.report
                .add(Code::UNDECLARED_PATH_PARAMETER, &place)
                .message(format!("`{label}` does not declare its path {noun} {names}{others}"))
                .label(taken)
                .help(format!("add {article}{noun} {names} with `in: path` and `required: true`{at}"));
        }
    }
}

/// What is said of an operation, else of its path.
fn operation_docs(item: &Node<'_>, node: &Node<'_>) -> Docs {
    let (mut own, shared) = (docs::docs(node), docs::docs(item));
    let of_servers = if node.peek("servers").is_some() { node } else { item };
    super::server::add_servers(of_servers, &mut own);
    if own.summary.is_none() && own.description.is_none() {
        return Docs { deprecated: own.deprecated, ..shared };
    }
    docs::over(own, shared)
}

/// The parameters that a path or operation lists, in an order of our own: types are named and emitted
/// in the order in which they are met.
fn by_name<'d>(owner: &Node<'d>) -> Vec<Node<'d>> {
    let mut nodes: Vec<Node<'d>> = owner.get("parameters").iter().flat_map(Node::items).collect();
    nodes.sort_by_cached_key(|node| {
        let at = node.resolve().unwrap_or_else(|_| node.clone());
        let text = |key| at.get(key).and_then(|value| value.value().as_str().map(str::to_owned));
        (text("in"), text("name"))
    });
    nodes
}

/// An `OPTIONS` method that a mock integration answers: API Gateway's way to enable CORS.
fn is_cors_mock(node: &Node<'_>) -> bool {
    node.peek("x-amazon-apigateway-integration")
        .and_then(|integration| integration.peek("type"))
        .is_some_and(|kind| kind.value().as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("mock")))
}

/// An `operationId` that says something.
fn operation_id(node: &Node<'_>) -> Option<String> {
    let id = node.get("operationId").and_then(|id| id.value().as_str().map(str::to_owned));
    id.filter(|id| id.chars().any(char::is_alphanumeric))
}
