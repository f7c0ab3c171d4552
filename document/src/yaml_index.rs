//! The places of a YAML text, by an event parser that knows the byte of every event.
//!
//! Values are read by `serde_yaml`; this runs only when a place is asked for.

use granit_parser::{Event, Parser, Span as Mark, StructureStyle, Tag, options};
use indexmap::IndexMap;

use crate::diagnostic::Span;
use crate::places::{Child, Content, Index, Place};
use crate::source::Format;

/// Finds every value of the first document that is not empty.
///
/// The two parsers differ in corners of YAML. Where this one stops, so does the index: what came
/// before is still found, and what comes after is placed at the nearest value around it.
pub(crate) fn index(text: &str) -> Index {
    // Long keys are looked for first. That delays the events of a flow collection at the root until
    // its end, so a text that this parser rejects is better read with the usual limit.
    let (index, whole) = read(text, 1 << 20);
    let mut index = if whole { index } else { read(text, 1 << 10).0 };
    if index.nodes.is_empty() {
        let start = text.len() - text.trim_start().len();
        index.push(Span::new(start, text.trim_end().len()), Content::Scalar);
    }
    index
}

/// The index, and whether the text was read to the end.
fn read(text: &str, longest_key: usize) -> (Index, bool) {
    let mut builder = Builder { text, index: Index::default(), open: Vec::new(), anchors: IndexMap::new() };
    builder.index.format = Some(Format::Yaml);
    let options = options! { simple_key_max_lookahead: longest_key, emit_comments: false };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, mark)) if builder.event(&event, &mark) => break,
            Ok(_) => {}
            Err(_) => return (builder.finish(), false),
        }
    }
    (builder.finish(), true)
}

struct Builder<'t> {
    text: &'t str,
    index: Index,
    open: Vec<Container>,
    anchors: IndexMap<usize, u32>,
}

struct Container {
    number: u32,
    object: bool,
    key: Option<(Span, Option<String>)>,
    /// Whether the key that waits is no scalar; its value is then left out.
    children: Vec<(Child, Option<String>)>,
}

impl Builder<'_> {
    /// Takes one event; `true` when the document has ended.
    fn event(&mut self, event: &Event<'_>, mark: &Mark) -> bool {
        match event {
            Event::Scalar(value, _, anchor, tag) => self.scalar(value, *anchor, tag.as_deref(), mark),
            Event::SequenceStart(style, anchor, tag) => self.start(false, *style, *anchor, tag.as_deref(), mark),
            Event::MappingStart(style, anchor, tag) => self.start(true, *style, *anchor, tag.as_deref(), mark),
            Event::SequenceEnd | Event::MappingEnd => self.end(mark),
            Event::Alias(anchor) => {
                let target = self.anchors.get(anchor).copied().unwrap_or(u32::MAX);
                let number = self.index.push(self.span(mark), Content::Alias(target));
                self.place(number, None);
            }
            Event::DocumentEnd => {
                let empty = self.index.nodes.first().is_none_or(|root| root.span.start == root.span.end);
                if empty {
                    self.index.nodes.clear();
                    self.anchors.clear();
                }
                return !empty;
            }
            _ => {}
        }
        false
    }

    fn scalar(&mut self, value: &str, anchor: usize, tag: Option<&Tag>, mark: &Mark) {
        let span = self.span(mark);
        let number = self.index.push(span, Content::Scalar);
        self.name(number, anchor, tag, mark);
        self.place(number, Some((span, value)));
    }

    fn start(&mut self, object: bool, _style: StructureStyle, anchor: usize, tag: Option<&Tag>, mark: &Mark) {
        let number = self.index.push(self.span(mark), Content::Scalar);
        self.name(number, anchor, tag, mark);
        self.open.push(Container { number, object, key: None, children: Vec::new() });
    }

    fn end(&mut self, mark: &Mark) {
        let Some(container) = self.open.pop() else {
            return;
        };
        let end = self.span(mark).end as usize;
        self.close(container, end);
    }

    fn close(&mut self, container: Container, end: usize) {
        let (first, count) = self.index.push_children(container.children);
        let text = self.text;
        if let Some(Place { span, content }) = self.index.nodes.get_mut(container.number as usize) {
            let start = span.start as usize;
            // A block ends where the next thing starts; what a reader sees as its end is the last character.
            let written = text.get(start..end).map_or(0, |block| block.trim_end().len());
            *span = Span::new(start, start + written);
            *content = if container.object { Content::Object(first, count) } else { Content::Array(first, count) };
        }
        self.place(container.number, None);
    }

    /// Remembers an anchor and a tag.
    fn name(&mut self, number: u32, anchor: usize, tag: Option<&Tag>, mark: &Mark) {
        if anchor != 0 {
            self.anchors.insert(anchor, number);
        }
        if let Some(tag) = tag {
            let start = mark.tag_start.and_then(|start| start.byte_offset());
            let span = self.span(mark);
            let span = start.map_or(span, |start| {
                let rest = self.text.get(start..).unwrap_or_default();
                let length = rest.find(|character: char| character.is_whitespace()).unwrap_or(rest.len());
                Span::new(start, start + length)
            });
            self.index.tags.push((number, tag.to_string(), span));
        }
    }

    /// Puts a node into the container that is open, as key or as value.
    fn place(&mut self, number: u32, scalar: Option<(Span, &str)>) {
        let Some(span) = self.index.node(number).map(|place| place.span) else {
            return;
        };
        let text = self.text;
        let Some(container) = self.open.last_mut() else {
            self.index.root = number;
            return;
        };
        if !container.object {
            container.children.push((Child { key: None, node: number }, None));
        } else if let Some((key, decoded)) = container.key.take() {
            container.children.push((Child { key: Some(key), node: number }, decoded));
        } else {
            // A key. Its text is kept only where it differs from what stands in the file.
            let decoded = match scalar {
                Some((_, value)) if text.get(span.range()) == Some(value) => None,
                Some((_, value)) => Some(value.to_owned()),
                None => None,
            };
            container.key = Some((span, decoded));
        }
    }

    fn span(&self, mark: &Mark) -> Span {
        let start = mark.start.byte_offset().unwrap_or(0);
        Span::new(start, mark.end.byte_offset().unwrap_or(start))
    }

    /// Closes what is open, for a text that the parser did not read to the end.
    fn finish(mut self) -> Index {
        while let Some(container) = self.open.pop() {
            let end = self.text.len();
            self.close(container, end);
        }
        self.index
    }
}
