//! What schemas of requests say beyond types and limits: `not`, `if`, `contains`, and others.

use serde_json::{Map, Value};

use super::Wire;
use crate::diff::change::{At, Verdict};
use crate::diff::subject::Subject;
use crate::ir::Rule;
use crate::lower::BEYOND;

/// Keywords that hold schemas, which are compared in turn.
const HOLDERS: [&str; 6] = ["properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf"];

impl Wire<'_> {
    pub(super) fn rules(&mut self, subject: &Subject, at: At<'_>, before: Option<&Rule>, after: Option<&Rule>) {
        if let (Some(before), Some(after)) = (before, after) {
            self.schemas(subject, at, &before.key, &after.key);
        }
    }

    fn schemas(&mut self, subject: &Subject, at: At<'_>, before: &str, after: &str) {
        if !self.rules.insert((before.to_owned(), after.to_owned())) {
            return;
        }
        let one = self.old.api.rules.schemas.get(before);
        let other = self.new.api.rules.schemas.get(after);
        let [one, other] = [one, other].map(|schema| schema.and_then(|schema| schema.value(|_| None)));
        if let (Some(one), Some(other)) = (one, other) {
            // A schema with a name is a piece of its own.
            let named =
                self.old.api.types.iter().find(|(_, def)| def.named && before.ends_with(&format!("/{}", def.key())));
            match named {
                Some((_, def)) => {
                    let subject = Subject::Type(def.key().into_owned(), None);
                    self.texts(&subject, At { old: Some(&def.origin), new: at.new }, &one, &other);
                }
                None => self.texts(subject, at, &one, &other),
            }
        }
    }

    fn texts(&mut self, subject: &Subject, at: At<'_>, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Array(one), Value::Array(other)) => {
                for (one, other) in one.iter().zip(other) {
                    self.texts(subject, at, one, other);
                }
            }
            (Value::Object(one), Value::Object(other)) => self.objects(subject, at, one, other),
            _ => {}
        }
    }

    fn objects(&mut self, subject: &Subject, at: At<'_>, one: &Map<String, Value>, other: &Map<String, Value>) {
        for keyword in BEYOND {
            match (one.get(keyword), other.get(keyword)) {
                (None, None) => {}
                (Some(_), None) => {
                    let text = format!("`{keyword}` no longer holds");
                    self.tell(subject, at, Verdict::Harmless, "request-keyword-removed", text);
                }
                (None, Some(_)) => {
                    let text = format!("`{keyword}` holds now");
                    self.tell(subject, at, Verdict::RunTime, "request-keyword-added", text);
                }
                (Some(before), Some(after)) if by_name(before) != by_name(after) => {
                    let text = format!("`{keyword}` says something else");
                    self.tell(subject, at, Verdict::RunTime, "request-keyword-changed", text);
                }
                _ => {}
            }
        }
        if let (Some(Value::String(before)), Some(Value::String(after))) = (one.get("$ref"), other.get("$ref")) {
            self.schemas(subject, at, before, after);
        }
        for keyword in HOLDERS {
            match (keyword, one.get(keyword), other.get(keyword)) {
                ("properties", Some(Value::Object(before)), Some(Value::Object(after))) => {
                    for (name, inner) in before {
                        if let Some(other) = after.get(name) {
                            self.texts(&subject.member(name), at, inner, other);
                        }
                    }
                }
                (_, Some(before), Some(after)) => self.texts(subject, at, before, after),
                _ => {}
            }
        }
    }
}

/// A schema that refers to others by their last names, as versions of OpenAPI keep them in different places.
fn by_name(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(by_name).collect(),
        Value::Object(members) => {
            let named = members.iter().map(|(key, value)| {
                let value = match value.as_str().filter(|_| key == "$ref") {
                    Some(target) => target.rsplit('/').next().unwrap_or(target).into(),
                    None => by_name(value),
                };
                (key.clone(), value)
            });
            Value::Object(named.collect())
        }
        other => other.clone(),
    }
}
