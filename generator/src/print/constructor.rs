//! `new` of a model.

use super::expression::structure;
use super::pieces::Piece;
use super::{Docs, Expression, Printer, Type};
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
}

impl Constructor {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        self.arguments.iter().for_each(|(_, ty)| ty.imports(&mut printer.imports));
        self.values
            .iter()
            .filter_map(|(_, value)| value.as_ref())
            .for_each(|value| value.imports(&mut printer.imports));
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
            printer.indented(|printer| {
                let values = self.values.iter().map(|(name, value)| (name, value.as_ref()));
                printer.layout.push_pieces(&structure("Self", values), "");
                printer.layout.end_line();
            });
            printer.line("}");
        });
        printer.line("}");
    }
}
