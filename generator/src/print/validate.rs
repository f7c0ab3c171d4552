//! `impl Validate`: a check for each property that has limits.

use super::pieces::Piece;
use super::{Expression, Path, Printer};
use crate::names::Ident;

/// The checks of a type.
pub(crate) struct Validate<'a> {
    pub(crate) name: Ident,
    /// Each a statement, made when its turn comes.
    pub(crate) checks: Box<dyn Iterator<Item = Expression> + 'a>,
}

impl Validate<'_> {
    pub(super) fn print(self, printer: &mut Printer<'_>) {
        printer.start_impl(&Path::runtime("rt::Validate"), &self.name);
        printer.indented(|printer| {
            printer.line("fn validate_into(&self, violations: &mut rt::Violations) {");
            printer.indented(|printer| self.checks.for_each(|check| printer.statement(&check)));
            printer.line("}");
        });
        printer.line("}");
    }
}

impl Printer<'_> {
    /// `impl OF for NAME {`
    pub(super) fn start_impl(&mut self, of: &Path, name: &Ident) {
        let of = format!("impl {}", self.path(of));
        let pieces = vec![Piece::text(of), Piece::SPACE, Piece::text(format!("for {name}"))];
        self.layout.push_pieces(&[Piece::Group { pieces, most: usize::MAX, indent: 0 }], " {");
        self.line(" {");
    }

    /// An expression over as many lines as it needs, and a semicolon.
    pub(super) fn statement(&mut self, expression: &Expression) {
        expression.imports(&mut self.imports);
        self.layout.push_pieces(&expression.pieces(), ";");
        self.line(";");
    }
}
