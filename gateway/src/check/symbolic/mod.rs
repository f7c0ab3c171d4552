//! Renders templates without a request: what is not known stays a hole in the output.
//!
//! Every way through the template is taken: each condition that a request decides is tried both ways,
//! and lists that a request gives are taken to have no item, one and two. Conditions on the same value
//! agree with each other. What is known is worked out by the template engine itself.

mod access;
mod constant;
mod expression;
mod render;
mod value;

use gatewright_vtl::Template;

pub(super) use value::{Hole, HoleKind, Piece, Step};

use render::Run;

/// How many ways through a template are taken for each length of lists.
const WAYS: usize = 256;
/// How much work all ways for one length of lists may be.
const WORK: u32 = 200_000;

/// One way through a template.
#[derive(Debug)]
pub(super) struct Way {
    /// What is printed.
    pub(super) pieces: Vec<Piece>,
    /// The conditions that a request decided, by the values that they look at.
    pub(super) conditions: Vec<String>,
}

/// All ways through a template with lists of one length.
#[derive(Debug)]
pub(super) struct Ways {
    /// How many items lists have that a request gives.
    pub(super) items: usize,
    /// The ways.
    pub(super) ways: Vec<Way>,
    /// Whether these are all ways there are.
    pub(super) complete: bool,
}

/// Renders a template in every way. `payload` is the payload where it is always the same.
///
/// Lists of a request have two items in the first result; the others, for one item and none, are only
/// there if it makes a difference.
pub(super) fn explore(template: &Template, payload: Option<&serde_json::Value>) -> Vec<Ways> {
    let (ways, loops) = explore_with(template, payload, 2);
    let mut all = vec![ways];
    if loops {
        all.extend([1, 0].map(|items| explore_with(template, payload, items).0));
    }
    all
}

fn explore_with(template: &Template, payload: Option<&serde_json::Value>, items: usize) -> (Ways, bool) {
    let mut found = Ways { items, ways: Vec::new(), complete: true };
    let mut script = Vec::new();
    let mut loops = false;
    let mut left = WORK;
    loop {
        let mut run = Run::new(&script, payload, items);
        let pieces = run.template(template);
        left = left.saturating_sub(run.work());
        loops |= run.loops;
        found.complete &= !run.exhausted;
        let conditions = run.decided.keys().cloned().collect();
        let (mut taken, exhausted) = (run.taken, run.exhausted);
        if !exhausted {
            found.ways.push(Way { pieces, conditions });
        }
        // The next way turns the last decision that was not turned yet.
        while taken.pop_if(|decision| !*decision).is_some() {}
        let Some(last) = taken.last_mut() else { break };
        *last = false;
        script = taken;
        if found.ways.len() >= WAYS || exhausted || left == 0 {
            found.complete = false;
            break;
        }
    }
    (found, loops)
}
