//! `new` of a model, or `Default` of one that needs nothing.

use super::expression::structure;
use super::pieces::Piece;
use super::{Docs, Expression, Path, Printer, Type};
use crate::names::Ident;

/// A function that makes a value of some of its fields.
pub(crate) struct Constructor {
    pub(crate) docs: Docs,
    /// The type.
    pub(crate) name: Ident,
    pub(crate) takes: Takes,
    /// The fields. One without a value has the argument of the same name.
    pub(crate) values: Vec<(Ident, Option<Expression>)>,
}

/// What a constructor takes.
pub(crate) enum Takes {
    /// Nothing: this is the trait that has the function.
    Nothing { default: Path },
    /// A value, which has a name.
    Value(Ident, Type),
    /// A struct, which is called `required`.
    Struct(Path),
}

impl Constructor {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        self.values
            .iter()
            .filter_map(|(_, value)| value.as_ref())
            .for_each(|value| value.imports(&mut printer.imports));
        let argument = match &self.takes {
            Takes::Nothing { default } => {
                printer.start_impl(default, &self.name);
                printer.indented(|printer| {
                    printer.line("fn default() -> Self {");
                    self.print_value(printer);
                });
                printer.line("}");
                return;
            }
            Takes::Value(name, ty) => {
                ty.imports(&mut printer.imports);
                core::iter::once(Piece::text(format!("{name}: "))).chain(ty.pieces()).collect()
            }
            Takes::Struct(path) => vec![Piece::text(format!("required: {}", path.text()))],
        };
        printer.line(&format!("impl {} {{", self.name));
        printer.indented(|printer| {
            printer.docs(&self.docs);
            printer.line("#[must_use]");
            let signature = [Piece::text("pub fn new("), Piece::list([argument])];
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
