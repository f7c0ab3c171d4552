//! Lines of a file, and where types are broken that do not fit into one: as `prettyplease` does it, whose
//! algorithm is Oppen's. A bracket is broken as a whole when its content, with what follows it up to
//! the next place where a line may end, is too long for the rest of the line.

use super::Type;

/// How long a line may be.
const MARGIN: usize = 89;
const INDENT: usize = 4;

/// Text that is being written.
#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    /// Where the current line begins.
    line: usize,
    indent: usize,
}

impl Layout {
    pub(super) fn text(self) -> String {
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        if self.text.len() == self.line {
            self.text.extend(std::iter::repeat_n(' ', self.indent));
        }
        self.text.push_str(text);
    }

    pub(super) fn indent(&mut self) {
        self.indent += INDENT;
    }

    pub(super) fn outdent(&mut self) {
        self.indent = self.indent.saturating_sub(INDENT);
    }

    pub(super) fn length(&self) -> usize {
        self.text.len() - self.line
    }

    /// Whether a whole line is not too long.
    pub(super) fn fits(&self, line: &str) -> bool {
        self.indent + line.len() <= MARGIN
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
        match ty {
            Type::Path(path, arguments) if !arguments.is_empty() => {
                self.push(path.text());
                self.push("<");
                self.brackets(arguments, ">", behind);
            }
            Type::Tuple(items) if items.len() > 1 => {
                self.push("(");
                self.brackets(items, ")", behind);
            }
            other => self.push(&other.flat()),
        }
    }

    /// Writes what a variant holds: its parentheses belong to what is broken as a whole.
    pub(super) fn push_held(&mut self, held: &[Type], behind: &str) {
        let length = Type::list(held).len() + "()".len() + behind.len();
        let fits = self.length() + length <= MARGIN;
        self.push("(");
        self.content(held, fits, ")");
    }

    fn brackets(&mut self, content: &[Type], close: &str, behind: &str) {
        let length = Type::list(content).len() + close.len() + behind.len();
        let fits = self.length() + length <= MARGIN;
        self.content(content, fits, close);
    }

    fn content(&mut self, content: &[Type], fits: bool, close: &str) {
        if fits {
            self.push(&Type::list(content));
        } else {
            self.indent();
            for (index, item) in content.iter().enumerate() {
                self.end_line();
                let last = index + 1 == content.len();
                self.push_type(item, if last { "" } else { "," });
                self.push(",");
            }
            self.outdent();
            self.end_line();
        }
        self.push(close);
    }
}
