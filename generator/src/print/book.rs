//! The schemas of a server's requests, in one static.

use super::pieces::Piece;
use super::{Docs, Literal, Path, Printer};

/// More schemas than these do not fit into one line, whatever they say.
const SEVERAL: usize = 16;

/// Schemas with their numbers. Each is written when its turn comes, since together they are as long as the document.
pub(crate) struct Book<'a> {
    pub(crate) docs: Docs,
    /// Without the features of all operations, some are not used.
    pub(crate) may_be_unused: bool,
    pub(crate) schemas: Box<dyn Iterator<Item = (u64, Literal)> + 'a>,
}

impl Book<'_> {
    pub(super) fn print(mut self, printer: &mut Printer<'_>) {
        let row = |(number, text): (u64, Literal)| {
            let row = [Literal::count(number), text].map(|part| vec![Piece::text(part.to_string())]);
            vec![Piece::text("("), Piece::list(row), Piece::text(")")]
        };
        printer.docs(&self.docs);
        if self.may_be_unused {
            printer.line("#[allow(dead_code)]");
        }
        let schemas = printer.path(&Path::runtime("rt::server::Schemas")).to_owned();
        printer.layout.push(&format!("static SCHEMAS: {schemas} = {schemas}::new("));
        let first: Vec<Vec<Piece>> = self.schemas.by_ref().take(SEVERAL).map(row).collect();
        if first.len() < SEVERAL {
            let all = vec![Piece::text("&["), Piece::list(first), Piece::text("]")];
            printer.layout.push_pieces(&[Piece::list([all]), Piece::text(")")], ";");
            return printer.line(";");
        }
        printer.layout.end_line();
        printer.indented(|printer| {
            printer.line("&[");
            printer.indented(|printer| {
                let mut rows = first.into_iter().chain(self.schemas.map(row)).peekable();
                while let Some(row) = rows.next() {
                    // The last comma is there only because its line ends.
                    printer.layout.push_pieces(&row, if rows.peek().is_some() { "," } else { "" });
                    printer.line(",");
                }
            });
            printer.line("],");
        });
        printer.line(");");
    }
}
