//! Usage plans: which API keys there are, how often each may call, and how much in all.
//!
//! See [Usage plans](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indexmap::IndexMap;
use serde::Deserialize;
// The clock of tokio, so that tests need not wait.
use tokio::time::Instant;

/// A usage plan.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct UsagePlan {
    /// Its API keys.
    pub keys: Vec<String>,
    /// How often one key may call.
    #[serde(default)]
    pub throttle: Option<Throttle>,
    /// How much one key may call in all.
    #[serde(default)]
    pub quota: Option<Quota>,
}

/// How often: a bucket of `burst_limit` calls that fills by `rate_limit` a second.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Throttle {
    /// Calls a second.
    pub rate_limit: f64,
    /// Calls at once.
    pub burst_limit: u32,
}

/// How much in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Quota {
    /// Calls.
    pub limit: u64,
    /// In which time.
    pub period: Period,
}

/// The period of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// Thirty days.
    Month,
}

impl Period {
    fn length(self) -> Duration {
        let days = match self {
            Period::Day => 1,
            Period::Week => 7,
            Period::Month => 30,
        };
        Duration::from_secs(days * 24 * 60 * 60)
    }
}

/// Why a call with a key that is known is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Throttle,
    Quota,
}

/// The plans with what is used of them. Periods begin with a key's first call.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    plans: Vec<UsagePlan>,
    used: Mutex<IndexMap<String, Used>>,
}

#[derive(Debug)]
struct Used {
    tokens: f64,
    filled: Instant,
    calls: u64,
    since: Instant,
}

impl Usage {
    /// The same plans and one more, of which nothing is used yet.
    pub(crate) fn with(&self, plan: UsagePlan) -> Usage {
        Usage { plans: self.plans.iter().cloned().chain([plan]).collect(), used: Mutex::default() }
    }

    /// Whether there is a plan at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }

    /// Whether a plan has this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.plan(key).is_some()
    }

    fn plan(&self, key: &str) -> Option<&UsagePlan> {
        self.plans.iter().find(|plan| plan.keys.iter().any(|known| known == key))
    }

    /// Takes one call from what the key has.
    pub(crate) fn take(&self, key: &str) -> Result<(), Exceeded> {
        let Some(plan) = self.plan(key) else {
            return Ok(());
        };
        let now = Instant::now();
        let burst = plan.throttle.map_or(0.0, |throttle| f64::from(throttle.burst_limit));
        let mut all = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let used = all.entry(key.to_owned()).or_insert(Used { tokens: burst, filled: now, calls: 0, since: now });
        if let Some(throttle) = plan.throttle {
            let new = now.duration_since(used.filled).as_secs_f64() * throttle.rate_limit;
            used.tokens = (used.tokens + new).min(burst);
            used.filled = now;
            if used.tokens < 1.0 {
                return Err(Exceeded::Throttle);
            }
        }
        if let Some(quota) = plan.quota {
            if now.duration_since(used.since) >= quota.period.length() {
                (used.calls, used.since) = (0, now);
            }
            if used.calls >= quota.limit {
                return Err(Exceeded::Quota);
            }
        }
        used.tokens -= 1.0;
        used.calls += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn throttles_and_quotas() {
        let plan = UsagePlan {
            keys: vec!["k".to_owned()],
            throttle: Some(Throttle { rate_limit: 2.0, burst_limit: 3 }),
            quota: Some(Quota { limit: 5, period: Period::Day }),
        };
        let usage = Usage::default().with(plan);
        let take = || usage.take("k");
        assert_eq!([take(), take(), take(), take()], [Ok(()), Ok(()), Ok(()), Err(Exceeded::Throttle)]);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!([take(), take(), take()], [Ok(()), Ok(()), Err(Exceeded::Throttle)]);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(take(), Err(Exceeded::Quota));
        tokio::time::advance(Duration::from_secs(24 * 60 * 60)).await;
        assert_eq!(take(), Ok(()));
        assert!(usage.has("k") && !usage.has("other"));
    }
}
