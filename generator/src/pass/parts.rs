//! Marks the bodies whose parts the methods of a server take as they arrive, as the option `stream-parts` says.

use crate::index::IndexSet;
use gatewright_document::{Code, Report, nearest};

use crate::ir::{Api, Body, Format, Operation};
use crate::options::Options;
use crate::pass::selectors;

/// All operations that have parts.
const ALL: &str = "*";

pub(super) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    for setting in &options.stream_parts {
        let chosen =
            |operation: &Operation| setting.value == ALL || selectors::of_operation(operation).contains(&setting.value);
        let (mut known, mut is_used) = (IndexSet::<String>::default(), false);
        for operation in api.operations.iter_mut().chain(&mut api.callbacks).filter(|operation| has_parts(operation)) {
            known.extend(selectors::of_operation(operation));
            if chosen(operation) {
                operation.body.iter_mut().for_each(|body| body.in_parts = true);
                is_used = true;
            }
        }
        if !is_used {
            options
                .tell(report, Code::UNUSED_OPTION, setting)
                .message(format!("there is no operation `{}` with a multipart body", setting.value))
                .help_if(nearest(&setting.value, known.iter().map(String::as_str)), |near| {
                    format!("did you mean `{near}`?")
                });
        }
    }
}

fn has_parts(operation: &Operation) -> bool {
    let is_multipart = |body: &Body| body.variants.iter().any(|content| content.format == Format::Multipart);
    operation.body.as_ref().is_some_and(is_multipart)
}
