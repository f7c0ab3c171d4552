//! What a document says about API Gateway, and what is complained about, with exact text and place.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use gatewright_document::Document;
use gatewright_gateway::config::{
    ApiKind, Authorization, BasePathMode, ConnectionType, GatewayConfig, IntegrationType, Options, Variables, describe,
};
use serde_json::json;

fn read_with(text: &str, options: &Options) -> (GatewayConfig, Vec<String>) {
    let document = Document::from_text("api.yaml", text).unwrap();
    let (config, report) = GatewayConfig::read(&document, options);
    (config, report.one_line())
}

fn read(text: &str) -> (GatewayConfig, Vec<String>) {
    read_with(text, &Options::default())
}

const HEAD: &str = "swagger: '2.0'\ninfo: {title: A, version: '1'}\n";

/// One operation `GET /a` with an integration.
fn with_integration(integration: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a:\n    get:\n      responses: {{'200': {{description: ok}}}}\n      x-amazon-apigateway-integration: {integration}\n"
    )
}

#[track_caller]
fn complains(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected, "{text}");
}

#[test]
fn diagnostics() {
    complains(&with_integration("{type: mock}"), &[]);
    complains(
        &with_integration("{type: lambda}"),
        &[
            "api.yaml:7:47: warning[unknown-integration]: `lambda` is no type of an integration (the types are `aws`, `aws_proxy`, `http`, `http_proxy` and `mock`)",
        ],
    );
    complains(
        &with_integration("{uri: x}"),
        &[
            "api.yaml:7:40: warning[unknown-integration]: the integration has no `type` (the types are `aws`, `aws_proxy`, `http`, `http_proxy` and `mock`)",
        ],
    );
    complains(
        &with_integration("{type: mock, passthroughBehavior: sometimes}"),
        &[
            "api.yaml:7:74: warning[invalid-value]: `passthroughBehavior` is `when_no_match`, `when_no_templates` or `never`",
        ],
    );
    complains(
        &with_integration("{type: http, requestParameters: {integration.request.body.x: \"'1'\"}}"),
        &[
            "api.yaml:7:73: warning[invalid-mapping]: `integration.request.body.x` is no parameter of an integration request (has no effect)",
        ],
    );
    complains(
        &with_integration("{type: http, requestParameters: {integration.request.header.x: method.request.cookie.x}}"),
        &["api.yaml:7:103: warning[invalid-mapping]: `method.request.cookie.x` is no source of values (has no effect)"],
    );
    complains(
        &with_integration("{type: mock, responses: {default: {}}}"),
        &["api.yaml:7:74: warning[missing-field]: an integration response has no `statusCode`"],
    );
    complains(
        &with_integration("{type: aws, uri: {'Fn::Sub': 'arn:${Function.Arn}'}}"),
        &[
            "api.yaml:7:57: warning[unresolved-intrinsic]: `Function.Arn` has no value here (give it one (`--variable Function.Arn=…`, in Rust `Variables::set`), or render the document first)",
        ],
    );
    complains(
        &with_integration(
            "{type: http, uri: '${host}/${host}', httpMethod: {'Fn::Cidr': [a, b, c]}, cacheNamespace: {Ref: host}, credentials: {Ref: Role}, responses: {default: {statusCode: 200, responseParameters: {method.response.header.X: {'Fn::If': [Local, \"'a'\", {Ref: host}]}}}}}",
        ),
        &[
            "api.yaml:7:58: warning[unresolved-intrinsic]: `host`, `Local` have no values here, and at 2 other places (give it one (`--variable host=…`, in Rust `Variables::set`), or render the document first)",
            "api.yaml:7:89: warning[unresolved-intrinsic]: `Fn::Cidr` is not worked out here (render the document first)",
        ],
    );
    complains(
        &format!(
            "{HEAD}paths: {{}}\nx-amazon-apigateway-request-validator: body\nx-amazon-apigateway-request-validators: {{all: {{}}}}\n"
        ),
        &["api.yaml:4:40: warning[unknown-validator]: the request validator `body` is not defined (there is `all`)"],
    );
}

#[test]
fn unknown_gateway_responses_are_rejected_in_the_words_of_aws() {
    let (_, found) = read(&format!("{HEAD}paths: {{}}\nx-amazon-apigateway-gateway-responses: {{NOPE: {{}}}}\n"));
    assert!(found[0].starts_with("api.yaml:4:41: warning[invalid-value]: `NOPE` is no type of a gateway response"));
    assert!(found[0].contains("Value 'NOPE' at 'responseType' failed to satisfy constraint"));
}

