//! What is found in a template's output.

use gatewright_document::{Code, Origin};
use gatewright_vtl::Place;

use super::symbolic::Piece;

/// Where in a template, and how many characters.
pub(super) type TemplateSpan = (Place, usize);

/// What is wrong with a template's output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) code: Code,
    /// The message where it is certain.
    pub(super) certain: String,
    /// The message where it is possible.
    pub(super) possible: String,
    pub(super) help: String,
    pub(super) label: String,
    pub(super) place: Option<TemplateSpan>,
    pub(super) related: Option<(Origin, String)>,
    /// How sure it is where every way has it.
    pub(super) sureness: Sureness,
}

/// How sure a finding is on a way that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sureness {
    /// Every request has it.
    Certain,
    /// Requests have it that the document allows.
    Allowed,
    /// Some values have it, if they come.
    Possible,
}

/// The place of the reference that printed a hole.
pub(super) fn place_of(pieces: &[Piece], hole: usize) -> Option<TemplateSpan> {
    match pieces.get(hole)? {
        Piece::Hole { source, place, .. } if place.line > 0 => Some((*place, source.chars().count())),
        _ => None,
    }
}
