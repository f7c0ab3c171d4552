//! Ways out of complaints that a program can take: changes of the document, as actions of an overlay.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::diagnostic::{Origin, SourceId};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::tree::Value;
use crate::yaml_write::{behind_key, scalar};

/// Changes of the document that settle a complaint.
///
/// ```
/// use gatewright_document::{Code, Document, Fix, Report, overlay_of_fixes};
///
/// let document = Document::from_text("pets.yaml", "swagger: 2.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n").unwrap();
/// let mut report = Report::new(document.sources());
/// let version = document.root().get("swagger").unwrap();
/// report.add(Code::VERSION_NOT_A_STRING, version.origin()).fix(Fix::update(version.origin(), "2.0".into()));
/// let overlay = overlay_of_fixes(&report, &document).unwrap();
/// assert!(overlay.contains("- target: $.swagger\n  description: the version is a number\n  update: \"2.0\"\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    actions: Vec<FixAction>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixAction {
    /// What is changed. It stands in the document's first file.
    pub at: Origin,
    /// How it is changed.
    pub change: FixChange,
    /// The JSONPath of the place, once the values of the document are let go of.
    target: Option<Box<str>>,
}

/// How a value is changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FixChange {
    /// It is taken out of its object or array.
    Remove,
    /// This JSON is merged into it, as an overlay's `update`.
    Update(String),
}

impl Fix {
    /// Merges a value into what stands at a place: objects key by key, arrays by appending, all else by replacing.
    #[must_use]
    pub fn update(at: &Origin, value: Json) -> Fix {
        Fix { actions: Vec::new() }.and_update(at, value)
    }

    /// Takes away what stands at a place.
    #[must_use]
    pub fn remove(at: &Origin) -> Fix {
        Fix { actions: vec![FixAction::new(at, FixChange::Remove)] }
    }

    /// Puts another value in the place of an entry of an object, whatever it was.
    #[must_use]
    pub fn replace(at: &Origin, value: Json) -> Fix {
        let (Some(parent), Some(key)) = (at.pointer.parent(), at.pointer.last()) else {
            return Fix::update(at, value);
        };
        Fix::remove(at).and_update(&Origin::new(at.source, parent), json!({ key.into_owned(): value }))
    }

    /// Merges a value into what stands at another place too.
    #[must_use]
    pub fn and_update(mut self, at: &Origin, value: Json) -> Fix {
        self.actions.push(FixAction::new(at, FixChange::Update(value.to_string())));
        self
    }

    /// The changes, in the order in which they are made.
    #[must_use]
    pub fn actions(&self) -> &[FixAction] {
        &self.actions
    }

    /// Keeps the paths of the places in a document with this root.
    pub(crate) fn keep_targets(&mut self, root: &Value) {
        for action in &mut self.actions {
            action.target = Some(action.target(root).into());
        }
    }

    /// Whether an overlay can make all changes: it reaches the first file only.
    pub(crate) fn is_possible(&self) -> bool {
        self.actions.iter().all(|action| action.at.source == SourceId::ROOT)
    }
}

/// The value itself, and neither its key nor a part of its text.
fn plain(at: &Origin) -> Origin {
    Origin::new(at.source, at.pointer.clone())
}

impl FixAction {
    fn new(at: &Origin, change: FixChange) -> FixAction {
        FixAction { at: plain(at), change, target: None }
    }

    /// The JSONPath of the place, in a document with this root.
    #[must_use]
    pub fn target(&self, root: &Value) -> String {
        match &self.target {
            Some(target) => target.to_string(),
            None => json_path(root, &self.at.pointer),
        }
    }
}

/// The actions of a fix: targets and changes.
type Actions = Vec<(String, FixChange)>;

/// What is known of actions that several complaints may have in common.
#[derive(Default)]
struct About {
    descriptions: Vec<String>,
    /// The item of an array that they remove.
    removed: Option<Pointer>,
}

