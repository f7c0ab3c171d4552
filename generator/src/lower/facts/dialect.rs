//! Patterns as they are written in the wild, as patterns of ECMA-262.
//!
//! Documents hold patterns to be those of JavaScript, and services have them from the code that checks them: literals
//! with slashes, classes of Java (`\p{XDigit}`), anchors of Python (`\Z`), octal escapes, and code units where JSON has
//! characters. What they mean is kept.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Characters beyond U+FFFF, which are two code units each.
const ASTRAL: &str = "\u{10000}-\u{10ffff}";

/// The same pattern for engines of today.
pub(crate) fn of_today(pattern: &str) -> Cow<'_, str> {
    let plain = within_slashes(pattern).map_or(Cow::Borrowed(pattern), Cow::Owned);
    let signs = ["\\p{", "\\P{", "\\u", "\\0", "\\1", "\\2", "\\3", "\\A", "\\Z", "\\z", "{,"];
    if !signs.iter().any(|sign| plain.contains(sign)) {
        return plain;
    }
    let mut rewriter = Rewriter { rest: plain.chars().peekable(), out: String::new(), in_class: false };
    rewriter.run();
    Cow::Owned(rewriter.out)
}

/// The regular expression of `/^[a-z]+$/i`, which is how JavaScript writes one. By the letter it matches nothing,
/// since nothing stands before a beginning or behind an end.
pub(crate) fn within_slashes(pattern: &str) -> Option<String> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_anchored = inner.starts_with('^') || (inner.ends_with('$') && !inner.ends_with("\\$"));
    if !is_anchored || !flags.chars().all(|flag| "dgimsuvy".contains(flag)) {
        return None;
    }
    let within: String = flags.chars().filter(|flag| "ims".contains(*flag)).collect();
    Some(if within.is_empty() { inner.to_owned() } else { format!("(?{within}:{inner})") })
}

struct Rewriter<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    in_class: bool,
}

impl Rewriter<'_> {
    fn run(&mut self) {
        while let Some(char) = self.rest.next() {
            match char {
                '[' => self.in_class = true,
                ']' => self.in_class = false,
                '\\' => {
                    self.escape();
                    continue;
                }
                // Python and Ruby: `{,2}` is `{0,2}`.
                '{' if !self.in_class && self.rest.peek() == Some(&',') => {
                    self.out.push_str("{0");
                    continue;
                }
                // The end of a range is half a character: up to the last whole one, and all that such halves make.
                '-' if self.in_class && self.surrogate().is_some() => {
                    self.take(6);
                    self.out.push_str("-\u{d7ff}");
                    self.out.push_str(ASTRAL);
                    continue;
                }
                _ => {}
            }
            self.out.push(char);
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) {
        match self.rest.peek() {
            Some('p') => self.class_of_java(false),
            Some('P') => self.class_of_java(true),
            Some('0'..='3') => self.octal(),
            Some('u') => self.code_unit(),
            // Beginning and end in Python, Ruby and Java.
            Some('A') if !self.in_class => self.anchor('^'),
            Some('Z' | 'z') if !self.in_class => self.anchor('$'),
            Some(other) => {
                self.out.extend(['\\', *other]);
                self.rest.next();
            }
            None => self.out.push('\\'),
        }
    }

    fn anchor(&mut self, anchor: char) {
        self.rest.next();
        self.out.push(anchor);
    }

    /// java.util.regex.Pattern, "POSIX character classes" and the classes of `java.lang.Character`.
    fn class_of_java(&mut self, negated: bool) {
        let text: String = self.rest.clone().collect();
        let name = text.get(1..).and_then(|text| text.strip_prefix('{')).and_then(|text| text.split_once('}'));
        match name.and_then(|(name, _)| Some((name, ranges_of(name)?))) {
            Some((name, ranges)) if !(negated && self.in_class) => {
                self.take(name.chars().count() + 3);
                match (self.in_class, negated) {
                    (true, _) => self.out.push_str(ranges),
                    (false, true) => self.out.extend(["[^", ranges, "]"]),
                    (false, false) => self.out.extend(["[", ranges, "]"]),
                }
            }
            _ => self.out.push('\\'),
        }
    }

    /// ECMA-262, B.1.2: `\037`. Outside of a class a number without a leading zero is a group.
    fn octal(&mut self) {
        let digits: String = self.rest.clone().take(3).take_while(|char| ('0'..='7').contains(char)).collect();
        let is_octal = digits.len() > 1 && (self.in_class || digits.starts_with('0'));
        match u8::from_str_radix(&digits, 8) {
            Ok(value) if is_octal => {
                self.take(digits.len());
                self.out.push_str(&format!("\\x{value:02x}"));
            }
            _ => self.out.push('\\'),
        }
    }

    /// `\ud83d\ude00` is one character. Half of one stands for all in a class, and for nothing elsewhere.
    fn code_unit(&mut self) {
        let Some(high) = self.unit_ahead(0) else { return self.out.push('\\') };
        if let Some(char) = self.pair_ahead(0) {
            self.take(11);
            self.out.push(char);
        } else if self.in_class && (0xd800..0xe000).contains(&high) {
            self.take(5);
            self.out.push_str(ASTRAL);
            self.range_from_half();
        } else {
            self.out.push('\\');
        }
    }

    /// The end of a range that begins with half a character: such halves are there already.
    fn range_from_half(&mut self) {
        if self.rest.peek() != Some(&'-') || self.rest.clone().nth(1) == Some(']') {
            return;
        }
        self.rest.next();
        if self.surrogate().is_some() {
            self.take(6);
        } else {
            self.out.push_str("\u{e000}-");
        }
    }

    /// Half a character ahead, with its backslash, whose other half does not follow.
    fn surrogate(&self) -> Option<u16> {
        self.rest.clone().next().filter(|char| *char == '\\')?;
        self.unit_ahead(1).filter(|unit| (0xd800..0xe000).contains(unit) && self.pair_ahead(1).is_none())
    }

    /// The character of `uD83D\uDE00`, which begins after so many characters.
    fn pair_ahead(&self, after: usize) -> Option<char> {
        self.rest.clone().nth(after + 5).filter(|char| *char == '\\')?;
        let units = [self.unit_ahead(after)?, self.unit_ahead(after + 6)?];
        char::decode_utf16(units).next()?.ok().filter(|char| *char > '\u{ffff}')
    }

    /// The code unit of `uXXXX`, which begins after so many characters.
    fn unit_ahead(&self, after: usize) -> Option<u16> {
        let mut ahead = self.rest.clone().skip(after);
        ahead.next().filter(|char| *char == 'u')?;
        let digits: String = ahead.take(4).take_while(char::is_ascii_hexdigit).collect();
        (digits.len() == 4).then(|| u16::from_str_radix(&digits, 16).ok())?
    }

    fn take(&mut self, count: usize) {
        self.rest.by_ref().take(count).for_each(drop);
    }
}

