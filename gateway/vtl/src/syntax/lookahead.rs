//! Looking ahead without consuming, where one token does not decide.
//!
//! Only `[` needs more than three tokens: `[$a.b(…)..3]` is a range, `[$a.b(…), 3]` a list.

use super::parser::Parser;
use super::token::Kind;
use crate::error::Error;

/// Where a scan got to, or `None` if the tokens do not fit.
type Scan = Result<Option<usize>, Error>;

impl Parser<'_> {
    /// Whether the next tokens begin a range: `[`, an end, `..`.
    pub(super) fn at_range(&mut self) -> Result<bool, Error> {
        if self.peek(0)? != Kind::LeftBracket {
            return Ok(false);
        }
        let Some(next) = self.scan_range_end(1)? else {
            return Ok(false);
        };
        Ok(self.peek(next)? == Kind::DoubleDot)
    }

    /// Whether a method call follows: a name, `(`, and what can stand there.
    pub(super) fn at_method(&mut self) -> Result<bool, Error> {
        Ok(self.peek(0)? == Kind::Identifier
            && self.peek(1)? == Kind::LeftParen
            && matches!(
                self.peek(2)?,
                Kind::Whitespace
                    | Kind::StringLiteral
                    | Kind::Integer
                    | Kind::Float
                    | Kind::LeftBracket
                    | Kind::LeftCurly
                    | Kind::True
                    | Kind::False
                    | Kind::Identifier
                    | Kind::LeftBrace
                    | Kind::ArgumentsClose
            ))
    }

    /// `[white space] (reference | integer) [white space]`
    fn scan_range_end(&mut self, mut at: usize) -> Scan {
        at = self.scan_white_space(at)?;
        let next = match self.peek(at)? {
            Kind::Integer => at + 1,
            Kind::Identifier | Kind::LeftBrace => match self.scan_reference(at)? {
                Some(next) => next,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.scan_white_space(next).map(Some)
    }

    fn scan_white_space(&mut self, at: usize) -> Result<usize, Error> {
        Ok(if self.peek(at)? == Kind::Whitespace { at + 1 } else { at })
    }

    fn scan_token(&mut self, at: usize, kind: Kind) -> Scan {
        Ok((self.peek(at)? == kind).then_some(at + 1))
    }

    fn scan_reference(&mut self, at: usize) -> Scan {
        // A scan may meet the same reference once per enclosing bracket.
        let absolute = self.absolute(at);
        if let Some(known) = self.scanned.get(&absolute) {
            return Ok(known.map(|end| self.relative(end)));
        }
        self.deeper()?;
        let end = self.scan_reference_anew(at);
        self.shallower();
        let end = end?;
        let absolute_end = end.map(|end| self.absolute(end));
        self.scanned.insert(absolute, absolute_end);
        Ok(end)
    }

    fn scan_reference_anew(&mut self, at: usize) -> Scan {
        let braced = self.peek(at)? == Kind::LeftBrace;
        let Some(mut at) = self.scan_token(at + usize::from(braced), Kind::Identifier)? else {
            return Ok(None);
        };
        at = self.scan_indexes(at)?;
        while self.peek(at)? == Kind::Dot {
            let after = match self.scan_method(at + 1)? {
                Some(after) => after,
                None => match self.scan_token(at + 1, Kind::Identifier)? {
                    Some(after) => after,
                    None => break,
                },
            };
            at = self.scan_indexes(after)?;
        }
        if braced { self.scan_token(at, Kind::RightBrace) } else { Ok(Some(at)) }
    }

    fn scan_indexes(&mut self, mut at: usize) -> Result<usize, Error> {
        while let Some(next) = self.scan_index(at)? {
            at = next;
        }
        Ok(at)
    }

    fn scan_index(&mut self, at: usize) -> Scan {
        let Some(at) = self.scan_token(at, Kind::IndexOpen)? else {
            return Ok(None);
        };
        let at = self.scan_white_space(at)?;
        let next = match self.peek(at)? {
            Kind::StringLiteral | Kind::Integer | Kind::True | Kind::False => at + 1,
            Kind::Identifier | Kind::LeftBrace => match self.scan_reference(at)? {
                Some(next) => next,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let at = self.scan_white_space(next)?;
        self.scan_token(at, Kind::IndexClose)
    }

    fn scan_method(&mut self, at: usize) -> Scan {
        let Some(at) = self.scan_token(at, Kind::Identifier)? else {
            return Ok(None);
        };
        let Some(at) = self.scan_token(at, Kind::LeftParen)? else {
            return Ok(None);
        };
        if let Some(end) = self.scan_token(at, Kind::ArgumentsClose)? {
            return Ok(Some(end));
        }
        let Some(at) = self.scan_parameters(at)? else {
            return Ok(None);
        };
        self.scan_token(at, Kind::ArgumentsClose)
    }

    fn scan_parameters(&mut self, at: usize) -> Scan {
        let Some(mut at) = self.scan_parameter(at)? else {
            return Ok(None);
        };
        while self.peek(at)? == Kind::Comma {
            let Some(next) = self.scan_parameter(at + 1)? else {
                return Ok(None);
            };
            at = next;
        }
        Ok(Some(at))
    }

    fn scan_parameter(&mut self, at: usize) -> Scan {
        let at = self.scan_white_space(at)?;
        let next = match self.peek(at)? {
            Kind::StringLiteral | Kind::Integer | Kind::Float | Kind::True | Kind::False => Some(at + 1),
            Kind::Identifier | Kind::LeftBrace => self.scan_reference(at)?,
            Kind::LeftBracket | Kind::LeftCurly => {
                self.deeper()?;
                let end = self.scan_collection(at);
                self.shallower();
                end?
            }
            _ => None,
        };
        match next {
            Some(next) => self.scan_white_space(next).map(Some),
            None => Ok(None),
        }
    }

    fn scan_collection(&mut self, at: usize) -> Scan {
        if self.peek(at)? == Kind::LeftCurly {
            return self.scan_map(at + 1);
        }
        if let Some(start) = self.scan_range_end(at + 1)?
            && self.peek(start)? == Kind::DoubleDot
        {
            let Some(end) = self.scan_range_end(start + 1)? else {
                return Ok(None);
            };
            return self.scan_token(end, Kind::RightBracket);
        }
        if let Some(end) = self.scan_token(at + 1, Kind::RightBracket)? {
            return Ok(Some(end));
        }
        let Some(end) = self.scan_parameters(at + 1)? else {
            return Ok(None);
        };
        self.scan_token(end, Kind::RightBracket)
    }

    fn scan_map(&mut self, mut at: usize) -> Scan {
        let blank = self.scan_white_space(at)?;
        if matches!(self.peek(blank)?, Kind::RightCurly | Kind::RightBrace) {
            return Ok(Some(blank + 1));
        }
        loop {
            let Some(key) = self.scan_parameter(at)? else {
                return Ok(None);
            };
            let Some(colon) = self.scan_token(key, Kind::Colon)? else {
                return Ok(None);
            };
            let Some(value) = self.scan_parameter(colon)? else {
                return Ok(None);
            };
            match self.peek(value)? {
                Kind::Comma => at = value + 1,
                Kind::RightCurly | Kind::RightBrace => return Ok(Some(value + 1)),
                _ => return Ok(None),
            }
        }
    }
}
