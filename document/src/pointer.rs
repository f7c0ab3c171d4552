//! JSON Pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)): where in a document something stands.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// A JSON Pointer, kept as its escaped text, cheap to clone.
///
/// ```
/// use gatewright_document::Pointer;
///
/// let pointer = Pointer::root().child("paths").child("/pets/{id}").child("get");
/// assert_eq!(pointer.to_string(), "/paths/~1pets~1{id}/get");
/// assert_eq!(Pointer::parse("/paths/~1pets~1{id}/get").as_ref(), Some(&pointer));
/// assert_eq!(pointer.last().as_deref(), Some("get"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

static ROOT: LazyLock<Pointer> = LazyLock::new(|| Pointer(Arc::from("")));

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Pointer {
        ROOT.clone()
    }

    /// Reads a pointer as RFC 6901 writes it: empty, or every segment after a slash, `~0` for `~`
    /// and `~1` for `/`. A tilde that starts no escape stands for itself, as real documents have it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Pointer> {
        if text.is_empty() {
            return Some(Pointer::root());
        }
        let rest = text.strip_prefix('/')?;
        if !text.contains('~') {
            return Some(Pointer(Arc::from(text)));
        }
        let pointer = rest.split('/').fold(String::with_capacity(text.len()), |mut out, segment| {
            push_segment(&mut out, &unescape(segment));
            out
        });
        Some(Pointer(pointer.into()))
    }

    /// The pointer to the entry `key` of what this pointer names.
    #[must_use]
    pub fn child(&self, key: &str) -> Pointer {
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        push_segment(&mut text, key);
        Pointer(text.into())
    }

    /// The pointer to what `inner` names in what this pointer names.
    #[must_use]
    pub fn join(&self, inner: &Pointer) -> Pointer {
        match (self.is_root(), inner.is_root()) {
            (true, _) => inner.clone(),
            (_, true) => self.clone(),
            (false, false) => Pointer(format!("{}{}", self.0, inner.0).into()),
        }
    }

    /// The pointer to the item `index` of what this pointer names.
    #[must_use]
    pub fn index(&self, index: usize) -> Pointer {
        Pointer(format!("{}/{index}", self.0).into())
    }

    /// The pointer to what holds this, or `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Pointer> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(if parent.is_empty() { Pointer::root() } else { Pointer(parent.into()) })
    }

    /// The last segment without escapes, or `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rsplit_once('/').map(|(_, last)| unescape(last))
    }

    /// The segments from the root, without escapes.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        let mut segments = self.0.split('/');
        // The text is empty or starts with a slash, so what comes before the first slash is no segment.
        segments.next();
        segments.map(unescape)
    }

    /// Whether this names the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `self` is `ancestor` or stands inside of it.
    #[must_use]
    pub fn starts_with(&self, ancestor: &Pointer) -> bool {
        self.0.strip_prefix(&*ancestor.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The pointer as RFC 6901 writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Pointer {
    fn default() -> Self {
        Pointer::root()
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

fn push_segment(out: &mut String, key: &str) {
    out.push('/');
    for character in key.chars() {
        match character {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            other => out.push(other),
        }
    }
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
        for key in ["", "a", "/", "~", "~1", "~01", "a/b~c", "{id}", "ü", "0"] {
            let pointer = Pointer::root().child("x").child(key);
            assert_eq!(pointer.last().as_deref(), Some(key));
            assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer.clone()));
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
}
