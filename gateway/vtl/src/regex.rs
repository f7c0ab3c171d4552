//! Java regular expressions, translated for `fancy-regex`.
//!
//! What differs and is translated: `\Q…\E`, POSIX and Java classes (`\p{Alpha}`, `\p{javaLowerCase}`),
//! `\h`, `\R`, `\Z`, octal and `\x{…}` escapes, ASCII meanings of `\d \w \s`, what `.` and `$` take for a
//! line end, and unescaped `[` inside classes. Matching is bounded, so that no pattern hangs.

use std::cell::RefCell;
use std::sync::Arc;

use fancy_regex::{Captures, Regex, RegexBuilder};
use indexmap::IndexMap;

use crate::error::RenderError;
use crate::method::failed;

/// How many steps of backtracking one match may take.
const BACKTRACKING: usize = 200_000;

/// How many compiled patterns each thread keeps.
const KEPT: usize = 64;

thread_local! {
    static PATTERNS: RefCell<IndexMap<Box<str>, Arc<Pattern>>> = RefCell::default();
}

/// A compiled pattern.
pub(crate) struct Pattern {
    /// The pattern itself, for searching; plain text needs no engine.
    search: Search,
    /// The pattern bound to both ends, for `matches`.
    whole: Regex,
}

enum Search {
    Text(String),
    Regex(Regex),
}

impl Pattern {
    /// Compiles a Java pattern, or finds it compiled already.
    pub(crate) fn new(pattern: &str) -> Result<Arc<Self>, RenderError> {
        if let Some(found) = PATTERNS.with_borrow(|patterns| patterns.get(pattern).cloned()) {
            return Ok(found);
        }
        let compiled = Arc::new(Self::compile(pattern)?);
        PATTERNS.with_borrow_mut(|patterns| {
            if patterns.len() >= KEPT {
                patterns.shift_remove_index(0);
            }
            patterns.insert(pattern.into(), Arc::clone(&compiled));
        });
        Ok(compiled)
    }

    fn compile(pattern: &str) -> Result<Self, RenderError> {
        let translated = Translator::new(pattern).translate()?;
        let build = |source: &str| {
            RegexBuilder::new(source)
                .backtrack_limit(BACKTRACKING)
                .delegate_size_limit(1 << 20)
                .build()
                .map_err(|error| failed(format!("the pattern `{pattern}` is malformed: {error}")))
        };
        let plain = !pattern.is_empty()
            && !pattern.contains(|character| r"\.[]{}()*+-?^$|".contains(character));
        let search = if plain {
            Search::Text(pattern.to_owned())
        } else {
            Search::Regex(build(&translated)?)
        };
        Ok(Self {
            search,
            whole: build(&format!(r"\A(?:{translated})\z"))?,
        })
    }

    /// Whether the whole text fits.
    pub(crate) fn matches(&self, text: &str) -> Result<bool, RenderError> {
        self.whole.is_match(text).map_err(|_| too_slow())
    }

    /// Replaces the first match or all of them. `$1`, `${name}` and `\` in the replacement are live.
    pub(crate) fn replace(
        &self,
        text: &str,
        replacement: &str,
        only_first: bool,
        longest: usize,
    ) -> Result<String, RenderError> {
        let regex = match &self.search {
            Search::Text(plain) if !replacement.contains(['\\', '$']) => {
                let growth = replacement.len().saturating_sub(plain.len());
                if text
                    .len()
                    .saturating_add(text.matches(plain.as_str()).count().saturating_mul(growth))
                    > longest
                {
                    return Err(too_long());
                }
                let count = if only_first { 1 } else { usize::MAX };
                return Ok(text.replacen(plain.as_str(), replacement, count));
            }
            Search::Text(plain) => {
                &Regex::new(&fancy_regex::escape(plain)).map_err(|_| too_slow())?
            }
            Search::Regex(regex) => regex,
        };
        let mut result = String::with_capacity(text.len());
        let mut copied = 0;
        for captures in regex.captures_iter(text) {
            let captures = captures.map_err(|_| too_slow())?;
            let Some(found) = captures.get(0) else {
                continue;
            };
            result.push_str(text.get(copied..found.start()).unwrap_or_default());
            expand(replacement, &captures, &mut result)?;
            copied = found.end();
            if result.len() > longest {
                return Err(too_long());
            }
            if only_first {
                break;
            }
        }
        result.push_str(text.get(copied..).unwrap_or_default());
        Ok(result)
    }

