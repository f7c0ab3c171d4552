//! The operations of a document by the document alone: parameters, bodies, responses, and their schemas.

use gatewright_document::media_type::is_json;
use gatewright_document::{Document, Node, Version};
use serde_json::{Map, json};

use crate::schemas::{REF, Schemas};

/// The key of a path item for all methods that have no operation of their own.
const ANY: &str = "x-amazon-apigateway-any-method";
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", ANY];

pub(crate) struct Documented {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) bodies: Vec<Content>,
    pub(crate) body_required: bool,
    pub(crate) responses: Vec<Response>,
}

pub(crate) struct Parameter {
    /// `query limit`.
    pub(crate) key: String,
    /// The place of its schema in the table of requests.
    pub(crate) schema: Option<usize>,
    pub(crate) required: bool,
    /// Whether its value is written as JSON text.
    pub(crate) json: bool,
}

/// A body in one media type; `*/*` where the document does not say.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) media: String,
    pub(crate) schema: Option<usize>,
}

pub(crate) struct Response {
    /// `200`, `4XX`, `default`.
    pub(crate) status: String,
    pub(crate) contents: Vec<Content>,
    pub(crate) headers: Vec<(String, usize)>,
}

/// Tables of schemas: what requests have, and what responses have.
pub(crate) struct Tables<'d> {
    pub(crate) requests: Schemas<'d>,
    pub(crate) responses: Schemas<'d>,
}

pub(crate) fn read<'d>(document: &'d Document, tables: &mut Tables<'d>) -> Vec<Documented> {
    let root = document.root();
    let mut operations = Vec::new();
    for (path, item) in root.get("paths").iter().flat_map(Node::entries) {
        let item = resolved(item);
        if path.starts_with("x-") {
            continue;
        }
        for (key, operation) in item.entries().filter(|(key, _)| METHODS.contains(key)) {
            let method = if key == ANY { "ANY".to_owned() } else { key.to_uppercase() };
            let mut reading = Reading { document, tables };
            operations.push(reading.operation(method, path, &item, &operation));
        }
    }
    operations
}

/// Behind references; what leads nowhere stays what it is.
fn resolved(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    for _ in 0..32 {
        match node.reference().is_some().then(|| node.resolve()) {
            Some(Ok(target)) => node = target,
            _ => break,
        }
    }
    node
}

struct Reading<'t, 'd> {
    document: &'d Document,
    tables: &'t mut Tables<'d>,
}

