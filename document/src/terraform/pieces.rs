//! Which part of a template each part of its output is from.

use std::ops::Range;

use crate::diagnostic::Span;

/// The output of a template in pieces, in order and without gaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces(Vec<Piece>);

#[derive(Clone, Debug)]
struct Piece {
    /// Where it begins in the output.
    start: usize,
    /// What it is from: the same text, or an expression.
    written: Range<usize>,
    is_text: bool,
}

impl Pieces {
    /// Text that is the same in the template and in the output.
    pub(super) fn text(&mut self, start: usize, written: Range<usize>) {
        self.0.push(Piece { start, written, is_text: true });
    }

    /// What an expression gave.
    pub(super) fn value(&mut self, start: usize, written: Range<usize>) {
        self.0.push(Piece { start, written, is_text: false });
    }

    /// The part of the template that a part of the output is from.
    pub(crate) fn written(&self, span: Span) -> Span {
        let range = span.range();
        let start = self.at(range.start, false);
        // The end belongs to the piece that the last byte is in.
        let end = if range.is_empty() { start } else { self.at(range.end - 1, true) };
        Span::new(start, end.max(start))
    }

    fn at(&self, offset: usize, is_end: bool) -> usize {
        let index = self.0.partition_point(|piece| piece.start <= offset);
        let Some(piece) = index.checked_sub(1).and_then(|index| self.0.get(index)) else {
            return 0;
        };
        match (piece.is_text, is_end) {
            (true, _) => (piece.written.start + offset - piece.start).min(piece.written.end) + usize::from(is_end),
            (false, true) => piece.written.end,
            (false, false) => piece.written.start,
        }
    }
}
