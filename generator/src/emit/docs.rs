//! Doc comments: what the document says of an item, else what there is to say of it, and where it stands.

use super::prose::{code, harmless, one_line, words};
use crate::ir::{Api, Docs, Name, Parameter, Place};
use crate::names::Ident;
use crate::print;

/// The docs of an item: what the document says (or an empty `fallback` for nothing), then a line that
/// says where it comes from.
pub(crate) fn with_origin(docs: &Docs, fallback: &str, origin: &str) -> print::Docs {
    let mut lines = lines(docs, fallback);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(one_line(origin));
    marked(lines, docs)
}

/// As [`with_origin`], with lines of ours at the end, and code as it is.
pub(crate) fn with_facts(docs: &Docs, origin: &str, facts: &[String], example: &[String]) -> print::Docs {
    let mut lines = lines(docs, "");
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend([one_line(origin), String::new()]);
    lines.extend(facts.iter().map(|fact| one_line(fact)));
    lines.extend_from_slice(example);
    marked(lines, docs)
}

/// The docs of a property, a variant or a setter.
pub(crate) fn member(docs: &Docs, fallback: &str) -> print::Docs {
    marked(lines(docs, fallback), docs)
}

fn marked(mut lines: Vec<String>, docs: &Docs) -> print::Docs {
    if docs.deprecated {
        // Beside the attribute, which types and variants do not have.
        lines.extend([String::new(), "**Deprecated.**".to_owned()]);
    }
    print::Docs::new(lines)
}

/// What an operation, a path or a media type is called in our own prose.
pub(crate) fn called(what: impl core::fmt::Display) -> String {
    code(&what.to_string())
}

/// The API's name for prose.
pub(crate) fn title(api: &Api) -> String {
    let title = inline(&api.title);
    if title.is_empty() { "the API".to_owned() } else { title }
}

/// The same at the beginning of a sentence.
pub(crate) fn heading(api: &Api) -> String {
    let title = inline(&api.title);
    if title.is_empty() { "The API".to_owned() } else { title }
}

/// The docs of a property or a listed value. Where the document says nothing, only a name that differs from the
/// identifier is worth a line.
pub(crate) fn named(docs: &Docs, name: &Name, ident: &Ident) -> print::Docs {
    let same = name.wire == ident.bare() || name.origin.is_none();
    member(docs, &if same { String::new() } else { format!("{} on the wire.", called(&name.wire)) })
}

/// The same docs, which say that a default is filled in.
pub(crate) fn filled(docs: &Docs, how: &str) -> Docs {
    let mut docs = docs.clone();
    let behind = docs.notes.iter().position(|note| note.starts_with("Default: ")).map_or(docs.notes.len(), |at| at + 1);
    docs.notes.insert(behind, how.to_owned());
    docs
}

/// The docs of a parameter.
pub(crate) fn parameter(parameter: &Parameter) -> print::Docs {
    of_parameter(parameter, &parameter.docs)
}

/// The docs of a parameter of a request that a server reads.
pub(crate) fn served_parameter(parameter: &Parameter, is_filled: bool) -> print::Docs {
    match is_filled {
        true => of_parameter(parameter, &filled(&parameter.docs, "Filled in if absent")),
        false => of_parameter(parameter, &parameter.docs),
    }
}

fn of_parameter(parameter: &Parameter, docs: &Docs) -> print::Docs {
    let place = match parameter.place {
        Place::Path => "Path",
        Place::Query => "Query",
        Place::QueryString => "Querystring",
        Place::Header => "Header",
        Place::Cookie => "Cookie",
    };
    member(docs, &format!("{place} parameter {}.", called(&parameter.name.wire)))
}

/// Words of the document within a sentence of ours.
pub(crate) fn inline(text: &str) -> String {
    words(&one_line(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A doc comment of our own words.
pub(crate) fn line(text: &str) -> print::Docs {
    print::Docs::new([one_line(text)])
}

/// The lines of a doc comment; `fallback` stands in where the document says nothing.
fn lines(docs: &Docs, fallback: &str) -> Vec<String> {
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
    if lines.is_empty() && !fallback.is_empty() {
        lines.push(one_line(fallback));
    }
    push_notes(&mut lines, &docs.notes);
    // Where nothing else is said, notes come first.
    lines.drain(..lines.iter().take_while(|line| line.is_empty()).count());
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
