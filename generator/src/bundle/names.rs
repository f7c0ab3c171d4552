//! Names of the components that pieces of other files become.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_document::{Document, Node, Version};

use super::targets::{Target, Targets};
use crate::pieces::Kind;

/// The name of each piece that becomes a component.
pub(super) fn names(document: &Document, targets: &Targets, _swagger: bool) -> BTreeMap<Target, String> {
    let version = document.version();
    let mut names: BTreeMap<Target, String> = targets.aliases.clone();
    let mut taken: BTreeMap<&'static [&'static str], BTreeSet<String>> = BTreeMap::new();
    let moved: Vec<&Target> = targets.all.keys().filter(|target| target.0.section(version).is_some()).collect();
    for target in &moved {
        if let Some(section) = target.0.section(version) {
            taken.entry(section).or_insert_with(|| existing(document, section));
        }
    }
    let free: Vec<&Target> = moved.into_iter().filter(|target| !names.contains_key(*target)).collect();
    let mut wishes: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for target in &free {
        *wishes.entry((target.0, natural(target))).or_default() += 1;
    }
    // First what nobody else wants, then the others with their files.
    for alone in [true, false] {
        for target in &free {
            let wish = natural(target);
            let is_alone = wishes.get(&(target.0, wish.clone())) == Some(&1);
            let Some(taken) = target.0.section(version).and_then(|section| taken.get_mut(section)) else { continue };
            if is_alone != alone {
                continue;
            }
            let longer = plain(&format!("{}_{wish}", stem(&target.1)));
            let numbered = (2..).map(|number| format!("{longer}_{number}"));
            let candidates = is_alone.then(|| wish.clone()).into_iter().chain([longer.clone()]).chain(numbered);
            if let Some(name) = candidates.into_iter().find(|name| !taken.contains(name)) {
                taken.insert(name.clone());
                names.insert((*target).clone(), name);
            }
        }
    }
    names
}

fn existing(document: &Document, section: &[&str]) -> BTreeSet<String> {
    let components = section.iter().try_fold(document.root(), |node, part| node.get(part));
    components.iter().flat_map(Node::entries).map(|(name, _)| name.to_owned()).collect()
}

/// What a piece would be called: the last word of its pointer, or its file.
fn natural((_, file, pointer): &Target) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    let says_nothing = last.is_empty() || last.bytes().all(|byte| byte.is_ascii_digit()) || last == "schema";
    if says_nothing { plain(&stem(file)) } else { plain(&last) }
}

/// A file's name without folder and ending.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = [".json", ".yaml", ".yml"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    name.to_owned()
}

/// What the specification admits in the name of a component.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' });
    let text: String = letters.collect();
    if text.is_empty() { "Unnamed".to_owned() } else { text }
}

/// The reference to a component.
pub(super) fn reference(version: Version, kind: Kind, name: &str) -> Option<String> {
    Some(format!("#/{}/{name}", kind.section(version)?.join("/")))
}
