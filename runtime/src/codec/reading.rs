//! How a value is read: as clients or as servers do, from JSON or from text, within which bounds.

/// How a value is read.
///
/// ```
/// use gatewright_runtime::{Reading, read};
///
/// let (numbers, _) = read::<Vec<i64>>(b"[1, 2]", Reading::strict())?;
/// assert_eq!(numbers, [1, 2]);
/// assert!(read::<Vec<i64>>(b"[1, 2]", Reading::strict().nodes(2)).is_err());
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub(super) strict: bool,
    pub(super) text: bool,
    pub(super) commas: bool,
    pub(super) omits_null: bool,
    pub(super) lenient: bool,
    pub(super) defaults: bool,
    pub(super) depth: u32,
    pub(super) nodes: usize,
}

impl Reading {
    /// As clients do: values that the document does not list are kept.
    #[must_use]
    pub const fn tolerant() -> Self {
        Self {
            strict: false,
            text: false,
            commas: false,
            omits_null: false,
            lenient: false,
            defaults: false,
            depth: 128,
            nodes: usize::MAX,
        }
    }

    /// As servers do: what the document does not allow is a [`Misfit`](super::Misfit).
    #[must_use]
    pub const fn strict() -> Self {
        Self { strict: true, ..Self::tolerant() }
    }

    /// As [`tolerant`](Self::tolerant), and strings may hold numbers and booleans.
    #[must_use]
    pub const fn tolerant_text() -> Self {
        Self { text: true, ..Self::tolerant() }
    }

    /// As [`strict`](Self::strict), and strings hold numbers and booleans: parameters and forms. These have no null: a
    /// property that has to be there and may be null is null where it is left out, or empty and no text.
    #[must_use]
    pub const fn strict_text() -> Self {
        Self { text: true, omits_null: true, ..Self::strict() }
    }

    /// As [`strict`](Self::strict), and strings hold numbers and booleans: XML, which has null (`xsi:nil`).
    #[cfg(feature = "server")]
    pub(crate) const fn strict_xml() -> Self {
        Self { text: true, ..Self::strict() }
    }

    /// Headers: text, and commas separate the items of arrays.
    #[must_use]
    pub const fn header() -> Self {
        Self { commas: true, ..Self::tolerant_text() }
    }

    /// What does not fit an optional property is left out and noted, as if it had not been there, and so is a value of a
    /// map. Nothing is left out where that would decide between the variants of a choice.
    #[must_use]
    pub const fn lenient(mut self, on: bool) -> Self {
        self.lenient = on;
        self
    }

    /// Properties that are absent get the default that the document gives them, as servers read all bodies but those of
    /// changes, where absence means "as it is".
    ///
    /// ```
    /// use gatewright_runtime::{Reading, object, read};
    ///
    /// struct Page { limit: Option<i32> }
    /// object! { both Page "#/definitions/Page" { optional limit "limit" = "20" } }
    ///
    /// assert_eq!(read::<Page>(b"{}", Reading::strict())?.0.limit, None);
    /// assert_eq!(read::<Page>(b"{}", Reading::strict().fill_defaults(true))?.0.limit, Some(20));
    /// # Ok::<(), gatewright_runtime::Misfit>(())
    /// ```
    #[must_use]
    pub const fn fill_defaults(mut self, on: bool) -> Self {
        self.defaults = on;
        self
    }

    /// How many arrays and objects may be within each other; 128 unless said otherwise.
    #[must_use]
    pub const fn depth(mut self, most: u32) -> Self {
        self.depth = most;
        self
    }

    /// How many values there may be in all; any number unless said otherwise. Values are counted before they are read.
    #[must_use]
    pub const fn nodes(mut self, most: usize) -> Self {
        self.nodes = most;
        self
    }

    /// Whether what the document does not allow is rejected.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        self.strict
    }

    /// Whether strings may hold numbers and booleans.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.text
    }

    /// The same for a part of a form that holds JSON.
    pub(crate) const fn of_json(self) -> Self {
        Self { text: false, commas: false, omits_null: false, ..self }
    }

    /// The same for text.
    pub(crate) const fn of_text(self) -> Self {
        Self { text: true, ..self }
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self::tolerant()
    }
}
