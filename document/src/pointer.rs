//! JSON Pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)): where in a document something stands.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use smol_str::SmolStr;

/// A JSON Pointer, cheap to clone.
///
/// It is a list from the last segment to the first, and what stands in one place shares the way there: a document has
/// as many pointers as values, and their texts would be longer than the document.
///
/// ```
/// use gatewright_document::Pointer;
///
/// let pointer = Pointer::root().child("paths").child("/pets/{id}").child("get");
/// assert_eq!(pointer.to_string(), "/paths/~1pets~1{id}/get");
/// assert_eq!(Pointer::parse("/paths/~1pets~1{id}/get").as_ref(), Some(&pointer));
/// assert_eq!(pointer.last().as_deref(), Some("get"));
/// ```
#[derive(Clone, Default)]
pub struct Pointer(Option<Arc<Link>>);

/// A segment without escapes, and what it is an entry of.
struct Link {
    parent: Pointer,
    /// Most are short enough to need no memory of their own.
    segment: SmolStr,
}

/// One after the other: a reference of a document can name a pointer of any length.
impl Drop for Link {
    fn drop(&mut self) {
        let mut next = self.parent.0.take();
        while let Some(link) = next {
            next = Arc::into_inner(link).and_then(|mut link| link.parent.0.take());
        }
    }
}

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Pointer {
        Pointer(None)
    }

    /// Reads a pointer as RFC 6901 writes it: empty, or every segment after a slash, `~0` for `~`
    /// and `~1` for `/`. A tilde that starts no escape stands for itself, as real documents have it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Pointer> {
        Some(segments_of(text)?.fold(Pointer::root(), |pointer, segment| pointer.child(&segment)))
    }

    /// The pointer to the entry `key` of what this pointer names.
    #[must_use]
    pub fn child(&self, key: &str) -> Pointer {
        Pointer(Some(Arc::new(Link { parent: self.clone(), segment: SmolStr::new(key) })))
    }

    /// The pointer to what `inner` names in what this pointer names.
    #[must_use]
    pub fn join(&self, inner: &Pointer) -> Pointer {
        match (self.is_root(), inner.is_root()) {
            (true, _) => inner.clone(),
            (_, true) => self.clone(),
            (false, false) => inner.segments().fold(self.clone(), |pointer, segment| pointer.child(&segment)),
        }
    }

    /// The pointer to the item `index` of what this pointer names.
    #[must_use]
    pub fn index(&self, index: usize) -> Pointer {
        self.child(&index.to_string())
    }

    /// The pointer to what holds this, or `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Pointer> {
        self.0.as_ref().map(|link| link.parent.clone())
    }

    /// The last segment without escapes, or `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.as_ref().map(|link| Cow::Borrowed(link.segment.as_str()))
    }

    /// The segments from the root, without escapes.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        let links: Vec<&Link> = self.links().collect();
        links.into_iter().rev().map(|link| Cow::Borrowed(link.segment.as_str()))
    }

    /// Whether this names the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }

    /// Whether `self` is `ancestor` or stands inside of it.
    #[must_use]
    pub fn starts_with(&self, ancestor: &Pointer) -> bool {
        let Some(deeper) = self.depth().checked_sub(ancestor.depth()) else { return false };
        let mut around = self;
        for link in self.links().take(deeper) {
            around = &link.parent;
        }
        around == ancestor
    }

    /// The pointers to what stands around, and this one, from the first segment on.
    #[must_use]
    pub fn around(&self) -> Vec<&Pointer> {
        let is_no_root = |pointer: &&Pointer| !pointer.is_root();
        let inner = std::iter::once(self).chain(self.links().map(|link| &link.parent));
        let mut around: Vec<&Pointer> = inner.filter(is_no_root).collect();
        around.reverse();
        around
    }

    /// How many segments it has.
    ///
    /// ```
    /// use gatewright_document::Pointer;
    ///
    /// assert_eq!(Pointer::root().child("paths").child("/pets").depth(), 2);
    /// ```
    #[must_use]
    pub fn depth(&self) -> usize {
        self.links().count()
    }

    /// Writes the pointer behind a text, as RFC 6901 has it. A place that is deep has a long one, which is written at once.
    ///
    /// ```
    /// use gatewright_document::Pointer;
    ///
    /// let mut text = "#".to_owned();
    /// Pointer::root().child("paths").child("/pets").write_to(&mut text);
    /// assert_eq!(text, "#/paths/~1pets");
    /// ```
    pub fn write_to(&self, text: &mut String) {
        text.reserve(self.length());
        let links: Vec<&Link> = self.links().collect();
        for link in links.into_iter().rev() {
            push_segment(text, &link.segment);
        }
    }

    /// How long the text is at least: escapes make it longer.
    #[must_use]
    pub fn length(&self) -> usize {
        self.links().map(|link| 1 + link.segment.len()).sum()
    }

    /// The bytes of the text.
    fn bytes(&self) -> impl Iterator<Item = u8> {
        let links: Vec<&Link> = self.links().collect();
        let escaped = |byte: &u8| match byte {
            b'~' => [Some(b'~'), Some(b'0')],
            b'/' => [Some(b'~'), Some(b'1')],
            other => [Some(*other), None],
        };
        let texts = links.into_iter().rev().map(|link| link.segment.as_bytes());
        texts.flat_map(move |text| std::iter::once(b'/').chain(text.iter().flat_map(escaped).flatten()))
    }

    /// The links, the last first.
    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.0.as_deref(), |link| link.parent.0.as_deref())
    }
}

