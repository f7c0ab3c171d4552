//! The beginning of a streamed result: status and headers as JSON, eight null bytes, then the body.
//!
//! See [response streaming](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html).

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use serde_json::Value;

use crate::serve::message::headers::Headers;
use crate::serve::message::request::Response;
use crate::serve::message::stream::Chunks;
use crate::serve::proxy::result::{MalformedResult, header_text, object, status};

const DELIMITER: [u8; 8] = [0; 8];

/// Where the delimiter must have come.
const LONGEST: usize = 16 * 1024;

/// Reads the beginning. The response has as much of the body as has come with it.
///
/// # Errors
/// When there is no delimiter, or what stands before it is no head of a response.
pub(crate) async fn read(start: Bytes, rest: &mut Chunks) -> Result<Response, MalformedResult> {
    let mut text = BytesMut::from(start);
    loop {
        let searched = text.get(..LONGEST + DELIMITER.len()).unwrap_or(&text);
        if let Some(end) = searched.windows(DELIMITER.len()).position(|window| window == DELIMITER) {
            let head = text.split_to(end);
            let _ = text.split_to(DELIMITER.len());
            return head_of(&head, text.freeze());
        }
        if text.len() > LONGEST {
            break;
        }
        match rest.next().await {
            Some(Ok(chunk)) => text.extend_from_slice(&chunk),
            Some(Err(error)) => return Err(MalformedResult(format!("the function's stream broke off: {error}"))),
            None => break,
        }
    }
    let said = serde_json::from_slice::<Value>(&text).unwrap_or_default();
    Err(MalformedResult(match said.get("errorMessage").and_then(Value::as_str) {
        Some(message) => format!("the function failed: {message}"),
        None => "the streamed result has no eight null bytes after its status and headers".to_owned(),
    }))
}

fn head_of(head: &[u8], body: Bytes) -> Result<Response, MalformedResult> {
    let malformed = || MalformedResult("Malformed head of a streamed result".to_owned());
    let value: Value = serde_json::from_slice(head).map_err(|_| malformed())?;
    let status = status(value.get("statusCode")).ok_or_else(malformed)?;
    let mut headers = Headers::default();
    for (name, values) in object(value.get("multiValueHeaders")).ok_or_else(malformed)? {
        for value in values.as_array().ok_or_else(malformed)? {
            headers.append(name, header_text(value).ok_or_else(malformed)?);
        }
    }
    for (name, value) in object(value.get("headers")).ok_or_else(malformed)? {
        headers.append(name, header_text(value).ok_or_else(malformed)?);
    }
    for cookie in value.get("cookies").and_then(Value::as_array).into_iter().flatten() {
        headers.append("Set-Cookie", header_text(cookie).ok_or_else(malformed)?);
    }
    headers.set_default("Content-Type", "application/json");
    Ok(Response { status, headers, body })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn check(chunks: &'static [&'static str], expected: Result<(u16, &str), &str>) {
        let chunks = chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())));
        let mut rest: Chunks = stream::iter(chunks).boxed();
        let found = read(Bytes::new(), &mut rest).await;
        let found = found.map(|response| (response.status, response.text().into_owned()));
        let expected = expected.map(|(status, body)| (status, body.to_owned()));
        assert_eq!(found, expected.map_err(|why| MalformedResult(why.to_owned())));
    }

    #[tokio::test]
    async fn heads() {
        check(&["{\"statusCode\": 201}\0\0\0\0\0\0\0\0body", "more"], Ok((201, "body"))).await;
        // Chunks break where they like.
        check(&["{\"status", "Code\": 201}\0\0\0", "\0\0\0\0", "\0b"], Ok((201, "b"))).await;
        check(&["{}\0\0\0\0\0\0\0\0"], Ok((200, ""))).await;
        let none = "the streamed result has no eight null bytes after its status and headers";
        check(&["{\"statusCode\": 200}"], Err(none)).await;
        check(&["{\"errorMessage\": \"no\"}"], Err("the function failed: no")).await;
        check(&["nope\0\0\0\0\0\0\0\0"], Err("Malformed head of a streamed result")).await;
    }
}
