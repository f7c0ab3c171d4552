//! Pieces that documents are built of.

use crate::map::Map;
use crate::number::Number;
use crate::tree::Value;

/// An object; entries without a value are left out.
pub(super) fn object<'k>(entries: impl IntoIterator<Item = (&'k str, Option<Value>)>) -> Value {
    let entries = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(entries.collect())
}

/// A text.
pub(super) fn text(value: impl Into<String>) -> Value {
    Value::String(value.into())
}

/// A plain text or number as a text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.text().into_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A number, also one that a template writes as a text.
pub(super) fn number_of(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) => text.trim().parse::<u64>().ok().map(|number| Value::Number(Number::from(number))),
        _ => None,
    }
}

pub(super) fn is_true(value: Option<&Value>) -> bool {
    value.and_then(text_of).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// The name in `{"Ref": NAME}`, in `{"Fn::GetAtt": [NAME, …]}`, in `${NAME}`, or in anything around them.
pub(super) fn referred(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let (_, rest) = text.split_once("${")?;
            let (name, _) = rest.split_once('}')?;
            (!name.starts_with("AWS::")).then(|| name.split('.').next().unwrap_or(name).to_owned())
        }
        Value::Array(items) => items.iter().find_map(referred),
        Value::Object(entries) => entries.iter().find_map(|(key, value)| match (key.as_str(), value) {
            ("Ref", Value::String(name)) if !name.starts_with("AWS::") => Some(name.clone()),
            ("Fn::GetAtt", Value::String(name)) => name.split('.').next().map(str::to_owned),
            ("Fn::GetAtt", Value::Array(parts)) => parts.first()?.as_str().map(str::to_owned),
            ("Ref", _) => None,
            (_, value) => referred(value),
        }),
        _ => None,
    }
}

/// The file of `Fn::Transform: {Name: AWS::Include, Parameters: {Location: FILE}}`.
pub(super) fn included(body: &Value) -> Option<String> {
    let transform = body.get("Fn::Transform").filter(|_| body.as_object().is_some_and(|entries| entries.len() == 1))?;
    let location = transform.get("Parameters")?.get("Location")?;
    location.as_str().map(str::to_owned)
}

/// Whether a location is no file of this machine.
pub(super) fn is_remote(location: &str) -> bool {
    location.contains("://") || location.contains("${")
}

/// The entries of an object; none of anything else.
pub(super) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The items of a list; none of anything else.
pub(super) fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The entry under `key`, made an object if there is none.
pub(super) fn entry<'v>(value: &'v mut Value, key: &str) -> &'v mut Value {
    if !matches!(value, Value::Object(_)) {
        *value = Value::Object(Map::default());
    }
    match value {
        Value::Object(entries) => entries.get_or_insert(key.to_owned(), Value::Object(Map::default())),
        other => other,
    }
}

/// Sets an entry of an object.
pub(super) fn set(value: &mut Value, key: &str, entry: Value) {
    if let Value::Object(entries) = value {
        entries.insert(key.to_owned(), entry);
    }
}

/// The key of a path item that stands for a method.
pub(super) fn method_key(method: &str) -> String {
    match method.to_ascii_lowercase().as_str() {
        "any" | "*" | "x-amazon-apigateway-any-method" => "x-amazon-apigateway-any-method".to_owned(),
        method => method.to_owned(),
    }
}

/// The parameters that a path names, as a document declares them.
pub(super) fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    names.map(|name| parameter(name.trim_end_matches('+'), "path", true)).collect()
}

/// A parameter that is a text.
pub(super) fn parameter(name: &str, place: &str, required: bool) -> Value {
    object([
        ("name", Some(text(name))),
        ("in", Some(text(place))),
        ("required", Some(Value::Bool(required))),
        ("schema", Some(object([("type", Some(text("string")))]))),
    ])
}

/// The URI by which API Gateway invokes the function that an ARN names.
pub(super) fn invocation_uri(arn: Value, streams: bool) -> Value {
    let (version, call) =
        if streams { ("2021-11-15", "response-streaming-invocations") } else { ("2015-03-31", "invocations") };
    let head = format!("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/{version}/functions/");
    let head = object([("Fn::Sub", Some(text(head)))]);
    let parts = Value::Array(vec![head, arn, text(format!("/{call}"))]);
    object([("Fn::Join", Some(Value::Array(vec![text(""), parts])))])
}

/// `{"Fn::GetAtt": [NAME, "Arn"]}`.
pub(super) fn arn_of(name: &str) -> Value {
    object([("Fn::GetAtt", Some(Value::Array(vec![text(name), text("Arn")])))])
}

/// An empty document.
pub(super) fn document(title: Option<Value>, is_http: bool) -> Value {
    let title = title.unwrap_or_else(|| text("API"));
    object([
        ("openapi", Some(text("3.0.1"))),
        ("info", Some(object([("title", Some(title)), ("version", Some(text("1.0")))]))),
        ("x-amazon-apigateway-importexport-version", is_http.then(|| text("1.0"))),
        ("paths", Some(Value::Object(Map::default()))),
    ])
}
