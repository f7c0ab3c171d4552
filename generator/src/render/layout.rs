//! Lines of a file, and where types are broken that do not fit into one: as `prettyplease` does it, whose
//! algorithm is Oppen's. A bracket is broken as a whole when its content, with what follows it up to
//! the next place where a line may end, is too long for the rest of the line.

/// How long a line may be.
const MARGIN: usize = 89;
const INDENT: usize = 4;

/// A type as it is written.
#[derive(Debug)]
pub(super) enum Type {
    /// A path, with its arguments in angle brackets if there are any.
    Path(String, Vec<Type>),
    /// Types in parentheses; never one alone.
    Tuple(Vec<Type>),
}

impl Type {
    /// The type in one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Path(path, arguments) if arguments.is_empty() => path.clone(),
            Self::Path(path, arguments) => format!("{path}<{}>", Self::list(arguments)),
            Self::Tuple(items) => format!("({})", Self::list(items)),
        }
    }

    /// Several types in one line.
    pub(super) fn list(types: &[Type]) -> String {
        types.iter().map(Type::flat).collect::<Vec<_>>().join(", ")
    }
}

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

    fn length(&self) -> usize {
        self.text.len() - self.line
    }

    /// Ends a line that has no place where it could be broken; `None` if it is too long for that.
    pub(super) fn ends_line(&mut self) -> Option<()> {
        let fits = self.length() <= MARGIN;
        self.ends_broken_line();
        fits.then_some(())
    }

    /// Ends a line that was broken where it had to be, or never is.
    pub(super) fn ends_broken_line(&mut self) {
        self.text.push('\n');
        self.line = self.text.len();
    }

    /// Writes a type; `behind` is what comes after it up to the next place where the line may end.
    pub(super) fn push_type(&mut self, ty: &Type, behind: &str) {
        match ty {
            Type::Path(path, arguments) if arguments.is_empty() => self.push(path),
            Type::Path(path, arguments) => {
                self.push(path);
                self.push("<");
                self.brackets(arguments, ">", behind);
            }
            Type::Tuple(items) => {
                self.push("(");
                self.brackets(items, ")", behind);
            }
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
                self.ends_broken_line();
                let last = index + 1 == content.len();
                self.push_type(item, if last { "" } else { "," });
                self.push(",");
            }
            self.outdent();
            self.ends_broken_line();
        }
        self.push(close);
    }
}
