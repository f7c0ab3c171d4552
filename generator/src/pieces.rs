//! What stands where in a document: the pieces that may be references, and what they hold.

/// A piece of a document, as its place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Callback,
    Link,
    Example,
    SecurityScheme,
    Schema,
    /// What is copied as it stands.
    Data,
}

/// How the pieces stand in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    One(Kind),
    List(Kind),
    /// By names of the author.
    Map(Kind),
    /// One, or a list of them.
    OneOrList(Kind),
}

impl Kind {
    /// What an entry of this piece holds.
    pub(crate) fn entry(self, key: &str, swagger: bool) -> Holds {
        use Holds::{List, Map, One};
        match (self, key) {
            (Self::Document, "paths" | "webhooks" | "x-webhooks" | "x-ms-paths") => Map(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),
            (Self::Document, "definitions") => Map(Self::Schema),
            (Self::Document, "parameters") => Map(Self::Parameter),
            (Self::Document, "responses") => Map(Self::Response),
            (Self::Components, section) => Self::of_section(section).map_or(One(Self::Data), Map),
            (Self::PathItem | Self::Operation, "parameters") => List(Self::Parameter),
            (Self::PathItem, key) if is_method(key) => One(Self::Operation),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => Map(Self::Response),
            (Self::Operation, "callbacks") => Map(Self::Callback),
            (Self::Parameter | Self::Header, "schema") => One(Self::Schema),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => Map(Self::MediaType),
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => Map(Self::Example),
            (Self::Response | Self::Encoding, "headers") => Map(Self::Header),
            (Self::Response, "schema") => One(Self::Schema),
            (Self::Response, "links") if !swagger => Map(Self::Link),
            (Self::MediaType, "schema" | "itemSchema") => One(Self::Schema),
            (Self::MediaType, "encoding") => Map(Self::Encoding),
            (Self::Callback, key) if !key.starts_with("x-") => One(Self::PathItem),
            (Self::Schema, key) => schema_entry(key),
            _ => One(Self::Data),
        }
    }

    /// Whether the piece lists values, as schemas do, and parameters and headers of Swagger 2.0.
    pub(crate) fn has_constants(self) -> bool {
        matches!(self, Self::Schema | Self::Parameter | Self::Header)
    }

    fn of_section(section: &str) -> Option<Self> {
        Some(match section {
            "schemas" => Self::Schema,
            "parameters" => Self::Parameter,
            "responses" => Self::Response,
            "requestBodies" => Self::RequestBody,
            "headers" => Self::Header,
            "examples" => Self::Example,
            "links" => Self::Link,
            "callbacks" => Self::Callback,
            "pathItems" => Self::PathItem,
            "securitySchemes" => Self::SecurityScheme,
            _ => return None,
        })
    }

    /// The components among which a piece of this kind has its place; `None` where it is written in place.
    pub(crate) fn section(self, version: gatewright_document::Version) -> Option<&'static [&'static str]> {
        use gatewright_document::Version;
        let section: &[&str] = match (version, self) {
            (Version::Swagger20, Self::Schema) => &["definitions"],
            (Version::Swagger20, Self::Parameter) => &["parameters"],
            (Version::Swagger20, Self::Response) => &["responses"],
            (Version::Swagger20, _) => return None,
            (_, Self::Schema) => &["components", "schemas"],
            (_, Self::Parameter) => &["components", "parameters"],
            (_, Self::Response) => &["components", "responses"],
            (_, Self::RequestBody) => &["components", "requestBodies"],
            (_, Self::Header) => &["components", "headers"],
            (_, Self::Example) => &["components", "examples"],
            (_, Self::Link) => &["components", "links"],
            (_, Self::Callback) => &["components", "callbacks"],
            (_, Self::SecurityScheme) => &["components", "securitySchemes"],
            (Version::OpenApi31, Self::PathItem) => &["components", "pathItems"],
            _ => return None,
        };
        Some(section)
    }
}

fn is_method(key: &str) -> bool {
    matches!(key, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query")
        || key == "x-amazon-apigateway-any-method"
}

fn schema_entry(key: &str) -> Holds {
    match key {
        "properties" | "patternProperties" | "definitions" | "$defs" | "dependentSchemas" => Holds::Map(Kind::Schema),
        "items" => Holds::OneOrList(Kind::Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List(Kind::Schema),
        "additionalProperties"
        | "additionalItems"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "contentSchema" => Holds::One(Kind::Schema),
        _ => Holds::One(Kind::Data),
    }
}
