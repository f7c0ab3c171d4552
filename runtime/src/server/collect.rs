//! Bodies on their way in: how many bytes one may have, all may have together, and how long they may take.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::body::HttpBody;
use bytes::{Buf, Bytes};

use super::Rejection;
use super::rejection::Reason;

/// A body is collected in pieces of this size: nothing is allocated for bytes that were only announced.
const PIECE: usize = 64 * 1024;

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
    fn grow(&mut self, bytes: usize) -> Result<(), Rejection> {
        if !self.budget.take(bytes) {
            return Err(Rejection::new(Reason::Overloaded));
        }
        self.taken += bytes;
        Ok(())
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
    /// Reads a body to its end. What is returned beside it is to be kept as long as the body.
    pub(super) async fn collect<B>(&self, body: B) -> Result<(Bytes, Share), Rejection>
    where
        B: HttpBody,
        B::Data: Buf,
    {
        if body.size_hint().lower() > self.limit as u64 {
            return Err(Rejection::new(Reason::TooLarge(self.limit)));
        }
        let mut reading = pin!(self.read(body));
        // A body that is there already needs no timer, and by that no runtime that has one.
        let first = poll_fn(|cx| Poll::Ready(reading.as_mut().poll(cx))).await;
        if let Poll::Ready(read) = first {
            return read;
        }
        let read = tokio::time::timeout(self.timeout, reading).await;
        read.unwrap_or_else(|_| Err(Rejection::new(Reason::Timeout)))
    }

    async fn read<B>(&self, body: B) -> Result<(Bytes, Share), Rejection>
    where
        B: HttpBody,
        B::Data: Buf,
    {
        let mut body = pin!(body);
        let mut share = Share { budget: Arc::clone(&self.budget), taken: 0 };
        let mut pieces: Vec<Vec<u8>> = Vec::new();
        let mut length = 0;
        while let Some(frame) = next_frame(body.as_mut()).await {
            let Ok(frame) = frame else { return Err(Rejection::new(Reason::BadBody)) };
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

async fn next_frame<B: HttpBody>(mut body: Pin<&mut B>) -> Option<Result<http_body::Frame<B::Data>, B::Error>> {
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
