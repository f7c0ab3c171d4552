//! The document in the code that is generated from it.

use super::{Docs, Literal, Path, Printer};

/// The function that returns the document, line by line: changes of a document are changes of these lines.
pub(crate) struct Embedded<'a> {
    pub(crate) docs: Docs,
    pub(crate) text: &'a str,
}

impl Embedded<'_> {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        printer.docs(&self.docs);
        let [ty, new] = ["rt::server::Description", "rt::server::Description::new"].map(Path::runtime);
        let head = format!("pub const fn description() -> {} {{", printer.path(&ty));
        printer.line(&head);
        printer.indented(|printer| {
            let call = format!("{}(::core::concat!(", printer.path(&new));
            printer.line(&call);
            printer.indented(|printer| {
                for line in self.text.split_inclusive('\n') {
                    printer.line(&format!("{},", Literal::str(line)));
                }
            });
            printer.line("))");
        });
        printer.line("}");
    }
}
