//! How values are written as XML: elements and attributes by the members that they stand for.

use gatewright_document::Origin;

/// All that an API says of XML.
#[derive(Debug, Default)]
pub(crate) struct XmlArena(Vec<XmlShape>);

/// The place of a shape in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct XmlId(usize);

impl XmlId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

impl XmlArena {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn push(&mut self, shape: XmlShape) -> XmlId {
        self.0.push(shape);
        XmlId(self.0.len() - 1)
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get(&self, id: XmlId) -> &XmlShape {
        &self.0[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "an id is made by `push` alone, and nothing is removed")]
    pub(crate) fn get_mut(&mut self, id: XmlId) -> &mut XmlShape {
        &mut self.0[id.0]
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = XmlId> + use<> {
        (0..self.0.len()).map(XmlId)
    }
}

/// How the values of a schema are written.
#[derive(Debug)]
pub(crate) struct XmlShape {
    pub(crate) called: XmlCalled,
    pub(crate) origin: Origin,
    /// The element around a whole body.
    pub(crate) element: XmlName,
    pub(crate) content: XmlContent,
}

/// What a shape is called after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum XmlCalled {
    /// The name of its schema.
    Schema(String),
    /// The operation whose body it is; of several, the first in the order of names.
    Body(String),
    /// What it is in another shape.
    Within,
}

impl XmlCalled {
    /// What a shape is called after that two places lead to, whichever comes first.
    pub(crate) fn or(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Within, other) => *self = other,
            (Self::Body(one), Self::Body(other)) if other < *one => *one = other,
            (Self::Body(_), schema @ Self::Schema(_)) => *self = schema,
            _ => {}
        }
    }
}

/// The name of an element or an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct XmlName {
    /// With its prefix.
    pub(crate) qualified: String,
    pub(crate) namespace: Option<String>,
}

#[derive(Debug)]
pub(crate) enum XmlContent {
    Any,
    Text,
    Members {
        members: Vec<XmlMember>,
        /// What members hold that are not listed.
        others: XmlOf,
    },
    Items {
        name: XmlName,
        of: XmlOf,
    },
}

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XmlOf {
    Text,
    Any,
    Shape(XmlId),
}

#[derive(Debug)]
pub(crate) struct XmlMember {
    /// The member as JSON has it.
    pub(crate) key: String,
    pub(crate) place: XmlPlace,
    pub(crate) name: XmlName,
    pub(crate) of: XmlOf,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XmlPlace {
    Attribute,
    Text,
    Element,
    /// An element for each item.
    Items {
        required: bool,
    },
}
