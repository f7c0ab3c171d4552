//! The last requests, for the Test page: those that were served and those that it sent itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::{LogLine, Stage, Trace};

/// How many requests are kept.
const KEPT: usize = 50;

/// How much of a body is kept, in bytes.
const LONGEST: usize = 32 * 1024;

/// The last requests of a gateway; clones share them.
///
/// ```
/// # fn example(gateway: gatewright_gateway::Gateway) -> gatewright_gateway::Gateway {
/// let traffic = gatewright_gateway::console::Traffic::default();
/// let kept = traffic.clone();
/// gateway.on_trace(move |trace| kept.add(trace))
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Traffic(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    next: u64,
    kept: VecDeque<Value>,
}

impl Traffic {
    /// Keeps what happened to a request that was served.
    pub fn add(&self, trace: &Trace) {
        self.keep(trace, "served");
    }

    /// Keeps what happened to a request of the page.
    pub(super) fn add_test(&self, trace: &Trace) {
        self.keep(trace, "tested");
    }

    fn keep(&self, trace: &Trace, from: &str) {
        let trace = shortened(trace);
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ring.next += 1;
        let id = ring.next;
        ring.kept.push_back(json!({"id": id, "from": from, "trace": trace.to_json()}));
        if ring.kept.len() > KEPT {
            ring.kept.pop_front();
        }
    }

    /// The requests after the one with this number, oldest first.
    pub(super) fn after(&self, number: u64) -> Value {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_after = |entry: &&Value| entry.get("id").and_then(Value::as_u64).is_some_and(|id| id > number);
        ring.kept.iter().filter(is_after).cloned().collect()
    }
}

/// A trace whose texts are cut.
fn shortened(trace: &Trace) -> Trace {
    let cut = |text: &str| text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default().to_owned();
    let stage = |stage: &Stage| Stage { body: cut(&stage.body), ..stage.clone() };
    let line = |line: &LogLine| LogLine { text: cut(&line.text), ..line.clone() };
    Trace {
        body: cut(&trace.body),
        stages: trace.stages.iter().map(stage).collect(),
        log: trace.log.iter().map(line).collect(),
        ..trace.clone()
    }
}
