//! By how much a version has to rise.

use semver::Version;

/// What semantic versioning asks of the crate that is generated anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Bump {
    /// Nothing changed.
    None,
    /// The Rust API is the same.
    Patch,
    /// The Rust API has more, or behaves differently.
    Minor,
    /// Programs no longer compile.
    Major,
}

impl Bump {
    /// The bump as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version after this one. Before 1.0 cargo takes the first number that is not zero for the one that breaks,
    /// so that all others move one place to the right.
    ///
    /// ```
    /// use gatewright_build::Bump;
    ///
    /// assert_eq!(Bump::Major.after("1.4.2").as_deref(), Some("2.0.0"));
    /// assert_eq!(Bump::Major.after("0.4.2").as_deref(), Some("0.5.0"));
    /// assert_eq!(Bump::Minor.after("0.4.2").as_deref(), Some("0.4.3"));
    /// assert_eq!(Bump::Major.after("0.0.2").as_deref(), Some("0.0.3"));
    /// assert_eq!(Bump::Major.after("latest"), None);
    /// ```
    #[must_use]
    pub fn after(self, version: &str) -> Option<String> {
        let version = Version::parse(version).ok()?;
        let (major, minor, patch) = (version.major, version.minor, version.patch);
        let next = match (self, major, minor) {
            (Self::None, ..) => return Some(version.to_string()),
            // What was to become a version becomes it.
            _ if !version.pre.is_empty() => (major, minor, patch),
            (Self::Major, 0, 0) => (0, 0, patch.checked_add(1)?),
            (Self::Major, 0, _) => (0, minor.checked_add(1)?, 0),
            (Self::Major, ..) => (major.checked_add(1)?, 0, 0),
            (Self::Minor, 1.., _) => (major, minor.checked_add(1)?, 0),
            (Self::Minor | Self::Patch, ..) => (major, minor, patch.checked_add(1)?),
        };
        Some(Version::new(next.0, next.1, next.2).to_string())
    }
}
