//! Renders a tree of nodes.

mod access;
mod directive;
mod expression;
mod frame;
mod macros;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ast::{Block, Form, Macro, Node, Reference};
use crate::dialect::{Dialect, NullReferences};
use crate::error::{RenderError, limit};
use crate::limits::Limits;
use crate::method::Host;
use crate::scope::Scope;
use crate::value::{Bound, DefinedBlock, LoopScope, Value};

use frame::Frame;

/// Renders a template's tree.
pub(crate) fn render(
    body: &Block,
    dialect: Dialect,
    source_length: usize,
    scope: &mut Scope,
    limits: &Limits,
) -> Result<String, RenderError> {
    let mut renderer = Renderer {
        host: Host::new(scope, limits),
        dialect,
        depth: 0,
        macros: BTreeMap::new(),
        frames: Vec::new(),
        frame: None,
        leaving: None,
    };
    if dialect.macros {
        renderer.collect_macros(body);
    }
    let mut out = String::with_capacity(source_length.min(limits.output));
    // A `#break` outside of every loop ends the template, as `#stop` does.
    renderer.block(body, &mut out)?;
    Ok(out)
}

/// How rendering goes on after a node.
#[derive(Clone, Debug)]
enum Flow {
    Next,
    /// `#stop`
    Stop,
    /// `#break`
    Break,
    /// `#break($foreach.parent)`
    BreakFrom(std::rc::Rc<LoopScope>),
}

struct Renderer<'r> {
    host: Host<'r>,
    dialect: Dialect,
    depth: u32,
    macros: BTreeMap<Box<str>, Arc<Macro>>,
    /// The calls of macros under way.
    frames: Vec<Frame>,
    /// The call whose variables are seen; none outside of macros.
    frame: Option<usize>,
    /// A `#stop` or `#break` met inside a string, on its way out as if it were an error.
    leaving: Option<Flow>,
}

impl Renderer<'_> {
    /// Runs `work` one level deeper.
    fn deeper<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R, RenderError>) -> Result<R, RenderError> {
        if self.depth >= self.host.limits.depth {
            return Err(limit("the template recurses too deeply"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    fn block(&mut self, block: &Block, out: &mut String) -> Result<Flow, RenderError> {
        self.deeper(|renderer| {
            for node in &block.nodes {
                match renderer.node(node, out) {
                    Ok(Flow::Next) => {}
                    Ok(other) => return Ok(other),
                    Err(error) => return renderer.leaving.take().ok_or(error),
                }
            }
            Ok(Flow::Next)
        })
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Result<Flow, RenderError> {
        self.host.charge(1)?;
        match node {
            Node::Text(text) => {
                out.push_str(text);
                self.host.check_length(out.len())?;
                self.host.charge_length(text.len())?;
            }
            Node::Reference(reference) => {
                let before = out.len();
                let flow = self.print_reference(reference, out).map_err(|error| error.at(reference.place))?;
                self.host.check_length(out.len())?;
                self.host.charge_length(out.len().saturating_sub(before))?;
                return Ok(flow);
            }
            Node::Set(set) => self.set(set).map_err(|error| error.at(set.target.place))?,
            Node::If(statement) => return self.if_statement(statement, out),
            Node::Foreach(foreach) => {
                return self.foreach(foreach, out).map_err(|error| error.at(foreach.place));
            }
            Node::Define(define) => {
                let block = DefinedBlock::new(Arc::clone(&define.body));
                self.put(&define.name, Value::Block(block));
            }
            Node::Break(scope, place) => {
                return self.break_directive(scope.as_deref()).map_err(|error| error.at(*place));
            }
            Node::Stop => return Ok(Flow::Stop),
            Node::Macro(_) => {}
            Node::Call(call) => return self.call(call, out).map_err(|error| error.at(call.place)),
        }
        Ok(Flow::Next)
    }

    /// What stands for a value that is not there.
    fn missing(&self) -> Value {
        match self.dialect.null_references {
            NullReferences::Empty => Value::empty(),
            NullReferences::Literal => Value::Null,
        }
    }

    fn print_reference(&mut self, reference: &Reference, out: &mut String) -> Result<Flow, RenderError> {
        let printing = &reference.printing;
        if printing.form == Form::Runt {
            out.push_str(&reference.name);
            return Ok(Flow::Next);
        }
        let value = self.execute(reference)?;
        if printing.escaped {
            out.push_str(&printing.backslashes);
            if value.is_null() {
                out.push('\\');
            }
            out.push_str(&printing.without_value);
            return Ok(Flow::Next);
        }
        match &value {
            Value::Null => {}
            Value::Block(block) => match self.defined_block(block, out)? {
                Some(flow) => return Ok(flow),
                None => return self.print_without_value(reference, out),
            },
            value => {
                out.push_str(&printing.backslashes);
                out.push_str(&printing.before);
                self.print(value, out)?;
                return Ok(Flow::Next);
            }
        }
        self.print_without_value(reference, out)
    }

    fn print_without_value(&mut self, reference: &Reference, out: &mut String) -> Result<Flow, RenderError> {
        let printing = &reference.printing;
        // Twice, since without a reference the backslashes escape nothing.
        out.push_str(&printing.backslashes);
        out.push_str(&printing.backslashes);
        out.push_str(&printing.before);
        match self.argument_source(&printing.without_value) {
            Some(source) => out.push_str(&source),
            None => out.push_str(&printing.without_value),
        }
        Ok(Flow::Next)
    }

    /// Appends a value's text.
    fn print(&mut self, value: &Value, out: &mut String) -> Result<(), RenderError> {
        match value {
            Value::Text(text) => out.push_str(text),
            Value::Block(block) => {
                self.defined_block(block, out)?;
            }
            other => {
                let bound = Bound { depth: self.host.limits.depth, length: self.host.limits.output };
                other.print(out, bound).map_err(|_| limit("a value is too long or nested too deeply to be printed"))?;
            }
        }
        Ok(())
    }

    /// A value's text.
    fn text_of(&mut self, value: &Value) -> Result<Arc<str>, RenderError> {
        if let Value::Text(text) = value {
            return Ok(Arc::clone(text));
        }
        let mut text = String::new();
        self.print(value, &mut text)?;
        self.host.charge_text(text.len())?;
        Ok(text.into())
    }

    /// Renders a block made by `#define`; nothing if it is under way twice already.
    fn defined_block(&mut self, block: &DefinedBlock, out: &mut String) -> Result<Option<Flow>, RenderError> {
        let Some(entered) = block.enter() else {
            return Ok(None);
        };
        let flow = self.block(entered.body(), out)?;
        Ok(Some(match flow {
            Flow::Break => Flow::Next,
            other => other,
        }))
    }
}
