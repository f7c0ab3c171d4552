//! `impl Validate`: a check for each property that has limits.

use super::pieces::Piece;
use super::{Expression, Path, Printer};
use crate::names::Ident;

/// The checks of a type.
pub(crate) struct Validate {
    pub(crate) name: Ident,
    /// Each a statement.
    pub(crate) checks: Vec<Expression>,
}

impl Validate {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let head = printer.path(&Path::runtime("rt::Validate")).to_owned();
        let head = vec![Piece::text(format!("impl {head}")), Piece::SPACE, Piece::text(format!("for {}", self.name))];
        printer.layout.push_pieces(&[Piece::Group { pieces: head, most: usize::MAX, indent: 0 }], " {");
        printer.line(" {");
        printer.indented(|printer| {
            printer.line("fn validate_into(&self, violations: &mut rt::Violations) {");
            printer.indented(|printer| self.checks.iter().for_each(|check| printer.statement(check)));
            printer.line("}");
        });
        printer.line("}");
    }
}

impl Printer<'_> {
    /// An expression over as many lines as it needs, and a semicolon.
    fn statement(&mut self, expression: &Expression) {
        expression.imports(&mut self.imports);
        self.layout.push_pieces(&expression.pieces(), ";");
        self.line(";");
    }
}
