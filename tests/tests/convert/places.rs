//! Which differences of the generated code a list of losses explains.
//!
//! A document is taken as its units: operations, schemas and other components. What `gatewright diff` finds has a place
//! in a unit, and so has a loss. A loss explains what is different in its own unit, in those that refer to it, and in
//! those that it refers to, which are used less without it. Schemas in place that say the same share a type: a loss in
//! one of them explains that the others share it, or no longer do.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_build::{Change, Diff, Model, Report};
use serde_json::Value;

/// A piece of a document by the name that all versions have for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Operation(String, String),
    /// The callbacks of an operation.
    Callbacks(String, String),
    /// What holds for all operations of a path.
    Path(String),
    /// A component of some kind.
    Component(&'static str, String),
    /// Another key of the document.
    Key(String),
}

/// The units of a document, with those that each refers to.
pub(crate) struct Units {
    references: BTreeMap<Unit, BTreeSet<Unit>>,
}

impl Units {
    pub(crate) fn of(document: &Value) -> Self {
        let mut units = Self { references: BTreeMap::new() };
        units.walk(document, &mut Vec::new());
        units
    }

    fn walk(&mut self, value: &Value, at: &mut Vec<String>) {
        let holder = if at.is_empty() { Some(Unit::Key("security".to_owned())) } else { unit(at) };
        if let (Some(alternatives), Some(unit)) = (value.get("security").and_then(Value::as_array), holder) {
            let names = alternatives.iter().filter_map(Value::as_object).flat_map(|all| all.keys());
            let schemes = names.map(|name| Unit::Component("scheme", name.clone()));
            self.references.entry(unit).or_default().extend(schemes);
        }
        if let (Some(target), Some(unit)) = (value.get("$ref").and_then(Value::as_str), unit(at)) {
            let path: Vec<String> = target.trim_start_matches("#/").split('/').map(unescaped).collect();
            self.references.entry(unit).or_default().extend(self::unit(&path));
        }
        let entries: Vec<(String, &Value)> = match value {
            Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
            _ => return,
        };
        for (key, value) in entries {
            at.push(key);
            self.walk(value, at);
            at.pop();
        }
    }

    /// Changes that no loss explains.
    pub(crate) fn unexplained<'d>(&self, diff: &'d Diff, losses: &Report, shared: &[&Sharing]) -> Vec<&'d Change> {
        let places = losses.diagnostics().iter().filter_map(|loss| loss.primary.as_ref());
        let lost: BTreeSet<Unit> = places.filter_map(|origin| unit_of(&origin.pointer.to_string())).collect();
        let is_explained = |change: &Change| {
            is_spelling(change)
                || self.explains(change, &lost)
                || shared.iter().any(|sharing| {
                    sharing
                        .beside(change)
                        .iter()
                        .filter_map(|place| unit_of(place))
                        .any(|unit| self.reach(&unit, &lost))
                })
        };
        diff.changes.iter().filter(|change| !is_explained(change)).collect()
    }

    fn explains(&self, change: &Change, lost: &BTreeSet<Unit>) -> bool {
        // What concerns the API as a whole has no place: its address, its rejections, the module of callbacks.
        let Some(spot) = change.old.as_ref().or(change.new.as_ref()) else {
            return lost.iter().any(|unit| matches!(unit, Unit::Key(_) | Unit::Callbacks(..)));
        };
        let of_all = || self.reach(&Unit::Key("security".to_owned()), lost);
        unit_of(&spot.pointer).is_some_and(|unit| self.reach(&unit, lost))
            || (change.subject.ends_with(", security") && of_all())
    }

    /// Whether something is lost in what a unit refers to, or in what refers to it.
    fn reach(&self, unit: &Unit, lost: &BTreeSet<Unit>) -> bool {
        let reached = self.reached(unit);
        lost.iter().any(|lost| reached.contains(lost) || self.reached(lost).contains(unit))
    }

    /// A unit, and those that it refers to, directly or not.
    fn reached(&self, start: &Unit) -> BTreeSet<Unit> {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![start.clone()];
        while let Some(unit) = waiting.pop() {
            if !seen.insert(unit.clone()) {
                continue;
            }
            match &unit {
                Unit::Callbacks(path, method) => waiting.push(Unit::Operation(path.clone(), method.clone())),
                Unit::Operation(path, _) => waiting.push(Unit::Path(path.clone())),
                _ => {}
            }
            waiting.extend(self.references.get(&unit).into_iter().flatten().cloned());
        }
        seen
    }
}

/// Which schemas of one version of a document are of one type.
pub(crate) struct Sharing {
    /// The pointers of each type in the generated code.
    places: BTreeMap<String, BTreeSet<String>>,
}

impl Sharing {
    pub(crate) fn of(models: &[Model]) -> Self {
        let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for model in models {
            places.entry(model.rust.clone()).or_default().insert(model.origin.pointer.to_string());
        }
        Self { places }
    }

    /// The schemas that share the type which changes, where nothing but the type does.
    fn beside(&self, change: &Change) -> BTreeSet<&str> {
        const OF_TYPES: [&str; 4] = ["item-removed", "item-added", "item-renamed", "item-changed"];
        if !change.effects.iter().all(|effect| OF_TYPES.contains(&effect.check)) {
            return BTreeSet::new();
        }
        let spots = [&change.old, &change.new].into_iter().flatten();
        let pointers: BTreeSet<&str> = spots.map(|spot| spot.pointer.trim_start_matches('#')).collect();
        let is_one = |place: &&String| pointers.contains(place.trim_start_matches('#'));
        let groups = self.places.values().filter(|places| places.iter().any(|place| is_one(&place)));
        groups.flatten().map(String::as_str).collect()
    }
}

/// Whether all that changes is how a type is called that has no name in the document: that follows from where it stands.
fn is_spelling(change: &Change) -> bool {
    change.subject.starts_with("schema `#/") && change.effects.iter().all(|effect| effect.check == "item-renamed")
}

/// The unit of a JSON pointer.
fn unit_of(pointer: &str) -> Option<Unit> {
    let path: Vec<String> = pointer.trim_start_matches(['#', '/']).split('/').map(unescaped).collect();
    unit(&path)
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The unit that a path into a document leads to.
fn unit(path: &[String]) -> Option<Unit> {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let component = |kind, name: &&str| Some(Unit::Component(kind, (*name).to_owned()));
    match words.as_slice() {
        ["paths", path, method, "callbacks", ..] => Some(Unit::Callbacks((*path).to_owned(), (*method).to_owned())),
        ["paths", path, method, ..] if METHODS.contains(method) => {
            Some(Unit::Operation((*path).to_owned(), (*method).to_owned()))
        }
        ["paths", path, ..] => Some(Unit::Path((*path).to_owned())),
        ["definitions", name, ..] | ["components", "schemas", name, ..] => component("schema", name),
        // A body is a parameter in Swagger 2.0.
        ["parameters", name, ..] | ["components", "parameters" | "requestBodies", name, ..] => {
            component("parameter", name)
        }
        ["responses", name, ..] | ["components", "responses", name, ..] => component("response", name),
        ["securityDefinitions", name, ..] | ["components", "securitySchemes", name, ..] => component("scheme", name),
        ["components", _, name, ..] => component("other", name),
        [key, ..] => Some(Unit::Key((*key).to_owned())),
        [] => None,
    }
}

fn unescaped(word: &str) -> String {
    word.replace("~1", "/").replace("~0", "~")
}
