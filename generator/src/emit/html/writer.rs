//! Writes the pieces of a description as Markdown.

use super::piece::{Address, Piece, Tag};
use crate::emit::prose::code;

/// How deep tags may be within each other; beyond that they say nothing.
const DEEPEST: usize = 64;

/// What is written so far, with the tags that are open.
#[derive(Default)]
pub(super) struct Writer {
    /// What is outside of all tags that need their end.
    text: String,
    open: Vec<Open>,
    lists: Vec<List>,
    /// Tags that ended with one around them, whose own ends say nothing.
    ended: Vec<Tag>,
    /// A block has just begun: space says nothing.
    begins: bool,
}

/// A tag whose text is needed when it ends.
struct Open {
    tag: Tag,
    url: Option<String>,
    text: String,
    /// The rows of a table.
    rows: Vec<Vec<String>>,
}

struct List {
    /// The number of the next item, in a list with numbers.
    number: Option<usize>,
    /// How far its items are indented.
    indent: usize,
    /// It has no item yet.
    is_new: bool,
}

impl Writer {
    pub(super) fn write(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Code(code) => self.raw(code),
            Piece::Reference(reference) if self.is_in_code() => self.raw(&reference.text),
            Piece::Reference(reference) if reference.markdown == " " => self.text(" "),
            Piece::Reference(reference) => self.raw(&reference.markdown),
            // What is in code is code.
            Piece::Start(tag, _) if self.is_in_code() && tag != Tag::Break => {}
            Piece::End(tag, _) if self.is_in_code() && !self.is_open(tag) => {}
            Piece::End(tag, source) if tag.needs_end() && tag != Tag::Plain && !self.is_open(tag) => {
                match self.ended.iter().position(|ended| *ended == tag) {
                    Some(ended) => {
                        self.ended.swap_remove(ended);
                    }
                    // What ends nothing is text.
                    None => self.text(source),
                }
            }
            Piece::Start(tag, address) => self.start(tag, address),
            Piece::End(tag, _) => self.end(tag),
        }
    }

    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        if self.begins { self.text.trim_end().to_owned() } else { self.text }
    }

    fn is_in_code(&self) -> bool {
        self.open.iter().any(|open| matches!(open.tag, Tag::Code | Tag::Pre))
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open.iter().any(|open| open.tag == tag)
    }

    fn current(&mut self) -> &mut String {
        self.open.last_mut().map_or(&mut self.text, |open| &mut open.text)
    }

    fn raw(&mut self, text: &str) {
        self.begins = false;
        self.current().push_str(text);
    }

    fn text(&mut self, text: &str) {
        if self.is_in_code() {
            return self.raw(text);
        }
        let text = if self.begins { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        self.begins = false;
        if self.lists.is_empty() {
            self.current().push_str(text);
            return;
        }
        // A new line would be outside of the item.
        let lines: Vec<&str> = text.split('\n').collect();
        let line = match lines.as_slice() {
            [only] => (*only).to_owned(),
            lines => lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
        };
        self.current().push_str(&line);
    }

    fn start(&mut self, tag: Tag, address: Address) {
        match tag {
            Tag::Plain => {}
            Tag::Paragraph => self.block(),
            Tag::Break if self.is_in_code() => self.raw("\n"),
            Tag::Break => self.block(),
            Tag::Heading(level) => {
                self.block();
                self.raw(&format!("{} ", "#".repeat(usize::from(level))));
                self.begins = true;
            }
            Tag::Image => {
                let (text, url) = (address.text.unwrap_or_default(), address.url.unwrap_or_default());
                let text = link(text.trim(), Some(&url));
                self.raw(&text);
            }
            Tag::List | Tag::Numbered => {
                if self.lists.is_empty() {
                    self.block();
                }
                let number = (tag == Tag::Numbered).then_some(1);
                self.lists.push(List { number, indent: self.indent(), is_new: true });
                self.begins = true;
            }
            Tag::Item => self.item(),
            Tag::Row => {
                if let Some(table) = self.table() {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Cell if self.table().is_none() => {}
            Tag::Bold | Tag::Italic | Tag::Code | Tag::Pre | Tag::Link | Tag::Table | Tag::Cell => {
                if matches!(tag, Tag::Table | Tag::Pre) {
                    self.block();
                }
                if self.open.len() < DEEPEST {
                    self.open.push(Open { tag, url: address.url, text: String::new(), rows: Vec::new() });
                    self.begins = matches!(tag, Tag::Table | Tag::Cell);
                }
            }
        }
    }

    fn end(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph | Tag::Heading(_) => self.block(),
            Tag::List | Tag::Numbered if self.lists.pop().is_some() && self.lists.is_empty() => self.block(),
            Tag::List | Tag::Numbered => {}
            _ if self.is_open(tag) => {
                while let Some(within) = self.open.last().map(|open| open.tag).filter(|within| *within != tag) {
                    self.ended.push(within);
                    self.close();
                }
                self.close();
            }
            _ => {}
        }
    }

    /// Ends the innermost tag, and writes its text into the one around it.
    fn close(&mut self) {
        let Some(Open { tag, url, text, rows }) = self.open.pop() else { return };
        match tag {
            Tag::Bold => self.marked(&text, "**"),
            Tag::Italic => self.marked(&text, "*"),
            Tag::Link => {
                let text = link(text.trim(), url.as_deref());
                self.raw(&text);
            }
            Tag::Code if text.trim().is_empty() => self.raw(&text),
            Tag::Code => {
                let code = code(&text.split_whitespace().collect::<Vec<_>>().join(" "));
                self.raw(&code);
            }
            Tag::Pre => self.lines_of_code(&text),
            Tag::Cell => {
                let cell = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
                match self.table() {
                    Some(table) => match table.rows.last_mut() {
                        Some(row) => row.push(cell),
                        None => table.rows.push(vec![cell]),
                    },
                    None => self.raw(&cell),
                }
            }
            Tag::Table => self.rows(text.trim(), rows),
            _ => self.raw(&text),
        }
    }

    /// Text between two marks, which may touch no space.
    fn marked(&mut self, text: &str, mark: &str) {
        let inner = text.trim();
        if inner.is_empty() || inner.contains("\n\n") {
            return self.raw(text);
        }
        let before = text.len() - text.trim_start().len();
        let (start, rest) = text.split_at(before);
        let behind = rest.get(inner.len()..).unwrap_or_default();
        self.raw(&format!("{start}{mark}{inner}{mark}{behind}"));
    }

    fn lines_of_code(&mut self, text: &str) {
        let text = text.trim_matches('\n').trim_end();
        let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let indent = " ".repeat(self.indent());
        let lines: Vec<String> = text.lines().map(|line| format!("{indent}{line}")).collect();
        self.raw(&format!("{fence}\n{}\n{indent}{fence}", lines.join("\n")));
        self.block();
    }

    fn rows(&mut self, around: &str, mut rows: Vec<Vec<String>>) {
        rows.retain(|row| !row.is_empty());
        if !around.is_empty() {
            self.raw(around);
            self.block();
        }
        let Some(width) = rows.iter().map(Vec::len).max() else { return };
        let indent = format!("\n{}", " ".repeat(self.indent()));
        let mut lines: Vec<String> = rows
            .into_iter()
            .map(|mut row| {
                row.resize(width, String::new());
                format!("| {} |", row.join(" | "))
            })
            .collect();
        lines.insert(1, format!("| {} |", vec!["---"; width].join(" | ")));
        self.raw(&lines.join(&indent));
        self.block();
    }

    fn item(&mut self) {
        let is_outer = self.lists.len() == 1;
        let Some(List { number, indent, is_new }) = self.lists.last_mut() else { return self.block() };
        let is_first_item = core::mem::take(is_new) && is_outer;
        let marker = match number {
            Some(number) => {
                *number += 1;
                format!("{}.", *number - 1)
            }
            None => "-".to_owned(),
        };
        let before = " ".repeat(*indent);
        let text = self.current();
        text.truncate(text.trim_end_matches([' ', '\n']).len());
        let first = text.is_empty();
        // A list is a block of its own; its items are not.
        let gap = match (first, is_first_item) {
            (true, _) => "",
            (false, true) => "\n\n",
            (false, false) => "\n",
        };
        text.push_str(&format!("{gap}{before}{marker} "));
        self.begins = true;
    }

    /// How far text is indented within the lists.
    fn indent(&self) -> usize {
        self.lists.last().map_or(0, |list| list.indent + if list.number.is_some() { 3 } else { 2 })
    }

    fn table(&mut self) -> Option<&mut Open> {
        self.open.iter_mut().rev().find(|open| open.tag == Tag::Table)
    }

    /// Begins a block, unless one has just begun.
    fn block(&mut self) {
        if self.begins {
            return;
        }
        let indent = " ".repeat(self.indent());
        let text = self.current();
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push_str("\n\n");
            text.push_str(&indent);
        }
        self.begins = true;
    }
}

/// The text of a link, and where it leads.
fn link(text: &str, url: Option<&str>) -> String {
    match url.map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) if text.is_empty() || text == url => code(url),
        Some(url) => format!("{text} ({})", code(url)),
        None => text.to_owned(),
    }
}
