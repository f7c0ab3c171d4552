//! Turns template text into tokens, on demand.
//!
//! Velocity's lexer is a stack of states: `$` opens a reference, `#` a directive, and what a
//! character means depends on the state on top. Two of its habits reach the output and are kept:
//! a half-begun reference or directive (`$ `, `#!`) leaves its `$` or `#` on the next token, and a
//! reference that ends drops back into the state that it interrupted, whatever that was.
//!
//! The parser asks for one token at a time and may change the state in between, so tokens must
//! never be read ahead of need.

use super::token::{Kind, State, Token};
use crate::error::{Error, Place};

/// What a match does to the token that is being built.
enum Effect {
    /// The token is complete.
    Emit(Kind),
    /// The text belongs to a longer token (`$`, `#`, the inside of a text block).
    More(Opening),
    /// The text is dropped (inside comments).
    Skip,
    /// The character ends a half-begun reference or directive and is read again.
    GiveBack,
}

/// The beginnings of tokens that continue in another state.
#[derive(Clone, Copy)]
enum Opening {
    Reference,
    TextBlock,
    /// `#**`; the flag says that one character more was matched to make sure.
    FormalComment,
    BlockComment,
    Directive,
    Nothing,
}

struct Saved {
    state: State,
    open: u32,
    closed: u32,
}

