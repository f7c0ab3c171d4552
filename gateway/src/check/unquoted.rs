//! References that print text where JSON wants quotes, and JSON where quotes stand already.

use gatewright_document::{Code, Origin};

use super::finding::{Finding, Sureness, TemplateSpan, place_of};
use super::fit::Comparison;
use super::json::Shape;
use super::schema::{self, Facts};
use super::subject::Subject;
use super::symbolic::{Hole, HoleKind, Piece, Step, Way};
use crate::config::{Parameter, ParameterLocation};

/// Parts of `$context` that are texts and never JSON.
const CONTEXT_TEXTS: [&str; 12] = [
    "apiId",
    "requestId",
    "extendedRequestId",
    "httpMethod",
    "resourcePath",
    "resourceId",
    "path",
    "stage",
    "protocol",
    "requestTime",
    "identity.sourceIp",
    "identity.userAgent",
];

/// What is wrong with the references that one way prints.
pub(super) fn findings(subject: &Subject<'_>, way: &Way, shape: &Shape, comparison: &Comparison<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut pending = vec![(shape, true)];
    while let Some((shape, is_root)) = pending.pop() {
        match shape {
            Shape::Object(members) => pending.extend(members.iter().map(|member| (&member.value, false))),
            Shape::Array(items) => pending.extend(items.iter().map(|item| (item, false))),
            Shape::Text { holes, .. } => {
                found.extend(holes.iter().filter_map(|number| quoted_json(subject, way, *number)));
                found.extend(holes.iter().filter_map(|number| escaped(subject, way, *number)));
            }
            Shape::Hole(number) => {
                let expected = comparison.expected.get(number);
                found.extend(unquoted(subject, way, *number, expected, is_root));
            }
            _ => {}
        }
    }
    found
}

/// The hole, the reference that prints it, and its place.
fn hole_at(way: &Way, number: usize) -> Option<(&Hole, &str, Option<TemplateSpan>)> {
    match way.pieces.get(number)? {
        Piece::Hole { hole, source, .. } => Some((hole, source, place_of(&way.pieces, number))),
        Piece::Text(_) => None,
    }
}

/// `"$input.json('$.x')"`: JSON brings its own quotes.
fn quoted_json(subject: &Subject<'_>, way: &Way, number: usize) -> Option<Finding> {
    let (hole, source, place) = hole_at(way, number)?;
    let HoleKind::Json(steps) = &hole.kind else {
        return None;
    };
    let model = subject.payload_model.zip(steps.as_ref());
    let facts = model
        .and_then(|(model, steps)| schema::follow(subject.config, model, steps))
        .map(|schema| schema.facts(subject.config));
    let unquotable = facts.is_some_and(|facts| {
        !facts.types.is_empty() && ["number", "integer", "boolean", "null"].iter().all(|kind| !facts.allows(kind))
    });
    Some(Finding {
        code: Code::TEMPLATE_IS_NOT_JSON,
        certain: format!("{} is not JSON: `{source}` brings its own quotes", subject.output()),
        possible: format!("{} may not be JSON: `{source}` brings its own quotes", subject.output()),
        help: "remove the quotes around it, or put it into `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`"
            .to_owned(),
        label: "JSON inside of a string".to_owned(),
        place,
        related: None,
        sureness: if unquotable { Sureness::Certain } else { Sureness::Possible },
    })
}

/// `"$util.escapeJavaScript($x)"`: an apostrophe becomes `\'`, which is no JSON.
///
/// See the [mapping template reference](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
fn escaped(subject: &Subject<'_>, way: &Way, number: usize) -> Option<Finding> {
    let (hole, source, place) = hole_at(way, number)?;
    if hole.kind != HoleKind::Escaped {
        return None;
    }
    let what = format!("`{source}` writes an apostrophe as `\\'`, which JSON does not know");
    Some(Finding {
        code: Code::TEMPLATE_IS_NOT_JSON,
        certain: format!("{} is not JSON: {what}", subject.output()),
        possible: format!("{} may not be JSON: {what}", subject.output()),
        help: "add `.replaceAll(\"\\\\'\", \"'\")` behind `$util.escapeJavaScript(…)`".to_owned(),
        label: "escaped for JavaScript, not for JSON".to_owned(),
        place,
        related: None,
        sureness: Sureness::Allowed,
    })
}

/// Why a reference without quotes is a mistake.
struct Reason {
    text: String,
    related: Option<(Origin, String)>,
    sureness: Sureness,
}

impl Reason {
    fn certain(text: impl Into<String>) -> Reason {
        Reason { text: text.into(), related: None, sureness: Sureness::Certain }
    }

    fn possible(text: impl Into<String>) -> Reason {
        Reason { text: text.into(), related: None, sureness: Sureness::Possible }
    }
}

