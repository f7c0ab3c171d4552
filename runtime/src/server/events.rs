//! Responses of many values, each of which is sent once it is there.

use std::fmt;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use super::{Body, BoxError};
use crate::{ToJson, to_value};

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
pub struct Events<T>(BoxStream<'static, Result<T, BoxError>>);

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Events(..)")
    }
}

impl<T: Send + 'static> From<Vec<T>> for Events<T> {
    fn from(values: Vec<T>) -> Self {
        Self(stream::iter(values.into_iter().map(Ok)).boxed())
    }
}

impl<T: Send + 'static> Events<T> {
    /// Values as they come. An error ends the connection, since the status has been sent before.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self(stream.map(|value| value.map_err(Into::into)).boxed())
    }

    fn into_body(self, data: fn(&T) -> String) -> Body {
        Body::stream(self.0.map(move |value| value.map(|value| event(&data(&value)))))
    }
}

impl<T: ToJson + Send + 'static> Events<T> {
    /// Events of JSON.
    pub(super) fn into_json(self) -> Body {
        self.into_body(|value| to_value(value).to_string())
    }

    /// Events of text.
    pub(super) fn into_text(self) -> Body {
        self.into_body(|value| to_value(value).as_str().unwrap_or_default().to_owned())
    }
}

/// HTML Living Standard, 9.2.5: a line for each line of the data, and an empty one after each event.
fn event(data: &str) -> String {
    let mut text: String = data.split(['\n', '\r']).map(|line| format!("data: {line}\n")).collect();
    text.push('\n');
    text
}
