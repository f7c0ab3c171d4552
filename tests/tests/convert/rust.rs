//! Generated code without what names the document: its version, and where a piece stands in it.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_build::{Builder, Document};

use crate::places::Sharing;

/// What is generated from a document.
pub(crate) struct Rust {
    /// The lines but for comments and for what follows from the spelling of a version alone.
    pub(crate) lines: Vec<String>,
    /// Which schemas are of one type.
    pub(crate) sharing: Sharing,
}

pub(crate) fn generated(document: &Document) -> Result<Rust, String> {
    let builder = Builder::new("api.yaml").server(true).list_models(true);
    let generated = builder.generate_from(document).map_err(|error| error.to_string())?;
    let lines = generated.files.iter().flat_map(|file| file.text.lines().skip(1)).map(str::trim);
    let lines: Vec<String> = lines.filter(|line| !line.starts_with("//") && !is_rule(line)).map(plain).collect();
    let aliases: BTreeMap<String, String> = lines.iter().filter_map(|line| alias(line)).collect();
    Ok(Rust {
        lines: lines.iter().map(|line| unaliased(line, &aliases)).collect(),
        sharing: Sharing::of(&generated.models),
    })
}

/// `pub type Name = Other;`, two names of one type.
fn alias(line: &str) -> Option<(String, String)> {
    let (name, of) = line.strip_prefix("pub type ")?.strip_suffix(';')?.split_once(" = ")?;
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
    (is_name(name) && is_name(of)).then(|| (name.to_owned(), of.to_owned()))
}

/// The line with the last name of each type. Whether a type goes by its own name or by that of its alias follows from
/// `$ref` or `allOf`, which say the same in different versions.
fn unaliased(line: &str, aliases: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for word in line.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let end = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_').len();
        let (mut name, after) = word.split_at(end);
        // As many steps as there are aliases: more would be a circle.
        for _ in aliases {
            let Some(of) = aliases.get(name) else { break };
            name = of;
        }
        out.push_str(name);
        out.push_str(after);
    }
    out
}

/// A schema that a server holds requests to, as text: `nullable` and `null` among the types are two words for one thing.
fn is_rule(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || "(, ".contains(c));
    line.is_empty()
        || line == ")"
        || line == "),"
        || ["static SCHEMA_", "rt::server::Failure", "\"application/json\",", "&SCHEMA_"]
            .iter()
            .any(|start| line.starts_with(start))
        || line.starts_with("\"{")
        || line.starts_with("\"true\"")
}

/// Without the places of schemas, and what only follows from them: a form is `parameters` in Swagger 2.0 and a body in
/// OpenAPI 3, and types of what has no name are called after where it stands.
fn plain(line: &str) -> String {
    let mut pieces = line.split("\"#");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('"').map_or(piece, |(_, rest)| rest.trim_start()));
    }
    while let Some((before, after)) = out.split_once("SCHEMA_") {
        out = format!("{before}RULE{}", after.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    for form in ["BodyForm", "Form"] {
        out = replaced_ends(&out, form, "Body");
    }
    out
}

/// The text with the ends of identifiers replaced.
fn replaced_ends(text: &str, end: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(end) {
        out.push_str(before);
        let is_end = !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        out.push_str(if is_end { by } else { end });
        rest = after;
    }
    out + rest
}

/// Lines that only one of both has.
pub(crate) fn differences(one: &[String], other: &[String]) -> Vec<String> {
    let (left, right): (BTreeSet<&String>, BTreeSet<&String>) = (one.iter().collect(), other.iter().collect());
    let gone = one.iter().filter(|line| !right.contains(line)).map(|line| format!("- {line}"));
    let new = other.iter().filter(|line| !left.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}
