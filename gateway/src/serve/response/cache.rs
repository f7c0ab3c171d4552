//! The response cache of a stage: responses of `GET` methods, by the parameters that the integration names.
//!
//! See [Enable API caching](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indexmap::IndexMap;
// The clock of tokio, so that tests need not wait.
use tokio::time::Instant;

use crate::serve::message::request::Response;

/// The largest response that is kept.
const LARGEST: usize = 1024 * 1024;

/// How many responses are kept; the oldest make room.
const MOST: usize = 1_000;

/// What a response is kept under: the method, and the values of its cache key parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey {
    pub(crate) namespace: String,
    pub(crate) values: Vec<Option<String>>,
}

/// The responses of a stage.
#[derive(Debug)]
pub(crate) struct ResponseCache {
    lifetime: Duration,
    kept: Mutex<IndexMap<CacheKey, (Response, Instant)>>,
}

impl ResponseCache {
    pub(crate) fn new(lifetime: Duration) -> ResponseCache {
        ResponseCache { lifetime, kept: Mutex::default() }
    }

    /// The response that is still good.
    pub(crate) fn find(&self, key: &CacheKey) -> Option<Response> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|(_, until)| Instant::now() < *until).map(|(response, _)| response.clone())
    }

    /// Keeps a response, if it is a success and not too large.
    pub(crate) fn keep(&self, key: CacheKey, response: &Response) {
        if !(200..300).contains(&response.status) || response.body.len() > LARGEST {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if kept.len() >= MOST {
            kept.retain(|_, (_, until)| now < *until);
        }
        if kept.len() >= MOST {
            kept.shift_remove_index(0);
        }
        kept.insert(key, (response.clone(), now + self.lifetime));
    }
}
