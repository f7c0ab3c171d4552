//! HTTP APIs: payload format 2.0, the default route, CORS, and their own errors.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatewright_document::Document;
use gatewright_gateway::{Gateway, Request};
use serde_json::{Value, json};

fn gateway() -> Gateway {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
x-amazon-apigateway-cors: {allowOrigins: ['https://a.example'], allowMethods: [GET, POST], maxAge: 60}
paths:
  /pets/{id}:
    get:
      responses: {default: {description: a pet}}
      x-amazon-apigateway-integration: &function
        {type: aws_proxy, httpMethod: POST, payloadFormatVersion: '2.0', uri: 'arn:aws:lambda:us-east-1:1:function:F'}
  /$default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration: *function
"#;
    let document = Document::from_text("api.yaml", text).unwrap();
    Gateway::from_document(&document).unwrap().function("F", |event: Value| async move {
        match event["queryStringParameters"]["as"].as_str() {
            Some("status") => {
                Ok(json!({"statusCode": 418, "headers": {"X-A": "1"}, "body": "tea", "cookies": ["a=1"]}))
            }
            Some("fail") => Err("broken"),
            _ => Ok(event),
        }
    })
}

#[tokio::test]
async fn events_and_inferred_answers() {
    let request =
        Request::new("GET", "/pets/7?a=1&a=2").header("Cookie", "x=1; y=2").header("X-B", "1").header("x-b", "2");
    let response = gateway().call(request).await;
    let event = response.json().unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["routeKey"], "GET /pets/{id}");
    assert_eq!(event["pathParameters"], json!({"id": "7"}));
    assert_eq!(event["queryStringParameters"], json!({"a": "1,2"}));
    assert_eq!(event["cookies"], json!(["x=1", "y=2"]));
    assert_eq!(event["headers"]["x-b"], "1,2");
    assert_eq!(event["requestContext"]["http"]["method"], "GET");
    assert_eq!(event["requestContext"]["stage"], "$default");
    assert!(event.get("body").is_none());
}

#[tokio::test]
async fn answers_with_a_status() {
    let response = gateway().call(Request::new("GET", "/pets/7?as=status")).await;
    assert_eq!((response.status, response.text().as_ref()), (418, "tea"));
    assert_eq!(response.headers.get("set-cookie"), Some("a=1"));
    assert_eq!(response.headers.get("content-type"), Some("text/plain;charset=UTF-8"));
}

#[tokio::test]
async fn default_route_and_failures() {
    let response = gateway().call(Request::new("PUT", "/elsewhere")).await;
    assert_eq!(response.json().unwrap()["routeKey"], "$default");
    let failed = gateway().call(Request::new("GET", "/pets/7?as=fail")).await;
    assert_eq!((failed.status, failed.text().as_ref()), (500, "{\"message\":\"Internal Server Error\"}"));
}

#[tokio::test]
async fn paths_reach_http_backends_without_a_mapping() {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
x-amazon-apigateway-importexport-version: '1.0'
paths:
  /pets/{id}:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: http://127.0.0.1:9/{id}/{other}
        requestParameters: {'append:header.X': $request.path.id}
"#;
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", text).unwrap()).unwrap();
    let told = gateway.report().one_line();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("api.yaml:12:29: note[not-emulated]: parameter mappings of HTTP APIs, such as `append:header.X`, are not run"), "{told:?}");
    let gateway = gateway.on_request(move |entry| sender.send(entry.failure.clone().unwrap()).unwrap());
    assert_eq!(gateway.call(Request::new("GET", "/pets/7")).await.status, 500);
    let log = receiver.recv().unwrap();
    assert!(log.ends_with("Illegal character in path at index 21: http://127.0.0.1:9/7/{other}"), "{log}");
}