    /// Java's `split`: a `limit` of zero drops empty parts at the end, a negative one keeps them.
    pub(crate) fn split(&self, text: &str, limit: i32) -> Result<Vec<String>, RenderError> {
        let most = usize::try_from(limit).ok().filter(|limit| *limit > 0);
        let mut parts = Vec::new();
        let mut copied = 0;
        let mut cut = |start: usize, end: usize| {
            // An empty match at the very beginning makes no empty part.
            if most.is_some_and(|most| parts.len() + 1 >= most) || (end == 0 && start == 0) {
                return;
            }
            parts.push(text.get(copied..start).unwrap_or_default().to_owned());
            copied = end;
        };
        match &self.search {
            Search::Text(plain) => text
                .match_indices(plain.as_str())
                .for_each(|(at, found)| cut(at, at + found.len())),
            Search::Regex(regex) => {
                for found in regex.find_iter(text) {
                    let found = found.map_err(|_| too_slow())?;
                    // An empty match at the end of the text is none for Java.
                    if found.start() == found.end()
                        && found.start() == text.len()
                        && !text.is_empty()
                    {
                        continue;
                    }
                    cut(found.start(), found.end());
                }
            }
        }
        if parts.is_empty() {
            return Ok(vec![text.to_owned()]);
        }
        parts.push(text.get(copied..).unwrap_or_default().to_owned());
        if limit == 0 {
            while parts.last().is_some_and(String::is_empty) {
                parts.pop();
            }
        }
        Ok(parts)
    }
}

fn too_slow() -> RenderError {
    failed("matching a regular expression takes too long")
}

fn too_long() -> RenderError {
    failed("a replacement builds too long a text")
}

