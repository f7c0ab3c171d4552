//! One document: its program, its exchanges, and what became of them.

use std::path::Path;

use gatewright_build::{Builder, Codecs, Error};
use gatewright_document::Document;
use serde_json::{Map, Value, json};

use crate::breaking::{Broken, broken};
use crate::cases::{Case, Side, cases};
use crate::defaults::Defaults;
use crate::generated::{Body, Generated, Kind, Operation};
use crate::harness;
use crate::operations::{self, Documented, Tables, content};
use crate::prism::{Held, Prism};
use crate::program::{self, Runtime};
use crate::schemas::{Schemas, View};

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) path: String,
    pub(crate) operations: usize,
    pub(crate) exchanges: usize,
    /// Requests with a broken constraint, and how many of them were rejected with the place.
    pub(crate) broken: usize,
    pub(crate) rejected: usize,
    /// Why an operation does not take part: its name and the first reason.
    pub(crate) reasons: Vec<(String, String)>,
    /// What Prism says of its requests, if it was asked.
    pub(crate) held: Option<Held>,
    /// Why none does.
    pub(crate) error: Option<String>,
}

impl Outcome {
    pub(crate) fn taking_part(&self) -> usize {
        if self.error.is_some() { 0 } else { self.operations - self.reasons.len() }
    }
}

/// A question to the program, and what its answer is held against.
pub(crate) struct Asked {
    pub(crate) operation: usize,
    pub(crate) question: Value,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    Equal(Case),
    /// The request by the same way, with nothing broken.
    Taken,
    Rejected {
        key: String,
        at: String,
        keyword: &'static str,
    },
}

pub(crate) fn check(runtime: &Runtime, root: &Path, path: &str) -> Outcome {
    let mut outcome = Outcome { path: path.to_owned(), ..Outcome::default() };
    if let Err(error) = run(runtime, &root.join(path), &mut outcome) {
        outcome.error = Some(error);
    }
    outcome
}

fn run(runtime: &Runtime, path: &Path, outcome: &mut Outcome) -> Result<(), String> {
    let document = Document::load(path).map_err(|report| first_error(report.one_line()))?;
    let mut tables =
        Tables { requests: Schemas::new(&document, View::Request), responses: Schemas::new(&document, View::Response) };
    let documented = operations::read(&document, &mut tables);
    outcome.operations = documented.len();
    let sides = (Side::new(tables.requests.table), Side::new(tables.responses.table));
    for (rank, operations) in ranked(&documented).into_iter().enumerate() {
        let source = Source { runtime, path, document: &document, rank };
        source.check(&operations, &sides, outcome)?;
    }
    Ok(())
}

fn first_error(lines: Vec<String>) -> String {
    lines.into_iter().find(|line| line.contains("error[")).unwrap_or_default()
}

/// The operations, apart where they take the same requests, which OpenAPI forbids: of these a server has the first. The
/// others are tried in servers without those before them.
fn ranked(documented: &[Documented]) -> Vec<Vec<&Documented>> {
    let mut ranked: Vec<Vec<&Documented>> = Vec::new();
    for (at, one) in documented.iter().enumerate() {
        let is_same = |other: &&Documented| other.method == one.method && shape(&other.path) == shape(&one.path);
        let rank = documented[..at].iter().filter(is_same).count();
        ranked.resize_with(ranked.len().max(rank + 1), Vec::new);
        ranked[rank].push(one);
    }
    ranked
}

/// Where a program is made from.
struct Source<'d> {
    runtime: &'d Runtime,
    path: &'d Path,
    document: &'d Document,
    /// How many operations that take the same requests stand before those that are tried.
    rank: usize,
}

