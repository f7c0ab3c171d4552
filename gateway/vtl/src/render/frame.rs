//! The calls of macros under way.

use std::sync::Arc;

use crate::ast::{Expression, Macro};
use crate::value::Value;

/// One call of a macro under way.
pub(super) struct Frame {
    /// The call that this one was made from.
    pub(super) parent: Option<usize>,
    pub(super) called: Arc<Macro>,
    pub(super) arguments: Arc<[Expression]>,
    /// Variables assigned inside the macro. They are assigned outside too, but here they come first.
    pub(super) locals: Vec<(Box<str>, Value)>,
}

impl Frame {
    pub(super) fn local(&self, name: &str) -> Option<&Value> {
        self.locals.iter().find(|(local, _)| local.as_ref() == name).map(|(_, value)| value)
    }

    pub(super) fn argument(&self, name: &str) -> Option<usize> {
        let index = self.called.parameters.iter().position(|parameter| parameter.as_ref() == name)?;
        (index < self.arguments.len()).then_some(index)
    }
}
