//! Statements: text, references, directives and their blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lexer::Lexer;
use super::places::Places;
use super::token::{Kind, Token};
use crate::ast::{Block, Call, Define, Expression, Foreach, If, Macro, Node, Set};
use crate::dialect::Dialect;
use crate::error::{Error, Place};
use crate::limits::Limits;

/// Parses a whole template.
pub(crate) fn parse(source: &str, dialect: Dialect) -> Result<Block, Error> {
    if source.len() > Limits::TEMPLATE {
        let message = format!("the template is larger than {} KB", Limits::TEMPLATE / 1024);
        return Err(Error::new(message, Place { line: 1, column: 1 }));
    }
    parse_part(source, Place { line: 1, column: 1 }, dialect, 0)
}

/// Parses a template that stands inside another one (in a string), at `place` and so deep.
pub(super) fn parse_part(
    source: &str,
    place: Place,
    dialect: Dialect,
    depth: u32,
) -> Result<Block, Error> {
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

/// A recursive-descent parser over tokens that are read as they are needed.
pub(super) struct Parser<'s> {
    lexer: Lexer<'s>,
    places: Places<'s>,
    tokens: Vec<Token<'s>>,
    position: usize,
    /// References that a look ahead has been over: from where to where, if they are complete.
    pub(super) scanned: BTreeMap<usize, Option<usize>>,
    /// Macros defined so far; an escaped call of one loses its backslash.
    macros: BTreeSet<Box<str>>,
    dialect: Dialect,
    depth: u32,
    /// The tokens of the operand read last: from the first to behind the last.
    pub(super) operand: (usize, usize),
}

// Tokens.
impl<'s> Parser<'s> {
    /// The kind of the `ahead`-th token from here.
    pub(super) fn peek(&mut self, ahead: usize) -> Result<Kind, Error> {
        while self.tokens.len() <= self.position + ahead {
            if self
                .tokens
                .last()
                .is_some_and(|token| token.kind == Kind::EndOfInput)
            {
                return Ok(Kind::EndOfInput);
            }
            let token = self.lexer.next()?;
            self.tokens.push(token);
        }
        Ok(self
            .tokens
            .get(self.position + ahead)
            .map_or(Kind::EndOfInput, |token| token.kind))
    }

    /// Consumes a token and returns its index.
    pub(super) fn take(&mut self) -> Result<usize, Error> {
        self.peek(0)?;
        let index = self.position;
        self.position = (index + 1).min(self.tokens.len());
        Ok(index)
    }

    pub(super) fn expect(&mut self, kind: Kind) -> Result<usize, Error> {
        if self.peek(0)? == kind {
            self.take()
        } else {
            Err(self.unexpected(kind.describe()))
        }
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

// Errors and depth.
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

// Statements.
impl Parser<'_> {
    /// Statements up to a token that begins none.
    fn block(&mut self) -> Result<Block, Error> {
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
            Kind::LeftBrace if self.peek(1)? == Kind::Identifier => {
                self.printed_reference(block)?
            }
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
                let inner = image
                    .get(3..image.len().saturating_sub(3))
                    .unwrap_or_default()
                    .to_owned();
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
        Ok(Node::Set(Box::new(Set {
            target,
            variable,
            value,
        })))
    }

    /// The name that an assignment gives its variable: the first token without its dollar.
    fn variable_of(&self, token: usize) -> Box<str> {
        let image = self.image(token).trim_start_matches('\\');
        let first = image
            .rfind('$')
            .and_then(|dollar| image.get(dollar..))
            .unwrap_or(image);
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
        Ok(Node::If(Box::new(If {
            branches,
            otherwise,
        })))
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
        let name = directive
            .trim_start_matches('#')
            .trim_start_matches('{')
            .trim_end_matches('}');
        let known =
            self.is_directive(name) || matches!(name, "if" | "end" | "set" | "else" | "elseif");
        if known {
            format!("{}{directive}", image.get(..last / 2).unwrap_or_default())
        } else {
            image.to_owned()
        }
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
        let before_directive = matches!(next, Kind::If | Kind::ElseIf | Kind::Else | Kind::End)
            || self.is_directive(name.as_str());
        let text = if before_directive {
            "\\".repeat(count)
        } else {
            "\\\\".repeat(count)
        };
        push_text(block, &text);
        Ok(())
    }

    fn is_directive(&self, name: &str) -> bool {
        block_directive(name) || matches!(name, "break" | "stop") || self.macros.contains(name)
    }
}

// Directives with a name: everything but `#set` and `#if`.
impl Parser<'_> {
    fn directive(&mut self, block: &mut Block) -> Result<(), Error> {
        let start = self.take()?;
        let place = self.place(start);
        let name = directive_name(self.image(start)).to_owned();
        self.lexer.enter_directive();
        let has_arguments = self.lexer.at_left_paren();
        let mut arguments = Vec::new();
        if has_arguments {
            self.white_space()?;
            self.expect(Kind::LeftParen)?;
            self.directive_arguments(&name, &mut arguments)?;
        } else if name == "macro" {
            return Err(self.error_at(start, "expected `(` and a name after `#macro`"));
        } else {
            self.lexer.leave_state();
        }
        let mut body = None;
        let body_start = self.absolute(0);
        if has_arguments && (block_directive(&name) || name.starts_with('@')) {
            let inner = self.block()?;
            let end = self.absolute(0);
            if self.peek(0)? != Kind::End {
                return Err(self.unexpected(&format!("`#end` of `#{name}`")));
            }
            self.take()?;
            body = Some((inner, end));
        }
        match (name.as_str(), body) {
            ("literal", Some((_, end))) => {
                let text = self.literal(body_start, end);
                push_text(block, &text);
            }
            ("foreach" | "define" | "macro", Some((body, _))) => {
                let node = self.block_directive(start, &name, arguments, body)?;
                block.nodes.push(node);
            }
            ("foreach" | "define" | "literal", None) => {
                return Err(self.error_at(start, format!("expected `(` after `#{name}`")));
            }
            ("stop", _) => block.nodes.push(Node::Stop),
            ("break", _) if arguments.len() > 1 => {
                return Err(self.error_at(start, "`#break` takes one scope at most"));
            }
            ("break", _) => {
                let scope = arguments.pop().map(|argument| Box::new(argument.value));
                block.nodes.push(Node::Break(scope, place));
            }
            (_, body) => self.call(
                block,
                Called {
                    start,
                    place,
                    name: &name,
                    arguments,
                    body: body.map(|(body, _)| body),
                },
            ),
        }
        Ok(())
    }