fn unquoted(
    subject: &Subject<'_>,
    way: &Way,
    number: usize,
    expected: Option<&Facts<'_>>,
    is_root: bool,
) -> Option<Finding> {
    let (hole, source, place) = hole_at(way, number)?;
    let reason = match &hole.kind {
        // A whole answer that is one reference may be JSON text made by the backend.
        HoleKind::Payload(steps) if is_root => whole(steps),
        HoleKind::Payload(steps) => payload(subject, steps, expected),
        HoleKind::Parameter(_) | HoleKind::Text | HoleKind::Escaped | HoleKind::UrlEncoded if is_root => None,
        HoleKind::Parameter(name) => parameter(subject, way, hole, name, expected),
        HoleKind::Text | HoleKind::Escaped | HoleKind::UrlEncoded => wanted_string(expected),
        HoleKind::Context(path) if CONTEXT_TEXTS.contains(&path.as_str()) => Some(Reason::certain("and is text")),
        HoleKind::Context(_) => wanted_string(expected),
        HoleKind::Json(_) | HoleKind::Number | HoleKind::Boolean | HoleKind::Anything => None,
    }?;
    let what = if is_root {
        format!("`{source}` {}", reason.text)
    } else {
        format!("`{source}` stands without quotes, {}", reason.text)
    };
    Some(Finding {
        code: Code::TEMPLATE_IS_NOT_JSON,
        certain: format!("{} is not JSON: {what}", subject.output()),
        possible: format!("{} may not be JSON: {what}", subject.output()),
        help: remedy(hole, source),
        label: "text without quotes".to_owned(),
        place,
        related: reason.related,
        sureness: reason.sureness,
    })
}

fn whole(steps: &[Step]) -> Option<Reason> {
    steps.is_empty().then(|| Reason::possible("prints an object as `{name=value}`"))
}

/// The model at the place wants a string, so that what fits is not JSON, and the other way round.
fn wanted_string(expected: Option<&Facts<'_>>) -> Option<Reason> {
    expected.is_some_and(Facts::is_string).then(|| Reason::certain("where the model has a string"))
}

fn payload(subject: &Subject<'_>, steps: &[Step], expected: Option<&Facts<'_>>) -> Option<Reason> {
    if let Some(facts) = expected.filter(|facts| !facts.types.is_empty()) {
        return wanted_string(Some(facts));
    }
    if let Some(model) = subject.payload_model {
        let schema = schema::follow(subject.config, model, steps)?;
        let facts = schema.facts(subject.config);
        let text = match facts.types.as_slice() {
            ["string"] if facts.is_string() => "and is a string in the model of the body",
            ["object"] => "and prints an object as `{name=value}`",
            _ => return None,
        };
        let related = Some((schema.origin.clone(), "its model".to_owned()));
        return Some(Reason { related, ..Reason::certain(text) });
    }
    let Some(Step::Member(name)) = steps.last() else {
        return None;
    };
    let properties = schema::properties_named(subject.config, &subject.related, name);
    let first = properties.first()?;
    let all_strings = properties.iter().all(|property| property.facts.is_string());
    let model = first.model.as_ref().map_or("a model".to_owned(), |model| format!("the model `{model}`"));
    all_strings.then(|| Reason {
        related: Some((first.origin.clone(), format!("`{name}` is a string"))),
        ..Reason::certain(format!("and `{name}` is a string in {model}"))
    })
}

/// Parameters are text, and may be missing.
fn parameter(
    subject: &Subject<'_>,
    way: &Way,
    hole: &Hole,
    name: &str,
    expected: Option<&Facts<'_>>,
) -> Option<Reason> {
    if let Some(reason) = wanted_string(expected) {
        return Some(reason);
    }
    // A condition that looks at the parameter is taken to know what it does.
    if way.conditions.iter().any(|condition| condition.contains(&hole.key)) {
        return None;
    }
    let declared = declared(subject, name);
    let related = declared.map(|parameter| (parameter.origin.clone(), "declared here".to_owned()));
    let checked = subject.config.validator(subject.method).is_some_and(|validator| validator.parameters);
    let (text, sureness) = match declared {
        None => return None,
        Some(parameter) if parameter.location == ParameterLocation::Path || (parameter.required && checked) => {
            if parameter.type_name.as_deref() != Some("string") {
                return None;
            }
            ("and clients may send any text", Sureness::Possible)
        }
        Some(parameter) if parameter.required => ("and nothing checks that it is there", Sureness::Possible),
        Some(_) => ("and clients may leave it out", Sureness::Allowed),
    };
    Some(Reason { text: text.to_owned(), related, sureness })
}

/// The parameter that `$input.params(name)` means.
fn declared<'c>(subject: &Subject<'c>, name: &str) -> Option<&'c Parameter> {
    let mut found: Vec<&Parameter> = subject.method.parameters.iter().filter(|known| known.name == name).collect();
    found.sort_by_key(|parameter| match parameter.location {
        ParameterLocation::Path => 0,
        ParameterLocation::QueryString => 1,
        ParameterLocation::Header => 2,
    });
    found.first().copied()
}

fn remedy(hole: &Hole, source: &str) -> String {
    match &hole.kind {
        HoleKind::Payload(steps) if steps.iter().all(|step| *step != Step::Item) => {
            let mut path = "$".to_owned();
            for step in steps {
                if let Step::Member(name) = step {
                    path.push('.');
                    path.push_str(name);
                }
            }
            format!("write `$input.json('{path}')`, or put quotes around it")
        }
        HoleKind::Payload(_) => format!("write `\"{source}\"`"),
        HoleKind::Parameter(_) => "put quotes around it, or check it with `#if` and a validator".to_owned(),
        _ => "put quotes around it".to_owned(),
    }
}
