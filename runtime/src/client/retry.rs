//! When a call is made again, and after which pause.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::error::Undelivered;
use super::{Answer, GatewayFailure, gateway};

/// What a retry takes from the budget.
const COST: u32 = 5;
/// The same where no answer came, which is likelier to go on.
const COST_UNANSWERED: u32 = 10;
/// How much there is, and what success gives back.
const BUDGET: u32 = 500;
const REFUND: u32 = 1;

/// Makes failed calls again: by default twice, after pauses that grow and vary, where a second time does no harm.
///
/// A call is made again when no usable answer came, when the server is busy (429, 503) or failed on its way (408, 500,
/// 502, 504), and when API Gateway throttles; never when a quota is used up. Beside 429 that takes an idempotent method
/// (RFC 9110 §9.2.2) or a header `Idempotency-Key`. `Retry-After` is waited for. All calls of a client share a budget:
/// when most of them fail, few are made again.
///
/// ```no_run
/// # use gatewright_runtime::client::{Builder, Core, FromCore, Retry};
/// # struct Client(Core);
/// # impl FromCore for Client { fn from_core(core: Core) -> Self { Self(core) } }
/// let client: Client = Builder::new("https://api.example.com").retry(Retry::new()).build();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    any_method: bool,
    pub(super) keys: bool,
    budget: Arc<AtomicU32>,
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl Retry {
    /// Three attempts, with pauses around 0.2 and 0.4 seconds.
    pub fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(200),
            longest: Duration::from_secs(20),
            any_method: false,
            keys: false,
            budget: Arc::new(AtomicU32::new(BUDGET)),
        }
    }

    /// How often a call is made at most, the first time among them.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The first pause, which doubles each time, and the longest. A server that asks for more is not called again.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// Makes calls of any method again: the server knows its calls apart, or a second time does no harm.
    pub fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// Sends a new `Idempotency-Key` with each `POST` and `PATCH` that has none, the same one with each attempt.
    pub fn idempotency_keys(mut self) -> Self {
        self.keys = true;
        self
    }

    pub(super) fn backoff(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.first)
            .with_max_delay(self.longest)
            .with_max_times(usize::try_from(self.attempts).unwrap_or(usize::MAX))
            .with_jitter()
            .build()
    }

    /// How long to wait before the next attempt, if there is to be one.
    pub(super) fn pause(
        &self,
        outcome: &Result<Answer, Undelivered>,
        harmless: bool,
        made: u32,
        backoff: &mut ExponentialBackoff,
    ) -> Option<Duration> {
        let harmless = harmless || self.any_method;
        let (asked, cost) = match outcome {
            Ok(answer) if is_passing(answer, harmless) => (asked_for(answer.headers()), COST),
            Ok(answer) => {
                if answer.code().is_success() {
                    self.refund();
                }
                return None;
            }
            Err(Undelivered::Transport(error)) if error.is_passing(harmless) => (None, COST_UNANSWERED),
            Err(_) => return None,
        };
        let own = backoff.next().filter(|_| made < self.attempts)?;
        let pause = asked.map_or(own, |asked| asked.max(own));
        (asked.is_none_or(|asked| asked <= self.longest) && self.spend(cost)).then_some(pause)
    }

    fn spend(&self, cost: u32) -> bool {
        self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
    }

    fn refund(&self) {
        let more = |left: u32| (left < BUDGET).then_some(left + REFUND);
        // Full is as good as more.
        let _ = self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// Whether an answer is about the moment, and a second call does no harm.
fn is_passing(answer: &Answer, harmless: bool) -> bool {
    match gateway::failure(answer) {
        Some(GatewayFailure::Throttled) => true,
        Some(GatewayFailure::IntegrationFailure | GatewayFailure::IntegrationTimeout) => harmless,
        Some(_) => false,
        None => match answer.status() {
            429 => true,
            503 => harmless || answer.headers().contains_key(RETRY_AFTER),
            408 | 500 | 502 | 504 => harmless,
            _ => false,
        },
    }
}

/// What the server asks for: seconds, or a date.
fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::try_from(date.duration_since(jiff::Timestamp::now())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after() {
        let asked = |text: &str| {
            let value = http::HeaderValue::from_str(text);
            asked_for(&value.map(|value| HeaderMap::from_iter([(RETRY_AFTER, value)])).unwrap_or_default())
        };
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert!(asked("Fri, 06 Nov 2093 08:49:37 GMT").is_some_and(|pause| pause > Duration::from_secs(1_000_000)));
        assert_eq!(asked("soon"), None);
    }
}
