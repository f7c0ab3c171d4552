//! Reads the output of a template as JSON in which some values are not known yet.
//!
//! A hole between two values may stand for anything, a comma and a member as well; such output says
//! nothing about its form and is not judged.

use super::symbolic::Piece;

/// How deep output may be nested.
const DEPTH: u32 = 100;
/// How much of the output is shown before the place of a fault.
const EXCERPT: usize = 24;

/// The form of a template's output.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Only white space.
    Nothing,
    Object(Vec<Member>),
    Array(Vec<Shape>),
    Text {
        /// The text, where all of it is known.
        exact: Option<String>,
        /// The holes in it, by their number among the pieces.
        holes: Vec<usize>,
    },
    Number(String),
    Boolean,
    Null,
    /// A hole alone, by its number among the pieces.
    Hole(usize),
    /// Some value.
    Unknown,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    /// The name, where it is known.
    pub(super) name: Option<String>,
    pub(super) value: Shape,
}

/// Why output has no form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NoShape {
    /// It is not JSON, whatever the holes are.
    Fault {
        /// What is wrong.
        message: String,
        /// The hole before the place, by its number among the pieces.
        hole: Option<usize>,
    },
    /// It depends on the holes.
    Unclear,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Character(char),
    Hole(usize),
}

/// Reads output.
pub(super) fn read(pieces: &[Piece]) -> Result<Shape, NoShape> {
    let mut units = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => units.extend(text.chars().map(Unit::Character)),
            Piece::Hole { .. } => units.push(Unit::Hole(number)),
        }
    }
    let mut reader = Reader { pieces, units: &units, position: 0 };
    reader.white_space();
    if reader.peek().is_none() {
        return Ok(Shape::Nothing);
    }
    let shape = reader.value(DEPTH)?;
    reader.white_space();
    match reader.peek() {
        None => Ok(shape),
        // `$first $second`: the first hole may be anything, also nothing.
        Some(_) if matches!(shape, Shape::Hole(_) | Shape::Unknown) => Err(NoShape::Unclear),
        Some(_) => Err(reader.unexpected("the end")),
    }
}

/// Whether a number or a word may begin so.
fn may_begin_value(text: &str) -> bool {
    let number = text.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
    number || ["true", "false", "null"].iter().any(|word| word.starts_with(text))
}

