//! *Test* in the browser: pick a method, fill in its fields, and see every stage of the request side by side.
//!
//! One page without a build chain, and two addresses that it asks: what methods there are, and what
//! becomes of a request. Everything it loads comes from here.

mod guard;
mod traffic;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::{Integration, IntegrationType, Method, Resource, draft4_bundle, parse_lambda_uri};
use crate::{Gateway, Request, parse_query};

pub use guard::Reach;
pub use traffic::Traffic;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("console.css");
const SCRIPT: &str = include_str!("console.js");

/// What ends a segment of a path, and what no request line may have.
const SEGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'/');

/// The page and what it asks, with the defaults of [`Console`].
///
/// Nest it where no resource of the API is:
///
/// ```
/// # fn example(gateway: gatewright_gateway::Gateway) -> axum::Router {
/// let console = gatewright_gateway::console::router({
///     let gateway = gateway.clone();
///     move || gateway.clone()
/// });
/// gateway.into_router().nest("/_test", console)
/// # }
/// ```
pub fn router(gateway: impl Fn() -> Gateway + Send + Sync + 'static) -> Router {
    Console::new(gateway).router()
}

/// The Test page before it is put on a server.
///
/// Only pages of this machine may use it: it runs functions past their authorizers.
#[derive(Clone)]
pub struct Console {
    gateway: Arc<dyn Fn() -> Gateway + Send + Sync>,
    reach: Reach,
    traffic: Traffic,
}

impl Console {
    /// The page of a gateway, which is asked for at every request, so that the page follows a document that
    /// is read again.
    pub fn new(gateway: impl Fn() -> Gateway + Send + Sync + 'static) -> Console {
        Console { gateway: Arc::new(gateway), reach: Reach::Loopback, traffic: Traffic::default() }
    }

    /// Under which names of this machine the page answers.
    #[must_use]
    pub fn reach(mut self, reach: Reach) -> Console {
        self.reach = reach;
        self
    }

    /// The requests that the page shows beside its own.
    #[must_use]
    pub fn traffic(mut self, traffic: Traffic) -> Console {
        self.traffic = traffic;
        self
    }

    /// The page and what it asks.
    pub fn router(self) -> Router {
        let reach = self.reach;
        Router::new()
            .route("/", get(page))
            .route("/api.json", get(api))
            .route("/requests.json", get(requests))
            .route("/invoke", post(invoke))
            .layer(middleware::from_fn(move |request, next| guard::check(reach, request, next)))
            .with_state(self)
    }
}

/// The requests after the one with the number that the page names.
async fn requests(State(console): State<Console>, RawQuery(query): RawQuery) -> Response {
    let query = parse_query(query.as_deref().unwrap_or_default());
    let after = query.get("after").and_then(|values| values.first()?.parse().ok()).unwrap_or(0);
    as_json(StatusCode::OK, &console.traffic.after(after))
}

async fn page() -> Response {
    let html = PAGE.replace("/*style*/", STYLE).replace("/*script*/", SCRIPT);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    (headers, html).into_response()
}

fn as_json(status: StatusCode, value: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], value.to_string()).into_response()
}

async fn api(State(console): State<Console>) -> Response {
    as_json(StatusCode::OK, &describe(&(console.gateway)()))
}

/// What the page needs to know about the API.
fn describe(gateway: &Gateway) -> Value {
    let config = gateway.config();
    let methods: Vec<Value> =
        config.methods().map(|(resource, method)| describe_method(gateway, resource, method)).collect();
    let missing = [gateway.missing_functions(), gateway.missing_services()].concat();
    json!({
        "title": config.info.title,
        "version": config.info.version,
        "mount": gateway.mounted_at(),
        "methods": methods,
        "missing": missing,
    })
}

fn describe_method(gateway: &Gateway, resource: &Resource, method: &Method) -> Value {
    let config = gateway.config();
    // Exports list parameters in any order: those of the path as they stand in it, the others by name.
    let in_path: Vec<&str> = resource.path.parameters().collect();
    let mut sorted: Vec<_> = method.parameters.iter().collect();
    sorted.sort_by_key(|parameter| {
        (in_path.iter().position(|name| *name == parameter.name).unwrap_or(usize::MAX), parameter.name.as_str())
    });
    let parameters: Vec<Value> = sorted
        .iter()
        .map(|parameter| {
            json!({
                "in": parameter.location.as_str(),
                "name": parameter.name,
                "required": parameter.required,
                "type": parameter.type_name,
            })
        })
        .collect();
    let body = method.request_models.iter().next().map(|(content_type, model)| {
        json!({"contentType": content_type, "model": model.name, "schema": draft4_bundle(config, model)})
    });
    let place = config.sources.locate(&method.origin).map(|place| place.to_string());
    json!({
        "method": method.kind.as_str(),
        "path": resource.path.as_str(),
        "operation": method.operation_name,
        "parameters": parameters,
        "body": body,
        "validator": config.validator(method).map(|found| json!({"body": found.body, "parameters": found.parameters})),
        "integration": method.integration.as_ref().map(describe_integration),
        "place": place,
        "findings": gateway.findings_at(&method.origin),
    })
}

fn describe_integration(integration: &Integration) -> String {
    let uri = integration.uri.as_ref().map(|uri| uri.value.as_str()).unwrap_or_default();
    match (integration.kind, parse_lambda_uri(uri)) {
        (IntegrationType::Mock, _) => "mock".to_owned(),
        (IntegrationType::AwsProxy, Some(lambda)) => format!("Lambda proxy {}", lambda.name),
        (IntegrationType::Aws, Some(lambda)) => format!("Lambda {}", lambda.name),
        (kind, _) => format!("{} {uri}", kind.as_str().to_ascii_lowercase()),
    }
}

