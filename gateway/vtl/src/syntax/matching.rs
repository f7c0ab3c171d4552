//! Which token comes next in each state.
//!
//! The longest match wins; of equally long ones the one that is tried first.

use super::lexer::{Effect, Lexer, Opening};
use super::patterns::{
    argument_token, blank_line_end, directive_name, empty_index, name_or_dot, newline, number, set_directive,
    string_literal, white_space,
};
use super::token::{Kind, State};

impl Lexer<'_> {
    pub(super) fn longest_match(&mut self) -> Option<(Effect, usize)> {
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
                _ => self.match_opening(rest, first).or_else(|| Some((Effect::Skip, self.one_character()))),
            },
            State::BlockComment => match rest {
                [b'*', b'#', ..] => Some((Effect::Emit(Kind::BlockComment), 2)),
                _ => self.match_opening(rest, first).or_else(|| Some((Effect::Skip, self.one_character()))),
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
                let before = if first == b'\\' { self.backslashes(rest) } else { 0 };
                if rest.get(before) != Some(&b'$') {
                    return None;
                }
                let after_dollar = rest.get(before + 1..).unwrap_or_default();
                let between = after_dollar.iter().take_while(|byte| **byte == b'\\').count();
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
                    (Effect::More(Opening::FormalComment), 3 + next.map_or(0, char::len_utf8))
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
                Some(if run >= 2 { (Effect::Emit(Kind::DoubleEscape), 2) } else { (Effect::Emit(Kind::Escape), 1) })
            }
            _ => {
                if matches!(first, b' ' | b'\t')
                    && let Some(length) = set_directive(rest)
                {
                    return Some((Effect::Emit(Kind::Set), length));
                }
                let length = rest.iter().position(|byte| matches!(byte, b'$' | b'#' | b'\\')).unwrap_or(rest.len());
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
            return Some((Effect::Emit(common.0), common.1));
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
            return Some((Effect::Emit(common.0), common.1));
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
