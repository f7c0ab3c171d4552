//! Form bodies that a template makes, as the query protocols of SQS and SNS want them: `Action=…&MessageBody=…`.

use gatewright_document::Code;

use super::finding::{Finding, Sureness, place_of};
use super::subject::Subject;
use super::symbolic::{HoleKind, Piece, Way};

/// Values of a form that are printed as they are, on one way through a template.
pub(super) fn findings(subject: &Subject<'_>, way: &Way) -> Vec<Finding> {
    if !is_form(&way.pieces) {
        return Vec::new();
    }
    let unencoded = way.pieces.iter().enumerate().filter_map(|(number, piece)| match piece {
        Piece::Hole { hole, source, .. } if may_have_separators(&hole.kind) => Some((number, source)),
        _ => None,
    });
    let finding = |(number, source): (usize, &std::rc::Rc<str>)| Finding {
        code: Code::UNENCODED_FORM_VALUE,
        certain: format!("{} has `{source}` in a form without encoding it", subject.output()),
        possible: format!("{} has `{source}` in a form without encoding it", subject.output()),
        help: format!("write `$util.urlEncode({source})`: `&`, `+` and `%` in it change the form"),
        label: String::new(),
        place: place_of(&way.pieces, number),
        related: None,
        sureness: Sureness::Certain,
    };
    unencoded.map(finding).collect()
}

/// Whether the text begins with `name=`.
fn is_form(pieces: &[Piece]) -> bool {
    let Some(Piece::Text(text)) = pieces.first() else {
        return false;
    };
    text.trim_start().split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    })
}

/// Whether a value may have characters that mean something in a form. What the stage and the gateway itself
/// say has none, or is the developer's own.
fn may_have_separators(kind: &HoleKind) -> bool {
    match kind {
        HoleKind::Payload(_) | HoleKind::Json(_) | HoleKind::Parameter(_) | HoleKind::Escaped | HoleKind::Anything => {
            true
        }
        HoleKind::Text | HoleKind::Context(_) | HoleKind::UrlEncoded | HoleKind::Number | HoleKind::Boolean => false,
    }
}
