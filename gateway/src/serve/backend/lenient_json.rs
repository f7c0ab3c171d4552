//! JSON as the gateway reads it where it is generous: unquoted words, single quotes, stray commas.
//!
//! A MOCK integration takes its status from a rendered template that is often no JSON at all
//! (`{statusCode: 200}`). API Gateway reads it with json-smart in its permissive mode; this is the
//! grammar of that mode, and it keeps only what a caller asks for.

/// How deep values may be nested.
const MAX_DEPTH: u32 = 400;

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Lenient {
    /// `null`, `true`, `false`.
    Word(&'static str),
    /// A number as it was written.
    Number(String),
    /// A string, quoted or not.
    Text(String),
    /// An array; the items are of no use to anybody here.
    Array,
    /// The members of an object, the last of a name counting.
    Object(Vec<(String, Lenient)>),
}

impl Lenient {
    /// The value of the member `name`.
    pub(crate) fn member(&self, name: &str) -> Option<&Lenient> {
        match self {
            Lenient::Object(members) => members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Reads the value at the start of `text`; what follows it is not looked at.
pub(crate) fn parse(text: &str) -> Option<Lenient> {
    Reader { rest: text }.value(&[], 0)
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn advance(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn value(&mut self, stop: &[char], depth: u32) -> Option<Lenient> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            ':' | '}' | ']' => None,
            '{' => self.object(depth),
            '[' => self.array(depth),
            '"' | '\'' => self.quoted().map(Lenient::Text),
            _ => Some(scalar(self.word(stop))),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Lenient> {
        self.advance();
        let mut members = Vec::new();
        let mut accepts_member = true;
        loop {
            self.skip_space();
            match self.peek()? {
                ':' | ']' | '[' | '{' => return None,
                '}' => {
                    self.advance();
                    return Some(Lenient::Object(members));
                }
                ',' => {
                    self.advance();
                    accepts_member = true;
                }
                start => {
                    if !accepts_member {
                        return None;
                    }
                    let key = match start {
                        '"' | '\'' => self.quoted()?,
                        _ => self.word(&[':']).to_owned(),
                    };
                    self.skip_space();
                    if self.advance()? != ':' {
                        return None;
                    }
                    let value = self.value(&[',', '}'], depth + 1)?;
                    members.push((key, value));
                    self.skip_space();
                    accepts_member = false;
                    if !matches!(self.peek()?, ',' | '}') {
                        return None;
                    }
                }
            }
        }
    }

    fn array(&mut self, depth: u32) -> Option<Lenient> {
        self.advance();
        loop {
            self.skip_space();
            match self.peek()? {
                ']' => {
                    self.advance();
                    return Some(Lenient::Array);
                }
                ',' => {
                    self.advance();
                }
                ':' | '}' => return None,
                _ => {
                    self.value(&[',', ']'], depth + 1)?;
                }
            }
        }
    }

    fn quoted(&mut self) -> Option<String> {
        let quote = self.advance()?;
        let mut text = String::new();
        loop {
            match self.advance()? {
                '\\' => text.push(self.escaped()?),
                end if end == quote => return Some(text),
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.advance()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let (digits, rest) = self.rest.split_at_checked(4)?;
                self.rest = rest;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other => other,
        })
    }

    fn word(&mut self, stop: &[char]) -> &'t str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        word.trim()
    }
}

fn scalar(word: &str) -> Lenient {
    match word {
        "null" => Lenient::Word("null"),
        "true" => Lenient::Word("true"),
        "false" => Lenient::Word("false"),
        _ if is_number(word) => Lenient::Number(word.to_owned()),
        _ => Lenient::Text(word.to_owned()),
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first == '-' || first.is_ascii_digit()) && word.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generous() {
        let number = |text: &str| Some(Lenient::Number(text.to_owned()));
        let table = [
            ("{\"statusCode\": 200}", number("200")),
            ("{ statusCode : 200 }", number("200")),
            ("{statusCode: 200, }x: ''}", number("200")),
            ("{statusCode: 200, a{ b}c: [d e]}", number("200")),
            ("{'statusCode': -1,, }", number("-1")),
            ("{statusCode: 200, a: {b: [1, {}]}, statusCode: 201}", number("201")),
            ("{statusCode: \"200\"}", Some(Lenient::Text("200".into()))),
            ("{statusCode: 200x}", Some(Lenient::Text("200x".into()))),
            ("{statusCode: null}", Some(Lenient::Word("null"))),
            ("{a: 1}", None),
            ("statusCode: 200", None),
            ("{statusCode: 200, {a: b}", None),
            ("{\"statusCode': 200 }", None),
            ("{statusCode: 200", None),
            ("{statusCode: {}x: 1}", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).and_then(|value| value.member("statusCode").cloned()), expected, "{text}");
        }
    }

    #[test]
    fn depth_is_limited() {
        assert_eq!(parse(&"{a:".repeat(100_000)), None);
        assert_eq!(parse(&"[".repeat(100_000)), None);
    }
}
