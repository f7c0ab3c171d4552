//! A request for a method: every parameter, and a body that has what its templates ask for.

use gatewright_gateway::Request;
use gatewright_gateway::config::{
    ContentHandling, GatewayConfig, HttpSource, Method, MethodKind, Parameter, ParameterLocation,
};
use serde_json::{Map, Value, json};

/// A value that is text, a number and base64.
const ANY: &str = "1111";

/// Requests for a method in the order in which they are tried: with all parameters, and without the texts that need
/// not be there.
pub(crate) fn requests(config: &GatewayConfig, path: &str, method: &Method) -> [Request; 2] {
    [
        request(config, path, method, |_| true),
        request(config, path, method, |it| it.required || it.type_name.as_deref() != Some("string")),
    ]
}

fn request(config: &GatewayConfig, path: &str, method: &Method, is_sent: impl Fn(&Parameter) -> bool) -> Request {
    let kind = match &method.kind {
        MethodKind::Named(name) => name.as_str(),
        MethodKind::Any => "POST",
    };
    let filled: Vec<String> =
        path.split('/').map(|part| if part.starts_with('{') { ANY.to_owned() } else { part.to_owned() }).collect();
    let integration = method.integration.as_ref();
    let uri = integration.and_then(|it| it.uri.as_ref()).map(|uri| uri.value.as_str()).unwrap_or_default();
    // A path of S3 begins with a bucket.
    let value = if uri.contains(":s3:path/{") { "bucket/1111" } else { ANY };
    let query: Vec<String> = method
        .parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::QueryString && is_sent(parameter))
        .map(|parameter| format!("{}={value}", parameter.name))
        .collect();
    let target = format!("{}?{}", filled.join("/"), query.join("&"));
    let mut request = Request::new(kind, target.trim_end_matches('?')).header("Content-Type", "application/json");
    for parameter in method.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Header) {
        if !parameter.name.eq_ignore_ascii_case("content-type") {
            request = request.header(parameter.name.as_str(), ANY);
        }
    }
    match integration.and_then(|it| it.content_handling) {
        Some(ContentHandling::ConvertToBinary) => request.body(ANY),
        _ => request.body(body(config, method).to_string()),
    }
}

fn body(config: &GatewayConfig, method: &Method) -> Value {
    let model = method.request_models.values().next();
    let mut body = model.map_or_else(|| json!({}), |model| of_schema(config, &model.schema, 8));
    let Some(integration) = &method.integration else {
        return body;
    };
    for template in integration.request_templates.values() {
        for path in asked_for(&template.value) {
            insert(&mut body, &path);
        }
    }
    for value in integration.subtype_parameters.values() {
        for part in &value.parts {
            if let HttpSource::RequestBody(Some(path)) = part {
                insert(&mut body, path);
            }
        }
    }
    body
}

/// Paths after `'$.`, `"$.` and `$inputRoot.`.
fn asked_for(template: &str) -> Vec<String> {
    let starts = ["'$.", "\"$.", "$inputRoot."];
    let found = starts.iter().flat_map(|start| template.split(start).skip(1));
    let is_path = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    let paths = found.map(|rest| rest.split(|character| !is_path(character)).next().unwrap_or_default().to_owned());
    paths.filter(|path| !path.is_empty()).collect()
}

fn insert(body: &mut Value, path: &str) {
    let mut at = body;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        if !at.is_object() {
            return;
        }
        // EventBridge wants JSON in a text.
        let value = if part == "Detail" && parts.peek().is_none() { json!("{\"a\": 1}") } else { json!(ANY) };
        let entry = at.as_object_mut().unwrap().entry(part.to_owned());
        at = entry.or_insert_with(|| if parts.peek().is_some() { json!({}) } else { value });
        if parts.peek().is_some() && at.is_string() {
            *at = json!({});
        }
    }
}

/// A value of a schema.
fn of_schema(config: &GatewayConfig, schema: &Value, depth: u32) -> Value {
    if depth == 0 {
        return Value::Null;
    }
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    if let Some(model) = name.and_then(|name| config.models.get(name)) {
        return of_schema(config, &model.schema, depth - 1);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([of_schema(config, &schema["items"], depth - 1)]),
        Some("string") => match schema["format"].as_str() {
            Some("date-time") => json!("2030-01-01T00:00:00Z"),
            Some("email") => json!("a@example.com"),
            _ => json!(ANY),
        },
        _ => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let entries = properties.iter().map(|(name, schema)| (name.clone(), of_schema(config, schema, depth - 1)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
