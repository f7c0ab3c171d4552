//! Keeps the operations that the user picked, and leaves out those that he excluded.

use gatewright_document::{Code, Report};

use crate::ir::{Api, Operation};
use crate::options::{Options, Selection, Setting};

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    let is_empty = |api: &Api| api.operations.is_empty() && api.callbacks.is_empty();
    let was_empty = is_empty(api);
    let stays = |operation: &Operation| picks(options.select(), operation) && !excludes(options.exclude(), operation);
    api.operations.retain(stays);
    api.callbacks.retain(stays);
    if is_empty(api) && !was_empty {
        report
            .without_place(Code::INVALID_OPTION)
            .message("no operation is left of those that the document has")
            .help("select others, or exclude fewer");
    }
}

/// Whether anything is selected or excluded at all.
pub(super) fn is_used(options: &Options) -> bool {
    has_any(options.select()) || has_any(options.exclude())
}

fn has_any(selection: Selection<'_>) -> bool {
    let Selection { tags, paths, methods, operations } = selection;
    [tags, paths, methods, operations].iter().any(|settings| !settings.is_empty())
}

/// Settings of one kind add up, those of two kinds must both fit.
fn picks(selection: Selection<'_>, operation: &Operation) -> bool {
    let any = |settings: &[Setting], fits: &dyn Fn(&str) -> bool| {
        settings.is_empty() || settings.iter().any(|setting| fits(&setting.value))
    };
    any(selection.tags, &|tag| has_tag(operation, tag))
        && any(selection.paths, &|path| is_on(operation, path))
        && any(selection.methods, &|method| is_of(operation, method))
        && any(selection.operations, &|name| is_called(operation, name))
}

/// Each setting leaves out what fits it, whatever the others say.
fn excludes(selection: Selection<'_>, operation: &Operation) -> bool {
    let any = |settings: &[Setting], fits: &dyn Fn(&str) -> bool| settings.iter().any(|setting| fits(&setting.value));
    any(selection.tags, &|tag| has_tag(operation, tag))
        || any(selection.paths, &|path| is_on(operation, path))
        || any(selection.methods, &|method| is_of(operation, method))
        || any(selection.operations, &|name| is_called(operation, name))
}

pub(super) fn has_tag(operation: &Operation, tag: &str) -> bool {
    operation.tags.iter().any(|own| own == tag)
}

pub(super) fn is_on(operation: &Operation, path: &str) -> bool {
    match path.strip_suffix('*') {
        Some(prefix) => operation.path.starts_with(prefix),
        None => operation.path == path,
    }
}

pub(super) fn is_of(operation: &Operation, method: &str) -> bool {
    operation.method.as_str().eq_ignore_ascii_case(method)
}

pub(super) fn is_called(operation: &Operation, name: &str) -> bool {
    super::selectors::of_operation(operation).iter().any(|own| own == name)
}