/// An overlay that settles all complaints of a report that have a fix; `None` if none has.
#[must_use]
pub fn overlay_of_fixes(report: &Report, document: &crate::Document) -> Option<String> {
    let root = document.root();
    let mut groups: IndexMap<Actions, About> = IndexMap::new();
    for diagnostic in report.diagnostics() {
        let Some(fix) = &diagnostic.fix else { continue };
        let actions = fix.actions.iter().map(|action| (action.target(root.value()), action.change.clone())).collect();
        let about = groups.entry(actions).or_default();
        if !about.descriptions.contains(&diagnostic.message) {
            about.descriptions.push(diagnostic.message.clone());
        }
        about.removed = removed_item(fix, root.value());
    }
    if groups.is_empty() {
        return None;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    // An item that goes moves those behind it, so that the last goes first, after all else.
    groups.sort_by_cached_key(|(_, about)| about.removed.as_ref().map(|pointer| std::cmp::Reverse(order(pointer))));
    let title = document.sources().get(SourceId::ROOT).map_or("the document", |source| source.name());
    let mut out = String::from("overlay: 1.1.0\ninfo:\n");
    let _ = writeln!(out, "  title: {}", scalar(&format!("Fixes of {title}")));
    out.push_str("  version: 1.0.0\nactions:\n");
    let mut seen = indexmap::IndexSet::new();
    for (actions, about) in groups {
        // What one fix replaces, another cannot replace too.
        if actions.iter().any(|action| action.1 == FixChange::Remove && seen.contains(action)) {
            continue;
        }
        for (target, change) in actions {
            // The same change twice is a mistake to readers of overlays; once is enough.
            if seen.insert((target.clone(), change.clone())) {
                write_action(&mut out, &target, &about.descriptions.join("\n"), &change);
            }
        }
    }
    Some(out)
}

/// An overlay that makes these changes, each with its description.
///
/// ```
/// use gatewright_document::{Document, Fix, overlay_of_actions};
///
/// let document = Document::from_text("pets.yaml", "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n").unwrap();
/// let info = document.root().get("info").unwrap();
/// let fix = Fix::update(info.origin(), serde_json::json!({"description": "All of them."}));
/// let overlay = overlay_of_actions("More", &document, &[("says more".to_owned(), fix)]);
/// assert!(overlay.ends_with("- target: $.info\n  description: says more\n  update:\n    description: All of them.\n"));
/// ```
#[must_use]
pub fn overlay_of_actions(title: &str, document: &crate::Document, actions: &[(String, Fix)]) -> String {
    let root = document.root();
    let mut out = String::from("overlay: 1.1.0\ninfo:\n");
    let _ = writeln!(out, "  title: {}\n  version: 1.0.0\nactions:", scalar(title));
    for (description, fix) in actions {
        for action in &fix.actions {
            write_action(&mut out, &action.target(root.value()), description, &action.change);
        }
    }
    out
}

fn write_action(out: &mut String, target: &str, description: &str, change: &FixChange) {
    let change = match change {
        FixChange::Remove => "remove: true".to_owned(),
        FixChange::Update(value) => {
            let value: Json = serde_json::from_str(value).unwrap_or_default();
            format!("update:{}", behind_key(&value.into(), 2))
        }
    };
    let _ = write!(out, "- target: {}\n  description: {}\n  {change}\n", scalar(target), scalar(description));
}

/// The item of an array that a fix removes.
fn removed_item(fix: &Fix, root: &Value) -> Option<Pointer> {
    let removed = fix.actions.iter().find(|action| action.change == FixChange::Remove)?;
    let parent = root.pointer(&removed.at.pointer.parent()?)?;
    matches!(parent, Value::Array(_)).then(|| removed.at.pointer.clone())
}

/// Sorts items by their number and not by its digits.
fn order(pointer: &Pointer) -> Vec<(usize, String)> {
    pointer.segments().map(|segment| (segment.parse().unwrap_or_default(), segment.into_owned())).collect()
}

/// The path of a pointer. A parameter is named by its name and place where these are enough: its position changes.
fn json_path(root: &Value, pointer: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut at = Some(root);
    for segment in pointer.segments() {
        match at {
            Some(Value::Array(items)) => match parameter(items, &segment) {
                Some((name, place)) => {
                    let _ = write!(path, "[?@.name == {} && @.in == {}]", quoted(name), quoted(place));
                }
                None => {
                    let _ = write!(path, "[{segment}]");
                }
            },
            _ if is_plain(&segment) => {
                let _ = write!(path, ".{segment}");
            }
            _ => {
                let _ = write!(path, "[{}]", quoted(&segment));
            }
        }
        at = at.and_then(|value| value.step(&segment));
    }
    path
}

/// Name and place of a parameter, if no other in the list has them.
fn parameter<'v>(items: &'v [Value], segment: &str) -> Option<(&'v str, &'v str)> {
    let key = |item: &'v Value| Some((item.get("name")?.as_str()?, item.get("in")?.as_str()?));
    let wanted = key(items.get(segment.parse::<usize>().ok()?)?)?;
    let same = items.iter().filter(|item| key(item) == Some(wanted)).count();
    (same == 1).then_some(wanted)
}

