//! What hostile requests, documents and pages must not get: past a policy, out of a prefix, the machine.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Uri;
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gatewright_document::Document;
use gatewright_gateway::{FunctionError, Gateway, Jwks, Request, console};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

fn gateway(document: &Value) -> Gateway {
    Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap()
}

fn api(paths: Value, extra: &Value) -> Gateway {
    let mut document =
        json!({"swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/test", "paths": paths});
    document.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    gateway(&document)
}

fn any_method(integration: Value) -> Value {
    json!({"x-amazon-apigateway-any-method": {
        "responses": {"200": {"description": "ok"}}, "x-amazon-apigateway-integration": integration,
    }})
}

fn mock(template: &str) -> Value {
    json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
    })
}

const URI: &str =
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";

/// Spellings of `/admin/secret` under the stage.
const SPELLINGS: [&str; 18] = [
    "/test/admin/secret",
    "/test/admin/secret/",
    "/test/admin/secret//",
    "/test//admin/secret",
    "//test/admin/secret",
    "/test/admin//secret",
    "/test/admin/./secret",
    "/test/x/../admin/secret",
    "/test/admin/x/../secret",
    "/test/x/%2e%2e/admin/secret",
    "/test/x/.%2E/admin/secret",
    "/test/%61dmin/secret",
    "/test/admin/%73ecret",
    "/test/admin%2Fsecret",
    "/test/admin%2fsecret/",
    "/test/x%2F..%2Fadmin%2Fsecret",
    "/test/admin%5Csecret",
    "/test/../test/admin/secret/.",
];

#[tokio::test]
async fn no_spelling_of_a_path_passes_a_deny() {
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"},
        {"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*/*/admin/secret"},
    ]});
    let paths = json!({"/{proxy+}": any_method(mock("passed")), "/admin/secret": any_method(mock("passed"))});
    let by_policy = api(paths.clone(), &json!({"x-amazon-apigateway-policy": policy}));
    for path in SPELLINGS {
        assert_eq!(by_policy.call(Request::new("GET", path)).await.status, 403, "{path}");
    }
    for path in ["/test/admin/secrets", "/test/admin", "/test/admin/secret/more"] {
        assert_eq!(by_policy.call(Request::new("GET", path)).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn no_spelling_of_a_path_passes_an_authorizer() {
    let mut proxy = any_method(mock("passed"));
    proxy["x-amazon-apigateway-any-method"]["security"] = json!([{"auth": []}]);
    let scheme = json!({"auth": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": {
        "type": "token", "authorizerUri": URI, "authorizerResultTtlInSeconds": 300,
    }}});
    let gateway = api(json!({"/{proxy+}": proxy}), &json!({"securityDefinitions": scheme})).function("F", |_: Value| async {
        let statement = |effect: &str, resource: &str| json!({"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource});
        Ok::<_, FunctionError>(json!({"principalId": "me", "policyDocument": {"Statement": [
            statement("Allow", "arn:aws:execute-api:*:*:*/test/*"),
            statement("Deny", "arn:aws:execute-api:*:*:*/test/*/admin/secret"),
        ]}}))
    });
    let call = async |path: &str| gateway.call(Request::new("GET", path).header("Authorization", "x")).await.status;
    assert_eq!(call("/test/admin/other").await, 200);
    for path in SPELLINGS {
        assert_eq!(call(path).await, 403, "{path}");
    }
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

#[tokio::test]
async fn no_path_leaves_the_prefix_of_a_backend() {
    let backend = serve(Router::new().fallback(any(async |uri: Uri| uri.to_string()))).await;
    let proxy = |uri: String, source: &str| {
        let target = if uri.contains("{proxy}") { "proxy" } else { "id" };
        json!({
            "type": "http_proxy", "httpMethod": "ANY", "uri": uri,
            "requestParameters": {format!("integration.request.path.{target}"): source},
        })
    };
    let paths = json!({
        "/files/{proxy+}": any_method(proxy(format!("{backend}/public/{{proxy}}"), "method.request.path.proxy")),
        "/items": any_method(proxy(format!("{backend}/public/{{id}}"), "method.request.querystring.id")),
        "/heads": any_method(proxy(format!("{backend}/public/{{id}}"), "method.request.header.id")),
    });
    let gateway = api(paths, &json!({}));
    let climbing = [
        "..",
        "../secret",
        "../../secret",
        "a/../../secret",
        "%2e%2e/secret",
        "%2E./secret",
        "..\\secret",
        "./../secret",
        "..;/secret",
        "a/%2e%2e/%2e%2e/secret",
        "/../secret",
        "//../secret",
        "..//secret",
    ];
    for path in climbing {
        let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        let requests = [
            Request::new("GET", &format!("/test/files/{path}")),
            Request::new("GET", &format!("/test/items?id={encoded}")),
            Request::new("GET", "/test/heads").header("id", path),
        ];
        for request in requests {
            let asked = request.path.clone();
            let response = gateway.call(request).await;
            let reached = response.text().into_owned();
            assert!(
                response.status == 403 || reached.starts_with("/public/"),
                "{asked} {path}: {} {reached}",
                response.status
            );
            assert!(!reached.contains("/../") && !reached.ends_with("/.."), "{asked} {path}: {reached}");
        }
    }
    // What stays inside comes as it is.
    let inside = gateway.call(Request::new("GET", "/test/files/a//b%2Fc")).await;
    assert_eq!(inside.text(), "/public/a//b%2Fc");
}

/// One thread serves everything: while a template or a model is at work, another request is answered.
#[tokio::test(flavor = "current_thread")]
async fn heavy_work_blocks_nobody() {
    let endless = "#set($list = [])#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])\
        #set($x = \"$x$a$b$c\")#set($q = $list.add(\"$x\"))#end#end#end";
    let mut checked = any_method(mock("checked"));
    checked["x-amazon-apigateway-any-method"]["parameters"] =
        json!([{"in": "body", "name": "Node", "schema": {"$ref": "#/definitions/Node"}}]);
    checked["x-amazon-apigateway-any-method"]["x-amazon-apigateway-request-validator"] = "all".into();
    let child = json!({"$ref": "#/definitions/Node"});
    let gateway = api(
        json!({"/endless": any_method(mock(endless)), "/checked": checked, "/light": any_method(mock("light"))}),
        &json!({
            "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": true, "validateRequestParameters": true}},
            "definitions": {"Node": {"properties": {"c": {"allOf": [child, child]}}}},
        }),
    );
    let heavy: Vec<_> = (0..4)
        .map(|number| {
            let gateway = gateway.clone();
            let body = format!("{}1{}", "{\"c\":".repeat(100), "}".repeat(100));
            let request = if number % 2 == 0 {
                Request::new("GET", "/test/endless")
            } else {
                Request::new("POST", "/test/checked").body(body)
            };
            tokio::spawn(async move { gateway.call(request).await })
        })
        .collect();
    tokio::task::yield_now().await;
    let mut slowest = Duration::ZERO;
    while !heavy.iter().all(tokio::task::JoinHandle::is_finished) {
        let started = Instant::now();
        assert_eq!(gateway.call(Request::new("GET", "/test/light")).await.text(), "light");
        slowest = slowest.max(started.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
    let statuses = futures_util::future::join_all(heavy).await.into_iter().map(|done| done.unwrap().status);
    assert_eq!(statuses.collect::<Vec<_>>(), [500, 400, 500, 400]);
}

#[tokio::test]
async fn models_that_double_are_rejected() {
    let mut definitions = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({"$ref": format!("#/definitions/L{}", level + 1)});
        definitions.insert(format!("L{level}"), json!({"allOf": [next.clone(), next]}));
    }
    definitions.insert("L40".to_owned(), json!({"type": "object"}));
    let mut checked = any_method(mock("checked"));
    checked["x-amazon-apigateway-any-method"]["parameters"] =
        json!([{"in": "body", "name": "L0", "schema": {"$ref": "#/definitions/L0"}}]);
    checked["x-amazon-apigateway-any-method"]["x-amazon-apigateway-request-validator"] = "all".into();
    let started = Instant::now();
    let gateway = api(
        json!({"/checked": checked}),
        &json!({
            "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": true}}, "definitions": definitions,
        }),
    );
    assert_eq!(gateway.call(Request::new("POST", "/test/checked").body("{}")).await.status, 500);
    assert!(gateway.report().one_line().iter().any(|line| line.contains("the model cannot be checked")));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test]
