//! Events from bytes.

use std::collections::VecDeque;

use super::Event;

/// How a body is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Framing {
    /// Server-sent events.
    Events,
    /// A value on each line.
    Lines,
    /// A record separator before each value (RFC 7464).
    Sequence,
}

/// Events from bytes as they come.
pub(super) struct Parser {
    framing: Framing,
    /// What is not a whole line yet.
    rest: Vec<u8>,
    /// How much of it is known to have no end of a line: a long one comes in many pieces.
    scanned: usize,
    started: bool,
    event: String,
    data: Option<String>,
    pub(super) id: Option<String>,
    /// What the event that is being read says, and the last that was said.
    own_retry: Option<u64>,
    pub(super) retry: Option<u64>,
    pub(super) events: VecDeque<Event<String>>,
}

impl Parser {
    pub(super) fn new(framing: Framing) -> Self {
        Self {
            framing,
            rest: Vec::new(),
            scanned: 0,
            started: false,
            event: String::new(),
            data: None,
            id: None,
            own_retry: None,
            retry: None,
            events: VecDeque::new(),
        }
    }

    /// Begins with another body, of which the last id is still the last.
    pub(super) fn restart(&mut self) {
        let (id, retry) = (self.id.take(), self.retry);
        let events = std::mem::take(&mut self.events);
        *self = Self { id, retry, events, ..Self::new(self.framing) };
    }

    /// How many bytes are held of an event that is not finished.
    pub(super) fn held(&self) -> usize {
        self.rest.len() + self.data.as_ref().map_or(0, String::len)
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        self.lines(false);
    }

    /// An event that was not finished is none; a line that is not is the last.
    pub(super) fn end(&mut self) {
        self.lines(true);
        if self.framing != Framing::Events {
            let rest = std::mem::take(&mut self.rest);
            self.line(&String::from_utf8_lossy(&rest));
            self.scanned = 0;
        }
    }

    fn is_end(&self, byte: u8) -> bool {
        match self.framing {
            Framing::Events => matches!(byte, b'\n' | b'\r'),
            Framing::Lines => byte == b'\n',
            Framing::Sequence => byte == 0x1e,
        }
    }

    fn lines(&mut self, ended: bool) {
        let bytes = std::mem::take(&mut self.rest);
        let mut rest = bytes.as_slice();
        if !self.started && !rest.is_empty() {
            // A byte order mark may come in pieces.
            if rest.len() < 3 && !ended {
                self.rest = bytes;
                return;
            }
            self.started = true;
            rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
        }
        let mut from = std::mem::take(&mut self.scanned);
        loop {
            let end = rest.get(from..).unwrap_or_default().iter().position(|byte| self.is_end(*byte));
            let Some(at) = end.map(|end| from + end) else {
                self.scanned = rest.len();
                break;
            };
            let (line, behind) = rest.split_at(at);
            // After a carriage return a line feed may follow, which is not there yet.
            if behind == b"\r" && !ended {
                self.scanned = at;
                break;
            }
            self.line(&String::from_utf8_lossy(line));
            rest = behind.strip_prefix(b"\r\n").or_else(|| behind.get(1..)).unwrap_or_default();
            from = 0;
        }
        let left = rest.len();
        self.rest = bytes;
        self.rest.drain(..self.rest.len() - left);
    }

    fn line(&mut self, line: &str) {
        if self.framing != Framing::Events {
            let data = line.trim();
            if !data.is_empty() {
                self.events.push_back(Event { event: String::new(), id: None, retry: None, data: data.to_owned() });
            }
            return;
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => {
                self.own_retry = value.parse().ok().or(self.own_retry);
                self.retry = self.own_retry.or(self.retry);
            }
            // A comment, or nothing that is known.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let event = std::mem::take(&mut self.event);
        let retry = self.own_retry.take();
        if let Some(data) = self.data.take() {
            let event = if event.is_empty() { "message".to_owned() } else { event };
            self.events.push_back(Event { event, id: self.id.clone(), retry, data });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pieces: &[&str]) -> Vec<String> {
        let mut parser = Parser::new(Framing::Events);
        pieces.iter().for_each(|piece| parser.feed(piece.as_bytes()));
        parser.end();
        let shown = |event: Event<String>| {
            let (id, retry) = (event.id.unwrap_or_default(), event.retry.map(|retry| retry.to_string()));
            format!("{} {id} {} {:?}", event.event, retry.unwrap_or_default(), event.data)
        };
        parser.events.into_iter().map(shown).collect()
    }

    #[test]
    fn events() {
        for (text, expected) in [
            ("data: a\n\n", vec![r#"message   "a""#]),
            ("data:a\ndata: b\n\n", vec![r#"message   "a\nb""#]),
            ("data: a\r\n\r\ndata: b\r\r", vec![r#"message   "a""#, r#"message   "b""#]),
            ("\u{feff}data: a\n\n", vec![r#"message   "a""#]),
            ("event: x\nid: 1\nretry: 20\ndata: a\n\ndata: b\n\n", vec![r#"x 1 20 "a""#, r#"message 1  "b""#]),
            (": comment\ndata\n\n", vec![r#"message   """#]),
            ("event: x\n\ndata: a\n\n", vec![r#"message   "a""#]),
            ("other: x\ndata:  a\n\n", vec![r#"message   " a""#]),
            ("retry: soon\ndata: a\n\n", vec![r#"message   "a""#]),
            ("data: unfinished\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(parsed(&[text]), expected, "{text:?}");
            let pieces: Vec<String> = text.chars().map(String::from).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            assert_eq!(parsed(&pieces), expected, "{text:?}, character by character");
        }
    }

    #[test]
    fn lines() {
        for (framing, text, expected) in [
            (Framing::Lines, "{\"a\":1}\n\n{\"a\":2}\r\n3", vec!["{\"a\":1}", "{\"a\":2}", "3"]),
            (Framing::Lines, "\u{feff}1\n", vec!["1"]),
            (Framing::Lines, "", vec![]),
            (Framing::Sequence, "\u{1e}{\"a\":\n1}\n\u{1e}2\n\u{1e}", vec!["{\"a\":\n1}", "2"]),
        ] {
            for piece in [1, 3, text.len().max(1)] {
                let mut parser = Parser::new(framing);
                text.as_bytes().chunks(piece).for_each(|piece| parser.feed(piece));
                parser.end();
                let found: Vec<String> = parser.events.into_iter().map(|event| event.data).collect();
                assert_eq!(found, expected, "{text:?} in pieces of {piece}");
            }
        }
    }
}
