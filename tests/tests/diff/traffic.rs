//! What goes over the wire under one document: the arguments of its calls and the responses to them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::generated::{Call, Generated, Input};
use crate::program;
use crate::values::{resolved, values};

/// A document, and what is known of its operations.
pub(crate) struct Traffic<'d> {
    document: &'d Value,
    /// Bodies of responses by the method of the server trait.
    bodies: BTreeMap<String, Vec<String>>,
}

/// How many sets of arguments a call gets at most.
const MOST: usize = 60;

impl<'d> Traffic<'d> {
    pub(crate) fn new(document: &'d Value, generated: &Generated) -> Self {
        let mut traffic = Self { document, bodies: BTreeMap::new() };
        for call in generated.client.iter().flat_map(|client| &client.calls) {
            let bodies = traffic.canned(call).into_iter().filter_map(|(_, _, body)| body).collect();
            traffic.bodies.insert(call.method.clone(), bodies);
        }
        traffic
    }

    /// The item of a path, and the operation in it.
    fn operation(&self, call: &Call) -> (&'d Value, &'d Value) {
        let (method, path) = &call.operation;
        let item = self.document["paths"].get(path).unwrap_or(&Value::Null);
        (item, item.get(method.to_lowercase()).unwrap_or(&Value::Null))
    }

    /// The values of an input, as JSON texts.
    fn values_of(&self, call: &Call, input: &Input) -> Vec<String> {
        let (item, operation) = self.operation(call);
        let schema = if input.how.starts_with("body") {
            let body = resolved(self.document, &operation["requestBody"]);
            let content = body["content"].as_object().and_then(|content| content.values().next());
            content.map_or(&Value::Null, |content| &content["schema"])
        } else {
            let lists = [&operation["parameters"], &item["parameters"]];
            let all = lists.into_iter().filter_map(Value::as_array).flatten();
            let mut all = all.map(|parameter| resolved(self.document, parameter));
            let place = input.how.split('_').next().unwrap_or_default();
            let known = all.find(|parameter| parameter["name"] == input.wire.as_str() && parameter["in"] == place);
            known.map_or(&Value::Null, |parameter| match parameter.get("schema") {
                Some(schema) => schema,
                None => parameter["content"]
                    .as_object()
                    .and_then(|c| c.values().next())
                    .map_or(&Value::Null, |c| &c["schema"]),
            })
        };
        if schema.is_null() {
            return vec!["\"text\"".to_owned()];
        }
        let texts: Vec<String> = values(self.document, schema).iter().map(Value::to_string).collect();
        // An empty segment is no path.
        texts.into_iter().filter(|text| !(input.how.starts_with("path") && text == "\"\"")).collect()
    }

    /// Sets of arguments as Rust writes them: each value of each input, among the first values of what is required.
    pub(crate) fn arguments(&self, call: &Call) -> String {
        let inputs = program::inputs(call);
        let required = program::required(call);
        let lists: Vec<Vec<String>> = inputs.iter().map(|input| self.values_of(call, input)).collect();
        let base: Vec<Option<String>> = lists
            .iter()
            .enumerate()
            .map(|(index, list)| if index < required { list.first().cloned() } else { None })
            .collect();
        let mut sets = vec![base.clone()];
        for (index, list) in lists.iter().enumerate() {
            for value in list {
                let mut set = base.clone();
                set[index] = Some(value.clone());
                if !sets.contains(&set) && sets.len() < MOST {
                    sets.push(set);
                }
            }
        }
        let sets: Vec<String> = sets.iter().map(|set| format!("&{set:?}")).collect();
        format!("[{}]", sets.join(", "))
    }

    /// Status, media type and body of all that may come back.
    fn canned(&self, call: &Call) -> Vec<(u16, String, Option<String>)> {
        let (_, operation) = self.operation(call);
        let mut canned = Vec::new();
        for (status, response) in operation["responses"].as_object().into_iter().flatten() {
            let response = resolved(self.document, response);
            let codes: &[u16] = match status.as_str() {
                "default" => &[503],
                "2XX" => &[200],
                "4XX" => &[404],
                "5XX" => &[500],
                code => &[code.parse().unwrap_or(200)],
            };
            let contents = response["content"].as_object().filter(|content| !content.is_empty());
            match contents {
                None => canned.push((codes[0], String::new(), None)),
                Some(contents) => {
                    for (media_type, content) in contents {
                        for value in values(self.document, &content["schema"]) {
                            let body = match value.as_str().filter(|_| !media_type.contains("json")) {
                                Some(text) => text.to_owned(),
                                None => value.to_string(),
                            };
                            canned.push((codes[0], media_type.clone(), Some(body)));
                        }
                    }
                }
            }
        }
        canned
    }

    /// The same as Rust writes it.
    pub(crate) fn responses(&self, call: &Call) -> String {
        let all: Vec<String> = self
            .canned(call)
            .into_iter()
            .map(|(status, media_type, body)| format!("({status}, {media_type:?}, {:?})", body.unwrap_or_default()))
            .collect();
        format!("[{}]", all.join(", "))
    }

    /// The bodies of the responses of a method, as Rust writes them.
    pub(crate) fn bodies(&self, method: &str) -> String {
        format!("{:?}", self.bodies.get(method).cloned().unwrap_or_default())
    }
}

/// What is meant where nothing is sent: defaults by where they stand, of what both documents have.
pub(crate) fn meaning_differs(old: &Value, new: &Value) -> bool {
    let (old, new) = (defaults(old), defaults(new));
    old.iter().any(|(place, default)| new.get(place).is_some_and(|other| other != default))
}

fn defaults(document: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = resolved(document, parameter);
                let place = format!("{method} {path} {} {}", parameter["in"], parameter["name"]);
                let schema = resolved(document, &parameter["schema"]);
                found.insert(place, schema.get("default").cloned().unwrap_or_default());
            }
            let bodies = operation.get("requestBody").into_iter();
            let responses = operation["responses"].as_object().into_iter().flat_map(|all| all.values());
            for message in bodies.chain(responses) {
                let message = resolved(document, message);
                for content in message["content"].as_object().into_iter().flat_map(|all| all.values()) {
                    let place = format!("{method} {path} body");
                    properties(document, &content["schema"], &place, 0, &mut found);
                }
            }
        }
    }
    found
}

fn properties(document: &Value, schema: &Value, place: &str, depth: usize, found: &mut BTreeMap<String, Value>) {
    let schema = resolved(document, schema);
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        let inner = resolved(document, inner);
        found.insert(place.clone(), inner.get("default").cloned().unwrap_or(json!(null)));
        if depth < 3 {
            properties(document, inner, &place, depth + 1, found);
        }
    }
}
