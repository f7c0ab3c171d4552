//! What API Gateway's management API says: imports, exports and errors.

use gatewright_document::Document;
use gatewright_gateway::config::export::{ExportOptions, Format, export as exported};
use gatewright_gateway::config::{
    BasePathMode, GatewayConfig, GatewayResponseType, Method, MethodKind, Options, Resource, Variables, describe,
};
use serde_json::{Value, json};

use crate::compare;
use crate::outcome::Outcome;

fn read(document: &Value, options: &Options) -> Result<GatewayConfig, String> {
    let document =
        Document::from_text("vector.json", &document.to_string()).map_err(|report| report.one_line().join("; "))?;
    Ok(GatewayConfig::read(&document, options).0)
}

pub(crate) fn import(vector: &Value) -> Outcome {
    let expect = &vector["expect"];
    if expect.get("resource_paths").is_some() {
        return Outcome::of(base_paths(vector));
    }
    let titles = [&expect["import-swagger"]["name"], &vector["imported"]["info"]["title"]];
    if let [Value::String(recorded), Value::String(given)] = titles
        && recorded != given
        && !compare::is_placeholder(recorded)
    {
        return Outcome::Incomplete("the recording is of another document than the one in the vector".to_owned());
    }
    Outcome::of(described(vector))
}

/// The documents of a vector, as JSON or YAML, and the paths of each after its import.
fn base_paths(vector: &Value) -> Result<(), String> {
    let imported = &vector["imported"];
    let texts: Vec<String> = match (imported["yaml"].as_array(), imported.as_array()) {
        (Some(yaml), _) => yaml.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
        (None, Some(documents)) => documents.iter().map(Value::to_string).collect(),
        (None, None) => match imported.as_str() {
            Some(text) => text.split("\n---\n").map(str::to_owned).collect(),
            None => vec![imported.to_string()],
        },
    };
    let mode = BasePathMode::parse(vector["mode"].as_str().unwrap_or("ignore")).ok_or("no such mode")?;
    let options = Options { base_path: mode, ..Options::default() };
    let mut actual: Vec<Value> = Vec::new();
    for text in texts {
        let name = if text.starts_with('{') { "vector.json" } else { "vector.yaml" };
        let document = Document::from_text(name, &text).map_err(|report| report.one_line().join("; "))?;
        let (config, _) = GatewayConfig::read(&document, &options);
        actual.push(describe::resources(&config).iter().map(|resource| resource["path"].clone()).collect());
    }
    // A vector may have kept fewer documents than were imported for the recording.
    let recorded = vector["expect"]["resource_paths"].as_array().ok_or("no paths are recorded")?;
    let unknown = actual.iter().find(|paths| !recorded.contains(paths));
    unknown.map_or(Ok(()), |paths| Err(format!("paths: expected one of {recorded:?}, got {paths}")))
}

fn described(vector: &Value) -> Result<(), String> {
    let config = read(&vector["imported"], &Options::default())?;
    for (key, expected) in vector["expect"].as_object().into_iter().flatten() {
        let actual = describe_part(&config, key).ok_or(format!("{key} is not understood"))?;
        let expected = cleaned(expected);
        same(key, &expected, &actual)?;
    }
    Ok(())
}

/// What the management API answers to the call that a part was recorded of.
fn describe_part(config: &GatewayConfig, key: &str) -> Option<Value> {
    match key {
        "get-authorizers" => return Some(json!({"items": describe::authorizers(config)})),
        "get-models" => return Some(json!({"items": describe::models(config, "api")})),
        "resources" => return Some(json!({"items": describe::resources(config)})),
        _ if key.starts_with("import") => return Some(describe::rest_api(config, "api")),
        _ => {}
    }
    let kinds = ["method-response-", "integration-response-", "method-", "integration-"];
    let kind = kinds.iter().find(|kind| key.starts_with(**kind))?;
    let (resource, method) = find(config, key.strip_prefix(kind)?)?;
    let not_found = || {
        let message = "Invalid Response status code specified";
        json!({"Error": {"Code": "NotFoundException", "Message": message}, "message": message})
    };
    Some(match *kind {
        "method-" => describe::method(config, resource, method),
        "integration-" => describe::integration(resource, method.integration.as_ref()?),
        "method-response-" => {
            method.responses.get("200").map_or_else(not_found, |response| describe::method_response("200", response))
        }
        _ => {
            let responses = method.integration.iter().flat_map(|integration| &integration.responses);
            let mut found = responses.filter(|response| response.status_code.value == "200");
            found.next().map_or_else(not_found, describe::integration_response)
        }
    })
}

