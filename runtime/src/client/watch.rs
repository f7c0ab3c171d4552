//! Calls whose server tells of changes, a line of JSON for each, as Kubernetes does with `watch=true`.

use serde_json::Value;

use crate::codec::{FromJson, Member, Misfit, Others, Reader, read_object, read_tag};

/// What became of an item of a list: `{"type": "ADDED", "object": …}`.
///
/// ```
/// use gatewright_runtime::client::WatchEvent;
///
/// let event: WatchEvent<String> = gatewright_runtime::from_str(r#"{"type": "ADDED", "object": "a"}"#)?;
/// assert_eq!(event, WatchEvent::Added("a".to_owned()));
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WatchEvent<T> {
    /// It is new, or was there when watching began.
    Added(T),
    /// This is what it is now.
    Modified(T),
    /// This is what it was.
    Deleted(T),
    /// Nothing happened up to the `metadata.resourceVersion` of this object, from which one may go on watching.
    Bookmark(Value),
    /// Watching failed, such as because what was asked for is too long ago; in Kubernetes a `Status`.
    Error(Value),
    /// Another `type`.
    Other {
        /// What it is called.
        kind: String,
        /// What is said of it.
        object: Value,
    },
}

impl<T> WatchEvent<T> {
    /// The item, unless the event is about none.
    pub fn item(&self) -> Option<&T> {
        match self {
            Self::Added(item) | Self::Modified(item) | Self::Deleted(item) => Some(item),
            Self::Bookmark(_) | Self::Error(_) | Self::Other { .. } => None,
        }
    }
}

impl<T: FromJson> FromJson for WatchEvent<T> {
    fn blank() -> Self {
        Self::Other { kind: String::new(), object: Value::Null }
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        let kind = read_tag(reader, "type")?;
        *self = match &*kind {
            "ADDED" => Self::Added(object(reader)?),
            "MODIFIED" => Self::Modified(object(reader)?),
            "DELETED" => Self::Deleted(object(reader)?),
            "BOOKMARK" => Self::Bookmark(object(reader)?),
            "ERROR" => Self::Error(object(reader)?),
            other => Self::Other { kind: other.to_owned(), object: object(reader)? },
        };
        Ok(())
    }
}

fn object<T: FromJson>(reader: &mut Reader<'_>) -> Result<T, Misfit> {
    let mut object = T::blank();
    read_object(reader, &[], &[Member::required("object")], &mut [&mut object], Others::lost)?;
    Ok(object)
}

/// The method that gives the changes of what a call answers, beside its [`request!`](crate::request).
#[macro_export]
macro_rules! watch {
    (
        $request:ident $(<$($marker:ident: $question:ident),*>)?
        -> $change:ty, $error:ty; $parameter:literal
    ) => {
        impl$(<$($marker),*>)? $request$(<$($marker),*>)? {
            /// Asks for the changes of what the call answers, and gives each while the server tells of it, without an
            /// end. Dropping the stream ends the exchange.
            ///
            /// # Errors
            /// As `send`.
            #[inline]
            #[cfg(not(target_arch = "wasm32"))]
            pub async fn watch_events(
                self,
            ) -> ::core::result::Result<$crate::client::Lines<$change>, $crate::client::Error<$error>>
            where
                $($($marker: $question,)*)?
            {
                let call = Self(self.0.query($parameter, &true), $crate::PhantomData);
                ::core::result::Result::Ok(call.stream().await?.lines())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::WatchEvent;
    use crate::from_str;

    #[test]
    fn tells_what_became_of_an_item() {
        let number = |object| json!({ "n": object });
        for (text, expected) in [
            (r#"{"type": "MODIFIED", "object": 7}"#, WatchEvent::Modified(7)),
            (r#"{"object": 7, "more": {}, "type": "DELETED"}"#, WatchEvent::Deleted(7)),
            (r#"{"type": "BOOKMARK", "object": {"n": 1}}"#, WatchEvent::Bookmark(number(1))),
            (r#"{"type": "ERROR", "object": {"n": 2}}"#, WatchEvent::Error(number(2))),
            (r#"{"type": "MOVED", "object": 7}"#, WatchEvent::Other { kind: "MOVED".to_owned(), object: json!(7) }),
        ] {
            assert_eq!(from_str::<WatchEvent<i64>>(text).unwrap(), expected, "{text}");
        }
        let misfit = from_str::<WatchEvent<i64>>(r#"{"type": "ADDED", "object": "x"}"#).unwrap_err();
        assert_eq!((misfit.pointer().as_str(), misfit.expected()), ("/object", "an integer of 64 bits"));
        assert_eq!(WatchEvent::Added(7).item(), Some(&7));
    }
}