impl Source<'_> {
    fn check(&self, operations: &[&Documented], sides: &(Side, Side), outcome: &mut Outcome) -> Result<(), String> {
        let builder = Builder::new(self.path).codecs(Codecs::Both).cors_mocks(true);
        let names: Vec<String> = operations.iter().map(|one| format!("{} {}", one.method, one.path)).collect();
        let builder = if self.rank == 0 { builder } else { names.iter().fold(builder, Builder::operation) };
        let api = builder.generate_from(self.document).map_err(|error| match error {
            Error::Document(report) => first_error(report.one_line()),
            other => other.to_string(),
        })?;
        let api: String = api.files.into_iter().map(|file| file.text).collect();
        let generated = Generated::read(&api)?;
        let name = format!("loopback-{}", outcome.path.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        let main = harness::program(&generated);
        let compiling = program::compile(self.runtime, &name, &harness::as_problems(&api), &main)?;
        let mut asked = Vec::new();
        for (one, name) in operations.iter().zip(names) {
            let found = generated
                .operations
                .iter()
                .position(|of| of.method == one.method && plain(&of.path) == plain(&one.path));
            let questions = match found {
                Some(index) => questions(index, &generated.operations[index], one, &sides.0, &sides.1),
                None => Err("there is no such operation in the generated code".to_owned()),
            };
            match questions {
                Ok(questions) => asked.extend(questions),
                Err(reason) => outcome.reasons.push((name, reason)),
            }
        }
        if let Some(prism) = Prism::chosen() {
            return prism.check(self.path, &generated, operations, &asked, compiling, outcome);
        }
        let input: String = asked.iter().map(|asked| format!("{}\n", asked.question)).collect();
        let answers = compiling.run(input.into_bytes())?;
        if answers.len() != asked.len() {
            return Err(format!("{} answers to {} questions", answers.len(), asked.len()));
        }
        judged(&generated, &asked, &answers, &Defaults::of(operations, &sides.0), outcome);
        Ok(())
    }
}

/// A path without what expressions of RFC 6570 say of a parameter in it: `{param}` for `{.param*}`.
pub(crate) fn plain(path: &str) -> String {
    let mut parts = path.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once('}').unwrap_or((part, ""));
        if !name.starts_with(['?', '&']) {
            out.push_str(&format!("{{{}}}", name.trim_matches(['.', ';', '*'])));
        }
        out.push_str(after);
    }
    out
}

/// What requests show of a path: not how its parameters are called, no fragment, and no query, by which servers do not choose.
fn shape(path: &str) -> String {
    let path = plain(path);
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let pieces = path.split('{').enumerate();
    pieces
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('}').map_or(piece, |(_, rest)| rest) })
        .collect::<Vec<_>>()
        .join("{}")
}

fn questions(
    index: usize,
    operation: &Operation,
    documented: &Documented,
    requests: &Side,
    responses: &Side,
) -> Result<Vec<Asked>, String> {
    let cases = cases(operation, documented, requests, responses)?;
    let mut asked = Vec::new();
    let broad = cases.get(1).or(cases.first()).cloned();
    for case in cases {
        let Case { inputs, body, reply, .. } = &case;
        let question = json!({ "operation": index, "inputs": inputs, "variant": body, "reply": reply });
        asked.push(Asked { operation: index, question, expected: Expected::Equal(case) });
    }
    if let Some(case) = broad {
        asked.extend(breakings(index, operation, documented, requests, &case));
    }
    Ok(asked)
}

