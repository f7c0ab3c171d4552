//! Numbers that may come as text: what .NET describes as `type: [integer, string]` with a pattern of digits.

use std::fmt;

use crate::codec::{Blank, FromJson, Misfit, Reader, ToJson, Writer, from_str, number_in};

/// A number, written as a JSON number or as text; it goes back as it came.
///
/// ```
/// use gatewright_runtime::{Numeric, from_str, to_string};
///
/// let both: Vec<Numeric<i32>> = from_str(r#"[80, "80"]"#)?;
/// assert!(both.iter().all(|number| *number == 80));
/// assert_eq!(to_string(&both), r#"[80,"80"]"#);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Numeric<T> {
    value: T,
    text: Option<Box<str>>,
}

impl<T: Copy> Numeric<T> {
    /// The number.
    #[must_use]
    pub fn get(&self) -> T {
        self.value
    }
}

impl<T> Numeric<T> {
    /// The text, if it came or goes as one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

impl<T: fmt::Display> Numeric<T> {
    /// The number as text, for services that want it so.
    ///
    /// ```
    /// # use gatewright_runtime::{Numeric, to_string};
    /// assert_eq!(to_string(&Numeric::text(7)), r#""7""#);
    /// ```
    #[must_use]
    pub fn text(value: T) -> Self {
        Self { text: Some(value.to_string().into()), value }
    }
}

impl<T> From<T> for Numeric<T> {
    fn from(value: T) -> Self {
        Self { value, text: None }
    }
}

impl<T: fmt::Display> fmt::Display for Numeric<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => self.value.fmt(f),
        }
    }
}

/// By the number alone.
impl<T: PartialEq> PartialEq for Numeric<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq> PartialEq<T> for Numeric<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: PartialOrd> PartialOrd for Numeric<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Blank> Blank for Numeric<T> {
    const BLANK: Self = Self { value: T::BLANK, text: None };
}

impl<T: FromJson> FromJson for Numeric<T> {
    fn blank() -> Self {
        T::blank().into()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        if reader.is_number() || reader.is_text() {
            return self.value.read(reader);
        }
        let start = reader.start();
        let text = reader.string_as("a number or the text of one")?;
        // As JSON would have it: a whole number may be `10.00`, and there is no `inf`.
        match number_in(&text).and_then(|number| from_str(&number.to_string()).ok()) {
            Some(value) => {
                *self = Self { value, text: Some(text.into()) };
                Ok(())
            }
            None => Err(reader.misfit_at("a number or the text of one", start)),
        }
    }
}

impl<T: ToJson> ToJson for Numeric<T> {
    fn write(&self, writer: &mut Writer) {
        match &self.text {
            Some(text) => writer.string(text),
            None => self.value.write(writer),
        }
    }
}
