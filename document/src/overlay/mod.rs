//! Overlays ([OpenAPI Overlay Specification](https://spec.openapis.org/overlay/latest.html) 1.0 and 1.1): changes of a
//! document that stand in files of their own.
//!
//! They are applied while the document is loaded, before references are followed. The tree is then the changed one;
//! a [`Trace`] knows of each value whether it stands in the document or in an overlay, so that diagnostics show the
//! text that is to blame.
//!
//! An overlay may be a stranger's, as a document may: queries, the size of the result and its depth have bounds.

mod merge;
mod path;
mod read;
pub(crate) mod trace;

use indexmap::{IndexMap, IndexSet};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, Severity, SourceId};
use crate::overlay::merge::{Incompatible, Piece, Target};
use crate::overlay::path::{Extent, Query};
use crate::overlay::read::{Action, Change, OverlayVersion};
use crate::overlay::trace::{Place, Trace};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::tree::Value;

/// The deepest that values of the result may nest, as for values that are read from a text.
const DEEPEST: usize = 127;
/// The most that all actions together may add, in rough bytes.
const LARGEST: usize = 64 << 20;
/// What a value takes beside its text.
const VALUE_COST: usize = 64;

/// A document to which overlays are applied, one after the other.
pub(crate) struct Changing {
    pub(crate) value: Value,
    pub(crate) trace: Trace,
    /// The same value for queries.
    copy: serde_json::Value,
    /// What actions may still add.
    budget: usize,
}

/// An action that cannot be applied; the report says why.
struct Failed;

impl Changing {
    pub(crate) fn new(value: Value) -> Changing {
        let copy = value.to_json();
        Changing { value, trace: Trace::root(), copy, budget: LARGEST }
    }

    /// Applies an overlay. What is wrong is in the report; with an error there the value is of no use.
    pub(crate) fn apply(&mut self, source: &Source, id: SourceId, document: &str, report: &mut Report) {
        let origin = Origin::root(id);
        let Some(overlay) = read::read(source.root(), &origin, report) else { return };
        if let Some(extends) = overlay.extends
            && !names(extends, document)
        {
            report
                .add(Code::OVERLAY_EXTENDS, &origin.child("extends"))
                .message(format!("the overlay is made for `{extends}`, and is applied to `{document}`"));
        }
        if has_firm_errors(report) {
            return;
        }
        let mut applying = Applying { changing: self, report, version: overlay.version, extent: None };
        for action in &overlay.actions {
            if applying.action(action).is_err() {
                return;
            }
        }
    }
}

/// Whether there is an error that makes the result useless.
pub(crate) fn has_firm_errors(report: &Report) -> bool {
    let firm = |found: &Diagnostic| found.severity == Severity::Error && !found.code.info().may_be_allowed;
    report.diagnostics().iter().any(firm)
}

/// Whether `extends` names this document, as far as the last part of both can say.
fn names(extends: &str, document: &str) -> bool {
    let last = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    last(extends) == last(document)
}

struct Applying<'a> {
    changing: &'a mut Changing,
    report: &'a mut Report,
    version: OverlayVersion,
    /// How large the document is, counted again after it has changed.
    extent: Option<Extent>,
}