/// The lexer's position in a template and its stack of states.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    position: usize,
    state: State,
    stack: Vec<Saved>,
    open: u32,
    closed: u32,
    in_comment: bool,
    in_set: bool,
    /// The end of the run of backslashes seen last, so that long runs are not read again and again.
    backslashes_end: usize,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            source,
            position: 0,
            state: State::Default,
            stack: Vec::new(),
            open: 0,
            closed: 0,
            in_comment: false,
            in_set: false,
            backslashes_end: 0,
        }
    }

    /// Switches to the inside of a directive, after its name was read.
    pub(crate) fn enter_directive(&mut self) {
        self.state = State::Directive;
    }

    /// Returns to the state below, after a word turned out to be no directive.
    pub(crate) fn leave_state(&mut self) {
        self.pop();
    }

    /// Says that a `#set(…)` has been read to its end.
    pub(crate) fn leave_set(&mut self) {
        self.in_set = false;
    }

    /// Whether the next character that is not white space is `(`.
    pub(crate) fn at_left_paren(&self) -> bool {
        self.rest()
            .bytes()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            == Some(b'(')
    }

    /// Reads one token.
    pub(crate) fn next(&mut self) -> Result<Token<'s>, Error> {
        let mut lead = String::new();
        let mut start = self.position;
        if self.at_end() {
            return Ok(self.token(Kind::EndOfInput, start, self.position, lead));
        }
        loop {
            let (effect, length) = self.longest_match().ok_or_else(|| self.no_match())?;
            self.position += length;
            match effect {
                Effect::Emit(kind) => {
                    let end = self.complete(kind, start);
                    // A dot loses what was begun before it (`#$.a` prints `.a`).
                    let start = if kind == Kind::Dot { end - 1 } else { start };
                    return Ok(self.token(kind, start, end, lead));
                }
                Effect::More(opening) => {
                    self.open(opening);
                    if self.at_end() {
                        return Err(self.no_match());
                    }
                    continue;
                }
                Effect::Skip => {}
                Effect::GiveBack => {
                    push_lead(
                        self.source.get(start..self.position).unwrap_or_default(),
                        &mut lead,
                    );
                    self.position -= length;
                    self.pop();
                }
            }
            start = self.position;
            if self.at_end() {
                return Ok(self.token(Kind::EndOfInput, start, self.position, lead));
            }
        }
    }

    fn token(&self, kind: Kind, start: usize, end: usize, lead: String) -> Token<'s> {
        let image = self.source.get(start..end).unwrap_or_default();
        Token {
            kind,
            image,
            offset: start,
            lead,
        }
    }

    fn at_end(&self) -> bool {
        self.position >= self.source.len()
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or_default()
    }

    fn no_match(&self) -> Error {
        let place = Place::of_offset(self.source, self.position);
        match self.rest().chars().next() {
            None => Error::new(
                "the template ends in the middle of a reference, directive or text block",
                place,
            ),
            Some(character) => {
                Error::new(format!("unexpected `{}`", character.escape_debug()), place)
            }
        }
    }

    // The state stack.

    fn push(&mut self) {
        self.stack.push(Saved {
            state: self.state,
            open: self.open,
            closed: self.closed,
        });
        self.open = 0;
    }

    fn pop(&mut self) -> bool {
        match self.stack.pop() {
            Some(saved) => {
                self.open = saved.open;
                self.closed = saved.closed;
                self.state = saved.state;
                true
            }
            None => {
                self.open = 0;
                self.state = State::Default;
                false
            }
        }
    }

    fn open(&mut self, opening: Opening) {
        if self.in_comment {
            return;
        }
        match opening {
            Opening::Reference => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.push();
                self.state = State::Reference;
            }
            Opening::TextBlock => self.begin_comment(State::TextBlock),
            Opening::FormalComment => {
                // Only looked at, to tell `#**#` from `#** … *#`.
                let last = self
                    .source
                    .get(..self.position)
                    .and_then(|read| read.chars().next_back());
                self.position -= last.map_or(0, char::len_utf8);
                self.begin_comment(State::BlockComment);
            }
            Opening::BlockComment => self.begin_comment(State::BlockComment),
            Opening::Directive => {
                if matches!(self.state, State::Reference | State::Modifier) {
                    self.pop();
                }
                self.push();
                self.state = State::PreDirective;
            }
            Opening::Nothing => {}
        }
    }

    fn begin_comment(&mut self, state: State) {
        self.in_comment = true;
        self.push();
        self.state = state;
    }

    /// Does what reading a token does to the states; returns where the token's text ends.
    fn complete(&mut self, kind: Kind, start: usize) -> usize {
        let mut end = self.position;
        match kind {
            Kind::IndexOpen => {
                self.push();
                self.state = State::Index;
            }
            Kind::IndexClose | Kind::RightBrace | Kind::End | Kind::Else => {
                self.pop();
            }
            Kind::LeftParen => {
                self.open += 1;
                if self.state == State::Modifier {
                    self.state = State::Arguments;
                }
            }
            Kind::RightParen => self.close_paren(),
            Kind::ArgumentsClose => self.state = State::Reference,
            Kind::Set => {
                self.push();
                self.in_set = true;
                self.state = State::Directive;
                self.open += 1;
            }
            Kind::If | Kind::ElseIf => self.state = State::Directive,
            Kind::LineComment => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.begin_comment(State::LineComment);
            }
            Kind::LineCommentEnd | Kind::BlockComment | Kind::TextBlock => {
                self.in_comment = false;
                self.pop();
            }
            Kind::StringLiteral => {
                if self.state == State::Directive && !self.in_set && self.open == 0 {
                    self.pop();
                }
            }
            Kind::Integer => {
                // `1..3` is a range, not `1.` followed by `.3`.
                if self
                    .source
                    .get(start..end)
                    .is_some_and(|image| image.ends_with(".."))
                {
                    end -= 2;
                    self.position = end;
                }
                if self.open == 0
                    && !self.in_set
                    && !matches!(self.state, State::Arguments | State::Index)
                {
                    self.pop();
                }
            }
            Kind::Float => {
                if self.open == 0 && !self.in_set && self.state != State::Arguments {
                    self.pop();
                }
            }
            Kind::Dot => {
                // The letter was only looked at, to tell `$a.b` from the end of a sentence.
                end -= 1;
                self.position = end;
                self.state = State::Modifier;
            }
            _ => {}
        }
        end
    }

    /// Drops back to the state below the one that the parenthesis closes.
    fn close_paren(&mut self) {
        loop {
            if self.open > 0 {
                if self.open == self.closed + 1 {
                    self.pop();
                } else {
                    self.closed += 1;
                }
                return;
            }
            if !self.pop() {
                return;
            }
        }
    }

    // Matching. The longest match wins; of equally long ones the one that is tried first.

    fn longest_match(&mut self) -> Option<(Effect, usize)> {
        let rest = self.rest().as_bytes();
        let first = *rest.first()?;
        match self.state {
            State::Default => self.match_text(rest, first),
            State::PreDirective => self.match_pre_directive(rest, first),
            State::Directive => self.match_directive(rest, first),
            State::Reference | State::Modifier => self.match_reference(rest, first),
            State::Arguments => self.match_arguments(rest, first),
            State::Index => self.match_index(rest, first),
            State::LineComment => match first {
                b'\n' | b'\r' => Some((Effect::Emit(Kind::LineCommentEnd), newline(rest))),
                _ => self
                    .match_opening(rest, first)
                    .or_else(|| Some((Effect::Skip, self.one_character()))),
            },
            State::BlockComment => match rest {
                [b'*', b'#', ..] => Some((Effect::Emit(Kind::BlockComment), 2)),
                _ => self
                    .match_opening(rest, first)
                    .or_else(|| Some((Effect::Skip, self.one_character()))),
            },
            State::TextBlock => match rest {
                [b']', b']', b'#', ..] => Some((Effect::Emit(Kind::TextBlock), 3)),
                _ => self
                    .match_opening(rest, first)
                    .or_else(|| Some((Effect::More(Opening::Nothing), self.one_character()))),
            },
        }
    }

    fn one_character(&self) -> usize {
        self.rest().chars().next().map_or(1, char::len_utf8)
    }

    /// How many backslashes follow; `rest` begins with one.
    fn backslashes(&mut self, rest: &[u8]) -> usize {
        if self.backslashes_end <= self.position {
            let run = rest.iter().take_while(|byte| **byte == b'\\').count();
            self.backslashes_end = self.position + run;
        }
        self.backslashes_end - self.position
    }

    /// `$`, `$!`, `#`, `#*`, `#[[`: recognised in every state.
    fn match_opening(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        match first {
            b'$' | b'\\' => {
                let before = if first == b'\\' {
                    self.backslashes(rest)
                } else {
                    0
                };
                if rest.get(before) != Some(&b'$') {
                    return None;
                }
                let after_dollar = rest.get(before + 1..).unwrap_or_default();
                let between = after_dollar
                    .iter()
                    .take_while(|byte| **byte == b'\\')
                    .count();
                let length = match after_dollar.get(between) {
                    Some(b'!') => before + 1 + between + 1,
                    _ => before + 1,
                };
                Some((Effect::More(Opening::Reference), length))
            }
            b'#' => Some(match rest {
                [_, b'[', b'[', ..] => (Effect::More(Opening::TextBlock), 3),
                [_, b'*', b'*', next, ..] if *next != b'#' => {
                    let next = self.rest().get(3..).and_then(|text| text.chars().next());
                    (
                        Effect::More(Opening::FormalComment),
                        3 + next.map_or(0, char::len_utf8),
                    )
                }
                [_, b'*', ..] => (Effect::More(Opening::BlockComment), 2),
                _ => (Effect::More(Opening::Directive), 1),
            }),
            _ => None,
        }
    }

    fn match_text(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        match first {
            b'$' => match empty_index(rest) {
                Some(length) => Some((Effect::Emit(Kind::EmptyIndex), length)),
                None => self.match_opening(rest, first),
            },
            b'#' => match (set_directive(rest), rest) {
                (Some(length), _) => Some((Effect::Emit(Kind::Set), length)),
                (None, [_, b'#', ..]) => Some((Effect::Emit(Kind::LineComment), 2)),
                _ => self.match_opening(rest, first),
            },
            b'\\' => {
                let run = self.backslashes(rest);
                if run % 2 == 1
                    && rest.get(run) == Some(&b'#')
                    && let Some(word) = directive_name(rest.get(run + 1..).unwrap_or_default())
                {
                    return Some((Effect::Emit(Kind::EscapedDirective), run + 1 + word));
                }
                if rest.get(run) == Some(&b'$') {
                    return self.match_opening(rest, first);
                }
                Some(if run >= 2 {
                    (Effect::Emit(Kind::DoubleEscape), 2)
                } else {
                    (Effect::Emit(Kind::Escape), 1)
                })
            }
            _ => {
                if matches!(first, b' ' | b'\t')
                    && let Some(length) = set_directive(rest)
                {
                    return Some((Effect::Emit(Kind::Set), length));
                }
                let length = rest
                    .iter()
                    .position(|byte| matches!(byte, b'$' | b'#' | b'\\'))
                    .unwrap_or(rest.len());
                Some((Effect::Emit(Kind::Text), length))
            }
        }
    }

    fn match_pre_directive(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        if let [b'#', b'#', ..] = rest {
            return Some((Effect::Emit(Kind::LineComment), 2));
        }
        if let Some(opening) = self.match_opening(rest, first) {
            return Some(opening);
        }
        if let Some((kind, length)) = number(rest) {
            return Some((Effect::Emit(kind), length));
        }
        let Some(length) = directive_name(rest) else {
            return Some((Effect::GiveBack, self.one_character()));
        };
        let name = rest.get(..length).unwrap_or_default();
        let end_of_line = || length + blank_line_end(rest.get(length..).unwrap_or_default());
        Some(match name {
            b"end" | b"{end}" => (Effect::Emit(Kind::End), end_of_line()),
            b"else" | b"{else}" => (Effect::Emit(Kind::Else), end_of_line()),
            b"if" | b"{if}" => (Effect::Emit(Kind::If), length),
            b"elseif" | b"{elseif}" => (Effect::Emit(Kind::ElseIf), length),
            [b'{', ..] => (Effect::Emit(Kind::BracketedWord), length),
            _ => (Effect::Emit(Kind::Word), length),
        })
    }

    fn match_directive(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        if let [b'#', b'#', ..] = rest {
            return Some((Effect::Emit(Kind::LineComment), 2));
        }
        if let Some(opening) = self.match_opening(rest, first) {
            return Some(opening);
        }
        if let Some(common) = argument_token(rest, first) {
            return Some(common);
        }
        let (kind, length) = match rest {
            [b'(', ..] => (Kind::LeftParen, 1),
            [b')', after @ ..] => (Kind::RightParen, 1 + blank_line_end(after)),
            [b'{', ..] => match directive_name(rest) {
                Some(length) => (Kind::BracketedWord, length),
                None => (Kind::LeftCurly, 1),
            },
            [b'-', ..] => (Kind::Minus, 1),
            [b'+', ..] => (Kind::Plus, 1),
            [b'*', ..] => (Kind::Multiply, 1),
            [b'/', ..] => (Kind::Divide, 1),
            [b'%', ..] => (Kind::Modulus, 1),
            [b'&', b'&', ..] => (Kind::And, 2),
            [b'|', b'|', ..] => (Kind::Or, 2),
            [b'<', b'=', ..] => (Kind::LessOrEqual, 2),
            [b'<', ..] => (Kind::Less, 1),
            [b'>', b'=', ..] => (Kind::GreaterOrEqual, 2),
            [b'>', ..] => (Kind::Greater, 1),
            [b'=', b'=', ..] => (Kind::Equal, 2),
            [b'=', ..] => (Kind::Assign, 1),
            [b'!', b'=', ..] => (Kind::NotEqual, 2),
            [b'!', ..] => (Kind::Not, 1),
            _ => {
                let length = directive_name(rest)?;
                let kind = match rest.get(..length).unwrap_or_default() {
                    b"true" => Kind::True,
                    b"false" => Kind::False,
                    b"and" => Kind::And,
                    b"or" => Kind::Or,
                    b"lt" => Kind::Less,
                    b"le" => Kind::LessOrEqual,
                    b"gt" => Kind::Greater,
                    b"ge" => Kind::GreaterOrEqual,
                    b"eq" => Kind::Equal,
                    b"ne" => Kind::NotEqual,
                    b"not" => Kind::Not,
                    _ => Kind::Word,
                };
                (kind, length)
            }
        };
        Some((Effect::Emit(kind), length))
    }

    /// `$name` and what may follow it outside of parentheses.
    fn match_reference(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        if let Some(length) = set_directive(rest) {
            return Some((Effect::Emit(Kind::Set), length));
        }
        let in_modifier = self.state == State::Modifier;
        if !in_modifier {
            if let Some(length) = empty_index(rest) {
                return Some((Effect::Emit(Kind::EmptyIndex), length));
            }
            if let [b'#', b'#', ..] = rest {
                return Some((Effect::Emit(Kind::LineComment), 2));
            }
        }
        if let Some(opening) = self.match_opening(rest, first) {
            return Some(opening);
        }
        let (kind, length) = match rest {
            [b'[', ..] => (Kind::IndexOpen, 1),
            [b'(', ..] if in_modifier => (Kind::LeftParen, 1),
            [b'{', ..] => (Kind::LeftBrace, 1),
            [b'}', ..] => (Kind::RightBrace, 1),
            _ => match name_or_dot(rest) {
                Some(found) => found,
                None => return Some((Effect::GiveBack, self.one_character())),
            },
        };
        Some((Effect::Emit(kind), length))
    }

    fn match_arguments(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        if let Some(length) = set_directive(rest) {
            return Some((Effect::Emit(Kind::Set), length));
        }
        if let Some(opening) = self.match_opening(rest, first) {
            return Some(opening);
        }
        if let Some(common) = argument_token(rest, first) {
            return Some(common);
        }
        match first {
            b')' => Some((Effect::Emit(Kind::ArgumentsClose), 1)),
            b'{' => Some((Effect::Emit(Kind::LeftCurly), 1)),
            _ => name_or_dot(rest).map(|(kind, length)| (Effect::Emit(kind), length)),
        }
    }

    fn match_index(&mut self, rest: &[u8], first: u8) -> Option<(Effect, usize)> {
        if let Some(opening) = self.match_opening(rest, first) {
            return Some(opening);
        }
        let found = match first {
            b']' => (Kind::IndexClose, 1),
            b' ' | b'\t' | b'\n' | b'\r' => (Kind::Whitespace, white_space(rest)),
            b'"' | b'\'' => (Kind::StringLiteral, string_literal(rest, first)?),
            _ if rest.starts_with(b"true") => (Kind::True, 4),
            _ if rest.starts_with(b"false") => (Kind::False, 5),
            _ => number(rest)?,
        };
        Some((Effect::Emit(found.0), found.1))
    }
}

