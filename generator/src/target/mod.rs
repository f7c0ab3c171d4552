//! What can be generated, each in a folder of its own. To add a target, write its folder and a line of [`TARGETS`].

mod callbacks;
mod client;
mod models;
mod readme;
mod server;
mod xml;

pub(crate) use client::accepted;

use crate::emit::Context;
use crate::print::{File, Module};

/// An output.
pub(crate) struct Target {
    /// The features of the runtime that its code needs.
    pub(crate) features: &'static [&'static str],
    /// Whether it was asked for, and the document has something for it.
    pub(crate) wanted: fn(&Context<'_>) -> bool,
    /// Its modules of the generated code.
    pub(crate) modules: for<'a> fn(&Context<'a>) -> Vec<Module<'a>>,
    /// Its files of a written crate that are no code.
    pub(crate) files: fn(&Context<'_>) -> Vec<File>,
}

/// All targets, in the order of their modules.
const TARGETS: [Target; 6] =
    [models::TARGET, client::TARGET, server::TARGET, callbacks::TARGET, xml::TARGET, readme::TARGET];

/// The targets that are generated.
fn wanted<'c>(context: &'c Context<'_>) -> impl Iterator<Item = Target> + 'c {
    TARGETS.into_iter().filter(|target| (target.wanted)(context))
}

/// The modules of all targets.
pub(crate) fn modules<'a>(context: &Context<'a>) -> Vec<Module<'a>> {
    wanted(context).flat_map(|target| (target.modules)(context)).collect()
}

/// The files of a written crate that are no code.
pub(crate) fn files(context: &Context<'_>) -> Vec<File> {
    wanted(context).flat_map(|target| (target.files)(context)).collect()
}

/// The features of the runtime that a written crate needs.
pub(crate) fn features(context: &Context<'_>) -> Vec<&'static str> {
    let mut features: Vec<&str> = wanted(context).flat_map(|target| target.features).copied().collect();
    features.sort_unstable();
    features.dedup();
    features
}
