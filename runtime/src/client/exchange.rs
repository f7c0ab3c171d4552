//! Sending a request that is finished: attempts, redirects, and the limits of what comes back.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};

use super::credential::Signer;
use super::draft::Draft;
use super::error::Undelivered;
#[cfg(not(target_arch = "wasm32"))]
use super::events;
#[cfg(not(target_arch = "wasm32"))]
use super::transport::Carried;
use super::{Answer, Core, Operation, Request, RequestError, Retry, TransportError};

/// How many redirects are followed.
const HOPS: u32 = 10;

/// What is not waited for to its end.
pub(super) const EVENT_STREAM: &str = "text/event-stream";

/// The header of a key by which servers know attempts of one call.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A request that is ready, and how it is sent.
pub(super) struct Plan {
    /// What the request was built of: it is built again where it has to be sent again.
    pub(super) draft: Box<Draft>,
    pub(super) core: Core,
    pub(super) operation: Operation,
    pub(super) signers: Vec<Signer>,
    /// Of the whole call.
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) max_body: usize,
    /// Whether the body of a success is taken while it comes.
    pub(super) streamed: bool,
    /// The call, where its events may be asked for again.
    pub(super) again: Option<Request>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) extensions: http::Extensions,
}

/// The answer, within the time that there is.
///
/// What is waited for is part of what each call allocates. So what is seldom needed is in a box, and functions that only
/// wait for others are not async: those have one place for what they are called with and another for where they put it.
pub(super) async fn exchange(plan: &Plan, request: reqwest::Request) -> Result<Answer, Undelivered> {
    let idempotent = request.method().is_idempotent();
    let answer = async move {
        match &plan.retry {
            None => attempt(plan, request, 1).await,
            Some(retry) => Box::pin(retried(plan, retry, request)).await,
        }
    };
    within(plan.timeout, idempotent, pin!(answer)).await
}

/// Without a runtime that has a clock there is no limit: a service of one's own may need none.
#[cfg(not(target_arch = "wasm32"))]
async fn within(
    limit: Option<Duration>,
    idempotent: bool,
    answer: Pin<&mut impl Future<Output = Result<Answer, Undelivered>>>,
) -> Result<Answer, Undelivered> {
    match limit.filter(|_| tokio::runtime::Handle::try_current().is_ok()) {
        Some(limit) => match tokio::time::timeout(limit, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(TransportError::late(limit, idempotent).into()),
        },
        None => answer.await,
    }
}

#[cfg(target_arch = "wasm32")]
async fn within(
    _: Option<Duration>,
    _: bool,
    answer: Pin<&mut impl Future<Output = Result<Answer, Undelivered>>>,
) -> Result<Answer, Undelivered> {
    answer.await
}