async fn foreign_pages_do_not_reach_the_test_page() {
    let gateway = api(json!({"/a": any_method(mock("ran"))}), &json!({}));
    let page = console::router(move || gateway.clone());
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = axum::http::Request::builder().method("POST").uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let call = json!({"method": "GET", "path": "/a"}).to_string();
        page.clone().oneshot(request.body(Body::from(call)).unwrap()).await.unwrap()
    };
    let (host, kind) = (("host", "127.0.0.1:3000"), ("content-type", "application/json"));
    assert_eq!(ask("/invoke", &[host, kind]).await.status(), 200);
    for headers in [
        vec![("host", "rebound.example:3000"), kind],
        vec![host, ("content-type", "text/plain")],
        vec![host, kind, ("origin", "https://rebound.example")],
        vec![host, kind, ("sec-fetch-site", "cross-site")],
        vec![kind],
    ] {
        assert_eq!(ask("/invoke", &headers).await.status(), 403, "{headers:?}");
    }
    let request = axum::http::Request::get("/").header("host", "localhost").body(Body::empty()).unwrap();
    let shown = page.oneshot(request).await.unwrap();
    let policy = shown.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

/// A key pair that was made for these tests.
const PRIVATE: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg33wTDzdilIGX4so+uFMDMaoYtiV/IHRiFuv7Ep+ZxiihRANCAATNIqh79IMUkXmYDdwTP5+OJRGSqhBiZVsfTpsZwtVkBHYKCgNqreX6wbj8iptgBamwIGtsBYMZ7XRi0xbh6Uax";
const KEYS: &str = r#"{"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "alg": "ES256", "use": "sig",
    "x": "zSKoe_SDFJF5mA3cEz-fjiURkqoQYmVbH06bGcLVZAQ", "y": "dgoKA2qt5frBuPyKm2AFqbAga2wFgxntdGLTFuHpRrE"}]}"#;

