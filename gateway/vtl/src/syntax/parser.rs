//! The parser's tokens, errors and depth. What it parses is in the modules beside this one.

use std::collections::{BTreeMap, BTreeSet};

use super::lexer::Lexer;
use super::places::Places;
use super::token::{Kind, Token};
use crate::dialect::Dialect;
use crate::error::{Error, Place};
use crate::limits::Limits;

/// A recursive-descent parser over tokens that are read as they are needed.
pub(super) struct Parser<'s> {
    pub(super) lexer: Lexer<'s>,
    pub(super) places: Places<'s>,
    pub(super) tokens: Vec<Token<'s>>,
    pub(super) position: usize,
    /// References that a look ahead has been over: from where to where, if they are complete.
    pub(super) scanned: BTreeMap<usize, Option<usize>>,
    /// Macros defined so far; an escaped call of one loses its backslash.
    pub(super) macros: BTreeSet<Box<str>>,
    pub(super) dialect: Dialect,
    pub(super) depth: u32,
    /// The tokens of the operand read last: from the first to behind the last.
    pub(super) operand: (usize, usize),
}

impl<'s> Parser<'s> {
    /// The kind of the `ahead`-th token from here.
    pub(super) fn peek(&mut self, ahead: usize) -> Result<Kind, Error> {
        while self.tokens.len() <= self.position + ahead {
            if self.tokens.last().is_some_and(|token| token.kind == Kind::EndOfInput) {
                return Ok(Kind::EndOfInput);
            }
            let token = self.lexer.next()?;
            self.tokens.push(token);
        }
        Ok(self.tokens.get(self.position + ahead).map_or(Kind::EndOfInput, |token| token.kind))
    }

    /// Consumes a token and returns its index.
    pub(super) fn take(&mut self) -> Result<usize, Error> {
        self.peek(0)?;
        let index = self.position;
        self.position = (index + 1).min(self.tokens.len());
        Ok(index)
    }

    pub(super) fn expect(&mut self, kind: Kind) -> Result<usize, Error> {
        if self.peek(0)? == kind { self.take() } else { Err(self.unexpected(kind.describe())) }
    }

    pub(super) fn white_space(&mut self) -> Result<(), Error> {
        if self.peek(0)? == Kind::Whitespace {
            self.take()?;
        }
        Ok(())
    }

    /// The index of the `ahead`-th token from here.
    pub(super) fn absolute(&self, ahead: usize) -> usize {
        self.position + ahead
    }

    /// The inverse of [`Self::absolute`].
    pub(super) fn relative(&self, index: usize) -> usize {
        index.saturating_sub(self.position)
    }

    pub(super) fn image(&self, index: usize) -> &'s str {
        self.tokens.get(index).map_or("", |token| token.image)
    }

    pub(super) fn lead(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &token.lead)
    }

    /// The text of the tokens from `start` to before `end`.
    pub(super) fn literal(&self, start: usize, end: usize) -> Box<str> {
        let mut text = String::new();
        for token in self.tokens.get(start..end).unwrap_or_default() {
            token.push_literal(&mut text);
        }
        text.into()
    }

    pub(super) fn place(&mut self, index: usize) -> Place {
        let offset = self.tokens.get(index).map_or(0, |token| token.offset);
        self.places.of(offset)
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// Errors and depth.
impl Parser<'_> {
    pub(super) fn error_at(&mut self, index: usize, message: impl Into<String>) -> Error {
        Error::new(message, self.place(index))
    }

    /// The error for a next token that does not fit.
    pub(super) fn unexpected(&mut self, expected: &str) -> Error {
        let found = match self.tokens.get(self.position) {
            None => Kind::EndOfInput.describe().to_owned(),
            Some(token) if token.kind == Kind::EndOfInput => token.kind.describe().to_owned(),
            Some(token) => {
                let shown: String = token.image.chars().take(20).collect();
                format!("`{}`", shown.escape_debug())
            }
        };
        self.error_at(self.position, format!("expected {expected}, found {found}"))
    }

    pub(super) fn deeper(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > Limits::NESTING {
            return Err(self.error_at(self.position, "nested too deeply"));
        }
        Ok(())
    }

    pub(super) fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    pub(super) fn restore_depth(&mut self, depth: u32) {
        self.depth = depth;
    }
}
