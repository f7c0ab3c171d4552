//! Mistakes of the generator itself: what cannot be if it does what it should.
//!
//! They are errors of the run, so that nothing wrong is written, and ask for a report.

use gatewright_document::{Code, Origin, Report};

/// Reports that the generator made a mistake, at the piece of the document that it was about if there is one.
pub(crate) fn bug(report: &mut Report, origin: Option<&Origin>, message: &str) {
    let found = match origin {
        Some(origin) => report.error(Code::INTERNAL_ERROR, origin).label("it was about this"),
        None => report.without_place(Code::INTERNAL_ERROR),
    };
    found.message(message.to_owned()).help("this is a mistake of gatewright: please report it with the document");
}
