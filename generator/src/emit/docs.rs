//! Doc comments: what the document says of an item, else what there is to say of it, and where it stands.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{code, harmless, one_line};
use crate::ir::Docs;

/// The docs of an item: what the document says (or an empty `fallback` for nothing), then a line that
/// says where it comes from.
pub(super) fn with_origin(docs: &Docs, fallback: &str, origin: &str) -> TokenStream {
    attributes(&lines_with_origin(docs, fallback, origin), docs.deprecated)
}

/// The same as lines, for text that is laid out already.
pub(super) fn comment_with_origin(docs: &Docs, fallback: &str, origin: &str) -> String {
    marked(lines_with_origin(docs, fallback, origin), docs, "    ")
}

/// The docs of a setter as lines at an indentation.
pub(super) fn member_comment(docs: &Docs, fallback: &str, indent: &str) -> String {
    marked(lines(docs, fallback), docs, indent)
}

fn marked(mut lines: Vec<String>, docs: &Docs, indent: &str) -> String {
    if docs.deprecated {
        lines.extend([String::new(), "**Deprecated.**".to_owned()]);
    }
    comment(&lines, indent)
}

/// Doc comments at an indentation.
pub(super) fn comment(lines: &[String], indent: &str) -> String {
    lines.iter().map(|line| format!("{indent}{}\n", format!("/// {line}").trim_end_matches(' '))).collect()
}

fn lines_with_origin(docs: &Docs, fallback: &str, origin: &str) -> Vec<String> {
    let mut lines = lines(docs, fallback);
    // Where the document says nothing, notes come first.
    lines.drain(..lines.iter().take_while(|line| line.is_empty()).count());
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(one_line(origin));
    lines
}

/// The docs of a member, a variant or a setter.
pub(super) fn member(docs: &Docs, fallback: &str) -> TokenStream {
    attributes(&lines(docs, fallback), docs.deprecated)
}

/// What an operation, a path or a media type is called in our own prose.
pub(super) fn called(what: impl core::fmt::Display) -> String {
    code(&what.to_string())
}

/// Words of the document within a sentence of ours.
pub(super) fn inline(text: &str) -> String {
    harmless(&one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")).concat()
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
    push_notes(&mut lines, &docs.notes);
    lines
}

/// Notes are a paragraph; behind a line of prose that is short they go on with it.
fn push_notes(lines: &mut Vec<String>, notes: &[String]) {
    const WIDTH: usize = 100;
    let mut notes: Vec<String> = notes.iter().map(|note| sentence(&one_line(note))).collect();
    let whole = notes.join(" ");
    if let [line] = lines.as_mut_slice()
        && line.starts_with(char::is_alphanumeric)
        && line.len() + whole.len() < WIDTH
    {
        if !notes.is_empty() {
            *line = format!("{} {whole}", sentence(line));
        }
        return;
    }
    if whole.len() < WIDTH {
        notes = vec![whole];
    }
    notes.retain(|line| !line.is_empty());
    if !notes.is_empty() {
        lines.push(String::new());
        lines.append(&mut notes);
    }
}

/// With a final stop.
fn sentence(text: &str) -> String {
    match text.ends_with(['.', '!', '?', ':', '…', '。']) || text.is_empty() {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}