async fn retried(plan: &Plan, retry: &Retry, request: reqwest::Request) -> Result<Answer, Undelivered> {
    let key = plan.operation.idempotency.unwrap_or(IDEMPOTENCY_KEY);
    let harmless = request.method().is_idempotent() || request.headers().contains_key(key);
    let mut backoff = retry.backoff();
    let mut made = 0;
    loop {
        made += 1;
        // A body that is made while it goes out is there once.
        let Some(copy) = request.try_clone() else { return attempt(plan, request, made).await };
        let outcome = attempt(plan, copy, made).await;
        let Some(pause) = retry.pause(&outcome, harmless, made, &mut backoff) else {
            return match outcome {
                Ok(answer) => Ok(answer.with_attempts(made)),
                Err(error) => Err(error.with_attempts(made)),
            };
        };
        drop(outcome);
        sleep(pause).await;
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn sleep(pause: Duration) {
    if tokio::runtime::Handle::try_current().is_ok() {
        tokio::time::sleep(pause).await;
    }
}

#[cfg(target_arch = "wasm32")]
pub(super) async fn sleep(_: Duration) {}

/// One attempt, with the redirects that it is sent on. A credential that the server does not take is renewed once.
async fn attempt(plan: &Plan, mut request: reqwest::Request, attempt: u32) -> Result<Answer, Undelivered> {
    let mut hops = 0;
    let mut renewed = false;
    let (method, response) = loop {
        // The first is built again if need be; what a redirect made of it is not.
        let copy = if hops > 0 { request.try_clone() } else { None };
        let again = || if hops == 0 { plan.draft.build().ok() } else { copy };
        for signer in &plan.signers {
            signer.0.sign(&mut request).await?;
        }
        let method = request.method().clone();
        let signed = (!plan.signers.is_empty()).then(|| request.headers().clone());
        let response = send(plan, request, attempt).await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && !renewed
            && signed.is_some_and(|signed| can_renew(&plan.signers, &signed))
        {
            let Some(again) = again() else { break (method, response) };
            renewed = true;
            request = again;
            continue;
        }
        match redirected(plan, &response, again) {
            Some(next) if hops < HOPS => {
                hops += 1;
                request = next;
            }
            Some(_) => return Err(RequestError::new("the server redirects without end").into()),
            None => break (method, response),
        }
    };
    collect(plan, method, response).await
}

#[cfg(feature = "tracing")]
async fn send(plan: &Plan, request: reqwest::Request, attempt: u32) -> Result<reqwest::Response, Undelivered> {
    use tracing::Instrument as _;

    // Names of OpenTelemetry's semantic conventions for HTTP clients. Neither path nor query: both may hold secrets.
    let span = tracing::info_span!(
        "http.client.request",
        "http.request.method" = %request.method(),
        "url.template" = plan.operation.path,
        "operation.id" = plan.operation.id,
        "server.address" = request.url().host_str().unwrap_or_default(),
        "server.port" = request.url().port_or_known_default(),
        "http.request.resend_count" = attempt.saturating_sub(1),
        "http.response.status_code" = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
    );
    let outcome = carry(plan, request, attempt).instrument(span.clone()).await;
    match &outcome {
        Ok(response) => span.record("http.response.status_code", response.status().as_u16()),
        Err(error) => span.record("error.type", error.kind()),
    };
    outcome
}

#[cfg(not(feature = "tracing"))]
fn send(
    plan: &Plan,
    request: reqwest::Request,
    attempt: u32,
) -> impl Future<Output = Result<reqwest::Response, Undelivered>> {
    carry(plan, request, attempt)
}

/// By the client's own transport, or by reqwest.
#[cfg(not(target_arch = "wasm32"))]
fn carry(
    plan: &Plan,
    request: reqwest::Request,
    attempt: u32,
) -> impl Future<Output = Result<reqwest::Response, Undelivered>> + use<> {
    enum Way<R> {
        Own(Result<Carried, reqwest::Error>),
        Reqwest(Result<R, RequestError>),
    }

    let idempotent = request.method().is_idempotent();
    let settings = plan.core.settings();
    let way = match &settings.transport {
        None => Way::Reqwest(settings.http().map(|http| http.execute(request))),
        Some(transport) => Way::Own(http::Request::<reqwest::Body>::try_from(request).map(|mut request| {
            request.extensions_mut().extend(plan.extensions.clone());
            request.extensions_mut().insert(super::Exchange::new(plan.operation, attempt));
            transport.carry(request)
        })),
    };
    async move {
        match way {
            Way::Own(carried) => {
                let response = carried.map_err(|error| TransportError::new(error, idempotent))?.await;
                response.map(Into::into).map_err(|error| TransportError::of_service(error, idempotent).into())
            }
            Way::Reqwest(response) => response?.await.map_err(|error| TransportError::new(error, idempotent).into()),
        }
    }
}

#[cfg(target_arch = "wasm32")]
async fn carry(plan: &Plan, request: reqwest::Request, _: u32) -> Result<reqwest::Response, Undelivered> {
    let idempotent = request.method().is_idempotent();
    let response = plan.core.settings().http()?.execute(request).await;
    response.map_err(|error| TransportError::new(error, idempotent).into())
}

/// The request that a redirect within the server asks for. What goes elsewhere is an answer: whoever made the request
/// did not mean to give it to others.
fn redirected(
    plan: &Plan,
    response: &reqwest::Response,
    request: impl FnOnce() -> Option<reqwest::Request>,
) -> Option<reqwest::Request> {
    if plan.operation.keeps_redirects || !response.status().is_redirection() {
        return None;
    }
    let mut request = request()?;
    let from = request.url();
    let target = from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    if target.origin() != from.origin() || !target.username().is_empty() {
        return None;
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match response.status().as_u16() {
        307 | 308 => {}
        301 | 302 if is_read => {}
        // As browsers do, and RFC 9110 §15.4 lets them. Other methods are not guessed at.
        301 | 302 if *request.method() == Method::POST => become_read(&mut request),
        303 if is_read => {}
        303 => become_read(&mut request),
        _ => return None,
    }
    *request.url_mut() = target;
    Some(request)
}

fn become_read(request: &mut reqwest::Request) {
    *request.method_mut() = Method::GET;
    *request.body_mut() = None;
    for header in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
        request.headers_mut().remove(header);
    }
}

async fn collect(plan: &Plan, method: Method, mut response: reqwest::Response) -> Result<Answer, Undelivered> {
    let idempotent = method.is_idempotent();
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let answer = Answer::new(plan.operation, method, status, headers, Bytes::new());
    #[cfg(not(target_arch = "wasm32"))]
    if status.is_success() && (plan.streamed || plan.operation.lines || is_live(plan, &answer)) {
        return Ok(answer.streaming(response.into(), plan.core.settings().max_event, plan.again.clone()));
    }
    let body = whole(response, plan.max_body, idempotent).await?;
    Ok(answer.filled(body))
}

/// Whether a documented body is read while it comes: events, or a value on each line.
#[cfg(not(target_arch = "wasm32"))]
fn is_live(plan: &Plan, answer: &Answer) -> bool {
    let mut documented = plan.operation.accept.split(", ");
    documented.any(|media| (media.starts_with(EVENT_STREAM) || events::is_lines(media)) && answer.is_media(media))
}

/// Whether a signer has other credentials now. Each is asked, since each may have some of its own to drop.
fn can_renew(signers: &[Signer], sent: &HeaderMap) -> bool {
    let mut can = false;
    for signer in signers {
        can |= signer.0.rejected(sent);
    }
    can
}

/// A whole body, which is no longer than it may be: as it is after decoding.
#[cfg(not(target_arch = "wasm32"))]
async fn whole(mut response: reqwest::Response, limit: usize, idempotent: bool) -> Result<Bytes, TransportError> {
    let failed = |error| TransportError::new(error, idempotent);
    let Some(first) = response.chunk().await.map_err(failed)? else { return Ok(Bytes::new()) };
    let mut body = bytes::BytesMut::new();
    let mut only = Some(first);
    loop {
        let next = response.chunk().await.map_err(failed)?;
        if let Some(first) = only.take() {
            if first.len() > limit {
                return Err(TransportError::long(limit, idempotent));
            }
            // Most bodies come in one piece, which then is not copied.
            let Some(next) = next else { return Ok(first) };
            body.extend_from_slice(&first);
            body.extend_from_slice(&next);
        } else {
            let Some(next) = next else { return Ok(body.freeze()) };
            body.extend_from_slice(&next);
        }
        if body.len() > limit {
            return Err(TransportError::long(limit, idempotent));
        }
    }
}

#[cfg(target_arch = "wasm32")]
async fn whole(response: reqwest::Response, limit: usize, idempotent: bool) -> Result<Bytes, TransportError> {
    let body = response.bytes().await.map_err(|error| TransportError::new(error, idempotent))?;
    if body.len() > limit { Err(TransportError::long(limit, idempotent)) } else { Ok(body) }
}
