//! How much a type says of a value.

/// How much a type says of a value: where it is next to nothing, a value of another kind breaks no promise.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Something: its kind, or what is in it.
    Described,
    /// That it is an object.
    AnyObject,
    /// Nothing.
    Anything,
}

impl Openness {
    /// That of an object whose properties all have the type.
    pub(super) fn of_map_of(self) -> Self {
        if self == Self::Anything { Self::AnyObject } else { Self::Described }
    }
}
