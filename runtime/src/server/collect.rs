//! Bodies on their way in: how many bytes one may have, all may have together, and how long they may take.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::body::HttpBody;
use bytes::{Buf, Bytes};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use http_body::Frame;

use super::rejection::Reason;
use super::{Body, BoxError, Rejection};

/// A body is collected in pieces of this size: nothing is allocated for bytes that were only announced.
pub(super) const PIECE: usize = 64 * 1024;

/// What all bodies that are held at one time may take together. The first piece of each is free, so that large bodies
/// cannot keep out small ones.
#[derive(Debug)]
pub(super) struct Budget {
    left: AtomicUsize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(bytes) })
    }

    fn take(&self, bytes: usize) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}

/// Bytes that a request has taken of the budget; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    taken: usize,
}

impl Share {
    pub(super) fn grow(&mut self, bytes: usize) -> Result<(), Rejection> {
        if !self.budget.take(bytes) {
            return Err(Rejection::new(Reason::Overloaded));
        }
        self.taken += bytes;
        Ok(())
    }

    /// Gives back what is no longer in memory.
    #[cfg(feature = "files-on-disk")]
    pub(super) fn shrink(&mut self, bytes: usize) {
        self.taken -= bytes;
        self.budget.left.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.left.fetch_add(self.taken, Ordering::Relaxed);
    }
}

/// What bounds a body.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) limit: usize,
    pub(super) timeout: Duration,
    pub(super) budget: Arc<Budget>,
}

impl Bounds {
    /// A share of which nothing is taken yet.
    pub(super) fn share(&self) -> Share {
        Share { budget: Arc::clone(&self.budget), taken: 0 }
    }

    /// Reads a body to its end. What is returned beside it is to be kept as long as the body.
    pub(super) async fn collect<B>(&self, body: B) -> Result<(Bytes, Share), Rejection>
    where
        B: HttpBody,
        B::Data: Buf,
        B::Error: Into<BoxError>,
    {
        if body.size_hint().lower() > self.limit as u64 {
            return Err(Rejection::new(Reason::TooLarge(self.limit)));
        }
        self.in_time(self.read(body)).await
    }

    /// Waits for what a client sends. What is there already needs no timer, and by that no runtime that has one.
    async fn in_time<T>(&self, sending: impl Future<Output = Result<T, Rejection>>) -> Result<T, Rejection> {
        let mut sending = pin!(sending);
        let first = poll_fn(|cx| Poll::Ready(sending.as_mut().poll(cx))).await;
        if let Poll::Ready(sent) = first {
            return sent;
        }
        let sent = tokio::time::timeout(self.timeout, sending).await;
        sent.unwrap_or_else(|_| Err(Rejection::new(Reason::Timeout)))
    }

    /// A body as a stream, whose pieces are held to the limit and to the time; the time is that of one piece.
    pub(super) fn stream<B>(&self, body: B) -> Result<Body, Rejection>
    where
        B: HttpBody + Send + 'static,
        B::Data: Buf + Send,
        B::Error: Into<BoxError> + Send,
    {
        if body.size_hint().lower() > self.limit as u64 {
            return Err(Rejection::new(Reason::TooLarge(self.limit)));
        }
        if body.is_end_stream() {
            return Ok(Body::default());
        }
        let state = (Box::pin(body), self.clone(), self.limit);
        let pieces = stream::try_unfold(state, |(mut body, bounds, left)| async move {
            let piece = bounds.in_time(async { Ok(next_piece(body.as_mut()).await) }).await?;
            let Some(piece) = piece.transpose()? else { return Ok(None) };
            let Some(left) = left.checked_sub(piece.len()) else {
                return Err(BoxError::from(Rejection::new(Reason::TooLarge(bounds.limit))));
            };
            Ok(Some((piece, (body, bounds, left))))
        });
        Ok(Body::sent(pieces.boxed(), self.clone()))
    }

    /// The bytes of a stream, which count to the budget as long as they are kept.
    pub(super) async fn gather(&self, mut pieces: BoxStream<'_, Result<Bytes, BoxError>>) -> Result<Bytes, BoxError> {
        let mut share = self.share();
        let mut all: Vec<Vec<u8>> = Vec::new();
        let mut length = 0;
        while let Some(piece) = pieces.next().await {
            let mut piece = piece?;
            length += piece.len();
            while piece.has_remaining() {
                add(&mut all, &mut piece, &mut share)?;
            }
        }
        Ok(Bytes::from_owner(Kept { bytes: joined(all, length), _share: share }))
    }

    async fn read<B>(&self, body: B) -> Result<(Bytes, Share), Rejection>
    where
        B: HttpBody,
        B::Data: Buf,
        B::Error: Into<BoxError>,
    {
        let mut body = pin!(body);
        let mut share = self.share();
        let mut pieces: Vec<Vec<u8>> = Vec::new();
        let mut length = 0;
        while let Some(frame) = next_frame(body.as_mut()).await {
            let frame = frame.map_err(broken_off)?;
            let Ok(mut data) = frame.into_data() else { continue };
            length += data.remaining();
            if length > self.limit {
                return Err(Rejection::new(Reason::TooLarge(self.limit)));
            }
            if pieces.is_empty() && body.is_end_stream() {
                share.grow(length.saturating_sub(PIECE))?;
                return Ok((data.copy_to_bytes(data.remaining()), share));
            }
            while data.has_remaining() {
                add(&mut pieces, &mut data, &mut share)?;
            }
        }
        Ok((joined(pieces, length), share))
    }
}

/// Bytes with what they have taken of the budget.
struct Kept {
    bytes: Bytes,
    _share: Share,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The next bytes of a body; an error if it is broken off.
async fn next_piece<B>(mut body: Pin<&mut B>) -> Option<Result<Bytes, Rejection>>
where
    B: HttpBody,
    B::Error: Into<BoxError>,
{
    loop {
        match next_frame(body.as_mut()).await?.map(Frame::into_data) {
            Ok(Ok(mut data)) => return Some(Ok(data.copy_to_bytes(data.remaining()))),
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(broken_off(error))),
        }
    }
}

/// Why a body has no end: what rejected it on its way here, or that it was broken off.
pub(super) fn broken_off(error: impl Into<BoxError>) -> Rejection {
    error.into().downcast::<Rejection>().map_or_else(|_| Rejection::new(Reason::BadBody), |rejection| *rejection)
}

async fn next_frame<B: HttpBody>(mut body: Pin<&mut B>) -> Option<Result<Frame<B::Data>, B::Error>> {
    poll_fn(|cx| body.as_mut().poll_frame(cx)).await
}

/// Fills the last piece, or starts another.
fn add(pieces: &mut Vec<Vec<u8>>, data: &mut impl Buf, share: &mut Share) -> Result<(), Rejection> {
    if pieces.last().is_none_or(|piece| piece.len() >= PIECE) {
        if !pieces.is_empty() {
            share.grow(PIECE)?;
        }
        pieces.push(Vec::new());
    }
    if let Some(piece) = pieces.last_mut() {
        let chunk = data.chunk();
        let taken = chunk.len().min(PIECE - piece.len());
        piece.extend_from_slice(chunk.get(..taken).unwrap_or_default());
        data.advance(taken);
    }
    Ok(())
}

/// One text of all pieces, each of which is given back as soon as it is copied.
fn joined(mut pieces: Vec<Vec<u8>>, length: usize) -> Bytes {
    if pieces.len() <= 1 {
        return pieces.pop().unwrap_or_default().into();
    }
    let mut whole = Vec::with_capacity(length);
    for piece in pieces {
        whole.extend_from_slice(&piece);
    }
    whole.into()
}