/// Two pointers are equal if their texts are.
impl PartialEq for Pointer {
    fn eq(&self, other: &Pointer) -> bool {
        let (mut one, mut other) = (self, other);
        loop {
            match (&one.0, &other.0) {
                (None, None) => return true,
                (Some(own), Some(others)) => {
                    if Arc::ptr_eq(own, others) {
                        return true;
                    }
                    if own.segment != others.segment {
                        return false;
                    }
                    (one, other) = (&own.parent, &others.parent);
                }
                _ => return false,
            }
        }
    }
}

impl Eq for Pointer {}

impl Hash for Pointer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for link in self.links() {
            link.segment.as_bytes().hash(state);
        }
    }
}

impl PartialOrd for Pointer {
    fn partial_cmp(&self, other: &Pointer) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of their texts.
impl Ord for Pointer {
    fn cmp(&self, other: &Pointer) -> Ordering {
        self.bytes().cmp(other.bytes())
    }
}

/// The pointer as RFC 6901 writes it.
impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write_to(&mut text);
        formatter.write_str(&text)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), formatter)
    }
}

/// Writes a segment behind a text, as RFC 6901 has it.
pub fn push_segment(text: &mut String, segment: &str) {
    text.push('/');
    let mut rest = segment;
    let is_special = |byte: u8| matches!(byte, b'~' | b'/');
    while let Some(at) = rest.bytes().position(is_special) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        text.push_str(if from.starts_with('~') { "~0" } else { "~1" });
        rest = from.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
}

/// The segments of a pointer's text without escapes; `None` if it is no pointer.
pub(crate) fn segments_of(text: &str) -> Option<impl Iterator<Item = Cow<'_, str>>> {
    let mut segments = text.split('/');
    // The text is empty or starts with a slash, so what comes before the first slash is no segment.
    let starts = segments.next() == Some("");
    starts.then(|| segments.map(unescape))
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        // In this order: `~01` is `~1` and not `/`.
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_round_trip() {
        let long = "a/long/key~".repeat(10);
        for key in ["", "a", "/", "~", "~1", "~01", "a/b~c", "{id}", "ü", "0", "ü/as long as it is~", &long] {
            let pointer = Pointer::root().child("x").child(key);
            assert_eq!(pointer.last().as_deref(), Some(key));
            assert_eq!(Pointer::parse(&pointer.to_string()), Some(pointer.clone()));
            assert_eq!(pointer.parent(), Some(Pointer::root().child("x")));
            assert_eq!(pointer.segments().collect::<Vec<_>>(), ["x", key]);
        }
    }

    #[test]
    fn stray_tilde_stands_for_itself() {
        assert_eq!(Pointer::parse("/a~b"), Some(Pointer::root().child("a~b")));
    }

    #[test]
    fn needs_a_slash() {
        assert_eq!(Pointer::parse("definitions/Pet"), None);
        assert_eq!(Pointer::parse(""), Some(Pointer::root()));
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::root().last(), None);
        assert_eq!(Pointer::root().segments().count(), 0);
    }

    #[test]
    fn ancestors() {
        let parent = Pointer::root().child("paths");
        assert!(parent.index(0).starts_with(&parent));
        assert!(parent.starts_with(&Pointer::root()));
        assert!(!Pointer::root().child("pathsX").starts_with(&parent));
    }

    #[test]
    fn order_is_that_of_the_texts() {
        let texts = ["", "/", "/a", "/a/b", "/a-b", "/a~1b", "/a~0", "/b", "/a/", "/a/b/c", "/0", "/10", "/2"];
        for one in texts {
            for other in texts {
                let [left, right] = [one, other].map(|text| Pointer::parse(text).unwrap());
                assert_eq!(left.cmp(&right), one.cmp(other), "{one} {other}");
                assert_eq!(left == right, one == other);
            }
        }
    }

    /// A reference may name a pointer that is as long as a document may be.
    #[test]
    fn a_long_pointer_is_dropped() {
        let pointer = Pointer::parse(&"/a".repeat(1 << 20)).unwrap();
        assert!(pointer.starts_with(&Pointer::root().child("a")));
        drop((pointer.clone(), pointer));
    }
}
