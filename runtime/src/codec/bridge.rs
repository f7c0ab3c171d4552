//! serde's traits for models, over [`Value`]: for whatever else a model is put into.

use serde::de::Error;
use serde_json::Value;

use super::{FromJson, ToJson, from_value, to_value};

#[doc(hidden)]
pub fn deserialize<'de, D: serde::Deserializer<'de>, T: FromJson>(deserializer: D) -> Result<T, D::Error> {
    let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
    from_value(&value).map_err(D::Error::custom)
}

#[doc(hidden)]
pub fn serialize<S: serde::Serializer>(value: &dyn ToJson, serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&to_value(value), serializer)
}

/// serde's `Deserialize` for a type that is [`FromJson`].
#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($ty:ident) => {
        impl<'de> $crate::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::codec::deserialize(deserializer)
            }
        }
    };
}

/// serde's `Serialize` for a type that is [`ToJson`].
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($ty:ident) => {
        impl $crate::serde::Serialize for $ty {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::codec::serialize(self, serializer)
            }
        }
    };
}