#[tokio::test]
async fn integrations_with_services_are_named_as_missing() {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
x-amazon-apigateway-importexport-version: '1.0'
paths:
  /submit:
    post:
      x-amazon-apigateway-integration: {type: aws_proxy, integrationSubtype: SQS-SendMessage, credentials: {Ref: Role}}
"#;
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", text).unwrap()).unwrap();
    let expected = "api.yaml:8:78: note[not-emulated]: `SQS-SendMessage` does not run outside of AWS (its method answers status 500)";
    assert_eq!(gateway.report().one_line(), [expected]);
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = gateway.on_request(move |entry| sender.send(entry.failure.clone().unwrap()).unwrap());
    assert_eq!(gateway.call(Request::new("POST", "/submit")).await.status, 500);
    assert!(receiver.recv().unwrap().ends_with(": SQS-SendMessage does not run outside of AWS"));
}

#[tokio::test]
async fn web_tokens_must_be_from_and_for_whom_the_document_says() {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
x-amazon-apigateway-importexport-version: '1.0'
components:
  securitySchemes:
    auth:
      {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt, identitySource: $request.header.Authorization,
        jwtConfiguration: {issuer: 'https://issuer.example', audience: [shop, desk]}}}
paths:
  /pets:
    get:
      security: [auth: [pets/read, pets/all]]
      x-amazon-apigateway-integration:
        {type: aws_proxy, httpMethod: POST, payloadFormatVersion: '2.0', uri: 'arn:aws:lambda:us-east-1:1:function:F'}
"#;
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", text).unwrap()).unwrap();
    let gateway = gateway
        .function("F", |event: Value| async move { Ok::<_, String>(event["requestContext"]["authorizer"].clone()) });
    let good = json!({"iss": "https://issuer.example", "aud": "shop", "scope": "a pets/read", "sub": "me"});
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let table = [
        (good.clone(), 200),
        (with("aud", json!(["other", "desk"])), 200),
        (json!({"iss": "https://issuer.example", "client_id": "shop", "scp": "pets/all"}), 200),
        (with("aud", json!("other")), 401),
        (with("iss", json!("https://other.example")), 401),
        (with("exp", json!(1)), 401),
        (with("nbf", json!(99_999_999_999_u64)), 401),
        (with("scope", json!("pets/write")), 403),
    ];
    for (claims, status) in table {
        let encoded = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, claims.to_string());
        let request = Request::new("GET", "/pets").header("Authorization", format!("Bearer e30.{encoded}.x"));
        let response = gateway.call(request).await;
        assert_eq!(response.status, status, "{claims}");
        if claims == good {
            let jwt = &response.json().unwrap()["jwt"];
            assert_eq!((&jwt["claims"]["sub"], &jwt["scopes"]), (&json!("me"), &json!(["a", "pets/read"])));
        }
    }
    let nobody = gateway.call(Request::new("GET", "/pets")).await;
    assert_eq!((nobody.status, nobody.text().as_ref()), (401, "{\"message\":\"Unauthorized\"}"));
}

