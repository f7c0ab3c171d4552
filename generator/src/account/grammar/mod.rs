//! What may stand where in a document, and what becomes of each keyword.
//!
//! The table knows nothing of `lower`, and `lower` nothing of the table: the account compares the two. A
//! keyword that the table calls expressed and that `lower` does not read, or that is not in the table and
//! of which nothing is said, is a hole in the account, and the tests fail.

mod table;

use gatewright_document::Version;

use self::table::{EXTENSION, GATEWAY_ANYWHERE, PATH_ITEM, SCHEMA, table};

/// An object of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Document,
    Info,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    MediaType,
    Response,
    Callback,
    SecurityScheme,
    Discriminator,
    Xml,
    ExternalDocs,
    Schema,
}

impl Kind {
    /// The name of the object, with its article.
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Info => "`info`",
            Self::Server => "a server",
            Self::ServerVariable => "a variable of a server",
            Self::Components => "`components`",
            Self::PathItem => "a path",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::Header => "a header",
            Self::RequestBody => "a request body",
            Self::MediaType => "a media type",
            Self::Response => "a response",
            Self::Callback => "a callback",
            Self::SecurityScheme => "a security scheme",
            Self::Discriminator => "a discriminator",
            Self::Xml => "`xml`",
            Self::ExternalDocs => "`externalDocs`",
            Self::Schema => "a schema",
        }
    }
}

/// What stands below a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A value that belongs to the keyword: data, or one of several kinds.
    Value,
    /// A string.
    Text,
    /// Strings.
    Texts,
    Number,
    /// A whole number from 0.
    Count,
    Flag,
    /// A list of any values.
    Values,
    /// A list of objects that belong to the keyword.
    Objects,
    One(Kind),
    List(Kind),
    /// One object, or a list of them (`items`).
    Either(Kind),
    /// Objects by names that the author chose.
    Names(Kind),
    /// The same, where `x-…` is an extension and no name.
    NamesOrExtensions(Kind),
}

/// What becomes of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is in the types, the calls, or what is validated.
    Expressed,
    /// It only holds others, each accounted for by itself, or says how the document is to be read.
    Structure,
    /// It is in the rustdoc.
    Documented,
    /// It is expressed where something else of the document asks for it, and may be left out elsewhere, for this reason.
    Asked(&'static str),
    /// It may be left out, for this reason.
    Ignored(&'static str),
    /// Rust does not say it; every use is reported.
    Reported,
}

/// The versions that know a keyword, or in which it is understood all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum In {
    All,
    Swagger,
    OpenApi,
}

impl In {
    pub(crate) fn covers(self, version: Version) -> bool {
        match self {
            Self::All => true,
            Self::Swagger => version == Version::Swagger20,
            Self::OpenApi => version != Version::Swagger20,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    pub(crate) fate: Fate,
    pub(crate) versions: In,
}

/// A keyword that is in the table, or an extension of somebody else.
pub(crate) fn keyword(kind: Kind, name: &str) -> Option<&'static Keyword> {
    // Swagger 2.0 describes the values of parameters and headers without a schema of their own, and API
    // Gateway reads some of its extensions at the document, at a path and at an operation.
    let more: &[Keyword] = match kind {
        Kind::Parameter | Kind::Header => &SCHEMA,
        Kind::Document | Kind::PathItem | Kind::Operation => &GATEWAY_ANYWHERE,
        _ => &[],
    };
    let listed = table(kind).iter().chain(more).find(|keyword| keyword.name == name);
    listed.or_else(|| (name.starts_with("x-") && !is_ours(name)).then_some(&EXTENSION))
}

/// The names of the keywords of an object, to find what was meant.
pub(crate) fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
    table(kind).iter().map(|keyword| keyword.name)
}

/// Whether an entry of a path is an operation.
pub(super) fn is_method(name: &str) -> bool {
    PATH_ITEM.iter().any(|keyword| keyword.name == name && keyword.holds == Holds::One(Kind::Operation))
}

/// `x-amazon-apigateway-…`, of which all are known: another one is a typing error.
fn is_ours(name: &str) -> bool {
    name.starts_with("x-amazon-apigateway-")
}