/// The tokens that directives and method arguments have in common.
fn argument_token(rest: &[u8], first: u8) -> Option<(Effect, usize)> {
    let found = match first {
        b'[' => (Kind::LeftBracket, 1),
        b']' => (Kind::RightBracket, 1),
        b',' => (Kind::Comma, 1),
        b':' => (Kind::Colon, 1),
        b'}' => (Kind::RightCurly, 1),
        b' ' | b'\t' | b'\n' | b'\r' => (Kind::Whitespace, white_space(rest)),
        b'"' | b'\'' => (Kind::StringLiteral, string_literal(rest, first)?),
        _ => match (number(rest), rest) {
            (Some(found), _) => found,
            (None, [b'.', b'.', ..]) => (Kind::DoubleDot, 2),
            _ => return None,
        },
    };
    Some((Effect::Emit(found.0), found.1))
}

/// A name, `true`, `false`, or the dot before a letter.
fn name_or_dot(rest: &[u8]) -> Option<(Kind, usize)> {
    match rest {
        [b'.', next, ..] if next.is_ascii_alphabetic() => Some((Kind::Dot, 2)),
        [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            let length = rest
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))
                .unwrap_or(rest.len());
            let kind = match rest.get(..length).unwrap_or_default() {
                b"true" => Kind::True,
                b"false" => Kind::False,
                _ => Kind::Identifier,
            };
            Some((kind, length))
        }
        _ => None,
    }
}

