//! Where in a text each value stands, found when it is first asked for.
//!
//! A text is indexed once: a node per value with its bytes, and per container the keys and children.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::diagnostic::Span;
use crate::pointer::Pointer;
use crate::source::Format;
use crate::tree::array_index;
use crate::{json_index, yaml_index};

/// How many aliases and merges one look-up follows; more is a cycle.
const HOPS: u32 = 64;
/// How many entries are looked through one by one.
const LARGE: u32 = 64;

/// The places of one text.
#[derive(Default)]
pub(crate) struct Places {
    index: OnceLock<Index>,
}

impl Places {
    /// The bytes of what `pointer` names, or of the nearest value around it that is in the text.
    pub(crate) fn span(&self, text: &str, format: Format, pointer: &Pointer, key: bool) -> Option<Span> {
        if text.is_empty() {
            return None;
        }
        let found = self.index(text, format).find(text, pointer);
        found.map(|found| if key { found.key.unwrap_or(found.value) } else { found.value })
    }

    /// The index of the text, made now if there is none yet.
    pub(crate) fn index(&self, text: &str, format: Format) -> &Index {
        self.index.get_or_init(|| match format {
            Format::Json => json_index::index(text).unwrap_or_default(),
            Format::Yaml => yaml_index::index(text),
        })
    }
}

/// The key and the value of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key: Option<Span>,
    pub(crate) value: Span,
}

/// Every value of a text, the root last in JSON and first in YAML.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) nodes: Vec<Place>,
    pub(crate) children: Vec<Child>,
    pub(crate) root: u32,
    /// Keys whose text is not what stands in the file, by the child's number.
    pub(crate) decoded: IndexMap<u32, String>,
    /// The tags of YAML, with what carries them.
    pub(crate) tags: Vec<(u32, String, Span)>,
    pub(crate) format: Option<Format>,
    /// See [`Index::large`].
    large: OnceLock<IndexMap<u32, Vec<u32>>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) content: Content,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    Scalar,
    /// A YAML alias and the node it stands for.
    Alias(u32),
    /// From, and how many, in `children`.
    Array(u32, u32),
    Object(u32, u32),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Child {
    pub(crate) key: Option<Span>,
    pub(crate) node: u32,
}

