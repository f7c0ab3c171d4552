//! Bodies that need not be in memory.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt as _};

use http_body::{Body as HttpBody, Frame, SizeHint};

use super::collect::Bounds;
use super::{BoxError, log};

/// A body: bytes that are there, or a stream of them.
///
/// The body of a request is read by the method that takes it, within the limits of the service. Its errors are
/// [`Rejection`](super::Rejection)s: a method that returns one as its error answers with it.
///
/// ```
/// # use gatewright_runtime::server::{Body, BoxError};
/// use futures_util::StreamExt as _;
///
/// async fn store(mut body: Body) -> Result<usize, BoxError> {
///     let mut length = 0;
///     while let Some(piece) = body.next().await {
///         length += piece?.len();
///     }
///     Ok(length)
/// }
/// ```
///
/// The body of a response is made from bytes, from text, or from a stream, which is dropped when the client goes:
///
/// ```
/// # use gatewright_runtime::server::{Body, BoxError};
/// let all = Body::from("all at once");
/// let pieces = Body::stream(futures_util::stream::iter(["piece ", "by piece"].map(Ok::<_, BoxError>)));
/// ```
pub struct Body(Repr);

enum Repr {
    Bytes(Bytes),
    /// Of a request, with what bounds it.
    Sent(Pieces, Bounds),
    Stream(Pieces),
}

/// Never locked: the mutex makes the body `Sync`, as some HTTP clients ask for.
type Pieces = Mutex<BoxStream<'static, Result<Bytes, BoxError>>>;

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Bytes(bytes) => write!(out, "Body({} bytes)", bytes.len()),
            Repr::Sent(..) | Repr::Stream(_) => out.write_str("Body(..)"),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self(Repr::Bytes(Bytes::new()))
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Repr::Bytes(bytes.into()))
    }
}

impl Body {
    /// A body that is sent while it is made. An error ends the connection, since the status has been sent before.
    pub fn stream<S, T, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self(Repr::Stream(Mutex::new(stream.map(|piece| piece.map(Into::into).map_err(Into::into)).boxed())))
    }

    /// The body of a request, not yet read.
    pub(super) fn sent(stream: BoxStream<'static, Result<Bytes, BoxError>>, bounds: Bounds) -> Self {
        Self(Repr::Sent(Mutex::new(stream), bounds))
    }

    /// What bounds the body of a request.
    pub(super) fn bounds(&self) -> Option<&Bounds> {
        match &self.0 {
            Repr::Sent(_, bounds) => Some(bounds),
            Repr::Bytes(_) | Repr::Stream(_) => None,
        }
    }

    /// Whether it is known to have no bytes.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.0, Repr::Bytes(bytes) if bytes.is_empty())
    }

    /// Whether all bytes are there.
    pub(super) fn is_whole(&self) -> bool {
        matches!(&self.0, Repr::Bytes(_))
    }

    /// All bytes. The body of a request counts to the memory that all bodies may have as long as its bytes are kept.
    ///
    /// # Errors
    /// The first of the stream: a [`Rejection`](super::Rejection) if the body of a request is too large, too slow or
    /// broken off.
    pub async fn bytes(self) -> Result<Bytes, BoxError> {
        match self.0 {
            Repr::Bytes(bytes) => Ok(bytes),
            Repr::Sent(pieces, bounds) => bounds.gather(inner(pieces)).await,
            Repr::Stream(pieces) => {
                let (mut stream, mut all) = (inner(pieces), Vec::new());
                while let Some(piece) = stream.next().await {
                    all.extend_from_slice(&piece?);
                }
                Ok(all.into())
            }
        }
    }
}

fn inner(pieces: Pieces) -> BoxStream<'static, Result<Bytes, BoxError>> {
    pieces.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Repr::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Repr::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Repr::Sent(pieces, _) | Repr::Stream(pieces) => {
                pieces.get_mut().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context)
            }
        }
    }
}

/// For the response of an HTTP server.
impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.poll_next(context).map(|piece| Some(piece?.map(Frame::data).inspect_err(log::broken_off)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Repr::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Repr::Sent(..) | Repr::Stream(_) => SizeHint::default(),
        }
    }
}
