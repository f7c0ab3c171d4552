//! Bodies that are read while they are sent.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};

use super::{Body, RequestError};

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// A body that is read while it is sent, such as a file that is never in memory as a whole.
///
/// ```no_run
/// # use gatewright_runtime::client::{Customize, Upload};
/// # async fn example(call: Customize) -> std::io::Result<Customize> {
/// let film = tokio::fs::File::open("film.mp4").await?;
/// let length = film.metadata().await?.len();
/// Ok(call.body_stream("video/mp4", Upload::reader(film).length(length)))
/// # }
/// ```
pub struct Upload<R> {
    reader: R,
    buffer: BytesMut,
    length: Option<u64>,
}

impl<R> Upload<R> {
    /// Sends what a reader has.
    pub fn reader(reader: R) -> Self {
        Self { reader, buffer: BytesMut::new(), length: None }
    }

    /// Says how many bytes there are: they are sent as `Content-Length`, which some servers require. What the reader
    /// has beyond that is not sent.
    #[must_use]
    pub fn length(self, bytes: u64) -> Self {
        Self { length: Some(bytes), ..self }
    }
}

impl<R: AsyncRead + Unpin> http_body::Body for Upload<R> {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let this = &mut *self;
        let wanted = this.length.map_or(PIECE, |left| usize::try_from(left).unwrap_or(PIECE).min(PIECE));
        if wanted == 0 {
            return Poll::Ready(None);
        }
        this.buffer.resize(wanted, 0);
        let mut space = ReadBuf::new(&mut this.buffer);
        ready!(Pin::new(&mut this.reader).poll_read(cx, &mut space))?;
        let read = space.filled().len();
        if read == 0 {
            let early = |left| {
                let message = format!("the body ends {left} bytes before its length");
                Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, message))
            };
            return Poll::Ready(this.length.map(early));
        }
        this.length = this.length.map(|left| left.saturating_sub(read as u64));
        Poll::Ready(Some(Ok(Frame::data(this.buffer.split_to(read).freeze()))))
    }

    fn is_end_stream(&self) -> bool {
        self.length == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl<R: AsyncRead + Send + Sync + Unpin + 'static> From<Upload<R>> for Body {
    fn from(upload: Upload<R>) -> Self {
        Self::wrap(upload)
    }
}

impl<R> fmt::Debug for Upload<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.length).finish_non_exhaustive()
    }
}

/// A body that goes out once, of all clones of it.
#[doc(hidden)]
#[derive(Clone)]
pub struct Streamed(Arc<Mutex<Result<Body, RequestError>>>);

impl Streamed {
    pub(crate) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Ok(body))))
    }

    /// A file that a server keeps on disk.
    #[cfg(feature = "files-on-disk")]
    pub(super) fn of_file(path: &std::path::Path, length: u64) -> Self {
        let file = std::fs::File::open(path).map(tokio::fs::File::from_std);
        let body = file.map(|file| Upload::reader(file).length(length).into());
        Self(Arc::new(Mutex::new(body.map_err(|error| RequestError::new(format!("a file cannot be read: {error}"))))))
    }

    pub(super) fn take(self) -> Result<Body, RequestError> {
        let gone = Err(RequestError::new("a streamed body goes out once, and has"));
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), gone)
    }
}

/// Two are the same if they are clones.
impl PartialEq for Streamed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Streamed {}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Streamed")
    }
}

/// Bodies one after the other.
pub(super) struct Chain(pub(super) VecDeque<Body>);

impl http_body::Body for Chain {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        while let Some(first) = self.0.front_mut() {
            match ready!(Pin::new(first).poll_frame(cx)) {
                Some(frame) => return Poll::Ready(Some(frame)),
                None => {
                    self.0.pop_front();
                }
            }
        }
        Poll::Ready(None)
    }

    /// Exact if all are.
    fn size_hint(&self) -> SizeHint {
        let exact = self.0.iter().map(|body| http_body::Body::size_hint(body).exact());
        let total = exact.reduce(|one, other| one?.checked_add(other?)).flatten();
        total.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