#[test]
fn intrinsics_are_worked_out_from_given_values() {
    let table = [
        ("{'Fn::Sub': 'a:${AWS::Region}:${F.Arn}'}", "a:us-east-1:arn"),
        ("{'Fn::Sub': ['${x}-${F.Arn}', {x: {Ref: Name}}]}", "n-arn"),
        ("{'Fn::GetAtt': [F, Arn]}", "arn"),
        ("{'Fn::GetAtt': F.Arn}", "arn"),
        ("{'Fn::Join': ['/', [a, {Ref: Name}]]}", "a/n"),
        ("{'Fn::If': [IsLocal, {Ref: Name}, {Ref: Nowhere}]}", "n"),
        ("{'Fn::If': [IsRemote, {Ref: Nowhere}, {Ref: Name}]}", "n"),
        ("{'Fn::ImportValue': {'Fn::Sub': 'Na${m}'}}", "n"),
        ("'a/$${stageVariables.x}/${Name}/$${Name}'", "a/${stageVariables.x}/n/${Name}"),
        ("'${AWS::Partition}/${stageVariables.x}'", "aws/${stageVariables.x}"),
    ];
    let options = Options {
        variables: Variables::default()
            .set("F.Arn", "arn")
            .set("Name", "n")
            .set("m", "me")
            .set("IsLocal", "true")
            .set("IsRemote", "false"),
        ..Options::default()
    };
    for (written, expected) in table {
        let (config, report) = read_with(&with_integration(&format!("{{type: aws, uri: {written}}}")), &options);
        let (_, method) = config.methods().next().unwrap();
        let uri = method.integration.as_ref().unwrap().uri.as_ref().unwrap();
        assert_eq!((uri.value.as_str(), report.len()), (expected, 0), "{written}");
    }
}

#[test]
fn statuses_may_be_numbers_and_types_in_capitals() {
    let (config, report) = read(&with_integration(
        "{type: AWS_PROXY, timeoutInMillis: '1000', connectionType: VPC_LINK, connectionId: l, responses: {default: {statusCode: 200}, '4\\d\\d': {statusCode: 400}}}",
    ));
    assert!(report.is_empty(), "{report:?}");
    let integration = config.methods().next().unwrap().1.integration.clone().unwrap();
    assert_eq!(integration.kind, IntegrationType::AwsProxy);
    assert_eq!(integration.timeout_millis, 1000);
    assert_eq!(integration.connection, ConnectionType::VpcLink(Some("l".into())));
    let statuses: Vec<_> = integration.responses.iter().map(|response| response.status_code.value.as_str()).collect();
    assert_eq!(statuses, ["200", "400"]);
    assert_eq!(integration.default_response().unwrap().status_code.value, "200");
}

#[test]
fn base_paths_of_all_versions() {
    let three = |servers: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: A, version: '1'}}\npaths: {{/t: {{get: {{responses: {{}}}}}}}}\nservers: {servers}\n"
        )
    };
    let table = [
        (format!("{HEAD}basePath: /base/part\npaths: {{/t: {{get: {{responses: {{}}}}}}}}\n"), "/base/part"),
        (three("[{url: 'https://a.b/base/part/'}]"), "/base/part"),
        (three("[{url: 'https://a.b', variables: {basePath: {default: base/part}}}]"), "/base/part"),
        (three("[{url: 'https://a.b/{stage}/x', variables: {stage: {default: prod}}}]"), "/prod/x"),
        (three("[{url: '/v1'}]"), "/v1"),
        (three("[]"), ""),
    ];
    for (text, expected) in table {
        let (config, _) = read(&text);
        assert_eq!(config.base_path, expected, "{text}");
        assert!(config.resources.contains_key("/t"));
    }
    let options = Options { base_path: BasePathMode::Split, ..Options::default() };
    let (config, _) = read_with(&format!("{HEAD}basePath: /base/part\npaths: {{/: {{}}, /t: {{}}}}\n"), &options);
    let paths: Vec<_> = describe::resources(&config).iter().map(|resource| resource["path"].clone()).collect();
    assert_eq!(paths, ["/", "/part", "/part/t"]);
}

