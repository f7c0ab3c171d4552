//! Text that may end its lines in several places, and where it does: as `prettyplease` has it, whose algorithm is
//! Oppen's. The lines of a group end in all of its places or in none.

use std::borrow::Cow;

use super::layout::{INDENT, Layout, MARGIN};

/// A line that is far in has at least so much room.
const LEAST: usize = 60;

/// A piece of text.
#[derive(Debug)]
pub(super) enum Piece {
    Text(Cow<'static, str>),
    /// Where a line may end, with what stands there if it does not, and if it does.
    Break {
        blank: &'static str,
        end: &'static str,
    },
    /// Broken as a whole, and then a step further in: when it is too long with what follows it up to the next place where
    /// the line may end, or longer than `most`.
    Group {
        pieces: Vec<Piece>,
        most: usize,
        indent: usize,
    },
}

impl Piece {
    pub(super) fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A place where a line may end, with nothing there if it does not.
    pub(super) const NOTHING: Self = Self::Break { blank: "", end: "" };

    /// A place where a line may end, with a space there if it does not.
    pub(super) const SPACE: Self = Self::Break { blank: " ", end: "" };

    pub(super) fn group(pieces: Vec<Self>) -> Self {
        Self::Group { pieces, most: usize::MAX, indent: INDENT }
    }

    /// Items with commas between them, as a group.
    pub(super) fn list(items: impl IntoIterator<Item = Vec<Self>>) -> Self {
        Self::group(Self::comma_separated(Self::NOTHING, "", items))
    }

    /// Items with commas between them; `first` stands before them, and `blank` behind them if the line does not end there.
    pub(super) fn comma_separated(
        first: Self,
        blank: &'static str,
        items: impl IntoIterator<Item = Vec<Self>>,
    ) -> Vec<Self> {
        let mut pieces = Vec::new();
        for item in items {
            if pieces.is_empty() {
                pieces.push(Self::NOTHING);
            } else {
                pieces.extend([Self::text(","), Self::SPACE]);
            }
            pieces.extend(item);
        }
        if let Some(start) = pieces.first_mut() {
            *start = first;
            pieces.push(Self::Break { blank, end: "," });
        }
        pieces
    }

    /// How long it is in one line; without end if a part of it is longer than it may be.
    fn length(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Break { blank, .. } => blank.len(),
            Self::Group { pieces, most, .. } => {
                let length = pieces.iter().map(Self::length).fold(0, usize::saturating_add);
                if length > *most { usize::MAX } else { length }
            }
        }
    }
}

/// How much text comes up to the next place where the line may end, and whether there is such a place.
fn ahead(pieces: &[Piece]) -> (usize, bool) {
    let mut length = 0;
    for piece in pieces {
        match piece {
            Piece::Text(text) => length += text.len(),
            Piece::Break { .. } => return (length, true),
            Piece::Group { pieces, .. } => {
                let (inner, ends) = ahead(pieces);
                length += inner;
                if ends {
                    return (length, true);
                }
            }
        }
    }
    (length, false)
}

impl Layout {
    /// Writes pieces; `behind` is what comes after them up to the next place where the line may end.
    pub(super) fn push_pieces(&mut self, pieces: &[Piece], behind: &str) {
        self.pieces(pieces, false, behind.len());
    }

    fn pieces(&mut self, pieces: &[Piece], fits: bool, behind: usize) {
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => self.push(text),
                Piece::Break { blank, .. } if fits => self.push(blank),
                Piece::Break { end, .. } => {
                    self.push(end);
                    self.end_line();
                }
                Piece::Group { pieces: inner, .. } if fits => self.pieces(inner, true, 0),
                Piece::Group { pieces: inner, most, indent } => {
                    // What begins a line does so before it is broken.
                    self.begin_line();
                    let (next, ends) = ahead(pieces.get(index + 1..).unwrap_or_default());
                    let behind = if ends { next } else { next + behind };
                    let room = MARGIN.max(self.begin() + LEAST);
                    let length = piece.length();
                    let whole = (self.length() + behind).saturating_add(length);
                    let fits = length <= *most && whole <= room;
                    self.indent(*indent);
                    self.pieces(inner, fits, behind);
                    self.outdent(*indent);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::Report;

    use crate::names::snake;
    use crate::print::{Book, Constructor, Docs, Expression, Item, Literal, Path, Printer, Std, Takes, Type, Validate};

    fn printed(item: Item<'_>) -> String {
        let mut report = Report::default();
        let mut printer = Printer::behind(String::new(), Std::beside([]), &mut report);
        printer.item(item);
        printer.layout.text()
    }

    #[track_caller]
    fn check(item: Item<'_>) {
        let text = printed(item);
        assert_eq!(text, prettyplease::unparse(&syn::parse_file(&text).unwrap()));
    }

    /// A check of a property with limits, one within the other.
    fn limited(name: &str, depth: usize) -> Expression {
        let new = Expression::Call(Path::runtime("rt::Limits::new"), Vec::new());
        let mut calls = vec![("pattern", vec![Expression::str(name)])];
        if depth > 0 {
            calls.push(("minimum", vec![Expression::Literal(Literal::float(-1.5))]));
            let patterns = (0..depth).map(|_| Expression::str(name)).collect();
            calls.push(("patterns", vec![Expression::reference(Expression::Array(patterns))]));
            calls.push(("unique_items", Vec::new()));
        }
        if depth > 1 {
            calls.push(("each", vec![limited(name, depth - 1)]));
        }
        Expression::reference(Expression::Const(Box::new(Expression::Methods(Box::new(new), calls))))
    }

    /// The text is that of `prettyplease`.
    #[test]
    fn as_prettyplease_has_it() {
        for length in 1..100 {
            let name = snake(&"n".repeat(length));
            for depth in 0..4 {
                let field = Expression::reference(Expression::Field("self", (&name).into()));
                let arguments = vec![Expression::str(&name), field, limited(&name, depth)];
                let violations = Box::new(Expression::Path(Path::plain("violations")));
                let checks = vec![Expression::Methods(violations, vec![("check", arguments)])];
                check(Validate { name: name.clone(), checks: Box::new(checks.into_iter()) }.into());
            }
            for count in 0..9 {
                let argument = |number: usize| crate::names::snake(&format!("{}{number}", "n".repeat(length)));
                let into = Type::Impl(Box::new(Type::Path(Path::plain("Into"), vec![Type::plain("String")])));
                let value = |number: usize| match number % 4 {
                    0 => None,
                    1 => Some(Expression::Call(Path::plain("Vec::new"), Vec::new())),
                    2 => Some(Expression::Field("required", (&argument(number)).into())),
                    _ => Some(Expression::Methods(
                        Box::new(Expression::Path((&argument(number)).into())),
                        vec![("into", Vec::new())],
                    )),
                };
                let takes = match count % 3 {
                    0 => Takes::Nothing { default: Path::plain("Default") },
                    1 => Takes::Value(argument(count), into.clone()),
                    _ => Takes::Struct(Path::plain(format!("required::{name}"))),
                };
                let values = (0..count).map(|number| (argument(number), value(number))).collect();
                let docs = Docs::new(["Docs.".to_owned()]);
                check(Constructor { docs, name: name.clone(), takes, values }.into());
            }
            for count in [0, 1, 2, 15, 16, 17, 20] {
                let schemas = Box::new((0..count).map(|number| (number, Literal::str(&"s".repeat(length)))));
                let may_be_unused = length % 2 == 0;
                check(Book { docs: Docs::default(), may_be_unused, schemas }.into());
            }
        }
    }
}
