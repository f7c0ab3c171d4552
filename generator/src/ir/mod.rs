//! What an API is, independent of how its document wrote it down and of how Rust will spell it.
//!
//! `lower` builds an [`Api`], the passes refine it, `emit` only reads it. Every node carries the
//! [`Origin`] in the file as written, so that a complaint can be located at any stage.

mod arena;
mod features;
mod limits;
mod listed;
mod numbers;
mod operation;
mod outcome;
mod paging;
mod rulebook;
mod type_ref;
mod types;
mod uses;
mod watching;
mod xml;

use gatewright_document::Origin;

use crate::options::Dates;

pub(crate) use arena::*;
pub(crate) use features::Features;
pub(crate) use limits::*;
pub(crate) use listed::*;
pub(crate) use numbers::Numbers;
pub(crate) use operation::*;
pub(crate) use outcome::*;
pub(crate) use paging::*;
pub(crate) use rulebook::*;
pub(crate) use type_ref::*;
pub(crate) use types::*;
pub(crate) use watching::*;
pub(crate) use xml::*;

/// A whole API.
#[derive(Debug)]
pub(crate) struct Api {
    /// `info.title` as written; the server trait is named after it.
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) docs: Docs,
    /// Absolute base URL, when the document gives one.
    pub(crate) base_url: Option<String>,
    /// Path under which a server mounts the API (`/test`), without a trailing slash.
    pub(crate) base_path: String,
    pub(crate) types: TypeArena,
    /// How bodies of XML are written.
    pub(crate) xml: XmlArena,
    /// What requests are held to.
    pub(crate) rules: Rulebook,
    /// Every schema that was lowered, in the order of that; none unless they were asked for.
    pub(crate) placed: Vec<Placed>,
    pub(crate) operations: Vec<Operation>,
    /// What may come back from each of the operations, set by its pass.
    pub(crate) outcomes: Vec<Outcomes>,
    /// How each of the operations pages, if it does, set by its pass.
    pub(crate) paging: Vec<Option<Paging>>,
    /// How the changes of each of the operations are watched, if they are, set by its pass.
    pub(crate) watching: Vec<Option<Watching>>,
    /// How each of the operations says its failures, set by its pass.
    pub(crate) failures: Vec<Failures>,
    /// The operations of each enum of failures that several share.
    pub(crate) shared_failures: Vec<Vec<usize>>,
    /// Operations that the API calls at its user: webhooks and callbacks.
    pub(crate) callbacks: Vec<Operation>,
    pub(crate) security: Vec<SecurityScheme>,
    /// Cargo features by tag, set by their pass.
    pub(crate) features: Features,
    /// Crates whose types are used.
    pub(crate) crates: Vec<String>,
    /// The crate whose dates are used.
    pub(crate) dates: Dates,
    /// The document carries `x-amazon-apigateway-*` extensions.
    pub(crate) gateway: bool,
}

/// Prose of the document that becomes rustdoc.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    /// Facts that Rust does not express: defaults, constraints, examples.
    pub(crate) notes: Vec<String>,
    /// The first of the examples.
    pub(crate) example: Option<Box<serde_json::Value>>,
}

/// The docs of a type, a property or a value, of which most have none.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptDocs(Option<Box<Docs>>);

impl PartialEq for KeptDocs {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<Docs> for KeptDocs {
    fn from(docs: Docs) -> Self {
        Self((docs != Docs::default()).then(|| Box::new(docs)))
    }
}

impl From<KeptDocs> for Docs {
    fn from(kept: KeptDocs) -> Self {
        kept.0.map_or_else(Self::default, |docs| *docs)
    }
}

impl core::ops::Deref for KeptDocs {
    type Target = Docs;

    fn deref(&self) -> &Docs {
        static NONE: Docs =
            Docs { summary: None, description: None, deprecated: false, notes: Vec::new(), example: None };
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl core::ops::DerefMut for KeptDocs {
    fn deref_mut(&mut self) -> &mut Docs {
        self.0.get_or_insert_default()
    }
}

/// A name of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// What goes over the wire; never changed.
    pub(crate) wire: String,
    /// What the document would have it called in code, where that is something else (`x-enum-varnames`, a title).
    pub(crate) called: Option<Box<str>>,
    /// Where it is given; `None` for what the document does not name itself.
    pub(crate) origin: Option<Origin>,
}

impl Name {
    pub(crate) fn new(wire: impl Into<String>) -> Self {
        Self { wire: wire.into(), called: None, origin: None }
    }

    /// The same name, given at a place.
    pub(crate) fn at(self, origin: &Origin) -> Self {
        Self { origin: Some(origin.clone()), ..self }
    }
}

/// How a caller proves who it is.
#[derive(Debug)]
pub(crate) struct SecurityScheme {
    /// The key in the document.
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) kind: SecurityKind,
}

/// The schemes that a client can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecurityKind {
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
    /// What stands behind the name of another HTTP scheme, in `Authorization`.
    Authorization(String),
    Basic,
    /// Bearer tokens, also those that OAuth 2.0 and OpenID Connect hand out.
    Bearer,
    /// IAM: requests are signed with AWS Signature Version 4.
    SigV4,
}
