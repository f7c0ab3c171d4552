//! HTTP APIs: payload format 2.0, the default route, CORS, and their own errors.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatewright_document::Document;
use gatewright_gateway::{Gateway, Request, Response};
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
    assert!(gateway.report().is_empty(), "{:?}", gateway.report().one_line());
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
      x-amazon-apigateway-integration: {type: aws_proxy, integrationSubtype: SQS-SendMessage, credentials: {Ref: Role},
        requestParameters: {QueueUrl: q, MessageBody: $request.body}}
"#;
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", text).unwrap()).unwrap();
    assert_eq!(gateway.missing_services(), ["sqs"]);
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = gateway.on_request(move |entry| sender.send(entry.failure.clone().unwrap()).unwrap());
    assert_eq!(gateway.call(Request::new("POST", "/submit").body("x")).await.status, 500);
    assert!(
        receiver
            .recv()
            .unwrap()
            .ends_with(": SQS-SendMessage does not run outside of AWS; nothing is registered for `sqs`")
    );
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
    assert_eq!(nobody.headers.get("www-authenticate"), Some("Bearer"));
    let bad = gateway.call(Request::new("GET", "/pets").header("Authorization", "Bearer x")).await;
    let challenge = bad.headers.get("www-authenticate").unwrap();
    let start = "Bearer scope=\"pets/read pets/all\" error=\"invalid_token\" error_description=\"";
    assert!(challenge.starts_with(start), "{challenge}");
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
    let preflight = from("https://b.example").header("Access-Control-Request-Method", "GET");
    let rejected = gateway().call(Request { method: "OPTIONS".to_owned(), ..preflight }).await;
    assert_eq!(rejected.status, 204);
    assert!(!rejected.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{rejected:?}");
}

/// An API whose route asks the function `Auth` first.
fn authorized(ttl: &str) -> Document {
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
}

#[tokio::test(start_paused = true)]
async fn responses_of_authorizers_are_kept_only_if_the_document_says_so() {
    for (ttl, expected) in [("", 2), ("authorizerResultTtlInSeconds: 10,", 1)] {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let gateway = Gateway::from_document(&authorized(ttl))
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

#[tokio::test(start_paused = true)]
async fn authorizers_have_ten_seconds() {
    for (seconds, status) in [(9, 200), (11, 500)] {
        let gateway = Gateway::from_document(&authorized("")).unwrap();
        let gateway = gateway.function("F", |event: Value| async move { Ok::<_, String>(event) });
        let gateway = gateway.function("Auth", move |_: Value| async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok::<_, String>(json!({"isAuthorized": true}))
        });
        let response = gateway.call(Request::new("GET", "/pets").header("Authorization", "me")).await;
        assert_eq!(response.status, status, "{seconds} s");
    }
}

#[tokio::test]
async fn bodies_are_text_only_if_their_type_says_so() {
    let table = [
        (Some("text/plain"), false),
        (Some("application/json; charset=UTF-8"), false),
        (Some("application/problem+json"), false),
        (Some("text/plain; charset=iso-8859-1"), true),
        (Some("application/x-www-form-urlencoded"), true),
        (Some("image/png"), true),
        (None, true),
    ];
    for (content_type, is_encoded) in table {
        let request = Request::new("POST", "/any").body("a=b");
        let request = content_type.into_iter().fold(request, |request, it| request.header("Content-Type", it));
        let event = gateway().call(request).await.json().unwrap();
        let expected = if is_encoded { json!("YT1i") } else { json!("a=b") };
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&expected, &json!(is_encoded)), "{content_type:?}");
    }
}

#[tokio::test]
async fn paths_are_decoded() {
    let event = gateway().call(Request::new("GET", "/pets/a%20b%3Fc?d=%20e")).await.json().unwrap();
    assert_eq!(event["rawPath"], "/pets/a b");
    assert_eq!(event["requestContext"]["http"]["path"], "/pets/a b");
    assert_eq!((&event["pathParameters"]["id"], &event["rawQueryString"]), (&json!("a b?c"), &json!("d=%20e")));
}

/// One route with an integration, in front of what answers with the request that it got.
fn mapped(integration: &str) -> Gateway {
    let text = format!(
        "openapi: 3.0.1\ninfo: {{title: A, version: '1'}}\nx-amazon-apigateway-importexport-version: '1.0'\n\
         paths:\n  /pets/{{id}}:\n    post:\n      x-amazon-apigateway-integration: {integration}\n"
    );
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", &text).unwrap()).unwrap();
    assert!(gateway.report().is_empty(), "{:?}", gateway.report().one_line());
    let echo = |request: Request| async move {
        let headers = request.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let told = json!({"method": request.method, "path": request.path, "query": request.raw_query,
            "headers": headers.collect::<Vec<_>>(), "body": String::from_utf8_lossy(&request.body)});
        Response { status: 200, headers: [("X-Own", "own")].into_iter().collect(), body: told.to_string().into() }
    };
    gateway.stage_variable("color", "red").service("https://backend.example", echo).service("sqs", echo)
}

