//! What a document says of values beside their type.

/// Constraints that a server checks and `validate()` knows. Most values have none, and take no more than a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits(Option<Box<Bounds>>);

impl Limits {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self((bounds != Bounds::NONE).then(|| Box::new(bounds)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        **self == Bounds::NONE
    }
}

impl core::ops::Deref for Limits {
    type Target = Bounds;

    fn deref(&self) -> &Bounds {
        static NONE: Bounds = Bounds::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl core::ops::DerefMut for Limits {
    fn deref_mut(&mut self) -> &mut Bounds {
        self.0.get_or_insert_with(|| Box::new(Bounds::NONE))
    }
}

impl PartialEq for Limits {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// The constraints themselves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    /// All of them are to match.
    pub(crate) patterns: Vec<String>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) exclusive_minimum: Option<f64>,
    pub(crate) exclusive_maximum: Option<f64>,
    pub(crate) multiple_of: Option<f64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    /// What each item or each member that is not listed is to keep.
    pub(crate) each: Option<Box<Limits>>,
}

impl Bounds {
    pub(crate) const NONE: Bounds = Bounds {
        min_length: None,
        max_length: None,
        patterns: Vec::new(),
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        each: None,
    };
}
