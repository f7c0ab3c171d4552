//! Checks what one mapping template prints: whether it is JSON, and whether it fits its model.
//!
//! A finding that every way through the template has, for lists of some length, is certain. What only
//! some ways have may need a combination of conditions that never comes, so it is a note and says "may".

use std::collections::BTreeMap;

use gatewright_document::{Code, Fix, Report, Severity};
use gatewright_vtl::{Limits, Template};

use super::finding::{Finding, Sureness, place_of};
use super::fit::{self, Comparison};
use super::form;
use super::json::{self, NoShape, Shape};
use super::model::{self, Known};
use super::place;
use super::schema::Schema;
use super::service;
use super::subject::{Side, Subject};
use super::symbolic::{self, Piece, Way, Ways};
use super::unquoted;
use super::usage::Usage;
use crate::config::Located;

/// What a template printed, for those who look at more than its form.
pub(super) struct Checked {
    pub(super) usage: Usage,
    /// The form of the output on the first way whose output has one.
    pub(super) shape: Option<Shape>,
    /// A model that fits the output on every way, where all of it is known.
    pub(super) model: Option<serde_json::Value>,
}

/// Makes of a model that fits the fix for one that does not.
type FixOf<'f> = dyn Fn(&serde_json::Value) -> Option<Fix> + 'f;

/// Parses a template; what is wrong with it is reported.
pub(super) fn parse(
    sources: &gatewright_document::Sources,
    template: &Located<String>,
    report: &mut Report,
) -> Option<Template> {
    if template.value.len() > Limits::TEMPLATE {
        report
            .add(Code::IMPORT_LIMIT, &template.origin)
            .message(format!("the template has {} KB", template.value.len() / 1024))
            .help("API Gateway takes templates of up to 300 KB");
        return None;
    }
    match Template::parse(&template.value) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            let origin = place::within(sources, &template.origin, &template.value, error.place(), 1);
            report
                .add(Code::TEMPLATE_ERROR, &origin)
                .message(format!("the template is malformed: {}", error.message()))
                .label("here")
                .help("API Gateway rejects it, or answers every request with status 500");
            None
        }
    }
}

impl<'c> Subject<'c> {
    /// Checks a parsed template.
    pub(super) fn check(&self, parsed: &Template, fix: &FixOf<'_>, report: &mut Report) -> Checked {
        let usage = Usage::of(parsed);
        self.mistakes(&usage, report);
        let explored = symbolic::explore(parsed, self.payload.as_ref());
        let mut tally = Tally::default();
        let mut shape = None;
        let known = Known { config: self.config, related: &self.related };
        let mut models = Some(Vec::new());
        for ways in &explored {
            for way in &ways.ways {
                let (mut findings, found) = self.way(way);
                if self.side == Side::Request && !self.json {
                    findings.extend(form::findings(self, way));
                }
                findings.extend(self.known_response.into_iter().flat_map(|known| service::findings(way, known)));
                tally.add(ways, findings);
                // One way without a form, and no model is sure to fit.
                let model =
                    found.as_ref().filter(|_| self.side == Side::Response).and_then(|shape| known.schema(shape));
                models = models.zip(model).map(|(mut models, model)| {
                    models.push(model);
                    models
                });
                shape = shape.or(found.filter(|found| *found != Shape::Nothing));
            }
        }
        let model = models.and_then(|models| models.into_iter().reduce(model::either));
        let fix = model.as_ref().and_then(fix);
        for (finding, certainty) in tally.settle(&explored) {
            // What only some ways answer may have a status of its own, and another model with it.
            let has_own_status = usage.overrides_status && certainty == Certainty::Possible;
            if finding.code != Code::RESPONSE_DOES_NOT_FIT_MODEL || !has_own_status {
                let fix = fix.as_ref().filter(|_| finding.code == Code::RESPONSE_DOES_NOT_FIT_MODEL);
                self.report(&finding, certainty, fix, report);
            }
        }
        Checked { usage, shape, model }
    }

    /// What is wrong whatever the request is.
    fn mistakes(&self, usage: &Usage, report: &mut Report) {
        for mistake in &usage.mistakes {
            let (place, length) = (mistake.place, mistake.length);
            let origin =
                place::within(&self.config.sources, &self.template.origin, &self.template.value, place, length);
            report.add(Code::TEMPLATE_ERROR, &origin).message(mistake.message.clone()).help(mistake.help);
        }
    }