/// A directive's name, plain or in braces.
fn directive_name(rest: &[u8]) -> Option<usize> {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@');
    match rest {
        [b'{', first, after @ ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            let length = after.iter().take_while(|byte| part(byte)).count();
            (after.get(length) == Some(&b'}')).then_some(length + 3)
        }
        [first, after @ ..] if first.is_ascii_alphabetic() || matches!(first, b'_' | b'@') => {
            Some(1 + after.iter().take_while(|byte| part(byte)).count())
        }
        _ => None,
    }
}

/// `#set(` with the blanks before it, which it swallows.
fn set_directive(rest: &[u8]) -> Option<usize> {
    if !matches!(rest.first(), Some(b' ' | b'\t' | b'#')) {
        return None;
    }
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let after_blanks = rest.get(blanks..)?;
    let name = if after_blanks.starts_with(b"#set") {
        4
    } else if after_blanks.starts_with(b"#{set}") {
        6
    } else {
        return None;
    };
    let after_name = after_blanks.get(name..)?;
    let spaces = after_name.iter().take_while(|byte| **byte == b' ').count();
    (after_name.get(spaces) == Some(&b'(')).then_some(blanks + name + spaces + 1)
}

/// `$[`, `$![`, `$.`: never a reference.
fn empty_index(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'$', b'[' | b'.', ..] => Some(2),
        [b'$', b'!', b'[', ..] => Some(3),
        [b'$', b'\\', b'!', b'[', ..] => Some(4),
        _ => None,
    }
}