/// Whether a key needs no quotes in a path.
fn is_plain(key: &str) -> bool {
    let first = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    first && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A string of a path, in single quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => out.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use crate::{Code, Document, LoadOptions};

    use super::*;

    #[test]
    fn an_overlay_of_fixes_applies() {
        let text = "openapi: 3.1.0\nx: [a, b, c]\nparameters: [{name: \"q'\\\\\", in: query}, {name: p, in: query}]\n'a/b ü': {c: 1}\n";
        let document = Document::from_text("api.yaml", text).unwrap();
        let mut report = Report::new(document.sources());
        let at = |pointer: &str| Origin::new(SourceId::ROOT, Pointer::parse(pointer).unwrap());
        for (index, fix) in [
            Fix::remove(&at("/x/0")),
            Fix::remove(&at("/x/2")),
            Fix::update(&at("/parameters/0"), json!({"required": true})),
            Fix::replace(&at("/a~1b ü/c"), json!({"d\u{7f}": "e\n\"'#"})),
            Fix::replace(&at("/a~1b ü/c"), json!({"d\u{7f}": "e\n\"'#"})),
        ]
        .into_iter()
        .enumerate()
        {
            report.add(Code::UNKNOWN_FIELD, &at("")).message(format!("no: # {index}\u{85}")).fix(fix);
        }
        let overlay = overlay_of_fixes(&report, &document).unwrap();
        let fixed = LoadOptions::new().overlay_text("fix.yaml", &overlay).load_text("api.yaml", text);
        let fixed = fixed.unwrap_or_else(|report| panic!("{report}\n{overlay}"));
        assert_eq!(fixed.report().one_line(), Vec::<String>::new(), "{overlay}");
        assert_eq!(
            fixed.root().value().to_json(),
            json!({
                "openapi": "3.1.0",
                "x": ["b"],
                "parameters": [{"name": "q'\\", "in": "query", "required": true}, {"name": "p", "in": "query"}],
                "a/b ü": {"c": {"d\u{7f}": "e\n\"'#"}},
            }),
            "{overlay}"
        );
    }

    /// A path names a parameter by its name, also once the values are gone that say it.
    #[test]
    fn paths_outlive_the_values() {
        let text = "openapi: 3.1.0\nparameters: [{name: p, in: query}]\n";
        let document = Document::from_text("api.yaml", text).unwrap();
        let at = Origin::new(SourceId::ROOT, Pointer::parse("/parameters/0").unwrap());
        let mut report = Report::new(document.sources());
        report.add(Code::UNKNOWN_FIELD, &at).fix(Fix::remove(&at));
        let json = report.to_json();
        drop(document);
        report.let_go_of_values();
        assert!(report.sources().iter().all(|(_, source)| source.root() == &Value::Null));
        assert_eq!(report.to_json(), json);
        assert!(json.to_string().contains("$.parameters[?@.name == 'p' && @.in == 'query']"), "{json}");
    }
}