    /// What is wrong on one way.
    fn way(&self, way: &Way) -> (Vec<Finding>, Option<Shape>) {
        let shape = match json::read(&way.pieces) {
            Ok(shape) => shape,
            Err(NoShape::Unclear) => return (Vec::new(), None),
            Err(NoShape::Fault { message, hole }) if self.json => {
                return (vec![self.not_json(&way.pieces, &message, hole)], None);
            }
            Err(NoShape::Fault { .. }) => return (Vec::new(), None),
        };
        if !self.json {
            return (Vec::new(), Some(shape));
        }
        let comparison = match self.model {
            Some(model) => fit::compare(self.config, &shape, &Schema::of(model)),
            None => Comparison::default(),
        };
        let mut findings = unquoted::findings(self, way, &shape, &comparison);
        for misfit in comparison.misfits {
            findings.push(Finding {
                code: Code::RESPONSE_DOES_NOT_FIT_MODEL,
                certain: format!("`{}` {}", self.name, misfit.message),
                possible: format!("`{}` may answer{}", self.name, misfit.message.trim_start_matches("answers")),
                help: misfit.help,
                label: String::new(),
                place: misfit.hole.and_then(|hole| place_of(&way.pieces, hole)),
                related: None,
                sureness: Sureness::Certain,
            });
        }
        (findings, Some(shape))
    }

    fn not_json(&self, pieces: &[Piece], message: &str, hole: Option<usize>) -> Finding {
        Finding {
            code: Code::TEMPLATE_IS_NOT_JSON,
            certain: format!("{} is not JSON: {message}", self.output()),
            possible: format!("{} may not be JSON: {message}", self.output()),
            help: match self.side {
                Side::Response => "clients cannot read it, although its content type says JSON",
                Side::Request => "the backend will reject it",
            }
            .to_owned(),
            label: String::new(),
            place: hole.and_then(|hole| place_of(pieces, hole)),
            related: None,
            sureness: Sureness::Certain,
        }
    }

    /// What the template prints, in words.
    pub(super) fn output(&self) -> String {
        match self.side {
            Side::Request => format!("what `{}` sends to its integration", self.name),
            Side::Response => format!("the answer of `{}`", self.name),
        }
    }

    fn report(&self, finding: &Finding, certainty: Certainty, fix: Option<&Fix>, report: &mut Report) {
        let origin = match finding.place {
            Some((place, length)) => {
                place::within(&self.config.sources, &self.template.origin, &self.template.value, place, length)
            }
            None => self.template.origin.clone(),
        };
        let (severity, message) = match certainty {
            Certainty::Always => (Severity::Warning, finding.certain.clone()),
            Certainty::WithItems => (Severity::Warning, format!("{} when its lists have items", finding.certain)),
            Certainty::WithoutItems => (Severity::Warning, format!("{} when its lists are empty", finding.certain)),
            Certainty::Allowed => (Severity::Warning, finding.possible.clone()),
            Certainty::Possible => (Severity::Note, finding.possible.clone()),
        };
        let mut builder = report
            .add(finding.code, &origin)
            .severity(severity)
            .message(message)
            .help(&finding.help)
            .fix_if(fix.cloned());
        if !finding.label.is_empty() {
            builder = builder.label(&finding.label);
        }
        if let Some((origin, label)) = &finding.related {
            builder.related(origin, label);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    Always,
    Allowed,
    WithItems,
    WithoutItems,
    Possible,
}

/// How often each finding came up, by the number of items of lists.
#[derive(Default)]
struct Tally(BTreeMap<Finding, BTreeMap<usize, usize>>);

impl Tally {
    fn add(&mut self, ways: &Ways, findings: Vec<Finding>) {
        let mut findings = findings;
        findings.sort();
        findings.dedup();
        for finding in findings {
            *self.0.entry(finding).or_default().entry(ways.items).or_default() += 1;
        }
    }

    fn settle(self, explored: &[Ways]) -> Vec<(Finding, Certainty)> {
        let mut settled = Vec::new();
        for (finding, counts) in self.0 {
            let certain =
                |ways: &&Ways| ways.complete && counts.get(&ways.items).is_some_and(|count| *count == ways.ways.len());
            let lengths: Vec<usize> = explored.iter().filter(certain).map(|ways| ways.items).collect();
            let certainty = if lengths.is_empty() || finding.sureness == Sureness::Possible {
                Certainty::Possible
            } else if finding.sureness == Sureness::Allowed {
                Certainty::Allowed
            } else if lengths.len() == explored.len() {
                Certainty::Always
            } else if lengths.contains(&0) {
                Certainty::WithoutItems
            } else {
                Certainty::WithItems
            };
            settled.push((finding, certainty));
        }
        self::without_echoes(settled)
    }
}

/// One mistake in the text shows up at several places when lists differ in length; the surest is reported.
fn without_echoes(mut findings: Vec<(Finding, Certainty)>) -> Vec<(Finding, Certainty)> {
    let sure = |certainty: Certainty| certainty != Certainty::Possible;
    let is_text = |finding: &Finding| finding.code == Code::TEMPLATE_IS_NOT_JSON && finding.label.is_empty();
    let some_sure = findings.iter().any(|(finding, certainty)| is_text(finding) && sure(*certainty));
    let mut told = false;
    findings.retain(|(finding, certainty)| {
        if !is_text(finding) {
            return true;
        }
        let keep = !told && (sure(*certainty) || !some_sure);
        told |= keep;
        keep
    });
    findings
}
