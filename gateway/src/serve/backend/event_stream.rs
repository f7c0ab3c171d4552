//! `application/vnd.amazon.eventstream`, in which Lambda streams what a function writes.
//!
//! The bytes of the function stand in events `PayloadChunk`. The last event, `InvokeComplete`, says whether the function
//! failed after it had begun. See the [encoding](https://smithy.io/2.0/aws/amazon-eventstream.html).

use crate::serve::message::stream::Chunks;

/// What the function wrote, out of the frames that bring it.
#[cfg(feature = "sigv4")]
pub(crate) fn payloads(frames: Chunks) -> Chunks {
    framed::payloads(frames)
}

/// Nothing: the frames are read with the feature `sigv4`, which has the crates for it.
#[cfg(not(feature = "sigv4"))]
pub(crate) fn payloads(_: Chunks) -> Chunks {
    use crate::serve::message::stream::StreamBroken;
    use futures_util::stream::{self, StreamExt as _};
    let missing = "event streams are read with the feature `sigv4`, which is off".to_owned();
    stream::iter([Err(StreamBroken(missing))]).boxed()
}

#[cfg(feature = "sigv4")]
mod framed {
    use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
    use aws_smithy_types::event_stream::Message;
    use bytes::{Bytes, BytesMut};
    use futures_util::stream::{self, StreamExt as _};
    use serde_json::Value;

    use crate::serve::message::stream::{Chunks, StreamBroken};

    /// The longest frame that is waited for; the service sends far shorter ones.
    const LONGEST: usize = 16 << 20;

    struct Reading {
        frames: Chunks,
        decoder: MessageFrameDecoder,
        /// What has come and is not read.
        buffer: BytesMut,
    }

    pub(super) fn payloads(frames: Chunks) -> Chunks {
        let reading = Reading { frames, decoder: MessageFrameDecoder::new(), buffer: BytesMut::new() };
        let read = stream::unfold(Some(reading), |reading| async move {
            let mut reading = reading?;
            match reading.next().await {
                Ok(Some(payload)) => Some((Ok(payload), Some(reading))),
                Ok(None) => None,
                Err(broken) => Some((Err(broken), None)),
            }
        });
        read.boxed()
    }

    impl Reading {
        /// The next bytes of the function; nothing after its end.
        async fn next(&mut self) -> Result<Option<Bytes>, StreamBroken> {
            loop {
                match self.decoder.decode_frame(&mut self.buffer) {
                    Ok(DecodedFrame::Complete(message)) => match event(message)? {
                        Event::Payload(payload) if payload.is_empty() => {}
                        Event::Payload(payload) => return Ok(Some(payload)),
                        Event::End => return Ok(None),
                        Event::Other => {}
                    },
                    Ok(DecodedFrame::Incomplete) => self.more().await?,
                    Err(error) => return Err(StreamBroken(format!("a frame of the stream is broken: {error}"))),
                }
            }
        }

        async fn more(&mut self) -> Result<(), StreamBroken> {
            if self.buffer.len() > LONGEST {
                return Err(StreamBroken(format!("a frame of the stream is longer than {} MB", LONGEST >> 20)));
            }
            match self.frames.next().await {
                Some(chunk) => self.buffer.extend_from_slice(&chunk?),
                None => return Err(StreamBroken("the stream ends before the function has".to_owned())),
            }
            Ok(())
        }
    }

    enum Event {
        Payload(Bytes),
        End,
        /// An event that is not known yet.
        Other,
    }

    fn event(message: Message) -> Result<Event, StreamBroken> {
        let text = |name: &str| {
            let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
            header.value().as_string().ok().map(|text| text.as_str().to_owned())
        };
        if let Some(error) = text(":exception-type").or_else(|| text(":error-code")) {
            let said = String::from_utf8_lossy(message.payload()).into_owned();
            return Err(StreamBroken(format!("Lambda broke off the stream: {error}: {said}")));
        }
        match text(":event-type").as_deref() {
            Some("PayloadChunk") => Ok(Event::Payload(message.payload().clone())),
            Some("InvokeComplete") => {
                let end: Value = serde_json::from_slice(message.payload()).unwrap_or_default();
                let said = |name: &str| end.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
                match said("ErrorCode") {
                    Some(code) => {
                        let details = said("ErrorDetails").unwrap_or("no details are given");
                        Err(StreamBroken(format!("the function failed: {code}: {details}")))
                    }
                    None => Ok(Event::End),
                }
            }
            _ => Ok(Event::Other),
        }
    }

    #[cfg(test)]
    mod tests {
        use aws_smithy_eventstream::frame::write_message_to;
        use aws_smithy_types::event_stream::{Header, HeaderValue};

        use super::*;

        fn frame(kind: &str, payload: &str) -> Vec<u8> {
            let header =
                |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
            let message = Message::new(Bytes::from(payload.to_owned()))
                .add_header(header(":message-type", "event"))
                .add_header(header(":event-type", kind));
            let mut bytes = Vec::new();
            write_message_to(&message, &mut bytes).unwrap();
            bytes
        }

        /// What comes of bytes that come `step` at a time.
        async fn read(bytes: &[u8], step: usize) -> (String, Option<String>) {
            let chunks: Vec<_> = bytes.chunks(step).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
            let mut rest = payloads(stream::iter(chunks).boxed());
            let mut text = String::new();
            while let Some(chunk) = rest.next().await {
                match chunk {
                    Ok(chunk) => text.push_str(&String::from_utf8_lossy(&chunk)),
                    Err(broken) => return (text, Some(broken.0)),
                }
            }
            (text, None)
        }

        #[tokio::test]
        async fn payloads_in_any_pieces() {
            let frames = [
                frame("PayloadChunk", "once "),
                frame("PayloadChunk", ""),
                frame("SomethingNew", "x"),
                frame("PayloadChunk", "upon"),
                frame("InvokeComplete", "{}"),
                b"what follows the end".to_vec(),
            ];
            let bytes = frames.concat();
            for step in [1, 3, 12, 50, bytes.len()] {
                assert_eq!(read(&bytes, step).await, ("once upon".to_owned(), None), "{step}");
            }
        }

        #[tokio::test]
        async fn ends_that_are_none() {
            let begun = frame("PayloadChunk", "once ");
            let failed = frame("InvokeComplete", r#"{"ErrorCode": "Runtime.Oops", "ErrorDetails": "no more"}"#);
            let table = [
                (begun.clone(), "the stream ends before the function has"),
                ([begun.clone(), failed].concat(), "the function failed: Runtime.Oops: no more"),
            ];
            for (bytes, reason) in table {
                assert_eq!(read(&bytes, 7).await, ("once ".to_owned(), Some(reason.to_owned())));
            }
        }

        /// A message without headers and payload is documented byte by byte, with both of its sums.
        #[tokio::test]
        async fn sums_are_checked() {
            let empty = [0, 0, 0, 16, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff];
            let mut bytes = empty.to_vec();
            bytes.extend(frame("InvokeComplete", "{}"));
            assert_eq!(read(&bytes, 5).await, (String::new(), None));
            let good = [frame("PayloadChunk", "once "), frame("InvokeComplete", "{}")].concat();
            for broken in [8, 11, 20, 60] {
                let mut bytes = good.clone();
                bytes[broken] ^= 1;
                let (text, reason) = read(&bytes, 9).await;
                assert!(text.is_empty() && reason.is_some_and(|it| it.starts_with("a frame of the stream is broken")));
            }
        }
    }
}
