//! What a template may cost.

use std::time::{Duration, Instant};

use crate::error::{RenderError, limit};

/// Bounds on the work and memory of one rendering.
///
/// API Gateway documents a template size of 300 KB and 1,000 iterations of `#foreach`; the rest keeps
/// a hostile or mistaken template from taking the process with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// A `#foreach` ends after so many rounds, without an error, as API Gateway's does.
    pub iterations: u32,
    /// The longest text, in bytes, that a rendering may build, its result or any string on the way.
    pub output: usize,
    /// How deep blocks, macros, references and printed values may be nested.
    pub depth: u32,
    /// How many steps a rendering may take. A node, a loop round and a method call are one step each;
    /// work on long texts and lists counts by their length.
    pub steps: u64,
    /// How many bytes the values may take that a rendering makes, about. What it lets go again counts too.
    pub memory: usize,
    /// How long a rendering may take.
    pub time: Duration,
}

impl Limits {
    /// The largest template, in bytes, that can be parsed.
    pub const TEMPLATE: usize = 300 * 1024;

    /// How deep directives, parentheses and literals may be nested in a template.
    pub const NESTING: u32 = 150;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            iterations: 1_000,
            output: 10 * 1024 * 1024,
            depth: 250,
            steps: 2_000_000,
            memory: 128 * 1024 * 1024,
            time: Duration::from_secs(5),
        }
    }
}

/// How many steps are taken between two looks at the clock.
const STEPS_BETWEEN_CHECKS: u64 = 4_096;

/// What is left of the limits of one rendering.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) steps: u64,
    pub(crate) memory: usize,
    /// None where the clock is not looked at.
    deadline: Option<Instant>,
    until_check: u64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            steps: limits.steps,
            memory: limits.memory,
            deadline: Instant::now().checked_add(limits.time),
            until_check: STEPS_BETWEEN_CHECKS,
        }
    }

    /// Takes steps.
    pub(crate) fn spend(&mut self, steps: u64) -> Result<(), RenderError> {
        let Some(left) = self.steps.checked_sub(steps) else {
            self.steps = 0;
            return Err(limit("the template takes too many steps"));
        };
        self.steps = left;
        match self.until_check.checked_sub(steps) {
            Some(left) => self.until_check = left,
            None => self.check_time()?,
        }
        Ok(())
    }

    fn check_time(&mut self) -> Result<(), RenderError> {
        self.until_check = STEPS_BETWEEN_CHECKS;
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(limit("the template takes too long"));
        }
        Ok(())
    }

    /// Takes memory.
    pub(crate) fn allocate(&mut self, bytes: usize) -> Result<(), RenderError> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => {
                self.memory = 0;
                Err(limit("the values of the template take too much memory"))
            }
        }
    }
}
