//! Integrations of REST APIs with services of AWS: what a service gets, and what becomes of its response.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use gatewright_document::Document;
use gatewright_gateway::{Gateway, RemoteService, Request, Response, Service as _, ServiceTarget};
use serde_json::{Value, json};

fn gateway(integration: &Value) -> Gateway {
    let text = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"},
        "paths": {"/{key}": {"x-amazon-apigateway-any-method": {
            "parameters": [{"name": "key", "in": "path", "required": true, "type": "string"}],
            "responses": {"200": {"description": ""}, "400": {"description": ""}},
            "x-amazon-apigateway-integration": integration,
        }}}
    });
    let document = Document::from_text("api.json", &text.to_string()).unwrap();
    Gateway::from_document(&document).unwrap()
}

/// Answers with the request.
async fn echo(request: Request) -> Response {
    let headers: Vec<(&str, &str)> = request.headers.iter().collect();
    let told = json!({"method": request.method, "path": request.path, "query": request.raw_query, "headers": headers,
        "body": String::from_utf8_lossy(&request.body)});
    Response { status: 200, body: told.to_string().into(), ..Response::default() }
}

fn header<'a>(told: &'a Value, name: &str) -> Option<&'a str> {
    let mut pairs = told["headers"].as_array().unwrap().iter();
    pairs.find(|pair| pair[0].as_str().unwrap().eq_ignore_ascii_case(name)).and_then(|pair| pair[1].as_str())
}

#[tokio::test]
async fn actions_and_their_protocols() {
    let table = [
        ("dynamodb:action/PutItem", "Action=PutItem", Some("DynamoDB_20120810.PutItem"), "application/x-amz-json-1.0"),
        (
            "kinesis:action/PutRecord",
            "Action=PutRecord",
            Some("Kinesis_20131202.PutRecord"),
            "application/x-amz-json-1.1",
        ),
        (
            "states:action/StartExecution",
            "Action=StartExecution",
            Some("AWSStepFunctions.StartExecution"),
            "application/x-amz-json-1.0",
        ),
        ("ssm:action/GetParameter&Name=a", "Action=GetParameter&Name=a", None, "application/json"),
    ];
    for (rest, query, target, content_type) in table {
        let uri = format!("arn:aws:apigateway:eu-west-1:{rest}");
        let integration =
            json!({"type": "aws", "httpMethod": "POST", "uri": uri, "responses": {"default": {"statusCode": 200}}});
        let response =
            gateway(&integration).service("*", echo).call(Request::new("POST", "/x").body("{\"a\":1}")).await;
        let told = response.json().unwrap();
        assert_eq!((&told["path"], &told["query"]), (&json!("/"), &json!(query)), "{rest}");
        assert_eq!(
            (header(&told, "x-amz-target"), header(&told, "content-type")),
            (target, Some(content_type)),
            "{rest}"
        );
        assert_eq!(told["body"], "{\"a\":1}");
        let service = rest.split(':').next().unwrap();
        assert_eq!(header(&told, "host"), Some(format!("{service}.eu-west-1.amazonaws.com").as_str()));
    }
}

#[tokio::test]
async fn paths_queries_and_headers() {
    let integration = json!({
        "type": "aws", "httpMethod": "PUT", "uri": "arn:aws:apigateway:us-east-1:s3:path/bucket/{key}",
        "requestParameters": {
            "integration.request.path.key": "method.request.path.key",
            "integration.request.querystring.versionId": "'1 2'",
            "integration.request.header.X-Amz-Acl": "'private'"},
        "responses": {"default": {"statusCode": 200}},
    });
    let response = gateway(&integration).service("s3", echo).call(Request::new("PUT", "/k").body("b")).await;
    let told = response.json().unwrap();
    assert_eq!(
        (&told["method"], &told["path"], &told["query"]),
        (&json!("PUT"), &json!("/bucket/k"), &json!("versionId=1+2"))
    );
    assert_eq!((header(&told, "x-amz-acl"), header(&told, "x-amz-target")), (Some("private"), None));
}

#[tokio::test]
async fn status_headers_and_body_come_back() {
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem",
        "responses": {
            "default": {"statusCode": 200},
            "4\\d{2}": {"statusCode": 400,
                "responseParameters": {"method.response.header.X-Crc": "integration.response.header.X-Amz-Crc32"},
                "responseTemplates": {"application/json": "{\"why\": \"$input.path('$.message')\"}"}},
        }
    });
    let reject = |_: Request| async {
        let headers = [("x-amz-crc32", "7")].into_iter().collect();
        Response { status: 418, headers, body: r#"{"message": "no"}"#.into() }
    };
    let response =
        gateway(&integration).service("dynamodb:action/PutItem", reject).call(Request::new("POST", "/x")).await;
    assert_eq!((response.status, response.text().as_ref()), (400, r#"{"why": "no"}"#));
    assert_eq!(response.headers.get("x-crc"), Some("7"));
    let empty = |_: Request| async { Response { status: 200, ..Response::default() } };
    let response = gateway(&integration).service("dynamodb", empty).call(Request::new("POST", "/x")).await;
    assert_eq!((response.status, response.text().as_ref()), (200, "{}"));
}

/// What a client sends to the endpoint.
async fn received(endpoint_path: &str, request: Request, target: &str) -> (Response, String) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}{endpoint_path}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = vec![0; 4096];
        let length = stream.read(&mut text).await.unwrap();
        let body = "<A><B>1</B></A>";
        let answer =
            format!("HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&text[..length]).into_owned()
    });
    let response = RemoteService::new(&endpoint).unwrap().call(request, ServiceTarget::parse(target)).await.unwrap();
    (response, server.await.unwrap())
}

#[tokio::test]
async fn endpoints_get_signed_requests_and_query_services_answer_json() {
    let request =
        Request::new("POST", "/?Action=Publish").header("Host", "sns.eu-west-1.amazonaws.com").body("Message=a");
    let (response, text) = received("/base", request, "arn:aws:apigateway:eu-west-1:sns:action/Publish").await;
    assert!(text.starts_with("POST /base/?Action=Publish HTTP/1.1"), "{text}");
    assert!(text.contains("/eu-west-1/sns/aws4_request, SignedHeaders="), "{text}");
    assert!(text.contains("host: 127.0.0.1"), "{text}");
    assert_eq!(response.json().unwrap(), json!({"A": {"B": "1"}}));
    let (response, text) = received("", Request::new("GET", "/b/k"), "arn:aws:apigateway:us-east-1:s3:path/b/k").await;
    assert!(text.contains("x-amz-content-sha256: "), "{text}");
    assert_eq!(response.text(), "<A><B>1</B></A>");
}

#[tokio::test]
async fn services_that_cannot_be_reached() {
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": "arn:aws:apigateway:us-east-1:sqs:path/1/q",
        "responses": {"default": {"statusCode": 200}}
    });
    let nobody = RemoteService::new("http://127.0.0.1:9").unwrap();
    let response = gateway(&integration).service("sqs", nobody).call(Request::new("POST", "/x").body("a")).await;
    assert_eq!(
        (response.status, response.text().as_ref()),
        (504, "{\"message\": \"Network error communicating with endpoint\"}".replace(": \"", ":\"").as_str())
    );
    let slow = |_: Request| std::future::pending::<Response>();
    let mut integration = integration;
    integration["timeoutInMillis"] = json!(50);
    let response = gateway(&integration).service("sqs", slow).call(Request::new("POST", "/x").body("a")).await;
    assert_eq!(response.status, 504);
}