/// Requests of which one constraint is broken. They go by the same codecs, but without the types of the client, which
/// do not let most of them through.
fn breakings(index: usize, operation: &Operation, documented: &Documented, requests: &Side, case: &Case) -> Vec<Asked> {
    let body = operation.bodies.get(case.body);
    let is_json = body.is_none_or(|body| body.kind == Kind::Json);
    let mut inputs = case.inputs.clone();
    if !is_json {
        // Bodies of other kinds have no way without types.
        if body.is_some_and(|body| body.required) {
            return Vec::new();
        }
        inputs.remove("body");
    }
    let media = body.map_or("application/json".to_owned(), Body::sent);
    let ask = |inputs: &Map<String, Value>, expected: Expected| {
        let question =
            json!({ "operation": index, "inputs": inputs, "raw": true, "media": media, "reply": case.reply });
        Asked { operation: index, question, expected }
    };
    let mut asked = vec![ask(&inputs, Expected::Taken)];
    for parameter in &documented.parameters {
        let (Some(value), Some(schema)) = (inputs.get(&parameter.key), parameter.schema) else { continue };
        if OWN.iter().any(|own| own.eq_ignore_ascii_case(&parameter.key)) {
            continue;
        }
        if parameter.required && !parameter.key.starts_with("path ") {
            let mut without = inputs.clone();
            without.remove(&parameter.key);
            let rejected = Expected::Rejected { key: parameter.key.clone(), at: String::new(), keyword: "required" };
            asked.push(ask(&without, rejected));
        }
        for Broken { value, at, keyword } in broken(requests, schema, value) {
            if shows(&value, &at, keyword, &parameter.key) {
                let mut with = inputs.clone();
                with.insert(parameter.key.clone(), value);
                asked.push(ask(&with, Expected::Rejected { key: parameter.key.clone(), at: String::new(), keyword }));
            }
        }
    }
    let schema = body.and_then(|body| content(&documented.bodies, &body.media)?.schema);
    if let (Some(value), Some(schema)) = (inputs.get("body"), schema) {
        for Broken { value, at, keyword } in broken(requests, schema, value) {
            let mut with = inputs.clone();
            with.insert("body".to_owned(), value);
            asked.push(ask(&with, Expected::Rejected { key: "body".to_owned(), at, keyword }));
        }
    }
    asked
}

