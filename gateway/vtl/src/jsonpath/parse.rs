//! From text to steps.

use super::filter::Filter;
use super::function::Function;
use super::{JsonPath, PathError, Step};

/// How deep filters and function arguments may contain paths.
const DEPTH: u32 = 20;

/// The longest path, in bytes.
const LENGTH: usize = 64 * 1024;

pub(super) fn parse(text: &str) -> Result<JsonPath, PathError> {
    if text.len() > LENGTH {
        return Err(PathError::new("it is too long"));
    }
    parse_at(text, 0)
}

pub(super) fn parse_at(text: &str, depth: u32) -> Result<JsonPath, PathError> {
    if depth > DEPTH {
        return Err(PathError::new("it is nested too deeply"));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(PathError::new("it is empty"));
    }
    let relative = text.starts_with('@');
    let rooted;
    let after_root = match text.strip_prefix(['$', '@']) {
        Some(rest) => rest,
        None => {
            rooted = format!(".{text}");
            &rooted
        }
    };
    if !after_root.is_empty() && !after_root.starts_with(['.', '[']) {
        return Err(PathError::new(format!("expected `.` or `[` after the root of `{text}`")));
    }
    if after_root.ends_with('.') {
        return Err(PathError::new("it cannot end in a dot"));
    }
    let mut parser = Parser { rest: after_root, depth };
    let mut steps = Vec::new();
    while !parser.rest.is_empty() {
        parser.step(&mut steps)?;
    }
    if let Some(Step::Scan) = steps.last() {
        return Err(PathError::new("it cannot end in a scan"));
    }
    Ok(JsonPath { steps, relative })
}

struct Parser<'t> {
    rest: &'t str,
    depth: u32,
}

impl<'t> Parser<'t> {
    fn eat(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn step(&mut self, steps: &mut Vec<Step>) -> Result<(), PathError> {
        if self.eat("..") {
            if self.rest.starts_with('.') {
                return Err(PathError::new("more than two dots in a row"));
            }
            steps.push(Step::Scan);
        } else if self.eat(".") {
            if self.rest.starts_with('.') {
                return Err(PathError::new("a character was expected after the dot"));
            }
        } else if !self.rest.starts_with('[') && !matches!(steps.last(), Some(Step::Scan)) {
            return Err(PathError::new(format!("unexpected `{}`", self.rest)));
        }
        let step = if self.rest.starts_with('[') {
            self.bracket()?
        } else if self.eat("*") {
            Step::Wildcard
        } else {
            self.name()?
        };
        steps.push(step);
        Ok(())
    }

    /// A name after a dot, or a function.
    fn name(&mut self) -> Result<Step, PathError> {
        let end = self.rest.find(['.', '[', '(', ' ']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        if name.is_empty() {
            return Err(PathError::new(format!("a name was expected at `{}`", self.rest)));
        }
        if rest.starts_with(' ') {
            return Err(PathError::new("a name with blanks needs brackets: ['my name']"));
        }
        self.rest = rest;
        if !rest.starts_with('(') {
            return Ok(Step::Names(vec![name.into()]));
        }
        let inner = balanced(rest, '(', ')').ok_or_else(|| PathError::new("a `(` is not closed"))?;
        self.rest = rest.get(inner.len() + 2..).unwrap_or_default();
        Function::parse(name, inner, self.depth + 1).map(Step::Function)
    }

    fn bracket(&mut self) -> Result<Step, PathError> {
        let inner = balanced(self.rest, '[', ']').ok_or_else(|| PathError::new("a `[` is not closed"))?;
        self.rest = self.rest.get(inner.len() + 2..).unwrap_or_default();
        let inner = inner.trim();
        if inner == "*" {
            return Ok(Step::Wildcard);
        }
        if let Some(filter) = inner.strip_prefix('?') {
            let filter = filter.trim();
            let body = filter.strip_prefix('(').and_then(|filter| filter.strip_suffix(')'));
            let body = body.ok_or_else(|| PathError::new("a filter is written `?(…)`"))?;
            return Filter::parse(body, self.depth + 1).map(Step::Filter);
        }
        if inner.starts_with(['\'', '"']) {
            return names(inner).map(Step::Names);
        }
        numbers(inner)
    }
}

/// What stands between the first bracket of `text` and the one that closes it, quotes respected.
pub(super) fn balanced(text: &str, open: char, close: char) -> Option<&str> {
    let mut depth = 0u32;
    let mut quote = None;
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, character) {
            (_, '\\') => escaped = true,
            (Some(open_quote), _) if character == open_quote => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, _) if character == open => depth += 1,
            (None, _) if character == close => {
                depth -= 1;
                if depth == 0 {
                    return text.get(open.len_utf8()..index);
                }
            }
            _ => {}
        }
    }
    None
}

/// `'a', "b"`
fn names(text: &str) -> Result<Vec<Box<str>>, PathError> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = quoted(rest).ok_or_else(|| PathError::new("a quote is not closed"))?;
        names.push(name.into());
        let after = after.trim_start();
        if after.is_empty() {
            return Ok(names);
        }
        let after = after.strip_prefix(',').map(str::trim_start);
        rest = after.filter(|rest| !rest.is_empty()).ok_or_else(|| PathError::new("a `,` and a name were expected"))?;
    }
}

/// A quoted string at the beginning of `text`, and what follows it.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let mut characters = text.chars();
    let quote = characters.next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let mut value = String::new();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'r' => value.push('\r'),
                'b' => value.push('\u{8}'),
                'f' => value.push('\u{c}'),
                'u' => {
                    let digits: String = characters.by_ref().take(4).collect();
                    value.push(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('?'));
                }
                other => value.push(other),
            },
            _ if character == quote => return Some((value, characters.as_str())),
            other => value.push(other),
        }
    }
    None
}

/// `0`, `0, 1`, `1:3`
fn numbers(text: &str) -> Result<Step, PathError> {
    let number = |text: &str| {
        let malformed = || PathError::new(format!("`{text}` is no index"));
        text.trim().parse::<i64>().map_err(|_| malformed())
    };
    if let Some((from, to)) = text.split_once(':') {
        let end = |text: &str| {
            if text.trim().is_empty() { Ok(None) } else { number(text).map(Some) }
        };
        let (from, to) = (end(from)?, end(to)?);
        if from.is_none() && to.is_none() {
            return Err(PathError::new("a slice needs a beginning or an end"));
        }
        return Ok(Step::Slice(from, to));
    }
    text.split(',').map(number).collect::<Result<_, _>>().map(Step::Indexes)
}
