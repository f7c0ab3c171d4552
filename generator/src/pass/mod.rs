//! What is done to an [`Api`] between reading and writing it. Order matters and is given here.

mod boxing;
mod circles;
mod derive;
mod direction;
mod failures;
mod features;
mod filter;
mod finite;
mod forms;
mod keep;
mod lenient;
mod merge_patch;
mod naming;
mod outcomes;
mod paging;
mod parts;
mod reach;
mod selectors;
mod share;
mod sizes;
mod sound;
mod tags;
mod unused;
mod watching;
mod whole_query;

use gatewright_document::Report;

use crate::ir::Api;
use crate::lock::Lock;
use crate::names::Names;
use crate::options::Options;
use crate::run::Run;

/// Runs every pass; gives the names of everything, and those for the lock if there is one to keep them.
pub(crate) fn run(
    api: &mut Api,
    options: &Options,
    run: &Run,
    lock: Option<&Lock>,
    report: &mut Report,
) -> (Names, Option<Lock>) {
    unused::run(api, options, report);
    filter::run(api, options, report);
    run.ended("pass filter");
    reach::run(api, !filter::is_used(options));
    run.ended("pass reach");
    merge_patch::run(api);
    direction::run(api);
    run.ended("pass direction");
    forms::run(api, options, report);
    lenient::run(api, options);
    run.ended("pass lenient");
    keep::run(api, options.keep_unknown_members);
    run.ended("pass keep");
    finite::run(api, report);
    run.ended("pass finite");
    boxing::run(api);
    run.ended("pass boxing");
    derive::run(api, options);
    run.ended("pass derive");
    share::run(api, options, lock);
    run.ended("pass share");
    tags::run(api);
    run.ended("pass tags");
    outcomes::run(api);
    run.ended("pass outcomes");
    paging::run(api, options, report);
    run.ended("pass paging");
    watching::run(api, options, report);
    parts::run(api, options, report);
    whole_query::run(api, report);
    run.ended("pass watching");
    let (mut names, locked) = naming::run(api, options, lock, report);
    run.ended("pass naming");
    failures::run(api, &names, options.tag_features);
    naming::failures(api, &mut names);
    run.ended("pass failures");
    features::run(api, options.tag_features);
    run.ended("pass features");
    sound::run(api, &names, report);
    (names, locked)
}
