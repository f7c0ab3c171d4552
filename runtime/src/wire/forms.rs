//! Values in other forms than the document says, where the user says that the service writes them so.

use std::ops::{Deref, DerefMut};

use crate::codec::{FromJson, Misfit, Reader, ToJson, Writer};

/// A list that is its only item where there is one (`one-or-many`). It goes back as it came.
///
/// ```
/// use gatewright_runtime::{OneOrMany, from_str, to_string};
///
/// let one: OneOrMany<i64> = from_str("7")?;
/// assert_eq!(*one, [7]);
/// assert_eq!(to_string(&one), "7");
/// assert_eq!(to_string(&OneOrMany::from(vec![7])), "[7]");
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneOrMany<T> {
    items: Vec<T>,
    /// Written without brackets, as long as there is one item.
    is_one: bool,
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, is_one: false }
    }
}

impl<T> From<OneOrMany<T>> for Vec<T> {
    fn from(list: OneOrMany<T>) -> Self {
        list.items
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.items
    }
}

impl<T> DerefMut for OneOrMany<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.items
    }
}

impl<T: FromJson> FromJson for OneOrMany<T> {
    fn blank() -> Self {
        Self { items: Vec::new(), is_one: false }
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        if reader.is_array() || reader.is_absent() {
            return self.items.read(reader);
        }
        let mut item = T::blank();
        item.read(reader)?;
        self.items.push(item);
        self.is_one = true;
        Ok(())
    }
}

impl<T: ToJson> ToJson for OneOrMany<T> {
    fn write(&self, writer: &mut Writer) {
        match self.items.as_slice() {
            [item] if self.is_one => item.write(writer),
            items => items.write(writer),
        }
    }
}

/// A value for which an empty string stands where there is none (`empty-is-none`). It goes back as it came.
///
/// ```
/// use gatewright_runtime::{NonEmpty, from_str, to_string};
///
/// let none: NonEmpty<i64> = from_str("\"\"")?;
/// assert_eq!(*none, None);
/// assert_eq!(to_string(&none), "\"\"");
/// assert_eq!(*from_str::<NonEmpty<i64>>("7")?, Some(7));
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonEmpty<T> {
    value: Option<T>,
    /// What stands for none is null.
    is_null: bool,
}

impl<T> Default for NonEmpty<T> {
    fn default() -> Self {
        Self { value: None, is_null: false }
    }
}

impl<T> From<Option<T>> for NonEmpty<T> {
    fn from(value: Option<T>) -> Self {
        Self { value, is_null: false }
    }
}

impl<T> From<T> for NonEmpty<T> {
    fn from(value: T) -> Self {
        Some(value).into()
    }
}

impl<T> From<NonEmpty<T>> for Option<T> {
    fn from(value: NonEmpty<T>) -> Self {
        value.value
    }
}

impl<T> Deref for NonEmpty<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.value
    }
}

impl<T> DerefMut for NonEmpty<T> {
    fn deref_mut(&mut self) -> &mut Option<T> {
        &mut self.value
    }
}

impl<T: FromJson> FromJson for NonEmpty<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        if reader.is_empty_string()? {
            return Ok(());
        }
        self.value.read(reader)?;
        self.is_null = self.value.is_none();
        Ok(())
    }
}

impl<T: ToJson> ToJson for NonEmpty<T> {
    fn write(&self, writer: &mut Writer) {
        match &self.value {
            Some(value) => value.write(writer),
            None if self.is_null => writer.null(),
            None => writer.string(""),
        }
    }
}
