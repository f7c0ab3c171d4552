//! Whether an expression is worth working out: templates of strangers must not take forever.

use hcl::edit::expr::{Expression, ForExpr, FuncCall};
use hcl::edit::visit::{self, Visit};

use super::functions::LONGEST_RANGE;

/// How often the body of a loop inside of an expression may be worked out, about.
const MOST: usize = 1_000_000;

/// Whether an expression stays small: every loop in another multiplies what it can come to.
pub(super) fn is_affordable(expression: &Expression, length: usize) -> bool {
    let mut loops = Loops::default();
    loops.visit_expr(expression);
    let once = length.saturating_add(loops.ranges.saturating_mul(LONGEST_RANGE));
    loops.deepest < 2 || once.saturating_pow(loops.deepest) <= MOST
}

#[derive(Default)]
struct Loops {
    depth: u32,
    deepest: u32,
    ranges: usize,
}

impl Visit for Loops {
    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        visit::visit_for_expr(self, node);
        self.depth -= 1;
    }

    fn visit_func_call(&mut self, node: &FuncCall) {
        self.ranges += usize::from(node.name.name.as_str() == "range");
        visit::visit_func_call(self, node);
    }
}
