//! `new` of a model, or `Default` of one that needs nothing.

use super::expression::structure;
use super::pieces::Piece;
use super::{Docs, Expression, Path, Printer, Type};
use crate::names::Ident;

/// More arguments than clippy likes.
const MANY: usize = 7;

/// A function that makes a value of some of its fields.
pub(crate) struct Constructor {
    pub(crate) docs: Docs,
    /// The type.
    pub(crate) name: Ident,
    pub(crate) arguments: Vec<(Ident, Type)>,
    /// The fields. One without a value has the argument of the same name.
    pub(crate) values: Vec<(Ident, Option<Expression>)>,
    /// The trait of a model that is made without arguments.
    pub(crate) default: Path,
}

impl Constructor {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        self.arguments.iter().for_each(|(_, ty)| ty.imports(&mut printer.imports));
        self.values
            .iter()
            .filter_map(|(_, value)| value.as_ref())
            .for_each(|value| value.imports(&mut printer.imports));
        if self.arguments.is_empty() {
            printer.start_impl(&self.default, &self.name);
            printer.indented(|printer| {
                printer.line("fn default() -> Self {");
                self.print_value(printer);
            });
            printer.line("}");
            return;
        }
        printer.line(&format!("impl {} {{", self.name));
        printer.indented(|printer| {
            printer.docs(&self.docs);
            if self.arguments.len() > MANY {
                printer.line("#[allow(clippy::too_many_arguments)]");
            }
            printer.line("#[must_use]");
            let arguments = self.arguments.iter().map(|(name, ty)| {
                core::iter::once(Piece::text(format!("{name}: "))).chain(ty.pieces()).collect::<Vec<_>>()
            });
            let signature = [Piece::text("pub fn new("), Piece::list(arguments)];
            printer.layout.push_pieces(&signature, ") -> Self {");
            printer.line(") -> Self {");
            self.print_value(printer);
        });
        printer.line("}");
    }

    /// The value, and the end of the function that makes it.
    fn print_value(&self, printer: &mut Printer<'_>) {
        printer.indented(|printer| {
            let values = self.values.iter().map(|(name, value)| (name, value.as_ref()));
            printer.layout.push_pieces(&structure("Self", values), "");
            printer.layout.end_line();
        });
        printer.line("}");
    }
}
