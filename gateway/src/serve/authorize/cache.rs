//! The cache of authorizers: answers, for as long as API Gateway would not ask again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gatewright_document::Origin;
use indexmap::IndexMap;
// The clock of tokio, so that tests need not wait.
use tokio::time::Instant;

use crate::serve::authorize::answer::Answer;

/// How many answers are kept; the oldest make room.
const MOST: usize = 10_000;

/// Who asked: an authorizer, and the values that identify a caller to it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Caller {
    /// The authorizer's place in the document.
    pub authorizer: Origin,
    /// The values of its identity sources.
    pub identity: Vec<String>,
}

/// The answers of all authorizers.
#[derive(Debug, Default)]
pub(crate) struct AuthorizerCache(Mutex<IndexMap<Caller, Kept>>);

#[derive(Debug)]
struct Kept {
    answer: Arc<Answer>,
    until: Instant,
}

impl AuthorizerCache {
    /// The answer that is still good for a caller.
    pub(crate) fn find(&self, caller: &Caller) -> Option<Arc<Answer>> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(caller).filter(|kept| Instant::now() < kept.until).map(|kept| Arc::clone(&kept.answer))
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, caller: Caller, answer: Arc<Answer>, lifetime: Duration) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if answers.len() >= MOST {
            answers.retain(|_, kept| now < kept.until);
        }
        if answers.len() >= MOST {
            answers.shift_remove_index(0);
        }
        answers.insert(caller, Kept { answer, until: now + lifetime });
    }
}
