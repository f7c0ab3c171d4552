//! The changes of what a call answers.

use super::{Called, call};
use crate::emit::Types;
use crate::ir::Watching;
use crate::print::{Item, Literal, Path, Type, Watch};

/// `rt::watch!`: the method that gives the changes.
pub(super) fn item(called: Called<'_>, watching: &Watching, types: Types<'_>) -> Item<'static> {
    let Called { names, outcomes, .. } = called;
    let error = match outcomes.failures.is_empty() {
        true => Type::runtime("rt::client::NoError"),
        false => Path::from(&names.error).into(),
    };
    Watch {
        name: names.call.clone(),
        demands: call::demands(called),
        change: types.change(&watching.change),
        error,
        parameter: Literal::str(&watching.parameter),
    }
    .into()
}
