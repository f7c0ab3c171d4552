//! Types of somebody else's, which serde knows and the runtime does not.

use core::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Cx, FromJson, Misfit, ToJson};

/// A type that has serde's traits in place of [`FromJson`] and [`ToJson`].
///
/// ```
/// use gatewright_runtime::{Foreign, from_value};
///
/// let address: Foreign<std::net::IpAddr> = from_value(&serde_json::json!("127.0.0.1"))?;
/// assert!(address.is_loopback());
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign<T>(pub T);

impl<T> Deref for Foreign<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Foreign<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Foreign<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: DeserializeOwned> FromJson for Foreign<T> {
    fn from_json(value: &Value, _cx: &mut Cx) -> Result<Self, Misfit> {
        match T::deserialize(value) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(Misfit::because(core::any::type_name::<T>(), error.to_string())),
        }
    }
}

impl<T: Serialize> ToJson for Foreign<T> {
    /// What cannot be written as JSON is `null`.
    fn to_json(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or(Value::Null)
    }
}