/// Appends a replacement with its groups filled in.
fn expand(
    replacement: &str,
    captures: &Captures<'_, str>,
    out: &mut String,
) -> Result<(), RenderError> {
    let mut rest = replacement;
    while let Some(mark) = rest.find(['\\', '$']) {
        let (before, after) = rest.split_at_checked(mark).unwrap_or((rest, ""));
        out.push_str(before);
        let mut characters = after.chars();
        let escape = characters.next() == Some('\\');
        let after = characters.as_str();
        if escape {
            let escaped = characters
                .next()
                .ok_or_else(|| failed("character to be escaped is missing"))?;
            out.push(escaped);
            rest = characters.as_str();
        } else if let Some(named) = after.strip_prefix('{') {
            let (name, after) = named
                .split_once('}')
                .ok_or_else(|| failed("named capturing group is missing `}`"))?;
            let group = captures.name(name);
            out.push_str(group.map_or("", |group| group.as_str()));
            rest = after;
        } else {
            let (group, length) = group_number(after, captures.len())?;
            out.push_str(captures.get(group).map_or("", |group| group.as_str()));
            rest = after.get(length..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Ok(())
}

/// The group after a `$`: as many digits as there are groups for.
fn group_number(text: &str, groups: usize) -> Result<(usize, usize), RenderError> {
    let mut digits = text
        .bytes()
        .map_while(|byte| char::from(byte).to_digit(10))
        .map(|digit| digit as usize);
    let mut group = digits
        .next()
        .ok_or_else(|| failed("illegal group reference"))?;
    if group >= groups {
        return Err(failed(format!("no group {group}")));
    }
    let mut length = 1;
    for digit in digits {
        let larger = group * 10 + digit;
        if larger >= groups {
            break;
        }
        group = larger;
        length += 1;
    }
    Ok((group, length))
}

/// Turns Java's syntax into that of `fancy-regex`.
struct Translator<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    out: String,
    /// `(?s)` and `(?m)` at the beginning change what `.` and `$` mean.
    dot_all: bool,
    multi_line: bool,
}

impl<'p> Translator<'p> {
    fn new(pattern: &'p str) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            out: String::with_capacity(pattern.len() + 8),
            dot_all: false,
            multi_line: false,
        }
    }

    fn translate(mut self) -> Result<String, RenderError> {
        while let Some(character) = self.rest.next() {
            match character {
                '\\' => self.escape(false)?,
                '[' => self.class(0)?,
                '.' if !self.dot_all => self.out.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
                '$' if !self.multi_line => self.out.push_str(r"(?=\r\n\z|(?<!\r)\n\z|\r\z|\z)"),
                '(' => {
                    self.out.push('(');
                    self.flags();
                }
                '{' | '}' | ']' if !self.is_quantifier(character) => {
                    self.out.push('\\');
                    self.out.push(character);
                }
                '{' => self.quantifier(),
                _ => self.out.push(character),
            }
        }
        Ok(self.out)
    }

    /// Whether a brace begins a repetition such as `{2,3}`; Java refuses other braces.
    fn is_quantifier(&self, character: char) -> bool {
        if character != '{' {
            return false;
        }
        let inner: String = self.rest.clone().take_while(|next| *next != '}').collect();
        let closed = self.rest.clone().any(|next| next == '}');
        closed && inner.starts_with(|digit: char| digit.is_ascii_digit())
    }

    fn quantifier(&mut self) {
        self.out.push('{');
        for next in self.rest.by_ref() {
            self.out.push(next);
            if next == '}' {
                break;
            }
        }
    }

    /// Notes flags such as `(?s)`, without consuming them.
    fn flags(&mut self) {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('?') {
            return;
        }
        for flag in ahead.take_while(|flag| flag.is_ascii_alphabetic()) {
            match flag {
                's' => self.dot_all = true,
                'm' => self.multi_line = true,
                _ => {}
            }
        }
    }

    fn malformed(what: &str) -> RenderError {
        failed(format!("the pattern is malformed: {what}"))
    }

    fn escape(&mut self, in_class: bool) -> Result<(), RenderError> {
        let escaped = self
            .rest
            .next()
            .ok_or_else(|| Self::malformed("it ends in a backslash"))?;
        let set = |set: &str| {
            if in_class {
                set.to_owned()
            } else {
                format!("[{set}]")
            }
        };
        let negated = |set: &str| format!("[^{set}]");
        let text = match escaped {
            'd' => set("0-9"),
            'D' => negated("0-9"),
            'w' => set("a-zA-Z_0-9"),
            'W' => negated("a-zA-Z_0-9"),
            's' => set(r" \t\n\x0B\f\r"),
            'S' => negated(r" \t\n\x0B\f\r"),
            'h' => set(r" \x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}\t"),
            'H' => negated(r" \x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}\t"),
            'v' => set(r"\n\x0B\f\r\x{85}\x{2028}\x{2029}"),
            'V' => negated(r"\n\x0B\f\r\x{85}\x{2028}\x{2029}"),
            'R' if !in_class => r"(?:\r\n|[\n\x0B\f\r\x{85}\x{2028}\x{2029}])".to_owned(),
            'Z' if !in_class => r"(?=(?:\r\n|[\n\r])?\z)".to_owned(),
            'e' => r"\x1B".to_owned(),
            'a' => r"\x07".to_owned(),
            '0' => self.octal(),
            'c' => {
                let control = self
                    .rest
                    .next()
                    .ok_or_else(|| Self::malformed(r"`\c` needs a character"))?;
                format!(r"\x{{{:x}}}", u32::from(control) ^ 64)
            }
            'u' => format!(r"\x{{{}}}", self.digits(4)?),
            'Q' => {
                self.quoted();
                return Ok(());
            }
            'E' => return Ok(()),
            'p' | 'P' => self.property(escaped == 'P', in_class)?,
            '1'..='9' | 'k' | 'b' | 'B' | 'A' | 'z' | 'G' | 'x' | 'n' | 't' | 'r' | 'f' => {
                format!("\\{escaped}")
            }
            letter if letter.is_ascii_alphabetic() => {
                return Err(Self::malformed(&format!(r"unknown escape `\{letter}`")));
            }
            other => fancy_regex::escape(&other.to_string()).into_owned(),
        };
        self.out.push_str(&text);
        if matches!(escaped, ' ' | '#' | '&' | '~' | '-') && in_class && !text.starts_with('\\') {
            // These have a meaning of their own inside a class.
            self.out.truncate(self.out.len() - text.len());
            self.out.push('\\');
            self.out.push(escaped);
        }
        Ok(())
    }

    fn octal(&mut self) -> String {
        let mut code = 0;
        for _ in 0..3 {
            let Some(digit) = self.rest.peek().and_then(|digit| digit.to_digit(8)) else {
                break;
            };
            if code * 8 + digit > 0o377 {
                break;
            }
            code = code * 8 + digit;
            self.rest.next();
        }
        format!(r"\x{{{code:x}}}")
    }

    fn digits(&mut self, count: usize) -> Result<String, RenderError> {
        let digits: String = self
            .rest
            .by_ref()
            .take(count)
            .filter(char::is_ascii_hexdigit)
            .collect();
        if digits.len() == count {
            Ok(digits)
        } else {
            Err(Self::malformed("illegal Unicode escape"))
        }
    }

    /// `\Q…\E`: everything between stands for itself.
    fn quoted(&mut self) {
        let mut text = String::new();
        while let Some(character) = self.rest.next() {
            if character == '\\' && self.rest.peek() == Some(&'E') {
                self.rest.next();
                break;
            }
            text.push(character);
        }
        self.out.push_str(&fancy_regex::escape(&text));
    }

    /// `\p{…}`: POSIX classes are ASCII, `java…` classes are Unicode's.
    fn property(&mut self, negated: bool, in_class: bool) -> Result<String, RenderError> {
        let mut name = String::new();
        match self.rest.next() {
            Some('{') => {
                while let Some(character) = self.rest.next_if(|character| *character != '}') {
                    name.push(character);
                }
                self.rest.next();
            }
            Some(letter) => name.push(letter),
            None => return Err(Self::malformed(r"`\p` needs a name")),
        }
        let ascii = match name.as_str() {
            "Lower" => "a-z",
            "Upper" => "A-Z",
            "ASCII" => r"\x00-\x7F",
            "Alpha" => "a-zA-Z",
            "Digit" => "0-9",
            "Alnum" => "a-zA-Z0-9",
            "Punct" => r"!-/:-@\[-`\{-\x7e",
            "Graph" => "!-~",
            "Print" => r"\x20-~",
            "Blank" => r"\x20\t",
            "Cntrl" => r"\x00-\x1F\x7F",
            "XDigit" => "0-9a-fA-F",
            "Space" => r"\x20\t\n\x0B\f\r",
            _ => "",
        };
        if !ascii.is_empty() {
            return Ok(match (negated, in_class) {
                (true, _) => format!("[^{ascii}]"),
                (false, true) => ascii.to_owned(),
                (false, false) => format!("[{ascii}]"),
            });
        }
        let unicode = match name.as_str() {
            "javaLowerCase" => "Lowercase",
            "javaUpperCase" => "Uppercase",
            "javaWhitespace" => "White_Space",
            "javaMirrored" => "Bidi_Mirrored",
            "IsAlphabetic" => "Alphabetic",
            "IsDigit" => "Nd",
            "IsPunctuation" => "P",
            "IsWhite_Space" => "White_Space",
            other => other
                .strip_prefix("Is")
                .or_else(|| other.strip_prefix("In"))
                .unwrap_or(other),
        };
        Ok(format!(
            r"\{}{{{unicode}}}",
            if negated { 'P' } else { 'p' }
        ))
    }

    /// A character class, with the classes inside it.
    fn class(&mut self, depth: u32) -> Result<(), RenderError> {
        if depth > 50 {
            return Err(Self::malformed("classes are nested too deeply"));
        }
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        // A bracket that closes directly stands for itself.
        if self.rest.next_if_eq(&']').is_some() {
            self.out.push_str(r"\]");
        }
        while let Some(character) = self.rest.next() {
            match character {
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' => self.class(depth + 1)?,
                '\\' => self.escape(true)?,
                '&' => {
                    if self.rest.next_if_eq(&'&').is_some() {
                        self.out.push_str("&&");
                    } else {
                        self.out.push_str(r"\&");
                    }
                }
                // The engine takes two of these for an operator.
                '~' => self.out.push_str(r"\~"),
                '-' if self.rest.peek() == Some(&'-') || self.rest.peek() == Some(&']') => {
                    self.out.push_str(r"\-")
                }
                other => self.out.push(other),
            }
        }
        Err(Self::malformed("a character class is not closed"))
    }
}
