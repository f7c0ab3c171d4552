//! A request taken apart, from which a typed request is read.

mod complaints;
mod expect;

use std::any::Any;
use std::borrow::Cow;
use std::{fmt, mem};

use bytes::Bytes;
use http::Method;
use http::header::CONTENT_TYPE;

use super::given::{Given, without_mark};
use super::input::{Input, Kind, Place, Shape};
use super::raw::Raw;
use super::rejection::{Complaint, Reason};
use super::rule::Rule;
use super::security::Security;
use super::style::Garbled;
use super::{Body, Credential, Head, IntoReply, Manner, Multipart, Rejection, Reply, Requirement, Sent, body};
use crate::codec::{self, FromJson, Misfit, Reading};
use crate::wire::media_type::MediaType;
use crate::{FromMultipart, Part, Violations};
use complaints::{REQUIRED, bad_parameter, complaint, missing};
pub(super) use complaints::{bad_body, misfit as bad_part};

/// A typed request that can be read from what was sent.
pub trait FromRequest: Sized + 'static {
    /// What the operation responds with.
    type Response: IntoReply;

    /// What the operation takes.
    const INPUTS: &'static [Input];

    /// Reads the request. The required inputs are known to be there.
    ///
    /// # Errors
    /// When an input does not have the declared form.
    fn from_request(parts: &mut Parts) -> Result<Self, Rejection>;

    /// Notes what breaks a constraint of the document. Inputs are named by place and name, `query
    /// limit`; the body is `body`.
    fn validate(&self, violations: &mut Violations) {
        let _ = violations;
    }
}

impl FromRequest for () {
    type Response = Reply;

    const INPUTS: &'static [Input] = &[];

    fn from_request(_: &mut Parts) -> Result<Self, Rejection> {
        Ok(())
    }
}

/// Reads a typed request: required inputs, then their forms, then their constraints.
pub(super) fn read<R: FromRequest>(parts: &mut Parts) -> Result<R, Rejection> {
    parts.expect(R::INPUTS)?;
    let broken = parts.broken_rules(Rule::is_always);
    let read = R::from_request(parts);
    let request = match read {
        Ok(request) if parts.complaints.is_empty() => request,
        Ok(_) => return Err(parts.rejection()),
        Err(rejection) if parts.complaints.is_empty() => return Err(rejection),
        Err(_) => return Err(parts.rejection()),
    };
    let mut violations = Violations::new();
    request.validate(&mut violations);
    let mut complaints: Vec<_> =
        violations.iter().map(|violation| complaint(violation.pointer(), violation.message())).collect();
    add_unknown(&mut complaints, broken);
    if complaints.is_empty() { Ok(request) } else { Err(Rejection::because(Reason::Invalid, complaints)) }
}

/// Adds what is said of places of which nothing is said yet.
fn add_unknown(complaints: &mut Vec<Complaint>, more: Vec<Complaint>) {
    for complaint in more {
        let is_known = |known: &Complaint| (known.place, &known.name) == (complaint.place, &complaint.name);
        if !complaints.iter().any(is_known) {
            complaints.push(complaint);
        }
    }
}

/// A request taken apart.
pub struct Parts {
    manner: Manner,
    principal: Option<Box<dyn Any + Send>>,
    inputs: &'static [Input],
    raw: Raw,
    bytes: Bytes,
    stream: Option<Body>,
    /// The parts of a body that was read part by part.
    read: Option<Vec<Part>>,
    /// Which of the inputs the body is.
    body: Option<usize>,
    /// How many values the body may have.
    nodes: usize,
    /// What was found wrong so far.
    complaints: Vec<Complaint>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Parts").field("raw", &self.raw).finish_non_exhaustive()
    }
}

impl Parts {
    /// A request whose body is not read yet.
    pub(super) fn new(manner: Manner, raw: Raw, nodes: usize) -> Self {
        let (principal, complaints, bytes) = (None, Vec::new(), Bytes::new());
        Self { manner, principal, inputs: &[], raw, bytes, stream: None, read: None, body: None, nodes, complaints }
    }

    pub(super) fn set_bytes(&mut self, bytes: Bytes) {
        self.bytes = bytes;
    }

    /// The body was read part by part.
    #[cfg(feature = "files-on-disk")]
    pub(super) fn set_parts(&mut self, parts: Vec<Part>) {
        self.read = Some(parts);
    }

    /// The body is not in memory: the method reads it.
    pub(super) fn set_stream(&mut self, stream: Body) {
        self.stream = Some(stream);
    }

