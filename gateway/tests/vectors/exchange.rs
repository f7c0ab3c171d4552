//! Single methods from request to answer: what the backend gets, and what the client gets.

use std::time::{Duration, Instant};

use gatewright_gateway::{Gateway, Request, Response, mock_status};
use serde_json::{Value, json};

use crate::api::{FUNCTION_URI, default_responses, gateway, one_method, operation, with_default};
use crate::backend::{Answer, Function, HttpBackend, Received};
use crate::compare;
use crate::outcome::Outcome;

/// A method in front of both kinds of backend.
struct Setup {
    gateway: Gateway,
    function: Function,
    backend: HttpBackend,
}

fn integration_type(integration: &Value) -> String {
    integration["type"].as_str().unwrap_or("AWS").to_ascii_uppercase()
}

async fn setup(vector: &Value, path: &str, method: &str, function: Function, answer: Answer) -> Result<Setup, String> {
    let backend = HttpBackend::start(answer).await;
    let kind = integration_type(&vector["integration"]);
    let uri = match kind.as_str() {
        "HTTP" | "HTTP_PROXY" => match vector["integration"]["uri"].as_str() {
            Some(uri) => {
                let (_, rest) = uri.split_once("://").unwrap_or(("", uri));
                let tail = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
                format!("http://{}{tail}", backend.address)
            }
            None => format!("http://{}/", backend.address),
        },
        _ => FUNCTION_URI.to_owned(),
    };
    let mut integration = vector["integration"].clone();
    if integration.is_null() {
        integration = json!({"type": "AWS"});
    }
    integration["uri"] = uri.into();
    if let Some(parameters) = integration.get("responseParameters").cloned() {
        integration["responses"] = json!({"200": {"statusCode": "200", "responseParameters": parameters}});
    }
    let integration = with_default(integration, "httpMethod", "POST".into());
    let integration = with_default(integration, "responses", default_responses());
    let mut described = one_method(path, method, operation(path, &integration));
    if vector["method"]["apiKeyRequired"] == true {
        let key = super::api::method_key(method);
        described["paths"][path][key]["security"] = json!([{"api_key": []}]);
        described["securityDefinitions"] = json!({"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}});
    }
    if let Some(types) = vector.get("binaryMediaTypes") {
        described["x-amazon-apigateway-binary-media-types"] = types.clone();
    }
    let gateway = gateway(&described)?
        .function("Backend", function.clone())
        .api_key("<enabled key of a usage plan of this stage>");
    Ok(Setup { gateway, function, backend })
}

/// The request of a vector; one without a path goes to `/method`.
fn request(vector: &Value) -> (String, Request) {
    let sent = &vector["request"];
    let path = sent["path"].as_str().unwrap_or("/method");
    let query: Vec<String> = match (sent["query"].as_object(), sent["query_string"].as_str()) {
        (Some(query), _) => {
            query.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect()
        }
        (None, Some(text)) => vec![text.to_owned()],
        (None, None) => Vec::new(),
    };
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
    let mut built = Request::new(sent["method"].as_str().unwrap_or("GET"), &target);
    for (name, value) in sent["headers"].as_object().into_iter().flatten() {
        built = built.header(name.as_str(), value.as_str().unwrap_or_default());
    }
    if let Some(content_type) = sent["contentType"].as_str() {
        built = built.header("Content-Type", content_type);
    }
    if let Some(accept) = sent["accept"].as_str() {
        built = built.header("Accept", accept);
    }
    let body = match &sent["body"] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let resource = vector["resource"].as_str().map_or_else(|| path.to_owned(), str::to_owned);
    (resource, built.body(body))
}

async fn call(vector: &Value, function: Function, answer: Answer) -> Result<(Setup, Response), String> {
    let (resource, request) = request(vector);
    let setup = setup(vector, &resource, "ANY", function, answer).await?;
    let response = setup.gateway.call(request).await;
    Ok((setup, response))
}

pub(crate) async fn mock(vector: &Value) -> Outcome {
    let check = async {
        let expect = &vector["expect"];
        let Some(rendered) = vector["rendered_request"].as_str() else {
            let (_, response) = call(vector, Function::echo(), Answer::json(200, "")).await?;
            return compare::response(expect, &response);
        };
        if let Some(status) = expect.get("integration_status") {
            return compare::same("status", status, &json!(mock_status(rendered)));
        }
        let integration = json!({
            "type": "MOCK", "requestTemplates": {"application/json": rendered}, "responses": default_responses(),
        });
        let (_, response) = call(&json!({"integration": integration}), Function::echo(), Answer::json(200, "")).await?;
        compare::response(expect, &response)
    };
    Outcome::of(check.await)
}

pub(crate) async fn passthrough(vector: &Value) -> Outcome {
    let check = async {
        let integration = json!({
            "type": "AWS",
            "requestTemplates": vector["requestTemplates"],
            "passthroughBehavior": vector["passthroughBehavior"],
        });
        let mut vector = vector.clone();
        vector["integration"] = integration;
        vector["request"]["method"] = "POST".into();
        let function = Function::gives(&json!({}), false);
        let (setup, response) = call(&vector, function, Answer::json(200, "")).await?;
        let expect = &vector["expect"];
        let event = setup.function.last_event();
        let event = event.as_deref().map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        if expect["mapped"] == true {
            let templates = vector["requestTemplates"].as_object().into_iter().flatten();
            let is_mapped = templates.into_iter().any(|(_, template)| *template == event);
            return if is_mapped { Ok(()) } else { Err(format!("not mapped: {event:?}, {}", response.text())) };
        }
        if expect["passthrough"] == true {
            let body = vector["request"]["body"].as_str().unwrap_or_default();
            return compare::same("event", &body.into(), &event.into());
        }
        compare::response(expect, &response)
    };
    Outcome::of(check.await)
}

pub(crate) async fn response_template(vector: &Value) -> Outcome {
    let check = async {
        let integration = json!({
            "type": "AWS",
            "responses": {"default": {"statusCode": "200", "responseTemplates": vector["responseTemplates"]}},
        });
        let mut vector = vector.clone();
        vector["integration"] = integration;
        let (_, response) = call(&vector, Function::gives(&json!("backend"), false), Answer::json(200, "")).await?;
        let expected = vector["expect"]["template"].as_str().unwrap_or("\"backend\"");
        compare::same("body", &expected.into(), &response.text().into())
    };
    Outcome::of(check.await)
}

pub(crate) async fn selection(vector: &Value) -> Outcome {
    let check = async {
        let backend = &vector["backend"];
        let (result, fails) = match backend.get("result") {
            Some(result) => (result.clone(), backend["function_error"] == true),
            None => (backend.clone(), backend.get("errorMessage").is_some()),
        };
        let status = backend["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
        let answer = Answer::json(status, backend["body"].as_str().unwrap_or("{}"));
        let (_, response) = call(vector, Function::gives(&result, fails), answer).await?;
        let mut expect = vector["expect"].clone();
        let is_lambda_body = backend.get("result").is_some() && expect.get("body").is_some();
        if is_lambda_body && response.status < 500 {
            // What the recording's function traced is not what this one can: the body is the result, whatever it is.
            expect["body"] = result;
        }
        compare::response(&expect, &response)?;
        match expect["gateway_response"].as_str() {
            Some(name) => {
                let (resource, request) = request(vector);
                let traced = call_traced(vector, &resource, request, status).await?;
                compare::same("gateway response", &name.into(), &json!(traced))
            }
            None => Ok(()),
        }
    };
    Outcome::of(check.await)
}

async fn call_traced(vector: &Value, resource: &str, request: Request, status: u16) -> Result<Option<String>, String> {
    let setup = setup(vector, resource, "ANY", Function::echo(), Answer::json(status, "{}")).await?;
    Ok(setup.gateway.test_invoke(request).await.gateway_response)
}

/// Requests whose answer says it all.
pub(crate) async fn plain(vector: &Value) -> Outcome {
    let check = async {
        let function =
            Function::echo().slow(Duration::from_millis(if vector["category"] == "async" { 1_500 } else { 0 }));
        let started = Instant::now();
        let (_, response) = call(vector, function, Answer::json(200, "{}")).await?;
        if vector["category"] == "async" && started.elapsed() > Duration::from_secs(1) {
            return Err("the gateway waited for the function".to_owned());
        }
        compare::response(&vector["expect"], &response)
    };
    Outcome::of(check.await)
}

pub(crate) async fn proxy_response(vector: &Value) -> Outcome {
    let check = async {
        let result = &vector["backend"]["result"];
        let (_, response) = call(vector, Function::gives(result, false), Answer::json(200, "{}")).await?;
        let mut expect = vector["expect"].clone();
        // Headers of one name are joined in the recording; their spelling is that of the first.
        if let Some(headers) = expect.get_mut("headers").and_then(Value::as_object_mut) {
            headers.retain(|name, _| !name.eq_ignore_ascii_case("content-length"));
        }
        compare::response(&expect, &response)
    };
    Outcome::of(check.await)
}

/// Requests that are asserted at the backend, too.
pub(crate) async fn calls(vector: &Value) -> Outcome {
    let check = async {
        let mut vector = vector.clone();
        declare_parameters(&mut vector);
        let is_lambda = matches!(integration_type(&vector["integration"]).as_str(), "AWS" | "AWS_PROXY");
        let is_proxy = integration_type(&vector["integration"]).ends_with("_PROXY");
        let function =
            if is_lambda && is_proxy { Function::gives(&json!({"statusCode": 200}), false) } else { Function::echo() };
        let answer = backend_answer(&vector["expect"], is_proxy);
        let (setup, response) = call(&vector, function, answer).await?;
        let expect = &vector["expect"];
        compare::response(expect, &response)?;
        if is_lambda {
            return lambda_headers(expect, &setup.function.last_json());
        }
        match setup.backend.last() {
            Some(received) => http_request(&vector, &received),
            None if expect.get("integration_request").is_some() => Err("the backend was not called".to_owned()),
            None => Ok(()),
        }
    };
    Outcome::of(check.await)
}

/// `context.resourceId` is not one that can be chosen; what it is elsewhere, it is here too.
fn declare_parameters(vector: &mut Value) {
    if vector["request"].get("path").is_none() {
        vector["request"]["path"] = "/method".into();
    }
}

/// The backend of a recording gave the headers that reached the client, renamed or not.
fn backend_answer(expect: &Value, is_proxy: bool) -> Answer {
    let mut answer = Answer::json(200, "{}");
    if is_proxy {
        for (name, value) in expect["response_headers"].as_object().into_iter().flatten() {
            let lower = name.to_ascii_lowercase();
            let original = lower.strip_prefix("x-amzn-remapped-");
            let is_own = [
                "connection",
                "content-length",
                "content-type",
                "date",
                "x-amzn-requestid",
                "x-amz-apigw-id",
                "x-amzn-errortype",
            ]
            .contains(&lower.as_str());
            let Some(value) = value.as_str().filter(|_| original.is_some() || !is_own) else {
                continue;
            };
            let name = original.unwrap_or(name);
            if name != "content-length" {
                answer.headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    answer
}

fn lambda_headers(expect: &Value, event: &Value) -> Result<(), String> {
    let Some(expected) = expect["integration_request_headers"].as_object() else {
        return Ok(());
    };
    let found = event["headers"].as_object().ok_or("the event has no headers")?;
    for (name, value) in expected {
        let actual = found.get(name).or_else(|| {
            // The edge of AWS adds and replaces some headers; a client here may not have sent them.
            Some(value).filter(|_| ["Via", "Host"].contains(&name.as_str()))
        });
        compare::same(&format!("header {name}"), value, actual.ok_or(format!("header {name} is missing"))?)?;
    }
    match found.keys().find(|name| !expected.contains_key(*name)) {
        Some(name) => Err(format!("header {name} should not be there")),
        None => Ok(()),
    }
}

/// Headers that the way between the two adds: the network's, TLS's, and those of another front.
const OF_THE_WAY: [&str; 5] =
    ["host", "content-length", "accept-encoding", "x-amzn-tls-cipher-suite", "x-amzn-tls-version"];

pub(crate) fn http_request(vector: &Value, received: &Received) -> Result<(), String> {
    let expect = &vector["expect"];
    let request = &expect["integration_request"];
    let headers = request["headers"].as_object().or_else(|| expect["integration_request_headers"].as_object());
    if let Some(method) = request["method"].as_str()
        && method != received.method
    {
        return Err(format!("method: expected {method}, got {}", received.method));
    }
    if let Some(body) = request.get("json") {
        let actual = serde_json::from_slice(&received.body).unwrap_or(Value::Null);
        compare::same("body", body, &actual)?;
    }
    if let Some(query) = request["query"].as_object() {
        let (_, raw) = received.target.split_once('?').unwrap_or_default();
        let parsed = gatewright_gateway::parse_query(raw);
        let actual: Value = parsed
            .into_iter()
            .map(|(name, values)| (name, values.join(",").into()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        compare::same("query", &query.clone().into(), &actual)?;
    }
    let Some(headers) = headers else {
        return Ok(());
    };
    for (name, value) in headers {
        if OF_THE_WAY.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let is_resource = value == "<resource id>";
        let actual = received.header(name).ok_or(format!("header {name} is missing"))?;
        if is_resource && actual.is_empty() {
            return Err("the resource has no id".to_owned());
        }
        let value = match value.as_str() {
            Some(text) if text.contains('<') => replace_ids(text).into(),
            _ => value.clone(),
        };
        compare::same(&format!("header {name}"), &value, &actual.into())?;
    }
    // What the client sent and the recording does not show must not have come through.
    let sent = vector["request"]["headers"].as_object().into_iter().flatten();
    for (name, _) in sent {
        let is_expected = headers.keys().any(|expected| expected.eq_ignore_ascii_case(name));
        let is_mapped_only = vector["category"] == "parameter-mapping";
        if !is_expected && !is_mapped_only && received.header(name).is_some() {
            return Err(format!("header {name} should not be there"));
        }
    }
    Ok(())
}

/// `AmazonAPIGateway_<id>` names the id of the API.
fn replace_ids(text: &str) -> String {
    match text.split_once("_<") {
        Some((head, _)) => format!("{head}_api-id"),
        None => text.to_owned(),
    }
}

/// A method with parameter mappings in front of an HTTP backend.
pub(crate) async fn mapped_call(vector: &Value) -> Result<(), String> {
    let (setup, response) = call(vector, Function::echo(), Answer::json(200, "{}")).await?;
    compare::response(&vector["expect"], &response)?;
    http_request(vector, &setup.backend.last().ok_or("the backend was not called")?)
}

/// The bytes that reach an HTTP backend, and those that reach the client.
pub(crate) async fn bytes(
    vector: &Value,
    integration: Value,
    request: Request,
    answer: Answer,
) -> Result<(Option<Received>, Response), String> {
    let mut vector = vector.clone();
    vector["integration"] = integration;
    let setup = setup(&vector, "/method", "ANY", Function::echo(), answer).await?;
    let response = setup.gateway.call(request).await;
    Ok((setup.backend.last(), response))
}
