//! Names of the standard library: short, as a person writes them, unless the document takes the name itself.

use super::Path;

/// The names that generated code uses, with their full paths.
const PATHS: [(&str, &str); 15] = [
    ("BTreeMap", "::std::collections::BTreeMap"),
    ("Box", "::std::boxed::Box"),
    ("Default", "::core::default::Default"),
    ("From", "::core::convert::From"),
    ("Future", "::core::future::Future"),
    ("Into", "::core::convert::Into"),
    ("None", "::core::option::Option::None"),
    ("Ok", "::core::result::Result::Ok"),
    ("Option", "::core::option::Option"),
    ("Result", "::core::result::Result"),
    ("Send", "::core::marker::Send"),
    ("Some", "::core::option::Option::Some"),
    ("String", "::std::string::String"),
    ("Sync", "::core::marker::Sync"),
    ("Vec", "::std::vec::Vec"),
];

/// Which names of the standard library a module can use by themselves.
///
/// A schema may be called `Option`, `String` or `Result`: a module that defines such a type writes the full
/// path, all others need not.
#[derive(Clone, Copy)]
pub(crate) struct Std {
    /// A bit for each of [`PATHS`] that the module defines itself.
    taken: u16,
}

impl Std {
    /// Every name by its full path, for code that stands in a module we do not know.
    pub(crate) const QUALIFIED: Self = Self { taken: u16::MAX };

    /// For a module that defines these names.
    pub(crate) fn beside<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let bits = names.into_iter().filter_map(position).map(|at| 1 << at);
        Self { taken: bits.fold(0, |taken, bit: u16| taken | bit) }
    }

    /// Whether the module defines a name itself.
    pub(super) fn is_taken(self, name: &str) -> bool {
        position(name).is_some_and(|at| self.taken & (1 << at) != 0)
    }

    /// The name, or its full path. A name that is not in [`PATHS`] stays what it is.
    pub(crate) fn name(self, name: &'static str) -> Path {
        let full = position(name).filter(|at| self.taken & (1 << at) != 0).and_then(|at| PATHS.get(at));
        // No prelude of an edition before 2024 has `Future`, and none has `BTreeMap`.
        full.map_or_else(|| Path::imported(name), |(_, path)| Path::plain(*path))
    }
}

fn position(name: &str) -> Option<usize> {
    PATHS.binary_search_by_key(&name, |(name, _)| name).ok()
}

#[cfg(test)]
mod tests {
    use super::{PATHS, Std};

    #[test]
    fn a_name_is_short_unless_the_module_takes_it() {
        assert!(PATHS.is_sorted(), "found by halving");
        let std = Std::beside(["Result", "Pet"]);
        assert_eq!(std.name("Result").text(), "::core::result::Result");
        assert_eq!(std.name("Option").text(), "Option");
        for (name, path) in PATHS {
            assert_eq!(Std::QUALIFIED.name(name).text(), path);
            assert_eq!(Std::beside([]).name(name).text(), name);
        }
    }
}
