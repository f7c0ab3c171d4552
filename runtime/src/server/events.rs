//! Responses of many values, each of which is sent once it is there.

use std::fmt;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use super::{Body, BoxError};
use crate::{ToJson, to_value};

macro_rules! values {
    ($(#[doc = $doc:literal])* $name:ident) => {
        $(#[doc = $doc])*
        pub struct $name<T>(BoxStream<'static, Result<T, BoxError>>);

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl<T: Send + 'static> From<Vec<T>> for $name<T> {
            fn from(values: Vec<T>) -> Self {
                Self(stream::iter(values.into_iter().map(Ok)).boxed())
            }
        }

        impl<T: Send + 'static> $name<T> {
            /// Values as they come. An error ends the connection, since the status has been sent before.
            pub fn stream<S, E>(stream: S) -> Self
            where
                S: Stream<Item = Result<T, E>> + Send + 'static,
                E: Into<BoxError>,
            {
                Self(stream.map(|value| value.map_err(Into::into)).boxed())
            }

            /// Each value by itself, as text.
            fn into_body(self, text: impl Fn(&T) -> String + Send + 'static) -> Body {
                Body::stream(self.0.map(move |value| value.map(|value| text(&value))))
            }
        }
    };
}

values! {
    /// Values that are sent one by one: server-sent events.
    ///
    /// Made from a stream, which is dropped when the client goes, or from a list.
    ///
    /// ```
    /// # use gatewright_runtime::server::{BoxError, Events};
    /// let ticks = Events::stream(futures_util::stream::repeat(1).map(Ok::<i64, BoxError>));
    /// let all: Events<i64> = vec![1, 2].into();
    /// # use futures_util::StreamExt as _;
    /// ```
    Events
}

values! {
    /// Values that are sent one by one: lines of JSON.
    ///
    /// Made from a stream, which is dropped when the client goes, or from a list.
    ///
    /// ```
    /// # use gatewright_runtime::server::{BoxError, Lines};
    /// let rows = Lines::stream(futures_util::stream::repeat(1).map(Ok::<i64, BoxError>));
    /// let all: Lines<i64> = vec![1, 2].into();
    /// # use futures_util::StreamExt as _;
    /// ```
    Lines
}

impl<T: ToJson + Send + 'static> Events<T> {
    /// Events of JSON.
    pub(super) fn into_json(self) -> Body {
        self.into_body(|value| event(&to_value(value).to_string()))
    }

    /// Events of text.
    pub(super) fn into_text(self) -> Body {
        self.into_body(|value| event(to_value(value).as_str().unwrap_or_default()))
    }
}

impl<T: ToJson + Send + 'static> Lines<T> {
    /// Lines, before each of which there is a sign.
    pub(super) fn into_json(self, sign: &'static str) -> Body {
        self.into_body(move |value| format!("{sign}{}\n", to_value(value)))
    }
}

/// HTML Living Standard, 9.2.5: a line for each line of the data, and an empty one after each event.
fn event(data: &str) -> String {
    let mut text: String = data.split(['\n', '\r']).map(|line| format!("data: {line}\n")).collect();
    text.push('\n');
    text
}
