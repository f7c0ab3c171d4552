//! Where each value of a document stands once overlays have changed it: in the document's own text, or in an overlay's.

use indexmap::IndexMap;

use crate::diagnostic::{Origin, SourceId};
use crate::pointer::Pointer;
use crate::tree::{Value, array_index};

/// A value of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) source: SourceId,
    pub(crate) pointer: Pointer,
}

impl Place {
    pub(crate) fn of(origin: &Origin) -> Place {
        Place { source: origin.source, pointer: origin.pointer.clone() }
    }

    pub(crate) fn child(&self, key: &str) -> Place {
        Place { source: self.source, pointer: self.pointer.child(key) }
    }

    pub(crate) fn index(&self, index: usize) -> Place {
        Place { source: self.source, pointer: self.pointer.index(index) }
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::new(self.source, self.pointer.clone())
    }
}

/// Where a value and all that is in it stands.
#[derive(Clone, Debug)]
pub(crate) enum Trace {
    /// The whole value is as that text has it.
    Whole(Place),
    /// The container stands at a place, and some of what is in it elsewhere.
    Mixed(Box<Mixed>),
}

#[derive(Clone, Debug)]
pub(crate) struct Mixed {
    pub(crate) place: Place,
    /// What overlays did to this very container.
    pub(crate) changes: Vec<Change>,
    pub(crate) inside: Inside,
}

/// An entry or item that an overlay added, or an entry that it removed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) place: Place,
    pub(crate) removed: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Inside {
    /// The entries that do not stand where the container has them.
    Entries(IndexMap<String, Trace>),
    /// Every item.
    Items(Vec<Trace>),
}

/// How many changes of one container are remembered; a message shows fewer.
const CHANGES: usize = 8;

impl Trace {
    pub(crate) fn root() -> Trace {
        Trace::Whole(Place { source: SourceId::ROOT, pointer: Pointer::root() })
    }

    /// The place of the value itself.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Trace::Whole(place) => place,
            Trace::Mixed(mixed) => &mixed.place,
        }
    }

    /// The trace of an entry or item. One that does not exist is where its container would have it.
    pub(crate) fn step(&self, segment: &str) -> Trace {
        match self {
            Trace::Whole(place) => Trace::Whole(place.child(segment)),
            Trace::Mixed(mixed) => match &mixed.inside {
                Inside::Entries(entries) => entries.get(segment).cloned(),
                Inside::Items(items) => array_index(segment).and_then(|index| items.get(index)).cloned(),
            }
            .unwrap_or_else(|| Trace::Whole(mixed.place.child(segment))),
        }
    }

    /// The trace of what a pointer names.
    pub(crate) fn find(&self, pointer: &Pointer) -> Trace {
        let mut trace = self;
        let mut segments = pointer.segments();
        while let Trace::Mixed(mixed) = trace {
            let Some(segment) = segments.next() else { return trace.clone() };
            let inner = match &mixed.inside {
                Inside::Entries(entries) => entries.get(&*segment),
                Inside::Items(items) => array_index(&segment).and_then(|index| items.get(index)),
            };
            match inner {
                Some(inner) => trace = inner,
                None => {
                    return Trace::Whole(segments.fold(mixed.place.child(&segment), |place, next| place.child(&next)));
                }
            }
        }
        Trace::Whole(segments.fold(trace.place().clone(), |place, next| place.child(&next)))
    }

    /// The same trace, ready for changes inside of `value`.
    pub(crate) fn mixed(&mut self, value: &Value) -> &mut Mixed {
        if let Trace::Whole(place) = self {
            let inside = match value {
                Value::Array(items) => {
                    Inside::Items((0..items.len()).map(|index| Trace::Whole(place.index(index))).collect())
                }
                _ => Inside::Entries(IndexMap::new()),
            };
            *self = Trace::Mixed(Box::new(Mixed { place: place.clone(), changes: Vec::new(), inside }));
        }
        match self {
            Trace::Mixed(mixed) => mixed,
            // Made so above.
            Trace::Whole(_) => self.mixed(value),
        }
    }
}

impl Mixed {
    /// The trace of an entry or item, to change it.
    pub(crate) fn inner(&mut self, segment: &str) -> Option<&mut Trace> {
        match &mut self.inside {
            Inside::Entries(entries) => {
                let place = &self.place;
                Some(entries.entry(segment.to_owned()).or_insert_with(|| Trace::Whole(place.child(segment))))
            }
            Inside::Items(items) => array_index(segment).and_then(|index| items.get_mut(index)),
        }
    }

    pub(crate) fn note(&mut self, place: Place, removed: Option<&str>) {
        if self.changes.len() < CHANGES {
            self.changes.push(Change { place, removed: removed.map(str::to_owned) });
        }
    }
}
