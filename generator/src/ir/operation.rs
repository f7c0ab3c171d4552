//! Operations of an API: what is sent, and what may come back.

use gatewright_document::Origin;

use super::{Docs, Limits, Name, Presence, Rule, SaidPaging, TypeId, TypeRef, XmlId};

/// One method on one path.
#[derive(Debug)]
pub(crate) struct Operation {
    /// `wire` is the `operationId`, or the method and path when there is none.
    pub(crate) id: Name,
    /// Whether the document gives an `operationId`.
    pub(crate) has_operation_id: bool,
    pub(crate) method: Method,
    /// As written: `/pets/{petId}`.
    pub(crate) path: String,
    pub(crate) tags: Vec<String>,
    pub(crate) docs: Docs,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// Alternatives, each a set of schemes that must all be satisfied.
    pub(crate) security: Vec<Vec<Requirement>>,
    /// How it pages, if the document says so.
    pub(crate) paging: Option<SaidPaging>,
    /// Whether a media type of its responses is that of Kubernetes' changes.
    pub(crate) streams_changes: bool,
    /// A server of its own, absolute.
    pub(crate) server: Option<String>,
    pub(crate) origin: Origin,
}

/// The method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Method {
    /// `x-amazon-apigateway-any-method`.
    Any,
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
    Trace,
}

impl Method {
    /// Those that HTTP has, in the order of the specification.
    pub(crate) const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// The method that a path item calls so.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        [Self::Any].into_iter().chain(Self::ALL).find(|method| method.key() == key)
    }

    /// What path items call it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Any => "x-amazon-apigateway-any-method",
            Self::Delete => "delete",
            Self::Get => "get",
            Self::Head => "head",
            Self::Options => "options",
            Self::Patch => "patch",
            Self::Post => "post",
            Self::Put => "put",
            Self::Trace => "trace",
        }
    }

    /// As HTTP writes it, and `ANY`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Trace => "TRACE",
        }
    }
}

impl core::fmt::Display for Method {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A security scheme that an operation asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Requirement {
    pub(crate) scheme: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) standing: Standing,
}

/// What a client can make of a security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// It has credentials for it.
    Usable,
    /// The document describes something that a client cannot act on.
    Unusable,
    /// The document does not describe it.
    Undeclared,
}

impl Operation {
    /// The schemas of its requests and responses that say more than their types.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        let bodies = self.body.iter().flat_map(|body| &body.variants);
        let contents = bodies.chain(self.responses.iter().flat_map(|response| &response.contents));
        let parameters = self.parameters.iter().filter_map(|parameter| parameter.rule.as_ref());
        parameters.chain(contents.filter_map(|content| content.rule.as_ref()))
    }
}

/// `METHOD /path`, as a person would say it.
impl core::fmt::Display for Operation {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(out, "{} {}", self.method, self.path)
    }
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) place: Place,
    pub(crate) docs: Docs,
    pub(crate) presence: Presence,
    pub(crate) ty: TypeRef,
    pub(crate) style: Style,
    /// The fields of a query that is a form which have a style of their own.
    pub(crate) fields: Vec<(String, Style)>,
    pub(crate) limits: Limits,
    /// What stands for it when it is not given.
    pub(crate) default: Option<Box<serde_json::Value>>,
    pub(crate) rule: Option<Rule>,
    pub(crate) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    Path,
    Query,
    /// All of the query (OpenAPI 3.2).
    QueryString,
    Header,
    Cookie,
}

impl Place {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::QueryString => "querystring",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter's value becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `form` in a query or cookie, `simple` in a path or header.
    Plain {
        explode: bool,
    },
    SpaceDelimited,
    TabDelimited,
    PipeDelimited,
    DeepObject,
    Label {
        explode: bool,
    },
    Matrix {
        explode: bool,
    },
    /// `content: application/json`.
    Json,
    /// `content: application/x-www-form-urlencoded`, which only a whole query has.
    Form,
}

#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) docs: Docs,
    pub(crate) required: bool,
    /// In document order, at least one.
    pub(crate) variants: Vec<Content>,
    /// Whether the methods of servers take the parts of its multipart forms as they arrive, set by the pass `parts`.
    pub(crate) in_parts: bool,
}

impl Body {
    /// What a client can send.
    pub(crate) fn of_clients(&self) -> Vec<&Content> {
        self.variants.iter().filter(|content| !content.only_served).collect()
    }
}

/// One media type of a body and what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// As written, without parameters.
    pub(crate) media_type: String,
    pub(crate) format: Format,
    pub(crate) ty: TypeRef,
    /// The fields of a form that are not written as lists and objects of forms are otherwise.
    pub(crate) fields: Vec<(String, Style)>,
    pub(crate) limits: Limits,
    /// The schema of a request's body.
    pub(crate) rule: Option<Rule>,
    /// The elements of a body of XML.
    pub(crate) xml: Option<XmlId>,
    /// Whether only servers have it: clients send, and ask for, the JSON beside it.
    pub(crate) only_served: bool,
}

impl Content {
    /// Whether both are the same to who has the value.
    pub(crate) fn is_held_as(&self, other: &Self) -> bool {
        self.format == other.format && self.ty == other.ty
    }

    /// Whether it is read as JSON.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.format, Format::Json | Format::Form)
    }
}

/// How a body's bytes are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    Json,
    Form,
    Multipart,
    Xml,
    /// Server-sent events, each with a value of the type.
    Events,
    /// A value of the type on each line.
    Lines,
    Text,
    Bytes,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusPattern,
    pub(crate) docs: Docs,
    /// Empty when there is no body.
    pub(crate) contents: Vec<Content>,
    /// The struct of documented headers.
    pub(crate) headers: Option<TypeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum StatusPattern {
    Code(u16),
    /// `2XX`: the first digit.
    Class(u16),
    Default,
}

impl StatusPattern {
    pub(crate) fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (100..400).contains(&code),
            Self::Class(class) => class < 4,
            Self::Default => false,
        }
    }
}
