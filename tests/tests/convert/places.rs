//! Which differences of the generated code a list of losses explains.
//!
//! A document is taken as its units: operations, schemas and other components. What `gatewright diff` finds has a place
//! in a unit, and so has a loss. What goes over the wire differs where something was lost: at its place, around it, within
//! it, or in what refers to its unit. What only concerns types differs in its whole unit, in those that refer to it, and in
//! those that it refers to, which are used less without it. Schemas in place that say the same share a type: a loss in one
//! of them explains that the others share it, or no longer do.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_build::{Builder, Change, Diff, Document, Model, Report};
use serde_json::Value;

use crate::rust::Rust;

/// What differs between a document and its conversion and is not explained by what the account lists. Nothing if there
/// is no account or no change that could be explained, although the generated code differs.
pub(crate) fn unexplained(
    old: &Document,
    before: &Rust,
    new: &Document,
    after: &Rust,
    losses: &Report,
) -> Option<Vec<String>> {
    let diff = Builder::new("api.yaml").server(true).diff(old, new).unwrap();
    if losses.is_empty() || diff.changes.is_empty() {
        return None;
    }
    // By way of text, since a number may be larger than any that JSON values have.
    let text = serde_json::to_string(old.root().value()).unwrap();
    let text: Value = serde_json::from_str(&text).unwrap();
    let places = losses.diagnostics().iter().filter_map(|loss| loss.primary.as_ref());
    let lost = Lost::of(places.map(|origin| origin.pointer.to_string()), &text);
    let changes = Units::of(&text).unexplained(&diff, &lost, [&before.sharing, &after.sharing]);
    let line = |change: &Change| {
        let effects: Vec<&str> = change.effects.iter().map(|effect| effect.text.as_str()).collect();
        let place = change.old.as_ref().or(change.new.as_ref()).map_or("", |spot| spot.pointer.as_str());
        format!("{} at `{place}`: {}", change.subject, effects.join("; "))
    };
    Some(changes.into_iter().map(line).collect())
}

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

/// All units of a document, with those that each refers to.
struct Units {
    references: BTreeMap<Unit, BTreeSet<Unit>>,
}

impl Units {
    fn of(document: &Value) -> Self {
        let mut units = Self { references: BTreeMap::new() };
        units.walk(document, &mut Vec::new());
        units
    }

    fn walk(&mut self, value: &Value, at: &mut Vec<String>) {
        if let Some(unit) = unit(at) {
            self.references.entry(unit).or_default();
        }
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
    fn unexplained<'d>(&self, diff: &'d Diff, lost: &Lost, shared: [&Sharing; 2]) -> Vec<&'d Change> {
        let is_explained = |change: &Change| {
            is_spelling(change)
                || self.explains(change, lost, shared[0])
                || shared.iter().any(|sharing| {
                    sharing
                        .beside(change)
                        .iter()
                        .filter_map(|place| unit_of(place))
                        .any(|unit| self.reach(&unit, &lost.units))
                })
        };
        diff.changes.iter().filter(|change| !is_explained(change)).collect()
    }

    fn explains(&self, change: &Change, lost: &Lost, before: &Sharing) -> bool {
        // What concerns the API as a whole has no place: its address, its rejections, the module of callbacks.
        let Some(spot) = change.old.as_ref().or(change.new.as_ref()) else {
            return lost.units.iter().any(|unit| matches!(unit, Unit::Key(_) | Unit::Callbacks(..)));
        };
        let of_all = || self.reach(&Unit::Key("security".to_owned()), &lost.units);
        if change.subject.ends_with(", security") && of_all() {
            return true;
        }
        let Some(unit) = unit_of(&spot.pointer) else { return false };
        if is_of_types(change) {
            return self.reach(&unit, &lost.units);
        }
        // What is only in the new document is used more than before.
        if change.old.is_none() {
            return self.reach(&unit, &lost.units);
        }
        // A type that several schemas share has one place, and what changes may be another of them.
        let elsewhere = change.new.as_ref().and_then(|spot| unit_of(&spot.pointer));
        let elsewhere = elsewhere.filter(|new| *new != unit && before.is_shared(&spot.pointer, new));
        let is_lost_in = |unit: &Unit| self.reached(unit).iter().any(|reached| lost.units.contains(reached));
        let is_lost_below = || self.reached(&unit).iter().any(|other| *other != unit && lost.units.contains(other));
        (lost.is_around(&spot.pointer) || is_lost_below()) && elsewhere.is_none_or(|unit| is_lost_in(&unit))
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

    /// Whether something in the unit is of the type at this place, or of one around it.
    fn is_shared(&self, place: &str, unit: &Unit) -> bool {
        let place = place.trim_start_matches('#');
        let is_of = |other: &String| is_within(place, other.trim_start_matches('#'));
        let groups = self.places.values().filter(|places| places.iter().any(is_of));
        groups.flatten().any(|other| unit_of(other).as_ref() == Some(unit))
    }

    /// The schemas that share the type which changes, where nothing but the type does.
    fn beside(&self, change: &Change) -> BTreeSet<&str> {
        if !is_of_types(change) {
            return BTreeSet::new();
        }
        let spots = [&change.old, &change.new].into_iter().flatten();
        let pointers: BTreeSet<&str> = spots.map(|spot| spot.pointer.trim_start_matches('#')).collect();
        let is_one = |place: &&String| pointers.contains(place.trim_start_matches('#'));
        let groups = self.places.values().filter(|places| places.iter().any(|place| is_one(&place)));
        groups.flatten().map(String::as_str).collect()
    }
}

/// What was lost.
struct Lost {
    places: Vec<String>,
    units: BTreeSet<Unit>,
}

impl Lost {
    fn of(places: impl Iterator<Item = String>, document: &Value) -> Self {
        // For whom a property is decides which types its schema becomes.
        let schema = |place: &str| {
            let property = place.strip_suffix("/readOnly").or_else(|| place.strip_suffix("/writeOnly"))?;
            Some(property.rsplit_once("/properties/")?.0.to_owned())
        };
        let places = places.map(|place| place.trim_start_matches('#').to_owned());
        let mut places: Vec<String> = places.map(|place| schema(&place).unwrap_or(place)).collect();
        // What is lost of an item of paths that stands elsewhere is noted at the reference.
        let referred = |place: &String| document.pointer(place)?.get("$ref")?.as_str();
        let targets: Vec<String> = places.iter().filter_map(referred).map(str::to_owned).collect();
        places.extend(targets.iter().map(|target| target.trim_start_matches('#').to_owned()));
        let units = places.iter().filter_map(|place| unit_of(place)).collect();
        Self { places, units }
    }

    /// Whether something was lost at a place, within it, or around it.
    fn is_around(&self, place: &str) -> bool {
        let place = place.trim_start_matches('#');
        self.places.iter().any(|lost| is_within(lost, place) || is_within(place, lost))
    }
}

/// Whether one place is another, or stands within it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether nothing changes but types, which is not seen on the wire.
fn is_of_types(change: &Change) -> bool {
    const OF_TYPES: [&str; 4] = ["item-removed", "item-added", "item-renamed", "item-changed"];
    change.effects.iter().all(|effect| OF_TYPES.contains(&effect.check))
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
