//! Blocks made by `#define`.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use crate::ast::Block;

/// A block made by `#define`.
#[derive(Clone, Debug)]
pub struct DefinedBlock {
    body: Arc<Block>,
    running: Rc<Cell<u8>>,
}

/// A block may render itself once, no deeper.
const RECURSION: u8 = 2;

impl DefinedBlock {
    pub(crate) fn new(body: Arc<Block>) -> Self {
        Self { body, running: Rc::default() }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.running, &other.running)
    }

    /// Notes that the block is being rendered; nothing if it must not go deeper.
    pub(crate) fn enter(&self) -> Option<Entered> {
        if self.running.get() >= RECURSION {
            return None;
        }
        self.running.set(self.running.get() + 1);
        Some(Entered { body: Arc::clone(&self.body), running: Rc::clone(&self.running) })
    }
}

/// A block while it is being rendered.
pub(crate) struct Entered {
    body: Arc<Block>,
    running: Rc<Cell<u8>>,
}

impl Entered {
    pub(crate) fn body(&self) -> &Block {
        &self.body
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.running.set(self.running.get().saturating_sub(1));
    }
}
