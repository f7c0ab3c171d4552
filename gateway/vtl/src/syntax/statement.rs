//! Statements: text, references, directives and their blocks.

use super::directive::block_directive;
use super::lexer::Lexer;
use super::parser::Parser;
use super::places::Places;
use super::token::Kind;
use crate::ast::{Block, Expression, If, Node, Set};
use crate::dialect::Dialect;
use crate::error::{Error, Place};
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// Parses a whole template.
pub(crate) fn parse(source: &str, dialect: Dialect) -> Result<Block, Error> {
    if source.len() > Limits::TEMPLATE {
        let message = format!("the template is larger than {} KB", Limits::TEMPLATE / 1024);
        return Err(Error::new(message, Place { line: 1, column: 1 }));
    }
    parse_part(source, Place { line: 1, column: 1 }, dialect, 0)
}

/// Parses a template that stands inside another one (in a string), at `place` and so deep.
pub(super) fn parse_part(source: &str, place: Place, dialect: Dialect, depth: u32) -> Result<Block, Error> {
    let mut parser = Parser {
        lexer: Lexer::new(source),
        places: Places::new(source, place),
        tokens: Vec::new(),
        position: 0,
        scanned: BTreeMap::new(),
        macros: BTreeSet::new(),
        dialect,
        depth,
        operand: (0, 0),
    };
    if depth > Limits::NESTING {
        return Err(parser.error_at(0, "nested too deeply"));
    }
    let block = parser.block()?;
    match parser.peek(0)? {
        Kind::EndOfInput => Ok(block),
        _ => Err(parser.unexpected("text, a reference or a directive")),
    }
}

