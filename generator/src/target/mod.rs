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
    /// What it is called in the guide.
    name: &'static str,
    /// The options that concern it, by their keys, besides those that concern every target.
    options: &'static [&'static str],
    /// The features of the runtime that its code needs.
    features: fn(&Context<'_>) -> Vec<&'static str>,
    /// What its code needs besides the runtime.
    dependencies: fn(&Context<'_>) -> Vec<Dependency>,
    /// Whether it was chosen, and the document has something for it.
    wanted: fn(&Context<'_>) -> bool,
    /// Its modules of the generated code.
    modules: for<'a> fn(&Context<'a>) -> Vec<Module<'a>>,
    /// Its files of a written crate that are no code.
    files: fn(&Context<'_>) -> Vec<File>,
}

/// A crate that generated code needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) version: String,
}

/// A target that makes nothing: what the others do not say.
const EMPTY: Target = Target {
    name: "",
    options: &[],
    features: |_| Vec::new(),
    dependencies: |_| Vec::new(),
    wanted: |_| true,
    modules: |_| Vec::new(),
    files: |_| Vec::new(),
};

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

/// An implementation of the server trait to start from, if there is such a trait.
pub(crate) fn skeleton(context: &Context<'_>) -> Option<String> {
    (server::TARGET.wanted)(context).then(|| server::skeleton::text(context))
}

/// The features of the runtime that a written crate needs.
pub(crate) fn features(context: &Context<'_>) -> Vec<&'static str> {
    let mut features: Vec<&str> = wanted(context).flat_map(|target| (target.features)(context)).collect();
    features.sort_unstable();
    features.dedup();
    features
}

/// What a written crate needs besides the runtime.
pub(crate) fn dependencies(context: &Context<'_>) -> Vec<Dependency> {
    let mut dependencies: Vec<Dependency> = wanted(context).flat_map(|target| (target.dependencies)(context)).collect();
    dependencies.sort_unstable();
    dependencies.dedup();
    dependencies
}

/// The targets that an option concerns, by its key; none if it concerns all.
pub(crate) fn of_option(key: &str) -> Vec<&'static str> {
    TARGETS.iter().filter(|target| target.options.contains(&key)).map(|target| target.name).collect()
}

#[cfg(test)]
mod tests {
    use super::TARGETS;
    use crate::options::OPTIONS;

    #[test]
    fn options_of_targets_exist() {
        for target in &TARGETS {
            assert!(!target.name.is_empty());
            for key in target.options {
                assert!(OPTIONS.iter().any(|option| option.key == *key), "{}: {key}", target.name);
            }
        }
    }
}