fn pool(scopes: &Value) -> Gateway {
    let mut guarded = any_method(mock("$context.authorizer.claims.sub|$context.authorizer.claims['cognito:groups']"));
    guarded["x-amazon-apigateway-any-method"]["security"] = json!([{"auth": scopes}]);
    let scheme = json!({"auth": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": {
        "type": "cognito_user_pools", "providerARNs": ["arn:pool"],
    }}});
    api(json!({"/a": guarded}), &json!({"securityDefinitions": scheme}))
}

fn signed(header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_ec_der(&STANDARD.decode(PRIVATE).unwrap());
    encode(header, claims, &key).unwrap()
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(header), part(claims))
}

#[tokio::test]
async fn only_tokens_that_a_key_signed_count() {
    let gateway = pool(&json!([])).jwks(Jwks::parse(KEYS).unwrap());
    let call = async |token: &str| gateway.call(Request::new("GET", "/test/a").header("Authorization", token)).await;
    let claims = json!({"sub": "me", "exp": 4_000_000_000_u64, "cognito:groups": ["a", "b"]});
    let header = Header { kid: Some("k".to_owned()), ..Header::new(Algorithm::ES256) };
    let good = signed(&header, &claims);
    let response = call(&format!("Bearer {good}")).await;
    assert_eq!((response.status, response.text().as_ref()), (200, "me|a,b"));
    let (head, tail) = good.split_at(good.find('.').unwrap());
    let changed = format!(
        "{head}.{}{}",
        URL_SAFE_NO_PAD.encode(json!({"sub": "root", "exp": 4_000_000_000_u64}).to_string()),
        &tail[tail.rfind('.').unwrap()..]
    );
    let by_public_key = encode(
        &Header { kid: Some("k".to_owned()), ..Header::new(Algorithm::HS256) },
        &claims,
        &EncodingKey::from_secret(KEYS.as_bytes()),
    );
    let other_key = Header { kid: Some("other".to_owned()), ..Header::new(Algorithm::ES256) };
    let bad = [
        changed,
        by_public_key.unwrap(),
        unsigned(&json!({"alg": "none"}), &claims),
        unsigned(&json!({"alg": "ES256", "kid": "k"}), &claims),
        signed(&other_key, &claims),
        signed(&header, &json!({"sub": "me", "exp": 1})),
        signed(&header, &json!({"sub": "me", "exp": "1"})),
        signed(&header, &json!({"sub": "me"})),
        signed(&header, &json!({"sub": "me", "exp": 4_000_000_000_u64, "nbf": 3_900_000_000_u64})),
        "x".repeat(1_000_000),
        String::new(),
    ];
    for token in bad {
        assert_eq!(call(&token).await.status, 401, "{}", &token[..token.len().min(200)]);
    }
}

#[tokio::test]
async fn tokens_that_are_believed_still_end() {
    let gateway = pool(&json!([]));
    let call = async |claims: Value| {
        let token = unsigned(&json!({"alg": "none"}), &claims);
        gateway.call(Request::new("GET", "/test/a").header("Authorization", token)).await.status
    };
    assert_eq!(call(json!({"sub": "me"})).await, 200);
    for end in [json!(1), json!("1"), json!("soon"), json!([1]), json!(1.5), json!(true), json!({})] {
        assert_eq!(call(json!({"sub": "me", "exp": end})).await, 401, "{end}");
    }
    assert_eq!(call(json!({"sub": "me", "exp": "4000000000"})).await, 200);
}

/// What moves a cursor, colours text or turns the direction of writing, from everybody who may send it.
const UNSEEN: &str = "a\u{1b}[31m\u{1b}]0;t\u{7}\u{202e}\u{2028}\u{9b}2J";

#[tokio::test]
async fn nothing_unseen_reaches_a_log() {
    let is_unseen = |text: &str| text.contains(gatewright_document::is_unseen);
    let function = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    let gateway = api(json!({"/a": any_method(function), "/b": any_method(mock("$input.params('x')"))}), &json!({}))
        .function("F", |_: Value| async { Err::<Value, _>(FunctionError::new("Error", UNSEEN)) });
    let lines = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&lines);
    let gateway = gateway.on_request(move |entry| {
        let texts = [&entry.failure, &entry.remark].map(|text| text.clone().unwrap_or_default());
        log.lock().unwrap().push(format!("{} {} {}", entry.method, entry.path, texts.concat()));
    });
    let mut odd = Request::new("GET", "/test/a");
    odd.path = format!("/test/{UNSEEN}");
    for request in [Request::new("GET", "/test/a"), odd] {
        gateway.call(request).await;
    }
    for line in lines.lock().unwrap().iter() {
        assert!(!is_unseen(line), "{line:?}");
    }
    let request = Request::new("GET", "/b").header("x", UNSEEN).body(UNSEEN);
    let text = gateway.test_invoke(request).await.to_text();
    assert!(text.contains("a\\u{1b}[31m"), "{text}");
    assert!(!is_unseen(&text.replace('\n', "")), "{text:?}");
}
