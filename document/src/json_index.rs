//! A strict scanner for JSON that knows the byte of everything: where values stand, and what is wrong.
//!
//! Values are read by `serde_json`; this runs only when a place is asked for or a text is broken.
//! It keeps its own stack, so that depth costs memory and never the thread's stack.

use std::borrow::Cow;

use crate::diagnostic::Span;
use crate::places::{Child, Content, Index};
use crate::source::Format;

/// What is wrong with a JSON text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonFault {
    pub(crate) kind: JsonFaultKind,
    pub(crate) span: Span,
    /// The bracket or quote that was never closed.
    pub(crate) opened: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonFaultKind {
    End,
    TrailingComma,
    MissingComma,
    MissingColon,
    MissingValue,
    UnquotedKey,
    SingleQuote,
    Comment,
    UnknownWord,
    BadNumber,
    ControlCharacter,
    BadEscape,
    LoneSurrogate,
    TrailingText,
    WrongBracket,
    Unexpected,
}

/// The text of a JSON string with its quotes, without quotes and escapes.
pub(crate) fn unquote(raw: &str) -> Cow<'_, str> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    if inner.contains('\\') {
        serde_json::from_str::<String>(raw).map_or(Cow::Borrowed(inner), Cow::Owned)
    } else {
        Cow::Borrowed(inner)
    }
}

/// Finds every value of the text, or the first fault.
pub(crate) fn index(text: &str) -> Result<Index, JsonFault> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, open: Vec::new(), index: Index::default() };
    scanner.index.format = Some(Format::Json);
    let root = scanner.document()?;
    scanner.index.root = root;
    Ok(scanner.index)
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    open: Vec<Container>,
    index: Index,
}

struct Container {
    start: usize,
    object: bool,
    /// The key that waits for its value.
    key: Option<Span>,
    children: Vec<Child>,
}

type Scan<T> = Result<T, JsonFault>;

