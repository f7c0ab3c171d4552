//! Walks a template's tree without rendering it.

use crate::ast::{Access, Block, Expression, Node, Reference};

/// Sees the nodes, expressions and references of a template in the order in which they are written.
///
/// Every method walks on into its argument by default; one that is overridden calls the `walk_…`
/// function of the same name to do so too.
///
/// ```
/// use gatewright_vtl::Template;
/// use gatewright_vtl::ast::{Access, Reference};
/// use gatewright_vtl::visit::{Visitor, walk_reference};
///
/// /// Collects the stage variables that a template reads.
/// #[derive(Default)]
/// struct StageVariables(Vec<String>);
///
/// impl<'t> Visitor<'t> for StageVariables {
///     fn reference(&mut self, reference: &'t Reference) {
///         if let ("stageVariables", Some(Access::Property(name))) = (&*reference.name, reference.path.first()) {
///             self.0.push(name.to_string());
///         }
///         walk_reference(self, reference);
///     }
/// }
///
/// let template = Template::parse("#if($a == \"${stageVariables.url}\")$!stageVariables.key#end")?;
/// let mut found = StageVariables::default();
/// found.block(template.body());
/// assert_eq!(found.0, ["url", "key"]);
/// # Ok::<(), gatewright_vtl::Error>(())
/// ```
pub trait Visitor<'t> {
    /// A sequence of nodes.
    fn block(&mut self, block: &'t Block) {
        walk_block(self, block);
    }

    /// One node.
    fn node(&mut self, node: &'t Node) {
        walk_node(self, node);
    }

    /// An expression, outer ones first.
    fn expression(&mut self, expression: &'t Expression) {
        walk_expression(self, expression);
    }

    /// A reference: printed, assigned to, or part of an expression.
    fn reference(&mut self, reference: &'t Reference) {
        walk_reference(self, reference);
    }
}

/// Visits the nodes of a block.
pub fn walk_block<'t, V: Visitor<'t> + ?Sized>(visitor: &mut V, block: &'t Block) {
    block.nodes.iter().for_each(|node| visitor.node(node));
}

/// Visits what a node consists of.
pub fn walk_node<'t, V: Visitor<'t> + ?Sized>(visitor: &mut V, node: &'t Node) {
    match node {
        Node::Text(_) | Node::Stop => {}
        Node::Reference(reference) => visitor.reference(reference),
        Node::Set(set) => {
            visitor.reference(&set.target);
            visitor.expression(&set.value);
        }
        Node::If(statement) => {
            for (condition, body) in &statement.branches {
                visitor.expression(condition);
                visitor.block(body);
            }
            statement.otherwise.iter().for_each(|body| visitor.block(body));
        }
        Node::Foreach(foreach) => {
            foreach.list.iter().for_each(|list| visitor.expression(list));
            visitor.block(&foreach.body);
        }
        Node::Define(define) => visitor.block(&define.body),
        Node::Break(scope, _) => scope.iter().for_each(|scope| visitor.expression(scope)),
        Node::Macro(definition) => visitor.block(&definition.body),
        Node::Call(call) => {
            call.arguments.iter().for_each(|argument| visitor.expression(argument));
            call.body.iter().for_each(|body| visitor.block(body));
        }
    }
}

/// Visits what an expression consists of.
pub fn walk_expression<'t, V: Visitor<'t> + ?Sized>(visitor: &mut V, expression: &'t Expression) {
    match expression {
        Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) | Expression::Word(_) => {}
        Expression::Reference(reference) => visitor.reference(reference),
        Expression::Interpolated { block, .. } => visitor.block(block),
        Expression::List(items) => items.iter().for_each(|item| visitor.expression(item)),
        Expression::Map(entries) => {
            for (key, value) in entries {
                visitor.expression(key);
                visitor.expression(value);
            }
        }
        Expression::Range(ends) => {
            visitor.expression(&ends.0);
            visitor.expression(&ends.1);
        }
        Expression::Not(operand) => visitor.expression(operand),
        Expression::Binary(binary) => {
            visitor.expression(&binary.left);
            visitor.expression(&binary.right);
        }
    }
}

/// Visits the arguments and indexes of a reference.
pub fn walk_reference<'t, V: Visitor<'t> + ?Sized>(visitor: &mut V, reference: &'t Reference) {
    for access in &reference.path {
        match access {
            Access::Property(_) => {}
            Access::Method(_, arguments, _) => {
                arguments.iter().for_each(|argument| visitor.expression(argument));
            }
            Access::Index(index, _) => visitor.expression(index),
        }
    }
}
