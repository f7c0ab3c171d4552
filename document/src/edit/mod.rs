//! Writes what overlays made of a document back into its text: only what they changed is written anew, so that format,
//! order, comments and anchors of all else stay.
//!
//! The text is changed at the places of the tree. What comes out is read again; only if it is the wanted document it is
//! taken. Otherwise (an anchor whose aliases must not change) the whole document is written anew, and the caller says so.

mod flow;
mod lines;

use std::ops::Range;

use crate::diagnostic::SourceId;
use crate::document::Document;
use crate::overlay::trace::{Inside, Mixed, Trace};
use crate::places::{Child, Content, Index, Place};
use crate::pointer::Pointer;
use crate::source::{Format, Source};
use crate::tree::Value;
use crate::yaml_write;

/// A document after overlays, as a text of the same format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// Whether all that the overlays leave alone is as it was: order, white space, comments and anchors.
    pub kept: bool,
}

impl Document {
    /// The text of the first file with what the [overlays](crate::LoadOptions::overlay) changed; as it is if there were
    /// none. `None` if the text cannot be had: a template of CloudFormation, of which only a part is the document, is
    /// only changed in place, and one of Terraform not at all.
    #[must_use]
    pub fn edited(&self) -> Option<Edited> {
        let source = self.sources().get(SourceId::ROOT)?;
        let Some(trace) = self.sources().trace() else {
            return Some(Edited { text: source.text.clone(), kept: true });
        };
        if source.is_rendered() {
            return None;
        }
        let wanted = self.root().value();
        let mut editor = Editor::new(source);
        if editor.document(wanted, trace).is_some()
            && let Some(text) = editor.finish()
            && reads_as(source, &text, wanted)
        {
            return Some(Edited { text, kept: true });
        }
        let text = anew(source, wanted);
        (source.at.is_root() && reads_as(source, &text, wanted)).then_some(Edited { text, kept: false })
    }
}

/// Whether a text is read as this document.
fn reads_as(source: &Source, text: &str, wanted: &Value) -> bool {
    let read = crate::parse::root_of(&source.name, text);
    read.is_some_and(|root| root.pointer(&source.at).is_some_and(|root| root == wanted))
}

/// The whole document, without anything of its text.
fn anew(source: &Source, value: &Value) -> String {
    match source.format {
        Format::Json => format!("{}\n", json(value, &indentation(&source.text))),
        Format::Yaml => format!("{}\n", yaml_write::block(value, 0)),
    }
}

/// The white space that one level of a JSON text is indented by; empty for a text in one line.
fn indentation(text: &str) -> String {
    let second = text.split('\n').nth(1).unwrap_or_default();
    second.chars().take_while(|character| matches!(character, ' ' | '\t')).collect()
}

/// A value as JSON with this indentation.
fn json(value: &Value, indentation: &str) -> String {
    if indentation.is_empty() {
        return serde_json::to_string(value).unwrap_or_default();
    }
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indentation.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Writing a tree to memory cannot fail.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

/// A key or an item of a container, with its value.
#[derive(Clone, Debug)]
struct Part {
    /// The key, without quotes.
    key: Option<String>,
    /// Where the key begins, or the item.
    start: usize,
    key_end: usize,
    node: u32,
    value: Range<usize>,
    gone: bool,
}

/// Collects the changes of a text.
struct Editor<'s> {
    text: &'s str,
    index: &'s Index,
    source: &'s Source,
    edits: Vec<(Range<usize>, String)>,
}

