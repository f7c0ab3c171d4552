//! Finds one value in a valid JSON text by skipping the others.

use crate::diagnostic::Span;
use crate::json_index::unquote;
use crate::places::Found;
use crate::pointer::Pointer;
use crate::tree::array_index;

/// What `pointer` names, or the nearest value around it. The text must be valid JSON.
pub(crate) fn find(text: &str, pointer: &Pointer) -> Option<Found> {
    let mut skipper = Skipper { text, bytes: text.as_bytes(), at: 0 };
    skipper.space();
    let mut start = skipper.at;
    let mut key = None;
    for segment in pointer.segments() {
        skipper.at = start;
        let Some((found_key, found)) = skipper.step(&segment) else {
            break;
        };
        key = found_key;
        start = found;
    }
    skipper.at = start;
    skipper.skip()?;
    Some(Found { key, value: Span::new(start, skipper.at) })
}

struct Skipper<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Skipper<'_> {
    /// Where the entry or item starts that `segment` names in the container at the current place.
    fn step(&mut self, segment: &str) -> Option<(Option<Span>, usize)> {
        match self.peek()? {
            b'{' => self.entry(segment),
            b'[' => self.item(array_index(segment)?).map(|start| (None, start)),
            _ => None,
        }
    }

    fn entry(&mut self, wanted: &str) -> Option<(Option<Span>, usize)> {
        // All entries are looked at: the last of equal keys is the one that counts.
        let mut found = None;
        self.at += 1;
        self.space();
        while self.peek()? != b'}' {
            let key = self.at;
            self.skip_string()?;
            let key = Span::new(key, self.at);
            self.space();
            self.at += 1;
            self.space();
            if unquote(self.text.get(key.range())?) == wanted {
                found = Some((Some(key), self.at));
            }
            self.next()?;
        }
        found
    }

    fn item(&mut self, wanted: usize) -> Option<usize> {
        self.at += 1;
        self.space();
        for index in 0.. {
            match self.peek()? {
                b']' => break,
                _ if index == wanted => return Some(self.at),
                _ => self.next()?,
            }
        }
        None
    }

    /// Skips a value and the comma after it.
    fn next(&mut self) -> Option<()> {
        self.skip()?;
        self.space();
        if self.peek()? == b',' {
            self.at += 1;
            self.space();
        }
        Some(())
    }

    /// Skips a value.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                _ if depth == 0 => {
                    let rest = self.bytes.get(self.at..)?;
                    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
                    self.at += rest.iter().position(ends).unwrap_or(rest.len());
                }
                _ => {
                    let rest = self.bytes.get(self.at..)?;
                    self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']'))?;
                    continue;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..)?;
            self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if self.peek()? == b'"' {
                self.at += 1;
                return Some(());
            }
            self.at += 2;
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_index::index;

    #[test]
    fn agrees_with_the_index() {
        let text = r#" {"a": [1, {"b\/c": "x\"]"}, []], "d": {}, "a2": null, "d": {"e": true}} "#;
        let index = index(text).unwrap();
        for pointer in
            ["", "/a", "/a/0", "/a/1", "/a/1/b~1c", "/a/2", "/a/3", "/d", "/d/e", "/a2", "/none/x", "/a/1/b~1c/x"]
        {
            let pointer = Pointer::parse(pointer).unwrap();
            assert_eq!(find(text, &pointer), index.find(text, &pointer), "{pointer}");
        }
        let found = find(text, &Pointer::parse("/d/e").unwrap()).unwrap();
        assert_eq!((&text[found.key.unwrap().range()], &text[found.value.range()]), ("\"e\"", "true"));
    }
}
