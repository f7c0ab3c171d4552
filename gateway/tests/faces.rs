//! The gateway over the network: as a router, in front of HTTP backends, and before functions that run elsewhere.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request as AxumRequest;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{any, post};
use gatewright_document::Document;
use gatewright_gateway::{Gateway, RemoteFunction, Request};
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// Answers what it was asked.
async fn echo(method: axum::http::Method, uri: axum::http::Uri, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let told = json!({
        "method": method.as_str(), "target": uri.to_string(), "body": String::from_utf8_lossy(&body),
        "agent": header("user-agent"), "sent": header("x-sent"), "mapped": header("x-mapped"),
    });
    (StatusCode::IM_A_TEAPOT, [("server", "backend"), ("x-own", "1")], told.to_string())
}

fn gateway(integration: Value) -> Gateway {
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/v1",
        "paths": {"/pets/{id}": {"x-amazon-apigateway-any-method": {
            "parameters": [{"name": "X-Sent", "in": "header", "type": "string"}],
            "responses": {"200": {"description": "ok"}, "400": {"description": "bad"}},
            "x-amazon-apigateway-integration": integration,
        }}},
    });
    Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap()
}

#[tokio::test]
async fn http_backends_get_what_is_mapped() {
    let backend = serve(Router::new().fallback(any(echo))).await;
    let gateway = gateway(json!({
        "type": "http", "httpMethod": "PUT", "uri": format!("{backend}/items/{{item}}?fixed=1"),
        "requestParameters": {
            "integration.request.path.item": "method.request.path.id",
            "integration.request.querystring.q": "method.request.multivaluequerystring.q",
            "integration.request.header.X-Mapped": "method.request.header.X-Sent",
        },
        "responses": {"default": {"statusCode": "200"}, "4\\d{2}": {
            "statusCode": "400",
            "responseParameters": {"method.response.header.Own": "integration.response.header.X-Own"},
        }},
    }));
    let request = Request::new("POST", "/v1/pets/a%2Fb?q=1&q=2&z=3").header("X-Sent", "s").body("{}");
    let response = gateway.call(request).await;
    let told = response.json().unwrap();
    assert_eq!((response.status, response.headers.get("Own")), (400, Some("1")));
    assert_eq!(told["method"], "PUT");
    assert_eq!(told["target"], "/items/a%2Fb?fixed=1&q=1&q=2");
    assert_eq!((&told["mapped"], &told["sent"]), (&json!("s"), &Value::Null));
    assert_eq!(told["agent"], "AmazonAPIGateway_gatewright");
}

#[tokio::test]
async fn http_proxies_get_everything() {
    let backend = serve(Router::new().fallback(any(echo))).await;
    let gateway = gateway(json!({
        "type": "http_proxy", "httpMethod": "ANY", "uri": format!("{backend}/{{id}}"),
        "requestParameters": {
            "integration.request.path.id": "method.request.path.id",
            "integration.request.querystring.z": "'0'",
        },
    }));
    let request =
        Request::new("PATCH", "/v1/pets/7?z=3&z=4&y").header("X-Sent", "s").header("User-Agent", "u").body("x");
    let response = gateway.call(request).await;
    let told = response.json().unwrap();
    assert_eq!((response.status, response.headers.get("x-own")), (418, Some("1")));
    assert_eq!(response.headers.get("x-amzn-remapped-server"), Some("backend"));
    let expected = json!({"method": "PATCH", "target": "/7?z=0&z=3&z=4&y=", "body": "x", "agent": "u", "sent": "s", "mapped": null});
    assert_eq!(told, expected);
}

