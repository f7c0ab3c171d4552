//! Bodies that are passed on while they come.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt as _};

/// How long a body may say nothing, as at AWS.
const IDLE: Duration = Duration::from_secs(300);

/// A body in pieces.
pub type Chunks = BoxStream<'static, Result<Bytes, StreamBroken>>;

/// Why a body ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamBroken(pub String);

impl fmt::Display for StreamBroken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for StreamBroken {}

/// What follows a body that is streamed, if it is. Its only owner takes it; the lock lets others share the
/// exchange that holds it.
#[derive(Default)]
pub(crate) struct Rest(Mutex<Option<Chunks>>);

impl Rest {
    pub(crate) fn set(&mut self, chunks: Chunks) {
        *self = Rest(Mutex::new(Some(chunks)));
    }

    pub(crate) fn take(&mut self) -> Option<Chunks> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The chunks of an HTTP response.
pub(crate) fn chunks_of(response: reqwest::Response) -> Chunks {
    let chunks = stream::unfold(Some(response), |response| async move {
        let mut response = response?;
        match response.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some(response))),
            Ok(None) => None,
            Err(error) => Some((Err(StreamBroken(error.to_string())), None)),
        }
    });
    chunks.boxed()
}

/// The same chunks, which end when nothing comes for too long.
pub(crate) fn while_it_talks(chunks: Chunks) -> Chunks {
    let watched = stream::unfold(Some(chunks), |chunks| async move {
        let mut chunks = chunks?;
        match tokio::time::timeout(IDLE, chunks.next()).await {
            Ok(next) => next.map(|chunk| (chunk, Some(chunks))),
            Err(_) => Some((Err(StreamBroken("nothing came for too long".to_owned())), None)),
        }
    });
    watched.boxed()
}

/// Everything that comes, as far as `most` bytes go.
pub(crate) async fn collected(start: Bytes, mut rest: Chunks, most: usize) -> Bytes {
    let mut all = BytesMut::from(start);
    while all.len() < most
        && let Some(Ok(chunk)) = rest.next().await
    {
        let room = most - all.len();
        all.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    all.freeze()
}
