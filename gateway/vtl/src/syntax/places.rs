//! Lines and columns of increasing byte offsets, without counting from the start each time.

use crate::error::Place;

/// Remembers the place found last.
pub(crate) struct Places<'s> {
    source: &'s str,
    /// Where the source begins in the template that it is part of.
    base: Place,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'s> Places<'s> {
    /// Places of a text that begins at `base`.
    pub(crate) fn new(source: &'s str, base: Place) -> Self {
        Self { source, base, offset: 0, line: 0, column: 0 }
    }

    /// The place of a byte offset. Cheap if it lies behind the one asked for last.
    pub(crate) fn of(&mut self, offset: usize) -> Place {
        if offset < self.offset {
            (self.offset, self.line, self.column) = (0, 0, 0);
        }
        for character in self.source.get(self.offset..offset).unwrap_or_default().chars() {
            if character == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 0;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = offset;
        let column_base = if self.line == 0 { self.base.column } else { 1 };
        Place { line: self.base.line.saturating_add(self.line), column: column_base.saturating_add(self.column) }
    }
}