/// `pets/{petId}-get` or `root-get`.
fn find<'c>(config: &'c GatewayConfig, name: &str) -> Option<(&'c Resource, &'c Method)> {
    let (path, method) = name.rsplit_once('-')?;
    let path = if path == "root" { "/".to_owned() } else { format!("/{path}") };
    let kind = match method {
        "any" => MethodKind::Any,
        name => MethodKind::Named(name.to_ascii_uppercase()),
    };
    let resource = config.resources.get(&path)?;
    Some((resource, resource.methods.get(&kind)?))
}

/// A recording without what the transport added.
fn cleaned(expected: &Value) -> Value {
    let mut expected = expected.clone();
    if let Some(entries) = expected.as_object_mut() {
        entries.remove("ResponseMetadata");
        entries.remove("createdDate");
    }
    expected
}

/// Recordings show texts of JSON as JSON, and ids and dates as words.
fn same(path: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    let is_word = |text: &str| text == "date" || text == "datetime";
    match (expected, actual) {
        (Value::String(text), Value::String(actual)) if text != actual => {
            if is_word(text) || fits(text, actual) {
                Ok(())
            } else {
                Err(format!("{path}: expected {text:?}, got {actual:?}"))
            }
        }
        (Value::Object(_), Value::String(text)) => {
            let parsed = serde_json::from_str(text).map_err(|error| format!("{path}: {error} in {text}"))?;
            same(path, expected, &parsed)
        }
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let found = actual.get(key).ok_or(format!("{path}/{key} is missing in {actual:?}"))?;
                same(&format!("{path}/{key}"), value, found)?;
            }
            match actual.keys().find(|key| !expected.contains_key(*key)) {
                Some(key) => Err(format!("{path}/{key} should not be there: {}", actual[key])),
                None => Ok(()),
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            let is_set = path.ends_with("/required");
            if is_set {
                let missing = expected.iter().find(|item| !actual.contains(item));
                return missing.map_or(Ok(()), |item| Err(format!("{path}: {item} is missing")));
            }
            let mut pairs = expected.iter().zip(actual).enumerate();
            pairs.try_for_each(|(index, (expected, actual))| same(&format!("{path}/{index}"), expected, actual))
        }
        _ => compare::same(path, expected, actual),
    }
}

/// A text with placeholders in it.
fn fits(expected: &str, actual: &str) -> bool {
    let mut rest = actual;
    let mut pieces = expected.split('<');
    let Some(first) = pieces.next() else {
        return false;
    };
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let mut last_is_open = false;
    for piece in pieces {
        let Some((_, literal)) = piece.split_once('>') else {
            return false;
        };
        if literal.is_empty() {
            last_is_open = true;
            continue;
        }
        match rest.find(literal) {
            Some(at) => rest = &rest[at + literal.len()..],
            None => return false,
        }
        last_is_open = false;
    }
    last_is_open || rest.is_empty()
}

pub(crate) fn export(vector: &Value) -> Outcome {
    let check = || {
        let expected = &vector["expect"]["export"];
        let mut variables = Variables::default();
        // The recording filled the document's placeholder in; its first use tells with what.
        if let Some(uri) = filled_in(&vector["imported"], expected) {
            variables = variables.set("uri", uri);
        }
        let options = Options { variables, ..Options::default() };
        let config = read(&vector["imported"], &options)?;
        let id = vector["id"].as_str().unwrap_or_default();
        let stage = expected["basePath"].as_str().unwrap_or("/local").trim_start_matches('/').to_owned();
        let options = ExportOptions {
            format: if expected.get("swagger").is_some() { Format::Swagger } else { Format::OpenApi },
            extensions: id.contains("with-extensions"),
            api_id: "api".to_owned(),
            region: "us-east-1".to_owned(),
            stage,
            version: "2024-01-01T00:00:00Z".to_owned(),
        };
        same("", expected, &exported(&config, &options))
    };
    Outcome::of(check())
}

fn filled_in(imported: &Value, expected: &Value) -> Option<String> {
    let key = "x-amazon-apigateway-integration";
    for (path, item) in imported["paths"].as_object()? {
        for (method, operation) in item.as_object()? {
            if operation[key]["uri"] == "${uri}" {
                return expected["paths"][path][method][key]["uri"].as_str().map(str::to_owned);
            }
        }
    }
    None
}

pub(crate) fn error(vector: &Value) -> Outcome {
    let message = vector["expect"]["error"]["Message"].as_str().unwrap_or_default();
    let named = message.split_once("Value '").and_then(|(_, rest)| rest.split_once("' at 'responseType'"));
    let Some((name, _)) = named else {
        return Outcome::Incomplete(
            "the vector records an error of the management API and not the call that led to it".to_owned(),
        );
    };
    Outcome::of(match name.parse::<GatewayResponseType>() {
        Ok(kind) => Err(format!("{kind} is a type")),
        Err(error) => compare::same("message", &message.into(), &error.to_string().into()),
    })
}
