//! Types of somebody else's, which serde knows and the runtime does not.

use core::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Done, FromJson, Misfit, Reader, ToJson, Writer};

/// A type that has serde's traits in place of [`FromJson`] and [`ToJson`].
///
/// ```
/// use gatewright_runtime::{Foreign, from_str};
///
/// let address: Foreign<std::net::IpAddr> = from_str("\"127.0.0.1\"")?;
/// assert!(address.is_loopback());
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign<T>(
    /// Nothing while it is being read, which nobody sees.
    Option<T>,
);

impl<T> Foreign<T> {
    /// The value of the other type.
    #[must_use]
    pub fn into_inner(self) -> T {
        match self.0 {
            Some(value) => value,
            None => unread(),
        }
    }
}

/// A value that was begun and not read is never handed out.
#[cold]
#[expect(
    clippy::unreachable,
    reason = "`FromJson::blank` is hidden, and what is not read is dropped by the code that began it"
)]
fn unread() -> ! {
    unreachable!("a value that was never read")
}

impl<T> Deref for Foreign<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(value) => value,
            None => unread(),
        }
    }
}

impl<T> DerefMut for Foreign<T> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.0 {
            Some(value) => value,
            None => unread(),
        }
    }
}

impl<T> From<T> for Foreign<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: Default> Default for Foreign<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: DeserializeOwned> FromJson for Foreign<T> {
    fn blank() -> Self {
        Self(None)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Done {
        if reader.absent {
            return Err(reader.misfit(core::any::type_name::<T>()));
        }
        let at = reader.start();
        match serde_json::from_str(reader.raw()?) {
            Ok(value) => {
                self.0 = Some(value);
                Ok(())
            }
            Err(error) => Err(because::<T>(reader, at, &error)),
        }
    }
}

#[cold]
fn because<T>(reader: &Reader<'_>, at: usize, error: &serde_json::Error) -> Misfit {
    reader.misfit_at(core::any::type_name::<T>(), at).found_to_be(error.to_string())
}

impl<T: Serialize> ToJson for Foreign<T> {
    /// What cannot be written as JSON is `null`.
    fn write(&self, writer: &mut Writer) {
        match serde_json::to_string(&self.0) {
            Ok(json) => writer.raw(&json),
            Err(_) => writer.null(),
        }
    }
}