#[tokio::test]
async fn authorizers_get_the_event_of_their_format() {
    let document = |version: &str| {
        let text = format!(
            r#"
openapi: 3.0.1
info: {{title: A, version: '1'}}
x-amazon-apigateway-importexport-version: '1.0'
components:
  securitySchemes:
    auth:
      {{type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authorizer: {{type: request,
        identitySource: '$request.header.Authorization, $request.querystring.who',
        authorizerPayloadFormatVersion: '{version}', authorizerUri: 'arn:aws:lambda:us-east-1:1:function:Auth'}}}}
paths:
  /pets/{{id}}:
    get:
      security: [auth: []]
      x-amazon-apigateway-integration:
        {{type: aws_proxy, httpMethod: POST, payloadFormatVersion: '2.0', uri: 'arn:aws:lambda:us-east-1:1:function:F'}}
"#
        );
        Document::from_text("api.yaml", &text).unwrap()
    };
    let arn = "arn:aws:execute-api:us-east-1:123456789012:gatewright/$default/GET/pets/7";
    let first = json!({
        "version": "1.0", "type": "REQUEST", "methodArn": arn, "identitySource": "me,1", "authorizationToken": "me,1",
        "resource": "/pets/{id}", "httpMethod": "GET",
    });
    let second = json!({
        "version": "2.0", "type": "REQUEST", "routeArn": arn, "identitySource": ["me", "1"],
        "routeKey": "GET /pets/{id}", "rawPath": "/pets/7", "rawQueryString": "who=1", "pathParameters": {"id": "7"},
    });
    for (version, expected) in [("1.0", first), ("2.0", second)] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = Gateway::from_document(&document(version))
            .unwrap()
            .function("F", |event: Value| async move { Ok::<_, String>(event["requestContext"]["authorizer"].clone()) })
            .function("Auth", move |event: &Value| {
                sender.send(event.clone()).unwrap();
                let statement = json!({"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"});
                Ok::<_, String>(json!({"context": {"who": "me"}, "policyDocument": {"Statement": [statement]}}))
            });
        let response = gateway.call(Request::new("GET", "/pets/7?who=1").header("Authorization", "me")).await;
        assert_eq!((response.status, response.text().as_ref()), (200, r#"{"lambda":{"who":"me"}}"#), "{version}");
        let event = receiver.recv().unwrap();
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&event[name], value, "{version} {name}");
        }
        assert!(event.get("body").is_none() && event.get("isBase64Encoded").is_none());
    }
}

#[tokio::test]
async fn browsers_are_answered() {
    let preflight = Request::new("OPTIONS", "/pets/7")
        .header("Origin", "https://a.example")
        .header("Access-Control-Request-Method", "GET");
    let response = gateway().call(preflight).await;
    let header = |name: &str| response.headers.get(name);
    assert_eq!(
        (response.status, header("access-control-allow-methods"), header("access-control-max-age")),
        (204, Some("GET,POST"), Some("60"))
    );
    let from = |origin: &str| Request::new("GET", "/pets/7").header("Origin", origin);
    let allowed = gateway().call(from("https://a.example")).await;
    assert_eq!(allowed.headers.get("access-control-allow-origin"), Some("https://a.example"));
    let other = gateway().call(from("https://b.example")).await;
    assert_eq!(other.headers.get("access-control-allow-origin"), None);
}

#[tokio::test(start_paused = true)]
async fn answers_of_authorizers_are_kept_only_if_the_document_says_so() {
    let document = |ttl: &str| {
        let text = format!(
            r#"
openapi: 3.0.1
info: {{title: A, version: '1'}}
components:
  securitySchemes:
    auth:
      {{type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authorizer: {{type: request, {ttl}
        identitySource: $request.header.Authorization, authorizerPayloadFormatVersion: '2.0',
        enableSimpleResponses: true, authorizerUri: 'arn:aws:lambda:us-east-1:1:function:Auth'}}}}
paths:
  /pets:
    get:
      security: [auth: []]
      x-amazon-apigateway-integration:
        {{type: aws_proxy, httpMethod: POST, payloadFormatVersion: '2.0', uri: 'arn:aws:lambda:us-east-1:1:function:F'}}
"#
        );
        Document::from_text("api.yaml", &text).unwrap()
    };
    for (ttl, expected) in [("", 2), ("authorizerResultTtlInSeconds: 10,", 1)] {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let gateway = Gateway::from_document(&document(ttl))
            .unwrap()
            .function("F", |event: Value| async move { Ok::<_, String>(event) });
        let gateway = gateway.function("Auth", move |_: &Value| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok::<_, String>(json!({"isAuthorized": true}))
        });
        for _ in 0..2 {
            let response = gateway.call(Request::new("GET", "/pets").header("Authorization", "me")).await;
            assert_eq!(response.status, 200, "{ttl}");
        }
        assert_eq!(calls.load(Ordering::Relaxed), expected, "{ttl}");
    }
}