#[tokio::test]
async fn requests_and_responses_are_mapped() {
    let gateway = mapped(
        "{type: http_proxy, httpMethod: ANY, uri: 'https://backend.example/{id}', requestParameters: {\
           'append:header.X-Id': $request.path.id, 'overwrite:header.X-Both': '${stageVariables.color}-${request.body.name}',\
           'remove:header.X-Gone': \"''\", 'append:querystring.a': '2', 'overwrite:path': '/other/$request',\
           'append:header.X-None': $request.header.nothing},\
         responseParameters: {'200': {'overwrite:statuscode': '202', 'append:header.X-Was': $response.header.x-own,\
           'remove:header.X-Own': ''}, '404': {'append:header.X-No': x}}}",
    );
    let request = Request::new("POST", "/pets/7?a=1").header("X-Gone", "1").body(r#"{"name": "n"}"#);
    let response = gateway.call(request).await;
    let told = response.json().unwrap();
    assert_eq!((&told["path"], &told["query"]), (&json!("/other/$request"), &json!("a=1&a=2")));
    let headers: Vec<&str> = told["headers"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert!(headers.contains(&"X-Id: 7") && headers.contains(&"X-Both: red-n"), "{headers:?}");
    assert!(headers.iter().any(|line| line.starts_with("Forwarded: for=127.0.0.1;host=")), "{headers:?}");
    let without = ["X-Gone", "X-None", "X-Forwarded-For"];
    assert!(!headers.iter().any(|line| without.iter().any(|name| line.starts_with(name))), "{headers:?}");
    assert_eq!((response.status, response.headers.get("x-was")), (202, Some("own")));
    assert!(!response.headers.contains("x-own") && !response.headers.contains("x-no"));
}

#[tokio::test]
async fn first_class_integrations() {
    let gateway = mapped(
        "{type: aws_proxy, integrationSubtype: SQS-SendMessage, payloadFormatVersion: '1.0', requestParameters: {\
           QueueUrl: 'http://q/1/Queue', MessageBody: $request.body.text, Region: eu-west-1,\
           MessageAttributes: '{\"Id\":{\"DataType\":\"String\",\"StringValue\":\"${request.path.id}\"}}'}}",
    );
    let response = gateway.call(Request::new("POST", "/pets/7").body(r#"{"text": "hello"}"#)).await;
    let told = response.json().unwrap();
    let sent: Value = serde_json::from_str(told["body"].as_str().unwrap()).unwrap();
    let attributes = json!({"Id": {"DataType": "String", "StringValue": "7"}});
    assert_eq!(sent, json!({"QueueUrl": "http://q/1/Queue", "MessageBody": "hello", "MessageAttributes": attributes}));
    let headers = told["headers"].to_string();
    assert!(headers.contains("X-Amz-Target: AmazonSQS.SendMessage"), "{headers}");
    assert!(headers.contains("Host: sqs.eu-west-1.amazonaws.com"), "{headers}");
    let missing = gateway.call(Request::new("POST", "/pets/7").body("{}")).await;
    assert_eq!((missing.status, missing.text().as_ref()), (400, "{\"message\":\"Bad Request\"}"));
}

#[tokio::test]
async fn the_first_payload_format_and_named_stages() {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
x-amazon-apigateway-importexport-version: '1.0'
servers: [{url: 'https://a.execute-api.us-east-1.amazonaws.com/dev'}]
paths:
  /pets/{id}:
    get:
      x-amazon-apigateway-integration:
        {type: aws_proxy, httpMethod: POST, payloadFormatVersion: '1.0', uri: 'arn:aws:lambda:us-east-1:1:function:F'}
"#;
    let gateway = Gateway::from_document(&Document::from_text("api.yaml", text).unwrap()).unwrap();
    let gateway =
        gateway.function("F", |event: &Value| Ok::<_, String>(json!({"statusCode": 200, "body": event.to_string()})));
    let request = Request::new("GET", "/dev/pets/a%20b?q=1&q=2").header("X-Ab", "1").header("X-Ab", "2");
    let event = gateway.call(request).await.json().unwrap();
    assert_eq!((&event["version"], &event["path"]), (&json!("1.0"), &json!("/dev/pets/a b")));
    assert_eq!((&event["pathParameters"]["id"], &event["headers"]["X-Ab"]), (&json!("a b"), &json!("2")));
    assert_eq!(event["queryStringParameters"], json!({"q": "2"}));
    assert_eq!(event["multiValueHeaders"]["X-Ab"], json!(["1", "2"]));
}

#[tokio::test]
async fn cookies_come_before_headers() {
    let gateway = gateway().function("F", |_: &Value| {
        Ok::<_, String>(
            json!({"statusCode": 200, "headers": {"Set-Cookie": "last=1"}, "cookies": ["first=1", "second=1"]}),
        )
    });
    let response = gateway.call(Request::new("GET", "/pets/7")).await;
    let cookies = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    assert_eq!(cookies.map(|(_, value)| value).collect::<Vec<_>>(), ["first=1", "second=1", "last=1"]);
}