    pub(super) fn set_principal<P: Send + 'static>(&mut self, principal: P) {
        self.principal = Some(Box::new(principal));
    }

    pub(super) fn take_principal<P: 'static>(&mut self) -> Option<P> {
        self.principal.take()?.downcast().ok().map(|principal| *principal)
    }

    pub(super) fn head(&self) -> &Head {
        &self.raw.head
    }

    pub(super) fn into_head(self) -> Head {
        self.raw.head
    }

    /// The alternatives whose credentials are all there.
    pub(super) fn presented<C: Credential>(&mut self, security: Security) -> Vec<(&'static [Requirement], Vec<C>)> {
        let sent = Sent::new(&self.raw);
        let read = |requirement: &Requirement| C::read(requirement.scheme, &sent);
        let complete = |alternative: &&'static [Requirement]| {
            let credentials: Option<Vec<C>> = alternative.iter().map(read).collect();
            Some((*alternative, credentials?))
        };
        let presented = security.iter().filter_map(complete).collect();
        let seen = sent.into_seen();
        self.raw.hide(&seen);
        presented
    }

    /// What the schemas of the body forbid, of those rules that are asked for.
    fn broken_rules(&self, asked: fn(&Rule) -> bool) -> Vec<Complaint> {
        let input = self.body.and_then(|index| self.inputs.get(index));
        let Some((input, rule)) = input.and_then(|input| Some((input, input.rule.filter(|rule| asked(rule))?))) else {
            return Vec::new();
        };
        // The code that reads it reports what cannot be read at all.
        if input.kind != Kind::Json || body::bound(input, &self.bytes, self.nodes).is_err() {
            return Vec::new();
        }
        let Ok(value) = serde_json::from_slice(without_mark(&self.bytes)) else { return Vec::new() };
        let found = rule.violations(&value).into_iter();
        found.map(|(name, detail)| Complaint { place: Place::Body, name, detail }).collect()
    }

    /// All that is wrong with a request that cannot be read.
    #[cold]
    fn rejection(&mut self) -> Rejection {
        let mut complaints = mem::take(&mut self.complaints);
        add_unknown(&mut complaints, self.broken_rules(|_| true));
        let mut of_parameters = complaints.iter().filter(|complaint| complaint.place != Place::Body);
        let reason = if complaints.iter().any(|complaint| complaint.detail == REQUIRED) {
            Reason::MissingParameters
        } else if of_parameters.next().is_some() {
            Reason::BadParameter
        } else {
            Reason::BadBody
        };
        Rejection::because(reason, complaints)
    }

    /// Keeps what is wrong, since more may be.
    fn noted<T>(&mut self, read: Result<T, Rejection>) -> Result<T, Rejection> {
        if let Err(rejection) = &read {
            add_unknown(&mut self.complaints, rejection.complaints().to_vec());
        }
        read
    }

    /// The media type of the body, without parameters, as the request states it.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        let media = MediaType(self.raw.head.headers().get(CONTENT_TYPE)?.to_str().ok()?).essence();
        (!media.is_empty()).then_some(media)
    }

    /// Which of the inputs the body is, where an operation takes several media types. `None` if
    /// there is no body.
    #[must_use]
    pub fn body(&self) -> Option<usize> {
        self.body
    }

    /// The method of the request, which matters to operations for any method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.raw.head.method()
    }

    /// Reads the required input `index`.
    ///
    /// # Errors
    /// When it does not have the declared form.
    pub fn required<T: FromJson>(&mut self, index: usize) -> Result<T, Rejection> {
        match self.optional(index)? {
            Some(value) => Ok(value),
            None => {
                let absent = Err(self.absent(index));
                self.noted(absent)
            }
        }
    }

    /// Reads the input `index`, if it is there.
    ///
    /// # Errors
    /// When it is there and does not have the declared form.
    pub fn optional<T: FromJson>(&mut self, index: usize) -> Result<Option<T>, Rejection> {
        let read = self.read_optional(index);
        self.noted(read)
    }

    fn read_optional<T: FromJson>(&self, index: usize) -> Result<Option<T>, Rejection> {
        let Some(given) = self.given(index)? else {
            return Ok(self.default(index));
        };
        match codec::read(&given.json, given.reading) {
            Ok((value, _)) => Ok(Some(value)),
            Err(misfit) => match given.otherwise.map(|otherwise| codec::read(&otherwise, Reading::strict_text())) {
                Some(Ok((value, _))) => Ok(Some(value)),
                Some(Err(_)) | None => Err(self.misfit(index, &misfit)),
            },
        }
    }

    /// What stands for a parameter that is absent. A default that is not of the type counts for nothing.
    fn default<T: FromJson>(&self, index: usize) -> Option<T> {
        let json = self.inputs.get(index)?.default?;
        codec::read(json.as_bytes(), Reading::strict()).ok().map(|(value, _)| value)
    }

    /// Reads the required body `index` of `multipart/form-data`.
    ///
    /// # Errors
    /// When it does not have the declared form.
    pub fn multipart<T: FromMultipart>(&mut self, index: usize) -> Result<T, Rejection> {
        match self.optional_multipart(index)? {
            Some(value) => Ok(value),
            None => {
                let absent = Err(self.absent(index));
                self.noted(absent)
            }
        }
    }

    /// Reads the body `index` of `multipart/form-data`, if it is there.
    ///
    /// # Errors
    /// When it is there and does not have the declared form.
    pub fn optional_multipart<T: FromMultipart>(&mut self, index: usize) -> Result<Option<T>, Rejection> {
        let read = self.read_multipart(index);
        self.noted(read)
    }

    fn read_multipart<T: FromMultipart>(&mut self, index: usize) -> Result<Option<T>, Rejection> {
        if self.body != Some(index) {
            return Ok(None);
        }
        let parts = match self.read.take() {
            Some(parts) => parts,
            None => body::multipart(self.raw.head.headers(), &self.bytes).map_err(|detail| bad_body(&detail))?,
        };
        let reading = Reading::strict_text().fill_defaults(self.fills_defaults());
        T::from_multipart(&parts, reading).map(Some).map_err(|misfit| self.misfit(index, &misfit))
    }

    /// The required body `index`, to be read by the method.
    ///
    /// # Errors
    /// When there is none.
    pub fn stream(&mut self, index: usize) -> Result<Body, Rejection> {
        match self.optional_stream(index)? {
            Some(body) => Ok(body),
            None => {
                let absent = Err(self.absent(index));
                self.noted(absent)
            }
        }
    }

    /// The body `index`, if it is there, to be read by the method.
    ///
    /// # Errors
    /// None; the result is for the sake of its siblings.
    pub fn optional_stream(&mut self, index: usize) -> Result<Option<Body>, Rejection> {
        if self.body != Some(index) {
            return Ok(None);
        }
        Ok(Some(self.stream.take().unwrap_or_else(|| mem::take(&mut self.bytes).into())))
    }

    /// The parts of the required body `index` of `multipart/form-data`, to be taken by the method as they arrive.
    ///
    /// # Errors
    /// When there is no such body, or nothing says what stands between its parts.
    pub fn parts(&mut self, index: usize) -> Result<Multipart, Rejection> {
        match self.optional_parts(index)? {
            Some(parts) => Ok(parts),
            None => {
                let absent = Err(self.absent(index));
                self.noted(absent)
            }
        }
    }

    /// The parts of the body `index`, if it is there, to be taken by the method as they arrive.
    ///
    /// # Errors
    /// When nothing says what stands between them.
    pub fn optional_parts(&mut self, index: usize) -> Result<Option<Multipart>, Rejection> {
        let (Some(body), Some(input)) = (self.optional_stream(index)?, self.inputs.get(index)) else { return Ok(None) };
        let parts = Multipart::new(self.raw.head.headers(), body, input);
        self.noted(parts).map(Some)
    }

    /// An input as JSON, and how it is to be read.
    fn given(&self, index: usize) -> Result<Option<Given<'_>>, Rejection> {
        let Some(input) = self.inputs.get(index) else {
            return Ok(None);
        };
        if input.place == Place::Body {
            if self.body != Some(index) {
                return Ok(None);
            }
            body::bound(input, &self.bytes, self.nodes).map_err(|detail| bad_body(&detail))?;
            let fills = self.fills_defaults();
            if input.kind == Kind::Json {
                let json = Cow::Borrowed(without_mark(&self.bytes));
                return Ok(Some(Given { json, otherwise: None, reading: Reading::strict().fill_defaults(fills) }));
            }
            let value = body::value(input, &self.bytes).map_err(|detail| bad_body(&detail))?;
            let is_xml = matches!(input.kind, Kind::Xml(_));
            let reading = if is_xml { Reading::strict_xml() } else { Reading::strict_text() };
            return Ok(Some(Given::of(&value.into(), reading.fill_defaults(fills))));
        }
        let given = match input.shape {
            Shape::Whole => Given::of_query(&self.raw, input, self.nodes),
            _ => Given::of_parameter(&self.raw, input, self.inputs, self.manner)
                .map_err(|Garbled(found)| format!("found {found}")),
        };
        given.map_err(|detail| bad_parameter(input, detail))
    }

    /// Whether what is absent from the body stands for its default. In a change it stands for what is there.
    fn fills_defaults(&self) -> bool {
        let is_patch = |media: &str| media.ends_with("merge-patch+json");
        *self.raw.head.method() != Method::PATCH && !self.media_type().is_some_and(is_patch)
    }

    #[cold]
    fn absent(&self, index: usize) -> Rejection {
        match self.inputs.get(index) {
            Some(input) if input.place == Place::Body => Rejection::because(Reason::BadBody, vec![missing(input)]),
            Some(input) => Rejection::because(Reason::MissingParameters, vec![missing(input)]),
            None => Rejection::new(Reason::Failure),
        }
    }

    #[cold]
    fn misfit(&self, index: usize, misfit: &Misfit) -> Rejection {
        match self.inputs.get(index) {
            Some(input) if input.place == Place::Body => complaints::misfit(misfit),
            Some(input) => complaints::misfit_of(input, misfit),
            None => Rejection::new(Reason::Failure),
        }
    }
}
