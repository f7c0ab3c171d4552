//! A document in another version of the format: `gatewright convert`.
//!
//! A conversion is a chain of steps between neighbours (Swagger 2.0, OpenAPI 3.0, OpenAPI 3.1). Each step reads a tree
//! and writes a new one, notes what the next version cannot say, and which pieces are elsewhere now, so that references
//! still lead to them and each loss has its place in the document that it all began with.
//!
//! Invariants: the order of the document is kept, what is not understood is copied, and what is left out is reported.

mod downgrade;
mod from_swagger;
mod references;
mod step;
mod to_swagger;
mod upgrade;
mod walk;

use std::collections::BTreeMap;

use gatewright_document::{Code, Document, Origin, Pointer, Report, SourceId, Value, Version};

use step::{Step, translated};

/// A document in another version.
#[derive(Debug)]
#[non_exhaustive]
pub struct Converted {
    /// The document, in the order of the one that it was made from.
    pub document: Value,
    /// What the version cannot say, with its place in the document that was converted.
    pub losses: Report,
}

/// Converts a document to another version. Several files are put into one first; places are then those of that one.
///
/// ```
/// use gatewright_build::{Document, convert};
/// use gatewright_document::Version;
///
/// let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\nhost: example.com\npaths: {}\n";
/// let document = Document::from_text("pets.yaml", text).map_err(gatewright_build::Error::Document)?;
/// let converted = convert(&document, Version::OpenApi31);
/// assert_eq!(converted.document.get("servers").map(|servers| servers.to_json()), Some(serde_json::json!([{"url": "https://example.com"}])));
/// assert!(converted.losses.is_empty());
/// # Ok::<(), gatewright_build::Error>(())
/// ```
#[must_use]
pub fn convert(document: &Document, target: Version) -> Converted {
    crate::pipeline::on_high_stack(|| {
        if document.file_count() > 1 {
            let name = document.sources().get(SourceId::ROOT).map(|source| source.name()).unwrap_or_default();
            let one = Document::from_value(name, crate::bundle::bundle(document).document.into());
            return one_file(&one, target);
        }
        one_file(document, target)
    })
}

fn one_file(document: &Document, target: Version) -> Converted {
    let mut value = document.root().value().clone();
    references::spell_out(document, &mut value);
    let mut version = document.version();
    let mut losses = Report::new(document.sources());
    let mut back: Vec<BTreeMap<Pointer, Pointer>> = Vec::new();
    while version != target {
        let next = if target > version { above(version) } else { below(version) };
        let mut step = Step::new(&value, next);
        let mut result = match (version, next) {
            (Version::Swagger20, _) => from_swagger::document(&mut step),
            (Version::OpenApi30, Version::Swagger20) => to_swagger::document(&mut step),
            (Version::OpenApi30, _) => upgrade::document(&mut step),
            (Version::OpenApi31, _) => downgrade::document(&mut step),
        };
        step.lead_references(&mut result);
        for (at, what) in &step.losses {
            let at = back.iter().rev().fold(at.clone(), |at, origins| translated(origins, &at));
            losses.add(Code::LOST_IN_CONVERSION, &existing(document, at)).message(what.as_str());
        }
        back.push(step.origins());
        value = result;
        version = next;
    }
    losses.sort();
    Converted { document: value, losses }
}

/// The place itself, or the nearest around it that the document has.
fn existing(document: &Document, pointer: Pointer) -> Origin {
    let mut origin = Origin::new(SourceId::ROOT, pointer);
    while document.node(&origin).is_none() {
        let Some(around) = origin.pointer.parent() else { break };
        origin.pointer = around;
    }
    origin.own_key()
}

fn above(version: Version) -> Version {
    if version == Version::Swagger20 { Version::OpenApi30 } else { Version::OpenApi31 }
}

fn below(version: Version) -> Version {
    if version == Version::OpenApi31 { Version::OpenApi30 } else { Version::Swagger20 }
}
