//! Request validation: documents, configured methods, and bare schemas.

use gatewright_gateway::{BodyModel, Request};
use serde_json::{Map, Value, json};

use crate::api::{FUNCTION_URI, default_responses, document, gateway, operation};
use crate::backend::Function;
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value, file: &Value) -> Outcome {
    Outcome::of(if vector.get("schema").is_some() {
        schema(vector)
    } else if vector.get("method_config").is_some() || vector.get("openapi").is_some() {
        request(vector, file).await
    } else {
        return Outcome::Excluded("a form of vector that has no runner".to_owned());
    })
}

fn schema(vector: &Value) -> Result<(), String> {
    let model = BodyModel::compile(&vector["schema"])?;
    let faults = model.faults_of(&vector["instance"]);
    match (vector["expect"]["valid"].as_bool(), faults.is_empty()) {
        (Some(expected), found) if expected == found => Ok(()),
        (expected, _) => Err(format!("valid: expected {expected:?}, faults {faults:?}")),
    }
}

async fn request(vector: &Value, file: &Value) -> Result<(), String> {
    let expect = &vector["expect"];
    let described = match vector.get("openapi") {
        Some(openapi) => match openapi["$ref"].as_str().and_then(|text| text.strip_prefix('#')) {
            Some(pointer) => file.pointer(pointer).cloned().ok_or(format!("no document {pointer}"))?,
            None => openapi.clone(),
        },
        None => configured(vector),
    };
    let function = Function::gives(&json!({}), false);
    let mut gateway = gateway(&described)?.mount("").function("Backend", function.clone());
    for name in gateway.missing_functions() {
        gateway = gateway.function(name, function.clone());
    }
    let response = gateway.call(sent(&vector["request"])).await;
    if expect["reaches_integration"] == true {
        // Beyond the validator the backend decides; what the validator rejects has its own error types.
        let rejected =
            response.status == 400 && response.headers.get("x-amzn-errortype") == Some("BadRequestException");
        return if rejected { Err(format!("rejected: {}", response.text())) } else { Ok(()) };
    }
    compare::response(expect, &response)
}

fn sent(request: &Value) -> Request {
    let mut target = request["path"].as_str().unwrap_or("/").to_owned();
    let query = request["query"].as_object().into_iter().flatten();
    let pairs: Vec<String> = query
        .map(|(name, value)| {
            let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            format!("{}={}", encode(name), encode(value.as_str().unwrap_or_default()))
        })
        .collect();
    if !pairs.is_empty() {
        target = format!("{target}?{}", pairs.join("&"));
    }
    let mut sent = Request::new(request["method"].as_str().unwrap_or("GET"), &target);
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        sent = sent.header(name.as_str(), value.as_str().unwrap_or_default());
    }
    sent.body(request["body"].as_str().unwrap_or_default().to_owned())
}

/// A document with the method as it is configured. The path has exactly the parameters that the
/// request gives; one that is required and not given is declared all the same.
fn configured(vector: &Value) -> Value {
    let config = &vector["method_config"];
    let given: Vec<&String> =
        vector["request"]["path_parameters"].as_object().map(|entries| entries.keys().collect()).unwrap_or_default();
    let mut path = vector["resource"].as_str().unwrap_or("/p").to_owned();
    let mut target = vector["request"]["path"].as_str().unwrap_or("/p").to_owned();
    for name in given {
        if !path.contains(&format!("{{{name}")) {
            path = format!("{path}/{{{name}}}");
            target = format!("{target}/value");
        }
    }
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": FUNCTION_URI, "responses": default_responses(),
    });
    let mut operation = operation(&path, &integration);
    let mut parameters: Vec<Value> = Vec::new();
    for (key, required) in config["requestParameters"].as_object().into_iter().flatten() {
        let mut parts = key.splitn(4, '.').skip(2);
        let place = match parts.next() {
            Some("querystring") => "query",
            Some(place) => place,
            None => continue,
        };
        let name = parts.next().unwrap_or_default();
        parameters.push(json!({"name": name, "in": place, "required": required, "type": "string"}));
    }
    for (content_type, model) in config["requestModels"].as_object().into_iter().flatten() {
        operation["consumes"] = json!([content_type]);
        let name = model.as_str().unwrap_or_default();
        let schema = json!({"$ref": format!("#/definitions/{name}")});
        parameters.push(json!({"name": name, "in": "body", "required": true, "schema": schema}));
    }
    operation["parameters"] = parameters.into();
    operation["x-amazon-apigateway-request-validator"] = "validator".into();
    let method = vector["request"]["method"].as_str().unwrap_or("GET").to_ascii_lowercase();
    let mut described = document(json!({ path: { method: operation } }));
    described["x-amazon-apigateway-request-validators"] = json!({"validator": config["validator"]});
    described["definitions"] = vector["models"].as_object().cloned().unwrap_or_else(Map::new).into();
    described
}
