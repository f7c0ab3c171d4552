//! Every kind of finding once, with its exact place and text, in one document as people write them.

use gatewright_document::Document;

use crate::report_on;

const DOCUMENT: &str = r#"swagger: '2.0'
info: {title: Shop, version: '1'}
x-amazon-apigateway-request-validators: {all: {validateRequestParameters: true, validateRequestBody: true}}
paths:
  /fit:
    get:
      responses:
        200: {description: fine, schema: {$ref: '#/definitions/Pet'}}
      x-amazon-apigateway-integration:
        type: aws
        uri: &function arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:F/invocations
        responses:
          default: {statusCode: 200, responseTemplates: {application/json: '{"title": "x"}'}}
          'Not found.*': {statusCode: 404}
          '5\d{2}': {statusCode: 200}
  /json:
    get:
      responses:
        200: {description: fine, schema: {$ref: '#/definitions/Pet'}}
      x-amazon-apigateway-integration:
        type: aws
        uri: *function
        responses:
          default:
            statusCode: 200
            responseTemplates:
              application/json: |
                #set($pet = $input.path('$'))
                {"age": 3,
                 "name": $pet.name}
  /mapped:
    post:
      x-amazon-apigateway-request-validator: nobody
      parameters:
        - {name: page, in: query, type: string}
        - {name: Key, in: header, type: string, required: true}
      responses:
        200:
          description: fine
          headers: {X-Set: {type: string}}
      x-amazon-apigateway-integration:
        type: http
        uri: https://${stageVariables.my-host}/{id}
        timeoutInMillis: 10
        requestParameters: {integration.request.header.Key: method.request.header.Key}
        responses:
          '2\d{2}':
            statusCode: 200
            responseParameters: {method.response.header.X-Other: "'1'"}
            responseTemplates: {application/json: '{"a": 1}'}
          '600': {statusCode: 200}
  /silent:
    get:
      responses:
        200: {description: fine}
      x-amazon-apigateway-integration: {type: http, uri: https://example.com/}
definitions:
  Pet: {type: object, properties: {name: {type: string}, age: {type: integer}}}
  Pet_shop: {type: object}
"#;

#[test]
fn every_kind_of_finding() {
    let document = Document::from_text("api.yaml", DOCUMENT).unwrap();
    let report = report_on(&document);
    let found = report.one_line();
    let expected = [
        "api.yaml:13:76: warning[response-does-not-fit-model]: `GET /fit` answers `{title}` but its model `Pet` has `{name, age}` (typed clients will receive an empty `Pet`)",
        "api.yaml:14:39: warning[undeclared-status]: `GET /fit` answers status 404, which is none of its responses (declare a response `404`, or use `200`)",
        r#"api.yaml:15:11: warning[unmatchable-pattern]: the selection pattern `5\d{2}` matches only errors whose whole message is a number (the pattern is matched against the whole `errorMessage` of the function, not against a status; `5\d{2}.*` matches messages that begin so)"#,
        r#"api.yaml:24:11: warning[errors-answered-as-success]: `GET /json` answers errors of its function with status 200, here with `{"age": 3, "name": }`, which is not JSON (add a response with a selection pattern, such as `(\n|.)+`, and a status of its own)"#,
        "api.yaml:30:26: warning[template-is-not-json]: the answer of `GET /json` is not JSON: `$pet.name` stands without quotes, where the model has a string (write `$input.json('$.name')`, or put quotes around it)",
        "api.yaml:32:5: warning[unchecked-parameter]: `POST /mapped` requires `Key`, but no validator checks that it is there (name a validator with `validateRequestParameters` in `x-amazon-apigateway-request-validator`)",
        "api.yaml:33:46: warning[unknown-validator]: the request validator `nobody` is not defined (there is `all`)",
        "api.yaml:35:18: warning[unmapped-parameter]: `POST /mapped` declares the query parameter `page`, but nothing maps it (use `method.request.querystring.page` in `requestParameters`, or `$input.params('page')` in a template)",
        "api.yaml:39:11: warning[missing-response-model]: `POST /mapped` answers `{a}` with status 200, and has no model for it (typed clients get no type for the answer; give the response a schema)",
        "api.yaml:40:21: warning[unmapped-response-header]: `POST /mapped` declares the header `X-Set` for status 200, but nothing sets it (map `method.response.header.X-Set` in the integration response, or remove the header)",
        "api.yaml:43:14: warning[undefined-stage-variable]: no stage variable can be called `my-host` (names have only letters, digits and `_`)",
        "api.yaml:43:14: warning[unmapped-parameter]: the URI of the integration of `POST /mapped` has `{id}`, but nothing maps it (give it a value by `integration.request.path.id`, or write what it stands for)",
        "api.yaml:44:26: warning[import-limit]: the integration of `POST /mapped` has a time limit of 10 ms (the shortest is 50 ms)",
        "api.yaml:49:34: warning[undeclared-response-header]: the header `X-Other` is mapped, but `POST /mapped` does not declare it for status 200 (API Gateway rejects this mapping, and typed clients do not see the header; declare it)",
        r#"api.yaml:51:11: warning[unmatchable-pattern]: the selection pattern `600` matches no status (the pattern is matched against the whole status of the backend, such as `404`; `4\d{2}` matches a class)"#,
        "api.yaml:56:40: warning[missing-integration-response]: `GET /silent` has no integration response (API Gateway answers status 500 whatever the backend says; add `responses` with `default`)",
        "api.yaml:59:3: warning[import-limit]: the name of the model `Pet_shop` is not alphanumeric (API Gateway's import takes only letters and digits in names of models)",
    ];
    assert_eq!(found, expected);
}
