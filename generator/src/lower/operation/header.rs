//! Headers of responses.

use gatewright_document::{Code, Node};

use crate::ir::{Docs, Field, Limits, Name, Presence, Response, StatusPattern, TypeId, TypeKind, TypeRef};
use crate::lower::docs;
use crate::lower::node::key_of;
use crate::lower::operation::parameter::value_schema;
use crate::lower::operation::response::status_pattern;
use crate::lower::operation::{Operations, Site};
use crate::names::status as status_name;

impl<'d> Operations<'d, '_> {
    /// Successes share one struct of headers, so that a client reads them whatever the status.
    pub(super) fn attach_headers(&mut self, responses: &mut [Response], site: &Site<'d, '_>) {
        let mut success: Vec<(String, Vec<Node<'d>>)> = Vec::new();
        let mut failures: Vec<(StatusPattern, TypeId)> = Vec::new();
        let listed = site.node.read("responses");
        let listed = listed.iter().flat_map(Node::entries);
        let mut listed: Vec<_> =
            listed.filter_map(|(status, node)| Some((status_pattern(status)?, node.resolve().ok()?, node))).collect();
        listed.sort_by_key(|(pattern, ..)| *pattern);
        for (pattern, at, node) in listed {
            let headers = self.listed_headers(&at);
            if pattern.is_success() {
                for (name, header) in headers {
                    match success.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                        Some((_, of_several)) => of_several.push(header),
                        None => success.push((name, vec![header])),
                    }
                }
            } else if !headers.is_empty() {
                let what = format!("{} headers", status_name(pattern));
                let hint = self.shared_or(&node, &at, "headers", site.stem, &what);
                let headers: Vec<_> = headers.into_iter().map(|(name, header)| (name, vec![header])).collect();
                failures.push((pattern, self.headers(&headers, &hint, &at)));
            }
        }
        success.sort_by(|a, b| a.0.cmp(&b.0));
        let of_success =
            (!success.is_empty()).then(|| self.headers(&success, &format!("{} headers", site.stem), site.node));
        for response in responses {
            response.headers = match failures.iter().find(|(pattern, _)| *pattern == response.status) {
                _ if response.status.is_success() => of_success,
                found => found.map(|(_, id)| *id),
            };
        }
    }

    /// The headers of a response, by name.
    fn listed_headers(&mut self, at: &Node<'d>) -> Vec<(String, Node<'d>)> {
        let mut headers: Vec<(String, Node<'d>)> = Vec::new();
        for (name, header) in at.read("headers").iter().flat_map(Node::entries) {
            // OpenAPI 3, Response Object: `Content-Type` is ignored here.
            if let Some(header) = self.schemas.report.target(&header)
                && !name.eq_ignore_ascii_case("content-type")
            {
                headers.push((name.to_owned(), header));
            }
        }
        headers.sort_by(|a, b| a.0.cmp(&b.0));
        headers
    }

    /// The struct of a response's headers; operations that refer to one response share it.
    fn headers(&mut self, headers: &[(String, Vec<Node<'d>>)], hint: &str, node: &Node<'d>) -> TypeId {
        if let Some(id) = self.header_structs.get(&key_of(node)) {
            return *id;
        }
        let fields = headers.iter().filter_map(|(name, headers)| self.header(name, headers, hint)).collect();
        let id = self.schemas.types.add_in_place(hint, node, TypeKind::Headers(fields));
        self.header_structs.insert(key_of(node), id);
        id
    }

    fn header_docs(&self, header: &Node<'d>) -> Docs {
        let schema = value_schema(header);
        let mut all = self.schemas.value_docs(core::slice::from_ref(&schema));
        if key_of(&schema) != key_of(header) {
            all = docs::over(docs::docs(header), all);
        }
        // A client reads answers that lack it all the same.
        if header.read("required").is_some_and(|flag| flag.as_bool() == Some(true)) {
            all.notes.push("Always sent.".to_owned());
        }
        all
    }

    /// One header, which several statuses may describe.
    fn header(&mut self, name: &str, headers: &[Node<'d>], hint: &str) -> Option<Field> {
        let hint = format!("{hint} {name}");
        let (first, others) = headers.split_first()?;
        let ty = self.header_type(first, &hint);
        let mut docs = self.header_docs(first);
        for other in others {
            if self.header_type(other, &hint) == ty {
                docs = docs::over(docs, self.header_docs(other));
            } else {
                self.schemas
                    .report
                    .add(Code::UNSUPPORTED_KEYWORD, &other.origin().own_key())
                    .message(format!("the header `{name}` has another type for another status"))
                    .label("left out")
                    .related(first.origin(), "this one is used for every success")
                    .help("give both one schema");
            }
        }
        Some(Field {
            name: Name::new(name).at(first.origin()),
            docs: docs.into(),
            ty,
            presence: Presence::Optional,
            read_only: false,
            write_only: false,
            flag: None,
            tag: None,
            default: None,
            limits: Limits::default(),
        })
    }

    fn header_type(&mut self, header: &Node<'d>, hint: &str) -> TypeRef {
        let schema = value_schema(header);
        match key_of(&schema) != key_of(header) {
            true => {
                self.schemas.examples_of(header, &schema);
                self.schemas.schema(&schema, hint).ty
            }
            false if header.read("type").is_some() => self.schemas.schema(header, hint).ty,
            false => TypeRef::Scalar(crate::ir::Scalar::String),
        }
    }
}
