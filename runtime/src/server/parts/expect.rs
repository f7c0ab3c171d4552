//! What a request has to have before anything of it is read, and which of the bodies it is.

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use super::Parts;
use super::complaints::missing;
use crate::server::input::{Input, Kind, Place};
use crate::server::rejection::Reason;
use crate::server::{Manner, Rejection};

impl Parts {
    /// Checks that everything required is there, and finds out what the body is.
    pub(super) fn expect(&mut self, inputs: &'static [Input]) -> Result<(), Rejection> {
        self.inputs = inputs;
        let mut missing: Vec<_> =
            inputs.iter().filter(|input| self.raw.is_missing(input, inputs, self.manner)).map(missing).collect();
        let bodies = inputs.iter().enumerate().filter(|(_, input)| input.place == Place::Body);
        let (bodies, with_body) = (bodies.collect::<Vec<_>>(), self.has_body());
        if let (false, Some((index, input))) = (with_body, bodies.first()) {
            if input.required && self.manner == Manner::ApiGateway && missing.is_empty() {
                if input.kind != Kind::Json {
                    return Err(Rejection::because(Reason::BadBody, vec![self::missing(input)]));
                }
                // API Gateway takes an empty body for an empty object.
                self.bytes = Bytes::from_static(b"{}");
                self.body = Some(*index);
            } else if input.required && self.manner == Manner::Problem {
                missing.push(self::missing(input));
            }
        }
        if !missing.is_empty() && self.manner == Manner::ApiGateway {
            return Err(Rejection::because(Reason::MissingParameters, missing));
        }
        self.complaints = missing;
        if with_body && !bodies.is_empty() {
            self.body = Some(self.negotiate(&bodies)?);
        }
        Ok(())
    }

    /// Whether there is a body: bytes, or the statement that they are of some media type of which none is a value.
    fn has_body(&self) -> bool {
        !self.bytes.is_empty()
            || self.stream.as_ref().is_some_and(|stream| !stream.is_empty())
            || self.read.is_some()
            || self.media_type().is_some_and(|media| {
                let mut bodies = self.inputs.iter().filter(|input| input.place == Place::Body && input.accepts(media));
                bodies.any(|input| matches!(input.kind, Kind::Text | Kind::Stream | Kind::Form))
            })
    }

    /// The body among several that has the media type of the request, an exact one before a range;
    /// the first if the request does not say.
    fn negotiate(&self, bodies: &[(usize, &Input)]) -> Result<usize, Rejection> {
        let found = match self.media_type() {
            None => bodies.first(),
            Some(media) => {
                let sent =
                    self.raw.head.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
                let told = bodies.iter().find(|(_, input)| input.is_told_by(sent));
                let exact = bodies.iter().find(|(_, input)| input.name.eq_ignore_ascii_case(media));
                told.or(exact).or_else(|| bodies.iter().find(|(_, input)| input.accepts(media)))
            }
        };
        found.map(|(index, _)| *index).ok_or_else(|| Rejection::new(Reason::UnsupportedMediaType))
    }
}
