//! Rejections in the words of the document: the body that an operation declares for a status, filled with what is wrong.
//!
//! The name and type of a property say what it is for, as a person would. The result counts only if the schema admits
//! it; otherwise the rejection is worded as problem details.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::rejection::Complaint;
use super::rule::Rule;
use super::{Rejection, Reply};

/// A failure that an operation declares, with a body of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// The status; 4 for `4XX`, 5 for `5XX`, 0 for `default`.
    status: u16,
    media: &'static str,
    rule: &'static Rule,
}

impl Failure {
    /// The failure under a status, under a class of them (4 or 5), or under `default`, which is 0.
    #[must_use]
    pub const fn new(status: u16, media: &'static str, rule: &'static Rule) -> Self {
        Self { status, media, rule }
    }
}

/// How deep a body is filled.
const DEPTH: usize = 8;

const TEXTS: &[&str] =
    &["message", "error", "detail", "description", "reason", "msg", "text", "errormessage", "errordescription", "info"];
const CODES: &[&str] = &["code", "status", "statuscode", "errorcode", "httpstatus", "httpcode", "httpstatuscode"];
const LISTS: &[&str] =
    &["errors", "violations", "details", "fields", "issues", "messages", "invalidparams", "causes", "fielderrors"];
const PLACES: &[&str] =
    &["field", "path", "name", "pointer", "location", "loc", "parameter", "property", "source", "param", "target"];

impl Rejection {
    /// The response that the operation declares for it, if its body can be filled.
    pub(super) fn documented(&self, failures: &[Failure]) -> Option<Reply> {
        let (own, detail) = self.status_and_detail();
        // What is wrong with a request is a 400 or a 422 to most documents, whichever they have.
        let statuses: &[u16] = if matches!(own, 400 | 422) { &[400, 422, 4, 0] } else { &[own, own / 100, 0] };
        let failures = statuses.iter().flat_map(|status| failures.iter().filter(move |one| one.status == *status));
        for failure in failures {
            let status = if failure.status < 100 { own } else { failure.status };
            let filler = Filler { rule: failure.rule, status, detail: &detail, complaints: self.complaints() };
            if let Some(body) = filler.body() {
                return Some(self.with_headers(Reply::bytes(status, failure.media, body.to_string())));
            }
        }
        None
    }
}

struct Filler<'r> {
    rule: &'static Rule,
    status: u16,
    detail: &'r str,
    complaints: &'r [Complaint],
}

impl Filler<'_> {
    fn body(&self) -> Option<Value> {
        let body = self.value("", self.rule.schema()?, None, 0)?;
        self.rule.violations(&body).is_empty().then_some(body)
    }

    /// All that is wrong, in one text.
    fn text(&self, complaint: Option<&Complaint>) -> String {
        match complaint {
            Some(complaint) => complaint.detail().to_owned(),
            None if self.complaints.is_empty() => self.detail.to_owned(),
            None => {
                let all: Vec<String> = self.complaints.iter().map(ToString::to_string).collect();
                format!("{}: {}", self.detail, all.join("; "))
            }
        }
    }

    fn value(&self, name: &str, schema: &Value, complaint: Option<&Complaint>, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let schema = self.rule.resolved(schema);
        for keyword in ["anyOf", "oneOf"] {
            let choices = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
            let mut choices = choices.filter(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
            if let Some(found) = choices.find_map(|choice| self.value(name, choice, complaint, depth + 1)) {
                return Some(found);
            }
        }
        if let Some(constant) = schema.get("const") {
            return Some(constant.clone());
        }
        let properties = self.properties(schema, depth);
        let kind = schema.get("type").and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str()));
        match kind {
            Some("object") => Some(self.object(schema, &properties, complaint, depth)),
            None if !properties.is_empty() => Some(self.object(schema, &properties, complaint, depth)),
            Some("array") => Some(self.array(schema, depth)),
            Some("string") => self.string(name, schema, complaint).map(Value::from),
            Some("integer" | "number") => Some(self.status.into()),
            Some("boolean") => Some(false.into()),
            _ => Some(self.text(complaint).into()),
        }
    }

    /// The properties of a schema and of those that it is put together from.
    fn properties<'s>(&'s self, schema: &'s Value, depth: usize) -> Vec<(&'s str, &'s Value)> {
        let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let mut found: Vec<_> = own.map(|(name, schema)| (name.as_str(), schema)).collect();
        if depth < DEPTH {
            for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                found.extend(self.properties(self.rule.resolved(part), depth + 1));
            }
        }
        found
    }

    /// The names that a schema requires, or one of those that it is put together from.
    fn is_required(&self, schema: &Value, name: &str, depth: usize) -> bool {
        let own = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        own.into_iter().any(|one| one == name)
            || (depth < DEPTH
                && schema
                    .get("allOf")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .any(|part| self.is_required(self.rule.resolved(part), name, depth + 1)))
    }

    fn object(
        &self,
        schema: &Value,
        properties: &[(&str, &Value)],
        complaint: Option<&Complaint>,
        depth: usize,
    ) -> Value {
        let mut members = Map::new();
        for (name, property) in properties {
            let plain: String = name.chars().filter(|char| char.is_alphanumeric()).collect::<String>().to_lowercase();
            let is_known =
                [TEXTS, CODES, LISTS, &["type", "title"]].iter().any(|names| names.contains(&plain.as_str()))
                    || (complaint.is_some() && PLACES.contains(&plain.as_str()));
            if !is_known && !self.is_required(schema, name, 0) {
                continue;
            }
            if let Some(value) = self.value(&plain, property, complaint, depth + 1) {
                members.insert((*name).to_owned(), value);
            }
        }
        // Problem details may say more than they declare.
        let is_problem = ["type", "title", "detail"].iter().all(|name| members.contains_key(*name));
        if is_problem && !members.contains_key("errors") && !self.complaints.is_empty() {
            let errors = self.complaints.iter().map(Complaint::to_json).collect();
            let mut more = members.clone();
            more.insert("errors".to_owned(), Value::Array(errors));
            if self.rule.violations(&more.clone().into()).is_empty() {
                members = more;
            }
        }
        members.into()
    }

    /// An item for each thing that is wrong.
    fn array(&self, schema: &Value, depth: usize) -> Value {
        let any = json!({});
        let item = schema.get("items").unwrap_or(&any);
        let items = self.complaints.iter().filter_map(|complaint| match self.rule.resolved(item).get("type") {
            Some(kind) if kind == "string" => Some(complaint.to_string().into()),
            None if self.properties(self.rule.resolved(item), 0).is_empty() => Some(complaint.to_json()),
            _ => self.value("", item, Some(complaint), depth + 1),
        });
        items.collect()
    }

    fn string(&self, name: &str, schema: &Value, complaint: Option<&Complaint>) -> Option<String> {
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            // One of several words that only the document's author knows the meaning of.
            return if let [only] = values.as_slice() { only.as_str().map(str::to_owned) } else { None };
        }
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        Some(match complaint {
            Some(complaint) if PLACES.contains(&name) => complaint.name().to_owned(),
            _ if name == "type" => "about:blank".to_owned(),
            _ if name == "title" => reason.unwrap_or_default().to_owned(),
            _ if CODES.contains(&name) => self.status.to_string(),
            _ => self.text(complaint),
        })
    }
}
