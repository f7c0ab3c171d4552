//! Prose of documents as rustdoc that neither warns nor runs.
//!
//! Descriptions are Markdown by somebody who was not writing rustdoc: brackets would be links to
//! items, indented text would be a doctest, HTML would be unclosed.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Docs;

/// The docs of an item: what the document says (or an empty `fallback` for nothing), then a line that
/// says where it comes from.
pub(super) fn with_origin(docs: &Docs, fallback: &str, origin: &str) -> TokenStream {
    let mut lines = lines(docs, fallback);
    if lines.first().is_some_and(String::is_empty) {
        lines.clear();
    } else {
        lines.push(String::new());
    }
    lines.push(one_line(origin));
    attributes(&lines, docs.deprecated)
}

/// The docs of a member, a variant or a setter.
pub(super) fn member(docs: &Docs, fallback: &str) -> TokenStream {
    attributes(&lines(docs, fallback), docs.deprecated)
}

/// A doc comment of our own words.
pub(super) fn line(text: &str) -> TokenStream {
    attributes(&[one_line(text)], false)
}

fn attributes(lines: &[String], deprecated: bool) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    // `#[deprecated]` would warn inside the generated code itself.
    let deprecated = deprecated.then(|| quote!(#[doc = ""] #[doc = " **Deprecated.**"]));
    quote!(#(#[doc = #lines])* #deprecated)
}

/// The lines of a doc comment; `fallback` stands in where the document says nothing.
pub(super) fn lines(docs: &Docs, fallback: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for text in [&docs.summary, &docs.description].into_iter().flatten() {
        let text = harmless(text);
        if lines.is_empty() || lines != text {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(text);
        }
    }
    if lines.is_empty() {
        lines.push(one_line(fallback));
    }
    for note in &docs.notes {
        lines.push(String::new());
        lines.push(one_line(note));
    }
    lines
}

/// The lines of a description, with everything defused that rustdoc would take for its own.
fn harmless(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let line = one_line(line);
        let bare = line.trim();
        if let Some(open) = &fence {
            if bare.starts_with(open.as_str()) {
                lines.push(open.clone());
                fence = None;
            } else {
                lines.push(line.trim_end().to_owned());
            }
            continue;
        }
        if let Some(open) = ["```", "~~~"].iter().find(|open| bare.starts_with(**open)) {
            // Any other language than `text` might be compiled.
            lines.push(format!("{open}text"));
            fence = Some((*open).to_owned());
            continue;
        }
        if bare.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        let depth = (line.len() - line.trim_start().len()).min(3);
        lines.push(format!("{:depth$}{}", "", escaped(bare)));
    }
    lines.extend(fence);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Text that stays within its line: the document's names may hold ends of lines too.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect()
}

/// Characters that change how text reads without being seen; rustc refuses some in comments.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line of Markdown without links to items, HTML or bare addresses; inline code stays as it is.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(code) = code_span(rest) {
            out.push_str(code);
            rest = rest.get(code.len()..).unwrap_or_default();
            continue;
        }
        if let Some((text, address, length)) = link(rest) {
            out.push_str(&format!("[{}]({address})", text.replace(['[', ']', '<', '`'], " ")));
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        if let Some(address) = bare_address(rest, out.chars().last()) {
            out.push_str(&format!("<{address}>"));
            rest = rest.get(address.len()..).unwrap_or_default();
            continue;
        }
        match character {
            '[' | ']' | '<' | '>' | '`' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    // What is left may still open a block: a quote is text, a row of dashes would make a heading.
    match out.strip_prefix("\\>") {
        Some(quoted) => format!("> {}", quoted.trim_start()),
        None if out.chars().all(|c| matches!(c, '-' | '=' | '|' | ':' | ' ')) => format!("\\{out}"),
        None => out,
    }
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
    let (address, _) = behind.split_once(')')?;
    let web = (address.starts_with("https://") || address.starts_with("http://"))
        && !address.contains([' ', '<', '>', '(', '"', '{', '`', '\\']);
    let length = 1 + label.len() + 2 + address.len() + 1;
    (web && !label.trim().is_empty()).then_some((label, address, length))
}

fn bare_address(text: &str, before: Option<char>) -> Option<&str> {
    if before.is_some_and(char::is_alphanumeric) || !(text.starts_with("https://") || text.starts_with("http://")) {
        return None;
    }
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(c, '<' | '>' | '"' | '\'' | '`' | ')' | ']' | '(' | '[' | '{' | '}' | '\\' | '|' | '*')
        })
        .unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    (address.len() > "https://".len()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_defused() {
        let cases = [
            ("plain words", "plain words"),
            ("an [Item] and a [link](https://a.example/b)", "an \\[Item\\] and a [link](https://a.example/b)"),
            ("<b>bold</b> x < y", "\\<b\\>bold\\</b\\> x \\< y"),
            ("see https://a.example/b.", "see <https://a.example/b>."),
            ("`Vec<u8>` stays", "`Vec<u8>` stays"),
            ("one ` tick", "one \\` tick"),
            ("para\n\n\n    indented code", "para\n\n   indented code"),
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nnever closed", "```text\nnever closed\n```"),
            ("Title\n=====", "Title\n\\====="),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text).join("\n"), expected, "{text}");
        }
    }
}
