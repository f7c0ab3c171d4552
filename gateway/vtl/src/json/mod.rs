//! Reads payloads as API Gateway does: with json-smart in its permissive mode.
//!
//! Single quotes, unquoted keys and strings, trailing commas and text after the value are all taken. A
//! payload that begins like nothing in particular (`a=b`) is one string; only what begins with `{` or
//! `[` can be rejected. Integers become `Integer`, `Long` or `BigInteger`, other numbers `Double`, or
//! `BigDecimal` from nineteen characters on.

use std::fmt;
use std::sync::Arc;

use crate::error::{RenderError, RenderErrorKind};
use crate::value::{Collections, Decimal, List, Map, Number, Value};

/// How deep objects and arrays may be nested.
const DEPTH: u32 = 200;

/// Why a payload that looks like JSON is none; reads like json-smart's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadError {
    message: String,
    /// The payload may be JSON, but there is no memory for what it says.
    is_limit: bool,
}

impl PayloadError {
    fn malformed(message: String) -> Self {
        Self { message, is_limit: false }
    }

    /// The error of a template that reads the payload.
    pub(crate) fn as_render_error(&self, kind: RenderErrorKind) -> RenderError {
        RenderError::new(if self.is_limit { RenderErrorKind::Limit } else { kind }, self.message.as_str())
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PayloadError {}

/// Parses a payload.
///
/// ```
/// use gatewright_vtl::{Collections, parse_payload};
///
/// let value = parse_payload("{statusCode: 200, 'note': plain text,}", Collections::JsonSmart).unwrap();
/// assert_eq!(value.to_string(), "{statusCode=200, note=plain text}");
/// assert_eq!(parse_payload("a=b", Collections::JsonSmart).unwrap().to_string(), "a=b");
/// ```
///
/// # Errors
///
/// If an object or array that was begun is malformed or nested too deeply.
pub fn parse_payload(text: &str, collections: Collections) -> Result<Value, PayloadError> {
    parse_within(text, collections, &mut usize::MAX.clone())
}

/// [`parse_payload`], which takes what the values need from `memory`, in bytes.
pub(crate) fn parse_within(text: &str, collections: Collections, memory: &mut usize) -> Result<Value, PayloadError> {
    let mut parser = Parser { text, position: 0, collections, depth: 0, memory };
    parser.skip_blanks();
    match parser.current() {
        Some(b':' | b'}' | b']') => Err(parser.unexpected_character(0)),
        Some(_) => parser.value(&[]),
        None => Ok(Value::empty()),
    }
}

/// What an object or array takes by itself, in bytes.
const CONTAINER: usize = 96;

/// What a value takes where it stands, in an array or as a property with its name.
const VALUE: usize = 56;

struct Parser<'t, 'm> {
    text: &'t str,
    position: usize,
    collections: Collections,
    depth: u32,
    memory: &'m mut usize,
}

impl<'t> Parser<'t, '_> {
    fn allocate(&mut self, bytes: usize) -> Result<(), PayloadError> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                *self.memory = left;
                Ok(())
            }
            None => {
                *self.memory = 0;
                Err(PayloadError { message: "the payload takes too much memory".to_owned(), is_limit: true })
            }
        }
    }

    fn current(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.current() {
            self.position += 1;
        }
    }

    /// Blanks and control characters, which end a value too.
    fn skip_space(&mut self) {
        while self.current().is_some_and(|byte| byte <= b' ') {
            self.position += 1;
        }
    }

    // Errors. json-smart counts UTF-16 units.

    fn units(&self, position: usize) -> usize {
        self.text.get(..position).unwrap_or_default().encode_utf16().count()
    }

    fn end_of_input(&self, what: &str) -> PayloadError {
        let position = self.units(self.text.len()).saturating_sub(1);
        PayloadError::malformed(format!("Unexpected End Of File position {position}: {what}"))
    }

    fn unexpected_character(&self, before: usize) -> PayloadError {
        let character = self.rest().chars().next().unwrap_or(' ');
        let position = self.units(self.position).saturating_sub(before);
        PayloadError::malformed(format!("Unexpected character ({character}) at position {position}."))
    }

    fn unexpected_token(&self, before: usize) -> PayloadError {
        let character = self.rest().chars().next().unwrap_or(' ');
        let position = self.units(self.position).saturating_sub(before);
        PayloadError::malformed(format!("Unexpected token {character} at position {position}."))
    }

    /// A value; `stop` are the characters that end an unquoted one.
    fn value(&mut self, stop: &[u8]) -> Result<Value, PayloadError> {
        self.skip_blanks();
        self.allocate(VALUE)?;
        match self.current() {
            None => {
                let empty = stop.is_empty() || stop == b",}";
                // Within an object nothing is an empty string, which its end then rejects.
                if empty { Ok(Value::empty()) } else { Err(self.end_of_input("EOF")) }
            }
            Some(b':' | b']' | b'}') => Err(self.unexpected_character(0)),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"' | b'\'') => self.string().map(Value::from),
            Some(b'-' | b'0'..=b'9') => Ok(self.number(stop)),
            Some(_) => Ok(match self.unquoted(stop) {
                "null" => Value::Null,
                "true" => Value::Boolean(true),
                "false" => Value::Boolean(false),
                "NaN" => Value::Number(Number::Double(f64::NAN)),
                text => Value::from(text),
            }),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, PayloadError>) -> Result<Value, PayloadError> {
        self.depth += 1;
        if self.depth > DEPTH {
            let position = self.units(self.position);
            let message =
                format!("Malicious payload, having non natural depths, parsing stoped on {{ at position {position}.");
            return Err(PayloadError::malformed(message));
        }
        self.allocate(CONTAINER)?;
        self.position += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, PayloadError> {
        let map = Map::new();
        let mut accept = true;
        loop {
            self.skip_blanks();
            match self.current() {
                Some(b':' | b']' | b'[' | b'{') => return Err(self.unexpected_character(0)),
                Some(b'}') => {
                    self.position += 1;
                    return Ok(Value::Map(map));
                }
                Some(b',') => {
                    self.position += 1;
                    accept = true;
                }
                None => return Err(self.end_of_input("null")),
                Some(byte) => {
                    let key = match byte {
                        b'"' | b'\'' => self.string()?,
                        _ => self.unquoted(b":").to_owned(),
                    };
                    if !accept {
                        return Err(self.unexpected_token(0));
                    }
                    self.property(&map, key)?;
                    match self.current() {
                        Some(b'}') => {}
                        Some(b',') => {
                            self.position += 1;
                            accept = true;
                        }
                        None => return Err(self.end_of_input("null")),
                        Some(_) => return Err(self.unexpected_token(1)),
                    }
                }
            }
        }
    }

    /// What follows a key, up to the end of its value.
    fn property(&mut self, map: &Map, key: String) -> Result<(), PayloadError> {
        self.skip_space();
        match self.current() {
            Some(b':') => self.position += 1,
            None => return Err(self.end_of_input("null")),
            Some(_) => return Err(self.unexpected_character(1)),
        }
        let value = self.value(b",}")?;
        map.put(Value::from(key), value);
        self.skip_space();
        Ok(())
    }

    fn array(&mut self) -> Result<Value, PayloadError> {
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            match self.current() {
                Some(b']') => {
                    self.position += 1;
                    return Ok(Value::List(List::new(self.collections.list_kind(), items)));
                }
                Some(b':' | b'}') => return Err(self.unexpected_character(0)),
                Some(b',') => self.position += 1,
                None => return Err(self.end_of_input("EOF")),
                Some(_) => items.push(self.value(b",]")?),
            }
        }
    }

    /// Text up to a stop character, without blanks around it.
    fn unquoted(&mut self, stop: &[u8]) -> &'t str {
        let start = self.position;
        let length = self.rest().bytes().position(|byte| stop.contains(&byte)).unwrap_or(self.rest().len());
        self.position += length;
        let text = self.text.get(start..self.position).unwrap_or_default();
        text.trim_matches(|character| character <= ' ')
    }

    fn digits(&mut self) {
        while self.current().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
    }

    /// A number, or a string where something else follows the digits.
    fn number(&mut self, stop: &[u8]) -> Value {
        let start = self.position;
        self.position += 1;
        self.digits();
        let mut floating = false;
        let mut complete = true;
        if self.current() == Some(b'.') {
            floating = true;
            self.position += 1;
            self.digits();
        }
        if let Some(b'e' | b'E') = self.current() {
            floating = true;
            self.position += 1;
            complete = matches!(self.current(), Some(b'+' | b'-' | b'0'..=b'9'));
            if complete {
                self.position += 1;
                self.digits();
            }
        }
        self.skip_space();
        let ended = self.current().is_none_or(|byte| stop.contains(&byte) || byte >= b'~');
        if complete && ended {
            let text = self.text.get(start..self.position).unwrap_or_default();
            let text = text.trim_matches(|character| character <= ' ');
            if let Some(number) = to_number(text, floating) {
                return Value::Number(number);
            }
        }
        self.unquoted(stop);
        let text = self.text.get(start..self.position).unwrap_or_default();
        Value::from(text.trim_matches(|character| character <= ' '))
    }

    fn string(&mut self) -> Result<String, PayloadError> {
        let quote = char::from(self.current().unwrap_or(b'"'));
        self.position += 1;
        let end = self.rest().find(quote).ok_or_else(|| {
            PayloadError::malformed(format!("Unexpected End Of File position {}: null", self.units(self.text.len())))
        })?;
        let plain = self.rest().get(..end).unwrap_or_default();
        if !plain.contains('\\') {
            let plain = plain.to_owned();
            self.allocate(plain.len())?;
            self.position += end + 1;
            return Ok(plain);
        }
        self.escaped_string(quote)
    }

    /// A string with escapes. Control characters in it are dropped, as are unknown escapes.
    fn escaped_string(&mut self, quote: char) -> Result<String, PayloadError> {
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        loop {
            let Some(character) = self.rest().chars().next() else {
                return Err(self.end_of_input("null"));
            };
            self.position += character.len_utf8();
            if character == '\\' {
                let Some(escape) = self.rest().chars().next() else {
                    return Err(self.end_of_input("null"));
                };
                self.position += escape.len_utf8();
                if let 'u' | 'x' = escape {
                    units.push(self.unicode(if escape == 'u' { 4 } else { 2 })?);
                    continue;
                }
                flush(&mut units, &mut text);
                text.extend(unescaped(escape));
                continue;
            }
            flush(&mut units, &mut text);
            if character == quote {
                self.allocate(text.len())?;
                return Ok(text);
            }
            if character > '\u{1f}' && character != '\u{7f}' {
                text.push(character);
            }
        }
    }

    fn unicode(&mut self, digits: usize) -> Result<u16, PayloadError> {
        let found = self.rest().get(..digits);
        let value = found
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        self.position += digits;
        value.ok_or_else(|| {
            let position = self.units(self.position.min(self.text.len()));
            PayloadError::malformed(format!("Unexpected unicode escape sequence at position {position}."))
        })
    }
}

fn unescaped(escape: char) -> Option<char> {
    match escape {
        't' => Some('\t'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        'f' => Some('\u{c}'),
        'b' => Some('\u{8}'),
        '\\' | '/' | '\'' | '"' => Some(escape),
        _ => None,
    }
}

fn flush(units: &mut Vec<u16>, text: &mut String) {
    if !units.is_empty() {
        text.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('?')));
    }
}

fn to_number(text: &str, floating: bool) -> Option<Number> {
    if text == "-" {
        return Some(Number::Integer(0));
    }
    if !floating {
        return Number::parse(text);
    }
    // Longer ones would lose digits as a double.
    if text.len() > 18
        && let Some(decimal) = Decimal::parse(text)
    {
        return Some(Number::Decimal(Arc::new(decimal)));
    }
    text.parse().ok().map(Number::Double)
}