/// What a class of Java's has, to be written in a class.
fn ranges_of(class: &str) -> Option<&'static str> {
    Some(match class {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7f",
        "Alpha" => "A-Za-z",
        "Digit" => "0-9",
        "Alnum" => "0-9A-Za-z",
        "Punct" => r"!-\/:-@\[-`\{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => r" \t",
        "Cntrl" => r"\x00-\x1f\x7f",
        "XDigit" => "0-9A-Fa-f",
        "Space" => r" \t\n\x0b\f\r",
        "LD" => r"\p{L}\p{Nd}",
        "L1" => r"\x00-\xff",
        "all" => r"\s\S",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use fancy_regex::Regex;

    use super::*;
    use crate::lower::facts::pattern::{Effort, effort};

    #[test]
    fn patterns_within_slashes() {
        for (pattern, expected) in [
            ("/^[0-9]{5}$/", Some("^[0-9]{5}$")),
            ("/^a$/gi", Some("(?i:^a$)")),
            ("/a$/", Some("a$")),
            (r"/a\$/", None),
            ("/v1/", None),
            ("/^a/b", None),
            ("^/a/$", None),
            ("/", None),
        ] {
            assert_eq!(within_slashes(pattern).as_deref(), expected, "{pattern}");
        }
    }

    /// Patterns of services, what they take, and what they do not.
    #[test]
    fn patterns_of_services() {
        for (pattern, taken, rejected) in [
            (r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\t\r\n]*$", "a ä \u{e000} 😀\t", "\u{1}"),
            (r"^[ -\uDFFF]+$", "a\u{d7ff}😀", "\u{e000}"),
            (r"^[\uDC00-\uFFFD]+$", "😀\u{e000}", "a"),
            (r"^[\uD800-]+$", "😀-", "a"),
            (r"^\ud83d\ude00$", "😀", "😁"),
            (r"^[\ud83d\ude00-\ud83d\ude4f]$", "😁", "🚀"),
            (r"^\p{XDigit}{8}-\p{XDigit}{4}$", "0aF00000-beef", "g0000000-beef"),
            (r"^[\p{XDigit}{2}:?]*$", "a0:?{", "g"),
            (r"^(\p{LD}|\p{Punct}| )+$", "aé1 !/[`{~", "\t"),
            (r"^[\p{all}]*$", "any\nthing", ""),
            (r"^\P{Cntrl}+$", "text", "a\u{7}"),
            (r"^[^/:|\000-\037]+$", "name", "a\u{1f}"),
            (r"^(a)\1$", "aa", "ab"),
            (r"^\u0041$", "A", "B"),
            (r"\A(\*\.)?[a-z]{,2}\Z", "*.ab", "abc"),
            (r"^[A{,]$", "{", "B"),
        ] {
            let read = of_today(pattern);
            let effort = effort(&read).unwrap_or_else(|error| panic!("{pattern} as {read}: {error}"));
            let engine = Regex::new(&jsonschema_regex::to_rust_regex(&read).unwrap()).unwrap();
            assert!(engine.is_match(taken).unwrap(), "{pattern} as {read}, {effort:?}");
            assert!(rejected.is_empty() || !engine.is_match(rejected).unwrap(), "{pattern} as {read}");
            assert!(effort == Effort::Linear || pattern.contains(r")\1"), "{pattern}");
        }
        assert_eq!(of_today("^[a-z]{2}$"), "^[a-z]{2}$");
    }
}
