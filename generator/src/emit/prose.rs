//! Prose of documents as rustdoc that neither warns nor runs.
//!
//! Descriptions are Markdown by somebody who was not writing rustdoc: brackets would be links to items, indented
//! text would be a doctest, HTML would be unclosed. Lists and quotes are laid out anew, so that what CommonMark
//! takes for a part of them stands where a reader, and clippy, looks for it.

use gatewright_document::is_unseen;

use super::html;

/// The lines of a description, with everything defused that rustdoc would take for its own.
pub(super) fn harmless(text: &str) -> Vec<String> {
    let mut layout = Layout::default();
    for line in html::to_markdown(text).lines() {
        layout.line(line);
    }
    layout.finish()
}

/// Text that stays within its line, without what rustc rejects in comments: the document's names may hold ends of
/// lines too.
pub(super) fn one_line(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect()
}

/// Words within a line of ours, which open no block even where they stand first.
pub(super) fn words(line: &str) -> String {
    let text = block(line);
    if text.starts_with('#') { format!("\\{text}") } else { text }
}

/// Inline code that stays code, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim();
    if text.is_empty() {
        return "``".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

const TAB: &str = "    ";

/// Where the text of a list's item begins.
struct Item {
    /// In the document.
    from: usize,
    /// In the comment.
    to: usize,
}

/// What is open at the end of a line.
#[derive(Default, PartialEq, Eq)]
enum Open {
    /// Nothing: whatever comes next stands for itself.
    #[default]
    Nothing,
    /// A paragraph, which the next line goes on.
    Paragraph,
    /// A paragraph within a quote.
    Quote,
    /// A block of code: its character, how many of them close it, and how far it was indented.
    Code(char, usize, usize),
}

/// Lays out Markdown line by line.
#[derive(Default)]
struct Layout {
    lines: Vec<String>,
    items: Vec<Item>,
    open: Open,
}

impl Layout {
    fn line(&mut self, line: &str) {
        let line = one_line(&line.replace('\t', TAB));
        let bare = line.trim();
        let depth = line.len() - line.trim_start().len();
        if let Open::Code(fence, length, indented) = self.open {
            self.code_line(&line, bare, fence, length, indented);
        } else if bare.is_empty() {
            self.open = Open::Nothing;
            if self.lines.last().is_some_and(|last| !last.is_empty()) {
                self.lines.push(String::new());
            }
        } else if let Some((fence, length)) = fence(bare) {
            self.leave(depth);
            self.open = Open::Code(fence, length, depth);
            // Any other language than `text` might be compiled.
            self.push(&format!("{}text", fence.to_string().repeat(length)));
        } else if let Some((marker, text)) = marker(bare).filter(|(marker, _)| self.begins_item(depth, marker)) {
            self.leave(depth);
            self.item(depth, marker, bare, text);
        } else {
            self.text_line(depth, bare);
        }
    }

    /// A line of an open block of code, or the end of it.
    fn code_line(&mut self, line: &str, bare: &str, fence: char, length: usize, indented: usize) {
        if bare.len() >= length && bare.chars().all(|c| c == fence) {
            self.push(&fence.to_string().repeat(length));
            self.open = Open::Nothing;
            return;
        }
        let spaces = line.len() - line.trim_start().len();
        self.push(line.get(spaces.min(indented)..).unwrap_or_default().trim_end());
    }

    /// Within a paragraph, a number begins an item only if it is the first: there are years in the prose.
    fn begins_item(&self, depth: usize, marker: &str) -> bool {
        let within = self.open == Open::Paragraph && self.items.last().is_none_or(|item| depth >= item.from);
        !within || !marker.starts_with(|c: char| c.is_ascii_digit()) || marker.trim_end_matches(['.', ')']) == "1"
    }

    fn item(&mut self, depth: usize, marker: &str, bare: &str, text: &str) {
        let spaces = bare.len() - marker.len() - text.len();
        let width = marker.len() + 1;
        let before = self.indent();
        self.push(&format!("{marker} {}", block(text)));
        self.items.push(Item { from: depth + marker.len() + if spaces > 4 { 1 } else { spaces }, to: before + width });
        self.open = Open::Paragraph;
    }

    fn text_line(&mut self, depth: usize, bare: &str) {
        let heading = matches!(bare.split(' ').next(), Some("#" | "##" | "###" | "####" | "#####" | "######"));
        if let Some(quoted) = bare.strip_prefix('>') {
            if self.open != Open::Quote {
                self.leave(depth);
            }
            self.push(format!("> {}", block(quoted.trim())).trim_end());
            self.open = if quoted.trim().is_empty() { Open::Nothing } else { Open::Quote };
        } else if self.open == Open::Quote && !heading {
            self.push(&format!("> {}", block(bare)));
        } else {
            if self.open != Open::Paragraph || heading {
                self.leave(depth);
            }
            self.push(&block(bare));
            self.open = if heading { Open::Nothing } else { Open::Paragraph };
        }
    }

    /// Leaves the items in which text that is indented so far does not stand.
    fn leave(&mut self, depth: usize) {
        while self.items.last().is_some_and(|item| depth < item.from) {
            self.items.pop();
        }
    }

    fn indent(&self) -> usize {
        self.items.last().map_or(0, |item| item.to)
    }

    fn push(&mut self, text: &str) {
        let indent = if text.is_empty() { 0 } else { self.indent() };
        self.lines.push(format!("{:indent$}{text}", ""));
    }

    fn finish(mut self) -> Vec<String> {
        if let Open::Code(fence, length, _) = self.open {
            self.push(&fence.to_string().repeat(length));
        }
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

/// The beginning of a block of code: its character, and how many there are.
fn fence(bare: &str) -> Option<(char, usize)> {
    let fence = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = bare.trim_start_matches(fence);
    let length = bare.len() - info.len();
    // What has a tick behind it is code within a line.
    (length >= 3 && !(fence == '`' && info.contains('`'))).then_some((fence, length))
}

/// A list's item: its marker, and its text.
fn marker(bare: &str) -> Option<(&str, &str)> {
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = match digits {
        0 if bare.starts_with(['-', '*', '+']) => 1,
        1..=9 if bare.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) => digits + 1,
        _ => return None,
    };
    let (marker, rest) = bare.split_at_checked(length)?;
    let text = rest.trim_start();
    (rest.starts_with(' ') && !is_rule(bare)).then_some((marker, text))
}

/// A row of characters that is no text: a line across, or the underlining that makes a heading of a paragraph.
fn is_rule(bare: &str) -> bool {
    !bare.trim().is_empty() && bare.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

/// The text of a block: what would open another one is text.
fn block(text: &str) -> String {
    let mut escaped = escaped(text);
    if is_rule(text) || marker(text).is_some() || fence(text).is_some() {
        let at = escaped.find(|c: char| !c.is_ascii_digit()).unwrap_or_default();
        if !escaped.starts_with('\\') {
            escaped.insert(at, '\\');
        }
    }
    escaped
}

/// How far from its beginning a link or a piece of code ends: each beginning is looked at only so far.
const NEAR: usize = 4096;

/// One line of Markdown without links, images and HTML; inline code stays as it is. What a reader may follow to where
/// somebody else wants it, or a browser fetches by itself, is text, with the address to be seen.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let near = rest.get(..rest.floor_char_boundary(NEAR)).unwrap_or(rest);
        if let Some(code) = code_span(near) {
            keep_apart(&mut out);
            out.push_str(code);
            rest = rest.get(code.len()..).unwrap_or_default();
            continue;
        }
        if let Some((text, address, length)) = link(near.strip_prefix('!').unwrap_or(near)) {
            let text = text.replace(['[', ']', '<', '>', '`', '\\'], " ");
            // No address is shown twice.
            if !text.trim().is_empty() && text.trim() != address {
                out.push_str(&format!("{} ", escaped_address(text.trim())));
            }
            out.push_str(&format!("(`{address}`)"));
            rest = rest.get(usize::from(character == '!') + length..).unwrap_or_default();
            continue;
        }
        if let Some((scheme, address)) = bare_address(near) {
            if address.len() > scheme.len() && !out.ends_with(char::is_alphanumeric) {
                keep_apart(&mut out);
                out.push_str(&format!("`{address}`"));
                let behind = rest.get(address.len()..).unwrap_or_default();
                // Brackets around it would have made a link of it.
                rest = match out.strip_suffix(&format!("\\<`{address}`")).map(str::len) {
                    Some(length) if behind.starts_with('>') => {
                        let apart = out.get(..length).is_some_and(|before| before.ends_with('`'));
                        out.replace_range(length..length + 2, if apart { " " } else { "" });
                        behind.get(1..).unwrap_or_default()
                    }
                    _ => behind,
                };
            } else {
                out.push_str(&scheme.replace(':', "\\:"));
                rest = rest.get(scheme.len()..).unwrap_or_default();
            }
            continue;
        }
        match character {
            '[' | ']' | '<' | '>' | '`' => {
                out.push('\\');
                out.push(character);
            }
            // What the document escapes stays as it is.
            '\\' if rest.get(1..).is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_punctuation())) => {
                out.push_str(rest.get(..2).unwrap_or_default());
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            _ => out.push(character),
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    out
}

/// Ticks that follow others would be one fence with them, and end no code.
fn keep_apart(out: &mut String) {
    if out.ends_with('`') {
        out.push(' ');
    }
}

/// The text of a link, in which an address is none.
fn escaped_address(text: &str) -> String {
    text.replace("://", "\\://")
}

fn code_span(text: &str) -> Option<&str> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    if ticks == 0 {
        return None;
    }
    let (open, inner) = text.split_at_checked(ticks)?;
    let end = inner.find(open)?;
    let behind = inner.get(end + ticks..)?;
    (!behind.starts_with('`') && end > 0).then(|| text.get(..ticks + end + ticks)).flatten()
}

fn link(text: &str) -> Option<(&str, &str, usize)> {
    let inner = text.strip_prefix('[')?;
    let (label, behind) = inner.split_once("](")?;
    if label.contains(['[', ']']) {
        return None;
    }
    let (whole, _) = behind.split_once(')')?;
    let length = 1 + label.len() + 2 + whole.len() + 1;
    // A title may follow.
    let address = whole.split_whitespace().next()?.trim_matches(['<', '>']);
    (!address.is_empty() && !address.contains(['`', '(', '[', '\\'])).then_some((label, address, length))
}

/// An address that stands in the text: its scheme, and all of it.
fn bare_address(text: &str) -> Option<(&str, &str)> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(c, '<' | '>' | '"' | '\'' | '`' | ')' | ']' | '(' | '[' | '{' | '}' | '\\' | '|' | '*')
        })
        .unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    Some((scheme, if address.len() < scheme.len() { scheme } else { address }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_defused() {
        let cases = [
            ("plain words", "plain words"),
            ("an [Item] and a [link](https://a.example/b)", "an \\[Item\\] and a link (`https://a.example/b`)"),
            ("![logo](https://a.example/b.png \"A\") x", "logo (`https://a.example/b.png`) x"),
            ("[x](javascript:alert) ![](//a.example)", "x (`javascript:alert`) (`//a.example`)"),
            ("[a][b] ![a][b]\n[b]: https://a.example", "\\[a\\]\\[b\\] !\\[a\\]\\[b\\]\n\\[b\\]: `https://a.example`"),
            ("``b``<https://a.example>", "``b`` `https://a.example`"),
            ("<https://a.example> <a@b.example>", "`https://a.example` \\<a@b.example\\>"),
            ("[https://a.example](https://a.example)", "(`https://a.example`)"),
            ("[https://b.example](https://a.example)", "https\\://b.example (`https://a.example`)"),
            ("an \\[escaped\\] one and a \\ alone", "an \\[escaped\\] one and a \\ alone"),
            ("<b>bold</b> x < y", "**bold** x \\< y"),
            ("see https://a.example/b.", "see `https://a.example/b`."),
            ("readhttps://a.example or https://*.a.example", "readhttps\\://a.example or https\\://*.a.example"),
            ("`Vec<u8>` stays", "`Vec<u8>` stays"),
            ("one ` tick", "one \\` tick"),
            ("para\n\n\n    indented code", "para\n\nindented code"),
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nnever closed", "```text\nnever closed\n```"),
            ("````\n```\nrust\n```\n````\ntext", "````text\n```\nrust\n```\n````\ntext"),
            ("```on one line```", "```on one line```"),
            ("Title\n=====", "Title\n\\====="),
            ("a\n***\nb", "a\n\\***\nb"),
            ("# Title\ntext", "# Title\ntext"),
            ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |"),
            ("a\r\nb\u{202e}c\0d", "a\nb c d"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text).join("\n"), expected, "{text}");
        }
    }

    #[test]
    fn lists_and_quotes_are_laid_out() {
        let cases = [
            ("- one\ngoes on\n- two", "- one\n  goes on\n- two"),
            (
                "-   one\n    goes on\n\n    second paragraph\n\nafter",
                "- one\n  goes on\n\n  second paragraph\n\nafter",
            ),
            ("1. one\n   - in\n   deep\n2. two", "1. one\n   - in\n     deep\n2. two"),
            ("* a\n\t* b\n\t\t* c\n* d", "* a\n  * b\n    * c\n* d"),
            ("was in\n1984. It was", "was in\n1984\\. It was"),
            ("- was in\n  1984. It was\nso", "- was in\n  1984\\. It was\n  so"),
            ("- a\n# Title\nb", "- a\n# Title\nb"),
            ("- a\n  ```json\n  {\n    }\n  ```\nb", "- a\n  ```text\n  {\n    }\n  ```\nb"),
            ("- - twice", "- \\- twice"),
            ("> said\nwho\n\nb", "> said\n> who\n\nb"),
            ("-", "\\-"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text).join("\n"), expected, "{text}");
        }
    }

    #[test]
    fn names_are_code() {
        assert_eq!(code("a b"), "`a b`");
        assert_eq!(code("a`b\n"), "`` a`b ``");
        assert_eq!(code(" "), "``");
    }
}
