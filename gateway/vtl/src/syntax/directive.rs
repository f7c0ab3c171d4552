//! Directives that are known by name: everything but `#set` and `#if`.

use std::sync::Arc;

use super::parser::Parser;
use super::statement::push_text;
use super::token::Kind;
use crate::ast::{Block, Call, Define, Expression, Foreach, Macro, Node};
use crate::error::{Error, Place};

impl Parser<'_> {
    pub(super) fn directive(&mut self, block: &mut Block) -> Result<(), Error> {
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
            (_, body) => {
                self.call(block, Called { start, place, name: &name, arguments, body: body.map(|(body, _)| body) })
            }
        }
        Ok(())
    }

    /// Arguments up to the closing parenthesis, which is consumed too.
    fn directive_arguments(&mut self, name: &str, arguments: &mut Vec<Argument>) -> Result<(), Error> {
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
                    Ok(Node::Define(Box::new(Define { name, body: Arc::new(body) })))
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
                Ok(Node::Macro(Box::new(Macro { name, parameters, body: Arc::new(body) })))
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
                Expression::Reference(reference) => Block { nodes: vec![Node::Reference(*reference)] },
                _ => Block::default(),
            };
        }
        let list = (arguments.len() > 2).then(|| arguments.swap_remove(2).value);
        let item = match arguments.first() {
            Some(Argument { value: Expression::Reference(reference), .. }) => reference.name.clone(),
            Some(argument) => self.variable_of(argument.token),
            None => "".into(),
        };
        Ok(Node::Foreach(Box::new(Foreach { item, list, body, place, complete })))
    }

    fn call(&mut self, block: &mut Block, called: Called<'_>) {
        let source: String = (called.start..self.absolute(0)).map(|index| self.image(index)).collect();
        // A block call without parentheses is nothing but its name.
        let unfinished = called.name.starts_with('@') && called.body.is_none();
        if !self.dialect.macros || unfinished {
            let text = if unfinished { format!("#{}", called.name) } else { source };
            push_text(block, &text);
            return;
        }
        block.nodes.push(Node::Call(Box::new(Call {
            name: called.name.trim_start_matches('@').into(),
            arguments: called.arguments.into_iter().map(|argument| argument.value).collect(),
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

pub(super) fn block_directive(name: &str) -> bool {
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
