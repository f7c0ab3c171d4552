//! The pieces of a document that a change is about.

use core::fmt;

/// What changed. The order is that of reports; names are those of the old document where it has the piece.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Api,
    /// A security scheme by name.
    Security(String),
    /// A cargo feature.
    Feature(String),
    /// An operation, and a part of it.
    Operation(String, Part),
    /// A type by its key, and a property, value or variant of it.
    Type(String, Option<String>),
}

/// A part of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Whole,
    /// Place and name.
    Parameter(&'static str, String),
    Body,
    /// A media type of the request body.
    Content(String),
    /// Status.
    Response(String),
    /// Status and media type.
    ResponseContent(String, String),
    Security,
}

impl Subject {
    pub(crate) fn operation(name: &str) -> Self {
        Self::Operation(name.to_owned(), Part::Whole)
    }

    /// The operation or type that it belongs to.
    pub(crate) fn root(&self) -> Self {
        match self {
            Self::Operation(name, _) => Self::operation(name),
            Self::Type(key, _) => Self::Type(key.clone(), None),
            other => other.clone(),
        }
    }

    pub(crate) fn part(&self, part: Part) -> Self {
        match self {
            Self::Operation(name, _) => Self::Operation(name.clone(), part),
            other => other.clone(),
        }
    }

    pub(crate) fn member(&self, name: &str) -> Self {
        match self {
            Self::Type(key, _) => Self::Type(key.clone(), Some(name.to_owned())),
            other => other.clone(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api => out.write_str("the API"),
            Self::Security(name) => write!(out, "security scheme `{name}`"),
            Self::Feature(name) => write!(out, "feature `{name}`"),
            Self::Operation(name, part) => {
                write!(out, "`{name}`")?;
                match part {
                    Part::Whole => Ok(()),
                    Part::Parameter(place, name) => write!(out, ", {place} parameter `{name}`"),
                    Part::Body => out.write_str(", body"),
                    Part::Content(media_type) => write!(out, ", body `{media_type}`"),
                    Part::Response(status) => write!(out, ", response `{status}`"),
                    Part::ResponseContent(status, media_type) => {
                        write!(out, ", response `{status}` `{media_type}`")
                    }
                    Part::Security => out.write_str(", security"),
                }
            }
            Self::Type(key, None) => write!(out, "schema `{key}`"),
            Self::Type(key, Some(member)) => write!(out, "schema `{key}`, `{member}`"),
        }
    }
}