impl Parser<'_> {
    /// Statements up to a token that begins none.
    pub(super) fn block(&mut self) -> Result<Block, Error> {
        self.deeper()?;
        let mut block = Block::default();
        while self.statement(&mut block)? {}
        self.shallower();
        Ok(block)
    }

    /// Adds one statement; `false` if the next token begins none.
    fn statement(&mut self, block: &mut Block) -> Result<bool, Error> {
        match self.peek(0)? {
            Kind::If => {
                let node = self.if_statement()?;
                block.nodes.push(node);
            }
            Kind::Identifier => self.printed_reference(block)?,
            Kind::LeftBrace if self.peek(1)? == Kind::Identifier => self.printed_reference(block)?,
            Kind::LineComment => {
                self.comment(block)?;
                if self.peek(0)? == Kind::LineCommentEnd {
                    self.take()?;
                }
            }
            Kind::BlockComment => self.comment(block)?,
            Kind::TextBlock => {
                let token = self.take()?;
                let image = self.image(token);
                // The text block's own marks; what was begun before them is lost, as in Velocity.
                let inner = image.get(3..image.len().saturating_sub(3)).unwrap_or_default().to_owned();
                push_text(block, &inner);
            }
            Kind::Set => {
                let node = self.set()?;
                block.nodes.push(node);
            }
            Kind::EscapedDirective => {
                let token = self.take()?;
                let text = self.escaped_directive(self.image(token));
                push_text(block, &text);
            }
            Kind::DoubleEscape => self.double_escapes(block)?,
            Kind::Word | Kind::BracketedWord => self.directive(block)?,
            Kind::LeftParen
            | Kind::RightParen
            | Kind::Escape
            | Kind::Text
            | Kind::StringLiteral
            | Kind::Integer
            | Kind::Float
            | Kind::Dot
            | Kind::LeftBrace
            | Kind::RightBrace
            | Kind::EmptyIndex => {
                let token = self.take()?;
                let text = self.literal(token, token + 1);
                push_text(block, &text);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn printed_reference(&mut self, block: &mut Block) -> Result<(), Error> {
        let reference = self.reference()?;
        block.nodes.push(Node::Reference(reference));
        Ok(())
    }

    /// A comment prints what stood before its mark in the same token (`$#* … *#`).
    fn comment(&mut self, block: &mut Block) -> Result<(), Error> {
        let token = self.take()?;
        let image = self.image(token);
        if let Some(mark) = image.find("##").or_else(|| image.find("#*")) {
            let before = image.get(..mark).unwrap_or_default().to_owned();
            push_text(block, &before);
        }
        Ok(())
    }

    fn set(&mut self) -> Result<Node, Error> {
        self.take()?;
        self.white_space()?;
        if !matches!(self.peek(0)?, Kind::Identifier | Kind::LeftBrace) {
            return Err(self.unexpected("a reference to assign to"));
        }
        let start = self.absolute(0);
        let target = self.reference()?;
        let variable = self.variable_of(start);
        self.white_space()?;
        self.expect(Kind::Assign)?;
        let value = self.expression()?;
        self.expect(Kind::RightParen)?;
        self.lexer.leave_set();
        Ok(Node::Set(Box::new(Set { target, variable, value })))
    }

    /// The name that an assignment gives its variable: the first token without its dollar.
    pub(super) fn variable_of(&self, token: usize) -> Box<str> {
        let image = self.image(token).trim_start_matches('\\');
        let first = image.rfind('$').and_then(|dollar| image.get(dollar..)).unwrap_or(image);
        let mut rest = first.chars();
        rest.next();
        rest.as_str().into()
    }

    fn if_statement(&mut self) -> Result<Node, Error> {
        let mut branches = vec![self.branch()?];
        while self.peek(0)? == Kind::ElseIf {
            branches.push(self.branch()?);
        }
        let mut otherwise = None;
        if self.peek(0)? == Kind::Else {
            self.take()?;
            otherwise = Some(self.block()?);
        }
        if self.peek(0)? != Kind::End {
            return Err(self.unexpected("`#end` of `#if`"));
        }
        self.take()?;
        Ok(Node::If(Box::new(If { branches, otherwise })))
    }

    /// `#if` or `#elseif` with its condition and block.
    fn branch(&mut self) -> Result<(Expression, Block), Error> {
        self.take()?;
        self.white_space()?;
        self.expect(Kind::LeftParen)?;
        let condition = self.expression()?;
        self.expect(Kind::RightParen)?;
        Ok((condition, self.block()?))
    }

    // Escapes.

    /// `\#if` prints `#if`; what is no directive keeps its backslashes.
    fn escaped_directive(&self, image: &str) -> String {
        let last = image.rfind('\\').unwrap_or(0);
        let directive = image.get(last + 1..).unwrap_or_default();
        let name = directive.trim_start_matches('#').trim_start_matches('{').trim_end_matches('}');
        let known = self.is_directive(name) || matches!(name, "if" | "end" | "set" | "else" | "elseif");
        if known { format!("{}{directive}", image.get(..last / 2).unwrap_or_default()) } else { image.to_owned() }
    }

    /// `\\#if` prints `\` and is a directive; before anything else both backslashes stay.
    fn double_escapes(&mut self, block: &mut Block) -> Result<(), Error> {
        let mut count = 0;
        while self.peek(0)? == Kind::DoubleEscape {
            self.take()?;
            count += 1;
        }
        let next = self.peek(0)?;
        let image = self.image(self.position);
        let mut name = image.chars();
        name.next();
        let before_directive =
            matches!(next, Kind::If | Kind::ElseIf | Kind::Else | Kind::End) || self.is_directive(name.as_str());
        let text = if before_directive { "\\".repeat(count) } else { "\\\\".repeat(count) };
        push_text(block, &text);
        Ok(())
    }

    pub(super) fn is_directive(&self, name: &str) -> bool {
        block_directive(name) || matches!(name, "break" | "stop") || self.macros.contains(name)
    }
}

pub(super) fn push_text(block: &mut Block, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Node::Text(last)) = block.nodes.last_mut() {
        // Neighbours are joined, so that rendering copies once.
        last.push_str(text);
    } else {
        block.nodes.push(Node::Text(text.into()));
    }
}
