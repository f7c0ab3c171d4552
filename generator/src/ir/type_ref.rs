//! How a type is written where it is used.

use super::TypeId;

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TypeRef {
    Named(TypeId),
    Boxed(Box<TypeRef>),
    List(Box<TypeRef>),
    Map(Box<TypeRef>),
    Tuple(Box<Tuple>),
    /// A value that may be `null` where no member could be missing: an item, a map value, a body.
    Nullable(Box<TypeRef>),
    Scalar(Scalar),
    /// A type of the user's own.
    Custom(Box<Custom>),
    Json,
    Unit,
}

/// A type that is not generated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Custom {
    /// As Rust writes it.
    pub(crate) path: String,
    /// What stands in its angle brackets.
    pub(crate) parameters: Vec<TypeRef>,
    /// Known to serde, and not to the runtime.
    pub(crate) foreign: bool,
}

/// An array whose items have types by their places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tuple {
    pub(crate) items: Vec<TypeRef>,
    /// How many of them must be there.
    pub(crate) least: usize,
    /// What may follow them; `None` when nothing may.
    pub(crate) rest: Option<Box<TypeRef>>,
}

impl Tuple {
    /// Whether arrays have as many items as the tuple has, so that it is a tuple of Rust's.
    pub(crate) fn is_exact(&self) -> bool {
        self.rest.is_none() && self.least >= self.items.len()
    }

    /// The types of all items, those that follow included.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &TypeRef> {
        self.items.iter().chain(self.rest.as_deref())
    }
}

impl TypeRef {
    /// The same type, where `null` differs from a value.
    pub(crate) fn or_null(self, nullable: bool) -> Self {
        match self {
            // JSON already has its own null.
            Self::Json | Self::Unit | Self::Nullable(_) => self,
            other if nullable => Self::Nullable(Box::new(other)),
            other => other,
        }
    }
}

/// A scalar with its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scalar {
    String,
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F64,
    /// The same, of which whole values are written as floats (`2.0`).
    Double,
    /// Numbers that may be written as text.
    NumericI32,
    NumericI64,
    NumericU64,
    NumericF64,
    /// A number of any size and precision.
    Number,
    DateTime,
    LocalDateTime,
    HttpDate,
    Date,
    Time,
    Duration,
    Uuid,
    Decimal,
    /// What Kubernetes writes as a number or as text.
    IntOrString,
    /// An amount with a suffix, of Kubernetes.
    Quantity,
    UnixTime,
    /// Bytes in base64 text.
    Base64,
    Base64Url,
    /// Raw bytes: a whole body, never a member of a JSON object.
    Bytes,
}

impl Scalar {
    /// The type of a number that may be written as text, as Rust writes it.
    pub(crate) fn numeric(self) -> Option<&'static str> {
        match self {
            Self::NumericI32 => Some("i32"),
            Self::NumericI64 => Some("i64"),
            Self::NumericU64 => Some("u64"),
            Self::NumericF64 => Some("f64"),
            _ => None,
        }
    }

    /// Passed by value where it is an argument.
    pub(crate) fn is_copy(self) -> bool {
        !matches!(
            self,
            Self::String
                | Self::Number
                | Self::NumericI32
                | Self::NumericI64
                | Self::NumericU64
                | Self::NumericF64
                | Self::DateTime
                | Self::LocalDateTime
                | Self::HttpDate
                | Self::Date
                | Self::Time
                | Self::Duration
                | Self::Uuid
                | Self::Decimal
                | Self::IntOrString
                | Self::Quantity
                | Self::Base64
                | Self::Base64Url
                | Self::Bytes
        )
    }
}