    /// Arguments up to the closing parenthesis, which is consumed too.
    fn directive_arguments(
        &mut self,
        name: &str,
        arguments: &mut Vec<Argument>,
    ) -> Result<(), Error> {
        loop {
            self.white_space()?;
            if self.peek(0)? == Kind::RightParen {
                break;
            }
            if self.peek(0)? == Kind::Comma {
                self.take()?;
                self.white_space()?;
            }
            let position = arguments.len();
            let token = self.absolute(0);
            let is_word = self.peek(0)? == Kind::Word;
            if name == "macro" && position == 0 && !is_word {
                return Err(self.unexpected("the macro's name"));
            }
            let allowed = match name {
                "macro" => position == 0,
                "foreach" => position == 1,
                _ => !self.is_directive(name),
            };
            let value = if is_word && allowed {
                self.take()?;
                Expression::Word(self.image(token).into())
            } else {
                self.operand("an argument or `)`")?
            };
            arguments.push(Argument { value, token });
        }
        self.take()?;
        Ok(())
    }

    fn block_directive(
        &mut self,
        start: usize,
        name: &str,
        arguments: Vec<Argument>,
        body: Block,
    ) -> Result<Node, Error> {
        let place = self.place(start);
        match name {
            "foreach" => self.foreach(start, arguments, body, place),
            "define" => match arguments.as_slice() {
                [only] => {
                    let name = self.variable_of(only.token);
                    Ok(Node::Define(Box::new(Define {
                        name,
                        body: Arc::new(body),
                    })))
                }
                _ => Err(self.error_at(start, "`#define` takes one reference")),
            },
            _ => {
                let Some((first, rest)) = arguments.split_first() else {
                    return Err(self.error_at(start, "`#macro` takes a name first"));
                };
                let name: Box<str> = self.image(first.token).into();
                self.macros.insert(name.clone());
                let parameters = rest
                    .iter()
                    .map(|argument| {
                        let image = self.image(argument.token);
                        image.strip_prefix('$').unwrap_or(image).into()
                    })
                    .collect();
                Ok(Node::Macro(Box::new(Macro {
                    name,
                    parameters,
                    body: Arc::new(body),
                })))
            }
        }
    }

    fn foreach(
        &mut self,
        start: usize,
        mut arguments: Vec<Argument>,
        mut body: Block,
        place: Place,
    ) -> Result<Node, Error> {
        if arguments.is_empty() {
            return Err(self.error_at(start, "`#foreach` takes a reference, `in` and a list"));
        }
        // With two there is nothing to iterate over; with one alone Velocity fails, once it gets there.
        let complete = arguments.len() > 1;
        // Velocity repeats what comes fourth, whatever it is.
        if arguments.len() > 3 {
            body = match arguments.swap_remove(3).value {
                Expression::Reference(reference) => Block {
                    nodes: vec![Node::Reference(*reference)],
                },
                _ => Block::default(),
            };
        }
        let list = (arguments.len() > 2).then(|| arguments.swap_remove(2).value);
        let item = match arguments.first() {
            Some(Argument {
                value: Expression::Reference(reference),
                ..
            }) => reference.name.clone(),
            Some(argument) => self.variable_of(argument.token),
            None => "".into(),
        };
        Ok(Node::Foreach(Box::new(Foreach {
            item,
            list,
            body,
            place,
            complete,
        })))
    }

    fn call(&mut self, block: &mut Block, called: Called<'_>) {
        let source: String = (called.start..self.absolute(0))
            .map(|index| self.image(index))
            .collect();
        // A block call without parentheses is nothing but its name.
        let unfinished = called.name.starts_with('@') && called.body.is_none();
        if !self.dialect.macros || unfinished {
            let text = if unfinished {
                format!("#{}", called.name)
            } else {
                source
            };
            push_text(block, &text);
            return;
        }
        block.nodes.push(Node::Call(Box::new(Call {
            name: called.name.trim_start_matches('@').into(),
            arguments: called
                .arguments
                .into_iter()
                .map(|argument| argument.value)
                .collect(),
            body: called.body.map(Arc::new),
            source: source.into(),
            place: called.place,
        })));
    }
}

/// A directive's argument and its first token.
struct Argument {
    value: Expression,
    token: usize,
}

struct Called<'n> {
    start: usize,
    place: Place,
    name: &'n str,
    arguments: Vec<Argument>,
    body: Option<Block>,
}

fn block_directive(name: &str) -> bool {
    matches!(name, "foreach" | "define" | "literal" | "macro")
}

/// A directive token's name, without `#` and braces.
fn directive_name(image: &str) -> &str {
    match image.strip_prefix("#{") {
        Some(braced) => braced.strip_suffix('}').unwrap_or(braced),
        None => {
            let mut rest = image.chars();
            rest.next();
            rest.as_str()
        }
    }
}

fn push_text(block: &mut Block, text: &str) {
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
