//! Templates of CloudFormation: the document that each form of an API becomes, and what the template says beside it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use gatewright_document::{Document, Pointer, Report};
use serde_json::{Value, json};

fn read(text: &str) -> Document {
    Document::from_text("template.yaml", text).unwrap_or_else(|report| panic!("{}", report.one_line().join("\n")))
}

/// The value at a pointer, as JSON.
fn at(document: &Document, pointer: &str) -> Value {
    let pointer = Pointer::parse(pointer).unwrap();
    let node = pointer.segments().try_fold(document.root(), |node, key| node.step(&key));
    node.map_or(Value::Null, |node| node.value().to_json())
}

fn value<'d>(document: &'d Document, name: &str) -> &'d str {
    document.template().unwrap().values.get(name).map_or("", String::as_str)
}

#[test]
fn bodies_have_their_places() {
    let document = read(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: prod\n      DefinitionBody:\n        openapi: 3.0.1\n        info: {title: Pets, version: '1'}\n        paths:\n          /pets: {get: {responses: {}}}\n",
    );
    let node = document.root().get("paths").and_then(|paths| paths.get("/pets")).unwrap();
    assert_eq!(document.locate(node.origin()).unwrap().to_string(), "template.yaml:11:18");
    assert_eq!(document.template().unwrap().stage.as_deref(), Some("prod"));
}

const EVENTS: &str = "
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Environment: {Variables: {A: global, B: global}}}
  Api:
    Cors: \"'*'\"
    Auth:
      DefaultAuthorizer: Tokens
      Authorizers: {Tokens: {FunctionArn: !GetAtt Guard.Arn}}
Resources:
  Guard: {Type: 'AWS::Serverless::Function', Properties: {Handler: guard.handler}}
  Pets:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      AutoPublishAlias: live
      Environment: {Variables: {B: own}}
      Events:
        Get: {Type: Api, Properties: {Path: '/pets/{id}', Method: get}}
        Open: {Type: Api, Properties: {Path: /open, Method: ANY, Auth: {Authorizer: NONE, ApiKeyRequired: true}}}
        Told: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
  Queue: {Type: 'AWS::SQS::Queue'}
";

#[test]
fn events_of_functions() {
    let document = read(EVENTS);
    let integration = at(&document, "/paths/~1pets~1{id}/get/x-amazon-apigateway-integration");
    assert_eq!((&integration["type"], &integration["httpMethod"]), (&json!("aws_proxy"), &json!("POST")));
    assert_eq!(integration["uri"]["Fn::Join"][1][1], json!({"Fn::GetAtt": ["Pets", "Arn"]}));
    assert_eq!(at(&document, "/paths/~1pets~1{id}/get/security"), json!([{"Tokens": []}]));
    let scheme = at(&document, "/components/securitySchemes/Tokens");
    assert_eq!(scheme["x-amazon-apigateway-authorizer"]["type"], "token");
    let open = at(&document, "/paths/~1open/x-amazon-apigateway-any-method");
    assert_eq!(open["security"], json!([{"api_key": []}]));
    let preflight = at(&document, "/paths/~1pets~1{id}/options/x-amazon-apigateway-integration/responses/default");
    let allowed = &preflight["responseParameters"]["method.response.header.Access-Control-Allow-Methods"];
    assert_eq!(allowed, "'GET,OPTIONS'");
    assert_eq!(at(&document, "/paths/~1pets~1{id}/options/security"), json!([]));
    let template = document.template().unwrap();
    let pets = template.functions.iter().find(|function| function.name == "Pets").unwrap();
    assert_eq!((pets.code.as_deref(), pets.runtime.as_deref()), (Some("src/"), Some("python3.13")));
    assert_eq!((pets.environment["A"].as_str(), pets.environment["B"].as_str()), ("global", "own"));
    assert_eq!(template.stage.as_deref(), Some("Prod"));
    assert!(value(&document, "PetsAliaslive").ends_with(":function:Pets:live"));
}

#[test]
fn routes_of_http_apis() {
    let document = read(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Events:\n        All: {Type: HttpApi}\n        One: {Type: HttpApi, Properties: {Path: /one, Method: post, Auth: {Authorizer: Jwt, AuthorizationScopes: [a]}}}\nGlobals:\n  HttpApi:\n    CorsConfiguration: {AllowOrigins: ['https://a.example'], MaxAge: 5}\n    Auth: {Authorizers: {Jwt: {JwtConfiguration: {issuer: 'https://i.example', audience: [me]}}}}\n",
    );
    let all = at(&document, "/paths/~1$default/x-amazon-apigateway-any-method");
    assert_eq!(
        (&all["isDefaultRoute"], &all["x-amazon-apigateway-integration"]["payloadFormatVersion"]),
        (&json!(true), &json!("2.0"))
    );
    assert_eq!(at(&document, "/paths/~1one/post/security"), json!([{"Jwt": ["a"]}]));
    assert_eq!(at(&document, "/x-amazon-apigateway-cors"), json!({"allowOrigins": ["https://a.example"], "maxAge": 5}));
    let jwt = at(&document, "/components/securitySchemes/Jwt/x-amazon-apigateway-authorizer/jwtConfiguration");
    assert_eq!(jwt["issuer"], "https://i.example");
}