#[tokio::test]
async fn names_in_uris_that_nothing_maps_are_configuration_errors() {
    let s3 = "arn:aws:apigateway:us-east-1:s3:path/{id}";
    for (kind, uri) in [("http", "http://127.0.0.1:9/{id}"), ("http_proxy", "http://127.0.0.1:9/{id}"), ("aws", s3)] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = gateway(json!({"type": kind, "httpMethod": "GET", "uri": uri}))
            .function("s3", |_: &Value| Ok::<_, String>("called"))
            .on_request(move |entry| sender.send(entry.clone()).unwrap());
        let response = gateway.call(Request::new("GET", "/v1/pets/7")).await;
        assert_eq!(
            (response.status, response.text().as_ref()),
            (500, "{\"message\":\"Internal server error\"}"),
            "{kind}"
        );
        let entry = receiver.recv().unwrap();
        let index = uri.find('{').unwrap();
        let log =
            format!("Execution failed due to configuration error: Illegal character in path at index {index}: {uri}");
        assert_eq!(entry.failure, Some(log));
        assert!(entry.place.unwrap().starts_with("api.json:1:"));
    }
}

#[tokio::test]
async fn headers_of_the_connection_cannot_be_mapped() {
    let backend = serve(Router::new().fallback(any(echo))).await;
    let table = [
        ("X-Mapped", "'1'", 418),
        ("X-Amzn-Trace-Id", "context.xrayTraceId", 418),
        ("X-Amzn-Trace-Id", "'1'", 500),
        ("Content-Length", "'1'", 500),
        ("transfer-encoding", "'chunked'", 500),
    ];
    for (name, source, status) in table {
        let gateway = gateway(json!({
            "type": "http_proxy", "httpMethod": "GET", "uri": backend,
            "requestParameters": {format!("integration.request.header.{name}"): source},
        }));
        assert_eq!(gateway.call(Request::new("GET", "/v1/pets/7")).await.status, status, "{name} {source}");
    }
}

#[tokio::test]
async fn slow_and_talkative_backends() {
    let slow = any(|| async { std::future::pending::<&str>().await });
    let large = any(|| async { "x".repeat(10 * 1024 * 1024 + 1) });
    let backend = serve(Router::new().route("/slow", slow).route("/large", large)).await;
    for kind in ["http", "http_proxy"] {
        let at = |path: &str, millis: u32| {
            gateway(json!({
                "type": kind, "httpMethod": "GET", "uri": format!("{backend}/{path}"), "timeoutInMillis": millis,
                "responses": {"default": {"statusCode": "200"}},
            }))
        };
        let response = at("slow", 50).call(Request::new("GET", "/v1/pets/7")).await;
        assert_eq!(
            (response.status, response.text().as_ref()),
            (504, "{\"message\":\"Endpoint request timed out\"}"),
            "{kind}"
        );
        let response = at("large", 29_000).call(Request::new("GET", "/v1/pets/7")).await;
        assert_eq!(
            (response.status, response.text().as_ref()),
            (500, "{\"message\":\"Internal server error\"}"),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn greedy_paths_and_any_method_reach_a_backend_whole() {
    let backend = serve(Router::new().fallback(any(echo))).await;
    let any_method = json!({
        "parameters": [{"name": "proxy", "in": "path", "required": true, "type": "string"}],
        "responses": {},
        "x-amazon-apigateway-integration": {
            "type": "http_proxy", "httpMethod": "ANY", "uri": format!("{backend}/base/{{proxy}}"),
            "requestParameters": {"integration.request.path.proxy": "method.request.path.proxy"},
        },
    });
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/v1",
        "paths": {"/{proxy+}": {"x-amazon-apigateway-any-method": any_method}},
    });
    let gateway = Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap();
    for (method, path, target) in [
        ("GET", "/v1/pets/7/toys?q=1&q=2", "/base/pets/7/toys?q=1&q=2"),
        ("DELETE", "/v1/a%20b/%2F", "/base/a%20b/%2F"),
        ("PATCH", "/v1/x", "/base/x"),
    ] {
        let told = gateway.call(Request::new(method, path)).await.json().unwrap();
        assert_eq!((&told["method"], &told["target"]), (&json!(method), &json!(target)), "{method} {path}");
    }
    assert_eq!(gateway.call(Request::new("GET", "/v1/")).await.status, 403);
}

#[tokio::test]
async fn results_without_an_end_are_not_read_to_it() {
    let endless = post(|| async {
        let chunk = Bytes::from(vec![b'x'; 1024 * 1024]);
        let chunks = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
        axum::body::Body::from_stream(chunks)
    });
    let endpoint = serve(Router::new().route("/2015-03-31/functions/{name}/invocations", endless)).await;
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";
    let gateway = gateway(json!({
        "type": "aws", "httpMethod": "POST", "uri": uri,
        "responses": {"default": {"statusCode": "200"}, "Response payload size .*": {"statusCode": "400"}},
    }));
    let response =
        gateway.function("F", RemoteFunction::new(&endpoint, "F")).call(Request::new("GET", "/v1/pets/7")).await;
    assert_eq!(
        (response.status, &response.json().unwrap()["errorType"]),
        (400, &json!("Function.ResponseSizeTooLarge"))
    );
}

#[tokio::test]
async fn unreachable_and_impossible_backends() {
    let table = [
        ("http://127.0.0.1:9/", 504, "Network error communicating with endpoint"),
        ("http://${stageVariables.nothing}/", 500, "Internal server error"),
        ("nonsense", 500, "Internal server error"),
    ];
    for (uri, status, message) in table {
        let response = gateway(json!({"type": "http_proxy", "httpMethod": "GET", "uri": uri}))
            .call(Request::new("GET", "/v1/pets/7"))
            .await;
        assert_eq!((response.status, response.json().unwrap()), (status, json!({"message": message})), "{uri}");
    }
}

#[tokio::test]
async fn router_over_the_network() {
    let integration = json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {
            "application/json": "{\"sent\": \"$input.params('X-Sent')\", \"ip\": \"$context.identity.sourceIp\"}",
        }}},
    });
    let address = serve(gateway(integration).into_router()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(format!("{address}/v1/pets/7")).header("X-Sent", "s").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("x-amzn-requestid"));
    // The transport lost the spelling; the method's declaration gives it back.
    assert_eq!(response.text().await.unwrap(), "{\"sent\": \"s\", \"ip\": \"127.0.0.1\"}");
    let rejected = client.get(format!("{address}/elsewhere")).send().await.unwrap();
    assert_eq!(rejected.status(), 403);
}

