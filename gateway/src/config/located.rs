//! Values with their places.

use gatewright_document::Origin;

/// A value and the place in the document that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The place.
    pub origin: Origin,
}

impl<T> Located<T> {
    /// Puts the two together.
    pub fn new(value: T, origin: Origin) -> Located<T> {
        Located { value, origin }
    }
}
