//! Quantities of Kubernetes: `500m`, `128Mi`, and the numbers that stand for them.

use std::fmt;

use crate::codec::{FromJson, Misfit, Reader, ToJson, Writer};

/// An amount with a suffix, as Kubernetes has it (`resource.Quantity`): `500m`, `128Mi`, or a number without quotes.
///
/// It is written as it was read.
///
/// ```
/// use gatewright_runtime::{Quantity, from_str, to_string};
///
/// let limits: Vec<Quantity> = from_str(r#"["128Mi", 0.5]"#)?;
/// assert_eq!(limits[1].as_str(), "0.5");
/// assert_eq!(to_string(&limits), r#"["128Mi",0.5]"#);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    text: String,
    /// Whether it is a number on the wire.
    is_number: bool,
}

impl Quantity {
    pub(crate) const BLANK: Self = Self { text: String::new(), is_number: false };

    /// The amount with its suffix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Into<String>> From<T> for Quantity {
    fn from(text: T) -> Self {
        Self { text: text.into(), is_number: false }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromJson for Quantity {
    fn blank() -> Self {
        Self::BLANK
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        *self = if reader.is_number() {
            Self { text: reader.raw()?.to_owned(), is_number: true }
        } else {
            reader.string_as("a quantity")?.into_owned().into()
        };
        Ok(())
    }
}

impl ToJson for Quantity {
    fn write(&self, writer: &mut Writer) {
        if self.is_number { writer.raw(&self.text) } else { writer.string(&self.text) }
    }
}

crate::__deserialize! { Quantity }
crate::__serialize! { Quantity }
