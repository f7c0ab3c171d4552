//! Texts that are not yet, or not at all, a document: templates, merge conflicts, web pages.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};

/// What a syntax error at `place` really is, if the text around it is a known kind of wrong.
pub(crate) fn diagnose(text: &str, place: Span, source: SourceId) -> Option<Diagnostic> {
    web_page(text, source).or_else(|| merge_conflict(text, source)).or_else(|| placeholder(text, place, source))
}

/// A page that was saved in place of the document that it shows or denies.
pub(crate) fn web_page(text: &str, source: SourceId) -> Option<Diagnostic> {
    let start = text.trim_start();
    let head: String = start.chars().take(15).collect::<String>().to_ascii_lowercase();
    let what = if head.starts_with("<!doctype html") || head.starts_with("<html") {
        "a web page"
    } else if head.starts_with("<?xml") {
        "an XML file"
    } else {
        return None;
    };
    let at = text.len() - start.len();
    let end = start.find('>').map_or(1, |end| end + 1);
    let mut diagnostic = Diagnostic::new(Code::NOT_TEXT, Some(Origin::span(source, Span::new(at, at + end))));
    diagnostic.message = format!("this is {what}, not a document");
    diagnostic.help = Some("look for a link to the raw JSON or YAML file".to_owned());
    Some(diagnostic)
}

fn merge_conflict(text: &str, source: SourceId) -> Option<Diagnostic> {
    let start = if text.starts_with("<<<<<<< ") { 0 } else { text.find("\n<<<<<<< ")? + 1 };
    text.get(start..)?.find("\n>>>>>>> ")?;
    let mut diagnostic = Diagnostic::new(Code::MERGE_CONFLICT, Some(Origin::span(source, Span::new(start, start + 7))));
    diagnostic.message = "the file has merge conflict markers".to_owned();
    diagnostic.label = Some("the conflict begins here".to_owned());
    diagnostic.help = Some("settle the conflict and remove the markers".to_owned());
    Some(diagnostic)
}

/// `{{ name }}`, `{% if … %}` or `<% … %>` on the line of the error or the one before.
fn placeholder(text: &str, place: Span, source: SourceId) -> Option<Diagnostic> {
    let at = text.floor_char_boundary((place.start as usize).min(text.len()));
    let (before, after) = text.split_at_checked(at)?;
    let start = before.rmatch_indices('\n').nth(1).map_or(0, |(newline, _)| newline + 1);
    let end = at + after.find('\n').unwrap_or(after.len());
    let lines = text.get(start..end)?;
    let opening = ["{{", "{%", "<%"].iter().filter_map(|mark| lines.find(mark)).min()?;
    let rest = lines.get(opening..)?;
    let closing = ["}}", "%}", "%>"].iter().filter_map(|mark| rest.find(mark)).min()?;
    let shown = rest.get(..closing + 2)?;
    let span = Span::new(start + opening, start + opening + shown.len());
    let mut diagnostic = Diagnostic::new(Code::UNRENDERED_TEMPLATE, Some(Origin::span(source, span)));
    diagnostic.message = format!("`{}` is a template's placeholder that was not filled in", one_line(shown));
    diagnostic.help = Some("render the template first, or put quotes around the placeholder".to_owned());
    Some(diagnostic)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
