//! Tables: calls of the runtime's macros whose rows say what differs from type to type.

use super::{Literal, Path, Printer};
use crate::names::Ident;

/// A word of a macro's grammar, or what the document gives.
pub(crate) enum Word {
    /// A word or a sign of the grammar.
    Key(&'static str),
    Ident(Ident),
    Literal(Literal),
    Path(Path),
}

impl From<&'static str> for Word {
    fn from(key: &'static str) -> Self {
        Self::Key(key)
    }
}

impl From<&Ident> for Word {
    fn from(ident: &Ident) -> Self {
        Self::Ident(ident.clone())
    }
}

impl From<Literal> for Word {
    fn from(literal: Literal) -> Self {
        Self::Literal(literal)
    }
}

impl From<Path> for Word {
    fn from(path: Path) -> Self {
        Self::Path(path)
    }
}

/// `rt::NAME! { HEAD { ROWS } }`, or `rt::NAME! { ROWS }` without a head.
pub(crate) struct Table {
    /// `rt::object!`
    pub(crate) name: &'static str,
    pub(crate) head: Vec<Word>,
    /// `None` for a table that is its head alone.
    pub(crate) rows: Option<Vec<Vec<Word>>>,
    /// What ends a row.
    pub(crate) end: &'static str,
}

impl Table {
    pub(crate) fn new(name: &'static str, head: Vec<Word>, rows: Vec<Vec<Word>>) -> Self {
        Self { name, head, rows: Some(rows), end: "," }
    }

    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let name = printer.path(&Path::runtime(self.name)).to_owned();
        let head = printer.words(&self.head);
        let Some(rows) = &self.rows else { return printer.line(&format!("{name} {{ {head} }}")) };
        let print_rows = |printer: &mut Printer<'_>| {
            for row in rows {
                let row = printer.words(row);
                printer.line(&format!("{row}{}", self.end));
            }
        };
        printer.line(&format!("{name} {{"));
        printer.indented(|printer| {
            if head.is_empty() {
                return print_rows(printer);
            }
            printer.line(&format!("{head} {{"));
            printer.indented(print_rows);
            printer.line("}");
        });
        printer.line("}");
    }
}

/// `rt::xml!`: how the values of a schema are written.
pub(crate) struct Shape {
    pub(crate) head: Vec<Word>,
    /// `None` for a shape that is its head alone.
    pub(crate) members: Option<Members>,
}

/// What the elements and attributes of a shape hold.
pub(crate) struct Members {
    pub(crate) members: Vec<Vec<Word>>,
    /// What all others hold.
    pub(crate) others: Option<Vec<Word>>,
}

impl Shape {
    pub(super) fn print(&self, printer: &mut Printer<'_>) {
        let name = printer.path(&Path::runtime("rt::xml!")).to_owned();
        printer.line(&format!("{name} {{"));
        printer.indented(|printer| {
            let head = printer.words(&self.head);
            let Some(Members { members, others }) = &self.members else { return printer.line(&head) };
            printer.line(&format!("{head} {{"));
            printer.indented(|printer| {
                for (index, member) in members.iter().enumerate() {
                    let comma = if index + 1 < members.len() { "," } else { "" };
                    let member = printer.words(member);
                    printer.line(&format!("{member}{comma}"));
                }
                if let Some(others) = others {
                    let others = printer.words(others);
                    printer.line(&others);
                }
            });
            printer.line("}");
        });
        printer.line("}");
    }
}

impl Printer<'_> {
    /// Words with spaces between them, but before a comma.
    fn words(&mut self, words: &[Word]) -> String {
        let mut text = String::new();
        for word in words {
            let tight = matches!(word, Word::Key("," | "]")) || text.ends_with('[') || text.ends_with("..");
            if !text.is_empty() && !tight {
                text.push(' ');
            }
            match word {
                Word::Key(key) => text.push_str(key),
                Word::Ident(ident) => text.push_str(ident),
                Word::Literal(literal) => text.push_str(&literal.to_string()),
                Word::Path(path) => text.push_str(self.path(path)),
            }
        }
        text
    }
}
