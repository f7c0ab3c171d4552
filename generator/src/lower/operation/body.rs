//! Request bodies.

use gatewright_document::{Code, Node, Origin};

use crate::ir::Method;
use crate::ir::{Body, Docs};
use crate::lower::docs;
use crate::lower::node::key_of;
use crate::lower::operation::content::{Checked, Offer, Side};
use crate::lower::operation::content::{any_typed, settled};
use crate::lower::operation::{Operations, Site};

impl<'d> Operations<'d, '_> {
    pub(crate) fn body(&mut self, site: &Site<'d, '_>) -> Option<Body> {
        if let Some(node) = site.node.read("requestBody") {
            self.meaningless_body(&node.origin().own_key(), site);
            return self.request_body(&node, site);
        }
        let (bodies, fields) = self.body_parameters(site);
        if let (Some(body), Some(field)) = (bodies.first(), fields.first()) {
            self.schemas
                .report
                .error(Code::BODY_AND_FORM, field.origin())
                .message(format!("`{}` has a body and form fields", site.label))
                .related(body.origin(), "the body")
                .help("a request has one body: keep the `body` parameter or the `formData` parameters");
            return None;
        }
        if let [first, second, ..] = bodies.as_slice() {
            self.schemas
                .report
                .add(Code::SEVERAL_BODIES, second.origin())
                .message(format!("`{}` has more than one body", site.label))
                .related(first.origin(), "the first, which is used")
                .help("a request has one body; put both into one schema");
        }
        if let Some(first) = bodies.first().or(fields.first()) {
            self.meaningless_body(first.origin(), site);
        }
        match bodies.first() {
            Some(body) => self.swagger_body(body, site),
            None if !fields.is_empty() => self.form_fields(&fields, site),
            None => None,
        }
    }

    /// RFC 9110, 9.3: a body says nothing with these methods. It is sent all the same, as many servers read it.
    fn meaningless_body(&mut self, at: &Origin, site: &Site<'d, '_>) {
        if matches!(site.method, Method::Get | Method::Head | Method::Delete | Method::Trace) {
            self.schemas
                .report
                .add(Code::BODY_NOT_ALLOWED, at)
                .message(format!("HTTP gives the body of `{}` no meaning", site.label))
                .label("sent and read all the same");
        }
    }

    /// Swagger 2.0: the parameters that are not parameters.
    fn body_parameters(&mut self, site: &Site<'d, '_>) -> (Vec<Node<'d>>, Vec<Node<'d>>) {
        let mut bodies: Vec<Node<'d>> = Vec::new();
        let mut fields: Vec<Node<'d>> = Vec::new();
        for owner in [site.node, site.item] {
            let own_bodies = bodies.len();
            for node in owner.read("parameters").iter().flat_map(Node::items) {
                let Ok(at) = node.resolve() else { continue };
                match at.read("in").and_then(|place| place.value().as_str().map(str::to_owned)).as_deref() {
                    // A body of the operation replaces that of its path.
                    Some("body") if own_bodies == 0 && !bodies.iter().any(|known| key_of(known) == key_of(&at)) => {
                        bodies.push(at)
                    }
                    Some("formData") => {
                        let name = |node: &Node<'d>| node.read("name").map(|name| name.value().clone());
                        if !fields.iter().any(|known| name(known) == name(&at)) {
                            fields.push(at);
                        }
                    }
                    _ => {}
                }
            }
        }
        // The order in which the document lists them must not reach the output.
        let name = |node: &Node<'d>| node.read("name").and_then(|name| name.value().as_str().map(str::to_owned));
        fields.sort_by_cached_key(name);
        (bodies, fields)
    }

    fn request_body(&mut self, node: &Node<'d>, site: &Site<'d, '_>) -> Option<Body> {
        let at = self.schemas.report.target(node)?;
        let content = at.read("content");
        let variants = match &content {
            Some(content) => {
                let hint = self.shared_or(node, &at, "body", site.stem, "body");
                self.contents(content, &hint, Side::Request, Checked::ByServers)
            }
            None => Vec::new(),
        };
        if variants.is_empty() {
            return None;
        }
        let required = at.read("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let mut docs = docs::over(docs::docs(&at), self.content_docs(&at));
        if key_of(node) != key_of(&at) {
            docs = docs::over(docs::docs(node), docs);
        }
        Some(Body { docs, required, variants, in_parts: false })
    }

    fn swagger_body(&mut self, at: &Node<'d>, site: &Site<'d, '_>) -> Option<Body> {
        let hint = format!("{} body", site.owner_of(at));
        let schema = at.read("schema");
        let media_types = self.media_types(site, "consumes");
        let mut variants = Vec::new();
        let side = Side::Request;
        let typed_elsewhere =
            schema.as_ref().is_some_and(|schema| any_typed(&media_types, schema, self.facts.version, side));
        for media_type in &media_types {
            let schema = schema.as_ref();
            let offer = Offer { media_type, schema, side, typed_elsewhere, media: None, checked: Checked::ByServers };
            self.add_content(offer, &hint, &mut variants);
        }
        let variants = settled(variants);
        let required = at.read("required").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let docs = docs::over(docs::docs(at), self.content_docs(at));
        Some(Body { docs, required, variants, in_parts: false })
    }

    /// `consumes` or `produces`: the operation's own, else the document's, else JSON.
    pub(crate) fn media_types(&self, site: &Site<'d, '_>, keyword: &str) -> Vec<String> {
        let listed = |node: &Node<'d>| -> Vec<String> {
            let list = node.read(keyword);
            list.iter().flat_map(Node::items).filter_map(|item| item.value().as_str().map(str::to_owned)).collect()
        };
        let own = listed(site.node);
        if !own.is_empty() {
            return own;
        }
        // Swagger 2.0, Operation Object: an empty list clears what the document says.
        let global = if site.node.read(keyword).is_some() { Vec::new() } else { listed(&self.facts.document.root()) };
        if global.is_empty() { vec!["application/json".to_owned()] } else { global }
    }

    /// What the schemas of a body say that become no type of their own.
    pub(crate) fn content_docs(&self, at: &Node<'d>) -> Docs {
        let content = at.get("content");
        let media = content.iter().flat_map(Node::entries).filter_map(|(_, media)| media.get("schema"));
        let mut all = Docs::default();
        for schema in media.chain(at.get("schema")) {
            all = docs::over(all, self.schemas.body_docs(&schema));
        }
        all
    }
}
