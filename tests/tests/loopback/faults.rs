//! What Prism 5.14 misreads: what it has against such requests says nothing of the client.

use serde_json::Value;

use crate::cases::Case;
use crate::document::{Asked, Expected};
use crate::generated::{Kind, Operation, Setter};

/// Why Prism cannot read the values that are sent, if it cannot.
fn fault(operation: &Operation, case: &Case) -> Option<&'static str> {
    let kind = operation.bodies.get(case.body).map(|body| body.kind);
    let is_form = matches!(kind, Some(Kind::Form | Kind::Multipart));
    case.inputs.iter().find_map(|(key, value)| {
        if key.starts_with("query ") && has(value, &|value| value == "") {
            return Some("an empty value of the query is none to it");
        }
        if key == "body" && is_form && has(value, &Value::is_array) {
            return Some("lists in forms are texts to it");
        }
        if has(value, &|value| value.as_f64().is_some_and(|number| number.abs() >= 9e15)) {
            return Some("its numbers are those of JavaScript");
        }
        let is_delimited =
            || style_of(operation, key).is_some_and(|style| SEPARATED.iter().any(|one| style.contains(one)));
        let several = value.as_array().is_some_and(|items| items.len() > 1);
        (several && key.starts_with("query ") && is_delimited())
            .then_some("it looks for `%20` and `%7C` where they are decoded already")
    })
}

/// The styles of lists with something else than commas between their items.
const SEPARATED: [&str; 3] = ["SpaceDelimited", "PipeDelimited", "Tsv"];

/// The style that the client writes an input in.
fn style_of<'o>(operation: &'o Operation, key: &str) -> Option<&'o str> {
    setters(operation).find(|setter| setter.key() == key)?.style.as_deref()
}

fn setters(operation: &Operation) -> impl Iterator<Item = &Setter> {
    let call = &operation.call;
    call.arguments.iter().chain(&call.required).chain(&call.optional)
}

/// Why what Prism has against a request is a fault of its own, or of the document, if it is. `path` is the operation's and
/// `text` the whole document, as they are written.
pub(crate) fn excuse(
    objection: &str,
    path: &str,
    text: &str,
    operation: &Operation,
    asked: &Asked,
) -> Option<&'static str> {
    let Expected::Equal(case) = &asked.expected else { return None };
    if objection.contains("boolean schema is false") && text.contains("prefixItems") {
        return Some("`prefixItems` says nothing to it, and `items` then counts for all");
    }
    let is_template = ["{.", "{;", "{?", "{&", "*}"].iter().any(|sign| path.contains(sign));
    if objection.contains("NO_PATH_MATCHED") && is_template {
        return Some("the document has paths of RFC 6570, which are none of OpenAPI");
    }
    if objection.contains("No supported content types") && !text.contains("openapi") && case.inputs.contains_key("body")
    {
        return Some("a Swagger 2.0 operation without `consumes` has no body to it");
    }
    if !objection.contains("must have required property") {
        return fault(operation, case);
    }
    if objection.contains("%25") {
        return Some("it encodes `%` in names of the document");
    }
    let is_spread = |setter: &&Setter| setter.style.as_ref().is_some_and(|style| style.contains("DeepObject"));
    let objects = || setters(operation).filter(is_spread).map(Setter::key);
    let is_blamed = |key: &String| {
        let name = key.trim_start_matches("query ").to_lowercase();
        objection.contains(&format!("\"query\",\"{name}\"")) || objection.contains(&format!("'{name}'"))
    };
    let mut absent = objects().filter(|key| !case.inputs.contains_key(key));
    if absent.any(|key| is_blamed(&key)) {
        return Some("a deep object that is not given is an empty one to it");
    }
    let has_case = |value: &Value| {
        has(value, &|value| value.as_object().is_some_and(|object| object.keys().any(|key| key.to_lowercase() != *key)))
    };
    let mut given = objects().filter(|key| case.inputs.get(key).is_some_and(has_case));
    if given.any(|key| is_blamed(&key)) {
        return Some("it makes names of the query lower-case, but not those of properties");
    }
    fault(operation, case)
}

/// Whether a value or one within it is such.
fn has(value: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    is(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| has(item, is)),
            Value::Object(entries) => entries.values().any(|item| has(item, is)),
            _ => false,
        }
}