impl Applying<'_> {
    fn action(&mut self, action: &Action<'_>) -> Result<(), Failed> {
        let (path, query) = &action.target;
        let at = action.origin.child("target");
        let found = self.select(query, path, &at)?;
        if found.is_empty() {
            self.matches_nothing(path, &at);
            return Ok(());
        }
        let result = match &action.change {
            Change::Nothing => return Ok(()),
            Change::Remove => self.remove(&found, action),
            Change::Update(value) => {
                let place = Place::of(&action.origin.child("update"));
                self.update(&found, &Piece { value, trace: Trace::Whole(place) }, action)
            }
            Change::Copy(from, query) => self.copy(&found, from, query, action),
        };
        self.extent = None;
        result
    }

    fn select(&mut self, query: &Query, path: &str, at: &Origin) -> Result<IndexSet<Pointer>, Failed> {
        let extent = self.extent.get_or_insert_with(|| Extent::of(&self.changing.copy));
        query.select(&self.changing.copy, extent).map_err(|_| {
            self.report
                .error(Code::OVERLAY_TOO_LARGE, at)
                .message(format!("`{path}` could look at too many values of this document"))
                .help("name more of the way to what is meant, with fewer `..` and `*`");
            Failed
        })
    }

    fn matches_nothing(&mut self, path: &str, at: &Origin) {
        self.report
            .add(Code::OVERLAY_MATCHES_NOTHING, at)
            .message(format!("`{path}` matches nothing in the document"))
            .label("this action changes nothing")
            .help("correct the path, remove the action, or allow `overlay-matches-nothing`");
    }

    fn remove(&mut self, found: &IndexSet<Pointer>, action: &Action<'_>) -> Result<(), Failed> {
        let by = Place::of(&action.origin.child("remove"));
        let mut parents: IndexMap<Pointer, IndexSet<String>> = IndexMap::new();
        for pointer in found {
            let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) else {
                self.report
                    .error(Code::OVERLAY_MISMATCH, &action.origin.child("target"))
                    .message("the whole document cannot be removed");
                return Err(Failed);
            };
            parents.entry(parent).or_default().insert(last.into_owned());
        }
        // What is inside of something comes first, so that the way to it is still there.
        let mut parents: Vec<_> = parents.into_iter().collect();
        parents.sort_by_cached_key(|(parent, _)| core::cmp::Reverse(parent.segments().count()));
        for (parent, segments) in parents {
            if let Some(mut target) = self.target(&parent) {
                target.remove(&segments, &by);
            }
        }
        Ok(())
    }

    fn update(&mut self, found: &IndexSet<Pointer>, piece: &Piece<'_>, action: &Action<'_>) -> Result<(), Failed> {
        self.afford(found, piece.value, action)?;
        self.of_one_kind(found, action)?;
        for pointer in found {
            let version = self.version;
            let Some(mut target) = self.target(pointer) else { continue };
            let appends = matches!(target.value, Value::Array(_))
                && (version == OverlayVersion::V10 || !matches!(piece.value, Value::Array(_)));
            let primitive = !matches!(target.value, Value::Array(_) | Value::Object(_));
            let merged = if appends {
                target.append(piece);
                Ok(())
            } else {
                target.merge(piece)
            };
            merged.map_err(|error| self.incompatible(&error, action))?;
            if primitive && version == OverlayVersion::V10 {
                self.report
                    .add(Code::OVERLAY_VERSION, &action.origin.child("target"))
                    .message("overlay 1.0 changes only objects and arrays; the value is replaced as in 1.1")
                    .help("write `overlay: 1.1.0`, or name the object around the value");
            }
        }
        Ok(())
    }

    fn copy(
        &mut self,
        found: &IndexSet<Pointer>,
        from: &str,
        query: &Query,
        action: &Action<'_>,
    ) -> Result<(), Failed> {
        let at = action.origin.child("copy");
        let sources = self.select(query, from, &at)?;
        let (Some(source), 1) = (sources.first(), sources.len()) else {
            let message = format!("`{from}` matches {} values, and one is copied", sources.len());
            self.report.error(Code::OVERLAY_MISMATCH, &at).message(message);
            return Err(Failed);
        };
        let Some(value) = self.changing.value.pointer(source).cloned() else { return Ok(()) };
        let trace = self.changing.trace.find(source);
        self.update(found, &Piece { value: &value, trace }, action)
    }

    fn target(&mut self, pointer: &Pointer) -> Option<Target<'_>> {
        let Changing { value, trace, copy, .. } = &mut *self.changing;
        Target { value, trace, copy }.find(pointer)
    }

    /// Checks that what is put in does not make the document too large or too deep.
    fn afford(&mut self, found: &IndexSet<Pointer>, value: &Value, action: &Action<'_>) -> Result<(), Failed> {
        let (cost, depth) = measure(value);
        let deepest = found.iter().map(|pointer| pointer.segments().count()).max().unwrap_or_default();
        let left = cost.checked_mul(found.len()).and_then(|cost| self.changing.budget.checked_sub(cost));
        let message = match left {
            Some(left) if deepest + depth <= DEEPEST => {
                self.changing.budget = left;
                return Ok(());
            }
            Some(_) => format!("the result nests more than {DEEPEST} levels deep"),
            None => "overlays add more than 64 MiB to the document".to_owned(),
        };
        self.report.error(Code::OVERLAY_TOO_LARGE, &action.origin).message(message);
        Err(Failed)
    }

    fn of_one_kind(&mut self, found: &IndexSet<Pointer>, action: &Action<'_>) -> Result<(), Failed> {
        let kind = |value: &Value| match value {
            Value::Object(_) => "objects",
            Value::Array(_) => "arrays",
            _ => "single values",
        };
        let root = &self.changing.value;
        let kinds: IndexSet<_> = found.iter().filter_map(|pointer| root.pointer(pointer)).map(kind).collect();
        if let (Some(one), Some(other)) = (kinds.get_index(0), kinds.get_index(1)) {
            let message = format!("`{}` matches both {one} and {other}: an update is for one of them", action.target.0);
            self.report.error(Code::OVERLAY_MISMATCH, &action.origin.child("target")).message(message);
            return Err(Failed);
        }
        Ok(())
    }

    fn incompatible(&mut self, error: &Incompatible, action: &Action<'_>) -> Failed {
        let Incompatible { piece, wanted, found, at } = error;
        // What is copied may stand in the document.
        let is_own = piece.source == action.origin.source;
        let primary = if is_own { piece.origin() } else { action.origin.child("copy") };
        let builder = self
            .report
            .error(Code::OVERLAY_MISMATCH, &primary)
            .message(format!("{found} cannot be merged into {wanted}"));
        let builder = match is_own {
            true => builder.label(format!("this is {found}")),
            false => builder.related(&piece.origin(), format!("this is {found}")),
        };
        builder
            .related(&at.origin(), format!("the document has {wanted}"))
            .help("remove the value by an action before this one");
        Failed
    }
}

/// What a value takes in memory, roughly, and how deep it nests.
fn measure(value: &Value) -> (usize, usize) {
    let all = |parts: &mut dyn Iterator<Item = (usize, &Value)>| {
        parts.fold((VALUE_COST, 0), |(cost, depth), (key, value)| {
            let (inner, deep) = measure(value);
            (cost.saturating_add(inner).saturating_add(key), depth.max(deep + 1))
        })
    };
    match value {
        Value::Array(items) => all(&mut items.iter().map(|item| (0, item))),
        Value::Object(entries) => all(&mut entries.iter().map(|(key, value)| (key.len() + VALUE_COST, value))),
        Value::String(text) => (VALUE_COST + text.len(), 0),
        _ => (VALUE_COST, 0),
    }
}
