//! Macros, whose arguments are evaluated anew wherever the macro uses them.

use std::sync::Arc;

use super::frame::Frame;
use super::{Flow, Renderer};
use crate::ast::{Block, Call, Expression, Node};
use crate::error::{RenderError, limit};
use crate::value::{DefinedBlock, Value};

/// How deep macros may call each other.
const DEPTH: usize = 20;

impl Renderer<'_> {
    /// Registers the macros that are defined anywhere in a block; the first definition of a name counts.
    pub(super) fn collect_macros(&mut self, block: &Block) {
        for node in &block.nodes {
            match node {
                Node::Macro(definition) => {
                    let name = definition.name.clone();
                    self.macros.entry(name).or_insert_with(|| Arc::new(definition.as_ref().clone()));
                    self.collect_macros(&definition.body);
                }
                Node::If(statement) => {
                    statement.branches.iter().for_each(|(_, body)| self.collect_macros(body));
                    statement.otherwise.iter().for_each(|body| self.collect_macros(body));
                }
                Node::Foreach(foreach) => self.collect_macros(&foreach.body),
                Node::Define(define) => self.collect_macros(&define.body),
                _ => {}
            }
        }
    }

    pub(super) fn call(&mut self, call: &Call, out: &mut String) -> Result<Flow, RenderError> {
        let Some(called) = self.macros.get(&call.name).cloned() else {
            out.push_str(&call.source);
            self.host.check_length(out.len())?;
            return Ok(Flow::Next);
        };
        if self.frames.len() >= DEPTH {
            return Err(limit("macros call each other too deeply"));
        }
        let mut locals = Vec::new();
        for (parameter, argument) in called.parameters.iter().zip(call.arguments.iter()) {
            // Constants are plain local variables, which can be assigned to.
            if matches!(argument, Expression::Number(_) | Expression::Boolean(_)) {
                locals.push((parameter.clone(), self.value(argument)?));
            }
        }
        if let Some(body) = &call.body {
            locals.push(("bodyContent".into(), Value::Block(DefinedBlock::new(Arc::clone(body)))));
        }
        let parent = self.frame;
        self.frame = Some(self.frames.len());
        self.frames.push(Frame { parent, called: Arc::clone(&called), arguments: Arc::clone(&call.arguments), locals });
        let flow = self.block(&called.body, out);
        self.frames.pop();
        self.frame = parent;
        Ok(match flow? {
            Flow::Break => Flow::Next,
            other => other,
        })
    }

    /// A variable's value, null if there is none.
    pub(super) fn variable(&mut self, name: &str) -> Result<Value, RenderError> {
        let mut level = self.frame;
        while let Some(frame) = level.and_then(|index| self.frames.get(index)) {
            if let Some(value) = frame.local(name).filter(|value| !value.is_null()) {
                return Ok(value.clone());
            }
            if let Some(index) = frame.argument(name) {
                let (arguments, parent) = (Arc::clone(&frame.arguments), frame.parent);
                let Some(argument) = arguments.get(index) else {
                    break;
                };
                let seen = std::mem::replace(&mut self.frame, parent);
                let value = self.deeper(|renderer| match argument {
                    Expression::Reference(reference) if reference.path.is_empty() => renderer.variable(&reference.name),
                    other => renderer.value(other),
                });
                self.frame = seen;
                return value;
            }
            level = frame.parent;
        }
        Ok(self.host.scope.get(name).cloned().unwrap_or_default())
    }

    /// Assigns a variable, in the macros under way and outside.
    pub(super) fn put(&mut self, name: &str, value: Value) {
        let mut level = self.frame;
        while let Some(frame) = level.and_then(|index| self.frames.get_mut(index)) {
            match frame.locals.iter_mut().find(|(local, _)| local.as_ref() == name) {
                Some((_, local)) => *local = value.clone(),
                None => frame.locals.push((name.into(), value.clone())),
            }
            level = frame.parent;
        }
        self.host.scope.assign(name, value);
    }

    /// Takes a variable away, in the macros under way and outside.
    pub(super) fn remove(&mut self, name: &str) {
        let mut level = self.frame;
        while let Some(frame) = level.and_then(|index| self.frames.get_mut(index)) {
            frame.locals.retain(|(local, _)| local.as_ref() != name);
            level = frame.parent;
        }
        self.host.scope.remove(name);
    }

    /// What the caller wrote for the parameter that a reference without a value names.
    pub(super) fn argument_source(&self, reference: &str) -> Option<Box<str>> {
        let name = reference.strip_prefix('$')?;
        let mut level = self.frame;
        while let Some(frame) = level.and_then(|index| self.frames.get(index)) {
            if let Some(Expression::Reference(argument)) =
                frame.argument(name).and_then(|index| frame.arguments.get(index))
            {
                return Some(argument.source.clone());
            }
            level = frame.parent;
        }
        None
    }
}
