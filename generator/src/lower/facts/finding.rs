//! What is wrong with schemas, as far as gathering them shows.

use gatewright_document::Node;

/// Something that a reader of a schema has to look at. There is one for each schema of the document.
pub(crate) enum Finding<'d> {
    /// A schema was gathered: its keywords and values are to be checked.
    Gathered(Node<'d>),
    Fault(Box<Fault<'d>>),
}

impl<'d> From<Fault<'d>> for Finding<'d> {
    fn from(fault: Fault<'d>) -> Self {
        Self::Fault(Box::new(fault))
    }
}

/// Something that is wrong with a schema.
pub(crate) enum Fault<'d> {
    /// A reference leads nowhere, or to no schema.
    Reference(Node<'d>),
    /// A line of `allOf`s and references is too long.
    TooManyParts(Node<'d>),
    /// A schema is `allOf` itself.
    Cycle(Node<'d>),
    /// Hierarchies have too many levels of too many schemas.
    ManyKin,
    /// Properties or listed values have been copied too often.
    TooLarge(Node<'d>),
    /// Two parts of an `allOf` want different formats.
    Formats { at: Node<'d>, ours: String, theirs: String },
    /// Two parts describe the properties that are not listed; one is left out.
    LeftOut { left_out: Node<'d>, used: Node<'d> },
    /// Two parts list values, and none in common.
    Values { left_out: Node<'d>, used: Node<'d> },
    /// Enumerations with no value in common are put together: all their values are meant.
    AllValues(Node<'d>),
    /// Two parts want types that exclude each other.
    Types { at: Node<'d>, ours: String, theirs: String, left_out: Vec<Node<'d>> },
}
