//! The kinds of values that options have. The table of options is written in these words.
//!
//! A kind is a few rules of one macro: the type that holds the value, its default, the [`Slot`](super::Slot) that
//! readers of text fill, what the command line calls the value, and the setter of [`Builder`](crate::Builder).

/// What follows from a kind of value.
macro_rules! kind {
    // A flag that is off unless it is set.
    (@type off()) => { bool };
    (@default off()) => { false };
    (@slot off()) => { Slot::Flag };
    (@value off()) => { "" };
    (@turned_off off()) => { None };
    (@setter off() $setter:ident $($doc:expr),+) => { kind!(@setter flag() $setter $($doc),+ , "Default: `false`."); };

    // A flag that is on unless it is turned off; the text describes the argument that turns it off.
    (@type on($help:literal)) => { bool };
    (@default on($help:literal)) => { true };
    (@slot on($help:literal)) => { Slot::Flag };
    (@value on($help:literal)) => { "" };
    (@turned_off on($help:literal)) => { Some($help) };
    (@setter on($help:literal) $setter:ident $($doc:expr),+) => {
        kind!(@setter flag() $setter $($doc),+ , "Default: `true`.");
    };
    (@setter flag() $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, on: bool) -> Self {
            self.options.$setter = on;
            self
        }
    };

    // A value that is one word; it is held in the first type and set by the second.
    (@type word($held:ty, $of:ty, $value:literal)) => { $held };
    (@default word($held:ty, $of:ty, $value:literal)) => { <$held>::default() };
    (@slot word($held:ty, $of:ty, $value:literal)) => { Slot::Word };
    (@value word($held:ty, $of:ty, $value:literal)) => { $value };
    (@turned_off word($held:ty, $of:ty, $value:literal)) => { None };
    (@setter word($held:ty, $of:ty, $value:literal) $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, value: $of) -> Self {
            self.options.$setter = value.into();
            self
        }
    };

    // A text.
    (@type text($value:literal)) => { Option<String> };
    (@default text($value:literal)) => { None };
    (@slot text($value:literal)) => { Slot::Word };
    (@value text($value:literal)) => { $value };
    (@turned_off text($value:literal)) => { None };
    (@setter text($value:literal) $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, value: impl Into<String>) -> Self {
            self.options.$setter = Some(value.into());
            self
        }
    };

    // A list of texts; the setter adds one.
    (@type list($value:literal)) => { Vec<Setting> };
    (@default list($value:literal)) => { Vec::new() };
    (@slot list($value:literal)) => { Slot::List };
    (@value list($value:literal)) => { $value };
    (@turned_off list($value:literal)) => { None };
    (@setter list($value:literal) $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, value: impl Into<String>) -> Self {
            self.options.$setter.push(value.into().into());
            self
        }
    };

    // Texts by key; the setter adds or replaces one.
    (@type map($value:literal)) => { IndexMap<String, Setting> };
    (@default map($value:literal)) => { IndexMap::default() };
    (@slot map($value:literal)) => { Slot::Map };
    (@value map($value:literal)) => { $value };
    (@turned_off map($value:literal)) => { None };
    (@setter map($value:literal) $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.$setter.insert(key.into(), value.into().into());
            self
        }
    };

    // Lists of texts by key; the setter adds one text.
    (@type lists($value:literal)) => { Vec<(Setting, Setting)> };
    (@default lists($value:literal)) => { Vec::new() };
    (@slot lists($value:literal)) => { Slot::Lists };
    (@value lists($value:literal)) => { $value };
    (@turned_off lists($value:literal)) => { None };
    (@setter lists($value:literal) $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.$setter.push((key.into().into(), value.into().into()));
            self
        }
    };

    // The path of a file.
    (@type file()) => { Option<PathBuf> };
    (@default file()) => { None };
    (@slot file()) => { Slot::File };
    (@value file()) => { "FILE" };
    (@turned_off file()) => { None };
    (@setter file() $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, path: impl AsRef<Path>) -> Self {
            self.options.$setter = Some(path.as_ref().to_owned());
            self
        }
    };

    // The paths of files; the setter adds one.
    (@type files()) => { Vec<PathBuf> };
    (@default files()) => { Vec::new() };
    (@slot files()) => { Slot::Files };
    (@value files()) => { "FILE" };
    (@turned_off files()) => { None };
    (@setter files() $setter:ident $($doc:expr),+) => {
        $(#[doc = $doc])+
        #[must_use]
        pub fn $setter(mut self, path: impl AsRef<Path>) -> Self {
            self.options.$setter.push(path.as_ref().to_owned());
            self
        }
    };
}

/// Makes of the table of options their values ([`Options`](super::Options)), their descriptions
/// ([`OPTIONS`](super::OPTIONS)) and the setters of [`Builder`](crate::Builder).
macro_rules! options {
    ($(
        $(#[doc = $doc:literal])+
        $section:ident $setter:ident ($key:literal, $argument:literal) = $kind:ident $of:tt;
    )+) => {
        /// Everything a user can choose, each by the name of its setter.
        #[derive(Clone, Debug)]
        pub(crate) struct Options {
            $(pub(crate) $setter: kind!(@type $kind $of),)+
            /// The file of settings among the sources of the report: the places of settings are in it.
            pub(crate) source: Option<SourceId>,
        }

        impl Default for Options {
            fn default() -> Self {
                Self { $($setter: kind!(@default $kind $of),)+ source: None }
            }
        }

        /// All options, in the order of the command's help.
        pub static OPTIONS: &[OptionInfo] = &[$(OptionInfo {
            key: $key,
            argument: $argument,
            setter: stringify!($setter),
            section: Section::$section,
            value: kind!(@value $kind $of),
            docs: &[$($doc),+],
            turned_off: kind!(@turned_off $kind $of),
            slot: |options| kind!(@slot $kind $of)(&mut options.$setter),
        },)+];

        /// # Options
        ///
        /// Each is also a key of `gatewright.toml` and an argument of the command.
        impl Builder {
            $(kind! {
                @setter $kind $of $setter
                $($doc),+ , "", concat!("In `gatewright.toml` `", $key, "`, on the command line `--", $argument, "`.")
            })+
        }
    };
}
