//! What browsers need: answers to `OPTIONS` by mocks, and gateway responses that they may read.

use gatewright_gateway::config::GatewayResponseType;
use gatewright_gateway::{Gateway, Request};
use serde_json::{Value, json};

use super::{gateway, mock};

/// `GET /a` needs `q`, `OPTIONS /a` answers preflights as the console's *Enable CORS* writes them.
fn shop(gateway_responses: &Value) -> Gateway {
    let header = json!({"type": "string"});
    let preflight = mock(
        "{\"statusCode\": 200}",
        json!({"statusCode": "200", "responseParameters": {
            "method.response.header.Access-Control-Allow-Headers": "'Content-Type,Authorization'",
            "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'",
            "method.response.header.Access-Control-Allow-Origin": "'*'",
        }}),
    );
    let declared = json!({"200": {"description": "ok", "headers": {
        "Access-Control-Allow-Headers": header, "Access-Control-Allow-Methods": header, "Access-Control-Allow-Origin": header,
    }}});
    gateway(&json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"},
        "x-amazon-apigateway-request-validators": {"all": {"validateRequestParameters": true}},
        "x-amazon-apigateway-request-validator": "all",
        "x-amazon-apigateway-gateway-responses": gateway_responses,
        "paths": {"/a": {
            "get": {
                "parameters": [{"name": "q", "in": "query", "required": true, "type": "string"}],
                "responses": {"200": {"description": "ok"}},
                "x-amazon-apigateway-integration": mock("{\"statusCode\": }", json!({"statusCode": "200"})),
            },
            "options": {"responses": declared, "x-amazon-apigateway-integration": preflight},
        }},
    }))
}

#[tokio::test]
async fn preflights_are_answered_by_mocks() {
    let request = Request::new("OPTIONS", "/a").header("Origin", "https://a.example");
    let response = shop(&json!({})).call(request.header("Access-Control-Request-Method", "GET")).await;
    assert_eq!((response.status, response.body.len()), (200, 0));
    let header = |name: &str| response.headers.get(name);
    assert_eq!(header("access-control-allow-origin"), Some("*"));
    assert_eq!(header("access-control-allow-methods"), Some("GET,OPTIONS"));
    assert_eq!(header("access-control-allow-headers"), Some("Content-Type,Authorization"));
}

#[tokio::test]
async fn default_types_supply_what_is_not_configured_and_nothing_else() {
    let allow = json!({"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"});
    let gateway = shop(&json!({
        "DEFAULT_4XX": {
            "statusCode": 418, "responseParameters": allow,
            "responseTemplates": {"application/json": "{\"why\": \"$context.error.responseType\"}"},
        },
        "DEFAULT_5XX": {"responseParameters": allow},
        "BAD_REQUEST_PARAMETERS": {"statusCode": 422},
    }));
    // A path, its status, body, kind of error, and whether a browser may read the answer.
    let table = [
        ("/nowhere", 418, "{\"why\": \"MISSING_AUTHENTICATION_TOKEN\"}", "MissingAuthenticationTokenException", true),
        ("/a", 422, "{\"message\":\"Missing required request parameters: [q]\"}", "BadRequestException", false),
        ("/a?q=1", 500, "{\"message\":\"Internal server error\"}", "InternalServerErrorException", true),
    ];
    for (path, status, body, kind, is_readable) in table {
        let response = gateway.call(Request::new("GET", path)).await;
        assert_eq!((response.status, response.text().as_ref()), (status, body), "{path}");
        assert_eq!(response.headers.get("x-amzn-errortype"), Some(kind), "{path}");
        assert_eq!(response.headers.get("access-control-allow-origin"), is_readable.then_some("*"), "{path}");
        assert!(response.headers.get("x-amzn-requestid").is_some_and(|id| id.len() == 36), "{path}");
    }
}

#[test]
fn every_type_has_the_status_and_the_error_type_of_aws() {
    use GatewayResponseType as Kind;
    let table = [
        (Kind::AccessDenied, 403, "AccessDeniedException"),
        (Kind::BadRequestBody, 400, "BadRequestException"),
        (Kind::ExpiredToken, 403, "ExpiredTokenException"),
        (Kind::IntegrationFailure, 504, "InternalServerErrorException"),
        (Kind::InvalidApiKey, 403, "ForbiddenException"),
        (Kind::QuotaExceeded, 429, "LimitExceededException"),
        (Kind::RequestTooLarge, 413, "RequestTooLargeException"),
        (Kind::ResourceNotFound, 404, "ResourceNotFoundException"),
        (Kind::Throttled, 429, "TooManyRequestsException"),
        (Kind::Unauthorized, 401, "UnauthorizedException"),
        (Kind::UnsupportedMediaType, 415, "BadRequestException"),
        (Kind::WafFiltered, 403, "ForbiddenException"),
    ];
    let gateway = shop(&json!({}));
    for (kind, status, error_type) in table {
        let response = gateway.raise(kind, "no", &Request::new("GET", "/a"));
        assert_eq!((response.status, response.headers.get("x-amzn-ErrorType")), (status, Some(error_type)), "{kind}");
    }
}