struct Reader<'p> {
    pieces: &'p [Piece],
    units: &'p [Unit],
    position: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<Unit> {
        self.units.get(self.position).copied()
    }

    fn peek_character(&self) -> Option<char> {
        match self.peek() {
            Some(Unit::Character(character)) => Some(character),
            _ => None,
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek_character() == Some(wanted);
        self.position += usize::from(found);
        found
    }

    fn white_space(&mut self) {
        while let Some(' ' | '\t' | '\n' | '\r') = self.peek_character() {
            self.position += 1;
        }
    }

    fn unexpected(&self, expected: &str) -> NoShape {
        let found = match self.peek() {
            // A hole may be what is wanted.
            Some(Unit::Hole(_)) => return NoShape::Unclear,
            Some(Unit::Character(character)) => format!("`{}`", character.escape_debug()),
            None => "the end".to_owned(),
        };
        self.fault(format!("expected {expected}, found {found}"))
    }

    fn fault(&self, what: String) -> NoShape {
        let before = self.units.get(..self.position).unwrap_or(self.units);
        let hole = before.iter().rev().find_map(|unit| match unit {
            Unit::Hole(number) => Some(*number),
            Unit::Character(_) => None,
        });
        let mut excerpt = Vec::new();
        for unit in before.iter().rev() {
            match unit {
                Unit::Character(character) => excerpt.push(character.to_string()),
                Unit::Hole(number) => {
                    if let Some(Piece::Hole { source, .. }) = self.pieces.get(*number) {
                        excerpt.push(source.to_string());
                    }
                }
            }
            if excerpt.iter().map(String::len).sum::<usize>() > EXCERPT {
                break;
            }
        }
        excerpt.reverse();
        let excerpt = excerpt.concat();
        let words: Vec<&str> = excerpt.split_whitespace().collect();
        let message = if words.is_empty() { what } else { format!("{what} after `{}`", words.join(" ")) };
        NoShape::Fault { message, hole }
    }

    fn value(&mut self, depth: u32) -> Result<Shape, NoShape> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(NoShape::Unclear);
        };
        match self.peek() {
            Some(Unit::Hole(_)) => self.bare_value(),
            Some(Unit::Character(character)) => match character {
                '{' => self.object(depth),
                '[' => self.array(depth),
                '"' => self.text(),
                '-' | '0'..='9' | 't' | 'f' | 'n' => self.bare_value(),
                _ => Err(self.unexpected("a value")),
            },
            None => Err(self.unexpected("a value")),
        }
    }

    /// A number, a word, a hole, or several of them without white space between.
    fn bare_value(&mut self) -> Result<Shape, NoShape> {
        let start = self.position;
        while let Some(unit) = self.peek() {
            if let Unit::Character(' ' | '\t' | '\n' | '\r' | ',' | ']' | '}' | ':') = unit {
                break;
            }
            self.position += 1;
        }
        let units = self.units.get(start..self.position).unwrap_or_default();
        let mut text = String::new();
        for unit in units {
            match unit {
                Unit::Character(character) => text.push(*character),
                Unit::Hole(number) if units.len() == 1 => return Ok(Shape::Hole(*number)),
                Unit::Hole(_) if units.contains(&Unit::Character('"')) => {
                    return Err(NoShape::Unclear);
                }
                Unit::Hole(_) if text.is_empty() || may_begin_value(&text) => return Ok(Shape::Unknown),
                Unit::Hole(_) => {
                    self.position = start;
                    return Err(self.unexpected("a value"));
                }
            }
        }
        match text.as_str() {
            "true" | "false" => Ok(Shape::Boolean),
            "null" => Ok(Shape::Null),
            text if serde_json::from_str::<serde_json::Number>(text).is_ok() => Ok(Shape::Number(text.to_owned())),
            text => {
                let text = text.to_owned();
                self.position = start;
                Err(self.fault(format!("`{text}` is no value")))
            }
        }
    }

    fn object(&mut self, depth: u32) -> Result<Shape, NoShape> {
        self.position += 1;
        let mut members = Vec::new();
        self.white_space();
        if self.take('}') {
            return Ok(Shape::Object(members));
        }
        loop {
            self.white_space();
            if self.peek_character() != Some('"') {
                let expected = if members.is_empty() { "a name in quotes or `}`" } else { "a name in quotes" };
                return Err(self.unexpected(expected));
            }
            let Shape::Text { exact: name, .. } = self.text()? else {
                return Err(NoShape::Unclear);
            };
            self.white_space();
            if !self.take(':') {
                return Err(self.unexpected("`:`"));
            }
            self.white_space();
            let value = self.value(depth)?;
            let unclear = matches!(value, Shape::Hole(_) | Shape::Unknown);
            members.push(Member { name, value });
            self.white_space();
            if self.take('}') {
                return Ok(Shape::Object(members));
            }
            if !self.take(',') {
                // What the hole prints may end with a comma.
                return Err(if unclear { NoShape::Unclear } else { self.unexpected("`,` or `}`") });
            }
        }
    }

    fn array(&mut self, depth: u32) -> Result<Shape, NoShape> {
        self.position += 1;
        let mut items = Vec::new();
        self.white_space();
        if self.take(']') {
            return Ok(Shape::Array(items));
        }
        loop {
            self.white_space();
            let item = self.value(depth)?;
            let unclear = matches!(item, Shape::Hole(_) | Shape::Unknown);
            items.push(item);
            self.white_space();
            if self.take(']') {
                return Ok(Shape::Array(items));
            }
            if !self.take(',') {
                return Err(if unclear { NoShape::Unclear } else { self.unexpected("`,` or `]`") });
            }
        }
    }

    fn text(&mut self) -> Result<Shape, NoShape> {
        let start = self.position;
        self.position += 1;
        let (mut exact, mut holes) = (String::new(), Vec::new());
        loop {
            let Some(unit) = self.peek() else {
                self.position = start;
                return Err(self.fault("a string is not closed".to_owned()));
            };
            self.position += 1;
            match unit {
                Unit::Hole(number) => holes.push(number),
                Unit::Character('"') => break,
                Unit::Character('\\') => self.escape(&mut exact)?,
                Unit::Character(control) if control < ' ' => {
                    self.position -= 1;
                    return Err(self.fault(format!("a string has a bare `{}`", control.escape_debug())));
                }
                Unit::Character(character) => exact.push(character),
            }
        }
        let exact = holes.is_empty().then_some(exact);
        Ok(Shape::Text { exact, holes })
    }

    fn escape(&mut self, exact: &mut String) -> Result<(), NoShape> {
        let Some(unit) = self.peek() else {
            return Err(self.fault("a string is not closed".to_owned()));
        };
        self.position += 1;
        match unit {
            Unit::Character('u') => {
                for _ in 0..4 {
                    match self.peek() {
                        Some(Unit::Character(digit)) if digit.is_ascii_hexdigit() => self.position += 1,
                        _ => return Err(self.unexpected("four hexadecimal digits")),
                    }
                }
                exact.push(char::REPLACEMENT_CHARACTER);
            }
            Unit::Character('n') => exact.push('\n'),
            Unit::Character('t') => exact.push('\t'),
            Unit::Character('r' | 'b' | 'f') => exact.push(' '),
            Unit::Character(character @ ('"' | '\\' | '/')) => exact.push(character),
            Unit::Character(other) => {
                self.position -= 1;
                return Err(self.fault(format!("JSON knows no escape `\\{}`", other.escape_debug())));
            }
            Unit::Hole(_) => return Err(NoShape::Unclear),
        }
        Ok(())
    }
}