impl<'d> Reading<'_, 'd> {
    fn operation(&mut self, method: String, path: &str, item: &Node<'d>, operation: &Node<'d>) -> Documented {
        let own = operation.get("parameters");
        let shared = item.get("parameters");
        let mut nodes: Vec<Node<'d>> = Vec::new();
        for node in own.iter().chain(&shared).flat_map(Node::items).map(resolved) {
            let same = |other: &Node<'d>| {
                let is_header = node.str("in") == Some("header");
                let names = (other.str("name").unwrap_or_default(), node.str("name").unwrap_or_default());
                let named = if is_header { names.0.eq_ignore_ascii_case(names.1) } else { names.0 == names.1 };
                named && other.str("in") == node.str("in")
            };
            if !nodes.iter().any(same) {
                nodes.push(node);
            }
        }
        let (mut parameters, mut fields, mut body) = (Vec::new(), Vec::new(), None);
        for node in nodes {
            match (node.str("in"), node.str("name")) {
                (Some("body"), _) => body = Some(node),
                (Some("formData"), Some(_)) => fields.push(node),
                (Some(place @ ("path" | "query" | "header" | "cookie")), Some(name)) => {
                    parameters.push(self.parameter(place, name, &node));
                }
                _ => {}
            }
        }
        let (bodies, body_required) = self.bodies(operation, body, &fields);
        let responses = operation.get("responses").iter().flat_map(Node::entries).collect::<Vec<_>>();
        let responses = responses.into_iter().filter(|(status, _)| !status.starts_with("x-"));
        let responses = responses.map(|(status, node)| self.response(status, &resolved(node))).collect();
        Documented { method, path: path.to_owned(), parameters, bodies, body_required, responses }
    }

    fn is_old(&self) -> bool {
        self.document.version() == Version::Swagger20
    }

    fn parameter(&mut self, place: &str, name: &str, node: &Node<'d>) -> Parameter {
        let content = node.get("content").and_then(|content| content.entries().next());
        let schema = match &content {
            Some((_, media)) => media.get("schema"),
            None => node.get("schema"),
        };
        let schema = if self.is_old() { Some(node.clone()) } else { schema };
        let required = place == "path" || node.get("required").is_some_and(|flag| flag.as_bool() == Some(true));
        let schema = schema.map(|schema| self.tables.requests.add(&schema));
        let json = content.is_some_and(|(media, _)| is_json(media));
        Parameter { key: format!("{place} {name}"), schema, required, json }
    }

    fn bodies(&mut self, operation: &Node<'d>, body: Option<Node<'d>>, fields: &[Node<'d>]) -> (Vec<Content>, bool) {
        let is_required = |node: &Node<'_>| node.get("required").is_some_and(|flag| flag.as_bool() == Some(true));
        if let Some(body) = body {
            let schema = body.get("schema").map(|schema| self.tables.requests.add(&schema));
            return (vec![Content { media: "*/*".to_owned(), schema }], is_required(&body));
        }
        if !fields.is_empty() {
            let mut properties = Map::new();
            let mut required = Vec::new();
            for field in fields {
                let name = field.str("name").unwrap_or_default();
                properties.insert(name.to_owned(), json!({ REF: self.tables.requests.add(field) }));
                if is_required(field) {
                    required.push(name);
                }
            }
            let any = !required.is_empty();
            let table = &mut self.tables.requests.table;
            table.push(json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }));
            return (vec![Content { media: "*/*".to_owned(), schema: Some(table.len() - 1) }], any);
        }
        let Some(body) = operation.get("requestBody").map(resolved) else { return (Vec::new(), false) };
        let contents = body.get("content").iter().flat_map(Node::entries).collect::<Vec<_>>();
        let contents = contents.into_iter().map(|(media, node)| {
            let schema = resolved(node).get("schema").map(|schema| self.tables.requests.add(&schema));
            Content { media: media.to_owned(), schema }
        });
        (contents.collect(), is_required(&body))
    }

    fn response(&mut self, status: &str, node: &Node<'d>) -> Response {
        let mut contents = Vec::new();
        if let Some(schema) = node.get("schema") {
            let schema = Some(self.tables.responses.add(&schema));
            contents.push(Content { media: "*/*".to_owned(), schema });
        }
        for (media, content) in node.get("content").iter().flat_map(Node::entries).collect::<Vec<_>>() {
            let schema = resolved(content).get("schema").map(|schema| self.tables.responses.add(&schema));
            contents.push(Content { media: media.to_owned(), schema });
        }
        let mut headers = Vec::new();
        for (name, header) in node.get("headers").iter().flat_map(Node::entries).collect::<Vec<_>>() {
            let header = resolved(header);
            let schema = if self.is_old() { Some(header) } else { header.get("schema") };
            headers.extend(schema.map(|schema| (name.to_owned(), self.tables.responses.add(&schema))));
        }
        Response { status: status.to_owned(), contents, headers }
    }
}

/// The content that a body of generated code is of. `media` is `json`, `form`, `multipart` or a media type.
pub(crate) fn content<'c>(contents: &'c [Content], media: &str) -> Option<&'c Content> {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_lowercase();
    let wanted = essence(media);
    let exact = contents.iter().find(|content| content.media == media);
    let exact = exact.or_else(|| contents.iter().find(|content| essence(&content.media) == wanted));
    let by_kind = |content: &&Content| match media {
        "json" => is_json(&content.media),
        "form" => essence(&content.media).ends_with("x-www-form-urlencoded"),
        "multipart" => essence(&content.media).starts_with("multipart/"),
        _ => false,
    };
    let json = contents.iter().find(|content| media == "json" && essence(&content.media) == "application/json");
    let kind = json.or_else(|| contents.iter().find(by_kind));
    exact.or(kind).or_else(|| contents.iter().find(|content| content.media.starts_with('*')))
}
