//! The parts of a multipart body, read while they arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _};
use http::HeaderMap;
use multer::Field;

use super::body::{PARTS, boundary};
use super::collect::{PIECE, broken_off};
use super::parts::bad_body;
use super::{Body, Rejection};

/// What stands before the bytes of a part may take this, and what stands before the first part.
const HEAD: usize = 64 * 1024;

/// Reads one part after the other. No more of a body is in memory than a few pieces.
pub(super) struct Arriving {
    multipart: multer::Multipart<'static>,
    /// The part that is being read.
    open: Option<Field<'static>>,
    /// How many parts there were.
    count: usize,
    /// What multer was given since it gave something back.
    waiting: Arc<AtomicUsize>,
}

impl Arriving {
    pub(super) fn new(headers: &HeaderMap, body: Body) -> Result<Self, Rejection> {
        let boundary = boundary(headers).map_err(|detail| bad_body(&detail))?;
        let waiting = Arc::new(AtomicUsize::new(0));
        let slices = Slices { body, rest: Bytes::new(), was_given: false, waiting: Arc::clone(&waiting) };
        Ok(Self { multipart: multer::Multipart::new(slices, boundary), open: None, count: 0, waiting })
    }

    /// The next part. What is left of the one before is passed over.
    pub(super) async fn next(&mut self) -> Result<Option<&Field<'static>>, Rejection> {
        while self.chunk().await?.is_some() {}
        self.open = None;
        let Some(field) = self.multipart.next_field().await.map_err(malformed)? else { return Ok(None) };
        self.waiting.store(0, Ordering::Relaxed);
        if self.count == PARTS {
            return Err(bad_body(&format!("found more than {PARTS} parts")));
        }
        self.count += 1;
        Ok(Some(self.open.insert(field)))
    }

    /// The part that is being read.
    pub(super) fn open(&self) -> Option<&Field<'static>> {
        self.open.as_ref()
    }

    /// More of the part that is being read; `None` at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Rejection> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await.transpose()
    }

    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Rejection>>> {
        let Some(field) = &mut self.open else { return Poll::Ready(None) };
        let chunk = ready!(field.poll_next_unpin(context));
        self.waiting.store(0, Ordering::Relaxed);
        Poll::Ready(chunk.map(|chunk| chunk.map_err(malformed)))
    }
}

/// A body in slices, one at a time: multer keeps all that is ready, so after each slice nothing is until it is polled
/// again.
struct Slices {
    body: Body,
    rest: Bytes,
    was_given: bool,
    waiting: Arc<AtomicUsize>,
}

impl Stream for Slices {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.was_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.rest.is_empty() {
            match ready!(self.body.poll_next_unpin(context)) {
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(broken_off(error)))),
                None => return Poll::Ready(None),
            }
        }
        let length = self.rest.len().min(PIECE);
        if self.waiting.fetch_add(length, Ordering::Relaxed) >= HEAD {
            let detail = format!("found more than {HEAD} bytes before those of a part");
            return Poll::Ready(Some(Err(bad_body(&detail))));
        }
        self.was_given = true;
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}

/// What a client did wrong, or what rejected the body on its way.
fn malformed(error: multer::Error) -> Rejection {
    match error {
        multer::Error::StreamReadFailed(cause) => {
            cause.downcast::<Rejection>().map_or_else(|cause| bad_body(&cause.to_string()), |rejection| *rejection)
        }
        error => bad_body(&format!("found a malformed multipart body: {error}")),
    }
}
