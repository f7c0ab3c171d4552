//! An answer whose body is taken while it comes.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::PoisonError;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::{Answer, Body, Lines, TransportError};
use crate::codec::FromJson;

/// An answer whose body is taken while it comes, piece by piece, and is never in memory as a whole. Dropping it ends the
/// exchange.
pub struct Download {
    answer: Answer,
    body: Option<Body>,
    /// How long a line may be.
    limit: usize,
}

impl Download {
    /// `None` if the answer is there as a whole.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        let (body, limit) = answer.live()?.lock().unwrap_or_else(PoisonError::into_inner).take();
        Some(Self { answer: answer.with_body(Bytes::new()), body, limit })
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.code()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails, or is silent for too long; there is nothing more then.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Reads a value of JSON from each line, where the document describes the body otherwise: of Kubernetes with
    /// `watch=true`, say.
    ///
    /// ```no_run
    /// # use gatewright_runtime::client::{Download, Error, NoError};
    /// # use gatewright_runtime::Value;
    /// # async fn read(download: Download) -> Result<(), Error<NoError>> {
    /// let mut changes = download.lines::<Value>();
    /// while let Some(change) = changes.next().await {
    ///     println!("{}", change?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lines<T: FromJson>(self) -> Lines<T> {
        Lines::of(&self.answer, self.body, self.limit)
    }

    /// Writes all that comes, such as into a `tokio::fs::File`, and returns how much it was.
    ///
    /// # Errors
    /// When the connection fails or writing does.
    pub async fn write_to(&mut self, target: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.next().await {
            let piece = piece.map_err(std::io::Error::other)?;
            target.write_all(&piece).await?;
            written += piece.len() as u64;
        }
        target.flush().await?;
        Ok(written)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            match ready!(Pin::new(body).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    self.body = None;
                    let error = TransportError::new(error, self.answer.method().is_idempotent());
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.body = None,
            }
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("status", &self.status()).finish_non_exhaustive()
    }
}
