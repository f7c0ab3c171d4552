//! Lines of a file.

use super::Type;
use super::pieces::Piece;

/// How long a line may be.
pub(super) const MARGIN: usize = 89;
pub(super) const INDENT: usize = 4;

/// Text that is being written.
#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    /// Where the current line begins.
    line: usize,
    indent: usize,
    /// How far in the current line begins.
    begin: usize,
}

impl Layout {
    pub(super) fn behind(text: String) -> Self {
        Self { line: text.len(), text, ..Self::default() }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.begin_line();
            self.text.push_str(text);
        }
    }

    /// Writes the spaces before the first text of a line.
    pub(super) fn begin_line(&mut self) {
        if self.text.len() == self.line {
            self.begin = self.indent;
            self.text.extend(std::iter::repeat_n(' ', self.indent));
        }
    }

    pub(super) fn indent(&mut self, by: usize) {
        self.indent += by;
    }

    pub(super) fn outdent(&mut self, by: usize) {
        self.indent = self.indent.saturating_sub(by);
    }

    pub(super) fn length(&self) -> usize {
        self.text.len() - self.line
    }

    /// How far in the current line begins.
    pub(super) fn begin(&self) -> usize {
        self.begin
    }

    /// Whether a whole line is not too long.
    pub(super) fn fits(&self, line: &str) -> bool {
        self.indent + line.len() <= MARGIN
    }

    /// The same, of a line that begins elsewhere.
    pub(super) fn fits_at(&self, begin: usize, line: &str) -> bool {
        self.indent + begin + line.len() <= MARGIN
    }

    pub(super) fn end_line(&mut self) {
        self.text.push('\n');
        self.line = self.text.len();
    }

    /// Lines that are laid out already, each with its end.
    pub(super) fn push_lines(&mut self, lines: &str) {
        for line in lines.lines() {
            if !line.is_empty() {
                self.push(line);
            }
            self.end_line();
        }
    }

    /// Writes a type; `behind` is what comes after it up to the next place where the line may end.
    pub(super) fn push_type(&mut self, ty: &Type, behind: &str) {
        self.push_pieces(&ty.pieces(), behind);
    }

    /// Writes what a variant holds: its parentheses belong to what is broken as a whole.
    pub(super) fn push_held(&mut self, held: &[Type], behind: &str) {
        self.push("(");
        self.push_pieces(&[Piece::list(held.iter().map(Type::pieces)), Piece::text(")")], behind);
    }
}
