//! What is wrong with a request, in words.

use crate::codec::Misfit;
use crate::server::Rejection;
use crate::server::input::{Input, Place};
use crate::server::rejection::{Complaint, Reason};

pub(super) const REQUIRED: &str = "is required";

/// A place within a parameter: `filter[price]`. A whole query has no name of its own: `price`.
fn within(name: &str, pointer: &str) -> String {
    let segments = pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"));
    segments.fold(name.to_owned(), |place, segment| match place.as_str() {
        "" => segment,
        _ => format!("{place}[{segment}]"),
    })
}

#[cold]
pub(super) fn missing(input: &Input) -> Complaint {
    let name = if input.place == Place::Body { "" } else { input.name };
    Complaint { place: input.place, name: name.to_owned(), detail: REQUIRED.to_owned() }
}

#[cold]
pub(super) fn bad_parameter(input: &Input, detail: String) -> Rejection {
    let complaint = Complaint { place: input.place, name: input.name.to_owned(), detail };
    Rejection::because(Reason::BadParameter, vec![complaint])
}

#[cold]
pub(in crate::server) fn bad_body(detail: &str) -> Rejection {
    let complaint = Complaint { place: Place::Body, name: String::new(), detail: detail.to_owned() };
    Rejection::because(Reason::BadBody, vec![complaint])
}

/// What does not fit in a body.
#[cold]
pub(in crate::server) fn misfit(misfit: &Misfit) -> Rejection {
    if misfit.is_syntax() {
        return bad_body(&detail(misfit));
    }
    let complaint = Complaint { place: Place::Body, name: misfit.pointer(), detail: detail(misfit) };
    Rejection::because(Reason::BadBody, vec![complaint])
}

/// What does not fit in a parameter.
#[cold]
pub(super) fn misfit_of(input: &Input, misfit: &Misfit) -> Rejection {
    if misfit.is_syntax() {
        return bad_parameter(input, detail(misfit));
    }
    let name = within(input.name, &misfit.pointer());
    Rejection::because(Reason::BadParameter, vec![Complaint { place: input.place, name, detail: detail(misfit) }])
}

fn detail(misfit: &Misfit) -> String {
    let detail = format!("expected {}, found {}", misfit.expected(), misfit.found());
    if !misfit.is_syntax() {
        return detail;
    }
    let (line, column) = misfit.line_and_column();
    format!("found text that is not JSON: {detail} at line {line} column {column}")
}

/// `/query limit` is the parameter, `/body/items/0` the place in the body.
pub(super) fn complaint(pointer: &str, message: &str) -> Complaint {
    let pointer = pointer.strip_prefix('/').unwrap_or(pointer);
    let (first, rest) = pointer.split_once('/').unwrap_or((pointer, ""));
    let first = first.replace("~1", "/").replace("~0", "~");
    let places = [Place::Path, Place::Query, Place::Header, Place::Cookie];
    let parameter = first.split_once(' ').and_then(|(word, name)| {
        let place = places.into_iter().find(|place| place.word() == word)?;
        Some((place, name))
    });
    let (place, name) = match parameter {
        Some((place, name)) if rest.is_empty() => (place, name.to_owned()),
        Some((place, name)) => (place, within(name, &format!("/{rest}"))),
        None if rest.is_empty() => (Place::Body, String::new()),
        None => (Place::Body, format!("/{rest}")),
    };
    Complaint { place, name, detail: message.to_owned() }
}
