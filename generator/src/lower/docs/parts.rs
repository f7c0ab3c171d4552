//! Documentation parts of API Gateway (`x-amazon-apigateway-documentation`), as far as the document does
//! not say the same in place.
//!
//! A part is about one entity, by type, path, method, status and name. What is said of a path is said
//! of all paths below it, and of a method or status `*` of each, until a nearer part says something else.
//! Only of what the whole API, a resource, a model and an authorizer are nothing is inherited.

use gatewright_document::Node;

use crate::ir::{Docs, Operation, Parameter, Place, Response, SecurityScheme, StatusPattern, TypeKind};
use crate::lower::docs;
use crate::lower::types::Types;

/// The parts of a document.
pub(crate) struct Parts<'d> {
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
    pub(crate) fn read(root: &Node<'d>) -> Self {
        let listed = root.read("x-amazon-apigateway-documentation").and_then(|all| all.read("documentationParts"));
        Self { parts: listed.iter().flat_map(Node::items).filter_map(|part| Part::read(&part)).collect() }
    }

    /// Docs of the API; what the document says itself goes first.
    pub(crate) fn complete_api(&self, docs: &mut Docs) {
        self.parts.iter().filter(|part| part.kind == "API").for_each(|part| complete(docs, &part.docs));
    }

    /// Docs of security schemes.
    pub(crate) fn complete_schemes(&self, schemes: &mut [SecurityScheme]) {
        for scheme in schemes {
            let about = |part: &&Part<'d>| part.kind == "AUTHORIZER" && part.name == scheme.name.wire;
            self.parts.iter().filter(about).for_each(|part| complete(&mut scheme.docs, &part.docs));
        }
    }

    /// Docs of an operation and of all that belongs to it.
    pub(crate) fn complete_operation(&self, operation: &mut Operation, types: &mut Types<'_>) {
        if self.parts.is_empty() {
            return;
        }
        let site = Site { path: &operation.path, method: operation.method.as_str() };
        if let Some(docs) = self.nearest("METHOD", site, "", "").or_else(|| self.of_resource(site.path)) {
            complete(&mut operation.docs, docs);
        }
        for parameter in &mut operation.parameters {
            self.complete_parameter(parameter, site);
        }
        if let (Some(body), Some(docs)) = (&mut operation.body, self.nearest("REQUEST_BODY", site, "", "")) {
            complete(&mut body.docs, docs);
        }
        for response in &mut operation.responses {
            self.complete_response(response, site, types);
        }
    }

    fn complete_parameter(&self, parameter: &mut Parameter, site: Site<'_>) {
        let kind = match parameter.place {
            Place::Path => "PATH_PARAMETER",
            Place::Query => "QUERY_PARAMETER",
            Place::Header => "REQUEST_HEADER",
            Place::QueryString | Place::Cookie => return,
        };
        if let Some(docs) = self.nearest(kind, site, "", &parameter.name.wire) {
            complete(&mut parameter.docs, docs);
        }
    }

    fn complete_response(&self, response: &mut Response, site: Site<'_>, types: &mut Types<'_>) {
        let status = match response.status {
            StatusPattern::Code(code) => code.to_string(),
            StatusPattern::Class(class) => format!("{class}XX"),
            StatusPattern::Default => "default".to_owned(),
        };
        let of_response = self.nearest("RESPONSE", site, &status, "");
        let of_body = self.nearest("RESPONSE_BODY", site, &status, "").filter(|_| !response.contents.is_empty());
        let found = match (of_response, of_body) {
            (Some(response), Some(body)) => Some(docs::over(response.clone(), body.clone())),
            (one, other) => one.or(other).cloned(),
        };
        if let Some(found) = found {
            // What an export writes where the response has no description.
            response.docs.description.take_if(|text| *text == format!("{status} response"));
            complete(&mut response.docs, &found);
        }
        let Some(id) = response.headers else { return };
        let TypeKind::Headers(fields) = &mut types.get_mut(id).kind else { return };
        for field in fields {
            if let Some(docs) = self.nearest("RESPONSE_HEADER", site, &status, &field.name.wire) {
                complete(&mut field.docs, docs);
            }
        }
    }

    /// Docs of models.
    pub(crate) fn complete_models(&self, types: &mut Types<'_>) {
        for part in self.parts.iter().filter(|part| part.kind == "MODEL") {
            let named = types.iter().find(|(_, def)| def.named && def.name.wire == part.name).map(|(id, _)| id);
            if let Some(id) = named {
                complete(&mut types.get_mut(id).docs, &part.docs);
            }
        }
    }

    /// Docs of the path itself: they are not inherited.
    fn of_resource(&self, path: &str) -> Option<&Docs> {
        self.parts.iter().find(|part| part.kind == "RESOURCE" && part.path == path).map(|part| &part.docs)
    }

    /// The part with the longest path, of those the one with the method, of those the one with the status.
    fn nearest(&self, kind: &str, site: Site<'_>, status: &str, name: &str) -> Option<&Docs> {
        let fits = |part: &&Part<'d>| {
            part.kind == kind
                && is_within(site.path, part.path)
                && (part.method == "*" || part.method.eq_ignore_ascii_case(site.method))
                && (status.is_empty() || part.status == "*" || part.status.eq_ignore_ascii_case(status))
                && part.name.eq_ignore_ascii_case(name)
        };
        let found = self.parts.iter().filter(fits);
        found.max_by_key(|part| (part.path.len(), part.method != "*", part.status != "*")).map(|part| &part.docs)
    }
}

/// The operation that docs are looked for.
#[derive(Clone, Copy)]
struct Site<'a> {
    path: &'a str,
    method: &'a str,
}

impl<'d> Part<'d> {
    fn read(node: &Node<'d>) -> Option<Self> {
        let location = node.read("location")?;
        let text = |key: &str, default| location.read(key).and_then(|text| text.as_str()).unwrap_or(default);
        let properties = node.read("properties")?;
        let mut docs = docs::docs(&properties);
        // Parts of the whole API are written as they stand in the document.
        if let Some(info) = properties.read("info") {
            complete(&mut docs, &docs::docs(&info));
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
pub(crate) fn complete(docs: &mut Docs, more: &Docs) {
    if docs.summary.is_none() {
        docs.summary.clone_from(&more.summary);
    }
    if docs.description.is_none() {
        docs.description.clone_from(&more.description);
    }
    docs.deprecated |= more.deprecated;
}
