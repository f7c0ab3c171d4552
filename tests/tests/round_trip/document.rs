//! One document: its types, the values of its schemas, and what became of them.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use gatewright_build::{Builder, Error, Generated, Model};
use gatewright_document::{Code, Document, Node, Origin, Value as Tree};
use indexmap::IndexSet;
use serde_json::Value;

use crate::given;
use crate::judge::Judge;
use crate::program::{self, Runtime};
use crate::random::Random;
use crate::schemas::{Schemas, View};
use crate::values::Maker;

/// How many values a schema gets, and how often one is tried for.
const VALUES: usize = 8;
const TRIES: usize = 14;

/// A value that did not come back as it was.
pub(crate) struct Failure {
    pub(crate) place: String,
    pub(crate) rust: String,
    pub(crate) value: String,
    pub(crate) said: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, rust, value, said } = self;
        write!(out, "{place} as {rust}: {value:.300}: {said:.300}")
    }
}

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) path: String,
    pub(crate) version: String,
    pub(crate) schemas: usize,
    /// Schemas of which no value was found.
    pub(crate) empty: Vec<String>,
    pub(crate) values: usize,
    pub(crate) given: usize,
    pub(crate) failures: Vec<Failure>,
    /// Examples that did not come back, of which the report says that they are not of their schema's type.
    pub(crate) told: usize,
    /// Why there was nothing to try.
    pub(crate) error: Option<String>,
}

impl Outcome {
    /// Schemas with a value that did not come back.
    pub(crate) fn failing(&self) -> usize {
        self.failures.iter().map(|failure| failure.place.as_str()).collect::<BTreeSet<_>>().len()
    }
}

/// One question: a value for a type, and where both come from.
pub(crate) struct Question {
    pub(crate) model: usize,
    pub(crate) value: String,
    /// Where the document gives it.
    given: Option<Origin>,
}

/// A schema with its view, and where it stands in the table of that view.
struct Asked<'d> {
    model: usize,
    node: Node<'d>,
    index: usize,
}

pub(crate) fn check(runtime: &Runtime, root: &Path, path: &str) -> Outcome {
    let mut outcome = Outcome { path: path.to_owned(), ..Outcome::default() };
    if let Err(error) = run(runtime, &root.join(path), &mut outcome) {
        outcome.error = Some(error);
    }
    outcome
}

fn run(runtime: &Runtime, path: &Path, outcome: &mut Outcome) -> Result<(), String> {
    let document = Document::load(path).map_err(|report| first_line(report.one_line()))?;
    outcome.version = version(&document);
    let generated = Builder::new(path).client(false).server(false).list_models(true).generate_from(&document);
    let Generated { files, models, report, .. } = generated.map_err(|error| match error {
        Error::Document(report) => first_line(report.one_line()),
        other => other.to_string(),
    })?;
    let api: String = files.into_iter().map(|file| file.text).collect();
    let types: IndexSet<String> = models.iter().map(rust).collect();
    let name = outcome.path.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let listed: Vec<String> = types.iter().cloned().collect();
    let main = program::for_types(include_str!("program_main.rs"), &listed);
    let compiling = program::compile(runtime, &name, &api, &main)?;
    let questions = questions(&document, &models, outcome);
    let mut input = Vec::new();
    for question in &questions {
        let index = types.get_index_of(&rust(&models[question.model])).ok_or("a type is not listed")?;
        input.extend_from_slice(format!("{index}\t{}\n", question.value).as_bytes());
    }
    let answers = compiling.run(input)?;
    if answers.len() != questions.len() {
        return Err(format!("{} answers to {} questions", answers.len(), questions.len()));
    }
    let invalid = report.diagnostics().iter().filter(|found| found.code == Code::INVALID_EXAMPLE);
    let told: BTreeSet<&Origin> = invalid.filter_map(|found| found.primary.as_ref()).collect();
    for (question, said) in questions.into_iter().zip(answers).filter(|(_, said)| said != "ok") {
        // A place within the example is told as well.
        let is_within =
            |place: &Origin, given: &Origin| place.source == given.source && place.pointer.starts_with(&given.pointer);
        if question.given.is_some_and(|given| told.iter().any(|place| is_within(place, &given))) {
            outcome.told += 1;
            continue;
        }
        let model = &models[question.model];
        outcome.failures.push(Failure { place: place(model), rust: rust(model), value: question.value, said });
    }
    Ok(())
}