impl Scanner<'_> {
    fn document(&mut self) -> Scan<u32> {
        self.space();
        loop {
            let Some(mut done) = self.value()? else {
                continue;
            };
            // A value has ended: hand it to its container, and end that too where it closes.
            loop {
                let Some(container) = self.open.last_mut() else {
                    self.space();
                    return if self.at < self.bytes.len() {
                        Err(self.fault_here(JsonFaultKind::TrailingText))
                    } else {
                        Ok(done)
                    };
                };
                let key = container.key.take();
                container.children.push(Child { key, node: done });
                match self.after_value()? {
                    Some(closed) => done = closed,
                    None => break,
                }
            }
        }
    }

    /// Reads a scalar or opens a container. `None` when a container was opened that is not empty.
    fn value(&mut self) -> Scan<Option<u32>> {
        let start = self.at;
        match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                self.at += 1;
                self.open.push(Container { start, object: open == b'{', key: None, children: Vec::new() });
                self.space();
                let close = if open == b'{' { b'}' } else { b']' };
                if self.peek() == Some(close) {
                    return Ok(Some(self.close()));
                }
                if open == b'{' {
                    self.key(false)?;
                }
                Ok(None)
            }
            Some(b'"') => {
                self.string()?;
                Ok(Some(self.scalar(start)))
            }
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => {
                self.number()?;
                Ok(Some(self.scalar(start)))
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.word()?;
                Ok(Some(self.scalar(start)))
            }
            Some(close @ (b'}' | b']')) if self.closes_another(close) => {
                Err(self.fault_here(JsonFaultKind::WrongBracket))
            }
            Some(b'}' | b']' | b',') => Err(self.fault_here(JsonFaultKind::MissingValue)),
            _ => Err(self.fault_unexpected()),
        }
    }

    /// After a value inside of a container: a comma and on, or the end of the container.
    fn after_value(&mut self) -> Scan<Option<u32>> {
        self.space();
        let object = self.open.last().is_some_and(|container| container.object);
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.space();
                match self.peek() {
                    Some(b'}' | b']') => Err(self.fault(JsonFaultKind::TrailingComma, comma, comma + 1)),
                    _ if object => self.key(true).map(|()| None),
                    _ => Ok(None),
                }
            }
            Some(b'}') if object => Ok(Some(self.close())),
            Some(b']') if !object => Ok(Some(self.close())),
            Some(b'}' | b']') => Err(self.fault_here(JsonFaultKind::WrongBracket)),
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                Err(self.fault_here(JsonFaultKind::MissingComma))
            }
            _ => Err(self.fault_unexpected()),
        }
    }

    fn key(&mut self, after_comma: bool) -> Scan<()> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b']') => return Err(self.fault_here(JsonFaultKind::WrongBracket)),
            Some(b',') if after_comma => return Err(self.fault_here(JsonFaultKind::MissingValue)),
            Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' => {
                while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$') {
                    self.at += 1;
                }
                return Err(self.fault(JsonFaultKind::UnquotedKey, start, self.at));
            }
            _ => return Err(self.fault_unexpected()),
        }
        let key = Span::new(start, self.at);
        self.space();
        if self.peek() != Some(b':') {
            return Err(match self.peek() {
                None => self.fault_unexpected(),
                _ => self.fault_here(JsonFaultKind::MissingColon),
            });
        }
        self.at += 1;
        self.space();
        if let Some(container) = self.open.last_mut() {
            container.key = Some(key);
        }
        Ok(())
    }

    /// Whether a closing bracket is not the one of the container that is open.
    fn closes_another(&self, close: u8) -> bool {
        self.open.last().is_none_or(|container| container.object != (close == b'}'))
    }

    fn close(&mut self) -> u32 {
        self.at += 1;
        let Some(container) = self.open.pop() else {
            return 0;
        };
        let (first, count) = self.index.push_children(container.children.into_iter().map(|child| (child, None)));
        let content = if container.object { Content::Object(first, count) } else { Content::Array(first, count) };
        self.index.push(Span::new(container.start, self.at), content)
    }

    fn scalar(&mut self, start: usize) -> u32 {
        self.index.push(Span::new(start, self.at), Content::Scalar)
    }

    fn string(&mut self) -> Scan<()> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape(start)?,
                Some(0..=0x1f) => return Err(self.fault_here(JsonFaultKind::ControlCharacter)),
                Some(_) => self.at += 1,
                None => return Err(self.end(Some(Span::new(start, start + 1)))),
            }
        }
    }

    fn escape(&mut self, string: usize) -> Scan<()> {
        let start = self.at;
        let Some(kind) = self.bytes.get(start + 1) else {
            self.at = self.bytes.len();
            return Err(self.end(Some(Span::new(string, string + 1))));
        };
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 2;
                Ok(())
            }
            b'u' => {
                let first = self.unicode(start)?;
                self.at = start + 6;
                match first {
                    0xd800..=0xdbff => match self.unicode(self.at) {
                        Ok(0xdc00..=0xdfff) => {
                            self.at += 6;
                            Ok(())
                        }
                        _ => Err(self.fault(JsonFaultKind::LoneSurrogate, start, start + 6)),
                    },
                    0xdc00..=0xdfff => Err(self.fault(JsonFaultKind::LoneSurrogate, start, start + 6)),
                    _ => Ok(()),
                }
            }
            _ => Err(self.fault(JsonFaultKind::BadEscape, start, start + 2)),
        }
    }

    /// The unit of the escape `\uXXXX` at `start`.
    fn unicode(&self, start: usize) -> Scan<u32> {
        let text = self.bytes.get(start..start + 6).and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.and_then(|text| text.strip_prefix("\\u"))
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.fault(JsonFaultKind::BadEscape, start, start + 2))
    }

    fn number(&mut self) -> Scan<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_'))
        {
            self.at += 1;
        }
        let text = self.bytes.get(start..self.at).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let number = text.and_then(crate::number::Number::parse);
        match number {
            Some(number) if number.as_f64().is_finite() => Ok(()),
            _ if self.at == self.bytes.len() => Err(self.end(None)),
            _ => Err(self.fault(JsonFaultKind::BadNumber, start, self.at)),
        }
    }

    fn word(&mut self) -> Scan<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at += 1;
        }
        match self.bytes.get(start..self.at) {
            Some(b"true" | b"false" | b"null") => Ok(()),
            _ if self.at == self.bytes.len() => Err(self.end(None)),
            _ => Err(self.fault(JsonFaultKind::UnknownWord, start, self.at)),
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

    fn fault(&self, kind: JsonFaultKind, start: usize, end: usize) -> JsonFault {
        JsonFault { kind, span: Span::new(start, end), opened: None }
    }

    fn fault_here(&self, kind: JsonFaultKind) -> JsonFault {
        let mut fault = self.fault(kind, self.at, self.at + 1);
        if kind == JsonFaultKind::WrongBracket {
            fault.opened = self.open_bracket();
        }
        fault
    }

    fn open_bracket(&self) -> Option<Span> {
        let container = self.open.last()?;
        Some(Span::new(container.start, container.start + 1))
    }

    fn fault_unexpected(&self) -> JsonFault {
        match self.peek() {
            None => self.end(None),
            Some(b'\'') => self.fault_here(JsonFaultKind::SingleQuote),
            Some(b'/' | b'#') => self.fault_here(JsonFaultKind::Comment),
            _ => self.fault_here(JsonFaultKind::Unexpected),
        }
    }

    /// The text ended; what is still open says where to look.
    fn end(&self, string: Option<Span>) -> JsonFault {
        let bracket = self.open_bracket();
        let at = self.bytes.len();
        JsonFault { kind: JsonFaultKind::End, span: Span::new(at, at), opened: string.or(bracket) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::Pointer;

    #[track_caller]
    fn check(text: &str, kind: JsonFaultKind, at: &str) {
        let fault = index(text).unwrap_err();
        assert_eq!((fault.kind, text.get(fault.span.range()).unwrap_or("")), (kind, at), "{text}");
    }

    #[test]
    fn names_each_fault() {
        check("{\"a\": 1,}", JsonFaultKind::TrailingComma, ",");
        check("[1, 2,]", JsonFaultKind::TrailingComma, ",");
        check("{\"a\": 1 \"b\": 2}", JsonFaultKind::MissingComma, "\"");
        check("{\"a\" 1}", JsonFaultKind::MissingColon, "1");
        check("{\"a\": }", JsonFaultKind::MissingValue, "}");
        check("{a: 1}", JsonFaultKind::UnquotedKey, "a");
        check("{'a': 1}", JsonFaultKind::SingleQuote, "'");
        check("{\"a\": 1 // one\n}", JsonFaultKind::Comment, "/");
        check("{\"a\": True}", JsonFaultKind::UnknownWord, "True");
        check("{\"a\": 01}", JsonFaultKind::BadNumber, "01");
        check("{\"a\": \"x\ny\"}", JsonFaultKind::ControlCharacter, "\n");
        check("{\"a\": \"\\x\"}", JsonFaultKind::BadEscape, "\\x");
        check("{\"a\": \"\\ud83d\"}", JsonFaultKind::LoneSurrogate, "\\ud83d");
        check("{} {}", JsonFaultKind::TrailingText, "{");
        check("{\"a\": [1}", JsonFaultKind::WrongBracket, "}");
        check("{\"a\": {\"b\": [1, \"cd", JsonFaultKind::End, "");
        check("{\"a\": *}", JsonFaultKind::Unexpected, "*");
    }

    #[test]
    fn knows_what_was_left_open() {
        let fault = index("{\"a\": [1, 2").unwrap_err();
        assert_eq!(fault.opened, Some(Span::new(6, 7)));
    }

    #[test]
    fn accepts_pairs_of_surrogates() {
        assert!(index(r#"{"a": "\ud83d\ude00", "b": [-1.5e3, true, null, []]}"#).is_ok());
    }

    #[test]
    fn finds_values_and_their_keys() {
        let text = r#" {"a": [1, {"b\/c": "x\"]"}, []], "d": {}, "a2": null, "d": {"e": true}} "#;
        let index = index(text).unwrap();
        for (pointer, key, value) in [
            ("/a/0", "", "1"),
            ("/a/1", "", r#"{"b\/c": "x\"]"}"#),
            ("/a/1/b~1c", r#""b\/c""#, r#""x\"]""#),
            ("/a/2", "", "[]"),
            // The last of equal keys is the one that counts.
            ("/d", r#""d""#, r#"{"e": true}"#),
            ("/d/e", r#""e""#, "true"),
            ("/a2", r#""a2""#, "null"),
            // What is not there is reported at what is nearest.
            ("/a/3", r#""a""#, r#"[1, {"b\/c": "x\"]"}, []]"#),
            ("/a/1/b~1c/x", r#""b\/c""#, r#""x\"]""#),
            ("/none/x", "", text.trim()),
            ("", "", text.trim()),
        ] {
            let found = index.find(text, &Pointer::parse(pointer).unwrap()).unwrap();
            let found_key = found.key.map_or("", |key| &text[key.range()]);
            assert_eq!((found_key, &text[found.value.range()]), (key, value), "{pointer}");
        }
    }

    #[test]
    fn depth_does_not_use_the_stack() {
        assert!(index(&format!("{}{}", "[".repeat(500_000), "]".repeat(500_000))).is_ok());
    }
}