#[tokio::test]
async fn service_in_process() {
    let integration = json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {"statusCode": "200"}},
    });
    let request = AxumRequest::get("/v1/pets/7").body(axum::body::Body::empty()).unwrap();
    let response = gateway(integration.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let large = axum::body::Body::from(vec![b' '; 10 * 1024 * 1024 + 1]);
    let request = AxumRequest::post("/v1/pets/7").body(large).unwrap();
    let response = gateway(integration).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn functions_that_run_elsewhere() {
    let emulator = Router::new().route(
        "/2015-03-31/functions/{name}/invocations",
        post(|axum::extract::Path(name): axum::extract::Path<String>, body: Bytes| async move {
            let event: Value = serde_json::from_slice(&body).unwrap();
            if event["fail"] == true {
                let error = json!({"errorMessage": "no", "errorType": "E"}).to_string();
                return ([("x-amz-function-error", "Unhandled")], error).into_response();
            }
            json!({"name": name, "event": event}).to_string().into_response()
        }),
    );
    let endpoint = serve(emulator).await;
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";
    let gateway = gateway(json!({
        "type": "aws", "httpMethod": "POST", "uri": uri,
        "responses": {"default": {"statusCode": "200"}, "no": {"statusCode": "400"}},
    }));
    let running = gateway.clone().function("F", RemoteFunction::new(&endpoint, "Calc"));
    let response = running.call(Request::new("POST", "/v1/pets/7").body("{\"a\":1}")).await;
    assert_eq!(response.json().unwrap(), json!({"name": "Calc", "event": {"a": 1}}));
    let failed = running.call(Request::new("POST", "/v1/pets/7").body("{\"fail\":true}")).await;
    assert_eq!((failed.status, &failed.json().unwrap()["errorMessage"]), (400, &json!("no")));
    let gone = gateway.function("F", RemoteFunction::new("http://127.0.0.1:9", "Calc"));
    let response = gone.call(Request::new("POST", "/v1/pets/7").body("{}")).await;
    // The reason is for the log, not for the client.
    assert_eq!((response.status, response.text().as_ref()), (500, "{\"message\":\"Internal server error\"}"));
}
