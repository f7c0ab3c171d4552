//! Variables that a template uses and that have no value.

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, ForExpr, TraversalOperator};
use hcl::edit::template::{Element, ForDirective, Interpolation, Template};
use hcl::edit::visit::{self, Visit};

use crate::diagnostic::{Diagnostic, SourceId, Span};

use super::{Variables, fault};

/// Every undefined variable, where it is used first.
pub(super) fn find(template: &Template, variables: &Variables, id: SourceId) -> Vec<Diagnostic> {
    let mut finder = Finder { variables, id, bound: Vec::new(), found: Vec::new(), names: Vec::new() };
    finder.visit_template(template);
    finder.found
}

/// The name of an expression that is a variable and nothing else, with its attributes: `table.arn`.
pub(super) fn sole_name(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Variable(name) => Some(name.as_str().to_owned()),
        Expression::Traversal(traversal) => {
            let mut name = sole_name(&traversal.expr)?;
            for operator in &traversal.operators {
                let TraversalOperator::GetAttr(attribute) = operator.value() else {
                    return None;
                };
                name.push('.');
                name.push_str(attribute.as_str());
            }
            Some(name)
        }
        _ => None,
    }
}

struct Finder<'t> {
    variables: &'t Variables,
    id: SourceId,
    /// Variables of loops.
    bound: Vec<String>,
    found: Vec<Diagnostic>,
    names: Vec<String>,
}

impl Finder<'_> {
    fn knows(&self, name: &str) -> bool {
        self.variables.contains_key(name) || self.bound.iter().any(|bound| bound == name)
    }

    fn report(&mut self, name: &str, expression: &Expression) {
        if self.names.iter().any(|known| known == name) {
            return;
        }
        self.names.push(name.to_owned());
        let span = expression.span().unwrap_or_default();
        let mut diagnostic = fault(
            Span::new(span.start, span.end),
            self.id,
            format!("the variable `{name}` of the template has no value"),
        );
        diagnostic.help = Some(format!("give one with `--variable {name}=…`"));
        self.found.push(diagnostic);
    }

    fn with_bound(&mut self, names: impl IntoIterator<Item = String>, visit: impl FnOnce(&mut Self)) {
        let before = self.bound.len();
        self.bound.extend(names);
        visit(self);
        self.bound.truncate(before);
    }
}

impl Visit for Finder<'_> {
    fn visit_element(&mut self, element: &Element) {
        // What stands alone and is not given stays as it is.
        if let Element::Interpolation(Interpolation { expr, .. }) = element
            && sole_name(expr).is_some()
        {
            return;
        }
        visit::visit_element(self, element);
    }

    fn visit_string_template(&mut self, template: &hcl::edit::template::StringTemplate) {
        // Texts inside of expressions are not left alone.
        for element in template {
            visit::visit_element(self, element);
        }
    }

    fn visit_expr(&mut self, expression: &Expression) {
        match expression {
            Expression::Variable(name) if !self.knows(name.as_str()) => self.report(name.as_str(), expression),
            _ => visit::visit_expr(self, expression),
        }
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let names = node.intro.key_var.iter().chain([&node.intro.value_var]).map(|name| name.as_str().to_owned());
        let names: Vec<String> = names.collect();
        self.with_bound(names, |finder| {
            node.key_expr.iter().for_each(|key| finder.visit_expr(key));
            finder.visit_expr(&node.value_expr);
            node.cond.iter().for_each(|condition| finder.visit_expr(&condition.expr));
        });
    }

    fn visit_for_directive(&mut self, node: &ForDirective) {
        let intro = &node.for_expr;
        self.visit_expr(&intro.collection_expr);
        let names = intro.key_var.iter().chain([&intro.value_var]).map(|name| name.as_str().to_owned());
        let names: Vec<String> = names.collect();
        self.with_bound(names, |finder| finder.visit_template(&intro.template));
    }
}
