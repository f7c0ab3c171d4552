//! What is done to an [`Api`] between reading and writing it. Order matters and is given here.

mod boxing;
mod direction;
mod filter;
mod finite;
mod keep;
mod naming;
pub(crate) mod reach;
mod share;

use gatewright_document::Report;

pub(crate) use naming::status as status_name;

use crate::ir::Api;
use crate::options::{Filter, Options};

/// Runs every pass.
pub(crate) fn run(api: &mut Api, options: &Options, report: &mut Report) {
    filter::run(api, &options.filter);
    reach::run(api, options.filter == Filter::default());
    direction::run(api);
    keep::run(api, options.keep_unknown);
    finite::run(api, report);
    boxing::run(api);
    naming::run(api, options, report);
    share::run(api);
}
