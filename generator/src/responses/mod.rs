//! Recorded responses, held to the types that clients read them into: what does not fit, and which settings accept it.
//!
//! [`read()`] reads recordings, [`Builder::check_responses`](crate::Builder::check_responses) compares.

mod find;
mod fit;
mod fix;
mod read;
mod recording;

use crate::index::IndexMap;
use gatewright_document::{Code, Document, Location, Origin, Report};

use crate::ir::Api;
use crate::lower::lower;
use crate::options::Options;
use crate::pass;
use crate::run::Run;

pub use fit::Setting;
pub use read::{ReadError, read};
pub use recording::{Recorded, Target};

use fit::{Fit, Fits};

/// One way in which recorded responses do not fit the document, and what accepts them.
///
/// Displayed, it is a line: `` GET /pets: expected a property `name`, found none at `$[0]` in 3 responses ``.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was called, or the schema of the recording.
    pub subject: String,
    /// Where in the first of the responses, as a JSON path.
    pub path: String,
    /// What was expected, such as `a number`.
    pub expected: String,
    /// What was found, such as `null`.
    pub found: String,
    /// The property that the schema describes, as options call it.
    pub property: Option<String>,
    /// Where the property stands in the document.
    pub place: Option<Location>,
    /// The same, as diagnostics have it.
    pub origin: Option<Origin>,
    /// What accepts it; `None` where no setting does.
    pub setting: Option<Setting>,
    /// In how many responses.
    pub responses: usize,
    /// Where the first of them is recorded.
    pub example: String,
}

impl core::fmt::Display for Finding {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { subject, path, expected, found, responses, .. } = self;
        let s = if *responses == 1 { "" } else { "s" };
        write!(out, "{subject}: expected {expected}, found {found} at `{path}` in {responses} response{s}")
    }
}

/// What comes of comparing recorded responses with a document.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// How many responses were compared.
    pub compared: usize,
    /// How many of them clients read as they are.
    pub fitting: usize,
    /// Those of which the document has no operation, schema or body of JSON, by where they are recorded.
    pub unknown: Vec<String>,
    /// What does not fit, most frequent first.
    pub findings: Vec<Finding>,
}

impl Compared {
    /// The settings that accept what does not fit, as lines of `gatewright.toml`; empty if none are needed.
    #[must_use]
    pub fn settings(&self) -> String {
        let settings: Vec<&Setting> = self.findings.iter().filter_map(|finding| finding.setting.as_ref()).collect();
        fit::lines(&settings)
    }
}

impl Compared {
    /// The findings as diagnostics of the document, with fixes where a property is missing or null.
    #[must_use]
    pub fn report(&self, document: &Document) -> Report {
        let mut report = Report::new(document.sources());
        for finding in &self.findings {
            let builder = match &finding.origin {
                Some(origin) => report.add(Code::RECORDED_RESPONSE, origin),
                None => report.without_place(Code::RECORDED_RESPONSE),
            };
            builder
                .message(finding.to_string())
                .help_if(finding.setting.as_ref(), |setting| format!("accept it with `{setting}`"))
                .fix_if(fix::of(finding, document));
        }
        report
    }
}

/// Compares responses with what the document says of them, under the options.
pub(crate) fn compare(document: &Document, options: &Options, responses: &[Recorded]) -> Result<Compared, Report> {
    let mut report = document.report().clone();
    let mut api = lower(document, options, &mut report);
    pass::run(&mut api, options, &Run::default(), None, &mut report);
    if report.has_errors() {
        return Err(report);
    }
    Ok(compared(document, &api, options, responses))
}

fn compared(document: &Document, api: &Api, options: &Options, responses: &[Recorded]) -> Compared {
    let mut compared = Compared::default();
    let mut findings: IndexMap<(String, String, String), Finding> = IndexMap::default();
    for recorded in responses {
        let Some((subject, ty, nullable)) = find::body(api, recorded) else {
            compared.unknown.push(recorded.at.clone());
            continue;
        };
        compared.compared += 1;
        let misfits = Fits::new(api, options.lenient_responses).of(&recorded.body, &ty, nullable);
        compared.fitting += usize::from(misfits.is_empty());
        let mut seen: Vec<(String, String, String)> = Vec::new();
        for fit in misfits {
            let key = (fit.property.clone().unwrap_or_else(|| subject.clone()), fit.expected.clone(), kind(&fit.found));
            if !seen.contains(&key) {
                let finding = findings.entry(key.clone()).or_insert_with(|| first(document, &subject, recorded, fit));
                finding.responses += 1;
                seen.push(key);
            }
        }
    }
    compared.findings = findings.into_values().collect();
    compared.findings.sort_by_key(|finding| core::cmp::Reverse(finding.responses));
    compared
}

fn first(document: &Document, subject: &str, recorded: &Recorded, fit: Fit) -> Finding {
    Finding {
        subject: subject.to_owned(),
        path: fit.path,
        expected: fit.expected,
        found: fit.found,
        place: fit.origin.as_ref().and_then(|origin| document.locate(origin)),
        origin: fit.origin,
        property: fit.property,
        setting: fit.setting,
        responses: 0,
        example: recorded.at.clone(),
    }
}

/// What was found without the value itself.
fn kind(found: &str) -> String {
    let is_value = found.starts_with("the string") || found.starts_with("the number");
    if is_value { found.split(' ').take(2).collect::<Vec<_>>().join(" ") } else { found.to_owned() }
}
