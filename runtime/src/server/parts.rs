//! A request taken apart, from which a typed request is read.

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
use super::{Body, Credential, Head, IntoReply, Manner, Rejection, Reply, Requirement, Sent, body};
use crate::codec::{self, FromJson, Misfit, Reading};
use crate::wire::media_type::MediaType;
use crate::{FromMultipart, Part, Violations};

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

    /// Checks that everything required is there, and finds out what the body is.
    fn expect(&mut self, inputs: &'static [Input]) -> Result<(), Rejection> {
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
            return Ok(None);
        };
        match codec::read(&given.json, given.reading) {
            Ok((value, _)) => Ok(Some(value)),
            Err(misfit) => match given.otherwise.map(|otherwise| codec::read(&otherwise, Reading::strict_text())) {
                Some(Ok((value, _))) => Ok(Some(value)),
                Some(Err(_)) | None => Err(self.misfit(index, &misfit)),
            },
        }
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
        T::from_multipart(&parts, Reading::strict_text()).map(Some).map_err(|misfit| self.misfit(index, &misfit))
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
            if input.kind == Kind::Json {
                let json = Cow::Borrowed(without_mark(&self.bytes));
                return Ok(Some(Given { json, otherwise: None, reading: Reading::strict() }));
            }
            let value = body::value(input, &self.bytes).map_err(|detail| bad_body(&detail))?;
            return Ok(Some(Given::of(&value.into(), Reading::strict_text())));
        }
        let given = match input.shape {
            Shape::Whole => Given::of_query(&self.raw, input, self.nodes),
            _ => Given::of_parameter(&self.raw, input, self.inputs, self.manner)
                .map_err(|Garbled(found)| format!("found {found}")),
        };
        given.map_err(|detail| bad_parameter(input, detail))
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
        let detail = format!("expected {}, found {}", misfit.expected(), misfit.found());
        if misfit.is_syntax() {
            let (line, column) = misfit.line_and_column();
            let detail = format!("found text that is not JSON: {detail} at line {line} column {column}");
            return match self.inputs.get(index) {
                Some(input) if input.place != Place::Body => bad_parameter(input, detail),
                _ => bad_body(&detail),
            };
        }
        match self.inputs.get(index) {
            Some(input) if input.place == Place::Body => {
                let complaint = Complaint { place: Place::Body, name: misfit.pointer(), detail };
                Rejection::because(Reason::BadBody, vec![complaint])
            }
            Some(input) => {
                let complaint = Complaint { place: input.place, name: within(input.name, &misfit.pointer()), detail };
                Rejection::because(Reason::BadParameter, vec![complaint])
            }
            None => Rejection::new(Reason::Failure),
        }
    }
}

const REQUIRED: &str = "is required";

/// A place within a parameter: `filter[price]`. A whole query has no name of its own: `price`.
fn within(name: &str, pointer: &str) -> String {
    let segments = pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"));
    segments.fold(name.to_owned(), |place, segment| match place.as_str() {
        "" => segment,
        _ => format!("{place}[{segment}]"),
    })
}

#[cold]
fn missing(input: &Input) -> Complaint {
    let name = if input.place == Place::Body { "" } else { input.name };
    Complaint { place: input.place, name: name.to_owned(), detail: REQUIRED.to_owned() }
}

#[cold]
fn bad_parameter(input: &Input, detail: String) -> Rejection {
    let complaint = Complaint { place: input.place, name: input.name.to_owned(), detail };
    Rejection::because(Reason::BadParameter, vec![complaint])
}

#[cold]
pub(super) fn bad_body(detail: &str) -> Rejection {
    let complaint = Complaint { place: Place::Body, name: String::new(), detail: detail.to_owned() };
    Rejection::because(Reason::BadBody, vec![complaint])
}

/// `/query limit` is the parameter, `/body/items/0` the place in the body.
fn complaint(pointer: &str, message: &str) -> Complaint {
    let pointer = pointer.strip_prefix('/').unwrap_or(pointer);
    let (first, rest) = pointer.split_once('/').unwrap_or((pointer, ""));
    let first = first.replace("~1", "/").replace("~0", "~");
    let places = [Place::Path, Place::Query, Place::Header, Place::Cookie];
    let parameter = first.split_once(' ').and_then(|(word, name)| {
        let place = places.into_iter().find(|place| place.word() == word)?;
        Some((place, name))
    });
    let (place, name) = match parameter {
        Some((place, name)) if rest.is_empty() => (place, name.to_owned()),
        Some((place, name)) => (place, within(name, &format!("/{rest}"))),
        None if rest.is_empty() => (Place::Body, String::new()),
        None => (Place::Body, format!("/{rest}")),
    };
    Complaint { place, name, detail: message.to_owned() }
}
