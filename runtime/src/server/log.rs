//! What a server logs. Nothing of it is a value of a request: paths and queries are left out for their templates.

use std::error::Error;
use std::time::Instant;

use http::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use super::{BoxError, Head, Rejection};

/// The span of a request, with the field names of OpenTelemetry.
pub(super) fn span(head: &Head) -> Span {
    let operation = head.operation();
    tracing::info_span!(
        "request",
        operation = operation.map(tracing::field::display),
        "http.request.method" = head.method().as_str(),
        "http.route" = operation.map(|operation| operation.path),
        "http.response.status_code" = Empty,
        duration_ms = Empty,
        request_id = head.request_id(),
    )
}

/// When a request came, if somebody will be told.
pub(super) fn start(span: &Span) -> Option<Instant> {
    (!span.is_disabled()).then(Instant::now)
}

/// The response of a request, whose body may be still to come.
pub(super) fn response(span: &Span, status: StatusCode, start: Option<Instant>) {
    let Some(start) = start else { return };
    span.record("http.response.status_code", status.as_u16());
    span.record("duration_ms", start.elapsed().as_secs_f64() * 1000.0);
    span.in_scope(|| tracing::info!("response"));
}

/// Why a request got no response of the implementer's.
pub(super) fn rejection(rejection: &Rejection) {
    match rejection.error() {
        Some(error) => tracing::error!(error = chain(error), "the method failed"),
        None => tracing::debug!(reason = ?rejection.reason(), "rejected"),
    }
}

pub(super) fn panic() {
    tracing::error!("the method panicked");
}

/// A body that was not made to its end.
pub(super) fn broken_off(error: &BoxError) {
    tracing::error!(error = chain(&**error), "the body of a response was broken off");
}

/// An error with all its causes, in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    std::iter::once(error).chain(causes).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