fn newline(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    }
}

/// The length of blanks and the line end after them; nothing if other text follows.
fn blank_line_end(rest: &[u8]) -> usize {
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    match newline(rest.get(blanks..).unwrap_or_default()) {
        0 => 0,
        length => blanks + length,
    }
}

fn white_space(rest: &[u8]) -> usize {
    rest.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .count()
}

fn digits(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// An integer (with the `..` of a range, if one follows) or a floating point number.
fn number(rest: &[u8]) -> Option<(Kind, usize)> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let at = |index: usize| rest.get(index).copied();
    let tail = |index: usize| rest.get(index..).unwrap_or_default();
    let whole = digits(tail(sign));
    let after_whole = sign + whole;
    if whole == 0 {
        let fraction = (at(sign) == Some(b'.'))
            .then(|| digits(tail(sign + 1)))
            .filter(|count| *count > 0)?;
        let end = sign + 1 + fraction;
        return Some((Kind::Float, end + exponent(tail(end))));
    }
    if at(after_whole) == Some(b'.') {
        if at(after_whole + 1) == Some(b'.') {
            return Some((Kind::Integer, after_whole + 2));
        }
        let end = after_whole + 1 + digits(tail(after_whole + 1));
        return Some((Kind::Float, end + exponent(tail(end))));
    }
    match exponent(tail(after_whole)) {
        0 => Some((Kind::Integer, after_whole)),
        length => Some((Kind::Float, after_whole + length)),
    }
}

