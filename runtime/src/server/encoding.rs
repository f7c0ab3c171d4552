//! Bodies that were compressed: decoded while they arrive, so that the limits hold for what comes out of them.

use async_compression::futures::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use futures_util::{AsyncRead, AsyncReadExt as _};
use http::HeaderMap;
use http_body::Frame;
use http_body_util::StreamBody;

use super::rejection::Reason;
use super::{Body, BoxError, Rejection, head};

/// As many bytes are decoded at a time.
const PIECE: usize = 16 * 1024;

/// A coding of RFC 9110 §8.4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    /// The format of zlib, in spite of the name.
    Deflate,
    Brotli,
}

impl Encoding {
    /// The coding of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            _ => None,
        }
    }

    /// The coding that a request states. There is one at most: the head was checked.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        head::encodings(headers).find_map(|sent| Self::named(&sent))
    }

    /// The body decoded. What is read of `encoded` has its bounds already.
    pub(super) fn decode(self, encoded: Body) -> Decoded {
        let encoded = encoded.map_err(std::io::Error::other).into_async_read();
        StreamBody::new(match self {
            Self::Gzip => {
                let mut decoder = GzipDecoder::new(encoded);
                decoder.multiple_members(true);
                frames(decoder)
            }
            Self::Deflate => frames(ZlibDecoder::new(encoded)),
            Self::Brotli => frames(BrotliDecoder::new(encoded)),
        })
    }
}

/// A body that is decoded while it is read.
pub(super) type Decoded = StreamBody<BoxStream<'static, Result<Frame<Bytes>, BoxError>>>;

fn frames(decoder: impl AsyncRead + Send + Unpin + 'static) -> BoxStream<'static, Result<Frame<Bytes>, BoxError>> {
    let pieces = stream::try_unfold(decoder, |mut decoder| async move {
        let mut piece = vec![0; PIECE];
        let length = decoder.read(&mut piece).await.map_err(rejection)?;
        piece.truncate(length);
        Ok((length > 0).then(|| (Frame::data(Bytes::from(piece)), decoder)))
    });
    pieces.boxed()
}

/// What stopped the decoder: the body that it reads, or what stands there.
fn rejection(error: std::io::Error) -> BoxError {
    let is_ours = error.get_ref().is_some_and(|inner| inner.is::<Rejection>());
    match error.into_inner() {
        Some(inner) if is_ours => inner,
        _ => {
            let detail = Some("the body is not in its content encoding".to_owned());
            Rejection::new(Reason::BadBody).detailed(detail).into()
        }
    }
}