/// The type of a value of the schema.
pub(crate) fn rust(model: &Model) -> String {
    if model.nullable { format!("::core::option::Option<{}>", model.rust) } else { model.rust.clone() }
}

fn place(model: &Model) -> String {
    model.origin.to_string()
}

pub(crate) fn questions(document: &Document, models: &[Model], outcome: &mut Outcome) -> Vec<Question> {
    outcome.schemas = models.len();
    let one_sided = one_sided(document.root().value());
    let mut valued: Vec<bool> = vec![false; models.len()];
    let mut questions = Vec::new();
    for view in [View::Whole, View::Request, View::Response] {
        let mut schemas = Schemas::new(document, view);
        let mut asked = Vec::new();
        for (model, of) in models.iter().enumerate() {
            if views(of, one_sided).contains(&view)
                && let Some(node) = document.node(&of.origin)
            {
                let index = schemas.add(&node);
                asked.push(Asked { model, node, index });
            }
        }
        let table = Arc::new(schemas.table);
        let judge = Judge::new(Arc::clone(&table));
        for Asked { model, node, index } in asked {
            let made = made(&table, &judge, index, &models[model]);
            let made = made.into_iter().map(|value| Question { model, value, given: None });
            let before = questions.len();
            questions.extend(made);
            let given = taken(&table, &judge, index, &node);
            outcome.given += given.len();
            questions.extend(given.into_iter().map(|(value, at)| Question { model, value, given: Some(at) }));
            outcome.values += questions.len() - before;
            valued[model] |= questions.len() > before;
        }
    }
    let without = models.iter().zip(&valued).filter(|(_, valued)| !**valued);
    outcome.empty = without.map(|(model, _)| place(model)).collect();
    questions
}

fn views(model: &Model, one_sided: bool) -> Vec<View> {
    match (one_sided, model.in_requests, model.in_responses) {
        (false, ..) | (true, false, false) => vec![View::Whole],
        (true, true, false) => vec![View::Request],
        (true, false, true) => vec![View::Response],
        (true, true, true) => vec![View::Request, View::Response],
    }
}

/// Values made from the schema alone that the judge accepts: the smallest, the fullest, and others.
fn made(table: &[Value], judge: &Judge, index: usize, model: &Model) -> IndexSet<String> {
    let seed = model
        .origin
        .pointer
        .to_string()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut values = IndexSet::new();
    for attempt in 0..TRIES {
        if values.len() >= VALUES {
            break;
        }
        let generosity = match attempt {
            0 => 0,
            1 => 100,
            _ => 40,
        };
        let random = Random::new(seed.wrapping_add(attempt as u64));
        let mut maker = Maker { table, random, generosity, budget: 150 };
        let Some(value) = maker.value(&[&table[index]], 0) else { continue };
        if judge.accepts(index, &value) {
            values.insert(value.to_string());
        }
    }
    values
}

/// Values that the document gives, as far as they fit what it says and something speaks of them.
fn taken(table: &[Value], judge: &Judge, index: usize, node: &Node<'_>) -> Vec<(String, Origin)> {
    let given = given::values(node).into_iter().map(|given| (given.value().to_json(), given.origin().clone()));
    let fitting = given.filter(|(value, _)| judge.accepts(index, value));
    let spoken = fitting.map(|(value, at)| (given::described(table, &value, &[&table[index]], 0), at));
    spoken.filter(|(value, _)| judge.accepts(index, value)).map(|(value, at)| (value.to_string(), at)).collect()
}

/// Whether anything in the document is for one direction alone.
fn one_sided(value: &Tree) -> bool {
    match value {
        Tree::Array(items) => items.iter().any(one_sided),
        Tree::Object(entries) => entries.iter().any(|(key, value)| {
            (matches!(key.as_str(), "readOnly" | "writeOnly") && value.as_bool() == Some(true)) || one_sided(value)
        }),
        _ => false,
    }
}

fn version(document: &Document) -> String {
    match document.version() {
        gatewright_document::Version::Swagger20 => "2.0",
        gatewright_document::Version::OpenApi30 => "3.0",
        _ => "3.1",
    }
    .to_owned()
}

fn first_line(lines: Vec<String>) -> String {
    lines.into_iter().find(|line| line.contains("error[")).unwrap_or_else(|| "rejected".to_owned())
}
