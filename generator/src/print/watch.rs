//! `rt::watch!`: the method of a call that gives the changes of what it answers.

use super::{Literal, Path, Printer, Type};
use crate::names::Ident;

/// The changes of a call.
pub(crate) struct Watch {
    /// The call.
    pub(crate) name: Ident,
    /// Its type parameters, each with the trait that the compiler asks for.
    pub(crate) demands: Vec<(Path, Ident)>,
    /// What stands on a line.
    pub(crate) change: Type,
    pub(crate) error: Type,
    /// The flag in the query.
    pub(crate) parameter: Literal,
}

impl Watch {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let start = printer.path(&Path::runtime("rt::watch!")).to_owned();
        printer.line(&format!("{start} {{"));
        printer.indented(|printer| {
            let demands = demands(&self.demands, printer);
            let (change, error) = (printer.ty(&self.change), printer.ty(&self.error));
            printer.line(&format!("{}{demands} -> {change}, {error}; {}", self.name, self.parameter));
        });
        printer.line("}");
    }
}

/// The type parameters of a call as a macro lists them.
pub(super) fn demands(demands: &[(Path, Ident)], printer: &mut Printer<'_>) -> String {
    let demands: Vec<String> =
        demands.iter().map(|(marker, demand)| format!("{}: {demand}", printer.path(marker))).collect();
    if demands.is_empty() { String::new() } else { format!("<{}>", demands.join(", ")) }
}