impl Index {
    pub(crate) fn push(&mut self, span: Span, content: Content) -> u32 {
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Place { span, content });
        number
    }

    /// Stores the children of a container that has just ended.
    pub(crate) fn push_children(&mut self, children: impl IntoIterator<Item = (Child, Option<String>)>) -> (u32, u32) {
        let narrow = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let first = narrow(self.children.len());
        for (child, decoded) in children {
            if let Some(text) = decoded {
                self.decoded.insert(narrow(self.children.len()), text);
            }
            self.children.push(child);
        }
        (first, narrow(self.children.len()) - first)
    }

    pub(crate) fn node(&self, number: u32) -> Option<&Place> {
        self.nodes.get(number as usize)
    }

    /// The node itself, or what it is an alias of.
    fn behind_aliases(&self, mut number: u32) -> Option<(u32, &Place)> {
        for _ in 0..HOPS {
            let place = self.node(number)?;
            match place.content {
                Content::Alias(target) => number = target,
                _ => return Some((number, place)),
            }
        }
        None
    }

    pub(crate) fn children_of(&self, place: &Place) -> impl DoubleEndedIterator<Item = (u32, &Child)> {
        let (first, count) = match place.content {
            Content::Array(first, count) | Content::Object(first, count) => (first, count),
            _ => (0, 0),
        };
        let range = first as usize..(first as usize).saturating_add(count as usize);
        (first..first.saturating_add(count)).zip(self.children.get(range).unwrap_or_default())
    }

    /// A child's key without quotes and escapes.
    pub(crate) fn key_text<'a>(&'a self, text: &'a str, number: u32, child: &Child) -> Option<Cow<'a, str>> {
        if let Some(decoded) = self.decoded.get(&number) {
            return Some(Cow::Borrowed(decoded));
        }
        let raw = text.get(child.key?.range())?;
        Some(match self.format {
            Some(Format::Yaml) => Cow::Borrowed(raw),
            _ => json_index::unquote(raw),
        })
    }

    /// What `pointer` names, or the nearest value around it.
    pub(crate) fn find(&self, text: &str, pointer: &Pointer) -> Option<Found> {
        let mut found = Found { key: None, value: self.node(self.root)?.span };
        let mut number = self.root;
        for segment in pointer.segments() {
            let Some(child) = self.step(text, number, &segment) else {
                break;
            };
            let Some(place) = self.node(child.node) else {
                break;
            };
            found = Found { key: child.key, value: place.span };
            number = child.node;
        }
        Some(found)
    }

    pub(crate) fn step(&self, text: &str, number: u32, segment: &str) -> Option<Child> {
        let (_, place) = self.behind_aliases(number)?;
        match place.content {
            Content::Array(..) => {
                let index = array_index(segment)?;
                self.children_of(place).nth(index).map(|(_, child)| *child)
            }
            Content::Object(..) => self.entry(text, number, segment, &Cell::new(HOPS)),
            _ => None,
        }
    }

    fn entry(&self, text: &str, number: u32, key: &str, hops: &Cell<u32>) -> Option<Child> {
        let (number, place) = self.behind_aliases(number)?;
        if let Some(child) = self.named(text, number, place, key) {
            return Some(child);
        }
        if self.format != Some(Format::Yaml) {
            return None;
        }
        // One budget for the whole look-up: merges of merges of merges branch.
        hops.set(hops.get().checked_sub(1)?);
        let merged = self.named(text, number, place, "<<")?;
        let (_, place) = self.behind_aliases(merged.node)?;
        match place.content {
            Content::Object(..) => self.entry(text, merged.node, key, hops),
            Content::Array(..) => {
                let mut items = self.children_of(place);
                items.find_map(|(_, child)| self.entry(text, child.node, key, hops))
            }
            _ => None,
        }
    }

    /// The last entry of that key, which is the one that counts.
    fn named(&self, text: &str, number: u32, place: &Place, key: &str) -> Option<Child> {
        match place.content {
            Content::Object(_, count) if count >= LARGE => {
                let entries = self.large(text).get(&number)?;
                let key_of = |entry: u32| self.key_text(text, entry, self.children.get(entry as usize)?);
                let up_to = entries.partition_point(|entry| key_of(*entry).is_some_and(|own| *own <= *key));
                let last = *entries.get(up_to.checked_sub(1)?)?;
                let is_named = key_of(last).as_deref() == Some(key);
                self.children.get(last as usize).copied().filter(|_| is_named)
            }
            Content::Object(..) => self
                .children_of(place)
                .rev()
                .find(|(number, child)| self.key_text(text, *number, child).as_deref() == Some(key))
                .map(|(_, child)| *child),
            _ => None,
        }
    }

    /// The entries of large objects in the order of their keys, so that many look-ups take no more than their number.
    /// Those of one key stay in their own order.
    fn large(&self, text: &str) -> &IndexMap<u32, Vec<u32>> {
        self.large.get_or_init(|| {
            let is_large = |place: &Place| matches!(place.content, Content::Object(_, count) if count >= LARGE);
            let large = (0..).zip(&self.nodes).filter(|(_, place)| is_large(place));
            let by_key = large.map(|(number, place)| {
                let keyed = |(entry, child)| Some((self.key_text(text, entry, child)?, entry));
                let mut entries: Vec<(Cow<'_, str>, u32)> = self.children_of(place).filter_map(keyed).collect();
                entries.sort();
                (number, entries.into_iter().map(|(_, entry)| entry).collect())
            });
            by_key.collect()
        })
    }
}