#[test]
fn security_is_the_operations_or_the_roots() {
    let text = r#"
openapi: 3.0.1
info: {title: A, version: '1'}
security: [{custom: []}]
paths:
  /root: {get: {responses: {}}}
  /none: {get: {security: [], responses: {}}}
  /iam: {get: {security: [{sigv4: []}], responses: {}}}
  /auth: {get: {security: [], x-amazon-apigateway-auth: {type: aws_iam}, responses: {}}}
  /key: {get: {security: [{pool: [read]}, {key: []}], responses: {}}}
  /unknown: {get: {security: [{nope: []}], responses: {}}}
components:
  securitySchemes:
    custom:
      {type: apiKey, name: X-Api-Key, in: header, x-amazon-apigateway-authtype: custom,
       x-amazon-apigateway-authorizer: {type: request, authorizerUri: u, identitySource: 'method.request.header.A, stageVariables.b'}}
    sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    pool:
      {type: apiKey, name: Token, in: header, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [p]}}
    key: {type: apiKey, name: x-api-key, in: header}
"#;
    let (config, report) = read(text);
    let found: Vec<_> = config
        .methods()
        .map(|(resource, method)| (resource.path.as_str(), method.authorization.clone(), method.api_key_required))
        .collect();
    let expected = [
        ("/root", Authorization::Custom("custom".into()), false),
        ("/none", Authorization::None, false),
        ("/iam", Authorization::Iam, false),
        ("/auth", Authorization::Iam, false),
        ("/key", Authorization::Cognito("pool".into(), vec!["read".into()]), true),
        ("/unknown", Authorization::None, false),
    ];
    assert_eq!(found, expected);
    assert_eq!(report, ["api.yaml:11:32: warning[unknown-security-scheme]: there is no security scheme `nope`"]);
    let authorizers = describe::authorizers(&config);
    assert_eq!(authorizers[1]["identitySource"], "method.request.header.Token");
    assert_eq!(config.authorizers["custom"].identity_sources.len(), 2);
}

#[test]
fn models_refer_to_each_other_however_they_are_written() {
    let text = r##"
swagger: '2.0'
info: {title: A, version: '1'}
paths:
  /a:
    post:
      consumes: [application/json]
      parameters: [{in: body, name: b, schema: {$ref: Order}}]
      responses: {'200': {description: ok, schema: {$ref: '#/definitions/Order/properties/pet'}}}
definitions:
  Order:
    type: object
    properties:
      pet: {$ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Pet'}
      enum: {$ref: '#/definitions/Order'}
  Pet: {enum: [{$ref: not-a-reference}]}
"##;
    let (config, report) = read(text);
    assert!(report.is_empty(), "{report:?}");
    let order = &config.models["Order"].schema["properties"];
    assert_eq!(order["pet"], json!({"$ref": "#/definitions/Pet"}));
    assert_eq!(order["enum"], json!({"$ref": "#/definitions/Order"}));
    assert_eq!(config.models["Pet"].schema, json!({"enum": [{"$ref": "not-a-reference"}]}));
    let (_, method) = config.methods().next().unwrap();
    assert_eq!(method.request_models["application/json"].name.as_deref(), Some("Order"));
}

#[test]
fn http_apis_are_told_by_their_parts() {
    let is_http = |text: &str| read(text).0.kind == ApiKind::Http;
    assert!(!is_http(&with_integration("{type: aws_proxy, payloadFormatVersion: '1.0'}")));
    assert!(is_http(&with_integration("{type: aws_proxy, payloadFormatVersion: '2.0'}")));
    assert!(is_http(&format!("{HEAD}paths: {{}}\nx-amazon-apigateway-cors: {{}}\n")));
}

#[test]
fn exports_read_back_as_the_same_api() {
    use gatewright_gateway::config::export::{ExportOptions, Format, export};
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../swagger/lambdagate.json");
    let document = Document::load(path).unwrap();
    let (config, _) = GatewayConfig::read(&document, &Options::default());
    for format in [Format::Swagger, Format::OpenApi] {
        let options = ExportOptions {
            format,
            extensions: true,
            api_id: "api".into(),
            region: "us-east-1".into(),
            stage: "test".into(),
            version: "1".into(),
        };
        let text = export(&config, &options).to_string();
        let (again, report) = read(&text);
        assert!(report.is_empty(), "{report:?}");
        let describe = |config: &GatewayConfig| -> Vec<_> {
            config.methods().map(|(resource, method)| describe::method(config, resource, method)).collect()
        };
        assert_eq!(describe(&again), describe(&config));
        assert_eq!(describe::models(&again, "api"), describe::models(&config, "api"));
        assert_eq!(again.base_path, "/test");
    }
}
