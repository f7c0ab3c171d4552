//! What the head of a request decides before anything of its body is read.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::accept::preferred;
use super::documented::Failure;
use super::input::{Input, Kind, Place};
use super::rejection::Reason;
use super::{Manner, Rejection};
use crate::wire::media_type::MediaType;

/// What an operation takes and gives, as far as heads say it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    pub(super) inputs: &'static [Input],
    /// The media types of its responses; none if that is not to be looked at.
    pub(super) produces: &'static [&'static str],
    /// The failures that it declares.
    pub(super) failures: &'static [Failure],
}

impl Declared {
    /// Whether the operation reads a body at all.
    pub(super) fn has_body(&self) -> bool {
        self.inputs.iter().any(|input| input.place == Place::Body)
    }

    /// Whether the method reads the body of a request itself.
    pub(super) fn streams(&self, headers: &HeaderMap) -> bool {
        self.kind(headers).is_some_and(|kind| matches!(kind, Kind::Stream | Kind::Parts))
    }

    /// Whether the body of a request has several parts.
    #[cfg(feature = "files-on-disk")]
    pub(super) fn has_parts(&self, headers: &HeaderMap) -> bool {
        self.kind(headers).is_some_and(|kind| kind == Kind::Multipart)
    }

    /// What the body of a request is.
    fn kind(&self, headers: &HeaderMap) -> Option<Kind> {
        let sent = headers.get(CONTENT_TYPE).and_then(|sent| sent.to_str().ok()).unwrap_or_default();
        let first = || self.inputs.iter().find(|input| input.place == Place::Body);
        negotiate(self.inputs, sent).flatten().or_else(first).map(|input| input.kind)
    }

    /// Rejects what no body could make right. `with_body` says whether one follows.
    pub(super) fn check(&self, headers: &HeaderMap, with_body: bool, manner: Manner) -> Result<(), Rejection> {
        // API Gateway passes `Accept` on and answers what the integration answers.
        if manner != Manner::ApiGateway && !self.produces.is_empty() && preferred(headers, self.produces).is_none() {
            let offered = self.produces.iter().map(|media| (*media).to_owned()).collect();
            return Err(Rejection::new(Reason::NotAcceptable(offered)));
        }
        if with_body && self.has_body() { self.check_content(headers) } else { Ok(()) }
    }

    fn check_content(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        let unsupported = |detail: String| Err(Rejection::new(Reason::UnsupportedMediaType).detailed(Some(detail)));
        let encodings: Vec<String> = encodings(headers).collect();
        if !matches!(encodings.as_slice(), [] | [_]) || encodings.iter().any(|encoding| !is_decoded(encoding)) {
            let encodings = encodings.join(", ");
            return unsupported(format!("bodies cannot be read in the content encoding {encodings}"));
        }
        let Some(sent) = headers.get(CONTENT_TYPE) else { return Ok(()) };
        let sent = sent.to_str().unwrap_or_default();
        let Some(input) = negotiate(self.inputs, sent) else {
            return Err(Rejection::new(Reason::UnsupportedMediaType));
        };
        let is_text =
            input.is_none_or(|input| matches!(input.kind, Kind::Json | Kind::Form | Kind::Xml(_) | Kind::Text));
        match charset(sent) {
            Some(charset) if is_text && !is_utf8(&charset) => {
                unsupported(format!("bodies cannot be read in the charset {charset}"))
            }
            _ => Ok(()),
        }
    }
}

/// The content encodings that a request states.
pub(super) fn encodings(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let names = lines.flat_map(|line| line.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>());
    names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
}

#[cfg(feature = "decompression")]
fn is_decoded(encoding: &str) -> bool {
    super::encoding::Encoding::named(encoding).is_some()
}

#[cfg(not(feature = "decompression"))]
fn is_decoded(_: &str) -> bool {
    false
}

/// The body input that takes a media type: `None` if none does, `Some(None)` if the request does not say which.
fn negotiate(inputs: &'static [Input], sent: &str) -> Option<Option<&'static Input>> {
    let media = MediaType(sent).essence();
    if media.is_empty() {
        return Some(None);
    }
    inputs.iter().find(|input| input.place == Place::Body && input.accepts(media)).map(Some)
}

/// The charset that a media type names.
fn charset(media: &str) -> Option<String> {
    media.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}
