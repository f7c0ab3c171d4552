//! Types whose values are listed.

use std::cell::OnceCell;
use std::ops::Deref;

use super::{KeptDocs, Name};

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) of: EnumOf,
    /// The document admits other values too.
    pub(crate) open: bool,
    pub(crate) variants: EnumVariants,
}

impl Enum {
    /// Whether there is one value, which Rust writes as it is: other constants than strings and integers are made at run
    /// time from their JSON.
    pub(crate) fn has_one_plain_value(&self) -> bool {
        self.of != EnumOf::Values && !self.open && self.variants.len() == 1
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumOf {
    Strings,
    Integers,
    /// Constants of other or mixed types, held as JSON text.
    Values,
}

#[derive(Debug)]
pub(crate) struct EnumVariant {
    /// `wire` is the string, the digits, or the JSON text of the constant.
    pub(crate) name: Name,
    pub(crate) docs: KeptDocs,
}

/// The values of an enumeration in their order. They do not change, so that their positions can be kept.
#[derive(Debug)]
pub(crate) struct EnumVariants {
    listed: Box<[EnumVariant]>,
    /// Positions in the order of what goes over the wire, made when one is first asked for. Many properties may have
    /// a value of the same long list as their default.
    sorted: OnceCell<Box<[usize]>>,
}

impl EnumVariants {
    /// The position of a value.
    pub(crate) fn position(&self, wire: &str) -> Option<usize> {
        let wire_of = |position: usize| self.listed.get(position).map(|variant| variant.name.wire.as_str());
        let sorted = self.sorted.get_or_init(|| {
            let mut positions: Vec<usize> = (0..self.listed.len()).collect();
            positions.sort_by_key(|position| wire_of(*position));
            positions.into()
        });
        let found = sorted.binary_search_by_key(&Some(wire), |position| wire_of(*position)).ok()?;
        sorted.get(found).copied()
    }

    /// Whether a value is listed.
    pub(crate) fn has(&self, wire: &str) -> bool {
        self.position(wire).is_some()
    }
}

impl FromIterator<EnumVariant> for EnumVariants {
    fn from_iter<I: IntoIterator<Item = EnumVariant>>(variants: I) -> Self {
        Self { listed: variants.into_iter().collect(), sorted: OnceCell::new() }
    }
}

impl Deref for EnumVariants {
    type Target = [EnumVariant];

    fn deref(&self) -> &[EnumVariant] {
        &self.listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_whatever_their_order() {
        let variant = |wire: &&str| EnumVariant { name: Name::new(*wire), docs: KeptDocs::default() };
        let wires = ["b", "", "a", "ä", "B"];
        let variants: EnumVariants = wires.iter().map(variant).collect();
        for (position, wire) in wires.iter().enumerate() {
            assert_eq!(variants.position(wire), Some(position), "{wire:?}");
        }
        assert!(!variants.has("c"));
    }
}