impl<'s> Editor<'s> {
    fn new(source: &'s Source) -> Editor<'s> {
        let index = source.places.index(&source.text, source.format);
        Editor { text: &source.text, index, source, edits: Vec::new() }
    }

    /// All changes; `None` where one has no place in the text.
    fn document(&mut self, wanted: &Value, trace: &Trace) -> Option<()> {
        let mut number = self.index.root;
        for segment in self.source.at.segments() {
            number = self.index.step(self.text, number, &segment)?.node;
        }
        self.value(number, &Pointer::root(), wanted, trace)
    }

    fn value(&mut self, number: u32, here: &Pointer, wanted: &Value, trace: &Trace) -> Option<()> {
        if is_whole(trace, here) {
            return Some(());
        }
        let place = *self.index.node(number)?;
        match (trace, place.content, wanted) {
            (Trace::Mixed(mixed), Content::Object(..), Value::Object(_)) if stands(mixed, here) => {
                self.object(number, &place, here, wanted, mixed)
            }
            (Trace::Mixed(mixed), Content::Array(..), Value::Array(_)) if stands(mixed, here) => {
                self.array(number, &place, here, wanted, mixed)
            }
            // The root, of which all is new.
            _ => None,
        }
    }

    fn object(&mut self, number: u32, place: &Place, here: &Pointer, wanted: &Value, mixed: &Mixed) -> Option<()> {
        let Inside::Entries(traces) = &mixed.inside else { return None };
        let mut parts = self.parts(place)?;
        let mut added = Vec::new();
        for (key, value) in wanted.as_object()? {
            // Of equal keys the last counts.
            let part = parts.iter().rposition(|part| part.key.as_deref() == Some(key));
            match (part.and_then(|part| parts.get(part)), traces.get(key)) {
                (_, None) => {}
                (Some(part), Some(trace)) => self.part(&part.clone(), number, &here.child(key), value, trace)?,
                (None, Some(trace)) if is_whole(trace, &here.child(key)) => {}
                // New, or from a merge (`<<`), over which an entry of one's own wins.
                (None, Some(_)) => added.push((Some(key.as_str()), value)),
            }
        }
        for part in &mut parts {
            part.gone = part.key.as_ref().is_some_and(|key| key != "<<" && wanted.get(key).is_none());
        }
        self.change(number, &parts, &added)
    }

    fn array(&mut self, number: u32, place: &Place, here: &Pointer, wanted: &Value, mixed: &Mixed) -> Option<()> {
        let Inside::Items(traces) = &mixed.inside else { return None };
        let mut parts = self.parts(place)?;
        parts.iter_mut().for_each(|part| part.gone = true);
        let mut added = Vec::new();
        let mut next = 0;
        for (value, trace) in wanted.as_array()?.iter().zip(traces) {
            let place = trace.place();
            let own = place.source == SourceId::ROOT && place.pointer.parent().as_ref() == Some(here);
            let position = own.then(|| place.pointer.last()?.parse::<usize>().ok()).flatten();
            match position.and_then(|position| Some((position, parts.get_mut(position)?))) {
                // In the order in which they were, and before all that is new.
                Some((position, part)) if position >= next && added.is_empty() => {
                    next = position + 1;
                    part.gone = false;
                    let part = part.clone();
                    self.part(&part, number, &here.index(position), value, trace)?;
                }
                _ => added.push((None, value)),
            }
        }
        self.change(number, &parts, &added)
    }

    /// One entry or item that stays, changed inside or as a whole.
    fn part(&mut self, part: &Part, container: u32, here: &Pointer, wanted: &Value, trace: &Trace) -> Option<()> {
        if is_whole(trace, here) {
            return Some(());
        }
        if self.value(part.node, here, wanted, trace).is_some() {
            return Some(());
        }
        // What was collected of the inside of this part does not count.
        let inside = part.value.clone();
        self.edits.retain(|(range, _)| range.start < inside.start || range.end > inside.end);
        self.replace(part, container, wanted)
    }

    fn parts(&self, place: &Place) -> Option<Vec<Part>> {
        let part = |(number, child): (u32, &Child)| {
            let value = self.index.node(child.node)?.span.range();
            let key = match child.key {
                Some(_) => Some(self.index.key_text(self.text, number, child)?.into_owned()),
                None => None,
            };
            let start = child.key.map_or(value.start, |key| key.range().start);
            let key_end = child.key.map_or(start, |key| key.range().end);
            // A block scalar ends where the next thing begins; its last line is what counts.
            let written = self.text.get(value.clone())?.trim_end().len();
            let value = value.start..value.start + written;
            Some(Part { key, start, key_end, node: child.node, value, gone: false })
        };
        self.index.children_of(place).map(part).collect()
    }

    fn is_flow(&self, number: u32) -> bool {
        let start = self.index.node(number).map_or(0, |place| place.span.range().start);
        self.source.format == Format::Json || self.text.get(start..).is_some_and(|text| text.starts_with(['{', '[']))
    }

    fn change(&mut self, number: u32, parts: &[Part], added: &[(Option<&str>, &Value)]) -> Option<()> {
        if added.is_empty() && parts.iter().all(|part| !part.gone) {
            return Some(());
        }
        match self.is_flow(number) {
            true => self.change_flow(number, parts, added),
            false => self.change_lines(number, parts, added),
        }
    }

    fn replace(&mut self, part: &Part, container: u32, wanted: &Value) -> Option<()> {
        match self.is_flow(container) {
            true => self.replace_flow(part, wanted),
            false => self.replace_lines(part, wanted),
        }
    }

    fn edit(&mut self, range: Range<usize>, text: String) -> Option<()> {
        self.edits.push((range, text));
        Some(())
    }

    /// The text with all changes; `None` if they are in each other's way.
    fn finish(mut self) -> Option<String> {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len());
        let mut done = 0;
        for (range, text) in &self.edits {
            out.push_str(self.text.get(done..range.start)?);
            out.push_str(text);
            done = range.end;
        }
        out.push_str(self.text.get(done..)?);
        Some(out)
    }
}

fn is_whole(trace: &Trace, here: &Pointer) -> bool {
    matches!(trace, Trace::Whole(place) if place.source == SourceId::ROOT && place.pointer == *here)
}

fn stands(mixed: &Mixed, here: &Pointer) -> bool {
    mixed.place.source == SourceId::ROOT && mixed.place.pointer == *here
}