/// A request as the page's fields have it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Call {
    method: String,
    path: String,
    path_parameters: IndexMap<String, String>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: String,
}

async fn invoke(State(console): State<Console>, body: Bytes) -> Response {
    let call: Call = match serde_json::from_slice(&body) {
        Ok(call) => call,
        Err(error) => return as_json(StatusCode::BAD_REQUEST, &json!({"message": error.to_string()})),
    };
    let resource = call.path.clone();
    match (console.gateway)().test_method(&resource, call.request()).await {
        Some(trace) => {
            console.traffic.add_test(&trace);
            as_json(StatusCode::OK, &trace.to_json())
        }
        None => as_json(StatusCode::NOT_FOUND, &json!({"message": format!("there is no such method of {resource}")})),
    }
}

impl Call {
    fn request(self) -> Request {
        let mut path = self.path;
        for (name, value) in &self.path_parameters {
            // What is encoded already stays so: `%2F` is how a slash gets into a path.
            let greedy = format!("{{{name}+}}");
            let encoded = utf8_percent_encode(value, SEGMENT).to_string();
            let whole: Vec<String> =
                value.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
            path = path.replace(&greedy, &whole.join("/")).replace(&format!("{{{name}}}"), &encoded);
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.query.iter().filter(|(name, _)| !name.is_empty()))
            .finish();
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let method = if self.method == "ANY" { "GET" } else { &self.method };
        let request = Request::new(method, &target).body(self.body);
        let named = self.headers.into_iter().filter(|(name, _)| !name.is_empty());
        named.fold(request, |request, (name, value)| request.header(name, value))
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::Document;
    use tower::ServiceExt as _;

    use super::*;

    fn console() -> Router {
        let text = r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets/{id}": {"get": {
            "parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}],
            "responses": {"200": {"description": "a pet"}},
            "x-amazon-apigateway-integration": {"type": "mock",
                "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                "responses": {"default": {"statusCode": "200", "responseTemplates": {
                    "application/json": "{\"id\": \"$input.params('id')\", \"q\": \"$input.params('q')\"}"}}}}
        }}}}"#;
        let gateway = Gateway::from_document(&Document::from_text("pets.json", text).unwrap()).unwrap();
        router(move || gateway.clone())
    }

    async fn ask(mut request: http::Request<axum::body::Body>) -> (StatusCode, String) {
        request.headers_mut().insert("host", http::HeaderValue::from_static("127.0.0.1:3000"));
        request.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
        let response = console().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn page_is_whole() {
        let (status, html) = ask(http::Request::get("/").body("".into()).unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("<main") && !html.contains("/*style*/") && !html.contains("/*script*/"));
    }

    #[tokio::test]
    async fn api_names_the_fields() {
        let (_, body) = ask(http::Request::get("/api.json").body("".into()).unwrap()).await;
        let api: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(api["methods"][0]["parameters"][0]["name"], "id");
        assert_eq!(api["methods"][0]["integration"], "mock");
    }

    #[tokio::test]
    async fn the_last_requests_are_kept() {
        let text = r#"{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {
            "responses": {}, "x-amazon-apigateway-integration": {"type": "mock",
                "requestTemplates": {"application/json": "{\"statusCode\": 200}"}, "responses": {"default": {"statusCode": "200"}}}
        }}}}"#;
        let traffic = Traffic::default();
        let kept = traffic.clone();
        let gateway = Gateway::from_document(&Document::from_text("a.json", text).unwrap()).unwrap();
        let gateway = gateway.on_trace(move |trace| kept.add(trace));
        for _ in 0..60 {
            gateway.call(Request::new("GET", "/a")).await;
        }
        let served = gateway.clone();
        let router = Console::new(move || served.clone()).traffic(traffic).router();
        let get =
            |path: &str| http::Request::get(path).header("host", "localhost").body(axum::body::Body::empty()).unwrap();
        let response = router.oneshot(get("/requests.json?after=58")).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let requests: Value = serde_json::from_slice(&body).unwrap();
        let ids: Vec<u64> = requests.as_array().unwrap().iter().map(|entry| entry["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, [59, 60]);
        assert_eq!(requests[0]["trace"]["stages"][0]["kind"], "method-request");
    }

    #[tokio::test]
    async fn invocations_are_traced() {
        let call = json!({
            "method": "GET", "path": "/pets/{id}", "pathParameters": {"id": "a b/%2F"}, "query": [["q", "+"], ["", "x"]],
        });
        let request = http::Request::post("/invoke").body(call.to_string().into()).unwrap();
        let (status, body) = ask(request).await;
        let trace: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &trace["status"]), (StatusCode::OK, &json!(200)));
        assert_eq!(trace["body"], "{\"id\": \"a%20b%2F%2F\", \"q\": \"+\"}");
        let rejected = http::Request::post("/invoke").body("[1".into()).unwrap();
        assert_eq!(ask(rejected).await.0, StatusCode::BAD_REQUEST);
        let gone = http::Request::post("/invoke").body(r#"{"method": "PUT", "path": "/pets/{id}"}"#.into()).unwrap();
        assert_eq!(ask(gone).await.0, StatusCode::NOT_FOUND);
    }
}
