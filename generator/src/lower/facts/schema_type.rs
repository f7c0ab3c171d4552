//! The `type` of a schema.

use gatewright_document::Node;

/// A type that a schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SchemaType<'d> {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    Null,
    /// Swagger 2.0: the bytes of a form's field or of a response.
    File,
    /// Not in any specification, but in documents: any value.
    Any,
    Unknown(&'d str),
}

impl<'d> SchemaType<'d> {
    /// The types of JSON Schema.
    pub(crate) const ALL: [SchemaType<'static>; 7] = [
        SchemaType::String,
        SchemaType::Integer,
        SchemaType::Number,
        SchemaType::Boolean,
        SchemaType::Object,
        SchemaType::Array,
        SchemaType::Null,
    ];

    pub(crate) fn parse(name: &'d str) -> Self {
        match name {
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            "null" => Self::Null,
            "file" => Self::File,
            "any" => Self::Any,
            other => Self::Unknown(other),
        }
    }

    /// As the document writes it.
    pub(crate) fn as_str(self) -> &'d str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
            Self::Null => "null",
            Self::File => "file",
            Self::Any => "any",
            Self::Unknown(name) => name,
        }
    }

    /// The one type that a schema names itself.
    pub(crate) fn of(node: &Node<'d>) -> Option<Self> {
        node.str("type").map(Self::parse)
    }
}

/// `string or null`, for messages.
pub(crate) fn listed(types: &[SchemaType<'_>]) -> String {
    types.iter().map(|ty| ty.as_str()).collect::<Vec<_>>().join(" or ")
}