/// Whether a broken parameter is still broken as text: there are no types of scalars there.
fn shows(value: &Value, at: &str, keyword: &str, key: &str) -> bool {
    let is_path = key.starts_with("path ");
    let in_header = key.starts_with("header ") || key.starts_with("cookie ");
    match value {
        _ if !at.is_empty() || keyword == "type" => false,
        Value::String(text) => {
            !(is_path && text.is_empty()) && !(in_header && (text.contains('\u{7f}') || text.is_empty()))
        }
        Value::Number(_) => true,
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn judged(generated: &Generated, asked: &[Asked], answers: &[String], defaults: &Defaults, outcome: &mut Outcome) {
    let mut failing = None;
    for (asked, answer) in asked.iter().zip(answers) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        let of = &generated.operations[asked.operation];
        let reason = match &asked.expected {
            Expected::Equal(case) => {
                outcome.exchanges += 1;
                equal(case, (of, defaults), &asked.question, &answer)
            }
            Expected::Taken => taken(&answer),
            Expected::Rejected { key, at, keyword } => {
                outcome.broken += 1;
                let has_body = of.method != "HEAD";
                let reason = rejected(key, at, keyword, &asked.question, &answer, has_body);
                outcome.rejected += usize::from(reason.is_none());
                reason
            }
        };
        if let Some(reason) = reason
            && failing != Some(asked.operation)
        {
            failing = Some(asked.operation);
            outcome.reasons.push((format!("{} {}", of.method, of.path), reason));
        }
    }
}

/// Headers that a client sends by itself.
const OWN: [&str; 5] =
    ["header Content-Type", "header Content-Length", "header Accept", "header User-Agent", "header Host"];

/// Why an exchange is not what it was to be.
fn equal(case: &Case, (of, defaults): (&Operation, &Defaults), question: &Value, answer: &Value) -> Option<String> {
    if let Some(trouble) = answer["trouble"].as_str() {
        return Some(format!("{trouble}: {}", question["reply"]["body"]));
    }
    let (sent, seen) = (&answer["sent"], &answer["seen"]);
    if seen.is_null() {
        return Some(format!("not handled: {} for {}", said(answer), question["inputs"]));
    }
    for (key, value) in &case.inputs {
        let of_text = value.is_string() && sent[key].is_array();
        if key != "body" && !same(value, &sent[key]) && !of_text {
            return Some(format!("{key} is {value}, and is sent as {}", sent[key]));
        }
        let is_form =
            sent[key].as_array().is_some_and(|parts| parts.iter().all(|part| part.is_array())) && value.is_object();
        if key == "body" && !is_form && !same(value, &sent[key]) {
            return Some(format!("{key} is {value}, and is sent as {}", sent[key]));
        }
        // A list of one is the same text as the one, and a server that takes both cannot tell them apart.
        let is_one = key != "body" && sent[key].as_array().is_some_and(|items| items.len() == 1);
        // What a change does not name stays as it is.
        let is_filled = key == "body" && of.method != "PATCH" && defaults.same(&sent[key], &seen[key]);
        let is_same = is_filled || same(&sent[key], &seen[key]) || is_one && same(&sent[key][0], &seen[key]);
        if !is_same {
            return Some(format!("{key} is sent as {}, and is seen as {}", sent[key], seen[key]));
        }
    }
    let is_more = |key: &String| !case.inputs.contains_key(key) && !OWN.iter().any(|own| own.eq_ignore_ascii_case(key));
    let is_more = |key: &String, seen: &Value| is_more(key) && !defaults.has(key, seen);
    if let Some(more) = seen.as_object().into_iter().flatten().find(|(key, seen)| is_more(key, seen)) {
        return Some(format!("{} is seen as {}, and was not sent", more.0, more.1));
    }
    if answer["status"].is_null() {
        return Some(format!("the response {} is an error: {}", question["reply"], said(answer)));
    }
    if answer["status"] != case.reply["status"] {
        return Some(format!("status {} comes back as {}", case.reply["status"], answer["status"]));
    }
    // Lines and events that come with a failure are kept as text.
    let lines = answer["back"].as_str().filter(|_| case.reply["body"].is_array()).map(self::lines);
    if case.comes_back && !same(&case.reply["body"], lines.as_ref().unwrap_or(&answer["back"])) {
        return Some(format!("the response {} comes back as {}", case.reply["body"], answer["back"]));
    }
    if case.has_headers && answer["headers"] != answer["back_headers"] {
        return Some(format!("the headers {} come back as {}", answer["headers"], answer["back_headers"]));
    }
    None
}

/// The JSON on lines, or in the data of events.
fn lines(text: &str) -> Value {
    let data = text.lines().map(|line| line.strip_prefix("data:").unwrap_or(line).trim_matches(['\u{1e}', ' ']));
    data.filter(|line| !line.is_empty()).map(|line| serde_json::from_str::<Value>(line).unwrap_or_default()).collect()
}

fn said(answer: &Value) -> String {
    match answer["error"].as_str() {
        Some(error) => error.to_owned(),
        None => format!("{} {}", answer["status"], answer["back"]),
    }
}

fn taken(answer: &Value) -> Option<String> {
    answer["seen"].is_null().then(|| format!("not handled without types: {}", said(answer)))
}

/// Why a broken request was not rejected as it should be.
fn rejected(key: &str, at: &str, keyword: &str, question: &Value, answer: &Value, has_body: bool) -> Option<String> {
    let inputs = &question["inputs"];
    if answer["error"].is_string() {
        return Some(format!("{keyword} of {key}{at} cannot be broken: {}", answer["error"]));
    }
    let status = answer["status"].as_u64().unwrap_or_default();
    if !answer["seen"].is_null() {
        return Some(format!("{keyword} of {key}{at} is not checked: {:.300}", inputs[key].to_string()));
    }
    if !(400..500).contains(&status) {
        return Some(format!("{keyword} of {key}{at} is answered with {status}"));
    }
    let problem: Value = serde_json::from_str(answer["back"].as_str().unwrap_or_default()).unwrap_or_default();
    let (place, name) = key.split_once(' ').unwrap_or((key, ""));
    let mut complaints = problem["errors"].as_array().into_iter().flatten();
    let named = complaints.any(|complaint| {
        let pointer = complaint["pointer"].as_str().unwrap_or_default();
        let is_near = pointer.starts_with(at) || at.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
        let has_name =
            complaint["name"].as_str().is_some_and(|said| said.eq_ignore_ascii_case(name) || said.starts_with(name));
        complaint["in"] == place && (if place == "body" { is_near } else { has_name })
    });
    // The places stand in the body.
    if named || !has_body {
        None
    } else {
        Some(format!("{keyword} of {key}{at} is rejected without its place: {}", answer["back"]))
    }
}

/// Equality of JSON: `1` is `1.0`.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}