fn exponent(rest: &[u8]) -> usize {
    if !matches!(rest.first(), Some(b'e' | b'E')) {
        return 0;
    }
    let sign = usize::from(matches!(rest.get(1), Some(b'+' | b'-')));
    match digits(rest.get(1 + sign..).unwrap_or_default()) {
        0 => 0,
        count => 1 + sign + count,
    }
}

/// A quoted string; a doubled quote stands for one and does not end it.
fn string_literal(rest: &[u8], quote: u8) -> Option<usize> {
    let mut complete = None;
    let mut position = 1;
    while let Some(found) = rest.get(position..)?.iter().position(|byte| *byte == quote) {
        position += found + 1;
        complete = Some(position);
        if rest.get(position) != Some(&quote) {
            break;
        }
        position += 1;
    }
    complete
}

/// Appends what Velocity prints of a half-begun reference or directive.
fn push_lead(special: &str, lead: &mut String) {
    let bytes = special.as_bytes();
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'#' | b'$' => lead.push(char::from(*byte)),
            b'\\' => {
                let rest = bytes.get(index..).unwrap_or_default();
                let run = rest.iter().take_while(|byte| **byte == b'\\').count();
                if rest.get(run) == Some(&b'$') {
                    lead.push_str(special.get(index..index + run + 1).unwrap_or_default());
                    // The character after the dollar is not looked at: as Velocity does.
                    index += run + 1;
                }
            }
            _ => {}
        }
        index += 1;
    }
}
