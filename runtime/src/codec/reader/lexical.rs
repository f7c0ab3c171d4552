//! Punctuation, literals and strings.

use std::borrow::Cow;

use super::super::misfit::Misfit;
use super::super::swar;
use super::{Done, Reader};

impl<'a> Reader<'a> {
    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next byte that is no white space; 0 at the end.
    #[inline]
    pub(in super::super) fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return byte,
            }
        }
    }

    #[inline]
    pub(in super::super) fn take(&mut self, byte: u8) -> bool {
        let is = self.peek() == byte;
        if is {
            self.at += 1;
        }
        is
    }

    /// Goes into an array or an object; whether there is anything in it.
    #[inline]
    pub(in super::super) fn open(&mut self, close: u8) -> Result<bool, Misfit> {
        self.at += 1;
        self.depth += 1;
        if self.depth > self.reading.depth {
            return Err(self.too_deep());
        }
        if self.peek() == close {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        Ok(true)
    }

    #[cold]
    fn too_deep(&self) -> Misfit {
        let found = "more of them";
        Misfit::limit(format!("at most {} arrays and objects within each other", self.reading.depth), self.at - 1)
            .found_to_be(found)
    }

    /// Whether there is one more in an array or an object; goes out of it if not.
    #[inline]
    pub(in super::super) fn more(&mut self, close: u8) -> Result<bool, Misfit> {
        let byte = self.peek();
        if byte == b',' {
            self.at += 1;
            Ok(true)
        } else if byte == close {
            self.at += 1;
            self.depth -= 1;
            Ok(false)
        } else {
            Err(Misfit::syntax(if close == b']' { "`,` or `]`" } else { "`,` or `}`" }, self.at))
        }
    }

    #[inline]
    pub(super) fn word(&mut self, word: &[u8]) -> bool {
        let is = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if is {
            self.at += word.len();
        }
        is
    }

    /// Whether the next value is null; reads it if it is.
    #[inline]
    pub(in super::super) fn null(&mut self) -> bool {
        self.peek() == b'n' && self.word(b"null")
    }

    /// Whether the next property has this name; reads the name if it has.
    #[inline]
    pub(in super::super) fn is_key(&mut self, name: &str) -> bool {
        if self.peek() != b'"' {
            return false;
        }
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let is = rest.strip_prefix(name.as_bytes()).is_some_and(|after| matches!(after, [b'"', ..]));
        if is {
            let back = self.at;
            self.at += name.len() + 2;
            if self.take(b':') {
                return true;
            }
            self.at = back;
        }
        false
    }

    /// The name of the next property.
    pub(in super::super) fn key(&mut self) -> Result<Cow<'a, str>, Misfit> {
        if self.peek() != b'"' {
            return Err(Misfit::syntax("the name of a property", self.at));
        }
        let key = self.quoted()?;
        if self.take(b':') { Ok(key) } else { Err(Misfit::syntax("`:`", self.at)) }
    }

    /// A string.
    ///
    /// # Errors
    /// When the next value is none.
    pub fn string(&mut self) -> Result<Cow<'a, str>, Misfit> {
        self.string_as("a string")
    }

    /// A string that is expected to be something.
    #[inline]
    pub(crate) fn string_as(&mut self, expected: &'static str) -> Result<Cow<'a, str>, Misfit> {
        if self.peek() == b'"' { self.quoted() } else { Err(self.not_a(expected)) }
    }

    /// The next value has another form, or is none.
    #[cold]
    #[inline(never)]
    pub(in super::super) fn not_a(&mut self, expected: impl Into<Cow<'static, str>>) -> Misfit {
        let at = self.start();
        // A value that is cut off is no JSON, whatever was expected.
        match self.skip_scalar() {
            Ok(()) => {
                self.at = at;
                self.misfit(expected)
            }
            Err(misfit) => misfit,
        }
    }

    fn skip_scalar(&mut self) -> Done {
        match self.peek() {
            b'{' | b'[' => Ok(()),
            _ => self.skip(),
        }
    }

    /// The string whose quote is next.
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Cow<'a, str>, Misfit> {
        let start = self.at + 1;
        let end = start + swar::plain(self.text.as_bytes().get(start..).unwrap_or_default());
        if let (Some(b'"'), Some(text)) = (self.text.as_bytes().get(end), self.text.get(start..end)) {
            self.at = end + 1;
            return Ok(Cow::Borrowed(text));
        }
        match self.escaped(start, end) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(misfit) => Err(misfit),
        }
    }

    #[inline(never)]
    fn escaped(&mut self, mut start: usize, mut end: usize) -> Result<String, Misfit> {
        self.scratch.clear();
        loop {
            self.scratch.push_str(self.text.get(start..end).unwrap_or_default());
            self.at = end;
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    return Ok(self.scratch.as_str().to_owned());
                }
                b'\\' => {
                    self.at += 1;
                    let escaped = self.escape()?;
                    self.scratch.push(escaped);
                }
                _ if end >= self.text.len() => return Err(Misfit::syntax("the end of a string", end)),
                _ => return Err(Misfit::syntax("an escape in place of a control character", end)),
            }
            start = self.at;
            end = start + swar::plain(self.text.as_bytes().get(start..).unwrap_or_default());
        }
    }

    fn escape(&mut self) -> Result<char, Misfit> {
        let escaped = match self.byte() {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(Misfit::syntax("an escape", self.at)),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// `uD83D\uDE00`, behind its backslash. Half of a pair is no text.
    fn unicode(&mut self) -> Result<char, Misfit> {
        let at = self.at;
        let mut number = self.hex()?;
        if (0xD800..0xDC00).contains(&number) && self.word(b"\\") {
            let low = self.hex()?;
            if !(0xDC00..0xE000).contains(&low) {
                return Err(Misfit::syntax("the second half of a surrogate pair", at));
            }
            number = 0x10000 + ((number - 0xD800) << 10) + (low - 0xDC00);
        }
        char::from_u32(number).ok_or_else(|| Misfit::syntax("a surrogate pair", at))
    }

    fn hex(&mut self) -> Result<u32, Misfit> {
        let digits = if self.byte() == b'u' { self.text.get(self.at + 1..self.at + 5) } else { None };
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| Misfit::syntax("`u` and four hexadecimal digits", self.at))?;
        self.at += 5;
        Ok(number)
    }

    pub(in super::super) fn boolean(&mut self) -> Result<bool, Misfit> {
        match self.peek() {
            b't' if self.word(b"true") => Ok(true),
            b'f' if self.word(b"false") => Ok(false),
            b'"' if self.reading.text => {
                let at = self.at;
                match &*self.quoted()? {
                    "true" => Ok(true),
                    "false" => Ok(false),
                    _ => Err(self.misfit_at("`true` or `false`", at)),
                }
            }
            _ => Err(self.not_a("`true` or `false`")),
        }
    }
}
