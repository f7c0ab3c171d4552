//! Documentation parts of API Gateway (`x-amazon-apigateway-documentation`), as far as the document does
//! not say the same in place.
//!
//! A part is about one entity, by type, path, method, status and name. What is said of a path is said
//! of all paths below it, and of a method `*` of all methods, until a nearer part says something else.

use gatewright_document::Node;

use crate::ir::{Docs, Operation, Place, StatusPattern, TypeArena};

/// The parts of a document.
pub(super) struct Parts<'d> {
    parts: Vec<Part<'d>>,
}

struct Part<'d> {
    /// `METHOD`, `RESPONSE_BODY` …
    kind: String,
    path: &'d str,
    method: &'d str,
    status: &'d str,
    name: &'d str,
    docs: Docs,
}

impl<'d> Parts<'d> {
    pub(super) fn read(root: &Node<'d>) -> Self {
        let listed = root.get("x-amazon-apigateway-documentation").and_then(|all| all.get("documentationParts"));
        Self { parts: listed.iter().flat_map(Node::items).filter_map(|part| Part::read(&part)).collect() }
    }

    /// Docs of the API; what the document says itself goes first.
    pub(super) fn complete_api(&self, docs: &mut Docs) {
        self.parts.iter().filter(|part| part.kind == "API").for_each(|part| complete(docs, &part.docs));
    }

    /// Docs of an operation and of all that belongs to it.
    pub(super) fn complete_operation(&self, operation: &mut Operation) {
        if self.parts.is_empty() {
            return;
        }
        let (path, method) = (operation.path.clone(), operation.method.clone());
        let find = |kinds: &[&str], status: &str, name: &str| self.nearest(kinds, &path, &method, status, name);
        if let Some(docs) = find(&["METHOD"], "", "").or_else(|| find(&["RESOURCE"], "", "")) {
            complete(&mut operation.docs, docs);
        }
        for parameter in &mut operation.parameters {
            let kind = match parameter.place {
                Place::Path => "PATH_PARAMETER",
                Place::Query => "QUERY_PARAMETER",
                Place::Header => "REQUEST_HEADER",
                Place::Cookie => continue,
            };
            if let Some(docs) = find(&[kind], "", &parameter.name.wire) {
                complete(&mut parameter.docs, docs);
            }
        }
        if let (Some(body), Some(docs)) = (&mut operation.body, find(&["REQUEST_BODY"], "", "")) {
            complete(&mut body.docs, docs);
        }
        for response in &mut operation.responses {
            let StatusPattern::Code(status) = response.status else { continue };
            if let Some(docs) = find(&["RESPONSE", "RESPONSE_BODY"], &status.to_string(), "") {
                complete(&mut response.docs, docs);
            }
        }
    }

    /// Docs of models.
    pub(super) fn complete_models(&self, types: &mut TypeArena) {
        for part in self.parts.iter().filter(|part| part.kind == "MODEL") {
            let named = types.iter().find(|(_, def)| def.named && def.name.wire == part.name).map(|(id, _)| id);
            if let Some(id) = named {
                complete(&mut types.get_mut(id).docs, &part.docs);
            }
        }
    }

    fn nearest(&self, kinds: &[&str], path: &str, method: &str, status: &str, name: &str) -> Option<&Docs> {
        let fits = |part: &&Part<'d>| {
            kinds.contains(&part.kind.as_str())
                && is_within(path, part.path)
                && (part.method == "*" || part.method.eq_ignore_ascii_case(method))
                && (status.is_empty() || part.status == "*" || part.status == status)
                && (name.is_empty() || part.name == name)
        };
        let found = self.parts.iter().filter(fits);
        found.max_by_key(|part| (part.path.len(), part.method != "*", part.status != "*")).map(|part| &part.docs)
    }
}

impl<'d> Part<'d> {
    fn read(node: &Node<'d>) -> Option<Self> {
        let location = node.get("location")?;
        let text = |key: &str, default| location.get(key).and_then(|text| text.as_str()).unwrap_or(default);
        let properties = node.get("properties")?;
        let mut docs = super::docs::docs(&properties);
        // Parts of the whole API are written as they stand in the document.
        if let Some(info) = properties.get("info") {
            complete(&mut docs, &super::docs::docs(&info));
        }
        Some(Self {
            kind: text("type", "").to_ascii_uppercase(),
            path: text("path", "/"),
            method: text("method", "*"),
            status: text("statusCode", "*"),
            name: text("name", ""),
            docs,
        })
    }
}

fn is_within(path: &str, above: &str) -> bool {
    let above = above.trim_end_matches('/');
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Adds what is not said yet.
fn complete(docs: &mut Docs, more: &Docs) {
    if docs.summary.is_none() {
        docs.summary.clone_from(&more.summary);
    }
    if docs.description.is_none() {
        docs.description.clone_from(&more.description);
    }
    docs.deprecated |= more.deprecated;
}