/// As the CDK writes it.
#[test]
fn methods_of_their_own() {
    let template = json!({"Resources": {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "Pets"}},
        "PetsRes": {"Type": "AWS::ApiGateway::Resource", "Properties": {
            "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "pets", "RestApiId": {"Ref": "Api"}}},
        "PetRes": {"Type": "AWS::ApiGateway::Resource", "Properties": {
            "ParentId": {"Ref": "PetsRes"}, "PathPart": "{id}", "RestApiId": {"Ref": "Api"}}},
        "Get": {"Type": "AWS::ApiGateway::Method", "Properties": {
            "HttpMethod": "GET", "ResourceId": {"Ref": "PetRes"}, "RestApiId": {"Ref": "Api"},
            "AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "Guard"}, "ApiKeyRequired": true,
            "RequestValidatorId": {"Ref": "Checks"}, "RequestModels": {"application/json": {"Ref": "Pet"}},
            "RequestParameters": {"method.request.querystring.all": true},
            "Integration": {"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": "arn:aws:apigateway:us-east-1:sqs:path/1/q",
                "RequestTemplates": {"application/json": "{}"},
                "IntegrationResponses": [{"StatusCode": "200"}, {"StatusCode": "400", "SelectionPattern": "4\\d{2}"}]},
            "MethodResponses": [{"StatusCode": "200", "ResponseParameters": {"method.response.header.X": true},
                "ResponseModels": {"application/json": {"Ref": "Pet"}}}]}},
        "Pet": {"Type": "AWS::ApiGateway::Model", "Properties": {"RestApiId": {"Ref": "Api"}, "Schema": {"type": "object"}}},
        "Checks": {"Type": "AWS::ApiGateway::RequestValidator", "Properties": {"RestApiId": {"Ref": "Api"}, "ValidateRequestBody": true}},
        "Guard": {"Type": "AWS::ApiGateway::Authorizer", "Properties": {"RestApiId": {"Ref": "Api"}, "Type": "TOKEN",
            "IdentitySource": "method.request.header.X-Token", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:G/invocations"}},
        "Stage": {"Type": "AWS::ApiGateway::Stage", "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "dev"}}
    }});
    let document = read(&template.to_string());
    let get = at(&document, "/paths/~1pets~1{id}/get");
    assert_eq!(get["security"], json!([{"Guard": []}, {"api_key": []}]));
    assert_eq!(get["x-amazon-apigateway-integration"]["responses"]["4\\d{2}"]["statusCode"], "400");
    assert_eq!(get["x-amazon-apigateway-request-validator"], "Checks");
    assert_eq!(get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Pet");
    assert_eq!(get["parameters"][1]["name"], "all");
    assert_eq!(at(&document, "/x-amazon-apigateway-request-validators/Checks/validateRequestBody"), json!(true));
    assert_eq!(at(&document, "/components/securitySchemes/Guard/name"), json!("X-Token"));
    assert_eq!(document.template().unwrap().stage.as_deref(), Some("dev"));
}

#[test]
fn routes_of_their_own() {
    let template = json!({"Resources": {
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "A", "ProtocolType": "HTTP"}},
        "Send": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY",
            "IntegrationSubtype": "SQS-SendMessage", "PayloadFormatVersion": "1.0",
            "RequestParameters": {"QueueUrl": {"Ref": "Queue"}, "MessageBody": "$request.body"},
            "ResponseParameters": {"200": {"ResponseParameters": [{"Destination": "overwrite:statuscode", "Source": "202"}]}}}},
        "Route": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "POST /send",
            "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "Send"}]]}}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}}
    }});
    let document = read(&template.to_string());
    let integration = at(&document, "/paths/~1send/post/x-amazon-apigateway-integration");
    assert_eq!(integration["integrationSubtype"], "SQS-SendMessage");
    assert_eq!(integration["responseParameters"], json!({"200": {"overwrite:statuscode": "202"}}));
    assert!(value(&document, "Queue").ends_with("/${AWS::AccountId}/jobs"), "{}", value(&document, "Queue"));
    assert!(value(&document, "Queue.Arn").ends_with(":jobs"));
}

#[test]
fn parameters_and_conditions() {
    let document = read(
        "Parameters: {Env: {Type: String, Default: dev}, Other: {Type: String}}\nConditions:\n  IsDev: !Equals [!Ref Env, dev]\n  IsProd: !Not [Condition: IsDev]\n  Unknown: !Equals [!Ref Other, x]\nResources:\n  Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Body: {swagger: '2.0', info: {title: A, version: '1'}, paths: {}}}}\n",
    );
    let found = ["Env", "IsDev", "IsProd", "Unknown", "Other"].map(|name| value(&document, name));
    assert_eq!(found, ["dev", "true", "false", "", ""]);
}

#[test]
fn files_beside_the_template_and_several_apis() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), "openapi: 3.0.1\ninfo: {title: File, version: '1'}\npaths: {}\n").unwrap();
    let template = folder.join("template.yaml");
    let text = "Resources:\n  One: {Type: 'AWS::Serverless::Api', Properties: {DefinitionUri: api.yaml}}\n  Two: {Type: 'AWS::Serverless::Api', Properties: {DefinitionBody: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: missing.yaml}}}}}\n  Three: {Type: 'AWS::Serverless::Api', Properties: {DefinitionBody: {swagger: '2.0', info: {title: Body, version: '1'}, paths: {}}}}\n";
    std::fs::write(&template, text).unwrap();
    let one = Document::load(&template).unwrap();
    assert_eq!((at(&one, "/info/title"), one.files().count()), (json!("File"), 2));
    assert_eq!(one.template().unwrap().apis, ["One", "Two", "Three"]);
    assert_eq!(at(&Document::load_api(&template, "Three").unwrap(), "/info/title"), json!("Body"));
    let told = |report: Result<Document, Report>| report.unwrap_err().one_line().join("\n");
    let missing = told(Document::load_api(&template, "Two"));
    assert!(missing.contains("missing.yaml` does not exist"), "{missing}");
    let nobody = told(Document::load_api(&template, "Four"));
    assert!(nobody.contains("the template has no API `Four`"), "{nobody}");
}
