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
pub(super) enum Effect {
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
pub(super) enum Opening {
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
    pub(super) position: usize,
    pub(super) state: State,
    stack: Vec<Saved>,
    open: u32,
    closed: u32,
    in_comment: bool,
    in_set: bool,
    /// The end of the run of backslashes seen last, so that long runs are not read again and again.
    pub(super) backslashes_end: usize,
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
        self.rest().bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) == Some(b'(')
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
                    push_lead(self.source.get(start..self.position).unwrap_or_default(), &mut lead);
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
        Token { kind, image, offset: start, lead }
    }

    fn at_end(&self) -> bool {
        self.position >= self.source.len()
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or_default()
    }

    fn no_match(&self) -> Error {
        let place = Place::of_offset(self.source, self.position);
        match self.rest().chars().next() {
            None => Error::new("the template ends in the middle of a reference, directive or text block", place),
            Some(character) => Error::new(format!("unexpected `{}`", character.escape_debug()), place),
        }
    }

    // The state stack.

    fn push(&mut self) {
        self.stack.push(Saved { state: self.state, open: self.open, closed: self.closed });
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
                let last = self.source.get(..self.position).and_then(|read| read.chars().next_back());
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

    /// A comment to the end of the line also ends a reference before it.
    fn begin_line_comment(&mut self) {
        if self.state == State::Reference {
            self.pop();
        }
        self.begin_comment(State::LineComment);
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
            Kind::LineComment => self.begin_line_comment(),
            Kind::LineCommentEnd | Kind::BlockComment | Kind::TextBlock => {
                self.in_comment = false;
                self.pop();
            }
            Kind::StringLiteral if self.state == State::Directive && !self.in_set && self.open == 0 => {
                self.pop();
            }
            Kind::Integer => {
                // `1..3` is a range, not `1.` followed by `.3`.
                if self.source.get(start..end).is_some_and(|image| image.ends_with("..")) {
                    end -= 2;
                    self.position = end;
                }
                if self.open == 0 && !self.in_set && !matches!(self.state, State::Arguments | State::Index) {
                    self.pop();
                }
            }
            Kind::Float if self.open == 0 && !self.in_set && self.state != State::Arguments => {
                self.pop();
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
