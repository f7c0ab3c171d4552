//! From Java's regular expressions to those of `fancy-regex`.
//!
//! What differs: `\Q…\E`, POSIX and Java classes (`\p{Alpha}`, `\p{javaLowerCase}`), `\h`, `\R`, `\Z`, octal
//! escapes, the ASCII meaning of `\d \w \s`, what `.` and `$` take for a line end, and `[` inside classes.

use super::MalformedPattern;

/// Turns Java's syntax into that of `fancy-regex`.
pub(super) struct Translator<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    out: String,
    /// `(?s)` and `(?m)` at the beginning change what `.` and `$` mean.
    dot_all: bool,
    multi_line: bool,
}

impl<'p> Translator<'p> {
    pub(super) fn new(pattern: &'p str) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            out: String::with_capacity(pattern.len() + 8),
            dot_all: false,
            multi_line: false,
        }
    }

    pub(super) fn translate(mut self) -> Result<String, MalformedPattern> {
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

    /// Whether a brace begins a repetition such as `{2,3}`; Java rejects other braces.
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

    fn malformed(what: &str) -> MalformedPattern {
        MalformedPattern(what.to_owned())
    }

    fn escape(&mut self, in_class: bool) -> Result<(), MalformedPattern> {
        let escaped = self.rest.next().ok_or_else(|| Self::malformed("it ends in a backslash"))?;
        let set = |set: &str| {
            if in_class { set.to_owned() } else { format!("[{set}]") }
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
                let control = self.rest.next().ok_or_else(|| Self::malformed(r"`\c` needs a character"))?;
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

    fn digits(&mut self, count: usize) -> Result<String, MalformedPattern> {
        let digits: String = self.rest.by_ref().take(count).filter(char::is_ascii_hexdigit).collect();
        if digits.len() == count { Ok(digits) } else { Err(Self::malformed("illegal Unicode escape")) }
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
    fn property(&mut self, negated: bool, in_class: bool) -> Result<String, MalformedPattern> {
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
            other => other.strip_prefix("Is").or_else(|| other.strip_prefix("In")).unwrap_or(other),
        };
        Ok(format!(r"\{}{{{unicode}}}", if negated { 'P' } else { 'p' }))
    }

    /// A character class, with the classes inside it.
    fn class(&mut self, depth: u32) -> Result<(), MalformedPattern> {
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
                '-' if self.rest.peek() == Some(&'-') || self.rest.peek() == Some(&']') => self.out.push_str(r"\-"),
                other => self.out.push(other),
            }
        }
        Err(Self::malformed("a character class is not closed"))
    }
}
